import type { Generated } from 'kysely';
import type { AgencyKind, JurisdictionKind } from '../../domain/agency/agency.ts';
import type { OfficeSource, ZoneSource } from '../../domain/agency/reading.ts';

/** The register: agencies in dated versions, jurisdictions, and what people assigned. */
export const REGISTER_SQL = `
create table jurisdictions (
  id text primary key,
  name text not null,
  kind text not null,
  state text not null,
  fips text,
  field_office text,
  office_by text,
  active_from text
);
create index jurisdictions_by_state on jurisdictions (state, id);
create table agencies (
  ori text not null,
  from_ms bigint not null,
  to_ms bigint,
  valid_from text,
  valid_to text,
  name text not null,
  kind text not null,
  zone text,
  zone_by text,
  jurisdictions text[] not null,
  sib text,
  field_office text,
  office_by text,
  primary key (ori, from_ms),
  check (to_ms is null or to_ms > from_ms)
);
create index agencies_by_jurisdiction on agencies using gin (jurisdictions);
create table assignments (cri text primary key, jurisdiction text not null references jurisdictions);
create table register_imports (
  number bigint generated always as identity primary key,
  at text not null,
  by text not null,
  file text not null,
  sha256 text not null,
  report text not null
);`;

/** What was imported is never changed; needs `refuse_change`. */
export const REGISTER_APPEND_ONLY = `
create trigger register_imports_append_only before update or delete on register_imports
  for each row execute function refuse_change();`;

/** One version of an agency's entry: valid from `from_ms` (inclusive) to `to_ms` (exclusive). */
export interface AgenciesTable {
  ori: string;
  from_ms: number;
  to_ms: number | null;
  valid_from: string | null;
  valid_to: string | null;
  name: string;
  kind: AgencyKind;
  zone: string | null;
  zone_by: ZoneSource | null;
  jurisdictions: string[];
  sib: string | null;
  field_office: string | null;
  office_by: OfficeSource | null;
}

export interface AssignmentsTable {
  cri: string;
  jurisdiction: string;
}

export interface JurisdictionsTable {
  id: string;
  name: string;
  kind: JurisdictionKind;
  /** Two letters. */
  state: string;
  fips: string | null;
  field_office: string | null;
  office_by: OfficeSource | null;
  active_from: string | null;
}

interface RegisterImportsTable {
  number: Generated<number>;
  at: string;
  by: string;
  file: string;
  sha256: string;
  /** JSON. */
  report: string;
}

export interface RegisterTables {
  agencies: AgenciesTable;
  assignments: AssignmentsTable;
  jurisdictions: JurisdictionsTable;
  register_imports: RegisterImportsTable;
}
