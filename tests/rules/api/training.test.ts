import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Address } from '../../../domain/record/record.ts';
import { SHIPPED_MATERIALS } from '../../../domain/training/shipped.ts';
import { DEVELOPMENT_PEOPLE } from '../../../web/api/development-people.ts';
import { aJurisdiction, anAgency, putJurisdiction } from '../../support/places.ts';
import { codeIn, testApi, type TestApi } from './fixture.ts';

const COMPLETION = {
  ori: 'XX0010100',
  material: { id: 'booking-staff-en', version: 1 },
  completedAt: '2012-05-01T00:00:00Z',
  staff: 7,
};

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
  await putJurisdiction(
    api.records,
    aJurisdiction('XX-FAR', { activeFrom: '2011-01-01T00:00:00Z', fieldOffice: 'XXFAR' }),
  );
  await api.records.register.putAgency(anAgency('XX0090100', ['XX-FAR']));
  await api.post('/v1/training/send', 'administrator', { jurisdiction: null });
});
afterAll(async () => {
  await api.stop();
});

interface Status {
  readonly agencies: readonly {
    readonly ori: string;
    readonly materials: readonly { readonly receivedAt: string | null }[];
  }[];
  readonly next: string | null;
}

async function statusFor(person: string, query = ''): Promise<Status> {
  const response = await api.get(`/v1/training/status${query}`, person);
  expect(response.status).toBe(200);
  return (await response.json()) as Status;
}

describe('training material over the API', () => {
  it('is read by every person, with its text', async () => {
    for (const person of ['jail-one', 'governor', 'officer', 'crcl']) {
      const response = await api.get('/v1/training/materials', person);
      const { materials } = (await response.json()) as { materials: { id: string; text: string; current: boolean }[] };
      expect(materials.map(({ id }) => id)).toEqual(SHIPPED_MATERIALS.map(({ id }) => id));
      expect(materials.every(({ current, text }) => current && text.length > 500)).toBe(true);
    }
  });

  it('is added and sent by an administrator only', async () => {
    const material = { ...SHIPPED_MATERIALS[0], id: 'our-own', version: 1 };
    for (const { id } of DEVELOPMENT_PEOPLE.filter(({ role }) => role !== 'administrator')) {
      expect(await codeIn(await api.post('/v1/training/materials', id, material))).toBe('ROLE_MAY_NOT');
      expect(await codeIn(await api.post('/v1/training/send', id, { jurisdiction: null }))).toBe('ROLE_MAY_NOT');
    }
    const version = { ...SHIPPED_MATERIALS[0], version: 7 };
    const response = await api.post('/v1/training/materials', 'administrator', version);
    expect([response.status, await codeIn(response)]).toEqual([409, 'MATERIAL_VERSION']);
    expect(await codeIn(await api.post('/v1/training/send', 'administrator', { jurisdiction: 'XX-NONE' }))).toBe(
      'UNKNOWN_JURISDICTION',
    );
  });

  it('lies in the agency’s mailbox, whose receipt says that it arrived', async () => {
    const mailbox = (await (await api.get('/v1/mailbox', 'jail-one')).json()) as {
      messages: { id: string; kind: string; caseId: string | null }[];
    };
    const [message] = mailbox.messages.filter(({ kind }) => kind === 'TRAINING_MATERIAL');
    expect(message?.caseId).toBeNull();
    expect((await statusFor('jail-one')).agencies[0]?.materials[0]?.receivedAt).toBeNull();
    await api.post(`/v1/mailbox/${message?.id}/acknowledge`, 'jail-one', { at: '2012-04-01T00:00:00Z' });
    expect((await statusFor('jail-one')).agencies[0]?.materials[0]?.receivedAt).toBe('2012-04-01T00:00:00Z');
  });
});

describe('who has not', () => {
  it('is seen by administrators and CRCL everywhere, by a field office for its jurisdictions, by an agency for itself', async () => {
    const oris = async (person: string, query = '?missing=true') =>
      (await statusFor(person, query)).agencies.map(({ ori }) => ori);
    expect(await oris('administrator')).toEqual(['XX0010100', 'XX0020100', 'XX0090100']);
    expect(await oris('crcl')).toEqual(await oris('administrator'));
    expect(await oris('officer')).not.toContain('XX0090100');
    expect(await oris('officer', '?jurisdiction=XX-FAR')).toEqual([]);
    expect(await oris('jail-one')).toEqual(['XX0010100']);
    expect(await oris('administrator', '?jurisdiction=XX-FAR')).toEqual(['XX0090100']);
  });

  it('is shown to nobody else', async () => {
    for (const person of ['governor', 'county', 'deputy', 'bureau', 'specialist', 'jail-system'])
      expect(await codeIn(await api.get('/v1/training/status', person))).toBe('ROLE_MAY_NOT');
    expect((await api.app.request('/v1/training/status')).status).toBe(401);
    expect(await codeIn(await api.get('/v1/training/status?ori=XX0020100', 'jail-one'))).toBe('OUT_OF_SCOPE');
  });

  it('has no number to rank by and no order but the ORI’s', async () => {
    const { agencies } = await statusFor('administrator');
    expect(agencies.map(({ ori }) => ori)).toEqual(agencies.map(({ ori }) => ori).toSorted());
    expect(Object.keys(agencies[0] ?? {}).sort()).toEqual(['jurisdictions', 'materials', 'name', 'ori']);
    for (const query of ['?sort=missing', '?order=desc', '?score=1'])
      expect((await api.get(`/v1/training/status${query}`, 'administrator')).status).toBe(400);
  });
});

describe('a completion', () => {
  it('is recorded by the agency for itself, or by an administrator', async () => {
    const response = await api.post('/v1/training/completions', 'jail-one', COMPLETION);
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ ...COMPLETION, by: 'jail-one' });
    const other = { ...COMPLETION, ori: 'XX0020100' };
    expect(await codeIn(await api.post('/v1/training/completions', 'jail-one', other))).toBe('OUT_OF_SCOPE');
    expect((await api.post('/v1/training/completions', 'administrator', other)).status).toBe(201);
    expect(await codeIn(await api.post('/v1/training/completions', 'officer', COMPLETION))).toBe('ROLE_MAY_NOT');
  });

  it('needs no receipt, and a receipt needs no completion', async () => {
    const other: Address = 'agency:XX0020100';
    const [entry] = await api.records.mailbox.list(other, { limit: 10 });
    expect(entry?.acknowledged).toBeNull();
  });
});
