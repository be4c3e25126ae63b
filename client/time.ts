import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { msNumberToTs, tsToMs } from '@temporalio/common/lib/time.js';
import proto, { type temporal } from '@temporalio/proto';
import { CodedError } from '../domain/errors.ts';
import { closedWorkflow, isNotFound, noSuchWorkflow, TEMPORAL_DEADLINE, unavailable } from './wire.ts';

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

// The package is CommonJS whose names Node cannot see from outside.
const PollResult = proto.temporal.api.enums.v1.FastForwardPollingResult;

/** What makes the server move a workflow's clock ahead by `ms` and then let it run on at the pace of the wall clock. */
export function fastForward(ms: number, id: string): temporal.api.common.v1.ITimeSkippingConfig {
  return { enabled: true, fastForwardConfig: { id, duration: msNumberToTs(ms) }, maxSessionSkipCount: MAX_SKIPS };
}

/**
 * The time a workflow lives in, from the server. Of a workflow that has ended: how far its clock runs ahead, all the same.
 * @throws CodedError NOT_FOUND, TEMPORAL_UNAVAILABLE
 */
export async function skippedTimeOf(client: Client, workflowId: string): Promise<WorkflowTime> {
  const description = await client.workflowService
    .describeWorkflowExecution({ namespace: client.options.namespace, execution: { workflowId } })
    .catch((error: unknown) => {
      throw isNotFound(error) ? noSuchWorkflow() : unavailable(error);
    });
  const wallMs = Date.now();
  const current = description.workflowExtendedInfo?.timeSkippingInfo?.currentTime;
  if (!current) return { nowMs: wallMs, offsetMs: 0 };
  const nowMs = tsToMs(current);
  const offsetMs = nowMs - wallMs;
  return { nowMs, offsetMs: Math.abs(offsetMs) < SAME_TIME_MS ? 0 : offsetMs };
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
export async function advance(client: Client, workflowId: string, byMs: number, stuckAfterMs: number): Promise<Advanced> {
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

export interface Move {
  readonly workflowId: string;
  readonly id: string;
  readonly targetMs: number;
}

/**
 * Waits until a fast-forward has arrived; `false` if the workflow ended on the way. One that does not move for `stuckAfterMs` is let go.
 * @throws CodedError CLOCK_STUCK, CLOCK_BUSY, TEMPORAL_UNAVAILABLE
 */
export async function arrival(client: Client, move: Move, stuckAfterMs: number): Promise<boolean> {
  let lastMs = 0;
  let movedAt = Date.now();
  for (;;) {
    const result = await polled(client, move, movedAt + stuckAfterMs);
    if (result === PollResult.FAST_FORWARD_POLLING_RESULT_FAST_FORWARD_COMPLETED) return true;
    const { nowMs, offsetMs } = await skippedTimeOf(client, move.workflowId);
    if (result === PollResult.FAST_FORWARD_POLLING_RESULT_FAST_FORWARD_FAILED) return endedOrBusy(client, move, nowMs);
    // While the clock stands still its offset does, too: only the offset tells a skip from time that simply passes.
    if (offsetMs > lastMs + SAME_TIME_MS) {
      lastMs = offsetMs;
      movedAt = Date.now();
    } else if (Date.now() >= movedAt + stuckAfterMs) {
      await setTimeSkipping(client, move.workflowId, { enabled: false });
      throw new CodedError('CLOCK_STUCK', 'The clock does not move: a step of this case is under way or being tried again. Look at it, and try again.');
    }
  }
}

/** One poll, no longer than until `deadlineMs`; running out of time counts as the server's own time-out. */
async function polled(client: Client, move: Move, deadlineMs: number): Promise<number> {
  const request = {
    namespace: client.options.namespace,
    workflowExecution: { workflowId: move.workflowId },
    fastForwardId: move.id,
  };
  try {
    const poll = () => client.workflowService.pollWorkflowExecutionTimeSkipping(request);
    return (await client.withDeadline(Math.max(deadlineMs, Date.now() + 500), poll)).fastForwardPollingResult;
  } catch (error) {
    return pollFault(error);
  }
}

function pollFault(error: unknown): number {
  if (isNotFound(error)) return PollResult.FAST_FORWARD_POLLING_RESULT_FAST_FORWARD_FAILED;
  const fault = unavailable(error);
  if (fault.code === TEMPORAL_DEADLINE) return PollResult.FAST_FORWARD_POLLING_RESULT_POLL_TIMEOUT;
  throw fault;
}

/** Why a fast-forward cannot complete: the workflow ended (no error), or another one took its place. */
async function endedOrBusy(client: Client, move: Move, nowMs: number): Promise<boolean> {
  if (nowMs >= move.targetMs) return true;
  const { status } = await client.workflow.getHandle(move.workflowId).describe();
  if (status.name !== 'RUNNING') return false;
  throw new CodedError('CLOCK_BUSY', 'Someone else is moving the clock of this case: wait for it, look at the time, and try again.');
}
