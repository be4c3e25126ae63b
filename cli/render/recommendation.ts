import type { RecommendationView } from '../../domain/api/advisory-views.ts';
import { section, spoken, table, when } from './text.ts';

const STANDING: Readonly<Record<RecommendationView['standing'], string>> = {
  NO_OUTCOME: 'NO OUTCOME: nobody has said what became of it',
  OPEN: 'under consideration',
  ACCEPTED: 'accepted, not yet carried out',
  REJECTED: 'rejected',
  CARRIED_OUT: 'carried out',
};

/** Each recommendation in a line, what waits for a word first. */
export function recommendationLines(all: readonly RecommendationView[]): string {
  if (all.length === 0) return 'No recommendation is on record.';
  const ordered = all.toSorted((a, b) => Number(b.overdueSince !== null) - Number(a.overdueSince !== null));
  const rows = ordered.map((one) => [
    String(one.number),
    one.madeOn,
    one.about,
    standingText(one),
    one.assignments.map(({ id }) => `assignment ${id}`).join(', '),
  ]);
  return table([['no', 'made on', 'about', 'stands', 'carried out by'], ...rows]);
}

function standingText({ standing, overdueSince }: RecommendationView): string {
  return overdueSince === null
    ? STANDING[standing]
    : `${STANDING[standing]} (OVERDUE since ${overdueSince.slice(0, 10)})`;
}

/** One recommendation with everything that became of it, and the assignments of profiles that name it. */
export function recommendationText(view: RecommendationView): string {
  const outcomes = view.outcomes.flatMap(({ outcome, decidedOn, decidedBy, reasons, enteredBy, enteredAt }) => [
    `${decidedOn}  ${spoken(outcome)}, ${decidedBy}: ${reasons}`,
    `            entered by ${enteredBy} at ${when(enteredAt, undefined)}`,
  ]);
  const assignments = view.assignments.map(({ id, profileId, jurisdiction, from, signature }) => {
    const place = jurisdiction === '*' ? 'everywhere' : jurisdiction;
    const signed = signature === null ? 'UNSIGNED: governs nothing' : `signed by ${signature.name}`;
    return `assignment ${id}: profile ${profileId} for ${place} from ${when(from, undefined)}, ${signed}`;
  });
  return [
    `Recommendation ${view.number} of ${view.madeOn}, ${view.madeBy}`,
    `about ${view.about}: ${view.words}`,
    `stands: ${standingText(view)}`,
    ...section('What became of it', outcomes),
    ...section('Rule profiles that carry it out', assignments),
  ].join('\n');
}
