import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DetainerState,
  holdAfter,
  type HoldClock,
  type HoldFact,
  inheritedClock,
  issuedDetainer,
  shorterClock,
} from '../../../domain/detainer/hold.ts';
import { HOLD_ENDINGS } from '../../../domain/partners/messages.ts';
import { instantMs, isoInstant } from '../../../domain/text.ts';

const HOUR = 3_600_000;
const T0 = Date.UTC(2011, 8, 16, 21);

function clockFrom(hour: number): HoldClock {
  const limitMs = T0 + (hour + 48) * HOUR;
  const limitAt = isoInstant(limitMs);
  return {
    startedAt: isoInstant(T0 + hour * HOUR),
    limitAt,
    limitMs,
    consecutive48hAt: limitAt,
    zone: 'America/New_York',
    rule: 'NONE',
  };
}

const at = (hour: number): string => isoInstant(T0 + hour * HOUR);

/** Every kind of fact, at an early and a late instant: enough to tell all branches of the table apart. */
const FACTS: readonly HoldFact[] = [
  { kind: 'RECEIVED' },
  { kind: 'ACKNOWLEDGED' },
  { kind: 'DECLINED', at: at(10) },
  { kind: 'CANCELLED', at: at(12) },
  { kind: 'COPY_SERVED', refusedToSign: false },
  { kind: 'COPY_SERVED', refusedToSign: true },
  { kind: 'GROUNDS_ENDED', clock: clockFrom(0) },
  { kind: 'GROUNDS_ENDED', clock: clockFrom(20) },
  { kind: 'LIMIT_REACHED', at: at(48) },
  { kind: 'HOLD_ENDED', ending: 'RELEASED', at: at(30) },
  { kind: 'HOLD_ENDED', ending: 'ASSUMED', at: at(100) },
  { kind: 'STILL_HELD', at: at(5) },
  { kind: 'STILL_HELD', at: at(90) },
  { kind: 'CRIMINAL_OUTCOME', convicted: true, at: at(-5) },
  { kind: 'CRIMINAL_OUTCOME', convicted: false, at: at(-5) },
];

const STARTS: readonly DetainerState[] = [
  issuedDetainer('STANDARD', null),
  issuedDetainer('STANDARD', clockFrom(10)),
  issuedDetainer('UPON_CONVICTION', null),
  issuedDetainer('UPON_CONVICTION', clockFrom(10)),
];

const ORDER = ['DORMANT', 'RUNNING', 'AUTHORITY_ENDED', 'CLOSED'];
const MEANS: Record<DetainerState['hold'], (state: DetainerState) => boolean> = {
  DORMANT: ({ clock, authorityEnded, ending }) => clock === null && authorityEnded === null && ending === null,
  RUNNING: ({ clock, authorityEnded, ending }) => clock !== null && authorityEnded === null && ending === null,
  AUTHORITY_ENDED: ({ authorityEnded, ending }) => authorityEnded !== null && ending === null,
  CLOSED: ({ ending }) => ending !== null,
};

/** What is wrong with a single step, whatever came before; nothing as a rule. */
function faultsOf(before: DetainerState, fact: HoldFact): { after: DetainerState; faults: string[] } {
  const { state: after, consequence } = holdAfter(before, fact);
  const same = JSON.stringify(after) === JSON.stringify(before);
  const must: readonly (readonly [string, boolean])[] = [
    [
      'nothing goes back: no ended authority revives, nothing closed opens',
      ORDER.indexOf(after.hold) >= ORDER.indexOf(before.hold),
    ],
    ['closed is final', before.hold !== 'CLOSED' || same],
    ['the parts of the state fit together', MEANS[after.hold](after)],
    [
      'no fact moves the limit later or takes the clock away',
      before.clock === null || (after.clock !== null && after.clock.limitMs <= before.clock.limitMs),
    ],
    ['the end of authority stays what it was, and never moves later', endsNoLater(before, after)],
    ['a violation is for ever', !before.violation || after.violation],
    ['a hold that ended after its limit is a violation', after.ending?.afterLimit !== true || after.violation],
    [
      'what was declined or withdrawn is not acknowledged',
      after.delivery !== 'ACKNOWLEDGED' || !['DECLINED', 'CANCELLED'].includes(before.delivery),
    ],
    [
      'upon conviction, no clock runs without one',
      after.kind !== 'UPON_CONVICTION' || after.hold !== 'RUNNING' || after.conviction === 'CONVICTED',
    ],
    [
      'no conviction is found after there was none',
      before.conviction !== 'NOT_CONVICTED' || after.conviction === 'NOT_CONVICTED',
    ],
    ['what has no consequence changes nothing', consequence !== 'NONE' || same],
    ['what closes was open', consequence !== 'CLOSED' || (before.hold !== 'CLOSED' && after.hold === 'CLOSED')],
  ];
  return {
    after,
    faults: must.filter(([, held]) => !held).map(([rule]) => `${rule}: ${JSON.stringify({ before, fact, after })}`),
  };
}

function endsNoLater(before: DetainerState, after: DetainerState): boolean {
  if (before.authorityEnded === null) return true;
  const { why, at: was } = before.authorityEnded;
  return after.authorityEnded?.why === why && instantMs(after.authorityEnded.at) <= instantMs(was);
}

function checkStep(before: DetainerState, fact: HoldFact): DetainerState {
  const { after, faults } = faultsOf(before, fact);
  expect(faults).toEqual([]);
  return after;
}

describe('the transition table of a detainer [C2 never] [C7 never]', () => {
  it('is total and keeps its word for every order of facts, five facts deep', () => {
    const seen = new Map<string, DetainerState>();
    let layer: DetainerState[] = [...STARTS];
    let steps = 0;
    for (let depth = 0; depth < 5; depth += 1) {
      const next = new Map<string, DetainerState>();
      for (const state of layer) {
        for (const fact of FACTS) {
          steps += 1;
          const reached = checkStep(state, fact);
          const key = JSON.stringify(reached);
          if (!seen.has(key)) next.set(key, reached);
        }
      }
      for (const [key, state] of next) seen.set(key, state);
      layer = [...next.values()];
    }
    expect(new Set([...seen.values()].map(({ hold }) => hold))).toEqual(
      new Set(['DORMANT', 'RUNNING', 'AUTHORITY_ENDED', 'CLOSED']),
    );
    expect(steps).toBeGreaterThan(2000);
  });

  const hour = fc.integer({ min: -200, max: 400 });
  const fact: fc.Arbitrary<HoldFact> = fc.oneof(
    fc.constantFrom<HoldFact>({ kind: 'RECEIVED' }, { kind: 'ACKNOWLEDGED' }),
    fc.record({ kind: fc.constantFrom('DECLINED' as const, 'CANCELLED' as const), at: hour.map(at) }),
    fc.record({ kind: fc.constant('COPY_SERVED' as const), refusedToSign: fc.boolean() }),
    fc.record({ kind: fc.constant('GROUNDS_ENDED' as const), clock: hour.map(clockFrom) }),
    fc.record({ kind: fc.constant('LIMIT_REACHED' as const), at: hour.map(at) }),
    fc.record({ kind: fc.constant('HOLD_ENDED' as const), ending: fc.constantFrom(...HOLD_ENDINGS), at: hour.map(at) }),
    fc.record({ kind: fc.constant('STILL_HELD' as const), at: hour.map(at) }),
    fc.record({ kind: fc.constant('CRIMINAL_OUTCOME' as const), convicted: fc.boolean(), at: hour.map(at) }),
  );

  it('keeps its word for random sequences of facts', () => {
    fc.assert(
      fc.property(fc.constantFrom(...STARTS), fc.array(fact, { maxLength: 40 }), (start, facts) => {
        facts.reduce(checkStep, start);
      }),
      { numRuns: 5000 },
    );
  });

  it('ends at the earliest end of the grounds that anyone reported, in whatever order the reports come', () => {
    fc.assert(
      fc.property(fc.array(hour, { minLength: 1, maxLength: 8 }), (hours) => {
        const end = hours
          .map(clockFrom)
          .reduce(
            (state, clock) => checkStep(state, { kind: 'GROUNDS_ENDED', clock }),
            issuedDetainer('STANDARD', null),
          );
        expect(end.clock).toEqual(clockFrom(Math.min(...hours)));
      }),
    );
  });

  it('hands on the shortest clock of the custody, also where a detainer asked for no hold itself', () => {
    expect(inheritedClock([])).toBeNull();
    expect(inheritedClock([clockFrom(5), clockFrom(2), clockFrom(9)])).toEqual(clockFrom(2));
    expect(shorterClock(clockFrom(1), clockFrom(1))).toEqual(clockFrom(1));
    const unconvicted = checkStep(issuedDetainer('UPON_CONVICTION', null), {
      kind: 'GROUNDS_ENDED',
      clock: clockFrom(3),
    });
    expect(unconvicted).toMatchObject({
      hold: 'AUTHORITY_ENDED',
      clock: clockFrom(3),
      authorityEnded: { why: 'NO_CONVICTION', at: at(3) },
    });
    const cancelled = checkStep(
      checkStep(issuedDetainer('STANDARD', clockFrom(9)), { kind: 'CANCELLED', at: at(12) }),
      { kind: 'GROUNDS_ENDED', clock: clockFrom(3) },
    );
    expect(cancelled).toMatchObject({
      hold: 'AUTHORITY_ENDED',
      clock: clockFrom(3),
      authorityEnded: { why: 'CANCELLED', at: at(12) },
    });
  });

  it('lets the jail decline at any time, and asks for nothing afterwards [C1 must]', () => {
    for (const start of STARTS) {
      const { state } = holdAfter(start, { kind: 'DECLINED', at: at(1) });
      expect(['CLOSED', 'AUTHORITY_ENDED']).toContain(state.hold);
    }
  });

  it('counts a hold past the limit as a violation, one up to the limit not', () => {
    const running = issuedDetainer('STANDARD', clockFrom(0));
    const ended = checkStep(running, { kind: 'LIMIT_REACHED', at: at(48) });
    expect(checkStep(ended, { kind: 'STILL_HELD', at: at(47) }).violation).toBe(false);
    expect(checkStep(ended, { kind: 'STILL_HELD', at: at(49) }).violation).toBe(true);
    expect(checkStep(ended, { kind: 'HOLD_ENDED', ending: 'RELEASED', at: at(48) }).violation).toBe(false);
    expect(checkStep(ended, { kind: 'HOLD_ENDED', ending: 'ASSUMED', at: at(48.001) })).toMatchObject({
      violation: true,
      ending: { afterLimit: true },
    });
  });
});
