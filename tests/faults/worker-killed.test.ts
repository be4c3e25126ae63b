import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomBytes } from 'node:crypto';
import { detainerIdOf } from '../../domain/ids.ts';
import { isoInstant } from '../../domain/text.ts';
import { type Proxy, startProxy } from '../support/proxy.ts';
import {
  DETAINER_DECISION,
  eventually,
  INTERVIEW,
  REMOVAL_DECISION,
  REVIEW,
  startSystem,
  type System,
} from '../support/system.ts';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.ts';
import { answer, behave, endedForLimitIn, received, sent, THURSDAY } from './support.ts';

// The workers' process is killed (SIGKILL) in the middle of one stage after the other and started again. A step is caught in its middle by a
// proxy before the database: its transaction is committed, and the worker is killed before it hears so. What ran at the kill is tried again
// when its time is up: 10 s for a workflow task, 20 s for a write, a minute for a request to a partner.
const AGAIN_MS = 45_000;

let system: System;
let proxy: Proxy & { stop(): Promise<void> };
let workers: WorkerProcess;

beforeAll(async () => {
  proxy = await startProxy(process.env['TEST_DATABASE_URL'] ?? '');
  system = await startSystem({ withoutWorkers: true, workerDatabaseUrl: (url) => proxy.through(url) });
  workers = await startWorkerProcess(system.workerEnvironment);
});
afterAll(async () => {
  await workers.kill();
  await system.stop();
  await proxy.stop();
});

async function killAndStart(): Promise<void> {
  await workers.kill();
  await proxy.restore();
  workers = await startWorkerProcess(system.workerEnvironment);
}

/** Kills the workers right after the step of this kind was committed, before they know; `cause` sets it off. */
async function killedAtCommitOf(kind: string, cause: () => Promise<unknown>): Promise<void> {
  const deaf = proxy.deafenAtCommitOf(kind);
  // The act is answered, or given up by the caller, while the workers are away; what becomes of it is looked at afterwards.
  const caused = cause().catch(() => undefined);
  await deaf;
  await eventually(
    async () => await system.database.query('select 1 from events where kind = $1', [kind]),
    (rows) => rows.length > 0,
  );
  await killAndStart();
  await caused;
}

function tcn(): string {
  return `XX-KILL-${randomBytes(8).toString('hex')}`;
}

describe('the workers are killed', { timeout: 120_000 }, () => {
  const caseTcn = tcn();
  let caseId: string;
  let detainerId: string;
  let limitMs = 0;

  it('while the FBI and IDENT take a request, and while both are waited for', async () => {
    const [atFbi, atIdent] = [tcn(), tcn()];
    await behave(system, 'fbi', { match: { tcn: atFbi }, slowMs: 2500 });
    await behave(system, 'ident', { match: { tcn: atIdent }, slowMs: 2500 });
    for (const silent of ['fbi', 'ident'] as const)
      await behave(system, silent, { match: { tcn: caseTcn }, silent: true });
    caseId = await system.submit('02-match-removable.eft', { tcn: caseTcn, startAt: THURSDAY });
    const [first, second] = [
      await system.submit('01-no-match.eft', { tcn: atFbi }),
      await system.submit('09-convictions-no-match.eft', { tcn: atIdent }),
    ];
    await eventually(
      async () => [
        await received(system, 'ident', caseTcn),
        await received(system, 'fbi', atFbi),
        await received(system, 'ident', atIdent),
      ],
      (all) => all.every(({ count }) => count === 1),
    );
    await system.until(caseId, ({ immigration }) => immigration === 'AT_IDENT');
    await killAndStart();

    expect(await system.untilClosed(first, AGAIN_MS)).toMatchObject({ status: 'COMPLETED', outcome: 'NO_MATCH' });
    expect(await system.untilClosed(second, AGAIN_MS)).toMatchObject({ status: 'COMPLETED', outcome: 'NO_MATCH' });
    for (const done of [first, second]) {
      const { CRIMINAL_ANSWER, ...more } = await sent(system, done);
      expect([CRIMINAL_ANSWER, ...Object.values(more)].every((count) => count === 1)).toBe(true);
      expect(await system.records.cases.verify(done)).toMatchObject({ ok: true });
    }
    await answer(system, 'fbi', caseTcn);
    await system.until(caseId, ({ criminal }) => criminal === 'ANSWERED');
    await answer(system, 'ident', caseTcn);
    await system.until(
      caseId,
      ({ immigration, databasesAnswered }) => immigration === 'STATUS_REVIEW' && databasesAnswered,
    );
  });

  it('when the status review was just recorded', async () => {
    await killedAtCommitOf(
      'STATUS_REVIEWED',
      async () => await system.act(caseId, 'recordReview', REVIEW, 'specialist'),
    );
    const { review } = await system.until(caseId, ({ immigration }) => immigration === 'OFFICER_DECISION', AGAIN_MS);
    expect(review?.value).toEqual(REVIEW);
  });

  it('when the decision is being taken', async () => {
    await killedAtCommitOf(
      'DECISION',
      async () => await system.act(caseId, 'recordDecision', DETAINER_DECISION, 'officer'),
    );
    detainerId = detainerIdOf(caseId, 1);
    const { detainers } = await system.until(
      caseId,
      (state) => (state.detainers[0]?.report ?? null) !== null,
      AGAIN_MS,
    );
    expect(detainers).toHaveLength(1);
  });

  it('when the clock has just been started', async () => {
    const { endedAt } = await endedForLimitIn(system, detainerId, 45_000);
    await killedAtCommitOf('CLOCK_STARTED', async () => {
      await system.act(
        detainerId,
        'reportGroundsEnded',
        { endedAt, ending: 'BAIL_POSTED', source: 'Bail receipt' },
        'jail-one',
      );
    });
    const { clock } = await system.untilDetainer(detainerId, ({ hold }) => hold === 'RUNNING', AGAIN_MS);
    expect(Date.parse(clock?.startedAt ?? '')).toBe(Date.parse(endedAt));
    limitMs = clock?.limitMs ?? 0;
  });

  it('at the limit, which stays the same', async () => {
    await killAndStart();
    await killedAtCommitOf('AUTHORITY_ENDED', async () => await Promise.resolve());
    const { authorityEnded } = await system.untilDetainer(
      detainerId,
      ({ hold }) => hold === 'AUTHORITY_ENDED',
      AGAIN_MS,
    );
    expect(Date.parse(authorityEnded?.at ?? '')).toBe(limitMs);
  });

  it('when the case closes', async () => {
    await system.act(caseId, 'recordInterview', INTERVIEW, 'officer');
    await system.act(caseId, 'decideRemoval', REMOVAL_DECISION, 'officer');
    const { nowMs } = await system.cases.timeOf(detainerId);
    await killedAtCommitOf('CASE_CLOSED', async () => {
      await system.act(
        detainerId,
        'reportHoldEnded',
        { endedAt: isoInstant(nowMs), ending: 'ASSUMED', source: 'Transfer form' },
        'jail-one',
      );
    });
    expect(await system.untilClosed(caseId, AGAIN_MS)).toMatchObject({
      status: 'COMPLETED',
      outcome: 'REMOVAL_SOUGHT',
    });
  });

  it('and nothing was lost, nothing done twice', async () => {
    // The detainer's last step is its own, and was caught by the same kill.
    const kinds = await eventually(
      async () => await system.kinds(caseId),
      (seen) => seen.includes('CLOSED'),
      AGAIN_MS,
    );
    await eventually(
      async () => await system.cases.describe(detainerId),
      (name) => name === 'COMPLETED',
      AGAIN_MS,
    );
    expect(kinds.toSorted()).toEqual(
      [
        'CASE_OPENED',
        'FBI_ACCEPTED',
        'SHARED_WITH_DHS',
        'CRIMINAL_ANSWER',
        'MATCH',
        'DATABASES_ANSWERED',
        'STATUS_REVIEWED',
        'DECISION',
        'DETAINER_ISSUED',
        'CLOCK_STARTED',
        // The hold was short: all marks before its limit but the last had passed when it started.
        'LIMIT_NEAR',
        'AUTHORITY_ENDED',
        'INTERVIEW',
        'REMOVAL_DECISION',
        'CLOSED',
        'CASE_CLOSED',
      ].toSorted(),
    );
    expect(await sent(system, caseId)).toEqual({
      CRIMINAL_ANSWER: 1,
      IMMIGRATION_RESPONSE: 2,
      DETAINER: 1,
      CLOCK_NOTICE: 1,
      RELEASE_NOTICE: 1,
    });
    for (const partner of ['fbi', 'ident', 'databases'] as const)
      expect(await received(system, partner, caseTcn)).toEqual({ count: 1, conflicts: 0 });
    expect(await system.records.cases.verify(caseId)).toMatchObject({ ok: true });
    const [row, ...others] = await system.records.cases.detainers(caseId);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ hold: 'CLOSED', ending: 'ASSUMED' });
    expect(Date.parse(row?.limitAt ?? '')).toBe(limitMs);
    const open = await system.records.alarms.list({ actor: null, caseId, open: true });
    // The person was taken over after the limit: that stays open for a person to answer for, and nothing else does.
    expect(open.map(({ rule }) => rule)).toEqual(['HELD_PAST_LIMIT']);
  });
});
