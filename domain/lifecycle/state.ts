import type { Actor } from '../access/roles.ts';
import type { AwaitedReview, Authority } from '../agreement/delegation.ts';
import { type Claim, openClaims } from '../claim/claim.ts';
import type { Decision, DecisionKind, RemovalDecision, SecondReview } from '../decision/decision.ts';
import type { Interview } from '../interview/interview.ts';
import { type DetainerReport, HOLD_ENDINGS, type HoldEnded } from '../partners/messages.ts';
import type { Review } from '../review/review.ts';

/** Where the criminal answer stands. It never waits for the other track (rule A2). */
export const CRIMINAL_TRACK = ['AT_FBI', 'ANSWERED', 'REJECTED'] as const;
export type CriminalTrack = (typeof CRIMINAL_TRACK)[number];

/** Where the immigration side stands. */
export const IMMIGRATION_TRACK = [
  'AWAITING_ACCEPTANCE',
  'AWAITING_JURISDICTION',
  'AT_IDENT',
  'STATUS_REVIEW',
  'OFFICER_DECISION',
  'SECOND_OFFICER',
  'ENFORCEMENT',
  'ENDED',
] as const;
export type ImmigrationTrack = (typeof IMMIGRATION_TRACK)[number];

/** How a case ended. */
export const OUTCOMES = [
  'REJECTED_BY_FBI',
  'NOT_SHARED',
  'NO_MATCH',
  'CITIZEN',
  'NOT_REMOVABLE',
  'NO_ACTION',
  'REMOVAL_NOT_SOUGHT',
  'REMOVAL_SOUGHT',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** A person's act as it is kept in the case: what, by whom, when (workflow time, ISO). */
export interface Taken<T> {
  readonly value: T;
  readonly by: Actor;
  readonly at: string;
  /** By which 287(g) agreement, under whose supervision; none for a federal officer (rule B2). */
  readonly under?: Authority;
}

/** How the local criminal case ended, as reported by a person. */
export interface CriminalOutcome {
  readonly convicted: boolean;
  readonly endedAt: string;
  readonly offence: string;
  readonly source: string;
}

/** A decision that waits for reviews, and which are still to come: of the agreement's supervisor (B2), of a second officer (B9), or of both. */
export type PendingSecond = Waiting<'DECISION', Decision> | Waiting<'REMOVAL', RemovalDecision>;

interface Waiting<W extends string, T> {
  readonly what: W;
  readonly taken: Taken<T>;
  readonly awaits: readonly AwaitedReview[];
}

/** A detainer of the case, as last reported by its own workflow. */
export interface CaseDetainer {
  readonly detainerId: string;
  readonly number: number;
  readonly kind: 'STANDARD' | 'UPON_CONVICTION';
  readonly issuedAt: string;
  readonly report: DetainerReport | null;
}

/** The whole state of a case: plain JSON, returned by the `caseView` query. */
export interface CaseState {
  criminal: CriminalTrack;
  immigration: ImmigrationTrack;
  outcome: Outcome | null;
  /** The instant of the FBI's first acceptance, kept once (rule A4). */
  receivedAt: string | null;
  /** Whether the prints were sent on to IDENT. */
  shared: boolean;
  match: { readonly fin: string; readonly answeredAt: string } | null;
  /** Facts the immigration databases returned, for the specialist; null until they answer. */
  databasesAnswered: boolean;
  review: Taken<Review> | null;
  decision: Taken<Decision> | null;
  /** The last decision that took effect; a referral to counsel is none. */
  effective: DecisionKind | null;
  /** Some officer has found the person to be a victim, a witness or vulnerable: it stays, whatever a later answer says. */
  flagged: boolean;
  pendingSecond: PendingSecond | null;
  secondReview: Taken<SecondReview> | null;
  detainers: CaseDetainer[];
  criminalOutcome: Taken<CriminalOutcome> | null;
  interview: Taken<Interview> | null;
  removal: Taken<RemovalDecision> | null;
  /** Claims of citizenship or of being a victim; while one is open, nothing is done against the person. */
  claims: Claim[];
}

/** A case as it starts. */
export function newCaseState(): CaseState {
  return {
    criminal: 'AT_FBI',
    immigration: 'AWAITING_ACCEPTANCE',
    outcome: null,
    receivedAt: null,
    shared: false,
    match: null,
    databasesAnswered: false,
    review: null,
    decision: null,
    effective: null,
    flagged: false,
    pendingSecond: null,
    secondReview: null,
    detainers: [],
    criminalOutcome: null,
    interview: null,
    removal: null,
    claims: [],
  };
}

/** The detainers of a case whose workflow has not reported their end. */
export function openDetainers(state: CaseState): readonly CaseDetainer[] {
  return state.detainers.filter((detainer) => detainer.report?.hold !== 'CLOSED');
}

/** How and when (ISO) the custody ended, by the first detainer to which that was reported; `undefined` while nobody has. */
export function custodyEnd(state: CaseState): { ending: HoldEnded['ending']; at: string } | undefined {
  for (const { report } of state.detainers) {
    const ending = HOLD_ENDINGS.find((known) => known === report?.ending);
    const at = report?.endedAt ?? null;
    if (ending !== undefined && at !== null) return { ending, at };
  }
  return undefined;
}

/** Where the next step may go against the person. */
const STOPPED_BY_CLAIM: readonly ImmigrationTrack[] = ['OFFICER_DECISION', 'SECOND_OFFICER', 'ENFORCEMENT'];

/** What happens next, in words, for lists and for the person looking at one case. */
export function nextStep(state: CaseState): string {
  if (state.outcome !== null && state.immigration === 'ENDED')
    return state.criminal === 'AT_FBI' ? 'the FBI answers' : 'closed';
  if (STOPPED_BY_CLAIM.includes(state.immigration) && openClaims(state.claims).length > 0)
    return 'a supervisor and counsel look at a claim';
  switch (state.immigration) {
    case 'AWAITING_ACCEPTANCE':
      return 'the FBI accepts the submission';
    case 'AWAITING_JURISDICTION':
      return 'an administrator assigns the jurisdiction';
    case 'AT_IDENT':
      return 'IDENT answers';
    case 'STATUS_REVIEW':
      return 'a specialist records the status review';
    case 'OFFICER_DECISION':
      return 'an officer decides';
    case 'SECOND_OFFICER':
      return state.pendingSecond?.awaits.includes('SUPERVISION') === true
        ? 'the federal supervisor of the 287(g) agreement reviews the decision'
        : 'a second officer reviews the decision';
    case 'ENFORCEMENT':
      return state.interview === null
        ? 'an officer records the interview'
        : 'an officer decides whether to seek removal';
    case 'ENDED':
      return openDetainers(state).length > 0 ? 'the jail confirms the end of the hold' : 'the case closes';
  }
}
