import type { Command } from 'commander';
import {
  alarmListSchema,
  type AlarmView,
  mailboxSchema,
  messageViewSchema,
  receiptSchema,
} from '../../domain/api/views.ts';
import { CliError, EXIT } from '../exit.ts';
import { type Io, print, styled } from '../io.ts';
import { shortId, spoken, table, when } from '../render/text.ts';
import { saveFile } from '../save.ts';
import { apiCommand, group, type Work } from './common.ts';

/** `sc mailbox list|read|acknowledge`. */
export function mailboxCommand(io: Io): Command {
  return group('mailbox', 'read the messages of your agency, bureau, office or role', [
    apiCommand(io, {
      usage: 'list',
      summary: 'list the messages',
      options: [['--new', 'only those that nobody has acknowledged']],
      examples: ['mailbox list --as jail-one', 'mailbox list --as bureau --new --json'],
      work: async (work) => {
        const answer = await work.api.call({
          path: '/v1/mailbox',
          query: { unacknowledged: work.flag('new') ? 'true' : undefined },
          answer: mailboxSchema,
        });
        print(io, work.json, answer, () => {
          const rows = answer.messages.map((head) => [
            head.id,
            when(head.at, undefined),
            head.kind,
            head.caseId === null ? '' : shortId(head.caseId),
            head.acknowledgedAt === null ? 'new' : '',
            head.subject,
          ]);
          return rows.length === 0
            ? `No message in ${answer.address}.`
            : table([['id', 'at', 'kind', 'case', '', 'subject'], ...rows]);
        });
      },
    }),
    apiCommand(io, {
      usage: 'read <id>',
      summary: 'read one message; --out saves the file that belongs to it',
      options: [['--out <file>', 'save the attachment here']],
      examples: ['mailbox read 3f2a-1 --as jail-one', 'mailbox read 3f2a-1 --as jail-one --out answer.eft'],
      work: read,
    }),
    apiCommand(io, {
      usage: 'acknowledge <id>',
      summary: 'confirm receipt; the next hop of its route gets the message then',
      options: [['--at <instant>', 'when you received it (now)']],
      examples: ['mailbox acknowledge 3f2a-1 --as bureau'],
      work: (work) => acknowledge(work, '/v1/mailbox'),
    }),
  ]);
}

async function read(work: Work): Promise<void> {
  const [id = ''] = work.args;
  const path = `/v1/mailbox/${encodeURIComponent(id)}`;
  const message = await work.api.call({ path, answer: messageViewSchema });
  const out = work.option('out');
  if (out !== undefined) saveFile(out, await work.api.download(`${path}/attachment`));
  print(work.io, work.json, message, () => {
    const head = `${styled(work.io, 'bold', message.subject)}\n${when(message.at, undefined)}  ${message.kind}${message.caseId === null ? '' : `  case ${shortId(message.caseId)}`}`;
    const file =
      message.attachment && out === undefined
        ? `\n\nA file belongs to it: sc mailbox read ${message.id} --out FILE`
        : '';
    return `${head}\n\n${message.text}${file}`;
  });
}

/** `sc alarms list|acknowledge`. */
export function alarmsCommand(io: Io): Command {
  return group('alarms', 'see and acknowledge the alarms that reach you', [
    apiCommand(io, {
      usage: 'list',
      summary: 'list the open alarms that reach you',
      options: [['--all', 'closed ones too']],
      examples: ['alarms list --as supervisor', 'alarms list --as administrator --all --json'],
      work: async (work) => {
        const answer = await work.api.call({
          path: '/v1/alarms',
          query: { all: work.flag('all') ? 'true' : undefined },
          answer: alarmListSchema,
        });
        print(io, work.json, answer, () => {
          const rows = answer.alarms.map((alarm) => [
            String(alarm.id),
            when(alarm.raisedAt, undefined),
            alarm.caseId === null ? '' : shortId(alarm.caseId),
            alarm.rule,
            seenBy(alarm),
            alarm.text,
          ]);
          return rows.length === 0 ? 'No alarm.' : table([['id', 'raised', 'case', 'alarm', 'seen by', ''], ...rows]);
        });
      },
    }),
    apiCommand(io, {
      usage: 'acknowledge <id>',
      summary: 'acknowledge an alarm for your role: it stops repeating to it, and to no other; its cause stays open',
      options: [['--at <instant>', 'when you saw it (now)']],
      examples: ['alarms acknowledge 17 --as supervisor'],
      work: (work) => acknowledge(work, '/v1/alarms'),
    }),
    apiCommand(io, {
      usage: 'settle <id>',
      summary:
        'close an alarm whose cause never ends by itself: a contradiction, or a violation once the hold has ended',
      options: [
        ['--reasons <words>', 'what you found and did, in your own words'],
        ['--at <instant>', 'when you settled it (now)'],
      ],
      examples: ['alarms settle 17 --as supervisor --reasons "Both answers read; the first one holds."'],
      work: settle,
    }),
  ]);
}

/** Who has acknowledged an alarm, and which roles have not: to those it repeats. */
function seenBy({ to, acknowledgements }: AlarmView): string {
  const seen = acknowledgements.map(({ role, by }) => `${by} (${spoken(role)})`);
  const unseen = to.filter((role) => !acknowledgements.some((one) => one.role === role));
  return [...seen, ...(unseen.length === 0 ? [] : [`not yet: ${unseen.map(spoken).join(', ')}`])].join('; ');
}

async function settle(work: Work): Promise<void> {
  const reasons = work.option('reasons');
  if (reasons === undefined) {
    throw new CliError(EXIT.refused, 'OPTION_MISSING', 'Still to be given: --reasons. Nothing is assumed.', {
      field: '--reasons',
    });
  }
  await receipt(work, '/v1/alarms', 'settle', { reasons });
}

async function acknowledge(work: Work, base: string): Promise<void> {
  await receipt(work, base, 'acknowledge', {});
}

async function receipt(work: Work, base: string, verb: 'acknowledge' | 'settle', more: object): Promise<void> {
  const [id = ''] = work.args;
  const at = work.option('at') ?? new Date().toISOString();
  const stands = await work.api.call({
    method: 'POST',
    path: `${base}/${encodeURIComponent(id)}/${verb}`,
    json: { at, ...more },
    answer: receiptSchema,
  });
  const done = verb === 'settle' ? 'Settled' : 'Acknowledged';
  print(work.io, work.json, stands, () => `${done} by ${stands.by} at ${when(stands.at, undefined)}.`);
}
