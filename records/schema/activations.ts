import type { ActivationState } from '../../domain/jurisdiction/activation.ts';

/**
 * Activations, one of each jurisdiction, as their workflows last wrote them; and the last guard of the instant in the register, whoever sends the
 * statement: none comes in without both notices delivered and the waiting period over by then (rule D2), and once it has passed, by the
 * database's clock, none is changed or removed (rules A4, D1).
 */
export const ACTIVATIONS_SQL = `
create table activations (
  jurisdiction text collate "C" primary key references jurisdictions,
  origin text not null check (origin in ('PLANNED', 'TAKEN_OVER')),
  planned_by text not null,
  planned_at text not null,
  planned_ms bigint not null,
  first_planned_for text not null,
  input text,
  input_sha256 text,
  wave text,
  state text not null,
  planned_for text not null,
  revision integer not null check (revision >= 1),
  notice_days integer not null,
  state_sent_at text,
  state_delivered_at text,
  local_sent_at text,
  local_delivered_at text,
  next_step text not null,
  changed_at text,
  check ((origin = 'PLANNED') = (input is not null))
);
create index activations_by_wave on activations (wave, jurisdiction);
create index activations_not_started on activations (planned_ms) where changed_at is null;
create function guard_active_from() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' and old.active_from is not null and old.active_from::timestamptz <= now()
     and (tg_op = 'DELETE' or new.active_from is distinct from old.active_from or new.id is distinct from old.id) then
    raise exception using errcode = 'integrity_constraint_violation', constraint = 'active_from_has_passed',
      message = 'active_from has passed';
  end if;
  if tg_op = 'DELETE' then return old; end if;
  if new.active_from is not null and (tg_op = 'INSERT' or new.active_from is distinct from old.active_from)
     and not exists (
       select from activations
       where jurisdiction = new.id and planned_for = new.active_from
         and state_delivered_at::timestamptz + notice_days * interval '24 hours' <= new.active_from::timestamptz
         and local_delivered_at::timestamptz + notice_days * interval '24 hours' <= new.active_from::timestamptz
     ) then
    raise exception using errcode = 'integrity_constraint_violation', constraint = 'active_from_needs_notices',
      message = 'active_from needs both notices';
  end if;
  return new;
end $$;
create trigger active_from_guarded before insert or update or delete on jurisdictions
  for each row execute function guard_active_from();`;

interface ActivationsTable {
  jurisdiction: string;
  origin: 'PLANNED' | 'TAKEN_OVER';
  /** Staff id. */
  planned_by: string;
  planned_at: string;
  /** Wall clock, ms. */
  planned_ms: number;
  /** The instant that it was first planned for: planning it again for this one is no other plan. */
  first_planned_for: string;
  /** What its workflow is started with; null where it was taken over. Written as JSON text. */
  input: string | null;
  input_sha256: string | null;
  wave: string | null;
  state: ActivationState;
  planned_for: string;
  revision: number;
  notice_days: number;
  state_sent_at: string | null;
  state_delivered_at: string | null;
  local_sent_at: string | null;
  local_delivered_at: string | null;
  next_step: string;
  /** Null until its workflow has written its first step. */
  changed_at: string | null;
}

export interface ActivationTables {
  activations: ActivationsTable;
}
