/**
 * ANSI/NIST-ITL (EBTS) files in the traditional encoding: what a file is made of.
 * Text is kept byte for byte (one character per byte), image data as it came; nothing is ever decoded.
 */
import { CodedError, type Refusal } from '../../domain/errors.ts';
import { fieldName } from './names.ts';

/** Ends a tagged record. */
export const FS = 0x1c;
/** Stands between fields. Within one, RS (0x1e) separates sub-fields and US (0x1f) their items. */
export const GS = 0x1d;

/** Largest file that is read, in bytes. Fourteen prints at 500 ppi take less than 1 MiB; palmprints and photographs some more. */
export const MAX_FILE_BYTES = 32 * 1024 * 1024;
/** Largest total of text (everything but image data) in one file, in bytes: bounds the memory that parsing takes. */
export const MAX_TEXT_BYTES = 2 * 1024 * 1024;
/** Most records after the header: an IDC has two digits. */
export const MAX_RECORDS = 99;
export const MAX_FIELDS_PER_RECORD = 1000;

/** Editions of the standard that are read: 1-1993 and its addendum, 1-2000, 1-2007, 1-2011 and its updates. */
export const SUPPORTED_VERSIONS: ReadonlySet<string> = new Set([
  '0200',
  '0201',
  '0300',
  '0400',
  '0500',
  '0501',
  '0502',
]);

export type TaggedType = 1 | 2 | 9 | 10 | 13 | 14 | 15;
export type RecordType = TaggedType | 4 | 7;

/** How many digits the field number is written with: `1.01:` has 2, `1.001:` has 3. */
export type TagDigits = 2 | 3 | 4;

/** A text field: repeated sub-fields (RS) of information items (US). An absent value is one sub-field with one empty item. */
export interface TextField {
  readonly number: number;
  readonly digits: TagDigits;
  readonly items: readonly (readonly string[])[];
}

/** The image data of a record (field 999): opaque bytes that may contain separators, always the last field. */
export interface ImageField {
  readonly number: 999;
  readonly digits: TagDigits;
  readonly image: Uint8Array;
}

export type EbtsField = TextField | ImageField;

/**
 * A record of tagged fields, without its LEN field, which is computed on writing. `len` keeps how LEN was spelled:
 * `width` is the least number of digits (1 = no more than needed), so that a record is written back byte for byte.
 */
export interface TaggedRecord {
  readonly type: TaggedType;
  readonly len: { readonly digits: TagDigits; readonly width: number };
  readonly fields: readonly EbtsField[];
}

/** A fingerprint in the binary layout of Type-4. Finger positions are the six bytes as sent; 255 = unused. */
export interface Type4Record {
  readonly type: 4;
  readonly idc: number;
  readonly impression: number;
  readonly fingers: readonly number[];
  readonly scanResolution: number;
  readonly width: number;
  readonly height: number;
  readonly compression: number;
  readonly image: Uint8Array;
}

/** A Type-7 record: after length and IDC, everything is agreed between sender and receiver and opaque to us. */
export interface Type7Record {
  readonly type: 7;
  readonly idc: number;
  readonly image: Uint8Array;
}

export type EbtsRecord = TaggedRecord | Type4Record | Type7Record;

/** A whole file. The first record is the header (Type-1). */
export interface EbtsFile {
  readonly records: readonly EbtsRecord[];
}

export type EbtsErrorCode =
  | 'TOO_LARGE'
  | 'NOT_EBTS'
  | 'TRUNCATED'
  | 'LENGTH_MISMATCH'
  | 'COUNT_MISMATCH'
  | 'IDC_MISMATCH'
  | 'MISSING_FIELD'
  | 'DUPLICATE_FIELD'
  | 'MALFORMED_FIELD'
  | 'UNSUPPORTED_VERSION'
  | 'UNSUPPORTED_RECORD_TYPE'
  | 'LIMIT_EXCEEDED'
  | 'INVALID_CHARACTER'
  | 'NOT_AN_ANSWER';

/** Why a file cannot be read or written: `field` says which field, `offset` the byte at which the fault was seen, if there is one. */
export class EbtsError extends CodedError {
  readonly offset: number | undefined;

  constructor(code: EbtsErrorCode, field: string, message: string, offset?: number) {
    super(code, offset === undefined ? message : `${message} (at byte ${offset})`, field);
    this.name = 'EbtsError';
    this.offset = offset;
  }

  toRefusal(): Refusal {
    return { field: this.field ?? 'file', code: this.code, reason: this.message };
  }
}

const TAGGED_TYPES: ReadonlySet<number> = new Set<TaggedType>([1, 2, 9, 10, 13, 14, 15]);
const IMAGE_TYPES: ReadonlySet<number> = new Set<TaggedType>([10, 13, 14, 15]);

export function isTaggedType(type: number): type is TaggedType {
  return TAGGED_TYPES.has(type);
}

export function isRecordType(type: number): type is RecordType {
  return type === 4 || type === 7 || isTaggedType(type);
}

/** Whether field 999 of this type of record is image data. */
export function hasImageField(type: TaggedType): boolean {
  return IMAGE_TYPES.has(type);
}

export function isTagged(record: EbtsRecord): record is TaggedRecord {
  return record.type !== 4 && record.type !== 7;
}

/** The sub-fields of a text field; none if the field is absent. */
export function itemsOf(record: TaggedRecord, number: number): readonly (readonly string[])[] {
  const field = record.fields.find((candidate) => candidate.number === number);
  return field !== undefined && 'items' in field ? field.items : [];
}

/** The first item of a text field; undefined if absent or empty. */
export function valueOf(record: TaggedRecord, number: number): string | undefined {
  const value = itemsOf(record, number)[0]?.[0];
  return value === '' ? undefined : value;
}

/** The information designation character that ties a record to its entry in 1.003. Throws if a tagged record has none. */
export function idcOf(record: EbtsRecord): number {
  if (!isTagged(record)) return record.idc;
  const text = valueOf(record, 2);
  if (text === undefined) throw new EbtsError('MISSING_FIELD', fieldName(record.type, 2), 'The record has no IDC');
  if (!/^\d{1,3}$/.test(text))
    throw new EbtsError('MALFORMED_FIELD', fieldName(record.type, 2), 'IDC must be a number');
  return Number(text);
}

/** The image data of a record; empty if it has none. */
export function imageOf(record: EbtsRecord): Uint8Array {
  if (!isTagged(record)) return record.image;
  const last = record.fields.at(-1);
  return last !== undefined && 'image' in last ? last.image : new Uint8Array(0);
}

/** The first two records of a file that the reader has accepted or the writer is given: header and descriptive text. */
export function headerOf(file: EbtsFile): TaggedRecord {
  const first = file.records[0];
  if (first?.type !== 1) throw new EbtsError('NOT_EBTS', '1.001 LEN', 'The first record must be the header (Type-1)');
  return first;
}
