import { instantMs } from '../text.ts';
import type { HoldClock } from './hold.ts';

/** The warnings before a limit, and the moment at which 48 hours in a row have passed. */
export type Mark = 'BEFORE_24H' | 'BEFORE_12H' | 'BEFORE_4H' | 'BEFORE_1H' | 'CONSECUTIVE_48H';

export interface MarkAt {
  readonly mark: Mark;
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

const HOUR_MS = 3_600_000;
const HOURS_BEFORE = { BEFORE_24H: 24, BEFORE_12H: 12, BEFORE_4H: 4, BEFORE_1H: 1 } as const;

/** The marks of a clock that lie before its limit, in order of time. One that comes with the limit is none: the limit speaks for itself. */
export function marksOf(clock: HoldClock): readonly MarkAt[] {
  const startMs = instantMs(clock.startedAt);
  const before = Object.entries(HOURS_BEFORE).map(([mark, hours]) => ({
    mark: mark as Mark,
    atMs: clock.limitMs - hours * HOUR_MS,
  }));
  return [...before, { mark: 'CONSECUTIVE_48H' as const, atMs: instantMs(clock.consecutive48hAt) }]
    .filter(({ atMs }) => atMs > startMs && atMs < clock.limitMs)
    .toSorted((a, b) => a.atMs - b.atMs);
}

/** How a mark is named to people. */
export const MARK_WORDS: Record<Mark, string> = {
  BEFORE_24H: '24 hours before the limit',
  BEFORE_12H: '12 hours before the limit',
  BEFORE_4H: '4 hours before the limit',
  BEFORE_1H: '1 hour before the limit',
  CONSECUTIVE_48H: '48 consecutive hours have passed',
};
