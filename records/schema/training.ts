import type { Generated } from 'kysely';

/** Training material of a site, to whom which version was sent, and what agencies' staff have gone through. All are added to and never changed. */
export const TRAINING_SQL = `
create table training_materials (
  number bigint generated always as identity unique,
  id text collate "C" not null,
  version integer not null check (version >= 1),
  material text not null,
  added_by text not null,
  added_at text not null,
  primary key (id, version)
);
create table training_sendings (
  ori text not null,
  material text collate "C" not null,
  version integer not null,
  jurisdiction text not null references jurisdictions,
  message_id text collate "C" not null,
  at text not null,
  primary key (ori, material, version)
);
create table training_completions (
  number bigint generated always as identity primary key,
  ori text not null,
  material text collate "C" not null,
  version integer not null,
  completed_at text not null,
  staff integer not null check (staff >= 1),
  by text not null,
  name text not null,
  role text not null,
  at text not null
);
create index training_completions_by_agency on training_completions (ori);
create trigger training_materials_append_only before update or delete on training_materials
  for each row execute function refuse_change();
create trigger training_sendings_append_only before update or delete on training_sendings
  for each row execute function refuse_change();
create trigger training_completions_append_only before update or delete on training_completions
  for each row execute function refuse_change();`;

interface TrainingMaterialsTable {
  number: Generated<number>;
  id: string;
  version: number;
  /** The material as JSON. */
  material: string;
  added_by: string;
  added_at: string;
}

interface TrainingSendingsTable {
  ori: string;
  material: string;
  version: number;
  /** The jurisdiction for whose activation it was sent. */
  jurisdiction: string;
  message_id: string;
  at: string;
}

interface TrainingCompletionsTable {
  number: Generated<number>;
  ori: string;
  material: string;
  version: number;
  completed_at: string;
  staff: number;
  /** Staff id, name and role of who recorded it. */
  by: string;
  name: string;
  role: string;
  at: string;
}

export interface TrainingTables {
  training_materials: TrainingMaterialsTable;
  training_sendings: TrainingSendingsTable;
  training_completions: TrainingCompletionsTable;
}
