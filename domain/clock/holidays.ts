import { Temporal } from 'temporal-polyfill';
import { CodedError } from '../errors.ts';

/**
 * The legal public holidays of 5 U.S.C. 6103(a), by rule. Days are local civil dates, `YYYY-MM-DD`; no zone is involved.
 * Executive-order closures, Inauguration Day (6103(c)) and state or territorial holidays are deliberately absent.
 */

/** One legal public holiday of one year. */
export interface Holiday {
  /** The statutory day. */
  readonly date: string;
  readonly name: string;
  /**
   * Day on which usual Monday-to-Friday federal employees are off (6103(b), E.O. 11582): the Friday before a Saturday, the Monday after
   * a Sunday, otherwise `date` itself. May lie in the year before.
   */
  readonly observedOn: string;
  /** Date of the act that put this day on the list. */
  readonly enactedAt: string;
}

type DayOfYear =
  | { readonly month: number; readonly day: number }
  /** `weekday` 1 = Monday to 7 = Sunday; `nth` counts from 1, -1 is the last of the month. */
  | { readonly month: number; readonly weekday: number; readonly nth: number };

interface HolidayRule {
  readonly name: string;
  readonly on: DayOfYear;
  readonly firstYear: number;
  readonly lastYear?: number;
  readonly enactedAt: string;
}

/** The list reads as it does today since Pub. L. 90-363 took effect on 1 January 1971; earlier years had other days. */
export const FIRST_HOLIDAY_YEAR = 1971;
const LAST_HOLIDAY_YEAR = 9999;

const MONDAY = 1;
const THURSDAY = 4;
const SATURDAY = 6;
const SUNDAY = 7;
const UNIFORM_HOLIDAYS_ACT = { firstYear: FIRST_HOLIDAY_YEAR, enactedAt: '1968-06-28' };

const RULES: readonly HolidayRule[] = [
  { name: "New Year's Day", on: { month: 1, day: 1 }, ...UNIFORM_HOLIDAYS_ACT },
  // Pub. L. 98-144: first kept in January 1986.
  {
    name: 'Birthday of Martin Luther King, Jr.',
    on: { month: 1, weekday: MONDAY, nth: 3 },
    firstYear: 1986,
    enactedAt: '1983-11-02',
  },
  { name: "Washington's Birthday", on: { month: 2, weekday: MONDAY, nth: 3 }, ...UNIFORM_HOLIDAYS_ACT },
  { name: 'Memorial Day', on: { month: 5, weekday: MONDAY, nth: -1 }, ...UNIFORM_HOLIDAYS_ACT },
  // Pub. L. 117-17: signed two days before its first Juneteenth.
  { name: 'Juneteenth National Independence Day', on: { month: 6, day: 19 }, firstYear: 2021, enactedAt: '2021-06-17' },
  { name: 'Independence Day', on: { month: 7, day: 4 }, ...UNIFORM_HOLIDAYS_ACT },
  { name: 'Labor Day', on: { month: 9, weekday: MONDAY, nth: 1 }, ...UNIFORM_HOLIDAYS_ACT },
  { name: 'Columbus Day', on: { month: 10, weekday: MONDAY, nth: 2 }, ...UNIFORM_HOLIDAYS_ACT },
  { name: 'Veterans Day', on: { month: 10, weekday: MONDAY, nth: 4 }, ...UNIFORM_HOLIDAYS_ACT, lastYear: 1977 },
  // Pub. L. 94-97: back on 11 November from 1978.
  { name: 'Veterans Day', on: { month: 11, day: 11 }, firstYear: 1978, enactedAt: '1975-09-18' },
  { name: 'Thanksgiving Day', on: { month: 11, weekday: THURSDAY, nth: 4 }, ...UNIFORM_HOLIDAYS_ACT },
  { name: 'Christmas Day', on: { month: 12, day: 25 }, ...UNIFORM_HOLIDAYS_ACT },
];

/** Years already worked out; a year's list never changes. */
const YEARS = new Map<number, readonly Holiday[]>();

/**
 * All legal public holidays whose statutory day lies in `year`, in order of date.
 * Throws `HOLIDAY_YEAR_UNKNOWN` for a year before 1971 (other days were holidays then) or after 9999.
 */
export function federalHolidays(year: number): readonly Holiday[] {
  assertYear(year);
  const known = YEARS.get(year) ?? RULES.filter((rule) => inForce(rule, year)).map((rule) => holidayOf(rule, year));
  YEARS.set(year, known);
  return known;
}

/** The legal public holiday that falls on this local date (`YYYY-MM-DD`) by statute, if any. Errors as `federalHolidays`. */
export function legalHolidayOn(date: string): Holiday | undefined {
  return federalHolidays(plainDate(date).year).find((holiday) => holiday.date === date);
}

/**
 * The holiday for which this local date is kept *in lieu*: the Friday before or the Monday after a statutory day on a weekend. A statutory
 * day itself is not reported. Looks across the year's end: 31 December 2010 stands in for 1 January 2011. Errors as `federalHolidays`.
 */
export function observedInsteadOn(date: string): Holiday | undefined {
  const { year, month, day } = plainDate(date);
  // Only the first of January can be kept in the year before.
  const candidates = month === 12 && day === 31 ? federalHolidays(year + 1) : federalHolidays(year);
  const keptThen = candidates.find((holiday) => holiday.observedOn === date);
  return keptThen === undefined || keptThen.date === date ? undefined : keptThen;
}

/** Is this local date a legal public holiday by statute (6103(a))? Errors as `federalHolidays`. */
export function isLegalHoliday(date: string): boolean {
  return legalHolidayOn(date) !== undefined;
}

/** Is this local date kept instead of a statutory day that falls on a weekend? Errors as `federalHolidays`. */
export function isObservedHoliday(date: string): boolean {
  return observedInsteadOn(date) !== undefined;
}

function inForce(rule: HolidayRule, year: number): boolean {
  return year >= rule.firstYear && year <= (rule.lastYear ?? LAST_HOLIDAY_YEAR);
}

function holidayOf(rule: HolidayRule, year: number): Holiday {
  const date = dayIn(rule.on, year);
  return {
    date: date.toString(),
    name: rule.name,
    observedOn: observedDay(date).toString(),
    enactedAt: rule.enactedAt,
  };
}

function dayIn(on: DayOfYear, year: number): Temporal.PlainDate {
  const first = Temporal.PlainDate.from({ year, month: on.month, day: 1 });
  if ('day' in on) return first.with({ day: on.day });
  if (on.nth > 0) return first.add({ days: ((on.weekday - first.dayOfWeek + 7) % 7) + 7 * (on.nth - 1) });
  const last = first.with({ day: first.daysInMonth });
  return last.subtract({ days: (last.dayOfWeek - on.weekday + 7) % 7 });
}

function observedDay(date: Temporal.PlainDate): Temporal.PlainDate {
  if (date.dayOfWeek === SATURDAY) return date.subtract({ days: 1 });
  if (date.dayOfWeek === SUNDAY) return date.add({ days: 1 });
  return date;
}

function plainDate(date: string): Temporal.PlainDate {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) throw malformedDate();
  try {
    return Temporal.PlainDate.from(date);
  } catch {
    throw malformedDate();
  }
}

function malformedDate(): CodedError {
  return new CodedError('DATE_MALFORMED', 'This is not a calendar date. Give it as YYYY-MM-DD.');
}

function assertYear(year: number): void {
  if (Number.isInteger(year) && year >= FIRST_HOLIDAY_YEAR && year <= LAST_HOLIDAY_YEAR) return;
  throw new CodedError(
    'HOLIDAY_YEAR_UNKNOWN',
    `Legal public holidays are known for the years ${FIRST_HOLIDAY_YEAR} to ${LAST_HOLIDAY_YEAR}. Check the year of the date.`,
  );
}
