import { z } from 'zod';
import type { Refusal } from '../errors.ts';
import { plainLabelSchema, plainWordsSchema } from '../profile/words.ts';
import { instantMs, instantSchema, isoInstant } from '../text.ts';

/** What became of a recommendation. None of them follows from another: each is somebody's own words (rule E8). */
export const OUTCOMES = ['ACCEPTED', 'PARTLY_ACCEPTED', 'REJECTED', 'UNDER_CONSIDERATION', 'CARRIED_OUT'] as const;
export const outcomeKindSchema = z.enum(OUTCOMES);
export type OutcomeKind = z.infer<typeof outcomeKindSchema>;

/** A recommendation of the advisory task force as somebody enters it. */
export const newRecommendationSchema = z.strictObject({
  /** ISO date on which it was made. */
  madeOn: z.iso.date(),
  /** Who made it, and where it stands, e.g. "Task Force on Secure Communities, report of September 2011, p. 21". */
  madeBy: plainLabelSchema,
  /** Which rule (`B7`) or topic it is about. */
  about: plainLabelSchema,
  /** Its own words. */
  words: plainWordsSchema,
});
export type NewRecommendation = z.infer<typeof newRecommendationSchema>;

/** What became of it, as somebody enters that: never without a reason (rule E8). */
export const newOutcomeSchema = z.strictObject({
  outcome: outcomeKindSchema,
  /** ISO date on which it was decided. */
  decidedOn: z.iso.date(),
  /** The person who decided it, with the office held. */
  decidedBy: plainLabelSchema,
  reasons: plainWordsSchema,
});
export type NewOutcome = z.infer<typeof newOutcomeSchema>;

export const outcomeSchema = z.strictObject({
  ...newOutcomeSchema.shape,
  /** Staff id of who entered it, and when (ISO). */
  enteredBy: z.string().min(1).max(64),
  enteredAt: instantSchema,
});

/** A recommendation on record with everything that became of it, the oldest first. Neither it nor an outcome is ever changed. */
export const recommendationSchema = z.strictObject({
  number: z.int().min(1),
  ...newRecommendationSchema.shape,
  enteredBy: z.string().min(1).max(64),
  enteredAt: instantSchema,
  outcomes: z.array(outcomeSchema),
});
export type Recommendation = z.infer<typeof recommendationSchema>;

/** `NO_OUTCOME`: nobody has said what became of it. `OPEN`: under consideration. `ACCEPTED`: in whole or in part, not yet carried out. */
export const STANDINGS = ['NO_OUTCOME', 'OPEN', 'ACCEPTED', 'REJECTED', 'CARRIED_OUT'] as const;
export type Standing = (typeof STANDINGS)[number];

const STANDING_OF: Readonly<Record<OutcomeKind, Standing>> = {
  ACCEPTED: 'ACCEPTED',
  PARTLY_ACCEPTED: 'ACCEPTED',
  REJECTED: 'REJECTED',
  UNDER_CONSIDERATION: 'OPEN',
  CARRIED_OUT: 'CARRIED_OUT',
};

/** Where a recommendation stands: by the last word that somebody entered, and by nothing else (a profile in force carries nothing out by itself). */
export function standingOf({ outcomes }: Pick<Recommendation, 'outcomes'>): Standing {
  const last = outcomes.at(-1);
  return last === undefined ? 'NO_OUTCOME' : STANDING_OF[last.outcome];
}

/** Days after which one that nobody has answered calls the administrator. A choice of this system. */
export const ANSWER_WITHIN_DAYS = 90;
const DAY_MS = 86_400_000;

/** Since when (ISO) the last word of a recommendation is overdue at an instant (milliseconds); null where it is answered, or has time. */
export function overdueSince(recommendation: Recommendation, nowMs: number): string | null {
  const standing = standingOf(recommendation);
  if (standing !== 'NO_OUTCOME' && standing !== 'OPEN') return null;
  const lastWord = recommendation.outcomes.at(-1)?.enteredAt ?? recommendation.enteredAt;
  const dueMs = instantMs(lastWord) + ANSWER_WITHIN_DAYS * DAY_MS;
  return nowMs > dueMs ? isoInstant(dueMs) : null;
}

/** Why a recommendation cannot be entered; `undefined` where it can. `today`: ISO date. */
export function refuseRecommendation({ madeOn }: NewRecommendation, today: string): Refusal | undefined {
  return madeOn > today ? refusal('madeOn', 'DATE_IN_FUTURE', 'It cannot have been made after today.') : undefined;
}

/** Why this cannot have become of a recommendation; `undefined` where it can. `today`: ISO date. */
export function refuseOutcome(
  recommendation: Recommendation,
  { outcome, decidedOn }: NewOutcome,
  today: string,
): Refusal | undefined {
  if (decidedOn > today) return refusal('decidedOn', 'DATE_IN_FUTURE', 'It cannot have been decided after today.');
  if (decidedOn < recommendation.madeOn)
    return refusal('decidedOn', 'BEFORE_RECOMMENDATION', 'It cannot have been decided before it was recommended.');
  if (outcome === 'CARRIED_OUT' && standingOf(recommendation) !== 'ACCEPTED')
    return refusal('outcome', 'NOT_ACCEPTED', 'Say first that it was accepted, or accepted in part, by whom and why.');
  return undefined;
}

/** Why a change of policy cannot rest on a recommendation; `undefined` where it can: somebody has accepted it, with a reason (rule E8). */
export function refuseToRestOn(recommendation: Recommendation): Refusal | undefined {
  const standing = standingOf(recommendation);
  if (standing === 'ACCEPTED' || standing === 'CARRIED_OUT') return undefined;
  const reason = `Recommendation ${recommendation.number} stands as ${standing}: record first that it was accepted, by whom and why (sc recommendation outcome).`;
  return refusal('recommendation', 'RECOMMENDATION_NOT_ACCEPTED', reason);
}

function refusal(field: string, code: string, reason: string): Refusal {
  return { field, code, reason };
}
