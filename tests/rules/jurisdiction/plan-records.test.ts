import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../../domain/access/roles.ts';
import { PROGRAMME } from '../../../domain/ids.ts';
import type { WaveItem } from '../../../domain/jurisdiction/waves.ts';
import { DEFAULT_WAIT_LIMITS } from '../../../domain/lifecycle/input.ts';
import { openRecords, type Records } from '../../../records/index.ts';
import { type FreshDatabase, freshDatabase } from '../../support/database.ts';
import { aJurisdiction } from '../../support/places.ts';

const ADMINISTRATOR: Actor = { id: 'admin-one', name: 'Ada Min', role: 'administrator', scope: { kind: 'national' } };
const AUDITOR: Actor = { id: 'auditor-one', name: 'Aud Itor', role: 'auditor', scope: { kind: 'national' } };
const NOW = Date.parse('2030-06-01T12:00:00Z');
const AT = '2030-06-01T12:00:00Z';
const END = { endsAt: '2031-12-31T23:59:59-05:00', reasons: 'Set by the Director.' };
const WAVE = { name: 'one', from: '2030-09-01T00:00:00-04:00', set: 'state XX', reasons: 'The first state.' };

let database: FreshDatabase;
let records: Records;
beforeAll(async () => {
  database = await freshDatabase();
  records = await openRecords({ databaseUrl: database.url });
  for (const id of ['XX-A', 'XX-B', 'XX-C']) await records.register.putJurisdiction(aJurisdiction(id));
});
afterAll(async () => {
  await records.close();
  await database.drop();
});

async function planned(jurisdiction: string, activeFrom: string): Promise<void> {
  await records.activations.plan({
    jurisdiction,
    name: jurisdiction,
    state: 'XX',
    activeFrom,
    wave: WAVE.name,
    reasons: WAVE.reasons,
    plannedBy: ADMINISTRATOR,
    plannedAt: AT,
    trust: [],
    limits: DEFAULT_WAIT_LIMITS,
  });
}

async function chained(kind: string): Promise<number> {
  const events = await records.cases.events(PROGRAMME);
  return events.filter((event) => event.kind === kind).length;
}

async function open(): Promise<string[]> {
  const alarms = await records.alarms.list({ actor: ADMINISTRATOR, open: true });
  return alarms.map(({ rule }) => rule).toSorted();
}

describe('the end of the plan', () => {
  it('is added to and never changed, each with its reasons, and chained', async () => {
    expect(await records.plan.ends()).toEqual([]);
    const first = await records.plan.setEnd(END, ADMINISTRATOR, NOW);
    expect(first).toEqual({ ...END, by: 'admin-one', name: 'Ada Min', at: '2030-06-01T12:00:00.000Z' });
    expect(await records.plan.setEnd({ ...END, endsAt: '2032-01-01T04:59:59Z' }, ADMINISTRATOR, NOW)).toEqual(first);
    await records.plan.setEnd({ endsAt: '2032-06-30T00:00:00Z', reasons: 'Two states are late.' }, ADMINISTRATOR, NOW);
    expect((await records.plan.ends()).map(({ endsAt }) => endsAt)).toEqual([END.endsAt, '2032-06-30T00:00:00Z']);
    expect(await chained('PLAN_END_SET')).toBe(2);
    expect((await records.plan.view(AT)).status.end).toBe('2032-06-30T00:00:00Z');
    await expect(database.query("update plan_ends set reasons = 'None.'")).rejects.toThrow('append-only');
  });

  it('lies ahead', async () => {
    const past = { ...END, endsAt: '2030-06-01T08:00:00-04:00' };
    await expect(records.plan.setEnd(past, ADMINISTRATOR, NOW)).rejects.toMatchObject({ code: 'END_HAS_PASSED' });
  });
});

describe('a wave', () => {
  const item = (jurisdiction: string, outcome: WaveItem['outcome']): WaveItem => {
    const refused = outcome === 'REFUSED';
    return {
      jurisdiction,
      outcome,
      code: refused ? 'UNKNOWN_JURISDICTION' : null,
      reason: refused ? 'Unknown.' : null,
    };
  };

  it('is opened with its first jurisdiction, and chained once for what was started', async () => {
    expect(await records.plan.recordPage(WAVE, [item('XX-Z', 'REFUSED')], ADMINISTRATOR, NOW)).toBeNull();
    expect(await records.plan.waves()).toEqual([]);
    const opened = await records.plan.recordPage(WAVE, [item('XX-A', 'STARTED')], ADMINISTRATOR, NOW);
    expect(opened).toMatchObject({ ...WAVE, by: 'admin-one' });
    expect(await records.plan.recordPage(WAVE, [item('XX-A', 'ALREADY')], ADMINISTRATOR, NOW)).toEqual(opened);
    expect(await chained('WAVE_STARTED')).toBe(1);
    expect(await records.plan.waves()).toEqual([opened]);
  });

  it('whose recording a crash prevented is opened when its page is sent again', async () => {
    const lost = { ...WAVE, name: 'lost' };
    expect(await records.plan.recordPage(lost, [item('XX-B', 'ALREADY')], ADMINISTRATOR, NOW)).toMatchObject(lost);
    expect(await chained('WAVE_STARTED')).toBe(2);
  });

  it('has one instant', async () => {
    await records.plan.checkWave({ ...WAVE, from: '2030-09-01T04:00:00Z' });
    const other = records.plan.checkWave({ ...WAVE, from: '2030-09-02T00:00:00-04:00' });
    await expect(other).rejects.toMatchObject({ code: 'WAVE_CONFLICT' });
    await expect(database.query("update plan_waves set from_at = '2031-01-01T00:00:00Z'")).rejects.toThrow(
      'append-only',
    );
  });
});

describe('a look at the plan', () => {
  it('calls the administrator about what is in no plan and what is behind, once, until it is put right [D1 never]', async () => {
    await records.plan.look(AT);
    expect(await open()).toEqual(['PLAN_INCOMPLETE']);
    await records.plan.look(AT);
    expect(await chained('PLAN_LOOKED_AT')).toBe(1);
    for (const id of ['XX-A', 'XX-B']) await planned(id, '2030-09-01T04:00:00Z');
    await planned('XX-C', '2033-01-01T00:00:00Z');
    const { status, items } = await records.plan.view(AT);
    expect(status.counts).toMatchObject({ total: 3, PLANNED: 3, UNPLANNED: 0, behind: 1 });
    expect(items.find(({ jurisdiction }) => jurisdiction === 'XX-C')).toMatchObject({
      wave: 'one',
      lags: ['AFTER_END'],
    });
    await records.plan.look(AT);
    expect(await open()).toEqual(['PLAN_BEHIND']);
    await records.plan.setEnd({ endsAt: '2034-01-01T00:00:00Z', reasons: 'Moved.' }, ADMINISTRATOR, NOW);
    await records.plan.look(AT);
    expect(await open()).toEqual([]);
    expect(await chained('PLAN_LOOKED_AT')).toBe(3);
    expect(await records.cases.verify(PROGRAMME)).toMatchObject({ ok: true });
    expect(await records.alarms.list({ actor: AUDITOR })).toEqual([]);
  });

  it('finds a date that was missed although its workflow never said so', async () => {
    await records.plan.look('2030-09-01T04:00:00Z');
    expect(await open()).toEqual(['PLAN_BEHIND']);
    expect((await records.plan.view('2030-09-01T04:00:00Z')).status.lags).toMatchObject({ MISSED: 2 });
  });
});
