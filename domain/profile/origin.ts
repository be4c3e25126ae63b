import { z } from 'zod';
import { labelSchema } from '../text.ts';
import { ruleProfileSchema } from './profile.ts';

/**
 * How sure a value is. `source`: the program's own public answers of 2011. `found`: read in a public source. `high`, `medium`, `low`: general
 * knowledge, no text seen. `design`: a choice of this system's makers, no fact. Everything but `source`, `found` and `high` is uncertain.
 */
export const CERTAINTIES = ['source', 'found', 'high', 'medium', 'low', 'design'] as const;
export const originSchema = z.strictObject({
  /** Where the value comes from, in words, e.g. "found: ICE guidance for Form I-247A". */
  origin: labelSchema,
  certainty: z.enum(CERTAINTIES),
});
export type Origin = z.infer<typeof originSchema>;

/** The values of a profile, each of which has its origin. */
export const profileKeySchema = ruleProfileSchema.omit({ id: true }).keyof();
export const PROFILE_KEYS = profileKeySchema.options;
export type ProfileKey = z.infer<typeof profileKeySchema>;
export type Origins = Readonly<Record<ProfileKey, Origin>>;

/** Whether a user who relies on the value must be told that it is uncertain. */
export function isUncertain({ certainty }: Origin): boolean {
  return certainty === 'medium' || certainty === 'low' || certainty === 'design';
}
