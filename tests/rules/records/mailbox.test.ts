import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DELIVERY_FAILURES_BEFORE_ALARM, openRecords, type Records } from '../../../records/index.ts';
import { messageIdOf } from '../../../records/chain.ts';
import type { Address } from '../../../domain/record/record.ts';
import { type FreshDatabase, freshDatabase } from '../../support/database.ts';
import { codeOf, message, submitted, write } from './fixtures.ts';

let database: FreshDatabase;
let records: Records;
let boxes = 0;
let sib: Address;
let jail: Address;

beforeAll(async () => {
  database = await freshDatabase();
  records = await openRecords({ databaseUrl: database.url });
});
afterAll(async () => {
  await records.close();
  await database.drop();
});
beforeEach(() => {
  boxes += 1;
  sib = `sib:XX${String(boxes).padStart(7, '0')}`;
  jail = `agency:XX${String(boxes).padStart(7, '0')}`;
});

const AT = '2011-09-14T19:00:00-05:00';

async function sent(): Promise<{ caseId: string; id: string }> {
  const caseId = await submitted(records);
  await records.cases.writeRecords(caseId, [
    write(caseId, 1, { outgoing: [message('answer', { route: [sib, jail] })] }),
  ]);
  return { caseId, id: messageIdOf(caseId, 'step 1', 'answer') };
}

describe('a route', () => {
  it('goes hop by hop, each with a receipt of its own', async () => {
    const { caseId, id } = await sent();
    expect(await records.mailbox.list(jail, { limit: 10 })).toEqual([]);
    expect(await records.mailbox.read(id, jail)).toBeNull();
    const [entry] = await records.mailbox.list(sib, { unacknowledged: true, limit: 10 });
    expect(entry).toMatchObject({ id, hop: 0, caseId, kind: 'CRIMINAL_ANSWER', acknowledged: null });
    expect(await records.mailbox.acknowledge(id, sib, AT, 'sib-clerk')).toEqual({ at: AT, by: 'sib-clerk' });
    expect(await records.mailbox.list(sib, { unacknowledged: true, limit: 10 })).toEqual([]);
    expect(await records.mailbox.read(id, jail)).toMatchObject({
      hop: 1,
      text: 'No record was found.',
      data: { identification: 'N' },
      acknowledged: null,
    });
    await records.mailbox.acknowledge(id, jail, AT, 'jail-clerk');
    expect(await records.mailbox.read(id, jail)).toMatchObject({ acknowledged: { at: AT, by: 'jail-clerk' } });
    expect(await records.mailbox.read(id, sib)).toMatchObject({ acknowledged: { at: AT, by: 'sib-clerk' } });
  });

  it('keeps the first receipt, and releases the next hop once', async () => {
    const { id } = await sent();
    const receipts = await Promise.all(
      ['first', 'second', 'third'].map((by) => records.mailbox.acknowledge(id, sib, AT, by)),
    );
    expect(new Set(receipts.map(({ by }) => by)).size).toBe(1);
    expect(await records.mailbox.list(jail, { limit: 10 })).toHaveLength(1);
  });

  it('refuses a receipt by a mailbox that the message has not come to', async () => {
    const { id } = await sent();
    expect(await codeOf(records.mailbox.acknowledge(id, jail, AT, 'x'))).toBe('NO_SUCH_MESSAGE');
    expect(await codeOf(records.mailbox.acknowledge(id, 'agency:XX9999999', AT, 'x'))).toBe('NO_SUCH_MESSAGE');
  });

  it('numbers a mailbox in the order in which entries appear: whoever goes on after the last one misses none', async () => {
    const caseIds = await Promise.all(Array.from({ length: 30 }, () => submitted(records)));
    const seen: number[] = [];
    const written = new AbortController();
    const reader = (async () => {
      while (!written.signal.aborted) {
        const entries = await records.mailbox.list(sib, { after: seen.at(-1) ?? 0, limit: 5 });
        seen.push(...entries.map((entry) => entry.number));
      }
    })();
    const outgoing = [message('a', { route: [sib] }), message('b', { route: [jail] })];
    await Promise.all(caseIds.map((caseId) => records.cases.writeRecords(caseId, [write(caseId, 1, { outgoing })])));
    written.abort();
    await reader;
    const rest = await records.mailbox.list(sib, { after: seen.at(-1) ?? 0, limit: 100 });
    const all = [...seen, ...rest.map((entry) => entry.number)];
    expect(all).toHaveLength(30);
    expect(all).toEqual([...new Set(all)].toSorted((a, b) => a - b));
  });
});

describe('an announced alarm', () => {
  const announcement = (caseId: string) => ({
    alarm: { id: 17, caseId, to: [{ role: 'local_agency' as const, scope: scopeOf(jail) }] },
    at: AT,
    subject: 'An alarm',
    text: 'It waits.',
    data: { alarm: 17 },
  });
  const scopeOf = (address: Address) => ({ kind: 'agency' as const, ori: address.slice('agency:'.length) });

  it('lies in a mailbox once, however often it is announced', async () => {
    const caseId = await submitted(records);
    await Promise.all([1, 2, 3, 4].map(() => records.mailbox.announce(announcement(caseId))));
    await records.mailbox.announce(announcement(caseId));
    await records.mailbox.announce({ ...announcement(caseId), alarm: { ...announcement(caseId).alarm, id: 18 } });
    const entries = await records.mailbox.list(jail, { limit: 10 });
    expect(entries.map(({ kind, subject }) => [kind, subject])).toEqual([
      ['ALARM', 'An alarm'],
      ['ALARM', 'An alarm'],
    ]);
    expect(await records.mailbox.read(entries[0]?.id ?? '', jail)).toMatchObject({ caseId, text: 'It waits.', at: AT });
  });

  it('comes once into a mailbox that several of its roles read', async () => {
    const caseId = await submitted(records);
    const scope = { kind: 'office' as const, office: `XXO${boxes}` };
    const to = [
      { role: 'field_officer' as const, scope },
      { role: 'supervisor' as const, scope },
    ];
    const one = announcement(caseId);
    await records.mailbox.announce({ ...one, alarm: { ...one.alarm, to } });
    expect(await records.mailbox.list(`office:XXO${boxes}`, { limit: 10 })).toHaveLength(1);
  });

  it('calls for no receipt and raises nothing where it cannot be pushed', async () => {
    const caseId = await submitted(records);
    await records.mailbox.announce(announcement(caseId));
    const id = (await records.mailbox.list(jail, { limit: 1 }))[0]?.id ?? '';
    await records.mailbox.raiseOverdue(Date.now() + 1_000 * 24 * 60 * 60_000, 1_000);
    for (let failure = 0; failure <= DELIVERY_FAILURES_BEFORE_ALARM; failure += 1)
      await records.mailbox.deliveryFailed(id, 0, { code: 'HTTP_503', nowMs: 1, nextTryMs: 1 });
    expect(await records.alarms.list({ actor: null, caseId })).toEqual([]);
    expect(await records.mailbox.acknowledge(id, jail, AT, 'jail-clerk')).toEqual({ at: AT, by: 'jail-clerk' });
  });

  it('is no step of its case: the chain verifies with it, and still finds a message that is made to look like one', async () => {
    const { caseId } = await sent();
    await records.mailbox.announce(announcement(caseId));
    expect(await records.cases.verify(caseId)).toEqual({ ok: true, events: 1, cleared: [] });
    await database.query(`update messages set kind = 'ALARM' where ledger_id = $1`, [caseId]);
    expect(await records.cases.verify(caseId)).toMatchObject({ ok: false, fault: { position: 1 } });
  });
});

describe('pushing', () => {
  const endpoint = { url: 'https://sib.example/hook', secret: 'whsec_AAAA' };

  it('leaves a mailbox without endpoint to be fetched, and finds what waited when one is set', async () => {
    const { id } = await sent();
    const due = async () =>
      (await records.mailbox.claimDueDeliveries(100, 1_000)).filter(({ message: { id: of } }) => of === id);
    expect(await due()).toEqual([]);
    await records.mailbox.setEndpoint(sib, endpoint);
    expect(await records.mailbox.endpoints()).toContainEqual({ address: sib, ...endpoint });
    expect(await due()).toMatchObject([
      { endpoint, attempt: 1, message: { id, text: 'No record was found.', hop: 0 } },
    ]);
    await records.mailbox.setEndpoint(sib, null);
    expect((await records.mailbox.endpoints()).map(({ address }) => address)).not.toContain(sib);
  });

  it('gives a delivery to one claimer, and to the next when its lease is over', async () => {
    await records.mailbox.setEndpoint(sib, endpoint);
    const { id } = await sent();
    const claims = await Promise.all([1, 2, 3, 4].map(() => records.mailbox.claimDueDeliveries(10, 5_000)));
    expect(claims.flat().filter((due) => due.message.id === id)).toHaveLength(1);
    expect(await records.mailbox.claimDueDeliveries(10, 64_999)).toEqual([]);
    expect((await records.mailbox.claimDueDeliveries(10, 65_000)).map((due) => due.message.id)).toEqual([id]);
    await records.mailbox.delivered(id, 0, 66_000);
    expect(await records.mailbox.claimDueDeliveries(10, 9_999_999)).toEqual([]);
    // Delivered is not yet received: the receipt is the receiver's own act.
    expect(await records.mailbox.read(id, sib)).toMatchObject({ acknowledged: null });
  });

  it('tries again when told to, and raises an alarm after several failures until it is delivered', async () => {
    await records.mailbox.setEndpoint(sib, endpoint);
    const { id, caseId } = await sent();
    let nowMs = 1_000_000;
    for (let failure = 1; failure <= DELIVERY_FAILURES_BEFORE_ALARM; failure += 1) {
      expect(await records.alarms.list({ actor: null, caseId })).toEqual([]);
      expect(await records.mailbox.claimDueDeliveries(10, nowMs)).toMatchObject([{ attempt: failure }]);
      await records.mailbox.deliveryFailed(id, 0, { code: 'HTTP_503', nowMs, nextTryMs: nowMs + 500 });
      expect(await records.mailbox.claimDueDeliveries(10, nowMs + 499)).toEqual([]);
      nowMs += 500;
    }
    expect(await records.alarms.list({ actor: null, caseId, open: true })).toMatchObject([
      { rule: 'DELIVERY_FAILING', stream: 'records', detail: `CRIMINAL_ANSWER to ${sib}: HTTP_503` },
    ]);
    await records.mailbox.delivered(id, 0, nowMs);
    expect(await records.alarms.list({ actor: null, caseId, open: true })).toEqual([]);
    await records.mailbox.deliveryFailed(id, 0, { code: 'LATE', nowMs, nextTryMs: nowMs });
    expect(await records.mailbox.claimDueDeliveries(10, nowMs + 1)).toEqual([]);
  });
});
