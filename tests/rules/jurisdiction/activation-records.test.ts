import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CodedError } from '../../../domain/errors.ts';
import type { Notice } from '../../../domain/jurisdiction/activation.ts';
import { activationIdOf, type ActivationInput } from '../../../domain/lifecycle/activation-input.ts';
import { DEFAULT_WAIT_LIMITS } from '../../../domain/lifecycle/input.ts';
import type { JurisdictionProjection, RecordWrite } from '../../../domain/record/record.ts';
import { instantMs, isoInstant } from '../../../domain/text.ts';
import { openRecords, type Records } from '../../../records/index.ts';
import { sweepActivations } from '../../../workers/activations.ts';
import { type FreshDatabase, freshDatabase } from '../../support/database.ts';
import { aJurisdiction } from '../../support/places.ts';
import { refusalOf } from '../../support/system.ts';

let database: FreshDatabase;
let records: Records;
beforeAll(async () => {
  database = await freshDatabase();
  records = await openRecords({ databaseUrl: database.url });
});
afterAll(async () => {
  await records.close();
  await database.drop();
});

const DAY = 86_400_000;
const NOW = Date.now();
const at = (days: number): string => isoInstant(NOW + days * DAY);
const ADMINISTRATOR = {
  id: 'administrator',
  name: 'Morgan Sayre',
  role: 'administrator',
  scope: { kind: 'national' },
} as const;

async function jurisdiction(): Promise<string> {
  const id = `XX-${randomBytes(4).toString('hex').toUpperCase()}`;
  await records.register.putJurisdiction(aJurisdiction(id));
  return id;
}

function inputOf(id: string, change: Partial<ActivationInput> = {}): ActivationInput {
  return {
    jurisdiction: id,
    name: id,
    state: 'XX',
    activeFrom: at(60),
    wave: null,
    reasons: 'Next in the plan.',
    plannedBy: ADMINISTRATOR,
    plannedAt: at(0),
    trust: [],
    limits: DEFAULT_WAIT_LIMITS,
    ...change,
  };
}

async function plannedOne(change: Partial<ActivationInput> = {}): Promise<string> {
  const id = await jurisdiction();
  await records.activations.plan(inputOf(id, change));
  return id;
}

const delivered = (days: number): Notice => ({ sentAt: at(0), deliveredAt: at(days) });

/** A step of the activation's workflow. */
function step(id: string, name: string, change: Partial<JurisdictionProjection> = {}): RecordWrite {
  const stream = activationIdOf(id);
  const event = {
    stream,
    step: name,
    seq: 1,
    kind: name,
    at: at(0),
    author: { kind: 'system' },
    summary: name,
    data: {},
  } as const;
  const notices = { state: delivered(3), local: delivered(5) };
  const jurisdictionProjection: JurisdictionProjection = {
    jurisdiction: id,
    state: 'PLANNED',
    plannedFor: at(60),
    revision: 1,
    noticeDays: 30,
    notices,
    wave: null,
    nextStep: 'time',
    changedAt: at(5),
    ...change,
  };
  return { event, outgoing: [], alarms: [], jurisdictionProjection };
}

describe('a plan', () => {
  it('is kept once, for a jurisdiction of the register that is not active', async () => {
    const id = await jurisdiction();
    const input = inputOf(id, { wave: 'first' });
    expect(await records.activations.plan(input)).toEqual({ outcome: 'PLANNED' });
    expect(await records.activations.plan({ ...input, reasons: 'Again.' })).toEqual({ outcome: 'ALREADY' });
    expect(await refusalOf(records.activations.plan({ ...input, activeFrom: at(61) }))).toBe('ALREADY_PLANNED');
    expect(await refusalOf(records.activations.plan(inputOf('XX-NOWHERE')))).toBe('UNKNOWN_JURISDICTION');
    expect([
      await records.activations.isPlanned(input),
      await records.activations.isPlanned({ ...input, name: 'X' }),
    ]).toEqual([true, false]);
    expect(await records.activations.get(id)).toMatchObject({
      origin: 'PLANNED',
      started: false,
      activeFrom: null,
      wave: 'first',
    });
    expect(await records.cases.verify(activationIdOf(id))).toMatchObject({ ok: true, events: 0 });
  });

  it('is started by the sweeper where nobody has, once it is no longer young, and none holds up the others', async () => {
    const [stuck, other] = [await plannedOne(), await plannedOne()];
    const started: string[] = [];
    const sweep = async (beforeMs: number, fails: string | null): Promise<void> => {
      const startActivation = (input: ActivationInput) => {
        if (input.jurisdiction === fails) return Promise.reject(new CodedError('TEMPORAL_UNAVAILABLE', 'Away.'));
        started.push(input.jurisdiction);
        return Promise.resolve('STARTED' as const);
      };
      const log = { info: () => undefined, warn: () => undefined };
      await sweepActivations({ records, cases: { startActivation }, log }, beforeMs);
    };
    await sweep(NOW - DAY, null);
    expect(started).toEqual([]);
    await sweep(Date.now() + 1000, stuck);
    expect([started.includes(other), started.includes(stuck)]).toEqual([true, false]);
    await records.cases.writeRecords(activationIdOf(other), [step(other, 'FIRST')]);
    started.length = 0;
    await sweep(Date.now() + 1000, null);
    expect([started.includes(other), started.includes(stuck)]).toEqual([false, true]);
  });
});

describe('the instant in the register', () => {
  const write = async (id: string, change: Partial<JurisdictionProjection>, days = 60, nowDays = 6) => {
    await records.cases.writeRecords(activationIdOf(id), [step(id, 'STEP', change)]);
    return await records.activations.write(id, at(days), NOW + nowDays * DAY);
  };
  const standing = async (id: string) => (await records.register.jurisdiction(id))?.activeFrom ?? null;

  it('comes in where both deliveries and the waiting period bear it out, and not otherwise [D2 never]', async () => {
    const undelivered = { sentAt: at(0), deliveredAt: null };
    const [state, local] = [delivered(3), delivered(5)];
    for (const change of [
      { notices: { state: undelivered, local } },
      { notices: { state, local: undelivered } },
      { notices: { state, local: delivered(30.1) } },
      { plannedFor: at(61) },
      { noticeDays: 56 },
    ]) {
      const id = await plannedOne();
      expect(await write(id, change)).toBe('NOTICE_MISSING');
      expect(await standing(id)).toBeNull();
      await expect(
        database.query('update jurisdictions set active_from = $1 where id = $2', [at(60), id]),
      ).rejects.toThrow('active_from needs both notices');
    }
    const id = await plannedOne();
    expect(await write(id, {})).toBe('WRITTEN');
    expect(await write(id, {})).toBe('WRITTEN');
    expect(await standing(id)).toBe(at(60));
  });

  it('never comes in once it has passed, and then stays [A4 never] [D1 never]', async () => {
    const id = await plannedOne();
    const minute = 1 / 1440;
    expect(await write(id, {}, 60, 60)).toBe('TOO_LATE');
    // The FBI's clock may run five minutes ahead, and what it received at the instant be judged before ours shows it.
    expect(await write(id, {}, 60, 60 - 5 * minute)).toBe('TOO_LATE');
    expect(await standing(id)).toBeNull();
    await write(id, {});
    expect(await records.activations.withdraw(id, at(60), NOW + 60 * DAY)).toBe('PASSED');
    expect(await records.activations.write(id, at(90), NOW + 61 * DAY)).toBe('PASSED');
    expect(await standing(id)).toBe(at(60));
    expect(await records.activations.withdraw(id, at(60), NOW + 59 * DAY)).toBe('WITHDRAWN');
    expect(await records.activations.withdraw(id, at(60), NOW + 59 * DAY)).toBe('WITHDRAWN');
    expect(await standing(id)).toBeNull();
  });

  it('does not come in for a date that was moved, though its workflow was set back to before that [D2 never]', async () => {
    const id = await plannedOne();
    const unsent = { sentAt: at(10), deliveredAt: null };
    const moved = { revision: 2, plannedFor: at(90), notices: { state: unsent, local: unsent }, changedAt: at(10) };
    await records.cases.writeRecords(activationIdOf(id), [step(id, 'MOVED', moved)]);
    expect(await write(id, { changedAt: at(11) }, 60, 11)).toBe('NOTICE_MISSING');
    expect(await standing(id)).toBeNull();
  });

  it('is no matter of another jurisdiction’s ledger', async () => {
    const [id, other] = [await plannedOne(), await plannedOne()];
    const foreign = step(other, 'FOREIGN');
    const event = { ...foreign.event, stream: activationIdOf(id) };
    expect(await refusalOf(records.cases.writeRecords(activationIdOf(id), [{ ...foreign, event }]))).toBe(
      'NO_SUCH_STREAM',
    );
    expect(await records.activations.get(other)).toMatchObject({ started: false });
  });
});

describe('what was taken over', () => {
  const taken = {
    activeFrom: '2009-06-01T04:00:00Z',
    stateNoticeAt: '2009-05-01T12:00:00Z',
    localNoticeAt: '2009-05-02T12:00:00Z',
  };

  it('comes with both notices before it, once, and is chained to the programme’s record', async () => {
    const id = await jurisdiction();
    const late = { ...taken, localNoticeAt: taken.activeFrom };
    expect(await refusalOf(records.activations.takeOver(id, late, null, at(0)))).toBe('NOTICE_MISSING');
    const announced = { activeFrom: at(60), stateNoticeAt: at(-1), localNoticeAt: at(1) };
    expect(await refusalOf(records.activations.takeOver(id, announced, null, at(0)))).toBe('NOTICE_MISSING');
    for (let times = 0; times < 2; times += 1) await records.activations.takeOver(id, taken, ADMINISTRATOR, at(0));
    const other = { ...taken, activeFrom: '2010-01-01T00:00:00Z' };
    expect(await refusalOf(records.activations.takeOver(id, other, null, at(0)))).toBe('ALREADY_ACTIVE');
    expect(await records.activations.get(id)).toMatchObject({
      origin: 'TAKEN_OVER',
      state: 'ACTIVE',
      activeFrom: taken.activeFrom,
    });
    const events = (await records.cases.events('programme')).filter(({ data }) => JSON.stringify(data).includes(id));
    expect(events).toMatchObject([{ kind: 'JURISDICTION_TAKEN_OVER', author: { actor: { id: 'administrator' } } }]);
    expect(await refusalOf(records.activations.plan(inputOf(id)))).toBe('ALREADY_ACTIVE');
  });

  it('is no way around an activation that is planned here', async () => {
    const id = await plannedOne();
    expect(await refusalOf(records.activations.takeOver(id, taken, null, at(0)))).toBe('ALREADY_PLANNED');
    expect((await records.register.jurisdiction(id))?.activeFrom).toBeNull();
  });
});

describe('the list', () => {
  it('is read page by page, by state, wave and standing', async () => {
    const ids = [];
    for (let n = 0; n < 3; n += 1) ids.push(await plannedOne({ wave: 'listed' }));
    const first = await records.activations.list({ wave: 'listed', limit: 2 });
    const second = await records.activations.list({ wave: 'listed', limit: 2, after: first.next ?? '' });
    expect([...first.rows, ...second.rows].map((row) => row.jurisdiction)).toEqual(ids.toSorted());
    expect(second.next).toBeNull();
    expect((await records.activations.list({ wave: 'listed', standing: 'ACTIVE', limit: 9 })).rows).toEqual([]);
    expect((await records.activations.list({ wave: 'listed', stateCode: 'XY', limit: 9 })).rows).toEqual([]);
    expect(instantMs(first.rows[0]?.plannedFor ?? '')).toBe(instantMs(at(60)));
  });
});
