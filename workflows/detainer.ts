import { allHandlersFinished, CancellationScope, condition, defineQuery, setHandler } from '@temporalio/workflow';
import { parseInstant } from '../domain/clock/instant.ts';
import type { Json } from '../domain/canonical.ts';
import {
  type DetainerState,
  type HoldClock,
  type HoldFact,
  holdAfter,
  issuedDetainer,
} from '../domain/detainer/hold.ts';
import {
  alarmsAfter,
  alarmsOnIssue,
  closed,
  type Following,
  inWords,
  noticesAfter,
  raised,
  requestNotice,
} from '../domain/detainer/consequences.ts';
import { DETAINER_VIEW, type DetainerInput } from '../domain/lifecycle/input.ts';
import type {
  Copy,
  DetainerReport,
  GroundsEnded,
  JailMessage,
  PartnerMessage,
  SystemMessage,
} from '../domain/partners/messages.ts';
import { refuseFuture } from '../domain/partners/plausible.ts';
import type { AlarmChange, Author } from '../domain/record/record.ts';
import { instantMs, isoInstant } from '../domain/text.ts';
import { CodedError, type Refusal } from '../domain/errors.ts';
import { own } from './support/activities.ts';
import { Journal, SYSTEM } from './support/journal.ts';
import { ignoreCancellation, noteSenseless, onAct, onMessages } from './support/messages.ts';

/** What a case tells its detainers. */
type FromCase = Exclude<SystemMessage, DetainerReport>;

/** What is recorded of a fact beside what it is. */
type Particulars = { readonly [key: string]: Json | undefined };

/** What the `detainerView` query answers. */
export interface DetainerView {
  readonly input: Omit<DetainerInput, 'trust' | 'limits'>;
  readonly state: DetainerState;
  readonly nowMs: number;
}

/**
 * One detainer: a request to a jail, from issue to the confirmed end of the hold. It sleeps while local charges hold the person, runs the
 * clock once no other ground remains, and ends the request at the limit by itself. It stays open until someone confirms how the hold ended.
 */
export async function detainer(input: DetainerInput): Promise<DetainerState> {
  return await CancellationScope.nonCancellable(async () => {
    const detained = new Detainer(input);
    detained.listen();
    await Promise.all([detained.issue(), detained.live()]);
    await condition(allHandlersFinished);
    await detained.settled();
    return detained.state;
  });
}

class Detainer {
  state: DetainerState;
  private readonly input: DetainerInput;
  private readonly journal: Journal;
  private readonly seen = new Set<string>();
  private revision = 0;
  private told = 0;
  private telling = false;
  private acknowledgementDueMs: number;
  private dormantCheckDueMs: number;
  private changes = 0;
  /** Whether the jail has been sent the request: before that, and if it never is, it is told nothing. */
  private sent = false;
  /** Whether the issue is on record: every other fact comes after it. */
  private issued = false;
  /** The case took it back before it was issued. */
  private withdrawnEarly = false;
  /** Facts take effect in the order in which they came: how many have come, and how many have taken effect. */
  private came = 0;
  private taken = 0;
  /** The earliest instant at which the grounds are known to have ended: told to the case even before the clock is computed. */
  private groundsEndedMs = Number.POSITIVE_INFINITY;

  constructor(input: DetainerInput) {
    this.input = input;
    this.state = issuedDetainer(input.kind, input.inherited);
    this.journal = new Journal(input.caseId, input.detainerId, () => ({ detainerProjection: this.projection() }));
    this.acknowledgementDueMs = Date.now() + input.limits.acknowledgementMs;
    this.dormantCheckDueMs = Date.now() + input.limits.dormantCheckMs;
    ignoreCancellation(CancellationScope.current().parent ?? CancellationScope.current(), this.journal);
  }

  get closed(): boolean {
    return this.state.hold === 'CLOSED';
  }

  /** The request goes to the jail with the rule in writing: from then on jail and person can compute the limit without us (rule C7). */
  async issue(): Promise<void> {
    const { issuedAt, issuedBy, jail, kind, number, profile } = this.input;
    await own.openDetainer(this.input);
    const written = await own.writtenRule(issuedAt, jail.zone, profile.exclusionRule);
    const { hold } = this.state;
    // What ended the request while it was being prepared came first: then the jail is asked for nothing.
    this.sent = !this.withdrawnEarly && (hold === 'DORMANT' || hold === 'RUNNING');
    this.issued = true;
    const clockNotice = hold === 'RUNNING' ? noticesAfter('CLOCK_STARTED', this.following()) : [];
    const what = kind === 'STANDARD' ? 'request to hold' : 'operative only upon conviction';
    this.journal.note({
      kind: 'DETAINER_ISSUED',
      summary: this.sent ? `Detainer ${number} issued (${what})` : `Detainer ${number} was void before it was sent`,
      author: { kind: 'person', actor: issuedBy },
      data: {
        profile: profile.id,
        writtenRule: { excludedDays: [...written.excludedDays], examples: [...written.examples] },
      },
      outgoing: this.sent ? [requestNotice(this.input, this.state, written), ...clockNotice] : [],
      alarms: alarmsOnIssue(this.following()),
    });
    this.tellCase();
  }

  /** What this workflow does by itself: it waits, ends the request at the limit, and calls people, until the hold has ended. */
  async live(): Promise<void> {
    while (!this.closed) {
      await this.untilSomethingIsDue();
      this.doWhatIsDue();
    }
  }

  /** All handlers, before the first await. */
  listen(): void {
    const { trust, place } = this.input;
    const listener = { trust, place: () => place, open: () => this.refuseWhenClosed() };
    onMessages(trust, this.journal, (message) => this.onMessage(message));
    setHandler(defineQuery<DetainerView>(DETAINER_VIEW), () => this.view());

    onAct(
      'acknowledgeDetainer',
      listener,
      (args) => past(args.receivedAt, 'receivedAt'),
      async (_args, actor) =>
        await this.take({ kind: 'ACKNOWLEDGED' }, person(actor), 'The jail acknowledged the detainer'),
    );
    onAct(
      'declineDetainer',
      listener,
      () => undefined,
      async (args, actor) =>
        await this.take({ kind: 'DECLINED', at: now() }, person(actor), 'The jail declined the request', { ...args }),
    );
    onAct(
      'confirmCopy',
      listener,
      (args) => past(args.servedAt, 'servedAt'),
      async (args, actor) => await this.copyServed(args, person(actor)),
    );
    onAct(
      'reportGroundsEnded',
      listener,
      (args) => past(args.endedAt, 'endedAt') ?? this.refuseForeignOffset(args.endedAt),
      async (args, actor) => await this.groundsEnded(args, person(actor)),
    );
    onAct(
      'reportHoldEnded',
      listener,
      (args) => past(args.endedAt, 'endedAt'),
      async (args, actor) =>
        await this.take(
          { kind: 'HOLD_ENDED', ending: args.ending, at: args.endedAt },
          person(actor),
          `The hold ended: ${args.ending}`,
          { ...args },
        ),
    );
    onAct(
      'reportStillHeld',
      listener,
      (args) => past(args.observedAt, 'observedAt'),
      async (args, actor) =>
        await this.take({ kind: 'STILL_HELD', at: args.observedAt }, person(actor), 'Custody was confirmed', {
          ...args,
        }),
    );
    onAct(
      'cancelDetainer',
      listener,
      () => undefined,
      async (args, actor) =>
        await this.take({ kind: 'CANCELLED', at: now() }, person(actor), 'An officer cancelled the detainer', {
          ...args,
        }),
    );
  }

  /** Sleeps until the next instant at which this workflow itself has something to do, or until something changes. */
  private async untilSomethingIsDue(): Promise<void> {
    const before = this.changes;
    const waitMs = this.nextDueMs() - Date.now();
    if (waitMs > 0) await condition(() => this.changes !== before || this.closed, waitMs);
  }

  private doWhatIsDue(): void {
    const nowMs = Date.now();
    const { clock, hold } = this.state;
    if (hold === 'RUNNING' && clock && nowMs >= clock.limitMs) this.limitReached(clock);
    if (!this.closed && nowMs >= this.acknowledgementDueMs) this.acknowledgementMissing();
    if (this.state.hold === 'DORMANT' && nowMs >= this.dormantCheckDueMs) this.askWhetherAnotherGroundHolds();
  }

  async settled(): Promise<void> {
    await condition(() => this.taken === this.came);
    await this.journal.settled();
    await condition(() => this.told === this.revision);
  }

  private nextDueMs(): number {
    const limitMs =
      this.state.hold === 'RUNNING' && this.state.clock ? this.state.clock.limitMs : Number.POSITIVE_INFINITY;
    const dormantMs = this.state.hold === 'DORMANT' ? this.dormantCheckDueMs : Number.POSITIVE_INFINITY;
    const dueMs = Math.min(limitMs, dormantMs, this.acknowledgementDueMs);
    return Number.isFinite(dueMs) ? dueMs : Date.now() + this.input.limits.dormantCheckMs;
  }

  private onMessage({ from, message }: PartnerMessage): void {
    if (from === 'JAIL') void this.onJail(message);
    else if (from === 'SYSTEM') this.onCase(message);
    else noteSenseless(this.journal, from, 'it does not concern a detainer');
  }

  private async onJail(message: JailMessage): Promise<void> {
    const fault = this.faultOf(message);
    if (fault !== undefined) return noteSenseless(this.journal, 'JAIL', fault);
    if (this.seen.has(message.messageId)) return;
    this.seen.add(message.messageId);
    const author: Author = { kind: 'partner', name: `jail ${message.ori}` };
    switch (message.kind) {
      case 'ACKNOWLEDGED':
        await this.take({ kind: 'ACKNOWLEDGED' }, author, 'The jail acknowledged the detainer');
        break;
      case 'DECLINED':
        await this.take({ kind: 'DECLINED', at: now() }, author, 'The jail declined the request');
        break;
      case 'COPY_SERVED':
        await this.copyServed(message, author);
        break;
      case 'GROUNDS_ENDED':
        await this.groundsEnded(message, author);
        break;
      case 'HOLD_ENDED':
        await this.take(
          { kind: 'HOLD_ENDED', ending: message.ending, at: message.endedAt },
          author,
          `The hold ended: ${message.ending}`,
        );
        break;
      case 'STILL_HELD':
        await this.take({ kind: 'STILL_HELD', at: message.observedAt }, author, 'Custody was confirmed');
        break;
    }
  }

  private faultOf(message: JailMessage): string | undefined {
    if (message.detainerId !== this.input.detainerId) return 'it names another detainer';
    if (message.ori !== this.input.jail.ori) return 'it comes from another jail';
    // That release fell due is taken even from a clock that runs ahead: it then fell due now.
    if (message.kind === 'GROUNDS_ENDED') return undefined;
    return refuseFuture(instantOf(message) ?? now(), 'at', Date.now())?.reason;
  }

  private onCase(message: Extract<PartnerMessage, { from: 'SYSTEM' }>['message']): void {
    if (message.detainerId !== this.input.detainerId || message.kind === 'DETAINER_REPORT') {
      return noteSenseless(this.journal, 'SYSTEM', 'it is not for this detainer');
    }
    void this.takeFromCase(message);
  }

  private async takeFromCase(message: FromCase): Promise<void> {
    switch (message.kind) {
      case 'CANCEL':
        if (!this.issued) this.withdrawnEarly = true;
        await this.take({ kind: 'CANCELLED', at: message.at }, SYSTEM, message.reason);
        break;
      case 'GROUNDS_ENDED':
        await this.take(
          this.groundsEndedAt(message.at),
          SYSTEM,
          'No other ground holds the person any more, as another detainer of this custody learnt',
        );
        break;
      case 'REPORT':
        this.tellCase();
        break;
      case 'HOLD_ENDED':
        await this.take(
          { kind: 'HOLD_ENDED', ending: message.ending, at: message.at },
          SYSTEM,
          `The hold ended: ${message.ending}, as another detainer of this custody learnt`,
        );
        break;
      case 'CRIMINAL_OUTCOME':
        await this.take(
          { kind: 'CRIMINAL_OUTCOME', convicted: message.convicted, at: message.at },
          SYSTEM,
          message.convicted ? 'A conviction was reported' : 'The charges ended without a conviction',
        );
        break;
    }
  }

  private async copyServed(copy: Copy, author: Author): Promise<{ done: string }> {
    const { servedAt, method, language, interpreter, refusedToSign } = copy;
    const data = { servedAt, method, language, interpreter, refusedToSign };
    return await this.take(
      { kind: 'COPY_SERVED', refusedToSign },
      author,
      `The person was given a copy (${language})`,
      data,
    );
  }

  /** The instant at which every other ground had ended starts the clock, however late it is reported. */
  private async groundsEnded({ endedAt, ending, source }: GroundsEnded, author: Author): Promise<{ done: string }> {
    this.groundsEndedMs = Math.min(this.groundsEndedMs, instantMs(endedAt), Date.now());
    return await this.take(
      this.groundsEndedAt(isoInstant(Math.min(instantMs(endedAt), Date.now()))),
      author,
      `No other ground holds the person any more (${ending})`,
      { endedAt, ending, source },
    );
  }

  private async groundsEndedAt(startedAt: string): Promise<HoldFact> {
    const { jail, profile } = this.input;
    return { kind: 'GROUNDS_ENDED', clock: await own.computeHoldClock(startedAt, jail.zone, profile.exclusionRule) };
  }

  /** Takes a fact in its turn: what came earlier, and waits for its clock to be computed, goes first. */
  private async take(
    fact: HoldFact | Promise<HoldFact>,
    author: Author,
    summary: string,
    data: Particulars = {},
  ): Promise<{ done: string }> {
    const turn = this.came;
    this.came += 1;
    const known = await fact;
    await condition(() => this.issued && this.taken === turn);
    this.taken += 1;
    return await this.apply(known, author, summary, data);
  }

  /** Applies a fact: the state changes at once, the record and the notices follow. */
  private async apply(fact: HoldFact, author: Author, summary: string, data: Particulars): Promise<{ done: string }> {
    const before = this.state;
    const { state, consequence } = holdAfter(before, fact);
    this.state = state;
    this.wake();
    const done = inWords(summary, consequence, state);
    const step = this.journal.write({
      kind: consequence === 'NONE' || consequence === 'NOTED' ? fact.kind : consequence,
      summary: done,
      author,
      at: instantOfFact(fact) ?? now(),
      data: { ...data, ...(state.clock ? { clock: { ...state.clock } } : {}) },
      outgoing: this.sent ? noticesAfter(consequence, this.following()) : [],
      alarms: alarmsAfter(consequence, fact, this.following()),
    });
    this.tellCase();
    await step;
    this.wake();
    return { done };
  }

  private limitReached(clock: HoldClock): void {
    // It waits for nothing that is under way.
    void this.apply({ kind: 'LIMIT_REACHED', at: clock.limitAt }, SYSTEM, 'The 48 hours have been used up', {});
  }

  private acknowledgementMissing(): void {
    this.acknowledgementDueMs = Number.POSITIVE_INFINITY;
    const alarms: AlarmChange[] = [];
    const asking = this.state.hold === 'DORMANT' || this.state.hold === 'RUNNING';
    if (asking && (this.state.delivery === 'ISSUED' || this.state.delivery === 'RECEIVED'))
      alarms.push(raised('DETAINER_UNACKNOWLEDGED', this.following()));
    if (this.state.service === 'UNCONFIRMED') alarms.push(raised('COPY_UNCONFIRMED', this.following()));
    if (alarms.length === 0) return;
    this.journal.note({
      kind: 'CONFIRMATION_MISSING',
      summary: 'Acknowledgement or the copy to the person is still unconfirmed',
      author: SYSTEM,
      alarms,
    });
  }

  private askWhetherAnotherGroundHolds(): void {
    this.dormantCheckDueMs = Date.now() + this.input.limits.dormantCheckMs;
    this.journal.note({
      kind: 'DORMANT_CHECK',
      summary: 'The detainer still waits on local custody',
      author: SYSTEM,
      // The alarm of the month before may have been acknowledged: each month asks anew.
      alarms: [closed('DORMANT_CHECK', this.following()), raised('DORMANT_CHECK', this.following())],
    });
  }

  private following(): Following {
    return { input: this.input, state: this.state, at: now() };
  }

  /** The instant that starts the clock must be one that the jail's own clock showed (docs/clock.md). */
  private refuseForeignOffset(instant: string): Refusal | undefined {
    try {
      parseInstant(withoutFraction(instant), this.input.jail.zone);
      return undefined;
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      // Without a known zone the shortest clock is used (activities/clock.ts): any instant will do.
      return error.code === 'ZONE_UNKNOWN' ? undefined : { field: 'endedAt', code: error.code, reason: error.message };
    }
  }

  private refuseWhenClosed(): Refusal | undefined {
    if (!this.closed) return undefined;
    return {
      field: 'detainer',
      code: 'DETAINER_CLOSED',
      reason: 'This detainer has ended: nothing more can be done to it.',
    };
  }

  /** Tells the case where the detainer stands; several changes in a row make one report. */
  private tellCase(): void {
    this.revision += 1;
    if (!this.telling) void this.report();
  }

  private async report(): Promise<void> {
    this.telling = true;
    while (this.told < this.revision) {
      const revision = this.revision;
      const report = this.reportOf(revision);
      await own.tellWorkflow(this.input.caseId, report);
      this.told = revision;
    }
    this.telling = false;
    this.wake();
  }

  /** What is due is computed anew. A timer starts when the step that set it has been written, which may take a while: so once more then. */
  private wake(): void {
    this.changes += 1;
  }

  private reportOf(revision: number): DetainerReport {
    const { delivery, service, hold, ending, clock, violation } = this.state;
    return {
      kind: 'DETAINER_REPORT',
      detainerId: this.input.detainerId,
      revision,
      delivery,
      service,
      hold,
      ending: ending?.ending ?? null,
      startedAt: clock?.startedAt ?? (Number.isFinite(this.groundsEndedMs) ? isoInstant(this.groundsEndedMs) : null),
      limitAt: clock?.limitAt ?? null,
      endedAt: ending?.at ?? null,
      violation,
    };
  }

  private projection() {
    const { delivery, service, hold, ending, clock, violation } = this.state;
    const { detainerId, number, kind, jail, profile } = this.input;
    return {
      detainerId,
      number,
      kind,
      jail: jail.ori,
      zone: jail.zone,
      profile: profile.id,
      delivery,
      service,
      hold,
      ending: ending?.ending ?? null,
      startedAt: clock?.startedAt ?? null,
      limitAt: clock?.limitAt ?? null,
      violation,
      changedAt: now(),
    };
  }

  private view(): DetainerView {
    const { trust: _trust, limits: _limits, ...input } = this.input;
    return { input, state: this.state, nowMs: Date.now() };
  }
}

function now(): string {
  return isoInstant(Date.now());
}

function past(instant: string, field: string): Refusal | undefined {
  return refuseFuture(instant, field, Date.now());
}

function person(actor: Extract<Author, { kind: 'person' }>['actor']): Author {
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
    case 'GROUNDS_ENDED':
    case 'HOLD_ENDED':
      return message.endedAt;
    case 'STILL_HELD':
      return message.observedAt;
    case 'DECLINED':
      return undefined;
  }
}

function instantOfFact(fact: HoldFact): string | undefined {
  if (fact.kind === 'GROUNDS_ENDED') return fact.clock.startedAt;
  return 'at' in fact ? fact.at : undefined;
}
