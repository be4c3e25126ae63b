import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { computeHoldClock } from '../../../activities/clock.ts';
import { type Facility, holder } from '../../../domain/detainer/custody.ts';
import {
  clockNeeded,
  type DetainerState,
  type HoldClock,
  type HoldFact,
  holdAfter,
  inheritedClock,
  issuedDetainer,
} from '../../../domain/detainer/hold.ts';
import { instantMs, isoInstant } from '../../../domain/text.ts';
import { OracleClock, type OracleRule } from '../clock/oracle.ts';

/**
 * Random lives of a hold with the real clock, against an oracle that starts from the raw facts: the earliest reported end at which no ground
 * holds, in the zone of every jail from then on, counted in quarter hours by the clock's own oracle.
 */

const LIVES = 20_000;
const ZONES = [
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Phoenix',
  'America/Los_Angeles',
  'America/Anchorage',
  'Pacific/Honolulu',
  'America/Puerto_Rico',
  'Pacific/Guam',
] as const;
const RULES: readonly OracleRule[] = ['STATUTORY', 'OBSERVED', 'NONE'];
const HOUR = 3_600_000;
const SECOND = 1000;

/** What happened, as somebody may report it; `at` in milliseconds since 1970. */
type Raw =
  | { readonly what: 'GROUND'; readonly id: string; readonly at: number }
  | { readonly what: 'END'; readonly id: string; readonly at: number }
  | { readonly what: 'ALL_ENDED'; readonly at: number }
  | { readonly what: 'MOVE'; readonly jail: number; readonly at: number };

interface Life {
  readonly rule: OracleRule;
  readonly jail: number;
  readonly facts: readonly Raw[];
}

const JAILS: readonly Facility[] = ZONES.map((zone, i) => ({
  ori: `XX000000${i}`,
  name: `Jail ${i}`,
  zone,
  sib: 'XX000000X',
  jurisdiction: null,
}));
const clocks = new Map<string, OracleClock>();

beforeAll(() => {
  for (const zone of ZONES) clocks.set(zone, new OracleClock(zone));
});

/** Days around which time is counted in an unusual way: the clocks change, a holiday, an observed holiday, a year's end; and any day. */
const anchor = fc
  .tuple(
    fc.integer({ min: 1995, max: 2040 }),
    fc.constantFrom(...'0101 0117 0219 0313 0404 0530 0619 0704 0905 1031 1106 1111 1124'.split(' '), 'any'),
    fc.integer({ min: 0, max: 310 }),
  )
  .map(([year, monthAndDay, day]) =>
    monthAndDay === 'any'
      ? Date.UTC(year, 0, 1 + day)
      : Date.UTC(year, Number(monthAndDay.slice(0, 2)) - 1, Number(monthAndDay.slice(2))),
  );

/** Instants within about a week of each other: often the same hour, so that ties and gaps both happen. */
const offset = fc.oneof(
  fc.integer({ min: 0, max: 14 }).map((half) => half * 12 * HOUR),
  fc.integer({ min: 0, max: 168 }).map((hour) => hour * HOUR),
  fc.integer({ min: 0, max: 168 * 3600 }).map((second) => second * SECOND),
);
const groundId = fc.constantFrom('g1', 'g2', 'g3');
const reports: fc.Arbitrary<readonly Raw[]> = fc
  .record({
    grounds: fc.uniqueArray(fc.record({ what: fc.constant('GROUND' as const), id: groundId, at: offset }), {
      selector: ({ id }) => id,
      maxLength: 3,
    }),
    ends: fc.array(
      fc.record({ what: fc.constant('END' as const), id: fc.oneof(fc.constant('BOOKING'), groundId), at: offset }),
      { minLength: 1, maxLength: 5 },
    ),
    all: fc.array(fc.record({ what: fc.constant('ALL_ENDED' as const), at: offset }), { maxLength: 2 }),
    moves: fc.uniqueArray(
      fc.record({ what: fc.constant('MOVE' as const), jail: fc.nat(ZONES.length - 1), at: offset }),
      { selector: ({ at }) => at, maxLength: 3 },
    ),
  })
  .map(({ grounds, ends, all, moves }) => [...grounds, ...ends, ...all, ...moves]);
const life: fc.Arbitrary<Life> = fc
  .record({ base: anchor, rule: fc.constantFrom(...RULES), jail: fc.nat(ZONES.length - 1), facts: reports })
  .map(({ base, facts, ...rest }) => ({ ...rest, facts: facts.map((fact) => ({ ...fact, at: base + fact.at })) }));
/** In any order, some twice, some never; and when a second detainer takes the place of the first, if at all. */
const disorder = fc.record({
  order: fc.array(fc.nat(), { minLength: 1, maxLength: 16 }),
  second: fc.option(fc.nat(12)),
});

function factOf(raw: Raw): HoldFact {
  const at = isoInstant(raw.at);
  switch (raw.what) {
    case 'GROUND': {
      const ground = { groundId: raw.id, kind: 'WARRANT', since: at, expectedEndAt: null, source: 'jail' } as const;
      return { kind: 'GROUND_RECORDED', ground };
    }
    case 'END':
      return { kind: 'GROUND_ENDED', groundId: raw.id, at };
    case 'ALL_ENDED':
      return { kind: 'GROUNDS_ENDED', at };
    case 'MOVE':
      return { kind: 'MOVED', facility: jailOf(raw.jail), at };
  }
}

function jailOf(index: number): Facility {
  const jail = JAILS[index];
  if (jail === undefined) throw new RangeError('no such jail');
  return jail;
}

/** A detainer under test: takes facts as the workflow does, and keeps what was said to it. */
class Held {
  readonly rule: OracleRule;
  readonly jail: number;
  readonly inherited: HoldClock | null;
  readonly heard: Raw[] = [];
  state: DetainerState;
  private readonly computed = new Map<string, HoldClock>();

  constructor(rule: OracleRule, jail: number, inherited: HoldClock | null) {
    this.rule = rule;
    this.jail = jail;
    this.inherited = inherited;
    this.state = issuedDetainer({ kind: 'STANDARD', facility: jailOf(jail), serviceIsCondition: false, inherited });
    if (inherited) this.take({ kind: 'CLOCK_SHARED', clock: inherited });
  }

  hear(raw: Raw): void {
    this.heard.push(raw);
    this.take(factOf(raw));
  }

  /** Applies a fact; says so where the limit moved later. */
  private take(fact: HoldFact): void {
    const before = this.state.clock;
    const needed = clockNeeded(this.state, fact);
    const clock = needed && inheritedClock(needed.facilities.map(({ zone }) => this.clockOf(needed.from, zone)));
    const start = clock && { clock, forbidden: null, serviceIsCondition: false };
    this.state = holdAfter(this.state, fact, start).state;
    const after = this.state.clock;
    if (before && (!after || after.limitMs > before.limitMs)) throw new Error('the limit moved later');
  }

  private clockOf(from: string, zone: string): HoldClock {
    const key = `${from} ${zone}`;
    const clock = this.computed.get(key) ?? computeHoldClock(from, zone, this.rule);
    this.computed.set(key, clock);
    return clock;
  }

  /** That the limit is never later than the oracle's: checked after every fact. */
  check(): void {
    const due = oracle(this);
    if (due === null) return;
    const { clock } = this.state;
    if (clock === null) throw new Error(`release fell due at ${isoInstant(due.startMs)}, and no clock runs`);
    if (instantMs(clock.startedAt) > due.startMs) throw new Error(`the clock starts after ${isoInstant(due.startMs)}`);
    if (clock.limitMs > due.limitMs) throw new Error(`${clock.limitAt} is later than ${isoInstant(due.limitMs)}`);
  }
}

interface Due {
  readonly startMs: number;
  readonly limitMs: number;
}

function oracle({ heard, inherited, jail, rule }: Held): Due | null {
  const all = heard.flatMap((raw) => (raw.what === 'ALL_ENDED' ? [raw.at] : []));
  if (inherited) all.push(instantMs(inherited.startedAt));
  const known = heard.flatMap((raw) => (raw.what === 'GROUND' ? [{ id: raw.id, since: raw.at }] : []));
  const grounds = [{ id: 'BOOKING', since: Number.NEGATIVE_INFINITY }, ...known].map(({ id, since }) => {
    const own = heard.flatMap((raw) => (raw.what === 'END' && raw.id === id ? [raw.at] : []));
    return { since, until: Math.min(Number.POSITIVE_INFINITY, ...own, ...all.filter((at) => at >= since)) };
  });
  const free = (at: number): boolean => grounds.every(({ since, until }) => at < since || at >= until);
  const startMs = Math.min(...grounds.map(({ until }) => until).filter((at) => free(at)));
  if (!Number.isFinite(startMs)) return null;

  const moves = heard.flatMap((raw) => (raw.what === 'MOVE' ? [raw] : [])).toSorted((a, b) => a.at - b.at);
  const stays = [{ jail, at: Number.NEGATIVE_INFINITY }, ...moves];
  const left = (i: number): number =>
    stays.slice(i + 1).find(({ at }) => at > (stays[i]?.at ?? at))?.at ?? Number.POSITIVE_INFINITY;
  const held = stays.filter((_, i) => left(i) > startMs);
  const limits = held.map((stay) => clocks.get(jailOf(stay.jail).zone)?.limit(startMs, rule) ?? Number.NaN);
  return { startMs, limitMs: Math.min(...limits, inherited?.limitMs ?? Number.POSITIVE_INFINITY) };
}

/** At one instant a ground begins before another ends, as it must where there is to be no gap. */
const FIRST_AT_ONE_INSTANT = ['GROUND', 'MOVE', 'END', 'ALL_ENDED'];

describe('random lives of a hold [C2 never]', () => {
  const counts = { lives: 0, facts: 0, clocks: 0, seconds: 0, earlier: 0 };

  it('never have a limit later than the oracle, whatever comes late, twice, out of order or never', () => {
    fc.assert(
      fc.property(life, disorder, ({ rule, jail, facts }, { order, second }) => {
        const first = new Held(rule, jail, null);
        let successor: Held | null = null;
        for (const [i, pick] of order.entries()) {
          const raw = facts[pick % facts.length];
          if (raw === undefined) throw new RangeError('no fact');
          if (i === second) {
            const at = ZONES.findIndex((zone) => zone === holder(first.state.stays).zone);
            successor = new Held(rule, at, first.state.clock);
            if (first.state.clock && (successor.state.clock?.limitMs ?? Infinity) > first.state.clock.limitMs) {
              throw new Error('the second detainer has a later limit');
            }
            counts.seconds += 1;
          }
          for (const held of successor ? [first, successor] : [first]) {
            held.hear(raw);
            held.check();
            counts.facts += 1;
          }
        }
        counts.lives += 1;
        if (first.state.clock) counts.clocks += 1;
        if (first.state.clock && first.state.clock.limitMs < (oracle(first)?.limitMs ?? Infinity)) counts.earlier += 1;
      }),
      { numRuns: LIVES / 2 },
    );
    expect(counts.lives).toBeGreaterThanOrEqual(LIVES / 2);
    expect(counts.clocks).toBeGreaterThan(LIVES / 8);
  }, 240_000);

  it('have exactly the oracle’s limit where every report came, in the order of what happened', () => {
    let [lives, equal] = [0, 0];
    fc.assert(
      fc.property(life, ({ rule, jail, facts }) => {
        const held = new Held(rule, jail, null);
        const inOrder = facts.toSorted(
          (a, b) => a.at - b.at || FIRST_AT_ONE_INSTANT.indexOf(a.what) - FIRST_AT_ONE_INSTANT.indexOf(b.what),
        );
        for (const raw of inOrder) held.hear(raw);
        const due = oracle(held);
        const { clock } = held.state;
        expect(clock && { startMs: instantMs(clock.startedAt), limitMs: clock.limitMs }).toEqual(due);
        lives += 1;
        if (due) equal += 1;
      }),
      { numRuns: LIVES / 2 },
    );
    const { facts, clocks, seconds, earlier } = counts;
    console.log(
      `lives of a hold: ${counts.lives} out of order (${facts} facts, ${clocks} with a clock, ${seconds} with a second detainer, ` +
        `${earlier} with a limit earlier than the oracle's), ${lives} in order (${equal} with a clock)`,
    );
    expect(lives).toBeGreaterThanOrEqual(LIVES / 2);
    expect(equal).toBeGreaterThan(LIVES / 8);
  }, 240_000);
});
