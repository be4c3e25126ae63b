import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACTS, type ActName } from '../../../domain/lifecycle/acts.ts';
import { FORMS } from '../../../cli/forms.ts';
import { codeIn, givenActivation, givenCase, givenDetainer, jsonRequest, testApi, type TestApi } from './fixture.ts';

let api: TestApi;
let caseId: string;
let detainerId: string;

beforeAll(async () => {
  api = await testApi();
  ({ caseId } = await givenCase(api.records));
  detainerId = await givenDetainer(api.records, caseId);
  await givenActivation(api.records, 'xx-planned');
});
afterAll(async () => {
  await api.stop();
});

/** What anyone may ask for without a sign-in; a partner is known by the signature of what it sends. */
const OPEN = new Set([
  'GET /healthz',
  'GET /readyz',
  'GET /v1/development/people',
  'POST /v1/development/sessions',
  'POST /v1/partners/messages',
  'GET /v1/public/detainers/{code}',
  'POST /v1/public/detainers/{code}/reports',
]);
/** Pages for people, which are no operations of the API: by a form's code, without an account. */
const PAGES = ['GET /d', 'GET /d/style.css', 'GET /d/:code', 'POST /d/:code/reports'];

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly id: string;
}

async function operations(): Promise<Operation[]> {
  const document = (await (await api.app.request('/openapi.json')).json()) as {
    paths: Record<string, Record<string, { operationId: string }>>;
  };
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => ({
      method: method.toUpperCase(),
      path,
      id: operationId,
    })),
  );
}

function example(act: ActName): unknown {
  return Object.fromEntries(FORMS[act].map(({ key, example: value }) => [key, value]));
}

function pathOf(act: ActName): string {
  const { on } = ACTS[act];
  const id = { case: caseId, detainer: detainerId, activation: 'xx-planned' }[on];
  return `/v1/${on}s/${id}/acts/${act}`;
}

const ACT_NAMES = Object.keys(ACTS) as ActName[];

describe('default deny', () => {
  it('describes every route that exists: none was added past the one way to add one', async () => {
    const described = (await operations()).map(
      ({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    );
    const registered = api.app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path}`);
    expect(new Set(registered)).toEqual(new Set([...described, ...PAGES, 'GET /openapi.json']));
  });

  it('refuses every other operation without a sign-in', async () => {
    const guarded = (await operations()).filter(({ method, path }) => !OPEN.has(`${method} ${path}`));
    expect(guarded.length).toBeGreaterThan(ACT_NAMES.length + 10);
    for (const { method, path } of guarded) {
      const response = await api.app.request(path.replace('{id}', '1234'), method === 'POST' ? jsonRequest({}) : {});
      expect([path, response.status, await codeIn(response)]).toEqual([path, 401, 'NO_SIGN_IN']);
    }
  });

  it('refuses a token that is none, has ended, or belongs elsewhere', async () => {
    const wrong = await api.app.request('/v1/cases', { headers: { authorization: `Bearer sc_${'x'.repeat(43)}` } });
    expect([wrong.status, await codeIn(wrong)]).toEqual([401, 'SIGN_IN_INVALID']);
    expect(wrong.headers.get('www-authenticate')).toBe('Bearer');
    const basic = await api.app.request('/v1/cases', {
      headers: { authorization: 'Basic abcdefghijklmnopqrstuvwxyz' },
    });
    expect(await codeIn(basic)).toBe('NO_SIGN_IN');
  });

  it.each(ACT_NAMES)('lets no program %s (rule B1)', async (act) => {
    const before = api.engine.acts.length;
    const response = await api.post(pathOf(act), 'jail-system', example(act));
    expect([response.status, await codeIn(response)]).toEqual([403, 'ROLE_MAY_NOT']);
    expect(api.engine.acts).toHaveLength(before);
  });

  it.each(ACT_NAMES)('lets exactly the roles of the access table %s', async (act) => {
    for (const person of [
      'jail-one',
      'bureau',
      'specialist',
      'officer',
      'supervisor',
      'attorney',
      'crcl',
      'administrator',
      'auditor',
    ]) {
      const { people } = (await (await api.app.request('/v1/development/people')).json()) as {
        people: { id: string; role: string }[];
      };
      const role = people.find(({ id }) => id === person)?.role;
      const response = await api.post(pathOf(act), person, example(act));
      const may = (ACTS[act].roles as readonly (string | undefined)[]).includes(role);
      expect([person, response.status < 300]).toEqual([person, may]);
      if (!may) expect(response.status).toBe(403);
    }
  });
});

describe('the frame', () => {
  it('answers an unknown address with a coded error', async () => {
    const response = await api.app.request('/v1/nothing');
    expect([response.status, await codeIn(response)]).toEqual([404, 'NO_SUCH_ROUTE']);
  });

  it('carries security headers and a request id, and is not cached', async () => {
    const { headers } = await api.app.request('/healthz');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('refuses unknown query parameters and fields, naming them', async () => {
    const query = await api.get('/v1/cases?nonsense=1', 'officer');
    expect([query.status, await codeIn(query)]).toEqual([400, 'BAD_INPUT']);
    const body = await api.post(`/v1/cases/${caseId}/acts/requestAnotherReview`, 'officer', {
      reasons: 'A reason.',
      sneaked: 1,
    });
    expect(body.status).toBe(400);
    expect(await body.text()).toContain('sneaked');
    const text = await api.app.request(`/v1/cases/${caseId}/acts/requestAnotherReview`, {
      method: 'POST',
      body: '{',
      headers: await api.as('officer'),
    });
    expect(await codeIn(text)).toBe('NOT_JSON');
  });

  it('says when it is ready, and what is away', async () => {
    expect((await api.app.request('/readyz')).status).toBe(200);
    api.engine.away = true;
    const response = await api.app.request('/readyz');
    api.engine.away = false;
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await codeIn(response)).toBe('TEMPORAL_UNAVAILABLE');
  });
});

describe('what exists only for development', () => {
  it('is refused elsewhere', async () => {
    const production = await testApi('production');
    try {
      const session = await production.app.request('/v1/development/sessions', jsonRequest({ person: 'officer' }));
      expect([session.status, await codeIn(session)]).toEqual([404, 'DEVELOPMENT_ONLY']);
      expect(await codeIn(await production.app.request('/v1/development/people'))).toBe('DEVELOPMENT_ONLY');
      const clock = await production.app.request('/v1/development/clock', jsonRequest({ caseId: '1234', byMs: 1000 }));
      expect(await codeIn(clock)).toBe('DEVELOPMENT_ONLY');
    } finally {
      await production.stop();
    }
  });

  it('ends with the mark: a session opened before counts no longer', async () => {
    const headers = await api.as('officer');
    expect((await api.remarked('development').request('/v1/cases', { headers })).status).toBe(200);
    const response = await api.remarked('production').request('/v1/cases', { headers });
    expect([response.status, await codeIn(response)]).toEqual([401, 'SIGN_IN_INVALID']);
  });

  it('moves a case and its open detainers by the same amount, for an administrator', async () => {
    expect((await api.post('/v1/development/clock', 'officer', { caseId, byMs: 3_600_000 })).status).toBe(403);
    const response = await api.post('/v1/development/clock', 'administrator', {
      caseId: caseId.slice(8, 20),
      byMs: 3_600_000,
    });
    expect(response.status).toBe(200);
    expect(api.engine.advanced).toEqual([
      { workflowId: caseId, byMs: 3_600_000 },
      { workflowId: detainerId, byMs: 3_600_000 },
    ]);
  });

  it('knows nobody whom it was not told of', async () => {
    const response = await api.app.request('/v1/development/sessions', jsonRequest({ person: 'root' }));
    expect([response.status, await codeIn(response)]).toEqual([404, 'NO_SUCH_PERSON']);
  });
});

describe('audit', () => {
  it('keeps views, acts and refusals with who and what', async () => {
    const { caseId: seen } = await givenCase(api.records);
    await api.get(`/v1/cases/${seen}`, 'auditor');
    await api.post(`/v1/cases/${seen}/acts/requestAnotherReview`, 'officer', { reasons: 'A new document.' });
    await api.get(`/v1/cases/${seen}`, 'jail-two');
    const entries = await api.records.audit.list({ caseId: seen, limit: 10 });
    expect(entries.map(({ actorId, act, outcome, code }) => [actorId, act, outcome, code]).toReversed()).toEqual([
      ['auditor', 'showCase', 'VIEWED', undefined],
      ['officer', 'requestAnotherReview', 'DONE', undefined],
      ['jail-two', 'showCase', 'REFUSED', 'OUT_OF_SCOPE'],
    ]);
  });
});
