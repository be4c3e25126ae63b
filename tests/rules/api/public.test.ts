import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { openEnvelope } from '../../../domain/partners/messages.ts';
import { readLookupCode } from '../../../domain/detainer/code.ts';
import { groupedCode } from '../../../domain/detainer/document.ts';
import { NOTICE_LANGUAGES } from '../../../domain/profile/profile.ts';
import { seedNumbers } from '../../../workers/development.ts';
import { codeIn, givenCase, givenDetainer, jsonRequest, SURNAME, testApi, type TestApi } from './fixture.ts';

let api: TestApi;
let caseId: string;
let detainerId: string;
let code: string;

beforeAll(async () => {
  api = await testApi();
  await seedNumbers(api.records);
});
afterAll(() => api.stop());

beforeEach(async () => {
  ({ caseId } = await givenCase(api.records));
  detainerId = await givenDetainer(api.records, caseId, { limitAt: '2099-09-20T21:00:00Z' });
  code = await codeOf(caseId);
  api.engine.delivered.length = 0;
  api.engine.envelopes.length = 0;
  api.engine.away = false;
  api.engine.gone = false;
});

async function codeOf(id: string): Promise<string> {
  const [row] = await api.records.cases.detainers(id);
  return row?.code ?? '';
}

/** Another source for each call, so that what one test asks counts for no other. */
let sources = 0;
function from(source = `198.51.100.${(sources += 1)}`) {
  return { incoming: { socket: { remoteAddress: source } } };
}

async function look(text: string, app = api.app): Promise<Response> {
  return app.request(`/v1/public/detainers/${encodeURIComponent(text)}`, {}, from());
}

async function report(text: string, json: unknown, source = from()): Promise<Response> {
  return api.app.request(`/v1/public/detainers/${text}/reports`, jsonRequest(json), source);
}

const CLAIM = { what: 'CITIZENSHIP', reportId: 'report-0001' };

describe('looking up', () => {
  test('a code says what the request asks for, the limit, the rule and who answers which number, and names nobody', async () => {
    const response = await look(code);
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(JSON.parse(text)).toEqual({
      state: 'RUNNING',
      uponConviction: false,
      formVersion: expect.any(String),
      rule: 'STATUTORY',
      copyFirst: false,
      claimHours: 4,
      limitAt: '2099-09-20T21:00:00Z',
      zone: 'America/New_York',
      numbers: expect.arrayContaining([expect.objectContaining({ line: 'dayAndNight', enforcement: true })]),
    });
    for (const secret of [SURNAME, 'EXAMPLE', caseId, detainerId, 'OVERSTAY', 'XX0010100'])
      expect(text).not.toContain(secret);
  });

  test('small letters, hyphens, O and I are understood', async () => {
    const written = groupedCode(code).toLowerCase().replaceAll('0', 'o').replaceAll('1', 'i');
    expect((await look(written)).status).toBe(200);
  });

  test('how a request ended is not said, only that it has', async () => {
    for (const [hold, ending] of [
      ['CLOSED', 'ASSUMED'],
      ['CLOSED', 'RELEASED'],
      ['AUTHORITY_ENDED', null],
    ] as const) {
      const other = await givenCase(api.records);
      await givenDetainer(api.records, other.caseId, { hold, ending });
      const answer = (await (await look(await codeOf(other.caseId))).json()) as Record<string, unknown>;
      expect(answer).toMatchObject({ state: 'ENDED', limitAt: null });
      expect(JSON.stringify(answer)).not.toContain('ASSUMED');
    }
  });

  test('past its limit a request has ended, also where its workflow has not said so', async () => {
    const other = await givenCase(api.records);
    await givenDetainer(api.records, other.caseId, { limitAt: '2011-09-20T21:00:00Z' });
    expect(await (await look(await codeOf(other.caseId))).json()).toMatchObject({ state: 'ENDED', limitAt: null });
  });

  test('while another ground holds the person, nothing is asked for yet', async () => {
    const other = await givenCase(api.records);
    await givenDetainer(api.records, other.caseId, { hold: 'DORMANT', startedAt: null, limitAt: null });
    expect(await (await look(await codeOf(other.caseId))).json()).toMatchObject({ state: 'WAITING', limitAt: null });
  });

  test('what is no code of ours gets one answer, whatever it looks like', async () => {
    const answers = await Promise.all(
      ['0000-0000-0000-0000', 'nonsense', "' or 1=1 --", caseId.slice(-16), detainerId].map(async (text) => {
        const response = await look(text);
        return [response.status, await response.text()];
      }),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.[0]).toBe(404);
  });

  test('a code is shown to those who may see the detainer, and changes never', async () => {
    const shown = (await (await api.get(`/v1/detainers/${detainerId}`, 'jail-one')).json()) as { code: string };
    expect(readLookupCode(shown.code)).toBe(code);
    expect((await api.get(`/v1/detainers/${detainerId}`, 'jail-two')).status).toBe(403);
    const listed = await (await api.get('/v1/detainers', 'jail-two')).text();
    expect(listed).not.toContain(shown.code);
    expect(await (await api.get(`/v1/cases/${caseId}`, 'bureau')).text()).not.toContain(shown.code);
  });
});

describe('reporting', () => {
  test('a claim goes to the case, what is said about release to the detainer; each is signed for that one alone', async () => {
    expect((await report(code, { ...CLAIM, words: 'Born in Ohio.' })).status).toBe(202);
    expect((await report(code, { what: 'BAIL_POSTED', reportId: 'report-0002' })).status).toBe(202);
    expect(api.engine.delivered).toEqual([caseId, detainerId]);
    const opened = api.engine.envelopes.map((envelope) => openEnvelope(envelope, api.trust));
    expect(opened).toMatchObject([
      {
        ok: true,
        value: { from: 'PUBLIC', message: { kind: 'CLAIM', caseId, what: 'CITIZENSHIP', words: 'Born in Ohio.' } },
      },
      {
        ok: true,
        value: { from: 'PUBLIC', message: { kind: 'RELEASE_REPORTED', detainerId, what: 'BAIL_POSTED', words: null } },
      },
    ]);
  });

  test('the answer is the same whether the case runs or has ended; a late claim while removal is sought calls people', async () => {
    const running = await report(code, CLAIM);
    const other = await givenCase(api.records, {
      projection: { immigration: 'ENDED', outcome: 'REMOVAL_SOUGHT', closedAt: '2011-09-20T21:00:00Z' },
    });
    await givenDetainer(api.records, other.caseId, { hold: 'CLOSED', ending: 'ASSUMED' });
    api.engine.gone = true;
    const late = await report(await codeOf(other.caseId), CLAIM);
    expect([late.status, await late.text()]).toEqual([running.status, await running.text()]);
    expect(await api.records.lateMessages.list(other.caseId)).toHaveLength(1);
    const alarms = await api.records.alarms.list({ actor: null, caseId: other.caseId, open: true });
    expect(alarms.map(({ rule }) => rule)).toEqual(['CLAIM_UNANSWERED']);
  });

  test('a late report after a closed hold is kept and calls nobody', async () => {
    const other = await givenCase(api.records, {
      projection: { outcome: 'NO_ACTION', closedAt: '2011-09-20T21:00:00Z' },
    });
    await givenDetainer(api.records, other.caseId, { hold: 'CLOSED', ending: 'RELEASED' });
    api.engine.gone = true;
    const otherCode = await codeOf(other.caseId);
    expect((await report(otherCode, CLAIM)).status).toBe(202);
    expect((await report(otherCode, { what: 'CHARGES_ENDED', reportId: 'report-0003' })).status).toBe(202);
    expect(await api.records.lateMessages.list(other.caseId)).toHaveLength(2);
    expect(await api.records.alarms.list({ actor: null, caseId: other.caseId, open: true })).toEqual([]);
  });

  test.each([
    { what: 'CITIZENSHIP' },
    { what: 'SET_ASIDE', reportId: 'report-0001' },
    { ...CLAIM, words: 'x'.repeat(1001) },
    { ...CLAIM, caseId: 'booking-0' },
    { ...CLAIM, reportId: 'short' },
  ])('%j is not understood', async (json) => {
    expect((await report(code, json)).status).toBe(400);
    expect(api.engine.delivered).toEqual([]);
  });

  test('nothing is delivered for a code that there is not', async () => {
    const response = await report('0000-0000-0000-0000', CLAIM);
    expect([response.status, await codeIn(response)]).toEqual([404, 'NO_SUCH_CODE']);
    expect(api.engine.delivered).toEqual([]);
  });

  test('while the engine is away a report is not said to be received', async () => {
    api.engine.away = true;
    for (let index = 0; index < 12; index += 1) expect((await report(code, CLAIM)).status).toBe(503);
    // What we failed to take does not count against whoever tries again.
    api.engine.away = false;
    expect((await report(code, CLAIM)).status).toBe(202);
  });

  test('one sort of report on one detainer is taken so often and no more; the other sorts still are', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 12; index += 1)
      statuses.push((await report(code, { ...CLAIM, reportId: `report-${index}-of-many` })).status);
    expect(statuses).toEqual([...Array<number>(10).fill(202), 429, 429]);
    const refused = await report(code, CLAIM);
    expect(await codeIn(refused)).toBe('TOO_MANY_REPORTS');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(60);
    expect((await report(code, { ...CLAIM, what: 'VICTIM' })).status).toBe(202);
  });

  test('a partner cannot deliver in the name of the public', async () => {
    await report(code, CLAIM);
    const [envelope] = api.engine.envelopes;
    const response = await api.app.request('/v1/partners/messages', jsonRequest({ reference: caseId, envelope }));
    expect([response.status, await codeIn(response)]).toEqual([401, 'UNSIGNED']);
  });
});

describe('limits', () => {
  test('a source that asks too often waits, and is told how long; others go on', async () => {
    const app = api.remarked('development');
    const source = from('203.0.113.9');
    const ask = async () => app.request(`/v1/public/detainers/${code}`, {}, source);
    const statuses: number[] = [];
    for (let index = 0; index < 61; index += 1) statuses.push((await ask()).status);
    expect(statuses.slice(0, 60).every((status) => status === 200)).toBe(true);
    expect(statuses[60]).toBe(429);
    const refused = await ask();
    expect(await codeIn(refused)).toBe('TOO_MANY_REQUESTS');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await app.request(`/d/${code}`, {}, source)).status).toBe(429);
    expect((await look(code, app)).status).toBe(200);
  });
});

describe('the page', () => {
  const page = async (path: string, init: RequestInit = {}) => api.app.request(path, init, from());

  test.each(NOTICE_LANGUAGES)(
    'in %s says the limit and every number, takes reports, and runs no script',
    async (lang) => {
      const response = await page(`/d/${groupedCode(code)}?lang=${lang}`);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      const text = await response.text();
      expect(text).toContain(`<html lang="${lang}`);
      for (const number of ['(800) 555-0101', '(800) 555-0102', '(800) 555-0103']) expect(text).toContain(number);
      expect(text).toContain('datetime="2099-09-20T21:00:00Z"');
      expect(text).toMatch(/<form method="post"/);
      expect(text).not.toMatch(/<script|style=|javascript:|\{\w+\}/);
      for (const secret of [SURNAME, 'CARLOS', caseId, 'OVERSTAY']) expect(text).not.toContain(secret);
      const labels = [...text.matchAll(/for="([^"]+)"/g)].map(([, id]) => id);
      expect(labels.every((id) => text.includes(`id="${id}"`))).toBe(true);
    },
  );

  test('a code that was typed in leads to its page, in the language chosen', async () => {
    const response = await page(`/d?code=${code.toLowerCase()}&lang=es`);
    expect([response.status, response.headers.get('location')]).toEqual([303, `/d/${groupedCode(code)}?lang=es`]);
  });

  test('without a language chosen, the browser’s is taken', async () => {
    const response = await page('/d', { headers: { 'accept-language': 'xx, vi-VN;q=0.9' } });
    expect(await response.text()).toContain('<html lang="vi"');
  });

  test('numbers stand on every page, also where there is no such code', async () => {
    for (const path of ['/d', '/d/0000-0000-0000-0000', '/d/%3Cscript%3Ealert(1)%3C%2Fscript%3E']) {
      const text = await (await page(path)).text();
      expect(text).toContain('(800) 555-0102');
      expect(text).not.toContain('<script');
    }
    expect((await page('/d/0000-0000-0000-0000')).status).toBe(404);
  });

  test('the form reports, and sent twice it is one report', async () => {
    const text = await (await page(`/d/${code}?lang=fr`)).text();
    const reportId = /name="reportId" value="([^"]+)"/.exec(text)?.[1] ?? '';
    const form = new URLSearchParams({ what: 'VICTIM', reportId, words: '  ' });
    for (const _twice of [1, 2]) {
      const response = await page(`/d/${code}/reports?lang=fr`, { method: 'POST', body: form });
      expect([response.status, response.headers.get('location')]).toEqual([
        303,
        `/d/${groupedCode(code)}?lang=fr&sent=1`,
      ]);
    }
    const said = api.engine.envelopes.map((envelope) => envelope.signed.statement);
    expect(said).toHaveLength(2);
    expect(new Set(said).size).toBe(1);
    expect(await (await page(`/d/${code}?lang=fr&sent=1`)).text()).toContain('role="status"');
  });

  test('a form without a choice is given back', async () => {
    const response = await page(`/d/${code}/reports?lang=en`, { method: 'POST', body: new URLSearchParams() });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('Choose what you want to report.');
    expect(api.engine.delivered).toEqual([]);
  });

  test('whoever comes too often gets the numbers, and costs the records nothing', async () => {
    const read = vi.spyOn(api.records.profiles, 'inForce');
    const app = api.remarked('development');
    for (let call = 0; call < 61; call += 1) await app.request('/d', {}, from('198.51.200.1'));
    const refused = await app.request('/d', {}, from('198.51.200.1'));
    expect(refused.status).toBe(429);
    expect(await refused.text()).toContain('(800) 555-0102');
    expect(read.mock.calls.length).toBeLessThan(5);
    read.mockRestore();
  });

  test('what cannot be done now is said with the numbers', async () => {
    api.engine.away = true;
    const form = new URLSearchParams({ what: 'CITIZENSHIP', reportId: 'report-9999' });
    const response = await page(`/d/${code}/reports?lang=en`, { method: 'POST', body: form });
    expect(response.status).toBe(503);
    const text = await response.text();
    expect(text).toContain('Try again in a few minutes');
    expect(text).toContain('(800) 555-0102');
  });
});
