import { type Client, ScheduleAlreadyRunning, ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client';
import { OVERDUE_HOLD_WATCH, WATCH_EVERY_MINUTES, WATCH_SCHEDULE } from '../domain/detainer/watch.ts';
import { PLAN_LOOK, PLAN_SCHEDULE } from '../domain/jurisdiction/plan.ts';
import { TASK_QUEUES } from '../domain/lifecycle/input.ts';
import { unavailable } from './wire.ts';

/** Where the watch's schedule stands. `next`: when it looks next, ISO; null where it is paused. */
export interface WatchSchedule {
  readonly next: string | null;
  readonly paused: boolean;
}

function watch() {
  return {
    spec: { intervals: [{ every: `${WATCH_EVERY_MINUTES} minutes` as const }] },
    action: {
      type: 'startWorkflow' as const,
      workflowType: OVERDUE_HOLD_WATCH,
      workflowId: WATCH_SCHEDULE,
      taskQueue: TASK_QUEUES.case,
      args: [],
      // A look that is stuck must not keep the next ones from beginning.
      workflowExecutionTimeout: '30 minutes' as const,
    },
    // One look sees everything: of those missed while the server was down, one is enough.
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '10 minutes' as const, pauseOnFailure: false },
  };
}

function planLook() {
  return {
    // Early in the morning in the east of the country, before offices open.
    spec: { intervals: [{ every: '1 day' as const, offset: '10 hours' as const }] },
    action: {
      type: 'startWorkflow' as const,
      workflowType: PLAN_LOOK,
      workflowId: PLAN_SCHEDULE,
      taskQueue: TASK_QUEUES.case,
      args: [],
      workflowExecutionTimeout: '12 hours' as const,
    },
    // One that was missed while the server was down is made up for, once.
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 day' as const, pauseOnFailure: false },
  };
}

/**
 * Has the watch over holds look every five minutes; again, it is brought up to date. One that somebody has paused stays paused: `sc watch status`
 * and the alarm of a blind watch say so.
 * @throws CodedError TEMPORAL_UNAVAILABLE
 */
export async function scheduleWatch(client: Client): Promise<void> {
  await keep(client, WATCH_SCHEDULE, watch());
}

/**
 * Has the nationwide plan be looked at every day; again, it is brought up to date.
 * @throws CodedError TEMPORAL_UNAVAILABLE
 */
export async function schedulePlanLook(client: Client): Promise<void> {
  await keep(client, PLAN_SCHEDULE, planLook());
}

async function keep(
  client: Client,
  scheduleId: string,
  schedule: ReturnType<typeof watch> | ReturnType<typeof planLook>,
): Promise<void> {
  try {
    await client.schedule.create({ scheduleId, ...schedule });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw unavailable(error);
    await client.schedule
      .getHandle(scheduleId)
      .update(({ state }) => ({ ...schedule, state }))
      .catch((fault: unknown) => {
        throw unavailable(fault);
      });
  }
}

/** Where the schedule of the watch stands; null where there is none. @throws CodedError TEMPORAL_UNAVAILABLE */
export async function watchScheduleOf(client: Client): Promise<WatchSchedule | null> {
  try {
    const { state, info } = await client.schedule.getHandle(WATCH_SCHEDULE).describe();
    const next = state.paused ? undefined : info.nextActionTimes[0];
    return { next: next?.toISOString() ?? null, paused: state.paused };
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return null;
    throw unavailable(error);
  }
}
