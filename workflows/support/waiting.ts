import { CancellationScope, condition } from '@temporalio/workflow';

/** After each unanswered wait the next is twice as long, up to 64 times the limit: years of waiting make few events. */
const MAX_GROWTH = 6;

/** How long the n-th wait (from 0) for something lasts, in milliseconds. */
export function growing(limitMs: number, round: number): number {
  return limitMs * 2 ** Math.min(round, MAX_GROWTH);
}

/** Runs `work` until it ends or `done` holds, whichever is first; unfinished work is then given up. */
export async function whileNeeded(work: () => Promise<void>, done: () => boolean): Promise<void> {
  const scope = new CancellationScope({ cancellable: true });
  let finished = false;
  const running = scope.run(async () => {
    try {
      await work();
    } finally {
      finished = true;
    }
  });
  const quiet = running.catch((error: unknown) => {
    if (!scope.consideredCancelled) throw error;
  });
  await condition(() => finished || done());
  if (!finished) scope.cancel();
  await quiet;
}
