import { type Facility, facilitiesFrom, holder } from '../../domain/detainer/custody.ts';
import {
  authorizesHold,
  clockNeeded,
  type ClockStart,
  type HoldClock,
  type HoldFact,
  holdAfter,
  inheritedClock,
  issuedDetainer,
} from '../../domain/detainer/hold.ts';
import type { System } from './explore.ts';
import { faultsOf } from './invariants.ts';
import { nameOf, tellWorld, wordsOf } from './words.ts';
import { type Config, type Event, keyOf, MESSAGES, type Message, type Rules, STOPS, type World } from './world.ts';
import { at, hourOf, hourOfMs, JAILS, type ToyRule, type ToyZone, toyClock, zoneOf } from './toy.ts';

export const RULES: Rules = {
  issuedDetainer,
  clockNeeded,
  holdAfter,
  authorizesHold,
  inheritedClock,
  looksUpAfter: (asked) => asked,
};

/** The detainer of a configuration as a system to explore. */
export function detainerSystem(config: Config, rules: Rules = RULES): System<World, Event> {
  const model = new Model(config, rules);
  return {
    name: nameOf(config),
    initial: config.inherited
      ? model.issued(3, 'WEST', toyClock(1, 'EAST', config.rule), false)
      : model.issued(0, 'WEST', null, false),
    events: (world) => [...model.events(world)],
    step: (world, event) => model.step(world, event),
    isFree: ({ kind }) => kind !== 'MESSAGE' && kind !== 'SECOND_ISSUE',
    key: keyOf,
    faults: (before, event, after) => {
      const fact = before !== null && event?.kind === 'MESSAGE' ? event.fact(before.now) : null;
      const again = (): World => (event === null ? after : model.step(after, event));
      return faultsOf({ before, event, fact, after, again, config, rules });
    },
    tell: (event, after) => `${wordsOf(event).padEnd(48)} → ${tellWorld(after, rules)}`,
  };
}

/** What the workflow does with a detainer (workflows/detainer.ts), without its waiting. */
export class Model {
  private readonly config: Config;
  private readonly rules: Rules;

  constructor(config: Config, rules: Rules) {
    this.config = config;
    this.rules = rules;
  }

  issued(now: number, jail: ToyZone, inherited: HoldClock | null, secondIssue: boolean): World {
    const { kind, service } = this.config;
    const serviceIsCondition = service === 'CONDITION';
    const detainer = this.rules.issuedDetainer({ kind, facility: JAILS[jail], serviceIsCondition, inherited });
    const world: World = {
      now,
      detainer,
      jail,
      inherited,
      reported: 0,
      lookUpDue: false,
      secondIssue,
      convicted: false,
      servedThisForm: false,
      serviceIsCondition,
      forbidden: false,
      withdrawn: false,
      limitPassed: false,
    };
    // The clock that came with the custody is looked at in the zone of this jail, too.
    return inherited === null ? world : this.taken(world, { kind: 'CLOCK_SHARED', clock: inherited });
  }

  *events(world: World): Generator<Event> {
    const { now, detainer, lookUpDue, secondIssue } = world;
    const limit = detainer.clock ? hourOfMs(detainer.clock.limitMs) : Number.POSITIVE_INFINITY;
    const stop = STOPS.find((hour) => hour > now);
    if (detainer.hold === 'RUNNING' && now >= limit) yield { kind: 'LIMIT' };
    if (stop !== undefined)
      yield { kind: 'TIME', to: detainer.hold === 'RUNNING' && limit > now && limit < stop ? limit : stop };
    if (lookUpDue) yield { kind: 'LOOK_UP' };
    for (const message of MESSAGES) if (message.from <= now) yield message;
    if (!secondIssue) yield { kind: 'SECOND_ISSUE' };
  }

  step(world: World, event: Event): World {
    switch (event.kind) {
      case 'TIME':
        return { ...world, now: event.to };
      case 'LIMIT':
        return { ...this.taken(world, { kind: 'LIMIT_REACHED', at: at(world.now) }), limitPassed: true };
      case 'LOOK_UP':
        return this.lookedUp(world);
      case 'SECOND_ISSUE': {
        const clocks = [world.inherited, world.detainer.clock].filter((clock) => clock !== null);
        return this.issued(world.now, zoneOf(holder(world.detainer.stays)), this.rules.inheritedClock(clocks), true);
      }
      case 'MESSAGE':
        return this.heard(world, event);
    }
  }

  private heard(world: World, message: Message): World {
    if (world.detainer.hold === 'CLOSED') return this.taken(world, message.fact(world.now));
    const fact = message.fact(world.now);
    const served = fact.kind === 'COPY_SERVED' || (fact.kind !== 'FORM_AMENDED' && world.servedThisForm);
    const bit = message.report === null ? 0 : 1 << MESSAGES.indexOf(message);
    const known: World = {
      ...world,
      reported: world.reported | bit,
      servedThisForm: served,
      convicted: fact.kind === 'CRIMINAL_OUTCOME' ? fact.convicted : world.convicted,
      withdrawn: world.withdrawn || fact.kind === 'DECLINED' || fact.kind === 'CANCELLED',
    };
    return this.taken(known, fact);
  }

  private taken(world: World, fact: HoldFact): World {
    const needed = this.rules.clockNeeded(world.detainer, fact);
    const start = needed && this.startOf(hourOf(needed.from), needed.facilities, this.config.rule);
    const step = this.rules.holdAfter(world.detainer, fact, start);
    const { rule, ruleAtStart, service, forbiddenIn } = this.config;
    const differs = rule !== ruleAtStart || service === 'CONDITION_AT_START' || forbiddenIn !== null;
    const due = differs && this.rules.looksUpAfter(needed !== null, step);
    return { ...world, detainer: step.state, lookUpDue: step.state.hold !== 'CLOSED' && (world.lookUpDue || due) };
  }

  /** The rules in force when release fell due: they may shorten or end the hold. */
  private lookedUp(world: World): World {
    const { clock, stays } = world.detainer;
    if (clock === null) return { ...world, lookUpDue: false };
    const { ruleAtStart, service, forbiddenIn } = this.config;
    const facilities = facilitiesFrom(stays, clock.startedAt);
    const forbidden = facilities.some((facility) => zoneOf(facility) === forbiddenIn);
    const start = this.startOf(hourOf(clock.startedAt), facilities, ruleAtStart);
    const found: ClockStart = {
      clock: start.clock,
      forbidden: forbidden ? 'HOLD_NOT_ALLOWED' : null,
      serviceIsCondition: service === 'CONDITION_AT_START',
    };
    const { state } = this.rules.holdAfter(world.detainer, { kind: 'RULES_FOUND', at: clock.startedAt }, found);
    return {
      ...world,
      detainer: state,
      lookUpDue: false,
      forbidden: world.forbidden || forbidden,
      serviceIsCondition: world.serviceIsCondition || found.serviceIsCondition,
    };
  }

  private startOf(from: number, facilities: readonly Facility[], rule: ToyRule): ClockStart {
    const clock = inheritedClock(facilities.map((facility) => toyClock(from, zoneOf(facility), rule)));
    if (clock === null) throw new RangeError('A custody has at least one facility.');
    return { clock, forbidden: null, serviceIsCondition: false };
  }
}

const SERVICES = ['NO_CONDITION', 'CONDITION'] as const;
const RULE_NAMES = ['STATUTORY', 'NONE'] as const;

const IN_FORCE = {
  kind: 'STANDARD',
  inherited: false,
  service: 'NO_CONDITION',
  rule: 'STATUTORY',
  ruleAtStart: 'STATUTORY',
  forbiddenIn: null,
} as const;

/** Every combination of kind, service, inheritance and rule; and some in which the rules in force at the start differ from those at issue. */
export const CONFIGS: readonly Config[] = [
  ...(['STANDARD', 'UPON_CONVICTION'] as const).flatMap((kind) =>
    SERVICES.flatMap((service) =>
      [false, true].flatMap((inherited) =>
        RULE_NAMES.map((rule) => ({ kind, service, inherited, rule, ruleAtStart: rule, forbiddenIn: null })),
      ),
    ),
  ),
  { ...IN_FORCE, service: 'CONDITION_AT_START', ruleAtStart: 'NONE' },
  { ...IN_FORCE, service: 'CONDITION_AT_START', ruleAtStart: 'NONE', inherited: true },
  { ...IN_FORCE, rule: 'NONE' },
  { ...IN_FORCE, forbiddenIn: 'EAST' },
];
