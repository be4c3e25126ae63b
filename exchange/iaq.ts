/**
 * The Immigration Alien Query in the legacy text form of the interstate message network: a header line, then a line of
 * `TAG/value` fields, each ended by a period. It asks for records on a person; it states no conclusion.
 */
import { z } from 'zod';
import type { Booking } from '../domain/booking/booking.ts';
import { CodedError } from '../domain/errors.ts';
import {
  fbiNumberSchema,
  ncicOffenceSchema,
  normalizeANumber,
  oriSchema,
  placeCodeSchema,
  sidSchema,
} from '../domain/identifiers.ts';

/** Offence code where no NCIC code is known. */
export const GENERIC_OFFENCE = '0399';
/** The network's code for the support center that answers these queries. */
const DESTINATION = 'AX';

/** One field's text: printable ASCII without the period that ends a field. */
function fieldText(max: number): z.ZodString {
  return z
    .string()
    .min(1)
    .max(max)
    .regex(/^[\x20-\x2D\x2F-\x7E]+$/, { error: 'must be printable characters without a period' });
}

/** What a query carries; lengths in characters as the form has them. */
export const iaqSchema = z.strictObject({
  sender: oriSchema,
  /** Repeated by the answer, so that it finds its question. */
  control: z
    .string()
    .regex(/^[A-Z0-9]{1,10}$/)
    .optional(),
  /** `C`: criminal justice. */
  purpose: z.enum(['C', 'F']),
  attention: fieldText(30),
  phone: fieldText(20),
  name: fieldText(30),
  /** CCYYMMDD; `00000000` if unknown. */
  dateOfBirth: z.string().regex(/^(\d{6}|\d{8})$/),
  sex: z.string().regex(/^[A-Z]$/),
  placeOfBirth: placeCodeSchema,
  inCustody: z.boolean(),
  offence: ncicOffenceSchema,
  aNumber: z
    .string()
    .regex(/^\d{8,9}$/)
    .optional(),
  fbiNumber: fbiNumberSchema.optional(),
  sid: sidSchema.optional(),
});
export type Iaq = z.infer<typeof iaqSchema>;

/** Tags in the order in which they are written. */
const TAGS: readonly (readonly [tag: string, key: Exclude<keyof Iaq, 'sender' | 'control'>])[] = [
  ['PUR', 'purpose'],
  ['ATN', 'attention'],
  ['PHN', 'phone'],
  ['NAM', 'name'],
  ['DOB', 'dateOfBirth'],
  ['SEX', 'sex'],
  ['POB', 'placeOfBirth'],
  ['CUS', 'inCustody'],
  ['OFF', 'offence'],
  ['ARN', 'aNumber'],
  ['FBI', 'fbiNumber'],
  ['SID', 'sid'],
];

/** Writes a query. Throws CodedError `IAQ_MALFORMED`, with the field, where a value does not fit the form. */
export function writeIaq(iaq: Iaq): string {
  const checked = parsed(iaq);
  const destination = checked.control === undefined ? DESTINATION : `${DESTINATION}.*${checked.control}`;
  const fields = TAGS.flatMap(([tag, key]) => {
    const value = checked[key];
    if (value === undefined) return [];
    return [`${tag}/${typeof value === 'boolean' ? (value ? 'Y' : 'N') : value}.`];
  });
  return `IAQ.${checked.sender}.${destination}.TXT\r\n${fields.join('')}\r\n`;
}

/** Reads a query. Throws CodedError `IAQ_MALFORMED`, with the field at fault. */
export function readIaq(text: string): Iaq {
  const [head, body, ...rest] = text.replace(/(\r?\n)+$/, '').split(/\r?\n/);
  const header = /^IAQ\.([^.]*)\.AX(?:\.\*([^.]*))?\.TXT$/.exec(head ?? '');
  if (header === null || body === undefined || rest.length > 0)
    throw malformed('header', 'the query has a header line and one line of fields');
  const values = readFields(body);
  const custody = values.get('CUS');
  if (custody !== 'Y' && custody !== 'N') throw malformed('CUS', 'must be Y or N');
  const known = TAGS.flatMap(([tag, key]) =>
    tag === 'CUS' || !values.has(tag) ? [] : [[key, values.get(tag)] as const],
  );
  const control = header[2] === undefined ? {} : { control: header[2] };
  return parsed({ sender: header[1], ...control, ...Object.fromEntries(known), inCustody: custody === 'Y' });
}

/**
 * The query that a matched booking gives rise to. It says what the booking says: the charge is the generic code, since a booking has
 * no NCIC code, and a name longer than the form is cut, because IDENT's number, not the name, tells who is meant.
 */
export function iaqOfBooking(booking: Booking, inquirer: { readonly attention: string; readonly phone: string }): Iaq {
  const { person, transaction } = booking;
  const aNumber = person.miscNumbers
    .filter((number) => number.startsWith('AR-'))
    .map((number) => normalizeANumber(number.slice('AR-'.length)))
    .find((number) => number !== undefined);
  const fbiNumber = person.fbiNumbers[0];
  return {
    sender: transaction.ori,
    purpose: 'C',
    ...inquirer,
    name: person.name.slice(0, 30).trimEnd(),
    dateOfBirth: person.dateOfBirth === 'UNKNOWN' ? '00000000' : person.dateOfBirth.replaceAll('-', ''),
    sex: person.sex,
    placeOfBirth: person.placeOfBirth,
    inCustody: true,
    offence: GENERIC_OFFENCE,
    ...(aNumber === undefined ? {} : { aNumber }),
    ...(fbiNumber === undefined ? {} : { fbiNumber }),
    ...(person.sid === undefined ? {} : { sid: person.sid }),
  };
}

function readFields(line: string): ReadonlyMap<string, string> {
  if (!line.endsWith('.')) throw malformed('end', 'the last field is not ended by a period: the text may be cut off');
  const values = new Map<string, string>();
  for (const field of line.slice(0, -1).split('.')) {
    const slash = field.indexOf('/');
    const tag = field.slice(0, Math.max(slash, 0));
    if (!TAGS.some(([known]) => known === tag))
      throw malformed('fields', 'a field has a tag that the form does not know');
    if (values.has(tag)) throw malformed(tag, 'is given twice');
    values.set(tag, field.slice(slash + 1));
  }
  return values;
}

function parsed(candidate: unknown): Iaq {
  const result = iaqSchema.safeParse(candidate);
  if (result.success) return result.data;
  const key = String(result.error.issues[0]?.path[0] ?? 'fields');
  const tag = TAGS.find(([, name]) => name === key)?.[0] ?? key;
  throw malformed(tag, 'is missing or does not have the form that the query demands');
}

function malformed(field: string, reason: string): CodedError {
  return new CodedError('IAQ_MALFORMED', `${field}: ${reason}`, field);
}
