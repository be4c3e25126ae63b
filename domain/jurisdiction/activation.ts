import { z } from 'zod';
import type { Actor } from '../access/roles.ts';
import { jurisdictionIdSchema } from '../agency/agency.ts';
import type { Refusal } from '../errors.ts';
import { CLOCK_TOLERANCE_MS, refuseFuture } from '../partners/plausible.ts';
import { instantMs, instantSchema, isoInstant, labelSchema, wordsSchema } from '../text.ts';

/**
 * The activation of a jurisdiction (rules D1-D3): planned, a notice to the state and one to the local government, each confirmed as delivered, a
 * waiting period, and then active exactly at the planned instant. No agreement, act or silence of anybody is a condition.
 */

/** How one activation is planned. */
export const activationPlanSchema = z.strictObject({
  jurisdiction: jurisdictionIdSchema,
  /** The exact instant from which submissions received by the FBI are shared. */
  activeFrom: instantSchema,
  /** The wave that it belongs to; null: alone. */
  wave: labelSchema.nullable(),
  reasons: wordsSchema,
});
export type ActivationPlan = z.infer<typeof activationPlanSchema>;

export const moveActivationSchema = z.strictObject({ activeFrom: instantSchema, reasons: wordsSchema });
export type Move = z.infer<typeof moveActivationSchema>;

/** A jurisdiction that was active, or whose activation was announced, before it came into this register (rule D2). ISO instants. */
export const takenOverSchema = z
  .strictObject({ activeFrom: instantSchema, stateNoticeAt: instantSchema, localNoticeAt: instantSchema })
  .refine(
    ({ activeFrom, stateNoticeAt, localNoticeAt }) =>
      Math.max(instantMs(stateNoticeAt), instantMs(localNoticeAt)) < instantMs(activeFrom),
    'both notices come before the instant from which it is active',
  );
export type TakenOver = z.infer<typeof takenOverSchema>;

/** Whom the two notices are for: the state's government and the local one. */
export const NOTICE_TO = ['STATE', 'LOCAL'] as const;
export type NoticeTo = (typeof NOTICE_TO)[number];

/** How a notice reached its government. `MAILBOX`: it was fetched here. */
export const NOTICE_METHODS = ['MAILBOX', 'LETTER', 'EMAIL', 'IN_PERSON', 'TELEPHONE'] as const;

/** Who confirms says how the notice was delivered and who received it, so that nobody's silence can block (rule D3). */
export const confirmNoticeSchema = z.strictObject({
  to: z.enum(NOTICE_TO),
  /** The revision that the notice names: an earlier one no longer counts. */
  revision: z.int().min(1).max(10_000),
  deliveredAt: instantSchema,
  method: z.enum(NOTICE_METHODS),
  /** The office or official who received it. */
  recipient: labelSchema,
});
export type Confirmation = z.infer<typeof confirmNoticeSchema>;

/**
 * Where an activation stands. `PLANNED`: something is missing. `WAITING`: nothing but time, and the register says so. `MISSED`: the instant has
 * passed without. `ACTIVE`: it was reached.
 */
export const ACTIVATION_STATES = ['PLANNED', 'WAITING', 'MISSED', 'ACTIVE'] as const;
export type ActivationState = (typeof ACTIVATION_STATES)[number];

/** One of the two notices of the present revision. ISO instants; null: not yet. */
export interface Notice {
  readonly sentAt: string | null;
  readonly deliveredAt: string | null;
}

/** An activation: plain JSON, returned by the `activationView` query. */
export interface Activation {
  readonly jurisdiction: string;
  readonly state: ActivationState;
  /** ISO instant in UTC. */
  readonly plannedFor: string;
  /** Counts the dates that were planned, from 1. */
  readonly revision: number;
  /** Days of 24 hours between the later delivery and the activation, by the profile in force when the date was planned. */
  readonly noticeDays: number;
  readonly notices: Readonly<Record<NoticeTo, Notice>>;
}

const DAY_MS = 24 * 3_600_000;
/** So long before the planned instant it can no longer be moved: everybody who reads the register may rely on it. */
export const LAST_MOVE_MS = 3_600_000;

const UNSENT: Notice = { sentAt: null, deliveredAt: null };

/** A planned activation as it starts. */
export function planned(jurisdiction: string, activeFrom: string, noticeDays: number): Activation {
  return {
    jurisdiction,
    state: 'PLANNED',
    plannedFor: isoInstant(instantMs(activeFrom)),
    revision: 1,
    noticeDays,
    notices: { STATE: UNSENT, LOCAL: UNSENT },
  };
}

/** What happens to an activation. */
export type ActivationFact =
  /** The notices of this revision lie in the mailboxes. */
  | { readonly kind: 'NOTICES_SENT'; readonly at: string }
  | { readonly kind: 'DELIVERED'; readonly to: NoticeTo; readonly at: string }
  /** The register holds the planned instant: from here on only time is missing. */
  | { readonly kind: 'WRITTEN' }
  /** The register no longer holds it, as after its database was put back: then it is not active from it. */
  | { readonly kind: 'LOST' }
  /** So late it is now: the planned instant may have come. */
  | { readonly kind: 'REACHED'; readonly at: string }
  /** Another date: both notices are due anew. */
  | { readonly kind: 'MOVED'; readonly activeFrom: string; readonly noticeDays: number };

/** The activation after a fact; the same one where the fact has no effect. */
export function afterFact(activation: Activation, fact: ActivationFact): Activation {
  if (activation.state === 'ACTIVE') return activation;
  switch (fact.kind) {
    case 'NOTICES_SENT':
      return { ...activation, notices: withSent(activation.notices, fact.at) };
    case 'DELIVERED':
      return delivered(activation, fact);
    case 'WRITTEN':
      return isReady(activation) && activation.state === 'PLANNED' ? { ...activation, state: 'WAITING' } : activation;
    case 'LOST':
      return activation.state === 'WAITING' ? { ...activation, state: 'PLANNED' } : activation;
    case 'REACHED':
      if (instantMs(fact.at) < instantMs(activation.plannedFor)) return activation;
      return { ...activation, state: activation.state === 'WAITING' ? 'ACTIVE' : 'MISSED' };
    case 'MOVED':
      return {
        ...planned(activation.jurisdiction, fact.activeFrom, fact.noticeDays),
        revision: activation.revision + 1,
      };
  }
}

function withSent({ STATE, LOCAL }: Activation['notices'], sentAt: string): Activation['notices'] {
  return { STATE: { ...STATE, sentAt }, LOCAL: { ...LOCAL, sentAt } };
}

function delivered(activation: Activation, { to, at }: { to: NoticeTo; at: string }): Activation {
  const notice = activation.notices[to];
  if (activation.state !== 'PLANNED' || notice.sentAt === null || notice.deliveredAt !== null) return activation;
  // Nothing is delivered before it is sent: a reporter's clock that is slow shortens no waiting period.
  const deliveredAt = instantMs(at) < instantMs(notice.sentAt) ? notice.sentAt : at;
  return { ...activation, notices: { ...activation.notices, [to]: { ...notice, deliveredAt } } };
}

/** A planned instant with its notices, as far as the waiting period is about them. */
type Dated = Pick<Activation, 'plannedFor' | 'noticeDays' | 'notices'>;

/** When the waiting period ends, counted from the later delivery (ms); `undefined` while a delivery is not confirmed. */
export function waitingEndsMs({ notices, noticeDays }: Dated): number | undefined {
  const { STATE, LOCAL } = notices;
  if (STATE.deliveredAt === null || LOCAL.deliveredAt === null) return undefined;
  return Math.max(instantMs(STATE.deliveredAt), instantMs(LOCAL.deliveredAt)) + noticeDays * DAY_MS;
}

/** Whether nothing but time is missing: both notices delivered, and the waiting period over by the planned instant (rule D2). */
export function isReady(activation: Dated): boolean {
  const endsMs = waitingEndsMs(activation);
  return endsMs !== undefined && endsMs <= instantMs(activation.plannedFor);
}

/** The last instant (ms) at which both notices must have been delivered for the planned date to be kept. */
export function lastDeliveryMs({ plannedFor, noticeDays }: Activation): number {
  return instantMs(plannedFor) - noticeDays * DAY_MS;
}

/** Whose delivery nobody has confirmed. */
export function unconfirmed({ notices }: Activation): readonly NoticeTo[] {
  return NOTICE_TO.filter((to) => notices[to].deliveredAt === null);
}

/** What happens next, in words, for lists and for the person looking at one. */
export function nextOf(activation: Activation): string {
  const { state, plannedFor, noticeDays, notices } = activation;
  switch (state) {
    case 'ACTIVE':
      return `active since ${plannedFor}`;
    case 'WAITING':
      return `active at ${plannedFor}`;
    case 'MISSED':
      return 'not activated: an administrator plans another date';
    case 'PLANNED': {
      if (notices.STATE.sentAt === null) return 'both notices are sent';
      const missing = unconfirmed(activation);
      if (missing.length > 0) return `delivery is confirmed: ${missing.map((to) => WORDS[to]).join(' and ')}`;
      if (isReady(activation)) return 'the register takes the instant';
      return `the waiting period of ${noticeDays} days ends after the planned instant: an administrator plans another date`;
    }
  }
}

const WORDS: Readonly<Record<NoticeTo, string>> = {
  STATE: 'the notice to the state',
  LOCAL: 'the notice to the local government',
};

/** Why an activation cannot be planned for an instant: the waiting period must fit before it. */
export function refusePlan(activeFrom: string, noticeDays: number, nowMs: number): Refusal | undefined {
  const earliestMs = nowMs + noticeDays * DAY_MS;
  if (instantMs(activeFrom) >= earliestMs) return undefined;
  return {
    field: 'activeFrom',
    code: 'NOTICE_TOO_SHORT',
    reason: `Both governments have notice for ${noticeDays} days: name an instant at ${isoInstant(earliestMs)} or later.`,
  };
}

/** Why the date cannot be moved so. */
export function refuseMove(activation: Activation, { activeFrom }: Move, nowMs: number): Refusal | undefined {
  const { state, plannedFor, noticeDays } = activation;
  if (state === 'ACTIVE') return alreadyActive(plannedFor);
  if (state !== 'MISSED' && nowMs > instantMs(plannedFor) - LAST_MOVE_MS) {
    return {
      field: 'state',
      code: 'TOO_LATE_TO_MOVE',
      reason: `In the last hour before ${plannedFor} the date stands: whoever reads the register relies on it.`,
    };
  }
  if (instantMs(activeFrom) === instantMs(plannedFor)) {
    return { field: 'activeFrom', code: 'SAME_DATE', reason: 'It is planned for this instant already.' };
  }
  return refusePlan(activeFrom, noticeDays, nowMs);
}

/** Who says it: an administrator for either notice, an official for the one to the own government. */
export function refuseConfirmer(
  { to }: Confirmation,
  { role, scope }: Pick<Actor, 'role' | 'scope'>,
): Refusal | undefined {
  const own = scope.kind === (to === 'STATE' ? 'state' : 'jurisdiction');
  if (role === 'administrator' || own) return undefined;
  return {
    field: 'to',
    code: 'NOT_YOUR_NOTICE',
    reason: 'This notice is to another government: its officials, or an administrator, confirm it.',
  };
}

/** Why a delivery cannot be confirmed so. */
export function refuseConfirmation(
  activation: Activation,
  { to, revision, deliveredAt }: Confirmation,
  nowMs: number,
): Refusal | undefined {
  const { state, plannedFor, notices } = activation;
  if (state === 'ACTIVE') return alreadyActive(plannedFor);
  if (revision !== activation.revision) {
    const reason = `The date is that of revision ${activation.revision}: only its notice counts.`;
    return { field: 'revision', code: 'NOTICE_OUTDATED', reason };
  }
  if (state === 'MISSED' || nowMs >= instantMs(plannedFor)) {
    const reason = `The planned instant ${plannedFor} has passed: another date, with new notices, is planned first.`;
    return { field: 'state', code: 'ACTIVATION_MISSED', reason };
  }
  const { sentAt, deliveredAt: before } = notices[to];
  if (sentAt === null) {
    return {
      field: 'to',
      code: 'NOTICE_NOT_SENT',
      reason: 'This notice has not been sent yet: try again in a moment.',
    };
  }
  if (before !== null) {
    return { field: 'to', code: 'ALREADY_CONFIRMED', reason: `The delivery of this notice at ${before} is on record.` };
  }
  if (instantMs(deliveredAt) < instantMs(sentAt) - CLOCK_TOLERANCE_MS) {
    return { field: 'deliveredAt', code: 'BEFORE_SENT', reason: `This notice was sent at ${sentAt}, not before.` };
  }
  return refuseFuture(deliveredAt, 'deliveredAt', nowMs);
}

function alreadyActive(since: string): Refusal {
  return {
    field: 'state',
    code: 'ALREADY_ACTIVE',
    reason: `The jurisdiction is active since ${since}: nothing changes.`,
  };
}
