import type { Command } from 'commander';
import type { Scope } from '../../domain/access/roles.ts';
import { ledgerVerificationSchema } from '../../domain/api/ledger-views.ts';
import { clockAnswerSchema, peopleSchema, verificationSchema } from '../../domain/api/views.ts';
import { PROGRAMME } from '../../domain/ids.ts';
import { activationIdOf } from '../../domain/lifecycle/activation-input.ts';
import { CliError, EXIT } from '../exit.ts';
import { type Io, print } from '../io.ts';
import { duration, shortId, table, when } from '../render/text.ts';
import { apiCommand, group } from './common.ts';

/** Whom or what a person of this scope reaches, in a word. */
function scopeWords(scope: Scope): string {
  switch (scope.kind) {
    case 'agency':
      return scope.ori;
    case 'office':
      return scope.office;
    case 'jurisdiction':
      return scope.jurisdiction;
    case 'state':
      return scope.state;
    case 'national':
      return 'national';
  }
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `sc clock advance`. */
export function clockCommand(io: Io): Command {
  const advance = apiCommand(io, {
    usage: 'advance <id>',
    summary: 'move the time of a case and its open detainers, or of an activation, forward (development server only)',
    options: [['--by <length>', 'how far: 30m, 49h, 3d, or 2d1h']],
    examples: ['clock advance 3f2a --by 49h --as administrator', 'clock advance XX-HARBOR --by 31d --as administrator'],
    work: async (work) => {
      const [id = ''] = work.args;
      const byMs = lengthOf(work.option('by'));
      const answer = await work.api.call({
        method: 'POST',
        path: '/v1/development/clock',
        json: isCase(id) ? { caseId: id, byMs } : { activation: id, byMs },
        answer: clockAnswerSchema,
      });
      print(io, work.json, answer, () => {
        const lines = answer.advanced.map(
          ({ workflowId, now }) => `  ${workflowId.replace(/^(\w+-.{10}).{30}/, '$1')}  now ${when(now, undefined)}`,
        );
        return [
          `Moved by ${duration(answer.byMs)}:`,
          ...lines,
          `Look at it: sc ${isCase(id) ? `case show ${shortId(answer.caseId)}` : `activation show ${id}`}`,
        ].join('\n');
      });
    },
  });
  return group('clock', 'move a case’s time (development server only)', [advance]);
}

/** Jurisdictions have capitals in their ids, cases have none. */
function isCase(id: string): boolean {
  return !/[A-Z]/.test(id);
}

/** Milliseconds of a length such as `49h` or `2d1h30m`. */
export function lengthOf(text: string | undefined): number {
  const parts = [...(text ?? '').matchAll(/(\d{1,6})([smhd])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) {
    throw new CliError(EXIT.refused, 'OPTION_UNREADABLE', '--by takes a length such as 30m, 49h or 2d1h.', {
      field: '--by',
    });
  }
  return parts.reduce((sum, [, count = '0', unit = 's']) => sum + Number(count) * (UNITS[unit] ?? 0), 0);
}

/** `sc people`. */
export function peopleCommand(io: Io): Command {
  return apiCommand(io, {
    usage: 'people',
    summary: 'list the fictional people of a development deployment, for --as',
    examples: ['people', 'people --json'],
    work: async (work) => {
      const answer = await work.api.call({ path: '/v1/development/people', open: true, answer: peopleSchema });
      print(io, work.json, answer, () => {
        const rows = answer.people.map(({ id, name, role, scope }) => [id, name, role, scopeWords(scope)]);
        return table([['--as', 'name', 'role', 'scope'], ...rows]);
      });
    },
  });
}

/** `sc verify`. A chain that does not hold ends with exit code 1. */
export function verifyCommand(io: Io): Command {
  return apiCommand(io, {
    usage: 'verify <id>',
    summary: 'recompute the hash chain of a record: a case’s, the programme’s, or of jurisdiction-ID',
    examples: [
      'verify 3f2a --as auditor',
      'verify programme --as auditor',
      'verify jurisdiction-XX-EXAMPLE --as auditor --json',
    ],
    work: async (work) => {
      const [id = ''] = work.args;
      const ofCase = id !== PROGRAMME && !id.startsWith(activationIdOf(''));
      const path = `/v1/${ofCase ? 'cases' : 'ledgers'}/${encodeURIComponent(id)}/verify`;
      const answer = ofCase
        ? await work.api.call({ path, answer: verificationSchema })
        : await work.api.call({ path, answer: ledgerVerificationSchema });
      print(io, work.json, answer, () => answer.says.join('\n'));
      if (!answer.ok)
        throw new CliError(
          EXIT.unexpected,
          'CHAIN_BROKEN',
          'This record does not verify: tell the administrator and change nothing.',
        );
    },
  });
}
