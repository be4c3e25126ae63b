import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ANSWER_WITHIN_DAYS } from '../../../domain/advisory/recommendation.ts';
import { PROGRAMME } from '../../../domain/ids.ts';
import { codeIn, testApi, type TestApi } from './fixture.ts';

const DAY = 86_400_000;
const RECOMMENDATION = {
  madeOn: '2011-09-15',
  madeBy: 'Fictional task force, report, finding 3',
  about: 'B7',
  words: 'Take no action on minor traffic offenses alone.',
};
const ACCEPTED = {
  outcome: 'ACCEPTED',
  decidedOn: '2012-04-27',
  decidedBy: 'Fictional Director',
  reasons: 'It serves public safety.',
};

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(async () => {
  await api.stop();
});

interface View {
  readonly number: number;
  readonly standing: string;
  readonly overdueSince: string | null;
  readonly assignments: readonly { readonly id: number }[];
}

async function json<T>(response: Promise<Response>): Promise<T> {
  return (await (await response).json()) as T;
}

async function entered(): Promise<number> {
  return (await json<View>(api.post('/v1/recommendations', 'administrator', RECOMMENDATION))).number;
}

async function answer(number: number, outcome: object): Promise<Response> {
  return api.post(`/v1/recommendations/${number}/outcomes`, 'administrator', outcome);
}

async function shown(number: number): Promise<View> {
  return json<View>(api.get(`/v1/recommendations/${number}`, 'officer'));
}

function proposal(recommendation: number): object {
  return {
    profileId: '2012-04',
    jurisdiction: '*',
    from: new Date(Date.now() + DAY).toISOString(),
    to: null,
    reasons: 'It carries out the recommendation.',
    recommendation,
    basis: null,
  };
}

describe('a recommendation', () => {
  it('is shown without an outcome as such, and with each one, its reason, person and date (E8)', async () => {
    const number = await entered();
    expect(await shown(number)).toMatchObject({ ...RECOMMENDATION, standing: 'NO_OUTCOME', outcomes: [] });
    const open = { ...ACCEPTED, outcome: 'UNDER_CONSIDERATION', decidedOn: '2011-10-01', reasons: 'It is looked at.' };
    expect((await answer(number, open)).status).toBe(201);
    expect((await shown(number)).standing).toBe('OPEN');
    expect((await answer(number, ACCEPTED)).status).toBe(201);
    expect(await shown(number)).toMatchObject({ standing: 'ACCEPTED', outcomes: [open, ACCEPTED] });
    const listed = await json<{ recommendations: View[] }>(api.get('/v1/recommendations', 'jail-one'));
    expect(listed.recommendations.map((one) => one.number)).toContain(number);
  });

  it.each([
    ['without a reason', { reasons: undefined }, 400, 'BAD_INPUT'],
    ['with a blank reason', { reasons: '   ' }, 400, 'BAD_INPUT'],
    ['without a person', { decidedBy: undefined }, 400, 'BAD_INPUT'],
    ['without a date', { decidedOn: undefined }, 400, 'BAD_INPUT'],
    ['decided before it was made', { decidedOn: '2011-09-14' }, 422, 'BEFORE_RECOMMENDATION'],
    ['decided in the future', { decidedOn: '2190-01-01' }, 422, 'DATE_IN_FUTURE'],
    ['carried out though nobody accepted it', { outcome: 'CARRIED_OUT' }, 422, 'NOT_ACCEPTED'],
    ['of a kind of its own', { outcome: 'DONE' }, 400, 'BAD_INPUT'],
  ])('%s has no outcome', async (_, change, status, code) => {
    const number = await entered();
    const refused = await answer(number, { ...ACCEPTED, ...change });
    expect([refused.status, await codeIn(refused)]).toEqual([status, code]);
    expect((await shown(number)).standing).toBe('NO_OUTCOME');
  });

  it('is entered and answered by an administrator alone, and seen by no program', async () => {
    const number = await entered();
    for (const person of ['officer', 'counsel', 'crcl', 'auditor', 'governor']) {
      expect((await api.post('/v1/recommendations', person, RECOMMENDATION)).status).toBe(403);
      expect((await api.post(`/v1/recommendations/${number}/outcomes`, person, ACCEPTED)).status).toBe(403);
    }
    expect((await api.get('/v1/recommendations', 'jail-system')).status).toBe(403);
    expect(await codeIn(await answer(9999, ACCEPTED))).toBe('NO_SUCH_RECOMMENDATION');
    expect(await codeIn(await api.get('/v1/recommendations/9999', 'officer'))).toBe('NO_SUCH_RECOMMENDATION');
  });

  it('names the profiles that carry it out, none of which is signed before somebody has accepted it (E8)', async () => {
    const number = await entered();
    const proposed = await json<{ id: number }>(api.post('/v1/profile-assignments', 'administrator', proposal(number)));
    expect((await shown(number)).assignments.map(({ id }) => id)).toEqual([proposed.id]);
    const path = `/v1/profile-assignments/${proposed.id}`;
    const { effectSha256 } = await json<{ effectSha256: string }>(api.get(`${path}/effect`, 'counsel'));
    const signing = { title: 'Chief counsel', statement: 'I answer for it.', effectSha256 };
    const early = await api.post(`${path}/sign`, 'counsel', signing);
    expect([early.status, await codeIn(early)]).toEqual([409, 'RECOMMENDATION_NOT_ACCEPTED']);
    await answer(number, { ...ACCEPTED, outcome: 'REJECTED' });
    expect((await api.post(`${path}/sign`, 'counsel', signing)).status).toBe(409);
    await answer(number, { ...ACCEPTED, outcome: 'PARTLY_ACCEPTED' });
    expect((await api.post(`${path}/sign`, 'counsel', signing)).status).toBe(200);
    // In force or not: nothing but somebody's word says that it was carried out.
    expect((await shown(number)).standing).toBe('ACCEPTED');
    await answer(number, { ...ACCEPTED, outcome: 'CARRIED_OUT' });
    expect((await shown(number)).standing).toBe('CARRIED_OUT');
  });

  it('that nobody answers calls the administrator once, until somebody does', async () => {
    const number = await entered();
    const late = Date.now() + (ANSWER_WITHIN_DAYS + 1) * DAY;
    const before = await api.records.advisory.callOverdue(Date.now());
    expect(before).toBe(0);
    expect(await api.records.advisory.callOverdue(late)).toBeGreaterThan(0);
    expect(await api.records.advisory.callOverdue(late)).toBe(0);
    const open = async (): Promise<readonly string[]> => {
      const alarms = await api.records.alarms.list({ actor: null, open: true });
      return alarms.filter(({ rule }) => rule === 'RECOMMENDATION_UNANSWERED').map(({ detail }) => detail);
    };
    const about = (detail: string): boolean => detail.startsWith(`recommendation ${number}:`);
    expect((await open()).filter(about)).toHaveLength(1);
    await answer(number, { ...ACCEPTED, outcome: 'UNDER_CONSIDERATION' });
    expect((await open()).filter(about)).toEqual([]);
    // A word that it is looked at is no answer for ever.
    expect(await api.records.advisory.callOverdue(late + (ANSWER_WITHIN_DAYS + 1) * DAY)).toBeGreaterThan(0);
    expect((await open()).filter(about)).toHaveLength(1);
  });

  it('stands in the programme’s ledger with what became of it, and nothing of it can be changed', async () => {
    const number = await entered();
    await answer(number, ACCEPTED);
    const events = await api.records.cases.events(PROGRAMME);
    const own = events.filter(({ data }) => (data as { number?: number } | null)?.number === number);
    expect(own.map(({ kind }) => kind)).toEqual(['RECOMMENDATION_ENTERED', 'RECOMMENDATION_ANSWERED']);
    expect(await api.records.cases.verify(PROGRAMME)).toMatchObject({ ok: true });
  });
});
