import { formatInZone } from '../../domain/clock/instant.ts';

const SHORT_ID_DIGITS = 10;
const MINUTE = 60_000;

/** The first digits of a case id: enough to type. */
export function shortId(caseId: string): string {
  return caseId.replace(/^booking-/, '').slice(0, SHORT_ID_DIGITS);
}

/** A detainer as it can be typed: the case's first digits and the number. */
export function shortDetainerId(caseId: string, number: number): string {
  return `${shortId(caseId)}-${number}`;
}

/** An instant in a zone, to the minute: `Fri 2011-09-16 17:00 -04:00`. UTC where no zone is known. */
export function when(instant: string, zone: string | undefined): string {
  const ms = Date.parse(instant);
  const text = zone === undefined ? `${new Date(ms).toISOString().slice(0, 16)}Z` : formatInZone(ms, zone);
  const [, date = '', time = '', offset = ''] = /^(.{10})T(.{5})(.*)$/.exec(text) ?? [];
  return `${weekday(date)} ${date} ${time} ${offset === 'Z' ? 'UTC' : offset}`;
}

function weekday(date: string): string {
  return new Intl.DateTimeFormat('en-US', { weekday: 'short', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
}

/** A length of time in words, rounded down to the minute, so that nobody is promised more than there is: `2 d 3 h 5 min`. */
export function duration(ms: number): string {
  const minutes = Math.floor(Math.abs(ms) / MINUTE);
  const parts = [
    [Math.floor(minutes / 1440), 'd'],
    [Math.floor((minutes % 1440) / 60), 'h'],
    [minutes % 60, 'min'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`);
  return said.length === 0 ? 'less than a minute' : said.join(' ');
}

/** Rows as columns of equal width, the last one as wide as it is. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A heading and its lines, indented; nothing where there are no lines. */
export function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

/** Words of a code as a person reads them: `AT_FBI` → `at FBI`. */
export function spoken(code: string): string {
  const text = code
    .toLowerCase()
    .replaceAll('_', ' ')
    .replaceAll(/\bfbi\b/g, 'FBI')
    .replaceAll(/\bident\b/g, 'IDENT');
  return text;
}
