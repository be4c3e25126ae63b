import { CodedError } from '../domain/errors.ts';
import { PLAN_LOOK } from '../domain/jurisdiction/plan.ts';
import type { Records } from '../records/index.ts';
import type { PlanActivities } from './contract-plan.ts';

/** What the activities of the look at the plan work with. */
export interface PlanDependencies {
  readonly records: { readonly plan: Pick<Records['plan'], 'look'> };
  /** The type of the workflow that calls the activity being run. */
  readonly callerType: () => string;
}

/** The activities of the daily look at the plan (rule D1). Its time is its workflow's own: whoever starts it by hand makes it look once more. */
export function createPlanActivities({ records, callerType }: PlanDependencies): PlanActivities {
  return {
    lookAtPlan: async ({ now }) => {
      if (callerType() !== PLAN_LOOK)
        throw new CodedError('NOT_STARTED_HERE', 'Only the daily look at the plan may look at it.');
      const { counts } = await records.plan.look(now);
      return { behind: counts.behind };
    },
  };
}
