import type { HoldEnded, HOLD_ENDINGS } from '../partners/messages.ts';
import { instantMs } from '../text.ts';
import { type Facility, facilitiesFrom, holder, type Stay, withStay } from './custody.ts';
import {
  BOOKING_GROUND,
  endAllGrounds,
  endGround,
  type Ground,
  heldOnGroundsUntil,
  releaseDue,
  type ReportedGround,
  withGround,
} from './grounds.ts';

/** The clock of a hold as it was computed once and is kept as data. Instants ISO, durations ms. */
export interface HoldClock {
  /** The instant at which every other ground to hold had ended. */
  readonly startedAt: string;
  readonly limitAt: string;
  readonly limitMs: number;
  readonly consecutive48hAt: string;
  readonly zone: string;
  readonly rule: 'STATUTORY' | 'OBSERVED' | 'NONE';
}

/** What a start of the clock means under the rules in force then: its limit, and whether anything in them forbids the hold. */
export interface ClockStart {
  readonly clock: HoldClock;
  /** Why the law or policy then in force allows no hold on this request; null where it does. */
  readonly forbidden: 'HOLD_NOT_ALLOWED' | 'WARRANT_MISSING' | null;
  /** Whether the rules then in force make service a condition of effect. */
  readonly serviceIsCondition: boolean;
}

export type Delivery = 'ISSUED' | 'RECEIVED' | 'ACKNOWLEDGED' | 'DECLINED' | 'CANCELLED';
export type Service = 'UNCONFIRMED' | 'SERVED' | 'REFUSED_TO_SIGN';
export type Hold = 'DORMANT' | 'RUNNING' | 'AUTHORITY_ENDED' | 'CLOSED';
/** Why authority under the request ended. */
export type AuthorityEnd =
  | 'LIMIT'
  | 'CANCELLED'
  | 'DECLINED'
  | 'NO_CONVICTION'
  | 'HOLD_NOT_ALLOWED'
  | 'WARRANT_MISSING';
export type Ending = (typeof HOLD_ENDINGS)[number] | 'CANCELLED' | 'DECLINED' | 'NO_CONVICTION';

/** A detainer's state: parts that move on their own; only `hold` moves with the clock. */
export interface DetainerState {
  readonly kind: 'STANDARD' | 'UPON_CONVICTION';
  readonly delivery: Delivery;
  readonly service: Service;
  /** Whether the request has effect only once the person has been served a copy. */
  readonly serviceIsCondition: boolean;
  readonly hold: Hold;
  readonly conviction: 'NOT_NEEDED' | 'AWAITED' | 'CONVICTED' | 'NOT_CONVICTED';
  /** What else holds or held the person. */
  readonly grounds: readonly Ground[];
  /** Where the person has been since the request was issued. */
  readonly stays: readonly Stay[];
  /** From the instant at which every other ground had ended; known also where the request asks for no hold. */
  readonly clock: HoldClock | null;
  readonly authorityEnded: { readonly why: AuthorityEnd; readonly at: string } | null;
  readonly ending: { readonly ending: Ending; readonly at: string; readonly afterLimit: boolean } | null;
  /** Custody was confirmed where nothing in the request allowed it. An event to be answered for, never a licence to hold. */
  readonly violation: boolean;
}

/** Something that was reported or that happened. Instants are ISO. */
export type HoldFact =
  | { readonly kind: 'RECEIVED' | 'ACKNOWLEDGED' }
  | { readonly kind: 'DECLINED'; readonly at: string }
  | { readonly kind: 'CANCELLED'; readonly at: string }
  | { readonly kind: 'COPY_SERVED'; readonly refusedToSign: boolean }
  /** An amended form asks for another copy. */
  | { readonly kind: 'FORM_AMENDED' }
  | { readonly kind: 'GROUND_RECORDED'; readonly ground: ReportedGround }
  | { readonly kind: 'GROUND_ENDED'; readonly groundId: string; readonly at: string }
  /** No other ground held the person any more. */
  | { readonly kind: 'GROUNDS_ENDED'; readonly at: string }
  /** Another detainer of this custody has this clock: it is the same one (rule C2). */
  | { readonly kind: 'CLOCK_SHARED'; readonly clock: HoldClock }
  /** The rules in force at the start were looked up: they may shorten or end, never lengthen. `at`: from when they would forbid. */
  | { readonly kind: 'RULES_FOUND'; readonly at: string }
  | { readonly kind: 'MOVED'; readonly facility: Facility; readonly at: string }
  | { readonly kind: 'LIMIT_REACHED'; readonly at: string }
  | { readonly kind: 'HOLD_ENDED'; readonly ending: HoldEnded['ending']; readonly at: string }
  | { readonly kind: 'STILL_HELD'; readonly at: string }
  | { readonly kind: 'CRIMINAL_OUTCOME'; readonly convicted: boolean; readonly at: string };

/** What a fact changed, for the record and for the notices that follow from it. */
export type HoldConsequence =
  | 'NONE'
  | 'NOTED'
  | 'CLOCK_STARTED'
  | 'LIMIT_EARLIER'
  | 'LATER_START_IGNORED'
  | 'AUTHORITY_ENDED'
  | 'CLOSED'
  | 'VIOLATION';

export interface NewDetainer {
  readonly kind: DetainerState['kind'];
  readonly facility: Facility;
  readonly serviceIsCondition: boolean;
  /** The clock of an earlier detainer of the same custody: it is the same clock (rule C2). */
  readonly inherited: HoldClock | null;
}

/** A detainer as issued. */
export function issuedDetainer({ kind, facility, serviceIsCondition, inherited }: NewDetainer): DetainerState {
  const dependsOnConviction = kind === 'UPON_CONVICTION';
  const dead = dependsOnConviction && inherited !== null;
  return {
    kind,
    delivery: 'ISSUED',
    service: 'UNCONFIRMED',
    serviceIsCondition,
    hold: dead ? 'AUTHORITY_ENDED' : inherited ? 'RUNNING' : 'DORMANT',
    conviction: dependsOnConviction ? 'AWAITED' : 'NOT_NEEDED',
    grounds: inherited ? [{ ...BOOKING_GROUND, until: inherited.startedAt }] : [BOOKING_GROUND],
    stays: [{ facility, from: null }],
    clock: inherited,
    authorityEnded: dead ? { why: 'NO_CONVICTION', at: inherited.startedAt } : null,
    ending: null,
    violation: false,
  };
}

/** Whether the request as it stands allows a hold: only while it asks, and only once served where service is a condition of effect. */
export function authorizesHold({ hold, service, serviceIsCondition }: DetainerState): boolean {
  return hold === 'RUNNING' && !(serviceIsCondition && service === 'UNCONFIRMED');
}

/**
 * The start for which a fact asks the clock, and every facility whose zone bears on it; null where the fact moves no clock. The answer goes
 * into `holdAfter` with the fact.
 */
export function clockNeeded(
  state: DetainerState,
  fact: HoldFact,
): { readonly from: string; readonly facilities: readonly Facility[] } | null {
  const { grounds, stays } = withReports(state, fact);
  const moves = grounds !== state.grounds || stays !== state.stays;
  const from = earlier(releaseDue(grounds), state.clock?.startedAt ?? null);
  return from === null || !moves || state.hold === 'CLOSED' ? null : { from, facilities: facilitiesFrom(stays, from) };
}

/**
 * The transition table of a detainer. Total: a fact that has no meaning in a state changes nothing. No fact moves the limit later, none
 * revives an ended authority, and nothing but an ending closes it (rules C2, C7). `start` is what was computed where `clockNeeded` asked.
 */
export function holdAfter(state: DetainerState, fact: HoldFact, start: ClockStart | null = null): Step {
  if (state.hold === 'CLOSED') return { state, consequence: 'NONE' };
  switch (fact.kind) {
    case 'RECEIVED':
      return delivered(state, 'RECEIVED');
    case 'ACKNOWLEDGED':
      return delivered(state, 'ACKNOWLEDGED');
    case 'DECLINED':
      return withdrawn(state, 'DECLINED', fact.at);
    case 'CANCELLED':
      return withdrawn(state, 'CANCELLED', fact.at);
    case 'COPY_SERVED':
      return changed({ ...state, service: fact.refusedToSign ? 'REFUSED_TO_SIGN' : 'SERVED' }, 'NOTED');
    case 'FORM_AMENDED':
      return changed({ ...state, service: 'UNCONFIRMED' }, 'NOTED');
    case 'GROUND_RECORDED':
    case 'GROUND_ENDED':
    case 'GROUNDS_ENDED':
    case 'MOVED':
      return reported(state, fact, start);
    case 'RULES_FOUND':
      return start === null ? { state, consequence: 'NONE' } : started(state, start, fact.at);
    case 'CLOCK_SHARED':
      return shared(state, fact, start);
    case 'LIMIT_REACHED':
      return state.hold === 'RUNNING' && state.clock
        ? authorityEnded(state, 'LIMIT', state.clock.limitAt)
        : { state, consequence: 'NONE' };
    case 'HOLD_ENDED':
      return closed(state, fact.ending, fact.at);
    case 'STILL_HELD':
      return stillHeld(state, fact.at);
    case 'CRIMINAL_OUTCOME':
      return criminalOutcome(state, fact.convicted, fact.at);
  }
}

const DELIVERY_ORDER: readonly Delivery[] = ['ISSUED', 'RECEIVED', 'ACKNOWLEDGED'];

function delivered(state: DetainerState, delivery: Delivery): Step {
  const known = DELIVERY_ORDER.indexOf(state.delivery);
  if (known < 0 || DELIVERY_ORDER.indexOf(delivery) <= known) return { state, consequence: 'NONE' };
  return changed({ ...state, delivery }, 'NOTED');
}

function withdrawn(state: DetainerState, how: 'DECLINED' | 'CANCELLED', at: string): Step {
  if (state.hold === 'AUTHORITY_ENDED') return { state, consequence: 'NONE' };
  const next = { ...state, delivery: how };
  return state.hold === 'DORMANT' ? closed(next, how, at) : authorityEnded(next, how, at);
}

/** The state with what a fact says of grounds and places, before anything follows from it. */
function withReports(state: DetainerState, fact: HoldFact): DetainerState {
  switch (fact.kind) {
    case 'GROUND_RECORDED':
      return { ...state, grounds: withGround(state.grounds, fact.ground) };
    case 'GROUND_ENDED':
      return { ...state, grounds: endGround(state.grounds, fact.groundId, fact.at) };
    case 'GROUNDS_ENDED':
      return { ...state, grounds: endAllGrounds(state.grounds, fact.at) };
    case 'CLOCK_SHARED':
      return { ...state, grounds: endAllGrounds(state.grounds, fact.clock.startedAt) };
    case 'MOVED':
      return moved(state, withStay(state.stays, { facility: fact.facility, from: fact.at }));
    default:
      return state;
  }
}

/** The jail to which a person was moved has acknowledged nothing yet. */
function moved(state: DetainerState, stays: readonly Stay[]): DetainerState {
  const elsewhere = holder(stays).ori !== holder(state.stays).ori;
  const delivery = elsewhere && DELIVERY_ORDER.includes(state.delivery) ? 'ISSUED' : state.delivery;
  return { ...state, stays, delivery };
}

function reported(state: DetainerState, fact: HoldFact, start: ClockStart | null): Step {
  const next = withReports(state, fact);
  if (start === null) return changed(next, 'NOTED');
  const { startedAt } = start.clock;
  // A law that allows no hold at the jail to which the person was moved ends the request with the move, not before it.
  return started(next, start, fact.kind === 'MOVED' ? later(fact.at, startedAt) : startedAt);
}

/** Beside the clock that another detainer learnt, the same start counts in the zone of every jail that this one knows of. */
function shared(
  state: DetainerState,
  fact: Extract<HoldFact, { kind: 'CLOCK_SHARED' }>,
  start: ClockStart | null,
): Step {
  const { forbidden, serviceIsCondition } = start ?? { forbidden: null, serviceIsCondition: false };
  const clock = start === null ? fact.clock : shorterClock(fact.clock, start.clock);
  return started(withReports(state, fact), { clock, forbidden, serviceIsCondition }, clock.startedAt);
}

/** A start is known. Of two, the one with the earlier limit stands; what the rules then in force forbid ends the request at once. */
function started(before: DetainerState, { clock, forbidden, serviceIsCondition }: ClockStart, endsAt: string): Step {
  const state = serviceIsCondition && !before.serviceIsCondition ? { ...before, serviceIsCondition } : before;
  if (state.hold === 'AUTHORITY_ENDED') return startedEarlier(state, clock);
  if (state.conviction === 'AWAITED' || state.conviction === 'NOT_CONVICTED') {
    return authorityEnded({ ...state, clock }, 'NO_CONVICTION', clock.startedAt);
  }
  const kept = state.clock === null ? clock : shorterClock(state.clock, clock);
  const next = kept === state.clock ? state : { ...state, clock: kept };
  if (forbidden !== null) return authorityEnded(next, forbidden, endsAt);
  if (state.clock === null) return changed({ ...next, hold: 'RUNNING' }, 'CLOCK_STARTED');
  if (kept.limitMs < state.clock.limitMs) return changed(next, 'LIMIT_EARLIER');
  return changed(next, kept === state.clock ? 'LATER_START_IGNORED' : 'NOTED');
}

/** Learnt after authority had ended: it revives nothing, but a later detainer inherits the clock, and a hold past it was a violation. */
function startedEarlier(state: DetainerState, clock: HoldClock): Step {
  const kept = state.clock === null ? clock : shorterClock(state.clock, clock);
  const byLimit = state.authorityEnded?.why === 'LIMIT';
  return changed(
    { ...state, clock: kept, authorityEnded: byLimit ? { why: 'LIMIT', at: kept.limitAt } : state.authorityEnded },
    'NOTED',
  );
}

function criminalOutcome(state: DetainerState, convicted: boolean, at: string): Step {
  const asking = state.hold === 'DORMANT' || state.hold === 'RUNNING';
  if (state.conviction === 'CONVICTED' && !convicted && asking) {
    return authorityEnded({ ...state, conviction: 'NOT_CONVICTED' }, 'NO_CONVICTION', at);
  }
  if (state.conviction !== 'AWAITED' || state.hold !== 'DORMANT') return { state, consequence: 'NONE' };
  if (convicted) return changed({ ...state, conviction: 'CONVICTED' }, 'NOTED');
  return authorityEnded({ ...state, conviction: 'NOT_CONVICTED' }, 'NO_CONVICTION', at);
}

/** Custody where the request allows none is a violation, unless a recorded lawful ground of the jail's own has held the person since. */
function stillHeld(state: DetainerState, at: string): Step {
  const from = withoutAuthoritySince(state);
  if (from === null || instantMs(at) < instantMs(from) || heldOnGroundsUntil(state.grounds, from) > instantMs(at)) {
    return { state, consequence: 'NOTED' };
  }
  return changed({ ...state, violation: true }, 'VIOLATION');
}

/** Since when nothing in the request has allowed the hold; null while it does, or while another ground holds the person anyway. */
function withoutAuthoritySince(state: DetainerState): string | null {
  if (state.hold === 'AUTHORITY_ENDED') return state.authorityEnded?.at ?? null;
  return state.hold === 'RUNNING' && !authorizesHold(state) ? (state.clock?.startedAt ?? null) : null;
}

/** What would have ended it after its limit came too late: it had ended there, also where the limit has not been said yet. */
function authorityEnded(state: DetainerState, why: AuthorityEnd, at: string): Step {
  const { clock } = state;
  const ended =
    clock !== null && clock.limitMs < instantMs(at) ? { why: 'LIMIT' as const, at: clock.limitAt } : { why, at };
  return changed({ ...state, hold: 'AUTHORITY_ENDED', authorityEnded: ended }, 'AUTHORITY_ENDED');
}

function closed(state: DetainerState, ending: Ending, at: string): Step {
  const limit = state.clock?.limitAt ?? null;
  const afterLimit = limit !== null && instantMs(at) > instantMs(limit);
  // Released at the very instant at which a ground of the jail's own ended: it held until then.
  const unlawful = afterLimit && heldOnGroundsUntil(state.grounds, limit) < instantMs(at);
  return changed(
    { ...state, hold: 'CLOSED', ending: { ending, at, afterLimit }, violation: state.violation || unlawful },
    'CLOSED',
  );
}

function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return instantMs(b) < instantMs(a) ? b : a;
}

function later(a: string, b: string): string {
  return instantMs(b) > instantMs(a) ? b : a;
}

export type Step = { readonly state: DetainerState; readonly consequence: HoldConsequence };

function changed(state: DetainerState, consequence: HoldConsequence): Step {
  return { state, consequence };
}

/** The rule of the 48 hours as it is handed out in writing: it holds even if this system is down (rule C7). */
export interface WrittenRule {
  readonly excludedDays: readonly { readonly date: string; readonly why: string }[];
  /** If release falls due at `from`, the limit is `limitAt`. Instants ISO in the jail's zone. */
  readonly examples: readonly { readonly from: string; readonly limitAt: string }[];
}

/**
 * The shorter of two clocks of one custody: nothing ever moves a limit later. It starts where the earlier of them does, even if its limit is
 * the other's: in the zone of the next jail, or under the next rule, the earlier start may count. The first itself where the second adds nothing.
 */
export function shorterClock(a: HoldClock, b: HoldClock): HoldClock {
  const shorter = b.limitMs < a.limitMs ? b : a;
  const { startedAt, consecutive48hAt } = instantMs(b.startedAt) < instantMs(a.startedAt) ? b : a;
  return shorter.startedAt === startedAt ? shorter : { ...shorter, startedAt, consecutive48hAt };
}

/** The clock that a later detainer of the same custody inherits: never a longer one than any before it (rule C2). */
export function inheritedClock(clocks: readonly HoldClock[]): HoldClock | null {
  const [first, ...rest] = clocks;
  return first ? rest.reduce(shorterClock, first) : null;
}
