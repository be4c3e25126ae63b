import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../../domain/access/roles.ts';
import { openRecords, type Records } from '../../../records/index.ts';
import { seedNumbers } from '../../../workers/development.ts';
import { type FreshDatabase, freshDatabase } from '../../support/database.ts';

const ADMINISTRATOR: Actor = { id: 'admin-one', name: 'Ada Min', role: 'administrator', scope: { kind: 'national' } };
const COUNSEL: Actor = { id: 'counsel-one', name: 'Cora Lex', role: 'attorney', scope: { kind: 'national' } };
const STATEMENT = { title: 'Counsel of the deployment', statement: 'I have read it and answer for it.' };
const now = () => Date.parse('2030-01-01T00:00:00Z');

let database: FreshDatabase;
let records: Records;
beforeAll(async () => {
  database = await freshDatabase();
  records = await openRecords({ databaseUrl: database.url });
});
afterAll(async () => {
  await records.close();
  await database.drop();
});

describe('Profiles in the records', () => {
  it('governs only once it is signed, with the numbers that were called', async () => {
    const proposal = {
      profileId: '2017-04',
      jurisdiction: '*',
      from: '2030-02-01T00:00:00Z',
      to: null,
      reasons: 'Counsel asked for it.',
    };
    const { id } = await records.profiles.propose(proposal, ADMINISTRATOR, now);
    expect((await records.profiles.inForce(null, '2030-02-01T00:00:00Z')).id).toBe('2011-06');
    await records.profiles.sign(id, STATEMENT, COUNSEL, now);
    const profile = await records.profiles.inForce('xx-any', '2030-02-01T00:00:00Z');
    expect(profile.id).toBe('2017-04');
    expect(profile.numbers).toEqual({ civilRights: null, dayAndNight: null, citizenOrVictim: null });
    expect((await records.profiles.inForce(null, '2030-01-31T23:59:59Z')).id).toBe('2011-06');
    await seedNumbers(records);
    expect((await records.profiles.inForce(null, '2030-02-01T00:00:00Z')).numbers.civilRights).toMatchObject({
      number: '(800) 555-0101',
      verifiedBy: 'Lennox Farrow',
    });
  });
});
