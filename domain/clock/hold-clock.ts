import type { HoldClock } from '../detainer/hold.ts';
import { instantMs, isoInstant } from '../text.ts';
import { holdDeadline, limitOf } from './deadline.ts';
import { FIRST_HOLIDAY_YEAR } from './holidays.ts';
import { assertZone } from './instant.ts';

const HOLD_MS = 48 * 3_600_000;
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

/** Only the limit of such a clock, in epoch milliseconds: for looks at very many holds. */
export function holdLimitMs(from: string, zone: string, rule: HoldClock['rule']): number {
  const startMs = instantMs(from);
  if (rule === 'NONE' || !zoneIsKnown(zone) || startMs < HOLIDAYS_KNOWN_FROM_MS) return startMs + HOLD_MS;
  return limitOf(startMs, zone, rule);
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

/** Whether an IANA zone can be computed with. */
export function zoneIsKnown(zone: string): boolean {
  try {
    assertZone(zone);
    return true;
  } catch {
    return false;
  }
}
