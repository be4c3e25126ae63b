import type { Actor } from '../access/roles.ts';
import type { TrustedKey } from '../access/assertion.ts';
import type { Authority } from '../agreement/delegation.ts';
import type { HoldRequest } from '../decision/hold-request.ts';
import type { Facility } from '../detainer/custody.ts';
import type { HoldClock } from '../detainer/hold.ts';
import type { RuleProfile } from '../profile/profile.ts';
import type { CasePlace } from './acts.ts';

/** How long each wait may last before an alarm is raised, in milliseconds. A limit never concludes anything. */
export interface WaitLimits {
  readonly fbiAcceptanceMs: number;
  readonly fbiAnswerMs: number;
  readonly identAnswerMs: number;
  readonly databasesAnswerMs: number;
  readonly jurisdictionMs: number;
  readonly reviewMs: number;
  readonly decisionMs: number;
  readonly secondOfficerMs: number;
  readonly interviewMs: number;
  readonly acknowledgementMs: number;
  readonly dormantCheckMs: number;
  readonly noticeConfirmationMs: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Where a deployment sets nothing else: IAFIS goal of 2 h, LESC target of 4 h, working days for people. */
export const DEFAULT_WAIT_LIMITS: WaitLimits = {
  fbiAcceptanceMs: 15 * MINUTE,
  fbiAnswerMs: 2 * HOUR,
  identAnswerMs: 30 * MINUTE,
  databasesAnswerMs: 4 * HOUR,
  jurisdictionMs: DAY,
  reviewMs: 4 * HOUR,
  decisionMs: DAY,
  secondOfficerMs: DAY,
  interviewMs: 2 * DAY,
  acknowledgementMs: 4 * HOUR,
  dormantCheckMs: 30 * DAY,
  noticeConfirmationMs: 7 * DAY,
};

/** What `bookingCase` starts with: references and hashes, no particulars of the person beyond what the process branches on. */
export interface BookingCaseInput {
  readonly caseId: string;
  /** 1.009, sent to the partners and answered in TCR. */
  readonly tcn: string;
  /** 1.008: the State Identification Bureau. */
  readonly ori: string;
  /** 2.073: the booking agency. */
  readonly cri: string;
  /** 1.004 type of transaction. */
  readonly tot: string;
  readonly submissionSha256: string;
  /** Treated as an adult though a juvenile (2.087), or under 18 at arrest by the date of birth given. */
  readonly minor: boolean;
  /** Class of the arrest offence for the statistics, and how it was classed. No officer sees it. */
  readonly offenceClass: string;
  readonly classedBy: string;
  readonly trust: readonly TrustedKey[];
  readonly limits: WaitLimits;
}

/** What `detainer` starts with. */
export interface DetainerInput {
  readonly detainerId: string;
  readonly caseId: string;
  readonly number: number;
  readonly kind: 'STANDARD' | 'UPON_CONVICTION';
  readonly place: CasePlace;
  /** The facility that holds the person when the request is issued. */
  readonly jail: Facility;
  /** What the officer recorded of the request: its boxes, its purpose, its warrant. */
  readonly request: HoldRequest;
  /** An open detainer upon conviction that this one takes the place of; null where there is none. */
  readonly cancels: { readonly number: number; readonly issuedAt: string } | null;
  readonly profile: RuleProfile;
  readonly issuedAt: string;
  readonly issuedBy: Actor;
  /** By which 287(g) agreement, under whose supervision; none for a federal officer. */
  readonly under?: Authority;
  /** The clock of an earlier detainer of the same custody; a new detainer never gets a new clock (rule C2). */
  readonly inherited: HoldClock | null;
  readonly trust: readonly TrustedKey[];
  readonly limits: WaitLimits;
}

/** Names under which workflows are started and instructed. */
export const BOOKING_CASE = 'bookingCase';
export const DETAINER = 'detainer';
export const CASE_VIEW = 'caseView';
export const DETAINER_VIEW = 'detainerView';
/** Every person's act is this one update per act name: `act.<name>`, e.g. `act.recordDecision`. */
export function updateNameOf(act: string): string {
  return `act.${act}`;
}

/** Task queues, one per trust zone. Workflows, records and the courier run on `case`. */
export const TASK_QUEUES = { case: 'case', fbi: 'fbi', dhs: 'dhs', agency: 'agency' } as const;
