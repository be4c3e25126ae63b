import type {
  authorizesHold,
  clockNeeded,
  DetainerState,
  HoldClock,
  HoldFact,
  holdAfter,
  inheritedClock,
  issuedDetainer,
  Step,
} from '../../domain/detainer/hold.ts';
import { at, hourOf, hourOfMs, JAILS, type Report, type ToyRule, type ToyZone, toyClock } from './toy.ts';

/** The functions that are checked: the real ones, or ones broken on purpose. */
export interface Rules {
  readonly issuedDetainer: typeof issuedDetainer;
  readonly clockNeeded: typeof clockNeeded;
  readonly holdAfter: typeof holdAfter;
  readonly authorizesHold: typeof authorizesHold;
  readonly inheritedClock: typeof inheritedClock;
  /** Whether the rules in force at the start are looked at anew after a fact; by the rule: whenever it asked for the clock. */
  readonly looksUpAfter: (asked: boolean, step: Step) => boolean;
}

/** One detainer's circumstances, which no message changes. */
export interface Config {
  readonly kind: DetainerState['kind'];
  /** Whether service is a condition of effect: never, from the issue, or by the rules in force when release fell due. */
  readonly service: 'NO_CONDITION' | 'CONDITION' | 'CONDITION_AT_START';
  /** Whether an earlier detainer of the same custody has a clock. */
  readonly inherited: boolean;
  readonly rule: ToyRule;
  readonly ruleAtStart: ToyRule;
  /** The jail whose law allows no hold. */
  readonly forbiddenIn: ToyZone | null;
}

/** The detainer, the time, and what is known of the way there, so that the invariants need not believe the detainer. */
export interface World {
  readonly now: number;
  readonly detainer: DetainerState;
  /** The jail of the issue. */
  readonly jail: ToyZone;
  readonly inherited: HoldClock | null;
  /** The reports delivered to this detainer, as a set of bits over `MESSAGES`. */
  readonly reported: number;
  readonly lookUpDue: boolean;
  readonly secondIssue: boolean;
  readonly convicted: boolean;
  readonly servedThisForm: boolean;
  readonly serviceIsCondition: boolean;
  readonly forbidden: boolean;
  readonly withdrawn: boolean;
  readonly limitPassed: boolean;
}

/** A message from outside. Nobody reports what has not happened yet: it can come from hour `from` on, at any later time, again, or never. */
export interface Message {
  readonly kind: 'MESSAGE';
  readonly words: string;
  readonly from: number;
  readonly fact: (now: number) => HoldFact;
  readonly report: Report | null;
}

export type Event =
  | Message
  | { readonly kind: 'TIME'; readonly to: number }
  | { readonly kind: 'LIMIT' }
  | { readonly kind: 'LOOK_UP' }
  | { readonly kind: 'SECOND_ISSUE' };

/** Beside the limits themselves: before, amid and after everything that is reported. */
export const STOPS = [0, 6, 16] as const;
const GROUND = { kind: 'WARRANT', expectedEndAt: null, source: 'the jail' } as const;

function said(words: string, from: number, fact: (now: number) => HoldFact): Message {
  return { kind: 'MESSAGE', words, from, fact, report: null };
}

function reportOf(report: Report, words: string, from: number, fact: HoldFact): Message {
  return { kind: 'MESSAGE', words, from, fact: () => fact, report };
}

function ground(id: string, since: number): Message {
  const fact = { kind: 'GROUND_RECORDED' as const, ground: { ...GROUND, groundId: id, since: at(since) } };
  return reportOf({ of: 'GROUND', id, since }, `ground ${id} holds since ${since}`, since, fact);
}

function groundEnd(id: string, end: number): Message {
  const fact = { kind: 'GROUND_ENDED' as const, groundId: id, at: at(end) };
  return reportOf({ of: 'GROUND_END', id, at: end }, `ground ${id} ended at ${end}`, end, fact);
}

function allEnded(end: number): Message {
  const fact = { kind: 'GROUNDS_ENDED' as const, at: at(end) };
  return reportOf({ of: 'ALL_ENDED', at: end }, `every ground had ended at ${end}`, end, fact);
}

function shared(from: number, zone: ToyZone, rule: ToyRule): Message {
  const clock = toyClock(from, zone, rule);
  const limit = hourOfMs(clock.limitMs);
  const words = `another detainer has the clock from ${from} to ${limit}`;
  return reportOf({ of: 'CLOCK', from, limit }, words, from, { kind: 'CLOCK_SHARED', clock });
}

function move(to: ToyZone, hour: number): Message {
  const fact = { kind: 'MOVED' as const, facility: JAILS[to], at: at(hour) };
  return reportOf({ of: 'MOVE', to, at: hour }, `moved to ${to} at ${hour}`, hour, fact);
}

/** Everything that anybody may say to a detainer. The reports come first: their places are the bits of `World.reported`. */
export const MESSAGES: readonly Message[] = [
  ground('g1', 2),
  ground('g2', 5),
  groundEnd('BOOKING', 1),
  groundEnd('BOOKING', 3),
  groundEnd('g1', 3),
  groundEnd('g1', 6),
  groundEnd('g2', 9),
  allEnded(2),
  allEnded(6),
  shared(1, 'EAST', 'STATUTORY'),
  shared(5, 'WEST', 'STATUTORY'),
  move('EAST', 1),
  move('WEST', 2),
  move('EAST', 5),
  said('the request was received', 0, () => ({ kind: 'RECEIVED' })),
  said('the jail acknowledges', 0, () => ({ kind: 'ACKNOWLEDGED' })),
  said('the jail declines', 0, (now) => ({ kind: 'DECLINED', at: at(now) })),
  said('an officer cancels', 0, (now) => ({ kind: 'CANCELLED', at: at(now) })),
  said('the person was given a copy', 0, () => ({ kind: 'COPY_SERVED', refusedToSign: false })),
  said('the person was given a copy and would not sign', 0, () => ({ kind: 'COPY_SERVED', refusedToSign: true })),
  said('the form was amended', 0, () => ({ kind: 'FORM_AMENDED' })),
  said('the person is still held', 0, (now) => ({ kind: 'STILL_HELD', at: at(now) })),
  said('released', 0, (now) => ({ kind: 'HOLD_ENDED', ending: 'RELEASED', at: at(now) })),
  said('was in ICE custody from 3', 3, () => ({ kind: 'HOLD_ENDED', ending: 'ASSUMED', at: at(3) })),
  said('convicted', 0, (now) => ({ kind: 'CRIMINAL_OUTCOME', convicted: true, at: at(now) })),
  said('not convicted', 0, (now) => ({ kind: 'CRIMINAL_OUTCOME', convicted: false, at: at(now) })),
];

const REPORTS = new Map<string, readonly Report[]>();

/** What was reported to this detainer, and the clock it began with. */
export function reportsOf({ reported, inherited }: World): readonly Report[] {
  const key = `${reported} ${clockKey(inherited)}`;
  const known = REPORTS.get(key);
  if (known) return known;
  const told = MESSAGES.flatMap(({ report }, i) => (report !== null && (reported & (1 << i)) !== 0 ? [report] : []));
  const began = inherited && {
    of: 'CLOCK' as const,
    from: hourOf(inherited.startedAt),
    limit: hourOfMs(inherited.limitMs),
  };
  const reports = began === null ? told : [...told, began];
  REPORTS.set(key, reports);
  return reports;
}

/** Every field of the world, and of the detainer in it, written short (the test of the model holds that none is missing). */
export function keyOf(world: World): string {
  const { now, detainer, jail, inherited, reported, lookUpDue, secondIssue, convicted, servedThisForm } = world;
  const { serviceIsCondition, forbidden, withdrawn, limitPassed } = world;
  const flags = [
    lookUpDue,
    secondIssue,
    convicted,
    servedThisForm,
    serviceIsCondition,
    forbidden,
    withdrawn,
    limitPassed,
  ];
  const bits = flags.reduce((sum, flag) => sum * 2 + (flag ? 1 : 0), 0);
  return `${now} ${jail} ${clockKey(inherited)} ${reported} ${bits} ${detainerKey(detainer)}`;
}

export function detainerKey(detainer: DetainerState): string {
  const { kind, delivery, service, serviceIsCondition, hold, conviction } = detainer;
  const { grounds, stays, clock, authorityEnded, ending, violation } = detainer;
  let key = `${kind} ${delivery} ${service} ${serviceIsCondition} ${hold} ${conviction} ${violation} ${clockKey(clock)}`;
  for (const { id, kind, since, until } of grounds) key += `|${id} ${kind} ${hourKey(since)} ${hourKey(until)}`;
  for (const { facility, from } of stays) key += `|${facility.ori} ${hourKey(from)}`;
  if (authorityEnded) key += `|${authorityEnded.why} ${hourKey(authorityEnded.at)}`;
  if (ending) key += `|${ending.ending} ${hourKey(ending.at)} ${ending.afterLimit}`;
  return key;
}

function hourKey(instant: string | null): string | number {
  return instant === null ? '-' : hourOf(instant);
}

const CLOCK_KEYS = new WeakMap<HoldClock, string>();

function clockKey(clock: HoldClock | null): string {
  if (clock === null) return '-';
  const known = CLOCK_KEYS.get(clock);
  if (known !== undefined) return known;
  const { startedAt, limitAt, limitMs, consecutive48hAt, zone, rule } = clock;
  const hours = [hourOf(startedAt), hourOf(limitAt), hourOfMs(limitMs), hourOf(consecutive48hAt)];
  const key = `${hours.join()} ${zone} ${rule}`;
  CLOCK_KEYS.set(clock, key);
  return key;
}
