import { z } from 'zod';
import { detainerBasisSchema } from '../profile/profile.ts';
import { labelSchema, wordsSchema } from '../text.ts';

/** What the officer asks of the jail and on what: the boxes of the form (rule C1). */
const requestShape = {
  bases: z.array(detainerBasisSchema).min(1).max(10),
  /** Words to a box, e.g. the date of service, or what OTHER means. */
  basisDetails: z.partialRecord(detainerBasisSchema, labelSchema),
  /** What the hold is for: the source says an interview, the regulation assumption of custody; the officer states it. */
  purpose: z.enum(['INTERVIEW', 'ASSUME_CUSTODY']),
  /** The warrant that accompanies the request. */
  warrant: z.enum(['NONE', 'I-200', 'I-205', 'JUDICIAL']),
};

/** The part of a decision that asks a jail to hold the person. */
export const holdRequestSchema = z.strictObject({
  ...requestShape,
  /** Whether the person was arrested solely for minor traffic offenses, with no conviction and no other priority (rule B7). */
  minorTrafficOnly: z.strictObject({ answer: z.boolean(), words: wordsSchema }),
});
export type HoldRequest = z.infer<typeof holdRequestSchema>;

/** What an officer changes in a form that is out already; the clock stays as it is (rule C2). */
export const amendedRequestSchema = z.strictObject({ ...requestShape, reasons: wordsSchema });

export type AmendedRequest = z.infer<typeof amendedRequestSchema>;
