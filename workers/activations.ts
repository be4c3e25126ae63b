import { setTimeout as sleep } from 'node:timers/promises';
import type { CaseClient } from '../client/cases.ts';
import type { Records } from '../records/index.ts';
import type { Logger } from '../runtime/log.ts';

export interface ActivationSweep {
  readonly records: { readonly activations: Pick<Records['activations'], 'notStarted'> };
  readonly cases: Pick<CaseClient, 'startActivation'>;
  readonly log: Pick<Logger, 'info' | 'warn'>;
}

/** An activation younger than this is still in the hands of whoever planned it. Milliseconds. */
const YOUNG_MS = 15_000;
const BATCH = 100;
const PAUSE_MS = 10_000;

/**
 * Starts every activation that was planned and whose workflow has written nothing yet: the process or the Temporal server went away between the
 * two. Answers how many were started. Each start is once for ever, whoever else tries.
 */
export async function sweepActivations(
  { records, cases, log }: ActivationSweep,
  plannedBeforeMs: number,
): Promise<number> {
  let started = 0;
  for (const input of await records.activations.notStarted(plannedBeforeMs, BATCH)) {
    try {
      if ((await cases.startActivation(input)) === 'STARTED') started += 1;
    } catch (error) {
      // One that cannot be started must not keep back those behind it.
      log.warn(
        { err: error, jurisdiction: input.jurisdiction },
        'a planned activation could not be started; it is tried again',
      );
    }
  }
  if (started > 0) log.info({ started }, 'planned activations were started');
  return started;
}

/** Sweeps until it is told to stop. Never throws: an outage is met by the next round. */
export async function runActivationSweeper(input: ActivationSweep, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    await sweepActivations(input, Date.now() - YOUNG_MS).catch((error: unknown) =>
      input.log.warn({ err: error }, 'the sweep over activations failed; it is tried again'),
    );
    await sleep(PAUSE_MS, undefined, { signal: stopping }).catch(() => undefined);
  }
}
