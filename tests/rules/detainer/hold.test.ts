import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Facility } from '../../../domain/detainer/custody.ts';
import {
  authorizesHold,
  clockNeeded,
  type ClockStart,
  type DetainerState,
  type HoldClock,
  type HoldFact,
  holdAfter,
  inheritedClock,
  issuedDetainer,
  type NewDetainer,
  shorterClock,
  type Step,
} from '../../../domain/detainer/hold.ts';
import { HOLD_ENDINGS } from '../../../domain/partners/messages.ts';
import { instantMs, isoInstant } from '../../../domain/text.ts';

const HOUR = 3_600_000;
const T0 = Date.UTC(2011, 8, 16, 21);
const at = (hour: number): string => isoInstant(T0 + hour * HOUR);

function clockFrom(hour: number, limitHour = hour + 48): HoldClock {
  return {
    startedAt: at(hour),
    limitAt: at(limitHour),
    limitMs: T0 + limitHour * HOUR,
    consecutive48hAt: at(hour + 48),
    zone: 'America/New_York',
    rule: 'NONE',
  };
}

function startFrom(hour: number, more: Partial<ClockStart> = {}): ClockStart {
  return { clock: clockFrom(hour), forbidden: null, serviceIsCondition: false, ...more };
}

function jail(ori: string, zone: string): Facility {
  return { ori, name: zone, zone, sib: 'XX000000X', jurisdiction: null };
}

const EAST = jail('XX0000001', 'America/New_York');
const WEST = jail('XX0000002', 'America/Los_Angeles');

function issued(more: Partial<NewDetainer> = {}): DetainerState {
  return issuedDetainer({ kind: 'STANDARD', facility: EAST, serviceIsCondition: false, inherited: null, ...more });
}

/** Takes facts as the workflow does: 48 hours in every zone. */
function step(state: DetainerState, fact: HoldFact): Step {
  const needed = clockNeeded(state, fact);
  return holdAfter(state, fact, needed && startFrom((instantMs(needed.from) - T0) / HOUR));
}

function after(state: DetainerState, ...facts: readonly HoldFact[]): DetainerState {
  return facts.reduce((known, fact) => checkedStep(known, fact), state);
}

const ended = (hour: number): HoldFact => ({ kind: 'GROUNDS_ENDED', at: at(hour) });
const groundEnded = (groundId: string, hour: number): HoldFact => ({ kind: 'GROUND_ENDED', groundId, at: at(hour) });
const moved = (facility: Facility, hour: number): HoldFact => ({ kind: 'MOVED', facility, at: at(hour) });
const shared = (clock: HoldClock): HoldFact => ({ kind: 'CLOCK_SHARED', clock });
const stillHeld = (hour: number): HoldFact => ({ kind: 'STILL_HELD', at: at(hour) });
const outcome = (convicted: boolean, hour: number): HoldFact => ({ kind: 'CRIMINAL_OUTCOME', convicted, at: at(hour) });
const COPY: HoldFact = { kind: 'COPY_SERVED', refusedToSign: false };
const LIMIT: HoldFact = { kind: 'LIMIT_REACHED', at: at(48) };

function recorded(groundId: string, since: number): HoldFact {
  const ground = { groundId, kind: 'WARRANT', since: at(since), expectedEndAt: null, source: 'jail' } as const;
  return { kind: 'GROUND_RECORDED', ground };
}

function released(hour: number): HoldFact {
  return { kind: 'HOLD_ENDED', ending: 'RELEASED', at: at(hour) };
}

const ORDER = ['DORMANT', 'RUNNING', 'AUTHORITY_ENDED', 'CLOSED'];

/** What must be so of every single step, whatever came before. */
function checkedStep(before: DetainerState, fact: HoldFact): DetainerState {
  const { state, consequence } = step(before, fact);
  const must: readonly (readonly [string, boolean])[] = [
    ['nothing goes back', ORDER.indexOf(state.hold) >= ORDER.indexOf(before.hold)],
    ['closed is final', before.hold !== 'CLOSED' || state === before],
    ['no limit moves later', before.clock === null || (state.clock?.limitMs ?? Infinity) <= before.clock.limitMs],
    ['a violation is for ever', state.violation || !before.violation],
    ['what has no consequence changes nothing', consequence !== 'NONE' || state === before],
    ['what closes was open', consequence !== 'CLOSED' || (before.hold !== 'CLOSED' && state.hold === 'CLOSED')],
    [
      'only a served request with a condition has effect',
      !state.serviceIsCondition || state.service !== 'UNCONFIRMED' || !authorizesHold(state),
    ],
  ];
  expect(
    must.filter(([, held]) => !held).map(([rule]) => `${rule}: ${JSON.stringify({ before, fact, state })}`),
  ).toEqual([]);
  return state;
}

describe('a detainer as issued', () => {
  it('sleeps while the arrest holds the person', () => {
    expect(issued()).toMatchObject({ hold: 'DORMANT', clock: null, delivery: 'ISSUED', service: 'UNCONFIRMED' });
    expect(issued().grounds).toEqual([{ id: 'BOOKING', kind: 'CHARGES', since: null, until: null }]);
  });

  it('runs at once on the clock of an earlier one [C2 must]', () => {
    expect(issued({ inherited: clockFrom(3) })).toMatchObject({ hold: 'RUNNING', clock: clockFrom(3) });
  });

  it('asks for no hold upon conviction where release has fallen due without one', () => {
    expect(issued({ kind: 'UPON_CONVICTION', inherited: clockFrom(3) })).toMatchObject({
      hold: 'AUTHORITY_ENDED',
      authorityEnded: { why: 'NO_CONVICTION', at: at(3) },
    });
  });
});

describe('the start of the clock [C2 must]', () => {
  it('is the instant at which every ground had ended, however late it is heard', () => {
    const sleeping = after(issued(), recorded('w1', 2), groundEnded('BOOKING', 5));
    expect(sleeping).toMatchObject({ hold: 'DORMANT', clock: null });
    expect(step(sleeping, groundEnded('w1', 9))).toMatchObject({
      consequence: 'CLOCK_STARTED',
      state: { hold: 'RUNNING', clock: clockFrom(9) },
    });
  });

  it('moves only earlier', () => {
    const running = after(issued(), ended(9));
    expect(step(running, ended(12))).toMatchObject({
      consequence: 'LATER_START_IGNORED',
      state: { clock: clockFrom(9) },
    });
    expect(step(running, ended(4))).toMatchObject({ consequence: 'LIMIT_EARLIER', state: { clock: clockFrom(4) } });
    expect(after(running, recorded('w1', 3)).clock).toEqual(clockFrom(9));
  });

  it('is asked for only by what bears on it', () => {
    const running = after(issued(), ended(9));
    const others = [COPY, stillHeld(50), LIMIT, released(20), outcome(false, 3)];
    expect(others.filter((fact) => clockNeeded(running, fact) !== null)).toEqual([]);
    expect(clockNeeded(issued(), moved(WEST, 3))).toBeNull();
    expect(clockNeeded(after(running, released(20)), ended(4))).toBeNull();
    expect(clockNeeded(running, ended(4))).toEqual({ from: at(4), facilities: [EAST] });
  });

  it('counts in the zone of every jail from then on', () => {
    const known = after(issued(), moved(WEST, 12));
    expect(clockNeeded(known, ended(9))).toEqual({ from: at(9), facilities: [EAST, WEST] });
    expect(clockNeeded(known, ended(15))).toEqual({ from: at(15), facilities: [WEST] });
    expect(clockNeeded(after(issued(), ended(9)), moved(WEST, 12))).toEqual({ from: at(9), facilities: [EAST, WEST] });
  });

  it('is kept where it is earlier, even if it moves no limit yet: in the next zone it may', () => {
    const running = holdAfter(issued(), ended(9), { ...startFrom(9), clock: clockFrom(9, 100) }).state;
    const { state, consequence } = holdAfter(running, ended(7), { ...startFrom(7), clock: clockFrom(7, 100) });
    expect({ consequence, startedAt: state.clock?.startedAt }).toEqual({ consequence: 'NOTED', startedAt: at(7) });
    expect(clockNeeded(state, moved(WEST, 20))?.from).toBe(at(7));
    expect(issued({ inherited: state.clock }).clock?.startedAt).toBe(at(7));
  });

  it('of another detainer of the custody is its own, in its own zones', () => {
    expect(clockNeeded(issued(), shared(clockFrom(9)))).toEqual({ from: at(9), facilities: [EAST] });
    const own = { ...startFrom(9), clock: clockFrom(9, 50) };
    expect(holdAfter(issued(), shared(clockFrom(9, 60)), own).state.clock?.limitAt).toBe(at(50));
    expect(holdAfter(issued(), shared(clockFrom(9, 40)), own).state.clock?.limitAt).toBe(at(40));
    expect(holdAfter(issued(), shared(clockFrom(9, 60)), null).state.clock?.limitAt).toBe(at(60));
    expect(after(issued(), shared(clockFrom(9))).grounds).toMatchObject([{ id: 'BOOKING', until: at(9) }]);
  });
});

describe('the end of authority [C7 must]', () => {
  const running = after(issued(), ended(0));

  it('comes with the limit, which nothing asked for is needed to reach', () => {
    expect(step(running, LIMIT)).toMatchObject({
      consequence: 'AUTHORITY_ENDED',
      state: { hold: 'AUTHORITY_ENDED', authorityEnded: { why: 'LIMIT', at: at(48) } },
    });
    expect(step(issued(), LIMIT).consequence).toBe('NONE');
  });

  it('comes at once when the jail declines or an officer cancels, and needs no reason [C1 must]', () => {
    for (const kind of ['DECLINED', 'CANCELLED'] as const) {
      expect(step(issued(), { kind, at: at(1) }).state).toMatchObject({
        hold: 'CLOSED',
        delivery: kind,
        ending: { ending: kind },
      });
      expect(step(running, { kind, at: at(1) }).state).toMatchObject({
        hold: 'AUTHORITY_ENDED',
        authorityEnded: { why: kind },
      });
      expect(step(after(running, LIMIT), { kind, at: at(50) }).consequence).toBe('NONE');
    }
  });

  it('comes where the law in force at the start allows no hold', () => {
    const found: HoldFact = { kind: 'RULES_FOUND', at: at(2) };
    const { state } = holdAfter(running, found, startFrom(0, { forbidden: 'HOLD_NOT_ALLOWED' }));
    expect(state.authorityEnded).toEqual({ why: 'HOLD_NOT_ALLOWED', at: at(2) });
    const transfer = holdAfter(running, moved(WEST, 6), startFrom(0, { forbidden: 'WARRANT_MISSING' }));
    expect(transfer.state.authorityEnded).toEqual({ why: 'WARRANT_MISSING', at: at(6) });
    const start = holdAfter(issued(), ended(0), startFrom(0, { forbidden: 'HOLD_NOT_ALLOWED' }));
    expect(start.state).toMatchObject({ clock: clockFrom(0), authorityEnded: { at: at(0) } });
  });

  it('is not undone; an earlier start learnt later moves it earlier', () => {
    const over = after(running, LIMIT);
    expect(after(over, ended(-5))).toMatchObject({
      hold: 'AUTHORITY_ENDED',
      clock: clockFrom(-5),
      authorityEnded: { why: 'LIMIT', at: at(43) },
    });
    expect(after(over, ended(5), recorded('w1', -1)).authorityEnded).toEqual({ why: 'LIMIT', at: at(48) });
    const declined = after(running, { kind: 'DECLINED', at: at(12) }, ended(-5));
    expect(declined).toMatchObject({ clock: clockFrom(-5), authorityEnded: { why: 'DECLINED', at: at(12) } });
  });

  it('leaves the detainer open until somebody confirms how the hold ended', () => {
    expect(after(running, LIMIT, COPY, ended(3), stillHeld(50)).hold).toBe('AUTHORITY_ENDED');
    expect(after(running, LIMIT, released(50))).toMatchObject({
      hold: 'CLOSED',
      ending: { ending: 'RELEASED', afterLimit: true },
    });
  });
});

describe('the rules in force at the start', () => {
  const found: HoldFact = { kind: 'RULES_FOUND', at: at(0) };
  const running = after(issued(), ended(0));

  it('shorten the limit and never lengthen it [C2 must]', () => {
    expect(holdAfter(running, found, { ...startFrom(0), clock: clockFrom(0, 40) })).toMatchObject({
      consequence: 'LIMIT_EARLIER',
      state: { clock: { limitAt: at(40) } },
    });
    expect(holdAfter(running, found, { ...startFrom(0), clock: clockFrom(0, 60) }).state).toBe(running);
    expect(holdAfter(running, found).state).toBe(running);
  });

  it('may make service a condition, and never lift one [C3 must]', () => {
    const { state } = holdAfter(running, found, startFrom(0, { serviceIsCondition: true }));
    expect([authorizesHold(running), authorizesHold(state), authorizesHold(after(state, COPY))]).toEqual([
      true,
      false,
      true,
    ]);
    expect(holdAfter(state, found, startFrom(0)).state.serviceIsCondition).toBe(true);
  });
});

describe('service and delivery [C3 must]', () => {
  it('count once, and only forward', () => {
    const acknowledged = after(issued(), { kind: 'ACKNOWLEDGED' });
    expect(acknowledged.delivery).toBe('ACKNOWLEDGED');
    expect(step(acknowledged, { kind: 'RECEIVED' }).consequence).toBe('NONE');
    expect(after(issued(), { kind: 'RECEIVED' }).delivery).toBe('RECEIVED');
    const declined = after(issued({ inherited: clockFrom(0) }), { kind: 'DECLINED', at: at(1) });
    expect(step(declined, { kind: 'ACKNOWLEDGED' }).state.delivery).toBe('DECLINED');
  });

  it('are confirmed also where the person would not sign; an amended form asks for another copy', () => {
    expect(after(issued(), { kind: 'COPY_SERVED', refusedToSign: true }).service).toBe('REFUSED_TO_SIGN');
    expect(after(issued(), COPY).service).toBe('SERVED');
    expect(after(issued(), COPY, { kind: 'FORM_AMENDED' }).service).toBe('UNCONFIRMED');
  });

  it('give the request no effect unserved where that is a condition, and never move the clock', () => {
    const running = after(issued({ serviceIsCondition: true }), ended(0));
    expect(running).toMatchObject({ hold: 'RUNNING', clock: clockFrom(0) });
    expect(authorizesHold(running)).toBe(false);
    expect(authorizesHold(after(running, COPY))).toBe(true);
    expect(after(running, stillHeld(5)).violation).toBe(true);
    expect(after(running, COPY, stillHeld(5)).violation).toBe(false);
  });
});

describe('a request upon conviction', () => {
  const awaiting = issued({ kind: 'UPON_CONVICTION' });

  it('runs only after one', () => {
    expect(after(awaiting, outcome(true, -5), ended(0))).toMatchObject({ hold: 'RUNNING', clock: clockFrom(0) });
    expect(after(awaiting, ended(0))).toMatchObject({
      hold: 'AUTHORITY_ENDED',
      authorityEnded: { why: 'NO_CONVICTION', at: at(0) },
    });
    expect(after(awaiting, ended(0), outcome(true, 1)).hold).toBe('AUTHORITY_ENDED');
  });

  it('ends where there is none, or none any more', () => {
    expect(after(awaiting, outcome(false, -5)).authorityEnded).toEqual({ why: 'NO_CONVICTION', at: at(-5) });
    const convicted = after(awaiting, outcome(true, -5));
    expect(after(convicted, outcome(false, -1)).authorityEnded).toEqual({ why: 'NO_CONVICTION', at: at(-1) });
    expect(after(convicted, ended(0), outcome(false, 3)).authorityEnded).toEqual({ why: 'NO_CONVICTION', at: at(3) });
    expect(after(awaiting, outcome(false, -5), outcome(true, -4)).conviction).toBe('NOT_CONVICTED');
  });

  it('leaves other requests alone', () => {
    expect(step(issued(), outcome(false, 1)).consequence).toBe('NONE');
  });
});

describe('custody that nothing in the request allows [C7 never]', () => {
  const over = after(issued(), ended(0), LIMIT);

  it('is a violation from the limit on', () => {
    expect(step(over, stillHeld(47))).toMatchObject({ consequence: 'NOTED', state: { violation: false } });
    expect(step(over, stillHeld(48))).toMatchObject({ consequence: 'VIOLATION', state: { violation: true } });
    expect(step(after(issued(), ended(0)), stillHeld(47)).state.violation).toBe(false);
    expect(step(issued(), stillHeld(47)).consequence).toBe('NOTED');
  });

  it('counts from the limit also where a cancellation, a refusal or a correction is heard first, but came after it [C7 must]', () => {
    const running = after(issued(), ended(0));
    const late = [
      { kind: 'CANCELLED', at: at(50) },
      { kind: 'DECLINED', at: at(50) },
    ] as const;
    for (const fact of late) {
      const cancelled = after(running, fact);
      expect(cancelled.authorityEnded).toEqual({ why: 'LIMIT', at: at(48) });
      expect(after(cancelled, stillHeld(49)).violation).toBe(true);
    }
    const convicted = after(issued({ kind: 'UPON_CONVICTION' }), outcome(true, -5), ended(0), outcome(false, 50));
    expect(convicted.authorityEnded).toEqual({ why: 'LIMIT', at: at(48) });
  });

  it('is none where grounds of the jail’s own have held the person since', () => {
    const own = after(over, recorded('w1', 40));
    expect(after(own, stillHeld(60)).violation).toBe(false);
    expect(after(own, groundEnded('w1', 50), stillHeld(60)).violation).toBe(true);
    expect(after(own, groundEnded('w1', 50), recorded('w2', 49), stillHeld(60)).violation).toBe(false);
    expect(after(over, recorded('w1', 55), stillHeld(60)).violation).toBe(true);
  });

  it('shows also in a hold that ended after its limit', () => {
    const running = after(issued(), ended(0));
    expect(after(running, released(48))).toMatchObject({ violation: false, ending: { afterLimit: false } });
    expect(after(running, released(48.001))).toMatchObject({ violation: true, ending: { afterLimit: true } });
    const own = after(running, recorded('w1', 40), groundEnded('w1', 60));
    expect(after(own, released(60))).toMatchObject({ violation: false, ending: { afterLimit: true } });
    expect(after(own, released(61)).violation).toBe(true);
  });
});

describe('clocks of one custody [C2 must]', () => {
  it('hand on the shortest limit and the earliest start', () => {
    expect(inheritedClock([])).toBeNull();
    expect(inheritedClock([clockFrom(5), clockFrom(2), clockFrom(9)])).toEqual(clockFrom(2));
    const clock = clockFrom(1);
    expect(shorterClock(clock, clockFrom(1))).toBe(clock);
    const [late, early] = [clockFrom(5, 30), clockFrom(2, 40)];
    const merged = { ...late, startedAt: at(2), consecutive48hAt: at(50) };
    expect([shorterClock(late, early), shorterClock(early, late)]).toEqual([merged, merged]);
  });
});

describe('the transition table of a detainer [C2 never] [C7 never]', () => {
  const hour = fc.integer({ min: -100, max: 200 });
  const groundId = fc.constantFrom('BOOKING', 'w1', 'w2');
  const fact: fc.Arbitrary<HoldFact> = fc.oneof(
    fc.constantFrom<HoldFact>({ kind: 'RECEIVED' }, { kind: 'ACKNOWLEDGED' }, { kind: 'FORM_AMENDED' }, COPY),
    fc.record({ kind: fc.constantFrom('DECLINED' as const, 'CANCELLED' as const), at: hour.map(at) }),
    fc.tuple(groundId, hour).map(([id, since]) => recorded(id, since)),
    fc.tuple(groundId, hour).map(([id, end]) => groundEnded(id, end)),
    hour.map(ended),
    fc.tuple(hour, fc.integer({ min: 1, max: 120 })).map(([from, hours]) => shared(clockFrom(from, from + hours))),
    fc.tuple(fc.constantFrom(EAST, WEST), hour).map(([facility, when]) => moved(facility, when)),
    hour.map((when) => ({ kind: 'LIMIT_REACHED' as const, at: at(when) })),
    fc.record({ kind: fc.constant('HOLD_ENDED' as const), ending: fc.constantFrom(...HOLD_ENDINGS), at: hour.map(at) }),
    hour.map(stillHeld),
    fc.tuple(fc.boolean(), hour).map(([convicted, when]) => outcome(convicted, when)),
  );
  const start = fc
    .record({
      kind: fc.constantFrom('STANDARD' as const, 'UPON_CONVICTION' as const),
      serviceIsCondition: fc.boolean(),
      inherited: fc.option(hour.map((from) => clockFrom(from))),
    })
    .map(issued);

  it('is total and keeps its word for random sequences of facts', () => {
    let steps = 0;
    fc.assert(
      fc.property(start, fc.array(fact, { maxLength: 30 }), (state, facts) => {
        after(state, ...facts);
        steps += facts.length;
      }),
      { numRuns: 2000 },
    );
    expect(steps).toBeGreaterThan(2000);
  });

  it('leads to the earliest end of all grounds that anyone reported, in whatever order', () => {
    fc.assert(
      fc.property(fc.array(hour, { minLength: 1, maxLength: 8 }), (hours) => {
        expect(after(issued(), ...hours.map(ended)).clock).toEqual(clockFrom(Math.min(...hours)));
      }),
      { numRuns: 300 },
    );
  });
});
