import type { Selectable } from 'kysely';
import { commitmentTo, eventHash, type EventHeader, genesisHash } from './chain.ts';
import type { RecordedEvent, Verification } from './contract.ts';
import { noSuchLedger } from './errors.ts';
import { messagesFault, sentMessages } from './sent.ts';
import { openJson, type Store } from './store.ts';
import type { Tables } from './tables.ts';
import type { SealedContent } from './ledger.ts';

type Row = Selectable<Tables['events']>;

/** Of a ledger, the events after a position, so many at most. */
interface Page {
  readonly after: number;
  readonly limit: number;
}
const ALL: Page = { after: 0, limit: Number.MAX_SAFE_INTEGER };

/** Every event of a ledger with what is left of its content. */
export async function eventsOf(store: Store, ledgerId: string, page: Page = ALL): Promise<readonly RecordedEvent[]> {
  const rows = await rowsOf(store, ledgerId, page);
  return Promise.all(
    rows.map(async (row) => {
      const content = await contentOf(store, row);
      return {
        position: row.position,
        stream: row.stream,
        step: row.step,
        seq: row.seq,
        kind: row.kind,
        at: row.at,
        author: content?.author ?? null,
        summary: row.summary,
        data: content?.data ?? null,
        recordedAt: row.recorded_at,
        hash: row.hash,
        clearedBy: row.cleared_by,
      };
    }),
  );
}

/** Recomputes a ledger's chain from its first event to where the ledger says it stands. @throws CodedError NO_SUCH_CASE, NO_SUCH_LEDGER */
export async function verifyLedger(store: Store, ledgerId: string): Promise<Verification> {
  const { head, rows, sent } = await snapshot(store, ledgerId);
  const clearing = new Set(rows.filter((row) => row.clears).map((row) => row.position));
  const cleared: { position: number; by: number }[] = [];
  let previous = genesisHash(ledgerId);
  for (const [index, row] of rows.entries()) {
    const reason =
      (await faultOf(store, row, index + 1, previous)) ??
      clearingFault(row, clearing) ??
      (await messagesFault(store, row, await contentOf(store, row), sent));
    if (reason !== undefined)
      return { ok: false, events: rows.length, cleared, fault: { position: index + 1, reason } };
    if (row.cleared_by !== null) cleared.push({ position: row.position, by: row.cleared_by });
    previous = row.hash;
  }
  if (head.last_position !== rows.length || head.head_hash !== previous) {
    const reason = `the ledger stands at event ${head.last_position}, the record ends at ${rows.length}`;
    return { ok: false, events: rows.length, cleared, fault: { position: rows.length + 1, reason } };
  }
  // Which messages a cleared event sent is no longer known.
  if (cleared.length === 0 && sent.size > 0) {
    const reason = 'a mailbox holds a message that no event sent';
    return { ok: false, events: rows.length, cleared, fault: { position: rows.length + 1, reason } };
  }
  return { ok: true, events: rows.length, cleared };
}

/** Head and events as of one instant: a writer may be at work. */
function snapshot(store: Store, ledgerId: string) {
  return store.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const head = await tx
        .selectFrom('ledgers')
        .select(['last_position', 'head_hash'])
        .where('ledger_id', '=', ledgerId)
        .executeTakeFirst();
      if (!head) throw noSuchLedger(ledgerId);
      return { head, rows: await rowsOf({ ...store, db: tx }, ledgerId), sent: await sentMessages(tx, ledgerId) };
    });
}

function rowsOf(
  { db }: { readonly db: Pick<Store['db'], 'selectFrom'> },
  ledgerId: string,
  { after, limit }: Page = ALL,
): Promise<Row[]> {
  const rows = db.selectFrom('events').selectAll().where('ledger_id', '=', ledgerId).where('position', '>', after);
  return rows.orderBy('position').limit(limit).execute();
}

async function contentOf(store: Store, row: Row): Promise<SealedContent | null> {
  return row.content === null ? null : openJson<SealedContent>(store, row.ledger_id, row.content);
}

async function faultOf(store: Store, row: Row, position: number, previous: string): Promise<string | undefined> {
  if (row.position !== position) return `event ${position} is missing`;
  if (row.prev_hash !== previous) return 'it does not follow from the event before it';
  if (eventHash(previous, headerOf(row), row.commitment) !== row.hash)
    return 'its header does not have the hash that was recorded';
  const content = await readable(store, row);
  if (content === undefined) return 'its content cannot be read';
  if (content === null) return undefined;
  const { salt, author, data, messages } = content;
  const commitment = commitmentTo(Buffer.from(salt, 'hex'), { author, data, messages });
  return commitment === row.commitment ? undefined : 'its content is not the one that was recorded';
}

/** `undefined` where whatever lies in the column is no content of ours. */
async function readable(store: Store, row: Row): Promise<SealedContent | null | undefined> {
  try {
    const content = await contentOf(store, row);
    const ours = content === null || (typeof content.salt === 'string' && Array.isArray(content.messages));
    return ours ? content : undefined;
  } catch {
    return undefined;
  }
}

/** Content may be missing only where a later act of the same chain cleared it. */
function clearingFault(row: Row, clearing: ReadonlySet<number>): string | undefined {
  if (row.content !== null) return undefined;
  if (row.cleared_by !== null && row.cleared_by > row.position && clearing.has(row.cleared_by)) return undefined;
  return 'its content is missing, and no recorded act cleared it';
}

function headerOf(row: Row): EventHeader {
  const { position, stream, seq, kind, at, summary } = row;
  const header = { position, stream, seq, kind, at, summary, recordedAt: row.recorded_at };
  return row.clears ? { ...header, clears: true } : header;
}
