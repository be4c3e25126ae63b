import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSubmission } from '../../exchange/ebts/booking.ts';

/** A sample booking, and the development person who submits it. */
export interface SampleFile {
  /** The file's name without its ending, e.g. `02-match-removable`. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly submitter: string;
}

/** Each sample agency's person. Where an agency has none here, the bureau that originates the submission sends it. */
const JAIL_PEOPLE: Readonly<Record<string, string>> = {
  XX0010100: 'jail-one',
  XX0020100: 'jail-two',
  XX0030100: 'jail-three',
  XX0040100: 'jail-four',
  XX0050100: 'jail-five',
};

/** The bookings of a folder in the order of their names. What the front door will refuse is submitted all the same, to show that. */
export function readSamples(folder: string): readonly SampleFile[] {
  const files = readdirSync(folder).filter((file) => /^\d\d-.*\.(eft|json)$/.test(file));
  return files.toSorted().map((file) => {
    const bytes = new Uint8Array(readFileSync(join(folder, file)));
    return { name: file.replace(/\.[a-z]+$/, ''), bytes, submitter: submitterOf(bytes) };
  });
}

function submitterOf(bytes: Uint8Array): string {
  const submission = parseSubmission(bytes);
  if (!submission.accepted) return 'jail-one';
  return JAIL_PEOPLE[submission.booking.controllingAgency] ?? 'bureau';
}
