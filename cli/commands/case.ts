import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { caseListSchema, type CaseRow, type CaseView, caseViewSchema, lateListSchema } from '../../domain/api/views.ts';
import { CliError, EXIT } from '../exit.ts';
import { type Io, print } from '../io.ts';
import { showCase } from '../render/case.ts';
import { shortId, spoken, table, when } from '../render/text.ts';
import { apiCommand, group, type Work } from './common.ts';

const DEFAULT_EVERY_S = 1;

/** `sc case list|show|late|watch`. */
export function caseCommand(io: Io): Command {
  return group('case', 'list, show and watch cases', [
    apiCommand(io, {
      usage: 'list',
      summary: 'list the cases in reach, the least time left first; for an agency or bureau in the order of arrival',
      options: [
        ['--open', 'only cases that are not closed'],
        ['--state <state>', 'only cases in this state of the immigration side, e.g. OFFICER_DECISION'],
        ['--waiting-for <role>', 'only cases whose next step belongs to this role'],
        ['--after <cursor>', 'the next page'],
        ['--limit <n>', 'at most so many (100)'],
      ],
      examples: [
        'case list --as officer --open',
        'case list --as specialist --waiting-for status_specialist',
        'case list --as jail-one --json',
      ],
      work: list,
    }),
    apiCommand(io, {
      usage: 'show <id>',
      summary: 'show one case: where it stands, clock, timeline, what you can do',
      examples: ['case show 3f2a --as officer', 'case show 3f2a --as jail-one --json'],
      work: async (work) => {
        const view = await caseOf(work);
        print(work.io, work.json, view, () => showCase(work.io, view, work.as));
      },
    }),
    apiCommand(io, {
      usage: 'late <id>',
      summary: 'list what partners said when the case or its detainer had ended',
      examples: ['case late 3f2a --as supervisor'],
      work: late,
    }),
    apiCommand(io, {
      usage: 'watch <id>',
      summary: 'follow one case until it is closed; with --json one line of JSON for each change',
      options: [['--every <seconds>', `look so often (${DEFAULT_EVERY_S})`]],
      examples: ['case watch 3f2a --as officer', 'case watch 3f2a --as auditor --json --every 5'],
      work: watch,
    }),
  ]);
}

async function list(work: Work): Promise<void> {
  const answer = await work.api.call({
    path: '/v1/cases',
    query: {
      open: work.flag('open') ? 'true' : undefined,
      immigration: work.option('state')?.toUpperCase().replaceAll('-', '_'),
      waitingFor: work.option('waitingFor'),
      after: work.option('after'),
      limit: work.option('limit'),
    },
    answer: caseListSchema,
  });
  print(work.io, work.json, answer, () => {
    if (answer.cases.length === 0) return 'No case.';
    const more = answer.next === null ? '' : `\nMore: --after ${answer.next}`;
    return `${table([headOf(answer.cases[0]), ...answer.cases.map(rowOf)])}${more}`;
  });
}

async function late(work: Work): Promise<void> {
  const [id = ''] = work.args;
  const path = `/v1/cases/${encodeURIComponent(id)}/late-messages`;
  const answer = await work.api.call({ path, answer: lateListSchema });
  print(work.io, work.json, answer, () => {
    const lines = answer.messages.map(({ from, reference, receivedAt, statement }) =>
      [`${when(receivedAt, undefined)}  ${from} for ${reference}`, statement ?? 'cleared'].join('\n  '),
    );
    return lines.join('\n') || 'Nothing came late.';
  });
}

function headOf(row: CaseRow | undefined): string[] {
  const common = ['case', 'booked by', 'received', 'criminal answer'];
  return row?.view === 'full' ? [...common, 'limit', 'next'] : common;
}

function rowOf(row: CaseRow): string[] {
  const common = [shortId(row.caseId), row.cri, when(row.receivedAt, undefined), spoken(row.criminal)];
  if (row.view !== 'full') return common;
  return [
    ...common,
    row.limitAt === null ? '' : when(row.limitAt, undefined),
    row.outcome === null ? row.nextStep : `${row.nextStep} (${spoken(row.outcome)})`,
  ];
}

async function caseOf(work: Work): Promise<CaseView> {
  const [id = ''] = work.args;
  return work.api.call({ path: `/v1/cases/${encodeURIComponent(id)}`, answer: caseViewSchema });
}

async function watch(work: Work): Promise<void> {
  const everyS = Number(work.option('every') ?? DEFAULT_EVERY_S);
  if (!(everyS >= 0.1 && everyS <= 3600))
    throw new CliError(EXIT.refused, 'OPTION_UNREADABLE', '--every takes seconds, 0.1 to 3600.', { field: '--every' });
  let seen = -1;
  let said = '';
  for (;;) {
    const view = await caseOf(work);
    const changes = changesOf(view, seen);
    seen = Math.max(seen, ...(view.view === 'full' ? view.events.map(({ position }) => position) : []));
    const standing = standingOf(view);
    if (changes.length > 0 || standing !== said) report(work, view, [...changes, standing]);
    said = standing;
    if (hasEnded(view)) return;
    await sleep(everyS * 1000);
  }
}

function changesOf(view: CaseView, seen: number): string[] {
  if (view.view !== 'full') return [];
  const zone = view.detainers[0]?.zone;
  return view.events
    .filter(({ position }) => position > seen)
    .map((event) => `${when(event.at, zone)}  ${event.summary}`);
}

function standingOf(view: CaseView): string {
  if (view.view !== 'full')
    return `${' '.repeat(4)}criminal: ${spoken(view.criminal)}, messages: ${view.messages.length}`;
  const holds = view.detainers.map((detainer) => `, detainer ${detainer.number} ${spoken(detainer.hold)}`).join('');
  return `    criminal: ${spoken(view.criminal)}, immigration: ${spoken(view.immigration)}${holds}; next: ${view.nextStep}`;
}

/** An agency’s booking has no end that its agency could see beyond the criminal answer. */
function hasEnded(view: CaseView): boolean {
  return view.view === 'full' ? view.closedAt !== null : view.criminal !== 'AT_FBI';
}

function report(work: Work, view: CaseView, lines: readonly string[]): void {
  if (!work.json) return work.io.out(`${lines.join('\n')}\n`);
  work.io.out(
    `${JSON.stringify({ caseId: view.caseId, criminal: view.criminal, ...(view.view === 'full' ? fullChange(view) : {}), lines })}\n`,
  );
}

function fullChange(view: Extract<CaseView, { view: 'full' }>) {
  const { immigration, outcome, nextStep, closedAt, now } = view;
  return { immigration, outcome, nextStep, closedAt, now };
}
