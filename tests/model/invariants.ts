import type { HoldClock, HoldFact } from '../../domain/detainer/hold.ts';
import { type Config, detainerKey, type Event, reportsOf, type Rules, type World } from './world.ts';
import { type Due, hourOf, hourOfMs, oracle, type Report } from './toy.ts';

/** One transition; `before` and `event` are null for the state of the issue. */
export interface Transition {
  readonly before: World | null;
  readonly event: Event | null;
  /** What was delivered, if the event was a message. */
  readonly fact: HoldFact | null;
  readonly after: World;
  /** Where the same event leads once more. */
  readonly again: () => World;
  readonly config: Config;
  readonly rules: Rules;
}

export interface Invariant {
  /** Begins with the id of the rule of the source that it serves. */
  readonly name: string;
  readonly holds: (transition: Transition) => boolean;
}

/** A transition within the life of one detainer. */
interface Life extends Transition {
  readonly before: World;
  readonly event: Event;
}

/** What must be so in every state. */
function always(name: string, holds: (world: World, config: Config, rules: Rules) => boolean): Invariant {
  return { name, holds: ({ after, config, rules }) => holds(after, config, rules) };
}

/** What must be so of every step in the life of one detainer; a second one begins with its own issue. */
function inLife(name: string, holds: (life: Life) => boolean): Invariant {
  return { name, holds: (transition) => !isLife(transition) || holds(transition) };
}

function isLife(transition: Transition): transition is Life {
  return transition.before !== null && transition.event !== null && transition.event.kind !== 'SECOND_ISSUE';
}

/** The names of the invariants that a transition breaks. */
export function faultsOf(transition: Transition): readonly string[] {
  const broken: string[] = [];
  for (const { name, holds } of INVARIANTS) if (!holds(transition)) broken.push(name);
  return broken;
}

export const INVARIANTS: readonly Invariant[] = [
  always('C1 declined or cancelled, it asks for nothing from that moment on', ({ withdrawn, detainer }) =>
    withdrawn ? !asks(detainer.hold) : true,
  ),
  always('C1 where the law allows no hold, it asks for none', ({ forbidden, detainer }) =>
    forbidden ? !asks(detainer.hold) : true,
  ),
  always('C1 upon conviction, it authorizes nothing without one', ({ convicted, detainer }, { kind }, rules) =>
    kind === 'UPON_CONVICTION' && !convicted ? !rules.authorizesHold(detainer) : true,
  ),
  inLife('C2 nothing moves the limit later or takes the clock away', ({ before, after }) =>
    noLater(after.detainer.clock, before.detainer.clock),
  ),
  inLife('C2 a ground recorded later lengthens nothing and puts no clock to sleep', ({ before, after, fact }) =>
    fact?.kind === 'GROUND_RECORDED' && before.detainer.clock !== null
      ? after.detainer.hold === before.detainer.hold && after.detainer.clock?.limitMs === before.detainer.clock.limitMs
      : true,
  ),
  {
    name: 'C2 a second detainer never has a later limit than the one before it',
    holds: ({ before, event, after }) =>
      noLater(after.detainer.clock, after.inherited) &&
      (event?.kind !== 'SECOND_ISSUE' || noLater(after.detainer.clock, before?.detainer.clock ?? null)),
  },
  always('C2 the limit is never later than the reports make it, in any zone that held the person', (world, config) => {
    if (world.detainer.hold === 'CLOSED') return true;
    const due = dueOf(world, config);
    if (due === null) return true;
    const { clock } = world.detainer;
    return clock !== null && hourOfMs(clock.limitMs) <= due.limit && hourOf(clock.startedAt) <= due.start;
  }),
  always('C2 the clock starts at an instant that somebody reported', (world) => {
    const { clock } = world.detainer;
    return clock === null || reportsOf(world).some((report) => endOf(report) === hourOf(clock.startedAt));
  }),
  inLife('C2 a message delivered twice is one', ({ before, after, event, again }) => {
    if (event.kind !== 'MESSAGE' || before.detainer === after.detainer) return true;
    const twice = again().detainer;
    return twice === after.detainer || detainerKey(twice) === detainerKey(after.detainer);
  }),
  always('C3 where service is a condition, it authorizes nothing unserved', (world, _config, rules) =>
    world.serviceIsCondition && !world.servedThisForm ? !rules.authorizesHold(world.detainer) : true,
  ),
  inLife('C3 the copy counts as given only where somebody confirmed it, and not for an amended form', ({ after }) =>
    after.servedThisForm || after.detainer.hold === 'CLOSED' ? true : after.detainer.service === 'UNCONFIRMED',
  ),
  inLife('C5 only grounds, places, another clock and the law move the clock', ({ before, after, event }) => {
    const moves = event.kind === 'LOOK_UP' || (event.kind === 'MESSAGE' && event.report !== null);
    return moves || before.detainer.clock === after.detainer.clock;
  }),
  always('C7 once the limit was reached, it asks for nothing', ({ limitPassed, detainer }) =>
    limitPassed ? !asks(detainer.hold) : true,
  ),
  inLife('C7 at the limit, authority ends at that very instant', ({ after, event }) =>
    event.kind === 'LIMIT'
      ? after.detainer.authorityEnded?.why === 'LIMIT' &&
        after.detainer.authorityEnded.at === after.detainer.clock?.limitAt
      : true,
  ),
  inLife('C7 no ended authority revives', ({ before, after }) =>
    asks(before.detainer.hold) ? true : !asks(after.detainer.hold),
  ),
  inLife('C7 the end of authority keeps its reason and moves only earlier', ({ before, after }) => {
    const [was, is] = [before.detainer.authorityEnded, after.detainer.authorityEnded];
    return was === null || (is?.why === was.why && hourOf(is.at) <= hourOf(was.at));
  }),
  inLife(
    'C7 a request that began to run stays open until somebody confirms how the hold ended',
    ({ before, after, fact }) => {
      if (before.detainer.hold === 'CLOSED' || after.detainer.hold !== 'CLOSED' || fact?.kind === 'HOLD_ENDED')
        return true;
      return before.detainer.hold === 'DORMANT' && (fact?.kind === 'DECLINED' || fact?.kind === 'CANCELLED');
    },
  ),
  inLife(
    'C7 closed is final',
    ({ before, after }) => before.detainer.hold !== 'CLOSED' || before.detainer === after.detainer,
  ),
  always(
    'C7 a release that fell due leaves no request asleep',
    (world, config) => world.detainer.hold !== 'DORMANT' || dueOf(world, config) === null,
  ),
  inLife('C7 custody after the end of authority is a violation, and stays one', ({ before, after, fact, config }) => {
    if (before.detainer.violation && !after.detainer.violation) return false;
    const ended = before.detainer.hold === 'AUTHORITY_ENDED' ? before.detainer.authorityEnded : null;
    if (fact?.kind !== 'STILL_HELD' || ended === null || after.now < hourOf(ended.at)) return true;
    const due = dueOf(after, config);
    const onOtherGround = due === null || due.start > after.now || reportsOf(after).some(({ of }) => of === 'GROUND');
    return onOtherGround || after.detainer.violation;
  }),
  inLife('C7 a hold that ended after its limit was a violation', ({ before, after, fact }) => {
    const { clock } = before.detainer;
    if (fact?.kind !== 'HOLD_ENDED' || before.detainer.hold === 'CLOSED' || clock === null) return true;
    const late = hourOf(fact.at) > hourOfMs(clock.limitMs);
    return !late || after.detainer.violation || reportsOf(after).some(({ of }) => of === 'GROUND');
  }),
  always('C7 the parts of the state fit together', ({ detainer: { hold, clock, authorityEnded, ending } }) => {
    switch (hold) {
      case 'DORMANT':
        return clock === null && authorityEnded === null && ending === null;
      case 'RUNNING':
        return clock !== null && authorityEnded === null && ending === null;
      case 'AUTHORITY_ENDED':
        return authorityEnded !== null && ending === null;
      case 'CLOSED':
        return ending !== null;
    }
  }),
];

function asks(hold: string): boolean {
  return hold === 'DORMANT' || hold === 'RUNNING';
}

function noLater(clock: HoldClock | null, than: HoldClock | null): boolean {
  return than === null || (clock !== null && clock.limitMs <= than.limitMs);
}

function endOf(report: Report): number | null {
  switch (report.of) {
    case 'GROUND_END':
    case 'ALL_ENDED':
      return report.at;
    case 'CLOCK':
      return report.from;
    case 'GROUND':
    case 'MOVE':
      return null;
  }
}

const DUES = new Map<string, Due | null>();

/** By everything reported so far, and by the rules in force at the start as far as they have been looked at. */
function dueOf(world: World, { rule, ruleAtStart }: Config): Due | null {
  const { reported, inherited, jail, lookUpDue } = world;
  const key = `${reported} ${inherited?.startedAt} ${inherited?.limitMs} ${jail} ${lookUpDue} ${rule} ${ruleAtStart}`;
  const known = DUES.get(key);
  if (known !== undefined) return known;
  const due = oracle(jail, reportsOf(world), lookUpDue ? [rule] : [rule, ruleAtStart]);
  DUES.set(key, due);
  return due;
}
