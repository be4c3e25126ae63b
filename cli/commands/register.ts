import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import type { z } from 'zod';
import { importReportSchema } from '../../domain/agency/import.ts';
import {
  agencyListSchema,
  assignmentWithdrawnSchema,
  importListSchema,
  jurisdictionListSchema,
} from '../../domain/api/register-views.ts';
import { CliError, EXIT } from '../exit.ts';
import { type Io, print } from '../io.ts';
import { agencyLines, importText, jurisdictionLines } from '../render/register.ts';
import { apiCommand, group, required, type Work } from './common.ts';

const LIST_OPTIONS: readonly (readonly [string, string])[] = [
  ['--state <letters>', 'only of this state, two letters'],
  ['--after <id>', 'the last one of the page before'],
  ['--limit <number>', 'how many, 1000 at most (100)'],
];

/** `sc register import|report|agencies|jurisdictions|unassign`. */
export function registerCommand(io: Io): Command {
  return group('register', 'import the register of agencies, and look at agencies and jurisdictions', [
    apiCommand(io, {
      usage: 'import <file>',
      summary:
        'bring the register to what a file says (CSV list of agencies, or a site’s JSON), and report what was not understood',
      options: [
        ['--dry-run', 'change nothing: show what it would come to'],
        ['--retire-missing', 'end the entries of agencies that are no longer in the file, of the states that it has'],
        ['--all', 'print every problem, not only the counts'],
      ],
      examples: [
        'register import agencies.csv --dry-run --as administrator',
        'register import agencies.csv --as administrator',
        'register import our-register.json --retire-missing --as administrator --json',
      ],
      work: importFile,
    }),
    apiCommand(io, {
      usage: 'report',
      summary: 'show what the last import came to, with every line that was not understood',
      options: [['--kind <kind>', 'only problems of this kind, e.g. NO_COUNTY']],
      examples: ['register report --as administrator', 'register report --kind NO_ZONE --as auditor'],
      work: report,
    }),
    apiCommand(io, {
      usage: 'agencies',
      summary: 'list agencies: jurisdictions, zone, field office, and how each is known',
      options: [...LIST_OPTIONS, ['--unassigned', 'only those without a jurisdiction: a person assigns it']],
      examples: [
        'register agencies --state XX --as administrator',
        'register agencies --unassigned --as administrator',
      ],
      work: async (work) => {
        const answer = await listed(work, '/v1/agencies', agencyListSchema);
        print(work.io, work.json, answer, () => agencyLines(answer));
      },
    }),
    apiCommand(io, {
      usage: 'jurisdictions',
      summary: 'list jurisdictions: since when active, field office, number of agencies',
      options: [...LIST_OPTIONS, ['--unassigned', 'only those to which no agency belongs']],
      examples: ['register jurisdictions --state XX --as officer'],
      work: async (work) => {
        const answer = await listed(work, '/v1/jurisdictions', jurisdictionListSchema);
        print(work.io, work.json, answer, () => jurisdictionLines(answer));
      },
    }),
    apiCommand(io, {
      usage: 'unassign <ori>',
      summary: 'take back what a person assigned to an agency: later bookings go by the register, or a person is asked',
      options: [['--reasons <words>', 'why, in your own words']],
      examples: ['register unassign XX0060100 --reasons "It lies in another county." --as administrator'],
      work: unassign,
    }),
  ]);
}

async function importFile(work: Work): Promise<void> {
  const [file = ''] = work.args;
  const report = await work.api.call({
    method: 'POST',
    path: '/v1/register/imports',
    query: {
      file: basename(file),
      dryRun: work.flag('dryRun') ? 'true' : undefined,
      retireMissing: work.flag('retireMissing') ? 'true' : undefined,
    },
    bytes: bytesOf(file),
    answer: importReportSchema,
  });
  print(work.io, work.json, report, () => importText(report, work.flag('all') ? 'ALL' : 'NONE'));
}

async function unassign(work: Work): Promise<void> {
  const [ori = ''] = work.args;
  const answer = await work.api.call({
    method: 'POST',
    path: `/v1/agencies/${encodeURIComponent(ori)}/withdraw-assignment`,
    json: { reasons: required(work, 'reasons') },
    answer: assignmentWithdrawnSchema,
  });
  print(work.io, work.json, answer, () => `${ori} is no longer assigned to ${answer.jurisdiction}.`);
}

async function report(work: Work): Promise<void> {
  const answer = await work.api.call({ path: '/v1/register/imports', answer: importListSchema });
  print(work.io, work.json, answer, () => {
    const [last] = answer.imports;
    return last === undefined ? 'Nothing was imported yet.' : importText(last, work.option('kind') ?? 'ALL');
  });
}

async function listed<S extends z.ZodType>(work: Work, path: string, answer: S): Promise<z.infer<S>> {
  const query = {
    state: work.option('state'),
    after: work.option('after'),
    limit: work.option('limit'),
    unassigned: work.flag('unassigned') ? 'true' : undefined,
  };
  return await work.api.call({ path, query, answer });
}

function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch {
    throw new CliError(EXIT.refused, 'FILE_UNREADABLE', 'The file is missing or cannot be read.', { field: 'file' });
  }
}
