import type { Actor } from '../domain/access/roles.ts';
import type { Agency, Jurisdiction } from '../domain/agency/agency.ts';
import type { ImportReport } from '../domain/agency/import.ts';
import type { OfficeSource, Reading, ZoneSource } from '../domain/agency/reading.ts';

/** How an import is done. */
export interface ImportOptions {
  /** Name of the file, for the report. */
  readonly file: string;
  /** Hash of its bytes. */
  readonly sha256: string;
  /** Ends the entries of agencies that are no longer in the file, of the states that it has. */
  readonly retireMissing: boolean;
  /** Changes nothing and records nothing. */
  readonly dryRun: boolean;
}

/** An agency's entry as it stands, and how it is known. */
export interface ListedAgency extends Agency {
  readonly zoneBy: ZoneSource | null;
  readonly officeBy: OfficeSource | null;
  /** The jurisdiction that a person assigned, which outranks the entry's own. */
  readonly assigned: string | null;
}

/** A jurisdiction, how its office is known, and how many agencies belong to it now. */
export interface ListedJurisdiction extends Jurisdiction {
  readonly officeBy: OfficeSource | null;
  readonly agencies: number;
}

/** A page of a list: `after`: the last id of the page before. */
export interface RegisterQuery {
  /** Two letters. */
  readonly state?: string;
  /** Only agencies without a jurisdiction; only jurisdictions without an agency. */
  readonly unassigned?: boolean;
  readonly after?: string;
  readonly limit: number;
}

/** The register as files fill it and people look at it. */
export interface RegisterImports {
  /**
   * Brings the register to what a file says, in one transaction, chained to the programme's ledger. What a file does not say stays; what a
   * person assigned or a site stated stays; the instant of an activation is never touched; what a case was judged by before `at` (ISO, now)
   * stays. Again it changes nothing.
   */
  load(reading: Reading, options: ImportOptions, by: Actor, now: () => number): Promise<ImportReport>;
  /** The newest first. */
  reports(limit: number): Promise<readonly ImportReport[]>;
  /** The entries valid at an instant (ISO), by ORI. */
  agencies(query: RegisterQuery, at: string): Promise<readonly ListedAgency[]>;
  /** By id. */
  jurisdictions(query: RegisterQuery, at: string): Promise<readonly ListedJurisdiction[]>;
}
