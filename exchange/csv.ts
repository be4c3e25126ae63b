import { CodedError } from '../domain/errors.ts';

/** Rows of comma-separated text (RFC 4180: quoted fields may hold commas, doubled quotes and line breaks). Empty lines are no rows. */
export function readCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  const fields = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/gy;
  const source = text.replace(/^\uFEFF/, '');
  while (fields.lastIndex < source.length) {
    const found = fields.exec(source);
    if (found === null) throw unreadable(rows.length + 1);
    const [, quoted, plain = '', end] = found;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  // A comma was the last character: an empty field follows it.
  if (row.length > 0) rows.push([...row, '']);
  return rows.filter((one) => one.length > 1 || one[0] !== '');
}

function unreadable(row: number): CodedError {
  return new CodedError(
    'CSV_UNREADABLE',
    `Row ${row} of the file cannot be read: a field that holds a quote or a comma stands in quotes, and every quote is closed.`,
    'file',
  );
}
