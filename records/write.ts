import { randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { AlarmChange, CaseProjection, FactRow, RecordWrite, WrittenEvent } from '../domain/record/record.ts';
import { isCaseId } from '../domain/ids.ts';
import { projectActivation } from './activations.ts';
import { closeAlarm, raiseAlarm } from './alarms.ts';
import { noSuchCase, noSuchLedger } from './errors.ts';
import {
  appendStep,
  findEvent,
  isSame,
  type KnownEvent,
  type LedgerHead,
  lockLedger,
  prepare,
  type Prepared,
} from './ledger.ts';
import { noSuchStream, notBefore, projectDetainer } from './project.ts';
import type { Statements, Store } from './store.ts';
import type { Tables } from './tables.ts';

/** A ledger under its lock, with its case where it is one's. */
interface Head {
  readonly ledger: LedgerHead;
  readonly ofCase: Pick<Selectable<Tables['cases']>, 'case_id' | 'cri' | 'fact_written' | 'changed_at'> | null;
}

/**
 * Writes one step with everything that changes with it, under the lock of its ledger: either all of it is there afterwards or nothing.
 * Written before: answers what was written then, whatever instant and number it comes with now; only what lists show follows the writer.
 * Other content under the same name: a conflict, and nothing changes. `agencyOf`: who may write, by stream, unless told.
 */
export async function writeRecord(
  store: Store,
  ledgerId: string,
  write: RecordWrite,
  agencyOf: AgencyOf = agencyOfStream,
): Promise<WrittenEvent> {
  const prepared = await prepare(store, ledgerId, write);
  return store.db.transaction().execute(async (tx) => {
    const head = await lock(tx, ledgerId);
    const { known, nextSeq } = await findEvent(tx, write);
    if (known) return answerRepeat(store, tx, { head, known, write });
    return append(tx, { head, nextSeq, agency: await agencyOf(tx, head, write), write, prepared });
  });
}

/** Whom an alarm of a writer means by "the agency"; empty where there is none. Refuses writers that are none: it is what a stream is let in by. */
type AgencyOf = (tx: Statements, head: Head, write: RecordWrite) => Promise<string>;

/** Against other writers of the ledger, and of the case where it is one's; rows that only refer to it need not wait. @throws CodedError NO_SUCH_CASE, NO_SUCH_LEDGER */
export async function lock(tx: Statements, ledgerId: string): Promise<Head> {
  const ledger = await lockLedger(tx, ledgerId);
  if (!ledger) throw noSuchLedger(ledgerId);
  if (!isCaseId(ledgerId)) return { ledger, ofCase: null };
  const ofCase = await tx
    .selectFrom('cases')
    .select(['case_id', 'cri', 'fact_written', 'changed_at'])
    .where('case_id', '=', ledgerId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!ofCase) throw noSuchCase();
  return { ledger, ofCase };
}

interface Repeat {
  readonly head: Head;
  readonly known: KnownEvent;
  readonly write: RecordWrite;
}

async function answerRepeat(store: Store, tx: Statements, { head, known, write }: Repeat): Promise<WrittenEvent> {
  const { seq, position } = known;
  if (known.ledger_id !== head.ledger.ledger_id) throw noSuchStream();
  if (!(await isSame(store, known, write))) return { ok: false, seq, conflict: 'DIFFERENT_CONTENT' };
  // Between the first time and this one another step may have been written, with lists as they were before this one.
  await project(tx, head, write);
  return { ok: true, seq, position, recordedAt: known.recorded_at, hash: known.hash };
}

/** Brings what lists show up to the writer's state. */
async function project(tx: Statements, { ledger, ofCase }: Head, write: RecordWrite): Promise<void> {
  const listed = ofCase && listedColumns(ofCase.changed_at, write);
  if (listed) await tx.updateTable('cases').set(listed).where('case_id', '=', ledger.ledger_id).execute();
  if (write.detainerProjection) await projectDetainer(tx, ledger.ledger_id, write.detainerProjection);
  if (write.jurisdictionProjection) await projectActivation(tx, ledger.ledger_id, write.jurisdictionProjection);
}

interface Appending {
  readonly head: Head;
  readonly nextSeq: number;
  readonly agency: string;
  readonly write: RecordWrite;
  readonly prepared: Prepared;
}

async function append(
  tx: Statements,
  { head, nextSeq, agency: known, write, prepared }: Appending,
): Promise<WrittenEvent> {
  const { ledger, ofCase } = head;
  // With a report that the person was moved, it is the jail that holds the person now.
  const agency = write.detainerProjection?.jail ?? known;
  const appended = await appendStep(tx, ledger, nextSeq, prepared);
  await project(tx, head, write);
  for (const change of write.alarms) await changeAlarm(tx, ofCase?.case_id ?? null, write.event.stream, agency, change);
  if (ofCase && write.fact && !ofCase.fact_written) await writeFact(tx, ofCase.case_id, write.fact);
  if (write.deleteSubmission || write.clearPersonal) await deleteSubmissionBytes(tx, ledger.ledger_id);
  if (write.clearPersonal) await clearPersonal(tx, ledger.ledger_id, appended.position);
  return { ok: true, ...appended };
}

/**
 * Whom an alarm of this writer means by "the agency": the jail of a detainer, the booking agency, or nobody for a jurisdiction. Refuses unknown
 * writers: a ledger other than a case's has itself as its only one.
 */
async function agencyOfStream(tx: Statements, { ledger, ofCase }: Head, { event }: RecordWrite): Promise<string> {
  if (event.stream === ledger.ledger_id) return ofCase?.cri ?? '';
  const detainer = await tx
    .selectFrom('detainers')
    .select('jail')
    .where('detainer_id', '=', event.stream)
    .where('case_id', '=', ledger.ledger_id)
    .executeTakeFirst();
  if (!detainer) throw noSuchStream();
  return detainer.jail;
}

async function changeAlarm(
  tx: Statements,
  caseId: string | null,
  stream: string,
  agency: string,
  change: AlarmChange,
): Promise<void> {
  if (change.op === 'CLOSE') return closeAlarm(tx, caseId, stream, change.key, change.at);
  const { key, rule, detail, at } = change;
  return raiseAlarm(tx, { caseId, stream, key, rule, detail, agency, at });
}

/** Lists show the writer's latest state: a write that comes again late, from a try that had been given up, moves nothing back. */
function listedColumns(changedAt: string | null, { caseProjection }: RecordWrite) {
  return caseProjection && notBefore(caseProjection.changedAt, changedAt) ? columnsOf(caseProjection) : undefined;
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
async function writeFact(tx: Statements, caseId: string, fact: FactRow): Promise<void> {
  await tx.updateTable('cases').set({ fact_written: true }).where('case_id', '=', caseId).execute();
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
    .where('ledger_id', '=', caseId)
    .where('position', '<', position)
    .where('content', 'is not', null)
    .execute();
}
