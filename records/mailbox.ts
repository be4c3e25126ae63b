import { type Selectable, sql } from 'kysely';
import type { Json } from '../domain/canonical.ts';
import { CodedError } from '../domain/errors.ts';
import { addressOf } from '../domain/record/address.ts';
import { isCaseId } from '../domain/ids.ts';
import type { Party } from '../domain/jurisdiction/receiving.ts';
import type { Address, OutgoingMessage } from '../domain/record/record.ts';
import { closeAlarm, raiseAlarm, RECORDS_STREAM } from './alarms.ts';
import { messageIdOf } from './chain.ts';
import {
  type Announcement,
  DELIVERY_FAILURES_BEFORE_ALARM,
  type DueDelivery,
  type Mailbox,
  type MailboxEntry,
  type MailboxMessage,
  RECEIPT_WITHIN_MS,
  type Receipt,
} from './contract.ts';
import { openJson, sealJson, type Statements, type Store } from './store.ts';
import type { Tables } from './tables.ts';
import { handedOut, mayReceive, noteWithheld, withheld } from './withholding.ts';

/** How long a claimed delivery belongs to its claimer. Milliseconds. */
const LEASE_MS = 60_000;
/** The latest instant there is: what is due then is never due. Milliseconds since 1970. */
const NEVER_MS = 8_640_000_000_000_000;

/** Messages on their way: each hop of a route is an entry in a mailbox of its own. */
export function mailboxOf(store: Store): Mailbox {
  const { db } = store;
  return {
    async list(address, { unacknowledged, after = 0, limit }) {
      let query = entries(db).where('deliveries.address', '=', address).where('deliveries.number', '>', after);
      query = query.where(handedOut(Date.now()));
      if (unacknowledged === true) query = query.where('deliveries.acknowledged_at', 'is', null);
      const rows = await query.orderBy('deliveries.number').limit(limit).execute();
      return Promise.all(rows.map(async (row) => entryOf(row, (await contentOf(store, row)).subject)));
    },

    async read(id, address) {
      const query = entries(db).where('messages.id', '=', id).where('deliveries.address', '=', address);
      const row = await query
        .where(handedOut(Date.now()))
        .orderBy('deliveries.hop', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row ? messageOf(store, row) : null;
    },

    acknowledge: (id, address, at, by) => db.transaction().execute((tx) => acknowledge(tx, id, address, { at, by })),

    claimDueDeliveries: (limit, nowMs) => claimDue(store, limit, nowMs),

    delivered: (id, hop, nowMs) =>
      db.transaction().execute(async (tx) => {
        const delivered = { delivered_ms: nowMs, failures: 0, last_failure: null, leased_until_ms: 0 };
        const query = tx.updateTable('deliveries').set(delivered).where('message_id', '=', id).where('hop', '=', hop);
        const row = await query.returning('overdue').executeTakeFirst();
        // What is overdue waits for the receipt: that it was pushed does not say that anybody has it.
        if (row?.overdue === false) await closeFailing(tx, id, hop, new Date(nowMs).toISOString());
      }),

    announce: (announcement) => announce(store, announcement),

    raiseOverdue: (nowMs, limit) => db.transaction().execute((tx) => raiseOverdue(tx, nowMs, limit)),

    deliveryFailed: (id, hop, failure) => db.transaction().execute((tx) => noteFailure(tx, id, hop, failure)),

    async setEndpoint(address, endpoint) {
      if (endpoint === null) {
        await db.deleteFrom('endpoints').where('address', '=', address).execute();
        return;
      }
      const { url, secret } = endpoint;
      await db
        .insertInto('endpoints')
        .values({ address, url, secret })
        .onConflict((conflict) => conflict.column('address').doUpdateSet({ url, secret }))
        .execute();
    },

    endpoints: () => db.selectFrom('endpoints').selectAll().orderBy('address').execute(),
  };
}

/** What of a message decides where it goes: `parties` are those whose word it depends on (rules D4, D5), null where on nobody's. */
type Releasing = Pick<Selectable<Tables['messages']>, 'id' | 'kind'> & { readonly parties: readonly Party[] | null };

/**
 * Puts a message into the mailbox of one hop, unless its parties do not receive it: then it goes no further. The mailbox's row stays locked
 * until the end of the transaction: its numbers become visible in order, so that a receiver that goes on after the last number it saw misses
 * nothing. Numbers are instants and count nothing: no gap tells of a message that is withheld.
 */
export async function release(
  tx: Statements,
  { id, kind, parties }: Releasing,
  hop: number,
  address: Address,
): Promise<void> {
  const released_ms = Date.now();
  if (!(await mayReceive(tx, parties, released_ms))) return noteWithheld(tx, id, address);
  const { last_number: number } = await tx
    .insertInto('mailboxes')
    .values({ address, last_number: released_ms })
    .onConflict((conflict) =>
      conflict.column('address').doUpdateSet({
        last_number: sql<number>`greatest(mailboxes.last_number + 1, excluded.last_number)`,
      }),
    )
    .returning('last_number')
    .executeTakeFirstOrThrow();
  const within = RECEIPT_WITHIN_MS[kind];
  const receipt_due_ms = within === null ? NEVER_MS : released_ms + within;
  const row = { message_id: id, hop, address, number, released_ms, receipt_due_ms };
  await tx.insertInto('deliveries').values(row).execute();
}

async function announce(store: Store, { alarm, at, subject, text, data }: Announcement): Promise<void> {
  const { id: number, caseId, to } = alarm;
  const content = await sealJson(store, caseId, { subject, text, data });
  // Mailboxes are locked in one order, so that two announcements never wait for each other. Roles of one office share theirs.
  const addresses = [...new Set(to.map(addressOf))].toSorted();
  await store.db.transaction().execute(async (tx) => {
    for (const address of addresses) {
      // No step has this stream: an announcement never takes a step's id. Once for each mailbox, or detainers would be lost among repeats.
      const id = messageIdOf(`alarm ${number} of ${caseId}`, '', address);
      const route = JSON.stringify([address]);
      const row = await tx
        .insertInto('messages')
        .values({ id, ledger_id: caseId, kind: 'ALARM', route, at, content, attachment_sha256: null })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returning('id')
        .executeTakeFirst();
      if (row) await release(tx, { id, kind: 'ALARM', parties: null }, 0, address);
    }
  });
}

/** The earliest hop of this address that waits; else its first receipt again. */
async function acknowledge(tx: Statements, id: string, address: Address, receipt: Receipt): Promise<Receipt> {
  const hops = await tx
    .selectFrom('deliveries')
    .innerJoin('messages', 'messages.id', 'deliveries.message_id')
    .select(['hop', 'acknowledged_at as at', 'acknowledged_by as by', 'ledger_id', 'route', 'kind', 'parties'])
    .where('message_id', '=', id)
    .where('address', '=', address)
    .where(handedOut(Date.now()))
    .orderBy('hop')
    .forNoKeyUpdate('deliveries')
    .execute();
  const waiting = hops.find((row) => row.at === null);
  if (!waiting) return firstReceipt(hops);
  await tx
    .updateTable('deliveries')
    .set({ acknowledged_at: receipt.at, acknowledged_by: receipt.by })
    .where('message_id', '=', id)
    .where('hop', '=', waiting.hop)
    .execute();
  const next = routeOf(waiting.route)[waiting.hop + 1];
  const { kind, parties } = waiting;
  if (next !== undefined) await release(tx, { id, kind, parties }, waiting.hop + 1, next);
  await closeAlarm(tx, caseIdOf(waiting.ledger_id), RECORDS_STREAM, failingKey(id, waiting.hop), receipt.at);
  return receipt;
}

function firstReceipt(hops: readonly { readonly at: string | null; readonly by: string | null }[]): Receipt {
  for (const { at, by } of hops) if (at !== null && by !== null) return { at, by };
  throw new CodedError(
    'NO_SUCH_MESSAGE',
    'There is no such message in this mailbox: list the mailbox to see what it holds.',
  );
}

async function claimDue(store: Store, limit: number, nowMs: number): Promise<readonly DueDelivery[]> {
  const rows = await store.db.transaction().execute(async (tx) => {
    const due = await entries(tx)
      .innerJoin('endpoints', 'endpoints.address', 'deliveries.address')
      .select(['endpoints.url', 'endpoints.secret'])
      .where('deliveries.delivered_ms', 'is', null)
      .where('deliveries.acknowledged_at', 'is', null)
      .where('deliveries.next_try_ms', '<=', nowMs)
      .where('deliveries.leased_until_ms', '<=', nowMs)
      // What is claimed may be handed over until the end of the lease.
      .where(handedOut(nowMs + LEASE_MS))
      .orderBy('deliveries.next_try_ms')
      .orderBy('deliveries.number')
      .limit(limit)
      .forNoKeyUpdate('deliveries')
      .skipLocked()
      .execute();
    for (const { id, hop } of due) {
      const lease = { leased_until_ms: nowMs + LEASE_MS };
      await tx.updateTable('deliveries').set(lease).where('message_id', '=', id).where('hop', '=', hop).execute();
    }
    return due;
  });
  return Promise.all(
    rows.map(async ({ url, secret, ...row }) => ({
      message: await messageOf(store, row),
      endpoint: { url, secret },
      attempt: row.failures + 1,
    })),
  );
}

interface Failure {
  readonly code: string;
  readonly nowMs: number;
  readonly nextTryMs: number;
}

async function noteFailure(
  tx: Statements,
  id: string,
  hop: number,
  { code, nowMs, nextTryMs }: Failure,
): Promise<void> {
  const row = await tx
    .updateTable('deliveries')
    .set((eb) => ({ failures: eb('failures', '+', 1), last_failure: code, next_try_ms: nextTryMs, leased_until_ms: 0 }))
    .where('message_id', '=', id)
    .where('hop', '=', hop)
    // What was delivered or fetched meanwhile has not failed.
    .where('delivered_ms', 'is', null)
    .where('acknowledged_at', 'is', null)
    .returning(['failures', 'address'])
    .executeTakeFirst();
  if (!row || row.failures < DELIVERY_FAILURES_BEFORE_ALARM) return;
  await raiseFailing(tx, { id, hop, address: row.address }, code, nowMs);
}

interface Hop {
  readonly id: string;
  readonly hop: number;
  readonly address: Address;
}

/** One alarm for a hop, whatever keeps it; none for an announced alarm, which repeats by itself. */
async function raiseFailing(tx: Statements, { id, hop, address }: Hop, code: string, nowMs: number): Promise<void> {
  const message = await caseOf(tx, id);
  if (message.kind === 'ALARM') return;
  await raiseAlarm(tx, {
    caseId: message.case_id,
    stream: RECORDS_STREAM,
    key: failingKey(id, hop),
    rule: 'DELIVERY_FAILING',
    detail: `${message.kind} to ${address}: ${code}`,
    agency: message.cri ?? '',
    at: new Date(nowMs).toISOString(),
  });
}

async function raiseOverdue(tx: Statements, nowMs: number, limit: number): Promise<number> {
  const late = await tx
    .selectFrom('deliveries')
    .innerJoin('messages', 'messages.id', 'deliveries.message_id')
    .select(['message_id as id', 'hop', 'address', handedOut(nowMs).as('expected')])
    .where('acknowledged_at', 'is', null)
    .where('overdue', '=', false)
    .where('receipt_due_ms', '<=', nowMs)
    .orderBy('receipt_due_ms')
    .limit(limit)
    .forNoKeyUpdate('deliveries')
    .skipLocked()
    .execute();
  for (const { expected, ...hop } of late) {
    const query = tx.updateTable('deliveries').set({ overdue: true }).where('message_id', '=', hop.id);
    await query.where('hop', '=', hop.hop).execute();
    if (expected) await raiseFailing(tx, hop, 'NOT_ACKNOWLEDGED', nowMs);
    else await giveUp(tx, hop, nowMs);
  }
  await giveUpWithheld(tx, nowMs, limit);
  return late.length;
}

/** Whoever was called because a message had no receipt need wait no longer: it is handed out to nobody any more. */
async function giveUpWithheld(tx: Statements, nowMs: number, limit: number): Promise<void> {
  const hops = await tx
    .selectFrom('deliveries')
    .innerJoin('messages', 'messages.id', 'deliveries.message_id')
    .leftJoin('withheld_messages', (join) =>
      join
        .onRef('withheld_messages.message_id', '=', 'deliveries.message_id')
        .onRef('withheld_messages.address', '=', 'deliveries.address'),
    )
    .select(['deliveries.message_id as id', 'hop', 'deliveries.address'])
    .where('acknowledged_at', 'is', null)
    .where('overdue', '=', true)
    .where('withheld_messages.message_id', 'is', null)
    .where(withheld(nowMs))
    .limit(limit)
    .execute();
  for (const hop of hops) await giveUp(tx, hop, nowMs);
}

async function giveUp(tx: Statements, { id, hop, address }: Hop, nowMs: number): Promise<void> {
  await noteWithheld(tx, id, address);
  await closeFailing(tx, id, hop, new Date(nowMs).toISOString());
}

/** The case that a message belongs to: null where it is of another ledger. */
function caseOf(tx: Statements, id: string) {
  return tx
    .selectFrom('messages')
    .leftJoin('cases', 'cases.case_id', 'messages.ledger_id')
    .select(['cases.case_id', 'messages.kind', 'cases.cri'])
    .where('messages.id', '=', id)
    .executeTakeFirstOrThrow();
}

async function closeFailing(tx: Statements, id: string, hop: number, at: string): Promise<void> {
  const { case_id: caseId } = await caseOf(tx, id);
  await closeAlarm(tx, caseId, RECORDS_STREAM, failingKey(id, hop), at);
}

function failingKey(id: string, hop: number): string {
  return `DELIVERY_FAILING ${id} ${hop}`;
}

function entries(statements: Statements) {
  return statements.selectFrom('deliveries').innerJoin('messages', 'messages.id', 'deliveries.message_id').selectAll();
}

type Row = Selectable<Tables['deliveries']> & Selectable<Tables['messages']>;
type Content = Pick<OutgoingMessage, 'subject' | 'text'> & { readonly data: Json };

function contentOf(store: Store, row: Row): Promise<Content> {
  return openJson<Content>(store, row.ledger_id, row.content);
}

/** A ledger's case; null where it is another's. */
function caseIdOf(ledgerId: string): string | null {
  return isCaseId(ledgerId) ? ledgerId : null;
}

/** The column was written from a route. */
export function routeOf(column: string): OutgoingMessage['route'] {
  return JSON.parse(column) as OutgoingMessage['route'];
}

function entryOf(row: Row, subject: string): MailboxEntry {
  const { acknowledged_at: at, acknowledged_by: by } = row;
  return {
    id: row.id,
    number: row.number,
    address: row.address,
    caseId: caseIdOf(row.ledger_id),
    kind: row.kind,
    hop: row.hop,
    route: routeOf(row.route),
    at: row.at,
    subject,
    attachmentSha256: row.attachment_sha256,
    acknowledged: at !== null && by !== null ? { at, by } : null,
  };
}

async function messageOf(store: Store, row: Row): Promise<MailboxMessage> {
  const { subject, text, data } = await contentOf(store, row);
  return { ...entryOf(row, subject), text, data };
}
