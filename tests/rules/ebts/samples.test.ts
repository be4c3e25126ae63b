import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { submissionFactsSchema } from '../../../exchange/ebts/facts.ts';
import { parseSubmission } from '../../../exchange/ebts/booking.ts';
import { makeCar, placeholderPrints, printRecordsOf } from '../../../exchange/ebts/make.ts';
import { readEbts } from '../../../exchange/ebts/read.ts';
import { writeRecord } from '../../../exchange/ebts/write.ts';
import {
  FBI_CODES,
  fbiOutcomeOf,
  IDENT_CODES,
  identOutcomeOf,
  UNKNOWN_ORIGINATOR,
} from '../../../partners/standins/outcomes.ts';
import { miscNumberSchema, oriSchema } from '../../../domain/identifiers.ts';
import { sampleFiles } from '../../../scripts/make-samples.ts';
import { SAMPLES } from '../../../scripts/sample-bookings.ts';
import { json, sample, SAMPLES_DIRECTORY } from './fixtures.ts';

const MAX_SAMPLE_BYTES = 20_000;
const templates = readdirSync(`${SAMPLES_DIRECTORY}/templates`);

describe('the sample bookings', () => {
  it('on disk are what the script writes', () => {
    const files = sampleFiles();
    const stale = [...files].filter(([path, content]) => Buffer.compare(sample(path), Buffer.from(content)) !== 0);
    expect(stale.map(([path]) => path)).toEqual([]);
    const onDisk = readdirSync(SAMPLES_DIRECTORY, { recursive: true })
      .map(String)
      .filter((name) => name !== 'templates');
    expect(onDisk.toSorted()).toEqual([...files.keys()].toSorted());
  });

  it.each(SAMPLES.map((entry) => [entry.name, entry] as const))(
    '%s is accepted, or refused as it says',
    (name, entry) => {
      const bytes = sample(`${name}.${entry.format ?? 'eft'}`);
      expect(bytes.length).toBeLessThan(MAX_SAMPLE_BYTES);
      const submission = parseSubmission(bytes, '2011-09-16');
      expect(submission.refusals.map(({ code }) => code)).toEqual(entry.refused === undefined ? [] : [entry.refused]);
      if (!submission.accepted) return;
      expect(submission.booking.person.miscNumbers).toEqual(entry.facts.person.miscNumbers);
      expect(submission.booking.arrest).toEqual(entry.facts.arrest);
    },
  );

  it('have transaction numbers of their own and fictional agencies', () => {
    const facts = SAMPLES.map((entry) => entry.facts);
    expect(new Set(facts.map(({ transaction }) => transaction.tcn)).size).toBe(facts.length);
    for (const { transaction, controllingAgency } of facts) {
      expect(transaction.ori).toMatch(/^XX/);
      expect(controllingAgency).toMatch(/^XX/);
    }
  });

  it('reach every answer that the stand-ins give', () => {
    const used = new Set(SAMPLES.flatMap((entry) => entry.facts.person.miscNumbers));
    for (const code of [...FBI_CODES.keys(), ...IDENT_CODES.keys()]) expect(used).toContain(code);
    expect(SAMPLES.map((entry) => entry.facts.transaction.ori)).toContain(UNKNOWN_ORIGINATOR);
    expect([...used].filter((code) => !miscNumberSchema.safeParse(code).success)).toEqual([]);
    expect([...used].filter((code) => !FBI_CODES.has(code) && !IDENT_CODES.has(code))).toEqual([]);
    expect(oriSchema.safeParse(UNKNOWN_ORIGINATOR).success).toBe(true);
  });

  it('without a code mark nobody (A5)', () => {
    expect(identOutcomeOf([])).toEqual({ kind: 'no-match' });
    expect(identOutcomeOf(['AR-123456789', 'OA-SIM-F-CONV'])).toEqual({ kind: 'no-match' });
    expect(fbiOutcomeOf(['OA-SIM-D-REMOV'])).toEqual({ kind: 'not-identified' });
    expect(identOutcomeOf(['OA-SIM-F-CONV', 'OA-SIM-D-ORDER'])).toMatchObject({
      kind: 'match',
      record: { finalOrder: true },
    });
  });
});

describe('making a booking from a template', () => {
  it.each(templates)('%s takes prints over byte for byte', (template) => {
    const facts = submissionFactsSchema.parse(json(`templates/${template}`));
    const prints = printRecordsOf(readEbts(sample('19-no-answer-necessary.eft')));
    const made = makeCar({ template: facts, prints });
    expect(parseSubmission(made).accepted).toBe(true);
    expect(printRecordsOf(readEbts(made)).map(writeRecord)).toEqual(prints.map(writeRecord));
    expect(SAMPLES.map((entry) => entry.facts.transaction.tcn)).not.toContain(facts.transaction.tcn);
  });

  it('gives the descriptive record an IDC that no print has', () => {
    const facts = submissionFactsSchema.parse(json('templates/car-no-match.json'));
    const prints = placeholderPrints(3).map((print) => ({ ...print, idc: print.idc - 1 }));
    const made = makeCar({ template: facts, prints });
    expect(parseSubmission(made).accepted).toBe(true);
  });

  it('refuses to make what would be refused', () => {
    const facts = submissionFactsSchema.parse(json('templates/car-no-match.json'));
    expect(() => makeCar({ template: facts, prints: [] })).toThrow('no fingerprint record');
    const civil = { ...facts, transaction: { ...facts.transaction, tot: 'FAUF' } };
    expect(() => makeCar({ template: civil, prints: placeholderPrints(1) })).toThrow('FAUF is no arrest');
  });

  it('makes the same placeholders on every machine, and others for another seed', () => {
    expect(placeholderPrints(1)).toEqual(placeholderPrints(1));
    expect(placeholderPrints(1)[0]?.image).not.toEqual(placeholderPrints(2)[0]?.image);
    expect([...(placeholderPrints(1)[0]?.image.subarray(0, 2) ?? [])]).toEqual([0xff, 0xa0]);
  });
});
