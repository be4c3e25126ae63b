import { CancellationScope, condition } from '@temporalio/workflow';
import type { Json } from '../../domain/canonical.ts';
import type { AmendedRequest } from '../../domain/decision/hold-request.ts';
import { forbiddenUnder, refuseForm } from '../../domain/decision/policy.ts';
import {
  alarmsAfter,
  alarmsOnIssue,
  amendedNotice,
  type Following,
  type FormOnFile,
  inWords,
  movedNotice,
  noticesAfter,
  raised,
  requestNotice,
} from '../../domain/detainer/consequences.ts';
import { type Facility, facilitiesFrom, holder, isRegistered } from '../../domain/detainer/custody.ts';
import {
  authorizesHold,
  clockNeeded,
  type ClockStart,
  type DetainerState,
  type HoldClock,
  type HoldFact,
  holdAfter,
  inheritedClock,
  issuedDetainer,
} from '../../domain/detainer/hold.ts';
import type { Refusal } from '../../domain/errors.ts';
import type { DetainerInput } from '../../domain/lifecycle/input.ts';
import type { DetainerReport } from '../../domain/partners/messages.ts';
import type { RuleProfile } from '../../domain/profile/profile.ts';
import type { AlarmChange, Author, DetainerProjection, OutgoingMessage } from '../../domain/record/record.ts';
import { instantMs, isoInstant } from '../../domain/text.ts';
import { Waits } from './waits.ts';
import { own } from '../support/activities.ts';
import { authorityData } from '../support/authority.ts';
import { Journal, type Step, SYSTEM } from '../support/journal.ts';
import { type ActResult, ignoreCancellation } from '../support/messages.ts';

/** What is recorded of a fact beside what it is. */
export interface Said {
  readonly author: Author;
  readonly summary: string;
  /** Business instant (ISO), where it is not the fact's own. */
  readonly at?: string;
  readonly data?: { readonly [key: string]: Json | undefined };
  /** What else it sends or calls, once it has taken effect. */
  readonly outgoing?: () => readonly OutgoingMessage[];
  readonly alarms?: () => readonly AlarmChange[];
}

/** What the `detainerView` query answers. */
export interface DetainerView {
  readonly input: Omit<DetainerInput, 'trust' | 'limits'>;
  readonly state: DetainerState;
  readonly nowMs: number;
}

/** A running detainer: its state, its record, and the order in which facts take effect. */
export class Detainer {
  readonly input: DetainerInput;
  readonly journal: Journal;
  readonly waits: Waits;
  state: DetainerState;
  private form: FormOnFile;
  /** How many forms there have been, with those that are about to take effect. */
  private revisions = 1;
  private revision = 0;
  private told = 0;
  private telling = false;
  private changes = 0;
  /** Whether the jail has been sent the request: before that, and if it never is, it is told nothing. */
  private sent = false;
  /** Whether the issue is on record: every other fact comes after it. */
  private issued = false;
  /** What came before it was issued, in order. */
  private readonly early: HoldFact[] = [];
  /** Facts take effect in the order in which they came: how many have come, and how many have taken effect. */
  private came = 0;
  private taken = 0;
  /** How many moves were reported and have not taken effect yet. */
  private moving = 0;
  /** The earliest instant at which the grounds are known to have ended: told to the case even before the clock is computed. */
  private groundsEndedMs = Number.POSITIVE_INFINITY;

  constructor(input: DetainerInput) {
    const { caseId, detainerId, kind, jail, profile, inherited, request, issuedAt } = input;
    const { serviceIsConditionOfEffect: serviceIsCondition } = profile;
    this.input = input;
    this.form = { request, revision: 1, madeAt: issuedAt };
    this.state = issuedDetainer({ kind, facility: jail, serviceIsCondition, inherited });
    this.journal = new Journal(caseId, detainerId, () => ({ detainerProjection: this.projection() }));
    this.waits = new Waits(this);
    if (inherited) this.waits.clockMoved(inherited);
    ignoreCancellation(CancellationScope.current().parent ?? CancellationScope.current(), this.journal);
  }

  get closed(): boolean {
    return this.state.hold === 'CLOSED';
  }

  /** Whether the jail was asked for anything: before the issue nobody can tell yet. */
  get delivery(): 'PREPARED' | 'SENT' | 'VOID' {
    if (!this.issued) return 'PREPARED';
    return this.sent ? 'SENT' : 'VOID';
  }

  /** Whether the request still asks for anything. */
  get asking(): boolean {
    return this.state.hold === 'DORMANT' || this.state.hold === 'RUNNING';
  }

  /** The request goes to the jail with the rule in writing: from then on jail and person can compute the limit without us (rule C7). */
  async issue(): Promise<void> {
    const { issuedAt, issuedBy, under, jail, kind, number, profile } = this.input;
    await own.openDetainer(this.input);
    const written = await own.writtenRule(issuedAt, jail.zone, profile.exclusionRule);
    // What ended the request while it was being prepared came first: then the jail is asked for nothing.
    const hold = await this.holdBeforeIssue();
    // The limit may have come while it was prepared.
    this.sent = this.asking && (hold === 'DORMANT' || hold === 'RUNNING');
    this.issued = true;
    const following = this.following();
    const clockNotice = this.state.hold === 'RUNNING' ? noticesAfter('CLOCK_STARTED', following) : [];
    const what = kind === 'STANDARD' ? 'request to hold' : 'operative only upon conviction';
    this.note({
      kind: 'DETAINER_ISSUED',
      summary: this.sent ? `Detainer ${number} issued (${what})` : `Detainer ${number} was void before it was sent`,
      author: { kind: 'person', actor: issuedBy },
      data: {
        profile: profile.id,
        request: { ...this.input.request },
        ...authorityData(under),
        writtenRule: { excludedDays: [...written.excludedDays], examples: [...written.examples] },
      },
      outgoing: this.sent ? [requestNotice(following, written), ...clockNotice] : [],
      alarms: alarmsOnIssue(this.sent, following),
    });
    this.tellCase();
    if (this.state.clock !== null) void this.lookUpRules(this.state.clock.startedAt);
  }

  /** What this workflow does by itself: it waits, ends the request at the limit, and calls people, until the hold has ended. */
  async live(): Promise<void> {
    while (!this.closed) {
      await this.untilSomethingIsDue();
      if (!this.closed) this.doWhatIsDue();
    }
  }

  /** Takes a fact in its turn: what came earlier, and waits for its clock to be computed, goes first. */
  async take(fact: HoldFact, said: Said): Promise<ActResult> {
    const turn = this.came;
    this.came += 1;
    if (!this.issued) this.early.push(fact);
    await condition(() => this.issued && this.taken === turn);
    const start = await this.startFor(fact, this.state);
    this.taken += 1;
    const written = this.apply(fact, start, said);
    if (start !== null) void this.lookUpRules(lawFrom(fact, start));
    return await written;
  }

  /** The person is in another jail: it is told of the request, and the clock is looked at in its zone and under its law. */
  async movedTo(where: () => Promise<Facility>, said: Said & { readonly at: string }): Promise<ActResult> {
    this.moving += 1;
    const facility = await where();
    const before = this.state.stays;
    const alarms = () => (isRegistered(facility) ? [] : [raised('JAIL_UNKNOWN', this.following())]);
    const result = await this.take({ kind: 'MOVED', facility, at: said.at }, { ...said, alarms });
    this.moving -= 1;
    const arrived =
      holder(this.state.stays).ori === facility.ori && !before.some((stay) => stay.facility.ori === facility.ori);
    if (arrived && this.sent && !this.closed) {
      this.waits.copyOwed();
      await this.tellNewJail(facility);
    }
    return result;
  }

  /** Resolves when every move reported so far has taken effect. */
  async movesKnown(): Promise<void> {
    await condition(() => this.moving === 0);
  }

  /** An officer corrects the form: a new copy is owed to the person, the clock stays as it is (rules C2, C3). */
  async amend({ reasons, ...request }: AmendedRequest, author: Author): Promise<ActResult> {
    const { zone } = holder(this.state.stays);
    const written = await own.writtenRule(now(), zone, this.input.profile.exclusionRule);
    // Numbered in the order in which they take effect: two officers may amend at once.
    this.revisions += 1;
    const revision = this.revisions;
    const result = await this.take(
      { kind: 'FORM_AMENDED' },
      {
        author,
        summary: `The form was amended (revision ${revision}); the time runs as before`,
        data: { revision, request: { ...request }, reasons },
        outgoing: () => {
          const before = this.form;
          this.form = { request, revision, madeAt: now() };
          this.waits.copyOwed();
          return this.sent && this.asking ? [amendedNotice(this.following(), written, before)] : [];
        },
      },
    );
    // The amended form may lack a warrant that the rules at the start ask for.
    if (this.state.clock !== null) void this.lookUpRules(now());
    return result;
  }

  /** Why the form cannot be amended so; `undefined` where it can. */
  refuseAmendment(request: AmendedRequest): Refusal | undefined {
    if (!this.asking) {
      return { field: 'detainer', code: 'REQUEST_ENDED', reason: 'The request has ended: there is nothing to amend.' };
    }
    return refuseForm(this.input.profile, request);
  }

  /** Whether a copy that was served at `at` (ISO) is one of the form as it stands. */
  isOfThisForm(at: string): boolean {
    return this.form.revision === 1 || instantMs(at) >= instantMs(this.form.madeAt);
  }

  /** Release is known to have fallen due: the case learns it at once. */
  releaseKnown(at: string): void {
    this.groundsEndedMs = Math.min(this.groundsEndedMs, instantMs(at));
  }

  /** Records a step without waiting for the record. */
  note(step: Step): void {
    this.journal.note(step);
  }

  following(): Following {
    return { input: this.input, state: this.state, form: this.form, at: now() };
  }

  /** Tells the case where the detainer stands; several changes in a row make one report. */
  tellCase(): void {
    // By the clock: it goes on growing also when the workflow is set back and has said less than before.
    this.revision = Math.max(this.revision + 1, Date.now());
    if (!this.telling) void this.report();
  }

  /** What is due is computed anew. A timer starts when the step that set it has been written, which may take a while: so once more then. */
  wake(): void {
    this.changes += 1;
  }

  /** All at once: while one of them is waited for, another message may come. */
  async settled(): Promise<void> {
    await condition(() => this.taken === this.came && this.journal.isSettled && this.told === this.revision);
  }

  view(): DetainerView {
    const { trust: _trust, limits: _limits, ...input } = this.input;
    return { input, state: this.state, nowMs: Date.now() };
  }

  /** Sleeps until the next instant at which this workflow itself has something to do, or until something changes. */
  private async untilSomethingIsDue(): Promise<void> {
    const before = this.changes;
    const dueMs = this.waits.nextDueMs();
    const waitMs = (Number.isFinite(dueMs) ? dueMs : Date.now() + this.input.limits.dormantCheckMs) - Date.now();
    if (waitMs > 0) await condition(() => this.changes !== before || this.closed, waitMs);
  }

  private doWhatIsDue(): void {
    const { clock, hold } = this.state;
    // The limit waits for nothing that is under way.
    if (hold === 'RUNNING' && clock && Date.now() >= clock.limitMs) {
      const said = { author: SYSTEM, summary: 'The 48 hours have been used up' };
      void this.apply({ kind: 'LIMIT_REACHED', at: clock.limitAt }, null, said);
    }
    if (!this.closed) this.waits.doWhatIsDue();
  }

  /** Applies a fact: the state changes at once, the record and the notices follow. */
  private async apply(fact: HoldFact, start: ClockStart | null, said: Said): Promise<ActResult> {
    const { state, consequence } = holdAfter(this.state, fact, start);
    this.state = state;
    const limitMoved = consequence === 'CLOCK_STARTED' || consequence === 'LIMIT_EARLIER';
    if (limitMoved && state.clock) this.waits.clockMoved(state.clock);
    this.wake();
    const done = inWords(said.summary, consequence, state);
    const extra = said.outgoing?.() ?? [];
    const step = this.journal.write({
      kind: consequence === 'NONE' || consequence === 'NOTED' ? fact.kind : consequence,
      summary: done,
      author: said.author,
      at: said.at ?? instantOfFact(fact) ?? now(),
      data: { ...said.data, ...(state.clock ? { clock: { ...state.clock } } : {}) },
      outgoing: [...extra, ...(this.sent ? noticesAfter(consequence, this.following()) : [])],
      alarms: [...alarmsAfter(consequence, fact, this.following()), ...(said.alarms?.() ?? [])],
    });
    this.tellCase();
    await step;
    this.wake();
    return { done };
  }

  /** Where the hold stands with what came while the request was being prepared: it takes effect only after the issue. */
  private async holdBeforeIssue(): Promise<DetainerState['hold']> {
    let { state } = this;
    for (const fact of this.early) state = holdAfter(state, fact, await this.startFor(fact, state)).state;
    return state.hold;
  }

  /** The clock that a fact asks for, under the rule of the issue: a pure computation, so that it needs nothing that can be away. */
  private async startFor(fact: HoldFact, state: DetainerState): Promise<ClockStart | null> {
    const needed = clockNeeded(state, fact);
    if (needed === null) return null;
    const clock = await this.clockOf(needed.from, needed.facilities, this.input.profile.exclusionRule);
    return clock === null ? null : { clock, forbidden: null, serviceIsCondition: false };
  }

  private async clockOf(
    from: string,
    facilities: readonly Facility[],
    rule: HoldClock['rule'],
  ): Promise<HoldClock | null> {
    const zones = [...new Set(facilities.map(({ zone }) => zone))];
    return inheritedClock(await Promise.all(zones.map(async (zone) => await own.computeHoldClock(from, zone, rule))));
  }

  /**
   * At its start, and whenever a start is learnt, a clock takes the shorter of the rule at issue and the one in force then, and the law where
   * the person was held since is looked at anew: it may shorten or end the hold, never lengthen it. `at`: from when it would end it.
   */
  private async lookUpRules(at: string): Promise<void> {
    const { clock, stays } = this.state;
    if (clock === null) return;
    for (const facility of facilitiesFrom(stays, clock.startedAt)) {
      const profile = await own.profileInForce(facility.jurisdiction, at);
      const start = await this.startUnder(profile, clock.startedAt, facility);
      if (start === null) continue;
      await this.takeRules(start, at, profile);
    }
  }

  private async takeRules(start: ClockStart, at: string, profile: RuleProfile): Promise<void> {
    if (this.closed || holdAfter(this.state, { kind: 'RULES_FOUND', at }, start).state === this.state) return;
    const summary = `The rules in force when release fell due (${profile.id}) were looked at`;
    await this.apply({ kind: 'RULES_FOUND', at }, start, { author: SYSTEM, summary, data: { profile: profile.id } });
  }

  private async startUnder(profile: RuleProfile, startedAt: string, facility: Facility): Promise<ClockStart | null> {
    if (profile.id === this.input.profile.id) return null;
    const clock = await this.clockOf(startedAt, [facility], profile.exclusionRule);
    const forbidden = forbiddenUnder(profile, this.form.request);
    return clock && { clock, forbidden, serviceIsCondition: profile.serviceIsConditionOfEffect };
  }

  private async tellNewJail(facility: Facility): Promise<void> {
    const written = await own.writtenRule(now(), facility.zone, this.input.profile.exclusionRule);
    this.note({
      kind: 'JAIL_TOLD',
      summary: `The detainer was sent to ${facility.ori}, where the person was moved`,
      author: SYSTEM,
      outgoing: [movedNotice(this.following(), written)],
    });
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

  private reportOf(revision: number): DetainerReport {
    const { delivery, service, hold, ending, clock, violation, stays } = this.state;
    return {
      kind: 'DETAINER_REPORT',
      detainerId: this.input.detainerId,
      revision,
      delivery,
      service,
      hold,
      ending: ending?.ending ?? null,
      startedAt: clock?.startedAt ?? (Number.isFinite(this.groundsEndedMs) ? isoInstant(this.groundsEndedMs) : null),
      clock,
      facility: holder(stays),
      endedAt: ending?.at ?? null,
      violation,
    };
  }

  private projection(): DetainerProjection {
    const { delivery, service, hold, ending, clock, violation, grounds, stays } = this.state;
    const { detainerId, number, kind, profile } = this.input;
    const { ori, zone } = holder(stays);
    return {
      detainerId,
      number,
      kind,
      jail: ori,
      zone,
      profile: profile.id,
      delivery,
      service,
      hold,
      ending: ending?.ending ?? null,
      startedAt: clock?.startedAt ?? null,
      limitAt: clock?.limitAt ?? null,
      violation,
      authorized: authorizesHold(this.state),
      facts: {
        grounds,
        stays,
        rule: profile.exclusionRule,
        groundConfirmedAt: this.waits.groundConfirmedAt,
        groundAskedAt: this.waits.groundAskedAt,
        groundExpectedEndAt: this.waits.groundExpectedEndAt,
        groundConfirmationHours: profile.groundConfirmationHours,
      },
      changedAt: now(),
    };
  }
}

function now(): string {
  return isoInstant(Date.now());
}

function instantOfFact(fact: HoldFact): string | undefined {
  if (fact.kind === 'CLOCK_SHARED') return fact.clock.startedAt;
  return 'at' in fact ? fact.at : undefined;
}

/** From when the law where the person is may end the hold: from the start, or from a move there after it. */
function lawFrom(fact: HoldFact, { clock: { startedAt } }: ClockStart): string {
  return fact.kind === 'MOVED' && instantMs(fact.at) > instantMs(startedAt) ? fact.at : startedAt;
}
