import { type Kysely, type Migration, type MigrationProvider, Migrator, sql } from 'kysely';
import { CodedError } from '../domain/errors.ts';
import { PROGRAMME } from '../domain/ids.ts';
import { genesisHash } from './chain.ts';
import { connect } from './database.ts';
import { codedDatabaseError } from './errors.ts';
import { ADVISORY_APPEND_ONLY, ADVISORY_SQL } from './schema/advisory.ts';
import { ACTIVATIONS_SQL } from './schema/activations.ts';
import { AGREEMENT_APPEND_ONLY, AGREEMENT_SQL } from './schema/agreement.ts';
import { PLAN_SQL } from './schema/plan.ts';
import { RECEIVING_SQL } from './schema/receiving.ts';
import { REGISTER_APPEND_ONLY, REGISTER_SQL } from './schema/register.ts';
import { TRAINING_SQL } from './schema/training.ts';

/** Names the advisory lock under which tables are changed: one process does it, the others wait and then find it done. */
const LOCK = 7_302_011;
/** Milliseconds: waiting for another process's migration is no failure. */
const MIGRATION_STATEMENT_MS = 120_000;

/** Migrations in the order of their names. One that was released is never changed. */
const MIGRATIONS: Record<string, Migration> = {
  '001-record': { up: createRecord },
};

const provider: MigrationProvider = { getMigrations: () => Promise.resolve(MIGRATIONS) };

/**
 * Brings the tables up to date; safe to run twice, and by several processes at once.
 * @throws CodedError RECORDS_NEWER if a newer version of this program has changed them
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const db = connect(databaseUrl, 2, MIGRATION_STATEMENT_MS);
  try {
    await db.connection().execute(async (locked) => {
      await sql`select pg_advisory_lock(${LOCK})`.execute(locked);
      try {
        await toLatest(db);
      } finally {
        await sql`select pg_advisory_unlock(${LOCK})`.execute(locked);
      }
    });
  } finally {
    await db.destroy();
  }
}

async function toLatest<T>(db: Kysely<T>): Promise<void> {
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error === undefined) return;
  if (error instanceof Error && error.message.startsWith('corrupted migrations')) {
    throw new CodedError(
      'RECORDS_NEWER',
      'This database was changed by another version of this program: run that version, or a newer one.',
    );
  }
  throw codedDatabaseError(error);
}

/** Ids are compared byte by byte (`C`), whatever the database's language: a prefix of an id is then a range of its index. */
async function createRecord(db: Kysely<unknown>): Promise<void> {
  for (const statement of [
    LEDGERS,
    CASES,
    EVENTS,
    DETAINERS,
    MAILBOX,
    ALARMS,
    REGISTER_SQL,
    ACTIVATIONS_SQL,
    ADVISORY_SQL,
    PROFILES,
    PEOPLE,
    AGREEMENT_SQL,
    APPEND_ONLY,
    REGISTER_APPEND_ONLY,
    ADVISORY_APPEND_ONLY,
    AGREEMENT_APPEND_ONLY,
    RECEIVING_SQL,
    PLAN_SQL,
    TRAINING_SQL,
  ]) {
    await sql.raw(statement).execute(db);
  }
}

const LEDGERS = `
create table ledgers (
  ledger_id text collate "C" primary key,
  last_position integer not null default 0,
  head_hash text not null
);
insert into ledgers (ledger_id, head_hash) values ('${PROGRAMME}', '${genesisHash(PROGRAMME)}');`;

const CASES = `
create table cases (
  case_id text collate "C" primary key references ledgers,
  cri text not null,
  sib text not null,
  jurisdiction text,
  field_office text,
  received_at text not null,
  received_ms bigint not null,
  criminal text,
  immigration text,
  outcome text,
  next_step text,
  opened_at text,
  changed_at text,
  closed_at text,
  limit_at text,
  limit_ms bigint,
  fact_written boolean not null default false
);
create index cases_by_time_left on cases (coalesce(limit_ms, 8640000000000000), received_ms, case_id);
create index cases_by_cri on cases (cri, received_ms, case_id);
create index cases_by_sib on cases (sib, received_ms, case_id);
create index cases_by_office on cases (field_office);
create table submissions (
  case_id text collate "C" primary key references cases,
  sha256 text not null,
  format text not null,
  received_at text not null,
  booking bytea,
  file bytea,
  stored_ms bigint not null,
  submitted_by text,
  started boolean not null default false
);
create index submissions_not_started on submissions (stored_ms) where not started;
create table submission_conflicts (
  case_id text collate "C" not null references cases,
  sha256 text not null,
  format text not null,
  received_at text not null,
  booking bytea,
  primary key (case_id, sha256)
);
create table attachments (
  case_id text collate "C" not null references cases,
  sha256 text not null,
  size integer not null,
  bytes bytea not null,
  primary key (case_id, sha256)
);`;

const EVENTS = `
create table events (
  ledger_id text collate "C" not null references ledgers,
  position integer not null check (position >= 1),
  stream text collate "C" not null,
  step text collate "C" not null,
  seq integer not null check (seq >= 1),
  kind text not null,
  at text not null,
  summary text not null,
  recorded_at text not null,
  clears boolean not null,
  content bytea,
  commitment text not null,
  write_commitment text not null,
  prev_hash text not null,
  hash text not null,
  cleared_by integer,
  primary key (ledger_id, position),
  unique (stream, seq),
  unique (stream, step),
  check ((content is null) = (cleared_by is not null)),
  check (cleared_by > position)
);
create index events_of_decisions on events (at collate "C", ledger_id, position)
  where kind in ('DECISION', 'DECISION_OVERTAKEN');`;

const DETAINERS = `
create table detainers (
  detainer_id text collate "C" primary key,
  code text collate "C" not null unique,
  input_sha256 text not null,
  case_id text collate "C" not null references cases,
  number integer not null check (number >= 1),
  kind text not null,
  jail text not null,
  jail_name text not null,
  zone text not null,
  profile text not null,
  issued_at text not null,
  delivery text not null,
  service text not null,
  hold text not null,
  ending text,
  started_at text,
  limit_at text,
  limit_ms bigint,
  violation boolean not null,
  authorized boolean not null,
  facts jsonb not null,
  changed_at text not null,
  unique (case_id, number)
);
create index detainers_by_stay on detainers using gin ((facts -> 'stays') jsonb_path_ops);
create index detainers_open on detainers (detainer_id) where hold <> 'CLOSED';
create index detainers_running on detainers (limit_ms) where hold in ('RUNNING', 'AUTHORITY_ENDED');`;

const MAILBOX = `
create table messages (
  id text collate "C" primary key,
  ledger_id text collate "C" not null references ledgers,
  kind text not null,
  route text not null,
  at text not null,
  content bytea not null,
  attachment_sha256 text,
  document jsonb,
  parties text[]
);
create index messages_with_document on messages (ledger_id) where document is not null;
create table mailboxes (address text collate "C" primary key, last_number bigint not null);
create table deliveries (
  message_id text collate "C" not null references messages,
  hop integer not null check (hop >= 0),
  address text collate "C" not null references mailboxes,
  number bigint not null,
  acknowledged_at text,
  acknowledged_by text,
  released_ms bigint not null,
  receipt_due_ms bigint not null,
  overdue boolean not null default false,
  delivered_ms bigint,
  failures integer not null default 0,
  last_failure text,
  next_try_ms bigint not null default 0,
  leased_until_ms bigint not null default 0,
  primary key (message_id, hop),
  unique (address, number)
);
create index deliveries_due on deliveries (next_try_ms) where delivered_ms is null and acknowledged_at is null;
create index deliveries_overdue on deliveries (receipt_due_ms) where acknowledged_at is null and not overdue;
create index deliveries_late on deliveries (message_id) where acknowledged_at is null and overdue;
create index deliveries_unacknowledged on deliveries (address, number) where acknowledged_at is null;
create table late_messages (
  number bigint generated always as identity unique,
  case_id text collate "C" not null references cases,
  sha256 text not null,
  reference text not null,
  sender text not null,
  received_at text not null,
  content bytea,
  primary key (case_id, sha256)
);
create table endpoints (address text collate "C" primary key, url text not null, secret text not null);`;

const ALARMS = `
create table alarms (
  id bigint generated always as identity primary key,
  case_id text collate "C" references cases,
  stream text collate "C" not null,
  key text not null,
  rule text not null,
  detail text not null,
  agency text not null,
  raised_at text not null,
  closed_at text,
  closed_by text,
  closed_reasons bytea,
  deliveries integer not null default 0,
  escalated boolean not null default false,
  due_ms bigint not null
);
create unique index alarms_open on alarms (case_id, stream, key) where closed_at is null;
create unique index alarms_open_without_case on alarms (stream, key) where closed_at is null and case_id is null;
create index alarms_by_case on alarms (case_id, stream);
create index alarms_open_by_stream on alarms (stream) where closed_at is null;
create index alarms_due on alarms (due_ms) where closed_at is null;
create table alarm_acknowledgements (
  number bigint generated always as identity unique,
  alarm_id bigint not null references alarms on delete cascade,
  role text not null,
  scope text not null,
  at text not null,
  by text not null,
  primary key (alarm_id, role, scope)
);`;

const PROFILES = `
create table profile_versions (
  number bigint generated always as identity unique,
  id text collate "C" primary key,
  profile text not null,
  added_by text not null,
  added_at text not null
);
create table profile_assignments (
  id bigint generated always as identity primary key,
  profile_id text collate "C" not null,
  jurisdiction text not null,
  from_at text not null,
  to_at text,
  reasons text not null,
  recommendation bigint references recommendations,
  basis text,
  proposed_by text not null,
  proposed_at text not null,
  check ((recommendation is null) <> (basis is null))
);
create table profile_signatures (
  number bigint generated always as identity primary key,
  assignment_id bigint not null references profile_assignments,
  ends_at text,
  actor text not null,
  name text not null,
  title text not null,
  statement text not null,
  at text not null,
  effect_sha256 text,
  effect text,
  check ((effect is null) = (ends_at is not null)),
  check ((effect is null) = (effect_sha256 is null))
);
create unique index profile_signed_once on profile_signatures (assignment_id) where ends_at is null;
create table phone_numbers (
  id bigint generated always as identity primary key,
  line text not null,
  number text not null,
  answered_by text not null,
  enforcement boolean not null check (not (enforcement and line = 'civilRights')),
  hours text not null,
  entered_by text not null,
  entered_at text not null
);
create table phone_number_calls (
  number bigint generated always as identity primary key,
  phone_number_id bigint not null references phone_numbers,
  reached boolean not null,
  called_on text not null,
  words text not null,
  by text not null,
  name text not null,
  at text not null
);`;

const PEOPLE = `
create table sessions (
  token_sha256 text collate "C" primary key,
  actor text not null,
  actor_id text not null,
  kind text not null,
  signed_in_at text not null,
  expires_at text not null,
  expires_ms bigint not null
);
create table audit (
  number bigint generated always as identity primary key,
  at text not null,
  actor_id text not null,
  role text not null,
  act text not null,
  case_id text collate "C",
  outcome text not null,
  code text,
  source text
);
create index audit_by_case on audit (case_id, number);
create index audit_by_actor on audit (actor_id, number);
create table facts (
  id text primary key,
  jurisdiction text,
  quarter text not null,
  matched boolean not null,
  shared boolean not null,
  offence_class text not null,
  classed_by text not null,
  outcome text not null
);
create table settings (key text primary key, value text not null);`;

/** Against mistakes of our own; against whoever owns the database there is the chain. */
const APPEND_ONLY = `
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception using errcode = 'integrity_constraint_violation', constraint = 'append_only', message = 'append-only';
end $$;
create function refuse_all_but_clearing() returns trigger language plpgsql as $$
begin
  if new.content is null and new.cleared_by is not null and old.cleared_by is null
     and (to_jsonb(new) - 'content' - 'cleared_by') = (to_jsonb(old) - 'content' - 'cleared_by') then
    return new;
  end if;
  raise exception using errcode = 'integrity_constraint_violation', constraint = 'append_only', message = 'append-only';
end $$;
create trigger events_append_only before update on events for each row execute function refuse_all_but_clearing();
create trigger events_stay before delete on events for each row execute function refuse_change();
create trigger audit_append_only before update or delete on audit for each row execute function refuse_change();
create trigger facts_append_only before update or delete on facts for each row execute function refuse_change();
create trigger profiles_append_only before update or delete on profile_versions for each row execute function refuse_change();
create trigger profile_assignments_append_only before update or delete on profile_assignments
  for each row execute function refuse_change();
create trigger profile_signatures_append_only before update or delete on profile_signatures
  for each row execute function refuse_change();
create trigger phone_numbers_append_only before update or delete on phone_numbers for each row execute function refuse_change();
create trigger phone_number_calls_append_only before update or delete on phone_number_calls
  for each row execute function refuse_change();`;
