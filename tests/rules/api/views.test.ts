import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AlarmView, CaseView, DetainerView, FullCase } from '../../../domain/api/views.ts';
import { sha256Hex } from '../../../domain/canonical.ts';
import {
  codeIn,
  givenCase,
  givenDetainer,
  liveState,
  outgoing,
  step,
  SURNAME,
  testApi,
  type TestApi,
} from './fixture.ts';

let api: TestApi;
let caseId: string;
let detainerId: string;

beforeAll(async () => {
  api = await testApi();
  ({ caseId } = await givenCase(api.records));
  detainerId = await givenDetainer(api.records, caseId);
  api.engine.states.set(caseId, liveState());
});
afterAll(async () => {
  await api.stop();
});
beforeEach(() => {
  api.engine.away = false;
  api.engine.offsetMs = 0;
});

async function full(person: string, id = caseId): Promise<FullCase> {
  const view = (await (await api.get(`/v1/cases/${id}`, person)).json()) as CaseView;
  if (view.view !== 'full') throw new Error('not the full view');
  return view;
}

/** Words that only the immigration side knows. */
const OTHER_TRACK =
  /OVERSTAY|REMOVABLE|immigration|IDENT|review|decision|decides|"outcome"|nextStep|match|jurisdiction|closedAt|changedAt|OFFICER|123456789/i;

describe('what the booking agency and its bureau see (rules A6, B3, D4)', () => {
  it.each(['jail-one', 'bureau'])('%s sees the criminal track and nothing of the other', async (person) => {
    const response = await api.get(`/v1/cases/${caseId}`, person);
    const view = (await response.json()) as Record<string, unknown>;
    expect(response.status).toBe(200);
    expect(view).toMatchObject({ view: 'criminal', criminal: 'ANSWERED', cri: 'XX0010100' });
    expect(Object.keys(view).sort()).toEqual([
      'can',
      'caseId',
      'cri',
      'criminal',
      'detainers',
      'messages',
      'now',
      'receivedAt',
      'view',
    ]);
    expect(JSON.stringify(view)).not.toMatch(OTHER_TRACK);
    expect(JSON.stringify(view)).not.toContain(SURNAME);
  });

  it.each(['jail-one', 'bureau'])('%s gets the same answer in every state of the other side', async (person) => {
    const answers = new Set<string>();
    for (const immigration of ['AT_IDENT', 'STATUS_REVIEW', 'OFFICER_DECISION', 'ENFORCEMENT', 'ENDED'] as const) {
      const closed = immigration === 'ENDED' ? { outcome: 'NO_MATCH' as const, closedAt: '2011-09-17T00:00:00Z' } : {};
      const other = await givenCase(api.records, { projection: { immigration, ...closed } });
      api.engine.states.set(other.caseId, liveState({ immigration }));
      const view = await (await api.get(`/v1/cases/${other.caseId}`, person)).text();
      answers.add(view.replaceAll(other.caseId, 'CASE').replace(/"now":"[^"]*"/, '"now"'));
    }
    expect(answers.size).toBe(1);
  });

  it('has a list without filters on the other side: a filter would tell', async () => {
    for (const filter of ['open=true', 'open=false', 'immigration=STATUS_REVIEW', 'waitingFor=field_officer']) {
      expect(await codeIn(await api.get(`/v1/cases?${filter}`, 'jail-one'))).toBe('FILTER_NOT_FOR_ROLE');
      expect(await codeIn(await api.get(`/v1/cases?${filter}`, 'bureau'))).toBe('FILTER_NOT_FOR_ROLE');
    }
    for (const person of ['jail-one', 'bureau']) {
      const response = await api.get('/v1/cases', person);
      const { cases } = (await response.json()) as { cases: Record<string, unknown>[] };
      expect(cases.length).toBeGreaterThan(0);
      for (const row of cases)
        expect(Object.keys(row).sort()).toEqual(['caseId', 'cri', 'criminal', 'receivedAt', 'view']);
    }
  });

  it.each(['jail-one', 'bureau'])('%s gets its list in the order of arrival, page by page', async (person) => {
    const ids: string[] = [];
    for (let after = ''; ;) {
      const response = await api.get(`/v1/cases?limit=2${after}`, person);
      const page = (await response.json()) as { cases: { caseId: string }[]; next: string | null };
      ids.push(...page.cases.map((row) => row.caseId));
      if (page.next === null) break;
      expect(Buffer.from(page.next, 'base64url').toString()).toMatch(/^\d+ booking-[0-9a-f]{40}$/);
      after = `&after=${page.next}`;
    }
    // All of them came at one instant: their order is that of their ids, and a clock that runs changes nothing.
    expect(ids).toContain(caseId);
    expect(ids.length).toBeGreaterThan(2);
    expect(ids).toEqual(ids.toSorted());
  });

  it('shows a jail the detainers addressed to it, and nobody else’s', async () => {
    const { detainers } = (await (await api.get('/v1/detainers', 'jail-one')).json()) as { detainers: DetainerView[] };
    expect(detainers.map((row) => row.detainerId)).toEqual([detainerId]);
    expect((await api.get('/v1/detainers?limit=1', 'officer')).status).toBe(200);
    const other = (await (await api.get('/v1/detainers', 'jail-two')).json()) as { detainers: DetainerView[] };
    expect(other.detainers).toEqual([]);
    expect((await api.get('/v1/detainers', 'bureau')).status).toBe(403);
  });

  it('does not tell another agency whether there is a detainer', async () => {
    const bare = await givenCase(api.records);
    const answers = [detainerId, `detainer-${bare.caseId.slice(8)}-1`].map(async (id) => {
      const seen = await api.get(`/v1/detainers/${id}`, 'jail-two');
      const acted = await api.post(`/v1/detainers/${id}/acts/declineDetainer`, 'jail-two', {});
      return [seen.status, await codeIn(seen), acted.status, await codeIn(acted)];
    });
    const [existing, missing] = await Promise.all(answers);
    expect(existing).toEqual([403, 'OUT_OF_SCOPE', 403, 'OUT_OF_SCOPE']);
    expect(missing).toEqual(existing);
  });

  it('keeps the chain, and other agencies’ cases, from them', async () => {
    expect((await api.get(`/v1/cases/${caseId}/verify`, 'jail-one')).status).toBe(403);
    expect(await codeIn(await api.get(`/v1/cases/${caseId}`, 'jail-two'))).toBe('OUT_OF_SCOPE');
  });
});

describe('the full view', () => {
  it('shows where the case stands, its timeline, its clocks and what this person can do', async () => {
    const view = await full('officer');
    expect(view).toMatchObject({
      live: true,
      immigration: 'OFFICER_DECISION',
      nextStep: 'an officer decides',
      offsetMs: 0,
    });
    expect(view.events.map(({ summary }) => summary)).toContain('step 1 of the immigration side');
    expect(view.booking).toMatchObject({ person: { name: SURNAME } });
    expect(view.state).toMatchObject({ match: { fin: '123456789' } });
    expect(view.can.map(({ act }) => act)).toContain('recordDecision');
    expect(view.can.map(({ act }) => act)).not.toContain('recordReview');
    expect(view.detainers[0]?.can.map(({ act }) => act)).toContain('cancelDetainer');
  });

  it('finds a case by the first digits of its id', async () => {
    expect((await full('officer', caseId.slice(8, 20))).caseId).toBe(caseId);
    expect(await codeIn(await api.get('/v1/cases/ffffffffff', 'officer'))).toBe('NO_SUCH_CASE');
    expect((await api.get('/v1/cases/not-an-id', 'officer')).status).toBe(400);
  });

  it('gives the particulars only to those whose work needs them', async () => {
    for (const person of ['administrator', 'auditor']) {
      const view = await full(person);
      expect(JSON.stringify(view)).not.toContain(SURNAME);
      expect(JSON.stringify(view)).not.toContain('APPEARS_REMOVABLE');
      expect(view).toMatchObject({ booking: null, state: null });
      expect(view.events.every(({ data }) => data === null)).toBe(true);
      expect(view.events.length).toBeGreaterThan(0);
    }
    for (const person of ['specialist', 'supervisor', 'attorney', 'crcl'])
      expect((await full(person)).booking).not.toBeNull();
  });

  it('falls back to the record while the engine is away, and says so', async () => {
    api.engine.away = true;
    const view = await full('officer');
    expect(view).toMatchObject({
      live: false,
      state: null,
      immigration: 'OFFICER_DECISION',
      nextStep: 'an officer decides',
    });
    expect(view.can.map(({ act }) => act)).toContain('recordDecision');
  });

  it('tells the clock by the detainer’s own time, with the offset of a development server', async () => {
    const { now, remainingMs, limitAt } = (await full('officer')).detainers[0] ?? {};
    expect(remainingMs).toBe(Date.parse(limitAt ?? '') - Date.parse(now ?? ''));
    api.engine.offsetMs = 49 * 3_600_000;
    const ahead = (await full('officer')).detainers[0];
    expect(ahead?.offsetMs).toBe(49 * 3_600_000);
    expect((remainingMs ?? 0) - (ahead?.remainingMs ?? 0)).toBeGreaterThan(48 * 3_600_000);
  });

  it('offers the second officer’s review to another officer only, and removal only after an interview', async () => {
    const { caseId: pending } = await givenCase(api.records, { projection: { immigration: 'ENFORCEMENT' } });
    api.engine.states.set(pending, liveState({ immigration: 'ENFORCEMENT' }));
    expect((await full('officer', pending)).can.map(({ act }) => act)).not.toContain('decideRemoval');
    const interview = { value: {}, by: {}, at: '2011-09-16T19:00:00Z' } as never;
    api.engine.states.set(pending, liveState({ immigration: 'ENFORCEMENT', interview }));
    expect((await full('officer', pending)).can.map(({ act }) => act)).toContain('decideRemoval');
  });

  it('verifies the chain', async () => {
    const response = await api.get(`/v1/cases/${caseId}/verify`, 'auditor');
    expect(await response.json()).toMatchObject({ ok: true, cleared: 0, says: [expect.stringContaining('holds')] });
  });
});

describe('the mailbox', () => {
  it('is that of the reader, with receipt and file', async () => {
    const { caseId: answered } = await givenCase(api.records);
    const file = Buffer.from('an SRE file');
    const attachmentSha256 = sha256Hex(file);
    await api.records.attachments.store(answered, attachmentSha256, file);
    await api.records.cases.writeRecords(answered, [step(answered, 2, { outgoing: [outgoing({ attachmentSha256 })] })]);

    const list = async (person: string): Promise<{ id: string; caseId: string }[]> => {
      const response = await api.get('/v1/mailbox?unacknowledged=true', person);
      return ((await response.json()) as { messages: { id: string; caseId: string }[] }).messages;
    };
    const [head] = (await list('jail-one')).filter((message) => message.caseId === answered);
    const path = `/v1/mailbox/${encodeURIComponent(head?.id ?? '')}`;
    expect(await (await api.get(path, 'jail-one')).json()).toMatchObject({ kind: 'CRIMINAL_ANSWER', attachment: true });
    expect(Buffer.from(await (await api.get(`${path}/attachment`, 'jail-one')).arrayBuffer()).equals(file)).toBe(true);
    expect(await codeIn(await api.get(path, 'jail-two'))).toBe('NO_SUCH_MESSAGE');
    expect(await codeIn(await api.get(`${path}/attachment`, 'bureau'))).toBe('NO_SUCH_MESSAGE');

    const receipt = { at: '2011-09-16T18:30:00Z' };
    expect(await (await api.post(`${path}/acknowledge`, 'jail-system', receipt)).json()).toEqual({
      ...receipt,
      by: 'jail-system',
    });
    expect((await list('jail-one')).map(({ id }) => id)).not.toContain(head?.id);
    expect(await codeIn(await api.post(`${path}/acknowledge`, 'jail-two', receipt))).toBe('NO_SUCH_MESSAGE');
  });
});

describe('alarms', () => {
  it('reach whom their rule names, and are acknowledged by nobody else', async () => {
    const { caseId: silent } = await givenCase(api.records);
    const raised = {
      op: 'RAISE',
      key: 'review',
      rule: 'REVIEW_WAITING',
      at: '2011-09-16T18:00:00Z',
      detail: 'since 4 h',
    } as const;
    await api.records.cases.writeRecords(silent, [step(silent, 2, { alarms: [raised] })]);
    const list = async (person: string): Promise<{ id: number; caseId: string }[]> => {
      const response = await api.get('/v1/alarms', person);
      return ((await response.json()) as { alarms: { id: number; caseId: string }[] }).alarms.filter(
        (alarm) => alarm.caseId === silent,
      );
    };
    const [alarm] = await list('specialist');
    expect(alarm).toMatchObject({ rule: 'REVIEW_WAITING', to: ['status_specialist'] });
    expect(await list('jail-one')).toEqual([]);
    const path = `/v1/alarms/${alarm?.id}/acknowledge`;
    const receipt = { at: '2011-09-16T18:30:00Z' };
    expect(await codeIn(await api.post(path, 'jail-one', receipt))).toBe('NO_SUCH_ALARM');
    expect(await (await api.post(path, 'specialist', receipt)).json()).toEqual({ ...receipt, by: 'specialist' });
  });

  it('say who has acknowledged, and go on to the other roles', async () => {
    const { caseId: twice } = await givenCase(api.records);
    const raised = { op: 'RAISE', rule: 'PARTNER_CONFLICT', key: 'ident', at: '2011-09-16T18:00:00Z' } as const;
    await api.records.cases.writeRecords(twice, [step(twice, 2, { alarms: [{ ...raised, detail: '' }] })]);
    const { id } = (await full('officer', twice)).alarms[0] ?? {};
    const at = '2011-09-16T18:30:00Z';
    await api.post(`/v1/alarms/${id}/acknowledge`, 'administrator', { at });
    expect((await full('officer', twice)).alarms).toMatchObject([
      {
        to: ['administrator', 'status_specialist'],
        acknowledged: false,
        acknowledgements: [{ role: 'administrator', at, by: 'administrator' }],
      },
    ]);
    const body = { at, reasons: 'Both answers were read.' };
    expect(await codeIn(await api.post(`/v1/alarms/${id}/settle`, 'jail-one', body))).toBe('ROLE_MAY_NOT');
    expect(await codeIn(await api.post(`/v1/alarms/${id}/settle`, 'officer', body))).toBe('ROLE_MAY_NOT');
    expect(await codeIn(await api.post(`/v1/alarms/${id}/settle`, 'supervisor', { at }))).toBe('BAD_INPUT');
    const settled = await api.post(`/v1/alarms/${id}/settle`, 'supervisor', body);
    expect(await settled.json()).toEqual({ at, by: 'supervisor' });
    const all = async (person: string): Promise<unknown[]> => {
      const { alarms } = (await (await api.get('/v1/alarms?all=true', person)).json()) as { alarms: AlarmView[] };
      return alarms.filter((alarm) => alarm.id === id).map(({ closedBy, reasons }) => [closedBy, reasons]);
    };
    expect(await all('specialist')).toEqual([['supervisor', 'Both answers were read.']]);
    expect(await all('administrator')).toEqual([['supervisor', null]]);
  });
});
