import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { createCaseClient } from '../../client/cases.ts';
import { connect } from '../../client/connect.ts';
import type { Actor } from '../../domain/access/roles.ts';
import type { Booking } from '../../domain/booking/booking.ts';
import { caseInputOf } from '../../domain/booking/case-input.ts';
import type { DetainerState } from '../../domain/detainer/hold.ts';
import { detainerIdOf } from '../../domain/ids.ts';
import type { ActArgs, ActName } from '../../domain/lifecycle/acts.ts';
import { DEFAULT_WAIT_LIMITS, type WaitLimits } from '../../domain/lifecycle/input.ts';
import type { CaseState } from '../../domain/lifecycle/state.ts';
import { parseSubmission } from '../../exchange/ebts/booking.ts';
import { makeCar, printRecordsOf } from '../../exchange/ebts/make.ts';
import { readEbts } from '../../exchange/ebts/read.ts';
import { startStandins, type Standins } from '../../partners/standins/index.ts';
import { openRecords, type Records } from '../../records/index.ts';
import { loadConfig } from '../../runtime/config.ts';
import { caseIdOf, loadOrCreateKeys, signingKey, trustedKeys } from '../../runtime/keys.ts';
import { createDataConverter } from '../../runtime/payload/data-converter.ts';
import { createApi, DEVELOPMENT_PEOPLE, serveApi } from '../../web/api/index.ts';
import { workflowBundle } from '../../workers/bundle.ts';
import { seedNumbers } from '../../workers/development.ts';
import { type RunningWorkers, runWorkers } from '../../workers/worker.ts';
import { type FreshDatabase, freshDatabase } from './database.ts';
import { testNamespace, testServer } from './temporal.ts';
import { aJurisdiction, anAgency, putJurisdiction } from './places.ts';

const SAMPLES = fileURLToPath(new URL('../../samples/', import.meta.url));

export interface SystemOptions {
  readonly limits?: Partial<WaitLimits>;
  /** Real milliseconds until a stand-in answers by callback. */
  readonly delayMs?: readonly [number, number];
  /** The database as the workers see it, e.g. through a proxy that can be cut. */
  readonly workerDatabaseUrl?: (url: string) => string;
  /** No workers here: a test starts them as a process of their own with `workerEnvironment`. */
  readonly withoutWorkers?: true;
  /** False: nobody has verified a telephone number yet. */
  readonly numbers?: false;
}

export interface SubmitOptions {
  /** The transaction number; fresh unless given. */
  readonly tcn?: string;
  /** The instant the case begins to live in (ISO, in the future). */
  readonly startAt?: string;
  /** Changes what the sample says, e.g. another agency. */
  readonly change?: (facts: SampleFacts) => SampleFacts;
  /** Staff id of who submits it, where that is to be known. */
  readonly submittedBy?: string;
}

/** A sample's facts as a template has them (samples/templates). */
export type SampleFacts = Parameters<typeof makeCar>[0]['template'];

/**
 * The whole system in one process, on the run's real Temporal server (a namespace of its own) and PostgreSQL (a database of its own): API,
 * workers, stand-ins. Scenarios submit bookings, act as people, tell partners how to behave, move clocks, and look.
 */
export async function startSystem(options: SystemOptions = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'secure-communities-scenario-'));
  const [server, database] = await Promise.all([testServer(), freshDatabase()]);
  const namespace = await testNamespace(server.address);
  const keys = loadOrCreateKeys(dir, { development: true });
  const trust = trustedKeys(keys);
  const log = pino({ level: process.env['SC_LOG_LEVEL'] ?? 'silent' });
  const limits: WaitLimits = { ...DEFAULT_WAIT_LIMITS, ...options.limits };

  const records = await openRecords({ databaseUrl: database.url });
  await seed(records);
  if (options.numbers !== false) await seedNumbers(records);
  const environment = {
    TEMPORAL_ADDRESS: server.address,
    TEMPORAL_NAMESPACE: namespace,
    SC_DEPLOYMENT: 'development',
    SC_DATA_DIR: dir,
  };
  const connected = await connect(loadConfig(environment));
  const cases = createCaseClient({
    client: connected.client,
    dataConverter: createDataConverter(),
    actorKey: signingKey(keys, 'ACTOR'),
    development: true,
  });
  const app = createApi({
    records,
    cases,
    config: { deployment: 'development' },
    siteKey: keys.siteKey,
    trust,
    publicKey: signingKey(keys, 'PUBLIC'),
    limits,
    log,
  });
  const api = await serveApi(app, { host: '127.0.0.1', port: 0 });
  const standins = await startStandins({
    dir: join(dir, 'standins'),
    keys: {
      fbi: standinKey('FBI'),
      ident: standinKey('IDENT'),
      databases: standinKey('IMMIGRATION_DATABASES'),
      jail: standinKey('JAIL'),
    },
    webhookSecrets: { sib: webhookSecret(), jail: webhookSecret() },
    callbackUrl: api.url,
    delayMs: options.delayMs ?? [5, 30],
  });
  const config = loadConfig({
    ...environment,
    FBI_URL: standins.urls.fbi,
    IDENT_URL: standins.urls.ident,
    DATABASES_URL: standins.urls.databases,
    SC_CALLBACK_URL: api.url,
  });
  const workerDatabaseUrl = options.workerDatabaseUrl?.(database.url) ?? database.url;
  const workerRecords =
    workerDatabaseUrl === database.url ? records : await openRecords({ databaseUrl: workerDatabaseUrl });
  const work = async (): Promise<RunningWorkers> =>
    await runWorkers({
      zones: ['case', 'fbi', 'dhs'],
      config,
      keys,
      records: workerRecords,
      workflows: cases,
      client: connected.client,
      log,
    });
  let workers = options.withoutWorkers === true ? undefined : await work();

  function standinKey(use: 'FBI' | 'IDENT' | 'IMMIGRATION_DATABASES' | 'JAIL') {
    const { kid, secretKey } = signingKey(keys, use);
    return { kid, secret: secretKey };
  }

  const system = {
    dir,
    address: server.address,
    namespace,
    database: database satisfies FreshDatabase,
    records,
    cases,
    client: connected.client,
    standins: standins satisfies Standins,
    keys,
    trust,
    limits,
    config,
    api: api.url,
    /** What workers/main.ts is told to work for this system. */
    workerEnvironment: {
      ...environment,
      DATABASE_URL: workerDatabaseUrl,
      FBI_URL: standins.urls.fbi,
      IDENT_URL: standins.urls.ident,
      DATABASES_URL: standins.urls.databases,
      SC_CALLBACK_URL: api.url,
      SC_ZONES: 'case,fbi,dhs',
      SC_LOG_LEVEL: process.env['SC_LOG_LEVEL'] ?? 'silent',
    },

    /** Stores and starts a booking as the API does. The case begins at `startAt` where given. */
    submit: async (
      sample: string,
      { tcn = freshTcn(), startAt, change, submittedBy }: SubmitOptions = {},
    ): Promise<string> => {
      const { file, booking } = fileOf(sample, tcn, change);
      const caseId = caseIdOf(keys.siteKey, booking.transaction.ori, booking.transaction.tcn);
      const submissionSha256 = await sha256Of(file);
      await records.submissions.store({
        caseId,
        sha256: submissionSha256,
        file,
        format: 'EBTS',
        booking,
        receivedAt: new Date().toISOString(),
        ...(submittedBy === undefined ? {} : { submittedBy }),
      });
      await cases.startCase(
        caseInputOf(booking, { caseId, submissionSha256, trust, limits }),
        startAt === undefined ? {} : { startAt },
      );
      await records.submissions.markStarted(caseId);
      return caseId;
    },

    /** A person acts; rejects with the coded refusal. */
    act: async <N extends ActName>(
      workflowId: string,
      act: N,
      args: ActArgs<N>,
      person: string | Actor,
    ): Promise<void> => {
      await cases.act({
        workflowId,
        act,
        args,
        actor: typeof person === 'string' ? personOf(person) : person,
        signInAgeMs: 60_000,
        updateId: randomUUID(),
      });
    },

    state: async (caseId: string): Promise<CaseState> => (await cases.caseView(caseId)).state,
    detainer: async (detainerId: string): Promise<DetainerState> => (await cases.detainerView(detainerId)).state,

    /** The kinds of a case's recorded events in order. */
    kinds: async (caseId: string): Promise<string[]> => (await records.cases.events(caseId)).map(({ kind }) => kind),

    /** Waits until a case's state satisfies `done`. */
    until: async (caseId: string, done: (state: CaseState) => boolean, withinMs = 20_000): Promise<CaseState> =>
      await eventually(async () => (await cases.caseView(caseId)).state, done, withinMs),
    untilDetainer: async (
      detainerId: string,
      done: (state: DetainerState) => boolean,
      withinMs = 20_000,
    ): Promise<DetainerState> =>
      await eventually(async () => (await cases.detainerView(detainerId)).state, done, withinMs),
    untilClosed: async (caseId: string, withinMs = 20_000) => {
      const status = await eventually(
        async () => await cases.describe(caseId),
        (name) => name !== 'RUNNING',
        withinMs,
      );
      return { status, ...(await records.cases.get(caseId))?.projection };
    },

    /** Moves the clock of a case and of its detainers. */
    advance: async (caseId: string, byMs: number): Promise<void> => {
      await cases.advanceClock(caseId, byMs);
      for (const { detainerId } of await records.cases.detainers(caseId)) {
        if ((await cases.describe(detainerId)) === 'RUNNING') await cases.advanceClock(detainerId, byMs);
      }
    },

    /** Brings a booking whose stand-ins know a match to an officer's decision. */
    toDecision: async (caseId: string, review: Partial<ActArgs<'recordReview'>> = {}): Promise<void> => {
      await system.until(caseId, ({ immigration }) => immigration === 'STATUS_REVIEW');
      await system.act(caseId, 'recordReview', { ...REVIEW, ...review }, 'specialist');
    },

    /** Brings a booking to a detainer that waits on local custody, and answers its id. */
    toDetainer: async (caseId: string, decision = DETAINER_DECISION): Promise<string> => {
      await system.toDecision(caseId);
      await system.act(caseId, 'recordDecision', decision, 'officer');
      const detainerId = detainerIdOf(caseId, 1);
      await system.until(caseId, ({ detainers }) => (detainers[0]?.report ?? null) !== null);
      return detainerId;
    },

    /** Ends the workers without a word, as a crash of their process would (their process is this one), and starts new ones. */
    restartWorkers: async (): Promise<void> => {
      await workers?.shutdown();
      workers = await work();
    },

    /** Ends everything. Every history that was made is replayed first: what a running worker did, a restarted one must understand. */
    stop: async (): Promise<void> => {
      await workers?.shutdown();
      await replayAll(connected.client);
      await standins.stop();
      await api.stop();
      await connected.close();
      if (workerRecords !== records) await workerRecords.close();
      await records.close();
      await database.drop();
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  return system;
}

export type System = Awaited<ReturnType<typeof startSystem>>;

/** Replays every history of a namespace against the present workflow code; fails on the first that does not fit. */
export async function replayAll(client: Client): Promise<void> {
  const { codePath } = await workflowBundle();
  const options = { workflowBundle: { codePath }, dataConverter: createDataConverter() };
  const faults: string[] = [];
  let replayed = 0;
  for await (const result of Worker.runReplayHistories(options, client.workflow.list().intoHistories())) {
    replayed += 1;
    if (result.error) {
      faults.push(`${result.workflowId}: ${result.error.message}`);
      await keepHistory(client, result.workflowId);
    }
  }
  if (replayed === 0) throw new Error('No history was replayed');
  if (faults.length > 0) throw new Error(`Histories that do not replay:\n${faults.join('\n')}`);
}

/** Keeps a history that does not replay in `build/`: its server ends with the tests. */
async function keepHistory(client: Client, workflowId: string): Promise<void> {
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  mkdirSync('build', { recursive: true });
  writeFileSync(join('build', `unreplayed-${workflowId}.json`), JSON.stringify(historyToJSON(history)));
}

/** A review that finds the person to appear removable. */
export const REVIEW: ActArgs<'recordReview'> = {
  lastKnownStatus: 'OVERSTAY',
  opinion: 'APPEARS_REMOVABLE',
  sources: [{ database: 'Fictional central index', consultedAt: '2011-09-16T18:00:00Z' }],
  convictions: [],
  basis: 'Admitted until 2009, no later record of departure or extension.',
};

const ANSWERED = { answer: 'NOT_FOUND', words: 'Asked and looked for, nothing found.' } as const;

/** Factors all looked for and not found. */
export const FACTORS: ActArgs<'recordDecision'>['factors'] = {
  CRIMINAL_HISTORY: { answer: 'FOUND', words: 'Two convictions, see the rap sheet.' },
  EARLIER_REMOVAL: ANSWERED,
  OUTSTANDING_FINAL_ORDER: ANSWERED,
  FAMILY_TIES: ANSWERED,
  DURATION_OF_STAY: { answer: 'FOUND', words: 'Four years by the entry record.' },
  MEDICAL_ISSUES: { answer: 'COULD_NOT_LOOK', words: 'The jail nurse was not reached.' },
  OTHER_CIRCUMSTANCES: ANSWERED,
};

export const DETAINER_DECISION: ActArgs<'recordDecision'> = {
  decision: 'DETAINER',
  factors: FACTORS,
  citizenship: { answer: 'NOT_A_CITIZEN', basis: 'Foreign passport on file; asked, no claim.' },
  victimOrWitness: ANSWERED,
  vulnerable: ANSWERED,
  arrestForCrime: 'Arrested for burglary on a complaint, apart from any immigration violation.',
  aggravatingFactors: null,
  request: {
    bases: ['INVESTIGATION_INITIATED'],
    basisDetails: {},
    purpose: 'ASSUME_CUSTODY',
    warrant: 'NONE',
    minorTrafficOnly: { answer: false, words: 'Arrested for burglary.' },
  },
  delegation: null,
  reasons: 'Convicted of burglary twice; no ties found.',
};

export const INTERVIEW: ActArgs<'recordInterview'> = {
  heldAt: '2011-09-16T19:00:00Z',
  officer: 'Harper Quill',
  language: 'es',
  interpreter: null,
  place: 'JAIL',
  refusedByPerson: false,
  delegation: null,
  summary: 'Identity and entry discussed; no claim of citizenship.',
};

export const REMOVAL_DECISION: ActArgs<'decideRemoval'> = {
  seekRemoval: true,
  factors: FACTORS,
  citizenship: DETAINER_DECISION.citizenship,
  victimOrWitness: ANSWERED,
  vulnerable: ANSWERED,
  aggravatingFactors: null,
  delegation: null,
  reasons: 'Within the priorities after two convictions.',
};

/** A development person by id. */
export function personOf(id: string): Actor {
  const person = DEVELOPMENT_PEOPLE.find((candidate) => candidate.id === id);
  if (!person) throw new Error(`There is no development person ${id}`);
  return person;
}

/** Asks until the answer satisfies `done`. A rejection counts as no answer yet. */
export async function eventually<T>(
  ask: () => Promise<T>,
  done: (answer: T) => boolean,
  withinMs = 20_000,
): Promise<T> {
  const until = Date.now() + withinMs;
  let last: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (done(answer)) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > until)
      throw new Error(
        `Not so within ${withinMs} ms; last: ${last instanceof Error ? last.message : JSON.stringify(last)}`,
      );
    await sleep(50);
  }
}

/** The code with which a promise was refused; fails if it was not. */
export async function refusalOf(refused: Promise<unknown>): Promise<string> {
  try {
    await refused;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return String(error.code);
    throw error;
  }
  throw new Error('It was not refused');
}

function freshTcn(): string {
  return `XX-TEST-${randomBytes(8).toString('hex')}`;
}

function webhookSecret(): string {
  return `whsec_${randomBytes(24).toString('base64')}`;
}

/** Agencies and jurisdictions as samples/README.md has them. */
async function seed(records: Records): Promise<void> {
  const places = [
    ['XX0010100', 'Example County Sheriff', 'America/New_York', 'xx-example'],
    ['XX0020100', 'Sample Parish Jail', 'America/Chicago', 'xx-sample'],
    ['XX0030100', 'Mesa Fictional County Detention', 'America/Phoenix', 'xx-mesa'],
    ['XX0040100', 'Harbor Invented County', 'America/Los_Angeles', 'xx-harbor'],
    ['XX0050100', 'Atoll Example Police', 'Pacific/Guam', 'xx-atoll'],
  ] as const;
  for (const [ori, name, zone, jurisdiction] of places) {
    const activeFrom = jurisdiction === 'xx-harbor' ? null : '2008-10-27T00:00:00Z';
    await putJurisdiction(records, aJurisdiction(jurisdiction, { name, activeFrom }));
    await records.register.putAgency(anAgency(ori, [jurisdiction], { name, zone }));
  }
}

function fileOf(sample: string, tcn: string, change: SubmitOptions['change']): { file: Uint8Array; booking: Booking } {
  const source = new Uint8Array(readFileSync(join(SAMPLES, sample)));
  const template = JSON.parse(
    readFileSync(join(SAMPLES, 'templates', 'car-match-removable.json'), 'utf8'),
  ) as SampleFacts;
  const original = parseSubmission(source);
  if (!original.accepted) throw new Error(`${sample} is refused: ${JSON.stringify(original.refusals)}`);
  const facts = factsOf(original.booking, template, tcn);
  const file = makeCar({ template: change?.(facts) ?? facts, prints: printRecordsOf(readEbts(original.file)) });
  const parsed = parseSubmission(file);
  if (!parsed.accepted) throw new Error(`${sample} is refused: ${JSON.stringify(parsed.refusals)}`);
  return { file: parsed.file, booking: parsed.booking };
}

/** A sample under another transaction number. */
function factsOf(booking: Booking, template: SampleFacts, tcn: string): SampleFacts {
  const { prints: _prints, ...facts } = booking;
  return { ...template, ...facts, transaction: { ...facts.transaction, tcn } };
}

async function sha256Of(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))).toString('hex');
}
