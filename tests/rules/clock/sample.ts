import { exclusionRuleSchema, holdDeadline } from '../../../domain/clock/deadline.ts';
import { federalHolidays } from '../../../domain/clock/holidays.ts';
import { US_ZONES } from './zones.ts';

/** Deadlines of 100 starts spread over 1990-2040, each in its own zone and rule, and the holidays of some years. Plain JSON. */
export function sample(): unknown {
  const rules = exclusionRuleSchema.options;
  const deadlines = Array.from({ length: 100 }, (_, i) =>
    holdDeadline({
      from: new Date(Date.UTC(1990, 0, 1) + i * 16_000_003_000).toISOString(),
      zone: US_ZONES[i % US_ZONES.length] ?? US_ZONES[0],
      rule: rules[i % rules.length] ?? 'STATUTORY',
    }),
  );
  return { deadlines, holidays: [1977, 2011, 2021].map(federalHolidays) };
}
