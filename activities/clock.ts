import { dayVerdict } from '../domain/clock/deadline.ts';
import { computeHoldClock, zoneIsKnown } from '../domain/clock/hold-clock.ts';
import { isoInZone, zoned } from '../domain/clock/instant.ts';
import type { HoldClock, WrittenRule } from '../domain/detainer/hold.ts';
import { instantMs, isoInstant } from '../domain/text.ts';

export { computeHoldClock };

/** How many days ahead the calendar of excluded days reaches; after it, the rule itself is in writing. */
const CALENDAR_DAYS = 60;

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
