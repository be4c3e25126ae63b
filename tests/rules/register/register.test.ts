import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRecords, type Records } from '../../../records/index.ts';
import { loadRegister } from '../../../workers/register.ts';
import { aJurisdiction, anAgency } from '../../support/places.ts';
import { type FreshDatabase, freshDatabase } from '../../support/database.ts';

const NOW = new Date().toISOString();
const AGENCY = anAgency('XX0010100', ['XX-EXAMPLE']);
const ACTIVE_FROM = '2008-10-27T00:00:00Z';
const NOTICES = { stateNoticeAt: '2008-09-22T14:00:00Z', localNoticeAt: '2008-09-23T14:00:00Z' };
const JURISDICTION = {
  ...aJurisdiction('XX-EXAMPLE', { activeFrom: ACTIVE_FROM }),
  takenOver: { activeFrom: ACTIVE_FROM, ...NOTICES },
};

let database: FreshDatabase;
let records: Records;
const folder = mkdtempSync(join(tmpdir(), 'secure-communities-register-'));

beforeAll(async () => {
  database = await freshDatabase();
  records = await openRecords({ databaseUrl: database.url });
});
afterAll(async () => {
  await records.close();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

function file(content: unknown): string {
  const path = join(folder, 'register.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('a site’s register', () => {
  it('loads whole, and again without harm', async () => {
    const path = file({ jurisdictions: [JURISDICTION], agencies: [AGENCY] });
    await loadRegister(records, path);
    await loadRegister(records, path);
    expect(await records.register.routing('XX0010100', NOW)).toEqual({
      agency: AGENCY,
      jurisdictions: [aJurisdiction('XX-EXAMPLE', { activeFrom: ACTIVE_FROM })],
      assigned: false,
    });
    expect(await records.activations.get('XX-EXAMPLE')).toMatchObject({ origin: 'TAKEN_OVER', state: 'ACTIVE' });
    expect((await records.cases.events('programme')).map(({ kind }) => kind)).toEqual(['JURISDICTION_TAKEN_OVER']);
  });

  it.each([
    ['no JSON', '{'],
    [
      'a zone that is no place',
      { jurisdictions: [JURISDICTION], agencies: [{ ...AGENCY, ori: 'XX0020100', zone: 'EST' }] },
    ],
    ['an unknown jurisdiction', { jurisdictions: [], agencies: [{ ...AGENCY, ori: 'XX0020100' }] }],
    ['an instant without the notices', { jurisdictions: [aJurisdiction('XX-A', { activeFrom: NOW })], agencies: [] }],
    [
      'a notice after the instant',
      {
        jurisdictions: [
          { ...JURISDICTION, takenOver: { ...JURISDICTION.takenOver, localNoticeAt: '2008-10-27T00:00:00Z' } },
        ],
        agencies: [],
      },
    ],
    ['a field too many', { jurisdictions: [], agencies: [], more: 1 }],
  ])('refuses %s and loads nothing of it', async (_name, content) => {
    await expect(loadRegister(records, file(content))).rejects.toMatchObject({ code: 'REGISTER_FILE' });
    expect((await records.register.routing('XX0020100', NOW)).agency).toBeNull();
  });

  it('never moves an instant that stands', async () => {
    const later = '2012-01-01T00:00:00Z';
    const jurisdiction = { ...JURISDICTION, activeFrom: later, takenOver: { activeFrom: later, ...NOTICES } };
    const path = file({ jurisdictions: [jurisdiction], agencies: [] });
    await expect(loadRegister(records, path)).rejects.toMatchObject({ code: 'ALREADY_ACTIVE' });
    await loadRegister(records, file({ jurisdictions: [aJurisdiction('XX-EXAMPLE')], agencies: [] }));
    expect((await records.register.jurisdiction('XX-EXAMPLE'))?.activeFrom).toBe(ACTIVE_FROM);
  });
});
