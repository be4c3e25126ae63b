import type { ActivationFacts } from '../domain/jurisdiction/standing.ts';

/** A jurisdiction of the register with what is known of its activation, for pictures of the plan. Instants are ISO. */
export interface JurisdictionFacts extends ActivationFacts {
  readonly id: string;
  readonly name: string;
  /** Five digits; null: no county, or none found. */
  readonly fips: string | null;
  /** For when it was planned at first, before any move. */
  readonly plan: (NonNullable<ActivationFacts['plan']> & { readonly firstPlannedFor: string }) | null;
}

export interface PlanFacts {
  /** Every jurisdiction, by id. */
  list(): Promise<readonly JurisdictionFacts[]>;
}
