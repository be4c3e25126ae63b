import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WATCH_SCHEDULE } from '../../domain/detainer/watch.ts';
import { isoInstant } from '../../domain/text.ts';
import { quietRuntime } from '../support/temporal.ts';
import { eventually, startSystem, type System } from '../support/system.ts';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.ts';

let system: System;
let workers: WorkerProcess;
beforeAll(async () => {
  quietRuntime();
  system = await startSystem({ withoutWorkers: true });
});
afterAll(async () => {
  await workers.end();
  await system.stop();
});

describe('workers that start after nobody has looked for an hour', () => {
  it('have the watch look again, and call people about the time when it was blind', { timeout: 90_000 }, async () => {
    const hourAgo = Date.now() - 3_600_000;
    await system.records.watch.completed({ at: isoInstant(hourAgo), looked: 1, found: 0 }, hourAgo);
    workers = await startWorkerProcess(system.workerEnvironment);
    const schedule = await eventually(
      async () => await system.cases.watchSchedule(),
      (found) => found !== null,
    );
    expect(schedule?.paused).toBe(false);
    await system.client.schedule.getHandle(WATCH_SCHEDULE).trigger();
    await eventually(
      async () => await system.records.watch.blindSince(Date.now()),
      (since) => since === null,
    );
    const alarms = await system.records.alarms.list({ actor: null, open: true });
    expect(alarms).toMatchObject([{ rule: 'WATCH_WAS_BLIND', caseId: null }]);
    expect(alarms[0]?.detail).toContain(isoInstant(hourAgo));
  });
});
