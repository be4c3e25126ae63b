/**
 * Making fictional arrest submissions, for samples, demonstrations and tests.
 */
import { CodedError } from '../../domain/errors.ts';
import { bookingFromEbts } from './booking.ts';
import { submissionFile, type SubmissionFacts } from './facts.ts';
import type { EbtsFile, EbtsRecord, Type4Record } from './model.ts';
import { writeEbts } from './write.ts';

const FINGERS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14];
const WSQ_START = [0xff, 0xa0];
const WSQ_END = [0xff, 0xa1];

/**
 * A valid arrest submission from a template of facts and print records, which keep their bytes. Use `printRecordsOf` to take them
 * from another file, or `placeholderPrints`. Throws CodedError with the first reason if the result would be refused.
 */
export function makeCar(input: {
  readonly template: SubmissionFacts;
  readonly prints: readonly EbtsRecord[];
}): Uint8Array {
  const bytes = writeEbts(submissionFile(input.template, input.prints));
  const [fault] = bookingFromEbts(bytes).refusals;
  if (fault !== undefined) throw new CodedError(fault.code, fault.reason, fault.field);
  return bytes;
}

/** The records of a file that can go into an arrest submission: prints, latents, photographs, palmprints. */
export function printRecordsOf(file: EbtsFile): EbtsRecord[] {
  return file.records.filter((record) => [4, 7, 10, 13, 14, 15].includes(record.type));
}

/**
 * Fourteen Type-4 records whose image data are placeholders: the mark of WSQ, then `bytes` pseudo-random bytes that depend on `seed`
 * alone. No person's print looks like this, and none can be derived from it.
 */
export function placeholderPrints(seed: number, bytes = 96): Type4Record[] {
  const next = generator(seed);
  return FINGERS.map((finger, index) => ({
    type: 4,
    idc: index + 1,
    impression: finger > 10 ? 0 : 3,
    fingers: [finger, 255, 255, 255, 255, 255],
    scanResolution: 0,
    width: 800,
    height: 750,
    compression: 1,
    image: Uint8Array.from([...WSQ_START, ...Array.from({ length: bytes }, next), ...WSQ_END]),
  }));
}

/** Bytes from a 32-bit mixing function (mulberry32): the same on every machine. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) & 0xff;
  };
}
