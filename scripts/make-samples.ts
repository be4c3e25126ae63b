/**
 * Writes `samples/`: the fictional bookings, the templates and the README. The same input gives the same bytes on every machine.
 * Usage: npx tsx scripts/make-samples.ts [DIRECTORY]
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { submissionFile, taggedRecord } from '../exchange/ebts/facts.ts';
import { placeholderPrints } from '../exchange/ebts/make.ts';
import {
  isTagged,
  type EbtsFile,
  type EbtsRecord,
  type TaggedRecord,
  type Type4Record,
} from '../exchange/ebts/model.ts';
import { writeEbts, writeRecord } from '../exchange/ebts/write.ts';
import { AGENCIES, SAMPLES, TEMPLATES, type Sample } from './sample-bookings.ts';
import { samplesReadme } from './samples-readme.ts';

/** The bytes of every file of `samples/`, by path below it. */
export function sampleFiles(): Map<string, string | Uint8Array> {
  const files = new Map<string, string | Uint8Array>();
  for (const [index, sample] of SAMPLES.entries()) files.set(fileName(sample), sampleBytes(sample, index + 1));
  for (const [template, source] of Object.entries(TEMPLATES)) {
    const sample = SAMPLES.find((candidate) => candidate.name === source);
    if (sample === undefined) throw new Error(`Template ${template} names no sample: ${source}`);
    files.set(`templates/${template}.json`, json(templateFacts(sample)));
  }
  files.set(
    'README.md',
    samplesReadme(
      SAMPLES.map((sample) => ({ ...sample, file: fileName(sample) })),
      Object.keys(TEMPLATES),
      AGENCIES,
    ),
  );
  return files;
}

function fileName(sample: Sample): string {
  return `${sample.name}.${sample.format === 'json' ? 'json' : 'eft'}`;
}

function sampleBytes(sample: Sample, seed: number): string | Uint8Array {
  const prints = printsOf(sample, seed);
  if (sample.format === 'json')
    return json({ ...sample.facts, ...(prints.length === 0 ? {} : { prints: prints.map(jsonPrint) }) });
  const file = submissionFile(sample.facts, prints);
  return writeEbts(sample.oldSpelling === true ? withOldSpelling(file) : file);
}

/** A template must not collide with its sample when both are submitted: it has a transaction number of its own. */
function templateFacts(sample: Sample): unknown {
  const { facts } = sample;
  return {
    ...facts,
    transaction: { ...facts.transaction, tcn: facts.transaction.tcn.replace('XX-SIM', 'XX-TEMPLATE') },
  };
}

function printsOf(sample: Sample, seed: number): EbtsRecord[] {
  const prints = placeholderPrints(seed);
  if (sample.prints === 'none') return [];
  return sample.prints === 'type-14' ? prints.map(type14) : prints;
}

function type14(print: Type4Record): TaggedRecord {
  const record = taggedRecord(14, [
    [2, String(print.idc).padStart(2, '0')],
    [3, String(print.impression)],
    [4, AGENCIES.bureau],
    [5, '20110916'],
    [6, String(print.width)],
    [7, String(print.height)],
    [8, '1'],
    [9, '500'],
    [10, '500'],
    [11, 'WSQ20'],
    [12, '8'],
    [13, String(print.fingers[0])],
  ]);
  return { ...record, fields: [...record.fields, { number: 999, digits: 3, image: print.image }] };
}

function withOldSpelling(file: EbtsFile): EbtsFile {
  const records = file.records.map((record): EbtsRecord => {
    if (!isTagged(record)) return record;
    return {
      ...record,
      len: { ...record.len, digits: 2 },
      fields: record.fields.map((field) => ({ ...field, digits: 2 })),
    };
  });
  return { records };
}

function jsonPrint(record: EbtsRecord): { recordType: number; record: string } {
  return { recordType: record.type, record: Buffer.from(writeRecord(record)).toString('base64') };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

if (import.meta.filename === process.argv[1]) {
  const directory = process.argv[2] ?? join(import.meta.dirname, '..', 'samples');
  await mkdir(join(directory, 'templates'), { recursive: true });
  for (const [path, content] of sampleFiles()) await writeFile(join(directory, path), content);
}
