import { type Selectable, sql } from 'kysely';
import type { Role } from '../domain/access/roles.ts';
import { canonicalSha256 } from '../domain/canonical.ts';
import { CodedError } from '../domain/errors.ts';
import type { DetainerInput } from '../domain/lifecycle/input.ts';
import type { ImmigrationTrack } from '../domain/lifecycle/state.ts';
import type { CaseProjection, RecordWrite, WrittenEvent } from '../domain/record/record.ts';
import { instantMs } from '../domain/text.ts';
import type { CaseDetail, CaseQuery, CaseRow, Cases, DetainerRow, Page } from './contract.ts';
import { noSuchCase } from './errors.ts';
import type { Statements, Store } from './store.ts';
import { bookingOf } from './submissions.ts';
import type { Tables } from './tables.ts';
import { eventsOf, verifyCase } from './verify.ts';
import { projectLimit, writeRecord } from './write.ts';

/** Sorts after every limit: the last instant that a date can hold, in milliseconds. */
const NO_LIMIT_MS = 8_640_000_000_000_000;

/** Whose step comes next in each state of the immigration side. */
const WAITS_FOR: Partial<Record<Role, readonly ImmigrationTrack[]>> = {
  administrator: ['AWAITING_JURISDICTION'],
  status_specialist: ['STATUS_REVIEW'],
  field_officer: ['OFFICER_DECISION', 'ENFORCEMENT'],
  supervisor: ['SECOND_OFFICER'],
};

/** Cases, their detainers and their record. */
export function casesOf(store: Store): Cases {
  const { db } = store;
  return {
    writeRecords: (caseId, writes) => writeAll(store, caseId, writes),
    registerDetainer: (input) => db.transaction().execute((tx) => registerDetainer(tx, input)),
    async isRegistered(input) {
      const query = db.selectFrom('detainers').select('input_sha256').where('detainer_id', '=', input.detainerId);
      return (await query.executeTakeFirst())?.input_sha256 === canonicalSha256(input);
    },
    get: (caseId) => getCase(store, caseId),
    resolve: (prefix) => resolve(db, prefix),
    list: (query) => listCases(db, query),
    events: (caseId) => eventsOf(store, caseId),
    verify: (caseId) => verifyCase(store, caseId),

    async detainers(caseId) {
      let query = db.selectFrom('detainers').selectAll().orderBy('case_id').orderBy('number');
      if (caseId !== undefined) query = query.where('case_id', '=', caseId);
      return (await query.execute()).map(detainerOf);
    },

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
  const { detainerId, caseId, number, kind, jail, inherited, issuedAt } = input;
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
      input_sha256: canonicalSha256(input),
      case_id: caseId,
      number,
      kind,
      jail: jail.ori,
      jail_name: jail.name,
      zone: jail.zone,
      profile: input.profile.id,
      issued_at: issuedAt,
      delivery: 'ISSUED',
      service: 'UNCONFIRMED',
      hold: inherited ? 'RUNNING' : 'DORMANT',
      started_at: inherited?.startedAt ?? null,
      limit_at: inherited?.limitAt ?? null,
      limit_ms: inherited ? instantMs(inherited.limitAt) : null,
      violation: false,
      changed_at: issuedAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('detainer_id')
    .executeTakeFirst();
  if (made) return projectLimit(tx, caseId);
  const row = await tx.selectFrom('detainers').selectAll().where('detainer_id', '=', detainerId).executeTakeFirst();
  if (row?.input_sha256 === canonicalSha256(input)) return;
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

async function listCases(db: Statements, query: CaseQuery): Promise<Page<CaseRow>> {
  const limit = Math.min(Math.max(query.limit, 1), 500);
  const left = sql<number>`coalesce(limit_ms, ${sql.lit(NO_LIMIT_MS)})`;
  let rows = db.selectFrom('cases').selectAll();
  if (query.scope?.kind === 'agency') rows = rows.where('cri', '=', query.scope.ori);
  if (query.scope?.kind === 'office') rows = rows.where('field_office', '=', query.scope.office);
  if (query.open !== undefined) rows = rows.where('closed_at', query.open ? 'is' : 'is not', null);
  if (query.immigration !== undefined) rows = rows.where('immigration', '=', query.immigration);
  if (query.waitingFor !== undefined) rows = rows.where(waitingFor(query.waitingFor));
  if (query.after !== undefined) {
    const [leftMs, receivedMs, caseId] = readCursor(query.after);
    rows = rows.where(sql<boolean>`(${left}, received_ms, case_id) > (${leftMs}, ${receivedMs}, ${caseId})`);
  }
  const found = await rows
    .orderBy(left)
    .orderBy('received_ms')
    .orderBy('case_id')
    .limit(limit + 1)
    .execute();
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return { rows: page.map(caseOf), next: found.length > limit && last ? cursorOf(last) : null };
}

function waitingFor(role: Role) {
  if (role === 'local_agency') return JAIL_HAS_TO_ACT;
  return sql<boolean>`immigration = any(${WAITS_FOR[role] ?? []})`;
}

/** A detainer to acknowledge, a copy to hand over, or the end of a hold to report. */
const JAIL_HAS_TO_ACT = sql<boolean>`exists (
  select 1 from detainers d where d.case_id = cases.case_id and d.hold <> 'CLOSED'
  and (d.hold <> 'DORMANT' or d.delivery in ('ISSUED', 'RECEIVED') or d.service = 'UNCONFIRMED'))`;

function cursorOf({ limit_ms, received_ms, case_id }: Selectable<Tables['cases']>): string {
  return Buffer.from(`${limit_ms ?? NO_LIMIT_MS} ${received_ms} ${case_id}`).toString('base64url');
}

function readCursor(cursor: string): [number, number, string] {
  const [leftMs, receivedMs, caseId, ...more] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  const numbers = [Number(leftMs), Number(receivedMs)] as const;
  if (!caseId || more.length > 0 || !numbers.every(Number.isSafeInteger)) {
    throw new CodedError('BAD_CURSOR', 'The page cannot be continued from there: start the list again.', 'after');
  }
  return [...numbers, caseId];
}

function caseOf(row: Selectable<Tables['cases']>): CaseRow {
  return {
    caseId: row.case_id,
    receivedAt: row.received_at,
    place: { cri: row.cri, sib: row.sib, fieldOffice: row.field_office },
    projection: projectionOf(row),
    limitAt: row.limit_at,
  };
}

function projectionOf(row: Selectable<Tables['cases']>): CaseProjection | null {
  const { criminal, immigration, next_step: nextStep, opened_at: openedAt, changed_at: changedAt } = row;
  if (criminal === null || immigration === null || nextStep === null || openedAt === null || changedAt === null)
    return null;
  return {
    criminal,
    immigration,
    outcome: row.outcome,
    cri: row.cri,
    jurisdiction: row.jurisdiction,
    fieldOffice: row.field_office,
    nextStep,
    openedAt,
    changedAt,
    closedAt: row.closed_at,
  };
}

function detainerOf(row: Selectable<Tables['detainers']>): DetainerRow {
  return {
    detainerId: row.detainer_id,
    caseId: row.case_id,
    number: row.number,
    kind: row.kind,
    jail: row.jail,
    jailName: row.jail_name,
    zone: row.zone,
    profile: row.profile,
    issuedAt: row.issued_at,
    delivery: row.delivery,
    service: row.service,
    hold: row.hold,
    ending: row.ending,
    startedAt: row.started_at,
    limitAt: row.limit_at,
    violation: row.violation,
    changedAt: row.changed_at,
  };
}
