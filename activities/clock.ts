import { dayVerdict, holdDeadline } from '../domain/clock/deadline.ts';
import { FIRST_HOLIDAY_YEAR } from '../domain/clock/holidays.ts';
import { assertZone, isoInZone, zoned } from '../domain/clock/instant.ts';
import type { HoldClock, WrittenRule } from '../domain/detainer/hold.ts';
import { instantMs, isoInstant } from '../domain/text.ts';

/** How many days ahead the calendar of excluded days reaches; after it, the rule itself is in writing. */
const CALENDAR_DAYS = 60;
const DAY_MS = 86_400_000;
const HOLD_MS = 2 * DAY_MS;
/** From here on every zone is in a year whose holidays are known. */
const HOLIDAYS_KNOWN_FROM_MS = Date.UTC(FIRST_HOLIDAY_YEAR, 0, 2);

/**
 * The clock of a hold (docs/clock.md). Where the zone cannot be computed, or the holidays of a year long past, 48 elapsed hours: no reading of
 * the rule is shorter, so nobody is held too long by a mistake in a table or a report.
 */
export function computeHoldClock(from: string, zone: string, rule: HoldClock['rule']): HoldClock {
  const startMs = instantMs(from);
  if (!zoneIsKnown(zone) || startMs < HOLIDAYS_KNOWN_FROM_MS) return shortestClock(startMs, zone);
  const {
    from: startedAt,
    limitAt,
    limitAtMs,
    consecutive48hAt,
  } = holdDeadline({ from: isoInstant(startMs), zone, rule });
  return { startedAt, limitAt, limitMs: limitAtMs, consecutive48hAt, zone, rule };
}

/** The days that are not counted, and examples: what jail and person hold in writing from the first day (rule C7). */
export function writtenRule(from: string, zone: string, rule: HoldClock['rule']): WrittenRule {
  if (!zoneIsKnown(zone)) return { excludedDays: [], examples: [] };
  const start = zoned(instantMs(from), zone);
  const dates = Array.from({ length: CALENDAR_DAYS }, (_, days) => start.toPlainDate().add({ days }).toString());
  const excludedDays = dates.map((date) => ({ date, ...dayVerdict(date, rule) })).filter(({ counted }) => !counted);
  const tuesday = start.add({ days: ((9 - start.dayOfWeek) % 7) + 7 });
  const examples = [
    tuesday.with({ hour: 14, minute: 30 }),
    tuesday.add({ days: 3 }).with({ hour: 17, minute: 0 }),
    tuesday.add({ days: 4 }).with({ hour: 10, minute: 0 }),
  ].map((moment) => {
    const ms = moment.with({ second: 0, millisecond: 0, microsecond: 0, nanosecond: 0 }).epochMilliseconds;
    return { from: isoInZone(ms, zone), limitAt: computeHoldClock(isoInstant(ms), zone, rule).limitAt };
  });
  return { excludedDays: excludedDays.map(({ date, why }) => ({ date, why })), examples };
}

function shortestClock(startMs: number, zone: string): HoldClock {
  const limitMs = startMs + HOLD_MS;
  return {
    startedAt: isoInstant(startMs),
    limitAt: isoInstant(limitMs),
    limitMs,
    consecutive48hAt: isoInstant(limitMs),
    zone,
    rule: 'NONE',
  };
}

function zoneIsKnown(zone: string): boolean {
  try {
    assertZone(zone);
    return true;
  } catch {
    return false;
  }
}
