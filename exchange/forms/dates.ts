import { formatInZone, zoned, assertZone } from '../../domain/clock/instant.ts';
import { instantMs } from '../../domain/text.ts';
import { message, type Catalog } from './catalog/catalog.ts';
import { WORD_JOINER } from './layout/lines.ts';

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
  return parts.midnight ? `${parts.text}${catalog.script === 'Han' ? '，' : ', '}${parts.midnight}` : parts.text;
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
  const time = joined(day(ms, known, catalog, { timeStyle: 'short' }));
  const text = `${date}${catalog.script === 'Han' ? ' ' : ', '}${time}\u00A0(${joined(offsetText(ms, known))})`;
  const local = zoned(ms, known);
  if (local.hour !== 0 || local.minute !== 0) return { text, midnight: null, between: null };
  const weekday = { weekday: 'long' } as const;
  const between = { before: day(ms - 60_000, known, catalog, weekday), after: day(ms, known, catalog, weekday) };
  return { text, midnight: message(catalog, 'midnight', between), between };
}

/** The same text, kept on one line. */
export function joined(text: string): string {
  return text.replaceAll(/\s/g, '\u00A0');
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

/** A civil day within its month, with its weekday and what else is said of it: `24 (Sat)`, `10 (Mon, Columbus Day)`. */
export function dayInMonthText(date: string, besides: string | null, catalog: Catalog): string {
  const { open, close, list } = catalog.signs;
  const weekday = joined(day(civil(date), 'UTC', catalog, { weekday: 'short' }));
  const number = day(civil(date), 'UTC', catalog, { day: 'numeric' });
  if (besides !== null) return `${number}${joined(open)}${weekday}${list}${besides}${close}`;
  const whole = `${number}${joined(open)}${weekday}${close}`;
  return catalog.script === 'Han' ? Array.from(whole).join(WORD_JOINER) : whole;
}

/** The month of a civil day: `September 2011`. */
export function monthText(date: string, catalog: Catalog): string {
  return day(civil(date), 'UTC', catalog, { year: 'numeric', month: 'long' });
}

function civil(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

function day(ms: number, timeZone: string, { locale }: Catalog, options: Intl.DateTimeFormatOptions): string {
  const text = new Intl.DateTimeFormat(locale, { ...options, timeZone }).format(ms);
  // French names the first of a month by its ordinal, which Intl does not know.
  return locale.startsWith('fr') ? text.replace(/(?<!\d)1 (?=\p{L})/u, '1er ') : text;
}
