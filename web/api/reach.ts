import type { Actor, Role } from '../../domain/access/roles.ts';
import { caseIdOfDetainer, detainerIdOf } from '../../domain/ids.ts';
import { type CasePlace, scopeReaches } from '../../domain/lifecycle/acts.ts';
import type { Address } from '../../domain/record/record.ts';
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
const WITH_PARTICULARS: readonly Role[] = [
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
  if (!reaches(actor, found.place)) {
    throw new ApiError(
      403,
      'OUT_OF_SCOPE',
      'This case lies outside your scope; someone of its agency or field office can see it.',
      { field: 'actor.scope' },
    );
  }
  return found;
}

/** The case whose id starts with these digits, whoever asks: the caller checks access before anything of it leaves. */
export async function caseByPrefix(deps: ApiDeps, prefix: string): Promise<CaseDetail> {
  const detail = await deps.records.cases.get(await deps.records.cases.resolve(prefix));
  if (detail === null) throw new ApiError(404, 'NO_SUCH_CASE', 'There is no case with this id.', { field: 'id' });
  return detail;
}

/** A detainer and its case, by `detainer-…-n`, by the case's digits and number (`3f2a-1`), or by the digits alone where there is one. */
export async function detainerByPrefix(deps: ApiDeps, id: string): Promise<{ detail: CaseDetail; row: DetainerRow }> {
  const [digits = '', number] = id.replace(/^detainer-/, '').split('-');
  const detail = await caseByPrefix(deps, digits);
  const candidates =
    number === undefined
      ? detail.detainers.filter((row, _, all) => all.length === 1 || row.hold !== 'CLOSED')
      : detail.detainers.filter((row) => row.detainerId === detainerIdOf(detail.caseId, Number(number)));
  const [row, second] = candidates;
  if (row === undefined) throw new ApiError(404, 'NO_SUCH_DETAINER', 'There is no such detainer.', { field: 'id' });
  if (second !== undefined) {
    throw new ApiError(
      409,
      'AMBIGUOUS_DETAINER',
      'The case has several open detainers: add the number, as in 3f2a-1.',
      { field: 'id' },
    );
  }
  if (caseIdOfDetainer(row.detainerId) !== detail.caseId)
    throw new ApiError(404, 'NO_SUCH_DETAINER', 'There is no such detainer.', { field: 'id' });
  return { detail, row };
}

/** Whether a detainer may be shown: to a jail only if it is addressed to it, to a SIB through its mailbox alone. */
export function detainerInReach(actor: Actor, place: CasePlace, row: DetainerRow): boolean {
  if (actor.role === 'local_agency') return actor.scope.kind === 'agency' && actor.scope.ori === row.jail;
  return seesAll(actor) && reaches(actor, place);
}

/** The mailbox that a person or program reads: the agency's, the SIB's, the field office's, or the role's. */
export function addressOf(actor: Actor): Address {
  switch (actor.scope.kind) {
    case 'agency':
      return actor.role === 'sib' ? `sib:${actor.scope.ori}` : `agency:${actor.scope.ori}`;
    case 'office':
      return `office:${actor.scope.office}`;
    case 'national':
      return `role:${actor.role}`;
  }
}
