import { endGround } from '../../domain/detainer/grounds.ts';
import {
  type ClockStart,
  type DetainerState,
  type HoldFact,
  holdAfter,
  type Step,
} from '../../domain/detainer/hold.ts';
import { instantMs } from '../../domain/text.ts';
import { CONFIGS, RULES } from './detainer.ts';
import type { Config, Rules } from './world.ts';
import { hourOf, toyClock } from './toy.ts';

/** A transition function broken on purpose, and the invariant that must notice. */
export interface Mutant {
  readonly name: string;
  readonly breaks: string;
  /** Where it shows. */
  readonly config: Config;
  readonly rules: Rules;
}

const ASKS = 'C1 declined or cancelled, it asks for nothing from that moment on';
const LAW = 'C1 where the law allows no hold, it asks for none';
const CONVICTION = 'C1 upon conviction, it authorizes nothing without one';
const LATER = 'C2 nothing moves the limit later or takes the clock away';
const LENGTHENS = 'C2 a ground recorded later lengthens nothing and puts no clock to sleep';
const SECOND = 'C2 a second detainer never has a later limit than the one before it';
const ORACLE = 'C2 the limit is never later than the reports make it, in any zone that held the person';
const REPORTED = 'C2 the clock starts at an instant that somebody reported';
const TWICE = 'C2 a message delivered twice is one';
const UNSERVED = 'C3 where service is a condition, it authorizes nothing unserved';
const COPY = 'C3 the copy counts as given only where somebody confirmed it, and not for an amended form';
const MOVES = 'C5 only grounds, places, another clock and the law move the clock';
const LIMIT = 'C7 once the limit was reached, it asks for nothing';
const REVIVES = 'C7 no ended authority revives';
const REASON = 'C7 the end of authority keeps its reason and moves only earlier';
const OPEN = 'C7 a request that began to run stays open until somebody confirms how the hold ended';
const FINAL = 'C7 closed is final';
const CUSTODY = 'C7 custody after the end of authority is a violation, and stays one';
const LATE_END = 'C7 a hold that ended after its limit was a violation';

const base = CONFIGS[0];
if (base === undefined) throw new RangeError('no configuration');
const FIRST: Config = base;
const LAW_IN_EAST: Config = { ...FIRST, forbiddenIn: 'EAST' };
const IN_FORCE: Config = { ...FIRST, service: 'CONDITION_AT_START', ruleAtStart: 'NONE' };

type Change = (step: Step, before: DetainerState, fact: HoldFact, start?: ClockStart | null) => Step;

function mutant(name: string, breaks: string, rules: Partial<Rules>, config: Partial<Config> = {}): Mutant {
  return { name, breaks, config: { ...FIRST, ...config }, rules: { ...RULES, ...rules } };
}

/** The real transition function, but for what `change` makes of a step of a detainer that is not closed. */
function but(name: string, breaks: string, change: Change, config: Partial<Config> = {}): Mutant {
  const broken: typeof holdAfter = (before, fact, start) => {
    const step = holdAfter(before, fact, start);
    return before.hold === 'CLOSED' ? step : change(step, before, fact, start);
  };
  return mutant(name, breaks, { holdAfter: broken }, config);
}

function set(step: Step, state: Partial<DetainerState>): Step {
  return { ...step, state: { ...step.state, ...state } };
}

function ignored(state: DetainerState): Step {
  return { state, consequence: 'NONE' };
}

const RUN = { hold: 'RUNNING', authorityEnded: null } as const;

export const MUTANTS: readonly Mutant[] = [
  but('a decline needs consent', ASKS, (step, before, fact) => (fact.kind === 'DECLINED' ? ignored(before) : step)),
  but('a cancellation is ignored while the clock runs', ASKS, (step, before, fact) =>
    fact.kind === 'CANCELLED' && before.hold === 'RUNNING' ? ignored(before) : step,
  ),
  but(
    'the law of the next jail is not looked at',
    LAW,
    (step, before, fact) => (fact.kind === 'RULES_FOUND' ? ignored(before) : step),
    LAW_IN_EAST,
  ),
  but(
    'upon conviction, the clock starts without one',
    CONVICTION,
    (step) => (step.state.authorityEnded?.why === 'NO_CONVICTION' && step.state.clock ? set(step, RUN) : step),
    { kind: 'UPON_CONVICTION' },
  ),
  but('a later start is accepted', LATER, (step, before, fact) =>
    fact.kind === 'CLOCK_SHARED' && before.clock && instantMs(fact.clock.startedAt) > instantMs(before.clock.startedAt)
      ? set(step, { clock: fact.clock })
      : step,
  ),
  mutant('a correction moves the end of a ground later', LATER, {
    clockNeeded: (state, fact) => {
      if (fact.kind !== 'GROUND_ENDED') return RULES.clockNeeded(state, fact);
      return RULES.clockNeeded({ ...state, clock: null, grounds: endedAnew(state, fact) }, fact);
    },
    holdAfter: (before, fact, start) => {
      const step = holdAfter(before, fact, start);
      if (fact.kind !== 'GROUND_ENDED' || before.hold !== 'RUNNING' || !start) return step;
      return set(step, { clock: start.clock, grounds: endedAnew(before, fact) });
    },
  }),
  but('a ground recorded later puts the clock to sleep', LENGTHENS, (step, before, fact) =>
    fact.kind === 'GROUND_RECORDED' && before.hold === 'RUNNING' ? set(step, { hold: 'DORMANT' }) : step,
  ),
  mutant('a second detainer begins a clock of its own', SECOND, { inheritedClock: () => null }),
  mutant('a transfer counts only in the new zone', ORACLE, {
    clockNeeded: (state, fact) => {
      const needed = RULES.clockNeeded(state, fact);
      return needed && { ...needed, facilities: needed.facilities.slice(-1) };
    },
  }),
  but('an end heard of before its ground is forgotten', ORACLE, (step, before, fact) =>
    fact.kind === 'GROUND_ENDED' && !before.grounds.some(({ id }) => id === fact.groundId) ? ignored(before) : step,
  ),
  but('a return is taken for having stayed', ORACLE, (step, before, fact) =>
    fact.kind === 'MOVED' && before.stays.at(-1)?.facility.ori === fact.facility.ori ? ignored(before) : step,
  ),
  but('a shared clock counts only in the zone of its own jail', ORACLE, (step, before, fact) =>
    fact.kind === 'CLOCK_SHARED' ? holdAfter(before, fact, null) : step,
  ),
  mutant(
    'the rules in force are looked at only when the clock starts',
    ORACLE,
    { looksUpAfter: (_asked, { consequence }) => consequence === 'CLOCK_STARTED' },
    IN_FORCE,
  ),
  but('the clock starts an hour before the report', REPORTED, (step, _before, fact, start) =>
    fact.kind === 'GROUND_ENDED' && start && step.consequence === 'CLOCK_STARTED'
      ? set(step, { clock: toyClock(hourOf(start.clock.startedAt) - 1, 'WEST', 'NONE') })
      : step,
  ),
  but('a ground reported twice is two', TWICE, (step, before, fact) =>
    fact.kind === 'GROUND_RECORDED'
      ? set(step, {
          grounds: [...step.state.grounds, ...before.grounds.filter(({ id }) => id === fact.ground.groundId)],
        })
      : step,
  ),
  mutant(
    'service is no condition',
    UNSERVED,
    { authorizesHold: ({ hold }) => hold === 'RUNNING' },
    { service: 'CONDITION' },
  ),
  but('an amended form counts as given', COPY, (step, before, fact) =>
    fact.kind === 'FORM_AMENDED' ? set(step, { service: before.service }) : step,
  ),
  but('giving the copy moves the clock', MOVES, (step, before, fact) =>
    fact.kind === 'COPY_SERVED' && before.clock ? set(step, { clock: { ...before.clock } }) : step,
  ),
  but('the limit is only noted', LIMIT, (step, before, fact) =>
    fact.kind === 'LIMIT_REACHED' ? ignored(before) : step,
  ),
  but('a new ground revives an ended authority', REVIVES, (step, before, fact) =>
    fact.kind === 'GROUND_RECORDED' && before.hold === 'AUTHORITY_ENDED' && before.clock ? set(step, RUN) : step,
  ),
  but('a cancellation after the limit takes its place', REASON, (step, before, fact) =>
    fact.kind === 'CANCELLED' && before.authorityEnded && before.delivery !== 'CANCELLED'
      ? set(step, { authorityEnded: { why: 'CANCELLED', at: fact.at } })
      : step,
  ),
  but('the limit closes the request', OPEN, (step, _before, fact) =>
    fact.kind === 'LIMIT_REACHED' && step.state.authorityEnded
      ? set(step, {
          hold: 'CLOSED',
          ending: { ending: 'RELEASED', at: step.state.authorityEnded.at, afterLimit: false },
        })
      : step,
  ),
  mutant('a second ending takes the place of the first', FINAL, {
    holdAfter: (before, fact, start) => {
      const open =
        fact.kind === 'HOLD_ENDED' && before.hold === 'CLOSED' ? { ...before, hold: 'RUNNING' as const } : before;
      return holdAfter(open, fact, start);
    },
  }),
  but('custody after the limit is only noted', CUSTODY, (step, before, fact) =>
    fact.kind === 'STILL_HELD' ? set(step, { violation: before.violation }) : step,
  ),
  but('an end after the limit is only noted', LATE_END, (step, before, fact) =>
    fact.kind === 'HOLD_ENDED' ? set(step, { violation: before.violation }) : step,
  ),
];

/** As if the last report of an end stood, and not the earliest. */
function endedAnew({ grounds }: DetainerState, { groundId, at }: Extract<HoldFact, { kind: 'GROUND_ENDED' }>) {
  const open = grounds.map((ground) =>
    ground.id === groundId && ground.until !== null && instantMs(ground.until) < instantMs(at)
      ? { ...ground, until: null }
      : ground,
  );
  return endGround(open, groundId, at);
}
