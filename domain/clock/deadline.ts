import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { legalHolidayOn, observedInsteadOn } from './holidays.ts';
import { assertZone, isoInZone, parseInstant, zoned } from './instant.ts';

/**
 * The 48-hour limit of a hold (8 CFR 287.7(d): "not to exceed 48 hours, excluding Saturdays, Sundays, and holidays"), read as a clock that
 * pauses: real elapsed time counts, but only inside local civil days that are not excluded, in the zone of the facility that holds the
 * person. When 48 counted hours are used up exactly at midnight, that midnight is the limit; it never slides past a weekend.
 */

/**
 * Which days are excluded. `STATUTORY`: Saturdays, Sundays and the days of 5 U.S.C. 6103(a). `OBSERVED`: also the Friday or Monday kept
 * instead of a statutory day on a weekend. `NONE`: no day, so 48 consecutive hours.
 */
export const exclusionRuleSchema = z.enum(['STATUTORY', 'OBSERVED', 'NONE']);
export type ExclusionRule = z.infer<typeof exclusionRuleSchema>;

/** How a rule treats one local civil day, and why in plain English. */
export interface DayVerdict {
  readonly counted: boolean;
  readonly why: string;
}

/** The part of one local civil day that lies between the start and the limit. `to` is exclusive. */
export interface ClockSegment extends DayVerdict {
  readonly from: string;
  readonly to: string;
  /** Real elapsed milliseconds, also for a paused segment. */
  readonly ms: number;
}

export interface ExcludedDay {
  /** Local civil day, `YYYY-MM-DD`. */
  readonly date: string;
  readonly why: string;
}

/** A computed limit: plain JSON data, to be kept and never recomputed for a running clock. Instants are exact, with the zone's offset. */
export interface HoldDeadline {
  /** When the person would otherwise be released; `startAtMs` is the same instant. */
  readonly from: string;
  readonly startAtMs: number;
  readonly zone: string;
  readonly rule: ExclusionRule;
  /** The instant at which the authority of the request ends. */
  readonly limitAt: string;
  readonly limitAtMs: number;
  /** 48 hours after the start with no day excluded: an early-warning mark. */
  readonly consecutive48hAt: string;
  readonly consecutive48hAtMs: number;
  /** Real time from start to limit. */
  readonly elapsedMs: number;
  /** The limit under `OBSERVED`, the longest reading. Displayed, never enforced. */
  readonly outerReadingAt: string;
  /** Every local day from start to limit, in order and without gaps. */
  readonly segments: readonly ClockSegment[];
  /** The excluded days among them. */
  readonly excludedDays: readonly ExcludedDay[];
}

export interface HoldStart {
  /** ISO instant with an offset that `zone` has then, or `Z`. */
  readonly from: string;
  /** IANA zone of the facility that holds the person. */
  readonly zone: string;
  readonly rule: ExclusionRule;
}

/** A moment before the limit at which people are warned. */
export interface EarlyMark {
  readonly mark: 'CONSECUTIVE_48H' | 'BEFORE_24H' | 'BEFORE_12H' | 'BEFORE_4H' | 'BEFORE_1H';
  readonly at: string;
  readonly atMs: number;
}

const HOUR = 3_600_000;
const HOLD_MS = 48 * HOUR;
const SATURDAY = 6;
const SUNDAY = 7;
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/**
 * Computes the limit of a hold that starts at `from`. A start on an excluded day waits for midnight of the next counted day.
 * Errors: those of `parseInstant`, and `HOLIDAY_YEAR_UNKNOWN` for a start before 1971.
 */
export function holdDeadline({ from, zone, rule }: HoldStart): HoldDeadline {
  return deadlineFrom(parseInstant(from, zone), zone, rule);
}

function deadlineFrom(startAtMs: number, zone: string, rule: ExclusionRule): HoldDeadline {
  const spans = [...spansUntilLimit(startAtMs, zone, rule)];
  const limitAtMs = endOf(spans, startAtMs);
  const consecutive48hAtMs = startAtMs + HOLD_MS;
  return {
    from: isoInZone(startAtMs, zone),
    startAtMs,
    zone,
    rule,
    limitAt: isoInZone(limitAtMs, zone),
    limitAtMs,
    consecutive48hAt: isoInZone(consecutive48hAtMs, zone),
    consecutive48hAtMs,
    elapsedMs: limitAtMs - startAtMs,
    outerReadingAt: isoInZone(limitOf(startAtMs, zone, 'OBSERVED'), zone),
    segments: spans.map((span) => segmentOf(span, zone)),
    excludedDays: spans.filter((span) => !span.counted).map(({ date, why }) => ({ date, why })),
  };
}

/** Only the limit, in epoch milliseconds, of a hold that starts at `startAtMs`. `zone` must have been checked. */
export function limitOf(startAtMs: number, zone: string, rule: ExclusionRule): number {
  return endOf([...spansUntilLimit(startAtMs, zone, rule)], startAtMs);
}

/** Does a local civil day (`YYYY-MM-DD`) count under this rule, and why (not)? Errors as `legalHolidayOn`. */
export function dayVerdict(date: string, rule: ExclusionRule): DayVerdict {
  const { dayOfWeek } = Temporal.PlainDate.from(date);
  const weekend = dayOfWeek === SATURDAY || dayOfWeek === SUNDAY;
  const legal = legalHolidayOn(date)?.name;
  const inLieu = weekend || legal !== undefined ? undefined : observedInsteadOn(date)?.name;
  const excluded = rule !== 'NONE' && (weekend || legal !== undefined || (rule === 'OBSERVED' && inLieu !== undefined));
  const label = [WEEKDAYS[dayOfWeek - 1], legal, inLieu && `kept for ${inLieu}`].filter(Boolean).join(', ');
  const surprising = !excluded && (weekend || legal !== undefined || inLieu !== undefined);
  return { counted: !excluded, why: surprising ? `${label}: counts under ${rule}` : label };
}

/** The earlier of two limits, the first if they are equal: after a transfer both zones are computed and the shorter hold governs. */
export function earlierLimit(a: HoldDeadline, b: HoldDeadline): HoldDeadline {
  return b.limitAtMs < a.limitAtMs ? b : a;
}

/** The limit after a transfer to a facility in `zone`: same start, same rule, never later than before. Throws `ZONE_UNKNOWN`. */
export function limitAfterTransfer(current: HoldDeadline, zone: string): HoldDeadline {
  assertZone(zone);
  return earlierLimit(current, deadlineFrom(current.startAtMs, zone, current.rule));
}

/** The warnings of a clock in order of time: 24, 12, 4 and 1 hours before the limit, and 48 consecutive hours (may equal the limit). */
export function earlyMarks(deadline: HoldDeadline): readonly EarlyMark[] {
  const before = (hours: number): number => deadline.limitAtMs - hours * HOUR;
  const marks = [
    { mark: 'CONSECUTIVE_48H', atMs: deadline.consecutive48hAtMs },
    { mark: 'BEFORE_24H', atMs: before(24) },
    { mark: 'BEFORE_12H', atMs: before(12) },
    { mark: 'BEFORE_4H', atMs: before(4) },
    { mark: 'BEFORE_1H', atMs: before(1) },
  ] as const;
  return marks
    .map(({ mark, atMs }) => ({ mark, at: isoInZone(atMs, deadline.zone), atMs }))
    .sort((a, b) => a.atMs - b.atMs);
}

interface Span extends DayVerdict {
  readonly date: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * The local days from the start on, each cut at its end, until 48 counted hours are used up.
 *
 * A local day ends where the next one begins, and begins at its first local moment, which need not be 00:00. A day that is over before the
 * cursor is passed by: a date that the zone skipped, or one that began twice because the clocks were set back across midnight.
 */
function* spansUntilLimit(startAtMs: number, zone: string, rule: ExclusionRule): Generator<Span> {
  let left = HOLD_MS;
  let cursor = startAtMs;
  for (let day = zoned(startAtMs, zone).toPlainDate(); left > 0; day = day.add({ days: 1 })) {
    const dayEndMs = day.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
    if (dayEndMs <= cursor) continue;
    const date = day.toString();
    const verdict = dayVerdict(date, rule);
    const toMs = verdict.counted ? Math.min(dayEndMs, cursor + left) : dayEndMs;
    yield { date, fromMs: cursor, toMs, ...verdict };
    if (verdict.counted) left -= toMs - cursor;
    cursor = toMs;
  }
}

function endOf(spans: readonly Span[], startAtMs: number): number {
  return spans.at(-1)?.toMs ?? startAtMs;
}

function segmentOf({ fromMs, toMs, counted, why }: Span, zone: string): ClockSegment {
  return { from: isoInZone(fromMs, zone), to: isoInZone(toMs, zone), counted, ms: toMs - fromMs, why };
}
