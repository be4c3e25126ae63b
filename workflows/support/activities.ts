import { proxyActivities } from '@temporalio/workflow';
import type { ActivationActivities } from '../../activities/contract-activation.ts';
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

/** Writing the record also makes the PDFs that go out with it, which takes a while on a busy machine: it says that it is alive. */
export const record = proxyActivities<Pick<CaseActivities, 'writeRecords'>>({
  taskQueue: TASK_QUEUES.case,
  startToCloseTimeout: '3 minutes',
  heartbeatTimeout: '20s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '20s' },
});

/**
 * Steps of our own: records, register, clock, other workflows. Short and idempotent, retried for as long as it takes; attempts add nothing to the
 * history, so an outage of the records delays a case and neither loses, bloats nor fails it. Never local activities: docs/decisions/0007.
 */
export const own = proxyActivities<Omit<CaseActivities, 'writeRecords'>>({
  taskQueue: TASK_QUEUES.case,
  startToCloseTimeout: '20s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '20s' },
});

/** The steps of an activation: as our own. */
export const activation = proxyActivities<ActivationActivities>({
  taskQueue: TASK_QUEUES.case,
  startToCloseTimeout: '20s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '20s' },
});
