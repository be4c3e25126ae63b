import type { Selectable } from 'kysely';
import {
  overdueSince,
  type Recommendation,
  refuseOutcome,
  refuseRecommendation,
} from '../domain/advisory/recommendation.ts';
import { CodedError, type Refusal } from '../domain/errors.ts';
import { PROGRAMME } from '../domain/ids.ts';
import { isoInstant } from '../domain/text.ts';
import type { Advisory } from './contract-advisory.ts';
import { recordProgrammeAct } from './programme.ts';
import type { Statements, Store } from './store.ts';
import type { Tables } from './tables.ts';

/** The advisory task force's recommendations and what became of them. Each entry is an act in the programme's ledger. */
export function advisoryOf(store: Store): Advisory {
  return {
    list: () => recommendationsIn(store.db),

    add: (recommendation, by, nowMs) =>
      recordProgrammeAct(store, async (tx) => {
        const at = isoInstant(nowMs);
        orThrow(refuseRecommendation(recommendation, dateOf(at)));
        const { madeOn, madeBy, about, words } = recommendation;
        const row = { made_on: madeOn, made_by: madeBy, about, words, entered_by: by.id, entered_at: at };
        const { number } = await tx
          .insertInto('recommendations')
          .values(row)
          .returning('number')
          .executeTakeFirstOrThrow();
        const summary = `Recommendation ${number} was entered`;
        const act = { kind: 'RECOMMENDATION_ENTERED', at, by, summary, data: { number, ...recommendation } };
        return { result: await recommendationIn(tx, number), act };
      }),

    addOutcome: (number, outcome, by, nowMs) =>
      recordProgrammeAct(store, async (tx) => {
        const at = isoInstant(nowMs);
        orThrow(refuseOutcome(await recommendationIn(tx, number), outcome, dateOf(at)));
        const { decidedOn, decidedBy, reasons } = outcome;
        await tx
          .insertInto('recommendation_outcomes')
          .values({
            recommendation: number,
            outcome: outcome.outcome,
            decided_on: decidedOn,
            decided_by: decidedBy,
            reasons,
            entered_by: by.id,
            entered_at: at,
          })
          .execute();
        const summary = `What became of recommendation ${number} was entered: ${outcome.outcome}`;
        const alarms = [{ op: 'CLOSE' as const, key: alarmKey(number), at }];
        const act = { kind: 'RECOMMENDATION_ANSWERED', at, by, summary, data: { number, ...outcome }, alarms };
        return { result: await recommendationIn(tx, number), act };
      }),

    async callOverdue(nowMs) {
      let called = 0;
      for (const { number, since } of await overdueIn(store.db, nowMs)) {
        if (await call(store, number, since, nowMs)) called += 1;
      }
      return called;
    },
  };
}

/** What the records hold about a recommendation. @throws CodedError NO_SUCH_RECOMMENDATION */
export async function recommendationIn(statements: Statements, number: number): Promise<Recommendation> {
  const found = (await recommendationsIn(statements)).find((candidate) => candidate.number === number);
  if (found !== undefined) return found;
  throw new CodedError(
    'NO_SUCH_RECOMMENDATION',
    'There is no recommendation with this number: sc recommendation list shows them.',
    'number',
  );
}

async function recommendationsIn(statements: Statements): Promise<readonly Recommendation[]> {
  const rows = await statements.selectFrom('recommendations').selectAll().orderBy('number').execute();
  const outcomes = await statements.selectFrom('recommendation_outcomes').selectAll().orderBy('id').execute();
  return rows.map((row) => recommendationOf(row, outcomes));
}

function recommendationOf(
  row: Selectable<Tables['recommendations']>,
  outcomes: readonly Selectable<Tables['recommendation_outcomes']>[],
): Recommendation {
  return {
    number: row.number,
    madeOn: row.made_on,
    madeBy: row.made_by,
    about: row.about,
    words: row.words,
    enteredBy: row.entered_by,
    enteredAt: row.entered_at,
    outcomes: outcomes
      .filter(({ recommendation }) => recommendation === row.number)
      .map(({ outcome, decided_on, decided_by, reasons, entered_by, entered_at }) => ({
        outcome,
        decidedOn: decided_on,
        decidedBy: decided_by,
        reasons,
        enteredBy: entered_by,
        enteredAt: entered_at,
      })),
  };
}

async function overdueIn(statements: Statements, nowMs: number) {
  return (await recommendationsIn(statements)).flatMap((recommendation) => {
    const since = overdueSince(recommendation, nowMs);
    return since === null ? [] : [{ number: recommendation.number, since }];
  });
}

/** Once while its alarm is open; what was answered meanwhile calls nobody. */
async function call(store: Store, number: number, since: string, nowMs: number): Promise<boolean> {
  return recordProgrammeAct(store, async (tx) => {
    const key = alarmKey(number);
    const open = await tx
      .selectFrom('alarms')
      .select('id')
      .where('stream', '=', PROGRAMME)
      .where('key', '=', key)
      .where('closed_at', 'is', null)
      .executeTakeFirst();
    if (open !== undefined || overdueSince(await recommendationIn(tx, number), nowMs) === null)
      return { result: false, act: null };
    const at = isoInstant(nowMs);
    const detail = `recommendation ${number}: a word on what became of it was due at ${since}`;
    const alarms = [{ op: 'RAISE' as const, key, rule: 'RECOMMENDATION_UNANSWERED' as const, detail, at }];
    const summary = `Nobody has said what became of recommendation ${number}: the administrator is called`;
    const act = { kind: 'RECOMMENDATION_OVERDUE', at, by: null, summary, data: { number, since }, alarms };
    return { result: true, act };
  });
}

function alarmKey(number: number): string {
  return `recommendation-${number}`;
}

function dateOf(at: string): string {
  return at.slice(0, 10);
}

function orThrow(refusal: Refusal | undefined): void {
  if (refusal !== undefined) throw new CodedError(refusal.code, refusal.reason, refusal.field);
}
