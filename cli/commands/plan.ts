import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { Command } from 'commander';
import {
  planEndViewSchema,
  type PlanItemView,
  planItemsSchema,
  planViewSchema,
  wavePageViewSchema,
} from '../../domain/api/plan-views.ts';
import { actAnswerSchema } from '../../domain/api/views.ts';
import { CliError, EXIT } from '../exit.ts';
import { type Io, print } from '../io.ts';
import { jurisdictionsIn, type Letter, lettersIn } from '../plan-files.ts';
import { behindText, planText, refusedText } from '../render/plan.ts';
import { when } from '../render/text.ts';
import { apiCommand, group, required, type Work } from './common.ts';
import { pictureCommands } from './plan-pictures.ts';

/** So many jurisdictions go with one request: enough to be quick, few enough to show progress. */
const PAGE = 100;
/** So many letters are confirmed at once. */
const AT_ONCE = 8;

/** `sc plan status|wave|end|behind|confirm|map|timeline`. */
export function planCommand(io: Io): Command {
  return group('plan', 'see the nationwide plan, set its end, activate many jurisdictions, see what is behind', [
    apiCommand(io, {
      usage: 'status',
      summary: 'show where the plan stands, by state and by wave',
      examples: ['plan status --as administrator', 'plan status --as supervisor --json'],
      work: async (work) => {
        const view = await work.api.call({ path: '/v1/plan', answer: planViewSchema });
        print(work.io, work.json, view, () => planText(view));
      },
    }),
    apiCommand(io, {
      usage: 'wave <name>',
      summary: 'plan the activation of many jurisdictions for one instant; run again, it does only what is missing',
      options: [
        ['--state <letters>', 'all jurisdictions of a state that are not active'],
        ['--list <ids>', 'these jurisdictions, separated by commas'],
        ['--file <file>', 'the jurisdictions of a file: one to a line, or its column jurisdiction'],
        ['--from <instant>', 'ISO instant with offset from which they are active'],
        ['--reasons <words>', 'why, in your own words'],
      ],
      examples: [
        'plan wave "XX 1" --state XX --from 2030-06-01T00:00:00-05:00 --reasons "First state of the plan." --as administrator',
        'plan wave "XX 2" --file wave-2.csv --from 2030-07-01T00:00:00-05:00 --reasons "Second wave." --as administrator --json',
      ],
      work: wave,
    }),
    apiCommand(io, {
      usage: 'confirm',
      summary: 'confirm the delivery of a wave’s notices from a register of letters, each line by itself',
      options: [
        ['--wave <name>', 'the wave whose letters these are'],
        ['--file <file>', 'table with the columns jurisdiction, to, revision, deliveredAt, method, recipient'],
      ],
      examples: ['plan confirm --wave "XX 1" --file letters.csv --as administrator'],
      work: confirm,
    }),
    apiCommand(io, {
      usage: 'end <instant>',
      summary: 'set the instant by which every jurisdiction is to be active',
      options: [['--reasons <words>', 'why, in your own words']],
      examples: ['plan end 2031-12-31T23:59:59-05:00 --reasons "Set by the Director." --as administrator'],
      work: end,
    }),
    apiCommand(io, {
      usage: 'behind',
      summary: 'list what is in no plan, missed, planned after the end, or will be missed, and why',
      options: [['--state <letters>', 'only of this state']],
      examples: ['plan behind --as administrator', 'plan behind --state XX --as administrator --json'],
      work: async (work) => {
        const items = await itemsOf(work, { behind: 'any', state: work.option('state') });
        print(work.io, work.json, { items }, () => behindText(items));
      },
    }),
    ...pictureCommands(io),
  ]);
}

/** Every jurisdiction of the plan that these terms leave, page by page. */
async function itemsOf(work: Work, query: Readonly<Record<string, string | undefined>>): Promise<PlanItemView[]> {
  const items: PlanItemView[] = [];
  let after: string | undefined;
  do {
    const page = await work.api.call({
      path: '/v1/plan/jurisdictions',
      query: { ...query, after, limit: '500' },
      answer: planItemsSchema,
    });
    items.push(...page.items);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return items;
}

async function end(work: Work): Promise<void> {
  const [endsAt = ''] = work.args;
  const json = { endsAt, reasons: required(work, 'reasons') };
  const answer = await work.api.call({ method: 'POST', path: '/v1/plan/end', json, answer: planEndViewSchema });
  print(work.io, work.json, answer, () => `Every jurisdiction is to be active by ${when(answer.endsAt, undefined)}.`);
}

/** What came of one item of a bulk act. */
interface Item {
  readonly jurisdiction: string;
  readonly outcome: string;
  readonly code: string | null;
  readonly reason: string | null;
}

async function wave(work: Work): Promise<void> {
  const [name = ''] = work.args;
  const terms = { name, from: required(work, 'from'), reasons: required(work, 'reasons') };
  const { set, jurisdictions } = await setOf(work);
  if (jurisdictions.length === 0) {
    const message = 'There is no jurisdiction in the set that could be activated.';
    throw new CliError(EXIT.refused, 'NOTHING_TO_PLAN', message);
  }
  const progress = progressOf(work, jurisdictions.length);
  for (let at = 0; at < jurisdictions.length; at += PAGE) {
    const json = { ...terms, set, jurisdictions: jurisdictions.slice(at, at + PAGE) };
    const page = await work.api.call({ method: 'POST', path: '/v1/plan/waves', json, answer: wavePageViewSchema });
    progress.tell(page.items);
  }
  progress.end();
}

async function setOf(work: Work): Promise<{ readonly set: string; readonly jurisdictions: readonly string[] }> {
  const [state, list, file] = [work.option('state'), work.option('list'), work.option('file')];
  if ([state, list, file].filter((given) => given !== undefined).length !== 1) {
    const message = 'Name the set by one of --state, --list or --file.';
    throw new CliError(EXIT.refused, 'SET_UNCLEAR', message, { field: '--state' });
  }
  if (state !== undefined) {
    const items = await itemsOf(work, { state });
    const waiting = items.filter(({ standing }) => standing !== 'ACTIVE');
    return { set: `state ${state}`, jurisdictions: waiting.map(({ jurisdiction }) => jurisdiction) };
  }
  const given = file === undefined ? (list ?? '').split(',').map((id) => id.trim()) : jurisdictionsIn(file);
  const jurisdictions = [...new Set(given)].filter((id) => id !== '');
  return { set: file === undefined ? 'list' : `file ${basename(file)}`.slice(0, 200), jurisdictions };
}

/** Says what came of the items as they come: a line for each page, or with `--json` for each item; at the end what was refused. */
function progressOf({ io, json }: Work, total: number) {
  const all: Item[] = [];
  const counted = (): string => {
    const counts = new Map<string, number>();
    for (const { outcome } of all) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    return [...counts].map(([outcome, number]) => `${number} ${outcome.toLowerCase()}`).join(', ');
  };
  return {
    tell: (items: readonly Item[]): void => {
      all.push(...items);
      if (json) for (const item of items) io.out(`${JSON.stringify(item)}\n`);
      else io.err(`${all.length} of ${total}: ${counted()}\n`);
    },
    end: (): void => {
      const refused = all.filter(({ outcome }) => outcome === 'REFUSED');
      if (!json) io.out(`${refused.length === 0 ? 'Done' : refusedText(refused)}\n`);
      if (refused.length === 0) return;
      const message = `${refused.length} of ${total} were refused; the others were done. Run it again once they are put right.`;
      throw new CliError(EXIT.refused, 'PARTLY_REFUSED', message);
    },
  };
}

async function confirm(work: Work): Promise<void> {
  const name = required(work, 'wave');
  const letters = lettersIn(required(work, 'file'));
  const members = new Set((await itemsOf(work, { wave: name })).map(({ jurisdiction }) => jurisdiction));
  const progress = progressOf(work, letters.length);
  for (let at = 0; at < letters.length; at += AT_ONCE) {
    const some = letters.slice(at, at + AT_ONCE);
    progress.tell(await Promise.all(some.map(async (letter) => await confirmOne(work, letter, members))));
  }
  progress.end();
}

async function confirmOne({ api }: Work, letter: Letter, members: ReadonlySet<string>): Promise<Item> {
  const { jurisdiction, confirmation } = letter;
  if (!members.has(jurisdiction)) {
    return { jurisdiction, outcome: 'REFUSED', code: 'NOT_IN_WAVE', reason: 'It is planned in another wave, or not.' };
  }
  try {
    const { status } = await api.call({
      method: 'POST',
      path: `/v1/activations/${encodeURIComponent(jurisdiction)}/acts/confirmNotice`,
      json: confirmation,
      headers: { 'idempotency-key': keyOf(letter) },
      answer: actAnswerSchema,
    });
    return { jurisdiction, outcome: status === 'DONE' ? 'CONFIRMED' : status, code: null, reason: null };
  } catch (error) {
    if (!(error instanceof CliError) || error.exitCode === EXIT.unavailable) throw error;
    const outcome = error.code === 'ALREADY_CONFIRMED' ? 'ALREADY' : 'REFUSED';
    return { jurisdiction, outcome, code: error.code, reason: error.message };
  }
}

/** The same line again is the same act. */
function keyOf(letter: Letter): string {
  return createHash('sha256').update(JSON.stringify(letter)).digest('hex');
}
