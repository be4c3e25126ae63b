import type { Selectable } from 'kysely';
import type { Actor } from '../domain/access/roles.ts';
import { type AlarmName, settledBy } from '../domain/alarms/alarms.ts';
import { isWatchStream } from '../domain/detainer/watch.ts';
import { CodedError } from '../domain/errors.ts';
import { type AlarmRow, isAmong, reaches, recipientsOf, ruleOf, scopeOfText, scopeText } from './alarm-reach.ts';
import type { Acknowledgement, Alarm, Alarms, Closing, Recipient } from './contract.ts';
import { openJson, sealJson, type Statements, type Store } from './store.ts';
import type { Tables } from './tables.ts';

/** Who raises what no workflow raised. */
export const RECORDS_STREAM = 'records';
const MINUTE_MS = 60_000;

/** An alarm to raise. `at`: ISO, of whoever noticed. */
interface NewAlarm {
  /** Null: it is about no case. */
  readonly caseId: string | null;
  readonly stream: string;
  readonly key: string;
  readonly rule: AlarmName;
  readonly detail: string;
  readonly agency: string;
  readonly at: string;
}

/** Raises an alarm unless its writer has it open already. It is due for delivery at once. */
export async function raiseAlarm(tx: Statements, { caseId, at, ...alarm }: NewAlarm): Promise<void> {
  await tx
    .insertInto('alarms')
    .values({ case_id: caseId, ...alarm, raised_at: at, due_ms: Date.now() })
    .onConflict((conflict) =>
      caseId === null
        ? conflict.columns(['stream', 'key']).where('closed_at', 'is', null).where('case_id', 'is', null).doNothing()
        : conflict.columns(['case_id', 'stream', 'key']).where('closed_at', 'is', null).doNothing(),
    )
    .execute();
}

/** Closes an alarm of this writer, if it is open. */
export async function closeAlarm(
  tx: Statements,
  caseId: string | null,
  stream: string,
  key: string,
  at: string,
): Promise<void> {
  await tx
    .updateTable('alarms')
    .set({ closed_at: at, closed_by: stream })
    .where('case_id', 'is not distinct from', caseId)
    .where('stream', '=', stream)
    .where('key', '=', key)
    .where('closed_at', 'is', null)
    .execute();
}

export function alarmsOf(store: Store): Alarms {
  const { db } = store;
  return {
    async list({ actor, id, open, caseId, limit = 200 }) {
      let query = withOffice(db).orderBy('alarms.id', 'desc').limit(limit);
      if (actor) query = query.where((eb) => reaches(eb, actor));
      if (id !== undefined) query = query.where('alarms.id', '=', id);
      if (open !== undefined) query = query.where('alarms.closed_at', open ? 'is' : 'is not', null);
      if (caseId !== undefined) query = query.where('alarms.case_id', '=', caseId);
      const rows = await query.execute();
      const seen = await acknowledgementsOf(db, rows);
      return Promise.all(rows.map(async (row) => alarmOf(row, seen(row), await closingOf(store, row))));
    },

    acknowledge: (id, actor, at) => db.transaction().execute((tx) => acknowledge(tx, id, actor, at)),
    claimDue: (nowMs, limit) => db.transaction().execute((tx) => claimDue(tx, nowMs, limit)),
    settle: (id, actor, settlement) => settle(store, id, actor, settlement),
  };
}

function noSuchAlarm(): CodedError {
  return new CodedError(
    'NO_SUCH_ALARM',
    'There is no such alarm that reaches you: list the alarms to see their numbers.',
  );
}

async function lockAlarm(tx: Statements, id: number): Promise<AlarmRow> {
  const row = await withOffice(tx).where('alarms.id', '=', id).forNoKeyUpdate('alarms').executeTakeFirst();
  if (!row) throw noSuchAlarm();
  return row;
}

/** A person speaks for the recipients that he or she is one of: what one role has seen keeps on reaching the others. */
async function acknowledge(tx: Statements, id: number, actor: Actor, at: string): Promise<Acknowledgement> {
  const row = await lockAlarm(tx, id);
  const mine = recipientsOf(row).filter((recipient) => isAmong(actor, recipient));
  for (const { role, scope } of mine) {
    await tx
      .insertInto('alarm_acknowledgements')
      .values({ alarm_id: id, role, scope: scopeText(scope), at, by: actor.id })
      .onConflict((conflict) => conflict.columns(['alarm_id', 'role', 'scope']).doNothing())
      .execute();
  }
  const seen = (await acknowledgementsOf(tx, [row]))(row);
  const first = seen.find((one) => mine.some((recipient) => isFor(one, recipient)));
  if (!first) throw noSuchAlarm();
  return first;
}

function isFor(one: Recipient, other: Recipient): boolean {
  return one.role === other.role && scopeText(one.scope) === scopeText(other.scope);
}

function unseenBy(to: readonly Recipient[], seen: readonly Acknowledgement[]): readonly Recipient[] {
  return to.filter((recipient) => !seen.some((one) => isFor(one, recipient)));
}

async function claimDue(tx: Statements, nowMs: number, limit: number): Promise<readonly Alarm[]> {
  const claimed: Alarm[] = [];
  for (;;) {
    const due = await withOffice(tx)
      .where('alarms.closed_at', 'is', null)
      .where('alarms.due_ms', '<=', nowMs)
      .orderBy('alarms.due_ms')
      .limit(limit - claimed.length)
      .forNoKeyUpdate('alarms')
      .skipLocked()
      .execute();
    const seen = await acknowledgementsOf(tx, due);
    for (const row of due) claimed.push(...(await claim(tx, row, seen(row), nowMs)));
    // Those that everyone has acknowledged were put off and must not stand in the way of the others.
    if (due.length === 0 || claimed.length >= limit) return claimed;
  }
}

/** Puts an alarm off to its next repeat; it is claimed if there is anyone left whom it has to reach. Only then it counts and escalates. */
async function claim(
  tx: Statements,
  row: AlarmRow,
  seen: readonly Acknowledgement[],
  nowMs: number,
): Promise<readonly Alarm[]> {
  const rule = ruleOf(row.rule);
  const due_ms = nowMs + rule.repeatEveryMinutes * MINUTE_MS;
  if (unseenBy(recipientsOf(row), seen).length === 0) {
    await tx.updateTable('alarms').set({ due_ms }).where('id', '=', row.id).execute();
    return [];
  }
  const deliveries = row.deliveries + 1;
  const escalated = row.escalated || repeatsOf(deliveries) >= rule.escalateAfter;
  await tx.updateTable('alarms').set({ deliveries, escalated, due_ms }).where('id', '=', row.id).execute();
  const alarm = alarmOf({ ...row, deliveries, escalated }, seen, null);
  return [{ ...alarm, to: unseenBy(alarm.to, seen) }];
}

async function settle(
  store: Store,
  id: number,
  actor: Actor,
  { at, reasons }: { readonly at: string; readonly reasons: string },
): Promise<Closing> {
  return store.db.transaction().execute(async (tx) => {
    const row = await lockAlarm(tx, id);
    await refuseSettling(tx, row, actor);
    const closed = await closingOf(store, row);
    if (closed !== null) return closed;
    const closed_reasons = await sealedWords(store, row.case_id, reasons);
    const closing = { closed_at: at, closed_by: actor.id, closed_reasons };
    await tx.updateTable('alarms').set(closing).where('id', '=', id).execute();
    return { at, by: actor.id, reasons };
  });
}

/** A violation is settled only when the hold that it is about has ended: until then it goes on. */
async function refuseSettling(tx: Statements, row: AlarmRow, { role, scope }: Actor): Promise<void> {
  const inReach =
    scope.kind === 'national' ||
    (scope.kind === 'office' && (row.field_office === null || row.field_office === scope.office));
  if (!inReach) throw noSuchAlarm();
  const roles = settledBy(row.rule, row.stream === RECORDS_STREAM || isWatchStream(row.stream));
  if (roles.length === 0) {
    throw new CodedError(
      'NOT_FOR_A_PERSON_TO_CLOSE',
      'The case closes this alarm itself when its cause has ended: acknowledge it instead.',
    );
  }
  if (!roles.includes(role)) {
    throw new CodedError(
      'ROLE_MAY_NOT',
      `The role ${role} may not settle this alarm; it needs one of: ${roles.join(', ')}.`,
    );
  }
  if (row.rule !== 'HELD_PAST_LIMIT') return;
  const detainer = await tx
    .selectFrom('detainers')
    .select('hold')
    .where('detainer_id', '=', row.stream)
    .executeTakeFirst();
  if (detainer?.hold === 'CLOSED') return;
  throw new CodedError(
    'HOLD_NOT_CLOSED',
    'The hold that this alarm is about has not ended: confirm the release first, then settle the violation.',
  );
}

function withOffice(statements: Statements) {
  return statements
    .selectFrom('alarms')
    .leftJoin('cases', 'cases.case_id', 'alarms.case_id')
    .selectAll('alarms')
    .select('cases.field_office');
}

type Seen = (row: AlarmRow) => readonly Acknowledgement[];

/** Who has acknowledged these alarms. */
async function acknowledgementsOf(tx: Statements, rows: readonly AlarmRow[]): Promise<Seen> {
  if (rows.length === 0) return () => [];
  const ids = rows.map(({ id }) => id);
  const query = tx.selectFrom('alarm_acknowledgements').selectAll().where('alarm_id', 'in', ids);
  const known = await query.orderBy('number').execute();
  return ({ id }) => known.filter((row) => row.alarm_id === id).map(acknowledgementOf);
}

function acknowledgementOf(row: Selectable<Tables['alarm_acknowledgements']>): Acknowledgement {
  const { role, scope, at, by } = row;
  return { role, scope: scopeOfText(scope), at, by };
}

async function closingOf(store: Store, row: AlarmRow): Promise<Closing | null> {
  const { closed_at: at, closed_by: by, closed_reasons: sealed } = row;
  if (at === null || by === null) return null;
  return { at, by, reasons: sealed === null ? null : await openWords(store, row.case_id, sealed) };
}

/** A person's words, sealed for their case; what is about no case names nobody, and has no case's key. */
async function sealedWords(store: Store, caseId: string | null, words: string): Promise<Uint8Array> {
  return caseId === null ? Buffer.from(JSON.stringify(words)) : sealJson(store, caseId, words);
}

async function openWords(store: Store, caseId: string | null, sealed: Uint8Array): Promise<string> {
  if (caseId !== null) return openJson<string>(store, caseId, sealed);
  return JSON.parse(Buffer.from(sealed).toString('utf8')) as string;
}

function alarmOf(row: AlarmRow, acknowledgements: readonly Acknowledgement[], closed: Closing | null): Alarm {
  const to = recipientsOf(row);
  return {
    id: row.id,
    caseId: row.case_id,
    stream: row.stream,
    rule: row.rule,
    text: ruleOf(row.rule).text,
    detail: row.detail,
    raisedAt: row.raised_at,
    closed,
    acknowledged: unseenBy(to, acknowledgements).length === 0,
    acknowledgements,
    repeats: repeatsOf(row.deliveries),
    escalated: row.escalated,
    to,
  };
}

/** The first delivery is no repeat. */
function repeatsOf(deliveries: number): number {
  return Math.max(0, deliveries - 1);
}
