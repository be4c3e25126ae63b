import { randomBytes } from 'node:crypto';
import { canonicalSha256 } from '../domain/canonical.ts';
import { CODE_BYTES, lookupCode, readLookupCode } from '../domain/detainer/code.ts';
import { authorizesHold, type DetainerState, issuedDetainer } from '../domain/detainer/hold.ts';
import { CodedError } from '../domain/errors.ts';
import { caseIdOfDetainer } from '../domain/ids.ts';
import type { DetainerInput } from '../domain/lifecycle/input.ts';
import type { HoldFacts, RecordWrite, WrittenEvent } from '../domain/record/record.ts';
import { instantMs } from '../domain/text.ts';
import type { CaseDetail, Cases, DetainerRow, StoredDocument } from './contract.ts';
import { noSuchCase } from './errors.ts';
import { listCases, listDetainers } from './lists.ts';
import { routeOf } from './mailbox.ts';
import { projectLimit } from './project.ts';
import { caseOf, detainerOf } from './rows.ts';
import type { Statements, Store } from './store.ts';
import { bookingOf } from './submissions.ts';
import { eventsOf, verifyLedger } from './verify.ts';
import { writeRecord } from './write.ts';

/** Cases, their detainers and their record. */
export function casesOf(store: Store): Cases {
  const { db } = store;
  return {
    writeRecords: (caseId, writes) => writeAll(store, caseId, writes),
    registerDetainer: (input) => db.transaction().execute((tx) => registerDetainer(tx, input)),
    async isRegistered(input) {
      const query = db.selectFrom('detainers').select('input_sha256').where('detainer_id', '=', input.detainerId);
      return (await query.executeTakeFirst())?.input_sha256 === fingerprintOf(input);
    },
    get: (caseId) => getCase(store, caseId),
    resolve: (prefix) => resolve(db, prefix),
    list: (query) => listCases(db, query),
    events: (ledgerId, page) => eventsOf(store, ledgerId, page),
    verify: (caseId) => verifyLedger(store, caseId),

    async detainers(caseId) {
      const query = db.selectFrom('detainers').selectAll().where('case_id', '=', caseId).orderBy('number');
      return (await query.execute()).map(detainerOf);
    },
    byCode: (code) => byCode(db, code),
    documents: (detainerId) => documentsOf(db, detainerId),
    listDetainers: (query) => listDetainers(db, query),

    async runningHolds() {
      const query = db.selectFrom('detainers').selectAll().where('hold', 'in', ['RUNNING', 'AUTHORITY_ENDED']);
      return (await query.orderBy('limit_ms').execute()).map(detainerOf);
    },
  };
}

async function writeAll(
  store: Store,
  caseId: string,
  writes: readonly RecordWrite[],
): Promise<readonly WrittenEvent[]> {
  const written: WrittenEvent[] = [];
  for (const write of writes) written.push(await writeRecord(store, caseId, write));
  return written;
}

async function registerDetainer(tx: Statements, input: DetainerInput): Promise<void> {
  const { detainerId, caseId, number, kind, jail, inherited, issuedAt, profile } = input;
  const state = issuedDetainer({
    kind,
    facility: jail,
    serviceIsCondition: profile.serviceIsConditionOfEffect,
    inherited,
  });
  // Locked like by a writer, so that the case's earliest limit is nobody else's at the same time.
  const known = await tx
    .selectFrom('cases')
    .select('case_id')
    .where('case_id', '=', caseId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!known) throw noSuchCase();
  const made = await tx
    .insertInto('detainers')
    .values({
      detainer_id: detainerId,
      code: lookupCode(randomBytes(CODE_BYTES)),
      input_sha256: fingerprintOf(input),
      case_id: caseId,
      number,
      kind,
      jail: jail.ori,
      jail_name: jail.name,
      zone: jail.zone,
      profile: profile.id,
      issued_at: issuedAt,
      delivery: state.delivery,
      service: state.service,
      hold: state.hold,
      started_at: inherited?.startedAt ?? null,
      limit_at: inherited?.limitAt ?? null,
      limit_ms: inherited ? instantMs(inherited.limitAt) : null,
      violation: state.violation,
      authorized: authorizesHold(state),
      facts: JSON.stringify(factsAtIssue(state, input)),
      changed_at: issuedAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('detainer_id')
    .executeTakeFirst();
  if (made) return projectLimit(tx, caseId);
  const row = await tx.selectFrom('detainers').selectAll().where('detainer_id', '=', detainerId).executeTakeFirst();
  if (row?.input_sha256 === fingerprintOf(input)) return;
  throw new CodedError(
    'DETAINER_CONFLICT',
    'Another detainer is registered under this id or number: look at the detainers of the case.',
  );
}

async function getCase(store: Store, caseId: string): Promise<CaseDetail | null> {
  const row = await store.db
    .selectFrom('cases')
    .innerJoin('submissions', 'submissions.case_id', 'cases.case_id')
    .selectAll('cases')
    .select(['submissions.sha256', 'submissions.booking'])
    .where('cases.case_id', '=', caseId)
    .executeTakeFirst();
  if (!row) return null;
  const query = store.db.selectFrom('detainers').selectAll().where('case_id', '=', caseId).orderBy('number');
  const detainers = (await query.execute()).map(detainerOf);
  const booking = await bookingOf(store, caseId, row.booking);
  return { ...caseOf(row), submissionSha256: row.sha256, booking, detainers };
}

/** What can be no code is looked for as well, and not found: both take as long. */
async function byCode(db: Statements, text: string): Promise<DetainerRow | null> {
  const code = readLookupCode(text) ?? '';
  const row = await db.selectFrom('detainers').selectAll().where('code', '=', code).executeTakeFirst();
  return row === undefined ? null : detainerOf(row);
}

async function resolve(db: Statements, prefix: string): Promise<string> {
  const digits = prefix.replace(/^booking-/, '');
  if (!/^[0-9a-f]{4,40}$/.test(digits)) {
    throw new CodedError('NOT_A_CASE_ID', 'Give at least the first four hex digits of the case id.');
  }
  const from = `booking-${digits}`;
  // `g` follows the last hex digit: the prefix is a range of the key's index.
  const query = db.selectFrom('cases').select('case_id').where('case_id', '>=', from).where('case_id', '<', `${from}g`);
  const [first, second] = await query.orderBy('case_id').limit(2).execute();
  if (!first) throw noSuchCase();
  if (second) throw new CodedError('AMBIGUOUS_CASE', 'Several cases begin with these digits: give more of them.');
  return first.case_id;
}

/** What the watch starts from, before the detainer's own workflow has written anything. */
function factsAtIssue({ grounds, stays }: DetainerState, { profile, issuedAt }: DetainerInput): HoldFacts {
  return {
    grounds,
    stays,
    rule: profile.exclusionRule,
    groundConfirmedAt: issuedAt,
    groundAskedAt: null,
    groundExpectedEndAt: null,
    groundConfirmationHours: profile.groundConfirmationHours,
  };
}

async function documentsOf(db: Statements, detainerId: string): Promise<readonly StoredDocument[]> {
  const rows = await db
    .selectFrom('messages')
    .innerJoin('attachments', (join) =>
      join
        .onRef('attachments.case_id', '=', 'messages.ledger_id')
        .onRef('attachments.sha256', '=', 'messages.attachment_sha256'),
    )
    .select(['messages.document', 'messages.route', 'attachments.sha256', 'attachments.size'])
    .where('messages.ledger_id', '=', caseIdOfDetainer(detainerId))
    .where('messages.document', 'is not', null)
    .execute();
  return rows
    .flatMap(({ document, route, sha256, size }) =>
      document?.detainerId === detainerId ? [{ ...document, address: routeOf(route)[0], sha256, bytes: size }] : [],
    )
    .map(({ kind, revision, madeAt, address, sha256, bytes }) => ({ kind, revision, madeAt, sha256, bytes, address }))
    .toSorted((a, b) => instantMs(a.madeAt) - instantMs(b.madeAt) || a.revision - b.revision);
}

/** Of what a detainer is. When it was issued is left out: a workflow that was set back issues the same one at another instant. */
function fingerprintOf({ issuedAt: _at, ...what }: DetainerInput): string {
  return canonicalSha256(what);
}
