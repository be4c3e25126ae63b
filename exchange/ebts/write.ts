/**
 * The writer: EBTS records to bytes. LEN and the header's CNT are computed, everything else is written as given.
 */
import {
  EbtsError,
  FS,
  GS,
  MAX_FIELDS_PER_RECORD,
  MAX_RECORDS,
  type EbtsField,
  type EbtsFile,
  type EbtsRecord,
  headerOf,
  idcOf,
  isTagged,
  type TaggedRecord,
  type TextField,
  type Type4Record,
  type Type7Record,
} from './model.ts';
import { fieldName } from './names.ts';

const CNT = 3;
const TYPE4_HEADER_BYTES = 18;
const TYPE7_HEADER_BYTES = 5;

/**
 * Writes a file. The header's field 1.003 is replaced by what the records are, so that it cannot disagree with them.
 * Throws EbtsError: no header, too many records, or a text that contains a separator or a character of more than one byte.
 */
export function writeEbts(file: EbtsFile): Uint8Array {
  const header = headerOf(file);
  const others = file.records.slice(1);
  if (others.length > MAX_RECORDS)
    throw new EbtsError('LIMIT_EXCEEDED', '1.003 CNT', `At most ${MAX_RECORDS} records may follow`);
  return concat([withContents(header, others), ...others].map(writeRecord));
}

/** Writes one record, LEN included. */
export function writeRecord(record: EbtsRecord): Uint8Array {
  if (isTagged(record)) return writeTagged(record);
  return record.type === 4 ? writeType4(record) : writeType7(record);
}

/**
 * The number of digits that LEN takes when the rest of the record has `rest` bytes and at least `width` digits are asked for.
 * LEN counts its own digits, so the smallest number of digits that fits is looked for.
 */
export function lengthDigits(rest: number, width: number): number {
  let digits = width;
  while (String(rest + digits).length > digits) digits += 1;
  return digits;
}

function withContents(header: TaggedRecord, others: readonly EbtsRecord[]): TaggedRecord {
  const entries = others.map((record) => [String(record.type), String(idcOf(record)).padStart(2, '0')]);
  const given = header.fields.find((field) => field.number === CNT);
  const contents: TextField = {
    number: CNT,
    digits: given?.digits ?? 3,
    items: [['1', String(others.length)], ...entries],
  };
  if (given === undefined) {
    const position = header.fields.findIndex((field) => field.number > CNT);
    return { ...header, fields: header.fields.toSpliced(position < 0 ? header.fields.length : position, 0, contents) };
  }
  return { ...header, fields: header.fields.map((field) => (field === given ? contents : field)) };
}

function writeTagged(record: TaggedRecord): Uint8Array {
  if (record.fields.length > MAX_FIELDS_PER_RECORD) {
    throw new EbtsError(
      'LIMIT_EXCEEDED',
      fieldName(record.type, 1),
      `A record has at most ${MAX_FIELDS_PER_RECORD} fields`,
    );
  }
  const separator = Uint8Array.of(GS);
  const body = record.fields.flatMap((field) => [
    separator,
    latin1(tag(record.type, field)),
    fieldBytes(record.type, field),
  ]);
  const lengthTag = `${record.type}.${String(1).padStart(record.len.digits, '0')}:`;
  const rest = lengthTag.length + 1 + body.reduce((sum, part) => sum + part.length, 0);
  const digits = lengthDigits(rest, record.len.width);
  const length = String(rest + digits).padStart(digits, '0');
  return concat([latin1(lengthTag + length), ...body, Uint8Array.of(FS)]);
}

function tag(type: number, field: EbtsField): string {
  const number = String(field.number).padStart(field.digits, '0');
  if (number.length > field.digits || field.number < 2) {
    throw new EbtsError(
      'MALFORMED_FIELD',
      fieldName(type, field.number),
      `Field number ${field.number} cannot be written`,
    );
  }
  return `${type}.${number}:`;
}

function fieldBytes(type: number, field: EbtsField): Uint8Array {
  if ('image' in field) return field.image;
  for (const item of field.items.flat()) {
    if (/[\u001C-\u001F\u0100-\uFFFF]/.test(item)) {
      const message = 'A text must not contain a separator or a character of more than one byte';
      throw new EbtsError('INVALID_CHARACTER', fieldName(type, field.number), message);
    }
  }
  return latin1(field.items.map((subfield) => subfield.join('\u001F')).join('\u001E'));
}

function writeType4(record: Type4Record): Uint8Array {
  const bytes = new Uint8Array(TYPE4_HEADER_BYTES + record.image.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length);
  bytes[4] = record.idc;
  bytes[5] = record.impression;
  bytes.set([...record.fingers, 255, 255, 255, 255, 255, 255].slice(0, 6), 6);
  bytes[12] = record.scanResolution;
  view.setUint16(13, record.width);
  view.setUint16(15, record.height);
  bytes[17] = record.compression;
  bytes.set(record.image, TYPE4_HEADER_BYTES);
  return bytes;
}

function writeType7(record: Type7Record): Uint8Array {
  const bytes = new Uint8Array(TYPE7_HEADER_BYTES + record.image.length);
  new DataView(bytes.buffer).setUint32(0, bytes.length);
  bytes[4] = record.idc;
  bytes.set(record.image, TYPE7_HEADER_BYTES);
  return bytes;
}

function latin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
