import type { AgencyKind, JurisdictionKind } from './agency.ts';

/** How a zone is known: stated by a site, or from the agency's position, from others of its county, from its state's only zone. */
export const ZONE_SOURCES = ['SITE', 'POSITION', 'COUNTY', 'STATE'] as const;
export type ZoneSource = (typeof ZONE_SOURCES)[number];

/** How a field office is known: stated by a site, or from the table of offices, which is uncertain. */
export const OFFICE_SOURCES = ['SITE', 'TABLE'] as const;
export type OfficeSource = (typeof OFFICE_SOURCES)[number];

/** An agency as a file of agencies says it. */
export interface ReadAgency {
  readonly line: number;
  readonly ori: string;
  readonly name: string;
  readonly kind: AgencyKind;
  readonly jurisdictions: readonly string[];
  readonly zone: string | null;
  readonly zoneBy: ZoneSource | null;
  readonly fieldOffice: string | null;
  readonly officeBy: OfficeSource | null;
  /** `undefined`: the file says nothing of it, and what stands stays. */
  readonly sib: string | null | undefined;
}

/** A jurisdiction as a file says it, or as it follows from its agencies. Whether it is active no file says (rule D2). */
export interface ReadJurisdiction {
  readonly id: string;
  readonly name: string;
  readonly kind: JurisdictionKind;
  readonly state: string;
  readonly fips: string | null;
  readonly fieldOffice: string | null;
  readonly officeBy: OfficeSource | null;
}

/** What was not understood or not known, and what follows from it. Of the kinds in `LEFT_OUT` nothing is loaded. */
export const PROBLEMS = {
  BAD_LINE: 'The line has not the cells that the first line names, or a quote is not closed.',
  BAD_TEXT: 'A cell is too long or has characters that are no text.',
  BAD_ORI: 'The ORI is not two letters and seven letters or digits.',
  BAD_NAME: 'The agency has no name.',
  BAD_TYPE: 'The type of agency is not one that is known.',
  BAD_STATE: 'The state is not two letters of a state, district or territory.',
  BAD_POSITION: 'The position is not a latitude and a longitude in degrees.',
  TOO_MANY_COUNTIES: 'More than ten counties are named.',
  DUPLICATE_ORI: 'The file has this ORI more than once, with different contents: which is right, a person says.',
  BAD_ENTRY: 'The entry has a field that is missing, unknown or not as it must be.',
  UNKNOWN_JURISDICTION: 'The entry names a jurisdiction that the file does not have.',
  DATED_ENTRY:
    'The entry has dates of validity: an import begins and ends entries at its own instant, leave them null.',
  ACTIVATION_NOT_TAKEN: 'An import activates nothing: activation follows its notices.',
  NO_COUNTY: 'No county: a person assigns the jurisdiction of its bookings; only sharing waits for it.',
  UNKNOWN_COUNTY: 'No county of that state has this name: its jurisdiction is on no map and has no FIPS code.',
  NO_POSITION: 'No position: the zone was taken from others of its county, or from its state.',
  POSITION_ELSEWHERE:
    'The position lies outside of its counties: the zone was taken from others of its county, or from its state.',
  POSITION_UNSURE: 'Its county keeps two times, and the position may be the county’s middle: it tells no zone.',
  NO_ZONE: 'No zone can be known: no hold can be asked for until a site states it.',
  NO_OFFICE: 'No field office can be known: administrators route its messages.',
  DATED_AHEAD: 'A site has stated an entry that begins later: what stands stays.',
  KEPT: 'The file names no jurisdiction: the one on record stays.',
  ASSIGNED: 'A person assigned another jurisdiction: that stands.',
  NOT_RETIRED: 'It is no longer in the file, which has lines that could not be read: it may be one of those.',
} as const;
export type ProblemKind = keyof typeof PROBLEMS;

/** What is left out of the register altogether. */
export const LEFT_OUT: ReadonlySet<ProblemKind> = new Set<ProblemKind>([
  'BAD_LINE',
  'BAD_TEXT',
  'BAD_ORI',
  'BAD_NAME',
  'BAD_TYPE',
  'BAD_STATE',
  'BAD_POSITION',
  'TOO_MANY_COUNTIES',
  'DUPLICATE_ORI',
  'BAD_ENTRY',
  'UNKNOWN_JURISDICTION',
  'DATED_ENTRY',
]);

/** `line`: of the file, the first one 1 (in JSON: the entry's place in its list); null: no line. `ori` null: could not be read. */
export interface Problem {
  readonly line: number | null;
  readonly ori: string | null;
  readonly kind: ProblemKind;
  /** What exactly, e.g. the county's name; empty where the kind says all. */
  readonly what: string;
}

/** What a file says, as far as it was understood. */
export interface Reading {
  /** Lines or entries with an agency, also those left out. */
  readonly lines: number;
  readonly agencies: readonly ReadAgency[];
  readonly jurisdictions: readonly ReadJurisdiction[];
  readonly problems: readonly Problem[];
}
