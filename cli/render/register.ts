import type { z } from 'zod';
import type { ImportReport } from '../../domain/agency/import.ts';
import { FIELD_OFFICES } from '../../domain/agency/offices.ts';
import { LEFT_OUT, PROBLEMS, type ProblemKind } from '../../domain/agency/reading.ts';
import type {
  agencyListSchema,
  AgencyView,
  jurisdictionListSchema,
  JurisdictionView,
} from '../../domain/api/register-views.ts';
import { section, table, when } from './text.ts';

/** What an import came to. `which`: the problems that are named one by one, `ALL`, `NONE` or those of a kind. */
export function importText(report: ImportReport, which: string): string {
  const { at, by, file, dryRun, lines, read, leftOut } = report;
  const head = dryRun
    ? `Nothing was changed. ${file} would come to:`
    : `${file}, imported ${when(at, undefined)} by ${by}:`;
  const shown = report.problems.filter(({ kind }) => which === 'ALL' || kind === which);
  return [
    head,
    `  ${lines} lines: ${read} agencies read, ${leftOut} lines left out`,
    `  agencies: ${report.added} added, ${report.moved} with other jurisdictions from now on, ${report.corrected} corrected, ${report.unchanged} unchanged`,
    `  jurisdictions: ${report.jurisdictionsAdded} added, ${report.jurisdictionsCorrected} corrected; none is activated by an import`,
    `  no longer in the file: ${report.missing}, of which ended now: ${report.retired}`,
    `  of several jurisdictions: ${report.several} (shared only while all are active)`,
    `  without a jurisdiction: ${report.withoutJurisdiction}; without a zone: ${report.withoutZone}; without a field office: ${report.withoutOffice}`,
    '  field offices are UNCERTAIN: recalled, medium',
    ...section('Not understood or not known', kindRows(report)),
    ...section('Line by line', shown.length === 0 ? [] : problemRows(shown)),
  ].join('\n');
}

function kindRows({ kinds }: ImportReport): string[] {
  const rows = Object.entries(kinds).map(([kind, count]) => [
    kind,
    String(count),
    isLeftOut(kind) ? 'left out' : 'loaded',
    wordsOf(kind),
  ]);
  return rows.length === 0 ? [] : table(rows).split('\n');
}

function problemRows(problems: ImportReport['problems']): string[] {
  const rows = problems.map(({ line, ori, kind, what }) => [
    line === null ? '' : `line ${line}`,
    ori ?? '',
    kind,
    what,
  ]);
  return table(rows).split('\n');
}

function isKind(kind: string): kind is ProblemKind {
  return Object.hasOwn(PROBLEMS, kind);
}

function isLeftOut(kind: string): boolean {
  return isKind(kind) && LEFT_OUT.has(kind);
}

function wordsOf(kind: string): string {
  return isKind(kind) ? PROBLEMS[kind] : '';
}

/** A page of agencies. */
export function agencyLines({ agencies, next }: z.infer<typeof agencyListSchema>): string {
  const rows = agencies.map((agency) => [
    agency.ori,
    agency.name,
    jurisdictionWords(agency),
    agency.zone === null ? 'zone unknown' : `${agency.zone} (${(agency.zoneBy ?? '').toLowerCase()})`,
    officeWords(agency.fieldOffice),
  ]);
  return page(['ori', 'name', 'jurisdiction', 'zone', 'field office'], rows, next);
}

function jurisdictionWords({ jurisdictions, assigned }: AgencyView): string {
  if (assigned !== null) return `${assigned} (assigned)`;
  return jurisdictions.length === 0 ? 'none: a person assigns it' : jurisdictions.join(' and ');
}

/** A page of jurisdictions. */
export function jurisdictionLines({ jurisdictions, next }: z.infer<typeof jurisdictionListSchema>): string {
  const rows = jurisdictions.map((jurisdiction) => [
    jurisdiction.id,
    jurisdiction.name,
    activeWords(jurisdiction),
    `${jurisdiction.agencies} agencies`,
    officeWords(jurisdiction.fieldOffice),
  ]);
  return page(['id', 'name', 'active', 'agencies', 'field office'], rows, next);
}

function activeWords({ activeFrom }: JurisdictionView): string {
  return activeFrom === null ? 'not active' : `from ${when(activeFrom, undefined)}`;
}

function officeWords(office: AgencyView['fieldOffice']): string {
  if (office === null) return 'none known';
  return office.origin === null ? office.code : officeOfTable(office.code);
}

/** A field office's code, marked if it is one of the table, which is uncertain. */
export function officeOfTable(code: string): string {
  const name = FIELD_OFFICES[code];
  return name === undefined ? code : `${code} ${name} (UNCERTAIN: recalled, medium)`;
}

function page(head: readonly string[], rows: readonly (readonly string[])[], next: string | null): string {
  if (rows.length === 0) return 'Nothing.';
  const more = next === null ? [] : [``, `There are more: --after ${next}`];
  return [table([head, ...rows]), ...more].join('\n');
}
