import { condition } from '@temporalio/workflow';
import { jurisdictionOf, NO_ROUTING, type Routing } from '../../domain/agency/agency.ts';
import type { AlarmName } from '../../domain/alarms/alarms.ts';
import type { Facility } from '../../domain/detainer/custody.ts';
import { inheritedClock } from '../../domain/detainer/hold.ts';
import { flags } from '../../domain/decision/decision.ts';
import type { Refusal } from '../../domain/errors.ts';
import type { CasePlace } from '../../domain/lifecycle/acts.ts';
import { STAGES, type ActName } from '../../domain/lifecycle/acts.ts';
import type { BookingCaseInput, WaitLimits } from '../../domain/lifecycle/input.ts';
import {
  type CaseDetainer,
  type CaseState,
  custodyEnd,
  type ImmigrationTrack,
  newCaseState,
  nextStep,
  openDetainers,
  type Outcome,
  type PendingSecond,
} from '../../domain/lifecycle/state.ts';
import type { DetainerReport, FbiMessage, IdentMessage, SystemMessage } from '../../domain/partners/messages.ts';
import type { RuleProfile } from '../../domain/profile/profile.ts';
import type { Address, AlarmChange, Author, CaseProjection, OutgoingMessage } from '../../domain/record/record.ts';
import { instantMs, isoInstant } from '../../domain/text.ts';
import { own } from './activities.ts';
import { authorityData, awaitedInWords } from './authority.ts';
import { close, Journal, raise, type Step } from './journal.ts';

/** The alarm of the step at which a person is waited for, and how long that may last in milliseconds; none where no person is. */
function alarmOf(
  { immigration, interview }: CaseState,
  limits: WaitLimits,
): { rule: AlarmName; limitMs: number } | undefined {
  switch (immigration) {
    case 'AWAITING_JURISDICTION':
      return { rule: 'JURISDICTION_UNKNOWN', limitMs: limits.jurisdictionMs };
    case 'STATUS_REVIEW':
      return { rule: 'REVIEW_WAITING', limitMs: limits.reviewMs };
    case 'OFFICER_DECISION':
      return { rule: 'DECISION_WAITING', limitMs: limits.decisionMs };
    case 'SECOND_OFFICER':
      return { rule: 'SECOND_OFFICER_WAITING', limitMs: limits.secondOfficerMs };
    case 'ENFORCEMENT':
      return interview === null
        ? { rule: 'INTERVIEW_WAITING', limitMs: limits.interviewMs }
        : { rule: 'REMOVAL_DECISION_WAITING', limitMs: limits.decisionMs };
    default:
      return undefined;
  }
}

/** What the FBI and IDENT have said, as first said: later words never replace it. */
interface Answers {
  fbi: Extract<FbiMessage, { kind: 'SRE' | 'ERRT' }> | null;
  ident: Extract<IdentMessage, { kind: 'MATCH' | 'NO_MATCH' }> | null;
}

/** A running case: its state, its record, where it lies. The stages (booking, review, decision, …) act on it. */
export class Case {
  readonly input: BookingCaseInput;
  readonly state: CaseState = newCaseState();
  readonly answers: Answers = { fbi: null, ident: null };
  readonly journal: Journal;
  readonly askedAgain = new Map<string, number>();
  routing: Routing = NO_ROUTING;
  opened = false;
  /** The rule profile as last learnt. */
  profile: RuleProfile | null = null;
  /** What IDENT said before the prints were shared, as far as this workflow knows. */
  readonly earlyIdent: IdentMessage[] = [];
  /** Detainers that this workflow had issued before it was set back, as they last reported: they go on, and an end ends them too. */
  readonly forgotten = new Map<string, DetainerReport>();
  private readonly heard = new Set<string>();
  /** The earliest start of the clock that any detainer ever reported, even one that was set back and has forgotten it. */
  private firstStart: string | null = null;
  private readonly toldStarts = new Map<string, string>();
  private readonly toldLimits = new Map<string, number>();
  private readonly toldEnd = new Set<string>();
  /** Takes an envelope that came with a reply, like one that came as a signal. */
  receive: (envelope: unknown) => void = () => undefined;
  private readonly openedAt = isoInstant(Date.now());
  private stageChanges = 0;
  private closedAt: string | null = null;

  constructor(input: BookingCaseInput) {
    this.input = input;
    this.journal = new Journal(input.caseId, input.caseId, () => ({ caseProjection: this.projection() }));
  }

  get caseId(): string {
    return this.input.caseId;
  }

  get place(): CasePlace {
    const { agency } = this.routing;
    const jurisdiction = jurisdictionOf(this.routing);
    const fieldOffice = agency?.fieldOffice ?? jurisdiction?.fieldOffice ?? null;
    const { cri, ori } = this.input;
    return { cri, sib: agency?.sib ?? ori, fieldOffice, jurisdiction: jurisdiction?.id ?? null };
  }

  /** The jail that holds the person, as a detainer reported last; null: none has. */
  get held(): Facility | null {
    return this.state.detainers.findLast(({ report }) => report !== null)?.report?.facility ?? null;
  }

  get ended(): boolean {
    return this.state.immigration === 'ENDED';
  }

  get rejected(): boolean {
    return this.answers.fbi?.kind === 'ERRT';
  }

  /** Every message to the booking agency passes through its state's bureau. */
  routeToAgency(): readonly [Address, ...Address[]] {
    const sib: Address = `sib:${this.place.sib ?? this.input.ori}`;
    return [sib, `agency:${this.input.cri}`];
  }

  /** The office responsible for the booking agency; for one absent from the register, the programme's administrators route it by hand. */
  routeToOffice(): readonly [Address, ...Address[]] {
    const { fieldOffice } = this.place;
    return fieldOffice === null ? ['role:administrator'] : [`office:${fieldOffice}`];
  }

  /** Why no act is possible in this stage; `undefined` where it is. */
  refuseStage(act: ActName): Refusal | undefined {
    const stages = STAGES[act];
    if (this.opened && !this.ended && (stages === undefined || stages.includes(this.state.immigration)))
      return undefined;
    const where = this.ended ? 'it has ended' : `next, ${nextStep(this.state)}`;
    return {
      field: 'state',
      code: this.ended ? 'CASE_ENDED' : 'NOT_IN_THIS_STAGE',
      reason: `The case does not stand at this step: ${where}.`,
    };
  }

  /** Moves the immigration side to a stage and records the step that moved it; the alarm of the stage left behind is closed. */
  async moveTo(stage: ImmigrationTrack, step: Step): Promise<void> {
    const left = this.leaveStep();
    // What was under way when the case ended is recorded, but nothing brings a case back.
    if (!this.ended) this.state.immigration = stage;
    await this.journal.write({ ...step, alarms: [...left, ...(step.alarms ?? [])] });
  }

  /** The step waited for has been done: its alarm is closed, and the wait for the next one begins. */
  leaveStep(): AlarmChange[] {
    this.stageChanges += 1;
    const alarm = alarmOf(this.state, this.input.limits);
    return alarm ? [close(alarm.rule), close('COUNSEL_ASKED')] : [];
  }

  /** Ends the immigration side. The person leaves every queue; what was asked of a jail is withdrawn unless removal is sought. */
  async end(outcome: Outcome, step: Step): Promise<void> {
    if (this.ended) return;
    this.state.outcome = outcome;
    this.state.pendingSecond = null;
    const written = this.moveTo('ENDED', step);
    if (outcome !== 'REMOVAL_SOUGHT') this.cancelDetainers(step.summary);
    await written;
  }

  /** A decision takes effect only after every review that it needs is recorded (rules B2, B9). */
  async waitForSecond(pending: PendingSecond): Promise<{ done: string }> {
    const { taken, awaits } = pending;
    this.state.pendingSecond = pending;
    await this.moveTo('SECOND_OFFICER', {
      kind: 'SECOND_OFFICER_NEEDED',
      summary: `The decision waits for ${awaitedInWords(awaits)}`,
      author: { kind: 'person', actor: taken.by },
      data: { ...taken.value, ...authorityData(taken.under), awaits: [...awaits] },
    });
    return { done: `Recorded; it takes effect only after ${awaitedInWords(awaits)}` };
  }

  /** The prints are deleted as soon as the FBI has answered and IDENT has, or never will be asked. */
  printsNoLongerNeeded(): { deleteSubmission?: true } {
    const dhsDone = this.answers.ident !== null || this.ended || this.rejected;
    return this.state.criminal !== 'AT_FBI' && dhsDone ? { deleteSubmission: true } : {};
  }

  /** Keeps what an officer found about the person's need of protection (rule B9). */
  noteFlags(answers: Parameters<typeof flags>[0]): void {
    if (flags(answers)) this.state.flagged = true;
  }

  /** Withdraws every open detainer, also a forgotten one: always possible, always in the person's favour. */
  cancelDetainers(reason: string, which: (detainer: CaseDetainer) => boolean = () => true): void {
    for (const { detainerId } of openDetainers(this.state).filter(which)) this.cancel(detainerId, reason);
    for (const detainerId of this.openForgotten) this.cancel(detainerId, reason);
  }

  cancel(detainerId: string, reason: string): void {
    this.tellDetainer({ kind: 'CANCEL', detainerId, reason: reason.slice(0, 200), at: isoInstant(Date.now()) });
  }

  /** The ids of forgotten detainers whose end nobody has reported. */
  get openForgotten(): readonly string[] {
    return [...this.forgotten.values()].filter(({ hold }) => hold !== 'CLOSED').map(({ detainerId }) => detainerId);
  }

  tellDetainer(message: SystemMessage): void {
    void own.tellWorkflow(message.detainerId, message);
  }

  /** Whether a partner's words were not heard before: a repeat, however late, is nothing new. */
  isNews(words: string): boolean {
    const before = this.heard.size;
    return this.heard.add(words).size > before;
  }

  /** All detainers of one custody share one clock: from what one of them learnt, the others run too (rule C2). */
  shareClock(): void {
    const starts = this.state.detainers
      .map(({ report }) => report?.startedAt ?? null)
      .filter((start) => start !== null);
    if (this.firstStart !== null) starts.push(this.firstStart);
    const [first] = starts.toSorted((a, b) => instantMs(a) - instantMs(b));
    if (first === undefined) return;
    this.firstStart = first;
    this.shareLimit();
    for (const { detainerId, report } of openDetainers(this.state)) {
      const known = report?.startedAt ?? null;
      const late = known === null || instantMs(known) > instantMs(first);
      if (report === null || !late || this.toldStarts.get(detainerId) === first) continue;
      this.toldStarts.set(detainerId, first);
      this.tellDetainer({ kind: 'GROUNDS_ENDED', detainerId, at: first });
    }
  }

  /** The earliest limit that any of them has is the limit of all. */
  private shareLimit(): void {
    const clock = inheritedClock(this.state.detainers.flatMap(({ report }) => report?.clock ?? []));
    for (const { detainerId, report } of openDetainers(this.state)) {
      const known = report?.clock ?? null;
      if (clock === null || known === null || known.limitMs <= clock.limitMs) continue;
      if (this.toldLimits.get(detainerId) === clock.limitMs) continue;
      this.toldLimits.set(detainerId, clock.limitMs);
      this.tellDetainer({ kind: 'CLOCK', detainerId, clock });
    }
  }

  /** A custody ends once: the detainers still open learn it from the one to which it was reported, as soon as they can hear. */
  shareEnd(): void {
    const end = custodyEnd(this.state);
    if (!end) return;
    for (const { detainerId, report } of openDetainers(this.state)) {
      if (report === null || this.toldEnd.has(detainerId)) continue;
      this.toldEnd.add(detainerId);
      this.tellDetainer({ kind: 'HOLD_ENDED', detainerId, ...end });
    }
  }

  /** Watches the stages in which people are waited for, raising each one's alarm when its limit passes. Ends with the case. */
  async watchStages(): Promise<void> {
    while (!this.ended) {
      const seen = this.stageChanges;
      const changed = () => this.ended || this.stageChanges !== seen;
      const alarm = alarmOf(this.state, this.input.limits);
      if (!alarm) await condition(changed);
      else if (!(await condition(changed, alarm.limitMs))) {
        this.journal.note({
          kind: 'WAITING',
          summary: `Still waiting: ${nextStep(this.state)}`,
          author: { kind: 'system' },
          alarms: [raise(alarm.rule)],
        });
        await condition(changed);
      }
    }
  }

  get isClosed(): boolean {
    return this.closedAt !== null;
  }

  /** The case is over: lists show it closed. */
  markClosed(): void {
    this.closedAt = isoInstant(Date.now());
  }

  private projection(): CaseProjection {
    return {
      criminal: this.state.criminal,
      immigration: this.state.immigration,
      outcome: this.state.outcome,
      cri: this.input.cri,
      jurisdiction: this.place.jurisdiction,
      fieldOffice: this.place.fieldOffice,
      nextStep: this.closedAt === null ? nextStep(this.state) : 'closed',
      openedAt: this.openedAt,
      changedAt: isoInstant(Date.now()),
      closedAt: this.closedAt,
    };
  }
}

/** A message of the case with nothing attached. */
export function message(
  key: string,
  kind: OutgoingMessage['kind'],
  route: OutgoingMessage['route'],
  subject: string,
  text: string,
  data: OutgoingMessage['data'] = {},
): OutgoingMessage {
  return { key, kind, route, subject, text, data, attachmentSha256: null };
}

export function byPartner(name: string): Author {
  return { kind: 'partner', name };
}
