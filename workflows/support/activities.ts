import { isCancellation, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { CaseActivities, DhsActivities, FbiActivities } from '../../activities/contract.ts';
import { TASK_QUEUES } from '../../domain/lifecycle/input.ts';

/** Partners may be down for days: retried until they answer, at most once a minute. Idempotent by TCN, so a repeat is harmless. */
const PARTNER_RETRY = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1 minute' } as const;

export const fbi = proxyActivities<FbiActivities>({
  taskQueue: TASK_QUEUES.fbi,
  startToCloseTimeout: '1 minute',
  retry: PARTNER_RETRY,
});
export const dhs = proxyActivities<DhsActivities>({
  taskQueue: TASK_QUEUES.dhs,
  startToCloseTimeout: '1 minute',
  retry: PARTNER_RETRY,
});

/** Short, idempotent steps of our own: tried on the spot, within the workflow task. */
const local = proxyLocalActivities<CaseActivities>({
  startToCloseTimeout: '4s',
  scheduleToCloseTimeout: '10s',
  retry: { maximumAttempts: 3, initialInterval: '250ms' },
});

/** The same steps when the first attempts failed: retried for as long as it takes, adding nothing to the history meanwhile. */
const remote = proxyActivities<CaseActivities>({
  taskQueue: TASK_QUEUES.case,
  startToCloseTimeout: '20s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '20s' },
});

/**
 * Runs a step of ours until it succeeds: at once if the records are there, else as long as they are away. An outage delays a case, and adds
 * a handful of events to its history, whatever its length.
 */
export async function durably<T>(step: (via: CaseActivities) => Promise<T>): Promise<T> {
  try {
    return await step(local);
  } catch (error) {
    if (isCancellation(error)) throw error;
    return await step(remote);
  }
}

/**
 * Runs a step of ours as a remote activity from the start: it begins only when what led to it is in the workflow's history. Before that, a
 * crash can take back what the workflow has just accepted or concluded (a person's act, a limit that has passed), but not what a local
 * activity has done in its name.
 */
export async function onceInHistory<T>(step: (via: CaseActivities) => Promise<T>): Promise<T> {
  return await step(remote);
}
