import { z } from 'zod';
import { type AwaitedReview, delegationSchema } from '../agreement/delegation.ts';
import type { Refusal } from '../errors.ts';
import { holdRequestSchema } from './hold-request.ts';
import type { Review } from '../review/review.ts';
import { instantSchema, wordsSchema } from '../text.ts';

/** What an officer can decide after a review. Ordered from the mildest to the most severe for the person. */
export const DECISIONS = ['NO_ACTION', 'REFER_COUNSEL', 'NOTIFY_ONLY', 'DETAINER_UPON_CONVICTION', 'DETAINER'] as const;
export type DecisionKind = (typeof DECISIONS)[number];

/** The factors of the source (rule B4): each is weighed and recorded, or marked as looked for and not found. */
export const FACTORS = [
  'CRIMINAL_HISTORY',
  'EARLIER_REMOVAL',
  'OUTSTANDING_FINAL_ORDER',
  'FAMILY_TIES',
  'DURATION_OF_STAY',
  'MEDICAL_ISSUES',
  'OTHER_CIRCUMSTANCES',
] as const;
export type Factor = (typeof FACTORS)[number];

/** An answer in words: found; looked for and not found; or could not be looked for, and why. A blank is a blank, never a "no". */
export const answerSchema = z.strictObject({
  answer: z.enum(['FOUND', 'NOT_FOUND', 'COULD_NOT_LOOK']),
  words: wordsSchema,
});
export type Answer = z.infer<typeof answerSchema>;

export const factorsSchema = z.strictObject({
  CRIMINAL_HISTORY: answerSchema,
  EARLIER_REMOVAL: answerSchema,
  OUTSTANDING_FINAL_ORDER: answerSchema,
  FAMILY_TIES: answerSchema,
  DURATION_OF_STAY: answerSchema,
  MEDICAL_ISSUES: answerSchema,
  OTHER_CIRCUMSTANCES: answerSchema,
} satisfies Record<Factor, typeof answerSchema>);

/** The officer's decision after a review (rules B1, B4, C1). Everything in it is the officer's own answer. */
export const decisionSchema = z.strictObject({
  decision: z.enum(DECISIONS),
  factors: factorsSchema,
  /** Whether the person may be a citizen: asked first, of every person. */
  citizenship: z.strictObject({ answer: z.enum(['NOT_A_CITIZEN', 'POSSIBLE_CITIZEN', 'CITIZEN']), basis: wordsSchema }),
  /** Whether the person is a victim of or a witness to a crime: looked for in every case. */
  victimOrWitness: answerSchema,
  /** Whether the person belongs to a vulnerable class (minor, illness, pregnancy, caretaker, …). */
  vulnerable: answerSchema,
  /** Rule C1: the arrest was for a crime, apart from any immigration violation. Null where no detainer is asked for. */
  arrestForCrime: wordsSchema.nullable(),
  /** Rule B9: special circumstances or aggravating factors, in words, where a victim or witness is acted against. */
  aggravatingFactors: wordsSchema.nullable(),
  /** What is asked of the jail, and on what. Null where no detainer is asked for. */
  request: holdRequestSchema.nullable(),
  /** Under which 287(g) agreement a designated officer acts; null for a federal officer (rule B2). */
  delegation: delegationSchema.nullable(),
  reasons: wordsSchema,
});
export type Decision = z.infer<typeof decisionSchema>;

/** Rule C6: the decision whether to seek removal. */
export const removalDecisionSchema = z.strictObject({
  seekRemoval: z.boolean(),
  factors: factorsSchema,
  citizenship: z.strictObject({ answer: z.enum(['NOT_A_CITIZEN', 'POSSIBLE_CITIZEN', 'CITIZEN']), basis: wordsSchema }),
  victimOrWitness: answerSchema,
  vulnerable: answerSchema,
  aggravatingFactors: wordsSchema.nullable(),
  /** Under which 287(g) agreement a designated officer acts; null for a federal officer (rule B2). */
  delegation: delegationSchema.nullable(),
  reasons: wordsSchema,
});
export type RemovalDecision = z.infer<typeof removalDecisionSchema>;

/** The second officer's review of a decision against a flagged person (rule B9). */
export const secondReviewSchema = z.strictObject({
  /** When the decision under review was taken, as the case shows it: a review is of one decision. */
  decidedAt: instantSchema,
  agrees: z.boolean(),
  reasons: wordsSchema,
});
export type SecondReview = z.infer<typeof secondReviewSchema>;

/** Whether a decision asks a jail to hold the person. */
export function asksToHold(decision: DecisionKind): boolean {
  return decision === 'DETAINER' || decision === 'DETAINER_UPON_CONVICTION';
}

/**
 * Why a decision cannot be taken on this review; `undefined` where it can. Rule C1: a detainer needs a completed review that found the
 * person to appear removable, and at most a detainer upon conviction where removability depends on a conviction.
 */
export function refuseDecision(decision: Decision, review: Review): Refusal | undefined {
  if (decision.citizenship.answer === 'CITIZEN' && decision.decision !== 'NO_ACTION') {
    return refusal('citizenship', 'CITIZEN', 'A citizen leaves every queue: the only decision is to take no action.');
  }
  if (!asksToHold(decision.decision)) return undefined;
  return refuseHoldOnReview(decision.decision, review) ?? refuseHoldOnAnswers(decision);
}

function refuseHoldOnReview(decision: DecisionKind, review: Review): Refusal | undefined {
  if (review.lastKnownStatus === 'US_CITIZEN' || review.opinion === 'NOT_REMOVABLE_ON_RECORD') {
    return refusal(
      'decision',
      'NO_DETAINER_NOT_REMOVABLE',
      'The review found a citizen or a person not removable: no detainer.',
    );
  }
  if (review.opinion === 'CANNOT_DETERMINE') {
    return refusal(
      'decision',
      'NO_DETAINER_UNDETERMINED',
      'The review could not determine removability: ask for another review, notify only, or take no action.',
    );
  }
  if (review.opinion === 'REMOVABLE_ONLY_IF_CONVICTED' && decision === 'DETAINER') {
    return refusal(
      'decision',
      'ONLY_UPON_CONVICTION',
      'The review found the person removable only if convicted: at most a detainer upon conviction.',
    );
  }
  return undefined;
}

function refuseHoldOnAnswers(decision: Decision): Refusal | undefined {
  if (decision.citizenship.answer !== 'NOT_A_CITIZEN') {
    return refusal(
      'citizenship',
      'NO_DETAINER_CITIZENSHIP',
      'A person who is or may be a citizen is not detained: settle citizenship first, or take no action.',
    );
  }
  if (decision.arrestForCrime === null) {
    return refusal(
      'arrestForCrime',
      'ARREST_FOR_CRIME_UNRECORDED',
      'Record that the arrest was for a crime, apart from any immigration violation.',
    );
  }
  if (decision.request === null) {
    return refusal(
      'request',
      'REQUEST_UNRECORDED',
      'Record on what and for what the hold is asked: boxes, purpose, warrant.',
    );
  }
  return refuseUnexplainedVictim(decision);
}

/** Rule B9: acting against a known victim or witness needs special circumstances or aggravating factors in words. */
export function refuseUnexplainedVictim(
  answers: Pick<Decision, 'victimOrWitness' | 'aggravatingFactors'>,
): Refusal | undefined {
  if (answers.victimOrWitness.answer !== 'FOUND' || answers.aggravatingFactors !== null) return undefined;
  return refusal(
    'aggravatingFactors',
    'VICTIM_OR_WITNESS',
    'The person is a victim or witness: name the special circumstances or aggravating factors, or decide in the person’s favor.',
  );
}

/** Why removal cannot be sought on these answers; `undefined` where it can, and always where the officer declines. */
export function refuseRemoval(decision: RemovalDecision): Refusal | undefined {
  if (!decision.seekRemoval) return undefined;
  if (decision.citizenship.answer !== 'NOT_A_CITIZEN') {
    return refusal(
      'citizenship',
      'NO_REMOVAL_CITIZENSHIP',
      'Removal is not sought against a person who is or may be a citizen.',
    );
  }
  return refuseUnexplainedVictim(decision);
}

/** Whether an officer's answers flag the person as victim, witness or member of a vulnerable class. */
export function flags(answers: Pick<Decision, 'victimOrWitness' | 'vulnerable'>): boolean {
  return answers.victimOrWitness.answer === 'FOUND' || answers.vulnerable.answer === 'FOUND';
}

/**
 * Rule B9: whether a second officer must review before a decision takes effect: against a person who was ever flagged in this
 * case, or a minor, or when a milder earlier decision is made harsher. In the person's favour one officer suffices.
 */
export function needsSecondOfficer(facts: {
  against: boolean;
  flagged: boolean;
  minor: boolean;
  harsherThanBefore: boolean;
}): boolean {
  return facts.against && (facts.flagged || facts.minor || facts.harsherThanBefore);
}

/** Which reviews a decision waits for: a designated officer's against the person for the agreement's supervisor (rule B2), besides those of B9. */
export function reviewsNeeded(
  facts: Parameters<typeof needsSecondOfficer>[0] & { readonly delegated: boolean },
): readonly AwaitedReview[] {
  const supervision: readonly AwaitedReview[] = facts.delegated && facts.against ? ['SUPERVISION'] : [];
  return needsSecondOfficer(facts) ? [...supervision, 'SECOND_OFFICER'] : supervision;
}

/** Whether `next` is more severe for the person than `previous`. */
export function harsher(next: DecisionKind, previous: DecisionKind | null): boolean {
  if (previous === null) return false;
  return DECISIONS.indexOf(next) > DECISIONS.indexOf(previous);
}

function refusal(field: string, code: string, reason: string): Refusal {
  return { field, code, reason };
}
