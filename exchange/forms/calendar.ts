import type { WrittenRule } from '../../domain/detainer/hold.ts';
import { message, type Catalog, type MessageKey } from './catalog/catalog.ts';
import { dayInMonthText, monthText } from './dates.ts';

/** The holidays as the written rule names them, in English, and the message that translates each. */
const HOLIDAYS: readonly (readonly [string, MessageKey])[] = [
  ["New Year's Day", 'holidayNewYear'],
  ['Birthday of Martin Luther King, Jr.', 'holidayKing'],
  ["Washington's Birthday", 'holidayWashington'],
  ['Memorial Day', 'holidayMemorial'],
  ['Juneteenth National Independence Day', 'holidayJuneteenth'],
  ['Independence Day', 'holidayIndependence'],
  ['Labor Day', 'holidayLabor'],
  ['Columbus Day', 'holidayColumbus'],
  ['Veterans Day', 'holidayVeterans'],
  ['Thanksgiving Day', 'holidayThanksgiving'],
  ['Christmas Day', 'holidayChristmas'],
];

/** One month of the days that are not counted. */
export interface ExcludedMonth {
  readonly month: string;
  /** `24 (Sat)`, `10 (Mon, Columbus Day)`, … */
  readonly days: readonly string[];
}

/**
 * The calendar of excluded days in one language, by month. It shows what the written rule says and computes no day itself: a copy printed
 * again shows the same days even if a law has changed.
 */
export function excludedMonths(written: WrittenRule, catalog: Catalog): readonly ExcludedMonth[] {
  const months = new Map<string, { month: string; days: string[] }>();
  for (const { date, why } of written.excludedDays) {
    const key = date.slice(0, 7);
    const entry = months.get(key) ?? { month: monthText(date, catalog), days: [] };
    entry.days.push(dayInMonthText(date, holidayText(why, catalog), catalog));
    months.set(key, entry);
  }
  return [...months.values()];
}

function holidayText(why: string, catalog: Catalog): string | null {
  // "Independence Day" is also the end of Juneteenth's name: the longest name that fits is the one meant.
  const [found] = HOLIDAYS.filter(([name]) => why.includes(name)).toSorted(([a], [b]) => b.length - a.length);
  if (!found) return null;
  const holiday = message(catalog, found[1]);
  return why.includes('kept for') ? message(catalog, 'inPlaceOf', { holiday }) : holiday;
}
