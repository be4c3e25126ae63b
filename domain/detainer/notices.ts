import type { DetainerInput } from '../lifecycle/input.ts';
import { PHONE_LINES, type PhoneLine, type RuleProfile } from '../profile/profile.ts';
import type { AuthorityEnd, HoldClock, WrittenRule } from './hold.ts';

/** The line that every immigration answer and notice to an agency carries (rule B3). */
export const NO_GROUND = 'This is no ground to arrest, to hold, or to refuse bail, and it adds no duty to your agency.';

/** Which days the 48 hours leave out, by the reading of the profile. */
const LIMIT_DAYS: Readonly<Record<RuleProfile['exclusionRule'], string>> = {
  STATUTORY: 'not counting Saturdays, Sundays and federal holidays',
  OBSERVED: 'not counting Saturdays, Sundays, federal holidays and the weekdays kept in their place',
  NONE: 'every hour counted, on weekends and holidays too',
};

/** How long a request asks to hold, in the words of the profile's reading: on the form and in every text alike (rules C2, C7). */
export function limitWords({ exclusionRule }: RuleProfile): string {
  return `no longer than 48 hours beyond the time at which the person would otherwise be released, ${LIMIT_DAYS[exclusionRule]}`;
}

function limitRule(profile: RuleProfile): string {
  return `It asks you to hold the person ${limitWords(profile)}. At that limit the request ends by itself. Nobody can extend it.`;
}

const LINES: Readonly<Record<PhoneLine, string>> = {
  dayAndNight: 'Day and night',
  civilRights: 'Civil rights complaints',
  citizenOrVictim: 'US citizens and victims of crime',
};

/** The numbers for the person, each with who answers: a text that goes out without its PDF has them too (rules C4, E7). */
export function numbersText({ numbers }: RuleProfile): string {
  const lines = PHONE_LINES.flatMap((line) => {
    const verified = numbers[line];
    return verified === null ? [] : [`  ${LINES[line]}: ${verified.number}, answered by ${verified.answeredBy}`];
  });
  return ['Telephone numbers for the person:', ...lines].join('\n');
}

/** The text of a detainer to the jail: a request, with the rule, the calendar of days not counted and examples (rules C1, C2, C3, C7). */
export function detainerText(input: DetainerInput, written: WrittenRule): string {
  return [
    `IMMIGRATION DETAINER ${input.profile.formVersion} - REQUEST, number ${input.number} of this case.`,
    `To ${input.jail.name} (${input.jail.ori}). This is a request. You may decline it: no reason is needed and nothing follows for your agency.`,
    input.kind === 'UPON_CONVICTION'
      ? 'It has effect only if the person is convicted of the charge for which you hold the person. Without a conviction it asks for nothing.'
      : '',
    limitRule(input.profile),
    'The time runs from the instant at which no other ground to hold the person remains: not from booking, nor from receipt of this request.',
    'Give the person a copy of this request and tell us when, how and in which language it was given.',
    input.profile.serviceIsConditionOfEffect ? 'The request has no effect before the copy has been given.' : '',
    'It must not affect bail, parole, release, classification, work or quarters.',
    written.excludedDays.length === 0 ? '' : 'Days that are not counted:',
    ...written.excludedDays.map((day) => `  ${day.date} ${day.why}`),
    'Examples:',
    ...written.examples.map((example) => `  release due ${example.from} -> the request ends at ${example.limitAt}`),
    `Times are those of ${input.jail.zone}.`,
    NO_GROUND,
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** What a request says that has no effect before the person has a copy of it (I-247D and I-247A). */
const UNSERVED =
  'It takes effect only once the person has been served a copy, and nobody has confirmed that: until then it allows no hold. The limit stays as it is.';

/** The notice that a clock runs, with the exact instant, to the jail and through it to the person (rule C7). */
export function clockText(clock: HoldClock, authorized: boolean): string {
  return [
    ...(authorized ? [] : [UNSERVED]),
    `Release fell due at ${clock.startedAt}. The request to hold ends at ${clock.limitAt} (${clock.zone}).`,
    'Tell the person this date and time. Nothing in the request allows you to hold the person longer.',
    'If the person is released or taken over earlier, tell us; if you hold the person on a ground of your own, that ground is yours alone.',
  ].join('\n');
}

const ENDED_BECAUSE: Record<AuthorityEnd, string> = {
  LIMIT: 'Its 48 hours have been used up',
  CANCELLED: 'It was cancelled',
  DECLINED: 'You declined it',
  NO_CONVICTION: 'It depended on a conviction, and there is none',
  HOLD_NOT_ALLOWED: 'The law in force where the person is held allows no hold on a detainer alone',
  WARRANT_MISSING: 'The rules in force when release fell due ask for a warrant, and none accompanies it',
};

/** The notice that authority has ended. It orders no release from custody on the jail's own lawful ground (rule C7). */
export function releaseText(why: AuthorityEnd, at: string): string {
  return [
    `The request to hold has ended at ${at}. ${ENDED_BECAUSE[why]}.`,
    'Nothing in it allows you to hold the person any longer: unless you hold the person on a lawful ground of your own, release the person now.',
    'Confirm the release, or the other lawful ground, as soon as it is known.',
  ].join('\n');
}

/** What an amended form says to the jail: the new boxes, and that nothing about the time has changed (rule C2). */
export function amendedText(input: DetainerInput, revision: number): string {
  return [
    `IMMIGRATION DETAINER ${input.profile.formVersion} - AMENDED, revision ${revision} of request number ${input.number}.`,
    'It takes the place of the form you have. The time runs as before: an amendment neither restarts nor lengthens it.',
    'Give the person a copy of the amended form and tell us when, how and in which language it was given.',
    limitRule(input.profile),
    NO_GROUND,
  ].join('\n');
}

/** What a jail is told to which the person was moved: the request that came with the person, and the limit as it stands. */
export function movedText(input: DetainerInput, clock: HoldClock | null): string {
  const limit =
    clock === null
      ? 'Another ground holds the person: no time runs yet.'
      : `Release fell due at ${clock.startedAt}. The request ends at ${clock.limitAt} (${clock.zone}).`;
  return [
    `The person of detainer ${input.number} of this case was reported moved to you. The request stands as it was: you may decline it.`,
    limit,
    limitRule(input.profile),
    NO_GROUND,
  ].join('\n');
}

/** The notice that a dormant detainer was withdrawn. */
export function cancelledText(): string {
  return 'The detainer was cancelled. It asks for nothing any more. Tell the person.';
}
