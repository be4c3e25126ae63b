import { randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { UnaddressedDocument } from '../domain/detainer/document.ts';
import type {
  AlarmChange,
  CaseProjection,
  FactRow,
  OutgoingMessage,
  RecordWrite,
  WrittenEvent,
} from '../domain/record/record.ts';
import { closeAlarm, raiseAlarm } from './alarms.ts';
import {
  commitmentTo,
  type EventContent,
  eventHash,
  type EventHeader,
  messageHash,
  messageIdOf,
  SALT_BYTES,
} from './chain.ts';
import { noSuchCase } from './errors.ts';
import { release } from './mailbox.ts';
import { noSuchStream, notBefore, projectDetainer } from './project.ts';
import { openJson, sealJson, type Statements, type Store } from './store.ts';
import type { Tables } from './tables.ts';

/** An event's content as it is sealed: with its salt, so that both go together. */
export interface SealedContent extends EventContent {
  /** Hex. */
  readonly salt: string;
}

type CaseHead = Pick<
  Selectable<Tables['cases']>,
  'case_id' | 'cri' | 'last_position' | 'head_hash' | 'fact_written' | 'changed_at'
>;
type KnownEvent = Selectable<Tables['events']>;

/** A write with everything that can be prepared before the case is locked. */
interface Prepared {
  readonly caseId: string;
  readonly write: RecordWrite;
  readonly content: Uint8Array;
  readonly commitment: string;
  readonly writeCommitment: string;
  readonly messages: readonly PreparedMessage[];
}

interface PreparedMessage {
  readonly message: OutgoingMessage;
  readonly content: Uint8Array;
}

/**
 * Writes one step with everything that changes with it, under the lock of its case: either all of it is there afterwards or nothing.
 * Written before: answers what was written then, whatever instant and number it comes with now; only what lists show follows the writer.
 * Other content under the same name: a conflict, and nothing changes. `agencyOf`: who may write, by stream, unless told.
 */
export async function writeRecord(
  store: Store,
  caseId: string,
  write: RecordWrite,
  agencyOf: AgencyOf = agencyOfStream,
): Promise<WrittenEvent> {
  const prepared = await prepare(store, caseId, write);
  return store.db.transaction().execute(async (tx) => {
    const head = await lockCase(tx, caseId);
    const { known, nextSeq } = await findEvent(tx, write);
    if (known) return answerRepeat(store, tx, { head, known, prepared });
    return append(tx, { head, nextSeq, agency: await agencyOf(tx, head, write) }, prepared);
  });
}

/** Whom an alarm of a writer means by "the agency". Refuses writers that are none: it is what a stream is let in by. */
type AgencyOf = (tx: Statements, head: CaseHead, write: RecordWrite) => Promise<string>;

async function prepare(store: Store, caseId: string, write: RecordWrite): Promise<Prepared> {
  const salt = randomBytes(SALT_BYTES);
  const content = contentOf(write);
  const sealed: SealedContent = { salt: salt.toString('hex'), ...content };
  const messages = await Promise.all(
    write.outgoing.map(async (message) => {
      const { subject, text, data: facts } = message;
      return { message, content: await sealJson(store, caseId, { subject, text, data: facts }) };
    }),
  );
  return {
    caseId,
    write,
    content: await sealJson(store, caseId, sealed),
    commitment: commitmentTo(salt, content),
    writeCommitment: commitmentTo(salt, saidBy(write)),
    messages,
  };
}

function contentOf({ event: { author, data, at }, outgoing }: RecordWrite): EventContent {
  const messages = outgoing.map((message) => ({ key: message.key, sha256: messageHash({ ...message, at }) }));
  return { author, data, messages };
}

export async function lockCase(tx: Statements, caseId: string): Promise<CaseHead> {
  const head = await tx
    .selectFrom('cases')
    .select(['case_id', 'cri', 'last_position', 'head_hash', 'fact_written', 'changed_at'])
    .where('case_id', '=', caseId)
    // Against other writers of the case; rows that only refer to it need not wait.
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!head) throw noSuchCase();
  return head;
}

/**
 * The step as it was written before, if it was, and the number that the next one of its stream gets: the record counts for itself, for the
 * writer's count may differ when a workflow task is done again.
 */
async function findEvent(
  tx: Statements,
  { event }: RecordWrite,
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

interface Repeat {
  readonly head: CaseHead;
  readonly known: KnownEvent;
  readonly prepared: Prepared;
}

async function answerRepeat(store: Store, tx: Statements, { head, known, prepared }: Repeat): Promise<WrittenEvent> {
  const { caseId, write } = prepared;
  const { seq, position } = known;
  if (known.case_id !== caseId) throw noSuchStream();
  if (!(await isSame(store, known, write))) return { ok: false, seq, conflict: 'DIFFERENT_CONTENT' };
  // Between the first time and this one another step may have been written, with lists as they were before this one.
  const listed = listedColumns(head, write);
  if (listed) await tx.updateTable('cases').set(listed).where('case_id', '=', caseId).execute();
  if (write.detainerProjection) await projectDetainer(tx, caseId, write.detainerProjection);
  return { ok: true, seq, position, recordedAt: known.recorded_at, hash: known.hash };
}

/** Once the content is cleared, what survives of it has to do. */
async function isSame(store: Store, known: KnownEvent, write: RecordWrite): Promise<boolean> {
  if (known.content === null) return known.kind === write.event.kind && known.summary === write.event.summary;
  const { salt } = await openJson<SealedContent>(store, known.case_id, known.content);
  return commitmentTo(Buffer.from(salt, 'hex'), saidBy(write)) === known.write_commitment;
}

/** What a write says, without the instants and numbers that differ when its workflow task is done again. */
function saidBy({ event, outgoing, alarms, deleteSubmission, clearPersonal }: RecordWrite) {
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

async function append(
  tx: Statements,
  { head, nextSeq, agency: known }: { readonly head: CaseHead; readonly nextSeq: number; readonly agency: string },
  prepared: Prepared,
): Promise<WrittenEvent> {
  const { write, caseId } = prepared;
  // With a report that the person was moved, it is the jail that holds the person now.
  const agency = write.detainerProjection?.jail ?? known;
  const header = headerOf(head.last_position + 1, nextSeq, write);
  const hash = eventHash(head.head_hash, header, prepared.commitment);
  await insertEvent(tx, head, header, prepared, hash);
  await storeMessages(tx, header.seq, prepared);
  if (write.detainerProjection) await projectDetainer(tx, caseId, write.detainerProjection);
  for (const change of write.alarms) await changeAlarm(tx, caseId, write.event.stream, agency, change);
  if (write.fact && !head.fact_written) await insertFact(tx, write.fact);
  if (write.deleteSubmission || write.clearPersonal) await deleteSubmissionBytes(tx, caseId);
  if (write.clearPersonal) await clearPersonal(tx, caseId, header.position);
  const moved = {
    last_position: header.position,
    head_hash: hash,
    fact_written: head.fact_written || write.fact !== undefined,
  };
  await tx
    .updateTable('cases')
    .set({ ...moved, ...listedColumns(head, write) })
    .where('case_id', '=', caseId)
    .execute();
  return { ok: true, seq: header.seq, position: header.position, recordedAt: header.recordedAt, hash };
}

/** Whom an alarm of this writer means by "the agency": the jail of a detainer, else the booking agency. Refuses unknown writers. */
async function agencyOfStream(tx: Statements, head: CaseHead, { event }: RecordWrite): Promise<string> {
  if (event.stream === head.case_id) return head.cri;
  const detainer = await tx
    .selectFrom('detainers')
    .select('jail')
    .where('detainer_id', '=', event.stream)
    .where('case_id', '=', head.case_id)
    .executeTakeFirst();
  if (!detainer) throw noSuchStream();
  return detainer.jail;
}

function headerOf(position: number, seq: number, write: RecordWrite): EventHeader {
  const { stream, kind, at, summary } = write.event;
  const header = { position, stream, seq, kind, at, summary, recordedAt: new Date().toISOString() };
  return write.clearPersonal ? { ...header, clears: true } : header;
}

async function insertEvent(
  tx: Statements,
  head: CaseHead,
  header: EventHeader,
  prepared: Prepared,
  hash: string,
): Promise<void> {
  const { recordedAt, clears, ...rest } = header;
  await tx
    .insertInto('events')
    .values({
      case_id: head.case_id,
      ...rest,
      step: prepared.write.event.step,
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

async function storeMessages(tx: Statements, seq: number, { caseId, write, messages }: Prepared): Promise<void> {
  const { stream, at } = write.event;
  // Mailboxes are locked in one order, so that two cases never wait for each other.
  const ordered = messages.toSorted((a, b) => (a.message.route[0] < b.message.route[0] ? -1 : 1));
  for (const { message, content } of ordered) {
    const id = messageIdOf(stream, seq, message.key);
    const { kind, route, attachmentSha256, document } = message;
    await tx
      .insertInto('messages')
      .values({
        id,
        case_id: caseId,
        kind,
        route: JSON.stringify(route),
        at,
        content,
        attachment_sha256: attachmentSha256,
        document: document === undefined ? null : documentColumn(document),
      })
      .execute();
    await release(tx, { id, kind }, 0, route[0]);
  }
}

function documentColumn({ detainerId, document: kind, revision, madeAt }: UnaddressedDocument): string {
  return JSON.stringify({ detainerId, kind, revision, madeAt });
}

async function changeAlarm(
  tx: Statements,
  caseId: string,
  stream: string,
  agency: string,
  change: AlarmChange,
): Promise<void> {
  if (change.op === 'CLOSE') return closeAlarm(tx, caseId, stream, change.key, change.at);
  const { key, rule, detail, at } = change;
  return raiseAlarm(tx, { caseId, stream, key, rule, detail, agency, at });
}

/** Lists show the writer's latest state: a write that comes again late, from a try that had been given up, moves nothing back. */
function listedColumns(head: CaseHead, { caseProjection }: RecordWrite) {
  return caseProjection && notBefore(caseProjection.changedAt, head.changed_at) ? columnsOf(caseProjection) : undefined;
}

function columnsOf(projection: CaseProjection) {
  return {
    criminal: projection.criminal,
    immigration: projection.immigration,
    outcome: projection.outcome,
    cri: projection.cri,
    jurisdiction: projection.jurisdiction,
    field_office: projection.fieldOffice,
    next_step: projection.nextStep,
    opened_at: projection.openedAt,
    changed_at: projection.changedAt,
    closed_at: projection.closedAt,
  };
}

/** De-identified: nothing in the row leads back to the case. A case has one; a second is not taken. */
async function insertFact(tx: Statements, fact: FactRow): Promise<void> {
  const { jurisdiction, quarter, matched, shared, offenceClass, classedBy, outcome } = fact;
  const id = randomBytes(16).toString('hex');
  const row = {
    id,
    jurisdiction,
    quarter,
    matched,
    shared,
    offence_class: offenceClass,
    classed_by: classedBy,
    outcome,
  };
  await tx.insertInto('facts').values(row).execute();
}

async function deleteSubmissionBytes(tx: Statements, caseId: string): Promise<void> {
  await tx.updateTable('submissions').set({ file: null }).where('case_id', '=', caseId).execute();
}

/** Clears the particulars, and the content of every event before the act that clears. */
async function clearPersonal(tx: Statements, caseId: string, position: number): Promise<void> {
  await tx.updateTable('submissions').set({ booking: null }).where('case_id', '=', caseId).execute();
  await tx.updateTable('submission_conflicts').set({ booking: null }).where('case_id', '=', caseId).execute();
  await tx.updateTable('alarms').set({ closed_reasons: null }).where('case_id', '=', caseId).execute();
  await tx.updateTable('late_messages').set({ content: null }).where('case_id', '=', caseId).execute();
  await tx
    .updateTable('events')
    .set({ content: null, cleared_by: position })
    .where('case_id', '=', caseId)
    .where('position', '<', position)
    .where('content', 'is not', null)
    .execute();
}
