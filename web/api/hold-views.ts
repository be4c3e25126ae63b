import type { Actor } from '../../domain/access/roles.ts';
import type { DetainerView } from '../../domain/api/views.ts';
import type { Stay } from '../../domain/detainer/custody.ts';
import { groupedCode } from '../../domain/detainer/document.ts';
import type { Ground } from '../../domain/detainer/grounds.ts';
import type { HoldClock } from '../../domain/detainer/hold.ts';
import { MARK_WORDS, marksOf } from '../../domain/detainer/marks.ts';
import type { CasePlace } from '../../domain/lifecycle/acts.ts';
import { instantMs, isoInstant } from '../../domain/text.ts';
import type { DetainerRow } from '../../records/index.ts';
import type { OwnTime } from './case-views.ts';
import { possibleOnDetainer } from './possible.ts';

const HOURS_48_MS = 48 * 3_600_000;

/** What every screen says from the limit on, and whenever else authority has ended (rule C7). */
export const AUTHORITY_HAS_ENDED =
  'authority under this request has ended; unless you hold the person on a ground of your own, release now';

/** A detainer as one person may see it. A jail that the person has left sees grounds and places as they were when the person left. */
export function detainerView(row: DetainerRow, actor: Actor, place: CasePlace, time: OwnTime): DetainerView {
  const { jail, jailName, zone, grounds, stays, personLeftAt } = seenBy(actor, row);
  const clock = clockOf(row);
  return {
    detainerId: row.detainerId,
    code: groupedCode(row.code),
    caseId: row.caseId,
    number: row.number,
    kind: row.kind,
    jail,
    jailName,
    issuedAt: row.issuedAt,
    zone,
    profile: row.profile,
    delivery: row.delivery,
    service: row.service,
    hold: row.hold,
    ending: row.ending,
    startedAt: row.startedAt,
    limitAt: row.limitAt,
    consecutive48hAt: clock?.consecutive48hAt ?? null,
    marks: clock === null ? [] : marksAt(clock, time.nowMs),
    violation: row.violation,
    authority: authorityOf(row, time.nowMs),
    grounds: grounds.map(({ id, kind, since, until }) => ({ id, kind, since, until })),
    groundConfirmedAt: row.facts.groundConfirmedAt,
    groundAskedAt: row.facts.groundAskedAt,
    stays: stays.map(({ facility, from }) => ({
      ori: facility.ori,
      name: facility.name,
      zone: facility.zone,
      from,
    })),
    personLeftAt,
    lastStepAt: row.changedAt,
    live: time.live,
    now: isoInstant(time.nowMs),
    offsetMs: time.offsetMs,
    remainingMs: remainingOf(row, time.nowMs),
    can: possibleOnDetainer(actor, place, row),
  };
}

type Seen = Pick<DetainerView, 'jail' | 'jailName' | 'zone' | 'personLeftAt'> & {
  readonly grounds: readonly Ground[];
  readonly stays: readonly Stay[];
};

function seenBy({ scope }: Actor, row: DetainerRow): Seen {
  const { jail, jailName, zone } = row;
  const { grounds, stays } = row.facts;
  const whole = { jail, jailName, zone, grounds, stays, personLeftAt: null };
  if (scope.kind !== 'agency' || scope.ori === jail) return whole;
  const last = stays.findLastIndex(({ facility }) => facility.ori === scope.ori);
  const own = stays[last]?.facility;
  const personLeftAt = stays[last + 1]?.from ?? null;
  if (own === undefined || personLeftAt === null) return whole;
  return {
    jail: own.ori,
    jailName: own.name,
    zone: own.zone,
    grounds: grounds.flatMap((ground) => asOf(ground, personLeftAt)),
    stays: stays.slice(0, last + 1),
    personLeftAt,
  };
}

function asOf(ground: Ground, at: string): Ground[] {
  const { since, until } = ground;
  if (since !== null && instantMs(since) > instantMs(at)) return [];
  return [until !== null && instantMs(until) > instantMs(at) ? { ...ground, until: null } : ground];
}

/** The clock of a hold that is not closed. 48 hours in a row are the same in every zone and under every reading. */
function clockOf({ hold, startedAt, limitAt, zone, facts }: DetainerRow): HoldClock | null {
  if (hold === 'CLOSED' || startedAt === null || limitAt === null) return null;
  const consecutive48hAt = isoInstant(instantMs(startedAt) + HOURS_48_MS);
  return { startedAt, limitAt, limitMs: instantMs(limitAt), consecutive48hAt, zone, rule: facts.rule };
}

function marksAt(clock: HoldClock, nowMs: number): DetainerView['marks'] {
  return marksOf(clock).map(({ mark, atMs }) => ({
    mark,
    words: MARK_WORDS[mark],
    at: isoInstant(atMs),
    passed: atMs <= nowMs,
  }));
}

/** No time is left once authority has ended, whatever ended it: time that a clock would still have had is nobody's to use. */
function remainingOf({ hold, limitAt }: DetainerRow, nowMs: number): number | null {
  if (limitAt === null || (hold !== 'RUNNING' && hold !== 'AUTHORITY_ENDED')) return null;
  const left = instantMs(limitAt) - nowMs;
  return hold === 'RUNNING' ? left : Math.min(0, left);
}

/** The record may lag behind its own limit, e.g. while a worker is away: a passed limit ends authority all the same. */
function authorityOf(row: DetainerRow, nowMs: number): DetainerView['authority'] {
  const { hold, limitAt, service, authorized } = row;
  const past = hold === 'RUNNING' && limitAt !== null && instantMs(limitAt) <= nowMs;
  if (hold === 'CLOSED') return { allowed: false, ended: true, says: 'this detainer is closed: it asks for nothing' };
  if (hold === 'AUTHORITY_ENDED' || past) return { allowed: false, ended: true, says: AUTHORITY_HAS_ENDED };
  if (hold === 'DORMANT') return { allowed: false, ended: false, says: dormantWords(row) };
  const unconfirmed = service === 'UNCONFIRMED';
  if (authorized) {
    const says = 'the request allows the person to be held until the limit, and no longer';
    return { allowed: true, ended: false, says: unconfirmed ? `${says}; copy not confirmed` : says };
  }
  const says =
    'copy not confirmed: this request has effect only once the person has been given a copy, so no hold is authorized';
  return { allowed: false, ended: false, says };
}

function dormantWords({ kind, service }: DetainerRow): string {
  const says =
    kind === 'UPON_CONVICTION'
      ? 'no clock runs: the request allows nothing unless the person is convicted, and nothing while another ground holds'
      : 'no clock runs: another ground holds the person, and the request allows nothing yet';
  return service === 'UNCONFIRMED' ? `${says}; copy not confirmed` : says;
}
