import type { Actor } from '../../domain/access/roles.ts';
import {
  type Authority,
  type Delegation,
  isDelegated,
  refuseAgreementNamed,
} from '../../domain/agreement/delegation.ts';
import type { Refusal } from '../../domain/errors.ts';
import type { CasePlace } from '../../domain/lifecycle/acts.ts';
import { isoInstant } from '../../domain/text.ts';
import { own } from './activities.ts';
import { refused } from './messages.ts';

/** The case that an act is about, and where it lies. */
export interface ActedOn {
  readonly caseId: string;
  readonly place: CasePlace;
}

/**
 * By which 287(g) agreement this person acts now; `undefined` for a federal officer, who needs none and is not asked about. `stated`: what
 * the officer says of it, where the act has a place for that. Meanwhile the case may have gone on: look at it again.
 * @throws ApplicationFailure with the coded refusal where there is no such authority (rule B2): nothing has changed
 */
export async function authorityFor(
  on: ActedOn,
  actor: Actor,
  stated?: Delegation | null,
): Promise<Authority | undefined> {
  if (!isDelegated(actor)) return undefined;
  const answer = await ask(on, actor);
  if ('refused' in answer) throw refused(answer.refused);
  const other = stated ? refuseAgreementNamed(stated, answer.granted) : undefined;
  if (other) throw refused(other);
  return answer.granted;
}

/** Why the authority under which somebody acted no longer holds now; `undefined` where it does. */
export async function lapse(on: ActedOn, actor: Actor, under: Authority): Promise<Refusal | undefined> {
  const answer = await ask(on, actor);
  if ('refused' in answer) return answer.refused;
  return refuseAgreementNamed(under, answer.granted);
}

async function ask({ caseId, place }: ActedOn, officer: Actor) {
  const { jurisdiction } = place;
  return await own.delegatedAuthority({ caseId, officer, jurisdiction, at: isoInstant(Date.now()) });
}
