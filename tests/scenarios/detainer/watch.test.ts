import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scheduleWatch } from '../../../client/schedules.ts';
import { startAhead } from '../../../client/start.ts';
import { OVERDUE_HOLD_WATCH, WATCH_SCHEDULE, watchStreamOf } from '../../../domain/detainer/watch.ts';
import { TASK_QUEUES } from '../../../domain/lifecycle/input.ts';
import { instantMs } from '../../../domain/text.ts';
import { createDataConverter } from '../../../runtime/payload/data-converter.ts';
import type { WatchResult } from '../../../workflows/watch.ts';
import { after, callApi, DAY, HOUR, JAIL, MINUTE, type Scenes, scenesOf } from '../../support/scenes.ts';
import { eventually, startSystem, type System } from '../../support/system.ts';

let system: System;
let scenes: Scenes;
beforeAll(async () => {
  system = await startSystem({ limits: { acknowledgementMs: 60 * DAY } });
  scenes = scenesOf(system);
});
afterAll(async () => {
  await system.stop();
});

const FRIDAY = '2039-09-16T17:00:00-04:00';
const TUESDAY = '2039-09-20T17:00:00-04:00';
const TUESDAY_UTC = '2039-09-20T21:00:00.000Z';

/** One look of the watch, in whose own time it is `now`. */
async function lookAt(now: string): Promise<WatchResult> {
  const workflowId = `look-${randomUUID()}`;
  await startAhead(system.client, {
    type: OVERDUE_HOLD_WATCH,
    workflowId,
    input: {},
    aheadMs: instantMs(now) - Date.now(),
    dataConverter: createDataConverter(),
  });
  return (await system.client.workflow.getHandle(workflowId).result()) as WatchResult;
}

/** A hold whose clock runs from Friday evening. */
async function running(): Promise<{ caseId: string; detainerId: string }> {
  const hold = await scenes.dormantAt(FRIDAY);
  await scenes.runs(hold.detainerId, FRIDAY);
  await scenes.letter(`agency:${JAIL}`, hold.caseId, 'CLOCK_NOTICE');
  return hold;
}

async function terminate(workflowId: string): Promise<void> {
  await system.client.workflow.getHandle(workflowId).terminate('by hand');
}

async function byWatch(caseId: string, detainerId: string): Promise<{ rule: string; open: boolean }[]> {
  const alarms = await system.records.alarms.list({ actor: null, caseId });
  return alarms
    .filter(({ stream }) => stream === watchStreamOf(detainerId))
    .map(({ rule, closed }) => ({ rule, open: closed === null }))
    .toSorted((a, b) => (a.rule < b.rule ? -1 : 1));
}

async function releaseNotices(caseId: string): Promise<string[]> {
  const letters = await scenes.inbox(`agency:${JAIL}`, caseId);
  return letters.filter(({ kind }) => kind === 'RELEASE_NOTICE').map(({ text }) => text);
}

describe('the watch over holds', { timeout: 90_000 }, () => {
  it('finds a hold whose workflow was terminated by hand: the jail is told once, and people are called [C7 must]', async () => {
    const { caseId, detainerId } = await running();
    await terminate(detainerId);

    await lookAt(after(TUESDAY, -HOUR));
    expect(await byWatch(caseId, detainerId)).toEqual([{ rule: 'DETAINER_STOPPED', open: true }]);
    expect(await releaseNotices(caseId)).toEqual([]);

    const looks = await Promise.all([lookAt(after(TUESDAY, 3 * MINUTE)), lookAt(after(TUESDAY, 3 * MINUTE))]);
    expect(looks.every(({ found }) => found >= 1)).toBe(true);
    await lookAt(after(TUESDAY, 8 * MINUTE));
    expect(await byWatch(caseId, detainerId)).toEqual([
      { rule: 'DETAINER_STOPPED', open: true },
      { rule: 'HOLD_OVERDUE_UNSEEN', open: true },
    ]);
    const notices = await releaseNotices(caseId);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain(`has ended at ${TUESDAY_UTC}`);
    expect((await system.kinds(caseId)).filter((kind) => kind === 'OVERDUE_HOLD_FOUND')).toHaveLength(1);
    expect(await system.records.cases.verify(caseId)).toMatchObject({ ok: true });
  });

  it('finds a hold whose workflow lives and does nothing, and takes the call back when it ends the request itself [C7 must]', async () => {
    const { caseId, detainerId } = await running();
    // Its own time stands still on Friday: it is as if it were stuck.
    await lookAt(after(TUESDAY, 3 * MINUTE));
    expect(await byWatch(caseId, detainerId)).toEqual([{ rule: 'HOLD_OVERDUE_UNSEEN', open: true }]);
    expect(await releaseNotices(caseId)).toHaveLength(1);
    await scenes.moveTo(detainerId, after(TUESDAY, MINUTE));
    await scenes.alarm(caseId, 'RELEASE_UNCONFIRMED');
    await lookAt(after(TUESDAY, 8 * MINUTE));
    expect(await byWatch(caseId, detainerId)).toEqual([{ rule: 'HOLD_OVERDUE_UNSEEN', open: false }]);
  });

  it('leaves a hold to its workflow while that lives, and orders nobody from lawful custody [C7 never]', async () => {
    const { caseId, detainerId } = await running();
    const dormant = await scenes.dormantAt(FRIDAY);
    await lookAt(after(TUESDAY, -HOUR));
    await scenes.moveTo(detainerId, after(TUESDAY, MINUTE));
    await scenes.letter(`agency:${JAIL}`, caseId, 'RELEASE_NOTICE');
    await lookAt(after(TUESDAY, 10 * MINUTE));
    await lookAt(after(TUESDAY, 2 * HOUR));
    expect(await byWatch(caseId, detainerId)).toEqual([]);
    expect(await releaseNotices(caseId)).toHaveLength(1);
    expect(await byWatch(dormant.caseId, dormant.detainerId)).toEqual([]);
    expect(await releaseNotices(dormant.caseId)).toEqual([]);
  });

  it('finds a dormant detainer whose other ground nobody has confirmed [C7 must]', async () => {
    const { caseId, detainerId } = await scenes.dormantAt(FRIDAY);
    await lookAt(after(FRIDAY, 30 * DAY));
    expect(await byWatch(caseId, detainerId)).toEqual([]);
    await lookAt(after(FRIDAY, 32 * DAY));
    expect(await byWatch(caseId, detainerId)).toEqual([{ rule: 'POSSIBLE_OVERDUE_HOLD', open: true }]);
    expect(await releaseNotices(caseId)).toEqual([]);
  });

  it('finds a case that was stopped, while its detainer goes on to the limit by itself [C7 must]', async () => {
    const { caseId, detainerId } = await running();
    await terminate(caseId);
    await lookAt(after(FRIDAY, HOUR));
    expect(await byWatch(caseId, detainerId)).toEqual([{ rule: 'DETAINER_STOPPED', open: true }]);
    await scenes.moveTo(detainerId, after(TUESDAY, MINUTE));
    await scenes.letter(`agency:${JAIL}`, caseId, 'RELEASE_NOTICE');
  });

  it('sees a detainer run again that was set back after it had been stopped', async () => {
    const { caseId, detainerId } = await running();
    await terminate(detainerId);
    await lookAt(after(FRIDAY, HOUR));
    const { events } = await system.client.workflow.getHandle(detainerId).fetchHistory();
    const lastTask = (events ?? []).findLast(({ workflowTaskCompletedEventAttributes: done }) => Boolean(done));
    await system.client.workflowService.resetWorkflowExecution({
      namespace: system.namespace,
      workflowExecution: { workflowId: detainerId },
      reason: 'it had been terminated by hand',
      requestId: randomUUID(),
      workflowTaskFinishEventId: lastTask?.eventId ?? null,
    });
    await eventually(
      async () => await system.cases.describe(detainerId),
      (status) => status === 'RUNNING',
    );
    await lookAt(after(FRIDAY, 2 * HOUR));
    expect(await byWatch(caseId, detainerId)).toEqual([{ rule: 'DETAINER_STOPPED', open: false }]);
  });

  it('takes its time from nobody who starts it by hand', async () => {
    const { caseId, detainerId } = await running();
    const options = { workflowId: `look-${randomUUID()}`, taskQueue: TASK_QUEUES.case };
    const forged = { now: after(TUESDAY, DAY), after: null };
    await system.client.workflow.execute(OVERDUE_HOLD_WATCH, { ...options, args: [forged] });
    expect(await byWatch(caseId, detainerId)).toEqual([]);
  });

  it('is scheduled once, however often the workers start, and says where it stands', async () => {
    await scheduleWatch(system.client);
    await scheduleWatch(system.client);
    const schedule = system.client.schedule.getHandle(WATCH_SCHEDULE);
    const before = (await system.records.watch.lastLook())?.completedAt;
    await schedule.trigger();
    await eventually(
      async () => (await system.records.watch.lastLook())?.completedAt,
      (completedAt) => completedAt !== before,
    );
    const { status, body } = await callApi(system, 'supervisor', { path: '/v1/watch' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ blindSince: null, schedule: { state: 'SCHEDULED' } });
    expect(body).toHaveProperty('lastLook.looked');
    expect(body).toHaveProperty('schedule.next', expect.any(String));
    await schedule.pause('as somebody might');
    await scheduleWatch(system.client);
    expect((await callApi(system, 'auditor', { path: '/v1/watch' })).body).toMatchObject({
      schedule: { state: 'PAUSED', next: null },
    });
  });
});
