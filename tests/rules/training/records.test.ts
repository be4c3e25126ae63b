import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../../domain/access/roles.ts';
import { PROGRAMME } from '../../../domain/ids.ts';
import { SHIPPED_MATERIALS } from '../../../domain/training/shipped.ts';
import { connect } from '../../../records/database.ts';
import { openRecords, type Records } from '../../../records/index.ts';
import { type FreshDatabase, freshDatabase } from '../../support/database.ts';
import { aJurisdiction, anAgency, putJurisdiction } from '../../support/places.ts';
import { refusalOf } from '../../support/system.ts';

const ADMINISTRATOR: Actor = { id: 'admin-one', name: 'Ada Min', role: 'administrator', scope: { kind: 'national' } };
const ACTIVE_FROM = '2011-06-01T00:00:00Z';
const AT = '2031-01-01T00:00:00.000Z';
const [FIRST] = SHIPPED_MATERIALS;

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

/** A jurisdiction of its own with two agencies. */
async function place(
  id: string,
  digits: string,
  activeFrom: string | null = ACTIVE_FROM,
): Promise<readonly [string, string]> {
  await putJurisdiction(records, aJurisdiction(id, { activeFrom }));
  const oris = [`XX${digits}100`, `XX${digits}200`] as const;
  for (const ori of oris) await records.register.putAgency(anAgency(ori, [id]));
  return oris;
}

const inbox = (ori: string) => records.mailbox.list(`agency:${ori}`, { limit: 100 });
const status = async (ori: string) =>
  (await records.training.status({ at: AT, jurisdictions: null, ori, limit: 10 })).rows[0];

async function programmeKinds(): Promise<readonly string[]> {
  return (await records.cases.events(PROGRAMME)).map(({ kind }) => kind);
}

describe('sending training material', () => {
  it('reaches every agency of the jurisdiction in one message, once, and says who got what in the record', async () => {
    const [one, two] = await place('XX-SENT', '0101');
    expect(await records.training.send('XX-SENT', AT, null)).toEqual({ agencies: 2 });
    expect(await records.training.send('XX-SENT', AT, ADMINISTRATOR)).toEqual({ agencies: 0 });
    for (const ori of [one, two]) {
      expect((await inbox(ori)).map(({ kind, caseId }) => [kind, caseId])).toEqual([['TRAINING_MATERIAL', null]]);
      expect(
        (await status(ori))?.materials.every(({ sentAt, receivedAt }) => sentAt === AT && receivedAt === null),
      ).toBe(true);
    }
    const sent = (await records.cases.events(PROGRAMME)).filter(({ kind }) => kind === 'TRAINING_SENT');
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      author: { kind: 'system' },
      summary: expect.stringContaining('2 agencies of XX-SENT'),
    });
    expect(await records.cases.verify(PROGRAMME)).toMatchObject({ ok: true });
  });

  it('is for active jurisdictions only, and for ones that there are', async () => {
    const [ori] = await place('XX-LATER', '0102', '2031-02-01T00:00:00Z');
    expect(await refusalOf(records.training.send('XX-LATER', AT, ADMINISTRATOR))).toBe('JURISDICTION_NOT_ACTIVE');
    expect(await refusalOf(records.training.send('XX-NOWHERE', AT, ADMINISTRATOR))).toBe('UNKNOWN_JURISDICTION');
    expect(await inbox(ori)).toEqual([]);
    expect(await records.training.send('XX-LATER', '2031-02-01T00:00:00Z', null)).toEqual({ agencies: 2 });
  });

  it('is made good for agencies that come later, by register or by a person’s assignment, and for new versions', async () => {
    await place('XX-GROWS', '0103');
    await records.training.sendMissing(AT, 100);
    expect(await records.training.sendMissing(AT, 100)).toEqual({ agencies: 0 });
    await records.register.putAgency(anAgency('XX0103300', ['XX-GROWS']));
    await records.register.assign('XX0103400', 'XX-GROWS', AT);
    expect(await records.training.sendMissing(AT, 100)).toEqual({ agencies: 2 });
    expect(await inbox('XX0103300')).toHaveLength(1);
    expect((await status('XX0103400'))?.name).toBeNull();
    if (FIRST === undefined) throw new Error('No material is shipped');
    await records.training.add({ ...FIRST, version: 2, title: 'For booking staff, again' }, ADMINISTRATOR, AT);
    await records.training.sendMissing(AT, 100);
    const [, entry] = await inbox('XX0103300');
    const message = await records.mailbox.read(entry?.id ?? '', 'agency:XX0103300');
    expect(message?.text).toContain('For booking staff, again');
    expect(message?.text).not.toContain('For detention staff');
    expect((await status('XX0103300'))?.materials.find(({ id }) => id === FIRST.id)?.version).toBe(2);
    expect(await records.training.sendMissing(AT, 100)).toEqual({ agencies: 0 });
  });

  it('goes to an agency of several jurisdictions once', async () => {
    const [shared] = await place('XX-BOTH-A', '0104');
    await putJurisdiction(records, aJurisdiction('XX-BOTH-B', { activeFrom: ACTIVE_FROM }));
    await records.register.putAgency(anAgency(shared, ['XX-BOTH-A', 'XX-BOTH-B']));
    await records.training.send('XX-BOTH-B', AT, null);
    await records.training.send('XX-BOTH-A', AT, null);
    expect(await inbox(shared)).toHaveLength(1);
  });

  it('at once from several sides sends once', async () => {
    const [ori] = await place('XX-RACE', '0105');
    const all = await Promise.all([1, 2, 3, 4].map(() => records.training.send('XX-RACE', AT, null)));
    expect(all.reduce((sum, { agencies }) => sum + agencies, 0)).toBe(2);
    expect(await inbox(ori)).toHaveLength(1);
  });
});

describe('who has it', () => {
  it('is known by the receipt, and who went through it by what the agency says', async () => {
    const [ori, other] = await place('XX-HAS', '0106');
    await records.training.send('XX-HAS', AT, null);
    const query = { at: AT, jurisdictions: ['XX-HAS'], limit: 10 };
    expect((await records.training.whoHasNot(query)).rows.map((row) => row.ori)).toEqual([ori, other]);
    const [entry] = await inbox(ori);
    await records.mailbox.acknowledge(entry?.id ?? '', `agency:${ori}`, '2031-01-02T00:00:00Z', 'jail-one');
    expect((await status(ori))?.materials.every(({ receivedAt }) => receivedAt === '2031-01-02T00:00:00Z')).toBe(true);
    expect((await records.training.whoHasNot(query)).rows).toHaveLength(2);
    const jail: Actor = { id: 'jail-one', name: 'Ari Vale', role: 'local_agency', scope: { kind: 'agency', ori } };
    const materials = (await status(ori))?.materials.filter(({ forStaff }) => forStaff) ?? [];
    for (const { id, version } of materials) {
      const done = { ori, material: { id, version }, completedAt: '2031-01-03T00:00:00Z', staff: 4 };
      await records.training.complete(done, jail, Date.parse('2031-01-04T00:00:00Z'));
      await records.training.complete(done, jail, Date.parse('2031-01-05T00:00:00Z'));
    }
    expect((await records.training.whoHasNot(query)).rows.map((row) => row.ori)).toEqual([other]);
    const [first] = (await status(ori))?.materials ?? [];
    expect(first?.completions).toEqual([
      {
        completedAt: '2031-01-03T00:00:00Z',
        staff: 4,
        by: 'jail-one',
        name: 'Ari Vale',
        at: '2031-01-04T00:00:00.000Z',
      },
    ]);
    expect((await programmeKinds()).filter((kind) => kind === 'TRAINING_COMPLETED')).toHaveLength(materials.length);
  });

  it('is recorded only of agencies and materials that there are', async () => {
    const done = { ori: 'XX9999999', material: { id: 'command-en', version: 1 }, completedAt: AT, staff: 1 };
    const nowMs = Date.parse(AT);
    expect(await refusalOf(records.training.complete(done, ADMINISTRATOR, nowMs))).toBe('UNKNOWN_AGENCY');
    const [ori] = await place('XX-RECORDS', '0107');
    const none = { ...done, ori, material: { id: 'command-en', version: 9 } };
    expect(await refusalOf(records.training.complete(none, ADMINISTRATOR, nowMs))).toBe('UNKNOWN_MATERIAL');
  });

  it('comes in pages in the order of the ORI', async () => {
    const all = (await records.training.status({ at: AT, jurisdictions: null, limit: 500 })).rows.map(({ ori }) => ori);
    expect(all).toEqual(all.toSorted());
    const first = await records.training.status({ at: AT, jurisdictions: null, limit: 2 });
    expect(first).toMatchObject({ next: all[1] });
    const second = await records.training.status({ at: AT, jurisdictions: null, after: all[1] ?? '', limit: 500 });
    expect([...first.rows, ...second.rows].map(({ ori }) => ori)).toEqual(all);
    expect(second.next).toBeNull();
  });
});

describe('what was recorded of training', () => {
  it('is never changed', async () => {
    const db = connect(database.url, 1);
    for (const table of ['training_materials', 'training_sendings', 'training_completions']) {
      const name = sql.table(table);
      await expect(sql`update ${name} set version = version`.execute(db)).rejects.toThrow('append_only');
      await expect(sql`delete from ${name}`.execute(db)).rejects.toThrow('append_only');
    }
    await db.destroy();
  });
});

describe('an agency with two entries', () => {
  it('of which the later begins while the earlier has no end is one agency, as the later says, and is sent the material once', async () => {
    const [ori] = await place('XX-SUCCESSION', '0191');
    const later = anAgency(ori, ['XX-SUCCESSION'], { name: 'Sheriff, renamed', validFrom: '2020-01-01T00:00:00Z' });
    await records.register.putAgency(later);
    expect((await records.register.agencies(AT)).filter((agency) => agency.ori === ori)).toEqual([later]);
    expect(
      (await records.registerImports.agencies({ limit: 1000 }, AT)).filter((agency) => agency.ori === ori),
    ).toHaveLength(1);
    expect((await records.register.routing(ori, AT)).agency).toEqual(later);
    expect((await records.register.routing(ori, '2019-12-31T23:59:59Z')).agency?.name).toBe(`Sheriff ${ori}`);
    expect(await records.training.send('XX-SUCCESSION', AT, null)).toEqual({ agencies: 2 });
    expect(await records.training.send('XX-SUCCESSION', AT, null)).toEqual({ agencies: 0 });
  });
});
