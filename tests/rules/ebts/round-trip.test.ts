import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSubmission } from '../../../exchange/ebts/booking.ts';
import { placeholderPrints } from '../../../exchange/ebts/make.ts';
import { isTagged } from '../../../exchange/ebts/model.ts';
import { readEbts, readRecord } from '../../../exchange/ebts/read.ts';
import { writeEbts, writeRecord } from '../../../exchange/ebts/write.ts';
import { anyFile, anyRecord } from './arbitrary.ts';
import { bytesOf, file, record, sample } from './fixtures.ts';

const RUNS = { seed: 20110916, numRuns: 2000 };

describe('the reader undoes the writer', () => {
  it('for any file', () => {
    fc.assert(
      fc.property(anyFile, (written) => {
        expect(readEbts(writeEbts(written))).toEqual(written);
      }),
      RUNS,
    );
  });

  it('for any record alone, byte for byte', () => {
    fc.assert(
      fc.property(anyRecord, (written) => {
        const bytes = writeRecord(written);
        const read = readRecord(bytes, written.type);
        expect(read).toEqual(written);
        expect(Buffer.compare(writeRecord(read), bytes)).toBe(0);
      }),
      RUNS,
    );
  });

  it('at every length at which LEN gains a digit', () => {
    for (let size = 0; size < 1200; size += 1) {
      const bytes = record(2, `2.002:00|2.003:${'x'.repeat(size)}`);
      const read = readRecord(bytes, 2);
      expect(Buffer.compare(writeRecord(read), bytes)).toBe(0);
      expect(read).toMatchObject({ len: { width: 1 } });
    }
  });

  it('also where LEN could be spelled in two ways', () => {
    const rest = '2.001:|2.002:00|2.003:$';
    const fill = 'x'.repeat(97 - rest.length);
    for (const length of ['99', '100', '0101']) {
      const bytes = bytesOf(`2.001:${length}|2.002:00|2.003:${fill}$`);
      expect(bytes.length).toBe(Number(length));
      expect(Buffer.compare(writeRecord(readRecord(bytes, 2)), bytes)).toBe(0);
    }
  });
});

describe('spellings of field numbers', () => {
  it('reads 1.01 and 1.001 to the same fields', () => {
    const three = record(2, '2.002:00|2.018:EXAMPLE,ANA|2.047:_THEFT');
    const two = record(2, '2.02:00|2.18:EXAMPLE,ANA|2.47:_THEFT', '2.01:');
    const [a, b] = [readRecord(three, 2), readRecord(two, 2)];
    if (!isTagged(a) || !isTagged(b)) throw new Error('tagged records expected');
    const plain = (fields: typeof a.fields): unknown =>
      fields.map((field) => ('items' in field ? [field.number, field.items] : []));
    expect(plain(a.fields)).toEqual(plain(b.fields));
    expect(Buffer.compare(writeRecord(b), two)).toBe(0);
  });

  it('keeps them in whole files', () => {
    for (const name of ['01-no-match.eft', '20-old-spelling.eft', '19-no-answer-necessary.eft']) {
      expect(Buffer.compare(writeEbts(readEbts(sample(name))), sample(name))).toBe(0);
    }
    expect(sample('20-old-spelling.eft').toString('latin1')).toMatch(/^1\.01:/);
  });
});

describe('a worked example', () => {
  const prints = Array.from({ length: 14 }, (_, index) => String(index + 1).padStart(2, '0'));
  const header = `1.002:0400|1.003:1_15^2_00^${prints.map((idc) => `4_${idc}`).join('^')}|1.004:CAR|1.005:20110916|1.006:2|1.007:WVIAFIS0Z|1.008:XX0000000|1.009:XX-SIM-20110916-000001|1.011:19.69|1.012:19.69|1.013:NORAM_|1.014:20110916164500Z`;
  const body =
    '2.002:00|2.005:Y|2.009:SIM-2011-004711|2.018:EXAMPLE,MARIA ANA|2.020:EL|2.021:EL|2.022:19850204|2.024:F|2.025:W|2.027:502|2.029:130|2.031:BRO|2.032:BLK|2.045:20110916|2.047:20110916_DRIVING WITHOUT LICENSE^_FAIL TO YIELD|2.070:Y|2.073:XX0010100';

  it('has the lengths that were counted by hand', () => {
    const headerBytes = bytesOf(`1.001:260|${header}$`);
    const bodyBytes = bytesOf(`2.001:255|${body}$`);
    expect(headerBytes.length).toBe(260);
    expect(bodyBytes.length).toBe(255);
    const bytes = Buffer.concat([headerBytes, bodyBytes, ...placeholderPrints(1).map(writeRecord)]);
    expect(Buffer.compare(writeEbts(readEbts(bytes)), bytes)).toBe(0);
    expect(parseSubmission(bytes).booking?.arrest.charges).toEqual([
      { offenceDate: '2011-09-16', literal: 'DRIVING WITHOUT LICENSE' },
      { literal: 'FAIL TO YIELD' },
    ]);
  });
});

describe('records of several kinds together', () => {
  it('takes image data by length, whatever bytes it holds', () => {
    const image = '\u001C\u001D1.001:5\u001E\u001F2.001:12\u001D\u001C';
    const fourteen = record(14, `14.002:01|14.013:1|14.999:${image}`);
    const four = Buffer.concat([
      Buffer.from([0, 0, 0, 22, 2, 3, 5, 255, 255, 255, 255, 255, 0, 3, 32, 2, 238, 1]),
      Buffer.from('\u001C\u001D\u001C\u001D'),
    ]);
    const seven = Buffer.from([0, 0, 0, 8, 3, 0x1c, 0x1d, 0x1c]);
    const bytes = file('1_4^2_00^14_01^4_02^7_03', record(2, '2.002:00'), fourteen, four, seven);
    const read = readEbts(bytes);
    expect(read.records.map(({ type }) => type)).toEqual([1, 2, 14, 4, 7]);
    expect(read.records[3]).toMatchObject({
      idc: 2,
      impression: 3,
      fingers: [5, 255, 255, 255, 255, 255],
      width: 800,
      height: 750,
      compression: 1,
    });
    expect(Buffer.compare(writeEbts(read), bytes)).toBe(0);
  });
});
