import type { Actor } from '../../domain/access/roles.ts';
import { reviewBy } from '../../domain/agreement/delegation.ts';
import type { PossibleAct } from '../../domain/api/views.ts';
import { type Claim, refuseSetAside } from '../../domain/claim/claim.ts';
import { type ActName, ACTS, type CasePlace, refuseAccess, STAGES } from '../../domain/lifecycle/acts.ts';
import type { CriminalTrack, ImmigrationTrack, PendingSecond } from '../../domain/lifecycle/state.ts';
import type { DetainerRow } from '../../records/index.ts';

/** What of a case decides which acts are open. `interviewed`, `pending` and `claims` only where the workflow answered. */
export interface CaseFacts {
  readonly caseId: string;
  readonly criminal: CriminalTrack;
  readonly immigration: ImmigrationTrack;
  readonly interviewed: boolean | undefined;
  /** The decision that waits for reviews. */
  readonly pending: PendingSecond | null | undefined;
  readonly claims: readonly Claim[] | undefined;
  /** Whether something is still asked of a jail. */
  readonly detainerOpen: boolean;
}

/** What this person can do on the case now. A hint for people: the workflow's own validator has the last word. */
export function possibleOnCase(actor: Actor, place: CasePlace, facts: CaseFacts): PossibleAct[] {
  return namesOn('case')
    .filter((act) => refuseAccess(act, actor, place) === undefined && openNow(act, facts) && !barred(act, actor, facts))
    .map((act) => ({ act, on: 'case', id: facts.caseId }));
}

/**
 * What the booking agency can do on a case: the same in every state, so that the list tells nothing of the immigration side.
 */
export function possibleForAgency(actor: Actor, place: CasePlace, caseId: string): PossibleAct[] {
  return namesOn('case')
    .filter((act) => refuseAccess(act, actor, place) === undefined)
    .map((act) => ({ act, on: 'case', id: caseId }));
}

/** What this person can do on a detainer now. */
export function possibleOnDetainer(actor: Actor, place: CasePlace, row: DetainerRow): PossibleAct[] {
  return namesOn('detainer')
    .filter((act) => refuseAccess(act, actor, place) === undefined && detainerOpen(act, row) && !left(act, actor, row))
    .map((act) => ({ act, on: 'detainer', id: row.detainerId }));
}

function namesOn(on: 'case' | 'detainer'): ActName[] {
  // The keys of the table are its names.
  return (Object.keys(ACTS) as ActName[]).filter((name) => ACTS[name].on === on);
}

/** Matters also after the end of the immigration side, as long as a detainer is open. */
const UNTIL_THE_LAST_DETAINER: readonly ActName[] = ['reportCriminalOutcome', 'reportClaim'];

function openNow(act: ActName, facts: CaseFacts): boolean {
  const stages = STAGES[act];
  if (act === 'setAsideClaim') return true;
  if (UNTIL_THE_LAST_DETAINER.includes(act)) return facts.immigration !== 'ENDED' || facts.detainerOpen;
  if (stages !== undefined) return stages.includes(facts.immigration);
  return facts.immigration !== 'ENDED' || facts.criminal === 'AT_FBI';
}

function barred(act: ActName, actor: Actor, facts: CaseFacts): boolean {
  if (act === 'setAsideClaim')
    return facts.claims?.every((claim) => refuseSetAside(claim, actor) !== undefined) ?? false;
  if (act === 'decideRemoval') return facts.interviewed === false;
  if (act !== 'reviewAsSecondOfficer' || !facts.pending) return false;
  return typeof reviewBy(facts.pending, actor) === 'object';
}

/** A jail that the person has left reports what it knows, and no longer answers for the one that holds the person. */
function left(act: ActName, { scope }: Actor, row: DetainerRow): boolean {
  const answers = act === 'acknowledgeDetainer' || act === 'declineDetainer';
  return answers && scope.kind === 'agency' && scope.ori !== row.jail;
}

function detainerOpen(act: ActName, row: DetainerRow): boolean {
  if (row.hold === 'CLOSED') return false;
  const asked = row.hold !== 'AUTHORITY_ENDED' && row.delivery !== 'DECLINED' && row.delivery !== 'CANCELLED';
  switch (act) {
    case 'acknowledgeDetainer':
      return asked && row.delivery !== 'ACKNOWLEDGED';
    case 'declineDetainer':
    case 'cancelDetainer':
    case 'amendForm':
      return asked;
    case 'endGround':
      return row.facts.grounds.some(({ until }) => until === null);
    case 'confirmGround':
      return row.hold === 'DORMANT';
    case 'confirmCopy':
      return row.service === 'UNCONFIRMED';
    default:
      return true;
  }
}
