import { afterEach, beforeEach, expect, it } from 'vitest';
import { openRecords } from '../../../records/index.ts';
import { type FreshDatabase, freshDatabase } from '../../support/database.ts';
import { codeOf, submitted } from './fixtures.ts';

let database: FreshDatabase;

beforeEach(async () => {
  database = await freshDatabase();
});
afterEach(() => database.drop());

it('makes the tables once, also when four processes start at once', async () => {
  const four = await Promise.all([1, 2, 3, 4].map(() => openRecords({ databaseUrl: database.url, poolSize: 2 })));
  const caseIds = await Promise.all(four.map(submitted));
  expect(await four[0]?.cases.get(caseIds[3] ?? '')).toMatchObject({ caseId: caseIds[3] });
  await Promise.all(four.map((records) => records.close()));
  expect(await database.query('select name from kysely_migration')).toHaveLength(1);
});

it('changes nothing when it runs again', async () => {
  const first = await openRecords({ databaseUrl: database.url });
  const caseId = await submitted(first);
  await first.close();
  const second = await openRecords({ databaseUrl: database.url });
  expect(await second.cases.get(caseId)).toMatchObject({ caseId });
  await second.close();
});

it('refuses a database that a newer version has changed', async () => {
  const records = await openRecords({ databaseUrl: database.url });
  await records.close();
  await database.query(`insert into kysely_migration values ('999-later', '2031-01-01T00:00:00Z')`);
  expect(await codeOf(openRecords({ databaseUrl: database.url }))).toBe('RECORDS_NEWER');
});

it('takes no business instant from the clock of the database', async () => {
  const records = await openRecords({ databaseUrl: database.url });
  await records.close();
  const clocks = await database.query(
    `select column_name from information_schema.columns where table_schema = 'public' and table_name not like 'kysely%'
     and (column_default ~* 'now|current|clock|timestamp' or data_type like 'timestamp%' or data_type = 'date')`,
  );
  expect(clocks).toEqual([]);
});
