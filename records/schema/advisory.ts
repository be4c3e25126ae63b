import type { Generated } from 'kysely';
import type { OutcomeKind } from '../../domain/advisory/recommendation.ts';

/** Recommendations of the advisory task force, and what became of each. Before the profiles, whose assignments name them. */
export const ADVISORY_SQL = `
create table recommendations (
  number bigint generated always as identity primary key,
  made_on text not null,
  made_by text not null,
  about text not null,
  words text not null,
  entered_by text not null,
  entered_at text not null
);
create table recommendation_outcomes (
  id bigint generated always as identity primary key,
  recommendation bigint not null references recommendations,
  outcome text not null,
  decided_on text not null,
  decided_by text not null,
  reasons text not null check (length(trim(reasons)) >= 3),
  entered_by text not null,
  entered_at text not null
);
create index recommendation_outcomes_by_number on recommendation_outcomes (recommendation, id);`;

/** After the functions of the append-only tables. */
export const ADVISORY_APPEND_ONLY = `
create trigger recommendations_append_only before update or delete on recommendations
  for each row execute function refuse_change();
create trigger recommendation_outcomes_append_only before update or delete on recommendation_outcomes
  for each row execute function refuse_change();`;

export interface RecommendationsTable {
  number: Generated<number>;
  /** ISO date. */
  made_on: string;
  made_by: string;
  about: string;
  words: string;
  entered_by: string;
  entered_at: string;
}

export interface RecommendationOutcomesTable {
  id: Generated<number>;
  recommendation: number;
  outcome: OutcomeKind;
  /** ISO date. */
  decided_on: string;
  decided_by: string;
  reasons: string;
  entered_by: string;
  entered_at: string;
}

export interface AdvisoryTables {
  recommendations: RecommendationsTable;
  recommendation_outcomes: RecommendationOutcomesTable;
}
