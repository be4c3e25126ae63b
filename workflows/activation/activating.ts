import { CancellationScope, condition } from '@temporalio/workflow';
import type { NoticeTerms } from '../../activities/contract-activation.ts';
import type { Actor } from '../../domain/access/roles.ts';
import type { AlarmName } from '../../domain/alarms/alarms.ts';
import {
  type Activation,
  afterFact,
  type Confirmation,
  isReady,
  lastDeliveryMs,
  type Move,
  nextOf,
  NOTICE_TO,
  type NoticeTo,
  planned,
  refuseMove,
  unconfirmed,
  waitingEndsMs,
} from '../../domain/jurisdiction/activation.ts';
import { activationNotices, type InstantInWords } from '../../domain/jurisdiction/notice.ts';
import { activationIdOf, type ActivationInput } from '../../domain/lifecycle/activation-input.ts';
import type { AlarmChange, JurisdictionProjection } from '../../domain/record/record.ts';
import { instantMs, isoInstant } from '../../domain/text.ts';
import { activation } from '../support/activities.ts';
import { close, Journal, raise, type Step, SYSTEM } from '../support/journal.ts';
import { type ActResult, ignoreCancellation, refused } from '../support/messages.ts';

/** What the `activationView` query answers. */
export interface ActivationView {
  readonly state: Activation;
  readonly next: string;
  readonly nowMs: number;
}

const NEVER = Number.POSITIVE_INFINITY;

/** A running activation: its state, its record, what it waits for, and its one entry in the register. */
export class Activating {
  readonly input: ActivationInput;
  readonly journal: Journal;
  state: Activation;
  opened = false;
  /** A date is being moved: nobody else acts until that is done. */
  moving = false;
  /** The register is being written. */
  private registering = false;
  /** The register did not take the instant of this date: there is no use in trying again. */
  private unwritable = false;
  /** When the notices now on their way were sent: they count once they are in the record. */
  private sendingAt: string | null = null;
  /** When people are called about notices that nobody has confirmed; NEVER once they were. */
  private confirmationDueMs = NEVER;
  private riskSaid = false;
  private changes = 0;

  constructor(input: ActivationInput) {
    const { jurisdiction, activeFrom } = input;
    const id = activationIdOf(jurisdiction);
    this.input = input;
    this.state = planned(jurisdiction, activeFrom, 0);
    this.journal = new Journal(id, id, () => ({ jurisdictionProjection: this.projection() }));
    ignoreCancellation(CancellationScope.current().parent ?? CancellationScope.current(), this.journal);
  }

  /** The plan goes on record, and with it both notices go out. */
  async open(): Promise<void> {
    const { plannedBy, plannedAt, reasons, wave } = this.input;
    const terms = await activation.openActivation(this.input);
    this.opened = true;
    this.state = { ...this.state, noticeDays: terms.noticeDays };
    await this.announce(terms.words, null, {
      kind: 'ACTIVATION_PLANNED',
      summary: `Activation planned for ${this.state.plannedFor}; both notices sent`,
      author: { kind: 'person', actor: plannedBy },
      at: plannedAt,
      data: { reasons, wave, profile: terms.profile, noticeDays: terms.noticeDays },
    });
  }

  get isActive(): boolean {
    return this.state.state === 'ACTIVE';
  }

  get onlyTimeIsMissing(): boolean {
    return this.state.state === 'PLANNED' && isReady(this.state) && !this.unwritable;
  }

  get instantHasCome(): boolean {
    const { state, plannedFor } = this.state;
    return (state === 'PLANNED' || state === 'WAITING') && Date.now() >= instantMs(plannedFor);
  }

  /** Sleeps until something is due, or something changes. */
  async untilSomethingIsDue(): Promise<void> {
    const before = this.changes;
    const dueMs = this.nextDueMs();
    const changed = (): boolean => this.changes !== before || this.onlyTimeIsMissing;
    if (dueMs === NEVER) await condition(changed);
    else if (dueMs > Date.now()) await condition(changed, dueMs - Date.now());
  }

  async noMoveUnderWay(): Promise<void> {
    await condition(() => !this.moving);
  }

  /** From now on the instant stands in the register, and the record shows on what it rests. */
  async writeIntoRegister(): Promise<void> {
    this.registering = true;
    // The deliveries come first: the register takes no instant that they do not bear out.
    await this.journal.settled();
    const { jurisdiction, plannedFor } = this.state;
    const writing = await activation.writeActivation(jurisdiction, plannedFor);
    this.registering = false;
    if (writing === 'WRITTEN') {
      this.state = afterFact(this.state, { kind: 'WRITTEN' });
      return this.note({
        kind: 'ACTIVATION_CERTAIN',
        summary: `Nothing but time is missing: the register has ${plannedFor}`,
        alarms: [close('ACTIVATION_AT_RISK')],
      });
    }
    this.unwritable = true;
    if (writing === 'TOO_LATE') return;
    this.note({
      kind: 'REGISTER_REFUSED',
      summary: `The register did not take ${plannedFor} (${writing}): a person looks`,
      alarms: [this.alarm('RECORD_CONFLICT', `the register says ${writing}`)],
    });
  }

  /**
   * The planned instant: active, where the register has had it before and has it still, for submissions are judged by nothing else; else it is
   * missed, and a person plans another date.
   */
  async activateOrMiss(): Promise<void> {
    const { jurisdiction, plannedFor, state } = this.state;
    if (state === 'WAITING' && (await activation.writeActivation(jurisdiction, plannedFor)) !== 'WRITTEN')
      this.state = afterFact(this.state, { kind: 'LOST' });
    this.state = afterFact(this.state, { kind: 'REACHED', at: isoInstant(Date.now()) });
    if (this.isActive) {
      return this.note({
        kind: 'ACTIVATED',
        summary: `Active from ${plannedFor}: what the FBI receives from then on is shared`,
        at: plannedFor,
      });
    }
    const why = this.missing();
    this.note({
      kind: 'ACTIVATION_MISSED',
      summary: `Not activated at ${plannedFor}: ${why}`,
      alarms: [...this.closed(), this.alarm('ACTIVATION_MISSED', why)],
    });
  }

  /** Training material goes to the agencies; nothing has waited for it (rule D8). */
  async sendTraining(): Promise<void> {
    const { jurisdiction, plannedFor } = this.state;
    const agencies = await activation.sendTraining(jurisdiction, plannedFor);
    const to = agencies === 1 ? 'agency' : 'agencies';
    this.note({ kind: 'TRAINING_SENT', summary: `Training material went to ${agencies} ${to}` });
  }

  /** What is missing comes to people's notice in time. */
  callWhoeverIsNeeded(): void {
    if (this.state.state !== 'PLANNED') return;
    if (Date.now() >= this.confirmationDueMs) this.callForConfirmation();
    if (!this.riskSaid && Date.now() >= this.riskFromMs()) this.sayRisk();
  }

  /** A delivery was confirmed; the first confirmation of each notice counts. */
  async delivered({ to, deliveredAt, ...how }: Confirmation, actor: Actor): Promise<ActResult> {
    this.state = afterFact(this.state, { kind: 'DELIVERED', to, at: deliveredAt });
    if (unconfirmed(this.state).length === 0) this.confirmationDueMs = NEVER;
    this.wake();
    const done = `Notice ${how.revision} to the ${to === 'STATE' ? 'state' : 'local government'} was delivered`;
    await this.journal.write({
      kind: 'NOTICE_DELIVERED',
      summary: done,
      author: { kind: 'person', actor },
      at: deliveredAt,
      data: { to, deliveredAt, ...how },
      alarms: [close(keyOf('NOTICE_UNCONFIRMED', to))],
    });
    return { done };
  }

  /**
   * Another date. It is moved in the register first: until that is certain the old one stands. Both notices go out anew, and earlier confirmations
   * no longer count.
   */
  async move(args: Move, actor: Actor): Promise<ActResult> {
    const before = this.state.plannedFor;
    this.moving = true;
    let terms: NoticeTerms;
    try {
      terms = await this.withdrawn(args);
      this.state = afterFact(this.state, { kind: 'MOVED', ...args, noticeDays: terms.noticeDays });
      this.unwritable = false;
    } finally {
      this.moving = false;
      this.wake();
    }
    const done = `Moved from ${before} to ${this.state.plannedFor}; both notices sent anew`;
    await this.announce(terms.words, before, {
      kind: 'ACTIVATION_MOVED',
      summary: done,
      author: { kind: 'person', actor },
      data: { before, reasons: args.reasons, profile: terms.profile, noticeDays: terms.noticeDays },
      alarms: this.closed(),
    });
    return { done };
  }

  wake(): void {
    this.changes += 1;
  }

  view(): ActivationView {
    return { state: this.state, next: nextOf(this.state), nowMs: Date.now() };
  }

  /** The old date is out of the register. Judged once more when it is the turn: meanwhile time has passed, and the profile may be another. */
  private async withdrawn(args: Move): Promise<NoticeTerms> {
    const { jurisdiction } = this.state;
    const terms = await activation.noticeTerms(jurisdiction, args.activeFrom, isoInstant(Date.now()));
    await condition(() => !this.registering);
    const refusal = refuseMove({ ...this.state, noticeDays: terms.noticeDays }, args, Date.now());
    if (refusal) throw refused(refusal);
    const { plannedFor } = this.state;
    if ((await activation.withdrawActivation(jurisdiction, plannedFor)) === 'WITHDRAWN') return terms;
    throw refused({
      field: 'state',
      code: 'ALREADY_ACTIVE',
      reason: `The jurisdiction is active since ${plannedFor}: nothing changes.`,
    });
  }

  /** Records a date with its two notices: they are sent when the record, and with it the mailboxes, has them. */
  private async announce(words: InstantInWords, before: string | null, step: Step): Promise<void> {
    const { name, state } = this.input;
    const { revision } = this.state;
    this.sendingAt = isoInstant(Date.now());
    this.confirmationDueMs = Date.now() + this.input.limits.noticeConfirmationMs;
    this.riskSaid = false;
    await this.journal.write({
      ...step,
      outgoing: activationNotices({ activation: this.state, name, state, words, before }),
    });
    if (this.state.revision !== revision) return;
    this.sendingAt = null;
    this.state = afterFact(this.state, { kind: 'NOTICES_SENT', at: isoInstant(Date.now()) });
    this.wake();
  }

  private nextDueMs(): number {
    const { state, plannedFor } = this.state;
    if (state === 'MISSED') return NEVER;
    if (state === 'WAITING') return instantMs(plannedFor);
    return Math.min(instantMs(plannedFor), this.confirmationDueMs, this.riskSaid ? NEVER : this.riskFromMs());
  }

  /** From when on the date cannot be kept as things stand (ms): at once, where the waiting period is known to end after it. */
  private riskFromMs(): number {
    if (isReady(this.state)) return NEVER;
    return waitingEndsMs(this.state) === undefined ? lastDeliveryMs(this.state) : Date.now();
  }

  private callForConfirmation(): void {
    const open = unconfirmed(this.state);
    this.confirmationDueMs = NEVER;
    this.note({
      kind: 'NOTICE_UNCONFIRMED',
      summary: `Nobody has confirmed the delivery of: ${open.join(', ')}`,
      alarms: open.map((to) => this.alarm('NOTICE_UNCONFIRMED', `notice to ${to}`, keyOf('NOTICE_UNCONFIRMED', to))),
    });
  }

  private sayRisk(): void {
    this.riskSaid = true;
    const why = this.missing();
    this.note({
      kind: 'ACTIVATION_AT_RISK',
      summary: `The date ${this.state.plannedFor} cannot be kept as things stand: ${why}`,
      alarms: [this.alarm('ACTIVATION_AT_RISK', why)],
    });
  }

  private missing(): string {
    const open = unconfirmed(this.state);
    if (open.length > 0) return `no confirmed delivery of: ${open.join(', ')}`;
    return isReady(this.state) ? 'the register did not have it by then' : 'the waiting period ends after it';
  }

  /** Every alarm about a date closes with it. */
  private closed(): AlarmChange[] {
    const notices = NOTICE_TO.map((to) => keyOf('NOTICE_UNCONFIRMED', to));
    return [...notices, 'ACTIVATION_AT_RISK', 'ACTIVATION_MISSED'].map((key) => close(key));
  }

  private alarm(rule: AlarmName, detail: string, key: string = rule): AlarmChange {
    return raise(rule, `${this.state.jurisdiction}, planned for ${this.state.plannedFor}: ${detail}`, key);
  }

  private note(step: Omit<Step, 'author'>): void {
    this.journal.note({ ...step, author: SYSTEM });
  }

  private projection(): JurisdictionProjection {
    const { sendingAt } = this;
    const shown = sendingAt === null ? this.state : afterFact(this.state, { kind: 'NOTICES_SENT', at: sendingAt });
    const { jurisdiction, state, plannedFor, revision, noticeDays, notices } = shown;
    return {
      jurisdiction,
      state,
      plannedFor,
      revision,
      noticeDays,
      notices: { state: notices.STATE, local: notices.LOCAL },
      wave: this.input.wave,
      nextStep: nextOf(shown),
      changedAt: isoInstant(Date.now()),
    };
  }
}

function keyOf(rule: AlarmName, to: NoticeTo): string {
  return `${rule}-${to}`;
}
