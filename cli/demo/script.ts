import { setTimeout as sleep } from 'node:timers/promises';
import { actAnswerSchema, caseViewSchema, clockAnswerSchema, type FullCase } from '../../domain/api/views.ts';
import { ACTS } from '../../domain/lifecycle/acts.ts';
import { CliError, EXIT } from '../exit.ts';
import { detainerOf, type Own } from './answers.ts';
import { type House, namesOf, type Watch } from './house.ts';
import type { Notebook, Page } from './notebook.ts';
import type { Step } from './scripts.ts';

/** How long a step waits until the case stands where it can be done, and how often it looks. Milliseconds. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 100;
const AWAY_MS = 1_000;

/** One sample with its case. */
export interface Staged {
  readonly sample: string;
  readonly caseId: string;
}

export interface Stage {
  readonly house: House;
  readonly watch: Watch;
  readonly notebook: Notebook;
  readonly stopping: AbortSignal;
  /** Prints what happens to a case. */
  readonly tell: (staged: Staged, text: string) => void;
}

/**
 * Plays the script of one sample, going on where an interrupted run stopped. It yields to the user: where somebody else has acted on the
 * case, or a step is refused because the case has moved on, the rest is left.
 */
export async function play(stage: Stage, staged: Staged, steps: readonly Step[]): Promise<void> {
  let page: Page = stage.notebook.page(staged.caseId) ?? { sample: staged.sample, steps: 0, people: [], ended: null };
  if (page.ended !== null) return;
  const write = (next: Page): void => {
    page = next;
    stage.notebook.write(staged.caseId, page);
  };
  for (const [index, step] of steps.entries()) {
    if (index < page.steps) continue;
    if (!(await untilReady(stage, staged, step, page)))
      return stage.stopping.aborted ? undefined : leave(stage, staged, () => write({ ...page, ended: 'LEFT' }));
    // Noted before: a step whose end was not seen is sent again under the same key, and not done twice.
    write({ ...page, people: [...new Set([...page.people, step.by])] });
    if (!(await take(stage, staged, { step, key: `demonstration.${staged.sample}.${index + 1}` }))) {
      return leave(stage, staged, () => write({ ...page, ended: 'LEFT' }));
    }
    write({ ...page, steps: index + 1 });
  }
  write({ ...page, ended: 'DONE' });
}

function leave(stage: Stage, staged: Staged, note: () => void): void {
  note();
  stage.tell(staged, 'the script stops here: this case is yours now');
}

/** Whether the case comes to stand where the step can be done, with nobody else acting on it. */
async function untilReady(
  { watch, house, stopping }: Stage,
  { caseId }: Staged,
  step: Step,
  page: Page,
): Promise<boolean> {
  const names = await namesOf(house, page.people);
  const until = Date.now() + PATIENCE_MS;
  while (!stopping.aborted && Date.now() < until) {
    const view = watch.latest(caseId);
    if (view !== undefined && actedOnBySomebodyElse(view, names)) return false;
    if (view !== undefined && step.when(view)) return true;
    if (view !== undefined && view.closedAt !== null) return false;
    await sleep(LOOK_MS, undefined, { signal: stopping }).catch(() => undefined);
  }
  return false;
}

function actedOnBySomebodyElse(view: FullCase, scripted: ReadonlySet<string>): boolean {
  return view.events.some(({ author, authorRole }) => authorRole !== null && author !== null && !scripted.has(author));
}

interface Taking {
  readonly step: Step;
  readonly key: string;
}

/** Takes a step; false where it was refused, because the case has moved on. An API that is away is waited for. */
async function take(stage: Stage, staged: Staged, taking: Taking): Promise<boolean> {
  for (;;) {
    try {
      await once(stage, staged, taking);
      await stage.watch.look(staged.caseId);
      return taking.step.refused === undefined;
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      if (error.exitCode === EXIT.unavailable && !stage.stopping.aborted) await sleep(AWAY_MS);
      else return refusedAsShown(stage, staged, taking.step, error);
    }
  }
}

async function refusedAsShown(stage: Stage, staged: Staged, step: Step, error: CliError): Promise<boolean> {
  const name = (await stage.house.people()).get(step.by) ?? step.by;
  stage.tell(staged, `${name} ${step.says} (scripted): refused, ${error.code}: ${error.message}`);
  return error.code === step.refused;
}

async function once({ house }: Stage, { caseId }: Staged, { step, key }: Taking): Promise<void> {
  const api = house.as(step.by);
  const own: Own = await api.call({ path: `/v1/cases/${caseId}`, answer: caseViewSchema });
  if (step.act === 'advanceClock') {
    await api.call({
      method: 'POST',
      path: '/v1/development/clock',
      json: { caseId, byMs: step.args(own) },
      answer: clockAnswerSchema,
    });
    return;
  }
  const { on } = ACTS[step.act];
  const id = on === 'case' ? caseId : detainerOf(own).detainerId;
  const request = {
    method: 'POST',
    path: `/v1/${on}s/${id}/acts/${step.act}`,
    json: step.args(own),
    headers: { 'idempotency-key': key },
  } as const;
  const { status } = await api.call({ ...request, answer: actAnswerSchema });
  if (status === 'UNANSWERED') throw new CliError(EXIT.unavailable, 'UNANSWERED', 'The case has not answered yet.');
}
