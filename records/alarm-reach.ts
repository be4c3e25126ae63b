import { type ExpressionBuilder, type ExpressionWrapper, type Selectable, sql, type SqlBool } from 'kysely';
import type { Actor, Role, Scope } from '../domain/access/roles.ts';
import { ALARM_RULES, type AlarmAddressee, type AlarmName, type AlarmRule } from '../domain/alarms/alarms.ts';
import type { Recipient } from './contract-alarms.ts';
import type { Tables } from './tables.ts';

/** An alarm with the office of its case. */
export type AlarmRow = Selectable<Tables['alarms']> & { readonly field_office: string | null };

/** An alarm whose rule another version of this program had: it must neither get lost nor stop the others. */
const UNKNOWN_RULE: AlarmRule = {
  text: 'An alarm of another version of this program: its detail says what it is about.',
  to: [{ role: 'administrator', within: 'national' }],
  repeatEveryMinutes: 60,
  escalateAfter: 3,
  escalatesTo: [{ role: 'supervisor', within: 'office' }],
};

export function ruleOf(name: AlarmName): AlarmRule {
  return Object.hasOwn(ALARM_RULES, name) ? ALARM_RULES[name] : UNKNOWN_RULE;
}

/** Whom an alarm reaches as it stands. */
export function recipientsOf(row: AlarmRow): readonly Recipient[] {
  const rule = ruleOf(row.rule);
  const to = row.escalated ? [...rule.to, ...rule.escalatesTo] : rule.to;
  return to.map((addressee) => recipient(addressee, row));
}

/** An alarm for an office that nobody has assigned yet reaches everyone of that role: better one too many than nobody. */
function recipient({ role, within }: AlarmAddressee, row: AlarmRow): Recipient {
  if (within === 'agency') return { role, scope: { kind: 'agency', ori: row.agency } };
  if (within === 'office' && row.field_office !== null)
    return { role, scope: { kind: 'office', office: row.field_office } };
  return { role, scope: { kind: 'national' } };
}

/** Whether a person is one of those a recipient stands for. */
export function isAmong(actor: Actor, { role, scope }: Recipient): boolean {
  if (actor.role !== role) return false;
  return actor.scope.kind === 'national' || scope.kind === 'national' || scopeText(actor.scope) === scopeText(scope);
}

/** A scope as text, for a column: `agency:ORI`, `office:CODE`, `jurisdiction:ID`, `state:XX`, `national`. */
export function scopeText(scope: Scope): string {
  switch (scope.kind) {
    case 'national':
      return 'national';
    case 'agency':
      return `agency:${scope.ori}`;
    case 'office':
      return `office:${scope.office}`;
    case 'jurisdiction':
      return `jurisdiction:${scope.jurisdiction}`;
    case 'state':
      return `state:${scope.state}`;
  }
}

/** The scope of a column that `scopeText` filled. */
export function scopeOfText(text: string): Scope {
  const [kind, place = ''] = text.split(':');
  switch (kind) {
    case 'agency':
      return { kind, ori: place };
    case 'office':
      return { kind, office: place };
    case 'jurisdiction':
      return { kind, jurisdiction: place };
    case 'state':
      return { kind, state: place };
    default:
      return { kind: 'national' };
  }
}

type JoinedTables = Pick<Tables, 'alarms' | 'cases'>;
type Condition = ExpressionWrapper<JoinedTables, 'alarms' | 'cases', SqlBool>;

/** The same question as `recipientsOf` and `isAmong`, asked for one person in the query. */
export function reaches(eb: ExpressionBuilder<JoinedTables, 'alarms' | 'cases'>, { role, scope }: Actor): Condition {
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
