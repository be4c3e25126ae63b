/**
 * Identifiers of the criminal-justice and immigration world: their form only. Whether one exists is for a directory to say.
 * Sources: EBTS 9.1 edit checks; the messages say what the form is and never repeat the value, which is personal data.
 */
import { z } from 'zod';

function pattern(expression: RegExp, form: string): z.ZodString {
  return z.string().regex(expression, { error: form });
}

/** Agency identifier: ORI (1.008), DAI (1.007) and CRI (2.073) share one form. */
export const oriSchema = pattern(
  /^[A-Z]{2}[A-Z0-9]{7}$/,
  'must be two letters and seven letters or digits, nine in all',
);

/** Transaction control number (1.009 TCN, 1.010 TCR): 10 to 40 printable characters, no blank at either end. */
export const tcnSchema = pattern(
  /^[\x21-\x7E][\x20-\x7E]{8,38}[\x21-\x7E]$/,
  'must be 10 to 40 printable characters without a blank at either end',
);

/** Agency case number (2.009 OCA). */
export const ocaSchema = pattern(
  /^(?![ .])[\x20-\x2D\x2F-\x7E]{1,20}$/,
  'must be 1 to 20 printable characters, with no period and no blank at the start',
);

/** State identification number (2.015 SID). Only New York, Oregon and Pennsylvania end theirs with a hyphen. */
export const sidSchema = pattern(
  /^(?:[A-Z]{2}[A-Z0-9]{1,8}|(?:NY|OR|PA)[A-Z0-9]{1,7}-)$/,
  'must be two letters and 1 to 8 letters or digits; a final hyphen is used by NY, OR and PA only',
);

/** FBI number or its successor, the universal control number (2.014 FBI). */
export const fbiNumberSchema = pattern(/^[A-Z0-9]{1,9}$/, 'must be 1 to 9 letters or digits');

/** Miscellaneous number (2.017 MNU): two-letter kind, hyphen, number. */
export const miscNumberSchema = pattern(
  /^[A-Z]{2}-[\x21-\x7E][\x20-\x7E]{0,11}$/,
  'must be a two-letter kind, a hyphen and 1 to 12 characters',
);

/** Name as the fingerprint transaction carries it (2.018 NAM): 30 characters in EBTS 9.1, 50 from 9.4. */
export const transactionNameSchema = pattern(
  /^(?=.{3,50}$)[A-Z&][A-Z -]*,[A-Z][A-Z -]*$/,
  'must be SURNAME,GIVEN MIDDLE in capitals, 3 to 50 characters, with no other sign than hyphen, comma and blank',
);

/** NCIC offence code. */
export const ncicOffenceSchema = pattern(/^\d{4}$/, 'must be four digits');

/** A-number as people write it: with or without the A, 7 to 9 digits. */
export const aNumberSchema = pattern(/^A?\d{7,9}$/, 'must be 7 to 9 digits, with or without an A before them');

/** NCIC code of a country or state (2.020 POB, 2.021 CTZ). */
export const placeCodeSchema = pattern(/^[A-Z]{2}$/, 'must be a two-letter NCIC code');

/**
 * Brings an A-number to nine digits, zero-padded, so that two spellings of one number compare equal.
 * Returns undefined if the text is no A-number.
 */
export function normalizeANumber(text: string): string | undefined {
  if (!aNumberSchema.safeParse(text).success) return undefined;
  return text.replace(/^A/, '').padStart(9, '0');
}
