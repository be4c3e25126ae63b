import { zoned } from '../clock/instant.ts';
import { instantMs } from '../text.ts';
import type { InstantInWords } from './notice.ts';

/** An exact instant in words, in UTC and in each of these IANA zones: `Tuesday, January 1, 2030, 05:00:00.000 (UTC, +00:00)`. */
export function instantInWords(instant: string, zones: readonly string[]): InstantInWords {
  const ms = instantMs(instant);
  return { utc: inWords(ms, 'UTC'), local: zones.map((zone) => inWords(ms, zone)) };
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

function inWords(ms: number, zone: string): string {
  const at = zoned(ms, zone);
  const time = at.toPlainTime().toString({ fractionalSecondDigits: at.millisecond === 0 ? 0 : 3 });
  const day = `${DAYS[at.dayOfWeek - 1] ?? ''}, ${MONTHS[at.month - 1] ?? ''} ${at.day}, ${at.year}`;
  return `${day}, ${time} (${zone}, ${at.offset})`;
}
