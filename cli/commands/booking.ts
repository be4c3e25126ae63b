import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { submissionAnswerSchema } from '../../domain/api/views.ts';
import { CliError, EXIT } from '../exit.ts';
import { type Io, print } from '../io.ts';
import { shortId } from '../render/text.ts';
import { inspectCommand, makeCommand, validateCommand } from './booking-offline.ts';
import { apiCommand, group, type Work } from './common.ts';

/** `sc booking submit|validate|inspect|make`. */
export function bookingCommand(io: Io): Command {
  const submit = apiCommand(io, {
    usage: 'submit <file>',
    summary: 'submit a booking: an EBTS file or JSON; a file sent again is answered as the first time',
    examples: [
      'booking submit samples/02-match-removable.eft --as jail-one',
      'booking submit samples/16-json-booking.json --as bureau --json',
    ],
    work: submitFile,
  });
  return group('booking', 'submit, check, look into and make bookings', [
    submit,
    validateCommand(),
    inspectCommand(),
    makeCommand(),
  ]);
}

async function submitFile(work: Work): Promise<void> {
  const [file = ''] = work.args;
  const answer = await work.api.call({
    method: 'POST',
    path: '/v1/bookings',
    bytes: bytesOf(file),
    answer: submissionAnswerSchema,
  });
  print(
    work.io,
    work.json,
    answer,
    () =>
      `${SAYS[answer.status]}\n${answer.caseId}\nLook at it: sc case show ${shortId(answer.caseId)}${work.as === undefined ? '' : ` --as ${work.as}`}`,
  );
}

const SAYS = {
  ACCEPTED: 'Accepted: the case runs.',
  SAME: 'Known: this very booking was submitted before. Nothing was done again.',
  STORED: 'Accepted and kept: the case starts as soon as the workflow engine answers.',
} as const;

function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch {
    throw new CliError(EXIT.refused, 'FILE_UNREADABLE', 'The file is missing or cannot be read.', { field: 'file' });
  }
}
