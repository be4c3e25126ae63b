import { proxyActivities } from '@temporalio/workflow';
import type { WatchActivities, WatchedPage } from '../activities/contract-watch.ts';
import { TASK_QUEUES } from '../domain/lifecycle/input.ts';
import { isoInstant } from '../domain/text.ts';

/** While the records are away nothing can be seen: it goes on when they are back, and the next look says since when it was blind. */
const watching = proxyActivities<WatchActivities>({
  taskQueue: TASK_QUEUES.case,
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '20s' },
});

/** What a look came to: how many open detainers it saw, and with how many of them something is wrong. */
export interface WatchResult {
  readonly looked: number;
  readonly found: number;
}

/**
 * One look over all open detainers, independent of their cases (rule C7). It takes no input: its time is its own, so that nobody who starts it
 * by hand can have it look at another one.
 */
export async function overdueHoldWatch(): Promise<WatchResult> {
  const at = isoInstant(Date.now());
  let looked = 0;
  let found = 0;
  let after: string | null = null;
  do {
    const page: WatchedPage = await watching.watchHolds({ now: isoInstant(Date.now()), after });
    looked += page.looked;
    found += page.found;
    after = page.next;
  } while (after !== null);
  await watching.lookCompleted({ at, looked, found });
  return { looked, found };
}
