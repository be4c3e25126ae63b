import type { Actor } from '../domain/access/roles.ts';
import type { CasePlace } from '../domain/lifecycle/acts.ts';
import type { Proposal, ProfileAssignment, Signing } from '../domain/profile/assignment.ts';
import type { Statement } from '../domain/signature.ts';
import type { SiteProfile } from '../domain/profile/catalog.ts';
import type { EffectCases, ProfileEffect } from '../domain/profile/effect.ts';
import type { NumberCall, NumberEntry, PhoneNumber } from '../domain/profile/numbers.ts';
import type { RuleProfile } from '../domain/profile/profile.ts';

/** A site's own profile as it is kept: never changed afterwards. */
export interface StoredProfile extends SiteProfile {
  readonly addedBy: string;
  readonly addedAt: string;
}

/** A change of rules or numbers, for the list of changes: who, when, what. No personal data of booked people. */
export interface ProfileChange {
  readonly at: string;
  readonly by: string;
  readonly what:
    | 'PROFILE_ADDED'
    | 'ASSIGNMENT_PROPOSED'
    | 'ASSIGNMENT_SIGNED'
    | 'ASSIGNMENT_ENDED'
    | 'NUMBER_ENTERED'
    | 'NUMBER_CALLED';
  /** Which profile, assignment or number. */
  readonly about: string;
  readonly words: string;
}

/** An effect as it is shown. */
export interface ShownEffect {
  readonly effect: ProfileEffect;
  readonly effectSha256: string;
  /** Which cases they are, with the place of each, for scope; null where it was signed: only counts are kept. */
  readonly cases: (EffectCases & { readonly places: ReadonlyMap<string, CasePlace> }) | null;
}

/** Rule profiles, where they are assigned, and the deployment's telephone numbers. Everything is added to and nothing changed (rules E7, E8). */
export interface Profiles {
  /**
   * Adds a site's own profile. `at`: ISO instant.
   * @throws CodedError PROFILE_EXISTS, and what `refuseSiteProfile` refuses
   */
  add(profile: SiteProfile, by: Actor, at: string): Promise<void>;
  /** The site's own profiles by id. */
  own(): Promise<readonly StoredProfile[]>;
  /** Every assignment, also unsigned and ended ones, in the order of their proposal. */
  assignments(): Promise<readonly ProfileAssignment[]>;
  /**
   * `now` answers the wall clock (milliseconds) and is asked once no other writer can come between.
   * @throws CodedError UNKNOWN_PROFILE, UNKNOWN_JURISDICTION, NO_SUCH_RECOMMENDATION, BASIS_MISSING, PERIOD_EMPTY, PROFILE_BACKWARDS
   */
  propose(proposal: Proposal, by: Actor, now: () => number): Promise<ProfileAssignment>;
  /**
   * Puts it in force, on the effect that the signature names.
   * @throws CodedError NO_SUCH_ASSIGNMENT, RECOMMENDATION_NOT_ACCEPTED, EFFECT_NOT_SEEN, EFFECT_CHANGED, and what `refuseSignature` refuses
   */
  sign(id: number, signing: Signing, by: Actor, now: () => number): Promise<ProfileAssignment>;
  /**
   * What a proposal would have changed in the last whole quarter before `nowMs` (wall clock); of a signed one what its signature names, as it
   * was kept.
   * @throws CodedError NO_SUCH_ASSIGNMENT
   */
  effect(id: number, nowMs: number): Promise<ShownEffect>;
  /** @throws CodedError NO_SUCH_ASSIGNMENT, and what `refuseEnding` refuses */
  end(id: number, endsAt: string, statement: Statement, by: Actor, now: () => number): Promise<ProfileAssignment>;
  /** The profile that governs a jurisdiction (null: not known) at an instant, with the numbers that stand verified now. */
  inForce(jurisdiction: string | null, at: string): Promise<RuleProfile>;
  /** Every number that was entered, the oldest first. */
  numbers(): Promise<readonly PhoneNumber[]>;
  /** @throws CodedError CIVIL_RIGHTS_BY_ENFORCEMENT, NOT_DAY_AND_NIGHT */
  enterNumber(entry: NumberEntry, by: Actor, at: string): Promise<PhoneNumber>;
  /** @throws CodedError NO_SUCH_NUMBER, and what `refuseCall` refuses */
  recordCall(id: number, call: NumberCall, by: Actor, at: string): Promise<PhoneNumber>;
  /** Every change of the above, the oldest first. */
  changes(): Promise<readonly ProfileChange[]>;
}
