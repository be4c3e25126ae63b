import type { Actor } from '../../domain/access/roles.ts';
import {
  actedIn,
  type Authority,
  type AwaitedReview,
  type Delegation,
  holdsAt,
  isDelegated,
  refuseAgreementNamed,
  refuseDoneWithout,
} from '../../domain/agreement/delegation.ts';
import type { Facility } from '../../domain/detainer/custody.ts';
import type { Refusal } from '../../domain/errors.ts';
import type { CasePlace } from '../../domain/lifecycle/acts.ts';
import type { Taken } from '../../domain/lifecycle/state.ts';
import { isoInstant } from '../../domain/text.ts';
import { own } from './activities.ts';
import { refused } from './messages.ts';

/** The case that an act is about, where it lies, and the jail that holds the person as last reported (null: none was). */
export interface ActedOn {
  readonly caseId: string;
  readonly place: CasePlace;
  readonly held: Facility | null;
}

/** What of an act matters to the authority for it. */
interface Act {
  readonly on: ActedOn;
  readonly actor: Actor;
  /** What a designated officer says of it, where the act has a place for that. */
  readonly stated?: Delegation | null;
  /** When it was done (ISO), where that is not now: then, too, there must have been that authority. */
  readonly doneAt?: string;
  /** Why the act is not possible as the case stands: asked again, for the case may have gone on while the record was asked. */
  readonly refuse: () => Refusal | undefined;
}

/**
 * Does an act by the authority that its author has (rule B2). A federal officer needs no agreement: the act is done at once, so that nothing
 * slips in between what was checked and its effect. For a designated officer the record is asked first.
 * @throws ApplicationFailure with the coded refusal where there is no such authority: nothing has changed
 */
export async function withAuthority<T>(
  { on, actor, stated, doneAt, refuse }: Act,
  apply: (under: Authority | undefined) => Promise<T>,
): Promise<T> {
  if (!isDelegated(actor)) return await apply(undefined);
  const before = stated && doneAt !== undefined ? await refuseDoneAt(on, actor, stated, doneAt) : undefined;
  const answer = await ask(on, actor);
  if ('refused' in answer) throw refused(answer.refused);
  const refusal = before ?? (stated ? refuseAgreementNamed(stated, answer.granted) : undefined) ?? refuse();
  if (refusal) throw refused(refusal);
  return await apply(answer.granted);
}

/** Why the authority under which somebody acted no longer holds now; `undefined` where it does. */
export async function lapse(on: ActedOn, actor: Actor, under: Authority): Promise<Refusal | undefined> {
  const answer = await ask(on, actor);
  if ('refused' in answer) return answer.refused;
  return refuseAgreementNamed(under, answer.granted);
}

async function refuseDoneAt(on: ActedOn, officer: Actor, stated: Delegation, at: string): Promise<Refusal | undefined> {
  const then = await askFor(on, officer, at);
  const had = 'granted' in then && refuseAgreementNamed(stated, then.granted) === undefined;
  return had ? undefined : refuseDoneWithout(stated);
}

/** While the records are away, what they will answer may have ended: then they are asked again. */
async function ask(on: ActedOn, officer: Actor) {
  for (;;) {
    const answer = await askFor(on, officer, isoInstant(Date.now()));
    if ('refused' in answer || holdsAt(answer.granted, Date.now())) return answer;
  }
}

async function askFor({ caseId, place, held }: ActedOn, officer: Actor, at: string) {
  return await own.delegatedAuthority({ caseId, officer, jurisdiction: actedIn(place, held), at });
}

/** Who acts, when, and by which agreement, for a decision that is taken now. */
export function byOfficer(by: Actor, under: Authority | undefined): Omit<Taken<never>, 'value'> {
  return { by, at: isoInstant(Date.now()), ...(under === undefined ? {} : { under }) };
}

/** By which agreement and under whose supervision, for the record; nothing for a federal officer. */
export function authorityData(under: Authority | undefined) {
  return under === undefined ? {} : { authority: { ...under, supervisor: { ...under.supervisor } } };
}

/** Without names: it survives clearing. */
export function whoDecided({ under }: Pick<Taken<unknown>, 'under'>): string {
  return under === undefined ? 'An officer' : `A designated officer, under 287(g) agreement ${under.agreementId},`;
}

const REVIEWS: Readonly<Record<AwaitedReview, string>> = {
  SUPERVISION: 'the review of the federal supervisor of the 287(g) agreement',
  SECOND_OFFICER: 'a second officer’s review',
};

export function awaitedInWords(awaits: readonly AwaitedReview[]): string {
  return awaits.map((review) => REVIEWS[review]).join(' and ');
}
