import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportReport } from '../../../domain/agency/import.ts';
import { OFFICE_ORIGIN } from '../../../domain/agency/offices.ts';
import type { AgencyView, JurisdictionView } from '../../../domain/api/register-views.ts';
import { type FakeApi, fakeApi, sc } from './fixture.ts';

const REPORT: ImportReport = {
  at: '2030-01-02T00:00:00.000Z',
  by: 'administrator',
  file: 'list.csv',
  sha256: 'ab'.repeat(32),
  dryRun: false,
  lines: 3,
  read: 2,
  leftOut: 1,
  added: 2,
  moved: 0,
  corrected: 0,
  unchanged: 0,
  missing: 0,
  retired: 0,
  jurisdictionsAdded: 1,
  jurisdictionsCorrected: 0,
  several: 0,
  withoutJurisdiction: 1,
  withoutZone: 1,
  withoutOffice: 0,
  kinds: { BAD_LINE: 1, NO_COUNTY: 1 },
  problems: [
    { line: 3, ori: 'XX0120100', kind: 'NO_COUNTY', what: '' },
    { line: 4, ori: null, kind: 'BAD_LINE', what: '' },
  ],
};
const AGENCY: AgencyView = {
  ori: 'XX0110100',
  name: 'Harris Fictional Police',
  kind: 'CITY',
  zone: 'America/Chicago',
  zoneBy: 'POSITION',
  jurisdictions: ['TX-HARRIS', 'TX-WALLER'],
  assigned: null,
  sib: null,
  fieldOffice: { code: 'HOU', origin: OFFICE_ORIGIN },
  validFrom: null,
  validTo: null,
};
const COUNTY: JurisdictionView = {
  id: 'TX-HARRIS',
  name: 'Harris County',
  kind: 'COUNTY',
  state: 'TX',
  fips: '48201',
  fieldOffice: { code: 'HOU', origin: OFFICE_ORIGIN },
  activeFrom: null,
  agencies: 7,
};

let api: FakeApi;
beforeEach(async () => {
  api = await fakeApi();
});
afterEach(async () => {
  await api.stop();
});

describe('sc register', () => {
  it('sends a file as it is, says what it would come to, and every line only when asked', async () => {
    const file = join(api.dir, 'list.csv');
    writeFileSync(file, 'ori,name\n');
    const path = '/v1/register/imports?file=list.csv&dryRun=true&retireMissing=true';
    api.answers.set('POST /v1/register/imports', { status: 200, json: { ...REPORT, dryRun: true } });
    const words = ['register', 'import', file, '--dry-run', '--retire-missing', '--as', 'administrator'];
    const { code, out } = await sc(words, api.env);
    expect([code, api.heard.at(-1)]).toEqual([0, expect.objectContaining({ path, body: 'ori,name\n' })]);
    expect(out).toContain('Nothing was changed.');
    expect(out).toMatch(/BAD_LINE +1 +left out/);
    expect(out).not.toContain('line 4');
    expect((await sc([...words, '--all'], api.env)).out).toMatch(/line 4 +BAD_LINE/);
  });

  it('shows the last report, of one kind if asked', async () => {
    api.answers.set('GET /v1/register/imports', { status: 200, json: { imports: [REPORT] } });
    const { out } = await sc(['register', 'report', '--kind', 'NO_COUNTY', '--as', 'auditor'], api.env);
    expect(out).toContain('line 3');
    expect(out).not.toContain('line 4');
    const json = await sc(['register', 'report', '--as', 'auditor', '--json'], api.env);
    expect(JSON.parse(json.out)).toEqual({ imports: [REPORT] });
  });

  it('lists agencies and jurisdictions; an office of the table is marked as uncertain', async () => {
    const agencies = [
      AGENCY,
      { ...AGENCY, ori: 'XX0120100', zone: null, zoneBy: null, jurisdictions: [], fieldOffice: null },
    ];
    api.answers.set('GET /v1/agencies', {
      status: 200,
      json: { agencies, next: 'XX0120100' },
    });
    const { out } = await sc(['register', 'agencies', '--state', 'TX', '--unassigned', '--as', 'officer'], api.env);
    expect(out).toMatch(
      /TX-HARRIS and TX-WALLER +America\/Chicago \(position\) +HOU Houston \(UNCERTAIN: recalled, medium\)/,
    );
    expect(out).toMatch(/none: a person assigns it +zone unknown +none known/);
    expect(out).toContain('--after XX0120100');
    expect(api.heard.at(-1)?.path).toBe('/v1/agencies?state=TX&unassigned=true');
    api.answers.set('GET /v1/jurisdictions', { status: 200, json: { jurisdictions: [COUNTY], next: null } });
    const places = await sc(['register', 'jurisdictions', '--limit', '1', '--as', 'officer'], api.env);
    expect(places.out).toMatch(/TX-HARRIS +Harris County +not active +7 agencies +HOU Houston \(UNCERTAIN/);
  });

  it('says that a file is missing', async () => {
    const { code, err } = await sc(['register', 'import', join(api.dir, 'none.csv'), '--as', 'administrator'], api.env);
    expect([code, err]).toEqual([2, expect.stringContaining('FILE_UNREADABLE')]);
  });
});
