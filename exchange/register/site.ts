import { z } from 'zod';
import { agencySchema, jurisdictionSchema } from '../../domain/agency/agency.ts';
import type { Problem, ProblemKind, ReadAgency, Reading, ReadJurisdiction } from '../../domain/agency/reading.ts';
import { assertZone } from '../../domain/clock/instant.ts';
import { CodedError } from '../../domain/errors.ts';

/** A site's own register: lists whose entries are judged one by one. */
const siteSchema = z.strictObject({
  jurisdictions: z.array(z.unknown()).max(10_000),
  agencies: z.array(z.unknown()).max(100_000),
});

/** How activation came about before this system is stated where the register is loaded at the start, not by an import. */
const ownJurisdictionSchema = jurisdictionSchema.extend({ takenOver: z.unknown().optional() });

/**
 * Reads a site's own register (JSON). What it states needs no deriving and outranks what was derived.
 * @throws CodedError REGISTER_FILE where it is not two lists
 */
export function readSite(text: string): Reading {
  const { jurisdictions, agencies } = parsed(text);
  const problems: Problem[] = [];
  const known = new Set<string>();
  const places = jurisdictions.flatMap((entry, index) => jurisdictionOf(entry, index + 1, known, problems) ?? []);
  const read = agencies.flatMap((entry, index) => agencyOf(entry, index + 1, known, problems) ?? []);
  return { lines: agencies.length, ...unambiguous(read, problems), jurisdictions: places };
}

function parsed(text: string): z.infer<typeof siteSchema> {
  const result = siteSchema.safeParse(json(text));
  if (result.success) return result.data;
  throw new CodedError(
    'REGISTER_FILE',
    'The file must be a JSON object of two lists: jurisdictions and agencies.',
    'file',
  );
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CodedError('REGISTER_FILE', 'The file cannot be read as JSON.', 'file');
  }
}

function jurisdictionOf(
  entry: unknown,
  line: number,
  known: Set<string>,
  problems: Problem[],
): ReadJurisdiction | null {
  const result = ownJurisdictionSchema.safeParse(entry);
  if (!result.success) return left(problems, line, null, 'BAD_ENTRY', `jurisdictions.${fieldOf(result.error)}`);
  const { takenOver, activeFrom, ...stated } = result.data;
  if (known.has(stated.id)) return left(problems, line, null, 'BAD_ENTRY', `jurisdictions.id ${stated.id}`);
  known.add(stated.id);
  const activated = takenOver !== undefined || activeFrom !== null;
  if (activated) problems.push({ line, ori: null, kind: 'ACTIVATION_NOT_TAKEN', what: stated.id });
  return { ...stated, officeBy: stated.fieldOffice === null ? null : 'SITE' };
}

function agencyOf(entry: unknown, line: number, known: ReadonlySet<string>, problems: Problem[]): ReadAgency | null {
  const result = agencySchema.safeParse(entry);
  if (!result.success) return left(problems, line, oriOf(entry), 'BAD_ENTRY', `agencies.${fieldOf(result.error)}`);
  const { ori, name, kind, jurisdictions, zone, fieldOffice, sib, validFrom, validTo } = result.data;
  if (validFrom !== null || validTo !== null) return left(problems, line, ori, 'DATED_ENTRY', '');
  const unknown = jurisdictions.find((id) => !known.has(id));
  if (unknown !== undefined) return left(problems, line, ori, 'UNKNOWN_JURISDICTION', unknown);
  if (zone !== null && !isZone(zone)) return left(problems, line, ori, 'BAD_ENTRY', 'agencies.zone');
  if (jurisdictions.length === 0) problems.push({ line, ori, kind: 'NO_COUNTY', what: '' });
  if (zone === null) problems.push({ line, ori, kind: 'NO_ZONE', what: '' });
  return {
    line,
    ori,
    name,
    kind,
    jurisdictions: [...new Set(jurisdictions)],
    zone,
    zoneBy: zone === null ? null : 'SITE',
    fieldOffice,
    officeBy: fieldOffice === null ? null : 'SITE',
    sib,
  };
}

function left(problems: Problem[], line: number, ori: string | null, kind: ProblemKind, what: string): null {
  problems.push({ line, ori, kind, what });
  return null;
}

function fieldOf({ issues: [first] }: z.ZodError): string {
  return (first?.path.map(String).join('.') ?? '').slice(0, 60);
}

const withOriSchema = z.object({ ori: agencySchema.shape.ori });

function oriOf(entry: unknown): string | null {
  return withOriSchema.safeParse(entry).data?.ori ?? null;
}

function isZone(zone: string): boolean {
  try {
    assertZone(zone);
    return true;
  } catch {
    return false;
  }
}

function unambiguous(
  agencies: readonly ReadAgency[],
  problems: readonly Problem[],
): Pick<Reading, 'agencies' | 'problems'> {
  const seen = new Set<string>();
  const twice = new Set(agencies.filter(({ ori }) => seen.size === seen.add(ori).size).map(({ ori }) => ori));
  const found = agencies.filter(({ ori }) => twice.has(ori));
  return {
    agencies: agencies.filter(({ ori }) => !twice.has(ori)),
    problems: [...problems, ...found.map(({ line, ori }): Problem => ({ line, ori, kind: 'DUPLICATE_ORI', what: '' }))],
  };
}
