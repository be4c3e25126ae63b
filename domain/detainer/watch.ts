import type { AlarmName } from '../alarms/alarms.ts';
import type { DetainerProjection, OutgoingMessage } from '../record/record.ts';
import { instantMs, isoInstant } from '../text.ts';
import { facilitiesFrom, facilitiesOf } from './custody.ts';
import { releaseDue } from './grounds.ts';
import type { HoldClock } from './hold.ts';
import { NO_GROUND, releaseText } from './notices.ts';

/**
 * The watch over holds, independent of the cases (rule C7): what the records say of a detainer is compared with
 * the limit computed anew from the raw facts, so that a workflow that is stuck, failed or was terminated cannot hide an overdue hold.
 */

/** The workflow that looks, and the schedule that starts it. */
export const OVERDUE_HOLD_WATCH = 'overdueHoldWatch';
export const WATCH_SCHEDULE = 'overdue-hold-watch';
export const WATCH_EVERY_MINUTES = 5;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A workflow ends its request at the limit by itself, and its record follows: before this has passed, nothing is amiss. */
export const WATCH_GRACE_MS = 2 * MINUTE_MS;
/** Without a completed look for so long (wall clock), the watch is blind. */
export const WATCH_BLIND_MS = 15 * MINUTE_MS;
/** How long after authority ended somebody must have been called about the release. */
const RELEASE_ANSWER_MS = HOUR_MS;
/** That another ground holds is asked anew at least so often. */
const CONFIRMED_FOR_MS = 30 * DAY_MS;

/** A detainer as the records show it. */
export interface WatchedHold extends Pick<
  DetainerProjection,
  'detainerId' | 'number' | 'hold' | 'startedAt' | 'limitAt' | 'changedAt' | 'facts'
> {
  readonly caseId: string;
  readonly issuedAt: string;
  /** Whether the records show the case closed: then its workflow may have ended. */
  readonly caseClosed: boolean;
}

export const FINDING_KINDS = [
  'OVERDUE',
  'CLOCK_NOT_STARTED',
  'LIMIT_DISAGREES',
  'GROUND_UNCONFIRMED',
  'RELEASE_UNANSWERED',
  'FACTS_UNREADABLE',
  'WORKFLOW_GONE',
  'CASE_GONE',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/**
 * Something wrong with a hold. `detail` says what, without personal data: the same finding has the same words at every look. `limitAt` (ISO)
 * stands in OVERDUE: the limit that has passed.
 */
export interface Finding {
  readonly kind: FindingKind;
  readonly detail: string;
  readonly limitAt?: string;
}

/** Whom a finding calls. */
export const ALARM_OF_FINDING: Readonly<Record<FindingKind, AlarmName>> = {
  OVERDUE: 'HOLD_OVERDUE_UNSEEN',
  CLOCK_NOT_STARTED: 'CLOCK_DISAGREES',
  LIMIT_DISAGREES: 'CLOCK_DISAGREES',
  FACTS_UNREADABLE: 'CLOCK_DISAGREES',
  GROUND_UNCONFIRMED: 'POSSIBLE_OVERDUE_HOLD',
  RELEASE_UNANSWERED: 'RELEASE_UNCONFIRMED',
  WORKFLOW_GONE: 'DETAINER_STOPPED',
  CASE_GONE: 'DETAINER_STOPPED',
};

/** Where a workflow stands on the server. `CANNOT_TELL`: the server did not say; that is never taken for an end. */
export type Standing = 'RUNNING' | 'GONE' | 'CANNOT_TELL';

/** What a look works with. `nowMs` is the watch workflow's time; the clock is computed by whoever looks, in milliseconds since 1970. */
export interface Look {
  readonly nowMs: number;
  readonly limitMs: (from: string, zone: string, rule: HoldClock['rule']) => number;
  readonly detainer: Standing;
  readonly bookingCase: Standing;
}

/** Everything that is wrong with a hold; nothing for one that is closed. Facts that cannot be computed with are a finding, not an error. */
export function findings(hold: WatchedHold, look: Look): readonly Finding[] {
  if (hold.hold === 'CLOSED') return [];
  return [...clockFindings(hold, look), ...stopFindings(hold, look)];
}

function clockFindings(hold: WatchedHold, look: Look): readonly Finding[] {
  const facts = recomputed(hold, look);
  return [
    ...(facts === null ? [finding('FACTS_UNREADABLE', hold, 'its facts on record cannot be computed with')] : []),
    // Without facts the records' own limit still tells.
    ...overdue(hold, facts?.limitMs ?? null, look),
    ...clockNotStarted(hold, facts?.dueMs ?? null, look),
    ...limitDisagrees(hold, facts?.limitMs ?? null),
    ...groundUnconfirmed(hold, look),
    ...releaseUnanswered(hold, look),
  ];
}

/** When release fell due, and the earliest limit over the zones of all jails that held the person since; null while a ground holds. */
export interface Recomputed {
  readonly dueMs: number | null;
  readonly limitMs: number | null;
}

/** The limit of a hold from its raw facts. Null where they cannot be computed with: one broken row must not keep anyone from the others. */
export function recomputed(
  { facts, startedAt }: Pick<WatchedHold, 'facts' | 'startedAt'>,
  { limitMs }: Pick<Look, 'limitMs'>,
): Recomputed | null {
  try {
    // Instants that nobody can read are worse than none.
    if (Number.isNaN(instantMs(facts.groundConfirmedAt))) return null;
    const due = earlier(releaseDue(facts.grounds), startedAt);
    if (due === null) return { dueMs: null, limitMs: null };
    const limits = facilitiesFrom(facts.stays, due).map(({ zone }) => limitMs(due, zone, facts.rule));
    const earliest = Math.min(...limits);
    return Number.isFinite(earliest) ? { dueMs: instantMs(due), limitMs: earliest } : null;
  } catch {
    return null;
  }
}

function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return instantMs(b) < instantMs(a) ? b : a;
}

/** Authority has ended, by the records' own limit or by the recomputed one, whichever is earlier; the records still show a request that asks. */
function overdue(hold: WatchedHold, recomputedMs: number | null, { nowMs }: Look): Finding[] {
  const limitMs = limitOf(hold, recomputedMs);
  if (hold.hold === 'AUTHORITY_ENDED' || limitMs === null || nowMs - limitMs <= WATCH_GRACE_MS) return [];
  const limitAt = isoInstant(limitMs);
  return [{ ...finding('OVERDUE', hold, `its limit of ${limitAt} has passed, and its case did not say so`), limitAt }];
}

/** The limit that governs; null where no clock runs and none should. */
function limitOf({ limitAt }: WatchedHold, recomputedMs: number | null): number | null {
  const recordedMs = limitAt === null ? Number.NaN : instantMs(limitAt);
  if (Number.isNaN(recordedMs)) return recomputedMs;
  return recomputedMs === null ? recordedMs : Math.min(recordedMs, recomputedMs);
}

function clockNotStarted(hold: WatchedHold, dueMs: number | null, { nowMs }: Look): Finding[] {
  if (hold.hold !== 'DORMANT' || dueMs === null || nowMs - dueMs <= WATCH_GRACE_MS) return [];
  return [finding('CLOCK_NOT_STARTED', hold, `release fell due at ${isoInstant(dueMs)}, and no clock runs`)];
}

function limitDisagrees(hold: WatchedHold, recomputedMs: number | null): Finding[] {
  if (hold.hold !== 'RUNNING' || recomputedMs === null) return [];
  if (hold.limitAt !== null && instantMs(hold.limitAt) <= recomputedMs) return [];
  const words = `its recorded limit ${hold.limitAt ?? '(none)'} is later than ${isoInstant(recomputedMs)}`;
  return [finding('LIMIT_DISAGREES', hold, words)];
}

/** Nobody has said in time that another ground still holds the person. What a person settled is asked anew after another month. */
function groundUnconfirmed(hold: WatchedHold, { nowMs }: Look): Finding[] {
  if (hold.hold !== 'DORMANT') return [];
  const { groundConfirmedAt, groundAskedAt, groundExpectedEndAt, groundConfirmationHours } = hold.facts;
  const monthMs = instantMs(groundConfirmedAt) + CONFIRMED_FOR_MS;
  const known = [groundAskedAt, groundExpectedEndAt].filter((at) => at !== null).map(instantMs);
  const askedMs = Math.min(monthMs, ...known);
  const unansweredMs = nowMs - askedMs - groundConfirmationHours * HOUR_MS - WATCH_GRACE_MS;
  if (!(unansweredMs > 0)) return [];
  const asked = groundAskedAt === null ? '' : `, was asked for at ${groundAskedAt}`;
  const again = Math.floor(unansweredMs / CONFIRMED_FOR_MS) * 30;
  const since = again === 0 ? '' : `, for ${again} days more`;
  return [
    finding('GROUND_UNCONFIRMED', hold, `another ground was last confirmed at ${groundConfirmedAt}${asked}${since}`),
  ];
}

/** Authority ended, at the latest when the records changed or at the limit, and nobody has confirmed what became of the person. */
function releaseUnanswered(hold: WatchedHold, { nowMs }: Look): Finding[] {
  if (hold.hold !== 'AUTHORITY_ENDED') return [];
  const endedMs = Math.min(instantMs(hold.changedAt), limitOf(hold, null) ?? Number.POSITIVE_INFINITY);
  if (nowMs - endedMs <= RELEASE_ANSWER_MS) return [];
  return [finding('RELEASE_UNANSWERED', hold, 'authority has ended, and nobody has confirmed the release')];
}

/** A detainer is on record a moment before its workflow starts: then its absence means nothing. */
function stopFindings(hold: WatchedHold, { nowMs, detainer, bookingCase }: Look): Finding[] {
  const justIssued = Math.abs(nowMs - instantMs(hold.issuedAt)) <= WATCH_GRACE_MS;
  const found: Finding[] = [];
  if (detainer === 'GONE' && !justIssued) {
    found.push(finding('WORKFLOW_GONE', hold, 'its workflow does not run, and the records show it open'));
  }
  if (bookingCase === 'GONE' && !hold.caseClosed) {
    found.push(finding('CASE_GONE', hold, 'the workflow of its case does not run, and the records show the case open'));
  }
  return found;
}

function finding(kind: FindingKind, { number }: WatchedHold, words: string): Finding {
  return { kind, detail: `detainer ${number}: ${words}` };
}

/** What a look could not judge, for lack of an answer: alarms about it stay as they are. */
export function undecided({ detainer, bookingCase }: Pick<Look, 'detainer' | 'bookingCase'>): readonly FindingKind[] {
  return [
    ...(detainer === 'CANNOT_TELL' ? (['WORKFLOW_GONE'] as const) : []),
    ...(bookingCase === 'CANNOT_TELL' ? (['CASE_GONE'] as const) : []),
  ];
}

/** The key of a finding's alarm: one open at a time for each detainer and kind. */
export function findingKey(kind: FindingKind, number: number): string {
  return `WATCH-${kind}-${number}`;
}

/** The watch's own stream in the record of a detainer's case. No workflow has this id. */
export function watchStreamOf(detainerId: string): string {
  return `${WATCH_STREAM_PREFIX}${detainerId.slice('detainer-'.length)}`;
}

const WATCH_STREAM_PREFIX = 'watch-';
/** The watch's stream where it is about no detainer. */
export const WATCH_STREAM = 'watch';

/** Whether the watch wrote this. */
export function isWatchStream(stream: string): boolean {
  return stream === WATCH_STREAM || stream.startsWith(WATCH_STREAM_PREFIX);
}

/**
 * The release notices to every jail that holds or held the person: at the limit authority has ended, whether or not the detainer's workflow
 * lives to say so. `limitAt` is the limit that governs.
 */
export function overdueNotices(hold: WatchedHold, limitAt: string): readonly OutgoingMessage[] {
  const { detainerId, number, startedAt, facts } = hold;
  return facilitiesOf(facts.stays).map(({ ori }) => ({
    key: `release-${ori}`,
    kind: 'RELEASE_NOTICE',
    route: [`agency:${ori}`],
    subject: 'The request to hold has ended',
    text: releaseText('LIMIT', limitAt),
    data: { detainerId, number, startedAt, limitAt, notice: NO_GROUND },
    attachmentSha256: null,
  }));
}
