import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Activation,
  type ActivationFact,
  afterFact,
  type Confirmation,
  isReady,
  lastDeliveryMs,
  nextOf,
  NOTICE_TO,
  type NoticeTo,
  planned,
  refuseConfirmation,
  refuseConfirmer,
  refuseMove,
  refusePlan,
  waitingEndsMs,
} from '../../../domain/jurisdiction/activation.ts';
import { instantInWords } from '../../../domain/jurisdiction/instant-words.ts';
import { activationNotices } from '../../../domain/jurisdiction/notice.ts';
import { instantMs, isoInstant } from '../../../domain/text.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = '2030-01-01T00:00:00.000Z';
const START_MS = instantMs(START);
const DATE = isoInstant(START_MS + 60 * DAY);

const at = (days: number): string => isoInstant(START_MS + days * DAY);
const through = (...facts: readonly ActivationFact[]): Activation => {
  let activation = planned('XX-HARBOR', DATE, 30);
  for (const fact of facts) activation = afterFact(activation, fact);
  return activation;
};
const sent: ActivationFact = { kind: 'NOTICES_SENT', at: START };
const delivered = (to: NoticeTo, days: number): ActivationFact => ({ kind: 'DELIVERED', to, at: at(days) });
const reached = (days: number): ActivationFact => ({ kind: 'REACHED', at: at(days) });
const written: ActivationFact = { kind: 'WRITTEN' };
const both: readonly ActivationFact[] = [sent, delivered('STATE', 3), delivered('LOCAL', 5)];
const moved: ActivationFact = { kind: 'MOVED', activeFrom: at(100), noticeDays: 20 };

const anyInstant = fc.integer({ min: -10, max: 400 }).map(at);
const anyFact: fc.Arbitrary<ActivationFact> = fc.oneof(
  anyInstant.map((instant): ActivationFact => ({ kind: 'NOTICES_SENT', at: instant })),
  fc
    .tuple(fc.constantFrom(...NOTICE_TO), anyInstant)
    .map(([to, instant]): ActivationFact => ({ kind: 'DELIVERED', to, at: instant })),
  fc.constant(written),
  fc.constant<ActivationFact>({ kind: 'LOST' }),
  anyInstant.map((instant): ActivationFact => ({ kind: 'REACHED', at: instant })),
  fc
    .tuple(anyInstant, fc.integer({ min: 1, max: 90 }))
    .map(([activeFrom, noticeDays]): ActivationFact => ({ kind: 'MOVED', activeFrom, noticeDays })),
);

describe('an activation', () => {
  it('is never active before both deliveries and the waiting period, and only from the planned instant on [D1 never] [D2 never]', () => {
    let actives = 0;
    const check = (facts: readonly ActivationFact[]): void => {
      let activation = planned('XX-HARBOR', DATE, 30);
      for (const fact of facts) {
        const before = activation;
        activation = afterFact(activation, fact);
        if (activation.state !== 'ACTIVE' || before.state === 'ACTIVE') continue;
        actives += 1;
        expect(fact.kind).toBe('REACHED');
        expect(before.state).toBe('WAITING');
        expect(instantMs('at' in fact ? fact.at : '')).toBeGreaterThanOrEqual(instantMs(activation.plannedFor));
        expect(NOTICE_TO.every((to) => activation.notices[to].deliveredAt !== null)).toBe(true);
        expect(waitingEndsMs(activation)).toBeLessThanOrEqual(instantMs(activation.plannedFor));
      }
    };
    fc.assert(fc.property(fc.array(anyFact, { maxLength: 30 }), check), { numRuns: 3000 });
    // Sequences that lead there are tried too, each with whatever else comes between.
    const between = fc.array(fc.array(anyFact, { maxLength: 1 }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(between, (others) => {
        const way = [...both, written, reached(60)];
        check(way.flatMap((fact, index) => [...(others[index] ?? []), fact]));
      }),
      { numRuns: 1000 },
    );
    expect(actives).toBeGreaterThan(50);
  });

  it('stays active whatever comes afterwards', () => {
    const active = through(...both, written, reached(60));
    expect(active.state).toBe('ACTIVE');
    fc.assert(fc.property(fc.array(anyFact), (facts) => facts.reduce(afterFact, active) === active));
  });

  it('is reached at its instant and not a millisecond before', () => {
    const early: ActivationFact = { kind: 'REACHED', at: isoInstant(instantMs(DATE) - 1) };
    expect(through(...both, written, early).state).toBe('WAITING');
    expect(through(...both, written, early, { kind: 'REACHED', at: DATE }).state).toBe('ACTIVE');
    expect(through(sent, delivered('STATE', 1), { kind: 'REACHED', at: DATE }).state).toBe('MISSED');
    expect(through(...both, written, { kind: 'LOST' }, { kind: 'REACHED', at: DATE }).state).toBe('MISSED');
  });

  it('counts the waiting period from the later delivery, to the millisecond', () => {
    expect(isReady(through(sent, delivered('STATE', 30), delivered('LOCAL', 3)))).toBe(true);
    const late: ActivationFact = { kind: 'DELIVERED', to: 'STATE', at: isoInstant(START_MS + 30 * DAY + 1) };
    expect(isReady(through(sent, late, delivered('LOCAL', 3)))).toBe(false);
    expect(through(sent, late, delivered('LOCAL', 3), written).state).toBe('PLANNED');
    expect(lastDeliveryMs(through(sent))).toBe(START_MS + 30 * DAY);
  });

  it('takes the first delivery of each notice, none before it was sent, and none of an earlier date', () => {
    expect(through(delivered('STATE', 3)).notices.STATE.deliveredAt).toBeNull();
    expect(through(sent, delivered('STATE', 3), delivered('STATE', 9)).notices.STATE.deliveredAt).toBe(at(3));
    expect(through({ kind: 'NOTICES_SENT', at: at(5) }, delivered('STATE', 3)).notices.STATE.deliveredAt).toBe(at(5));
    expect(through(...both, moved)).toMatchObject({
      state: 'PLANNED',
      revision: 2,
      noticeDays: 20,
      plannedFor: at(100),
      notices: { STATE: { sentAt: null, deliveredAt: null }, LOCAL: { sentAt: null, deliveredAt: null } },
    });
  });

  it('says what happens next', () => {
    expect(nextOf(through())).toBe('both notices are sent');
    expect(nextOf(through(sent, delivered('STATE', 1)))).toContain('the notice to the local government');
    expect(nextOf(through(...both))).toBe('the register takes the instant');
    expect(nextOf(through(...both, written))).toBe(`active at ${DATE}`);
    expect(nextOf(through(sent, delivered('STATE', 40), delivered('LOCAL', 1)))).toContain(
      'ends after the planned instant',
    );
    expect(nextOf(through(sent, reached(61)))).toContain('another date');
    expect(nextOf(through(...both, written, reached(60)))).toBe(`active since ${DATE}`);
  });
});

describe('refusals', () => {
  it('of a date leave both governments their notice', () => {
    expect(refusePlan(at(30), 30, START_MS)).toBeUndefined();
    expect(refusePlan(isoInstant(START_MS + 30 * DAY - 1), 30, START_MS)?.code).toBe('NOTICE_TOO_SHORT');
  });

  it('of a move keep the last hour, the past and the same date', () => {
    const move = (activation: Activation, days: number, nowDays: number) =>
      refuseMove(activation, { activeFrom: at(days), reasons: 'Later.' }, START_MS + nowDays * DAY)?.code;
    const waiting = through(...both, written);
    expect(move(waiting, 100, 10)).toBeUndefined();
    expect(move(waiting, 60, 10)).toBe('SAME_DATE');
    expect(move(waiting, 39, 10)).toBe('NOTICE_TOO_SHORT');
    expect(move(waiting, 100, 60 - 1 / 24)).toBeUndefined();
    expect(move(waiting, 100, 60 - 0.9 / 24)).toBe('TOO_LATE_TO_MOVE');
    expect(move(through(sent, reached(60)), 100, 61)).toBeUndefined();
    expect(move(through(...both, written, reached(60)), 100, 61)).toBe('ALREADY_ACTIVE');
  });

  it('of a confirmation name what is wrong with it', () => {
    const confirm = (activation: Activation, change: Partial<Confirmation>, nowDays = 6) => {
      const args = { to: 'STATE', revision: 1, deliveredAt: at(2), method: 'LETTER', recipient: 'Clerk' } as const;
      return refuseConfirmation(activation, { ...args, ...change }, START_MS + nowDays * DAY)?.code;
    };
    expect(confirm(through(sent), {})).toBeUndefined();
    expect(confirm(through(), {})).toBe('NOTICE_NOT_SENT');
    expect(confirm(through(...both), {})).toBe('ALREADY_CONFIRMED');
    expect(confirm(through(sent), { deliveredAt: at(-1) })).toBe('BEFORE_SENT');
    expect(confirm(through(sent), { deliveredAt: at(7) })).toBe('INSTANT_IN_FUTURE');
    expect(confirm(through(sent, moved, sent), {})).toBe('NOTICE_OUTDATED');
    expect(confirm(through(sent), {}, 60)).toBe('ACTIVATION_MISSED');
    expect(confirm(through(...both, written, reached(60)), {}, 61)).toBe('ALREADY_ACTIVE');
  });

  it('of who confirms keep each government to its own notice', () => {
    const by = (to: NoticeTo, kind: 'state' | 'jurisdiction' | 'national', role = 'government_official' as const) => {
      const scopes = {
        state: { kind: 'state', state: 'XX' },
        jurisdiction: { kind: 'jurisdiction', jurisdiction: 'XX-HARBOR' },
        national: { kind: 'national' },
      } as const;
      const args = { to, revision: 1, deliveredAt: START, method: 'LETTER', recipient: 'Clerk' } as const;
      return refuseConfirmer(args, { role, scope: scopes[kind] })?.code;
    };
    expect([by('STATE', 'state'), by('LOCAL', 'jurisdiction')]).toEqual([undefined, undefined]);
    expect([by('STATE', 'jurisdiction'), by('LOCAL', 'state'), by('STATE', 'national')]).toEqual(
      Array.from({ length: 3 }, () => 'NOT_YOUR_NOTICE'),
    );
  });
});

describe('the notices', () => {
  it('go to both governments with the revision and the exact instant, in UTC and in every zone of the jurisdiction', () => {
    const words = instantInWords('2030-03-10T07:00:00.250Z', ['America/Chicago', 'America/Denver']);
    expect(words).toEqual({
      utc: 'Sunday, March 10, 2030, 07:00:00.250 (UTC, +00:00)',
      local: [
        'Sunday, March 10, 2030, 01:00:00.250 (America/Chicago, -06:00)',
        'Sunday, March 10, 2030, 00:00:00.250 (America/Denver, -07:00)',
      ],
    });
    const activation = through(moved);
    const notices = activationNotices({ activation, name: 'Harbor', state: 'XX', words, before: DATE });
    expect(notices.map(({ route }) => route)).toEqual([['state:XX'], ['government:XX-HARBOR']]);
    for (const { subject, text, data } of notices) {
      expect(subject).toContain('revision 2');
      for (const said of [words.utc, ...words.local, at(100), DATE]) expect(text).toContain(said);
      expect(data).toMatchObject({ revision: 2, activeFrom: at(100), replaces: DATE, noticeDays: 20 });
    }
  });
});
