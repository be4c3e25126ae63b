import { describe, expect, it } from 'vitest';
import {
  assertZone,
  formatInZone,
  instantSchema,
  isoInZone,
  parseInstant,
  zoneSchema,
} from '../../../domain/clock/instant.ts';

const NEW_YORK = 'America/New_York';

describe('parseInstant', () => {
  it.each([
    ['offset of the zone', '2011-09-16T17:00:00-04:00', Date.UTC(2011, 8, 16, 21)],
    ['UTC', '2011-09-16T21:00:00Z', Date.UTC(2011, 8, 16, 21)],
    ['no seconds', '2011-09-16T17:00-04:00', Date.UTC(2011, 8, 16, 21)],
    ['milliseconds', '2011-09-16T17:00:00.250-04:00', Date.UTC(2011, 8, 16, 21, 0, 0, 250)],
    ['first pass of a repeated hour', '2011-11-06T01:30:00-04:00', Date.UTC(2011, 10, 6, 5, 30)],
    ['second pass of a repeated hour', '2011-11-06T01:30:00-05:00', Date.UTC(2011, 10, 6, 6, 30)],
    ['UTC at the moment of a gap', '2011-03-13T07:00:00Z', Date.UTC(2011, 2, 13, 7)],
  ])('reads %s', (_what, text, epochMs) => {
    expect(parseInstant(text, NEW_YORK)).toBe(epochMs);
    expect(instantSchema.safeParse(text).success).toBe(true);
  });

  it.each([
    ['INSTANT_WITHOUT_OFFSET', '2011-09-16T17:00:00'],
    ['INSTANT_MALFORMED', '2011-09-16'],
    ['INSTANT_MALFORMED', '2011-09-16 17:00:00-04:00'],
    ['INSTANT_MALFORMED', '2011-02-30T17:00:00-05:00'],
    ['INSTANT_MALFORMED', '2011-09-16T24:00:00-04:00'],
    ['INSTANT_MALFORMED', '2011-09-16T17:00:60-04:00'],
    ['INSTANT_MALFORMED', '2011-09-16T17:00:00-04:00[America/New_York]'],
    ['INSTANT_MALFORMED', ''],
  ])('refuses as %s what is no instant: %s', (code, text) => {
    expect(() => parseInstant(text, NEW_YORK)).toThrow(expect.objectContaining({ code }));
    expect(instantSchema.safeParse(text).success).toBe(false);
  });

  it.each([
    ['INSTANT_IN_DST_GAP', '2011-03-13T02:30:00-05:00', NEW_YORK],
    ['INSTANT_IN_DST_GAP', '2011-03-13T02:30:00-04:00', NEW_YORK],
    ['INSTANT_OFFSET_NOT_IN_ZONE', '2011-09-16T17:00:00-05:00', NEW_YORK],
    ['INSTANT_OFFSET_NOT_IN_ZONE', '2011-11-06T01:30:00-06:00', NEW_YORK],
    ['INSTANT_OFFSET_NOT_IN_ZONE', '2011-09-16T17:00:00-06:00', 'America/Phoenix'],
    ['INSTANT_OFFSET_NOT_IN_ZONE', '2011-01-16T17:00:00-00:00', 'Europe/London'],
  ])('refuses as %s the instant %s in %s', (code, text, zone) => {
    expect(() => parseInstant(text, zone)).toThrow(expect.objectContaining({ code }));
  });

  it('names the offsets that would be right, and not the instant', () => {
    expect(() => parseInstant('2011-09-16T17:00:00-05:00', NEW_YORK)).toThrow(/-04:00/);
    expect(() => parseInstant('2011-09-16T17:00:00-05:00', NEW_YORK)).not.toThrow(/2011/);
    expect(() => parseInstant('2011-11-06T01:30:00-06:00', NEW_YORK)).toThrow('-04:00 or -05:00');
  });
});

describe('zones', () => {
  it.each([NEW_YORK, 'America/Indiana/Knox', 'America/North_Dakota/New_Salem', 'Pacific/Guam', 'US/Eastern'])(
    'accepts %s',
    (zone) => {
      expect(() => assertZone(zone)).not.toThrow();
      expect(zoneSchema.safeParse(zone).success).toBe(true);
    },
  );

  it.each([
    'UTC',
    'EST',
    'EST5EDT',
    'Etc/GMT+5',
    '+05:00',
    'America/Nowhere',
    'america/new_york',
    'America/new_york',
    '',
    'New York',
  ])('refuses %s', (zone) => {
    expect(() => assertZone(zone)).toThrow(expect.objectContaining({ code: 'ZONE_UNKNOWN' }));
    expect(() => parseInstant('2011-09-16T21:00:00Z', zone)).toThrow(expect.objectContaining({ code: 'ZONE_UNKNOWN' }));
    expect(zoneSchema.safeParse(zone).success).toBe(false);
  });
});

describe('text', () => {
  it('is rounded down to the minute; data is exact', () => {
    const epochMs = Date.UTC(2011, 8, 20, 21, 0, 59, 999);
    expect(formatInZone(epochMs, NEW_YORK)).toBe('2011-09-20T17:00-04:00');
    expect(isoInZone(epochMs, NEW_YORK)).toBe('2011-09-20T17:00:59.999-04:00');
    expect(isoInZone(Date.UTC(2011, 8, 20, 21), NEW_YORK)).toBe('2011-09-20T17:00:00-04:00');
  });

  it('is rounded down also before 1970', () => {
    expect(formatInZone(-1, NEW_YORK)).toBe('1969-12-31T18:59-05:00');
  });
});
