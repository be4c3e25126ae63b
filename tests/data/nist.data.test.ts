/**
 * Real transaction files that are not part of this repository. Run with the directory that holds them in TEST_DATA_DIR:
 * every `.eft` file there must read whole and be written back byte for byte.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSubmission } from '../../exchange/ebts/booking.ts';
import { submissionFactsSchema } from '../../exchange/ebts/facts.ts';
import { makeCar, printRecordsOf } from '../../exchange/ebts/make.ts';
import { headerOf, imageOf, valueOf } from '../../exchange/ebts/model.ts';
import { readEbts } from '../../exchange/ebts/read.ts';
import { writeEbts, writeRecord } from '../../exchange/ebts/write.ts';

const directory = process.env['TEST_DATA_DIR'];
if (directory === undefined || directory === '')
  throw new Error('Say where the files are: npm run test:data -- DIRECTORY');
const files = readdirSync(directory).filter((name) => name.endsWith('.eft'));
const template = submissionFactsSchema.parse(
  JSON.parse(
    readFileSync(join(import.meta.dirname, '..', '..', 'samples', 'templates', 'car-match-removable.json'), 'utf8'),
  ),
);

it('the directory holds transaction files', () => {
  expect(files.length).toBeGreaterThan(0);
});

describe.each(files)('%s', (name) => {
  const bytes = readFileSync(join(directory, name));

  it('reads whole and is written back byte for byte', () => {
    expect(Buffer.compare(writeEbts(readEbts(bytes)), bytes)).toBe(0);
  });

  it('runs in a fictional arrest submission with the same print records', () => {
    const prints = printRecordsOf(readEbts(bytes));
    const made = makeCar({ template, prints });
    expect(parseSubmission(made).accepted).toBe(true);
    for (const print of prints) expect(Buffer.from(made).includes(Buffer.from(writeRecord(print)))).toBe(true);
  });
});

describe.runIf(files.includes('nist-tenprint-card.eft'))('the tenprint card of NIST', () => {
  const bytes = readFileSync(join(directory, 'nist-tenprint-card.eft'));

  it('has a header, a descriptive record and fourteen prints compressed with WSQ', () => {
    const { records } = readEbts(bytes);
    expect(records.map(({ type }) => type)).toEqual([1, 2, ...Array<number>(14).fill(14)]);
    for (const record of records.slice(2)) expect([...imageOf(record).subarray(0, 2)]).toEqual([0xff, 0xa0]);
    expect(valueOf(headerOf({ records }), 4)).toBe('AMN');
  });

  it('is refused as a booking: it is no arrest', () => {
    expect(parseSubmission(bytes).refusals).toEqual([
      expect.objectContaining({ field: '1.004 TOT', code: 'NOT_AN_ARREST' }),
    ]);
  });
});
