import { sha256Hex } from '../domain/canonical.ts';
import type { Booking } from '../domain/booking/booking.ts';
import { CodedError } from '../domain/errors.ts';
import { instantMs } from '../domain/text.ts';
import { raiseAlarm } from './alarms.ts';
import type { NewSubmission, SubmissionHead, Submissions } from './contract.ts';
import { openLedger } from './ledger.ts';
import { jurisdictionOf } from '../domain/agency/agency.ts';
import { routingOf } from './routing.ts';
import { openJson, sealBytes, sealJson, type Statements, type Store } from './store.ts';

type Stored = 'STORED' | 'SAME' | 'CONFLICT';

/** Bookings as they were submitted. */
export function submissionsOf(store: Store): Submissions {
  const { db } = store;
  return {
    async store(submission) {
      if (sha256Hex(submission.file) !== submission.sha256) {
        throw new CodedError('WRONG_HASH', 'The file does not have the hash that was given with it: send it again.');
      }
      return { outcome: await storeOnce(store, submission) };
    },

    async markStarted(caseId) {
      await db.updateTable('submissions').set({ started: true }).where('case_id', '=', caseId).execute();
    },

    async notStarted(storedBeforeMs, limit = 100) {
      const rows = await db
        .selectFrom('submissions')
        .select(['case_id', 'sha256', 'format', 'received_at', 'booking'])
        .where('started', '=', false)
        .where('stored_ms', '<', storedBeforeMs)
        .orderBy('stored_ms')
        .limit(limit)
        .execute();
      return Promise.all(rows.map((row) => headOf(store, row)));
    },

    async read(caseId) {
      const row = await db.selectFrom('submissions').selectAll().where('case_id', '=', caseId).executeTakeFirst();
      if (!row?.file) return null;
      return { ...(await headOf(store, row)), file: await store.sealer.open(caseId, row.file) };
    },

    async conflicts(caseId) {
      const rows = await db.selectFrom('submission_conflicts').selectAll().where('case_id', '=', caseId).execute();
      return Promise.all(rows.map((row) => headOf(store, row)));
    },
  };
}

async function storeOnce(store: Store, submission: NewSubmission): Promise<Stored> {
  const { caseId, sha256, format, receivedAt, submittedBy = null } = submission;
  const booking = await sealJson(store, caseId, submission.booking);
  const file = await sealBytes(store, caseId, submission.file);
  return store.db.transaction().execute(async (tx): Promise<Stored> => {
    if (!(await openedCase(tx, submission))) return again(tx, submission, booking);
    const row = {
      case_id: caseId,
      sha256,
      format,
      received_at: receivedAt,
      booking,
      file,
      stored_ms: Date.now(),
      submitted_by: submittedBy,
    };
    await tx.insertInto('submissions').values(row).execute();
    return 'STORED';
  });
}

/** Makes the case's row; false if there is one. A second submission of the number waits here until the first has been kept. */
async function openedCase(tx: Statements, { caseId, booking, receivedAt }: NewSubmission): Promise<boolean> {
  const cri = booking.controllingAgency;
  const routing = await routingOf(tx, cri, receivedAt);
  const jurisdiction = jurisdictionOf(routing);
  await openLedger(tx, caseId);
  const made = await tx
    .insertInto('cases')
    .values({
      case_id: caseId,
      cri,
      sib: booking.transaction.ori,
      jurisdiction: jurisdiction?.id ?? null,
      field_office: routing.agency?.fieldOffice ?? jurisdiction?.fieldOffice ?? null,
      received_at: receivedAt,
      received_ms: instantMs(receivedAt),
    })
    .onConflict((conflict) => conflict.column('case_id').doNothing())
    .returning('case_id')
    .executeTakeFirst();
  return made !== undefined;
}

/** The number is taken: the same file, or another one, which is noted once and put before a person. */
async function again(tx: Statements, submission: NewSubmission, booking: Uint8Array): Promise<Stored> {
  const { caseId, sha256, format, receivedAt } = submission;
  const known = await tx
    .selectFrom('submissions')
    .innerJoin('cases', 'cases.case_id', 'submissions.case_id')
    .select(['submissions.sha256', 'cases.cri'])
    .select((eb) => eb('submissions.booking', 'is', null).as('cleared'))
    .where('submissions.case_id', '=', caseId)
    .forNoKeyUpdate('cases')
    .executeTakeFirstOrThrow();
  if (known.sha256 === sha256) return 'SAME';
  const kept = { case_id: caseId, sha256, format, received_at: receivedAt, booking: known.cleared ? null : booking };
  const noted = await tx
    .insertInto('submission_conflicts')
    .values(kept)
    .onConflict((conflict) => conflict.columns(['case_id', 'sha256']).doNothing())
    .returning('sha256')
    .executeTakeFirst();
  if (noted) {
    await raiseAlarm(tx, {
      caseId,
      stream: 'records',
      key: `SUBMISSION_CONFLICT ${sha256}`,
      rule: 'PARTNER_CONFLICT',
      detail: 'Another file was submitted under the number of this case: it was not processed.',
      agency: known.cri,
      at: receivedAt,
    });
  }
  return 'CONFLICT';
}

interface HeadRow {
  readonly case_id: string;
  readonly sha256: string;
  readonly format: SubmissionHead['format'];
  readonly received_at: string;
  readonly booking: Uint8Array | null;
}

async function headOf(store: Store, row: HeadRow): Promise<SubmissionHead> {
  const { case_id: caseId, sha256, format, received_at: receivedAt } = row;
  return { caseId, sha256, format, receivedAt, booking: await bookingOf(store, caseId, row.booking) };
}

/** The booking of a sealed column; null once cleared. */
export async function bookingOf(store: Store, caseId: string, sealed: Uint8Array | null): Promise<Booking | null> {
  return sealed === null ? null : openJson<Booking>(store, caseId, sealed);
}
