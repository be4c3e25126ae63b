import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  caseListSchema,
  type CaseRow,
  caseViewSchema,
  detainerListSchema,
  type DetainerView,
  type FullCase,
  peopleSchema,
} from '../../domain/api/views.ts';
import { type Api, openApi } from '../api.ts';
import { CliError, EXIT } from '../exit.ts';
import type { Io } from '../io.ts';

/** How often the lists are read while something happens. Milliseconds. */
const POLL_MS = 300;
const PAGE = 500;
/** Who watches: sees where every case stands, and no particulars of the person. */
const WATCHER = 'administrator';

export type FullRow = Extract<CaseRow, { view: 'full' }>;

/** The API as each development person has it, with sign-ins of the demonstration's own. */
export class House {
  readonly url: string;
  private readonly io: Io;
  private readonly apis = new Map<string, Api>();
  private known: Promise<ReadonlyMap<string, string>> | undefined;

  constructor(io: Io, url: string, dataDir: string) {
    this.url = url;
    // The user's own sign-ins lie in the data folder itself: they are not used here.
    this.io = { ...io, env: { ...io.env, SC_DATA_DIR: join(dataDir, 'demonstration') } };
  }

  as(person: string): Api {
    const known = this.apis.get(person) ?? openApi(this.io, { as: person, api: this.url });
    this.apis.set(person, known);
    return known;
  }

  /** Names of the development people by their ids. */
  people(): Promise<ReadonlyMap<string, string>> {
    this.known ??= this.as(WATCHER)
      .call({ path: '/v1/development/people', open: true, answer: peopleSchema })
      .then(({ people }) => new Map(people.map(({ id, name }) => [id, name] as const)));
    return this.known;
  }

  /** All cases, each in one line. */
  async rows(): Promise<readonly FullRow[]> {
    const { cases } = await this.as(WATCHER).call({
      path: '/v1/cases',
      query: { limit: String(PAGE) },
      answer: caseListSchema,
    });
    return cases.filter((row) => row.view === 'full');
  }

  async detainers(): Promise<readonly DetainerView[]> {
    return (await this.as(WATCHER).call({ path: '/v1/detainers', answer: detainerListSchema })).detainers;
  }

  async view(caseId: string): Promise<FullCase> {
    const view = await this.as(WATCHER).call({ path: `/v1/cases/${caseId}`, answer: caseViewSchema });
    if (view.view === 'full') return view;
    throw new CliError(
      EXIT.unexpected,
      'ANSWER_NOT_UNDERSTOOD',
      'The administrator sees less of a case than expected.',
    );
  }
}

/** The names under which development people appear in a record. */
export async function namesOf(house: House, people: readonly string[]): Promise<ReadonlySet<string>> {
  const known = await house.people();
  return new Set(people.map((id) => known.get(id) ?? id));
}

/** Who is told what a watch sees. */
interface Told {
  news(view: FullCase): void;
  /** Everything up to now has been seen. */
  flush(): void;
}

/** Follows cases: reads the lists often and a case only when something about it has changed. */
export class Watch {
  private readonly house: House;
  private readonly told: Told;
  private readonly followed = new Set<string>();
  private readonly marks = new Map<string, string>();
  private readonly views = new Map<string, FullCase>();

  constructor(house: House, told: Told) {
    this.house = house;
    this.told = told;
  }

  follow(caseId: string): void {
    this.followed.add(caseId);
  }

  /** What was last seen of a case. */
  latest(caseId: string): FullCase | undefined {
    return this.views.get(caseId);
  }

  /** Reads a case now. */
  async look(caseId: string): Promise<void> {
    const view = await this.house.view(caseId);
    this.views.set(caseId, view);
    this.told.news(view);
  }

  /** Follows until told to stop; an API that is away is waited for. */
  async run(stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      await this.round().catch(away);
      await sleep(POLL_MS, undefined, { signal: stopping }).catch(() => undefined);
    }
  }

  async round(): Promise<void> {
    const [rows, detainers] = await Promise.all([this.house.rows(), this.house.detainers()]);
    const marked = rows.map((row) => ({ caseId: row.caseId, mark: markOf(row, detainers) }));
    const news = marked.filter(({ caseId, mark }) => this.followed.has(caseId) && this.marks.get(caseId) !== mark);
    await Promise.all(news.map(({ caseId }) => this.look(caseId)));
    for (const { caseId, mark } of news) this.marks.set(caseId, mark);
    this.told.flush();
  }
}

/** What changes whenever something about a case does. */
function markOf(row: FullRow, detainers: readonly DetainerView[]): string {
  const own = detainers.filter(({ caseId }) => caseId === row.caseId);
  const facts = own.map(({ number, lastStepAt }) => [number, lastStepAt]);
  return JSON.stringify([row.changedAt, row.closedAt, facts]);
}

/** The system is being started again: what it says then is what counts. Anything else is a fault. */
export function away(error: unknown): void {
  if (error instanceof CliError && error.exitCode === EXIT.unavailable) return;
  throw error;
}
