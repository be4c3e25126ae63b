import { type ExpressionBuilder, type ExpressionWrapper, type Selectable, sql, type SqlBool } from 'kysely';
import type { Actor, Role } from '../domain/access/roles.ts';
import { ALARM_RULES, type AlarmAddressee, type AlarmName, type AlarmRule } from '../domain/alarms/alarms.ts';
import { CodedError } from '../domain/errors.ts';
import type { Alarm, Alarms, Recipient } from './contract.ts';
import type { Statements, Store } from './store.ts';
import type { Tables } from './tables.ts';

/** Who raises what no workflow raised. */
export const RECORDS_STREAM = 'records';
const MINUTE_MS = 60_000;

/** An alarm to raise. `at`: ISO, of whoever noticed. */
interface NewAlarm {
  readonly caseId: string;
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
    .onConflict((conflict) => conflict.columns(['case_id', 'stream', 'key']).where('closed_at', 'is', null).doNothing())
    .execute();
}

/** Closes an alarm of this writer, if it is open. */
export async function closeAlarm(
  tx: Statements,
  caseId: string,
  stream: string,
  key: string,
  at: string,
): Promise<void> {
  await tx
    .updateTable('alarms')
    .set({ closed_at: at, closed_by: stream })
    .where('case_id', '=', caseId)
    .where('stream', '=', stream)
    .where('key', '=', key)
    .where('closed_at', 'is', null)
    .execute();
}

export function alarmsOf({ db }: Store): Alarms {
  return {
    async list({ actor, open, caseId, limit = 200 }) {
      let query = withOffice(db).orderBy('alarms.id', 'desc').limit(limit);
      if (actor) query = query.where((eb) => reaches(eb, actor));
      if (open !== undefined) query = query.where('alarms.closed_at', open ? 'is' : 'is not', null);
      if (caseId !== undefined) query = query.where('alarms.case_id', '=', caseId);
      return (await query.execute()).map(alarmOf);
    },

    async acknowledge(id, by, at) {
      const first = await db
        .updateTable('alarms')
        .set({ acknowledged_at: at, acknowledged_by: by })
        .where('id', '=', id)
        .where('acknowledged_at', 'is', null)
        .returning('id')
        .executeTakeFirst();
      if (first) return { at, by };
      const row = await requireAlarm(db, id);
      return { at: row.acknowledged_at ?? at, by: row.acknowledged_by ?? by };
    },

    claimDue: (nowMs, limit) => db.transaction().execute((tx) => claimDue(tx, nowMs, limit)),

    async settle(id, by, at) {
      const row = await requireAlarm(db, id);
      if (row.stream !== RECORDS_STREAM) {
        throw new CodedError(
          'NOT_FOR_A_PERSON_TO_CLOSE',
          'The case closes this alarm itself when its cause has ended: acknowledge it instead.',
        );
      }
      await db
        .updateTable('alarms')
        .set({ closed_at: at, closed_by: by })
        .where('id', '=', id)
        .where('closed_at', 'is', null)
        .execute();
    },
  };
}

async function requireAlarm(db: Statements, id: number): Promise<Selectable<Tables['alarms']>> {
  const row = await db.selectFrom('alarms').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw new CodedError('NO_SUCH_ALARM', 'There is no such alarm: list the alarms to see their numbers.');
  return row;
}

async function claimDue(tx: Statements, nowMs: number, limit: number): Promise<readonly Alarm[]> {
  const due = await withOffice(tx)
    .where('alarms.closed_at', 'is', null)
    .where('alarms.acknowledged_at', 'is', null)
    .where('alarms.due_ms', '<=', nowMs)
    .orderBy('alarms.due_ms')
    .limit(limit)
    .forNoKeyUpdate('alarms')
    .skipLocked()
    .execute();
  const claimed: Alarm[] = [];
  for (const row of due) {
    const rule = ruleOf(row.rule);
    const deliveries = row.deliveries + 1;
    const escalated = row.escalated || repeatsOf(deliveries) >= rule.escalateAfter;
    const due_ms = nowMs + rule.repeatEveryMinutes * MINUTE_MS;
    await tx.updateTable('alarms').set({ deliveries, escalated, due_ms }).where('id', '=', row.id).execute();
    claimed.push(alarmOf({ ...row, deliveries, escalated }));
  }
  return claimed;
}

function withOffice(statements: Statements) {
  return statements
    .selectFrom('alarms')
    .innerJoin('cases', 'cases.case_id', 'alarms.case_id')
    .selectAll('alarms')
    .select('cases.field_office');
}

type Row = Selectable<Tables['alarms']> & { readonly field_office: string | null };

function alarmOf(row: Row): Alarm {
  const rule = ruleOf(row.rule);
  const to = row.escalated ? [...rule.to, ...rule.escalatesTo] : rule.to;
  const { acknowledged_at: at, acknowledged_by: by } = row;
  return {
    id: row.id,
    caseId: row.case_id,
    stream: row.stream,
    rule: row.rule,
    text: rule.text,
    detail: row.detail,
    raisedAt: row.raised_at,
    closedAt: row.closed_at,
    acknowledged: at !== null && by !== null ? { at, by } : null,
    repeats: repeatsOf(row.deliveries),
    escalated: row.escalated,
    to: to.map((addressee) => recipient(addressee, row)),
  };
}

/** An alarm whose rule another version of this program had: it must neither get lost nor stop the others. */
const UNKNOWN_RULE: AlarmRule = {
  text: 'An alarm of another version of this program: its detail says what it is about.',
  to: [{ role: 'administrator', within: 'national' }],
  repeatEveryMinutes: 60,
  escalateAfter: 3,
  escalatesTo: [{ role: 'supervisor', within: 'office' }],
};

function ruleOf(name: AlarmName): AlarmRule {
  return Object.hasOwn(ALARM_RULES, name) ? ALARM_RULES[name] : UNKNOWN_RULE;
}

/** The first delivery is no repeat. */
function repeatsOf(deliveries: number): number {
  return Math.max(0, deliveries - 1);
}

/** An alarm for an office that nobody has assigned yet reaches everyone of that role: better one too many than nobody. */
function recipient({ role, within }: AlarmAddressee, row: Row): Recipient {
  if (within === 'agency') return { role, scope: { kind: 'agency', ori: row.agency } };
  if (within === 'office' && row.field_office !== null)
    return { role, scope: { kind: 'office', office: row.field_office } };
  return { role, scope: { kind: 'national' } };
}

type JoinedTables = Pick<Tables, 'alarms' | 'cases'>;
type Condition = ExpressionWrapper<JoinedTables, 'alarms' | 'cases', SqlBool>;

/** The same question as `recipient`, asked for one person in the query. */
function reaches(eb: ExpressionBuilder<JoinedTables, 'alarms' | 'cases'>, { role, scope }: Actor): Condition {
  const addressed = (within: AlarmAddressee['within']): Condition =>
    eb.or([
      isOneOf(rulesFor(role, within, 'to')),
      eb.and([eb('alarms.escalated', '=', true), isOneOf(rulesFor(role, within, 'escalatesTo'))]),
    ]);
  const ways: Condition[] = [addressed('national')];
  if (role === 'administrator') ways.push(eb.and([ofAnotherVersion()]));
  if (scope.kind === 'national') ways.push(addressed('agency'), addressed('office'));
  if (scope.kind === 'agency') ways.push(eb.and([addressed('agency'), eb('alarms.agency', '=', scope.ori)]));
  if (scope.kind === 'office') {
    const here = eb.or([eb('cases.field_office', '=', scope.office), eb('cases.field_office', 'is', null)]);
    ways.push(eb.and([addressed('office'), here]));
  }
  return eb.or(ways);
}

const RULES = Object.entries(ALARM_RULES) as [AlarmName, AlarmRule][];

/** Holds for an empty list too, where `in ()` is no SQL. */
function isOneOf(names: readonly AlarmName[]) {
  return sql<SqlBool>`alarms.rule = any(${names})`;
}

function ofAnotherVersion() {
  return sql<SqlBool>`alarms.rule <> all(${RULES.map(([name]) => name)})`;
}

function rulesFor(role: Role, within: AlarmAddressee['within'], list: 'to' | 'escalatesTo'): AlarmName[] {
  const names = RULES.filter(([, rule]) => rule[list].some((to) => to.role === role && to.within === within));
  return names.map(([name]) => name);
}
