import { randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import { sha256Hex } from '../domain/canonical.ts';
import { CodedError } from '../domain/errors.ts';
import type {
  AlarmChange,
  CaseProjection,
  DetainerProjection,
  FactRow,
  OutgoingMessage,
  RecordWrite,
  WrittenEvent,
} from '../domain/record/record.ts';
import { instantMs } from '../domain/text.ts';
import { closeAlarm, raiseAlarm } from './alarms.ts';
import { commitmentTo, type EventContent, eventHash, type EventHeader, SALT_BYTES } from './chain.ts';
import { noSuchCase } from './errors.ts';
import { release } from './mailbox.ts';
import { openJson, sealJson, type Statements, type Store } from './store.ts';
import type { Tables } from './tables.ts';

/** An event's content as it is sealed: with its salt, so that both go together. */
export interface SealedContent extends EventContent {
  /** Hex. */
  readonly salt: string;
}

type CaseHead = Pick<Selectable<Tables['cases']>, 'case_id' | 'cri' | 'last_position' | 'head_hash' | 'fact_written'>;
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
 * Written before: answers what was written then. Other content under the same number: a conflict, and nothing changes.
 */
export async function writeRecord(store: Store, caseId: string, write: RecordWrite): Promise<WrittenEvent> {
  const prepared = await prepare(store, caseId, write);
  return store.db.transaction().execute(async (tx) => {
    const head = await lockCase(tx, caseId);
    const known = await findEvent(tx, write);
    return known ? answerRepeat(store, known, prepared) : append(tx, head, prepared);
  });
}

async function prepare(store: Store, caseId: string, write: RecordWrite): Promise<Prepared> {
  const salt = randomBytes(SALT_BYTES);
  const { author, data } = write.event;
  const sealed: SealedContent = { salt: salt.toString('hex'), author, data };
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
    commitment: commitmentTo(salt, { author, data }),
    writeCommitment: commitmentTo(salt, write),
    messages,
  };
}

async function lockCase(tx: Statements, caseId: string): Promise<CaseHead> {
  const head = await tx
    .selectFrom('cases')
    .select(['case_id', 'cri', 'last_position', 'head_hash', 'fact_written'])
    .where('case_id', '=', caseId)
    // Against other writers of the case; rows that only refer to it need not wait.
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!head) throw noSuchCase();
  return head;
}

function findEvent(tx: Statements, { event }: RecordWrite): Promise<KnownEvent | undefined> {
  const query = tx.selectFrom('events').selectAll().where('stream', '=', event.stream).where('seq', '=', event.seq);
  return query.executeTakeFirst();
}

async function answerRepeat(store: Store, known: KnownEvent, { caseId, write }: Prepared): Promise<WrittenEvent> {
  if (known.case_id !== caseId) throw noSuchStream();
  const seq = write.event.seq;
  if (!(await isSame(store, known, write))) return { ok: false, seq, conflict: 'DIFFERENT_CONTENT' };
  return { ok: true, seq, position: known.position, recordedAt: known.recorded_at, hash: known.hash };
}

/** Once the content is cleared, what survives of it has to do. */
async function isSame(store: Store, known: KnownEvent, write: RecordWrite): Promise<boolean> {
  if (known.content === null) {
    const { kind, at, summary } = write.event;
    return known.kind === kind && known.at === at && known.summary === summary;
  }
  const { salt } = await openJson<SealedContent>(store, known.case_id, known.content);
  return commitmentTo(Buffer.from(salt, 'hex'), write) === known.write_commitment;
}

async function append(tx: Statements, head: CaseHead, prepared: Prepared): Promise<WrittenEvent> {
  const { write, caseId } = prepared;
  const agency = await agencyOfStream(tx, head, write);
  const header = headerOf(head.last_position + 1, write);
  const hash = eventHash(head.head_hash, header, prepared.commitment);
  await insertEvent(tx, head, header, prepared, hash);
  await storeMessages(tx, prepared);
  for (const change of write.alarms) await changeAlarm(tx, caseId, write.event.stream, agency, change);
  if (write.detainerProjection) await projectDetainer(tx, caseId, write.detainerProjection);
  if (write.fact && !head.fact_written) await insertFact(tx, write.fact);
  if (write.deleteSubmission || write.clearPersonal) await deleteSubmissionBytes(tx, caseId);
  if (write.clearPersonal) await clearPersonal(tx, caseId, header.position);
  const moved = {
    last_position: header.position,
    head_hash: hash,
    fact_written: head.fact_written || write.fact !== undefined,
  };
  const projected = write.caseProjection ? columnsOf(write.caseProjection) : {};
  await tx
    .updateTable('cases')
    .set({ ...moved, ...projected })
    .where('case_id', '=', caseId)
    .execute();
  return { ok: true, seq: header.seq, position: header.position, recordedAt: header.recordedAt, hash };
}

function noSuchStream(): CodedError {
  return new CodedError(
    'NO_SUCH_STREAM',
    'This writer was never registered for this case: register the detainer before it starts.',
  );
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

function headerOf(position: number, write: RecordWrite): EventHeader {
  const { stream, seq, kind, at, summary } = write.event;
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

/** The stable id of a message (32 hex digits): the same step gives the same id, whoever writes it and how often. */
export function messageIdOf(stream: string, seq: number, key: string): string {
  return sha256Hex(`${stream}|${seq}|${key}`).slice(0, 32);
}

async function storeMessages(tx: Statements, { caseId, write, messages }: Prepared): Promise<void> {
  const { stream, seq, at } = write.event;
  // Mailboxes are locked in one order, so that two cases never wait for each other.
  const ordered = messages.toSorted((a, b) => (a.message.route[0] < b.message.route[0] ? -1 : 1));
  for (const { message, content } of ordered) {
    const id = messageIdOf(stream, seq, message.key);
    const { kind, route, attachmentSha256 } = message;
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
      })
      .execute();
    await release(tx, id, 0, route[0]);
  }
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

async function projectDetainer(tx: Statements, caseId: string, projection: DetainerProjection): Promise<void> {
  const { detainerId, delivery, service, hold, ending, startedAt, limitAt, violation, changedAt } = projection;
  const { numUpdatedRows } = await tx
    .updateTable('detainers')
    .set({
      delivery,
      service,
      hold,
      ending,
      started_at: startedAt,
      limit_at: limitAt,
      limit_ms: limitAt === null ? null : instantMs(limitAt),
      violation,
      changed_at: changedAt,
    })
    .where('detainer_id', '=', detainerId)
    .where('case_id', '=', caseId)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw noSuchStream();
  await projectLimit(tx, caseId);
}

/** The case's earliest limit, by which lists are ordered. */
export async function projectLimit(tx: Statements, caseId: string): Promise<void> {
  const first = await tx
    .selectFrom('detainers')
    .select(['limit_at', 'limit_ms'])
    .where('case_id', '=', caseId)
    .where('hold', '<>', 'CLOSED')
    .where('limit_ms', 'is not', null)
    .orderBy('limit_ms')
    .limit(1)
    .executeTakeFirst();
  const limit = first ?? { limit_at: null, limit_ms: null };
  await tx.updateTable('cases').set(limit).where('case_id', '=', caseId).execute();
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
  await tx
    .updateTable('events')
    .set({ content: null, cleared_by: position })
    .where('case_id', '=', caseId)
    .where('position', '<', position)
    .where('content', 'is not', null)
    .execute();
}
