import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CodedError } from '../../../domain/errors.ts';
import { codeIn, givenCase, givenDetainer, testApi, type TestApi } from './fixture.ts';

let api: TestApi;
let caseId: string;
let detainerId: string;

beforeAll(async () => {
  api = await testApi();
  ({ caseId } = await givenCase(api.records));
  detainerId = await givenDetainer(api.records, caseId);
});
afterAll(async () => {
  await api.stop();
});
beforeEach(() => {
  api.engine.acts.length = 0;
  api.engine.away = false;
  api.engine.refusal = undefined;
  api.engine.result = { recorded: true, result: null };
});

const REASONS = { reasons: 'A birth certificate was handed in.' };

async function ask(person = 'officer', headers: Record<string, string> = {}): Promise<Response> {
  return api.post(`/v1/cases/${caseId.slice(8, 20)}/acts/requestAnotherReview`, person, REASONS, headers);
}

describe('an act', () => {
  it('goes to the workflow of the record guarded, for the person signed in', async () => {
    const response = await ask('officer', { 'idempotency-key': 'key-of-this-act' });
    expect([response.status, await response.json()]).toEqual([
      200,
      { status: 'DONE', act: 'requestAnotherReview', idempotencyKey: 'key-of-this-act' },
    ]);
    expect(api.engine.acts).toMatchObject([
      {
        workflowId: caseId,
        act: 'requestAnotherReview',
        args: REASONS,
        updateId: expect.stringMatching(/^[0-9a-f]{64}$/),
        actor: { id: 'officer', role: 'field_officer' },
      },
    ]);
    expect(api.engine.acts[0]?.signInAgeMs).toBeGreaterThanOrEqual(0);
  });

  it('is known again by its key only from the same person with the same words', async () => {
    const key = { 'idempotency-key': 'key-of-this-act' };
    const path = `/v1/cases/${caseId}/acts`;
    await ask('officer', key);
    await ask('officer', key);
    await ask('officer-two', key);
    await api.post(`${path}/requestAnotherReview`, 'officer', { reasons: 'Something else.' }, key);
    const other = { convicted: true, endedAt: '2011-09-16T20:00:00Z', offence: 'Burglary', source: 'Court order' };
    const answer = await api.post(`${path}/reportCriminalOutcome`, 'officer', other, key);
    expect(await answer.json()).toMatchObject({ idempotencyKey: 'key-of-this-act' });
    const [first, again, ...others] = api.engine.acts.map(({ updateId }) => updateId);
    expect(again).toBe(first);
    expect(new Set([first, ...others]).size).toBe(4);
  });

  it('gets a key of its own where none was given, and refuses one that is none', async () => {
    await ask();
    await ask();
    const [first, second] = api.engine.acts.map(({ updateId }) => updateId);
    expect(first).not.toBe(second);
    expect(await codeIn(await ask('officer', { 'idempotency-key': 'with spaces in it' }))).toBe('BAD_IDEMPOTENCY_KEY');
    expect(api.engine.acts).toHaveLength(2);
  });

  it('says when it was taken and not yet recorded, or not answered', async () => {
    api.engine.result = { recorded: false, accepted: true };
    const taken = await ask();
    expect([taken.status, ((await taken.json()) as { status: string }).status]).toEqual([202, 'TAKEN']);
    api.engine.result = { recorded: false, accepted: false };
    expect(((await (await ask()).json()) as { status: string }).status).toBe('UNANSWERED');
  });

  it.each([
    ['NO_DETAINER_CITIZENSHIP', 422],
    ['SIGN_IN_TOO_OLD', 401],
    ['CASE_CLOSED', 409],
    ['NOT_FOUND', 404],
    ['TEMPORAL_DEADLINE', 503],
  ])('passes the workflow’s refusal %s on as %i', async (code, status) => {
    api.engine.refusal = new CodedError(code, 'Settle it first.', 'citizenship');
    const response = await ask();
    expect([response.status, await codeIn(response)]).toEqual([status, code]);
    expect(response.headers.has('retry-after')).toBe(status === 503);
  });

  it('is refused with the fields of its arguments, before the workflow is asked', async () => {
    const response = await api.post(`/v1/cases/${caseId}/acts/recordInterview`, 'officer', { heldAt: 'yesterday' });
    const { error } = (await response.json()) as { error: { details: { field: string }[] } };
    expect(response.status).toBe(400);
    expect(error.details.map(({ field }) => field)).toEqual(expect.arrayContaining(['heldAt', 'language', 'summary']));
    expect(api.engine.acts).toEqual([]);
  });

  it('on a detainer finds it by the case’s digits and its number', async () => {
    const path = `/v1/detainers/${caseId.slice(8, 20)}-1/acts/acknowledgeDetainer`;
    expect((await api.post(path, 'jail-one', { receivedAt: '2011-09-16T20:00:00Z' })).status).toBe(200);
    expect(api.engine.acts).toMatchObject([{ workflowId: detainerId, actor: { id: 'jail-one' } }]);
  });
});

describe('a jail’s report of the criminal outcome (rules A6, D4)', () => {
  const path = (): string => `/v1/cases/${caseId}/acts/reportCriminalOutcome`;
  const OUTCOME = { convicted: false, endedAt: '2011-09-16T20:00:00Z', offence: 'Burglary', source: 'Court order' };

  it('is answered alike whatever the case makes of it: a refusal for its state would tell that state', async () => {
    const answers = new Set<string>();
    for (const code of [undefined, 'NOT_IN_THIS_STATE', 'CASE_CLOSED', 'NOT_FOUND']) {
      api.engine.refusal = code === undefined ? undefined : new CodedError(code, 'It is under review.');
      const response = await api.post(path(), 'jail-one', OUTCOME, { 'idempotency-key': 'the-same-key' });
      answers.add(`${response.status} ${await response.text()}`);
    }
    api.engine.refusal = undefined;
    api.engine.result = { recorded: false, accepted: false };
    const slow = await api.post(path(), 'jail-one', OUTCOME, { 'idempotency-key': 'the-same-key' });
    answers.add(`${slow.status} ${await slow.text()}`);
    expect([...answers]).toEqual([
      '202 {"status":"TAKEN","act":"reportCriminalOutcome","idempotencyKey":"the-same-key"}',
    ]);
  });

  it('is refused openly for what is wrong with itself, in whatever state the case is', async () => {
    const answers = new Set<string>();
    for (const code of [undefined, 'NOT_IN_THIS_STAGE', 'CASE_CLOSED']) {
      api.engine.refusal = code === undefined ? undefined : new CodedError(code, 'It is under review.');
      const endedAt = new Date(Date.now() + 3_600_000).toISOString();
      const future = await api.post(path(), 'jail-one', { ...OUTCOME, endedAt });
      answers.add(`${future.status} ${await codeIn(future)}`);
      const none = await api.post(path(), 'jail-one', { ...OUTCOME, endedAt: '2011-09-31T20:00:00' });
      answers.add(`${none.status} ${await codeIn(none)}`);
    }
    expect([...answers]).toEqual(['422 INSTANT_IN_FUTURE', '400 BAD_INPUT']);
    expect(api.engine.acts).toEqual([]);
  });

  it('keeps what became of it in the audit, and an officer is told plainly', async () => {
    api.engine.refusal = new CodedError('NOT_IN_THIS_STATE', 'It is under review.');
    await api.post(path(), 'jail-one', OUTCOME);
    const entries = await api.records.audit.list({ caseId, limit: 5 });
    expect(entries.map(({ code, source }) => [code, source])).toContainEqual(['NOT_IN_THIS_STATE', 'workflow']);
    expect(await codeIn(await api.post(path(), 'officer', OUTCOME))).toBe('NOT_IN_THIS_STATE');
  });

  it('says so where nothing could be done: that tells nothing of the case', async () => {
    api.engine.away = true;
    expect((await api.post(path(), 'jail-one', OUTCOME)).status).toBe(503);
  });
});
