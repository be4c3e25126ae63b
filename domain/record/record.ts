import type { Actor } from '../access/roles.ts';
import type { AlarmName } from '../alarms/alarms.ts';
import type { Json } from '../canonical.ts';
import type { ActivationState, Notice } from '../jurisdiction/activation.ts';
import type { CriminalTrack, ImmigrationTrack, Outcome } from '../lifecycle/state.ts';
import type { Stay } from '../detainer/custody.ts';
import type { UnaddressedDocument } from '../detainer/document.ts';
import type { Ground } from '../detainer/grounds.ts';
import type { Delivery, Ending, Hold, HoldClock, Service } from '../detainer/hold.ts';

/** Who caused an event: a person, a partner system, or the passing of time and the rules themselves. */
export type Author =
  | { readonly kind: 'person'; readonly actor: Actor }
  | { readonly kind: 'partner'; readonly name: string }
  | { readonly kind: 'system' };

/**
 * One step of a case. `stream` is the writer's workflow id; with `step` it is the idempotency key. A number will not do for that: a workflow
 * task that a worker left behind, half done, is done again at another instant and may meet what came meanwhile first, so that the same step
 * comes as another number.
 */
export interface CaseEvent {
  readonly stream: string;
  /** Names the step within its stream, whenever and in whatever order it is done again: what it is, and the how manieth of its kind. */
  readonly step: string;
  /** The writer's own count from 1; the record counts for itself, in the order in which the steps came to it. */
  readonly seq: number;
  readonly kind: string;
  /** Business instant: from its reporter or from workflow time. ISO. */
  readonly at: string;
  readonly author: Author;
  /** Says what happened without personal data: it survives clearing. */
  readonly summary: string;
  /** Everything that was recorded, personal data included: it can be cleared. */
  readonly data: Json;
}

/**
 * A mailbox address: `agency:ORI`, `sib:ORI`, `office:CODE`, `role:ROLE`, `state:XX` (a state's government), `government:JURISDICTION` (a local
 * government), `delegated:JURISDICTION` (the 287(g) officers there).
 */
export type Address =
  | `agency:${string}`
  | `sib:${string}`
  | `office:${string}`
  | `role:${string}`
  | `state:${string}`
  | `government:${string}`
  | `delegated:${string}`;

/** A message stored in the transaction that causes it. `key` is unique within its event; the id derived from both is stable. */
export interface OutgoingMessage {
  readonly key: string;
  readonly kind:
    | 'CRIMINAL_ANSWER'
    | 'SUBMISSION_REJECTED'
    | 'IMMIGRATION_RESPONSE'
    | 'NO_MATCH'
    | 'DETAINER'
    | 'CLOCK_NOTICE'
    | 'RELEASE_NOTICE'
    | 'DETAINER_CANCELLED'
    | 'RELEASE_NOTIFICATION_REQUEST'
    | 'HOLD_WITHDRAWN'
    | 'SHARING_REQUEST_ANSWERED'
    | 'ACTIVATION_NOTICE'
    | 'TRAINING_MATERIAL'
    | 'DELEGATION_ENDED'
    /** An announced alarm: no step of a case sends it. */
    | 'ALARM';
  /** Hops in order, each a mailbox with a receipt of its own: e.g. the SIB, then the agency. */
  readonly route: readonly [Address, ...Address[]];
  readonly subject: string;
  readonly text: string;
  /** Facts for a receiving system. */
  readonly data: Json;
  /** SHA-256 of a stored attachment that belongs to the message, e.g. the SRE file. */
  readonly attachmentSha256: string | null;
  /** What the message's PDF says: it is rendered, stored and attached as the message is written. */
  readonly document?: UnaddressedDocument;
}

export type AlarmChange =
  /** `key` names the cause within the case; raising it again while open changes nothing. */
  | {
      readonly op: 'RAISE';
      readonly key: string;
      readonly rule: AlarmName;
      readonly at: string;
      readonly detail: string;
    }
  | { readonly op: 'CLOSE'; readonly key: string; readonly at: string };

/** What lists show of a case: derived from the workflow's state, replaced whole at each write, no personal data. */
export interface CaseProjection {
  readonly criminal: CriminalTrack;
  readonly immigration: ImmigrationTrack;
  readonly outcome: Outcome | null;
  readonly cri: string;
  readonly jurisdiction: string | null;
  readonly fieldOffice: string | null;
  readonly nextStep: string;
  readonly openedAt: string;
  readonly changedAt: string;
  readonly closedAt: string | null;
}

/** The raw facts of a hold: from them the watch computes the limit anew, whatever has become of the detainer's workflow. */
export interface HoldFacts {
  readonly grounds: readonly Ground[];
  readonly stays: readonly Stay[];
  /** The reading of the rule at issue. */
  readonly rule: HoldClock['rule'];
  /** When somebody last said that another ground holds the person (the issue, at first), and since when it is in question; ISO. */
  readonly groundConfirmedAt: string;
  readonly groundAskedAt: string | null;
  /** When the other ground was last expected to end; null where nobody could say. */
  readonly groundExpectedEndAt: string | null;
  /** Within how many hours a question about the ground is answered. */
  readonly groundConfirmationHours: number;
}

export interface DetainerProjection {
  readonly detainerId: string;
  readonly number: number;
  readonly kind: 'STANDARD' | 'UPON_CONVICTION';
  readonly jail: string;
  readonly zone: string;
  readonly profile: string;
  readonly delivery: Delivery;
  readonly service: Service;
  readonly hold: Hold;
  readonly ending: Ending | null;
  readonly startedAt: string | null;
  readonly limitAt: string | null;
  readonly violation: boolean;
  /** Whether the request as it stands allows a hold: it asks, and where service is a condition of effect, the copy was served. */
  readonly authorized: boolean;
  readonly facts: HoldFacts;
  readonly changedAt: string;
}

/** What lists show of a jurisdiction's activation. ISO instants; null: not yet. */
export interface JurisdictionProjection {
  readonly jurisdiction: string;
  readonly state: ActivationState;
  readonly plannedFor: string;
  /** Counts the dates that were planned, from 1. */
  readonly revision: number;
  /** Days of 24 hours between the later delivery and the activation. */
  readonly noticeDays: number;
  /** The two notices of this revision: to the state's government and to the local one. */
  readonly notices: { readonly state: Notice; readonly local: Notice };
  readonly wave: string | null;
  readonly nextStep: string;
  readonly changedAt: string;
}

/** The de-identified row of a closed case for the statistics. */
export interface FactRow {
  readonly jurisdiction: string | null;
  /** e.g. `2011Q3`. */
  readonly quarter: string;
  readonly matched: boolean;
  readonly shared: boolean;
  readonly offenceClass: string;
  /** How it was classed: by NCIC code, by word table (with its version), or not at all. */
  readonly classedBy: string;
  readonly outcome: Outcome;
}

/** One step with everything that changes with it, written in one transaction. */
export interface RecordWrite {
  readonly event: CaseEvent;
  readonly outgoing: readonly OutgoingMessage[];
  readonly alarms: readonly AlarmChange[];
  readonly caseProjection?: CaseProjection;
  readonly detainerProjection?: DetainerProjection;
  readonly jurisdictionProjection?: JurisdictionProjection;
  readonly fact?: FactRow;
  /** Both the FBI and IDENT have answered, or never will be asked: the submission's bytes are deleted. */
  readonly deleteSubmission?: true;
  /** The person's particulars are no longer needed (no match, not shared): they are cleared, the chain still verifies. */
  readonly clearPersonal?: true;
}

/** What the record answers: the event as written (so that a history can re-apply it to a restored database), or a conflict. */
export type WrittenEvent =
  | {
      readonly ok: true;
      readonly seq: number;
      readonly position: number;
      readonly recordedAt: string;
      readonly hash: string;
    }
  | { readonly ok: false; readonly seq: number; readonly conflict: 'DIFFERENT_CONTENT' };
