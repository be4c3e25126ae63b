/**
 * From the facts of a booking, as a JSON submission or a template states them, to the header and the descriptive record of an
 * EBTS arrest submission.
 */
import { z } from 'zod';
import { bookingFactsSchema } from '../../domain/booking/booking.ts';
import type { EbtsField, EbtsFile, EbtsRecord, TaggedRecord, TaggedType } from './model.ts';
import { idcOf } from './model.ts';

const heightSchema = z
  .string()
  .regex(/^(?:[4-7](?:0\d|1[01])|N\d\d|000)$/, { error: 'must be feet and inches as 400 to 711, Nnn or 000' });
const weightSchema = z.string().regex(/^\d{3}$/, { error: 'must be three digits in pounds, 000 if unknown' });
const colourSchema = z.string().regex(/^[A-Z]{3}$/, { error: 'must be a three-letter NCIC code' });

/**
 * The facts of an arrest submission: what we keep of a booking, and what EBTS demands besides (2.005, 2.025, 2.027-2.032), which
 * only passes through to the FBI.
 */
export const submissionFactsSchema = z.strictObject({
  ...bookingFactsSchema.shape,
  retain: z.boolean(),
  description: z.strictObject({ height: heightSchema, weight: weightSchema, eyes: colourSchema, hair: colourSchema }),
});

export type SubmissionFacts = z.infer<typeof submissionFactsSchema>;

type Items = readonly (readonly string[])[];

/** Makes a tagged record from field numbers and values; absent and empty values are left out. */
export function taggedRecord(
  type: TaggedType,
  values: readonly (readonly [number, string | Items | undefined])[],
): TaggedRecord {
  const fields = values.flatMap(([number, value]): EbtsField[] => {
    if (value === undefined || value.length === 0) return [];
    return [{ number, digits: 3, items: typeof value === 'string' ? [[value]] : value }];
  });
  return { type, len: { digits: 3, width: 1 }, fields };
}

/** An arrest submission from its facts and its print records, which are taken over unchanged. */
export function submissionFile(facts: SubmissionFacts, prints: readonly EbtsRecord[]): EbtsFile {
  return { records: [header(facts, prints), descriptiveRecord(facts, freeIdc(prints)), ...prints] };
}

/** `YYYY-MM-DD` to `CCYYMMDD`. */
export function compactDate(date: string): string {
  return date.replaceAll('-', '');
}

function header(facts: SubmissionFacts, prints: readonly EbtsRecord[]): TaggedRecord {
  const { transaction } = facts;
  const resolution = prints.some((print) => print.type === 4 || print.type === 14) ? '19.69' : '00.00';
  return taggedRecord(1, [
    [2, transaction.version],
    [4, transaction.tot],
    [5, compactDate(transaction.date)],
    [6, transaction.priority?.toString()],
    [7, transaction.dai],
    [8, transaction.ori],
    [9, transaction.tcn],
    [11, resolution],
    [12, resolution],
    [13, [['NORAM', '']]],
    [14, transaction.gmt?.replaceAll(/[-:T]|\.\d+/g, '')],
  ]);
}

function descriptiveRecord(facts: SubmissionFacts, idc: string): TaggedRecord {
  const { person, arrest, description } = facts;
  return taggedRecord(2, [
    [2, idc],
    [5, facts.retain ? 'Y' : 'N'],
    [9, facts.agencyCaseNumber],
    [14, subfields(person.fbiNumbers)],
    [15, person.sid],
    [17, subfields(person.miscNumbers)],
    [18, person.name],
    [19, subfields(person.aliases)],
    [20, person.placeOfBirth],
    [21, person.reportedCitizenship],
    [22, person.dateOfBirth === 'UNKNOWN' ? '00000000' : compactDate(person.dateOfBirth)],
    [24, person.sex],
    [25, person.race ?? 'U'],
    [27, description.height],
    [29, description.weight],
    [31, description.eyes],
    [32, description.hair],
    [45, compactDate(arrest.date)],
    [47, arrest.charges.map((charge) => [compactDate(charge.offenceDate ?? ''), charge.literal])],
    [51, facts.dispositions.map((entry) => [compactDate(entry.date ?? ''), entry.offence, entry.sentence ?? ''])],
    [56, facts.caution],
    [70, facts.returnRapSheet ? 'Y' : 'N'],
    [73, facts.controllingAgency],
    [87, facts.treatAsAdult ? 'Y' : undefined],
  ]);
}

function subfields(values: readonly string[]): Items {
  return values.map((value) => [value]);
}

/** The descriptive record's IDC: `00` unless a print record has it already. */
function freeIdc(prints: readonly EbtsRecord[]): string {
  const taken = new Set(prints.map(idcOf));
  let idc = 0;
  while (taken.has(idc)) idc += 1;
  return String(idc).padStart(2, '0');
}
