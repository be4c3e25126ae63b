import type { Selectable } from 'kysely';
import { canonicalSha256 } from '../domain/canonical.ts';
import { CodedError } from '../domain/errors.ts';
import { isReady, type TakenOver } from '../domain/jurisdiction/activation.ts';
import { activationIdOf, type ActivationInput } from '../domain/lifecycle/activation-input.ts';
import { CLOCK_TOLERANCE_MS } from '../domain/partners/plausible.ts';
import { instantMs } from '../domain/text.ts';
import type { JurisdictionProjection } from '../domain/record/record.ts';
import type { ActivationQuery, ActivationRow, Activations, Writing } from './contract-activations.ts';
import { openLedger } from './ledger.ts';
import { noSuchStream, notBefore } from './project.ts';
import { recordProgrammeAct } from './programme.ts';
import type { Statements, Store } from './store.ts';
import type { Tables } from './tables.ts';

/** Activations, and the only statements that write `jurisdictions.active_from`. */
export function activationsOf(store: Store): Activations {
  const { db } = store;
  return {
    plan: (input) => db.transaction().execute((tx) => plan(tx, input)),

    async isPlanned(input) {
      const row = await inputRow(db, input.jurisdiction);
      return row?.input_sha256 === canonicalSha256(input);
    },

    async get(jurisdiction) {
      const row = await rowsOf(db).where('activations.jurisdiction', '=', jurisdiction).executeTakeFirst();
      return row === undefined ? null : rowOf(row, Date.now());
    },

    list: (query) => list(db, query),

    async notStarted(plannedBeforeMs, limit) {
      const rows = await db
        .selectFrom('activations')
        .select('input')
        .where('changed_at', 'is', null)
        .where('planned_ms', '<', plannedBeforeMs)
        .orderBy('planned_ms')
        .limit(limit)
        .execute();
      return rows.flatMap(({ input }) => (input === null ? [] : [inputOf(input)]));
    },

    write: (jurisdiction, activeFrom, nowMs) =>
      db.transaction().execute((tx) => write(tx, jurisdiction, activeFrom, nowMs)),

    withdraw: (jurisdiction, activeFrom, nowMs) =>
      db.transaction().execute((tx) => withdraw(tx, jurisdiction, activeFrom, nowMs)),

    takeOver: (jurisdiction, taken, by, at) =>
      recordProgrammeAct(store, async (tx) => {
        const taking = await takeOver(tx, jurisdiction, taken, { by: by?.id ?? 'system', at });
        if (taking === 'ALREADY') return { result: undefined, act: null };
        const summary = `${jurisdiction} was taken over, active from ${taken.activeFrom}`;
        const data = { jurisdiction, ...taken };
        return { result: undefined, act: { kind: 'JURISDICTION_TAKEN_OVER', at, by, summary, data } };
      }),
  };
}

async function plan(tx: Statements, input: ActivationInput): Promise<{ outcome: 'PLANNED' | 'ALREADY' }> {
  const { jurisdiction, activeFrom } = input;
  const standing = await lockInstant(tx, jurisdiction);
  const known = await tx
    .selectFrom('activations')
    .selectAll()
    .where('jurisdiction', '=', jurisdiction)
    .executeTakeFirst();
  if (known?.origin === 'PLANNED') {
    if (isSameInstant(known.first_planned_for, activeFrom) || isSameInstant(known.planned_for, activeFrom))
      return { outcome: 'ALREADY' };
    throw alreadyPlanned();
  }
  if (standing !== null) throw alreadyActive();
  await openLedger(tx, activationIdOf(jurisdiction));
  await tx
    .insertInto('activations')
    .values({
      jurisdiction,
      origin: 'PLANNED',
      planned_by: input.plannedBy.id,
      planned_at: input.plannedAt,
      planned_ms: Date.now(),
      first_planned_for: activeFrom,
      input: JSON.stringify(input),
      input_sha256: canonicalSha256(input),
      wave: input.wave,
      state: 'PLANNED',
      planned_for: activeFrom,
      revision: 1,
      notice_days: 0,
      next_step: 'both notices are sent',
    })
    .execute();
  return { outcome: 'PLANNED' };
}

/** What stands in the register, locked against every other writer of it. @throws CodedError UNKNOWN_JURISDICTION */
async function lockInstant(tx: Statements, jurisdiction: string): Promise<string | null> {
  const row = await tx
    .selectFrom('jurisdictions')
    .select('active_from')
    .where('id', '=', jurisdiction)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (row) return row.active_from;
  throw new CodedError(
    'UNKNOWN_JURISDICTION',
    'There is no such jurisdiction in the register: add it first, or name another.',
    'jurisdiction',
  );
}

async function write(tx: Statements, jurisdiction: string, activeFrom: string, nowMs: number): Promise<Writing> {
  const standing = await lockInstant(tx, jurisdiction);
  if (isSameInstant(standing, activeFrom)) return 'WRITTEN';
  if (standing !== null && instantMs(standing) <= nowMs) return 'PASSED';
  // A partner's clock may run ahead: of what the FBI received at that instant the register may have been asked already.
  if (instantMs(activeFrom) <= nowMs + CLOCK_TOLERANCE_MS) return 'TOO_LATE';
  if (!(await noticesBearOut(tx, jurisdiction, activeFrom))) return 'NOTICE_MISSING';
  await setInstant(tx, jurisdiction, activeFrom);
  return 'WRITTEN';
}

/** Whether the record shows both deliveries, and the waiting period over by then (rule D2). The database asks the same. */
async function noticesBearOut(tx: Statements, jurisdiction: string, activeFrom: string): Promise<boolean> {
  const row = await tx
    .selectFrom('activations')
    .select(['planned_for', 'notice_days', 'state_delivered_at', 'local_delivered_at'])
    .where('jurisdiction', '=', jurisdiction)
    .executeTakeFirst();
  if (!row || row.planned_for !== activeFrom) return false;
  const notices = {
    STATE: { sentAt: null, deliveredAt: row.state_delivered_at },
    LOCAL: { sentAt: null, deliveredAt: row.local_delivered_at },
  };
  return isReady({ plannedFor: activeFrom, noticeDays: row.notice_days, notices });
}

async function withdraw(
  tx: Statements,
  jurisdiction: string,
  activeFrom: string,
  nowMs: number,
): Promise<'WITHDRAWN' | 'PASSED'> {
  const standing = await lockInstant(tx, jurisdiction);
  if (!isSameInstant(standing, activeFrom)) return 'WITHDRAWN';
  if (instantMs(activeFrom) <= nowMs) return 'PASSED';
  await setInstant(tx, jurisdiction, null);
  return 'WITHDRAWN';
}

async function setInstant(tx: Statements, jurisdiction: string, active_from: string | null): Promise<void> {
  await tx.updateTable('jurisdictions').set({ active_from }).where('id', '=', jurisdiction).execute();
}

/**
 * Takes a jurisdiction over as a site's register has it: with the instants of both notices, past, and before the one from which it is active; never another
 * one than stands, and never one whose activation is planned here.
 */
async function takeOver(
  tx: Statements,
  jurisdiction: string,
  { activeFrom, stateNoticeAt, localNoticeAt }: TakenOver,
  { by, at }: { readonly by: string; readonly at: string },
): Promise<'TAKEN_OVER' | 'ALREADY'> {
  const noticedMs = Math.max(instantMs(stateNoticeAt), instantMs(localNoticeAt));
  if (noticedMs >= instantMs(activeFrom) || noticedMs > instantMs(at)) throw noticeMissing();
  const standing = await lockInstant(tx, jurisdiction);
  if (isSameInstant(standing, activeFrom)) return 'ALREADY';
  if (standing !== null) throw alreadyActive();
  const made = await tx
    .insertInto('activations')
    .values({
      jurisdiction,
      origin: 'TAKEN_OVER',
      planned_by: by,
      planned_at: at,
      planned_ms: Date.now(),
      first_planned_for: activeFrom,
      state: 'WAITING',
      planned_for: activeFrom,
      revision: 1,
      notice_days: 0,
      state_sent_at: stateNoticeAt,
      state_delivered_at: stateNoticeAt,
      local_sent_at: localNoticeAt,
      local_delivered_at: localNoticeAt,
      next_step: 'taken over',
      changed_at: at,
    })
    .onConflict((conflict) => conflict.column('jurisdiction').doNothing())
    .returning('jurisdiction')
    .executeTakeFirst();
  if (!made) throw alreadyPlanned();
  await setInstant(tx, jurisdiction, activeFrom);
  return 'TAKEN_OVER';
}

/**
 * Refuses an instant that comes with an entry of the register and is not the one that stands: an entry alone says nothing of the notices.
 * @throws CodedError ACTIVE_FROM_REFUSED
 */
export async function refuseOtherInstant(tx: Statements, id: string, activeFrom: string | null): Promise<void> {
  if (activeFrom === null) return;
  const row = await tx.selectFrom('jurisdictions').select('active_from').where('id', '=', id).executeTakeFirst();
  if (isSameInstant(row?.active_from ?? null, activeFrom)) return;
  throw new CodedError(
    'ACTIVE_FROM_REFUSED',
    'An entry of the register brings no instant of activation: plan the activation, or take it over with the instants of both notices.',
    'activeFrom',
  );
}

function isSameInstant(one: string | null, other: string): boolean {
  return one !== null && instantMs(one) === instantMs(other);
}

/**
 * What lists show of an activation, from its workflow's latest state. One that was set back to before a move changes nothing: its date no longer
 * stands by what both governments were told last, and without the row it comes into the register no more (rule D2).
 */
export async function projectActivation(
  tx: Statements,
  ledgerId: string,
  projection: JurisdictionProjection,
): Promise<void> {
  const { jurisdiction, notices, changedAt } = projection;
  // A ledger speaks for its own jurisdiction only.
  if (ledgerId !== activationIdOf(jurisdiction)) throw noSuchStream();
  const known = await inputRow(tx, jurisdiction);
  if (!known || projection.revision < known.revision || !notBefore(changedAt, known.changed_at)) return;
  await tx
    .updateTable('activations')
    .set({
      wave: projection.wave,
      state: projection.state,
      planned_for: projection.plannedFor,
      revision: projection.revision,
      notice_days: projection.noticeDays,
      state_sent_at: notices.state.sentAt,
      state_delivered_at: notices.state.deliveredAt,
      local_sent_at: notices.local.sentAt,
      local_delivered_at: notices.local.deliveredAt,
      next_step: projection.nextStep,
      changed_at: changedAt,
    })
    .where('jurisdiction', '=', jurisdiction)
    .execute();
}

async function inputRow(statements: Statements, jurisdiction: string) {
  return statements
    .selectFrom('activations')
    .select(['input_sha256', 'revision', 'changed_at'])
    .where('jurisdiction', '=', jurisdiction)
    .executeTakeFirst();
}

/** Written by `plan`, and by nothing else. */
function inputOf(json: string): ActivationInput {
  return JSON.parse(json) as ActivationInput;
}

function rowsOf(statements: Statements) {
  return statements
    .selectFrom('activations')
    .innerJoin('jurisdictions', 'jurisdictions.id', 'activations.jurisdiction')
    .selectAll('activations')
    .select(['jurisdictions.name', 'jurisdictions.state as state_code', 'jurisdictions.active_from']);
}

async function list(
  statements: Statements,
  { stateCode, wave, standing, after, limit }: ActivationQuery,
): Promise<{ rows: readonly ActivationRow[]; next: string | null }> {
  let query = rowsOf(statements)
    .orderBy('activations.jurisdiction')
    .limit(limit + 1);
  if (stateCode !== undefined) query = query.where('jurisdictions.state', '=', stateCode);
  if (wave !== undefined) query = query.where('activations.wave', '=', wave);
  if (standing !== undefined) query = query.where('activations.state', '=', standing);
  if (after !== undefined) query = query.where('activations.jurisdiction', '>', after);
  const found = await query.execute();
  const nowMs = Date.now();
  const rows = found.slice(0, limit).map((row) => rowOf(row, nowMs));
  return { rows, next: found.length > limit ? (rows.at(-1)?.jurisdiction ?? null) : null };
}

type Joined = Selectable<Tables['activations']> & {
  readonly name: string;
  readonly state_code: string;
  readonly active_from: string | null;
};

function rowOf(row: Joined, nowMs: number): ActivationRow {
  return {
    jurisdiction: row.jurisdiction,
    stateCode: row.state_code,
    name: row.name,
    origin: row.origin,
    state: stateOf(row, nowMs),
    plannedFor: row.planned_for,
    revision: row.revision,
    noticeDays: row.notice_days,
    notices: {
      state: { sentAt: row.state_sent_at, deliveredAt: row.state_delivered_at },
      local: { sentAt: row.local_sent_at, deliveredAt: row.local_delivered_at },
    },
    wave: row.wave,
    nextStep: row.next_step,
    activeFrom: row.active_from,
    plannedBy: row.planned_by,
    plannedAt: row.planned_at,
    started: row.origin === 'PLANNED' && row.changed_at !== null,
    changedAt: row.changed_at ?? row.planned_at,
  };
}

/** What was taken over has no workflow that says when its instant has come. */
function stateOf({ origin, state, planned_for }: Joined, nowMs: number): ActivationRow['state'] {
  if (origin === 'PLANNED') return state;
  return instantMs(planned_for) <= nowMs ? 'ACTIVE' : 'WAITING';
}

function alreadyActive(): CodedError {
  return new CodedError(
    'ALREADY_ACTIVE',
    'The register has an instant for this jurisdiction already, and it stands: sc activation show says which.',
    'jurisdiction',
  );
}

function alreadyPlanned(): CodedError {
  return new CodedError(
    'ALREADY_PLANNED',
    'The activation of this jurisdiction is planned for another instant: move that one (sc activation move).',
    'activeFrom',
  );
}

function noticeMissing(): CodedError {
  return new CodedError(
    'NOTICE_MISSING',
    'Both governments must have had notice, before now and before the instant from which a jurisdiction is active: give the instants of both.',
    'stateNoticeAt',
  );
}
