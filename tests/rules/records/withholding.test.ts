import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../../domain/access/roles.ts';
import { isWithheld, receives } from '../../../domain/jurisdiction/receiving.ts';
import type { Address } from '../../../domain/record/record.ts';
import { isoInstant } from '../../../domain/text.ts';
import { connect } from '../../../records/database.ts';
import { openRecords, type Records } from '../../../records/index.ts';
import { handedOut, mayReceive, withheld } from '../../../records/withholding.ts';
import { deliverDue } from '../../../workers/courier.ts';
import { type FreshDatabase, freshDatabase } from '../../support/database.ts';
import { aJurisdiction, anAgency } from '../../support/places.ts';
import { codeOf, JAIL, message, SIB, submitted, write } from './fixtures.ts';

const ADMINISTRATOR: Actor = { id: 'admin-one', name: 'Ada Min', role: 'administrator', scope: { kind: 'national' } };
const COUNSEL: Actor = { id: 'counsel-one', name: 'Cora Lex', role: 'attorney', scope: { kind: 'national' } };
const LETTER = { signedBy: 'County board', dated: '2011-05-02' };
const AT = '2011-09-14T19:00:00Z';
const sib: Address = `sib:${SIB}`;
const jail: Address = `agency:${JAIL}`;

let database: FreshDatabase;
let records: Records;
beforeAll(async () => {
  database = await freshDatabase();
  records = await openRecords({ databaseUrl: database.url });
  await records.register.putJurisdiction(aJurisdiction('XX-ONE'));
  await records.register.putAgency(anAgency(JAIL, ['XX-ONE'], { sib: SIB }));
});
afterAll(async () => {
  await records.close();
  await database.drop();
});

async function choose(does: boolean, from: string | null = null): Promise<void> {
  const choice = { jurisdiction: 'XX-ONE', receives: does, from, reasons: 'The board voted.', letter: LETTER };
  await records.receiving.choose(choice, ADMINISTRATOR, () => Date.now());
}

/** A criminal answer, then what tells a status, then a detainer. */
async function sent(): Promise<string> {
  const caseId = await submitted(records);
  await records.cases.writeRecords(caseId, [
    write(caseId, 1, { outgoing: [message('sre', { route: [sib, jail] })] }),
    write(caseId, 2, {
      outgoing: [
        message('iar', { kind: 'IMMIGRATION_RESPONSE', route: [sib, jail] }),
        message('iar-office', { kind: 'IMMIGRATION_RESPONSE', route: ['office:XXF1'] }),
      ],
    }),
    write(caseId, 3, { outgoing: [message('no', { kind: 'NO_MATCH', route: [sib, jail] })] }),
    write(caseId, 4, { outgoing: [message('detainer', { kind: 'DETAINER', route: [jail] })] }),
  ]);
  return caseId;
}

async function kinds(address: Address, caseId: string): Promise<string[]> {
  const entries = await records.mailbox.list(address, { limit: 500 });
  return entries.filter((entry) => entry.caseId === caseId).map(({ kind }) => kind);
}

async function passOn(caseId: string): Promise<void> {
  for (const { id } of await inbox(sib, caseId)) await records.mailbox.acknowledge(id, sib, AT, 'clerk');
}

async function inbox(address: Address, caseId: string) {
  return (await records.mailbox.list(address, { limit: 500 })).filter((entry) => entry.caseId === caseId);
}

const ALL = ['CRIMINAL_ANSWER', 'IMMIGRATION_RESPONSE', 'NO_MATCH'];

describe('withholding', () => {
  it('keeps what tells a status from agency and bureau, and nothing else from anybody', async () => {
    const before = await sent();
    await passOn(before);
    expect(await kinds(sib, before)).toEqual(ALL);
    expect((await kinds(jail, before)).toSorted()).toEqual(['CRIMINAL_ANSWER', 'DETAINER', ...ALL.slice(1)].toSorted());
    await choose(false);
    const after = await sent();
    await passOn(after);
    expect(await kinds(sib, after)).toEqual(['CRIMINAL_ANSWER']);
    expect((await kinds(jail, after)).toSorted()).toEqual(['CRIMINAL_ANSWER', 'DETAINER']);
    expect(await kinds('office:XXF1', after)).toEqual(['IMMIGRATION_RESPONSE']);
    expect(await records.cases.verify(after)).toMatchObject({ ok: true, events: 4 });
    await choose(true);
  });

  it('takes back what lies in a mailbox, also what was read, and lets no bureau pass it on; a return brings nothing back', async () => {
    const caseId = await sent();
    const [criminal, status] = await inbox(sib, caseId);
    expect(await records.mailbox.read(status?.id ?? '', sib)).not.toBeNull();
    await choose(false);
    expect(await kinds(sib, caseId)).toEqual(['CRIMINAL_ANSWER']);
    expect(await records.mailbox.read(status?.id ?? '', sib)).toBeNull();
    expect(await codeOf(records.mailbox.acknowledge(status?.id ?? '', sib, AT, 'clerk'))).toBe('NO_SUCH_MESSAGE');
    await records.mailbox.acknowledge(criminal?.id ?? '', sib, AT, 'clerk');
    expect((await kinds(jail, caseId)).toSorted()).toEqual(['CRIMINAL_ANSWER', 'DETAINER']);
    await choose(true);
    expect(await kinds(sib, caseId)).toEqual(['CRIMINAL_ANSWER']);
    const next = await sent();
    expect(await kinds(sib, next)).toEqual(ALL);
  });

  it('pushes nothing whose receiver chose otherwise after it was claimed, while another message was under way', async () => {
    await records.mailbox.setEndpoint(sib, { url: 'https://bureau.example', secret: 'whsec_AAAA' });
    const pushed: string[] = [];
    const deliver = async (_to: unknown, { kind }: { readonly kind: string }) => {
      pushed.push(kind);
      if (kind === 'CRIMINAL_ANSWER') await choose(false);
      return { kind: 'DELIVERED' as const, receipt: false };
    };
    const log = { info: () => undefined, warn: () => undefined };
    await database.query('update deliveries set delivered_ms = 1');
    await sent();
    await deliverDue({ records, sender: { deliver }, log, alarmWebhook: undefined, mail: undefined });
    await records.mailbox.setEndpoint(sib, null);
    await choose(true);
    expect(pushed).toEqual(['CRIMINAL_ANSWER']);
  });

  it('takes it back from the agency too, where the bureau had passed it on', async () => {
    const caseId = await sent();
    await passOn(caseId);
    expect(await kinds(jail, caseId)).toContain('NO_MATCH');
    await choose(false);
    expect((await kinds(jail, caseId)).toSorted()).toEqual(['CRIMINAL_ANSWER', 'DETAINER']);
    await choose(true);
  });

  it('closes the alarm of a message without a receipt once it is withheld', async () => {
    const caseId = await sent();
    const late = Date.now() + 3 * 3_600_000;
    await records.mailbox.raiseOverdue(late, 1_000);
    const open = async () =>
      (await records.alarms.list({ actor: null, caseId, open: true })).map(({ detail }) => detail);
    expect(await open()).toContain(`NO_MATCH to ${sib}: NOT_ACKNOWLEDGED`);
    await choose(false);
    await records.mailbox.raiseOverdue(late, 1_000);
    expect((await open()).filter((detail) => detail.includes('NO_MATCH'))).toEqual([]);
    expect(await open()).toContain(`CRIMINAL_ANSWER to ${sib}: NOT_ACKNOWLEDGED`);
    await choose(true);
  });

  it('numbers entries so that no gap tells of a withheld one: by when they came, not by how many', async () => {
    const before = Date.now();
    const caseId = await sent();
    const numbers = (await inbox(sib, caseId)).map(({ number }) => number);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(before);
    expect(Math.max(...numbers)).toBeLessThanOrEqual(Date.now() + numbers.length);
  });

  it('gives a message the same id however much happened in its case before', async () => {
    const [few, many] = [await submitted(records), await submitted(records)];
    const answer = (caseId: string, seq: number) => ({
      ...write(caseId, seq, { outgoing: [message('sre', { route: [sib, jail] })] }),
      event: { ...write(caseId, seq).event, step: 'the answer' },
    });
    await records.cases.writeRecords(few, [answer(few, 1)]);
    await records.cases.writeRecords(many, [write(many, 1), write(many, 2), answer(many, 3)]);
    const { messageIdOf } = await import('../../../records/chain.ts');
    expect((await inbox(sib, few)).map(({ id }) => id)).toEqual([messageIdOf(few, 'the answer', 'sre')]);
    expect((await inbox(sib, many)).map(({ id }) => id)).toEqual([messageIdOf(many, 'the answer', 'sre')]);
  });

  it('pushes nothing that would be withheld before the push has to be over, and calls nobody because of it', async () => {
    await records.mailbox.setEndpoint(sib, { url: 'https://sib.example/hook', secret: 'whsec_AAAA' });
    const caseId = await sent();
    await choose(false, isoInstant(Date.now() + 30_000));
    const claimed = (await records.mailbox.claimDueDeliveries(500, Date.now())).filter(
      ({ message: { caseId: of } }) => of === caseId,
    );
    expect(claimed.map(({ message: { kind } }) => kind)).toEqual(['CRIMINAL_ANSWER']);
    expect(await kinds(sib, caseId)).toEqual(ALL);
    await records.mailbox.raiseOverdue(Date.now() + 24 * 3_600_000, 1_000);
    const details = (await records.alarms.list({ actor: null, caseId, open: true })).map(({ detail }) => detail);
    expect(details.filter((detail) => /NO_MATCH|IMMIGRATION_RESPONSE to sib/.test(detail))).toEqual([]);
    expect(details).toContain(`CRIMINAL_ANSWER to ${sib}: NOT_ACKNOWLEDGED`);
    const noted = (await records.receiving.withheld(500)).filter((one) => one.caseId === caseId);
    expect(noted.map(({ kind }) => kind).toSorted()).toEqual(['IMMIGRATION_RESPONSE', 'NO_MATCH']);
    await records.mailbox.setEndpoint(sib, null);
    await choose(true, isoInstant(Date.now() + 30_001));
  });
});

describe('the state of the agency, of its bureau, and of any of its jurisdictions', () => {
  async function ended(state: string): Promise<number> {
    const now = () => Date.now();
    const { id } = await records.receiving.enterMoa(
      { state, executedOn: '2009-04-01', source: 'The signed paper.' },
      ADMINISTRATOR,
      now,
    );
    await records.receiving.endMoa(id, { by: 'STATE', on: '2011-05-04', source: 'Its letter.' }, ADMINISTRATOR, now);
    return id;
  }
  const find = async (id: number, receives: boolean) =>
    await records.receiving.find(
      id,
      { receives, from: null, title: 'Counsel', statement: 'I have read the letter.' },
      COUNSEL,
      () => Date.now(),
    );

  it('each counts, once counsel has found; the end in the register alone has no effect', async () => {
    for (const [number, place] of [
      ['1', { state: 'YA', ori: 'YA0000100', sib: 'XXSIB0000', jurisdictionState: 'XX' }],
      ['2', { state: 'YB', ori: 'XX0000200', sib: 'YBSIB0000', jurisdictionState: 'XX' }],
      ['3', { state: 'YC', ori: 'XX0000300', sib: 'XXSIB0000', jurisdictionState: 'YC' }],
    ] as const) {
      const id = `XX-S${number}`;
      await records.register.putJurisdiction(aJurisdiction(id, { state: place.jurisdictionState }));
      await records.register.putAgency(anAgency(place.ori, [id], { sib: place.sib }));
      const box: Address = `sib:${place.sib}`;
      const tell = async (): Promise<string[]> => {
        const caseId = await submitted(records);
        await database.query('update cases set cri = $2 where case_id = $1', [caseId, place.ori]);
        const route = [box, `agency:${place.ori}`] as const;
        await records.cases.writeRecords(caseId, [
          write(caseId, 1, { outgoing: [message('no', { kind: 'NO_MATCH', route })] }),
        ]);
        return await kinds(box, caseId);
      };
      const moa = await ended(place.state);
      expect(await tell()).toEqual(['NO_MATCH']);
      await find(moa, false);
      expect(await tell()).toEqual([]);
      await find(moa, true);
      expect(await tell()).toEqual(['NO_MATCH']);
    }
  });

  it('is found upon only where the state itself ended it, by another person than who entered it', async () => {
    const now = () => Date.now();
    const paper = { state: 'YD', executedOn: '2009-04-01', source: 'The signed paper.' };
    const { id } = await records.receiving.enterMoa(paper, ADMINISTRATOR, now);
    const refused = async (moa: number, by = COUNSEL) =>
      await codeOf(
        records.receiving.find(moa, { receives: false, from: null, title: 'Counsel', statement: 'Read.' }, by, now),
      );
    expect(await refused(id)).toBe('NOT_ENDED_BY_STATE');
    await records.receiving.endMoa(id, { by: 'DHS', on: '2011-08-05', source: 'The letter.' }, ADMINISTRATOR, now);
    expect(await refused(id)).toBe('NOT_ENDED_BY_STATE');
    expect(await refused(999)).toBe('NO_SUCH_MOA');
    const own = await ended('YE');
    expect(await refused(own, { ...COUNSEL, id: ADMINISTRATOR.id })).toBe('SAME_PERSON');
    expect(
      await codeOf(records.receiving.endMoa(id, { by: 'DHS', on: '2011-08-06', source: 'Again.' }, ADMINISTRATOR, now)),
    ).toBe('MOA_ENDED');
  });
});

describe('the judgement in the database', () => {
  it('is the one of the rules, for any words, whenever a message came and whenever one looks', async () => {
    const db = connect(database.url, 2);
    const caseId = await submitted(records);
    const outgoing = [message('no', { kind: 'NO_MATCH', route: ['sib:XXJUD0000'] })];
    await records.cases.writeRecords(caseId, [write(caseId, 1, { outgoing })]);
    const word = fc.record({ first: fc.boolean(), receives: fc.boolean(), fromMs: fc.integer({ min: 1, max: 20 }) });
    const samples = fc.sample(fc.tuple(fc.array(word, { maxLength: 7 }), fc.nat(22), fc.nat(22)), 40);
    for (const [index, [list, a, b]] of samples.entries()) {
      const [releasedMs, nowMs] = [Math.min(a, b), Math.max(a, b)];
      const parties = [`jurisdiction:ZA-${index}`, `jurisdiction:ZB-${index}`] as const;
      const words = list.map(({ first, receives, fromMs }, at) => {
        return { number: at + 1, party: parties[first ? 0 : 1], receives, from: isoInstant(fromMs) };
      });
      for (const { party, receives, from } of words) {
        await database.query(
          `insert into receiving_words (party, receives, from_at, from_ms, recorded_at, recorded_ms, reasons, actor, name, role)
           values ($1, $2, $3, $4, '', 0, '', '', '', '')`,
          [party, receives, from, Date.parse(from)],
        );
      }
      await database.query(`update messages set parties = $2 where ledger_id = $1`, [caseId, [...parties]]);
      await database.query(`update deliveries set released_ms = $1 where address = 'sib:XXJUD0000'`, [releasedMs]);
      const { gone, there } = await db
        .selectFrom('deliveries')
        .innerJoin('messages', 'messages.id', 'deliveries.message_id')
        .select([withheld(nowMs).as('gone'), handedOut(nowMs).as('there')])
        .where('deliveries.address', '=', 'sib:XXJUD0000')
        .executeTakeFirstOrThrow();
      expect([gone, there]).toEqual([isWithheld(words, parties, releasedMs, nowMs), !gone]);
      expect(await mayReceive(db, parties, nowMs)).toBe(receives(words, parties, nowMs));
    }
    await db.destroy();
  });
});

describe('the register of choices', () => {
  it('takes no word that begins before it is recorded, asked once nobody else can come between, and changes none', async () => {
    const from = isoInstant(Date.now() - 1);
    expect(await codeOf(choose(false, from))).toBe('EFFECT_BACKWARDS');
    const ahead = {
      jurisdiction: 'XX-ONE',
      receives: true,
      from: '2030-01-01T00:00:00Z',
      reasons: 'Voted.',
      letter: LETTER,
    };
    expect(
      await codeOf(records.receiving.choose(ahead, ADMINISTRATOR, () => Date.parse('2030-01-01T00:00:00.001Z'))),
    ).toBe('EFFECT_BACKWARDS');
    const change = `update receiving_words set receives = true`;
    await expect(database.query(change)).rejects.toMatchObject({ code: '23000' });
    await expect(database.query('delete from withheld_messages')).rejects.toMatchObject({ code: '23000' });
  });

  it('chains what people did to the record of the programme', async () => {
    const events = await records.cases.events('programme');
    expect(events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['RECEIVING_CHOSEN', 'MOA_ENTERED', 'MOA_ENDED', 'MOA_FINDING']),
    );
    expect((await records.cases.verify('programme')).ok).toBe(true);
  });
});
