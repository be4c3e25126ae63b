import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../../domain/access/roles.ts';
import { PROGRAMME } from '../../../domain/ids.ts';
import { connect } from '../../../records/database.ts';
import { openRecords, type Records } from '../../../records/index.ts';
import { aDeputy, agree, endNow } from '../../support/agreements.ts';
import { type FreshDatabase, freshDatabase } from '../../support/database.ts';
import { aJurisdiction } from '../../support/places.ts';

const ADMINISTRATOR: Actor = { id: 'admin-one', name: 'Ada Min', role: 'administrator', scope: { kind: 'national' } };
const COUNSEL: Actor = { id: 'counsel-one', name: 'Cora Lex', role: 'attorney', scope: { kind: 'national' } };
const STATEMENT = { title: 'Counsel', statement: 'I have read it and answer for it.' };
const DEPUTY = aDeputy('XX-EXAMPLE', 'deputy');
const now = () => Date.parse('2030-01-01T00:00:00Z');
const ENTRY = {
  jurisdiction: 'XX-EXAMPLE',
  from: '2030-02-01T00:00:00Z',
  to: '2031-02-01T00:00:00Z',
  supervisor: { id: 'supervisor', name: 'Jordan Pell' },
  reasons: 'A memorandum.',
};

let database: FreshDatabase;
let records: Records;
beforeAll(async () => {
  database = await freshDatabase();
  records = await openRecords({ databaseUrl: database.url });
  for (const id of ['XX-EXAMPLE', 'XX-SAMPLE', 'XX-MESA'])
    await records.register.putJurisdiction(aJurisdiction(id, { fieldOffice: 'XXNFO' }));
});
afterAll(async () => {
  await records.close();
  await database.drop();
});

async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'NOT REFUSED',
    (error: unknown) => Reflect.get(Object(error), 'code'),
  );
}

describe('agreements in the records', () => {
  it('keep what was entered, signed, ended and withdrawn, and chain it to the programme’s record', async () => {
    const { agreements } = records;
    const { id, signature } = await agreements.enter(ENTRY, ADMINISTRATOR, now);
    expect(signature).toBeNull();
    expect(await codeOf(agreements.sign(id, STATEMENT, ADMINISTRATOR, now))).toBe('SIGNER_ENTERED_IT');
    await agreements.sign(id, STATEMENT, COUNSEL, now);
    const officer = { officer: { id: 'deputy', name: 'Sawyer Lind' }, trainedOn: '2029-06-01' };
    const period = { from: ENTRY.from, to: ENTRY.to, reasons: 'Certificate.' };
    const { designations } = await agreements.designate(id, { ...officer, ...period }, ADMINISTRATOR, now);
    const designation = designations[0]?.id ?? 0;
    expect(await codeOf(agreements.signDesignation(designation, STATEMENT, ADMINISTRATOR, now))).toBe(
      'SIGNER_ENTERED_IT',
    );
    await agreements.signDesignation(designation, STATEMENT, COUNSEL, now);
    const withdrawn = { endsAt: '2030-06-01T00:00:00Z', ...STATEMENT };
    await agreements.withdraw(designation, withdrawn, ADMINISTRATOR, now);
    await agreements.end(id, { ...withdrawn, endsAt: '2030-07-01T00:00:00Z' }, COUNSEL, now);
    const [stands] = await agreements.all();
    expect(stands).toMatchObject({
      ...ENTRY,
      enteredBy: 'admin-one',
      signature: { actor: 'counsel-one', ...STATEMENT },
      ending: { endsAt: '2030-07-01T00:00:00Z', signature: { actor: 'counsel-one' } },
      designations: [{ ...officer, withdrawal: { endsAt: '2030-06-01T00:00:00Z', signature: { actor: 'admin-one' } } }],
    });
    const kinds = (await records.cases.events(PROGRAMME)).map(({ kind }) => kind);
    expect(kinds).toEqual([
      'AGREEMENT_ENTERED',
      'AGREEMENT_SIGNED',
      'DESIGNATION_ENTERED',
      'DESIGNATION_SIGNED',
      'DESIGNATION_WITHDRAWN',
      'AGREEMENT_ENDED',
    ]);
    expect((await records.cases.verify(PROGRAMME)).ok).toBe(true);
    for (const address of ['office:XXNFO', 'delegated:XX-EXAMPLE'] as const) {
      const letters = await records.mailbox.list(address, { limit: 10 });
      expect(letters.map(({ kind, caseId }) => [kind, caseId])).toEqual([
        ['DELEGATION_ENDED', null],
        ['DELEGATION_ENDED', null],
      ]);
    }
  });

  it('ends at once where no instant is given, refuses what does not exist, and changes nothing then', async () => {
    const deputy = aDeputy('XX-SAMPLE');
    const { agreementId } = await agree(records, deputy);
    const before = Date.now();
    await endNow(records, { agreementId });
    const ended = (await records.agreements.all()).find(({ id }) => id === agreementId);
    expect(Date.parse(ended?.ending?.endsAt ?? '')).toBeGreaterThanOrEqual(before);
    const events = (await records.cases.events(PROGRAMME)).length;
    const { agreements } = records;
    expect(await codeOf(agreements.sign(99_999, STATEMENT, COUNSEL, now))).toBe('NO_SUCH_AGREEMENT');
    expect(await codeOf(agreements.signDesignation(99_999, STATEMENT, COUNSEL, now))).toBe('NO_SUCH_DESIGNATION');
    const nowhere = { ...ENTRY, jurisdiction: 'XX-NOWHERE' };
    expect(await codeOf(agreements.enter(nowhere, ADMINISTRATOR, now))).toBe('UNKNOWN_JURISDICTION');
    expect((await records.cases.events(PROGRAMME)).length).toBe(events);
  });

  it('lets one of two counsel sign at the same time, and one of two agreements that overlap', async () => {
    const entry = { ...ENTRY, jurisdiction: 'XX-MESA' };
    const [one, two] = [
      await records.agreements.enter(entry, ADMINISTRATOR, now),
      await records.agreements.enter(entry, ADMINISTRATOR, now),
    ];
    const codes = await Promise.all(
      [one, one, two].map(({ id }) => codeOf(records.agreements.sign(id, STATEMENT, COUNSEL, now))),
    );
    expect(codes.filter((code) => code === 'NOT REFUSED')).toHaveLength(1);
  });

  it('are changed by nobody, the database itself refuses', async () => {
    await agree(records, DEPUTY, { from: '2040-01-01T00:00:00Z' });
    const db = connect(database.url, 1);
    try {
      for (const change of [
        "update agreements set supervisor = 'deputy'",
        'delete from agreements',
        "update designations set officer = 'somebody'",
        'delete from designations',
        "update agreement_signatures set actor = 'somebody'",
        'delete from agreement_signatures',
      ])
        expect(await codeOf(sql.raw(change).execute(db))).toBe('RECORDS_REFUSED');
    } finally {
      await db.destroy();
    }
  });
});
