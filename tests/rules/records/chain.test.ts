import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordWrite } from '../../../domain/record/record.ts';
import { PROFILE_2011_06 } from '../../../domain/profile/shipped.ts';
import { messageIdOf } from '../../../records/chain.ts';
import { sampleRequest } from '../../../scripts/sample-documents.ts';
import { openRecords, type Records } from '../../../records/index.ts';
import { type FreshDatabase, freshDatabase } from '../../support/database.ts';
import { detainerIdOf } from '../../../domain/ids.ts';
import {
  caseProjection,
  codeOf,
  detainerInput,
  detainerProjection,
  event,
  message,
  newCaseId,
  sha256,
  SIB,
  submitted,
  SURNAME,
  write,
} from './fixtures.ts';

let database: FreshDatabase;
let records: Records;

beforeAll(async () => {
  database = await freshDatabase();
  records = await openRecords({ databaseUrl: database.url, poolSize: 8 });
});
afterAll(async () => {
  await records.close();
  await database.drop();
});

/** Changes rows past the triggers that keep our own code from it, as whoever owns the database can. */
async function tamper(statement: string, caseId: string): Promise<void> {
  const literal = `'${caseId}'`;
  await database.query(
    `begin; set local session_replication_role = replica; ${statement.replaceAll('$case', literal)}; commit`,
  );
}

async function caseWith(events: number): Promise<string> {
  const caseId = await submitted(records);
  await records.cases.writeRecords(
    caseId,
    Array.from({ length: events }, (_, index) => write(caseId, index + 1)),
  );
  return caseId;
}

describe('writing a step', () => {
  it('answers position, instant and hash, and what was recorded can be read', async () => {
    const caseId = await submitted(records);
    const [first, second] = await records.cases.writeRecords(caseId, [write(caseId, 1), write(caseId, 2)]);
    expect(first).toMatchObject({ ok: true, seq: 1, position: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(second).toMatchObject({ ok: true, seq: 2, position: 2 });
    const events = await records.cases.events(caseId);
    expect(events[0]).toMatchObject({ ...event(caseId, 1), position: 1, clearedBy: null });
    expect(await records.cases.verify(caseId)).toEqual({ ok: true, events: 2, cleared: [] });
  });

  it('answers a repeat with what was written then, and changes nothing', async () => {
    const caseId = await submitted(records);
    const step = write(caseId, 1, { outgoing: [message('answer')] });
    const first = await records.cases.writeRecords(caseId, [step]);
    await records.cases.writeRecords(caseId, [write(caseId, 2)]);
    const again = await records.cases.writeRecords(caseId, [structuredClone(step)]);
    expect(again).toEqual(first);
    expect(await records.cases.events(caseId)).toHaveLength(2);
  });

  it('answers other content under the same number with a conflict, and changes nothing', async () => {
    const caseId = await submitted(records);
    await records.cases.writeRecords(caseId, [write(caseId, 1)]);
    const other = write(caseId, 1, {
      event: event(caseId, 1, { data: { about: 'something else' } }),
      outgoing: [message('more')],
      alarms: [{ op: 'RAISE', key: 'x', rule: 'BAD_MESSAGE', at: '2011-09-14T18:00:00Z', detail: '' }],
    });
    const results = await records.cases.writeRecords(caseId, [other, write(caseId, 2)]);
    expect(results[0]).toEqual({ ok: false, seq: 1, conflict: 'DIFFERENT_CONTENT' });
    expect(results[1]).toMatchObject({ ok: true, position: 2 });
    expect(await records.alarms.list({ actor: null, caseId })).toEqual([]);
    expect((await records.cases.events(caseId))[0]?.data).toEqual(event(caseId, 1).data);
  });

  it('tells a conflict also where only what goes with the event differs', async () => {
    const caseId = await submitted(records);
    await records.cases.writeRecords(caseId, [write(caseId, 1)]);
    const [result] = await records.cases.writeRecords(caseId, [
      write(caseId, 1, { outgoing: [message('added later')] }),
    ]);
    expect(result).toMatchObject({ ok: false, conflict: 'DIFFERENT_CONTENT' });
  });

  it('knows a step that is done again at another instant and after another step, and lists show the latest', async () => {
    const caseId = await submitted(records);
    const at = (second: number) => `2011-09-14T18:00:0${second}Z`;
    const step = (name: string, seq: number, second: number) =>
      write(caseId, seq, {
        event: event(caseId, seq, { step: name, at: at(second), summary: name, data: { name } }),
        outgoing: [message('answer', { text: `told at ${at(second)}` })],
        caseProjection: caseProjection({ nextStep: `after ${name}`, changedAt: at(second) }),
      });
    await records.cases.writeRecords(caseId, [step('reviewed', 1, 1)]);
    const again = await records.cases.writeRecords(caseId, [step('answered', 1, 5), step('reviewed', 2, 5)]);
    expect(again).toMatchObject([
      { ok: true, seq: 2, position: 2 },
      { ok: true, seq: 1, position: 1 },
    ]);
    const events = await records.cases.events(caseId);
    expect(events.map((recorded) => [recorded.step, recorded.seq, recorded.at])).toEqual([
      ['reviewed', 1, at(1)],
      ['answered', 2, at(5)],
    ]);
    expect(
      await records.mailbox
        .list(`sib:${SIB}`, { limit: 500 })
        .then((all) => all.filter((entry) => entry.caseId === caseId)),
    ).toHaveLength(2);
    expect((await records.cases.get(caseId))?.projection?.nextStep).toBe('after reviewed');
    await records.cases.writeRecords(caseId, [step('answered', 1, 2)]);
    expect((await records.cases.get(caseId))?.projection?.nextStep).toBe('after reviewed');
  });

  it('knows a step by what its document says, not by the bytes that were made of it at another instant', async () => {
    const caseId = await submitted(records);
    const madeAt = (at: string): RecordWrite => {
      const document = {
        ...sampleRequest(PROFILE_2011_06),
        detainerId: detainerIdOf(caseId, 1),
        madeAt: at,
        issuedAt: at,
      };
      return write(caseId, 1, { outgoing: [message('form', { document, attachmentSha256: sha256(at) })] });
    };
    const [first] = await records.cases.writeRecords(caseId, [madeAt('2011-09-14T18:00:01Z')]);
    expect(await records.cases.writeRecords(caseId, [madeAt('2011-09-14T19:00:00Z')])).toEqual([first]);
  });

  it('refuses a case that was never submitted and a writer that was never registered', async () => {
    const unknown = newCaseId();
    expect(await codeOf(records.cases.writeRecords(unknown, [write(unknown, 1)]))).toBe('NO_SUCH_CASE');
    const caseId = await submitted(records);
    const stream = detainerIdOf(caseId, 1);
    expect(await codeOf(records.cases.writeRecords(caseId, [write(stream, 1)]))).toBe('NO_SUCH_STREAM');
    await records.cases.registerDetainer(detainerInput(caseId));
    expect(await records.cases.writeRecords(caseId, [write(stream, 1)])).toMatchObject([{ ok: true, position: 1 }]);
  });

  it('refuses the stream of another case', async () => {
    const [one, two] = [await submitted(records), await submitted(records)];
    await records.cases.writeRecords(one, [write(one, 1)]);
    expect(await codeOf(records.cases.writeRecords(two, [write(one, 1)]))).toBe('NO_SUCH_STREAM');
    expect(await codeOf(records.cases.writeRecords(two, [write(one, 2)]))).toBe('NO_SUCH_STREAM');
    await records.cases.registerDetainer(detainerInput(one));
    const stream = detainerIdOf(one, 1);
    expect(await codeOf(records.cases.writeRecords(two, [write(stream, 1)]))).toBe('NO_SUCH_STREAM');
    const projecting = write(two, 1, { detainerProjection: detainerProjection(one, 1) });
    expect(await codeOf(records.cases.writeRecords(two, [projecting]))).toBe('NO_SUCH_STREAM');
    expect(await records.cases.events(two)).toEqual([]);
  });
});

describe('many writers', () => {
  it('two streams with 200 steps, each written twice at once, make one chain without gaps', async () => {
    const caseId = await submitted(records);
    await records.cases.registerDetainer(detainerInput(caseId));
    const stream = detainerIdOf(caseId, 1);
    const writes = Array.from({ length: 100 }, (_, index) => [
      write(caseId, index + 1),
      write(stream, index + 1),
    ]).flat();
    const twice = await Promise.all([...writes, ...writes].map((step) => records.cases.writeRecords(caseId, [step])));
    const positions = twice.flat().map((result) => (result.ok ? result.position : 0));
    expect(new Set(positions)).toEqual(new Set(Array.from({ length: 200 }, (_, index) => index + 1)));
    expect(positions.slice(0, 200)).toEqual(positions.slice(200));
    expect(await records.cases.verify(caseId)).toEqual({ ok: true, events: 200, cleared: [] });
  });
});

describe('tampering', () => {
  const acts: readonly (readonly [string, string, number])[] = [
    ['a summary', `update events set summary = 'something else' where ledger_id = $case and position = 2`, 2],
    ['an instant', `update events set at = '2011-01-01T00:00:00Z' where ledger_id = $case and position = 2`, 2],
    [
      'when it was recorded',
      `update events set recorded_at = '2011-01-01T00:00:00Z' where ledger_id = $case and position = 2`,
      2,
    ],
    [
      'a content',
      `update events set content = (select content from events where ledger_id = $case and position = 3) where ledger_id = $case and position = 2`,
      2,
    ],
    ['a content that is none', `update events set content = '\\x00' where ledger_id = $case and position = 2`, 2],
    [
      'content taken away',
      `update events set content = null, cleared_by = 4 where ledger_id = $case and position = 2`,
      2,
    ],
    ['an event taken away', `delete from events where ledger_id = $case and position = 2`, 2],
    ['the last event taken away', `delete from events where ledger_id = $case and position = 4`, 4],
    ['a hash', `update events set hash = repeat('0', 64) where ledger_id = $case and position = 2`, 2],
    ['a commitment', `update events set commitment = repeat('0', 64) where ledger_id = $case and position = 2`, 2],
    [
      'two events changed over',
      `update events set position = 9 where ledger_id = $case and position = 2;
       update events set position = 2 where ledger_id = $case and position = 3;
       update events set position = 3 where ledger_id = $case and position = 9`,
      2,
    ],
    [
      'events of another case',
      `update events set prev_hash = repeat('a', 64) where ledger_id = $case and position = 1`,
      1,
    ],
  ];
  it.each(acts)('finds %s', async (_what, statement, position) => {
    const caseId = await caseWith(4);
    expect((await records.cases.verify(caseId)).ok).toBe(true);
    await tamper(statement, caseId);
    const found = await records.cases.verify(caseId);
    expect(found).toMatchObject({ ok: false, fault: { position } });
    expect(JSON.stringify(found)).not.toContain(SURNAME);
  });

  const inMailboxes: readonly (readonly [string, string, number])[] = [
    [
      'the text of a message',
      `update messages set content = convert_to(replace(convert_from(content, 'UTF8'), 'No record', 'A record'), 'UTF8')
       where ledger_id = $case`,
      2,
    ],
    ['a content that is none', `update messages set content = '\\x00' where ledger_id = $case`, 2],
    ['its instant', `update messages set at = '2011-01-01T00:00:00Z' where ledger_id = $case`, 2],
    ['its kind', `update messages set kind = 'NO_MATCH' where ledger_id = $case`, 2],
    ['its route', `update messages set route = '["agency:XX9999999"]' where ledger_id = $case`, 2],
    ['its file', `update messages set attachment_sha256 = null where ledger_id = $case`, 2],
    ['the bytes of its file', `update attachments set bytes = '\\x00' where case_id = $case`, 2],
    [
      'the mailbox that it lies in',
      `insert into mailboxes values ('agency:XX9999999', 0) on conflict do nothing;
       update deliveries set address = 'agency:XX9999999' where message_id in (select id from messages where ledger_id = $case)`,
      2,
    ],
    ['a message taken away', `delete from messages where ledger_id = $case`, 2],
    [
      'a message that no event sent',
      `insert into messages select repeat('f', 32), ledger_id, kind, route, at, content, null from messages where ledger_id = $case`,
      4,
    ],
  ];
  it.each(inMailboxes)('finds in a mailbox %s', async (_what, statement, position) => {
    const caseId = await submitted(records);
    const file = Buffer.from('an answer');
    await records.attachments.store(caseId, sha256(file), file);
    await records.cases.writeRecords(caseId, [
      write(caseId, 1),
      write(caseId, 2, { outgoing: [message('answer', { attachmentSha256: sha256(file) })] }),
      write(caseId, 3),
    ]);
    expect(await records.cases.verify(caseId)).toEqual({ ok: true, events: 3, cleared: [] });
    await tamper(statement, caseId);
    const found = await records.cases.verify(caseId);
    expect(found).toMatchObject({ ok: false, fault: { position } });
    expect(JSON.stringify(found)).not.toContain(SURNAME);
  });

  it('lets receipts and hops be what they are, and knows no messages of what was cleared', async () => {
    const caseId = await submitted(records);
    await records.cases.writeRecords(caseId, [write(caseId, 1, { outgoing: [message('answer')] })]);
    await records.mailbox.acknowledge(
      messageIdOf(caseId, 'step 1', 'answer'),
      `sib:${SIB}`,
      '2011-09-14T19:00:00Z',
      'clerk',
    );
    expect((await records.cases.verify(caseId)).ok).toBe(true);
    await records.cases.writeRecords(caseId, [write(caseId, 2, { clearPersonal: true })]);
    expect((await records.cases.verify(caseId)).ok).toBe(true);
  });

  it('is kept from our own code by the tables themselves', async () => {
    const caseId = await caseWith(2);
    const refused = { code: '23000' };
    const change = `update events set summary = 'x' where ledger_id = '${caseId}'`;
    await expect(database.query(change)).rejects.toMatchObject(refused);
    await expect(database.query(`delete from events where ledger_id = '${caseId}'`)).rejects.toMatchObject(refused);
    expect((await records.cases.verify(caseId)).ok).toBe(true);
  });
});

describe('clearing', () => {
  it('takes the particulars and the content before the act, and the chain still verifies', async () => {
    const caseId = await caseWith(3);
    await records.cases.writeRecords(caseId, [
      write(caseId, 4, { event: event(caseId, 4, { kind: 'CLEARED', data: {} }), clearPersonal: true }),
      write(caseId, 5, { event: event(caseId, 5, { data: {} }) }),
    ]);
    expect(await records.cases.verify(caseId)).toEqual({
      ok: true,
      events: 5,
      cleared: [1, 2, 3].map((position) => ({ position, by: 4 })),
    });
    const events = await records.cases.events(caseId);
    expect(events.map(({ data, clearedBy }) => [data, clearedBy])).toEqual([
      [null, 4],
      [null, 4],
      [null, 4],
      [{}, null],
      [{}, null],
    ]);
    expect(events[0]?.summary).toBe('step 1');
    expect(await records.submissions.read(caseId)).toBeNull();
    expect((await records.cases.get(caseId))?.booking).toBeNull();
    const left = await database.query(
      `select 1 from events where ledger_id = $1 and position(convert_to($2, 'UTF8') in content) > 0
       union all select 1 from submissions where case_id = $1 and (booking is not null or file is not null)`,
      [caseId, SURNAME],
    );
    expect(left).toEqual([]);
  });

  it('answers a repeat of a cleared step from what survives', async () => {
    const caseId = await caseWith(1);
    const [first] = await records.cases.writeRecords(caseId, [write(caseId, 1)]);
    await records.cases.writeRecords(caseId, [write(caseId, 2, { clearPersonal: true })]);
    expect(await records.cases.writeRecords(caseId, [write(caseId, 1)])).toEqual([first]);
    const other = write(caseId, 1, { event: event(caseId, 1, { summary: 'something else' }) });
    expect(await records.cases.writeRecords(caseId, [other])).toMatchObject([{ ok: false }]);
  });

  it('is found where no recorded act did it', async () => {
    const caseId = await caseWith(3);
    await records.cases.writeRecords(caseId, [write(caseId, 4, { clearPersonal: true })]);
    await tamper(`update events set clears = false where ledger_id = $case and position = 4`, caseId);
    expect(await records.cases.verify(caseId)).toMatchObject({ ok: false, fault: { position: 1 } });
  });
});

describe('a database that goes away', () => {
  it('leaves nothing half-done when its connections are killed in the middle, and repeats heal', async () => {
    const caseId = await submitted(records);
    const writes = Array.from({ length: 120 }, (_, index) =>
      write(caseId, index + 1, {
        outgoing: [message('answer', { route: [`agency:XX${String(index).padStart(7, '0')}`] })],
        alarms: [{ op: 'RAISE', key: `k${index}`, rule: 'BAD_MESSAGE', at: '2011-09-14T18:00:00Z', detail: '' }],
      }),
    );
    const kill = `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
    const enough = new AbortController();
    const killer = (async () => {
      while (!enough.signal.aborted) await database.query(kill);
    })();
    const codes = await Promise.all(
      writes.map((step) => records.cases.writeRecords(caseId, [step]).then(() => 'WRITTEN', codeOfError)),
    );
    enough.abort();
    await killer;
    expect(new Set(codes)).toContain('RECORDS_UNAVAILABLE');
    expect(codes.filter((code) => !['WRITTEN', 'RECORDS_UNAVAILABLE'].includes(code))).toEqual([]);
    const whole = `select (select count(*) from events where ledger_id = $1)::int as events,
      (select count(*) from messages where ledger_id = $1)::int as messages,
      (select count(*) from deliveries d join messages m on m.id = d.message_id where m.ledger_id = $1)::int as deliveries,
      (select count(*) from alarms where case_id = $1)::int as alarms`;
    const [counts] = await database.query<{ events: number; messages: number; deliveries: number; alarms: number }>(
      whole,
      [caseId],
    );
    const events = counts?.events;
    expect(counts).toEqual({ events, messages: events, deliveries: events, alarms: events });
    expect(await records.cases.verify(caseId)).toMatchObject({ ok: true, events });
    for (const step of writes) await untilWritten(caseId, step);
    expect(await records.cases.verify(caseId)).toMatchObject({ ok: true, events: 120 });
  });

  it('says so without the values of the row', async () => {
    const away = await freshDatabase();
    const there = await openRecords({ databaseUrl: away.url });
    const caseId = await submitted(there);
    await away.drop();
    const fault = await there.cases.writeRecords(caseId, [write(caseId, 1)]).catch((error: unknown) => error);
    await there.close();
    expect(fault).toMatchObject({ name: 'CodedError', code: expect.stringMatching(/^RECORDS_/) });
    expect(fault).not.toHaveProperty('cause');
    expect(`${String(fault)} ${JSON.stringify(fault)}`).not.toContain(SURNAME);
  });

  it('fails fast where nothing listens', async () => {
    const started = Date.now();
    expect(await codeOf(openRecords({ databaseUrl: 'postgres://nobody@127.0.0.1:1/none' }))).toBe(
      'RECORDS_UNAVAILABLE',
    );
    expect(Date.now() - started).toBeLessThan(4_000);
  });
});

function codeOfError(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

async function untilWritten(caseId: string, step: ReturnType<typeof write>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const done = await records.cases.writeRecords(caseId, [step]).then(
      () => true,
      (error: unknown) => {
        if (tries >= 20) throw error;
        return false;
      },
    );
    if (done) return;
  }
}
