import { z } from 'zod';
import type { Actor } from '../access/roles.ts';
import type { Refusal } from '../errors.ts';
import { instantMs, wordsSchema } from '../text.ts';

/**
 * What a 287(g) officer states with every decision and interview: under which agreement, and in his or her own words that he or she neither
 * arrested nor booked the person (rule B2).
 */
export const delegationSchema = z.strictObject({
  agreementId: z.int().min(1),
  neitherArrestedNorBooked: wordsSchema,
});
export type Delegation = z.infer<typeof delegationSchema>;

/** The authority that a 287(g) officer was found to have at the instant of an act: by which agreement, under whose supervision. */
export interface Authority {
  readonly agreementId: number;
  readonly designationId: number;
  readonly jurisdiction: string;
  /** The federal supervisor by staff id and name. */
  readonly supervisor: { readonly id: string; readonly name: string };
  /** When it ends, as far as known then (ISO); null: until further notice. */
  readonly until: string | null;
}

/** Whose review a decision waits for: the agreement's federal supervisor's (rule B2), and a second officer's (rule B9). */
export type AwaitedReview = 'SUPERVISION' | 'SECOND_OFFICER';

/** Whether a person acts by delegated authority only. */
export function isDelegated({ role }: Pick<Actor, 'role'>): boolean {
  return role === 'officer_287g';
}

/** Why the statement does not fit who acts: required of a 287(g) officer, and of nobody else. `undefined` where it does. */
export function refuseStatement(delegation: Delegation | null, actor: Actor): Refusal | undefined {
  if (isDelegated(actor) && delegation === null)
    return refusal(
      'DELEGATION_UNRECORDED',
      'State under which 287(g) agreement you act, and in your own words that you neither arrested nor booked the person.',
    );
  if (!isDelegated(actor) && delegation !== null)
    return refusal(
      'NOT_DELEGATED',
      'Only a 287(g) officer acts under an agreement: a federal officer leaves this empty.',
    );
  return undefined;
}

/** Why another agreement than the one named is in force; `undefined` where it is the one. */
export function refuseAgreementNamed(
  named: Pick<Delegation, 'agreementId'>,
  inForce: Pick<Authority, 'agreementId'>,
): Refusal | undefined {
  if (named.agreementId === inForce.agreementId) return undefined;
  return refusal(
    'ANOTHER_AGREEMENT',
    `The agreement in force here and now is number ${inForce.agreementId}: name that one.`,
  );
}

/** Why this officer may not act on this person, whatever the agreement says. `bookedBy`: staff ids of who submitted the booking. */
export function refuseOwnArrest(officer: string, bookedBy: readonly string[]): Refusal | undefined {
  if (!bookedBy.includes(officer)) return undefined;
  return refusal(
    'OWN_ARREST',
    'You submitted this person’s booking: nobody acts under a 287(g) agreement on a person whom he or she arrested or booked. Another officer can.',
  );
}

/**
 * Where an act on a case is done, for delegated authority: in the case's jurisdiction, as long as the jail that holds the person lies there, too.
 * `held`: the jail as last reported, null: none was, then it is the booking agency's. Answers null where it lies elsewhere: there no agreement
 * of the case's jurisdiction reaches (rule B2).
 */
export function actedIn(
  { cri, jurisdiction }: { readonly cri: string; readonly jurisdiction: string | null },
  held: { readonly ori: string; readonly jurisdiction: string | null } | null,
): string | null {
  const elsewhere = held !== null && held.ori !== cri && held.jurisdiction !== jurisdiction;
  return elsewhere ? null : jurisdiction;
}

/** Rule B2: what was done before the officer had the authority cannot be recorded under it. */
export function refuseDoneWithout({ agreementId }: Pick<Delegation, 'agreementId'>): Refusal {
  return refusal(
    'DONE_WITHOUT_AUTHORITY',
    `Agreement ${agreementId} did not designate you when this was done: do it anew, or a federal officer does.`,
    'heldAt',
  );
}

/** Rule B2: what another officer decided while the record was asked was not before this one. */
export function refuseDecidedMeanwhile(): Refusal {
  return refusal(
    'DECIDED_MEANWHILE',
    'Another officer decided meanwhile: read that decision, and decide again.',
    'state',
  );
}

/** Rule B2: a decision under supervision does not take the place of one that a federal officer has taken and that waits for its own review. */
export function refuseDisplacing(pending: Awaiting | null): Refusal | undefined {
  if (pending === null || pending.taken.under !== undefined) return undefined;
  return refusal(
    'FEDERAL_DECISION_WAITS',
    'A federal officer’s decision waits for its review: once that is recorded, you can decide.',
    'state',
  );
}

/** A decision that waits for reviews, as far as it matters to who may review it. */
export interface Awaiting {
  readonly taken: { readonly by: Pick<Actor, 'id'>; readonly under?: Authority };
  readonly awaits: readonly AwaitedReview[];
}

/**
 * Which review of a waiting decision this officer's would be, or why it would be none. The agreement's supervisor answers for the officers
 * whom he or she supervises, so that supervision (rule B2) never stands in for the second officer of a flagged person (rule B9): two people.
 */
export function reviewBy({ taken, awaits }: Awaiting, reviewer: Pick<Actor, 'id'>): AwaitedReview | Refusal {
  const { by, under } = taken;
  if (by.id === reviewer.id) return refusal('SAME_OFFICER', 'The second review must be another officer’s.', 'actor');
  const supervises = under?.supervisor.id === reviewer.id;
  if (supervises && awaits.includes('SUPERVISION')) return 'SUPERVISION';
  if (!supervises && awaits.includes('SECOND_OFFICER')) return 'SECOND_OFFICER';
  return supervises
    ? refusal(
        'SUPERVISED_ALREADY',
        'You have reviewed it as the agreement’s supervisor: the second officer for a flagged person is another one.',
        'actor',
      )
    : refusal(
        'NOT_THE_SUPERVISOR',
        'This decision was taken under a 287(g) agreement: only the federal supervisor named in it reviews it.',
        'actor',
      );
}

/** Whether an authority, as it was found, still holds at an instant (milliseconds since 1970). */
export function holdsAt({ until }: Pick<Authority, 'until'>, nowMs: number): boolean {
  return until === null || nowMs < instantMs(until);
}

/** How long a waiting decision may go unlooked at while its agreement could have been ended early. Milliseconds. */
const LOOK_AGAIN_MS = 6 * 60 * 60 * 1000;

/** In how many milliseconds to look whether the authority still holds: at its known end, and several times a day before. At least a second. */
export function nextLookMs({ until }: Pick<Authority, 'until'>, nowMs: number): number {
  const leftMs = until === null ? LOOK_AGAIN_MS : instantMs(until) - nowMs;
  return Math.max(1000, Math.min(LOOK_AGAIN_MS, leftMs));
}

function refusal(code: string, reason: string, field = 'delegation'): Refusal {
  return { field, code, reason };
}
