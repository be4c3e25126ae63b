import type { Actor } from '../domain/access/roles.ts';
import type { Refusal } from '../domain/errors.ts';
import { isCriminalAlien } from '../domain/criminality.ts';
import { NO_GROUND } from '../domain/detainer/notices.ts';
import { type CriminalOutcome, openDetainers, type Outcome, type Taken } from '../domain/lifecycle/state.ts';
import type { OutgoingMessage } from '../domain/record/record.ts';
import { refuseFuture } from '../domain/partners/plausible.ts';
import { type Review, type ReviewConsequence, reviewConsequence } from '../domain/review/review.ts';
import { instantMs, isoInstant } from '../domain/text.ts';
import { authorityData, withAuthority } from './support/authority.ts';
import { type Case, message } from './support/case.ts';
import { raise } from './support/journal.ts';
import { type ActResult, onAct } from './support/messages.ts';

/** The status review: a specialist's opinion, and another one when an officer asks or the criminal case ends (rule A6). */
export function listenForReview(c: Case): void {
  const listener = { trust: c.input.trust, place: () => c.place, open: () => undefined };
  onAct(
    'recordReview',
    listener,
    (review) => c.refuseStage('recordReview') ?? refuseUnread(review),
    async (review, actor) => await reviewed(c, review, actor),
  );
  onAct(
    'requestAnotherReview',
    listener,
    () => c.refuseStage('requestAnotherReview'),
    async ({ reasons }, actor) =>
      await withAuthority({ on: c, actor, refuse: () => c.refuseStage('requestAnotherReview') }, async (under) => {
        c.state.review = null;
        await c.moveTo('STATUS_REVIEW', {
          kind: 'REVIEW_REQUESTED',
          summary: 'An officer asks for another status review',
          author: { kind: 'person', actor },
          data: { reasons, ...authorityData(under) },
        });
        return { done: 'The case is back with the specialists' };
      }),
  );
  onAct(
    'reportCriminalOutcome',
    listener,
    (args) => refuseOutcome(c) ?? refuseFuture(args.endedAt, 'endedAt', Date.now()),
    async (outcome, actor) => {
      const before = c.state.criminalOutcome;
      const corrected = before !== null && before.value.convicted !== outcome.convicted;
      // Said again, it stands since it was first said.
      const at = before === null || corrected ? isoInstant(Date.now()) : before.at;
      c.state.criminalOutcome = { value: outcome, by: actor, at };
      const open = openDetainers(c.state).map(({ detainerId }) => detainerId);
      for (const detainerId of [...open, ...c.openForgotten]) {
        c.tellDetainer({ kind: 'CRIMINAL_OUTCOME', detainerId, convicted: outcome.convicted, at: outcome.endedAt });
      }
      if (corrected && !outcome.convicted) withdrawMadeUpon(c, before);
      return await afterCriminalCase(c, { outcome, corrected }, actor);
    },
  );
}

/** Also after the case's end while a detainer is open: one upon conviction depends on it. */
function refuseOutcome(c: Case): Refusal | undefined {
  return c.ended && openDetainers(c.state).length > 0 ? undefined : c.refuseStage('reportCriminalOutcome');
}

function refuseUnread(review: Review) {
  const now = Date.now();
  return review.sources
    .map(({ consultedAt }) => refuseFuture(consultedAt, 'sources', now))
    .find((refusal) => refusal !== undefined);
}

const END_OF: Record<Exclude<ReviewConsequence, 'OFFICER_DECISION'>, Outcome> = {
  CLOSE_CITIZEN: 'CITIZEN',
  CLOSE_NOT_REMOVABLE: 'NOT_REMOVABLE',
};

async function reviewed(c: Case, review: Review, actor: Actor): Promise<ActResult> {
  c.state.review = { value: review, by: actor, at: isoInstant(Date.now()) };
  const step = {
    kind: 'STATUS_REVIEWED',
    summary: `Status review recorded: ${review.opinion}`,
    author: { kind: 'person' as const, actor },
    data: { ...review, criminalAlien: isCriminalAlien(review.convictions) },
    outgoing: answersTo(c, review),
  };
  withdrawUnsupported(c, review);
  const consequence = reviewConsequence(review);
  if (consequence === 'OFFICER_DECISION') {
    await c.moveTo('OFFICER_DECISION', step);
    return { done: 'The review is recorded; an officer decides' };
  }
  await c.end(END_OF[consequence], step);
  return { done: 'The review is recorded; the person leaves every queue' };
}

/** A hold rests on the review that stands: one that no longer supports it is withdrawn at once. */
function withdrawUnsupported(c: Case, { opinion }: Review): void {
  if (opinion === 'APPEARS_REMOVABLE') return;
  const uponConviction = opinion === 'REMOVABLE_ONLY_IF_CONVICTED';
  c.cancelDetainers(
    'The status review no longer supports it',
    ({ kind }) => !(uponConviction && kind === 'UPON_CONVICTION'),
  );
}

/** A conviction was none: a hold that rests on a review made while it stood is withdrawn at once. One upon conviction ends by itself. */
function withdrawMadeUpon(c: Case, conviction: Taken<CriminalOutcome>): void {
  const { review } = c.state;
  if (review === null || instantMs(review.at) < instantMs(conviction.at)) return;
  c.cancelDetainers(
    'The conviction that the status review took into account was none',
    ({ kind }) => kind === 'STANDARD',
  );
}

/**
 * The answer goes to the field office and to the agency (rule A6). Whether it reaches the agency is judged where it is delivered: nothing here can
 * depend on who receives (rules D4, D5).
 */
function answersTo(c: Case, review: Review): OutgoingMessage[] {
  const key = `iar-${Date.now()}`;
  const text = `${review.lastKnownStatus}; ${review.opinion}. An opinion with an author: it starts nothing by itself. ${NO_GROUND}`;
  const toOffice = message(`${key}-office`, 'IMMIGRATION_RESPONSE', c.routeToOffice(), 'Status review', text, {
    opinion: review.opinion,
  });
  return [
    toOffice,
    message(`${key}-agency`, 'IMMIGRATION_RESPONSE', c.routeToAgency(), 'Status review', text, {
      opinion: review.opinion,
    }),
  ];
}

/** Where removability depends on a conviction, or what was reported is corrected, a person reviews the status again. */
async function afterCriminalCase(
  c: Case,
  { outcome, corrected }: { outcome: CriminalOutcome; corrected: boolean },
  actor: Actor,
): Promise<ActResult> {
  const { convicted } = outcome;
  const step = {
    kind: 'CRIMINAL_OUTCOME',
    summary: convicted ? 'The criminal case ended with a conviction' : 'The criminal case ended without a conviction',
    author: { kind: 'person' as const, actor },
    data: { ...outcome },
  };
  const { review } = c.state;
  const restsOnIt = review !== null && (corrected || review.value.opinion === 'REMOVABLE_ONLY_IF_CONVICTED');
  if (c.ended || !restsOnIt) {
    // No review is open to a case that has ended: whoever corrects it does so outside.
    const alarms =
      c.ended && corrected ? [raise('PARTNER_CONFLICT', 'CRIMINAL_OUTCOME', 'PARTNER_CONFLICT-OUTCOME')] : [];
    await c.journal.write({ ...step, alarms });
    return { done: step.summary };
  }
  c.state.pendingSecond = null;
  c.state.review = null;
  await c.moveTo('STATUS_REVIEW', step);
  return { done: `${step.summary}; a specialist reviews the status again` };
}
