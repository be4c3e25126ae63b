import type { AlarmName } from '../alarms/alarms.ts';
import type { DetainerInput } from '../lifecycle/input.ts';
import type { AlarmChange, OutgoingMessage } from '../record/record.ts';
import type { DetainerState, HoldConsequence, HoldFact } from './hold.ts';
import { cancelledText, clockText, detainerText, NO_GROUND, releaseText } from './notices.ts';
import type { WrittenRule } from './hold.ts';

/** What follows from a fact for those outside: notices, alarms and words. Pure; `at` is the business instant (ISO) at which it follows. */
export interface Following {
  readonly input: Pick<DetainerInput, 'detainerId' | 'number' | 'jail'>;
  readonly state: DetainerState;
  readonly at: string;
}

/** The request itself, with the rule in writing (rules C1, C7). */
export function requestNotice(input: DetainerInput, state: DetainerState, written: WrittenRule): OutgoingMessage {
  return toJail(
    { input, state },
    'detainer',
    'DETAINER',
    'Immigration detainer (request)',
    detainerText(input, written),
  );
}

/** What the jail, and through it the person, is told. */
export function noticesAfter(consequence: HoldConsequence, following: Following): OutgoingMessage[] {
  const { clock, authorityEnded, ending } = following.state;
  const limitMoved = consequence === 'CLOCK_STARTED' || consequence === 'LIMIT_EARLIER';
  if (limitMoved && clock) {
    return [toJail(following, `clock-${clock.limitMs}`, 'CLOCK_NOTICE', 'The limit of the hold', clockText(clock))];
  }
  if (consequence === 'AUTHORITY_ENDED' && authorityEnded) {
    const text = releaseText(authorityEnded.why, authorityEnded.at);
    return [toJail(following, 'release', 'RELEASE_NOTICE', 'The request to hold has ended', text)];
  }
  if (consequence === 'CLOSED' && ending?.ending === 'CANCELLED') {
    return [toJail(following, 'cancelled', 'DETAINER_CANCELLED', 'The detainer was cancelled', cancelledText())];
  }
  return [];
}

/** Whom it calls, and which calls have become needless. */
export function alarmsAfter(consequence: HoldConsequence, fact: HoldFact, following: Following): AlarmChange[] {
  return [...alarmsOfFact(fact, following), ...alarmsOfConsequence(consequence, following)];
}

/** As it is issued: a clock may run already, and a request may be void from the start. */
export function alarmsOnIssue(following: Following): AlarmChange[] {
  if (following.state.hold === 'RUNNING') return unserved(following);
  return following.state.hold === 'AUTHORITY_ENDED' ? [raised('RELEASE_UNCONFIRMED', following)] : [];
}

/** An alarm of this detainer; those of several detainers of one case never share a key. */
export function raised(rule: AlarmName, { input, at }: Following): AlarmChange {
  return { op: 'RAISE', key: `${rule}-${input.number}`, rule, at, detail: `detainer ${input.number}` };
}

/** Its cause has ended. */
export function closed(rule: AlarmName, { input, at }: Following): AlarmChange {
  return { op: 'CLOSE', key: `${rule}-${input.number}`, at };
}

function alarmsOfFact(fact: HoldFact, following: Following): AlarmChange[] {
  if (fact.kind === 'ACKNOWLEDGED' || fact.kind === 'DECLINED') return [closed('DETAINER_UNACKNOWLEDGED', following)];
  if (fact.kind === 'COPY_SERVED') return [closed('COPY_UNCONFIRMED', following)];
  // Charges that ended may have been the last ground: whether another one holds the person is asked at once.
  const uncertain = fact.kind === 'CRIMINAL_OUTCOME' && !fact.convicted && following.state.hold === 'DORMANT';
  return uncertain ? [raised('GROUND_UNCERTAIN', following)] : [];
}

function alarmsOfConsequence(consequence: HoldConsequence, following: Following): AlarmChange[] {
  const waiting = [closed('DORMANT_CHECK', following), closed('GROUND_UNCERTAIN', following)];
  switch (consequence) {
    case 'CLOCK_STARTED':
      return [...waiting, ...unserved(following)];
    case 'AUTHORITY_ENDED':
      return [...waiting, closed('DETAINER_UNACKNOWLEDGED', following), raised('RELEASE_UNCONFIRMED', following)];
    case 'VIOLATION':
      return [raised('HELD_PAST_LIMIT', following)];
    case 'CLOSED':
      return alarmsAtTheEnd(following);
    default:
      return [];
  }
}

const END_WITH_IT = [
  'DETAINER_UNACKNOWLEDGED',
  'COPY_UNCONFIRMED',
  'DORMANT_CHECK',
  'GROUND_UNCERTAIN',
  'RELEASE_UNCONFIRMED',
] as const;

// A hold that turns out to have ended after its limit was a violation even if nobody had noticed. That alarm outlives the detainer: a person
// settles it.
function alarmsAtTheEnd(following: Following): AlarmChange[] {
  const ended = END_WITH_IT.map((rule) => closed(rule, following));
  return following.state.ending?.afterLimit === true ? [raised('HELD_PAST_LIMIT', following), ...ended] : ended;
}

function unserved(following: Following): AlarmChange[] {
  return following.state.service === 'UNCONFIRMED' ? [raised('COPY_UNCONFIRMED', following)] : [];
}

function toJail(
  { input, state }: Pick<Following, 'input' | 'state'>,
  key: string,
  kind: OutgoingMessage['kind'],
  subject: string,
  text: string,
): OutgoingMessage {
  const { jail, detainerId, number } = input;
  const { startedAt = null, limitAt = null } = state.clock ?? {};
  const data = { detainerId, number, startedAt, limitAt, notice: NO_GROUND };
  return { key, kind, route: [`agency:${jail.ori}`], subject, text, data, attachmentSha256: null };
}

const CONSEQUENCE_WORDS: Partial<Record<HoldConsequence, (state: DetainerState) => string>> = {
  CLOCK_STARTED: (state) => `the clock runs until ${state.clock?.limitAt ?? ''}`,
  LIMIT_EARLIER: (state) => `the limit moves earlier, to ${state.clock?.limitAt ?? ''}`,
  LATER_START_IGNORED: () => 'a later start moves nothing',
  AUTHORITY_ENDED: (state) => `authority under the request ended at ${state.authorityEnded?.at ?? ''}`,
  VIOLATION: () => 'VIOLATION: held after authority had ended',
  CLOSED: (state) =>
    state.ending?.afterLimit === true ? 'VIOLATION: the hold ended after its limit' : 'the detainer is closed',
};

/** The step in words: what was reported, and what it changed. No personal data. */
export function inWords(reported: string, consequence: HoldConsequence, state: DetainerState): string {
  const words = CONSEQUENCE_WORDS[consequence]?.(state);
  return words === undefined ? reported : `${reported}: ${words}`;
}
