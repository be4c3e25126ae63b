import { describe, expect, it } from 'vitest';
import { runWatchKeeper, type WatchKeeperInput } from '../../../workers/watch.ts';

interface Seen {
  readonly rounds: number;
  readonly scheduled: number;
  readonly warned: number;
}

/** Lets it keep the watch for so many rounds. */
async function kept(
  rounds: number,
  more: { readonly blind?: (round: number) => string | null; readonly failing?: (round: number) => boolean },
): Promise<Seen> {
  const stopping = new AbortController();
  let round = 0;
  let scheduled = 0;
  let warned = 0;
  const input: WatchKeeperInput = {
    records: {
      watch: {
        begins: () => Promise.resolve(),
        callIfBlind: () => {
          round += 1;
          if (round === rounds) stopping.abort();
          return Promise.resolve(more.blind?.(round) ?? null);
        },
      },
    },
    schedule: () => {
      if (more.failing?.(round)) return Promise.reject(new Error('the Temporal server is away'));
      scheduled += 1;
      return Promise.resolve();
    },
    log: { info: () => undefined, warn: () => void (warned += 1) },
    everyMs: 1,
  };
  await runWatchKeeper(input, stopping.signal);
  return { rounds: round, scheduled, warned };
}

describe('the keeper of the watch', () => {
  it('makes the schedule once, and looks whether the watch looks', async () => {
    expect(await kept(3, {})).toEqual({ rounds: 3, scheduled: 1, warned: 0 });
  });

  it('tries again until the server takes the schedule, and never throws', async () => {
    expect(await kept(4, { failing: (round) => round < 3 })).toEqual({ rounds: 4, scheduled: 1, warned: 2 });
  });

  it('makes the schedule again while the watch is blind: somebody may have deleted it', async () => {
    const blind = (round: number): string | null => (round > 1 ? '2026-03-02T12:00:00.000Z' : null);
    expect(await kept(3, { blind })).toEqual({ rounds: 3, scheduled: 3, warned: 2 });
  });
});
