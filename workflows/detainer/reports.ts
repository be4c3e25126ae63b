import type { Scope } from '../../domain/access/roles.ts';
import { canonicalSha256 } from '../../domain/canonical.ts';
import { parseInstant } from '../../domain/clock/instant.ts';
import { facilitiesOf, facilityOf, holder, type Moved } from '../../domain/detainer/custody.ts';
import { raised } from '../../domain/detainer/consequences.ts';
import type { ReportedGround } from '../../domain/detainer/grounds.ts';
import { CodedError, type Refusal } from '../../domain/errors.ts';
import type { CasePlace } from '../../domain/lifecycle/acts.ts';
import type {
  Copy,
  DetainerReport,
  GroundsEnded,
  HoldEnded,
  JailMessage,
  PartnerMessage,
  PublicMessage,
  SystemMessage,
} from '../../domain/partners/messages.ts';
import { refuseFuture } from '../../domain/partners/plausible.ts';
import type { Author } from '../../domain/record/record.ts';
import { instantMs, isoInstant } from '../../domain/text.ts';
import type { Detainer } from './held.ts';
import { own } from '../support/activities.ts';
import { authorityData, withAuthority } from '../support/authority.ts';
import { SYSTEM } from '../support/journal.ts';
import { type ActResult, noteSenseless, onAct, onMessages, refused } from '../support/messages.ts';

/** What a case tells its detainers. */
type FromCase = Exclude<SystemMessage, DetainerReport>;
type Person = Extract<Author, { kind: 'person' }>['actor'];

/** Takes what people and partners report of a hold, as facts about it. All handlers are set before the first await. */
export function listenForReports(d: Detainer): void {
  const heard = new Set<string>();
  onMessages(d.input.trust, d.journal, (message) => onMessage(d, heard, message));
  listenToTheJail(d);
  listenForGrounds(d);
  listenForEnds(d);
}

/** Where a detainer lies: besides its case's place, with every jail that held the person. */
function placeOf(d: Detainer): CasePlace {
  return { ...d.input.place, jails: facilitiesOf(d.state.stays).map(({ ori }) => ori) };
}

function listenerOf(d: Detainer) {
  return { trust: d.input.trust, place: () => placeOf(d), open: () => refuseWhenClosed(d) };
}

function listenToTheJail(d: Detainer): void {
  onAct(
    'acknowledgeDetainer',
    listenerOf(d),
    (args) => past(args.receivedAt, 'receivedAt'),
    async (_args, actor) => await acknowledged(d, person(actor), actor.scope),
  );
  onAct(
    'declineDetainer',
    listenerOf(d),
    () => undefined,
    async (args, actor) => await declined(d, person(actor), { ...args }),
  );
  onAct(
    'confirmCopy',
    listenerOf(d),
    (args) => past(args.servedAt, 'servedAt'),
    async (args, actor) => await copyServed(d, args, person(actor)),
  );
  onAct(
    'reportMoved',
    listenerOf(d),
    (args) => past(args.movedAt, 'movedAt'),
    async (args, actor) => await moved(d, args, person(actor)),
  );
  onAct(
    'recordBailAttempt',
    listenerOf(d),
    (args) => past(args.attemptedAt, 'attemptedAt'),
    async (args, actor) => {
      const affected = args.becauseOfDetainer && args.outcome !== 'POSTED';
      await d.journal.write({
        kind: 'BAIL_ATTEMPT',
        summary: `Bail: ${args.outcome}${affected ? '; the detainer was given as the reason, which it cannot be' : ''}`,
        author: person(actor),
        at: args.attemptedAt,
        data: { ...args },
        // Bail that was posted may have ended the last ground: people ask; only a report of the end starts the clock.
        alarms: [
          ...(affected ? [raised('BAIL_AFFECTED', d.following())] : []),
          ...(args.outcome === 'POSTED' ? d.waits.groundQuestioned() : []),
        ],
      });
      d.wake();
      return { done: 'The attempt is on record' };
    },
  );
}

function listenForGrounds(d: Detainer): void {
  onAct(
    'recordGround',
    listenerOf(d),
    (args) => past(args.since, 'since'),
    async (args, actor) => await groundRecorded(d, args, person(actor)),
  );
  onAct(
    'endGround',
    listenerOf(d),
    (args) => refuseUnknownGround(d, args.groundId) ?? refuseStart(d, args.endedAt),
    async (args, actor) => await groundEnded(d, args, person(actor)),
  );
  onAct(
    'confirmGround',
    listenerOf(d),
    (args) => past(args.confirmedAt, 'confirmedAt'),
    async (args, actor) => await groundConfirmed(d, args, person(actor)),
  );
  onAct(
    'reportGroundsEnded',
    listenerOf(d),
    (args) => refuseStart(d, args.endedAt),
    async (args, actor) => await groundsEnded(d, args, person(actor)),
  );
}

function listenForEnds(d: Detainer): void {
  onAct(
    'reportHoldEnded',
    listenerOf(d),
    (args, { scope }) => past(args.endedAt, 'endedAt') ?? refuseLeftJail(d, scope),
    async (args, actor) => {
      await d.movesKnown();
      const refusal = refuseLeftJail(d, actor.scope);
      if (refusal) throw refused(refusal);
      return await holdEnded(d, args, person(actor));
    },
  );
  onAct(
    'reportStillHeld',
    listenerOf(d),
    (args) => past(args.observedAt, 'observedAt'),
    async (args, actor) =>
      await d.take(
        { kind: 'STILL_HELD', at: args.observedAt },
        { author: person(actor), summary: 'Custody was confirmed', data: { ...args } },
      ),
  );
  onAct(
    'cancelDetainer',
    listenerOf(d),
    () => undefined,
    async (args, actor) => {
      const on = { caseId: d.input.caseId, place: placeOf(d), held: holder(d.state.stays) };
      return await withAuthority({ on, actor, refuse: () => refuseWhenClosed(d) }, async (under) => {
        const data = { ...args, ...authorityData(under) };
        const said = { author: person(actor), summary: 'An officer cancelled the detainer', data };
        return await d.take({ kind: 'CANCELLED', at: now() }, said);
      });
    },
  );
  onAct(
    'amendForm',
    listenerOf(d),
    (args) => d.refuseAmendment(args),
    async (args, actor) => await d.amend(args, person(actor)),
  );
}

function onMessage(d: Detainer, heard: Set<string>, { from, message }: PartnerMessage): void {
  if (from === 'JAIL') void onJail(d, heard, message);
  else if (from === 'SYSTEM') onCase(d, message);
  else if (from === 'PUBLIC') onPublic(d, heard, message);
  else noteSenseless(d.journal, from, 'it does not concern a detainer');
}

async function onJail(d: Detainer, heard: Set<string>, message: JailMessage): Promise<unknown> {
  const fault = faultOf(d, message);
  if (fault !== undefined) return dropped(d, message, fault);
  // A number used twice for different words is the jail's mistake: what it says is heard all the same.
  const words = canonicalSha256(message);
  if (heard.has(words)) return undefined;
  heard.add(words);
  const author: Author = { kind: 'partner', name: `jail ${message.ori}` };
  switch (message.kind) {
    case 'ACKNOWLEDGED':
      return await acknowledged(d, author, { kind: 'agency', ori: message.ori });
    case 'DECLINED':
      return await declined(d, author);
    case 'COPY_SERVED':
      return await copyServed(d, message, author);
    case 'GROUND_RECORDED':
      return await groundRecorded(d, message.ground, author);
    case 'GROUND_ENDED':
      return await groundEnded(d, message, author);
    case 'GROUND_CONFIRMED':
      return await groundConfirmed(d, message, author);
    case 'GROUNDS_ENDED':
      return await groundsEnded(d, message, author);
    case 'MOVED':
      return await moved(d, message, author);
    case 'HOLD_ENDED': {
      await d.movesKnown();
      const left = refuseLeftJail(d, { kind: 'agency', ori: message.ori });
      return left ? noteSenseless(d.journal, 'JAIL', left.reason) : await holdEnded(d, message, author);
    }
    case 'STILL_HELD':
      return await d.take({ kind: 'STILL_HELD', at: message.observedAt }, { author, summary: 'Custody was confirmed' });
  }
}

function faultOf(d: Detainer, message: JailMessage): string | undefined {
  if (message.detainerId !== d.input.detainerId) return 'it names another detainer';
  if (!facilitiesOf(d.state.stays).some(({ ori }) => ori === message.ori)) return 'it comes from another jail';
  // That release fell due is taken even from a clock that runs ahead: it then fell due now.
  if (message.kind === 'GROUNDS_ENDED' || message.kind === 'GROUND_ENDED') return undefined;
  return refuseFuture(instantOf(message) ?? now(), 'at', Date.now())?.reason;
}

/** A jail that was never named may have the person all the same: its word that release fell due starts nothing, but people ask. */
function dropped(d: Detainer, { kind, detainerId }: JailMessage, fault: string): void {
  noteSenseless(d.journal, 'JAIL', fault);
  if (detainerId !== d.input.detainerId || (kind !== 'GROUNDS_ENDED' && kind !== 'GROUND_ENDED')) return;
  const summary = 'A jail where nobody reported the person to be says that a ground ended';
  d.note({ kind: 'GROUND_QUESTIONED', summary, author: SYSTEM, alarms: d.waits.groundQuestioned() });
  d.wake();
}

/** What anyone reports by the code: it makes people ask, and starts no clock by itself. */
function onPublic(d: Detainer, heard: Set<string>, message: PublicMessage): void {
  if (message.kind !== 'RELEASE_REPORTED' || message.detainerId !== d.input.detainerId) {
    return noteSenseless(d.journal, 'PUBLIC', 'it is not for this detainer');
  }
  if (heard.has(message.reportId)) return;
  heard.add(message.reportId);
  d.note({
    kind: 'RELEASE_REPORTED',
    summary: `Reported by the form’s code, unconfirmed: ${message.what}`,
    author: { kind: 'partner', name: 'public page' },
    data: { what: message.what, words: message.words },
    alarms: d.waits.groundQuestioned(),
  });
  d.wake();
}

function onCase(d: Detainer, message: SystemMessage): void {
  if (message.detainerId !== d.input.detainerId || message.kind === 'DETAINER_REPORT') {
    return noteSenseless(d.journal, 'SYSTEM', 'it is not for this detainer');
  }
  void takeFromCase(d, message);
}

async function takeFromCase(d: Detainer, message: FromCase): Promise<void> {
  const learnt = 'as another detainer of this custody learnt';
  switch (message.kind) {
    case 'CANCEL':
      await d.take({ kind: 'CANCELLED', at: message.at }, { author: SYSTEM, summary: message.reason });
      break;
    case 'GROUNDS_ENDED':
      await d.take(
        { kind: 'GROUNDS_ENDED', at: message.at },
        { author: SYSTEM, summary: `No other ground holds the person any more, ${learnt}` },
      );
      break;
    case 'CLOCK':
      await d.take(
        { kind: 'CLOCK_SHARED', clock: message.clock },
        { author: SYSTEM, summary: `Release fell due, ${learnt}` },
      );
      break;
    case 'REPORT':
      d.tellCase();
      break;
    case 'HOLD_ENDED': {
      const { ending, at } = message;
      await d.take(
        { kind: 'HOLD_ENDED', ending, at },
        { author: SYSTEM, summary: `The hold ended: ${ending}, ${learnt}` },
      );
      break;
    }
    case 'CRIMINAL_OUTCOME': {
      const { convicted, at } = message;
      const summary = convicted ? 'A conviction was reported' : 'The charges ended without a conviction';
      await d.take({ kind: 'CRIMINAL_OUTCOME', convicted, at }, { author: SYSTEM, summary });
      if (!convicted) d.waits.groundQuestioned();
      d.wake();
      break;
    }
  }
}

async function acknowledged(d: Detainer, author: Author, scope: Scope): Promise<ActResult> {
  if (refuseLeftJail(d, scope)) {
    const summary =
      'A jail that the person has left acknowledged the detainer: the one that holds the person still owes it';
    await d.journal.write({ kind: 'ACKNOWLEDGED_ELSEWHERE', summary, author });
    return { done: summary };
  }
  return await d.take({ kind: 'ACKNOWLEDGED' }, { author, summary: 'The jail acknowledged the detainer' });
}

async function declined(d: Detainer, author: Author, data = {}): Promise<ActResult> {
  return await d.take({ kind: 'DECLINED', at: now() }, { author, summary: 'The jail declined the request', data });
}

async function copyServed(d: Detainer, copy: Copy, author: Author): Promise<ActResult> {
  const { servedAt, method, language, interpreter, refusedToSign } = copy;
  const data = { servedAt, method, language, interpreter, refusedToSign };
  if (!d.isOfThisForm(servedAt)) {
    const summary = 'The person was given a copy of an earlier form: one of the form as it stands is still owed';
    await d.journal.write({ kind: 'COPY_OF_EARLIER_FORM', summary, author, at: servedAt, data });
    return { done: summary };
  }
  const summary = `The person was given a copy (${language})`;
  return await d.take({ kind: 'COPY_SERVED', refusedToSign }, { author, summary, at: servedAt, data });
}

async function groundRecorded(d: Detainer, ground: ReportedGround, author: Author): Promise<ActResult> {
  return await d.take(
    { kind: 'GROUND_RECORDED', ground },
    {
      author,
      summary: `Another ground holds the person: ${ground.kind}`,
      at: ground.since,
      data: { ...ground },
      // One that had ended already when it was recorded answers no question.
      alarms: () => (holds(d, ground.groundId) ? d.waits.groundConfirmed(now(), ground.expectedEndAt) : []),
    },
  );
}

async function groundEnded(
  d: Detainer,
  { groundId, endedAt, ending, source }: GroundsEnded & { groundId: string },
  author: Author,
): Promise<ActResult> {
  const at = notAhead(endedAt);
  const known = isKnown(d, groundId);
  return await d.take(
    { kind: 'GROUND_ENDED', groundId, at },
    {
      author,
      summary: `A ground ended (${ending})`,
      at,
      data: { groundId, endedAt, ending, source },
      // What was recorded of it may have been told to an earlier detainer: that others hold is not to be taken for granted.
      alarms: () => (known ? [] : d.waits.groundQuestioned()),
    },
  );
}

function isKnown(d: Detainer, groundId: string): boolean {
  return d.state.grounds.some(({ id }) => id === groundId);
}

function holds(d: Detainer, groundId: string): boolean {
  return d.state.grounds.some(({ id, until }) => id === groundId && until === null);
}

async function groundConfirmed(
  d: Detainer,
  args: { confirmedAt: string; expectedEndAt: string | null; source: string },
  author: Author,
): Promise<ActResult> {
  const { confirmedAt, expectedEndAt, source } = args;
  const alarms = d.waits.groundConfirmed(confirmedAt, expectedEndAt);
  const summary =
    alarms.length > 0
      ? 'Another ground was confirmed to hold the person'
      : 'Another ground held the person then; it was asked or confirmed again since';
  const data = { confirmedAt, expectedEndAt, source };
  await d.journal.write({ kind: 'GROUND_CONFIRMED', summary, author, at: confirmedAt, data, alarms });
  d.wake();
  return { done: summary };
}

async function holdEnded(d: Detainer, { ending, endedAt: at, source }: HoldEnded, author: Author): Promise<ActResult> {
  const data = { ending, endedAt: at, source };
  return await d.take({ kind: 'HOLD_ENDED', ending, at }, { author, summary: `The hold ended: ${ending}`, data });
}

/** A jail that let the person go to another one cannot say how the hold there ended: a transfer out is no release. */
function refuseLeftJail(d: Detainer, scope: Scope): Refusal | undefined {
  if (scope.kind !== 'agency' || scope.ori === holder(d.state.stays).ori) return undefined;
  return {
    field: 'actor.scope',
    code: 'HELD_ELSEWHERE',
    reason:
      'The person was reported moved to another jail: that jail or an officer says how the hold ended. Was there no move? Report one back.',
  };
}

/** The instant at which every other ground had ended starts the clock, however late it is reported. */
async function groundsEnded(d: Detainer, { endedAt, ending, source }: GroundsEnded, author: Author) {
  const at = notAhead(endedAt);
  d.releaseKnown(at);
  return await d.take(
    { kind: 'GROUNDS_ENDED', at },
    { author, summary: `No other ground holds the person any more (${ending})`, data: { endedAt, ending, source } },
  );
}

async function moved(d: Detainer, { to, movedAt, source }: Moved, author: Author): Promise<ActResult> {
  if (to.kind === 'HOSPITAL') {
    const summary = 'The person is in hospital under guard: nothing about the time changes';
    const said = { kind: 'MOVED', summary, author, at: movedAt, data: { to: 'HOSPITAL', source } };
    await d.journal.write(said);
    return { done: summary };
  }
  const said = {
    author,
    summary: `The person was moved to ${to.ori}`,
    at: movedAt,
    data: { to: to.ori, movedAt, source },
  };
  return await d.movedTo(async () => facilityOf(await own.routing(to.ori, movedAt), to.ori, d.input.jail.sib), said);
}

function refuseWhenClosed(d: Detainer): Refusal | undefined {
  if (!d.closed) return undefined;
  return {
    field: 'detainer',
    code: 'DETAINER_CLOSED',
    reason: 'This detainer has ended: nothing more can be done to it.',
  };
}

function refuseUnknownGround(d: Detainer, groundId: string): Refusal | undefined {
  if (isKnown(d, groundId)) return undefined;
  const known = d.state.grounds.map(({ id }) => id).join(', ');
  return { field: 'groundId', code: 'GROUND_UNKNOWN', reason: `No such ground is on record. On record: ${known}.` };
}

/** The instant that starts the clock must be past, and one that a clock where the person was held showed (docs/clock.md). */
function refuseStart(d: Detainer, endedAt: string): Refusal | undefined {
  const refusals = facilitiesOf(d.state.stays).map(({ zone }) => refuseForeignOffset(endedAt, zone));
  return past(endedAt, 'endedAt') ?? (refusals.includes(undefined) ? undefined : refusals[0]);
}

function refuseForeignOffset(instant: string, zone: string): Refusal | undefined {
  try {
    parseInstant(withoutFraction(instant), zone);
    return undefined;
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    // Without a known zone the shortest clock is used (activities/clock.ts): any instant will do.
    return error.code === 'ZONE_UNKNOWN' ? undefined : { field: 'endedAt', code: error.code, reason: error.message };
  }
}

/** Of an instant that lies ahead, release is taken to have fallen due now. */
function notAhead(instant: string): string {
  return instantMs(instant) > Date.now() ? now() : instant;
}

function now(): string {
  return isoInstant(Date.now());
}

function past(instant: string, field: string): Refusal | undefined {
  return refuseFuture(instant, field, Date.now());
}

function person(actor: Person): Author {
  return { kind: 'person', actor };
}

/** Fractions of a second are no matter of an offset, and the calendar reads milliseconds only. */
function withoutFraction(instant: string): string {
  return instant.replace(/\.\d+/, '');
}

function instantOf(message: JailMessage): string | undefined {
  switch (message.kind) {
    case 'ACKNOWLEDGED':
      return message.receivedAt;
    case 'COPY_SERVED':
      return message.servedAt;
    case 'GROUND_RECORDED':
      return message.ground.since;
    case 'GROUND_CONFIRMED':
      return message.confirmedAt;
    case 'MOVED':
      return message.movedAt;
    case 'GROUND_ENDED':
    case 'GROUNDS_ENDED':
    case 'HOLD_ENDED':
      return message.endedAt;
    case 'STILL_HELD':
      return message.observedAt;
    case 'DECLINED':
      return undefined;
  }
}
