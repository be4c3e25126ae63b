import type { Generated } from 'kysely';

/** 287(g) agreements, whom they designate, and who signed or ended what (rule B2). Everything is added to and nothing changed. */
export const AGREEMENT_SQL = `
create table agreements (
  id bigint generated always as identity primary key,
  jurisdiction text not null references jurisdictions,
  from_at text not null,
  to_at text,
  supervisor text not null,
  supervisor_name text not null,
  reasons text not null,
  entered_by text not null,
  entered_at text not null
);
create table designations (
  id bigint generated always as identity primary key,
  agreement_id bigint not null references agreements,
  officer text not null,
  name text not null,
  trained_on text not null,
  from_at text not null,
  to_at text,
  reasons text not null,
  entered_by text not null,
  entered_at text not null
);
create table agreement_signatures (
  number bigint generated always as identity primary key,
  agreement_id bigint references agreements,
  designation_id bigint references designations,
  ends_at text,
  actor text not null,
  name text not null,
  title text not null,
  statement text not null,
  at text not null,
  check ((agreement_id is null) <> (designation_id is null))
);
create unique index agreement_signed_once on agreement_signatures (agreement_id) where ends_at is null;
create unique index designation_signed_once on agreement_signatures (designation_id) where ends_at is null;`;

export const AGREEMENT_APPEND_ONLY = `
create trigger agreements_append_only before update or delete on agreements for each row execute function refuse_change();
create trigger designations_append_only before update or delete on designations for each row execute function refuse_change();
create trigger agreement_signatures_append_only before update or delete on agreement_signatures
  for each row execute function refuse_change();`;

export interface AgreementTables {
  agreements: AgreementsTable;
  designations: DesignationsTable;
  agreement_signatures: AgreementSignaturesTable;
}

interface AgreementsTable {
  id: Generated<number>;
  jurisdiction: string;
  from_at: string;
  to_at: string | null;
  supervisor: string;
  supervisor_name: string;
  reasons: string;
  entered_by: string;
  entered_at: string;
}

interface DesignationsTable {
  id: Generated<number>;
  agreement_id: number;
  officer: string;
  name: string;
  trained_on: string;
  from_at: string;
  to_at: string | null;
  reasons: string;
  entered_by: string;
  entered_at: string;
}

interface AgreementSignaturesTable {
  number: Generated<number>;
  /** Of an agreement or of a designation: one of the two. */
  agreement_id: number | null;
  designation_id: number | null;
  /** Null: signed to count. Else: ended or withdrawn then. */
  ends_at: string | null;
  actor: string;
  name: string;
  title: string;
  statement: string;
  at: string;
}
