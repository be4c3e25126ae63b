import { readFileSync } from 'node:fs';
import { readCsv } from '../exchange/csv.ts';
import { CliError, EXIT } from './exit.ts';

/** A line of a register of letters: as it was typed, for the API to judge. */
export interface Letter {
  readonly jurisdiction: string;
  readonly confirmation: Readonly<Record<string, unknown>>;
}

const LETTER_COLUMNS = ['jurisdiction', 'to', 'revision', 'deliveredAt', 'method', 'recipient'] as const;

/** The jurisdictions of a file: one to a line, or the column `jurisdiction` of a table. */
export function jurisdictionsIn(file: string): readonly string[] {
  const [first = [], ...rest] = rowsIn(file);
  const column = first.indexOf('jurisdiction');
  const rows = column === -1 ? [first, ...rest] : rest;
  return rows.map((row) => (row[Math.max(column, 0)] ?? '').trim()).filter((id) => id !== '');
}

/** The lines of a register of letters: a table with the columns jurisdiction, to, revision, deliveredAt, method, recipient. */
export function lettersIn(file: string): readonly Letter[] {
  const [head = [], ...rows] = rowsIn(file);
  const missing = LETTER_COLUMNS.filter((column) => !head.includes(column));
  if (missing.length > 0) {
    const message = `The first line names the columns; missing: ${missing.join(', ')}.`;
    throw new CliError(EXIT.refused, 'COLUMNS_MISSING', message, { field: '--file' });
  }
  return rows.map((row) => {
    const typed = (column: (typeof LETTER_COLUMNS)[number]): string => (row[head.indexOf(column)] ?? '').trim();
    const [to, deliveredAt, method, recipient] = [
      typed('to'),
      typed('deliveredAt'),
      typed('method'),
      typed('recipient'),
    ];
    const confirmation = { to, revision: numberOr(typed('revision')), deliveredAt, method, recipient };
    return { jurisdiction: typed('jurisdiction'), confirmation };
  });
}

/** What is no number goes as it is, for the API to refuse: nothing is assumed. */
function numberOr(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text;
}

function rowsIn(file: string): readonly (readonly string[])[] {
  try {
    return readCsv(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'CSV_UNREADABLE') throw error;
    const message = 'The file is missing or cannot be read.';
    throw new CliError(EXIT.refused, 'FILE_UNREADABLE', message, { field: '--file' });
  }
}
