import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseSubmission } from '../../../exchange/ebts/booking.ts';
import { readAnswer } from '../../../exchange/ebts/answers.ts';
import { EbtsError } from '../../../exchange/ebts/model.ts';
import { SAMPLES_DIRECTORY, sample } from './fixtures.ts';

const MUTATIONS = 1000;
const FILES = readdirSync(SAMPLES_DIRECTORY).filter((name) => /\.(eft|json)$/.test(name));

/** Numbers from 0 to below `limit`, the same in every run. */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** One of: change bytes, cut, remove, repeat, insert noise, splice with another file, swap separators. */
function mutated(original: Buffer, other: Buffer, pick: (limit: number) => number): Buffer {
  const bytes = Buffer.from(original);
  const at = pick(bytes.length);
  const length = 1 + pick(40);
  switch (pick(7)) {
    case 0:
      for (let count = 1 + pick(4); count > 0; count -= 1) bytes[pick(Math.min(bytes.length, 700))] = pick(256);
      return bytes;
    case 1:
      return bytes.subarray(0, at);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 3:
      return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
    case 4:
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from(Array.from({ length }, () => pick(256))),
        bytes.subarray(at),
      ]);
    case 5:
      return Buffer.concat([bytes.subarray(0, at), other.subarray(pick(other.length))]);
    default: {
      const separators = [...bytes.keys()].filter(
        (index) => (bytes[index] ?? 0) >= 0x1c && (bytes[index] ?? 0) <= 0x1f,
      );
      const target = separators[pick(separators.length)] ?? at;
      bytes[target] = 0x1c + pick(4);
      return bytes;
    }
  }
}

function mutations(): Buffer[] {
  const pick = numbers(20110916);
  return Array.from({ length: MUTATIONS }, (_, index) => {
    const name = FILES[index % FILES.length] ?? '';
    return mutated(sample(name), sample(FILES[pick(FILES.length)] ?? name), pick);
  });
}

describe('mutated samples', () => {
  it(`each of ${MUTATIONS} is accepted, or refused with a field and a reason`, () => {
    const codes = new Map<string, number>();
    for (const bytes of mutations()) {
      const submission = parseSubmission(bytes, '2011-09-16');
      if (submission.accepted) {
        expect(submission.booking.prints.length).toBeGreaterThan(0);
        expect(submission.file.length).toBeGreaterThan(0);
      } else {
        expect(submission.refusals.length).toBeGreaterThan(0);
      }
      for (const { field, code, reason } of submission.refusals) {
        expect(field).not.toBe('');
        expect(code).toMatch(/^[A-Z0-9_]+$/);
        expect(reason.length).toBeGreaterThan(10);
        codes.set(code, (codes.get(code) ?? 0) + 1);
      }
      codes.set(String(submission.accepted), (codes.get(String(submission.accepted)) ?? 0) + 1);
    }
    expect(codes.get('true')).toBeGreaterThan(20);
    expect(codes.get('false')).toBeGreaterThan(500);
    expect(codes.size).toBeGreaterThan(10);
  });

  it('read as answers they are refused with a coded error', () => {
    for (const bytes of mutations().slice(0, 300)) {
      expect(() => readAnswer(bytes)).toThrow(EbtsError);
    }
  });

  it('no bytes at all make the front door throw', () => {
    const pick = numbers(7);
    for (let count = 0; count < 2000; count += 1) {
      const noise = Buffer.from(Array.from({ length: pick(200) }, () => pick(256)));
      const start = ['', '1.001:', '1.01:30\u001D', '{', '{"person":'][pick(5)] ?? '';
      expect(parseSubmission(Buffer.concat([Buffer.from(start), noise])).accepted).toBe(false);
    }
  });
});
