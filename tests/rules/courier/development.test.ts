import { afterEach, beforeEach, expect, it } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refuseDelegated } from '../../../domain/agreement/agreement.ts';
import { DEFAULT_WAIT_LIMITS } from '../../../domain/lifecycle/input.ts';
import { openRecords, type Records } from '../../../records/index.ts';
import { type KeyRing, loadOrCreateKeys } from '../../../runtime/keys.ts';
import { planForDevelopment, seedForDevelopment } from '../../../workers/development.ts';
import { aDeputy } from '../../support/agreements.ts';
import { type FreshDatabase, freshDatabase } from '../../support/database.ts';
import { NO_ROUTING } from '../../../domain/agency/agency.ts';

let database: FreshDatabase;
let records: Records;
let folder: string;
let keys: KeyRing;

beforeEach(async () => {
  database = await freshDatabase();
  records = await openRecords({ databaseUrl: database.url });
  folder = mkdtempSync(join(tmpdir(), 'secure-communities-seed-'));
  keys = loadOrCreateKeys(folder, { development: true });
});
afterEach(async () => {
  await records.close();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const NOW = new Date().toISOString();
const PORTS = JSON.stringify({ sib: 4001, jail: 4002 });

async function urlOf(address: string): Promise<string | undefined> {
  return (await records.mailbox.endpoints()).find((endpoint) => endpoint.address === address)?.url;
}

it('registers the agencies of the samples: one not active, one that takes no identifications, one unknown', async () => {
  await seedForDevelopment(records, keys, PORTS);
  const {
    agency,
    jurisdictions: [jurisdiction],
  } = await records.register.routing('XX0010100', NOW);
  expect(agency).toMatchObject({
    zone: 'America/New_York',
    fieldOffice: 'XXNFO',
    sib: 'XXSIB0000',
  });
  expect(jurisdiction?.activeFrom).not.toBeNull();
  expect((await records.register.routing('XX0040100', NOW)).jurisdictions[0]?.activeFrom).toBeNull();
  expect((await records.receiving.words()).map(({ party, receives }) => [party, receives])).toEqual([
    ['jurisdiction:XX-SAMPLE', false],
  ]);
  expect(await records.register.routing('XX0060100', NOW)).toEqual(NO_ROUTING);
});

it('lets a user’s changes stay', async () => {
  await seedForDevelopment(records, keys, PORTS);
  const {
    agency,
    jurisdictions: [jurisdiction],
  } = await records.register.routing('XX0010100', NOW);
  await records.register.putAgency({ ...agency!, name: 'Renamed' });
  await records.register.putJurisdiction({ ...jurisdiction!, name: 'Renamed County', activeFrom: null });
  await records.mailbox.setEndpoint('sib:XXSIB0000', null);
  await records.mailbox.setEndpoint('agency:XX0010100', {
    url: 'http://jail.example.test/mailbox',
    secret: 'whsec_b3RoZXIgc2VjcmV0IG9mIHRoZSBqYWls',
  });
  await seedForDevelopment(records, keys, PORTS);
  const after = await records.register.routing('XX0010100', NOW);
  expect(after).toMatchObject({ agency: { name: 'Renamed' }, jurisdictions: [{ name: 'Renamed County' }] });
  expect(await urlOf('sib:XXSIB0000')).toBeUndefined();
  expect(await urlOf('agency:XX0010100')).toBe('http://jail.example.test/mailbox');
});

it('follows the stand-ins to other ports', async () => {
  await seedForDevelopment(records, keys, PORTS);
  expect(await urlOf('agency:XX0030100')).toBe('http://127.0.0.1:4002/mailbox');
  await seedForDevelopment(records, keys, JSON.stringify({ sib: 5001, jail: 5002 }));
  expect(await urlOf('agency:XX0030100')).toBe('http://127.0.0.1:5002/mailbox');
  expect(await urlOf('sib:XXSIB0000')).toBe('http://127.0.0.1:5001/mailbox');
});

it('leaves some jails without a server: they fetch their messages', async () => {
  await seedForDevelopment(records, keys, PORTS);
  expect(await urlOf('agency:XX0020100')).toBeUndefined();
});

it('takes the active jurisdictions over with their notices, and plans one activation to go on with, once', async () => {
  const terms = { trust: [], limits: DEFAULT_WAIT_LIMITS };
  await seedForDevelopment(records, keys, PORTS);
  for (let times = 0; times < 2; times += 1) await planForDevelopment(records, terms);
  const { rows } = await records.activations.list({ limit: 10 });
  expect(rows.map(({ jurisdiction, origin, state }) => [jurisdiction, origin, state])).toEqual([
    ['XX-ATOLL', 'TAKEN_OVER', 'ACTIVE'],
    ['XX-EXAMPLE', 'TAKEN_OVER', 'ACTIVE'],
    ['XX-HARBOR', 'PLANNED', 'PLANNED'],
    ['XX-MESA', 'TAKEN_OVER', 'ACTIVE'],
    ['XX-SAMPLE', 'TAKEN_OVER', 'ACTIVE'],
  ]);
  expect((await records.register.jurisdiction('XX-HARBOR'))?.activeFrom).toBeNull();
  expect(await records.activations.notStarted(Date.now() + 1000, 10)).toMatchObject([
    { jurisdiction: 'XX-HARBOR', ...terms },
  ]);
});

it('designates a fictional deputy in XX-EXAMPLE from a moment on, once, and only there', async () => {
  for (let times = 0; times < 2; times += 1) await seedForDevelopment(records, keys, PORTS);
  const agreements = await records.agreements.all();
  expect(agreements).toHaveLength(1);
  const deputy = aDeputy('XX-EXAMPLE', 'deputy');
  const soon = new Date(Date.now() + 2000).toISOString();
  expect(refuseDelegated(agreements, deputy, 'XX-EXAMPLE', soon)).toBeUndefined();
  expect(refuseDelegated(agreements, deputy, 'XX-SAMPLE', soon)?.code).toBe('OUTSIDE_JURISDICTION');
  expect(refuseDelegated(agreements, deputy, 'XX-EXAMPLE', '2011-09-16T17:00:00Z')?.code).toBe('AGREEMENT_NOT_YET');
});
