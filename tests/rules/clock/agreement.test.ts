import { beforeAll, describe, expect, it } from 'vitest';
import { limitOf } from '../../../domain/clock/deadline.ts';
import { type Extremes, OracleClock, type OracleRule } from './oracle.ts';
import { US_ZONES } from './zones.ts';

const HOUR = 3_600_000;
const STARTS = 100_000;
const SEED = 20110916;
const FIRST = Date.UTC(1990, 0, 1);
const LAST = Date.UTC(2041, 0, 1);
const RULES: readonly OracleRule[] = ['STATUTORY', 'OBSERVED', 'NONE'];

interface Bound extends Extremes {
  readonly zone: string;
  readonly rule: OracleRule;
}

const differences: string[] = [];
const insideExcludedDay: string[] = [];
const changesNotOnSunday: string[] = [];
const bounds: Bound[] = [];
let compared = 0;

/** Two independent algorithms, and every quarter hour of 51 years as a start; one zone at a time to keep the tables small. */
beforeAll(() => {
  const random = generator(SEED);
  for (const zone of US_ZONES) {
    const oracle = new OracleClock(zone);
    compare(zone, oracle, Math.ceil(STARTS / US_ZONES.length), random);
    for (const rule of RULES) bounds.push({ zone, rule, ...oracle.extremes(rule, FIRST, LAST, 120 * HOUR) });
    if (oracle.changes().some((ms) => oracle.weekday(ms) !== 0)) changesNotOnSunday.push(zone);
  }
  console.log(
    `pausing clock: two algorithms compared on ${compared} random starts in ${US_ZONES.length} zones, 1990-2040`,
  );
}, 180_000);

describe('two independently written clocks', () => {
  it('agree on at least 100,000 starts over all US zones and 1990-2040', () => {
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThanOrEqual(STARTS);
  });

  it('never end inside an excluded day, except at its first instant', () => {
    expect(insideExcludedDay).toEqual([]);
  });
});

describe('elapsed time, over every quarter hour of 1990-2040 as a start', () => {
  const pausing = (): Bound[] => bounds.filter(({ rule }) => rule !== 'NONE');
  const elsewhere = (): Bound[] => pausing().filter(({ zone }) => zone !== 'America/Metlakatla');
  const metlakatla = (): Bound[] => pausing().filter(({ zone }) => zone === 'America/Metlakatla');

  it('is exactly 48 hours under NONE', () => {
    const none = bounds.filter(({ rule }) => rule === 'NONE');
    expect(none).toHaveLength(US_ZONES.length);
    for (const { minMs, maxMs } of none) expect([minMs, maxMs]).toEqual([48 * HOUR, 48 * HOUR]);
  });

  it('is 48 to 120 hours under STATUTORY and OBSERVED, and both ends are reached in every zone', () => {
    expect(elsewhere()).toHaveLength(2 * (US_ZONES.length - 1));
    for (const { minMs, maxMs } of elsewhere()) expect([minMs, maxMs]).toEqual([48 * HOUR, 120 * HOUR]);
  });

  it('is 121 real hours once: Metlakatla set its clocks back on the Sunday before the holiday of 21 January 2019', () => {
    expect(metlakatla()).toHaveLength(2);
    for (const { minMs, maxMs, above } of metlakatla()) {
      expect([minMs, maxMs]).toEqual([48 * HOUR, 121 * HOUR]);
      expect(above).toEqual({
        count: 195,
        firstMs: Date.parse('2019-01-17T00:15:00-08:00'),
        lastMs: Date.parse('2019-01-19T00:45:00-08:00'),
      });
    }
    expect(limitOf(Date.parse('2019-01-18T18:00:00-08:00'), 'America/Metlakatla', 'STATUTORY')).toBe(
      Date.parse('2019-01-23T18:00:00-09:00'),
    );
  });

  it('is at most 120 hours on a wall clock, everywhere', () => {
    for (const { maxWallMs } of pausing()) expect(maxWallMs).toBe(120 * HOUR);
  });

  it('rests on this: every change of the offset of a US zone in these years is on a Sunday', () => {
    expect(changesNotOnSunday).toEqual([]);
  });
});

function compare(zone: string, oracle: OracleClock, count: number, random: () => number): void {
  const changes = oracle.changes();
  for (let i = 0; i < count; i += 1, compared += 1) {
    const start = startFor(i, changes, random);
    const rule = RULES[i % 3] ?? 'STATUTORY';
    const [ours, theirs] = [limitOf(start, zone, rule), oracle.limit(start, rule)];
    if (ours !== theirs) differences.push(`${zone} ${rule} ${new Date(start).toISOString()}: ${ours - theirs} ms`);
    const { counted, firstInstantOfDay } = oracle.standing(ours, rule);
    if (!counted && !firstInstantOfDay) insideExcludedDay.push(`${zone} ${rule} ${new Date(start).toISOString()}`);
  }
}

/** Any millisecond; any whole hour (a local midnight now and then); within four days of a change of the clocks. */
function startFor(i: number, changes: readonly number[], random: () => number): number {
  const anywhere = FIRST + Math.floor(random() * (LAST - FIRST));
  const near = changes[Math.floor(random() * changes.length)];
  if (i % 5 < 2) return anywhere;
  if (i % 5 < 4 || near === undefined) return anywhere - (anywhere % HOUR);
  return Math.min(Math.max(near + Math.floor((random() - 0.5) * 192 * HOUR), FIRST), LAST - 1);
}

/** Mulberry32: the same starts in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
