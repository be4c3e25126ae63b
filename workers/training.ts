import { setTimeout as sleep } from 'node:timers/promises';
import type { Records } from '../records/index.ts';
import type { Logger } from '../runtime/log.ts';

export interface TrainingKeeperInput {
  readonly records: { readonly training: Pick<Records['training'], 'sendMissing'> };
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** Wall clock, milliseconds. */
  readonly wallMs?: () => number;
  /** Milliseconds between two rounds (ten minutes). */
  readonly everyMs?: number;
}

const EVERY_MS = 10 * 60_000;
/** Jurisdictions at a time. */
const AT_ONCE = 50;

/**
 * Sends training material to agencies that came into an active jurisdiction, new versions to all, and what an activation left undone (rule D8).
 * Never throws: nothing waits for it, and the next round makes it good.
 */
export async function runTrainingKeeper(input: TrainingKeeperInput, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    await sendAll(input, stopping);
    await sleep(input.everyMs ?? EVERY_MS, undefined, { signal: stopping }).catch(() => undefined);
  }
}

async function sendAll({ records, log, wallMs = Date.now }: TrainingKeeperInput, stopping: AbortSignal): Promise<void> {
  try {
    let sent = 0;
    do {
      sent = (await records.training.sendMissing(new Date(wallMs()).toISOString(), AT_ONCE)).agencies;
      if (sent > 0) log.info({ agencies: sent }, 'training material was sent');
    } while (sent > 0 && !stopping.aborted);
  } catch (error) {
    log.warn({ err: error }, 'training material could not be sent; it is tried again');
  }
}
