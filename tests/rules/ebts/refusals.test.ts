import { describe, expect, it } from 'vitest';
import { MAX_FIELDS_PER_RECORD, MAX_FILE_BYTES, MAX_TEXT_BYTES } from '../../../exchange/ebts/model.ts';
import { placeholderPrints } from '../../../exchange/ebts/make.ts';
import { checkFileSize, readEbts, readRecord } from '../../../exchange/ebts/read.ts';
import { writeEbts, writeRecord } from '../../../exchange/ebts/write.ts';
import { bytesOf, file, HEADER, readError, record, refusals, sample } from './fixtures.ts';

const BODY = record(2, '2.002:00');

describe('what the reader refuses', () => {
  const cases: readonly (readonly [string, Buffer, string, string])[] = [
    ['nothing', Buffer.alloc(0), 'NOT_EBTS', '1.001 LEN'],
    ['random bytes', Buffer.from([7, 200, 0, 31, 28, 29, 90, 250]), 'NOT_EBTS', '1.001 LEN'],
    ['text', Buffer.from('Dear colleague, please find enclosed'), 'NOT_EBTS', '1.001 LEN'],
    ['a header cut off in LEN', bytesOf('1.001:26'), 'LENGTH_MISMATCH', '1.001 LEN'],
    ['a header without LEN', bytesOf('1.001:|1.002:0400$'), 'LENGTH_MISMATCH', '1.001 LEN'],
    ['a LEN that is too large', bytesOf(`1.001:999|${HEADER}$`), 'TRUNCATED', '1.001 LEN'],
    ['a LEN beyond every number', bytesOf(`1.001:99999999999|${HEADER}$`), 'LENGTH_MISMATCH', '1.001 LEN'],
    ['a LEN that is too small', bytesOf(`1.001:60|${HEADER}$`), 'LENGTH_MISMATCH', '1.001 LEN'],
    ['a LEN of nought', bytesOf(`1.001:0|${HEADER}$`), 'LENGTH_MISMATCH', '1.001 LEN'],
    [
      'a separator of records inside a field',
      file('1_1^2_00', record(2, '2.002:00|2.018:A$B')),
      'LENGTH_MISMATCH',
      '2.018 NAM',
    ],
    ['a file that ends within a record', file('1_1^2_00', BODY).subarray(0, -4), 'TRUNCATED', '2.001 LEN'],
    ['a file that ends before a record', file('1_2^2_00^14_01', BODY), 'COUNT_MISMATCH', '1.003 CNT'],
    ['bytes after the last record', file('1_1^2_00', BODY, Buffer.from('x')), 'COUNT_MISMATCH', '1.003 CNT'],
    ['one record more than announced', file('1_1^2_00', BODY, record(14, '14.002:01')), 'COUNT_MISMATCH', '1.003 CNT'],
    [
      'another kind than announced',
      file('1_2^2_00^14_01', BODY, record(10, '10.002:01')),
      'COUNT_MISMATCH',
      '1.003 CNT',
    ],
    ['a count that differs from its list', file('1_3^2_00', BODY), 'COUNT_MISMATCH', '1.003 CNT'],
    ['contents that are no numbers', file('1_1^2_zz', BODY), 'MALFORMED_FIELD', '1.003 CNT'],
    ['contents without a count', file('2_00', BODY), 'MALFORMED_FIELD', '1.003 CNT'],
    ['too many records', file('1_100^2_00', BODY), 'LIMIT_EXCEEDED', '1.003 CNT'],
    [
      'a kind of record that is not read',
      file('1_2^2_00^99_01', BODY, record(99, '99.002:01')),
      'UNSUPPORTED_RECORD_TYPE',
      '1.003 CNT',
    ],
    ['a second header', file('1_2^2_00^1_01', BODY, record(1, '1.002:01')), 'UNSUPPORTED_RECORD_TYPE', '1.003 CNT'],
    ['another IDC than announced', file('1_1^2_01', BODY), 'IDC_MISMATCH', '2.002 IDC'],
    ['no IDC', file('1_1^2_00', record(2, '2.018:A,B')), 'MISSING_FIELD', '2.002 IDC'],
    ['an IDC that is no number', file('1_1^2_00', record(2, '2.002:aa')), 'MALFORMED_FIELD', '2.002 IDC'],
    ['a field twice', file('1_1^2_00', record(2, '2.002:00|2.018:A,B|2.18:C,D')), 'DUPLICATE_FIELD', '2.018 NAM'],
    ['a second LEN', file('1_1^2_00', record(2, '2.002:00|2.001:5')), 'DUPLICATE_FIELD', '2.001 LEN'],
    [
      'a field of another kind of record',
      file('1_1^2_00', record(2, '2.002:00|3.018:A,B')),
      'MALFORMED_FIELD',
      '2.xxx',
    ],
    ['a field without a number', file('1_1^2_00', record(2, '2.002:00|NAME')), 'MALFORMED_FIELD', '2.xxx'],
    ['an empty field at the end', file('1_1^2_00', record(2, '2.002:00|')), 'MALFORMED_FIELD', '2.xxx'],
    [
      'an edition that is not read',
      bytesOf(record(1, HEADER.replace('0400', '0999')).toString('latin1')),
      'UNSUPPORTED_VERSION',
      '1.002 VER',
    ],
    [
      'a binary record of less than its header',
      file('1_2^2_00^4_01', BODY, Buffer.from([0, 0, 0, 5, 1, ...Array<number>(13).fill(0)])),
      'LENGTH_MISMATCH',
      '4.001 LEN',
    ],
    [
      'a binary record cut off in its header',
      file('1_2^2_00^4_01', BODY, Buffer.from([0, 0, 0, 18, 1])),
      'TRUNCATED',
      '4.001 LEN',
    ],
    [
      'a binary record cut off in its image',
      file('1_2^2_00^7_01', BODY, Buffer.from([0, 0, 1, 0, 1, 9])),
      'TRUNCATED',
      '7.001 LEN',
    ],
    [
      'a binary record whose length has every bit set',
      file('1_2^2_00^7_01', BODY, Buffer.from([255, 255, 255, 255, 1, 9])),
      'TRUNCATED',
      '7.001 LEN',
    ],
    [
      'a binary record with another IDC',
      file('1_2^2_00^7_02', BODY, Buffer.from([0, 0, 0, 6, 1, 9])),
      'IDC_MISMATCH',
      '7.002 IDC',
    ],
  ];

  it.each(cases)('%s', (_name, bytes, code, field) => {
    const error = readError(bytes);
    expect({ code: error.code, field: error.field }).toEqual({ code, field });
    expect(error.message.length).toBeGreaterThan(10);
  });

  it.each(['1.002', '1.003', '1.004', '1.005', '1.007', '1.008', '1.009', '1.011', '1.012'])(
    'a header without %s',
    (tag) => {
      const fields = HEADER.split('|').filter((field) => !field.startsWith(`${tag}:`));
      const error = readError(Buffer.concat([record(1, fields.join('|')), BODY]));
      expect(error.code).toBe('MISSING_FIELD');
      expect(error.field).toMatch(new RegExp(`^${tag.replace('.', '\\.')} [A-Z]{3}$`));
    },
  );

  it('accepts the file that these cases are cut from', () => {
    expect(readEbts(file('1_1^2_00', BODY)).records).toHaveLength(2);
  });

  it('every cut of a whole file', () => {
    const whole = sample('19-no-answer-necessary.eft');
    for (let length = 0; length < whole.length; length += 7)
      expect(readError(whole.subarray(0, length)).field).toBeTruthy();
  });

  it('a record alone with something behind it', () => {
    expect(() => readRecord(Buffer.concat([BODY, Buffer.from('x')]), 2)).toThrow('Bytes follow the end');
  });
});

describe('reading is bounded', () => {
  it('refuses a file of 200 MB by its size', () => {
    expect(() => checkFileSize(200_000_000)).toThrow('at most 32 MiB');
    expect(() => checkFileSize(MAX_FILE_BYTES)).not.toThrow();
    expect(refusals(new Uint8Array(200_000_000))).toEqual([
      expect.objectContaining({ code: 'TOO_LARGE', field: 'file' }),
    ]);
  });

  it('refuses too much text, fields and items, in time that does not grow out of hand', () => {
    const started = performance.now();
    expect(readError(file('1_1^2_00', record(2, `2.002:00|2.047:${'_'.repeat(MAX_TEXT_BYTES)}`))).code).toBe(
      'LIMIT_EXCEEDED',
    );
    const fields = Array.from(
      { length: MAX_FIELDS_PER_RECORD + 1 },
      (_, index) => `2.${String(index + 2).padStart(4, '0')}:1`,
    );
    expect(readError(file('1_1^2_00', record(2, fields.join('|')))).code).toBe('LIMIT_EXCEEDED');
    const image = 'x'.repeat(MAX_FILE_BYTES - 1000);
    expect(readEbts(file('1_2^2_00^14_01', BODY, record(14, `14.002:01|14.999:${image}`))).records).toHaveLength(3);
    expect(readError(file('1_2^2_00^9_01', BODY, record(9, `9.002:01|9.012:${image}`))).code).toBe('LIMIT_EXCEEDED');
    expect(readError(Buffer.from(`1.001:${'1'.repeat(MAX_FILE_BYTES - 10)}`)).code).toBe('LENGTH_MISMATCH');
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe('what the writer refuses', () => {
  const header = readEbts(file('1_1^2_00', BODY)).records[0];
  if (header === undefined) throw new Error('no header');
  const body = (text: string) => ({
    type: 2 as const,
    len: { digits: 3 as const, width: 1 },
    fields: [{ number: 2, digits: 3 as const, items: [[text]] }],
  });

  it.each(['a\u001Cb', 'a\u001Db', 'a\u001Eb', 'a\u001Fb', 'a\u0100'])('a text that would break the file', (text) => {
    expect(() => writeRecord(body(text))).toThrow('separator or a character of more than one byte');
  });

  it('a file without a header, one with too many records, and a number that does not fit', () => {
    expect(() => writeEbts({ records: [body('00')] })).toThrow('must be the header');
    expect(() => writeEbts({ records: [header, ...Array.from({ length: 100 }, () => body('00'))] })).toThrow(
      'At most 99',
    );
    expect(() => writeRecord({ ...body('00'), fields: [{ number: 100, digits: 2, items: [['x']] }] })).toThrow(
      'cannot be written',
    );
  });

  it('corrects contents that disagree with the records', () => {
    const written = writeEbts({ records: [header, ...placeholderPrints(5)] });
    expect(readEbts(written).records).toHaveLength(15);
  });
});
