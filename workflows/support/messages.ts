import {
  ApplicationFailure,
  CancellationScope,
  currentUpdateInfo,
  defineSignal,
  defineUpdate,
  setDefaultSignalHandler,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { type ActorStatement, assertedActor, type Signed, type TrustedKey } from '../../domain/access/assertion.ts';
import type { Actor } from '../../domain/access/roles.ts';
import { canonicalSha256 } from '../../domain/canonical.ts';
import type { Refusal } from '../../domain/errors.ts';
import {
  type ActArgs,
  type ActName,
  ACTS,
  actUpdateSchema,
  type Place,
  refuseAccess,
} from '../../domain/lifecycle/acts.ts';
import { updateNameOf } from '../../domain/lifecycle/input.ts';
import { openEnvelope, PARTNER_MESSAGE, type PartnerMessage } from '../../domain/partners/messages.ts';
import { type Journal, raise, SYSTEM } from './journal.ts';

/** What an act answers to the person: where the case stands now. */
export interface ActResult {
  readonly done: string;
}

interface Listener {
  readonly trust: readonly TrustedKey[];
  readonly place: () => Place;
  /** Whether acts are taken at all: not before the case is open, nor after its end. */
  readonly open: () => Refusal | undefined;
}

/**
 * Registers a person's act: a synchronous validator that checks schema, then actor, then state and refuses with a coded error; then the
 * handler, which trusts what was checked. Nothing a person sends can fail the workflow.
 */
export function onAct<N extends ActName>(
  name: N,
  listener: Listener,
  refuse: (args: ActArgs<N>, actor: Actor) => Refusal | undefined,
  apply: (args: ActArgs<N>, actor: Actor) => Promise<ActResult>,
): void {
  const update = defineUpdate<ActResult, [unknown]>(updateNameOf(name));
  setHandler(
    update,
    async (raw) => {
      const { args, actor } = trustedContent<N>(raw);
      return await CancellationScope.nonCancellable(async () => await apply(args, actor));
    },
    {
      validator: (raw) => {
        const args = checkedArgs(name, raw);
        const actor = checkedActor(name, raw, listener);
        const refusal = refuseAccess(name, actor, listener.place()) ?? listener.open() ?? refuse(args, actor);
        if (refusal) throw refused(refusal);
      },
    },
  );
}

/**
 * Registers the one signal for partners' and our own messages, and drops, recorded, whatever else is sent. Answers the same way in for what a
 * partner says at once in its reply: it is trusted no more than a signal.
 */
export function onMessages(
  trust: readonly TrustedKey[],
  journal: Journal,
  take: (message: PartnerMessage) => void,
): (raw: unknown) => void {
  const bad = new BadMessages(journal);
  const receive = (raw: unknown) => {
    const opened = openEnvelope(raw, trust);
    unstoppably(() => (opened.ok ? take(opened.value) : bad.note(opened.fault, raw)));
  };
  setHandler(defineSignal<[unknown]>(PARTNER_MESSAGE), receive);
  setDefaultSignalHandler((_name, ...args) => unstoppably(() => bad.note('UNKNOWN_SIGNAL', args)));
  return receive;
}

// A handler runs in the workflow's root scope, which anyone can cancel: what it starts must not be.
function unstoppably(step: () => void): void {
  void CancellationScope.nonCancellable(async () => step());
}

/** Records that a message of a trusted partner makes no sense here (e.g. it answers another transaction). */
export function noteSenseless(journal: Journal, from: string, why: string): void {
  journal.note({
    kind: 'MESSAGE_DROPPED',
    summary: `A message from ${from} was dropped: ${why}`,
    author: { kind: 'partner', name: from },
    alarms: [raise('BAD_MESSAGE', why)],
  });
}

/** A cancellation request ends nothing: only a person's act, an answer or the clock moves a case. It is recorded. */
export function ignoreCancellation(scope: CancellationScope, journal: Journal): void {
  scope.cancelRequested.catch(() => {
    const step = () =>
      journal.note({
        kind: 'CANCELLATION_IGNORED',
        summary: 'A request to cancel the workflow was ignored',
        author: SYSTEM,
        alarms: [raise('BAD_MESSAGE', 'cancel request')],
      });
    unstoppably(step);
  });
}

/** Bad messages are recorded one by one at first, then at every power of two: a flood cannot fill the history. */
class BadMessages {
  private readonly journal: Journal;
  private count = 0;

  constructor(journal: Journal) {
    this.journal = journal;
  }

  note(fault: string, raw: unknown): void {
    this.count += 1;
    if (this.count > 16 && (this.count & (this.count - 1)) !== 0) return;
    this.journal.note({
      kind: 'MESSAGE_DROPPED',
      summary: `A message was dropped (${fault}); ${this.count} so far`,
      author: SYSTEM,
      data: { fault, contentSha256: canonicalSha256(raw), count: this.count },
      alarms: [raise('BAD_MESSAGE', fault)],
    });
  }
}

function checkedArgs<N extends ActName>(name: N, raw: unknown): ActArgs<N> {
  const update = actUpdateSchema.safeParse(raw);
  if (!update.success)
    throw refused({
      field: 'update',
      code: 'UNDECODABLE',
      reason: 'This update could not be read: send it through the API or the command-line tool.',
    });
  const parsed = ACTS[name].args.safeParse(update.data.args);
  if (parsed.success) return parsed.data as ActArgs<N>;
  const issue = parsed.error.issues[0];
  throw refused({
    field: issue?.path.join('.') ?? '',
    code: 'INVALID_ARGUMENT',
    reason: `${issue?.path.join('.') || 'The arguments'}: ${issue?.message ?? 'invalid'}`,
  });
}

function checkedActor(name: ActName, raw: unknown, listener: Listener): Actor {
  const update = actUpdateSchema.parse(raw);
  const act = {
    workflowId: workflowInfo().workflowId,
    act: name,
    updateId: currentUpdateInfo()?.id ?? '',
    args: update.args,
    nowMs: Date.now(),
  };
  const asserted = assertedActor(update.assertion, act, listener.trust);
  if (asserted.ok) return asserted.statement.actor;
  throw refused({ field: 'assertion', code: asserted.fault, reason: ASSERTION_FAULTS[asserted.fault] });
}

const ASSERTION_FAULTS = {
  ASSERTION_UNSIGNED: 'Nobody trusted vouches for the person acting: act through the API.',
  ASSERTION_OF_ANOTHER_ACT: 'The assertion was made for another act: act through the API.',
  ASSERTION_EXPIRED: 'The assertion has expired: act again.',
  SIGN_IN_TOO_OLD: 'The sign-in is too old to act on: sign in again.',
} as const;

// The validator has accepted exactly this content, so the handler takes it as it is: parsing it again would let a later, stricter schema
// break the replay of an act that was accepted under an earlier one.
function trustedContent<N extends ActName>(raw: unknown): { args: ActArgs<N>; actor: Actor } {
  const update = raw as { args: ActArgs<N>; assertion: Signed };
  const statement = JSON.parse(update.assertion.statement) as ActorStatement;
  return { args: update.args, actor: statement.actor };
}

/** A coded refusal as the person acting gets it, from a validator or, where only an activity can tell, from a handler. */
export function refused(refusal: Refusal): ApplicationFailure {
  return ApplicationFailure.nonRetryable(refusal.reason, refusal.code, refusal.field);
}
