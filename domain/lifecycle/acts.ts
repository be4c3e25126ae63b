import { z } from 'zod';
import type { Actor, Role, Scope } from '../access/roles.ts';
import { signedSchema } from '../access/assertion.ts';
import { amendedRequestSchema } from '../decision/hold-request.ts';
import { reportClaimSchema, SET_ASIDE_BY, setAsideClaimSchema } from '../claim/claim.ts';
import { decisionSchema, removalDecisionSchema, secondReviewSchema } from '../decision/decision.ts';
import type { Refusal } from '../errors.ts';
import { movedSchema } from '../detainer/custody.ts';
import { groundSchema } from '../detainer/grounds.ts';
import { confirmNoticeSchema, moveActivationSchema } from '../jurisdiction/activation.ts';
import { interviewSchema } from '../interview/interview.ts';
import {
  acknowledgeSchema,
  confirmGroundSchema,
  copySchema,
  declineSchema,
  endGroundSchema,
  groundsEndedSchema,
  holdEndedSchema,
  stillHeldSchema,
} from '../partners/messages.ts';
import { reviewSchema } from '../review/review.ts';
import { instantSchema, labelSchema, wordsSchema } from '../text.ts';
import type { ImmigrationTrack } from './state.ts';

/** How a person reports the end of the local criminal case. */
export const criminalOutcomeSchema = z.strictObject({
  convicted: z.boolean(),
  endedAt: instantSchema,
  offence: labelSchema,
  source: labelSchema,
});

/** An attempt to post bail: a detainer is no reason to refuse or delay it, and every attempt is on record. */
export const bailAttemptSchema = z.strictObject({
  attemptedAt: instantSchema,
  outcome: z.enum(['POSTED', 'REFUSED', 'DELAYED']),
  /** Whether anyone gave the detainer as the reason. */
  becauseOfDetainer: z.boolean(),
  source: labelSchema,
});

/** What a person acts on. */
export type ActOn = 'case' | 'detainer' | 'activation';

/** Everything a person can do to a running case, detainer or activation: the arguments, and which roles may (rule B1: never `service`). */
interface ActRule<S extends z.ZodType> {
  readonly on: ActOn;
  readonly args: S;
  readonly roles: readonly Role[];
}

function act<O extends ActOn, S extends z.ZodType>(
  on: O,
  args: S,
  roles: readonly Role[],
): ActRule<S> & { readonly on: O } {
  return { on, args, roles };
}

const OFFICERS: readonly Role[] = ['field_officer', 'supervisor'];
/** What a designated officer may do under a 287(g) agreement, too: where and when, the workflow asks the record (rule B2). */
const OFFICERS_AND_DELEGATED: readonly Role[] = [...OFFICERS, 'officer_287g'];
const JAIL: readonly Role[] = ['local_agency'];
/** A release, a copy or the end of a ground may be learnt by the jail or by the officer. */
const JAIL_OR_OFFICER: readonly Role[] = ['local_agency', 'field_officer', 'supervisor'];

export const ACTS = {
  recordReview: act('case', reviewSchema, ['status_specialist']),
  recordDecision: act('case', decisionSchema, OFFICERS_AND_DELEGATED),
  reviewAsSecondOfficer: act('case', secondReviewSchema, ['supervisor']),
  requestAnotherReview: act('case', z.strictObject({ reasons: wordsSchema }), OFFICERS_AND_DELEGATED),
  recordInterview: act('case', interviewSchema, OFFICERS_AND_DELEGATED),
  decideRemoval: act('case', removalDecisionSchema, OFFICERS_AND_DELEGATED),
  reportCriminalOutcome: act('case', criminalOutcomeSchema, JAIL_OR_OFFICER),
  assignJurisdiction: act('case', z.strictObject({ jurisdiction: z.string().min(1).max(64), reasons: wordsSchema }), [
    'administrator',
  ]),
  askAgain: act(
    'case',
    z.strictObject({ partner: z.enum(['FBI', 'IDENT', 'IMMIGRATION_DATABASES']), reasons: wordsSchema }),
    ['administrator', 'status_specialist'],
  ),
  /** Anyone who hears of it reports it, and nobody has to prove anything. */
  reportClaim: act('case', reportClaimSchema, [
    'local_agency',
    'status_specialist',
    'field_officer',
    'supervisor',
    'attorney',
    'crcl_officer',
    'officer_287g',
  ]),
  setAsideClaim: act('case', setAsideClaimSchema, SET_ASIDE_BY),
  acknowledgeDetainer: act('detainer', acknowledgeSchema, JAIL),
  declineDetainer: act('detainer', declineSchema, JAIL),
  confirmCopy: act('detainer', copySchema, JAIL_OR_OFFICER),
  // What holds the clock still is the jail's own word: an officer who wants more time cannot assert a ground.
  recordGround: act('detainer', groundSchema, JAIL),
  endGround: act('detainer', endGroundSchema, JAIL_OR_OFFICER),
  confirmGround: act('detainer', confirmGroundSchema, JAIL_OR_OFFICER),
  reportGroundsEnded: act('detainer', groundsEndedSchema, JAIL_OR_OFFICER),
  recordBailAttempt: act('detainer', bailAttemptSchema, [...JAIL_OR_OFFICER, 'attorney', 'crcl_officer']),
  reportMoved: act('detainer', movedSchema, JAIL_OR_OFFICER),
  reportHoldEnded: act('detainer', holdEndedSchema, JAIL_OR_OFFICER),
  reportStillHeld: act('detainer', stillHeldSchema, ['local_agency', 'field_officer', 'supervisor', 'crcl_officer']),
  amendForm: act('detainer', amendedRequestSchema, OFFICERS),
  cancelDetainer: act('detainer', z.strictObject({ reasons: wordsSchema }), OFFICERS_AND_DELEGATED),
  moveActivation: act('activation', moveActivationSchema, ['administrator']),
  // Where the government itself is silent, an administrator says how it was told: nobody's silence blocks (rule D3).
  confirmNotice: act('activation', confirmNoticeSchema, ['administrator', 'government_official']),
} as const;

export type ActName = keyof typeof ACTS;
export type ActArgs<N extends ActName> = z.infer<(typeof ACTS)[N]['args']>;
export const actNameSchema = z.enum(Object.keys(ACTS) as [ActName, ...ActName[]]);

/** What an update carries: the arguments, and the API's signed word for who acts. */
export const actUpdateSchema = z.strictObject({ args: z.unknown(), assertion: signedSchema });
export type ActUpdate = z.infer<typeof actUpdateSchema>;

/** Where a case lies, for scope: its booking agency (for a detainer also every jail that held the person since), that agency's SIB, and the responsible field office (null: not yet known). */
export interface CasePlace {
  readonly cri: string;
  readonly sib: string | null;
  readonly fieldOffice: string | null;
  /** The jurisdiction it belongs to, as far as known: 287(g) officers act inside it only (rule B2). */
  readonly jurisdiction: string | null;
  readonly jails?: readonly string[];
}

/** Where an activation lies, for scope. */
export interface ActivationPlace {
  readonly jurisdiction: string;
  /** Two letters. */
  readonly state: string;
}

export type Place = CasePlace | ActivationPlace;

/** Whether a scope reaches a case. An agency reaches its own bookings, an office those of its area, a 287(g) officer those of the jurisdiction. A state's government reaches none (rule D4). */
export function scopeReaches(scope: Scope, place: Place): boolean {
  if (!('cri' in place)) return governs(scope, place);
  switch (scope.kind) {
    case 'national':
      return true;
    case 'office':
      return scope.office === place.fieldOffice;
    case 'jurisdiction':
      return scope.jurisdiction === place.jurisdiction;
    case 'state':
      return false;
    case 'agency':
      return scope.ori === place.cri || place.jails?.includes(scope.ori) === true;
  }
}

/** Whether a scope reaches an activation: that of its state's government, of its local one, or the whole program's. */
function governs(scope: Scope, { jurisdiction, state }: ActivationPlace): boolean {
  switch (scope.kind) {
    case 'national':
      return true;
    case 'state':
      return scope.state === state;
    case 'jurisdiction':
      return scope.jurisdiction === jurisdiction;
    case 'office':
    case 'agency':
      return false;
  }
}

/** Whether a person reaches a case: by scope, and a 287(g) officer by no scope but a jurisdiction's (rule B2). */
export function inReach({ role, scope }: Pick<Actor, 'role' | 'scope'>, place: Place): boolean {
  if (role === 'officer_287g' && scope.kind !== 'jurisdiction') return false;
  return scopeReaches(scope, place);
}

const WHO_ELSE: Readonly<Record<ActOn, string>> = {
  case: 'someone of its agency or field office',
  detainer: 'someone of its agency or field office',
  activation: 'an administrator, or an official of that government,',
};

/**
 * The access table: why this person may not do this here, or `undefined`. Default deny. API, CLI and workflow validators ask this same
 * function; a program (`service`) may do nothing a person decides (rule B1).
 */
export function refuseAccess(name: ActName, actor: Actor, place: Place): Refusal | undefined {
  const rule: ActRule<z.ZodType> = ACTS[name];
  if (!rule.roles.includes(actor.role)) {
    return {
      field: 'actor.role',
      code: 'ROLE_MAY_NOT',
      reason: `The role ${actor.role} may not ${name}; it needs one of: ${rule.roles.join(', ')}.`,
    };
  }
  if (!inReach(actor, place)) {
    return {
      field: 'actor.scope',
      code: 'OUT_OF_SCOPE',
      reason: `This lies outside the scope of the person acting: ${WHO_ELSE[rule.on]} can ${name}.`,
    };
  }
  return undefined;
}

/** In which state of the immigration track each act on a case is open. Absent: in every state before the end. */
export const STAGES: Partial<Record<ActName, readonly ImmigrationTrack[]>> = {
  recordReview: ['STATUS_REVIEW'],
  recordDecision: ['OFFICER_DECISION', 'SECOND_OFFICER', 'ENFORCEMENT'],
  reviewAsSecondOfficer: ['SECOND_OFFICER'],
  requestAnotherReview: ['OFFICER_DECISION', 'ENFORCEMENT'],
  recordInterview: ['OFFICER_DECISION', 'SECOND_OFFICER', 'ENFORCEMENT'],
  decideRemoval: ['OFFICER_DECISION', 'ENFORCEMENT'],
  assignJurisdiction: ['AWAITING_JURISDICTION', 'STATUS_REVIEW', 'OFFICER_DECISION', 'SECOND_OFFICER', 'ENFORCEMENT'],
};
