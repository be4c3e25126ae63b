import fc from 'fast-check';
import type {
  EbtsField,
  EbtsFile,
  EbtsRecord,
  TaggedRecord,
  TaggedType,
  TextField,
} from '../../../exchange/ebts/model.ts';

/** One byte per character, without the four separators. */
const text = fc
  .array(
    fc.integer({ min: 0, max: 255 }).filter((code) => code < 0x1c || code > 0x1f),
    { maxLength: 30 },
  )
  .map((codes) => String.fromCharCode(...codes));
const items = fc.array(fc.array(text, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 });
const digits = fc.constantFrom(2 as const, 3 as const, 4 as const);
/** Image data with separators in it far more often than chance would have them. */
const image = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0x1c, 0x1d, 0x1e, 0x1f)), { maxLength: 300 })
  .map((bytes) => Uint8Array.from(bytes));
const byte = fc.integer({ min: 0, max: 255 });
const word = fc.integer({ min: 0, max: 65_535 });
const idc = fc.integer({ min: 0, max: 99 });

const textField = fc
  .record({ number: fc.integer({ min: 3, max: 99 }), digits, items })
  .map((field): TextField => field);

function tagged(type: TaggedType, withImage: boolean): fc.Arbitrary<EbtsRecord> {
  return fc
    .record({
      idc,
      idcDigits: fc.integer({ min: 1, max: 3 }),
      digits,
      others: fc.uniqueArray(textField, { selector: (field) => field.number, maxLength: 12 }),
      image: withImage ? fc.option(image) : fc.constant(null),
      padded: fc.boolean(),
    })
    .map((choice): TaggedRecord => {
      const first: TextField = {
        number: 2,
        digits: choice.digits,
        items: [[String(choice.idc).padStart(choice.idcDigits, '0')]],
      };
      const last: EbtsField[] = choice.image === null ? [] : [{ number: 999, digits: 3, image: choice.image }];
      return {
        type,
        len: { digits: choice.digits, width: choice.padded ? 9 : 1 },
        fields: [first, ...choice.others, ...last],
      };
    });
}

const type4: fc.Arbitrary<EbtsRecord> = fc.record({
  type: fc.constant(4 as const),
  idc,
  impression: byte,
  fingers: fc.array(byte, { minLength: 6, maxLength: 6 }),
  scanResolution: byte,
  width: word,
  height: word,
  compression: byte,
  image,
});
const type7: fc.Arbitrary<EbtsRecord> = fc.record({ type: fc.constant(7 as const), idc, image });

/** Any record that may follow the header. */
export const anyRecord = fc.oneof(
  tagged(2, false),
  tagged(9, false),
  tagged(10, true),
  tagged(13, true),
  tagged(14, true),
  tagged(15, true),
  type4,
  type7,
);

/** The header of a file with these records, in its canonical form: 1.003 as the writer states it. */
function header(records: readonly EbtsRecord[], spelling: 2 | 3 | 4, tcn: string): TaggedRecord {
  const contents = records.map((record) => [String(record.type), idcText(record)]);
  const values: readonly (readonly [number, readonly (readonly string[])[]])[] = [
    [2, [['0400']]],
    [3, [['1', String(records.length)], ...contents]],
    [4, [['CAR']]],
    [5, [['20110916']]],
    [7, [['WVIAFIS0Z']]],
    [8, [['XXSIB0000']]],
    [9, [[tcn]]],
    [11, [['19.69']]],
    [12, [['19.69']]],
  ];
  const fields = values.map(([number, value]) => ({ number, digits: spelling, items: value }));
  return { type: 1, len: { digits: spelling, width: 1 }, fields };
}

function idcText(record: EbtsRecord): string {
  if ('idc' in record) return String(record.idc).padStart(2, '0');
  const [field] = record.fields;
  return String(Number(field !== undefined && 'items' in field ? field.items[0]?.[0] : 0)).padStart(2, '0');
}

/** Any file: a valid header and up to 12 records of any kind. */
export const anyFile: fc.Arbitrary<EbtsFile> = fc
  .record({
    records: fc.array(anyRecord, { maxLength: 12 }),
    spelling: digits,
    tcn: text.filter((value) => value !== ''),
  })
  .map(({ records, spelling, tcn }) => ({ records: [header(records, spelling, tcn), ...records] }));
