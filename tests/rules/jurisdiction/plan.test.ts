import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  LAGS,
  planAlarms,
  planItems,
  type PlanJurisdiction,
  type PlannedActivation,
  planStatus,
  PLAN_STANDINGS,
} from '../../../domain/jurisdiction/plan.ts';
import { instantMs } from '../../../domain/text.ts';

const AT = '2030-06-01T12:00:00Z';
const END = '2031-12-31T23:59:59-05:00';
const PLAN = { at: AT, end: END };

function place(id: string, activeFrom: string | null = null): PlanJurisdiction {
  return { id, name: id, state: id.slice(0, 2), activeFrom };
}

function activation(jurisdiction: string, more: Partial<PlannedActivation> = {}): PlannedActivation {
  const undelivered = { sentAt: '2030-05-01T00:00:00Z', deliveredAt: null };
  return {
    jurisdiction,
    state: 'PLANNED',
    plannedFor: '2030-09-01T04:00:00Z',
    notices: { state: undelivered, local: undelivered },
    revision: 1,
    noticeDays: 30,
    wave: null,
    ...more,
  };
}

function delivered(at: string): PlannedActivation['notices'] {
  return { state: { sentAt: at, deliveredAt: at }, local: { sentAt: at, deliveredAt: at } };
}

function itemOf(jurisdiction: PlanJurisdiction, planned?: PlannedActivation, plan = PLAN) {
  const [item] = planItems([jurisdiction], planned === undefined ? [] : [planned], plan);
  if (item === undefined) throw new Error('It was left out');
  return item;
}

describe('a jurisdiction in the plan', () => {
  it('is in no plan until somebody plans it', () => {
    expect(itemOf(place('XX-A'))).toMatchObject({ standing: 'UNPLANNED', plannedFor: null, lags: ['UNPLANNED'] });
    expect(itemOf(place('XX-A'), activation('XX-A'))).toMatchObject({ standing: 'PLANNED', lags: [] });
    expect(itemOf(place('XX-A'), activation('XX-B'))).toMatchObject({ standing: 'UNPLANNED' });
  });

  it('is active exactly from the register’s instant on, and without one it is not', () => {
    const from = (activeFrom: string | null) => itemOf(place('XX-A', activeFrom), activation('XX-A'));
    expect(from('2030-06-01T12:00:00Z').standing).toBe('ACTIVE');
    expect(from('2030-06-01T12:00:00.001Z').standing).toBe('WAITING');
    expect(itemOf(place('XX-A'), activation('XX-A', { state: 'ACTIVE' })).standing).toBe('MISSED');
    const taken = itemOf(place('XX-A', '2008-10-27T00:00:00Z'));
    expect(taken).toMatchObject({ standing: 'ACTIVE', plannedFor: '2008-10-27T00:00:00Z', lags: [] });
  });

  it('is missed from its instant on, also when its workflow says nothing', () => {
    const silent = activation('XX-A', { state: 'WAITING', plannedFor: AT, notices: delivered('2030-01-01T00:00:00Z') });
    expect(itemOf(place('XX-A'), silent)).toMatchObject({ standing: 'MISSED', lags: ['MISSED'] });
    const told = activation('XX-A', { state: 'MISSED', plannedFor: '2030-05-01T04:00:00Z' });
    expect(itemOf(place('XX-A'), told)).toMatchObject({ standing: 'MISSED', lags: ['MISSED'] });
  });

  it('is behind when it is planned after the end, at the end it is not', () => {
    const late = (plannedFor: string) => itemOf(place('XX-A'), activation('XX-A', { plannedFor })).lags;
    expect(late(END)).toEqual([]);
    expect(late('2032-01-01T05:00:00Z')).toEqual(['AFTER_END']);
    expect(itemOf(place('XX-A'), activation('XX-A'), { at: AT, end: AT }).lags).toEqual(['AFTER_END', 'PAST_END']);
    expect(itemOf(place('XX-A', AT), undefined, { at: AT, end: '2029-01-01T00:00:00Z' }).lags).toEqual([]);
  });

  it('is behind when the waiting period no longer fits, to the millisecond', () => {
    const lags = (plannedFor: string, notices = activation('XX-A').notices) =>
      itemOf(place('XX-A'), activation('XX-A', { plannedFor, notices })).lags;
    expect(lags('2030-07-01T12:00:00Z')).toEqual([]);
    expect(lags('2030-07-01T11:59:59.999Z')).toEqual(['NOTICE_LATE']);
    const one = { ...delivered('2030-05-20T12:00:00Z'), local: { sentAt: '2030-05-01T00:00:00Z', deliveredAt: null } };
    expect(lags('2030-06-25T12:00:00Z', one)).toEqual(['NOTICE_LATE']);
    expect(lags('2030-06-25T12:00:00Z', delivered('2030-05-20T12:00:00Z'))).toEqual([]);
  });
});

describe('the status of the plan', () => {
  const status = planStatus(
    planItems(
      [place('XX-A', '2008-10-27T00:00:00Z'), place('XX-B'), place('XY-C'), place('XY-D')],
      [
        activation('XX-B', { wave: 'one' }),
        activation('XY-C', { wave: 'one', plannedFor: '2032-02-01T00:00:00Z' }),
        activation('XZ-NOWHERE', { wave: 'two' }),
      ],
      PLAN,
    ),
    PLAN,
  );

  it('counts by state and by wave', () => {
    expect(status.counts).toMatchObject({ total: 4, ACTIVE: 1, PLANNED: 2, UNPLANNED: 1, behind: 2 });
    expect(status.states.map(({ name, counts }) => [name, counts.total, counts.behind])).toEqual([
      ['XX', 2, 0],
      ['XY', 2, 2],
    ]);
    expect(status.waves.map(({ name, counts, last }) => [name, counts.total, last])).toEqual([
      ['one', 2, '2032-02-01T00:00:00Z'],
      [null, 2, '2008-10-27T00:00:00Z'],
    ]);
    expect(status).toMatchObject({ complete: false, lags: { UNPLANNED: 1, AFTER_END: 1 } });
  });

  it('calls the administrator about what is in no plan and what is behind, and takes it back', () => {
    expect(planAlarms(status).map(({ op, key }) => [op, key])).toEqual([
      ['RAISE', 'PLAN_INCOMPLETE'],
      ['RAISE', 'PLAN_BEHIND'],
    ]);
    const done = planStatus(planItems([place('XX-A', AT)], [], PLAN), PLAN);
    expect(done.complete).toBe(true);
    expect(planAlarms(done).map(({ op, key }) => [op, key])).toEqual([
      ['CLOSE', 'PLAN_INCOMPLETE'],
      ['CLOSE', 'PLAN_BEHIND'],
    ]);
  });
});

const instants = fc
  .integer({ min: instantMs('2029-01-01T00:00:00Z'), max: instantMs('2033-01-01T00:00:00Z') })
  .map((ms) => new Date(ms).toISOString());
const maybe = fc.option(instants, { nil: null });
const ids = fc
  .tuple(fc.constantFrom('XX', 'XY', 'XZ'), fc.integer({ min: 0, max: 30 }))
  .map(([state, n]) => `${state}-C${n}`);
const notice = fc.record({ sentAt: maybe, deliveredAt: maybe });
const jurisdictions = fc.uniqueArray(fc.record({ id: ids, activeFrom: maybe }), { selector: ({ id }) => id });
const activations = fc.uniqueArray(
  fc.record({
    jurisdiction: ids,
    state: fc.constantFrom('PLANNED', 'WAITING', 'MISSED', 'ACTIVE'),
    plannedFor: instants,
    revision: fc.integer({ min: 1, max: 3 }),
    notices: fc.record({ state: notice, local: notice }),
    noticeDays: fc.integer({ min: 1, max: 90 }),
    wave: fc.constantFrom(null, 'one', 'two'),
  }),
  { selector: ({ jurisdiction }) => jurisdiction },
);

const world = fc.record({ jurisdictions, activations, end: maybe, at: instants });
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

describe('whatever stands in register and activations', () => {
  const look = ({ jurisdictions: all, activations: planned, end, at }: World) => {
    const places = all.map(({ id, activeFrom }) => place(id, activeFrom));
    const items = planItems(places, planned, { end, at });
    return { places, items, status: planStatus(items, { end, at }) };
  };
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

  it('every jurisdiction is counted exactly once [D1 never]', () => {
    fc.assert(
      fc.property(world, (given) => {
        const { places, items, status } = look(given);
        expect(items.map(({ jurisdiction }) => jurisdiction)).toEqual(places.map(({ id }) => id).toSorted());
        expect(status.counts.total).toBe(places.length);
        for (const counts of [status.counts, ...[...status.states, ...status.waves].map((group) => group.counts)])
          expect(sum(PLAN_STANDINGS.map((standing) => counts[standing]))).toBe(counts.total);
        for (const groups of [status.states, status.waves]) {
          expect(sum(groups.map(({ counts }) => counts.total))).toBe(places.length);
          expect(new Set(groups.map(({ name }) => name)).size).toBe(groups.length);
        }
        for (const lag of LAGS) expect(status.lags[lag]).toBe(items.filter(({ lags }) => lags.includes(lag)).length);
      }),
    );
  });

  it('nothing is active without an exact instant, and what has not become active by the end is behind [D1 never]', () => {
    fc.assert(
      fc.property(world, (given) => {
        const { places, items } = look(given);
        const activeFrom = new Map(places.map((one) => [one.id, one.activeFrom]));
        const pastEnd = given.end !== null && instantMs(given.end) <= instantMs(given.at);
        const wrong = items.filter(({ jurisdiction, standing, plannedFor, lags }) => {
          if (standing === 'ACTIVE') return activeFrom.get(jurisdiction) === null;
          if (plannedFor === null && !lags.includes('UNPLANNED')) return true;
          return pastEnd && !lags.includes('PAST_END');
        });
        expect(wrong).toEqual([]);
      }),
    );
  });
});
