import { z } from 'zod';

/** An answer in a person's own words: not blank, at most 4,000 characters. */
export const wordsSchema = z
  .string()
  .max(4000)
  .refine((text) => text.trim().length >= 3, 'say it in words (three characters or more)');
/** A short label in a person's own words: not blank, at most 200 characters. */
export const labelSchema = z
  .string()
  .max(200)
  .refine((text) => text.trim().length >= 1, 'must not be blank');
/** An ISO instant with offset or `Z`, e.g. `2011-09-16T17:00:00-04:00`; year 1900-2199. Local times without offset are refused. */
export const instantSchema = z
  .string()
  .max(40)
  .regex(
    /^(19|20|21)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/,
  )
  .refine((text) => !Number.isNaN(Date.parse(text)), 'no such instant');
/** A BCP 47 language tag such as `es` or `zh-Hans`. */
export const languageSchema = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/);

/** Milliseconds since 1970 of an instant that `instantSchema` accepted. */
export function instantMs(instant: string): number {
  return Date.parse(instant);
}

/** The ISO instant (UTC, `Z`) of milliseconds since 1970. */
export function isoInstant(ms: number): string {
  return new Date(ms).toISOString();
}
