import { z } from 'zod';
import { labelSchema } from './text.ts';

/** A conviction by a court of law, with where it is known from. A charge or an arrest is none. */
export const convictionSchema = z.strictObject({
  offence: labelSchema,
  court: labelSchema,
  /** ISO 3166 country of the court. */
  country: z.string().regex(/^[A-Z]{2}$/),
  /** For a foreign court: whether the conviction is recognized in the United States. Ignored for `US`. */
  recognizedInUnitedStates: z.boolean(),
  convictedOn: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  source: labelSchema,
});
export type Conviction = z.infer<typeof convictionSchema>;

/** Rule B6: whether a conviction counts: by a US court, or by a foreign one where it is recognized in the United States. */
export function countsAsConviction(conviction: Conviction): boolean {
  return conviction.country === 'US' || conviction.recognizedInUnitedStates;
}

/** Rule B6: a criminal alien (the source's term) is a person convicted by a court of law; charges are not even an argument here. */
export function isCriminalAlien(convictions: readonly Conviction[]): boolean {
  return convictions.some(countsAsConviction);
}
