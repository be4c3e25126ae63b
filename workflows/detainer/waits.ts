import { alarmsAtMark, closed, type Following, GROUND_ALARMS, raised } from '../../domain/detainer/consequences.ts';
import type { DetainerState, HoldClock } from '../../domain/detainer/hold.ts';
import { MARK_WORDS, type MarkAt, marksOf } from '../../domain/detainer/marks.ts';
import type { DetainerInput } from '../../domain/lifecycle/input.ts';
import { CLOCK_TOLERANCE_MS } from '../../domain/partners/plausible.ts';
import type { AlarmChange } from '../../domain/record/record.ts';
import { instantMs, isoInstant } from '../../domain/text.ts';
import { type Step, SYSTEM } from '../support/journal.ts';

const HOUR_MS = 3_600_000;
const NEVER = Number.POSITIVE_INFINITY;

/** What waiting needs to know of a detainer, and how it speaks for it. */
export interface Waiting {
  readonly input: DetainerInput;
  readonly state: DetainerState;
  /** Whether the jail was asked for anything: before the issue nobody can tell yet. */
  readonly delivery: 'PREPARED' | 'SENT' | 'VOID';
  following(): Following;
  note(step: Step): void;
}

/** What a detainer waits for, and whom it calls when nothing comes: a confirmation, a mark before the limit, word of another ground. */
export class Waits {
  private readonly detainer: Waiting;
  private acknowledgementDueMs: number;
  private marks: readonly MarkAt[] = [];
  /** When somebody last said that another ground holds the person. */
  groundConfirmedAt: string;
  /** Since when that is in question; null while it is not. */
  groundAskedAt: string | null = null;
  /** When the other ground is expected to end, as last said; null where nobody could say. */
  groundExpectedEndAt: string | null = null;
  private overdueSaid = false;

  constructor(detainer: Waiting) {
    this.detainer = detainer;
    this.acknowledgementDueMs = Date.now() + detainer.input.limits.acknowledgementMs;
    this.groundConfirmedAt = isoInstant(Date.now());
  }

  /** The next instant (ms) at which something is due. */
  nextDueMs(): number {
    const { hold, clock } = this.detainer.state;
    const running = hold === 'RUNNING' && clock ? Math.min(clock.limitMs, this.marks[0]?.atMs ?? NEVER) : NEVER;
    const dormant = hold === 'DORMANT' ? this.groundDueMs() : NEVER;
    return Math.min(running, dormant, this.acknowledgementDueMs);
  }

  /** Does what is due now, the limit apart. */
  doWhatIsDue(): void {
    const nowMs = Date.now();
    const { hold } = this.detainer.state;
    if (nowMs >= this.acknowledgementDueMs) this.confirmationMissing();
    if (hold === 'RUNNING') this.marksPassed(nowMs);
    if (hold === 'DORMANT' && nowMs >= this.groundDueMs()) this.groundDue();
  }

  /** A form was sent anew: people are told if nobody confirms the copy in time. */
  copyOwed(): void {
    this.acknowledgementDueMs = Date.now() + this.detainer.input.limits.acknowledgementMs;
  }

  /** A clock has started or its limit has moved earlier: of its marks already passed, the last one is said. */
  clockMoved(clock: HoldClock): void {
    this.marks = marksOf(clock);
  }

  /** Somebody looked: another ground holds the person. Their answer closes every question about it, but not one asked after they had looked. */
  groundConfirmed(at: string, expectedEndAt: string | null): AlarmChange[] {
    const askedMs = instantMs(this.groundAskedAt ?? this.groundConfirmedAt) - CLOCK_TOLERANCE_MS;
    if (instantMs(at) < askedMs) return [];
    this.groundConfirmedAt = at;
    this.groundAskedAt = null;
    this.overdueSaid = false;
    this.groundExpectedEndAt = expectedEndAt;
    return GROUND_ALARMS.map((rule) => closed(rule, this.detainer.following()));
  }

  /** Whether another ground holds the person is in question: people are asked, and the time for an answer runs. */
  groundQuestioned(): AlarmChange[] {
    if (this.detainer.state.hold !== 'DORMANT') return [];
    this.groundAskedAt ??= isoInstant(Date.now());
    return [raised('GROUND_UNCERTAIN', this.detainer.following())];
  }

  private groundDueMs(): number {
    const { input } = this.detainer;
    if (this.groundAskedAt === null) {
      const expectedMs = this.groundExpectedEndAt === null ? NEVER : instantMs(this.groundExpectedEndAt);
      return Math.min(instantMs(this.groundConfirmedAt) + input.limits.dormantCheckMs, expectedMs);
    }
    // Unanswered, it is asked again, however often: those who were called may have acknowledged it and forgotten.
    const { groundConfirmationHours } = input.profile;
    const afterMs = this.overdueSaid ? input.limits.dormantCheckMs : groundConfirmationHours * HOUR_MS;
    return instantMs(this.groundAskedAt) + afterMs;
  }

  private groundDue(): void {
    const following = this.detainer.following();
    if (this.groundAskedAt === null || this.overdueSaid) {
      this.groundAskedAt = isoInstant(Date.now());
      this.overdueSaid = false;
      this.detainer.note({
        kind: 'DORMANT_CHECK',
        summary: 'Does another ground still hold the person? The field office asks.',
        author: SYSTEM,
        // The alarm of the time before may have been acknowledged: each question calls anew.
        alarms: [closed('DORMANT_CHECK', following), raised('DORMANT_CHECK', following)],
      });
      return;
    }
    this.overdueSaid = true;
    this.detainer.note({
      kind: 'POSSIBLE_OVERDUE_HOLD',
      summary: 'Nobody has confirmed that another ground holds the person: the hold may be overdue',
      author: SYSTEM,
      alarms: [closed('POSSIBLE_OVERDUE_HOLD', following), raised('POSSIBLE_OVERDUE_HOLD', following)],
    });
  }

  private marksPassed(nowMs: number): void {
    const passed = this.marks.filter(({ atMs }) => atMs <= nowMs);
    this.marks = this.marks.filter(({ atMs }) => atMs > nowMs);
    const last = passed.at(-1);
    if (last === undefined) return;
    this.detainer.note({
      kind: 'LIMIT_NEAR',
      summary: `${MARK_WORDS[last.mark]}: the request ends at ${this.detainer.state.clock?.limitAt ?? ''}`,
      author: SYSTEM,
      at: isoInstant(last.atMs),
      alarms: alarmsAtMark(last.mark, this.detainer.following()),
    });
  }

  private confirmationMissing(): void {
    const { state, delivery, input } = this.detainer;
    this.acknowledgementDueMs = delivery === 'PREPARED' ? Date.now() + input.limits.acknowledgementMs : NEVER;
    // A jail that was asked for nothing owes no answer.
    if (delivery !== 'SENT') return;
    const following = this.detainer.following();
    const asking = state.hold === 'DORMANT' || state.hold === 'RUNNING';
    const unacknowledged = asking && (state.delivery === 'ISSUED' || state.delivery === 'RECEIVED');
    const alarms = [
      ...(unacknowledged ? [raised('DETAINER_UNACKNOWLEDGED', following)] : []),
      ...(state.service === 'UNCONFIRMED' ? [raised('COPY_UNCONFIRMED', following)] : []),
    ];
    if (alarms.length === 0) return;
    this.detainer.note({
      kind: 'CONFIRMATION_MISSING',
      summary: 'Acknowledgement or the copy to the person is still unconfirmed',
      author: SYSTEM,
      alarms,
    });
  }
}
