import { type Selectable, sql } from 'kysely';
import type { Role } from '../domain/access/roles.ts';
import { CodedError } from '../domain/errors.ts';
import type { ImmigrationTrack } from '../domain/lifecycle/state.ts';
import type { CaseQuery, CaseRow, DetainerQuery, Page, PlacedDetainer } from './contract.ts';
import { caseOf, detainerOf } from './rows.ts';
import type { Statements } from './store.ts';
import type { Tables } from './tables.ts';

/** Sorts after every limit: the last instant that a date can hold, in milliseconds. */
const NO_LIMIT_MS = 8_640_000_000_000_000;

/** Whose step comes next in each state of the immigration side. */
const WAITS_FOR: Partial<Record<Role, readonly ImmigrationTrack[]>> = {
  administrator: ['AWAITING_JURISDICTION'],
  status_specialist: ['STATUS_REVIEW'],
  field_officer: ['OFFICER_DECISION', 'ENFORCEMENT'],
  officer_287g: ['OFFICER_DECISION', 'ENFORCEMENT'],
  supervisor: ['SECOND_OFFICER'],
};

/** A page of cases. Agencies and bureaus get them in the order in which they came: any other order would tell of clocks that run. */
export async function listCases(db: Statements, query: CaseQuery): Promise<Page<CaseRow>> {
  const { scope } = query;
  const limit = pageSize(query.limit);
  const byArrival = scope?.kind === 'agency' || scope?.kind === 'bureau';
  const left = sql<number>`coalesce(limit_ms, ${sql.lit(NO_LIMIT_MS)})`;
  let rows = db.selectFrom('cases').selectAll().where(casesIn(scope));
  if (query.open !== undefined) rows = rows.where('closed_at', query.open ? 'is' : 'is not', null);
  if (query.immigration !== undefined) rows = rows.where('immigration', '=', query.immigration);
  if (query.waitingFor !== undefined) rows = rows.where(waitingFor(query.waitingFor));
  if (query.after !== undefined && byArrival) {
    const [[receivedMs], id] = readCursor(query.after, 1);
    rows = rows.where(sql<boolean>`(received_ms, case_id) > (${receivedMs}, ${id})`);
  } else if (query.after !== undefined) {
    const [[leftMs, receivedMs], id] = readCursor(query.after, 2);
    rows = rows.where(sql<boolean>`(${left}, received_ms, case_id) > (${leftMs}, ${receivedMs}, ${id})`);
  }
  if (!byArrival) rows = rows.orderBy(left);
  const found = await rows
    .orderBy('received_ms')
    .orderBy('case_id')
    .limit(limit + 1)
    .execute();
  const arrival = (row: Cases): string => cursorOf([row.received_ms], row.case_id);
  const urgency = (row: Cases): string => cursorOf([row.limit_ms ?? NO_LIMIT_MS, row.received_ms], row.case_id);
  const { rows: page, next } = pageOf(found, limit, byArrival ? arrival : urgency);
  return { rows: page.map(caseOf), next };
}

/** The cases that a scope reaches. Default deny: a state's government reaches none (rule D4). */
function casesIn(scope: CaseQuery['scope']) {
  if (scope === null) return sql<boolean>`true`;
  switch (scope.kind) {
    case 'national':
      return sql<boolean>`true`;
    case 'agency':
      return sql<boolean>`cases.cri = ${scope.ori}`;
    case 'bureau':
      return sql<boolean>`cases.sib = ${scope.ori}`;
    case 'office':
      return sql<boolean>`cases.field_office = ${scope.office}`;
    case 'jurisdiction':
      return sql<boolean>`cases.jurisdiction = ${scope.jurisdiction}`;
    case 'state':
      return sql<boolean>`false`;
  }
}

type Cases = Selectable<Tables['cases']>;

function waitingFor(role: Role) {
  if (role === 'local_agency') return JAIL_HAS_TO_ACT;
  return sql<boolean>`immigration = any(${WAITS_FOR[role] ?? []})`;
}

/** A detainer to acknowledge, a copy to hand over, or the end of a hold to report. */
const JAIL_HAS_TO_ACT = sql<boolean>`exists (
  select 1 from detainers d where d.case_id = cases.case_id and d.hold <> 'CLOSED'
  and (d.hold <> 'DORMANT' or d.delivery in ('ISSUED', 'RECEIVED') or d.service = 'UNCONFIRMED'))`;

/** Least time left first; those without a running clock after them. A jail's scope is the persons whom it holds or held since the issue. */
export async function listDetainers(db: Statements, query: DetainerQuery): Promise<Page<PlacedDetainer>> {
  const { scope } = query;
  const limit = pageSize(query.limit);
  const left = sql<number>`case when hold in ('RUNNING', 'AUTHORITY_ENDED')
    then coalesce(detainers.limit_ms, ${sql.lit(NO_LIMIT_MS)}) else ${sql.lit(NO_LIMIT_MS)} end`;
  let rows = db
    .selectFrom('detainers')
    .innerJoin('cases', 'cases.case_id', 'detainers.case_id')
    .selectAll('detainers')
    .select(['cases.cri', 'cases.sib', 'cases.field_office', 'cases.jurisdiction', left.as('left_ms')]);
  rows = rows.where(scope?.kind === 'agency' ? wasHeldAt(scope.ori) : casesIn(scope));
  if (query.open !== undefined) rows = rows.where('detainers.hold', query.open ? '<>' : '=', 'CLOSED');
  if (query.after !== undefined) {
    const [[leftMs], id] = readCursor(query.after, 1);
    rows = rows.where(sql<boolean>`(${left}, detainer_id) > (${leftMs}, ${id})`);
  }
  const found = await rows
    .orderBy(left)
    .orderBy('detainer_id')
    .limit(limit + 1)
    .execute();
  const { rows: page, next } = pageOf(found, limit, (row) => cursorOf([row.left_ms], row.detainer_id));
  const placed = page.map((row) => {
    const place = { cri: row.cri, sib: row.sib, fieldOffice: row.field_office, jurisdiction: row.jurisdiction };
    return { ...detainerOf(row), place };
  });
  return { rows: placed, next };
}

function wasHeldAt(ori: string) {
  const stay = JSON.stringify([{ facility: { ori } }]);
  return sql<boolean>`(detainers.facts -> 'stays') @> ${stay}::jsonb`;
}

function pageSize(limit: number): number {
  return Math.min(Math.max(limit, 1), 500);
}

/** One row more than the page was asked for: if it is there, the page is not the last. */
function pageOf<R>(found: readonly R[], limit: number, cursor: (row: R) => string): Page<R> {
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return { rows, next: found.length > limit && last !== undefined ? cursor(last) : null };
}

/** Where a page ends: the values it is ordered by, and nothing else. */
function cursorOf(values: readonly number[], id: string): string {
  return Buffer.from([...values, id].join(' ')).toString('base64url');
}

function readCursor(cursor: string, count: 1): [[number], string];
function readCursor(cursor: string, count: 2): [[number, number], string];
function readCursor(cursor: string, count: number): [number[], string] {
  const parts = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  const id = parts.at(-1);
  const values = parts.slice(0, -1).map(Number);
  if (!id || values.length !== count || !values.every(Number.isSafeInteger)) {
    throw new CodedError('BAD_CURSOR', 'The page cannot be continued from there: start the list again.', 'after');
  }
  return [values, id];
}
