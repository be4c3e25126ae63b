/**
 * The front door for bookings: bytes in, a booking or the reasons why there is none out.
 */
import { z } from 'zod';
import type { Booking } from '../../domain/booking/booking.ts';
import { checkTransactionType, validateBooking } from '../../domain/booking/validate.ts';
import type { Refusal } from '../../domain/errors.ts';
import { extractBooking, jsonNameOf, refusalOf, refusalOfError } from './extract.ts';
import { submissionFactsSchema, submissionFile } from './facts.ts';
import { checkFileSize, readEbts, readRecord } from './read.ts';
import { EbtsError, headerOf, MAX_RECORDS, valueOf, type EbtsRecord } from './model.ts';
import { writeEbts } from './write.ts';

/** Most values (objects, lists, texts, numbers) in a JSON submission: bounds the work of checking it. */
const MAX_JSON_VALUES = 10_000;

export type SubmissionFormat = 'ebts' | 'json' | 'unknown';

/**
 * A submission as it was understood. Accepted: `file` holds the EBTS bytes that go on to the FBI and IDENT; for an EBTS submission
 * they are the very bytes received, for JSON what the writer makes of it. Refused: every reason found, with its field.
 */
export type Submission =
  | {
      readonly accepted: true;
      readonly format: SubmissionFormat;
      readonly booking: Booking;
      readonly file: Uint8Array;
      readonly refusals: readonly [];
    }
  | {
      readonly accepted: false;
      readonly format: SubmissionFormat;
      readonly booking?: never;
      readonly file?: never;
      readonly refusals: readonly Refusal[];
    };

/**
 * A booking as JSON: the facts, and the prints as whole EBTS records in base64. Records of type 4 and 7 are binary, the others
 * tagged, each with its own LEN and IDC.
 */
export const jsonSubmissionSchema = z.strictObject({
  ...submissionFactsSchema.shape,
  prints: z
    .array(
      z.strictObject({
        recordType: z.union([z.literal(4), z.literal(7), z.literal(10), z.literal(13), z.literal(14), z.literal(15)]),
        record: z.string(),
      }),
    )
    .max(MAX_RECORDS - 1)
    .optional(),
});

export type JsonSubmission = z.infer<typeof jsonSubmissionSchema>;

/**
 * Understands a submission in either format (rules A1, A7, B3). Whatever the bytes are, this returns: what is wrong comes back as
 * refusals. `today` (YYYY-MM-DD), if given, is the date of receipt.
 */
export function parseSubmission(bytes: Uint8Array, today?: string): Submission {
  try {
    checkFileSize(bytes.length);
  } catch (error) {
    return refused('unknown', [refusalOfError(error)]);
  }
  const format = formatOf(bytes);
  if (format === 'json') return bookingFromJson(bytes, today);
  if (format === 'ebts') return bookingFromEbts(bytes, today);
  const reason = 'This is neither an EBTS file (it would begin with 1.001:) nor a JSON object: send one of the two';
  return refused('unknown', [{ field: 'file', code: 'NOT_A_BOOKING', reason }]);
}

/** What the first bytes claim to be. */
export function formatOf(bytes: Uint8Array): SubmissionFormat {
  const start = Buffer.from(bytes.subarray(0, 64)).toString('latin1');
  if (/^1\.0+1:/.test(start)) return 'ebts';
  return /^(?:\u00EF\u00BB\u00BF)?\s*\{/.test(start) ? 'json' : 'unknown';
}

/** As parseSubmission, for bytes that claim to be an EBTS file. */
export function bookingFromEbts(bytes: Uint8Array, today?: string): Submission {
  try {
    const file = readEbts(bytes);
    const header = headerOf(file);
    const transaction = checkTransactionType(valueOf(header, 4) ?? '');
    if (transaction !== undefined) return refused('ebts', [transaction]);
    const extracted = extractBooking(file, header);
    if ('refusals' in extracted) return refused('ebts', extracted.refusals);
    return judged('ebts', extracted.booking, bytes, today);
  } catch (error) {
    return refused('ebts', [refusalOfError(error)]);
  }
}

/** As parseSubmission, for bytes that claim to be JSON (UTF-8). */
export function bookingFromJson(bytes: Uint8Array, today?: string): Submission {
  const json = parseJson(bytes);
  if (json === undefined) {
    return refused('json', [
      { field: 'file', code: 'INVALID_JSON', reason: 'The text is not valid JSON in UTF-8, or it is cut off' },
    ]);
  }
  if (hasMoreValuesThan(json.value, MAX_JSON_VALUES)) {
    return refused('json', [
      { field: 'file', code: 'LIMIT_EXCEEDED', reason: `A booking has at most ${MAX_JSON_VALUES} values` },
    ]);
  }
  const parsed = jsonSubmissionSchema.safeParse(json.value);
  if (!parsed.success) {
    return refused(
      'json',
      parsed.error.issues.map((issue) => refusalOf(issue, json.value, jsonField)),
    );
  }
  const { prints, ...facts } = parsed.data;
  const { records, refusals } = readPrints(prints ?? []);
  if (refusals.length > 0) return refused('json', refusals);
  try {
    const made = bookingFromEbts(writeEbts(submissionFile(facts, records)), today);
    if (!made.accepted) return refused('json', made.refusals.map(inJsonTerms));
    const { realName } = facts.person;
    const person = realName === undefined ? made.booking.person : { ...made.booking.person, realName };
    return { ...made, format: 'json', booking: { ...made.booking, person } };
  } catch (error) {
    return refused('json', [inJsonTerms(refusalOfError(error))]);
  }
}

function judged(format: SubmissionFormat, booking: Booking, file: Uint8Array, today: string | undefined): Submission {
  const refusals = validateBooking(booking, today);
  return refusals.length === 0 ? { accepted: true, format, booking, file, refusals: [] } : refused(format, refusals);
}

function refused(format: SubmissionFormat, refusals: readonly Refusal[]): Submission {
  return { accepted: false, format, refusals };
}

function inJsonTerms(refusal: Refusal): Refusal {
  return { ...refusal, field: jsonNameOf(refusal.field) };
}

/** undefined = no JSON. V8 reports nesting that is too deep as a RangeError, which means the same to the sender. */
function parseJson(bytes: Uint8Array): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch {
    return undefined;
  }
}

/** Whether a JSON value holds more than `limit` values in all; stops counting there. */
function hasMoreValuesThan(value: unknown, limit: number): boolean {
  const waiting: unknown[] = [value];
  for (let count = 0; waiting.length > 0; count += 1) {
    if (count + waiting.length > limit) return true;
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null) continue;
    for (const key in next) {
      if (waiting.length > limit) return true;
      waiting.push(Reflect.get(next, key));
    }
  }
  return false;
}

function jsonField(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'file' : path.map(String).join('.');
}

function readPrints(prints: NonNullable<JsonSubmission['prints']>): { records: EbtsRecord[]; refusals: Refusal[] } {
  const records: EbtsRecord[] = [];
  const refusals: Refusal[] = [];
  for (const [index, print] of prints.entries()) {
    const field = `prints.${index}.record`;
    const bytes = Buffer.from(print.record, 'base64');
    if (bytes.toString('base64') !== print.record) {
      refusals.push({
        field,
        code: 'INVALID_BASE64',
        reason: `${field} is not base64 with padding and without line breaks`,
      });
      continue;
    }
    try {
      records.push(readRecord(bytes, print.recordType));
    } catch (error) {
      if (!(error instanceof EbtsError)) throw error;
      refusals.push({ field, code: error.code, reason: `${error.field ?? 'record'}: ${error.message}` });
    }
  }
  return { records, refusals };
}
