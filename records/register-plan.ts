import type { ImportReport } from '../domain/agency/import.ts';
import { MAX_PROBLEMS } from '../domain/agency/import.ts';
import { LEFT_OUT, type Problem, type ProblemKind, type ReadAgency, type Reading } from '../domain/agency/reading.ts';
import type { ImportOptions } from './contract-register.ts';
import { EVER_MS } from './register.ts';
import type { AgenciesTable, JurisdictionsTable } from './schema/register.ts';

/** The register as it stands when an import begins. */
export interface Standing {
  /** By when they began: of several that are valid the last counts. */
  readonly agencies: readonly AgenciesTable[];
  readonly jurisdictions: readonly JurisdictionsTable[];
  readonly assignments: ReadonlyMap<string, string>;
}

/** What an import changes. */
export interface ImportPlan {
  readonly jurisdictions: readonly JurisdictionsTable[];
  /** Versions to be written, new or corrected. */
  readonly agencies: readonly AgenciesTable[];
  /** Versions that end at the import's instant. */
  readonly ended: readonly Pick<AgenciesTable, 'ori' | 'from_ms'>[];
  readonly counts: Counts;
  readonly problems: readonly Problem[];
}

type Counts = Pick<
  ImportReport,
  | 'added'
  | 'moved'
  | 'corrected'
  | 'unchanged'
  | 'missing'
  | 'retired'
  | 'jurisdictionsAdded'
  | 'jurisdictionsCorrected'
>;

/** What becomes of an agency: its entry as wanted, and how it differs from the one that stands. */
type Change =
  | { readonly kind: 'added' | 'corrected' | 'unchanged'; readonly row: AgenciesTable }
  | { readonly kind: 'moved'; readonly row: AgenciesTable; readonly ended: AgenciesTable | null };

/** Compares what a file says with what stands. `atMs`: the import's instant, `at` as ISO. */
export function planImport(
  reading: Reading,
  standing: Standing,
  { retireMissing }: ImportOptions,
  at: string,
): ImportPlan {
  const atMs = Date.parse(at);
  const valid = standing.agencies.filter(({ from_ms, to_ms }) => from_ms <= atMs && (to_ms ?? Infinity) > atMs);
  const current = new Map(valid.map((row) => [row.ori, row]));
  const past = new Set(standing.agencies.map(({ ori }) => ori));
  const ahead = new Map(standing.agencies.filter(({ from_ms }) => from_ms > atMs).map((row) => [row.ori, row]));
  const problems: Problem[] = [...reading.problems];
  const changes = reading.agencies.map((agency): Change => {
    const dated = ahead.get(agency.ori);
    if (dated !== undefined) {
      problems.push({ line: agency.line, ori: agency.ori, kind: 'DATED_AHEAD', what: dated.valid_from ?? '' });
      return { kind: 'unchanged', row: dated };
    }
    const row = current.get(agency.ori);
    if (row === undefined) return { kind: 'added', row: newRow(agency, past.has(agency.ori) ? at : null) };
    problems.push(...standingProblems(agency, row, standing));
    return changeOf(agency, row, at, atMs);
  });
  const missing = missingFrom(reading, current);
  const unread = missing.filter(() => retireMissing && hasUnknownLine(reading));
  problems.push(...unread.map(({ ori }): Problem => ({ line: null, ori, kind: 'NOT_RETIRED', what: '' })));
  const retired = retireMissing ? missing.filter((row) => !unread.includes(row)) : [];
  const jurisdictions = jurisdictionChanges(reading, standing);
  const counted = (kind: Change['kind']): number => changes.filter((change) => change.kind === kind).length;
  return {
    jurisdictions: [...jurisdictions.added, ...jurisdictions.corrected],
    agencies: changes.flatMap(({ kind, row }) => (kind === 'unchanged' ? [] : [row])),
    ended: [...retired, ...changes.flatMap((change) => (change.kind === 'moved' ? (change.ended ?? []) : []))],
    counts: {
      added: counted('added'),
      moved: counted('moved'),
      corrected: counted('corrected'),
      unchanged: counted('unchanged'),
      missing: missing.length,
      retired: retired.length,
      jurisdictionsAdded: jurisdictions.added.length,
      jurisdictionsCorrected: jurisdictions.corrected.length,
    },
    problems,
  };
}

/** The report of an import, as it is kept. */
export function reportOf(
  reading: Reading,
  { counts, problems }: Pick<ImportPlan, 'counts' | 'problems'>,
  { file, sha256, dryRun }: ImportOptions,
  { at, by }: { readonly at: string; readonly by: string },
): ImportReport {
  const { agencies, lines } = reading;
  const kinds: Partial<Record<ProblemKind, number>> = {};
  for (const { kind } of problems) kinds[kind] = (kinds[kind] ?? 0) + 1;
  return {
    at,
    by,
    file,
    sha256,
    dryRun,
    lines,
    read: agencies.length,
    leftOut: new Set(problems.filter(({ kind }) => LEFT_OUT.has(kind)).map(({ line }) => line)).size,
    ...counts,
    several: agencies.filter(({ jurisdictions }) => jurisdictions.length > 1).length,
    withoutJurisdiction: agencies.filter(({ jurisdictions }) => jurisdictions.length === 0).length,
    withoutZone: agencies.filter(({ zone }) => zone === null).length,
    withoutOffice: agencies.filter(({ fieldOffice }) => fieldOffice === null).length,
    kinds,
    problems: problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)).slice(0, MAX_PROBLEMS),
  };
}

function newRow(agency: ReadAgency, from: string | null): AgenciesTable {
  const { ori, name, kind, zone, zoneBy, fieldOffice, officeBy, sib = null, jurisdictions } = agency;
  return {
    ori,
    from_ms: from === null ? EVER_MS : Date.parse(from),
    to_ms: null,
    valid_from: from,
    valid_to: null,
    name,
    kind,
    zone,
    zone_by: zoneBy,
    jurisdictions: [...jurisdictions],
    sib,
    field_office: fieldOffice,
    office_by: officeBy,
  };
}

/** Other jurisdictions count from the import's instant on; what else differs is corrected, for it moves no case. */
function changeOf(agency: ReadAgency, row: AgenciesTable, at: string, atMs: number): Change {
  const wanted = wantedRow(agency, row);
  const same = wanted.jurisdictions.join() === row.jurisdictions.join();
  if (!same && row.from_ms < atMs)
    return { kind: 'moved', row: { ...wanted, from_ms: atMs, valid_from: at }, ended: row };
  if (!same) return { kind: 'moved', row: wanted, ended: null };
  return { kind: JSON.stringify(wanted) === JSON.stringify(row) ? 'unchanged' : 'corrected', row: wanted };
}

/** What the file says, in place of what it outranks: a site's own statement is not replaced by what was derived, nor anything by nothing. */
function wantedRow(agency: ReadAgency, row: AgenciesTable): AgenciesTable {
  const { name, kind, zone, zoneBy, fieldOffice, officeBy, sib, jurisdictions } = agency;
  const keepsZone = zone === null || (row.zone_by === 'SITE' && zoneBy !== 'SITE');
  const keepsOffice = fieldOffice === null || (row.office_by === 'SITE' && officeBy !== 'SITE');
  return {
    ...row,
    name,
    kind,
    ...(keepsZone ? {} : { zone, zone_by: zoneBy }),
    ...(keepsOffice ? {} : { field_office: fieldOffice, office_by: officeBy }),
    sib: sib ?? row.sib,
    jurisdictions: jurisdictions.length === 0 ? row.jurisdictions : [...jurisdictions],
  };
}

function standingProblems(agency: ReadAgency, row: AgenciesTable, { assignments }: Standing): readonly Problem[] {
  const { line, ori, jurisdictions } = agency;
  const assigned = assignments.get(ori);
  const problems: Problem[] = [];
  if (jurisdictions.length === 0 && row.jurisdictions.length > 0)
    problems.push({ line, ori, kind: 'KEPT', what: row.jurisdictions.join(', ') });
  if (assigned !== undefined && jurisdictions.length > 0 && jurisdictions.join() !== assigned)
    problems.push({ line, ori, kind: 'ASSIGNED', what: assigned });
  return problems;
}

/** Of the states that the file has: a file of one state says nothing of the others. */
function missingFrom(
  { agencies, problems }: Reading,
  current: ReadonlyMap<string, AgenciesTable>,
): readonly AgenciesTable[] {
  const named = new Set([...agencies.map(({ ori }) => ori), ...problems.flatMap(({ ori }) => ori ?? [])]);
  const prefixes = new Set(agencies.map(({ ori }) => ori.slice(0, 2)));
  return [...current.values()].filter(({ ori }) => prefixes.has(ori.slice(0, 2)) && !named.has(ori));
}

/** Whether there is a line of which nobody can say whose it is. */
function hasUnknownLine({ problems }: Reading): boolean {
  return problems.some(({ kind, ori }) => LEFT_OUT.has(kind) && ori === null);
}

function jurisdictionChanges({ jurisdictions }: Reading, standing: Standing) {
  const known = new Map(standing.jurisdictions.map((row) => [row.id, row]));
  const added: JurisdictionsTable[] = [];
  const corrected: JurisdictionsTable[] = [];
  for (const { id, name, kind, state, fips, fieldOffice, officeBy } of jurisdictions) {
    const row = known.get(id);
    const said = { id, name, kind, state, fips, field_office: fieldOffice, office_by: officeBy };
    if (row === undefined) added.push({ ...said, active_from: null });
    else {
      const keepsOffice = fieldOffice === null || (row.office_by === 'SITE' && officeBy !== 'SITE');
      const office = keepsOffice ? { field_office: row.field_office, office_by: row.office_by } : {};
      const wanted = { ...row, ...said, ...office, fips: fips ?? row.fips };
      if (JSON.stringify(wanted) !== JSON.stringify(row)) corrected.push(wanted);
    }
  }
  return { added, corrected };
}
