import { describe, expect, it } from 'vitest';
import { computeHoldClock } from '../../../activities/clock.ts';
import { marksOf } from '../../../domain/detainer/marks.ts';
import { instantMs } from '../../../domain/text.ts';

function marks(from: string, zone: string, rule: 'STATUTORY' | 'NONE'): readonly (readonly [string, number])[] {
  const clock = computeHoldClock(from, zone, rule);
  return marksOf(clock).map(({ mark, atMs }) => [mark, (clock.limitMs - atMs) / 3_600_000]);
}

describe('the marks before a limit [C7 must]', () => {
  it('are 24, 12, 4 and 1 hours before it, and 48 hours in a row, in order of time', () => {
    expect(marks('2011-09-16T17:00:00-04:00', 'America/New_York', 'STATUTORY')).toEqual([
      ['CONSECUTIVE_48H', 48],
      ['BEFORE_24H', 24],
      ['BEFORE_12H', 12],
      ['BEFORE_4H', 4],
      ['BEFORE_1H', 1],
    ]);
    expect(marks('2011-09-15T14:00:00-04:00', 'America/New_York', 'STATUTORY').map(([mark]) => mark)).toContain(
      'CONSECUTIVE_48H',
    );
  });

  it('count 48 hours in a row from the start, and not again where they are the limit', () => {
    expect(marks('2011-07-12T14:30:00-04:00', 'America/New_York', 'STATUTORY').map(([mark]) => mark)).toEqual([
      'BEFORE_24H',
      'BEFORE_12H',
      'BEFORE_4H',
      'BEFORE_1H',
    ]);
    expect(marks('2011-09-16T17:00:00-04:00', 'America/New_York', 'NONE')).toHaveLength(4);
  });

  it('lie after the start: a limit that a transfer brought near has fewer', () => {
    const clock = computeHoldClock('2011-07-12T14:30:00-04:00', 'America/New_York', 'NONE');
    const limitMs = instantMs(clock.startedAt) + 5 * 3_600_000;
    expect(marksOf({ ...clock, limitMs }).map(({ mark }) => mark)).toEqual(['BEFORE_4H', 'BEFORE_1H']);
  });
});
