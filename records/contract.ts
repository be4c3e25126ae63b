import type { Actor, Role, Scope } from '../domain/access/roles.ts';
import type { Agency, Jurisdiction, Routing } from '../domain/agency/agency.ts';
import type { Booking } from '../domain/booking/booking.ts';
import type { Json } from '../domain/canonical.ts';
import type { CasePlace } from '../domain/lifecycle/acts.ts';
import type { DetainerInput } from '../domain/lifecycle/input.ts';
import type { ImmigrationTrack } from '../domain/lifecycle/state.ts';
import type {
  Address,
  Author,
  CaseEvent,
  CaseProjection,
  DetainerProjection,
  FactRow,
  OutgoingMessage,
  RecordWrite,
  WrittenEvent,
} from '../domain/record/record.ts';
import type { Agreements } from './contract-agreements.ts';
import type { Activations } from './contract-activations.ts';
import type { Alarm, Alarms } from './contract-alarms.ts';
import type { StoredDocument } from './contract-documents.ts';
import type { LateMessages } from './contract-late.ts';
import type { Advisory } from './contract-advisory.ts';
import type { Plan } from './contract-plan.ts';
import type { Profiles } from './contract-profiles.ts';
import type { RegisterImports } from './contract-register.ts';
import type { Receiving } from './contract-receiving.ts';
import type { PlanFacts } from './contract-plan-facts.ts';
import type { Training } from './contract-training.ts';
import type { Watch } from './contract-watch.ts';

export type * from './contract-agreements.ts';
export type * from './contract-advisory.ts';
export type * from './contract-activations.ts';
export type * from './contract-alarms.ts';
export type * from './contract-documents.ts';
export type * from './contract-late.ts';
export type * from './contract-plan.ts';
export type * from './contract-profiles.ts';
export type * from './contract-register.ts';
export type * from './contract-receiving.ts';
export type * from './contract-plan-facts.ts';
export type * from './contract-training.ts';
export type * from './contract-watch.ts';

/** The format a booking was submitted in. */
export type SubmissionFormat = 'EBTS' | 'JSON';

/** A validated booking as it is kept. `receivedAt` is the instant at which the submitter's request arrived (ISO). */
export interface NewSubmission {
  readonly caseId: string;
  /** SHA-256 of `file`, lower-case hex. */
  readonly sha256: string;
  readonly file: Uint8Array;
  readonly format: SubmissionFormat;
  readonly booking: Booking;
  readonly receivedAt: string;
  /** Staff id of the person or program that submits it: nobody acts under a 287(g) agreement on a person whom he or she booked (rule B2). */
  readonly submittedBy?: string;
}

/** What lies under a case's number, without the bytes. `booking` is null once it was cleared. */
export interface SubmissionHead {
  readonly caseId: string;
  readonly sha256: string;
  readonly format: SubmissionFormat;
  readonly booking: Booking | null;
  readonly receivedAt: string;
}

export interface Submissions {
  /**
   * Keeps a submission once under its case's number; the number stays taken also after the bytes were deleted. `SAME`: this very file is
   * already here. `CONFLICT`: another file came under the number; it is noted and put before a person by an alarm, nothing else changes.
   * @throws CodedError WRONG_HASH if `sha256` is not that of `file`
   */
  store(submission: NewSubmission): Promise<{ readonly outcome: 'STORED' | 'SAME' | 'CONFLICT' }>;
  /** The case's workflow was started: the sweeper need not look at it again. */
  markStarted(caseId: string): Promise<void>;
  /** Stored before that wall-clock instant (ms since 1970) and not marked as started: a crash came between. Oldest first. */
  notStarted(storedBeforeMs: number, limit?: number): Promise<readonly SubmissionHead[]>;
  /** The submission with its bytes; null when there is none or the bytes were deleted. */
  read(caseId: string): Promise<(SubmissionHead & { readonly file: Uint8Array }) | null>;
  /** The other files that came under the case's number. `booking` is null once cleared; their prints are never kept. */
  conflicts(caseId: string): Promise<readonly SubmissionHead[]>;
}

/** Attachments above this many bytes are refused. */
export const MAX_ATTACHMENT_BYTES = 2 * 1024 * 1024;

export interface Attachments {
  /**
   * Keeps a file of the case under its hash; storing it again changes nothing.
   * @throws CodedError WRONG_HASH, ATTACHMENT_TOO_LARGE, NO_SUCH_CASE
   */
  store(caseId: string, sha256: string, bytes: Uint8Array): Promise<void>;
  read(caseId: string, sha256: string): Promise<Uint8Array | null>;
}

/** A detainer as lists show it. */
export interface DetainerRow extends DetainerProjection {
  readonly caseId: string;
  /** The code on its form (domain/detainer/document): only for those who may see the detainer. */
  readonly code: string;
  readonly jailName: string;
  readonly issuedAt: string;
}

/** A case as lists show it: no personal data. */
export interface CaseRow {
  readonly caseId: string;
  readonly receivedAt: string;
  /** Whom it concerns, for scope: `cri` and `sib` from the booking, the office from the register and then the workflow. */
  readonly place: CasePlace;
  /** Null until the workflow has written its first step. */
  readonly projection: CaseProjection | null;
  /** The earliest limit among the detainers whose hold is not closed; null if no clock runs. */
  readonly limitAt: string | null;
}

/** A single case. `booking` names the person: showing it is audited. Null once cleared. */
export interface CaseDetail extends CaseRow {
  readonly submissionSha256: string;
  readonly booking: Booking | null;
  readonly detainers: readonly DetainerRow[];
}

export interface CaseQuery {
  /** `bureau`: the cases whose answers a SIB passes on. Null: no restriction (for processes of the system, never for a person). */
  readonly scope: Scope | { readonly kind: 'bureau'; readonly ori: string } | null;
  readonly open?: boolean;
  readonly immigration?: ImmigrationTrack;
  /** Cases whose next step belongs to this role. */
  readonly waitingFor?: Role;
  /** `next` of the page before. */
  readonly after?: string;
  /** 1 to 500. */
  readonly limit: number;
}

/** `scope`: as in `CaseQuery`; an agency's detainers are those on a person whom it holds or held since the issue. */
export interface DetainerQuery {
  readonly scope: Scope | null;
  readonly open?: boolean;
  /** `next` of the page before. */
  readonly after?: string;
  /** 1 to 500. */
  readonly limit: number;
}

/** A detainer with the place of its case, for scope. */
export interface PlacedDetainer extends DetainerRow {
  readonly place: CasePlace;
}

/** A page of a list. `next` is null on the last one. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly next: string | null;
}

/** An event as it lies in the record. `author` and `data` are null once cleared by the event at position `clearedBy`. */
export interface RecordedEvent extends Omit<CaseEvent, 'author' | 'data'> {
  readonly position: number;
  readonly author: Author | null;
  readonly data: Json | null;
  readonly recordedAt: string;
  readonly hash: string;
  readonly clearedBy: number | null;
}

/** What recomputing a case's chain found. `fault` names the first position that does not fit, and why. */
export interface Verification {
  readonly ok: boolean;
  readonly events: number;
  /** Events whose content was cleared, with the position of the act that cleared it: they still verify. */
  readonly cleared: readonly { readonly position: number; readonly by: number }[];
  readonly fault?: { readonly position: number; readonly reason: string };
}

export interface Cases {
  /**
   * Writes steps in order, each in one transaction with everything that changes with it. The same step again answers what was written
   * then; other content under the same stream and number is a conflict and changes nothing.
   * @throws CodedError NO_SUCH_CASE if the case was never submitted, NO_SUCH_STREAM if its writer was never registered
   */
  writeRecords(caseId: string, writes: readonly RecordWrite[]): Promise<readonly WrittenEvent[]>;
  /**
   * Registers a detainer before its workflow starts: only then is its stream accepted. Again: nothing happens.
   * @throws CodedError NO_SUCH_CASE, DETAINER_CONFLICT if the id is taken by another one
   */
  registerDetainer(input: DetainerInput): Promise<void>;
  /** Whether a detainer was registered with exactly this input. */
  isRegistered(input: DetainerInput): Promise<boolean>;
  get(caseId: string): Promise<CaseDetail | null>;
  /**
   * The case whose id starts with these hex digits (4 to 40, with or without `booking-`).
   * @throws CodedError NOT_A_CASE_ID, NO_SUCH_CASE, AMBIGUOUS_CASE
   */
  resolve(prefix: string): Promise<string>;
  /**
   * Least time left to a limit first; cases without a running clock after them, the oldest first. For an agency and a bureau the oldest
   * first, and nothing else: neither order nor cursor depends on the immigration side.
   * @throws CodedError BAD_CURSOR
   */
  list(query: CaseQuery): Promise<Page<CaseRow>>;
  /** Every event of a case by position. */
  events(
    ledgerId: string,
    page?: { readonly after: number; readonly limit: number },
  ): Promise<readonly RecordedEvent[]>;
  /** The detainers of a case by number. */
  detainers(caseId: string): Promise<readonly DetainerRow[]>;
  /** The detainer whose form bears this code, as a person may type it (domain/detainer/code); null if there is none. */
  byCode(code: string): Promise<DetainerRow | null>;
  /** Detainers in a scope, the least time left to a running limit first. @throws CodedError BAD_CURSOR */
  listDetainers(query: DetainerQuery): Promise<Page<PlacedDetainer>>;
  /** The documents of a detainer that were made and sent, in the order in which they were made. */
  documents(detainerId: string): Promise<readonly StoredDocument[]>;
  /** Holds whose clock runs or whose authority has ended and that nobody has closed; least time left first. */
  runningHolds(): Promise<readonly DetainerRow[]>;
  /** @throws CodedError NO_SUCH_CASE */
  verify(caseId: string): Promise<Verification>;
}

/**
 * A message as it lies in one mailbox. Numbers of a mailbox grow in the order in which entries appear, and count nothing: no gap tells of an
 * entry that is withheld (rules D4, D5). A withheld entry does not exist for its mailbox.
 */
export interface MailboxEntry {
  readonly id: string;
  readonly number: number;
  readonly address: Address;
  /** Null where the message is about no case. */
  readonly caseId: string | null;
  readonly kind: OutgoingMessage['kind'];
  /** Which hop of the route this mailbox is, from 0. */
  readonly hop: number;
  readonly route: OutgoingMessage['route'];
  readonly at: string;
  readonly subject: string;
  readonly attachmentSha256: string | null;
  readonly acknowledged: Receipt | null;
}

/** A mailbox entry with what it says. */
export interface MailboxMessage extends MailboxEntry {
  readonly text: string;
  readonly data: Json;
}

export interface Receipt {
  readonly at: string;
  readonly by: string;
}

/** A system that takes its messages by signed webhook. */
export interface Endpoint {
  readonly url: string;
  /** Standard Webhooks secret. */
  readonly secret: string;
}

/** A message to push to its hop's endpoint. `attempt` counts from 1. */
export interface DueDelivery {
  readonly message: MailboxMessage;
  readonly endpoint: Endpoint;
  readonly attempt: number;
}

/** After this many failures in a row the alarm DELIVERY_FAILING is raised. */
export const DELIVERY_FAILURES_BEFORE_ALARM = 5;

const MINUTE_MS = 60_000;
const SOON_MS = 15 * MINUTE_MS;
const TWO_HOURS_MS = 120 * MINUTE_MS;

/**
 * How long a hop may go without its receipt before DELIVERY_FAILING is raised (wall clock). Short where a person's release hangs on it.
 * Null: never. An alarm repeats by itself, and an alarm about an alarm that nobody fetched would never end.
 */
export const RECEIPT_WITHIN_MS: Readonly<Record<OutgoingMessage['kind'], number | null>> = {
  DETAINER: SOON_MS,
  DETAINER_CANCELLED: SOON_MS,
  CLOCK_NOTICE: SOON_MS,
  RELEASE_NOTICE: SOON_MS,
  CRIMINAL_ANSWER: TWO_HOURS_MS,
  SUBMISSION_REJECTED: TWO_HOURS_MS,
  IMMIGRATION_RESPONSE: TWO_HOURS_MS,
  NO_MATCH: TWO_HOURS_MS,
  RELEASE_NOTIFICATION_REQUEST: TWO_HOURS_MS,
  HOLD_WITHDRAWN: TWO_HOURS_MS,
  SHARING_REQUEST_ANSWERED: TWO_HOURS_MS,
  // Who confirms a notice, and who does not, is the activation's own business; missing training delays nothing (rule D8).
  ACTIVATION_NOTICE: null,
  TRAINING_MATERIAL: null,
  // Authority ends by itself, read or unread, and officers without an agreement can no longer read it.
  DELEGATION_ENDED: null,
  ALARM: null,
};

/** A claimed alarm as those read it whom it has still to reach. No personal data. */
export interface Announcement {
  readonly alarm: Pick<Alarm, 'id' | 'to'> & { readonly caseId: string };
  /** Wall clock, as repeats are. ISO. */
  readonly at: string;
  readonly subject: string;
  readonly text: string;
  readonly data: Json;
}

export interface Mailbox {
  /** Entries by number, `after` a number. A receiver that polls asks for what is unacknowledged. */
  list(
    address: Address,
    query: { readonly unacknowledged?: boolean; readonly after?: number; readonly limit: number },
  ): Promise<readonly MailboxEntry[]>;
  /** Null if there is no such message or it has not come to this mailbox (yet). */
  read(id: string, address: Address): Promise<MailboxMessage | null>;
  /**
   * The receiver has it: its receipt is kept and the next hop released. Again: the first receipt is answered. `at` is the receiver's.
   * @throws CodedError NO_SUCH_MESSAGE
   */
  acknowledge(id: string, address: Address, at: string, by: string): Promise<Receipt>;
  /**
   * Leases messages whose mailbox has an endpoint and whose try is due (wall clock, ms) to this caller for a minute. A caller that dies
   * leaves them to the next. A mailbox without endpoint waits to be fetched.
   */
  claimDueDeliveries(limit: number, nowMs: number): Promise<readonly DueDelivery[]>;
  /** The endpoint took it: no further push. The receipt is the receiver's own act (`acknowledge`). */
  delivered(id: string, hop: number, nowMs: number): Promise<void>;
  /** The push failed with this code (no personal data); `nextTryMs` is wall clock. Raises DELIVERY_FAILING after several. */
  deliveryFailed(id: string, hop: number, failure: { code: string; nowMs: number; nextTryMs: number }): Promise<void>;
  /**
   * Puts a message of kind ALARM into the mailbox of everyone whom the alarm has still to reach: once for each mailbox, however often and by
   * how many it is announced: repeats go by webhook and mail, so that detainers are not lost among them. Whether it is fetched or taken raises no alarm.
   */
  announce(announcement: Announcement): Promise<void>;
  /**
   * Raises DELIVERY_FAILING once for each hop that nobody has acknowledged within its limit (wall clock, ms), whether it was pushed, is
   * being pushed or waits to be fetched; the receipt closes it. Answers how many were raised, `limit` at most.
   */
  raiseOverdue(nowMs: number, limit: number): Promise<number>;
  /** Sets or (null) removes the endpoint of an address. */
  setEndpoint(address: Address, endpoint: Endpoint | null): Promise<void>;
  endpoints(): Promise<readonly (Endpoint & { readonly address: Address })[]>;
}

export interface Register {
  /**
   * Writes the version of an agency's entry that begins at its `validFrom`.
   * @throws CodedError UNKNOWN_JURISDICTION
   */
  putAgency(agency: Agency): Promise<void>;
  /**
   * Writes everything but the instant of activation, which comes in by `activations` alone (rule D2).
   * @throws CodedError ACTIVE_FROM_REFUSED where it names another instant than stands
   */
  putJurisdiction(jurisdiction: Jurisdiction): Promise<void>;
  /** Where the bookings of an agency belonged at an instant (ISO); nothing for an originator that nobody has assigned (rule D7). */
  routing(cri: string, at: string): Promise<Routing>;
  /**
   * A person's assignment of an originator to a jurisdiction. It holds for the agency's later bookings too, but not where the agency belongs to
   * several: then each booking is assigned by itself. Answers the routing at `at` (ISO).
   * @throws CodedError UNKNOWN_JURISDICTION
   */
  assign(cri: string, jurisdiction: string, at: string): Promise<Routing>;
  /**
   * Takes a person's assignment back, so that the agency's later bookings go by the register again, or to a person; recorded in the programme's
   * ledger. Answers the jurisdiction that had been assigned. `nowMs`: wall clock.
   * @throws CodedError NO_SUCH_ASSIGNMENT
   */
  withdrawAssignment(cri: string, reasons: string, by: Actor, nowMs: number): Promise<string>;
  /** The entries valid at an instant (ISO). */
  agencies(at: string): Promise<readonly Agency[]>;
  jurisdictions(): Promise<readonly Jurisdiction[]>;
  /** Null where the register has none of this id. */
  jurisdiction(id: string): Promise<Jurisdiction | null>;
  /** The IANA zones of a jurisdiction's agencies at an instant (ISO), as far as known. */
  zonesOf(id: string, at: string): Promise<readonly string[]>;
}

export interface Session {
  readonly actor: Actor;
  /** `DEVELOPMENT`: opened without a credential, for a fictional person. It counts only on a deployment that is marked development. */
  readonly kind: 'DEVELOPMENT' | 'CREDENTIAL';
  readonly signedInAt: string;
  readonly expiresAt: string;
}

export interface Sessions {
  /** The token itself is never kept, only its SHA-256 (hex). */
  create(session: Session & { readonly tokenSha256: string }): Promise<void>;
  /** Null when there is none or it has expired at `nowMs` (wall clock). */
  find(tokenSha256: string, nowMs: number): Promise<Session | null>;
  end(tokenSha256: string): Promise<void>;
}

/** An action, a refusal or a view of personal data. Ids and codes only. */
export interface AuditEntry {
  readonly at: string;
  readonly actorId: string;
  readonly role: Role;
  readonly act: string;
  readonly caseId?: string;
  readonly outcome: 'DONE' | 'REFUSED' | 'VIEWED';
  readonly code?: string;
  /** Where the request came from, e.g. `api`, `cli`. */
  readonly source?: string;
}

export interface Audit {
  append(entry: AuditEntry): Promise<void>;
  /** Newest first; `before` is the number of the last one shown. */
  list(query: {
    readonly caseId?: string;
    readonly actorId?: string;
    readonly before?: number;
    readonly limit: number;
  }): Promise<readonly (AuditEntry & { readonly number: number })[]>;
}

export interface Facts {
  /** Every de-identified row, in no meaningful order. */
  list(): Promise<readonly FactRow[]>;
}

export interface Settings {
  get(key: string): Promise<string | null>;
  /** Sets a value unless there is one; answers the value that stands. */
  once(key: string, value: string): Promise<string>;
}

/** The system of record. Every function rejects with a CodedError: RECORDS_UNAVAILABLE (try again), RECORDS_BUSY (try again), RECORDS_REFUSED, RECORDS_FAILED. */
export interface Records {
  readonly submissions: Submissions;
  readonly attachments: Attachments;
  readonly cases: Cases;
  readonly mailbox: Mailbox;
  readonly alarms: Alarms;
  readonly watch: Watch;
  readonly lateMessages: LateMessages;
  readonly register: Register;
  readonly registerImports: RegisterImports;
  readonly activations: Activations;
  readonly plan: Plan;
  readonly profiles: Profiles;
  readonly advisory: Advisory;
  readonly agreements: Agreements;
  readonly receiving: Receiving;
  readonly planFacts: PlanFacts;
  readonly training: Training;
  readonly sessions: Sessions;
  readonly audit: Audit;
  readonly facts: Facts;
  readonly settings: Settings;
  /** Whether the database answers; rejects if not. */
  ping(): Promise<void>;
  /** Waits for what is under way and gives the connections back. */
  close(): Promise<void>;
}
