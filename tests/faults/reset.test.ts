import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTemporalCli } from '../../scripts/lib/temporal-cli.mjs';
import type { CaseState } from '../../domain/lifecycle/state.ts';
import { isoInstant } from '../../domain/text.ts';
import { DETAINER_DECISION, eventually, INTERVIEW, REVIEW, startSystem, type System } from '../support/system.ts';
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

/** The acts of people are not heard again, as after five minutes, when their signed assertions have expired. */
const ACTS_FORGOTTEN = ['--reapply-exclude', 'Update'];

/** Sets a workflow back to the end of its n-th workflow task (from 0). */
async function reset(workflowId: string, task: number, options: readonly string[] = []): Promise<void> {
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
    ...options,
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

/** The number (from 0) of the last task before the first act of a person. */
async function tasksBeforeActs(caseId: string): Promise<number> {
  const { types } = await historyOf(system, caseId);
  const before = types.slice(0, types.indexOf('workflowExecutionUpdateAccepted') - 1);
  return before.filter((type) => type === 'workflowTaskCompleted').length - 1;
}

async function holdEnds(detainerId: string): Promise<void> {
  const endedAt = isoInstant((await system.cases.timeOf(detainerId)).nowMs);
  await system.act(detainerId, 'reportHoldEnded', { endedAt, ending: 'RELEASED', source: 'Jail log' }, 'jail-one');
}

async function toInterview(): Promise<{ caseId: string; detainerId: string }> {
  const caseId = await system.submit('02-match-removable.eft');
  await system.until(caseId, ({ databasesAnswered, criminal }) => databasesAnswered && criminal === 'ANSWERED');
  await settled(caseId);
  const detainerId = await system.toDetainer(caseId);
  await system.act(caseId, 'recordInterview', INTERVIEW, 'officer');
  await eventually(
    async () => await system.kinds(caseId),
    (kinds) => kinds.includes('DETAINER_ISSUED'),
  );
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
    await reset(caseId, await tasksBeforeActs(caseId));
    const heard = (state: CaseState) => state.interview !== null && state.detainers.length > 0;
    const state = await system.until(caseId, heard, 60_000);
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

  it('a case that has forgotten its detainer, after that has ended: decided again, it learns how it had ended', async () => {
    const caseId = await system.submit('02-match-removable.eft');
    const detainerId = await system.toDetainer(caseId);
    await holdEnds(detainerId);
    await system.until(caseId, ({ detainers }) => detainers[0]?.report?.hold === 'CLOSED');
    await settled(caseId);
    await reset(caseId, await tasksBeforeActs(caseId), ACTS_FORGOTTEN);
    await system.until(
      caseId,
      ({ immigration, detainers }) => immigration === 'STATUS_REVIEW' && detainers.length === 0,
    );
    await system.act(caseId, 'recordReview', REVIEW, 'specialist');
    await system.act(caseId, 'recordDecision', DETAINER_DECISION, 'officer');
    const { detainers } = await system.until(caseId, (state) => (state.detainers[0]?.report ?? null) !== null, 10_000);
    expect(detainers[0]?.report).toMatchObject({ hold: 'CLOSED', ending: 'RELEASED' });
  });

  it('a case that has forgotten its detainer and then finds a citizen: nobody stays held [A6 never] [C1 never]', async () => {
    const caseId = await system.submit('02-match-removable.eft');
    const detainerId = await system.toDetainer(caseId);
    await settled(caseId);
    await reset(caseId, await tasksBeforeActs(caseId), ACTS_FORGOTTEN);
    await system.until(
      caseId,
      ({ immigration, detainers }) => immigration === 'STATUS_REVIEW' && detainers.length === 0,
      60_000,
    );
    await system.act(
      caseId,
      'recordReview',
      { ...REVIEW, lastKnownStatus: 'US_CITIZEN', opinion: 'NOT_REMOVABLE_ON_RECORD' },
      'specialist',
    );
    await eventually(
      async () => await system.detainer(detainerId),
      ({ hold }) => hold === 'CLOSED',
      10_000,
    );
    expect(await system.untilClosed(caseId)).toMatchObject({ outcome: 'CITIZEN' });
  });

  it('a detainer that has forgotten what people told it: the clock runs on to the same limit, and the case hears what it says from then on [C2 never]', async () => {
    const caseId = await system.submit('02-match-removable.eft');
    const detainerId = await system.toDetainer(caseId);
    const endedAt = isoInstant((await system.cases.timeOf(detainerId)).nowMs);
    const due = { endedAt, ending: 'BAIL_POSTED', source: 'Bail receipt' } as const;
    await system.act(detainerId, 'acknowledgeDetainer', { receivedAt: endedAt }, 'jail-one');
    await system.act(detainerId, 'reportGroundsEnded', due, 'jail-one');
    const { clock } = await system.detainer(detainerId);
    await system.until(caseId, ({ detainers }) => detainers[0]?.report?.hold === 'RUNNING');
    await settled(caseId);
    await reset(detainerId, 0, ACTS_FORGOTTEN);
    const running = await system.untilDetainer(
      detainerId,
      ({ delivery, hold }) => delivery === 'ISSUED' && hold === 'RUNNING',
      10_000,
    );
    expect(running.clock?.limitMs).toBe(clock?.limitMs);
    await holdEnds(detainerId);
    await system.until(caseId, ({ detainers }) => detainers[0]?.report?.hold === 'CLOSED', 10_000);
  });
});
