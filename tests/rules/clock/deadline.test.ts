import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dayVerdict,
  earlierLimit,
  earlyMarks,
  type ExclusionRule,
  exclusionRuleSchema,
  holdDeadline,
  type HoldDeadline,
  limitAfterTransfer,
  limitOf,
} from '../../../domain/clock/deadline.ts';
import { isoInZone } from '../../../domain/clock/instant.ts';
import rows from './deadlines.json' with { type: 'json' };
import { US_ZONES } from './zones.ts';

const HOUR = 3_600_000;
const NEW_YORK = 'America/New_York';
const PAUSING = ['STATUTORY', 'OBSERVED'] as const;

const hold = (from: string, zone: string, rule: ExclusionRule = 'STATUTORY'): HoldDeadline =>
  holdDeadline({ from, zone, rule });

describe('worked examples', () => {
  it.each(rows)('$id: $why', (row) => {
    const found = hold(row.wouldOtherwiseBeReleasedAt, row.timezone);
    expect(found.limitAt).toBe(row.expiresAt);
    expect(found.outerReadingAt).toBe(row.outerReadingExpiresAt);
    expect(found.consecutive48hAt).toBe(row.consecutive48hAt);
    expect(found.elapsedMs).toBe(row.elapsedRealHours * HOUR);
    expect(found.limitAt !== found.outerReadingAt).toBe(row.readingsDiffer);
    expect(hold(row.wouldOtherwiseBeReleasedAt, row.timezone, 'OBSERVED').limitAt).toBe(row.outerReadingExpiresAt);
    expect(hold(row.wouldOtherwiseBeReleasedAt, row.timezone, 'NONE').limitAt).toBe(row.consecutive48hAt);
  });
});

describe('the shape of a deadline', () => {
  it('explains Friday evening day by day', () => {
    const found = hold('2011-09-16T17:00:00-04:00', NEW_YORK);
    expect(found).toEqual({
      from: '2011-09-16T17:00:00-04:00',
      startAtMs: Date.UTC(2011, 8, 16, 21),
      zone: NEW_YORK,
      rule: 'STATUTORY',
      limitAt: '2011-09-20T17:00:00-04:00',
      limitAtMs: Date.UTC(2011, 8, 20, 21),
      consecutive48hAt: '2011-09-18T17:00:00-04:00',
      consecutive48hAtMs: Date.UTC(2011, 8, 18, 21),
      elapsedMs: 96 * HOUR,
      outerReadingAt: '2011-09-20T17:00:00-04:00',
      segments: [
        {
          from: '2011-09-16T17:00:00-04:00',
          to: '2011-09-17T00:00:00-04:00',
          counted: true,
          ms: 7 * HOUR,
          why: 'Friday',
        },
        {
          from: '2011-09-17T00:00:00-04:00',
          to: '2011-09-18T00:00:00-04:00',
          counted: false,
          ms: 24 * HOUR,
          why: 'Saturday',
        },
        {
          from: '2011-09-18T00:00:00-04:00',
          to: '2011-09-19T00:00:00-04:00',
          counted: false,
          ms: 24 * HOUR,
          why: 'Sunday',
        },
        {
          from: '2011-09-19T00:00:00-04:00',
          to: '2011-09-20T00:00:00-04:00',
          counted: true,
          ms: 24 * HOUR,
          why: 'Monday',
        },
        {
          from: '2011-09-20T00:00:00-04:00',
          to: '2011-09-20T17:00:00-04:00',
          counted: true,
          ms: 17 * HOUR,
          why: 'Tuesday',
        },
      ],
      excludedDays: [
        { date: '2011-09-17', why: 'Saturday' },
        { date: '2011-09-18', why: 'Sunday' },
      ],
    });
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });

  it('keeps milliseconds', () => {
    expect(hold('2011-09-16T17:00:00.001-04:00', NEW_YORK).limitAt).toBe('2011-09-20T17:00:00.001-04:00');
  });

  it('says the same of the same instant in UTC', () => {
    expect(hold('2011-09-16T21:00:00Z', NEW_YORK)).toEqual(hold('2011-09-16T17:00:00-04:00', NEW_YORK));
  });

  it('says why a day is treated as it is', () => {
    expect(dayVerdict('2011-12-25', 'STATUTORY')).toEqual({ counted: false, why: 'Sunday, Christmas Day' });
    expect(dayVerdict('2011-12-26', 'STATUTORY')).toEqual({
      counted: true,
      why: 'Monday, kept for Christmas Day: counts under STATUTORY',
    });
    expect(dayVerdict('2011-12-26', 'OBSERVED')).toEqual({ counted: false, why: 'Monday, kept for Christmas Day' });
    expect(dayVerdict('2011-12-24', 'NONE')).toEqual({ counted: true, why: 'Saturday: counts under NONE' });
    expect(dayVerdict('2011-12-28', 'OBSERVED')).toEqual({ counted: true, why: 'Wednesday' });
  });
});

describe('boundaries', () => {
  it.each([
    [
      'last millisecond of Wednesday: Friday is not used up',
      '2011-09-14T23:59:59.999-04:00',
      '2011-09-16T23:59:59.999-04:00',
    ],
    ['Thursday 00:00: Friday 24:00 is the limit', '2011-09-15T00:00:00-04:00', '2011-09-17T00:00:00-04:00'],
    [
      'one millisecond later the weekend is in between',
      '2011-09-15T00:00:00.001-04:00',
      '2011-09-19T00:00:00.001-04:00',
    ],
    ['last millisecond of Friday', '2011-09-16T23:59:59.999-04:00', '2011-09-20T23:59:59.999-04:00'],
    ['Saturday 00:00', '2011-09-17T00:00:00-04:00', '2011-09-21T00:00:00-04:00'],
    ['Sunday, last millisecond', '2011-09-18T23:59:59.999-04:00', '2011-09-21T00:00:00-04:00'],
    ['Monday 00:00', '2011-09-19T00:00:00-04:00', '2011-09-21T00:00:00-04:00'],
    ['on a holiday within the week', '2011-11-24T12:00:00-05:00', '2011-11-29T00:00:00-05:00'],
    ['used up at the midnight before a holiday', '2011-11-22T00:00:00-05:00', '2011-11-24T00:00:00-05:00'],
    ['second pass of a repeated hour', '2011-11-06T01:30:00-05:00', '2011-11-09T00:00:00-05:00'],
  ])('%s', (_what, from, limitAt) => {
    expect(hold(from, NEW_YORK).limitAt).toBe(limitAt);
  });

  it.each([
    [
      'a counted Friday of 23 hours (no 00:00)',
      'Africa/Cairo',
      '2023-04-27T12:00:00+02:00',
      '2023-05-01T13:00:00+03:00',
    ],
    ['a Friday that the zone skipped', 'Pacific/Apia', '2011-12-29T12:00:00-10:00', '2012-01-03T12:00:00+14:00'],
    [
      'a Saturday resumed after one minute of Sunday',
      'America/St_Johns',
      '2010-11-06T23:30:00-03:30',
      '2010-11-10T00:00:00-03:30',
    ],
    ['a Sunday that begins twice', 'Atlantic/Azores', '2011-10-30T00:30:00-01:00', '2011-11-02T00:00:00-01:00'],
  ])('outside the United States: %s', (_what, zone, from, limitAt) => {
    const found = hold(from, zone);
    expect(found.limitAt).toBe(limitAt);
    expect(found.segments.every(({ ms }) => ms > 0)).toBe(true);
  });

  it('refuses a year whose holidays are not known', () => {
    expect(() => hold('1969-12-30T12:00:00-05:00', NEW_YORK)).toThrow(
      expect.objectContaining({ code: 'HOLIDAY_YEAR_UNKNOWN' }),
    );
  });
});

describe('transfer and marks', () => {
  const late = hold('2011-09-17T06:00:00Z', 'America/Los_Angeles');
  const early = hold('2011-09-17T06:00:00Z', NEW_YORK);

  it('takes the earlier limit, whichever zone comes first', () => {
    expect(early.limitAtMs).toBeLessThan(late.limitAtMs);
    expect(earlierLimit(early, late)).toBe(early);
    expect(earlierLimit(late, early)).toBe(early);
    expect(limitAfterTransfer(late, NEW_YORK)).toEqual(early);
    expect(limitAfterTransfer(early, 'America/Los_Angeles')).toBe(early);
    expect(() => limitAfterTransfer(early, 'UTC')).toThrow(expect.objectContaining({ code: 'ZONE_UNKNOWN' }));
  });

  it('warns in order of time', () => {
    expect(earlyMarks(hold('2011-09-16T17:00:00-04:00', NEW_YORK)).map(({ mark, at }) => [mark, at])).toEqual([
      ['CONSECUTIVE_48H', '2011-09-18T17:00:00-04:00'],
      ['BEFORE_24H', '2011-09-19T17:00:00-04:00'],
      ['BEFORE_12H', '2011-09-20T05:00:00-04:00'],
      ['BEFORE_4H', '2011-09-20T13:00:00-04:00'],
      ['BEFORE_1H', '2011-09-20T16:00:00-04:00'],
    ]);
    expect(earlyMarks(hold('2011-07-12T14:30:00-04:00', NEW_YORK)).at(-1)).toMatchObject({
      mark: 'CONSECUTIVE_48H',
      at: '2011-07-14T14:30:00-04:00',
    });
  });
});

const starts = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2040, 11, 31) });
/** Starts on a quarter hour: midnights and changes of the clocks are common among them. */
const roundStarts = starts.map((ms) => ms - (ms % (HOUR / 4)));
const anyStart = fc.oneof(starts, roundStarts);
const anyZone = fc.constantFrom(...US_ZONES);
const anyRule = fc.constantFrom(...exclusionRuleSchema.options);

describe('properties', () => {
  it('a later start never gives an earlier limit', () => {
    const gaps = fc.oneof(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 200 * HOUR }));
    fc.assert(
      fc.property(anyStart, gaps, anyZone, anyRule, (start, gap, zone, rule) => {
        expect(limitOf(start + gap, zone, rule)).toBeGreaterThanOrEqual(limitOf(start, zone, rule));
      }),
      { numRuns: 2000 },
    );
  });

  it('a limit lies on a day that counts, or is the first instant of an excluded one', () => {
    fc.assert(
      fc.property(anyStart, anyZone, fc.constantFrom(...PAUSING), (start, zone, rule) => {
        const limit = isoInZone(limitOf(start, zone, rule), zone);
        const counted = dayVerdict(limit.slice(0, 10), rule).counted;
        expect(counted || limit.slice(10, 19) === 'T00:00:00').toBe(true);
        if (!counted) expect(limit).not.toContain('.');
      }),
      { numRuns: 2000 },
    );
  });

  it('exactly 48 hours elapse under NONE', () => {
    fc.assert(
      fc.property(anyStart, anyZone, (start, zone) => {
        expect(limitOf(start, zone, 'NONE') - start).toBe(48 * HOUR);
      }),
      { numRuns: 1000 },
    );
  });

  it('fewer excluded days never give a longer hold', () => {
    fc.assert(
      fc.property(anyStart, anyZone, (start, zone) => {
        const [none, statutory, observed] = (['NONE', 'STATUTORY', 'OBSERVED'] as const).map((rule) =>
          limitOf(start, zone, rule),
        );
        expect(none).toBeLessThanOrEqual(statutory ?? 0);
        expect(statutory).toBeLessThanOrEqual(observed ?? 0);
      }),
      { numRuns: 1000 },
    );
  });

  it('segments cover start to limit without gaps, and those that count add up to 48 hours', () => {
    fc.assert(
      fc.property(anyStart, anyZone, anyRule, (start, zone, rule) => {
        const found = holdDeadline({ from: new Date(start).toISOString(), zone, rule });
        const counted = found.segments.filter((segment) => segment.counted).reduce((sum, { ms }) => sum + ms, 0);
        expect(counted).toBe(48 * HOUR);
        expect(found.segments.reduce((sum, { ms }) => sum + ms, 0)).toBe(found.elapsedMs);
        expect(found.segments.map(({ from }) => from)).toEqual([
          found.from,
          ...found.segments.slice(0, -1).map(({ to }) => to),
        ]);
        expect(found.segments.at(-1)?.to).toBe(found.limitAt);
        expect(found.excludedDays).toHaveLength(found.segments.filter((segment) => !segment.counted).length);
      }),
      { numRuns: 500 },
    );
  });
});
