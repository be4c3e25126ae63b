import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { msNumberToTs, tsToMs } from '@temporalio/common/lib/time.js';
import proto, { type temporal } from '@temporalio/proto';
import { CodedError } from '../domain/errors.ts';
import { closedWorkflow, isNotFound, noSuchWorkflow, unavailable } from './wire.ts';

/** A workflow's own time. `offsetMs` is how far it runs ahead of the wall clock; 0 unless its clock was moved. */
export interface WorkflowTime {
  readonly nowMs: number;
  readonly offsetMs: number;
}

/** `reached` is false where the workflow ended on the way. */
export interface Advanced extends WorkflowTime {
  readonly reached: boolean;
}

/** Within this, a workflow that was never moved and the wall clock count as the same. Milliseconds. */
export const SAME_TIME_MS = 1000;
/** The server's own guard against endless retries; each timer that fires on the way is one skip. */
const MAX_SKIPS = 10_000;
/** Years ahead are fine; beyond this the calendar of the rules ends. */
const MAX_ADVANCE_MS = 100 * 366 * 24 * 3_600_000;

/** How often a clock on its way is looked at, in milliseconds. */
const LOOK_EVERY_MS = 100;
// The package is CommonJS whose names Node cannot see from outside.
const RUNNING = proto.temporal.api.enums.v1.WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;

/** What makes the server move a workflow's clock ahead by `ms` and then let it run on at the pace of the wall clock. */
export function fastForward(ms: number, id: string): temporal.api.common.v1.ITimeSkippingConfig {
  return { enabled: true, fastForwardConfig: { id, duration: msNumberToTs(ms) }, maxSessionSkipCount: MAX_SKIPS };
}

interface Observed extends WorkflowTime {
  readonly running: boolean;
  /** The id of the last fast-forward, and whether it is still under way. */
  readonly move: { readonly id: string | undefined; readonly underWay: boolean };
}

/**
 * The time a workflow lives in, from the server. Of a workflow that has ended: how far its clock runs ahead, all the same.
 * @throws CodedError NOT_FOUND, TEMPORAL_UNAVAILABLE
 */
export async function skippedTimeOf(client: Client, workflowId: string): Promise<WorkflowTime> {
  const { nowMs, offsetMs } = await observe(client, workflowId);
  return { nowMs, offsetMs };
}

async function observe(client: Client, workflowId: string): Promise<Observed> {
  const { workflowExecutionInfo, workflowExtendedInfo } = await client.workflowService
    .describeWorkflowExecution({ namespace: client.options.namespace, execution: { workflowId } })
    .catch((error: unknown) => {
      throw isNotFound(error) ? noSuchWorkflow() : unavailable(error);
    });
  const wallMs = Date.now();
  const skipping = workflowExtendedInfo?.timeSkippingInfo;
  const nowMs = skipping?.currentTime ? tsToMs(skipping.currentTime) : wallMs;
  const offsetMs = Math.abs(nowMs - wallMs) < SAME_TIME_MS ? 0 : nowMs - wallMs;
  const { enabled = false, fastForwardConfig } = skipping?.effectiveConfig ?? {};
  const move = { id: fastForwardConfig?.id ?? undefined, underWay: enabled === true };
  return { nowMs, offsetMs, running: workflowExecutionInfo?.status === RUNNING, move };
}

/**
 * Moves one workflow's clock ahead by `byMs` milliseconds and waits until it stands there; every timer on the way fires at its instant.
 *
 * What the server does (tried on 1.32.0):
 * - A skip needs the workflow idle: a workflow task or an activity in flight, local or remote, holds the clock until it is done. Waits of
 *   an activity's retries are skipped too, so that an outage ends early while a fast-forward is pending.
 * - Each timer on the way costs about a second of wall time, a stretch without timers next to none.
 * - There is one fast-forward at a time: a second replaces a first that has not arrived. Move one workflow from one place at a time.
 * - What a query reads as its time is that of the last workflow task; it moves only when something fires.
 *
 * A clock that does not move for `stuckAfterMs` is let go, so that it does not jump later, when nobody expects it.
 * @throws CodedError CLOCK_INPUT, CASE_CLOSED, NOT_FOUND, CLOCK_STUCK, CLOCK_BUSY, TEMPORAL_UNAVAILABLE
 */
export async function advance(
  client: Client,
  workflowId: string,
  byMs: number,
  stuckAfterMs: number,
): Promise<Advanced> {
  if (!Number.isInteger(byMs) || byMs < 1 || byMs > MAX_ADVANCE_MS) {
    throw new CodedError('CLOCK_INPUT', 'A clock moves ahead by whole milliseconds, at most a hundred years.', 'byMs');
  }
  const id = randomUUID();
  const before = await skippedTimeOf(client, workflowId);
  await setTimeSkipping(client, workflowId, fastForward(byMs, id));
  const reached = await arrival(client, { workflowId, id, targetMs: before.nowMs + byMs }, stuckAfterMs);
  return { ...(await skippedTimeOf(client, workflowId)), reached };
}

async function setTimeSkipping(
  client: Client,
  workflowId: string,
  timeSkippingConfig: temporal.api.common.v1.ITimeSkippingConfig,
): Promise<void> {
  const request = {
    namespace: client.options.namespace,
    workflowExecution: { workflowId },
    updateMask: { paths: ['time_skipping_config'] },
    workflowExecutionOptions: { timeSkippingConfig },
  };
  await client.workflowService.updateWorkflowExecutionOptions(request).catch((error: unknown) => {
    throw isNotFound(error) ? closedWorkflow() : unavailable(error);
  });
}

/** A fast-forward under way: its id, and where it goes. */
export interface Move {
  readonly workflowId: string;
  readonly id: string;
  readonly targetMs: number;
}

/**
 * Waits until a fast-forward has arrived; `false` if the workflow ended on the way. One that does not move for `stuckAfterMs` is let go.
 * Looks again and again: the server's own poll for this takes 20 s to say that nothing has moved.
 * @throws CodedError CLOCK_STUCK, CLOCK_BUSY, NOT_FOUND, TEMPORAL_UNAVAILABLE
 */
export async function arrival(client: Client, move: Move, stuckAfterMs: number): Promise<boolean> {
  let seen = await observe(client, move.workflowId);
  let movedAt = Date.now();
  for (;;) {
    const arrived = arrivedBy(seen, move);
    if (arrived !== undefined) return arrived;
    if (Date.now() > movedAt + stuckAfterMs) await letGo(client, move.workflowId);
    await sleep(LOOK_EVERY_MS);
    const next = await observe(client, move.workflowId);
    // The offset, not the time, tells a skip from time that simply passes.
    if (next.offsetMs > seen.offsetMs + SAME_TIME_MS) movedAt = Date.now();
    seen = next;
  }
}

/** Whether the move has arrived, or never will because the workflow ended; `undefined`: neither yet. */
function arrivedBy({ move, nowMs, running }: Observed, { id, targetMs }: Move): boolean | undefined {
  const underWay = move.underWay && move.id === id;
  if (nowMs >= targetMs && !underWay) return true;
  if (!running) return false;
  // Without a move, or with ours, the clock stands on its own account: the server's guard, or a step under way.
  if (move.id === id || move.id === undefined) return undefined;
  throw new CodedError(
    'CLOCK_BUSY',
    'Someone else is moving the clock of this case: wait for it, look at the time, and try again.',
  );
}

async function letGo(client: Client, workflowId: string): Promise<never> {
  await setTimeSkipping(client, workflowId, { enabled: false });
  throw new CodedError(
    'CLOCK_STUCK',
    'The clock does not move: a step of this case is under way or being tried again. Look at it, and try again.',
  );
}
