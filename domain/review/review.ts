import { z } from 'zod';
import { convictionSchema } from '../criminality.ts';
import { instantSchema, labelSchema, wordsSchema } from '../text.ts';

/** Last known status: what the specialist concluded from the databases. */
export const STATUSES = [
  'US_CITIZEN',
  'LAWFUL_PERMANENT_RESIDENT',
  'LAWFUL_NONIMMIGRANT',
  'REFUGEE_ASYLEE',
  'TPS_OR_DEFERRED',
  'PENDING_APPLICATION',
  'IN_PROCEEDINGS',
  'FINAL_ORDER',
  'PREVIOUSLY_REMOVED',
  'OVERSTAY',
  'ENTERED_WITHOUT_INSPECTION',
  'NO_RECORD',
  'UNDETERMINED',
] as const;

/** The specialist's opinion on removability. An opinion with an author: it starts nothing by itself. */
export const OPINIONS = [
  'APPEARS_REMOVABLE',
  'NOT_REMOVABLE_ON_RECORD',
  'REMOVABLE_ONLY_IF_CONVICTED',
  'CANNOT_DETERMINE',
] as const;

/** The status review (IAR) as its specialist records it (rule A6). */
export const reviewSchema = z.strictObject({
  lastKnownStatus: z.enum(STATUSES),
  opinion: z.enum(OPINIONS),
  sources: z
    .array(z.strictObject({ database: labelSchema, consultedAt: instantSchema }))
    .min(1)
    .max(20),
  convictions: z.array(convictionSchema).max(40),
  basis: wordsSchema,
});
export type Review = z.infer<typeof reviewSchema>;

/** What follows from a completed review. */
export type ReviewConsequence = 'CLOSE_CITIZEN' | 'CLOSE_NOT_REMOVABLE' | 'OFFICER_DECISION';

/**
 * Rule A6: a citizen, and a person whom the review found not removable, leave every queue at once. Everything else goes to an officer;
 * nothing is concluded from the match.
 */
export function reviewConsequence(review: Review): ReviewConsequence {
  if (review.lastKnownStatus === 'US_CITIZEN') return 'CLOSE_CITIZEN';
  if (review.opinion === 'NOT_REMOVABLE_ON_RECORD') return 'CLOSE_NOT_REMOVABLE';
  return 'OFFICER_DECISION';
}
