import type { z } from 'zod';
import type {
  assignmentListSchema,
  phoneNumbersSchema,
  ProfileView,
  profileInForceSchema,
} from '../../domain/api/profile-views.ts';
import { EVERYWHERE, type ProfileAssignment } from '../../domain/profile/assignment.ts';
import { PROFILE_KEYS, type ProfileKey } from '../../domain/profile/origin.ts';
import { PHONE_LINES, type PhoneLine, type RuleProfile } from '../../domain/profile/profile.ts';
import { section, table, when } from './text.ts';

const CERTAINTY: Readonly<Record<ProfileView['origins'][ProfileKey]['certainty'], string>> = {
  source: 'the source',
  found: 'found',
  high: 'recalled, high',
  medium: 'UNCERTAIN: recalled, medium',
  low: 'UNCERTAIN: recalled, low',
  design: 'UNCERTAIN: a choice of this system',
};

/** Every profile in a line: when its rules were in use, where it is assigned, how many of its values are uncertain. */
export function profileLines(profiles: readonly ProfileView[], unassigned: string): string {
  const rows = profiles.map((view) => [
    view.id,
    view.profile.formVersion,
    view.profile.exclusionRule,
    view.history === null
      ? 'own'
      : `${view.history.from} to ${view.history.to ?? '…'}${view.history.uncertain ? ' (uncertain)' : ''}`,
    `${uncertainKeys(view).length} uncertain`,
    inForceWords(view, unassigned),
  ]);
  return table([['id', 'form', 'excluded days', 'in use', 'values', 'governs'], ...rows]);
}

function uncertainKeys({ origins }: ProfileView): readonly ProfileKey[] {
  return PROFILE_KEYS.filter((key) => origins[key].uncertain);
}

function inForceWords({ id, assigned }: ProfileView, unassigned: string): string {
  const own = assigned.map(({ jurisdiction, from, to }) => `${placeOf(jurisdiction)} ${span(from, to)}`);
  return [...own, ...(id === unassigned ? ['wherever nothing is assigned'] : [])].join('; ') || 'nowhere: not assigned';
}

function placeOf(jurisdiction: string): string {
  return jurisdiction === EVERYWHERE ? 'everywhere' : jurisdiction;
}

function span(from: string | null, to: string | null): string {
  const begins = from === null ? '' : `from ${when(from, undefined)}`;
  return `${begins}${to === null ? '' : ` to ${when(to, undefined)}`}`.trim();
}

/** One profile: every value with where it comes from and, in words, whether that is uncertain. */
export function profileText(view: ProfileView): string {
  const width = Math.max(...PROFILE_KEYS.map((key) => key.length));
  const values = PROFILE_KEYS.filter((key) => key !== 'numbers').flatMap((key) => {
    const { origin, certainty } = view.origins[key];
    const named = `${key.padEnd(width)}  ${valueOf(view.profile, key)}`;
    return [named, `${' '.repeat(width)}  ${CERTAINTY[certainty]} (${origin})`];
  });
  const translations = view.translations.map(({ language, reviewedBy, reviewedOn }) =>
    reviewedBy === null
      ? `${language}: not reviewed by a qualified person`
      : `${language}: ${reviewedBy}, ${reviewedOn ?? ''}`,
  );
  return [
    `${view.id}  ${view.title}`,
    ...historyLines(view),
    ...section('Values (counsel looks at what is uncertain before anybody relies on it)', values),
    ...section('Governs', [inForceWords(view, '')]),
    ...section('Translations of the notice', translations),
    '',
    'The numbers are the deployment’s: sc numbers list. No legal advice: counsel signs what is put in force.',
  ].join('\n');
}

function historyLines({ history, added }: ProfileView): string[] {
  if (added !== null) return [`based on ${added.basedOn}, added by ${added.by} at ${when(added.at, undefined)}`];
  if (history === null) return [];
  const { origin, certainty } = history.origin;
  return [`in use ${history.from} to ${history.to ?? '…'} (${CERTAINTY[certainty]}; ${origin})`];
}

function valueOf(profile: RuleProfile, key: ProfileKey): string {
  const value = profile[key];
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'object') return Array.isArray(value) ? value.join(' ') : '';
  return String(value);
}

/** What governs a place at an instant, and what is uncertain or missing of it. */
export function inForceText(answer: z.infer<typeof profileInForceSchema>): string {
  const { profile, jurisdiction, at, assignment, uncertain, missingNumbers } = answer;
  const by = assignment === null ? 'nothing is assigned there and then' : `by assignment ${assignment}`;
  return [
    `${profile.id}  ${profile.formVersion}, excluded days ${profile.exclusionRule}`,
    `governs ${jurisdiction ?? 'where no jurisdiction is known'} at ${when(at, undefined)}: ${by}`,
    ...section('Uncertain values (sc profile show)', uncertain.length === 0 ? [] : [uncertain.join(', ')]),
    ...section('No verified number: no request to hold is issued', missingNumbers.map(lineOf)),
  ].join('\n');
}

/** Assignments in the order of their proposal, and what governs when. */
export function assignmentText({ assignments, periods }: z.infer<typeof assignmentListSchema>): string {
  const rows = assignments.map(({ id, profileId, jurisdiction, from, to, proposedBy, signature, ending, ...rest }) => [
    String(id),
    profileId,
    placeOf(jurisdiction),
    span(from, to),
    restsOn(rest),
    proposedBy,
    signature === null ? 'UNSIGNED: governs nothing' : `signed by ${signature.name}, ${signature.title}`,
    ending === null ? '' : `ended ${when(ending.endsAt, undefined)} by ${ending.signature.name}`,
  ]);
  const governing = periods.flatMap(({ jurisdiction, periods: stretches }) =>
    stretches.map(({ from, to, profileId, assignment }) => {
      const by = assignment === null ? 'nothing assigned' : `assignment ${assignment}`;
      return [placeOf(jurisdiction), span(from, to) || 'always', profileId, by];
    }),
  );
  return [
    rows.length === 0
      ? 'No assignment.'
      : table([['id', 'profile', 'where', 'when', 'rests on', 'proposed by', '', ''], ...rows]),
    ...section('What governs when', table([['where', 'when', 'profile', ''], ...governing]).split('\n')),
  ].join('\n');
}

/** The recommendation, or the first words of the basis. */
function restsOn({ recommendation, basis }: Pick<ProfileAssignment, 'recommendation' | 'basis'>): string {
  if (recommendation !== null) return `recommendation ${recommendation}`;
  const words = basis ?? '';
  return words.length > 40 ? `${words.slice(0, 39)}…` : words;
}

const LINES: Readonly<Record<PhoneLine, string>> = {
  civilRights: 'complaints about civil rights',
  dayAndNight: 'day and night',
  citizenOrVictim: 'citizens and victims of a crime',
};

function lineOf(line: PhoneLine): string {
  return `${line} (${LINES[line]})`;
}

/** The numbers that stand, every entry with its last call, and those of the time for reference. */
export function numbersText({ standing, entries, historical }: z.infer<typeof phoneNumbersSchema>): string {
  const stands = PHONE_LINES.map((line) => {
    const number = standing[line];
    if (number === null) return `${lineOf(line)}: MISSING: no request to hold is issued`;
    const by = `verified by ${number.verifiedBy} on ${number.verifiedOn}`;
    return `${lineOf(line)}: ${number.number}, ${number.answeredBy}, ${number.hours}; ${by}`;
  });
  const rows = entries.map(({ id, line, number, answeredBy, enforcement, enteredBy, calls }) => {
    const last = calls.at(-1);
    const called =
      last === undefined
        ? 'NOT CALLED YET'
        : `${last.reached ? 'reached' : 'NOT REACHED'} on ${last.on} by ${last.name}`;
    return [String(id), line, number, `${answeredBy}${enforcement ? ' (enforcement)' : ''}`, enteredBy, called];
  });
  return [
    ...section('Shown on forms and pages', stands).slice(1),
    ...section(
      'Entered',
      rows.length === 0
        ? []
        : table([['id', 'line', 'number', 'answered by', 'entered by', 'call'], ...rows]).split('\n'),
    ),
    ...section(
      'Of 2010-2012, for reference only: UNCERTAIN, verify before use; never printed',
      historical.map(({ number, answeredBy, use, origin }) => `${number}, ${answeredBy}: ${use} (${origin.origin})`),
    ),
  ].join('\n');
}
