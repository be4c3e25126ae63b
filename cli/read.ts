import { readFileSync } from 'node:fs';
import { CliError, EXIT } from './exit.ts';

/** The JSON of a file that a person names. Throws FILE_UNREADABLE where there is none. */
export function jsonFile(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    const message = 'The file cannot be read as JSON: check its name and content.';
    throw new CliError(EXIT.refused, 'FILE_UNREADABLE', message, { field: 'file' });
  }
}
