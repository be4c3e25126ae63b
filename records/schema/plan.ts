import type { Generated } from 'kysely';

/** The nationwide plan: until when everything is to be active, and the waves. Both are added to and never changed. */
export const PLAN_SQL = `
create table plan_ends (
  number bigint generated always as identity primary key,
  ends_at text not null,
  reasons text not null,
  by text not null,
  name text not null,
  at text not null
);
create table plan_waves (
  name text primary key,
  from_at text not null,
  set_of text not null,
  reasons text not null,
  by text not null,
  at text not null
);
create trigger plan_ends_append_only before update or delete on plan_ends for each row execute function refuse_change();
create trigger plan_waves_append_only before update or delete on plan_waves for each row execute function refuse_change();`;

interface PlanEndsTable {
  number: Generated<number>;
  ends_at: string;
  reasons: string;
  /** Staff id and name of who set it. */
  by: string;
  name: string;
  at: string;
}

interface PlanWavesTable {
  name: string;
  /** The instant for which the wave's jurisdictions are planned. */
  from_at: string;
  /** Which jurisdictions, in words: a state, a list, a file. */
  set_of: string;
  reasons: string;
  by: string;
  at: string;
}

export interface PlanTables {
  plan_ends: PlanEndsTable;
  plan_waves: PlanWavesTable;
}
