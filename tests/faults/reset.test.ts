import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTemporalCli } from '../../scripts/lib/temporal-cli.mjs';
import { INTERVIEW, startSystem, type System } from '../support/system.ts';
import { endedForLimitIn, failedTasks, historyOf, sent, THURSDAY } from './support.ts';

// An operator sets a workflow back with the server's own tool. What it had heard since is heard again, and what it does again must neither be
// missing from the record nor stand in it twice.
let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(async () => {
  await system.stop();
});

/** Sets a workflow back to the end of its n-th workflow task (from 0). */
async function reset(workflowId: string, task: number): Promise<void> {
  const { types } = await historyOf(system, workflowId);
  const tasks = types.flatMap((type, index) => (type === 'workflowTaskCompleted' ? [index + 1] : []));
  const { path } = await findTemporalCli();
  const where = ['--workflow-id', workflowId, '--address', system.address, '--namespace', system.namespace];
  await promisify(execFile)(path, [
    'workflow',
    'reset',
    '--event-id',
    String(tasks.at(task)),
    '--reason',
    'test',
    ...where,
  ]);
}

/** Steps and messages. What a detainer told a case that had forgotten it is noted, and is nothing of the case's own. */
async function recordOf(caseId: string) {
  const kinds = (await system.kinds(caseId)).filter((kind) => kind !== 'MESSAGE_DROPPED');
  return { kinds: kinds.toSorted(), sent: await sent(system, caseId) };
}

/** Waits until nothing more is written. */
async function settled(caseId: string): Promise<void> {
  let before = -1;
  for (let now = 0; now !== before; now = (await system.kinds(caseId)).length) {
    before = now;
    await sleep(1500);
  }
}

async function toInterview(): Promise<{ caseId: string; detainerId: string }> {
  const caseId = await system.submit('02-match-removable.eft');
  const detainerId = await system.toDetainer(caseId);
  await system.act(caseId, 'recordInterview', INTERVIEW, 'officer');
  await system.until(caseId, ({ databasesAnswered, criminal }) => databasesAnswered && criminal === 'ANSWERED');
  await settled(caseId);
  return { caseId, detainerId };
}

describe('a workflow that is set back', { timeout: 90_000 }, () => {
  it('a case, to its last but one task: it stands where it stood', async () => {
    const { caseId, detainerId } = await toInterview();
    const before = await recordOf(caseId);
    await reset(caseId, -2);
    const state = await system.until(caseId, ({ interview }) => interview !== null, 60_000);
    expect(state.detainers.map((detainer) => detainer.detainerId)).toEqual([detainerId]);
    await settled(caseId);
    expect(await recordOf(caseId)).toEqual(before);
    expect(await system.records.cases.verify(caseId)).toMatchObject({ ok: true });
  });

  it('a case, to before the first act of a person: the acts are heard again, and are the same steps', async () => {
    const { caseId, detainerId } = await toInterview();
    const before = await recordOf(caseId);
    const { types } = await historyOf(system, caseId);
    const tasksBefore = types
      .slice(0, types.indexOf('workflowExecutionUpdateAccepted') - 1)
      .filter((type) => type === 'workflowTaskCompleted');
    await reset(caseId, tasksBefore.length - 1);
    const state = await system.until(caseId, ({ interview }) => interview !== null, 60_000);
    expect(state.detainers.map((detainer) => detainer.detainerId)).toEqual([detainerId]);
    await settled(caseId);
    expect(await recordOf(caseId)).toEqual(before);
    expect(await system.records.cases.verify(caseId)).toMatchObject({ ok: true });
    expect(await system.cases.describe(detainerId)).toBe('RUNNING');
  });

  it('a detainer whose clock runs, to its first task: the same limit, and one notice of it', async () => {
    const caseId = await system.submit('02-match-removable.eft', { startAt: THURSDAY });
    const detainerId = await system.toDetainer(caseId);
    const { endedAt, limitMs } = await endedForLimitIn(system, detainerId, 30_000);
    await system.act(
      detainerId,
      'reportGroundsEnded',
      { endedAt, ending: 'BAIL_POSTED', source: 'Bail receipt' },
      'jail-one',
    );
    const before = await recordOf(caseId);
    await reset(detainerId, 0);
    const running = await system.untilDetainer(detainerId, ({ clock }) => clock !== null, 60_000);
    expect(running.clock?.limitMs).toBe(limitMs);
    expect(await recordOf(caseId)).toEqual(before);
    const { authorityEnded } = await system.untilDetainer(detainerId, ({ hold }) => hold === 'AUTHORITY_ENDED', 60_000);
    expect(Date.parse(authorityEnded?.at ?? '')).toBe(limitMs);
    await expect.poll(async () => (await sent(system, caseId))['RELEASE_NOTICE']).toBe(1);
    expect(await failedTasks(system, detainerId)).toEqual([]);
  });
});
