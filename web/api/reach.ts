import type { Actor, Role } from '../../domain/access/roles.ts';
import { facilitiesOf } from '../../domain/detainer/custody.ts';
import { detainerIdOf } from '../../domain/ids.ts';
import { type CasePlace, inReach } from '../../domain/lifecycle/acts.ts';
import type { CaseDetail, DetainerRow } from '../../records/index.ts';
import type { ApiDeps } from './deps.ts';
import { ApiError } from './errors.ts';

/** Who sees the criminal track and nothing else: the booking agency and its SIB, whose answers pass through it (rules A6, B3, D4). */
export const CRIMINAL_VIEW: readonly Role[] = ['local_agency', 'sib'];
/** Who sees both tracks of the cases in reach; a 287(g) officer only while an agreement designates him or her (rule B2). */
export const FULL_VIEW: readonly Role[] = [
  'status_specialist',
  'field_officer',
  'supervisor',
  'attorney',
  'officer_287g',
  'crcl_officer',
  'administrator',
  'auditor',
];
/** Who of them also needs the person's particulars and the contents of what was recorded. */
export const WITH_PARTICULARS: readonly Role[] = [
  'status_specialist',
  'field_officer',
  'supervisor',
  'attorney',
  'officer_287g',
  'crcl_officer',
];

export function seesAll(actor: Actor): boolean {
  return FULL_VIEW.includes(actor.role);
}

export function seesParticulars(actor: Actor): boolean {
  return WITH_PARTICULARS.includes(actor.role);
}

/** Whether a case lies in this person's reach for looking at it: as for acting, and a SIB reaches the cases whose answers it passes on. */
export function reaches(actor: Actor, place: CasePlace): boolean {
  if (actor.role === 'sib') return actor.scope.kind === 'agency' && actor.scope.ori === place.sib;
  return inReach(actor, place);
}

/** The case whose id starts with these digits, if it is in reach. Throws 404 NO_SUCH_CASE, 409 AMBIGUOUS_CASE, 403 OUT_OF_SCOPE. */
export async function caseInReach(
  deps: ApiDeps,
  actor: Actor,
  prefix: string,
  about: (caseId: string) => void,
): Promise<CaseDetail> {
  const found = await caseByPrefix(deps, prefix);
  about(found.caseId);
  guardReach(actor, found.place);
  return found;
}

/** The case whose id starts with these digits, whoever asks: the caller checks access before anything of it leaves. */
export async function caseByPrefix(deps: ApiDeps, prefix: string): Promise<CaseDetail> {
  const detail = await deps.records.cases.get(await deps.records.cases.resolve(prefix));
  if (detail === null) throw new ApiError(404, 'NO_SUCH_CASE', 'There is no case with this id.', { field: 'id' });
  return detail;
}

/** A case's place with every jail that holds or held the person of one of these detainers: each of them reaches its detainer, not the case. */
export function placeOf(place: CasePlace, rows: readonly DetainerRow[]): CasePlace {
  const jails = rows.flatMap(({ facts }) => facilitiesOf(facts.stays).map(({ ori }) => ori));
  return { ...place, jails: [...new Set(jails)] };
}

/** How one caller may come to a detainer. */
interface WayToDetainer {
  /** Told which case is meant, for the audit. */
  readonly about: (caseId: string) => void;
  /** Throws where neither the case nor any of its detainers is in reach, before a detainer is looked for: nobody else learns whether there is one. */
  readonly guard: (place: CasePlace) => void;
  /** Whether a detainer is in reach; `place`: that of its case. */
  readonly among: (place: CasePlace, row: DetainerRow) => boolean;
}

/**
 * A detainer and its case, by `detainer-…-n`, by the case's digits and number (`3f2a-1`), or by the digits alone where one is open.
 * One that is not in reach does not exist for the caller.
 */
export async function detainerByPrefix(
  deps: ApiDeps,
  id: string,
  { about, guard, among }: WayToDetainer,
): Promise<{ detail: CaseDetail; row: DetainerRow }> {
  const [digits = '', number] = id.replace(/^detainer-/, '').split('-');
  const detail = await caseByPrefix(deps, digits);
  about(detail.caseId);
  guard(placeOf(detail.place, detail.detainers));
  const reached = detail.detainers.filter((row) => among(detail.place, row));
  const [row, second] = candidates(detail.caseId, reached, number);
  if (row === undefined) throw noSuchDetainer();
  if (second !== undefined) {
    throw new ApiError(
      409,
      'AMBIGUOUS_DETAINER',
      'The case has several open detainers: add the number, as in 3f2a-1.',
      {
        field: 'id',
      },
    );
  }
  return { detail, row };
}

function candidates(
  caseId: string,
  detainers: readonly DetainerRow[],
  number: string | undefined,
): readonly DetainerRow[] {
  if (number !== undefined) return detainers.filter((row) => row.detainerId === detainerIdOf(caseId, Number(number)));
  return detainers.length === 1 ? detainers : detainers.filter((row) => row.hold !== 'CLOSED');
}

function noSuchDetainer(): ApiError {
  return new ApiError(404, 'NO_SUCH_DETAINER', 'There is no such detainer.', { field: 'id' });
}

/** Throws 403 OUT_OF_SCOPE where a case does not lie in this person's reach. */
export function guardReach(actor: Actor, place: CasePlace): void {
  if (reaches(actor, place)) return;
  const message = 'This case lies outside your scope; someone of its agency or field office can see it.';
  throw new ApiError(403, 'OUT_OF_SCOPE', message, { field: 'actor.scope' });
}

/** Whether a detainer may be shown: to a jail only if it holds or held the person since the issue, to a SIB through its mailbox alone. */
export function detainerInReach(actor: Actor, place: CasePlace, row: DetainerRow): boolean {
  if (actor.role === 'local_agency') {
    const { scope } = actor;
    return scope.kind === 'agency' && row.facts.stays.some(({ facility }) => facility.ori === scope.ori);
  }
  return seesAll(actor) && reaches(actor, place);
}
