import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activationIdOf } from '../../domain/lifecycle/activation-input.ts';
import { instantMs, isoInstant } from '../../domain/text.ts';
import { activationsOf } from '../support/activations.ts';
import { type Proxy, startProxy } from '../support/proxy.ts';
import { eventually, startSystem, type System } from '../support/system.ts';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.ts';
import { failedTasks } from './support.ts';

// The workers' process is killed right after one step after the other was committed, before it hears so; and the records are away from it.
const DAY_MS = 86_400_000;
const AGAIN_MS = 45_000;

let system: System;
let proxy: Proxy & { stop(): Promise<void> };
let workers: WorkerProcess;
let activations: ReturnType<typeof activationsOf>;
beforeAll(async () => {
  proxy = await startProxy(process.env['TEST_DATABASE_URL'] ?? '');
  system = await startSystem({ withoutWorkers: true, workerDatabaseUrl: (url) => proxy.through(url) });
  workers = await startWorkerProcess(system.workerEnvironment);
  activations = activationsOf(system);
});
afterAll(async () => {
  await proxy.restore();
  await workers.kill();
  await system.stop();
  await proxy.stop();
});

/** Kills the workers right after the step of this kind of an activation was committed, before they know; `cause` sets it off. */
async function killedAtCommitOf(kind: string, cause: () => Promise<unknown>): Promise<void> {
  const deaf = proxy.deafenAtCommitOf(kind);
  // What was asked is answered, or given up, while the workers are away; what becomes of it is looked at afterwards.
  const caused = cause().catch(() => undefined);
  await deaf;
  await eventually(
    async () => await system.database.query('select 1 from events where kind = $1', [kind]),
    (rows) => rows.length > 0,
  );
  await workers.kill();
  await proxy.restore();
  workers = await startWorkerProcess(system.workerEnvironment);
  await caused;
}

async function untilSeen(id: string, kind: string, times = 1): Promise<void> {
  await eventually(
    async () => await activations.kinds(id),
    (kinds) => kinds.filter((seen) => seen === kind).length >= times,
    AGAIN_MS,
  );
}

describe('an activation', { timeout: 240_000 }, () => {
  it('whose workers are killed after every step does each once, and is active exactly at its instant [D1 must] [D2 must]', async () => {
    const id = await activations.place();
    await killedAtCommitOf('ACTIVATION_PLANNED', async () => await activations.plan(id));
    await activations.until(id, ({ notices }) => notices.STATE.sentAt !== null);
    await killedAtCommitOf('NOTICE_DELIVERED', async () => await activations.confirm(id, 'STATE'));
    await killedAtCommitOf('ACTIVATION_CERTAIN', async () => await activations.confirm(id, 'LOCAL'));
    await activations.untilIs(id, 'WAITING');
    const before = await activations.activeFrom(id);
    const moved = isoInstant(instantMs(before ?? '') + 10 * DAY_MS);
    await killedAtCommitOf('ACTIVATION_MOVED', async () => await activations.move(id, moved));
    await activations.until(id, ({ revision, notices }) => revision === 2 && notices.STATE.sentAt !== null);
    expect(await activations.activeFrom(id)).toBeNull();
    await activations.confirmBoth(id);
    await activations.untilIs(id, 'WAITING');
    expect(await activations.activeFrom(id)).toBe(moved);
    await untilSeen(id, 'ACTIVATION_CERTAIN', 2);
    await killedAtCommitOf('ACTIVATED', async () => await activations.advanceTo(id, moved, 1000));
    expect(await system.untilClosed(activationIdOf(id), AGAIN_MS)).toMatchObject({ status: 'COMPLETED' });
    expect(await activations.kinds(id)).toEqual([
      'ACTIVATION_PLANNED',
      'NOTICE_DELIVERED',
      'NOTICE_DELIVERED',
      'ACTIVATION_CERTAIN',
      'ACTIVATION_MOVED',
      'NOTICE_DELIVERED',
      'NOTICE_DELIVERED',
      'ACTIVATION_CERTAIN',
      'ACTIVATED',
      'TRAINING_SENT',
    ]);
    for (const address of ['state:XX', `government:${id}`] as const)
      expect(await activations.notices(address, id)).toHaveLength(2);
    const events = await system.records.cases.events(activationIdOf(id));
    expect(events.find(({ kind }) => kind === 'ACTIVATED')?.at).toBe(moved);
    expect(await activations.activeFrom(id)).toBe(moved);
    expect(await failedTasks(system, activationIdOf(id))).toEqual([]);
  });

  it('goes on where it stood when the records were away, also over its instant, which stands in the register', async () => {
    const id = await activations.place();
    const activeFrom = await activations.plan(id);
    await activations.confirm(id, 'STATE');
    await proxy.cut();
    const confirmed = activations.confirm(id, 'LOCAL');
    await activations.until(id, ({ notices }) => notices.LOCAL.deliveredAt !== null);
    expect(await activations.activeFrom(id)).toBeNull();
    await proxy.restore();
    await confirmed;
    await untilSeen(id, 'ACTIVATION_CERTAIN');
    await proxy.cut();
    await activations.advanceTo(id, activeFrom, 1000);
    expect(await activations.state(id)).toMatchObject({ state: 'WAITING' });
    await proxy.restore();
    expect(await system.untilClosed(activationIdOf(id), AGAIN_MS)).toMatchObject({ status: 'COMPLETED' });
    const events = await system.records.cases.events(activationIdOf(id));
    expect(events.filter(({ kind }) => kind === 'ACTIVATED').map(({ at }) => at)).toEqual([activeFrom]);
  });

  it('whose instant the register has lost, as after its database was put back, is not said to be active: another date is planned [D1 never] [A3 must]', async () => {
    const id = await activations.place();
    const activeFrom = await activations.plan(id);
    await activations.confirmBoth(id);
    await activations.untilIs(id, 'WAITING');
    await untilSeen(id, 'ACTIVATION_CERTAIN');
    await system.database.query('update jurisdictions set active_from = null where id = $1', [id]);
    await activations.advanceTo(id, activeFrom, 1000);
    await activations.untilIs(id, 'MISSED');
    await untilSeen(id, 'ACTIVATION_MISSED');
    expect(await activations.alarms(id)).toEqual(['ACTIVATION_MISSED']);
    const moved = isoInstant(instantMs(activeFrom) + 40 * DAY_MS);
    await activations.move(id, moved);
    await activations.confirmBoth(id);
    await activations.untilIs(id, 'WAITING');
    expect(await activations.activeFrom(id)).toBe(moved);
  });

  it('that the register did not have by its instant is not activated after it, though everything else was there [A4 never] [D1 never]', async () => {
    const id = await activations.place();
    const activeFrom = await activations.plan(id);
    await activations.confirm(id, 'STATE');
    const deliveredAt = isoInstant(await activations.nowMs(id));
    await activations.advanceTo(id, activeFrom, -6000);
    await proxy.cut();
    const confirmed = activations.confirm(id, 'LOCAL', 'administrator', { deliveredAt });
    await activations.until(id, ({ notices }) => notices.LOCAL.deliveredAt !== null);
    await sleep(8000);
    await proxy.restore();
    await confirmed;
    await eventually(
      async () => await activations.state(id),
      ({ state }) => state === 'MISSED',
      AGAIN_MS,
    );
    expect(await activations.activeFrom(id)).toBeNull();
    await untilSeen(id, 'ACTIVATION_MISSED');
    expect(await activations.alarms(id)).toEqual(['ACTIVATION_MISSED']);
  });
});
