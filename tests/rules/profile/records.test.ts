import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../../domain/access/roles.ts';
import { openRecords, type Records } from '../../../records/index.ts';
import { seedNumbers } from '../../../workers/development.ts';
import { type FreshDatabase, freshDatabase } from '../../support/database.ts';
import { aJurisdiction } from '../../support/places.ts';

const ADMINISTRATOR: Actor = { id: 'admin-one', name: 'Ada Min', role: 'administrator', scope: { kind: 'national' } };
const COUNSEL: Actor = { id: 'counsel-one', name: 'Cora Lex', role: 'attorney', scope: { kind: 'national' } };
const STATEMENT = { title: 'Counsel of the deployment', statement: 'I have read it and answer for it.' };
const WHY = { reasons: 'Counsel asked.', recommendation: null, basis: 'A fictional statute.' };
const NONE = { civilRights: null, dayAndNight: null, citizenOrVictim: null };
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

/** A statement on the effect that is shown now. */
async function seen(id: number) {
  const { effectSha256 } = await records.profiles.effect(id, now());
  return { ...STATEMENT, effectSha256 };
}

describe('Profiles in the records', () => {
  it('governs only once it is signed, with the numbers that were called', async () => {
    const proposal = {
      profileId: '2017-04',
      jurisdiction: '*',
      from: '2030-02-01T00:00:00Z',
      to: null,
      ...WHY,
    };
    const { id } = await records.profiles.propose(proposal, ADMINISTRATOR, now);
    expect((await records.profiles.inForce(null, '2030-02-01T00:00:00Z')).id).toBe('2011-06');
    await records.profiles.sign(id, await seen(id), COUNSEL, now);
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

  it('lets one of two counsel sign at the same time, and one of two assignments that overlap', async () => {
    await records.register.putJurisdiction(aJurisdiction('xx-two'));
    const proposal = {
      profileId: '2012-12',
      jurisdiction: 'xx-two',
      from: '2030-03-01T00:00:00Z',
      to: null,
      ...WHY,
    };
    const { id } = await records.profiles.propose(proposal, ADMINISTRATOR, now);
    const other = await records.profiles.propose({ ...proposal, profileId: '2012-04' }, ADMINISTRATOR, now);
    const shown = new Map([
      [id, await seen(id)],
      [other.id, await seen(other.id)],
    ]);
    const attempts = [id, id, other.id, other.id, id].map((one, index) =>
      records.profiles.sign(one, shown.get(one) ?? STATEMENT, { ...COUNSEL, id: `counsel-${index}` }, now),
    );
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const codes = outcomes.flatMap((one) =>
      one.status === 'rejected' ? [(one.reason as { code?: string }).code] : [],
    );
    expect(new Set(codes)).toEqual(new Set(['ALREADY_SIGNED', 'ASSIGNMENTS_OVERLAP']));
    const signed = (await records.profiles.assignments()).filter(
      ({ jurisdiction, signature }) => jurisdiction === 'xx-two' && signature !== null,
    );
    expect(signed).toHaveLength(1);
  });

  it('asks what time it is only once nobody else can come between (E8)', async () => {
    const from = '2030-01-01T00:00:01Z';
    const proposal = {
      profileId: '2012-12',
      jurisdiction: '*',
      from,
      to: '2030-01-01T00:00:02Z',
      ...WHY,
    };
    const { id } = await records.profiles.propose(proposal, ADMINISTRATOR, now);
    const late = records.profiles.sign(id, STATEMENT, COUNSEL, () => Date.parse(from) + 1);
    await expect(late).rejects.toMatchObject({ code: 'PROFILE_BACKWARDS' });
  });

  it('changes and deletes nothing', async () => {
    await records.profiles.add(
      {
        profile: { ...(await records.profiles.inForce(null, '2020-01-01T00:00:00Z')), id: 'xx-1', numbers: NONE },
        basedOn: '2011-06',
        origins: {},
      },
      ADMINISTRATOR,
      '2030-01-01T00:00:00Z',
    );
    const recommendation = {
      madeOn: '2029-09-15',
      madeBy: 'Fictional task force',
      about: 'B7',
      words: 'Do otherwise.',
    };
    const { number } = await records.advisory.add(recommendation, ADMINISTRATOR, now());
    const outcome = { decidedOn: '2029-10-01', decidedBy: 'Fictional Director', reasons: 'It is right.' } as const;
    await records.advisory.addOutcome(number, { outcome: 'ACCEPTED', ...outcome }, ADMINISTRATOR, now());
    for (const table of [
      'recommendations',
      'recommendation_outcomes',
      'profile_versions',
      'profile_assignments',
      'profile_signatures',
      'phone_numbers',
      'phone_number_calls',
    ]) {
      const [column] = await database.query<{ column_name: string }>(
        'select column_name from information_schema.columns where table_name = $1 and data_type = $2 limit 1',
        [table, 'text'],
      );
      const set = `update ${table} set "${column!.column_name}" = 'other'`;
      await expect(database.query(set)).rejects.toThrow('append-only');
      await expect(database.query(`delete from ${table}`)).rejects.toThrow('append-only');
    }
  });

  it('lists every change with who and when, the oldest first', async () => {
    const changes = await records.profiles.changes();
    expect(changes.map(({ at }) => Date.parse(at))).toEqual(
      changes.map(({ at }) => Date.parse(at)).toSorted((a, b) => a - b),
    );
    expect(changes).toContainEqual({
      at: '2030-01-01T00:00:00.000Z',
      by: 'counsel-one',
      what: 'ASSIGNMENT_SIGNED',
      about: 'assignment 1',
      words: 'Cora Lex, Counsel of the deployment: I have read it and answer for it.',
    });
    expect(new Set(changes.map(({ what }) => what))).toEqual(
      new Set(['PROFILE_ADDED', 'ASSIGNMENT_PROPOSED', 'ASSIGNMENT_SIGNED', 'NUMBER_ENTERED', 'NUMBER_CALLED']),
    );
  });
});
