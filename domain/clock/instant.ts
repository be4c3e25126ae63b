import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { CodedError } from '../errors.ts';

/**
 * Instants as text, and the zones they are read in. An instant is an ISO 8601 date and time with an offset or `Z`; seconds and up to three
 * fraction digits are optional. Nothing here reads the machine's clock or zone.
 */

const LOCAL_TIME = String.raw`\d{4}-\d{2}-\d{2}T[0-2]\d:[0-5]\d(?::[0-5]\d(?:\.\d{1,3})?)?`;
const LOCAL = new RegExp(`^${LOCAL_TIME}$`);
const INSTANT = new RegExp(`^(${LOCAL_TIME})(Z|[+-][01]\\d:[0-5]\\d)$`);
/** An area and a place; `EST`, `UTC`, `Etc/GMT+5` and `+05:00` name an offset, not a place, and hide the change of the clocks. */
const PLACE = /^(?!Etc\/)[A-Z][A-Za-z]+(?:\/[A-Z][A-Za-z0-9_+-]*){1,2}$/;
const MINUTE = 60_000;

/** An ISO instant with offset or `Z`, such as `2011-09-16T17:00:00-04:00`. Whether the offset suits a zone is for `parseInstant`. */
export const instantSchema = z
  .string()
  .regex(INSTANT, 'Give date, time and offset, such as 2011-09-16T17:00:00-04:00, or the time in UTC with Z.')
  .refine(isRealInstant, 'This date or time does not exist.');

/** An IANA zone named after a place, in its exact spelling, such as `America/New_York`. */
export const zoneSchema = z
  .string()
  .refine(isPlaceZone, 'Give an IANA zone named after a place, such as America/New_York.');

/** Throws `ZONE_UNKNOWN` unless `zone` is an IANA zone named after a place, in its exact spelling. */
export function assertZone(zone: string): void {
  if (isPlaceZone(zone)) return;
  throw new CodedError(
    'ZONE_UNKNOWN',
    'This is no IANA time zone named after a place. Give the zone of the facility that holds the person, such as America/New_York.',
  );
}

/**
 * Reads an instant reported by a facility in `zone` and returns epoch milliseconds.
 *
 * Throws `ZONE_UNKNOWN`; `INSTANT_WITHOUT_OFFSET` for a local time; `INSTANT_MALFORMED` for anything else that is no instant;
 * `INSTANT_IN_DST_GAP` for a local time that the clocks skipped; `INSTANT_OFFSET_NOT_IN_ZONE` for an offset which the zone does not have at
 * that time. `Z` is always an instant.
 */
export function parseInstant(text: string, zone: string): number {
  assertZone(zone);
  const [, local, offset] = INSTANT.exec(text) ?? [];
  if (local === undefined || offset === undefined) throw notAnInstant(text);
  if (!isRealInstant(text)) throw malformed();
  const instant = Temporal.Instant.from(text);
  if (offset !== 'Z') assertOffset(instant, local, offset, zone);
  return instant.epochMilliseconds;
}

/** The instant in `zone` as exact ISO text with offset: `2011-09-20T17:00:00-04:00`, with milliseconds only if there are any. For data. */
export function isoInZone(epochMs: number, zone: string): string {
  return zoned(epochMs, zone).toString({ timeZoneName: 'never' });
}

/** The instant in `zone`, rounded *down* to the minute, as `2011-09-20T17:00-04:00`: never shows a limit later than it is. For text. */
export function formatInZone(epochMs: number, zone: string): string {
  const floored = Math.floor(epochMs / MINUTE) * MINUTE;
  return zoned(floored, zone).toString({ timeZoneName: 'never', smallestUnit: 'minute' });
}

/** The same instant with the zone's calendar attached. `zone` must have been checked. */
export function zoned(epochMs: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(zone);
}

function assertOffset(instant: Temporal.Instant, local: string, offset: string, zone: string): void {
  if (offset !== '-00:00' && instant.toZonedDateTimeISO(zone).offset === offset) return;
  const asked = Temporal.PlainDateTime.from(local);
  const real = asked.toZonedDateTime(zone);
  if (!real.toPlainDateTime().equals(asked)) {
    throw new CodedError(
      'INSTANT_IN_DST_GAP',
      `The clocks in ${zone} skipped this local time. Ask for the time that the clock showed, or give the instant in UTC with Z.`,
    );
  }
  throw new CodedError(
    'INSTANT_OFFSET_NOT_IN_ZONE',
    `${zone} does not have the offset ${offset} at this local time (it has ${offsetsAt(asked, zone)}). ` +
      'Correct the offset, or give the instant in UTC with Z.',
  );
}

/** One offset, or both while the clocks repeat the hour. */
function offsetsAt(local: Temporal.PlainDateTime, zone: string): string {
  const first = local.toZonedDateTime(zone, { disambiguation: 'earlier' }).offset;
  const second = local.toZonedDateTime(zone, { disambiguation: 'later' }).offset;
  return first === second ? first : `${first} or ${second}`;
}

function notAnInstant(text: string): CodedError {
  if (!LOCAL.test(text)) return malformed();
  return new CodedError(
    'INSTANT_WITHOUT_OFFSET',
    'A local time without offset does not say which instant it is. Add the offset, such as -04:00, or give the instant in UTC with Z.',
  );
}

function malformed(): CodedError {
  return new CodedError(
    'INSTANT_MALFORMED',
    'This is no instant. Give date, time and offset, such as 2011-09-16T17:00:00-04:00, or the time in UTC with Z.',
  );
}

function isRealInstant(text: string): boolean {
  if (!INSTANT.test(text)) return false;
  try {
    Temporal.Instant.from(text);
    return true;
  } catch {
    return false;
  }
}

function isPlaceZone(zone: string): boolean {
  if (!PLACE.test(zone)) return false;
  try {
    return zoned(0, zone).timeZoneId === zone;
  } catch {
    return false;
  }
}
