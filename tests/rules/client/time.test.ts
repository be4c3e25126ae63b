import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CaseClient, createCaseClient } from '../../../client/cases.ts';
import { createDataConverter } from '../../../runtime/payload/data-converter.ts';
import { type SinkWorld, sinkWorld } from '../../support/sink.ts';
import type { SinkView } from '../../support/sink-workflow.ts';
import { fastForward, skippedTimeOf } from '../../../client/time.ts';
import { startAhead } from '../../../client/start.ts';

const HOUR = 3_600_000;

describe('a workflow’s clock', () => {
  let world: SinkWorld;
  let cases: CaseClient;
  beforeAll(async () => {
    world = await sinkWorld();
    const { client } = world;
    cases = createCaseClient({ client, dataConverter: createDataConverter(), development: true, stuckAfterMs: 3000 });
  });
  afterAll(() => world.stop());

  const start = async (everyMs: number): Promise<string> => {
    const workflowId = `sink-${randomUUID()}`;
    await world.client.workflow.start('sink', { workflowId, taskQueue: 'case', args: [{ everyMs }] });
    return workflowId;
  };
  const view = (workflowId: string): Promise<SinkView> =>
    world.client.workflow.getHandle(workflowId).query<SinkView>('caseView');
  const handle = (workflowId: string) => world.client.workflow.getHandle(workflowId);

  test('goes ahead by what it is told, fires the timers on the way, and then runs on at the pace of the wall clock', async () => {
    const workflowId = await start(24 * HOUR);
    expect(await cases.timeOf(workflowId)).toMatchObject({ offsetMs: 0 });
    const before = Date.now();
    const moved = await cases.advanceClock(workflowId, 49 * HOUR);
    expect(moved.reached).toBe(true);
    expect(Math.abs(moved.offsetMs - 49 * HOUR)).toBeLessThan(5000);
    const { fired } = (await view(workflowId)).state;
    expect(fired).toHaveLength(2);
    expect(Math.abs((fired[0] ?? 0) - before - 24 * HOUR)).toBeLessThan(3000);
    const again = await cases.timeOf(workflowId);
    expect(Math.abs(again.offsetMs - moved.offsetMs)).toBeLessThan(1000);
  });

  test('two moves one after the other add up; a signal in between changes nothing', async () => {
    const workflowId = await start(24 * HOUR);
    await cases.advanceClock(workflowId, 10 * HOUR);
    await handle(workflowId).signal('partnerMessage', {});
    const { offsetMs } = await cases.advanceClock(workflowId, 20 * HOUR);
    expect(Math.abs(offsetMs - 30 * HOUR)).toBeLessThan(5000);
    expect((await view(workflowId)).state.fired).toHaveLength(1);
  });

  test('of two moves at once, each either arrives or says that it was overtaken', async () => {
    const workflowId = await start(100 * HOUR);
    const results = await Promise.allSettled([
      cases.advanceClock(workflowId, 10 * HOUR),
      cases.advanceClock(workflowId, 10 * HOUR),
    ]);
    expect(results.some(({ status }) => status === 'fulfilled')).toBe(true);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'CLOCK_BUSY' });
    const { offsetMs } = await cases.timeOf(workflowId);
    expect(Math.round(offsetMs / HOUR)).toSatisfy((hours: number) => hours === 10 || hours === 20);
  });

  test('an update that sleeps is carried along', async () => {
    const workflowId = await start(100 * HOUR);
    const sleeping = await handle(workflowId).startUpdate<void, [number]>('sleepFor', {
      args: [2 * HOUR],
      waitForStage: 'ACCEPTED',
    });
    await cases.advanceClock(workflowId, HOUR);
    await cases.advanceClock(workflowId, 2 * HOUR);
    await expect(sleeping.result()).resolves.toBeUndefined();
  });

  test.each(['localFor', 'remoteFor'])(
    'an activity in flight (%s) holds the clock until it is done',
    async (update) => {
      const workflowId = await start(100 * HOUR);
      const pausing = await handle(workflowId).startUpdate<void, [number]>(update, {
        args: [1500],
        waitForStage: 'ACCEPTED',
      });
      const moved = await cases.advanceClock(workflowId, 5 * HOUR);
      expect(moved).toMatchObject({ reached: true });
      await pausing.result();
      expect(Math.abs(moved.offsetMs - 5 * HOUR)).toBeLessThan(5000);
    },
  );

  test('a clock that is held too long is let go, and does not jump later', async () => {
    const workflowId = await start(100 * HOUR);
    const pausing = await handle(workflowId).startUpdate<void, [number]>('remoteFor', {
      args: [5000],
      waitForStage: 'ACCEPTED',
    });
    await expect(cases.advanceClock(workflowId, 5 * HOUR)).rejects.toMatchObject({ code: 'CLOCK_STUCK' });
    await pausing.result();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect((await cases.timeOf(workflowId)).offsetMs).toBe(0);
    expect((await cases.advanceClock(workflowId, HOUR)).reached).toBe(true);
  });

  test('what cannot be moved says why', async () => {
    await expect(cases.advanceClock('booking-none', HOUR)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const workflowId = await start(HOUR);
    for (const bad of [0, -1, 0.5, Number.NaN, 1e15]) {
      await expect(cases.advanceClock(workflowId, bad)).rejects.toMatchObject({ code: 'CLOCK_INPUT' });
    }
    await handle(workflowId).terminate();
    await expect(cases.advanceClock(workflowId, HOUR)).rejects.toMatchObject({ code: 'CASE_CLOSED' });
    const strict = createCaseClient({ client: world.client, dataConverter: createDataConverter(), development: false });
    await expect(strict.advanceClock(workflowId, HOUR)).rejects.toMatchObject({ code: 'DEVELOPMENT_ONLY' });
  });

  test.each([2, 24 * 365 * 13])('a workflow can begin %d hours ahead, and goes on from there', async (hours) => {
    const workflowId = `sink-${randomUUID()}`;
    const aheadMs = hours * HOUR;
    const ahead = {
      type: 'sink',
      workflowId,
      input: { everyMs: 24 * HOUR },
      aheadMs,
      dataConverter: createDataConverter(),
    };
    await startAhead(world.client, ahead);
    const { nowMs } = await view(workflowId);
    expect(Math.abs(nowMs - Date.now() - aheadMs)).toBeLessThan(3000);
    const moved = await cases.advanceClock(workflowId, 25 * HOUR);
    expect(Math.abs(moved.offsetMs - aheadMs - 25 * HOUR)).toBeLessThan(5000);
    const { fired } = (await view(workflowId)).state;
    expect(fired.map((at) => Math.round((at - nowMs) / HOUR))).toEqual([24]);
  });

  test('the time of a workflow that has ended is still known', async () => {
    const workflowId = await start(24 * HOUR);
    await cases.advanceClock(workflowId, 10 * HOUR);
    await handle(workflowId).signal('finish');
    await handle(workflowId).result();
    expect(Math.round((await skippedTimeOf(world.client, workflowId)).offsetMs / HOUR)).toBe(10);
    expect(fastForward(1, 'x')).toMatchObject({ enabled: true });
  });
});
