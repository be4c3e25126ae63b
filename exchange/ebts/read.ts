/**
 * The reader: bytes to EBTS records. It goes by declared lengths and checks them; it never guesses and never decodes an image.
 * The work is linear in the size of the file, and every count is bounded (limits in model.ts).
 */
import {
  EbtsError,
  FS,
  GS,
  MAX_FIELDS_PER_RECORD,
  MAX_FILE_BYTES,
  MAX_RECORDS,
  MAX_TEXT_BYTES,
  SUPPORTED_VERSIONS,
  hasImageField,
  idcOf,
  isRecordType,
  isTaggedType,
  itemsOf,
  valueOf,
  type EbtsField,
  type EbtsFile,
  type EbtsRecord,
  type RecordType,
  type TagDigits,
  type TaggedRecord,
  type TaggedType,
} from './model.ts';
import { fieldName } from './names.ts';
import { lengthDigits } from './write.ts';

const TYPE4_HEADER_BYTES = 18;
const TYPE7_HEADER_BYTES = 5;
/** Longest text before the colon of a field, e.g. `14.0999`. */
const MAX_TAG_BYTES = 7;
/** Most digits of a LEN that is read. */
const MAX_LEN_DIGITS = 10;
/** Fields of the header without which no transaction exists (VER is looked at first, LEN before all). */
const MANDATORY_HEADER = [2, 3, 4, 5, 7, 8, 9, 11, 12];

/** Bytes being read, and how much text has been taken from them. */
interface Source {
  readonly bytes: Buffer;
  textBytes: number;
}

interface Read<R> {
  readonly record: R;
  readonly end: number;
}

/**
 * Throws EbtsError TOO_LARGE if a file of this many bytes is not read. Ask before reading a file into memory.
 */
export function checkFileSize(bytes: number): void {
  if (bytes <= MAX_FILE_BYTES) return;
  const limit = MAX_FILE_BYTES / 1024 / 1024;
  throw new EbtsError('TOO_LARGE', 'file', `The file has ${bytes} bytes; at most ${limit} MiB are read`);
}

/**
 * Reads a whole file. Throws EbtsError with the field and the byte at fault: wrong length, missing header field, truncated file,
 * size over the limit, contents (1.003) that disagree with the records, unsupported version.
 * Image data in the result are views into `bytes`.
 */
export function readEbts(bytes: Uint8Array): EbtsFile {
  checkFileSize(bytes.length);
  const source: Source = { bytes: asBuffer(bytes), textBytes: 0 };
  if (!/^1\.0{1,3}1:/.test(latin1(source.bytes, 0, 8))) {
    throw new EbtsError('NOT_EBTS', '1.001 LEN', 'The file does not begin with an EBTS header (1.001:)', 0);
  }
  const header = readTagged(source, 0, 1);
  checkHeader(header.record);
  const records: EbtsRecord[] = [header.record];
  let offset = header.end;
  for (const entry of readContents(header.record)) {
    const next = readAnnounced(source, offset, entry, records.length + 1);
    records.push(next.record);
    offset = next.end;
  }
  if (offset !== bytes.length) {
    throw new EbtsError('COUNT_MISMATCH', '1.003 CNT', 'Bytes follow the last record that 1.003 announces', offset);
  }
  return { records };
}

/**
 * Reads one record that stands alone, e.g. a print record of a JSON submission. Throws EbtsError as readEbts does, also if anything
 * follows the record.
 */
export function readRecord(bytes: Uint8Array, type: RecordType): EbtsRecord {
  checkFileSize(bytes.length);
  const read = readAny({ bytes: asBuffer(bytes), textBytes: 0 }, 0, type);
  if (read.end !== bytes.length) {
    throw new EbtsError('LENGTH_MISMATCH', fieldName(type, 1), 'Bytes follow the end of the record', read.end);
  }
  idcOf(read.record);
  return read.record;
}

interface Entry {
  readonly type: RecordType;
  readonly idc: number;
}

function checkHeader(header: TaggedRecord): void {
  for (const number of MANDATORY_HEADER) {
    if (valueOf(header, number) === undefined) {
      throw new EbtsError(
        'MISSING_FIELD',
        fieldName(1, number),
        `The header lacks ${fieldName(1, number)}, which is mandatory`,
      );
    }
  }
  if (!SUPPORTED_VERSIONS.has(valueOf(header, 2) ?? '')) {
    const known = [...SUPPORTED_VERSIONS].join(', ');
    throw new EbtsError(
      'UNSUPPORTED_VERSION',
      '1.002 VER',
      `This edition of the standard is not read: send one of ${known}`,
    );
  }
}

/** Field 1.003: `1 US n`, then type and IDC of each of the n records that follow. */
function readContents(header: TaggedRecord): Entry[] {
  const [first, ...rest] = itemsOf(header, 3);
  const count = wholeNumber(first?.[1]);
  if (first?.length !== 2 || wholeNumber(first[0]) !== 1 || count === undefined) {
    throw new EbtsError(
      'MALFORMED_FIELD',
      '1.003 CNT',
      '1.003 must begin with 1 and the number of records that follow',
    );
  }
  if (count > MAX_RECORDS)
    throw new EbtsError('LIMIT_EXCEEDED', '1.003 CNT', `At most ${MAX_RECORDS} records may follow`);
  if (count !== rest.length) {
    const message = `1.003 announces ${count} records but lists ${rest.length}`;
    throw new EbtsError('COUNT_MISMATCH', '1.003 CNT', message);
  }
  return rest.map(readEntry);
}

function readEntry(items: readonly string[]): Entry {
  const type = wholeNumber(items[0]);
  const idc = wholeNumber(items[1]);
  if (items.length !== 2 || type === undefined || idc === undefined) {
    throw new EbtsError('MALFORMED_FIELD', '1.003 CNT', 'Each entry of 1.003 must be a type of record and an IDC');
  }
  if (type === 1 || !isRecordType(type)) {
    throw new EbtsError('UNSUPPORTED_RECORD_TYPE', '1.003 CNT', `Records of type ${type} are not read here`);
  }
  return { type, idc };
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,4}$/.test(text) ? Number(text) : undefined;
}

function readAnnounced(source: Source, offset: number, entry: Entry, position: number): Read<EbtsRecord> {
  if (offset >= source.bytes.length) {
    const message = `1.003 announces a record of type ${entry.type} as record ${position}, but the file ends before it`;
    throw new EbtsError('COUNT_MISMATCH', '1.003 CNT', message, offset);
  }
  const read = readAny(source, offset, entry.type);
  const idc = idcOf(read.record);
  if (idc !== entry.idc) {
    const message = `Record ${position} has IDC ${idc}, 1.003 announces ${entry.idc}`;
    throw new EbtsError('IDC_MISMATCH', fieldName(entry.type, 2), message, offset);
  }
  return read;
}

function readAny(source: Source, offset: number, type: RecordType): Read<EbtsRecord> {
  if (isTaggedType(type)) return readTagged(source, offset, type);
  return type === 4 ? readType4(source, offset) : readType7(source, offset);
}

function readTagged(source: Source, offset: number, type: TaggedType): Read<TaggedRecord> {
  const { bytes } = source;
  const length = readLength(bytes, offset, type);
  const last = offset + length.value - 1;
  if (last >= bytes.length) {
    throw new EbtsError(
      'TRUNCATED',
      fieldName(type, 1),
      `LEN says ${length.value} bytes, but the file ends before that`,
      offset,
    );
  }
  if (length.value <= length.end - offset || bytes[last] !== FS) {
    throw new EbtsError('LENGTH_MISMATCH', fieldName(type, 1), 'The record does not end where LEN says it does', last);
  }
  const fields = readFields(source, length.end, last, type);
  const width = lengthDigits(length.value - length.text.length, 1) === length.text.length ? 1 : length.text.length;
  return { record: { type, len: { digits: length.digits, width }, fields }, end: last + 1 };
}

interface DeclaredLength {
  readonly value: number;
  readonly text: string;
  readonly digits: TagDigits;
  /** Offset after the LEN field: its GS, or the record's FS. */
  readonly end: number;
}

function readLength(bytes: Buffer, offset: number, type: TaggedType): DeclaredLength {
  const start = latin1(bytes, offset, offset + MAX_TAG_BYTES + 1 + MAX_LEN_DIGITS + 1);
  const match = /^(\d{1,2})\.(\d{2,4}):(\d{1,10})[\u001C\u001D]/.exec(start);
  const digits = match?.[2]?.length;
  if (match === null || Number(match[2]) !== 1 || !isTagDigits(digits)) {
    throw new EbtsError(
      'LENGTH_MISMATCH',
      fieldName(type, 1),
      `No record of type ${type} begins here, as the preceding lengths say`,
      offset,
    );
  }
  if (Number(match[1]) !== type) {
    throw new EbtsError(
      'COUNT_MISMATCH',
      '1.003 CNT',
      `1.003 announces type ${type}, the record is of type ${Number(match[1])}`,
      offset,
    );
  }
  const text = match[3] ?? '';
  return { value: Number(text), text, digits, end: offset + match[0].length - 1 };
}

/** The fields between `start` (a GS) and `end` (the FS). The image field takes everything up to the end, whatever it contains. */
function readFields(source: Source, start: number, end: number, type: TaggedType): EbtsField[] {
  const fields: EbtsField[] = [];
  const seen = new Set<number>();
  let offset = start;
  while (offset < end) {
    const { number, digits, valueAt } = readTag(source.bytes, offset + 1, end, type);
    if (seen.has(number) || number === 1) {
      throw new EbtsError('DUPLICATE_FIELD', fieldName(type, number), 'The field occurs twice in one record', offset);
    }
    seen.add(number);
    if (fields.length === MAX_FIELDS_PER_RECORD) {
      throw new EbtsError(
        'LIMIT_EXCEEDED',
        fieldName(type, number),
        `A record has at most ${MAX_FIELDS_PER_RECORD} fields`,
        offset,
      );
    }
    if (number === 999 && hasImageField(type)) {
      fields.push({ number, digits, image: view(source.bytes, valueAt, end) });
      return fields;
    }
    const separator = source.bytes.subarray(valueAt, end).indexOf(GS);
    const valueEnd = separator < 0 ? end : valueAt + separator;
    fields.push({ number, digits, items: readItems(source, valueAt, valueEnd, fieldName(type, number)) });
    offset = valueEnd;
  }
  return fields;
}

function readTag(
  bytes: Buffer,
  offset: number,
  end: number,
  type: TaggedType,
): { number: number; digits: TagDigits; valueAt: number } {
  const match = /^(\d{1,2})\.(\d{2,4}):/.exec(latin1(bytes, offset, Math.min(end, offset + MAX_TAG_BYTES + 1)));
  const digits = match?.[2]?.length;
  if (match === null || Number(match[1]) !== type || !isTagDigits(digits)) throw malformedTag(type, offset);
  return { number: Number(match[2]), digits, valueAt: offset + match[0].length };
}

function malformedTag(type: number, offset: number): EbtsError {
  return new EbtsError(
    'MALFORMED_FIELD',
    `${type}.xxx`,
    `A field of record type ${type} must begin with its number and a colon`,
    offset,
  );
}

function isTagDigits(digits: number | undefined): digits is TagDigits {
  return digits === 2 || digits === 3 || digits === 4;
}

function readItems(source: Source, start: number, end: number, field: string): string[][] {
  source.textBytes += end - start;
  if (source.textBytes > MAX_TEXT_BYTES) {
    throw new EbtsError('LIMIT_EXCEEDED', field, `A file has at most ${MAX_TEXT_BYTES} bytes of text`, start);
  }
  const text = latin1(source.bytes, start, end);
  if (text.includes('\u001C')) {
    throw new EbtsError(
      'LENGTH_MISMATCH',
      field,
      'The record ends within this field, before LEN says it does',
      start + text.indexOf('\u001C'),
    );
  }
  return text.split('\u001E').map((subfield) => subfield.split('\u001F'));
}

function readType4(source: Source, offset: number): Read<EbtsRecord> {
  const { bytes } = source;
  const end = binaryEnd(bytes, offset, 4, TYPE4_HEADER_BYTES);
  return {
    record: {
      type: 4,
      idc: bytes.readUInt8(offset + 4),
      impression: bytes.readUInt8(offset + 5),
      fingers: [...bytes.subarray(offset + 6, offset + 12)],
      scanResolution: bytes.readUInt8(offset + 12),
      width: bytes.readUInt16BE(offset + 13),
      height: bytes.readUInt16BE(offset + 15),
      compression: bytes.readUInt8(offset + 17),
      image: view(bytes, offset + TYPE4_HEADER_BYTES, end),
    },
    end,
  };
}

function readType7(source: Source, offset: number): Read<EbtsRecord> {
  const end = binaryEnd(source.bytes, offset, 7, TYPE7_HEADER_BYTES);
  const image = view(source.bytes, offset + TYPE7_HEADER_BYTES, end);
  return { record: { type: 7, idc: source.bytes.readUInt8(offset + 4), image }, end };
}

/** Where a binary record ends by its first four bytes. */
function binaryEnd(bytes: Buffer, offset: number, type: 4 | 7, headerBytes: number): number {
  const field = fieldName(type, 1);
  if (offset + headerBytes > bytes.length)
    throw new EbtsError('TRUNCATED', field, 'The file ends within the record', offset);
  const length = bytes.readUInt32BE(offset);
  if (length < headerBytes) {
    throw new EbtsError(
      'LENGTH_MISMATCH',
      field,
      `LEN says ${length} bytes, a record of type ${type} has at least ${headerBytes}`,
      offset,
    );
  }
  if (offset + length > bytes.length) {
    throw new EbtsError('TRUNCATED', field, `LEN says ${length} bytes, but the file ends before that`, offset);
  }
  return offset + length;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function view(bytes: Buffer, start: number, end: number): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start);
}

function latin1(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('latin1', start, end);
}
