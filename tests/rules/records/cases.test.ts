import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detainerIdOf } from '../../../domain/ids.ts';
import type { CaseProjection, DetainerProjection, RecordWrite } from '../../../domain/record/record.ts';
import { type CaseQuery, type DetainerQuery, openRecords, type Records } from '../../../records/index.ts';
import { type FreshDatabase, freshDatabase } from '../../support/database.ts';
import {
  actor,
  caseProjection,
  codeOf,
  detainerInput,
  detainerProjection,
  FERNHILL,
  holdFacts,
  JAIL,
  newCaseId,
  OFFICE,
  SIB,
  submission,
  submitted,
  SURNAME,
  write,
} from './fixtures.ts';
import { NO_ROUTING } from '../../../domain/agency/agency.ts';
import { aJurisdiction, anAgency, putJurisdiction } from '../../support/places.ts';

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

async function placed(projection: Partial<CaseProjection>, more: Partial<RecordWrite> = {}): Promise<string> {
  const caseId = await submitted(records);
  await records.cases.writeRecords(caseId, [write(caseId, 1, { caseProjection: caseProjection(projection), ...more })]);
  return caseId;
}

async function detained(projection: Partial<CaseProjection>, detainer: Partial<DetainerProjection>): Promise<string> {
  const caseId = await placed(projection);
  await records.cases.registerDetainer(detainerInput(caseId));
  await moved(caseId, 1, detainer);
  return caseId;
}

async function moved(caseId: string, seq: number, detainer: Partial<DetainerProjection>): Promise<void> {
  const stream = detainerIdOf(caseId, 1);
  await records.cases.writeRecords(caseId, [
    write(stream, seq, { detainerProjection: detainerProjection(caseId, 1, detainer) }),
  ]);
}

/** Every page of a list, two rows each, so that paging is part of each question. */
async function listed(query: Omit<CaseQuery, 'limit'>): Promise<string[]> {
  const ids: string[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await records.cases.list({ ...query, limit: 2, ...(after === undefined ? {} : { after }) });
    ids.push(...page.rows.map((row) => row.caseId));
    if (page.next === null) return ids;
    after = page.next;
  }
}

describe('lists', () => {
  it('show the least time left first, cases without a limit after them, page by page', async () => {
    const fieldOffice = 'XXLIST';
    const late = await detained({ fieldOffice }, { limitAt: '2011-09-22T17:00:00-05:00' });
    const none = [await placed({ fieldOffice }), await placed({ fieldOffice })];
    // Later by the text, earlier by the instant.
    const soon = await detained({ fieldOffice }, { limitAt: '2011-09-20T23:30:00+02:00' });
    const then = await detained({ fieldOffice }, { limitAt: '2011-09-20T18:00:00-04:00' });
    const scope = { kind: 'office', office: fieldOffice } as const;
    expect(await listed({ scope })).toEqual([soon, then, late, ...none.toSorted()]);
    await moved(soon, 2, { hold: 'CLOSED', ending: 'RELEASED', limitAt: '2011-09-20T23:30:00+02:00' });
    expect((await listed({ scope })).slice(0, 2)).toEqual([then, late]);
    expect((await records.cases.get(then))?.limitAt).toBe('2011-09-20T18:00:00-04:00');
    expect((await records.cases.get(soon))?.limitAt).toBeNull();
  });

  it('show what lies in the scope and in the state asked for', async () => {
    const [ours, closed, elsewhere] = [
      await placed({ fieldOffice: 'XXS1', immigration: 'STATUS_REVIEW' }),
      await placed({
        fieldOffice: 'XXS1',
        immigration: 'ENDED',
        outcome: 'NO_MATCH',
        closedAt: '2011-09-15T00:00:00Z',
      }),
      await placed({ fieldOffice: 'XXS2', immigration: 'STATUS_REVIEW', cri: 'XX0030000' }),
    ];
    const scope = { kind: 'office', office: 'XXS1' } as const;
    expect((await listed({ scope })).toSorted()).toEqual([ours, closed].toSorted());
    expect(await listed({ scope, open: true })).toEqual([ours]);
    expect(await listed({ scope, open: false })).toEqual([closed]);
    expect(await listed({ scope, immigration: 'STATUS_REVIEW' })).toEqual([ours]);
    expect(await listed({ scope: { kind: 'agency', ori: 'XX0030000' } })).toEqual([elsewhere]);
    expect(await listed({ scope: { kind: 'national' } })).toEqual(await listed({ scope: null }));
    expect(JSON.stringify(await records.cases.list({ scope: null, limit: 500 }))).not.toContain(SURNAME);
  });

  it('show whose turn it is', async () => {
    const fieldOffice = 'XXTURN';
    const scope = { kind: 'office', office: fieldOffice } as const;
    const review = await placed({ fieldOffice, immigration: 'STATUS_REVIEW' });
    const decision = await placed({ fieldOffice, immigration: 'OFFICER_DECISION' });
    const second = await placed({ fieldOffice, immigration: 'SECOND_OFFICER' });
    const jail = await detained({ fieldOffice, immigration: 'ENDED' }, { hold: 'AUTHORITY_ENDED' });
    await detained({ fieldOffice, immigration: 'ENDED' }, { hold: 'DORMANT', limitAt: null, startedAt: null });
    expect(await listed({ scope, waitingFor: 'status_specialist' })).toEqual([review]);
    expect(await listed({ scope, waitingFor: 'field_officer' })).toEqual([decision]);
    expect(await listed({ scope, waitingFor: 'supervisor' })).toEqual([second]);
    expect(await listed({ scope, waitingFor: 'local_agency' })).toEqual([jail]);
    expect(await listed({ scope, waitingFor: 'service' })).toEqual([]);
  });

  it('of an agency and a bureau are in the order of arrival: neither order nor cursor tells of a clock that runs', async () => {
    const [cri, sib] = ['XX0050000', 'XXIBU0005'];
    const ids: string[] = [];
    for (const minute of [3, 1, 2, 0]) {
      const caseId = newCaseId();
      const own = submission(caseId);
      const { transaction, ...rest } = own.booking;
      const placedBooking = { ...rest, controllingAgency: cri, transaction: { ...transaction, ori: sib } };
      const receivedAt = `2011-09-14T18:0${minute}:00Z`;
      await records.submissions.store({ ...own, booking: placedBooking, receivedAt });
      await records.cases.writeRecords(caseId, [write(caseId, 1, { caseProjection: caseProjection({ cri }) })]);
      ids[minute] = caseId;
    }
    for (const kind of ['agency', 'bureau'] as const) {
      expect(await listed({ scope: { kind, ori: kind === 'agency' ? cri : sib } })).toEqual(ids);
    }
    // The last to come has the first limit.
    const last = ids[3] ?? '';
    await records.cases.registerDetainer(detainerInput(last));
    await moved(last, 1, {});
    for (const scope of [{ kind: 'agency', ori: cri } as const, { kind: 'bureau', ori: sib } as const]) {
      expect(await listed({ scope })).toEqual(ids);
      const { next } = await records.cases.list({ scope, limit: 3 });
      const received = Date.parse('2011-09-14T18:02:00Z');
      expect(Buffer.from(next ?? '', 'base64url').toString()).toBe(`${received} ${ids[2]}`);
    }
    expect(await listed({ scope: { kind: 'agency', ori: sib } })).toEqual([]);
  });

  it('refuse a cursor that is none, or that of another order', async () => {
    const { next } = await records.cases.list({ scope: null, limit: 1 });
    const elsewhere = { scope: { kind: 'agency', ori: JAIL }, after: next ?? '', limit: 2 } as const;
    expect(await codeOf(records.cases.list(elsewhere))).toBe('BAD_CURSOR');
    expect(await codeOf(records.cases.list({ scope: null, after: 'nonsense', limit: 2 }))).toBe('BAD_CURSOR');
  });
});

describe('finding a case by its first digits', () => {
  it('answers the one, and says so where there are several or none', async () => {
    const ids = ['abcd0', 'abcd1'].map((start) => `booking-${start.padEnd(40, '0')}`);
    for (const id of ids) await records.submissions.store(submission(id));
    expect(await records.cases.resolve('abcd0')).toBe(ids[0]);
    expect(await records.cases.resolve('booking-abcd1')).toBe(ids[1]);
    expect(await records.cases.resolve(ids[1] ?? '')).toBe(ids[1]);
    expect(await codeOf(records.cases.resolve('abcd'))).toBe('AMBIGUOUS_CASE');
    expect(await codeOf(records.cases.resolve('abcdf'))).toBe('NO_SUCH_CASE');
    for (const prefix of ['abc', 'xyz0', 'abcd%', '', 'booking-']) {
      expect(await codeOf(records.cases.resolve(prefix))).toBe('NOT_A_CASE_ID');
    }
  });
});

describe('detainers', () => {
  it('are registered once, and their holds are listed until somebody closes them', async () => {
    const caseId = await placed({});
    await records.cases.registerDetainer(detainerInput(caseId));
    await records.cases.registerDetainer(detainerInput(caseId));
    const other = { ...detainerInput(caseId), kind: 'UPON_CONVICTION' as const };
    expect(await codeOf(records.cases.registerDetainer(other))).toBe('DETAINER_CONFLICT');
    expect(await records.cases.detainers(caseId)).toMatchObject([
      { caseId, number: 1, hold: 'DORMANT', delivery: 'ISSUED', jailName: 'Fernhill County Jail', limitAt: null },
    ]);
    const running = async (): Promise<string[]> =>
      (await records.cases.runningHolds()).filter((row) => row.caseId === caseId).map((row) => row.hold);
    expect(await running()).toEqual([]);
    await moved(caseId, 1, { hold: 'RUNNING' });
    expect(await running()).toEqual(['RUNNING']);
    await moved(caseId, 2, { hold: 'AUTHORITY_ENDED' });
    expect(await running()).toEqual(['AUTHORITY_ENDED']);
    await moved(caseId, 3, { hold: 'CLOSED', ending: 'RELEASED' });
    expect(await running()).toEqual([]);
    expect((await records.cases.get(caseId))?.detainers).toMatchObject([{ hold: 'CLOSED', ending: 'RELEASED' }]);
  });

  it('are listed by scope, least time left first, page by page', async () => {
    const fieldOffice = 'XXDETS';
    const later = await detained({ fieldOffice }, { limitAt: '2011-09-23T17:00:00-05:00' });
    const dormant = await detained({ fieldOffice }, { hold: 'DORMANT', startedAt: null, limitAt: null });
    const closed = await detained({ fieldOffice }, { hold: 'CLOSED', ending: 'RELEASED' });
    const sooner = await detained({ fieldOffice }, { limitAt: '2011-09-21T17:00:00-05:00' });
    await detained({ fieldOffice: 'XXDET2' }, {});
    const all = async (query: Omit<DetainerQuery, 'limit'>): Promise<string[]> => {
      const ids: string[] = [];
      for (let after: string | undefined; ;) {
        const more = after === undefined ? {} : { after };
        const page = await records.cases.listDetainers({ ...query, ...more, limit: 2 });
        expect(page.rows.length).toBeLessThanOrEqual(2);
        ids.push(...page.rows.map(({ caseId }) => caseId));
        if (page.next === null) return ids;
        after = page.next;
      }
    };
    const scope = { kind: 'office', office: fieldOffice } as const;
    expect(await all({ scope, open: true })).toEqual([sooner, later, dormant]);
    expect((await all({ scope })).toSorted()).toEqual([sooner, later, dormant, closed].toSorted());
    const jail = { kind: 'agency', ori: detainerInput(later).jail.ori } as const;
    expect(await all({ scope: jail, open: true })).toEqual(expect.arrayContaining([sooner, later, dormant]));
    expect(await all({ scope: { kind: 'agency', ori: JAIL } })).toEqual([]);
    const { rows } = await records.cases.listDetainers({ scope, limit: 1 });
    expect(rows[0]?.place).toEqual({ cri: JAIL, sib: SIB, fieldOffice, jurisdiction: null });
    expect(await codeOf(records.cases.listDetainers({ scope, after: 'nonsense', limit: 1 }))).toBe('BAD_CURSOR');
  });

  it('follow the person to another jail, with what is still open; every jail that held the person finds them', async () => {
    const caseId = await placed({});
    await records.cases.registerDetainer(detainerInput(caseId));
    const { detainerId } = detainerInput(caseId);
    const raised = {
      op: 'RAISE',
      key: 'copy',
      rule: 'COPY_UNCONFIRMED',
      at: '2011-09-16T22:00:00Z',
      detail: '',
    } as const;
    await records.cases.writeRecords(caseId, [write(detainerId, 1, { alarms: [raised] })]);
    const there = { ...FERNHILL, ori: 'XX0077000', name: 'Elmwood Jail', zone: 'America/Denver' };
    const stays = [
      { facility: FERNHILL, from: null },
      { facility: there, from: '2011-09-17T12:00:00-05:00' },
    ];
    const more = { jail: there.ori, zone: there.zone, facts: holdFacts({ stays }), authorized: false };
    const late = { ...raised, key: 'near', rule: 'LIMIT_NEAR' } as const;
    await records.cases.writeRecords(caseId, [
      write(detainerId, 2, { detainerProjection: detainerProjection(caseId, 1, more), alarms: [late] }),
    ]);
    const [row] = await records.cases.detainers(caseId);
    expect(row).toMatchObject({ jail: there.ori, jailName: 'Elmwood Jail', zone: 'America/Denver', authorized: false });
    expect(row?.facts).toEqual(holdFacts({ stays }));
    const found = async (ori: string): Promise<boolean> => {
      const { rows } = await records.cases.listDetainers({ scope: { kind: 'agency', ori }, limit: 500 });
      return rows.some((known) => known.caseId === caseId);
    };
    expect(await Promise.all([FERNHILL.ori, there.ori, 'XX0088000'].map(found))).toEqual([true, true, false]);
    const alarms = await database.query('select key, agency from alarms where case_id = $1 order by key', [caseId]);
    expect(alarms.map(({ key, agency }) => [key, agency])).toEqual([
      ['copy', there.ori],
      ['near', there.ori],
    ]);
  });

  it('are registered with what the watch needs before their workflow has written anything', async () => {
    const caseId = await placed({});
    const input = detainerInput(caseId);
    await records.cases.registerDetainer(input);
    const facts = {
      grounds: [{ id: 'BOOKING', kind: 'CHARGES', since: null, until: null }],
      stays: [{ facility: FERNHILL, from: null }],
      rule: 'STATUTORY',
      groundConfirmedAt: input.issuedAt,
      groundAskedAt: null,
      groundExpectedEndAt: null,
      groundConfirmationHours: 24,
    };
    expect(await records.cases.detainers(caseId)).toMatchObject([{ authorized: false, facts }]);
  });

  it('count with an inherited clock from the start', async () => {
    const caseId = await placed({});
    const limitAt = '2011-09-20T17:00:00-05:00';
    const inherited = {
      startedAt: '2011-09-16T17:00:00-05:00',
      limitAt,
      limitMs: Date.parse(limitAt),
      consecutive48hAt: '2011-09-18T17:00:00-05:00',
      zone: 'America/Chicago',
      rule: 'STATUTORY',
    } as const;
    await records.cases.registerDetainer({ ...detainerInput(caseId), inherited });
    expect(await records.cases.get(caseId)).toMatchObject({ limitAt, detainers: [{ hold: 'RUNNING', limitAt }] });
  });
});

describe('the fact of a case', () => {
  it('is written once, with nothing that leads back to the case', async () => {
    const fact = {
      jurisdiction: 'XX-1',
      quarter: '2011Q3',
      matched: true,
      shared: true,
      offenceClass: 'theft',
      classedBy: 'words-1',
      outcome: 'NO_ACTION',
    } as const;
    const caseId = await placed({}, { fact });
    await records.cases.writeRecords(caseId, [write(caseId, 2, { fact })]);
    expect(await records.facts.list()).toEqual([fact]);
    expect(JSON.stringify(await database.query('select * from facts'))).not.toContain(caseId.slice(8));
  });
});

describe('the register', () => {
  const now = new Date().toISOString();
  const agency = anAgency('XX0040000', [], { sib: 'XXIBU0000', fieldOffice: OFFICE });

  it('says where an agency belongs, after a person has assigned what nobody knew', async () => {
    const fern = aJurisdiction('fern', { activeFrom: '2011-08-01T00:00:00-05:00' });
    for (let times = 0; times < 2; times += 1) await putJurisdiction(records, fern);
    expect(await records.register.jurisdictions()).toEqual([fern]);
    await records.register.putAgency(agency);
    expect(await records.register.routing(agency.ori, now)).toEqual({ ...NO_ROUTING, agency });
    const assigned = { agency, jurisdictions: [fern], assigned: true };
    expect(await records.register.assign(agency.ori, 'fern', now)).toEqual(assigned);
    // Loading the register again does not undo what a person did.
    await records.register.putAgency(agency);
    expect(await records.register.routing(agency.ori, now)).toEqual(assigned);
    expect(await records.register.agencies(now)).toEqual([agency]);
    expect(await records.register.routing('XX9999999', now)).toEqual(NO_ROUTING);
    expect(await records.register.assign('XX9999999', 'fern', now)).toEqual({ ...assigned, agency: null });
  });

  it('judges the county of an agency of several booking by booking, whatever a person once assigned (A4)', async () => {
    for (const id of ['ash', 'elm']) await putJurisdiction(records, aJurisdiction(id));
    await records.register.assign('XX0045000', 'ash', now);
    const several = anAgency('XX0045000', ['ash', 'elm']);
    await records.register.putAgency(several);
    const both = [aJurisdiction('ash'), aJurisdiction('elm')];
    const asked = { agency: several, jurisdictions: both, assigned: false };
    expect(await records.register.routing('XX0045000', now)).toEqual(asked);
    const one = { ...asked, jurisdictions: both.slice(1), assigned: true };
    expect(await records.register.assign('XX0045000', 'elm', now)).toEqual(one);
    expect(await records.register.routing('XX0045000', now)).toEqual(asked);
  });

  it('refuses a jurisdiction that it does not know', async () => {
    expect(await codeOf(records.register.assign(agency.ori, 'nowhere', now))).toBe('UNKNOWN_JURISDICTION');
    expect(await codeOf(records.register.putAgency({ ...agency, jurisdictions: ['nowhere'] }))).toBe(
      'UNKNOWN_JURISDICTION',
    );
  });

  it('knows an entry from its first instant on, until its last one, which is the next one’s first', async () => {
    const [from, to] = ['2011-08-01T00:00:00.000Z', '2011-09-01T00:00:00.000Z'];
    for (const id of ['birch', 'cedar']) await records.register.putJurisdiction(aJurisdiction(id));
    const birch = anAgency('XX0041000', ['birch'], { validFrom: from, validTo: to });
    const cedar = anAgency('XX0041000', ['cedar', 'birch'], { validFrom: to });
    for (const entry of [birch, cedar]) await records.register.putAgency(entry);
    const at = async (instant: string) => (await records.register.routing('XX0041000', instant)).agency;
    expect(await at('2011-07-31T23:59:59.999Z')).toBeNull();
    expect(await at(from)).toEqual(birch);
    expect(await at('2011-08-31T23:59:59.999Z')).toEqual(birch);
    expect(await at('2011-08-31T20:00:00-04:00')).toEqual(cedar);
    const { jurisdictions } = await records.register.routing('XX0041000', to);
    expect(jurisdictions.map(({ id }) => id)).toEqual(['cedar', 'birch']);
  });

  it('places a new case in the office of its agency', async () => {
    await records.register.putAgency({ ...agency, ori: JAIL, fieldOffice: 'XXNEW' });
    const caseId = await submitted(records);
    expect((await records.cases.get(caseId))?.place.fieldOffice).toBe('XXNEW');
  });
});

describe('sessions, audit and settings', () => {
  it('find a session by the hash of its token until it expires or ends', async () => {
    const session = {
      actor: actor('supervisor'),
      kind: 'CREDENTIAL' as const,
      signedInAt: '2026-01-01T08:00:00Z',
      expiresAt: '2026-01-01T20:00:00Z',
    };
    await records.sessions.create({ ...session, tokenSha256: 'a'.repeat(64) });
    const noon = Date.parse('2026-01-01T12:00:00Z');
    expect(await records.sessions.find('a'.repeat(64), noon)).toEqual(session);
    expect(await records.sessions.find('a'.repeat(64), Date.parse(session.expiresAt))).toBeNull();
    expect(await records.sessions.find('b'.repeat(64), noon)).toBeNull();
    await records.sessions.end('a'.repeat(64));
    expect(await records.sessions.find('a'.repeat(64), noon)).toBeNull();
  });

  it('keep what was done, refused and seen, and let nobody change it', async () => {
    const caseId = await submitted(records);
    const entry = {
      at: '2026-01-01T12:00:00Z',
      actorId: 'officer-1',
      role: 'field_officer',
      act: 'caseShow',
      caseId,
    } as const;
    await records.audit.append({ ...entry, outcome: 'VIEWED', source: 'api' });
    await records.audit.append({ ...entry, outcome: 'REFUSED', code: 'OUT_OF_SCOPE' });
    const [last, first] = await records.audit.list({ caseId, limit: 10 });
    expect(last).toMatchObject({ ...entry, outcome: 'REFUSED', code: 'OUT_OF_SCOPE' });
    expect(first).toMatchObject({ ...entry, outcome: 'VIEWED', source: 'api' });
    expect(await records.audit.list({ actorId: 'officer-1', before: last?.number ?? 0, limit: 10 })).toEqual([first]);
    await expect(database.query('delete from audit')).rejects.toMatchObject({ code: '23000' });
  });

  it('set a value once, whoever comes first', async () => {
    const values = await Promise.all(['a', 'b', 'c', 'd'].map((value) => records.settings.once('site key', value)));
    expect(new Set(values).size).toBe(1);
    expect(await records.settings.get('site key')).toBe(values[0]);
    expect(await records.settings.get('nothing')).toBeNull();
  });

  it('answer a ping', async () => {
    await expect(records.ping()).resolves.toBeUndefined();
  });
});
