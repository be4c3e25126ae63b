import type { Actor, Role } from '../../domain/access/roles.ts';
import { detainerIdOf } from '../../domain/ids.ts';
import { type CasePlace, scopeReaches } from '../../domain/lifecycle/acts.ts';
import type { CaseDetail, DetainerRow } from '../../records/index.ts';
import type { ApiDeps } from './deps.ts';
import { ApiError } from './errors.ts';

/** Who sees the criminal track and nothing else: the booking agency and its SIB, whose answers pass through it (rules A6, B3, D4). */
export const CRIMINAL_VIEW: readonly Role[] = ['local_agency', 'sib'];
/** Who sees both tracks of the cases in reach. */
export const FULL_VIEW: readonly Role[] = [
  'status_specialist',
  'field_officer',
  'supervisor',
  'attorney',
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
  return scopeReaches(actor.scope, place);
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
  guardReach(actor, found);
  return found;
}

/** The case whose id starts with these digits, whoever asks: the caller checks access before anything of it leaves. */
export async function caseByPrefix(deps: ApiDeps, prefix: string): Promise<CaseDetail> {
  const detail = await deps.records.cases.get(await deps.records.cases.resolve(prefix));
  if (detail === null) throw new ApiError(404, 'NO_SUCH_CASE', 'There is no case with this id.', { field: 'id' });
  return detail;
}

/**
 * A detainer and its case, by `detainer-…-n`, by the case's digits and number (`3f2a-1`), or by the digits alone where one is open. `guard`
 * throws where the case is out of reach: it runs before the detainer is looked for, so that nobody else learns whether there is one.
 */
export async function detainerByPrefix(
  deps: ApiDeps,
  id: string,
  guard: (detail: CaseDetail) => void,
): Promise<{ detail: CaseDetail; row: DetainerRow }> {
  const [digits = '', number] = id.replace(/^detainer-/, '').split('-');
  const detail = await caseByPrefix(deps, digits);
  guard(detail);
  const [row, second] = candidates(detail, number);
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

function candidates({ caseId, detainers }: CaseDetail, number: string | undefined): readonly DetainerRow[] {
  if (number !== undefined) return detainers.filter((row) => row.detainerId === detainerIdOf(caseId, Number(number)));
  return detainers.length === 1 ? detainers : detainers.filter((row) => row.hold !== 'CLOSED');
}

/** A detainer that is not addressed to a reader does not exist for that reader. */
export function noSuchDetainer(): ApiError {
  return new ApiError(404, 'NO_SUCH_DETAINER', 'There is no such detainer.', { field: 'id' });
}

/** Throws 403 OUT_OF_SCOPE where a case does not lie in this person's reach. */
export function guardReach(actor: Actor, detail: CaseDetail): void {
  if (reaches(actor, detail.place)) return;
  const message = 'This case lies outside your scope; someone of its agency or field office can see it.';
  throw new ApiError(403, 'OUT_OF_SCOPE', message, { field: 'actor.scope' });
}

/** Whether a detainer may be shown: to a jail only if it is addressed to it, to a SIB through its mailbox alone. */
export function detainerInReach(actor: Actor, place: CasePlace, row: DetainerRow): boolean {
  if (actor.role === 'local_agency') return actor.scope.kind === 'agency' && actor.scope.ori === row.jail;
  return seesAll(actor) && reaches(actor, place);
}
