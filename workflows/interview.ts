import type { Actor } from '../domain/access/roles.ts';
import { type Authority, refuseDecidedMeanwhile, refuseStatement } from '../domain/agreement/delegation.ts';
import { refuseWhileClaimed } from '../domain/claim/claim.ts';
import { refuseRemoval, type RemovalDecision, reviewsNeeded } from '../domain/decision/decision.ts';
import type { Refusal } from '../domain/errors.ts';
import type { Interview } from '../domain/interview/interview.ts';
import type { Taken } from '../domain/lifecycle/state.ts';
import { refuseFuture } from '../domain/partners/plausible.ts';
import { authorityData, byOfficer, whoDecided, withAuthority } from './support/authority.ts';
import type { Case } from './support/case.ts';
import { type ActResult, onAct, refused } from './support/messages.ts';

/** The interview, and after it the decision whether to seek removal (rules C5, C6). Neither lengthens or restarts a hold. */
export function listenForInterview(c: Case): void {
  const listener = { trust: c.input.trust, place: () => c.place, open: () => undefined };
  onAct(
    'recordInterview',
    listener,
    (args, actor) =>
      refuseStatement(args.delegation, actor) ??
      c.refuseStage('recordInterview') ??
      refuseFuture(args.heldAt, 'heldAt', Date.now()),
    async (interview, actor) => {
      const { delegation: stated, heldAt: doneAt } = interview;
      const act = { on: c, actor, stated, doneAt, refuse: () => c.refuseStage('recordInterview') };
      return await withAuthority(
        act,
        async (under) => await interviewed(c, { ...byOfficer(actor, under), value: interview }),
      );
    },
  );
  onAct(
    'decideRemoval',
    listener,
    (decision, actor) => refuseStatement(decision.delegation, actor) ?? refuseHere(c, decision),
    async (decision, actor) => {
      const { decision: last } = c.state;
      const refuse = () => (c.state.decision === last ? refuseHere(c, decision) : refuseDecidedMeanwhile());
      const act = { on: c, actor, stated: decision.delegation, refuse };
      return await withAuthority(act, async (under) => await decide(c, decision, actor, under));
    },
  );
}

async function interviewed(c: Case, taken: Taken<Interview>): Promise<ActResult> {
  const { value: interview, by: actor, under } = taken;
  const alarms = c.state.immigration === 'ENFORCEMENT' ? c.leaveStep() : [];
  c.state.interview = taken;
  const summary = interview.refusedByPerson
    ? 'The person declined an interview'
    : `The interview was held (${interview.language})`;
  await c.journal.write({
    kind: 'INTERVIEW',
    summary,
    author: { kind: 'person', actor },
    at: interview.heldAt,
    data: { ...interview, ...authorityData(under) },
    alarms,
  });
  return { done: summary };
}

function refuseHere(c: Case, decision: RemovalDecision): Refusal | undefined {
  return c.refuseStage('decideRemoval') ?? refuseNow(c, decision);
}

function refuseNow(c: Case, decision: RemovalDecision): Refusal | undefined {
  if (c.ended || c.rejected) return { field: 'state', code: 'CASE_ENDED', reason: 'The case has ended.' };
  if (c.state.effective === null)
    return {
      field: 'state',
      code: 'NOT_IN_THIS_STAGE',
      reason: 'There is no decision yet: decide on the review first.',
    };
  if (!decision.seekRemoval) return undefined;
  const claimed = refuseWhileClaimed(c.state.claims);
  if (claimed !== undefined) return claimed;
  if (c.state.interview === null)
    return {
      field: 'state',
      code: 'NO_INTERVIEW',
      reason: 'Record the interview, or the person’s refusal of one, first.',
    };
  return refuseRemoval(decision) ?? refuseOpinion(c);
}

function refuseOpinion(c: Case): Refusal | undefined {
  if (c.state.review?.value.opinion === 'APPEARS_REMOVABLE') return undefined;
  return {
    field: 'state',
    code: 'REVIEW_DOES_NOT_SUPPORT',
    reason:
      'The status review does not find the person removable as things stand: ask for another review, or decide not to seek removal.',
  };
}

async function decide(
  c: Case,
  decision: RemovalDecision,
  actor: Actor,
  under: Authority | undefined,
): Promise<ActResult> {
  const taken: Taken<RemovalDecision> = { ...byOfficer(actor, under), value: decision };
  c.noteFlags(decision);
  const facts = { flagged: c.state.flagged, minor: c.input.minor, harsherThanBefore: false };
  const awaits = reviewsNeeded({ ...facts, against: decision.seekRemoval, delegated: under !== undefined });
  return awaits.length > 0 ? await c.waitForSecond({ what: 'REMOVAL', taken, awaits }) : await decidedRemoval(c, taken);
}

/** The decision takes effect: declining always withdraws what was asked of the jail. */
export async function decidedRemoval(c: Case, taken: Taken<RemovalDecision>): Promise<ActResult> {
  const refusal = refuseNow(c, taken.value);
  if (refusal) throw refused(refusal);
  c.state.removal = taken;
  const { seekRemoval } = taken.value;
  const summary = `${whoDecided(taken)} decided ${seekRemoval ? 'to seek' : 'not to seek'} removal`;
  const declined = taken.value.citizenship.answer === 'CITIZEN' ? 'CITIZEN' : 'REMOVAL_NOT_SOUGHT';
  await c.end(seekRemoval ? 'REMOVAL_SOUGHT' : declined, {
    kind: 'REMOVAL_DECISION',
    summary,
    author: { kind: 'person', actor: taken.by },
    data: { ...taken.value, ...authorityData(taken.under) },
  });
  return { done: summary };
}
