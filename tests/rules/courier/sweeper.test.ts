import { afterAll, beforeAll, expect, it } from 'vitest';
import { CodedError } from '../../../domain/errors.ts';
import { type BookingCaseInput, DEFAULT_WAIT_LIMITS } from '../../../domain/lifecycle/input.ts';
import { openRecords, type Records } from '../../../records/index.ts';
import { runSweeper, sweep, type SweepInput } from '../../../workers/sweeper.ts';
import { type FreshDatabase, freshDatabase } from '../../support/database.ts';
import { submitted } from '../records/fixtures.ts';

let database: FreshDatabase;
let records: Records;

beforeAll(async () => {
  database = await freshDatabase();
  records = await openRecords({ databaseUrl: database.url });
});
afterAll(async () => {
  await records.close();
  await database.drop();
});

const TRUST = [{ kid: 'actor-1', use: 'ACTOR' as const, publicKey: 'ab'.repeat(32) }];

function sweeper(started: BookingCaseInput[], fails: ReadonlySet<string> = new Set()): SweepInput {
  const startCase = (input: BookingCaseInput) => {
    if (fails.has(input.caseId))
      return Promise.reject(new CodedError('TEMPORAL_UNAVAILABLE', 'The Temporal server cannot be reached.'));
    started.push(input);
    return Promise.resolve('STARTED' as const);
  };
  return {
    records,
    cases: { startCase },
    trust: TRUST,
    limits: DEFAULT_WAIT_LIMITS,
    log: { info: () => undefined, warn: () => undefined },
  };
}

it('starts what was stored and never started, once, with this deployment’s keys and limits', async () => {
  const caseId = await submitted(records);
  const started: BookingCaseInput[] = [];
  expect(await sweep(sweeper(started), Date.now() + 1000)).toBe(1);
  expect(started).toMatchObject([{ caseId, trust: TRUST, limits: DEFAULT_WAIT_LIMITS, tot: 'CAR' }]);
  expect(await sweep(sweeper(started), Date.now() + 1000)).toBe(0);
});

it('leaves to the API what it has just stored', async () => {
  await submitted(records);
  expect(await sweep(sweeper([]), Date.now() - 60_000)).toBe(0);
  expect(await sweep(sweeper([]), Date.now() + 1000)).toBe(1);
});

it('is not held up by one that cannot be started, and takes that up again', async () => {
  const stuck = await submitted(records);
  const other = await submitted(records);
  const started: BookingCaseInput[] = [];
  expect(await sweep(sweeper(started, new Set([stuck])), Date.now() + 1000)).toBe(1);
  expect(started.map(({ caseId }) => caseId)).toEqual([other]);
  expect(await sweep(sweeper(started), Date.now() + 1000)).toBe(1);
  expect(started.map(({ caseId }) => caseId)).toEqual([other, stuck]);
});

it('looks over the recommendations too, and an outage of theirs stops no sweep', async () => {
  const stopping = new AbortController();
  const lines: string[] = [];
  const callOverdue = (): Promise<number> => {
    stopping.abort();
    return Promise.reject(new CodedError('RECORDS_UNAVAILABLE', 'The records do not answer.'));
  };
  const { submissions } = records;
  const log = { info: () => undefined, warn: (...said: unknown[]) => void lines.push(String(said.at(-1))) };
  await runSweeper({ ...sweeper([]), records: { submissions, advisory: { callOverdue } }, log }, stopping.signal);
  expect(lines).toEqual(['the recommendations could not be looked over; it is tried again']);
});
