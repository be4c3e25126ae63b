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
const JURISDICTION = aJurisdiction('XX-EXAMPLE', { activeFrom: '2008-10-27T00:00:00Z' });

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
      jurisdictions: [JURISDICTION],
      assigned: false,
    });
  });

  it.each([
    ['no JSON', '{'],
    [
      'a zone that is no place',
      { jurisdictions: [JURISDICTION], agencies: [{ ...AGENCY, ori: 'XX0020100', zone: 'EST' }] },
    ],
    ['an unknown jurisdiction', { jurisdictions: [], agencies: [{ ...AGENCY, ori: 'XX0020100' }] }],
    ['a field too many', { jurisdictions: [], agencies: [], more: 1 }],
  ])('refuses %s and loads nothing of it', async (_name, content) => {
    await expect(loadRegister(records, file(content))).rejects.toMatchObject({ code: 'REGISTER_FILE' });
    expect((await records.register.routing('XX0020100', NOW)).agency).toBeNull();
  });
});
