import type { Actor } from '../domain/access/roles.ts';
import {
  type Authority,
  refuseDecidedMeanwhile,
  refuseDisplacing,
  refuseStatement,
  reviewBy,
} from '../domain/agreement/delegation.ts';
import type { Json } from '../domain/canonical.ts';
import { openClaims, refuseWhileClaimed, stoppedByClaim } from '../domain/claim/claim.ts';
import {
  asksToHold,
  type Decision,
  harsher,
  refuseDecision,
  reviewsNeeded,
  type SecondReview,
} from '../domain/decision/decision.ts';
import { refuseUnderProfile } from '../domain/decision/policy.ts';
import { type Facility, facilityOf } from '../domain/detainer/custody.ts';
import { type HoldClock, inheritedClock } from '../domain/detainer/hold.ts';
import { NO_GROUND } from '../domain/detainer/notices.ts';
import type { Refusal } from '../domain/errors.ts';
import { detainerIdOf } from '../domain/ids.ts';
import type { DetainerInput } from '../domain/lifecycle/input.ts';
import { type CaseDetainer, custodyEnd, openDetainers, type Taken } from '../domain/lifecycle/state.ts';
import type { RuleProfile } from '../domain/profile/profile.ts';
import type { Review } from '../domain/review/review.ts';
import { instantMs, isoInstant } from '../domain/text.ts';
import { dropIfLapsed, isDelegatedDecision } from './delegation.ts';
import { decidedRemoval } from './interview.ts';
import { own } from './support/activities.ts';
import { authorityData, awaitedInWords, byOfficer, lapse, whoDecided, withAuthority } from './support/authority.ts';
import { type Case, message } from './support/case.ts';
import { raise, SYSTEM } from './support/journal.ts';
import { type ActResult, onAct, refused } from './support/messages.ts';

/** The officer's decision and, where the rules ask for it, the second officer's review (rules B1, B4, B9, C1). */
export function listenForDecisions(c: Case): void {
  const listener = { trust: c.input.trust, place: () => c.place, open: () => undefined };
  onAct(
    'recordDecision',
    listener,
    (decision, actor) => refuseStatement(decision.delegation, actor) ?? refuseHere(c, decision),
    async (decision, actor) => {
      const { decision: last, pendingSecond } = c.state;
      const goneOn = () => c.state.decision !== last || c.state.pendingSecond !== pendingSecond;
      const refuse = () => (goneOn() ? refuseDecidedMeanwhile() : refuseHere(c, decision));
      const act = { on: c, actor, stated: decision.delegation, refuse };
      return await withAuthority(act, async (under) => {
        if (!knownToAllow(c, decision)) await refuseUnderRulesInForce(c, decision);
        return await decided(c, decision, actor, under);
      });
    },
  );
  onAct(
    'reviewAsSecondOfficer',
    listener,
    (review, actor) => refuseReview(c, review, actor),
    async (review, actor) => {
      if (review.agrees && isDelegatedDecision(c.state.pendingSecond)) {
        // Rule B2: looked at once more before it takes effect. Meanwhile the case may have gone on.
        const refusal = (await dropIfLapsed(c)) ?? refuseReview(c, review, actor);
        if (refusal) throw refused(refusal);
      }
      return await secondReviewed(c, review, actor);
    },
  );
}

/** Learns the rule profile in force now where the person is held. */
export async function learnProfile(c: Case): Promise<RuleProfile> {
  c.profile = await own.profileInForce(jailOf(c)?.jurisdiction ?? null, isoInstant(Date.now()));
  return c.profile;
}

/**
 * Whether the rules as last learnt allow a decision: then it takes effect at once, in the order in which people decided, and the rules in force
 * are looked at once more before anything is asked of a jail. A decision that asks for no hold waits for no rules.
 */
function knownToAllow(c: Case, decision: Decision): boolean {
  if (!asksToHold(decision.decision)) return true;
  return c.profile !== null && refuseByPolicy(decision, c.profile) === undefined;
}

/** Rules may have changed since they were learnt: a refusal rests on those in force now. Meanwhile the case may have gone on, too. */
async function refuseUnderRulesInForce(c: Case, decision: Decision): Promise<void> {
  const profile = await learnProfile(c);
  const refusal = refuseHere(c, decision) ?? refuseByPolicy(decision, profile);
  if (refusal) throw refused(refusal);
}

/** Where the person is, as far as reported: the jail that a detainer named last, else the booking agency. */
function jailOf(c: Case): Facility | null {
  return c.held ?? (c.routing.agency && facilityOf(c.routing, c.input.cri, c.input.ori));
}

function refuseHere(c: Case, decision: Decision): Refusal | undefined {
  return c.refuseStage('recordDecision') ?? refuseNow(c, decision);
}

function refuseNow(c: Case, decision: Decision): Refusal | undefined {
  if (c.ended || c.rejected) return { field: 'state', code: 'CASE_ENDED', reason: 'The case has ended.' };
  if (c.state.review === null)
    return {
      field: 'state',
      code: 'NO_REVIEW',
      reason: 'There is no completed status review: a match alone says nothing about removability.',
    };
  return (
    (stoppedByClaim(decision.decision) ? refuseWhileClaimed(c.state.claims) : undefined) ??
    refuseDecision(decision, c.state.review.value) ??
    (asksToHold(decision.decision) ? refuseHold(c, decision.decision) : undefined)
  );
}

/** Rules B7, E7: what the profile in force does not let an officer ask for. */
function refuseByPolicy({ decision, request }: Decision, profile: RuleProfile): Refusal | undefined {
  if (request === null) return undefined;
  return decision === 'DETAINER' || decision === 'DETAINER_UPON_CONVICTION'
    ? refuseUnderProfile(profile, decision, request)
    : undefined;
}

/** Rule C2: one request at a time, and all detainers of one custody share one clock that nothing lengthens. */
function refuseHold(c: Case, kind: Decision['decision']): Refusal | undefined {
  if (c.routing.agency === null || c.routing.agency.zone === null)
    return {
      field: 'decision',
      code: 'AGENCY_UNKNOWN',
      reason:
        'The register does not know the booking agency or its place: its time zone must be known before a hold is asked for.',
    };
  if (openDetainers(c.state).some((detainer) => detainer.kind === 'STANDARD' || kind === 'DETAINER_UPON_CONVICTION')) {
    return {
      field: 'decision',
      code: 'DETAINER_OPEN',
      reason: 'A detainer is open for this person: cancel it first. A second one lengthens nothing.',
    };
  }
  const reports = c.state.detainers.map(({ report }) => report).filter((report) => report !== null);
  if (custodyEnd(c.state)) {
    return {
      field: 'decision',
      code: 'CUSTODY_ENDED',
      reason: 'The hold on this booking has ended. A new arrest is a new case with a clock of its own.',
    };
  }
  const clocks = reports.map(({ clock }) => clock).filter((clock) => clock !== null);
  if (clocks.some(({ limitMs }) => limitMs <= Date.now())) {
    return {
      field: 'decision',
      code: 'CLOCK_SPENT',
      reason: 'The 48 hours of this custody have been used up: no second detainer lengthens them.',
    };
  }
  if (kind === 'DETAINER_UPON_CONVICTION' && c.state.criminalOutcome?.value.convicted === false) {
    return {
      field: 'decision',
      code: 'NO_CONVICTION',
      reason: 'The criminal case has ended without a conviction: nothing can be asked upon one.',
    };
  }
  if (kind === 'DETAINER_UPON_CONVICTION' && clocks.length > 0) {
    return {
      field: 'decision',
      code: 'CLOCK_STARTED',
      reason: 'Every other ground has already ended, without a conviction: nothing can be asked upon a conviction.',
    };
  }
  return undefined;
}

function refuseReview(c: Case, review: SecondReview, actor: Actor): Refusal | undefined {
  return c.refuseStage('reviewAsSecondOfficer') ?? refuseSecond(c, review, actor);
}

/** The reviewer reviews the decision that he or she has read, not one of his or her own, and one that waits for this reviewer. */
function refuseSecond(c: Case, review: SecondReview, actor: Actor): Refusal | undefined {
  const pending = c.state.pendingSecond;
  if (pending !== null && instantMs(review.decidedAt) !== instantMs(pending.taken.at)) {
    return {
      field: 'decidedAt',
      code: 'ANOTHER_DECISION',
      reason: 'Another decision has taken the place of the one reviewed: read it first.',
    };
  }
  const claimed = review.agrees ? refuseWhileClaimed(c.state.claims) : undefined;
  if (claimed !== undefined) return claimed;
  const which = pending === null ? undefined : reviewBy(pending, actor);
  return typeof which === 'object' ? which : undefined;
}

async function decided(c: Case, decision: Decision, actor: Actor, under: Authority | undefined): Promise<ActResult> {
  const taken: Taken<Decision> = { ...byOfficer(actor, under), value: decision };
  const { effective } = c.state;
  // In the person's favour one officer suffices, and nothing waits: also a possible citizen is held no longer. A request to hold is never that,
  // for the one before it may have been withdrawn.
  const milder = effective !== null && harsher(effective, decision.decision);
  const against = asksToHold(decision.decision) || (decision.decision === 'NOTIFY_ONLY' && !milder);
  const displacing = against && under !== undefined ? refuseDisplacing(c.state.pendingSecond) : undefined;
  if (displacing) throw refused(displacing);
  if (decision.citizenship.answer !== 'NOT_A_CITIZEN') c.cancelDetainers('The person is or may be a citizen');
  const harsherThanBefore = harsher(decision.decision, effective);
  c.noteFlags(decision);
  const facts = { against, flagged: c.state.flagged, minor: c.input.minor, harsherThanBefore };
  const awaits = reviewsNeeded({ ...facts, delegated: under !== undefined });
  return awaits.length > 0 ? await c.waitForSecond({ what: 'DECISION', taken, awaits }) : await take(c, taken);
}

/** Nothing is awaited between the review and the decision's effect: what another officer decides meanwhile cannot slip in between. */
async function secondReviewed(c: Case, review: SecondReview, actor: Actor): Promise<ActResult> {
  const pending = c.state.pendingSecond;
  const reviewed = pending && reviewBy(pending, actor);
  const who = reviewed === 'SUPERVISION' ? 'The federal supervisor of the 287(g) agreement' : 'A second officer';
  const step = {
    kind: 'SECOND_OFFICER_REVIEWED',
    summary: review.agrees ? `${who} agrees` : `${who} does not agree: the decision has no effect`,
    author: { kind: 'person' as const, actor },
    data: { ...review, ...authorityData(pending?.taken.under) },
  };
  c.state.secondReview = { value: review, by: actor, at: isoInstant(Date.now()) };
  const awaits = pending?.awaits.filter((awaited) => awaited !== reviewed) ?? [];
  if (review.agrees && pending !== null && awaits.length > 0) {
    c.state.pendingSecond = { ...pending, awaits };
    await c.moveTo('SECOND_OFFICER', step);
    return { done: `Recorded; it still waits for ${awaitedInWords(awaits)}` };
  }
  c.state.pendingSecond = null;
  const returned = c.moveTo(c.state.effective === null ? 'OFFICER_DECISION' : 'ENFORCEMENT', step);
  if (review.agrees && pending !== null)
    return pending.what === 'DECISION'
      ? await takeIfStillPossible(c, pending.taken)
      : await decidedRemoval(c, pending.taken);
  await returned;
  return { done: 'Recorded; the decision has no effect' };
}

// Days may lie between a decision and its second review: what was possible then may not be now.
async function takeIfStillPossible(c: Case, taken: Taken<Decision>): Promise<ActResult> {
  const refusal = refuseNow(c, taken.value);
  if (!refusal) return await take(c, taken);
  noteOvertaken(c, taken, refusal);
  await c.journal.settled();
  return { done: `Recorded; the decision can no longer take effect: ${refusal.reason}` };
}

/** `data`: which rules have ruled it out, where they have (rule E8: what another profile would have changed is read from it). */
function noteOvertaken(c: Case, { by }: Taken<Decision>, { reason }: Refusal, data: Json = {}): void {
  const summary = `The decision can no longer take effect: ${reason}`;
  c.journal.note({ kind: 'DECISION_OVERTAKEN', summary, author: { kind: 'person', actor: by }, data });
}

/** A decision takes effect. */
async function take(c: Case, taken: Taken<Decision>): Promise<ActResult> {
  const { value: decision, by: actor } = taken;
  c.state.decision = taken;
  c.state.pendingSecond = null;
  if (decision.decision !== 'REFER_COUNSEL') c.state.effective = decision.decision;
  const step = {
    kind: 'DECISION',
    summary: `${whoDecided(taken)} decided: ${decision.decision}`,
    author: { kind: 'person' as const, actor },
    data: {
      ...decision,
      ...authorityData(taken.under),
      ...(asksToHold(decision.decision) && c.profile ? { profile: c.profile.id } : {}),
    },
  };
  switch (decision.decision) {
    case 'NO_ACTION':
      await c.end(decision.citizenship.answer === 'CITIZEN' ? 'CITIZEN' : 'NO_ACTION', step);
      return { done: 'Recorded: no action; the case closes' };
    case 'REFER_COUNSEL':
      await c.moveTo('OFFICER_DECISION', { ...step, alarms: [raise('COUNSEL_ASKED')] });
      return { done: 'Recorded: counsel is asked; the decision stays open' };
    case 'NOTIFY_ONLY':
      c.cancelDetainers('An officer decided to ask for notification only');
      await c.moveTo('ENFORCEMENT', { ...step, outgoing: [notificationRequest(c)] });
      return { done: 'Recorded: the jail is asked to tell us before release; no hold is asked for' };
    case 'DETAINER':
    case 'DETAINER_UPON_CONVICTION':
      return await issue(c, taken, step);
  }
}

function notificationRequest(c: Case) {
  const text = `Please tell the field office before the person is released, if you can. This asks for no hold: release the person when you otherwise would. ${NO_GROUND}`;
  return message(
    `notify-${Date.now()}`,
    'RELEASE_NOTIFICATION_REQUEST',
    [`agency:${c.input.cri}`],
    'Request to be told of a release',
    text,
  );
}

async function issue(c: Case, taken: Taken<Decision>, step: Parameters<Case['moveTo']>[1]): Promise<ActResult> {
  const kind = taken.value.decision === 'DETAINER' ? 'STANDARD' : 'UPON_CONVICTION';
  const cancels = openDetainers(c.state).at(-1) ?? null;
  for (const { detainerId } of openDetainers(c.state))
    c.cancel(detainerId, 'Superseded by a new detainer; the clock stays the same');
  const basis = c.state.review;
  const number = Math.max(0, ...c.state.detainers.map((detainer) => detainer.number)) + 1;
  const detainerId = detainerIdOf(c.input.caseId, number);
  const earlier = c.state.detainers;
  const report = c.forgotten.get(detainerId) ?? null;
  c.forgotten.delete(detainerId);
  // Days may lie between a decision and its second review: the form is dated when it is issued.
  const issuedAt = isoInstant(Date.now());
  c.state.detainers = [...earlier, { detainerId, number, kind, issuedAt, report }];
  await c.moveTo('ENFORCEMENT', step);
  const profile = await learnProfile(c);
  const ruledOut = refuseByPolicy(taken.value, profile);
  const lapsed = taken.under && (await lapse(c, taken.by, taken.under));
  const input = await detainerInput(c, { detainerId, number, kind, cancels, issuedAt, taken, profile, earlier });
  if (ruledOut) noteOvertaken(c, taken, ruledOut, { code: ruledOut.code, profile: profile.id });
  else if (lapsed) noteOvertaken(c, taken, lapsed, { code: lapsed.code });
  if (input === undefined || ruledOut || lapsed || overtaken(c, taken, basis)) {
    // One that has reported is there, issued before this workflow was set back.
    c.state.detainers = c.state.detainers.filter(
      (detainer) => detainer.detainerId !== detainerId || detainer.report !== null,
    );
    return { done: 'Recorded; overtaken before a detainer was issued: none is' };
  }
  const started = await own.startDetainer(input, isoInstant(Date.now()));
  if (started !== 'STARTED') c.tellDetainer({ kind: 'REPORT', detainerId });
  if (started === 'CONFLICT') noteRegistered(c);
  tellWhatIsKnown(c, detainerId, { taken, basis });
  return { done: `Recorded: detainer ${number} is issued` };
}

/** What was learnt while the detainer was being started reaches it now: an end of the criminal case, a clock, another decision. */
function tellWhatIsKnown(
  c: Case,
  detainerId: string,
  { taken, basis }: { taken: Taken<Decision>; basis: Taken<Review> | null },
): void {
  const outcome = c.state.criminalOutcome?.value;
  if (outcome)
    c.tellDetainer({ kind: 'CRIMINAL_OUTCOME', detainerId, convicted: outcome.convicted, at: outcome.endedAt });
  if (overtaken(c, taken, basis))
    c.tellDetainer({ kind: 'CANCEL', detainerId, reason: 'Overtaken while it was issued', at: isoInstant(Date.now()) });
}

// Someone may have decided otherwise; the review, the custody or the FBI's acceptance it rested on may be gone; a claim may have been made.
function overtaken(c: Case, taken: Taken<Decision>, basis: Taken<Review> | null): boolean {
  const gone = c.rejected || (c.ended && c.state.outcome !== 'REMOVAL_SOUGHT');
  const withdrawn = custodyEnd(c.state) !== undefined || openClaims(c.state.claims).length > 0;
  return gone || withdrawn || c.state.review !== basis || c.state.decision !== taken;
}

/** Under this id another detainer was started before this workflow was set back: it is the one. A person is told. */
function noteRegistered(c: Case): void {
  c.journal.note({
    kind: 'RECORD_CONFLICT',
    summary: 'A detainer was registered under this number before: it stands',
    author: SYSTEM,
    alarms: [raise('RECORD_CONFLICT')],
  });
}

interface ToIssue extends Pick<DetainerInput, 'detainerId' | 'number' | 'kind' | 'issuedAt'> {
  readonly cancels: CaseDetainer | null;
  readonly taken: Taken<Decision>;
  readonly profile: RuleProfile;
  readonly earlier: readonly CaseDetainer[];
}

async function detainerInput(c: Case, toIssue: ToIssue): Promise<DetainerInput | undefined> {
  const { detainerId, number, kind, cancels, issuedAt, taken, profile, earlier } = toIssue;
  const jail = jailOf(c);
  const { request } = taken.value;
  if (jail === null || request === null) return undefined;
  return {
    detainerId,
    caseId: c.input.caseId,
    number,
    kind,
    place: c.place,
    jail,
    profile,
    request,
    cancels: cancels && { number: cancels.number, issuedAt: cancels.issuedAt },
    issuedAt,
    issuedBy: taken.by,
    ...(taken.under === undefined ? {} : { under: taken.under }),
    inherited: inheritedClock(await clocksOf(earlier, { zone: jail.zone, rule: profile.exclusionRule })),
    trust: c.input.trust,
    limits: c.input.limits,
  };
}

/** The clocks of a custody, and what each start comes to where the person is held now and under the rules of the new request. */
async function clocksOf(
  detainers: readonly CaseDetainer[],
  { zone, rule }: Pick<HoldClock, 'zone' | 'rule'>,
): Promise<HoldClock[]> {
  const clocks: HoldClock[] = [];
  for (const { report } of detainers) {
    const startedAt = report?.startedAt ?? null;
    if (report?.clock) clocks.push(report.clock);
    if (startedAt !== null) clocks.push(await own.computeHoldClock(startedAt, zone, rule));
  }
  return clocks;
}
