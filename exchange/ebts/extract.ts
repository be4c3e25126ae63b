/**
 * From the records of an EBTS submission to the booking that we keep, and from faults of its fields to refusals.
 */
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { bookingSchema, type Booking, type Print } from '../../domain/booking/booking.ts';
import type { Refusal } from '../../domain/errors.ts';
import {
  EbtsError,
  idcOf,
  imageOf,
  isTagged,
  itemsOf,
  valueOf,
  type EbtsFile,
  type EbtsRecord,
  type TaggedRecord,
} from './model.ts';
import { fieldName } from './names.ts';

/** Fields of the descriptive record that EBTS makes mandatory for an arrest submission. */
const MANDATORY = [5, 18, 20, 22, 24, 25, 27, 29, 31, 32, 45, 47, 73];

/** Where in the file each part of a booking comes from. */
const SOURCES: Readonly<Record<string, string>> = {
  'transaction.tot': fieldName(1, 4),
  'transaction.tcn': fieldName(1, 9),
  'transaction.ori': fieldName(1, 8),
  'transaction.dai': fieldName(1, 7),
  'transaction.date': fieldName(1, 5),
  'transaction.priority': fieldName(1, 6),
  'transaction.gmt': fieldName(1, 14),
  'transaction.version': fieldName(1, 2),
  controllingAgency: fieldName(2, 73),
  'person.name': fieldName(2, 18),
  'person.aliases': fieldName(2, 19),
  'person.dateOfBirth': fieldName(2, 22),
  'person.sex': fieldName(2, 24),
  'person.race': fieldName(2, 25),
  'person.placeOfBirth': fieldName(2, 20),
  'person.reportedCitizenship': fieldName(2, 21),
  'person.fbiNumbers': fieldName(2, 14),
  'person.sid': fieldName(2, 15),
  'person.miscNumbers': fieldName(2, 17),
  'arrest.date': fieldName(2, 45),
  'arrest.charges': fieldName(2, 47),
  dispositions: fieldName(2, 51),
  agencyCaseNumber: fieldName(2, 9),
  caution: fieldName(2, 56),
  prints: fieldName(1, 3),
};

const JSON_NAMES: ReadonlyMap<string, string> = new Map(Object.entries(SOURCES).map(([path, field]) => [field, path]));

/** How a field of the file is called in a JSON submission: `2.018 NAM` to `person.name`. */
export function jsonNameOf(field: string): string {
  return JSON_NAMES.get(field) ?? field;
}

/** A booking, or every reason why the records do not make one. */
export type Extracted = { readonly booking: Booking } | { readonly refusals: readonly Refusal[] };

/**
 * Takes the booking from a file that the reader accepted. Fields that nothing needs (2.016, 2.026, 2.039-2.041) are not looked at.
 */
export function extractBooking(file: EbtsFile, header: TaggedRecord): Extracted {
  const descriptive = file.records.filter((record): record is TaggedRecord => record.type === 2);
  const [person] = descriptive;
  if (person === undefined || descriptive.length > 1) {
    const reason = `An arrest submission has exactly one descriptive record (Type-2), this file has ${descriptive.length}`;
    return { refusals: [{ field: '1.003 CNT', code: 'COUNT_MISMATCH', reason }] };
  }
  const missing = MANDATORY.filter(
    (number) => valueOf(person, number) === undefined && !hasLaterItem(person, number),
  ).map(missingField);
  const found = candidate(file, header, person);
  const parsed = bookingSchema.safeParse(found);
  const malformed = parsed.success ? [] : parsed.error.issues.map((issue) => refusalOf(issue, found, ebtsField));
  const named = new Set(missing.map((refusal) => refusal.field));
  const refusals = [...missing, ...malformed.filter((refusal) => !named.has(refusal.field))];
  return parsed.success && refusals.length === 0 ? { booking: parsed.data } : { refusals };
}

/**
 * A schema fault as a refusal. `input` is what was checked, `nameField` turns a path into the name of the field at fault.
 * No value of the input is repeated.
 */
export function refusalOf(
  issue: z.core.$ZodIssue,
  input: unknown,
  nameField: (path: readonly PropertyKey[]) => string,
): Refusal {
  const field = nameField(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.slice(0, 5).map((key) => key.replaceAll(/[^\w.-]/g, '?').slice(0, 40));
    return { field, code: 'UNKNOWN_FIELD', reason: `Unknown field: ${keys.join(', ')}` };
  }
  if (valueAt(input, issue.path) === undefined)
    return { field, code: 'MISSING_FIELD', reason: `${field} is mandatory and missing` };
  return { field, code: 'MALFORMED_FIELD', reason: `${field}: ${issue.message}` };
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

/** `person.name` to `2.018 NAM`: the longest part of the path that has a field of its own. */
function ebtsField(path: readonly PropertyKey[]): string {
  const parts = path.map(String);
  for (let length = parts.length; length > 0; length -= 1) {
    const source = SOURCES[parts.slice(0, length).join('.')];
    if (source !== undefined) return source;
  }
  return parts.join('.');
}

function missingField(number: number): Refusal {
  const field = fieldName(2, number);
  return { field, code: 'MISSING_FIELD', reason: `${field} is mandatory in an arrest submission and missing` };
}

/** Of 2.047 the first item (date of offence) may be absent; the field is there all the same. */
function hasLaterItem(record: TaggedRecord, number: number): boolean {
  return itemsOf(record, number)
    .flat()
    .some((item) => item !== '');
}

/** What bookingSchema is asked to accept: absent values are left out, malformed ones are passed on so that they are refused. */
function candidate(file: EbtsFile, header: TaggedRecord, person: TaggedRecord): unknown {
  const text = textDecoder(header);
  const list = (number: number): string[] =>
    itemsOf(person, number)
      .map((items) => text(items[0] ?? ''))
      .filter((value) => value !== '');
  const one = (number: number): string | undefined => list(number)[0];
  return withoutAbsent({
    transaction: withoutAbsent({
      tot: valueOf(header, 4),
      tcn: valueOf(header, 9),
      ori: valueOf(header, 8),
      dai: valueOf(header, 7),
      date: isoDate(valueOf(header, 5)),
      priority: wholeNumber(valueOf(header, 6)),
      gmt: isoInstant(valueOf(header, 14)),
      version: valueOf(header, 2),
    }),
    controllingAgency: one(73),
    person: withoutAbsent({
      name: one(18),
      aliases: list(19),
      dateOfBirth: one(22) === '00000000' ? 'UNKNOWN' : isoDate(one(22)),
      sex: one(24),
      race: one(25),
      placeOfBirth: one(20),
      reportedCitizenship: one(21),
      fbiNumbers: list(14),
      sid: one(15),
      miscNumbers: list(17),
    }),
    arrest: withoutAbsent({ date: isoDate(one(45)), charges: chargesOf(person, text) }),
    dispositions: dispositionsOf(person, text),
    agencyCaseNumber: one(9),
    returnRapSheet: one(70) === 'Y',
    treatAsAdult: one(87) === 'Y',
    caution: one(56),
    prints: file.records.filter((record) => record.type !== 1 && record.type !== 2).map(printOf),
  });
}

type Decode = (text: string) => string;

function chargesOf(person: TaggedRecord, text: Decode): unknown[] {
  return itemsOf(person, 47)
    .map(([date, literal]) => withoutAbsent({ offenceDate: isoDate(nonEmpty(date)), literal: text(literal ?? '') }))
    .filter((charge) => String(charge['literal']).trim() !== '');
}

function dispositionsOf(person: TaggedRecord, text: Decode): unknown[] {
  return itemsOf(person, 51)
    .filter((items) => items.some((item) => item !== ''))
    .map(([date, offence, sentence]) =>
      withoutAbsent({
        date: isoDate(nonEmpty(date)),
        offence: text(offence ?? ''),
        sentence: nonEmpty(text(sentence ?? '')),
      }),
    );
}

function printOf(record: EbtsRecord): unknown {
  const image = imageOf(record);
  return withoutAbsent({
    recordType: record.type,
    idc: idcOf(record),
    fingerPositions: fingerPositions(record),
    bytes: image.length,
    sha256: createHash('sha256').update(image).digest('hex'),
  } satisfies { [K in keyof Print]: unknown });
}

/** Where the record says which finger or palm it shows. Positions that are no numbers are the FBI's to judge and left out. */
function fingerPositions(record: EbtsRecord): number[] | undefined {
  if (record.type === 4) return record.fingers.filter((position) => position !== 255);
  if (!isTagged(record) || (record.type !== 13 && record.type !== 14 && record.type !== 15)) return undefined;
  const positions = itemsOf(record, 13).flatMap((items) =>
    /^\d{1,2}$/.test(items[0] ?? '') ? [Number(items[0])] : [],
  );
  return positions.length === 0 ? undefined : positions;
}

/** Text is ASCII unless 1.015 DCS announces UTF-8 (character set 003); then it is read as such, if it is. */
function textDecoder(header: TaggedRecord): Decode {
  const utf8 = itemsOf(header, 15).some((items) => items[0] === '003' || items[0] === '3');
  return (text) => {
    const bytes = Buffer.from(text, 'latin1');
    const decoded = utf8 ? bytes.toString('utf8') : text;
    return decoded.includes('\uFFFD') ? text : decoded;
  };
}

/** `CCYYMMDD` to `YYYY-MM-DD`; anything else as it is, to be refused by the schema. */
function isoDate(text: string | undefined): string | undefined {
  return text?.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
}

/** `YYYYMMDDhhmmssZ` to an ISO instant; anything else as it is. */
function isoInstant(text: string | undefined): string | undefined {
  return text?.replace(/^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/, '$1-$2-$3T$4:$5:$6Z');
}

function wholeNumber(text: string | undefined): number | string | undefined {
  return text !== undefined && /^\d{1,2}$/.test(text) ? Number(text) : text;
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

function withoutAbsent(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** The refusal of an error of the reader; any other error is a fault of ours and thrown on. */
export function refusalOfError(error: unknown): Refusal {
  if (error instanceof EbtsError) return error.toRefusal();
  throw error;
}
