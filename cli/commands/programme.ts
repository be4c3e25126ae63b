import type { Command } from 'commander';
import { ledgerEventsSchema } from '../../domain/api/ledger-views.ts';
import { PROGRAMME } from '../../domain/ids.ts';
import { activationIdOf } from '../../domain/lifecycle/activation-input.ts';
import { type Io, print } from '../io.ts';
import { table, when } from '../render/text.ts';
import { apiCommand, group, type Work } from './common.ts';

/** `sc programme log`. */
export function programmeCommand(io: Io): Command {
  return group('programme', 'see what was recorded for the programme as a whole', [
    apiCommand(io, {
      usage: 'log',
      summary: 'list what was recorded: agreements, choices, findings, rules, training, imports; or one activation',
      options: [
        ['--jurisdiction <id>', 'of the activation of this jurisdiction instead'],
        ['--after <position>', 'go on after this position'],
      ],
      examples: ['programme log --as auditor', 'programme log --jurisdiction XX-HARBOR --as administrator --json'],
      work: log,
    }),
  ]);
}

async function log(work: Work): Promise<void> {
  const jurisdiction = work.option('jurisdiction');
  const ledger = jurisdiction === undefined ? PROGRAMME : activationIdOf(jurisdiction);
  const answer = await work.api.call({
    path: `/v1/ledgers/${encodeURIComponent(ledger)}/events`,
    query: { after: work.option('after') },
    answer: ledgerEventsSchema,
  });
  print(work.io, work.json, answer, () => {
    const rows = answer.events.map(({ position, at, author, summary }) => [
      String(position),
      when(at, undefined),
      author ?? '',
      summary,
    ]);
    return rows.length === 0 ? 'Nothing was recorded yet.' : table([['', 'at', 'by', ''], ...rows]);
  });
}
