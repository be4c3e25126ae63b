import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DetainerView } from '../../../domain/api/views.ts';
import { sha256Hex } from '../../../domain/canonical.ts';
import type { UnaddressedDocument } from '../../../domain/detainer/document.ts';
import { BOOKING_GROUND } from '../../../domain/detainer/grounds.ts';
import { PROFILE_2011_06 } from '../../../domain/profile/shipped.ts';
import type { DetainerProjection, HoldFacts, OutgoingMessage } from '../../../domain/record/record.ts';
import { codeIn, FACILITY, givenCase, givenDetainer, outgoing, step, testApi, type TestApi } from './fixture.ts';

let api: TestApi;

beforeAll(async () => {
  api = await testApi();
});
afterAll(async () => {
  await api.stop();
});

const STARTED = '2039-09-16T17:00:00-04:00';
const LIMIT = '2039-09-20T17:00:00-04:00';
const RUNNING: Partial<DetainerProjection> = { startedAt: STARTED, limitAt: LIMIT };

async function shown(more: Partial<DetainerProjection>, person = 'officer'): Promise<DetainerView> {
  const { caseId } = await givenCase(api.records);
  const detainerId = await givenDetainer(api.records, caseId, { ...RUNNING, ...more });
  return await seen(detainerId, person);
}

async function seen(detainerId: string, person: string): Promise<DetainerView> {
  return (await (await api.get(`/v1/detainers/${detainerId}`, person)).json()) as DetainerView;
}

describe('what a detainer shows of authority and time', () => {
  it('while the clock runs: the time left, the marks before the limit, and 48 hours in a row', async () => {
    const view = await shown({});
    expect(view.remainingMs).toBe(Date.parse(LIMIT) - Date.parse(view.now));
    expect(view.consecutive48hAt).toBe('2039-09-18T21:00:00.000Z');
    expect(view.marks.map(({ mark, at, passed }) => [mark, at, passed])).toEqual([
      ['CONSECUTIVE_48H', '2039-09-18T21:00:00.000Z', false],
      ['BEFORE_24H', '2039-09-19T21:00:00.000Z', false],
      ['BEFORE_12H', '2039-09-20T09:00:00.000Z', false],
      ['BEFORE_4H', '2039-09-20T17:00:00.000Z', false],
      ['BEFORE_1H', '2039-09-20T20:00:00.000Z', false],
    ]);
    expect(view.authority).toEqual({
      allowed: true,
      ended: false,
      says: expect.stringContaining('copy not confirmed'),
    });
  });

  it.each(['CANCELLED', 'DECLINED', 'ACKNOWLEDGED'] as const)(
    'no time once authority has ended, whatever ended it: %s',
    async (delivery) => {
      const view = await shown({ hold: 'AUTHORITY_ENDED', delivery, authorized: false });
      expect(view.remainingMs).toBe(0);
      expect(view.authority).toEqual({
        allowed: false,
        ended: true,
        says: 'authority under this request has ended; unless you hold the person on a ground of your own, release now',
      });
      expect((await shown({ hold: 'AUTHORITY_ENDED', startedAt: null, limitAt: null })).remainingMs).toBeNull();
      expect((await shown({ hold: 'CLOSED', ending: 'RELEASED' })).remainingMs).toBeNull();
    },
  );

  it('ends authority at the limit also where the record still says that the clock runs', async () => {
    const view = await shown({ startedAt: '2011-09-16T21:00:00Z', limitAt: '2011-09-20T21:00:00Z' });
    expect(view.hold).toBe('RUNNING');
    expect(view.remainingMs).toBeLessThan(0);
    expect(view.authority).toMatchObject({ allowed: false, ended: true });
    expect(view.marks.every(({ passed }) => passed)).toBe(true);
  });

  it('shows no hold as authorized where service is a condition and no copy was confirmed', async () => {
    const view = await shown({ authorized: false });
    expect(view.authority).toEqual({
      allowed: false,
      ended: false,
      says: expect.stringMatching(/^copy not confirmed:.*no hold is authorized$/),
    });
    expect((await shown({ service: 'SERVED' })).authority.says).not.toContain('copy not confirmed');
  });

  it('shows grounds and places, and offers to end only a ground that holds', async () => {
    const warrant = { id: 'docket-17', kind: 'WARRANT', since: '2039-09-17T12:00:00Z', until: null } as const;
    const facts = factsWith({ grounds: [{ ...BOOKING_GROUND, until: STARTED }, warrant] });
    const view = await shown({ facts });
    expect(view.grounds).toEqual([{ ...BOOKING_GROUND, until: STARTED }, warrant]);
    expect(view.stays).toEqual([
      { ori: 'XX0010100', name: 'Example County Sheriff', zone: 'America/New_York', from: null },
    ]);
    expect(view.can.map(({ act }) => act)).toContain('endGround');
    expect((await shown({})).can.map(({ act }) => act)).not.toContain('endGround');
  });
});

function factsWith(more: Partial<HoldFacts>): HoldFacts {
  return {
    grounds: [{ ...BOOKING_GROUND, until: STARTED }],
    stays: [{ facility: FACILITY, from: null }],
    rule: 'STATUTORY',
    groundConfirmedAt: '2039-09-16T19:00:00Z',
    groundAskedAt: null,
    groundExpectedEndAt: null,
    groundConfirmationHours: 24,
    ...more,
  };
}

const OTHER_JAIL = { ...FACILITY, ori: 'XX0020100', name: 'Sample Parish Jail', zone: 'America/Chicago' };
const MOVED_AT = '2039-09-17T12:00:00Z';

async function moved(): Promise<{ caseId: string; detainerId: string }> {
  const { caseId } = await givenCase(api.records);
  const later = { id: 'parish-4', kind: 'CHARGES', since: '2039-09-18T12:00:00Z', until: null } as const;
  const detainerId = await givenDetainer(api.records, caseId, RUNNING);
  const detainerProjection: DetainerProjection = {
    detainerId,
    number: 1,
    kind: 'STANDARD',
    jail: OTHER_JAIL.ori,
    zone: OTHER_JAIL.zone,
    profile: PROFILE_2011_06.id,
    delivery: 'RECEIVED',
    service: 'SERVED',
    hold: 'RUNNING',
    ending: null,
    startedAt: STARTED,
    limitAt: LIMIT,
    violation: false,
    authorized: true,
    facts: factsWith({
      grounds: [{ ...BOOKING_GROUND, until: STARTED }, later],
      stays: [
        { facility: FACILITY, from: null },
        { facility: OTHER_JAIL, from: MOVED_AT },
      ],
    }),
    changedAt: MOVED_AT,
  };
  await api.records.cases.writeRecords(caseId, [step(detainerId, 2, { detainerProjection })]);
  return { caseId, detainerId };
}

describe('a person who was moved to another jail', () => {
  it('brings the detainer along: that jail sees it, lists it and acts on it, and never sees the case [A6 never] [C2 must]', async () => {
    const { caseId, detainerId } = await moved();
    const view = await seen(detainerId, 'jail-two');
    expect(view).toMatchObject({ jail: OTHER_JAIL.ori, jailName: 'Sample Parish Jail', personLeftAt: null });
    expect(view.stays.map(({ ori, from }) => [ori, from])).toEqual([
      [FACILITY.ori, null],
      [OTHER_JAIL.ori, MOVED_AT],
    ]);
    expect(view.can.map(({ act }) => act)).toEqual(expect.arrayContaining(['acknowledgeDetainer', 'reportHoldEnded']));
    const { detainers } = (await (await api.get('/v1/detainers', 'jail-two')).json()) as { detainers: DetainerView[] };
    expect(detainers.map((row) => row.detainerId)).toContain(detainerId);
    const act = await api.post(`/v1/detainers/${caseId.slice(8, 24)}/acts/declineDetainer`, 'jail-two', {});
    expect([act.status, api.engine.acts.at(-1)?.workflowId]).toEqual([200, detainerId]);

    expect(await codeIn(await api.get(`/v1/cases/${caseId}`, 'jail-two'))).toBe('OUT_OF_SCOPE');
    const outcome = { convicted: false, endedAt: '2011-09-16T18:00:00Z', offence: 'Burglary', source: 'Order' };
    const reported = await api.post(`/v1/cases/${caseId}/acts/reportCriminalOutcome`, 'jail-two', outcome);
    expect(await codeIn(reported)).toBe('OUT_OF_SCOPE');
    const list = (await (await api.get('/v1/cases', 'jail-two')).json()) as { cases: { caseId: string }[] };
    expect(list.cases.map((row) => row.caseId)).not.toContain(caseId);
  });

  it('leaves the former jail what it knew: it reports, and answers no more for the jail that holds the person', async () => {
    const { caseId, detainerId } = await moved();
    const view = await seen(detainerId, 'jail-one');
    expect(view).toMatchObject({ jail: FACILITY.ori, jailName: 'Example County Sheriff', personLeftAt: MOVED_AT });
    expect(view.stays.map(({ ori }) => ori)).toEqual([FACILITY.ori]);
    expect(view.grounds.map(({ id }) => id)).toEqual(['BOOKING']);
    expect(JSON.stringify(view)).not.toContain('Parish');
    const can = view.can.map(({ act }) => act);
    expect(can).toEqual(expect.arrayContaining(['reportGroundsEnded', 'reportHoldEnded']));
    expect(can).not.toContain('acknowledgeDetainer');
    expect(can).not.toContain('declineDetainer');
    const args = { endedAt: '2011-09-16T18:00:00Z', ending: 'BAIL_POSTED', source: 'Bail receipt' };
    expect((await api.post(`/v1/detainers/${detainerId}/acts/reportGroundsEnded`, 'jail-one', args)).status).toBe(200);
    expect((await api.get(`/v1/cases/${caseId}`, 'jail-one')).status).toBe(200);
  });

  it('reaches no third jail, and not the next one before the move', async () => {
    const { detainerId } = await moved();
    expect(await codeIn(await api.get(`/v1/detainers/${detainerId}`, 'jail-three'))).toBe('OUT_OF_SCOPE');
    const { caseId } = await givenCase(api.records);
    const before = await givenDetainer(api.records, caseId, RUNNING);
    expect(await codeIn(await api.get(`/v1/detainers/${before}`, 'jail-two'))).toBe('OUT_OF_SCOPE');
    expect(await codeIn(await api.get(`/v1/detainers/${before}/documents`, 'jail-two'))).toBe('OUT_OF_SCOPE');
  });
});

describe('the documents of a detainer', () => {
  const form = Buffer.from('%PDF-1.7 the form');
  const notice = Buffer.from('%PDF-1.7 the notice of the limit');

  async function documented(): Promise<{ caseId: string; detainerId: string }> {
    const { caseId, detainerId } = await moved();
    const messages = [
      await sent(caseId, { detainerId, document: 'REQUEST', bytes: form, address: 'agency:XX0010100' }),
      await sent(caseId, { detainerId, document: 'CLOCK_NOTICE', bytes: notice, address: 'agency:XX0020100' }),
      outgoing({ key: 'bare', kind: 'DETAINER' }),
    ];
    await api.records.cases.writeRecords(caseId, [step(detainerId, 3, { outgoing: messages })]);
    return { caseId, detainerId };
  }

  it('are listed with kind, revision and hash, and fetched as they were made', async () => {
    const { caseId, detainerId } = await documented();
    const path = `/v1/detainers/${detainerId}/documents`;
    const heads = [
      { kind: 'REQUEST', revision: 1, madeAt: STARTED, sha256: sha256Hex(form), bytes: form.length },
      { kind: 'CLOCK_NOTICE', revision: 1, madeAt: STARTED, sha256: sha256Hex(notice), bytes: notice.length },
    ];
    expect(await (await api.get(path, 'officer')).json()).toEqual({ detainerId, documents: heads });
    const fetched = await api.get(`${path}/${sha256Hex(form)}`, 'officer');
    expect(fetched.headers.get('content-type')).toBe('application/pdf');
    expect(fetched.headers.get('content-disposition')).toMatch(/detainer-[0-9a-f]{10}-1-request-1\.pdf/);
    expect(Buffer.from(await fetched.arrayBuffer()).equals(form)).toBe(true);
    const [viewed] = await api.records.audit.list({ caseId, limit: 1 });
    expect(viewed).toMatchObject({ actorId: 'officer', act: 'readDetainerDocument', outcome: 'VIEWED', caseId });
  });

  it('go to a jail where they were sent to it, and to nobody whose work needs no name', async () => {
    const { detainerId } = await documented();
    const path = `/v1/detainers/${detainerId}/documents`;
    const kinds = async (person: string): Promise<string[]> => {
      const { documents } = (await (await api.get(path, person)).json()) as { documents: { kind: string }[] };
      return documents.map(({ kind }) => kind);
    };
    expect(await kinds('jail-one')).toEqual(['REQUEST']);
    expect(await kinds('jail-two')).toEqual(['CLOCK_NOTICE']);
    expect((await api.get(`${path}/${sha256Hex(notice)}`, 'jail-two')).status).toBe(200);
    expect(await codeIn(await api.get(`${path}/${sha256Hex(form)}`, 'jail-two'))).toBe('NO_SUCH_DOCUMENT');
    expect(await codeIn(await api.get(`${path}/${'0'.repeat(64)}`, 'officer'))).toBe('NO_SUCH_DOCUMENT');
    expect(await kinds('auditor')).toEqual(['REQUEST', 'CLOCK_NOTICE']);
    for (const person of ['auditor', 'administrator', 'bureau'])
      expect(await codeIn(await api.get(`${path}/${sha256Hex(form)}`, person))).toBe('ROLE_MAY_NOT');
  });
});

interface Sent {
  readonly detainerId: string;
  readonly document: 'REQUEST' | 'CLOCK_NOTICE';
  readonly bytes: Buffer;
  readonly address: OutgoingMessage['route'][0];
}

async function sent(caseId: string, { detainerId, document, bytes, address }: Sent): Promise<OutgoingMessage> {
  const attachmentSha256 = sha256Hex(bytes);
  await api.records.attachments.store(caseId, attachmentSha256, bytes);
  // Of a document, the record keeps what it is and no more.
  const head = { detainerId, document, revision: 1, madeAt: STARTED } as UnaddressedDocument;
  return outgoing({ key: document, kind: 'DETAINER', route: [address], attachmentSha256, document: head });
}
