import type { Actor } from '../domain/access/roles.ts';
import type { Authority } from '../domain/agreement/delegation.ts';
import type { Routing } from '../domain/agency/agency.ts';
import type { HoldClock, WrittenRule } from '../domain/detainer/hold.ts';
import type { Refusal } from '../domain/errors.ts';
import type { BookingCaseInput, DetainerInput } from '../domain/lifecycle/input.ts';
import type { Envelope, SystemMessage } from '../domain/partners/messages.ts';
import type { RuleProfile } from '../domain/profile/profile.ts';
import type { RecordWrite, WrittenEvent } from '../domain/record/record.ts';

/**
 * What a partner's server did with a request. `TAKEN`: it has the request; `envelope` is what it said at once, if anything (the rest comes
 * by callback). `REFUSED`: it answered that it will not take it (HTTP 4xx): no retry helps, a person looks. Everything else is retried.
 */
export type PartnerReply =
  | { readonly kind: 'TAKEN'; readonly envelope: Envelope | null }
  | { readonly kind: 'REFUSED'; readonly status: number };

/** A request to a partner. `sentAt` is workflow time: partners that simulate are told their time, real ones ignore it. */
export interface PartnerRequest {
  readonly caseId: string;
  readonly tcn: string;
  readonly submissionSha256: string;
  readonly sentAt: string;
}

/** A question whether a 287(g) officer may act on a person, there and then. */
export interface AuthorityQuestion {
  readonly caseId: string;
  readonly officer: Actor;
  /** Where the case lies; null: not known. */
  readonly jurisdiction: string | null;
  /** Instant of the act, in the time of the workflow (ISO). */
  readonly at: string;
}

/** Activities of the `case` zone: records, register, the clock, other workflows. All idempotent. */
export interface CaseActivities {
  /** Writes steps in order, each in one transaction with what it changes. A repeat with the same content answers the same. */
  writeRecords(caseId: string, writes: readonly RecordWrite[]): Promise<readonly WrittenEvent[]>;
  /** Checks that the case was submitted here and that its keys are this deployment's, and says where it comes from at `at` (ISO). */
  openCase(input: BookingCaseInput, at: string): Promise<Routing>;
  /** Checks that the detainer was registered here with exactly this input, and trusts this deployment's keys only. */
  openDetainer(input: DetainerInput): Promise<void>;
  /**
   * Rule B2: by which agreement and under whose supervision a 287(g) officer may act, or why not: outside the jurisdiction or the time of an
   * agreement or designation, or on a person whose booking he or she is known to have submitted.
   */
  delegatedAuthority(
    asked: AuthorityQuestion,
  ): Promise<{ readonly granted: Authority } | { readonly refused: Refusal }>;
  /** Where an agency's bookings belonged at an instant (ISO), as far as the register knows now. */
  routing(cri: string, at: string): Promise<Routing>;
  /** The rule profile that governs a jurisdiction (null: not known) at an instant (ISO), with the deployment's verified numbers (rule E8). */
  profileInForce(jurisdiction: string | null, at: string): Promise<RuleProfile>;
  /** Where a case received at `at` lies once a person has assigned its jurisdiction; null: there is no such jurisdiction, nothing has changed. */
  assignJurisdiction(cri: string, jurisdiction: string, at: string): Promise<Routing | null>;
  /** The limit of a hold from the instant at which every other ground had ended (docs/clock.md): computed once, then data. */
  computeHoldClock(from: string, zone: string, rule: HoldClock['rule']): Promise<HoldClock>;
  /** What a detainer says in writing from its first day: the days not counted, and worked examples (rule C7). */
  writtenRule(from: string, zone: string, rule: HoldClock['rule']): Promise<WrittenRule>;
  /** Registers and starts a detainer under its derived id; started before, it stays as it is; with another
   * input: a conflict. `now` is the case's time. */
  startDetainer(input: DetainerInput, now: string): Promise<'STARTED' | 'ALREADY' | 'CONFLICT'>;
  /** Signs a message with the worker's key and signals it. `GONE` when that workflow has ended. */
  tellWorkflow(workflowId: string, message: SystemMessage): Promise<'TOLD' | 'GONE'>;
}

/** Activities of the `fbi` zone. */
export interface FbiActivities {
  /** Sends the stored bytes to the FBI under the TCN as idempotency key. */
  submitToFbi(request: PartnerRequest): Promise<PartnerReply>;
}

/** Activities of the `dhs` zone. */
export interface DhsActivities {
  /** Sends the same bytes to IDENT under the TCN as idempotency key (rules A3, A7). */
  searchIdent(request: PartnerRequest): Promise<PartnerReply>;
  /** Sends the IAQ to the immigration databases; `fin` is IDENT's key of the matched person. */
  queryImmigrationDatabases(request: PartnerRequest & { readonly fin: string }): Promise<PartnerReply>;
}
