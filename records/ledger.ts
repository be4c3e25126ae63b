import { randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { UnaddressedDocument } from '../domain/detainer/document.ts';
import type { OutgoingMessage, RecordWrite } from '../domain/record/record.ts';
import {
  commitmentTo,
  type EventContent,
  eventHash,
  type EventHeader,
  genesisHash,
  messageHash,
  messageIdOf,
  SALT_BYTES,
} from './chain.ts';
import { release } from './mailbox.ts';
import { openJson, sealJson, type Statements, type Store } from './store.ts';
import type { Tables } from './tables.ts';
import { partiesToMessage } from './withholding.ts';

/** An event's content as it is sealed: with its salt, so that both go together. */
export interface SealedContent extends EventContent {
  /** Hex. */
  readonly salt: string;
}

/** Where a ledger stands, under its lock. */
export type LedgerHead = Selectable<Tables['ledgers']>;
export type KnownEvent = Selectable<Tables['events']>;

/** What of a write goes into the chain and the mailboxes. */
export type Step = Pick<RecordWrite, 'event' | 'outgoing' | 'alarms' | 'deleteSubmission' | 'clearPersonal'>;

/** A step with everything that can be prepared before its ledger is locked. */
export interface Prepared {
  readonly ledgerId: string;
  readonly step: Step;
  readonly content: Uint8Array;
  readonly commitment: string;
  readonly writeCommitment: string;
  readonly messages: readonly { readonly message: OutgoingMessage; readonly content: Uint8Array }[];
}

/** A step as it went into the chain. */
export interface Appended {
  readonly seq: number;
  readonly position: number;
  readonly recordedAt: string;
  readonly hash: string;
}

/** Opens a ledger; false if there is one. */
export async function openLedger(tx: Statements, ledgerId: string): Promise<boolean> {
  const made = await tx
    .insertInto('ledgers')
    .values({ ledger_id: ledgerId, head_hash: genesisHash(ledgerId) })
    .onConflict((conflict) => conflict.column('ledger_id').doNothing())
    .returning('ledger_id')
    .executeTakeFirst();
  return made !== undefined;
}

/** Where a ledger stands, locked against its other writers until the end of the transaction; `undefined` where there is none. */
export function lockLedger(tx: Statements, ledgerId: string): Promise<LedgerHead | undefined> {
  return tx.selectFrom('ledgers').selectAll().where('ledger_id', '=', ledgerId).forNoKeyUpdate().executeTakeFirst();
}

/** Salts and seals a step and its messages. */
export async function prepare(store: Store, ledgerId: string, step: Step): Promise<Prepared> {
  const salt = randomBytes(SALT_BYTES);
  const content = contentOf(step);
  const sealed: SealedContent = { salt: salt.toString('hex'), ...content };
  const messages = await Promise.all(
    step.outgoing.map(async (message) => {
      const { subject, text, data: facts } = message;
      return { message, content: await sealJson(store, ledgerId, { subject, text, data: facts }) };
    }),
  );
  return {
    ledgerId,
    step,
    content: await sealJson(store, ledgerId, sealed),
    commitment: commitmentTo(salt, content),
    writeCommitment: commitmentTo(salt, saidBy(step)),
    messages,
  };
}

function contentOf({ event: { author, data, at }, outgoing }: Step): EventContent {
  const messages = outgoing.map((message) => ({ key: message.key, sha256: messageHash({ ...message, at }) }));
  return { author, data, messages };
}

/**
 * The step as it was written before, if it was, and the number that the next one of its stream gets: the record counts for itself, for the
 * writer's count may differ when a workflow task is done again.
 */
export async function findEvent(
  tx: Statements,
  { event }: Step,
): Promise<{ readonly known: KnownEvent | undefined; readonly nextSeq: number }> {
  const { stream, step } = event;
  const rows = await tx
    .selectFrom('events')
    .selectAll()
    .where('stream', '=', stream)
    .where((eb) => {
      const last = eb
        .selectFrom('events as of_stream')
        .select((of) => of.fn.max('of_stream.seq').as('last'))
        .where('of_stream.stream', '=', stream);
      return eb.or([eb('step', '=', step), eb('seq', '=', last)]);
    })
    .execute();
  return { known: rows.find((row) => row.step === step), nextSeq: Math.max(0, ...rows.map(({ seq }) => seq)) + 1 };
}

/** Whether a step says what the record already holds under its name. Once the content is cleared, what survives of it has to do. */
export async function isSame(store: Store, known: KnownEvent, step: Step): Promise<boolean> {
  if (known.content === null) return known.kind === step.event.kind && known.summary === step.event.summary;
  const { salt } = await openJson<SealedContent>(store, known.ledger_id, known.content);
  return commitmentTo(Buffer.from(salt, 'hex'), saidBy(step)) === known.write_commitment;
}

/** What a step says, without the instants and numbers that differ when its workflow task is done again. */
function saidBy({ event, outgoing, alarms, deleteSubmission, clearPersonal }: Step) {
  const { kind, author, data } = event;
  return {
    kind,
    author,
    data,
    outgoing: outgoing.map((message) => ({
      kind: message.kind,
      route: message.route,
      data: message.data,
      // The bytes of a document that we make ourselves carry the instant and the words of the day: its facts stand in `data`.
      file: message.document === undefined ? message.attachmentSha256 : message.document.document,
    })),
    alarms: alarms.map((change) => (change.op === 'RAISE' ? [change.key, change.rule, change.detail] : [change.key])),
    deletes: deleteSubmission === true,
    clears: clearPersonal === true,
  };
}

/** Chains a step to its ledger, which the caller has locked, and puts its messages into the mailboxes of their first hops. */
export async function appendStep(
  tx: Statements,
  head: LedgerHead,
  nextSeq: number,
  prepared: Prepared,
): Promise<Appended> {
  const header = headerOf(head.last_position + 1, nextSeq, prepared.step);
  const hash = eventHash(head.head_hash, header, prepared.commitment);
  await insertEvent(tx, head, header, prepared, hash);
  await storeMessages(tx, prepared);
  await tx
    .updateTable('ledgers')
    .set({ last_position: header.position, head_hash: hash })
    .where('ledger_id', '=', head.ledger_id)
    .execute();
  return { seq: header.seq, position: header.position, recordedAt: header.recordedAt, hash };
}

function headerOf(position: number, seq: number, step: Step): EventHeader {
  const { stream, kind, at, summary } = step.event;
  const header = { position, stream, seq, kind, at, summary, recordedAt: new Date().toISOString() };
  return step.clearPersonal ? { ...header, clears: true } : header;
}

async function insertEvent(
  tx: Statements,
  head: LedgerHead,
  header: EventHeader,
  prepared: Prepared,
  hash: string,
): Promise<void> {
  const { recordedAt, clears, ...rest } = header;
  await tx
    .insertInto('events')
    .values({
      ledger_id: head.ledger_id,
      ...rest,
      step: prepared.step.event.step,
      recorded_at: recordedAt,
      clears: clears ?? false,
      content: prepared.content,
      commitment: prepared.commitment,
      write_commitment: prepared.writeCommitment,
      prev_hash: head.head_hash,
      hash,
    })
    .execute();
}

async function storeMessages(tx: Statements, { ledgerId, step, messages }: Prepared): Promise<void> {
  const { stream, step: name, at } = step.event;
  // Mailboxes are locked in one order, so that two writers never wait for each other.
  const ordered = messages.toSorted((a, b) => (a.message.route[0] < b.message.route[0] ? -1 : 1));
  for (const { message, content } of ordered) {
    const id = messageIdOf(stream, name, message.key);
    const { kind, route, attachmentSha256, document } = message;
    const parties = await partiesToMessage(tx, ledgerId, message);
    await tx
      .insertInto('messages')
      .values({
        id,
        ledger_id: ledgerId,
        kind,
        route: JSON.stringify(route),
        at,
        content,
        attachment_sha256: attachmentSha256,
        document: document === undefined ? null : documentColumn(document),
        parties: parties && [...parties],
      })
      .execute();
    await release(tx, { id, kind, parties }, 0, route[0]);
  }
}

function documentColumn({ detainerId, document: kind, revision, madeAt }: UnaddressedDocument): string {
  return JSON.stringify({ detainerId, kind, revision, madeAt });
}
