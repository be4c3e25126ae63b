import type { Reading } from '../../domain/agency/reading.ts';
import { CodedError } from '../../domain/errors.ts';
import { readAtlas } from './atlas.ts';
import { derive } from './derive.ts';
import { readLines } from './lines.ts';
import { readSite } from './site.ts';

/**
 * Reads a file of agencies: the FBI's list as CSV, or a site's own register as JSON. What is not understood of it is reported, line by line.
 * @throws CodedError REGISTER_FILE where it is no such file at all
 */
export function readRegister(bytes: Uint8Array): Reading {
  const text = textOf(bytes);
  return text.trimStart().startsWith('{') ? readSite(text) : derive(readLines(text), readAtlas());
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CodedError('REGISTER_FILE', 'The file is no text in UTF-8: save it in that form.', 'file');
  }
}
