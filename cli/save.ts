import { writeFileSync } from 'node:fs';
import { CliError, EXIT } from './exit.ts';

/** Saves a file that may name a person, so for its owner's eyes only. Throws FILE_NOT_SAVED where it cannot be written. */
export function saveFile(path: string, bytes: Uint8Array): void {
  try {
    writeFileSync(path, bytes, { mode: 0o600 });
  } catch {
    throw new CliError(
      EXIT.refused,
      'FILE_NOT_SAVED',
      'The file cannot be written there: name another, in a folder that exists and is yours to write.',
      { field: '--out' },
    );
  }
}
