import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../../domain/access/roles.ts';
import type { Agreement } from '../../../domain/agreement/agreement.ts';
import { aDeputy, agree, endNow, signIn } from '../../support/agreements.ts';
import { aJurisdiction } from '../../support/places.ts';
import { bookingFile, codeIn, jsonRequest, testApi, type TestApi } from './fixture.ts';

const DAY = 86_400_000;
const STATEMENT = { title: 'Chief counsel', statement: 'I have read it and answer for it.' };

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
  for (const [id, fieldOffice] of [
    ['XX-NEAR', 'XXNFO'],
    ['XX-FAR', 'XXFAR'],
    ['XX-SEEN', 'XXNFO'],
  ] as const)
    await api.records.register.putJurisdiction(aJurisdiction(id, { fieldOffice }));
});
afterAll(async () => {
  await api.stop();
});

const inDays = (days: number): string => new Date(Date.now() + days * DAY).toISOString();

function entry(jurisdiction = 'XX-NEAR', days = 1): object {
  const supervisor = { id: 'supervisor', name: 'Jordan Pell' };
  return { jurisdiction, supervisor, from: inDays(days), to: inDays(days + 1), reasons: 'A memorandum.' };
}

async function entered(jurisdiction?: string, days?: number): Promise<Agreement> {
  const response = await api.post('/v1/agreements', 'administrator', entry(jurisdiction, days));
  expect(response.status).toBe(201);
  return (await response.json()) as Agreement;
}

describe('agreements', () => {
  it('are entered by an administrator, signed by counsel of the area, and ended by one of the two', async () => {
    const { id, signature } = await entered();
    expect(signature).toBeNull();
    expect((await api.post(`/v1/agreements/${id}/sign`, 'administrator', STATEMENT)).status).toBe(403);
    expect(await (await api.post(`/v1/agreements/${id}/sign`, 'attorney', STATEMENT)).json()).toMatchObject({
      signature: { actor: 'attorney', ...STATEMENT },
    });
    expect(await codeIn(await api.post(`/v1/agreements/${id}/sign`, 'counsel', STATEMENT))).toBe('ALREADY_SIGNED');
    const officer = { officer: { id: 'deputy', name: 'Sawyer Lind' }, trainedOn: '2011-05-20' };
    const period = { from: inDays(1.2), to: inDays(1.5), reasons: 'Certificate seen.' };
    const path = `/v1/agreements/${id}/designations`;
    const designated = await api.post(path, 'administrator', { ...officer, ...period });
    expect(designated.status).toBe(201);
    const [designation] = ((await designated.json()) as Agreement).designations;
    const about = `/v1/designations/${designation?.id ?? 0}`;
    expect((await api.post(`${about}/sign`, 'counsel', STATEMENT)).status).toBe(200);
    const withdrawn = { endsAt: inDays(1.3), ...STATEMENT };
    expect((await api.post(`${about}/withdraw`, 'administrator', withdrawn)).status).toBe(200);
    const ended = await api.post(`/v1/agreements/${id}/end`, 'counsel', { endsAt: null, ...STATEMENT });
    expect((await ended.json()) as Agreement).toMatchObject({
      ending: { signature: { actor: 'counsel' } },
      designations: [{ withdrawal: { signature: { actor: 'administrator' } } }],
    });
    const { agreements } = (await (await api.get('/v1/agreements', 'auditor')).json()) as { agreements: Agreement[] };
    expect(agreements.map((one) => one.id)).toContain(id);
  });

  it.each(['officer', 'jail-one', 'deputy', 'governor', 'jail-system'])(
    'are entered by nobody else: %s',
    async (who) => {
      expect(await api.post('/v1/agreements', who, entry())).toMatchObject({ status: 403 });
    },
  );

  it.each(['jail-one', 'bureau', 'governor', 'county', 'jail-system'])('are not shown to %s', async (who) => {
    expect(await codeIn(await api.get('/v1/agreements', who))).toBe('ROLE_MAY_NOT');
  });

  it('are signed by counsel of another office in no case, and refused where they do not exist or overlap', async () => {
    const far = await entered('XX-FAR');
    expect(await codeIn(await api.post(`/v1/agreements/${far.id}/sign`, 'attorney', STATEMENT))).toBe('OUT_OF_SCOPE');
    expect((await api.post(`/v1/agreements/${far.id}/sign`, 'counsel', STATEMENT)).status).toBe(200);
    const other = await entered('XX-FAR', 1.5);
    const overlap = await api.post(`/v1/agreements/${other.id}/sign`, 'counsel', STATEMENT);
    expect([overlap.status, await codeIn(overlap)]).toEqual([409, 'AGREEMENTS_OVERLAP']);
    expect((await api.post('/v1/agreements/99999/sign', 'counsel', STATEMENT)).status).toBe(404);
    expect((await api.post('/v1/designations/99999/sign', 'counsel', STATEMENT)).status).toBe(404);
    expect(await codeIn(await api.post('/v1/agreements', 'administrator', entry('XX-FAR', -1)))).toBe(
      'AGREEMENT_BACKWARDS',
    );
  });
});

describe('a designated officer over the API', () => {
  async function ask(actor: Actor, path: string, json?: unknown): Promise<Response> {
    const header = await signIn(api.records, actor);
    return await api.app.request(path, json === undefined ? { headers: header } : jsonRequest(json, header));
  }
  /** Every operation that a 287(g) officer may call at all, with what is open to every person left out. */
  const guarded = [
    '/v1/cases',
    '/v1/cases/3f2a',
    '/v1/cases/3f2a/verify',
    '/v1/cases/3f2a/late-messages',
    '/v1/detainers',
    '/v1/detainers/3f2a-1',
    '/v1/mailbox',
    '/v1/mailbox/some-message',
    '/v1/alarms',
    '/v1/agreements',
  ];

  it('comes to nothing before, between and after; a scope that is no jurisdiction’s opens nothing', async () => {
    const deputy = aDeputy('XX-SEEN');
    const codes = async (actor: Actor) =>
      new Set(await Promise.all(guarded.map(async (path) => codeIn(await ask(actor, path)))));
    expect(await codes(deputy)).toEqual(new Set(['NO_AGREEMENT']));
    const { agreementId } = await agree(api.records, deputy);
    expect((await ask(deputy, '/v1/cases')).status).toBe(200);
    expect(await codes(aDeputy('XX-SEEN'))).toEqual(new Set(['NOT_DESIGNATED']));
    expect(await codes({ ...deputy, scope: { kind: 'national' } })).toEqual(new Set(['OUTSIDE_JURISDICTION']));
    expect(await codes({ ...deputy, scope: { kind: 'office', office: 'XXNFO' } })).toEqual(
      new Set(['OUTSIDE_JURISDICTION']),
    );
    await endNow(api.records, { agreementId });
    expect(await codes(deputy)).toEqual(new Set(['AGREEMENT_ENDED']));
    expect((await ask(deputy, '/v1/profiles')).status).toBe(200);
  });

  it('is known to have booked the person whose booking he or she submitted, or tried to submit again', async () => {
    const body = Buffer.from(bookingFile());
    const jailer: Actor = {
      id: 'deputy-at-the-desk',
      name: 'Sawyer Lind',
      role: 'local_agency',
      scope: { kind: 'agency', ori: 'XX0010100' },
    };
    const submit = async (who: Actor) => {
      const headers = await signIn(api.records, who);
      const response = await api.app.request('/v1/bookings', { method: 'POST', headers, body });
      return (await response.json()) as { caseId: string; status: string };
    };
    const { caseId, status } = await submit(jailer);
    expect(status).toBe('ACCEPTED');
    expect(await api.records.agreements.bookedBy(caseId)).toEqual(['deputy-at-the-desk']);
    expect(await submit({ ...jailer, id: 'colleague' })).toMatchObject({ status: 'SAME' });
    expect([...(await api.records.agreements.bookedBy(caseId))].sort()).toEqual(['colleague', 'deputy-at-the-desk']);
    expect(await api.records.agreements.bookedBy(`booking-${'0'.repeat(40)}`)).toEqual([]);
  });
});
