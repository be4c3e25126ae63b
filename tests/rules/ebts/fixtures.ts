import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Refusal } from '../../../domain/errors.ts';
import { EbtsError } from '../../../exchange/ebts/model.ts';
import { parseSubmission } from '../../../exchange/ebts/booking.ts';
import { readEbts } from '../../../exchange/ebts/read.ts';

export const SAMPLES_DIRECTORY = join(import.meta.dirname, '..', '..', '..', 'samples');

/** The bytes of a file of `samples/`. */
export function sample(path: string): Buffer {
  return readFileSync(join(SAMPLES_DIRECTORY, path));
}

export function json(path: string): Record<string, unknown> {
  const value: unknown = JSON.parse(sample(path).toString('utf8'));
  if (typeof value !== 'object' || value === null) throw new Error(`${path} is no object`);
  return { ...value };
}

/** Text with `|` for GS and `^` for RS, `_` for US and `$` for FS, as bytes. */
export function bytesOf(text: string): Buffer {
  const separated = text
    .replaceAll('|', '\u001D')
    .replaceAll('^', '\u001E')
    .replaceAll('_', '\u001F')
    .replaceAll('$', '\u001C');
  return Buffer.from(separated, 'latin1');
}

/** A tagged record from `2.002:00|2.003:x`: LEN is put before it and FS behind it. */
export function record(type: number, fields: string, tag = `${type}.001:`): Buffer {
  const rest = tag.length + 1 + fields.length + 1;
  let length = rest + 1;
  while (rest + String(length).length !== length) length += 1;
  return bytesOf(`${tag}${length}|${fields}$`);
}

export const HEADER =
  '1.002:0400|1.003:1_1^2_00|1.004:CAR|1.005:20110916|1.007:WVIAFIS0Z|1.008:XXSIB0000|1.009:XX-SIM-TEST-1|1.011:00.00|1.012:00.00';

/** A file of a header and other records; `contents` replaces field 1.003. */
export function file(contents: string, ...records: readonly Buffer[]): Buffer {
  return Buffer.concat([record(1, HEADER.replace('1_1^2_00', contents)), ...records]);
}

/** The error with which the reader refuses these bytes. */
export function readError(bytes: Uint8Array): EbtsError {
  try {
    readEbts(bytes);
  } catch (error) {
    if (error instanceof EbtsError) return error;
    throw error;
  }
  throw new Error('The reader accepted the bytes');
}

/** Why a submission is refused. */
export function refusals(bytes: Uint8Array): readonly Refusal[] {
  return parseSubmission(bytes).refusals;
}
