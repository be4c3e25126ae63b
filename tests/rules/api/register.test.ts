import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importReportSchema } from '../../../domain/agency/import.ts';
import { agencyListSchema, importListSchema, jurisdictionListSchema } from '../../../domain/api/register-views.ts';
import { codeIn, testApi, type TestApi } from './fixture.ts';

const FILE = [
  'ori,name,type,counties,state,latitude,longitude',
  'XX0110100,"Harris, Fictional Police",City,HARRIS,TX,29.8,-95.4',
  'XX0120100,Nowhere Fictional Police,City,,TX,,',
  'no agency',
  '',
].join('\n');

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(async () => {
  await api.stop();
});

async function send(file: string, query: string, person = 'administrator'): Promise<Response> {
  const headers = { ...(await api.as(person)), 'content-type': 'application/octet-stream' };
  return await api.app.request(`/v1/register/imports${query}`, { method: 'POST', body: file, headers });
}

describe('the register over the API', () => {
  it('is imported by an administrator, first without effect, then with a report that is kept', async () => {
    const dry = await send(FILE, '?dryRun=true&file=list.csv');
    expect(dry.status).toBe(200);
    expect(importReportSchema.parse(await dry.json())).toMatchObject({ dryRun: true, added: 2, leftOut: 1 });
    expect(importListSchema.parse(await (await api.get('/v1/register/imports', 'auditor')).json()).imports).toEqual([]);
    const done = await send(FILE, '?file=list.csv');
    expect(done.status).toBe(201);
    const report = importReportSchema.parse(await done.json());
    expect(report).toMatchObject({ file: 'list.csv', by: 'administrator', added: 2, jurisdictionsAdded: 1 });
    expect(report.problems).toContainEqual({ line: 4, ori: null, kind: 'BAD_LINE', what: '' });
    const { imports } = importListSchema.parse(await (await api.get('/v1/register/imports', 'auditor')).json());
    expect(imports).toEqual([report]);
  });

  it.each([
    ['supervisor', 403, 'ROLE_MAY_NOT'],
    ['jail-system', 403, 'ROLE_MAY_NOT'],
  ])('is imported by nobody else: %s', async (person, status, code) => {
    const response = await send(FILE, '', person);
    expect([response.status, await codeIn(response)]).toEqual([status, code]);
  });

  it('refuses a file that is none, whole', async () => {
    const response = await send('ori,name\n', '');
    expect([response.status, await codeIn(response)]).toEqual([422, 'REGISTER_FILE']);
  });

  it('lists agencies and jurisdictions with how sure each office is, page by page', async () => {
    const page = agencyListSchema.parse(await (await api.get('/v1/agencies?state=TX', 'officer')).json());
    expect(page).toMatchObject({
      agencies: [
        {
          ori: 'XX0110100',
          name: 'Harris, Fictional Police',
          zone: 'America/Chicago',
          zoneBy: 'POSITION',
          jurisdictions: ['TX-HARRIS'],
          fieldOffice: { code: 'HOU', origin: { certainty: 'medium' } },
        },
      ],
      next: null,
    });
    const own = agencyListSchema.parse(await (await api.get('/v1/agencies?limit=1', 'officer')).json());
    expect(own).toMatchObject({ agencies: [{ fieldOffice: { code: 'XXNFO', origin: null } }], next: 'XX0010100' });
    const rest = agencyListSchema.parse(await (await api.get('/v1/agencies?after=XX0010100', 'officer')).json());
    expect(rest.agencies.map(({ ori }) => ori)).toEqual(['XX0020100', 'XX0110100', 'XX0120100']);
    const unassigned = agencyListSchema.parse(await (await api.get('/v1/agencies?unassigned=true', 'officer')).json());
    expect(unassigned.agencies.map(({ ori }) => ori)).toEqual(['XX0120100']);
    const places = jurisdictionListSchema.parse(await (await api.get('/v1/jurisdictions?state=TX', 'governor')).json());
    expect(places.jurisdictions).toMatchObject([{ id: 'TX-HARRIS', fips: '48201', agencies: 1, activeFrom: null }]);
  });

  it('takes an assignment back for an administrator, with reasons and on record; the register counts again [D7 must] [A4 never]', async () => {
    const { register } = api.records;
    const at = '2030-01-01T00:00:00Z';
    const withdraw = async (person: string, json: object, ori = 'XX0120100') =>
      await api.post(`/v1/agencies/${ori}/withdraw-assignment`, person, json);
    const reasons = 'It lies in another county.';
    expect((await register.assign('XX0120100', 'TX-HARRIS', at)).jurisdictions).toMatchObject([{ id: 'TX-HARRIS' }]);
    expect(await codeIn(await withdraw('supervisor', { reasons }))).toBe('ROLE_MAY_NOT');
    expect(await codeIn(await withdraw('administrator', {}))).toBe('BAD_INPUT');
    const done = await withdraw('administrator', { reasons });
    expect([done.status, await done.json()]).toEqual([200, { ori: 'XX0120100', jurisdiction: 'TX-HARRIS' }]);
    expect(await register.routing('XX0120100', at)).toMatchObject({ jurisdictions: [], assigned: false });
    const again = await withdraw('administrator', { reasons });
    expect([again.status, await codeIn(again)]).toEqual([404, 'NO_SUCH_ASSIGNMENT']);
    const events = await api.records.cases.events('programme');
    expect(events.filter(({ kind }) => kind === 'ASSIGNMENT_WITHDRAWN')).toMatchObject([
      { author: { actor: { id: 'administrator' } }, data: { ori: 'XX0120100', jurisdiction: 'TX-HARRIS', reasons } },
    ]);
  });

  it.each(['/v1/agencies?state=Texas', '/v1/agencies?limit=1001', '/v1/jurisdictions?unassigned=no'])(
    'refuses %s',
    async (path) => {
      const response = await api.get(path, 'officer');
      expect([response.status, await codeIn(response)]).toEqual([400, 'BAD_INPUT']);
    },
  );
});
