import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { startProxy } from '../support/proxy.ts';
import { eventually, startSystem, type System } from '../support/system.ts';
import { answer, behave, endedForLimitIn, historyOf, sent, THURSDAY } from './support.ts';

/** How many more history events a workflow may have for an outage, however long it lasts. */
export const MORE_EVENTS = 12;
const LIMIT_IN_MS = 20_000;

/** What became of a pair of workflows: a case that waited for its record, and a detainer that reached its limit. */
interface Outcome {
  readonly caseEvents: number;
  readonly detainerEvents: number;
}

/**
 * Takes the database away from the workers for `awayMs` milliseconds: for the first half it does not answer, for the second it refuses
 * connections. In that time a case hears the FBI's answer and IDENT's match, and a detainer reaches its limit. A twin of each, to which the
 * same happens with the database there, says how many history events the outage costs.
 */
export async function outage(awayMs: number): Promise<{ readonly more: Outcome }> {
  const proxy = await startProxy(process.env['TEST_DATABASE_URL'] ?? '');
  const system = await startSystem({ workerDatabaseUrl: (url) => proxy.through(url) });
  try {
    const [twin, struck] = [await prepare(system), await prepare(system)];
    await startClock(system, twin.detainerId);
    await tellAnswers(system, twin.waitingTcn);
    const usual = await outcomeOf(system, twin, 60_000);

    const limitMs = await startClock(system, struck.detainerId);
    proxy.blackHole();
    await tellAnswers(system, struck.waitingTcn);
    await sleep(awayMs / 2);
    await proxy.cut();
    await sleep(awayMs / 2);
    // The state went on without the record.
    expect(await system.detainer(struck.detainerId)).toMatchObject({ hold: 'AUTHORITY_ENDED' });
    expect(await system.kinds(struck.heldId)).not.toContain('AUTHORITY_ENDED');
    await proxy.restore();
    const unusual = await outcomeOf(system, struck, 60_000);

    const ended = (await system.records.cases.events(struck.heldId)).filter(({ kind }) => kind === 'AUTHORITY_ENDED');
    expect(ended.map(({ at }) => Date.parse(at))).toEqual([limitMs]);
    const more = {
      caseEvents: unusual.caseEvents - usual.caseEvents,
      detainerEvents: unusual.detainerEvents - usual.detainerEvents,
    };
    return { more };
  } finally {
    await proxy.restore();
    await system.stop();
    await proxy.stop();
  }
}

interface Pair {
  /** A case whose FBI and IDENT are silent. */
  readonly waitingId: string;
  readonly waitingTcn: string;
  /** A case with a detainer. */
  readonly heldId: string;
  readonly detainerId: string;
}

async function prepare(system: System): Promise<Pair> {
  const waitingTcn = `XX-AWAY-${randomBytes(8).toString('hex')}`;
  for (const standin of ['fbi', 'ident'] as const)
    await behave(system, standin, { match: { tcn: waitingTcn }, silent: true });
  const waitingId = await system.submit('02-match-removable.eft', { tcn: waitingTcn });
  const heldId = await system.submit('02-match-removable.eft', { startAt: THURSDAY });
  const detainerId = await system.toDetainer(heldId);
  await system.until(waitingId, ({ immigration }) => immigration === 'AT_IDENT');
  return { waitingId, waitingTcn, heldId, detainerId };
}

async function startClock(system: System, detainerId: string): Promise<number> {
  const { endedAt } = await endedForLimitIn(system, detainerId, LIMIT_IN_MS);
  await system.act(
    detainerId,
    'reportGroundsEnded',
    { endedAt, ending: 'BAIL_POSTED', source: 'Bail receipt' },
    'jail-one',
  );
  const { clock } = await system.detainer(detainerId);
  if (clock === null) throw new Error('The clock does not run');
  return clock.limitMs;
}

async function tellAnswers(system: System, tcn: string): Promise<void> {
  await answer(system, 'fbi', tcn);
  await answer(system, 'ident', tcn);
}

/** Waits until everything is in the record once, and counts the history. Nothing may have failed. */
async function outcomeOf(system: System, { waitingId, heldId, detainerId }: Pair, withinMs: number): Promise<Outcome> {
  const once = ['CRIMINAL_ANSWER', 'MATCH', 'DATABASES_ANSWERED'];
  const kinds = await eventually(
    async () => await system.kinds(waitingId),
    (seen) => once.every((kind) => seen.includes(kind)),
    withinMs,
  );
  expect(once.map((kind) => kinds.filter((seen) => seen === kind).length)).toEqual([1, 1, 1]);
  await eventually(
    async () => await system.kinds(heldId),
    (seen) => seen.includes('AUTHORITY_ENDED'),
    withinMs,
  );
  await system.until(heldId, ({ detainers }) => detainers[0]?.report?.hold === 'AUTHORITY_ENDED', withinMs);
  expect(await sent(system, heldId)).toMatchObject({ RELEASE_NOTICE: 1 });
  expect(await sent(system, waitingId)).toMatchObject({ CRIMINAL_ANSWER: 1 });
  const events = { caseEvents: 0, detainerEvents: 0 };
  for (const [workflowId, name] of [
    [waitingId, 'caseEvents'],
    [detainerId, 'detainerEvents'],
  ] as const) {
    expect(await system.cases.describe(workflowId)).toBe('RUNNING');
    const { types } = await historyOf(system, workflowId);
    expect(types).not.toContain('workflowTaskFailed');
    events[name] = types.length;
  }
  for (const caseId of [waitingId, heldId])
    expect(await system.records.cases.verify(caseId)).toMatchObject({ ok: true });
  return events;
}
