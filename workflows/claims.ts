import { condition } from '@temporalio/workflow';
import type { Actor } from '../domain/access/roles.ts';
import {
  ABOUT,
  type Claim,
  claimsDue,
  newClaim,
  openClaims,
  refuseChannel,
  refuseSetAside,
  withHours,
  withSetAside,
} from '../domain/claim/claim.ts';
import type { Refusal } from '../domain/errors.ts';
import type { ActArgs } from '../domain/lifecycle/acts.ts';
import { openDetainers } from '../domain/lifecycle/state.ts';
import type { PublicMessage } from '../domain/partners/messages.ts';
import { PROFILE_2011_06 } from '../domain/profile/shipped.ts';
import type { AlarmChange, Author } from '../domain/record/record.ts';
import { isoInstant } from '../domain/text.ts';
import { own } from './support/activities.ts';
import { byPartner, type Case, message } from './support/case.ts';
import { close, raise, SYSTEM } from './support/journal.ts';
import { type ActResult, noteSenseless, onAct, refused } from './support/messages.ts';

/**
 * Claims of citizenship and of being the victim of a crime, at any moment (docs/claims.md). While one is open nothing is done against the
 * person; the clock of a detainer is never touched. Two people set a claim aside; time alone can only end a hold.
 */
export function listenForClaims(c: Case): void {
  const listener = { trust: c.input.trust, place: () => c.place, open: () => undefined };
  onAct(
    'reportClaim',
    listener,
    ({ channel }, actor) => refuseChannel(channel, actor) ?? refuseTooLate(c),
    async (said, actor) => await claimed(c, said, { kind: 'person', actor }),
  );
  onAct(
    'setAsideClaim',
    listener,
    ({ claimId }, actor) => refuseSetAside(claimOf(c, claimId), actor),
    async (args, actor) => await setAside(c, args, actor),
  );
}

/** A claim from the public page, by the code on the form. The same report again is nothing new. */
export function onPublicMessage(c: Case, said: PublicMessage): void {
  if (said.kind !== 'CLAIM') return noteSenseless(c.journal, 'PUBLIC', 'it is for a detainer');
  if (said.caseId !== c.input.caseId) return noteSenseless(c.journal, 'PUBLIC', 'it names another case');
  if (!c.isNews(`PUBLIC ${said.what} ${said.reportId}`)) return;
  void claimed(c, { what: said.what, channel: 'PUBLIC_PAGE', words: said.words }, byPartner('the public page'));
}

/** Pages when there is anything to page about, and withdraws what was asked of a jail when a claim's time is up. Ends with the case. */
export async function watchClaims(c: Case): Promise<void> {
  void pageOnceMatched(c);
  const over = () => c.ended && !detainerOpen(c);
  while (!over()) {
    const before = c.state.claims;
    const changed = () => c.state.claims !== before || over();
    const [due] = claimsDue(before);
    const waitMs = due === undefined ? undefined : due.withdrawAtMs - Date.now();
    if (due === undefined || waitMs === undefined) await condition(changed);
    else if (waitMs <= 0 || !(await condition(changed, waitMs))) timeIsUp(c, due);
  }
}

/** Removal is sought, the case closes, and nobody has answered a claim of citizenship: that must not be forgotten with the case. */
export function alarmsAtClose(c: Case): AlarmChange[] {
  const unanswered = openClaims(c.state.claims).some(({ what }) => what === 'CITIZENSHIP');
  return unanswered && c.state.outcome === 'REMOVAL_SOUGHT' ? [raise('CLAIM_UNANSWERED')] : [];
}

/** Also after the end of the immigration side, while something is still asked of a jail. */
function refuseTooLate(c: Case): Refusal | undefined {
  return c.ended && detainerOpen(c) ? undefined : c.refuseStage('reportClaim');
}

function detainerOpen(c: Case): boolean {
  return openDetainers(c.state).length > 0 || c.openForgotten.length > 0;
}

function claimOf(c: Case, claimId: string): Claim | undefined {
  return c.state.claims.find((claim) => claim.claimId === claimId);
}

function replace(c: Case, claim: Claim): void {
  c.state.claims = c.state.claims.map((known) => (known.claimId === claim.claimId ? claim : known));
}

/** The claim holds from this moment on, before anything of it is recorded. */
async function claimed(c: Case, said: ActArgs<'reportClaim'> | Said, author: Author): Promise<ActResult> {
  const open = openClaims(c.state.claims).find(({ what }) => what === said.what);
  if (open !== undefined) return await repeated(c, open, { said, author });
  const at = { nowMs: Date.now(), hours: PROFILE_2011_06.citizenshipClaimHours };
  const claim = newClaim(c.state.claims.length + 1, said, at);
  c.state.claims = [...c.state.claims, claim];
  // Rule B9: once known, it stays known, whatever becomes of the claim.
  if (claim.what === 'VICTIM') c.state.flagged = true;
  const written = c.journal.write({
    kind: 'CLAIM',
    summary: `A claim ${ABOUT[claim.what]} (${claim.claimId}): nothing is done against the person until it is answered`,
    author,
    data: { ...said, claimId: claim.claimId },
    alarms: pagesFor(c, claim),
  });
  if (claim.what === 'CITIZENSHIP') await useHoursInForce(c, claim);
  await written;
  return { done: `Recorded: a claim ${ABOUT[claim.what]} (${claim.claimId}); nothing is done against the person` };
}

type Said = Pick<Claim, 'what' | 'channel' | 'words'>;

async function repeated(c: Case, claim: Claim, { said, author }: { said: Said; author: Author }): Promise<ActResult> {
  const { claimId, what } = claim;
  // Whoever has signed has not read these words.
  if (said.words !== null) replace(c, { ...claim, setAside: [] });
  await c.journal.write({
    kind: 'CLAIM_REPEATED',
    summary: `The claim ${ABOUT[what]} (${claimId}) was made again`,
    author,
    data: { ...said, claimId },
  });
  return { done: `Recorded with the claim that is open already (${claimId})` };
}

/** Until the profile in force is known, that of the source governs. */
async function useHoursInForce(c: Case, { claimId, at }: Claim): Promise<void> {
  const { citizenshipClaimHours } = await own.profileInForce(c.place.jurisdiction, at);
  const claim = claimOf(c, claimId);
  if (claim !== undefined) replace(c, withHours(claim, citizenshipClaimHours));
}

function alarmKey({ what, claimId }: Claim): string {
  return `${what}_CLAIM ${claimId}`;
}

function pageFor(claim: Claim): AlarmChange {
  return raise(`${claim.what}_CLAIM`, claim.claimId, alarmKey(claim));
}

/** Whom a new claim calls. Once the case has closed, nothing would close the page again: a person has to. */
function pagesFor(c: Case, claim: Claim): AlarmChange[] {
  if (c.isClosed) return alarmsAtClose(c);
  return c.state.match === null ? [] : [pageFor(claim)];
}

/** Before there is a match, nothing could be done against the person, and nobody is told of a person who may have none (rule A5). */
async function pageOnceMatched(c: Case): Promise<void> {
  await condition(() => c.state.match !== null || c.ended);
  const early = openClaims(c.state.claims);
  if (c.ended || early.length === 0) return;
  c.journal.note({
    kind: 'CLAIM_BEFORE_MATCH',
    summary: 'A claim was made before the match: a supervisor and counsel look at it first',
    author: SYSTEM,
    alarms: early.map(pageFor),
  });
}

/** The time of a claim of citizenship is up: every request to hold is withdrawn, and the claim stays open (a time-out may only end a hold). */
function timeIsUp(c: Case, claim: Claim): void {
  replace(c, { ...claim, timeUpAt: isoInstant(Date.now()) });
  const known = openDetainers(c.state).filter(({ report }) => report?.hold !== 'AUTHORITY_ENDED');
  const asked = [...known.map(({ detainerId }) => detainerId), ...c.openForgotten];
  if (asked.length === 0) return;
  c.cancelDetainers('A claim of citizenship was not set aside in its time');
  c.journal.note({
    kind: 'HOLD_WITHDRAWN_CLAIM',
    summary: `The claim ${ABOUT[claim.what]} (${claim.claimId}) was not set aside in its time: the request to hold is withdrawn`,
    author: SYSTEM,
    data: { claimId: claim.claimId, detainers: asked },
    outgoing: [
      message(
        `withdrawn-${claim.claimId}`,
        'HOLD_WITHDRAWN',
        c.routeToOffice(),
        'Request to hold withdrawn',
        'A claim of citizenship was not set aside by a supervisor and counsel in its time. The request to hold is withdrawn; the jail has been told. ' +
          'The claim stays open: no hold is asked for again until it has been set aside.',
        { claimId: claim.claimId },
      ),
    ],
  });
}

async function setAside(c: Case, { claimId, reasons }: ActArgs<'setAsideClaim'>, actor: Actor): Promise<ActResult> {
  const claim = claimOf(c, claimId);
  if (claim === undefined) throw new Error('a claim is never removed');
  // Another person may have signed in the same instant, after this act was found to be possible.
  const refusal = refuseSetAside(claim, actor);
  if (refusal !== undefined) throw refused(refusal);
  const signed = withSetAside(claim, { by: actor, at: isoInstant(Date.now()), reasons });
  replace(c, signed);
  const whole = signed.status === 'SET_ASIDE';
  const summary = whole
    ? `The claim ${ABOUT[claim.what]} (${claimId}) is set aside by two people`
    : `One of two people found the claim ${ABOUT[claim.what]} (${claimId}) unfounded; it stays open`;
  await c.journal.write({
    kind: whole ? 'CLAIM_SET_ASIDE' : 'CLAIM_SIGNED',
    summary,
    author: { kind: 'person', actor },
    data: { claimId, reasons },
    alarms: whole ? [close(alarmKey(claim))] : [],
  });
  return { done: summary };
}
