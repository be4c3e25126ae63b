import type { AgencyKind } from '../../domain/agency/agency.ts';
import { oriSchema } from '../../domain/agency/agency.ts';
import type { Problem, ProblemKind } from '../../domain/agency/reading.ts';
import { STATES } from '../../domain/agency/states.ts';
import { CodedError } from '../../domain/errors.ts';
import { readCsv } from '../csv.ts';
import { idWords, type Position } from './atlas.ts';

/** A line of the FBI's list of participating agencies. */
export interface AgencyLine {
  readonly line: number;
  readonly ori: string;
  readonly name: string;
  readonly kind: AgencyKind;
  /** As the file names them. */
  readonly counties: readonly string[];
  /** Two letters. */
  readonly state: string;
  readonly position: Position | null;
}

/** Lines that were understood, and what was not. */
export interface AgencyLines {
  readonly lines: number;
  readonly agencies: readonly AgencyLine[];
  readonly problems: readonly Problem[];
}

const COLUMNS = ['ori', 'name', 'type', 'counties', 'state', 'latitude', 'longitude'] as const;
type Column = (typeof COLUMNS)[number];
type Cells = Readonly<Record<Column, string>>;

/** The list's types of agency. */
const KINDS: Readonly<Record<string, AgencyKind>> = {
  City: 'CITY',
  County: 'COUNTY',
  'State Police': 'STATE_POLICE',
  'Other State Agency': 'OTHER_STATE',
  'University or College': 'UNIVERSITY',
  Tribal: 'TRIBAL',
  Other: 'OTHER',
};

const MAX_COUNTIES = 10;
const MAX_CELL = 200;
const MAX_COUNTY = 40;
const MAX_LINES = 100_000;
/** What no text of a list holds. */
const NO_TEXT = /[\u0000-\u001f\u007f\ufffd]/;

/**
 * Reads the list of agencies: CSV whose first line names the seven columns in any order. A cell is on one line, so that a quote left open
 * costs that line only.
 * @throws CodedError REGISTER_FILE where the first line is not as it must be, or there are more than 100,000 lines
 */
export function readLines(text: string): AgencyLines {
  const [first = '', ...rest] = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const columns = columnsOf(first);
  if (rest.length > MAX_LINES)
    throw new CodedError('REGISTER_FILE', `The file has more than ${MAX_LINES} lines: import it in parts.`, 'file');
  const agencies: AgencyLine[] = [];
  const problems: Problem[] = [];
  let lines = 0;
  for (const [index, content] of rest.entries()) {
    if (content === '') continue;
    lines += 1;
    const understood = agencyOf(index + 2, content, columns);
    if ('problem' in understood) problems.push(understood.problem);
    else agencies.push(understood.agency);
  }
  return { lines, ...withoutContradictions(agencies, problems) };
}

function columnsOf(first: string): readonly string[] {
  const columns = cellsOf(first);
  const same = columns?.length === COLUMNS.length && COLUMNS.every((column) => columns.includes(column));
  if (columns !== null && same) return columns;
  throw new CodedError(
    'REGISTER_FILE',
    `The first line of the file must name these columns: ${COLUMNS.join(',')}.`,
    'file',
  );
}

function cellsOf(content: string): readonly string[] | null {
  try {
    return readCsv(content)[0] ?? [];
  } catch (error) {
    if (error instanceof CodedError) return null;
    throw error;
  }
}

type Understood = { readonly agency: AgencyLine } | { readonly problem: Problem };

function agencyOf(line: number, content: string, columns: readonly string[]): Understood {
  const cells = cellsOf(content);
  if (cells?.length !== COLUMNS.length) return { problem: { line, ori: oriIn(content), kind: 'BAD_LINE', what: '' } };
  const cell = (column: Column): string => (cells[columns.indexOf(column)] ?? '').trim();
  const named: Cells = {
    ori: cell('ori'),
    name: cell('name'),
    type: cell('type'),
    counties: cell('counties'),
    state: cell('state'),
    latitude: cell('latitude'),
    longitude: cell('longitude'),
  };
  const ori = oriSchema.safeParse(named.ori).success ? named.ori : null;
  const fault = faultOf(named);
  if (fault !== null) return { problem: { line, ori, ...fault } };
  const { name, type, state } = named;
  const kind = KINDS[type] ?? 'OTHER';
  const position = positionOf(named);
  return { agency: { line, ori: named.ori, name, kind, counties: countiesOf(named), state, position } };
}

/** The ORI of a line that cannot be read, if it begins with one: so that the agency is not taken for one that vanished. */
function oriIn(content: string): string | null {
  return /^"?([A-Z]{2}[A-Z0-9]{7})"?,/.exec(content)?.[1] ?? null;
}

function faultOf(cells: Cells): { kind: ProblemKind; what: string } | null {
  const { ori, name, type, state } = cells;
  if (Object.values(cells).some((cell) => NO_TEXT.test(cell))) return { kind: 'BAD_TEXT', what: '' };
  if (!oriSchema.safeParse(ori).success) return { kind: 'BAD_ORI', what: shortened(ori) };
  if (name === '') return { kind: 'BAD_NAME', what: '' };
  if (name.length > MAX_CELL) return { kind: 'BAD_TEXT', what: shortened(name) };
  if (!Object.hasOwn(KINDS, type)) return { kind: 'BAD_TYPE', what: shortened(type) };
  if (!Object.hasOwn(STATES, state)) return { kind: 'BAD_STATE', what: shortened(state) };
  if (!isPosition(cells)) return { kind: 'BAD_POSITION', what: shortened(`${cells.latitude}, ${cells.longitude}`) };
  const counties = countiesOf(cells);
  if (counties.length > MAX_COUNTIES) return { kind: 'TOO_MANY_COUNTIES', what: '' };
  const odd = counties.find((county) => county.length > MAX_COUNTY || idWords(county) === '');
  return odd === undefined ? null : { kind: 'BAD_TEXT', what: shortened(odd) };
}

function shortened(text: string): string {
  return text.slice(0, 60);
}

function countiesOf({ counties }: Cells): readonly string[] {
  const named = counties.split(';').map((county) => county.trim());
  return [...new Set(named.filter((county) => county !== ''))];
}

const DEGREES = /^-?\d{1,3}(\.\d{1,12})?$/;

/** Both degrees, or none. */
function isPosition({ latitude, longitude }: Cells): boolean {
  if (latitude === '' && longitude === '') return true;
  return (
    DEGREES.test(latitude) &&
    DEGREES.test(longitude) &&
    Math.abs(Number(latitude)) <= 90 &&
    Math.abs(Number(longitude)) <= 180
  );
}

function positionOf({ latitude, longitude }: Cells): Position | null {
  return latitude === '' ? null : { latitude: Number(latitude), longitude: Number(longitude) };
}

/** The same agency said twice in the same words counts once; in different words, neither is taken. */
function withoutContradictions(
  agencies: readonly AgencyLine[],
  problems: readonly Problem[],
): { readonly agencies: readonly AgencyLine[]; readonly problems: readonly Problem[] } {
  const first = new Map<string, AgencyLine>();
  const contradicted = new Set<string>();
  for (const agency of agencies) {
    const known = first.get(agency.ori);
    if (known === undefined) first.set(agency.ori, agency);
    else if (contentOf(known) !== contentOf(agency)) contradicted.add(agency.ori);
  }
  const found = agencies.filter(({ ori }) => contradicted.has(ori));
  return {
    agencies: [...first.values()].filter(({ ori }) => !contradicted.has(ori)),
    problems: [...problems, ...found.map(({ line, ori }): Problem => ({ line, ori, kind: 'DUPLICATE_ORI', what: '' }))],
  };
}

function contentOf({ line: _line, ...content }: AgencyLine): string {
  return JSON.stringify(content);
}
