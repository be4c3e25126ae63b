import type { HoldEnded, HOLD_ENDINGS } from '../partners/messages.ts';
import { instantMs } from '../text.ts';

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

export type Delivery = 'ISSUED' | 'RECEIVED' | 'ACKNOWLEDGED' | 'DECLINED' | 'CANCELLED';
export type Service = 'UNCONFIRMED' | 'SERVED' | 'REFUSED_TO_SIGN';
export type Hold = 'DORMANT' | 'RUNNING' | 'AUTHORITY_ENDED' | 'CLOSED';
/** Why authority under the request ended. */
export type AuthorityEnd = 'LIMIT' | 'CANCELLED' | 'DECLINED' | 'NO_CONVICTION';
export type Ending = (typeof HOLD_ENDINGS)[number] | 'CANCELLED' | 'DECLINED' | 'NO_CONVICTION';

/** A detainer's state: three parts that move on their own; only `hold` moves with the clock. */
export interface DetainerState {
  readonly kind: 'STANDARD' | 'UPON_CONVICTION';
  readonly delivery: Delivery;
  readonly service: Service;
  readonly hold: Hold;
  readonly conviction: 'NOT_NEEDED' | 'AWAITED' | 'CONVICTED' | 'NOT_CONVICTED';
  /** From the instant at which every other ground had ended; known also where the request asks for no hold. */
  readonly clock: HoldClock | null;
  readonly authorityEnded: { readonly why: AuthorityEnd; readonly at: string } | null;
  readonly ending: { readonly ending: Ending; readonly at: string; readonly afterLimit: boolean } | null;
  /** Custody was confirmed after authority had ended. An event to be answered for, never a licence to hold. */
  readonly violation: boolean;
}

/** Something that happened to a detainer. Instants are ISO; `clock` was computed from the instant at which the grounds ended. */
export type HoldFact =
  | { readonly kind: 'RECEIVED' | 'ACKNOWLEDGED' }
  | { readonly kind: 'DECLINED'; readonly at: string }
  | { readonly kind: 'CANCELLED'; readonly at: string }
  | { readonly kind: 'COPY_SERVED'; readonly refusedToSign: boolean }
  | { readonly kind: 'GROUNDS_ENDED'; readonly clock: HoldClock }
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

/** A detainer as issued. `inherited` is the clock of an earlier detainer of the same custody: it is the same clock (rule C2). */
export function issuedDetainer(kind: DetainerState['kind'], inherited: HoldClock | null): DetainerState {
  const dependsOnConviction = kind === 'UPON_CONVICTION';
  const dead = dependsOnConviction && inherited !== null;
  return {
    kind,
    delivery: 'ISSUED',
    service: 'UNCONFIRMED',
    hold: dead ? 'AUTHORITY_ENDED' : inherited ? 'RUNNING' : 'DORMANT',
    conviction: dependsOnConviction ? 'AWAITED' : 'NOT_NEEDED',
    clock: inherited,
    authorityEnded: dead ? { why: 'NO_CONVICTION', at: inherited.startedAt } : null,
    ending: null,
    violation: false,
  };
}

/**
 * The transition table of a detainer. Total: a fact that has no meaning in a state changes nothing. No fact moves the limit later, none
 * revives an ended authority, and nothing but an ending closes it (rules C2, C7).
 */
export function holdAfter(
  state: DetainerState,
  fact: HoldFact,
): { state: DetainerState; consequence: HoldConsequence } {
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
    case 'GROUNDS_ENDED':
      return groundsEnded(state, fact.clock);
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

function groundsEnded(state: DetainerState, clock: HoldClock): Step {
  if (state.hold === 'AUTHORITY_ENDED') return groundsHadEnded(state, clock);
  if (state.conviction === 'AWAITED' || state.conviction === 'NOT_CONVICTED') {
    return authorityEnded({ ...state, clock }, 'NO_CONVICTION', clock.startedAt);
  }
  if (state.clock === null) return changed({ ...state, hold: 'RUNNING', clock }, 'CLOCK_STARTED');
  if (clock.limitMs < state.clock.limitMs) return changed({ ...state, clock }, 'LIMIT_EARLIER');
  return { state, consequence: 'LATER_START_IGNORED' };
}

/** Learnt after authority had ended: it revives nothing, but a later detainer inherits the clock, and a hold past it was a violation. */
function groundsHadEnded(state: DetainerState, clock: HoldClock): Step {
  if (state.clock !== null && clock.limitMs >= state.clock.limitMs) return { state, consequence: 'NONE' };
  const byLimit = state.authorityEnded?.why === 'LIMIT';
  return changed(
    { ...state, clock, authorityEnded: byLimit ? { why: 'LIMIT', at: clock.limitAt } : state.authorityEnded },
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

function stillHeld(state: DetainerState, at: string): Step {
  const ended = state.authorityEnded;
  if (state.hold !== 'AUTHORITY_ENDED' || ended === null || instantMs(at) < instantMs(ended.at)) {
    return { state, consequence: 'NOTED' };
  }
  return changed({ ...state, violation: true }, 'VIOLATION');
}

function authorityEnded(state: DetainerState, why: AuthorityEnd, at: string): Step {
  return changed({ ...state, hold: 'AUTHORITY_ENDED', authorityEnded: { why, at } }, 'AUTHORITY_ENDED');
}

function closed(state: DetainerState, ending: Ending, at: string): Step {
  const limit = state.clock?.limitAt ?? null;
  const afterLimit = limit !== null && instantMs(at) > instantMs(limit);
  return changed(
    { ...state, hold: 'CLOSED', ending: { ending, at, afterLimit }, violation: state.violation || afterLimit },
    'CLOSED',
  );
}

type Step = { state: DetainerState; consequence: HoldConsequence };

function changed(state: DetainerState, consequence: HoldConsequence): Step {
  return { state, consequence };
}

/** The rule of the 48 hours as it is handed out in writing: it holds even if this system is down (rule C7). */
export interface WrittenRule {
  readonly excludedDays: readonly { readonly date: string; readonly why: string }[];
  /** If release falls due at `from`, the limit is `limitAt`. Instants ISO in the jail's zone. */
  readonly examples: readonly { readonly from: string; readonly limitAt: string }[];
}

/** The shorter of two clocks: nothing ever moves a limit later. */
export function shorterClock(a: HoldClock, b: HoldClock): HoldClock {
  return b.limitMs < a.limitMs ? b : a;
}

/** The clock that a later detainer of the same custody inherits: never a longer one than any before it (rule C2). */
export function inheritedClock(clocks: readonly HoldClock[]): HoldClock | null {
  const [first, ...rest] = clocks;
  return first ? rest.reduce(shorterClock, first) : null;
}
