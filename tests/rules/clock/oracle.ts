/**
 * The pausing clock a second time, written to share nothing with `domain/clock/`: no Temporal, no day walking, no rule table. UTC is cut
 * into quarter hours; each is marked as counted or not by the local date on which it lies; running totals of the marks answer everything.
 * The only source of local time is `Intl.DateTimeFormat`.
 */

export type OracleRule = 'STATUTORY' | 'OBSERVED' | 'NONE';

const QUARTER = 900_000;
const DAY = 86_400_000;
const HOLD_QUARTERS = 192;
const HOLD_MS = HOLD_QUARTERS * QUARTER;
/** Room on both sides of 1990-2040. */
const FIRST = Date.UTC(1989, 11, 1);
const LAST = Date.UTC(2041, 1, 1);
const SIZE = (LAST - FIRST) / QUARTER;

/** The offset of a zone, as a list of the instants from which each value holds. */
type Offsets = readonly { readonly fromMs: number; readonly offsetMs: number }[];

export interface Extremes {
  readonly minMs: number;
  readonly maxMs: number;
  /** Longest difference between what a wall clock shows at the start and at the limit. */
  readonly maxWallMs: number;
  /** How many starts have more elapsed time than `thresholdMs`, the first and the last of them. */
  readonly above: { readonly count: number; readonly firstMs: number; readonly lastMs: number };
}

/** One zone's clock. Building takes a moment and some megabytes: use one at a time. */
export class OracleClock {
  readonly #offsets: Offsets;
  readonly #totals = new Map<OracleRule, Uint32Array>();

  constructor(zone: string) {
    this.#offsets = offsetsOf(zone);
  }

  /** Epoch milliseconds of the limit: the smallest instant by which 48 hours have been counted since `startMs`. */
  limit(startMs: number, rule: OracleRule): number {
    const totals = this.#totalsOf(rule);
    const bucket = Math.floor((startMs - FIRST) / QUARTER);
    const before = at(totals, bucket);
    const counts = at(totals, bucket + 1) > before;
    const targetMs = before * QUARTER + (counts ? startMs - FIRST - bucket * QUARTER : 0) + HOLD_MS;
    const full = firstReaching(totals, Math.floor(targetMs / QUARTER), bucket);
    const rest = targetMs % QUARTER;
    if (rest === 0) return FIRST + full * QUARTER;
    return FIRST + (firstReaching(totals, at(totals, full) + 1, full) - 1) * QUARTER + rest;
  }

  /** Walks every quarter hour from `fromMs` to `toMs` as a start. */
  extremes(rule: OracleRule, fromMs: number, toMs: number, thresholdMs: number): Extremes {
    const totals = this.#totalsOf(rule);
    let [minMs, maxMs, maxWallMs, count, firstMs, lastMs] = [Infinity, 0, 0, 0, 0, 0];
    let end = 0;
    for (let start = (fromMs - FIRST) / QUARTER; start < (toMs - FIRST) / QUARTER; start += 1) {
      const target = at(totals, start) + HOLD_QUARTERS;
      while (at(totals, end) < target) end += 1;
      const elapsed = (end - start) * QUARTER;
      if (elapsed < minMs) minMs = elapsed;
      if (elapsed > maxMs) maxMs = elapsed;
      const [startMs, endMs] = [FIRST + start * QUARTER, FIRST + end * QUARTER];
      // Only a long hold can be the longest on the wall: a change of the clocks is a matter of an hour or two.
      if (elapsed >= 120 * 3_600_000 - DAY / 4) {
        maxWallMs = Math.max(maxWallMs, elapsed + offsetAt(this.#offsets, endMs) - offsetAt(this.#offsets, startMs));
      }
      if (elapsed > thresholdMs) {
        count += 1;
        firstMs ||= startMs;
        lastMs = startMs;
      }
    }
    return { minMs, maxMs, maxWallMs, above: { count, firstMs, lastMs } };
  }

  /** Epoch milliseconds of every change of the offset in the covered years. */
  changes(): readonly number[] {
    return this.#offsets.slice(1).map(({ fromMs }) => fromMs);
  }

  /** Local weekday at an instant, 0 = Sunday. */
  weekday(atMs: number): number {
    return weekdayOf(Math.floor((atMs + offsetAt(this.#offsets, atMs)) / DAY));
  }

  /** Is `atMs` on a day that counts, and is it that day's very first instant? */
  standing(atMs: number, rule: OracleRule): { readonly counted: boolean; readonly firstInstantOfDay: boolean } {
    const day = Math.floor((atMs + offsetAt(this.#offsets, atMs)) / DAY);
    const dayBefore = Math.floor((atMs - 1 + offsetAt(this.#offsets, atMs - 1)) / DAY);
    return { counted: !isExcluded(day, rule), firstInstantOfDay: day !== dayBefore };
  }

  #totalsOf(rule: OracleRule): Uint32Array {
    const known = this.#totals.get(rule) ?? totalsOf(this.#offsets, rule);
    this.#totals.set(rule, known);
    return known;
  }
}

/** `totals[i]` = counted quarter hours before quarter hour `i`. */
function totalsOf(offsets: Offsets, rule: OracleRule): Uint32Array {
  const totals = new Uint32Array(SIZE + 1);
  const excluded = new Map<number, boolean>();
  let piece = 0;
  for (let i = 0; i < SIZE; i += 1) {
    const utc = FIRST + i * QUARTER;
    while (piece + 1 < offsets.length && (offsets[piece + 1]?.fromMs ?? Infinity) <= utc) piece += 1;
    const day = Math.floor((utc + (offsets[piece]?.offsetMs ?? 0)) / DAY);
    let off = excluded.get(day);
    if (off === undefined) excluded.set(day, (off = isExcluded(day, rule)));
    totals[i + 1] = at(totals, i) + (off ? 0 : 1);
  }
  return totals;
}

/** Index of the first total that is at least `target`, by bisection from `low`. */
function firstReaching(totals: Uint32Array, target: number, low: number): number {
  let high = totals.length - 1;
  if (at(totals, high) < target) throw new RangeError('beyond the covered years');
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(totals, middle) >= target) high = middle;
    else low = middle + 1;
  }
  return low;
}

function at(totals: Uint32Array, index: number): number {
  const value = totals[index];
  if (value === undefined) throw new RangeError('beyond the covered years');
  return value;
}

/** `day` counts civil days from 1970-01-01, a Thursday. */
function isExcluded(day: number, rule: OracleRule): boolean {
  if (rule === 'NONE') return false;
  const weekday = weekdayOf(day);
  if (weekday === 0 || weekday === 6 || isHoliday(day)) return true;
  if (rule === 'STATUTORY') return false;
  return (weekday === 5 && isHoliday(day + 1)) || (weekday === 1 && isHoliday(day - 1));
}

/** The list of 1990-2040, recognised by weekday and window of days in the month. */
function isHoliday(day: number): boolean {
  const date = new Date(day * DAY);
  const [year, month, dom, weekday] = [
    date.getUTCFullYear(),
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    weekdayOf(day),
  ];
  const within = (first: number): boolean => dom >= first && dom < first + 7;
  switch (month) {
    case 1:
      return dom === 1 || (weekday === 1 && within(15));
    case 2:
      return weekday === 1 && within(15);
    case 5:
      return weekday === 1 && within(25);
    case 6:
      return dom === 19 && year >= 2021;
    case 7:
      return dom === 4;
    case 9:
      return weekday === 1 && within(1);
    case 10:
      return weekday === 1 && within(8);
    case 11:
      return dom === 11 || (weekday === 4 && within(22));
    case 12:
      return dom === 25;
    default:
      return false;
  }
}

function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

function offsetAt(offsets: Offsets, utc: number): number {
  let value = offsets[0]?.offsetMs ?? 0;
  for (const { fromMs, offsetMs } of offsets) {
    if (fromMs > utc) break;
    value = offsetMs;
  }
  return value;
}

/** Reads the offset every day and narrows each change down to the quarter hour. */
function offsetsOf(zone: string): Offsets {
  const read = offsetReader(zone);
  const found = [{ fromMs: FIRST, offsetMs: read(FIRST) }];
  let after = read(FIRST);
  for (let utc = FIRST; utc < LAST; utc += DAY) {
    const before = after;
    after = read(utc + DAY);
    if (before === after) continue;
    let [low, high] = [utc, utc + DAY];
    while (high - low > 1000) {
      const middle = low + Math.floor((high - low) / 2000) * 1000;
      if (read(middle) === before) low = middle;
      else high = middle;
    }
    if (high % QUARTER !== 0) throw new Error(`${zone} changes within a quarter hour`);
    found.push({ fromMs: high, offsetMs: after });
  }
  return found;
}

function offsetReader(zone: string): (utc: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (utc) => {
    const [month, day, year, hour, minute, second] = (format.format(utc).match(/\d+/g) ?? []).map(Number);
    return Date.UTC(year ?? NaN, (month ?? NaN) - 1, day, hour, minute, second) - utc;
  };
}
