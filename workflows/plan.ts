import { proxyActivities } from '@temporalio/workflow';
import type { PlanActivities } from '../activities/contract-plan.ts';
import { TASK_QUEUES } from '../domain/lifecycle/input.ts';
import { isoInstant } from '../domain/text.ts';

const looking = proxyActivities<PlanActivities>({
  taskQueue: TASK_QUEUES.case,
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '20s' },
});

/**
 * The daily look at the nationwide plan (rule D1): the administrator is called about what is in no plan and what is behind, and no longer once it is
 * put right. It takes no input: its time is its own. Answers how many jurisdictions are behind.
 */
export async function planLook(): Promise<{ readonly behind: number }> {
  return await looking.lookAtPlan({ now: isoInstant(Date.now()) });
}
