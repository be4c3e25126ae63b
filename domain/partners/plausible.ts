import type { Refusal } from '../errors.ts';
import { instantMs } from '../text.ts';

/** How far a reporter's clock may run ahead of the workflow's, in milliseconds. */
export const CLOCK_TOLERANCE_MS = 5 * 60 * 1000;

/** Refuses an instant that has not come yet: judged against workflow time, the one source of time. */
export function refuseFuture(instant: string, field: string, nowMs: number): Refusal | undefined {
  if (instantMs(instant) <= nowMs + CLOCK_TOLERANCE_MS) return undefined;
  return {
    field,
    code: 'INSTANT_IN_FUTURE',
    reason: 'This instant has not come yet: report what has happened, when it has.',
  };
}
