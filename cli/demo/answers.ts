/** What the scripted people answer. Everything is invented, and said in words as the forms ask for it. */
import { z } from 'zod';
import type { CaseView, DetainerView } from '../../domain/api/views.ts';
import type {
  Answer,
  Decision,
  DecisionKind,
  Factor,
  RemovalDecision,
  SecondReview,
} from '../../domain/decision/decision.ts';
import type { AmendedRequest, HoldRequest } from '../../domain/decision/hold-request.ts';
import type { ReportedGround } from '../../domain/detainer/grounds.ts';
import type { Interview } from '../../domain/interview/interview.ts';
import { databaseRecordSchema } from '../../domain/partners/messages.ts';
import type { Review } from '../../domain/review/review.ts';

/** The case as the acting person sees it just before acting. */
export type Own = CaseView;

const recordsSchema = z.object({ records: z.array(databaseRecordSchema) });

const CONVICTION: Review['convictions'][number] = {
  offence: 'Burglary of a vehicle',
  court: 'Sample Parish District Court',
  country: 'US',
  recognizedInUnitedStates: true,
  convictedOn: '2008-06-02',
  source: 'Rap sheet in the FBI answer (SRE)',
};

interface Conclusion {
  readonly status: Review['lastKnownStatus'];
  readonly opinion: Review['opinion'];
  readonly basis: string;
  readonly convicted?: true;
}

/** A status review with the databases that answered as its sources. */
export function review({ status, opinion, basis, convicted }: Conclusion): (own: Own) => Review {
  return (own) => ({
    lastKnownStatus: status,
    opinion,
    sources: sourcesOf(own),
    convictions: convicted === true ? [CONVICTION] : [],
    basis,
  });
}

function sourcesOf(own: Own): Review['sources'] {
  const answered =
    own.view === 'full' ? own.events.findLast((event) => event.kind === 'DATABASES_ANSWERED') : undefined;
  const parsed = recordsSchema.safeParse(answered?.data);
  if (!parsed.success) throw new Error('The databases have not answered.');
  return parsed.data.records.map(({ database, consultedAt }) => ({ database, consultedAt }));
}

const NOT_FOUND: Answer = {
  answer: 'NOT_FOUND',
  words: 'Looked for in the booking, the databases and the interview notes; nothing found.',
};
const NOT_ASKED: Answer = { answer: 'COULD_NOT_LOOK', words: 'Not on any record; to be asked at the interview.' };

function found(words: string): Answer {
  return { answer: 'FOUND', words };
}

function factors(known: Partial<Record<Factor, string>>): Decision['factors'] {
  const of = (factor: Factor, otherwise: Answer): Answer =>
    known[factor] === undefined ? otherwise : found(known[factor]);
  return {
    CRIMINAL_HISTORY: of('CRIMINAL_HISTORY', NOT_FOUND),
    EARLIER_REMOVAL: of('EARLIER_REMOVAL', NOT_FOUND),
    OUTSTANDING_FINAL_ORDER: of('OUTSTANDING_FINAL_ORDER', NOT_FOUND),
    FAMILY_TIES: of('FAMILY_TIES', NOT_ASKED),
    DURATION_OF_STAY: of('DURATION_OF_STAY', NOT_ASKED),
    MEDICAL_ISSUES: of('MEDICAL_ISSUES', NOT_ASKED),
    OTHER_CIRCUMSTANCES: of('OTHER_CIRCUMSTANCES', NOT_FOUND),
  };
}

interface Weighed {
  readonly known?: Partial<Record<Factor, string>>;
  readonly vulnerable?: string;
  readonly reasons: string;
}

/** The questions that every decision for or against a person answers. */
function weighed({ known = {}, vulnerable, reasons }: Weighed): Omit<RemovalDecision, 'seekRemoval'> {
  return {
    factors: factors(known),
    citizenship: {
      answer: 'NOT_A_CITIZEN',
      basis: 'Place of birth abroad by the booking; no record of citizenship in any database.',
    },
    victimOrWitness: { answer: 'NOT_FOUND', words: 'Charge, arrest report and databases read for it; nothing found.' },
    vulnerable: vulnerable === undefined ? NOT_FOUND : found(vulnerable),
    aggravatingFactors: null,
    delegation: null,
    reasons,
  };
}

/** What every scripted officer asks of a jail: one box, custody, no warrant. */
const REQUEST: HoldRequest = {
  bases: ['INVESTIGATION_INITIATED'],
  basisDetails: {},
  purpose: 'ASSUME_CUSTODY',
  warrant: 'NONE',
  minorTrafficOnly: { answer: false, words: 'The charge of the booking is no traffic offense.' },
};

/** An officer's decision after the review. */
export function decide(decision: DecisionKind, answers: Weighed): () => Decision {
  const asksToHold = decision === 'DETAINER' || decision === 'DETAINER_UPON_CONVICTION';
  return () => ({
    decision,
    ...weighed(answers),
    arrestForCrime: asksToHold
      ? 'Arrested by local police on the charge of the booking, before any check of status.'
      : null,
    request: asksToHold ? REQUEST : null,
  });
}

/** The decision whether to seek removal. */
export function decideRemoval(seekRemoval: boolean, answers: Weighed): () => RemovalDecision {
  return () => ({ seekRemoval, ...weighed(answers) });
}

/** An interview held at the jail now. */
export function interview(summary: string): (own: Own) => Interview {
  return (own) => ({
    heldAt: caseTime(own),
    officer: 'Harper Quill',
    language: 'es',
    interpreter: 'Telephone interpreter 114',
    place: 'JAIL',
    refusedByPerson: false,
    delegation: null,
    summary,
  });
}

/** The case's own time, which on a development server may run ahead of the wall's. */
function caseTime(own: Own): string {
  if (own.view !== 'full') throw new Error('Only a reader of the whole case sees its time.');
  return own.now;
}

/** The detainer that was issued last. */
export function detainerOf(own: Own): DetainerView {
  const detainer = own.detainers.at(-1);
  if (detainer === undefined) throw new Error('There is no detainer.');
  return detainer;
}

/** The jail has the detainer. */
export function acknowledge(own: Own): object {
  return { receivedAt: detainerOf(own).now };
}

/** The person was given a copy. */
export function copyServed(own: Own): object {
  return {
    servedAt: detainerOf(own).now,
    method: 'HANDED_OVER_AND_READ_ALOUD',
    language: 'es',
    interpreter: true,
    refusedToSign: false,
  };
}

/** The form rests on other boxes from now on. */
export function amend(request: Pick<HoldRequest, 'bases' | 'basisDetails'>, reasons: string): () => AmendedRequest {
  const { purpose, warrant } = REQUEST;
  return () => ({ purpose, warrant, ...request, reasons });
}

/** A ground of the jail's own holds the person since now. */
export function ground(groundId: string, kind: ReportedGround['kind'], source: string): (own: Own) => ReportedGround {
  return (own) => ({ groundId, kind, since: detainerOf(own).now, expectedEndAt: null, source });
}

/** Somebody looked: another ground holds the person. */
export function groundHolds(source: string): (own: Own) => object {
  return (own) => ({ confirmedAt: detainerOf(own).now, expectedEndAt: null, source });
}

/** Bail was tried, and the detainer given as the reason against it. */
export function bailRefused(source: string): (own: Own) => object {
  return (own) => ({ attemptedAt: detainerOf(own).now, outcome: 'REFUSED', becauseOfDetainer: true, source });
}

/** No other ground to hold remains, as of now. */
export function groundsEnded(ending: string, source: string): (own: Own) => object {
  return (own) => ({ endedAt: detainerOf(own).now, ending, source });
}

/** The hold has ended, as of now. */
export function holdEnded(ending: string, source: string): (own: Own) => object {
  return (own) => ({ endedAt: detainerOf(own).now, ending, source });
}

/** The person is still held, as of now. */
export function stillHeld(own: Own): object {
  return { observedAt: detainerOf(own).now, source: 'Roster of the jail' };
}

/** The local criminal case ended without a conviction. */
export function chargesDismissed(): object {
  return {
    convicted: false,
    endedAt: new Date().toISOString(),
    offence: 'Possession of a controlled substance',
    source: 'Order of the parish court',
  };
}

const pendingSchema = z.object({ pendingSecond: z.object({ taken: z.object({ at: z.string() }) }) });

/** A second officer's answer to the decision that waits for one. */
export function secondReview(agrees: boolean, reasons: string): (own: Own) => SecondReview {
  return (own) => {
    const state = 'state' in own ? pendingSchema.safeParse(own.state).data : undefined;
    return { decidedAt: state?.pendingSecond.taken.at ?? '', agrees, reasons };
  };
}
