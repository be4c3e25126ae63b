import { formatInZone, zoned, assertZone } from '../../domain/clock/instant.ts';
import { instantMs } from '../../domain/text.ts';
import { message, type Catalog } from './catalog/catalog.ts';

/** Dates and times as a notice says them: in the language of the reader and in the zone of the jail, never later than they are. */

/** A zone that can be computed, or UTC: a jail with a zone that nobody knows gets instants that say so themselves. */
export function knownZone(zone: string): string {
  try {
    assertZone(zone);
    return zone;
  } catch {
    return 'UTC';
  }
}

/**
 * Date and time of an instant, rounded down to the minute, with the offset and, where one is in use, the zone's letters:
 * `Tuesday, September 20, 2011, 5:00 PM (UTC−04:00, EDT)`. Midnight also says between which days it lies, since people mistake it.
 */
export function momentText(instant: string, zone: string, catalog: Catalog): string {
  const parts = momentParts(instant, zone, catalog);
  return parts.midnight ? `${parts.text}, ${parts.midnight}` : parts.text;
}

/** The same in two parts, for a notice that sets the moment large and the explanation below it. */
export function momentParts(
  instant: string,
  zone: string,
  catalog: Catalog,
): {
  readonly text: string;
  readonly midnight: string | null;
  readonly between: { before: string; after: string } | null;
} {
  const known = knownZone(zone);
  const ms = instantMs(instant);
  const date = day(ms, known, catalog, { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' });
  const time = day(ms, known, catalog, { timeStyle: 'short' });
  const text = `${date}${catalog.script === 'Han' ? ' ' : ', '}${time} (${offsetText(ms, known)})`;
  const local = zoned(ms, known);
  if (local.hour !== 0 || local.minute !== 0) return { text, midnight: null, between: null };
  const weekday = { weekday: 'long' } as const;
  const between = { before: day(ms - 60_000, known, catalog, weekday), after: day(ms, known, catalog, weekday) };
  return { text, midnight: message(catalog, 'midnight', between), between };
}

function offsetText(ms: number, zone: string): string {
  const offset = /[+-]\d\d:\d\d$/.exec(formatInZone(ms, zone))?.[0] ?? '+00:00';
  const sign = offset.startsWith('-') ? '−' : '+';
  const letters = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'short' })
    .formatToParts(ms)
    .find(({ type }) => type === 'timeZoneName')?.value;
  const utc = `UTC${sign}${offset.slice(1)}`;
  return letters === undefined || /^(GMT|UTC)/.test(letters) ? utc : `${utc}, ${letters}`;
}

/** A civil day, `YYYY-MM-DD`, in long form. */
export function dateText(date: string, catalog: Catalog): string {
  return day(civil(date), 'UTC', catalog, { year: 'numeric', month: 'long', day: 'numeric' });
}

/** A civil day within its month: `Sat 17`. */
export function dayInMonthText(date: string, catalog: Catalog): string {
  const weekday = day(civil(date), 'UTC', catalog, { weekday: 'short' });
  const number = String(Number(date.slice(8)));
  return catalog.script === 'Han' ? `${number}日${weekday}` : `${weekday} ${number}`;
}

/** The month of a civil day: `September 2011`. */
export function monthText(date: string, catalog: Catalog): string {
  return day(civil(date), 'UTC', catalog, { year: 'numeric', month: 'long' });
}

function civil(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

function day(ms: number, timeZone: string, { locale }: Catalog, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, { ...options, timeZone }).format(ms);
}
