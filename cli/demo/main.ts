/**
 * The demonstration that `npm start` shows once on a development deployment: submits the sample bookings, plays the people who act on them,
 * and shows what happens. It knows nothing but the public HTTP API. Started again it goes on where it stopped, or shows what is open.
 */
import { setMaxListeners } from 'node:events';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type EventView, submissionAnswerSchema } from '../../domain/api/views.ts';
import { CliError, endingOf, EXIT } from '../exit.ts';
import { processIo } from '../io.ts';
import { away, type FullRow, House, namesOf, Watch } from './house.ts';
import { whatNext } from './next.ts';
import { type Notebook, openNotebook } from './notebook.ts';
import { readSamples, type SampleFile } from './samples.ts';
import { play, type Stage, type Staged } from './script.ts';
import { SCRIPTS } from './scripts.ts';
import { clocks, openCases, type Shown, summaryOf } from './summary.ts';
import { Teller } from './teller.ts';

const SAMPLES = fileURLToPath(new URL('../../samples/', import.meta.url));
/** How long the last cases may take to come to rest, and how often that is looked at. Milliseconds. */
const REST_MS = 60_000;
const LOOK_MS = 200;
const AWAY_MS = 1_000;

const io = processIo();
process.stdout.on('error', () => process.exit(0));
// Nothing here needs an end of its own: every act carries a fixed key, and the notebook is written before each.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0));

try {
  await demonstrate();
} catch (error) {
  const ending = endingOf(error).error;
  io.err(`the demonstration stops: ${ending?.code ?? ''}: ${ending?.message ?? ''}\n`);
  process.exitCode = 1;
}

async function demonstrate(): Promise<void> {
  const url = (io.env['SC_API_URL'] ?? 'http://127.0.0.1:8080').replace(/\/+$/, '');
  const dataDir = resolve(io.env['SC_DATA_DIR'] ?? '.data');
  const house = new House(io, url, dataDir);
  await house.people();
  const notebook = openNotebook(join(dataDir, 'demonstration', 'progress.json'));
  await forgetOtherCases(house, notebook);
  if (!notebook.finished) return perform(house, notebook);
  io.out('The demonstration has been shown on this data before; nothing is submitted or done again.\n\n');
  await showWhatIsOpen(house, notebook);
  io.out(`\n${nextSteps(house, notebook)}\n`);
}

/** The notebook speaks of the cases of one database. With another one under the same data folder the demonstration begins anew. */
async function forgetOtherCases(house: House, notebook: Notebook): Promise<void> {
  const pages = notebook.pages();
  if (pages.length === 0) return;
  const present = new Set((await house.rows()).map(({ caseId }) => caseId));
  if (!pages.some(({ caseId }) => present.has(caseId))) notebook.clear();
}

async function perform(house: House, notebook: Notebook): Promise<void> {
  const stopping = new AbortController();
  // One listener for each script that waits.
  setMaxListeners(0, stopping.signal);
  const names = await namesOf(house, [
    ...new Set(
      Object.values(SCRIPTS)
        .flat()
        .map(({ by }) => by),
    ),
  ]);
  const isScripted = (caseId: string, { author }: EventView): boolean =>
    (notebook.page(caseId)?.ended ?? null) === null && author !== null && names.has(author);
  const teller = new Teller(io, isScripted, Number(io.env['SC_STARTED_MS'] ?? '0'));
  const watch = new Watch(house, teller);
  const stage: Stage = {
    house,
    watch,
    notebook,
    stopping: stopping.signal,
    tell: ({ caseId }, text) => teller.line(caseId, text),
  };
  io.out(
    'Submitting the sample bookings. Everything is fictional; people marked (scripted) act over the public API.\n',
  );
  const watching = watch.run(stopping.signal);
  // It is waited for below; until then a fault must not end the process without a word.
  watching.catch(() => undefined);
  const shown: Shown[] = [];
  const plays: Promise<void>[] = [];
  for (const sample of readSamples(SAMPLES)) {
    const known = notebook.pages().find((page) => page.sample === sample.name)?.caseId;
    if (known !== undefined) teller.know(known, sample.name, await house.view(known));
    const outcome = known === undefined ? await submitted(house, sample) : { caseId: known };
    shown.push({ sample: sample.name, ...outcome });
    if (outcome.caseId === undefined) {
      io.out(`${''.padEnd(22)}${sample.name.padEnd(24)}  refused at the door: ${outcome.refused}\n`);
      continue;
    }
    const staged: Staged = { sample: sample.name, caseId: outcome.caseId };
    if (known === undefined) {
      teller.know(staged.caseId, staged.sample);
      notebook.write(staged.caseId, { sample: staged.sample, steps: 0, people: [], ended: null });
    }
    watch.follow(staged.caseId);
    plays.push(play(stage, staged, SCRIPTS[sample.name] ?? []));
  }
  await Promise.race([Promise.all(plays), watching]);
  await untilAtRest(house, notebook);
  await watch.round();
  stopping.abort();
  await watching;
  const [rows, detainers] = [await house.rows(), await house.detainers()];
  io.out(`\n${summaryOf(shown, rows, detainers)}\n\n${clocks(io, detainers)}\n\n`);
  notebook.finish();
  io.out(`${nextSteps(house, notebook)}\n`);
}

interface Submitted {
  readonly caseId?: string;
  readonly refused?: string;
}

/** Submits a booking as its jail's person. An API that is away is waited for; a repeat is answered as the first time. */
async function submitted(house: House, { bytes, submitter }: SampleFile): Promise<Submitted> {
  for (;;) {
    try {
      const { caseId } = await house
        .as(submitter)
        .call({ method: 'POST', path: '/v1/bookings', bytes, answer: submissionAnswerSchema });
      return { caseId };
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      if (error.exitCode !== EXIT.unavailable) return { refused: `${error.code}: ${error.message}` };
      await sleep(AWAY_MS);
    }
  }
}

/** Until every case that we submitted has closed or waits for a person. */
async function untilAtRest(house: House, notebook: Notebook): Promise<void> {
  const until = Date.now() + REST_MS;
  while (Date.now() < until) {
    const rows = await house.rows().catch((error: unknown) => {
      away(error);
      return undefined;
    });
    const ours = rows?.filter(({ caseId }) => notebook.page(caseId) !== undefined);
    if (ours?.every(atRest) === true) return;
    await sleep(LOOK_MS);
  }
}

function atRest({ criminal, immigration, closedAt, nextStep }: FullRow): boolean {
  if (closedAt !== null) return true;
  if (criminal === 'AT_FBI' || immigration === 'AWAITING_ACCEPTANCE' || immigration === 'AT_IDENT') return false;
  return immigration !== 'ENDED' || nextStep !== 'the case closes';
}

async function showWhatIsOpen(house: House, notebook: Notebook): Promise<void> {
  const samples = new Map(notebook.pages().map(({ caseId, sample }) => [caseId, sample] as const));
  io.out(`${openCases(await house.rows(), samples)}\n\n${clocks(io, await house.detainers())}\n`);
}

function nextSteps(house: House, notebook: Notebook): string {
  const caseOf = (sample: string): string | undefined =>
    notebook.pages().find((page) => page.sample === sample)?.caseId;
  return whatNext({ api: house.url, temporal: io.env['SC_TEMPORAL_UI'] }, caseOf);
}
