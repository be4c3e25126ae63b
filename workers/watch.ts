import { setTimeout as sleep } from 'node:timers/promises';
import type { Records } from '../records/index.ts';
import type { Logger } from '../runtime/log.ts';

export interface WatchKeeperInput {
  readonly records: { readonly watch: Pick<Records['watch'], 'begins' | 'callIfBlind'> };
  /** Makes the watch's schedule, or brings it up to date. */
  readonly schedule: () => Promise<void>;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** Wall clock, milliseconds. */
  readonly wallMs?: () => number;
  /** Milliseconds between two rounds (a minute). */
  readonly everyMs?: number;
}

const EVERY_MS = 60_000;

/**
 * Keeps the watch over holds looking: makes its schedule when this process starts, and calls people when no look has been completed for a while,
 * which the watch itself cannot do where its schedule was deleted, its workflow is stuck or the Temporal server is away. Never throws.
 */
export async function runWatchKeeper(input: WatchKeeperInput, stopping: AbortSignal): Promise<void> {
  let scheduled = false;
  while (!stopping.aborted) {
    scheduled = await keep(input, scheduled);
    await sleep(input.everyMs ?? EVERY_MS, undefined, { signal: stopping }).catch(() => undefined);
  }
}

/** One round. Answers whether the schedule stands, as far as is known: while the watch is blind it is made again. */
async function keep(
  { records, schedule, log, wallMs = Date.now }: WatchKeeperInput,
  scheduled: boolean,
): Promise<boolean> {
  try {
    await records.watch.begins(wallMs());
    const since = await records.watch.callIfBlind(wallMs());
    if (since !== null) log.warn({ since }, 'the watch over holds is blind: no look was completed');
    if (!scheduled || since !== null) await schedule();
    if (!scheduled) log.info({}, 'the watch over holds is scheduled');
    return true;
  } catch (error) {
    log.warn({ err: error }, 'the watch over holds could not be seen to; it is tried again');
    return false;
  }
}
