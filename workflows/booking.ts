import { allHandlersFinished, CancellationScope, condition, defineQuery, setHandler } from '@temporalio/workflow';
import { jurisdictionOf, type Sharing, sharingOf } from '../domain/agency/agency.ts';
import { type BookingCaseInput, CASE_VIEW } from '../domain/lifecycle/input.ts';
import { type CaseState, openDetainers, type Outcome } from '../domain/lifecycle/state.ts';
import type { FactRow } from '../domain/record/record.ts';
import { instantMs, isoInstant } from '../domain/text.ts';
import { alarmsAtClose, listenForClaims, onPublicMessage, watchClaims } from './claims.ts';
import { listenForAssignment, onSystemMessage } from './jurisdiction.ts';
import { learnProfile, listenForDecisions } from './decision.ts';
import { watchDelegated } from './delegation.ts';
import { askTheFbi, onFbiMessage } from './fbi.ts';
import { askDatabases, askIdent, onDatabasesMessage, onIdentMessage } from './ident.ts';
import { listenForInterview } from './interview.ts';
import { listenForReview } from './review.ts';
import { own } from './support/activities.ts';
import { Case } from './support/case.ts';
import { close, raise, SYSTEM } from './support/journal.ts';
import { ignoreCancellation, noteSenseless, onMessages } from './support/messages.ts';
import type { PartnerMessage } from '../domain/partners/messages.ts';

/** What the `caseView` query answers. */
export interface CaseView {
  readonly caseId: string;
  readonly cri: string;
  readonly state: CaseState;
  readonly routing: Case['routing'];
  readonly nowMs: number;
}

/**
 * One booked person, from the submission to the close. The criminal answer and the immigration side run beside each other: nothing on the
 * DHS side delays what the agency asked the FBI for (rule A2).
 */
export async function bookingCase(input: BookingCaseInput): Promise<Outcome | null> {
  return await CancellationScope.nonCancellable(async () => {
    const c = new Case(input);
    listen(c);
    await Promise.all([open(c), callIfNotOpened(c)]);
    await Promise.all([criminalTrack(c), immigrationTrack(c), c.watchStages(), watchClaims(c), watchDelegated(c)]);
    await condition(() => openDetainers(c.state).length === 0 && c.openForgotten.length === 0);
    await closeCase(c);
    return c.state.outcome;
  });
}

function listen(c: Case): void {
  ignoreCancellation(CancellationScope.current().parent ?? CancellationScope.current(), c.journal);
  setHandler(defineQuery<CaseView>(CASE_VIEW), () => viewOf(c));
  c.receive = onMessages(c.input.trust, c.journal, (message) => onMessage(c, message));
  listenForAssignment(c);
  listenForReview(c);
  listenForDecisions(c);
  listenForInterview(c);
  listenForClaims(c);
}

async function open(c: Case): Promise<void> {
  c.routing = await own.openCase(c.input, isoInstant(Date.now()));
  c.opened = true;
  c.journal.note({
    kind: 'CASE_OPENED',
    summary: `Booking received from ${c.input.cri} through ${c.input.ori} (${c.input.tot})`,
    author: SYSTEM,
    data: { tcn: c.input.tcn, submissionSha256: c.input.submissionSha256 },
  });
}

/** Until the case is open nothing reaches the FBI: past the limit for that a person hears of it (rule A2). */
async function callIfNotOpened(c: Case): Promise<void> {
  if (await condition(() => c.opened, c.input.limits.fbiAcceptanceMs)) return;
  c.journal.note({
    kind: 'NOT_OPENED',
    summary: 'The case cannot be opened yet: nothing has reached the FBI',
    author: SYSTEM,
    alarms: [raise('FBI_UNREACHABLE')],
  });
  await condition(() => c.opened);
  c.journal.note({
    kind: 'OPENED_LATE',
    summary: 'The case was opened after all',
    author: SYSTEM,
    alarms: [close('FBI_UNREACHABLE')],
  });
}

/** The FBI's answer goes back to the submitting agency, whatever happens at DHS (rule A2). */
async function criminalTrack(c: Case): Promise<void> {
  await askTheFbi(c);
}

/** Sharing, match, review, decision: each step waits for the one before it, and every conclusion is a person's. */
async function immigrationTrack(c: Case): Promise<void> {
  await condition(() => c.state.receivedAt !== null || c.rejected);
  if (!c.rejected) await learnJurisdiction(c);
  if (c.rejected) return endRejected(c);
  if (sharing(c) !== 'SHARED') return endNotShared(c);
  await askIdent(c);
  if (c.rejected) return endRejected(c);
  if (c.answers.ident?.kind === 'NO_MATCH') return endNoMatch(c);
  await Promise.all([learnProfile(c), askDatabases(c), condition(() => c.ended || c.rejected)]);
  if (c.rejected) endRejected(c);
}

/** The register may have changed while the FBI was not reached: it is asked again, for the instant of the FBI's receipt. */
async function learnJurisdiction(c: Case): Promise<void> {
  const { receivedAt } = c.state;
  if (receivedAt === null) return;
  const before = c.routing;
  const learnt = await own.routing(c.input.cri, receivedAt);
  // Meanwhile a person may have assigned one.
  if (c.routing === before) c.routing = learnt;
  if (sharing(c) !== 'ASSIGN' || c.rejected) return;
  await c.moveTo('AWAITING_JURISDICTION', {
    kind: 'JURISDICTION_UNKNOWN',
    summary: `${whyAssign(c)}: only sharing waits until a person assigns one`,
    author: SYSTEM,
    alarms: [raise('JURISDICTION_UNKNOWN')],
  });
  await condition(() => sharing(c) !== 'ASSIGN' || c.rejected);
}

function whyAssign({ input, routing }: Case): string {
  return jurisdictionOf(routing) === null
    ? `${input.cri} has no jurisdiction on record`
    : `${input.cri} belongs to several jurisdictions, not all of which were active when the FBI received the submission`;
}

/** Rule A4: judged by the instant of the FBI's first acceptance, and by nothing else. */
function sharing({ routing, state }: Case): Sharing {
  return state.receivedAt === null ? 'ASSIGN' : sharingOf(routing, state.receivedAt);
}

function endNotShared(c: Case): void {
  void c.end('NOT_SHARED', {
    kind: 'NOT_SHARED',
    summary: 'The jurisdiction was not active when the FBI received the submission: nothing goes to DHS',
    author: SYSTEM,
    data: { receivedAt: c.state.receivedAt, activeFrom: jurisdictionOf(c.routing)?.activeFrom ?? null },
  });
}

function endNoMatch(c: Case): void {
  void c.end('NO_MATCH', {
    kind: 'IMMIGRATION_ENDED',
    summary: 'No match: the person is not marked in any way',
    author: SYSTEM,
  });
}

function endRejected(c: Case): void {
  void c.end('REJECTED_BY_FBI', {
    kind: 'IMMIGRATION_ENDED',
    summary: 'The FBI rejected the submission: nothing was searched',
    author: SYSTEM,
  });
}

function onMessage(c: Case, incoming: PartnerMessage): void {
  switch (incoming.from) {
    case 'FBI':
      return onFbiMessage(c, incoming.message);
    case 'IDENT':
      return onIdentMessage(c, incoming.message);
    case 'IMMIGRATION_DATABASES':
      return onDatabasesMessage(c, incoming.message);
    case 'SYSTEM':
      return onSystemMessage(c, incoming.message);
    case 'PUBLIC':
      return onPublicMessage(c, incoming.message);
    case 'JAIL':
      return noteSenseless(c.journal, 'JAIL', 'a jail speaks to a detainer, not to a case');
  }
}

const KEEPS_PARTICULARS: ReadonlySet<Outcome | null> = new Set([
  'CITIZEN',
  'NOT_REMOVABLE',
  'NO_ACTION',
  'REMOVAL_NOT_SOUGHT',
  'REMOVAL_SOUGHT',
]);

/** One de-identified row for the statistics; the prints go, and where nothing matched or was shared, the person's particulars too. */
async function closeCase(c: Case): Promise<void> {
  c.markClosed();
  c.journal.note({
    kind: 'CASE_CLOSED',
    summary: `Case closed: ${c.state.outcome ?? ''}`,
    author: SYSTEM,
    alarms: [...c.journal.closeAlarms(), ...alarmsAtClose(c)],
    extra: {
      fact: factOf(c),
      deleteSubmission: true,
      ...(KEEPS_PARTICULARS.has(c.state.outcome) ? {} : { clearPersonal: true as const }),
    },
  });
  await condition(allHandlersFinished);
  await c.journal.settled();
}

function factOf(c: Case): FactRow {
  return {
    jurisdiction: c.place.jurisdiction,
    quarter: quarterOf(c.state.receivedAt ?? isoInstant(Date.now())),
    matched: c.state.match !== null,
    shared: c.state.shared,
    offenceClass: c.input.offenceClass,
    classedBy: c.input.classedBy,
    outcome: c.state.outcome ?? 'NOT_SHARED',
  };
}

function quarterOf(instant: string): string {
  const date = new Date(instantMs(instant));
  return `${date.getUTCFullYear()}Q${Math.floor(date.getUTCMonth() / 3) + 1}`;
}

function viewOf(c: Case): CaseView {
  return { caseId: c.input.caseId, cri: c.input.cri, state: c.state, routing: c.routing, nowMs: Date.now() };
}
