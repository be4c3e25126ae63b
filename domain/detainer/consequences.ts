import type { AlarmName } from '../alarms/alarms.ts';
import type { DetainerInput } from '../lifecycle/input.ts';
import type { AlarmChange, OutgoingMessage } from '../record/record.ts';
import { facilitiesOf, type Facility, holder } from './custody.ts';
import type { RequestDocument, UnaddressedDocument } from './document.ts';
import { authorizesHold, type DetainerState, type HoldConsequence, type HoldFact, type WrittenRule } from './hold.ts';
import { type Mark, MARK_WORDS } from './marks.ts';
import {
  amendedText,
  cancelledText,
  clockText,
  detainerText,
  movedText,
  NO_GROUND,
  numbersText,
  releaseText,
} from './notices.ts';

/** The form as it stands: what an officer amended since the issue is in it. */
export interface FormOnFile {
  readonly request: Pick<RequestDocument, 'bases' | 'basisDetails' | 'purpose' | 'warrant'>;
  /** 1 for the form of the issue. */
  readonly revision: number;
  readonly madeAt: string;
}

/** What follows from a fact for those outside: notices, alarms and words. Pure; `at` is the business instant (ISO) at which it follows. */
export interface Following {
  readonly input: DetainerInput;
  readonly state: DetainerState;
  readonly form: FormOnFile;
  readonly at: string;
}

/** The request itself, with the rule in writing (rules C1, C7). */
export function requestNotice(following: Following, written: WrittenRule): OutgoingMessage {
  return toJail(following, {
    key: 'detainer',
    kind: 'DETAINER',
    subject: 'Immigration detainer (request)',
    text: detainerText(following.input, written),
    document: requestDocument(following, written, null),
  });
}

/** An amended form takes the place of the one before; the clock is untouched (rule C2). */
export function amendedNotice(following: Following, written: WrittenRule, before: FormOnFile): OutgoingMessage {
  const { revision } = following.form;
  return toJail(following, {
    key: `detainer-${revision}`,
    kind: 'DETAINER',
    subject: 'Immigration detainer (amended)',
    text: amendedText(following.input, revision),
    document: requestDocument(following, written, { revision: before.revision, madeAt: before.madeAt }),
  });
}

/** To the jail to which the person was moved: the request, the rule and the limit as they stand, or that the request has ended. */
export function movedNotice(following: Following, written: WrittenRule): OutgoingMessage {
  const { input, state } = following;
  if (state.authorityEnded) return toJail(following, releaseNotice(following, state.authorityEnded));
  return toJail(following, {
    key: 'moved',
    kind: 'DETAINER',
    subject: 'A detainer that came with the person',
    text: movedText(input, state.clock),
    document: requestDocument(following, written, null),
  });
}

/** What the jail, and through it the person, is told. */
export function noticesAfter(consequence: HoldConsequence, following: Following): OutgoingMessage[] {
  const { state } = following;
  const { clock, authorityEnded, ending } = state;
  const limitMoved = consequence === 'CLOCK_STARTED' || consequence === 'LIMIT_EARLIER';
  if (limitMoved && clock) {
    const text = clockText(clock, authorizesHold(state));
    // One that moves the limit earlier takes the place of the one before, and says so.
    const revision = consequence === 'CLOCK_STARTED' ? 1 : 2;
    const document = { ...documentHead(following), document: 'CLOCK_NOTICE' as const, clock, revision };
    return toJails(following, {
      key: `clock-${clock.limitMs}`,
      kind: 'CLOCK_NOTICE',
      subject: 'The limit of the hold',
      text,
      document,
    });
  }
  if (consequence === 'AUTHORITY_ENDED' && authorityEnded)
    return toJails(following, releaseNotice(following, authorityEnded));
  if (consequence === 'CLOSED' && ending?.ending === 'CANCELLED') {
    const subject = 'The detainer was cancelled';
    return toJails(following, { key: 'cancelled', kind: 'DETAINER_CANCELLED', subject, text: cancelledText() });
  }
  return [];
}

function releaseNotice(following: Following, ended: NonNullable<DetainerState['authorityEnded']>): Notice {
  return {
    key: 'release',
    kind: 'RELEASE_NOTICE',
    subject: 'The request to hold has ended',
    text: releaseText(ended.why, ended.at),
    document: { ...documentHead(following), document: 'RELEASE_NOTICE', ended },
  };
}

/** Whom it calls, and which calls have become needless. */
export function alarmsAfter(consequence: HoldConsequence, fact: HoldFact, following: Following): AlarmChange[] {
  return [...alarmsOfFact(fact, following), ...alarmsOfConsequence(consequence, following)];
}

/** As it is issued: a clock may run already, and a request may be void from the start. `sent`: whether the jail is asked at all. */
export function alarmsOnIssue(sent: boolean, following: Following): AlarmChange[] {
  if (following.state.hold === 'RUNNING') return sent ? unserved(following) : [];
  return following.state.hold === 'AUTHORITY_ENDED' ? [raised('RELEASE_UNCONFIRMED', following)] : [];
}

/** The limit comes near: those who must act are called anew at each mark. */
export function alarmsAtMark(mark: Mark, following: Following): AlarmChange[] {
  return [closed('LIMIT_NEAR', following), raised('LIMIT_NEAR', following, MARK_WORDS[mark])];
}

/** An alarm of this detainer; those of several detainers of one case never share a key. */
export function raised(rule: AlarmName, { input, at }: Pick<Following, 'input' | 'at'>, words = ''): AlarmChange {
  const detail = `detainer ${input.number}${words === '' ? '' : `: ${words}`}`;
  return { op: 'RAISE', key: `${rule}-${input.number}`, rule, at, detail };
}

/** Its cause has ended. */
export function closed(rule: AlarmName, { input, at }: Pick<Following, 'input' | 'at'>): AlarmChange {
  return { op: 'CLOSE', key: `${rule}-${input.number}`, at };
}

/** The alarms that ask whether another ground holds the person: an answer closes them all. */
export const GROUND_ALARMS = ['DORMANT_CHECK', 'GROUND_UNCERTAIN', 'POSSIBLE_OVERDUE_HOLD'] as const;

function alarmsOfFact(fact: HoldFact, following: Following): AlarmChange[] {
  if (fact.kind === 'ACKNOWLEDGED' || fact.kind === 'DECLINED') return [closed('DETAINER_UNACKNOWLEDGED', following)];
  if (fact.kind === 'COPY_SERVED') return [closed('COPY_UNCONFIRMED', following)];
  if (fact.kind === 'FORM_AMENDED') return following.state.hold === 'RUNNING' ? unserved(following) : [];
  // Charges that ended may have been the last ground: whether another one holds the person is asked at once.
  const uncertain = fact.kind === 'CRIMINAL_OUTCOME' && !fact.convicted && following.state.hold === 'DORMANT';
  return uncertain ? [raised('GROUND_UNCERTAIN', following)] : [];
}

function alarmsOfConsequence(consequence: HoldConsequence, following: Following): AlarmChange[] {
  const answered = GROUND_ALARMS.map((rule) => closed(rule, following));
  switch (consequence) {
    case 'CLOCK_STARTED':
      return [...answered, ...unserved(following)];
    case 'AUTHORITY_ENDED':
      return [
        ...answered,
        closed('LIMIT_NEAR', following),
        closed('DETAINER_UNACKNOWLEDGED', following),
        raised('RELEASE_UNCONFIRMED', following),
      ];
    case 'VIOLATION':
      // Those who acknowledged the last confirmation are called again: the person is held still.
      return [closed('HELD_PAST_LIMIT', following), raised('HELD_PAST_LIMIT', following)];
    case 'CLOSED':
      return alarmsAtTheEnd(following);
    default:
      return [];
  }
}

const END_WITH_IT = [
  'DETAINER_UNACKNOWLEDGED',
  'COPY_UNCONFIRMED',
  'LIMIT_NEAR',
  ...GROUND_ALARMS,
  'RELEASE_UNCONFIRMED',
] as const;

// A hold that turns out to have ended after its limit was a violation even if nobody had noticed. That alarm outlives the detainer: a person
// settles it.
function alarmsAtTheEnd(following: Following): AlarmChange[] {
  const { ending, violation } = following.state;
  const ended = END_WITH_IT.map((rule) => closed(rule, following));
  return ending?.afterLimit === true && violation ? [raised('HELD_PAST_LIMIT', following), ...ended] : ended;
}

function unserved(following: Following): AlarmChange[] {
  return following.state.service === 'UNCONFIRMED' ? [raised('COPY_UNCONFIRMED', following)] : [];
}

interface Notice {
  readonly key: string;
  readonly kind: OutgoingMessage['kind'];
  readonly subject: string;
  readonly text: string;
  readonly document?: UnaddressedDocument;
}

/** To every jail that holds or held the person: where the person really is, the limit must be known. */
function toJails(following: Following, notice: Notice): OutgoingMessage[] {
  const [last, ...before] = facilitiesOf(following.state.stays).toReversed();
  if (last === undefined) return [];
  return [toJail(following, notice, last), ...before.map((jail) => toJail(following, forFormer(jail, notice), jail))];
}

/** The same for a jail that the person has left: it is not told where the person is now. */
function forFormer(jail: Facility, { document, ...notice }: Notice): Notice {
  const own = document === undefined ? {} : { document: { ...document, jail: onForm(jail) } };
  return { ...notice, key: `${notice.key}-${jail.ori}`, ...own };
}

/** To the jail that holds the person now, unless told another. */
function toJail({ input, state }: Following, notice: Notice, jail = holder(state.stays)): OutgoingMessage {
  const { detainerId, number } = input;
  const { startedAt = null, limitAt = null } = state.clock ?? {};
  const data = { detainerId, number, startedAt, limitAt, authorized: authorizesHold(state), notice: NO_GROUND };
  const text = `${notice.text}\n${numbersText(input.profile)}`;
  return { ...notice, text, route: [`agency:${jail.ori}`], data, attachmentSha256: null };
}

function requestDocument(
  following: Following,
  written: WrittenRule,
  amends: RequestDocument['amends'],
): UnaddressedDocument {
  const { request, revision } = following.form;
  const { bases, basisDetails, purpose, warrant } = request;
  const { cancels } = following.input;
  return {
    ...documentHead(following),
    document: 'REQUEST',
    bases,
    basisDetails,
    purpose,
    warrant,
    revision,
    amends,
    cancels,
    written,
  };
}

function documentHead({ input, state, at }: Following) {
  const { detainerId, number, kind, issuedAt, issuedBy, profile, place } = input;
  return {
    detainerId,
    number,
    kind,
    issuedAt,
    madeAt: at,
    officer: { name: issuedBy.name, role: issuedBy.role },
    jail: onForm(holder(state.stays)),
    office: place.fieldOffice ?? '',
    profile,
    revision: 1,
  };
}

function onForm({ ori, name, zone }: Facility) {
  return { ori, name, zone };
}

const CONSEQUENCE_WORDS: Partial<Record<HoldConsequence, (state: DetainerState) => string>> = {
  CLOCK_STARTED: (state) => `the clock runs until ${state.clock?.limitAt ?? ''}`,
  LIMIT_EARLIER: (state) => `the limit moves earlier, to ${state.clock?.limitAt ?? ''}`,
  LATER_START_IGNORED: () => 'a later start moves nothing',
  AUTHORITY_ENDED: (state) => `authority under the request ended at ${state.authorityEnded?.at ?? ''}`,
  VIOLATION: () => 'VIOLATION: held where nothing in the request allows it',
  CLOSED: (state) => (state.ending?.afterLimit === true ? afterLimitWords(state) : 'the detainer is closed'),
};

function afterLimitWords({ violation }: DetainerState): string {
  return violation
    ? 'VIOLATION: the hold ended after its limit'
    : 'it ended after the limit, on a ground of the jail’s own';
}

/** The step in words: what was reported, and what it changed. No personal data. */
export function inWords(reported: string, consequence: HoldConsequence, state: DetainerState): string {
  const words = CONSEQUENCE_WORDS[consequence]?.(state);
  return words === undefined ? reported : `${reported}: ${words}`;
}
