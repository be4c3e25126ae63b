import type { Actor } from '../domain/access/roles.ts';
import type { NewOutcome, NewRecommendation, Recommendation } from '../domain/advisory/recommendation.ts';

/** The advisory task force's recommendations with what became of each (rule E8). Everything is added to and nothing changed. */
export interface Advisory {
  /** By number. */
  list(): Promise<readonly Recommendation[]>;
  /** Enters one; `nowMs`: wall clock. @throws CodedError DATE_IN_FUTURE */
  add(recommendation: NewRecommendation, by: Actor, nowMs: number): Promise<Recommendation>;
  /**
   * Enters what became of one; its alarm, if there is one, closes.
   * @throws CodedError NO_SUCH_RECOMMENDATION, and what `refuseOutcome` refuses
   */
  addOutcome(number: number, outcome: NewOutcome, by: Actor, nowMs: number): Promise<Recommendation>;
  /** Calls the administrator, once for each, about those whose last word is overdue. Answers how many were newly called about. */
  callOverdue(nowMs: number): Promise<number>;
}
