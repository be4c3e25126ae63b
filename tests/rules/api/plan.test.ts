import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAMME } from '../../../domain/ids.ts';
import { WAVE_PAGE } from '../../../domain/jurisdiction/waves.ts';
import { aJurisdiction } from '../../support/places.ts';
import { codeIn, testApi, type TestApi } from './fixture.ts';

const DAY = 86_400_000;

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
  for (const id of ['XX-A', 'XX-B', 'XX-C']) await api.records.register.putJurisdiction(aJurisdiction(id));
});
afterAll(async () => {
  await api.stop();
});

function inDays(days: number): string {
  return new Date(Date.now() + days * DAY).toISOString();
}

const FROM = inDays(60);

function wave(jurisdictions: readonly string[], more: object = {}): object {
  return { name: 'one', from: FROM, set: 'list', reasons: 'The first ones.', jurisdictions, ...more };
}

interface Planned {
  readonly wave: { readonly name: string } | null;
  readonly items: readonly { readonly jurisdiction: string; readonly outcome: string; readonly code: string | null }[];
}

async function planned(jurisdictions: readonly string[], more: object = {}): Promise<Planned> {
  const response = await api.post('/v1/plan/waves', 'administrator', wave(jurisdictions, more));
  expect(response.status).toBe(200);
  return (await response.json()) as Planned;
}

function outcomes({ items }: Planned): string[] {
  return items.map(({ jurisdiction, outcome, code }) => [jurisdiction, outcome, code].join(' ').trim());
}

async function json<T>(response: Promise<Response>): Promise<T> {
  return (await (await response).json()) as T;
}

describe('a wave', () => {
  it('plans each jurisdiction by itself: a bad one stops no other, and again nothing more happens', async () => {
    const bad = '‹no jurisdiction›';
    expect(outcomes(await planned(['XX-A', bad, 'xx-example', 'XX-B', 'XX-A']))).toEqual([
      'XX-A STARTED',
      `${bad} REFUSED UNKNOWN_JURISDICTION`,
      'xx-example REFUSED ALREADY_ACTIVE',
      'XX-B STARTED',
    ]);
    expect(api.engine.activations.map(({ jurisdiction }) => jurisdiction).toSorted()).toEqual(['XX-A', 'XX-B']);
    expect(api.engine.activations[0]).toMatchObject({ wave: 'one', activeFrom: FROM, reasons: 'The first ones.' });
    const again = await planned(['XX-A', 'XX-B']);
    expect(outcomes(again)).toEqual(['XX-A ALREADY', 'XX-B ALREADY']);
    expect(again.wave).toMatchObject({ name: 'one', from: FROM, set: 'list', by: 'administrator' });
    expect(api.engine.activations).toHaveLength(2);
    const events = await api.records.cases.events(PROGRAMME);
    expect(events.filter(({ kind }) => kind === 'WAVE_STARTED').map(({ data }) => data)).toMatchObject([
      { name: 'one', started: ['XX-A', 'XX-B'] },
    ]);
  });

  it('has one instant, and one planned for another is refused there', async () => {
    const other = await api.post('/v1/plan/waves', 'administrator', wave(['XX-C'], { from: inDays(61) }));
    expect([other.status, await codeIn(other)]).toEqual([409, 'WAVE_CONFLICT']);
    const second = await planned(['XX-A'], { name: 'two', from: inDays(61) });
    expect(outcomes(second)).toEqual(['XX-A REFUSED ALREADY_PLANNED']);
    expect(second.wave).toBeNull();
    expect(outcomes(await planned(['XX-C'], { name: 'three', from: inDays(5) }))).toEqual([
      'XX-C REFUSED NOTICE_TOO_SHORT',
    ]);
  });

  it('is sent again when something behind the API was away', async () => {
    api.engine.away = true;
    const response = await api.post('/v1/plan/waves', 'administrator', wave(['XX-C'], { name: 'four' }));
    expect([response.status, await codeIn(response)]).toEqual([503, 'TEMPORAL_UNAVAILABLE']);
    api.engine.away = false;
  });

  it('comes in pages', async () => {
    const many = Array.from({ length: WAVE_PAGE + 1 }, (_, index) => `XX-${index}`);
    expect((await api.post('/v1/plan/waves', 'administrator', wave(many))).status).toBe(400);
    expect((await api.post('/v1/plan/waves', 'administrator', wave([]))).status).toBe(400);
  });
});

describe('the plan', () => {
  interface View {
    readonly counts: { readonly total: number };
    readonly end: { readonly endsAt: string } | null;
    readonly earlierEnds: readonly unknown[];
    readonly waves: readonly { readonly name: string | null; readonly opened: unknown }[];
  }

  it('is shown with its end and its waves, to people of the programme only', async () => {
    const endsAt = inDays(30);
    const set = await api.post('/v1/plan/end', 'administrator', { endsAt, reasons: 'Set by the Director.' });
    expect(set.status).toBe(200);
    await api.post('/v1/plan/end', 'administrator', { endsAt: inDays(40), reasons: 'Moved.' });
    const view = await json<View>(api.get('/v1/plan', 'auditor'));
    expect(view.earlierEnds).toMatchObject([{ endsAt, by: 'administrator', name: 'Morgan Sayre' }]);
    expect(view.end).toMatchObject({ reasons: 'Moved.' });
    const jurisdictions = await api.records.register.jurisdictions();
    expect(view.counts.total).toBe(jurisdictions.length);
    expect(view.waves.map(({ name }) => name)).toContain('one');
    expect(view.waves.find(({ name }) => name === 'one')?.opened).toMatchObject({ set: 'list' });
    for (const person of ['jail-one', 'bureau', 'county', 'jail-system'])
      expect((await api.get('/v1/plan', person)).status).toBe(403);
  });

  it('has an end that lies ahead', async () => {
    const past = await api.post('/v1/plan/end', 'administrator', { endsAt: inDays(-1), reasons: 'Too late.' });
    expect([past.status, await codeIn(past)]).toEqual([422, 'END_HAS_PASSED']);
  });

  it.each([
    ['/v1/plan/end', { endsAt: FROM, reasons: 'Mine.' }],
    ['/v1/plan/waves', wave(['XX-C'])],
  ])('is changed by an administrator alone: %s', async (path, body) => {
    for (const person of ['supervisor', 'officer', 'governor', 'auditor'])
      expect((await api.post(path, person, body)).status).toBe(403);
  });

  it('lists jurisdictions by what is asked, page by page', async () => {
    interface Items {
      readonly items: readonly { readonly jurisdiction: string; readonly lags: readonly string[] }[];
      readonly next: string | null;
    }
    const list = (query: string) => json<Items>(api.get(`/v1/plan/jurisdictions?${query}`, 'supervisor'));
    const ids = ({ items }: Items) => items.map(({ jurisdiction }) => jurisdiction);
    expect(ids(await list('wave=one'))).toEqual(['XX-A', 'XX-B']);
    expect(ids(await list('standing=ACTIVE'))).toEqual(['xx-example']);
    expect((await list('behind=AFTER_END')).items[0]).toMatchObject({ jurisdiction: 'XX-A', lags: ['AFTER_END'] });
    expect(ids(await list('behind=any&state=XX'))).toEqual(['XX-A', 'XX-B', 'XX-C']);
    expect(ids(await list('state=XY'))).toEqual([]);
    const first = await list('limit=2');
    expect(first.next).toBe('XX-B');
    expect(ids(await list(`limit=2&after=${first.next}`))).toEqual(['XX-C', 'xx-example']);
    expect((await list('after=xx-example')).next).toBeNull();
    expect((await api.get('/v1/plan/jurisdictions?standing=LATE', 'supervisor')).status).toBe(400);
  });
});
