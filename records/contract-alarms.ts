import type { Actor, Role, Scope } from '../domain/access/roles.ts';
import type { AlarmName } from '../domain/alarms/alarms.ts';

/** Everyone of a role within a scope. */
export interface Recipient {
  readonly role: Role;
  readonly scope: Scope;
}

/** Somebody of those addressed has seen it: `by` is a staff id. It speaks for this recipient and for no other. */
export interface Acknowledgement extends Recipient {
  readonly at: string;
  readonly by: string;
}

/** Who closed an alarm: a person, or the writer that raised it. `reasons`: a person's own words; null once cleared. */
export interface Closing {
  readonly at: string;
  readonly by: string;
  readonly reasons: string | null;
}

export interface Alarm {
  readonly id: number;
  /** Null: it is about no case, e.g. that the watch over holds was blind. */
  readonly caseId: string | null;
  /** Who raised it: a workflow id, `records`, or the watch over holds. */
  readonly stream: string;
  readonly rule: AlarmName;
  readonly text: string;
  readonly detail: string;
  readonly raisedAt: string;
  readonly closed: Closing | null;
  /** Whether everyone whom it reaches has acknowledged it. */
  readonly acknowledged: boolean;
  /** Who has, in order. */
  readonly acknowledgements: readonly Acknowledgement[];
  /** How often it was repeated after its first delivery. */
  readonly repeats: number;
  readonly escalated: boolean;
  /** Whom it reaches now; of a claimed alarm, whom of them it has still to reach. */
  readonly to: readonly Recipient[];
}

export interface Alarms {
  /** Newest first. `actor` null: all of them (for processes of the system). A person sees those that are addressed to him or her. */
  list(query: {
    readonly actor: Actor | null;
    readonly id?: number;
    readonly open?: boolean;
    readonly caseId?: string;
    readonly limit?: number;
  }): Promise<readonly Alarm[]>;
  /**
   * Stops the repeats to this person's role in the scope addressed, and to nobody else; the cause stays open. Again: the first
   * acknowledgement of that role is answered.
   * @throws CodedError NO_SUCH_ALARM if there is none that reaches this person
   */
  acknowledge(id: number, actor: Actor, at: string): Promise<Acknowledgement>;
  /**
   * Open alarms whose delivery or repeat is due (wall clock, ms) and that somebody addressed has not acknowledged; `to` names only those.
   * Each is counted, escalates where its rule says so and comes due again after the rule's interval: what the caller fails to deliver is
   * repeated then.
   */
  claimDue(nowMs: number, limit: number): Promise<readonly Alarm[]>;
  /**
   * A person has settled what no writer closes (domain/alarms `settledBy`): it is closed, and who, when and why are kept. Again: the first
   * closing is answered.
   * @throws CodedError NO_SUCH_ALARM if there is none in this person's reach, NOT_FOR_A_PERSON_TO_CLOSE, ROLE_MAY_NOT, HOLD_NOT_CLOSED
   */
  settle(id: number, actor: Actor, settlement: { readonly at: string; readonly reasons: string }): Promise<Closing>;
}
