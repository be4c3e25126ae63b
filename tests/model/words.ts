import type { Config, Event, Rules, World } from './world.ts';
import { hourOf, hourOfMs } from './toy.ts';

/** How the model's configurations, events and states are told to people. */

export function nameOf({ kind, service, inherited, rule, ruleAtStart, forbiddenIn }: Config): string {
  return [
    kind === 'STANDARD' ? 'standard' : 'upon conviction',
    service.toLowerCase().replaceAll('_', ' '),
    inherited ? 'inherits a clock' : 'first detainer',
    rule === ruleAtStart ? rule : `${rule}, then ${ruleAtStart}`,
    ...(forbiddenIn === null ? [] : [`no hold allowed in ${forbiddenIn}`]),
  ].join(', ');
}

export function wordsOf(event: Event): string {
  switch (event.kind) {
    case 'MESSAGE':
      return event.words;
    case 'TIME':
      return `time passes until ${event.to}`;
    case 'LIMIT':
      return 'the limit is reached';
    case 'LOOK_UP':
      return 'the rules in force at the start are looked at';
    case 'SECOND_ISSUE':
      return 'a second detainer takes its place';
  }
}

export function tellWorld({ now, detainer }: World, rules: Rules): string {
  const { hold, clock, service, authorityEnded, ending, violation } = detainer;
  return [
    `hour ${now}: ${hold}`,
    clock ? `clock ${hourOf(clock.startedAt)} to ${hourOfMs(clock.limitMs)}` : 'no clock',
    service === 'UNCONFIRMED' ? 'unserved' : 'served',
    rules.authorizesHold(detainer) ? 'authorizes the hold' : 'authorizes nothing',
    ...(authorityEnded ? [`ended by ${authorityEnded.why} at ${hourOf(authorityEnded.at)}`] : []),
    ...(ending ? [`closed: ${ending.ending}`] : []),
    ...(violation ? ['VIOLATION'] : []),
  ].join(', ');
}
