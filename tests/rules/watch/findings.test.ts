import { describe, expect, it } from 'vitest';
import { computeHoldClock } from '../../../activities/clock.ts';
import { ALARM_RULES } from '../../../domain/alarms/alarms.ts';
import { BOOKING_GROUND } from '../../../domain/detainer/grounds.ts';
import {
  ALARM_OF_FINDING,
  FINDING_KINDS,
  findings,
  isWatchStream,
  type Look,
  overdueNotices,
  undecided,
  type WatchedHold,
  watchStreamOf,
} from '../../../domain/detainer/watch.ts';
import { instantMs } from '../../../domain/text.ts';
import { FERNHILL, holdFacts } from '../records/fixtures.ts';

/** Release fell due on Friday at 17:00 in Chicago: the 48 hours end on Tuesday at 17:00. */
const RELEASE = '2011-09-16T17:00:00-05:00';
const LIMIT = '2011-09-20T17:00:00-05:00';
const LIMIT_UTC = '2011-09-20T22:00:00.000Z';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function hold(more: Partial<WatchedHold> = {}): WatchedHold {
  return {
    detainerId: `detainer-${'a'.repeat(40)}-1`,
    caseId: `booking-${'a'.repeat(40)}`,
    number: 1,
    hold: 'RUNNING',
    startedAt: RELEASE,
    limitAt: LIMIT,
    changedAt: '2011-09-16T17:05:00-05:00',
    issuedAt: '2011-09-15T10:00:00-05:00',
    caseClosed: false,
    facts: holdFacts(),
    ...more,
  };
}

function dormant(more: Partial<WatchedHold> = {}): WatchedHold {
  const facts = holdFacts({ grounds: [BOOKING_GROUND] });
  return hold({ hold: 'DORMANT', startedAt: null, limitAt: null, facts, ...more });
}

function at(instant: string, plusMs = 0, more: Partial<Look> = {}): Look {
  return {
    nowMs: instantMs(instant) + plusMs,
    limitMs: (from, zone, rule) => computeHoldClock(from, zone, rule).limitMs,
    detainer: 'RUNNING',
    bookingCase: 'RUNNING',
    ...more,
  };
}

function kinds(watched: WatchedHold, look: Look): string[] {
  return findings(watched, look).map(({ kind }) => kind);
}

describe('a healthy hold', () => {
  it.each([
    ['dormant, its ground confirmed', dormant(), at('2011-09-16T12:00:00-05:00')],
    ['running, before its limit', hold(), at(LIMIT, -1)],
    ['running, within the grace after its limit', hold(), at(LIMIT, 2 * 60_000)],
    ['authority ended a moment ago', hold({ hold: 'AUTHORITY_ENDED', changedAt: LIMIT }), at(LIMIT, HOUR)],
    ['closed long ago', hold({ hold: 'CLOSED' }), at(LIMIT, 300 * DAY, { detainer: 'GONE', bookingCase: 'GONE' })],
    ['a recorded limit earlier than the facts give', hold({ limitAt: '2011-09-20T09:00:00-05:00' }), at(RELEASE)],
  ])('has no finding: %s', (_name, watched, look) => {
    expect(findings(watched, look)).toEqual([]);
  });
});

describe('an overdue hold', () => {
  it('is found two minutes after its limit, with the limit in words and as data', () => {
    expect(findings(hold(), at(LIMIT, 2 * 60_000 + 1))).toEqual([
      {
        kind: 'OVERDUE',
        detail: `detainer 1: its limit of ${LIMIT_UTC} has passed, and its case did not say so`,
        limitAt: LIMIT_UTC,
      },
    ]);
  });

  it('is found though the records still show it dormant', () => {
    expect(kinds(dormant({ facts: holdFacts() }), at(LIMIT, DAY))).toEqual(['OVERDUE', 'CLOCK_NOT_STARTED']);
  });

  it('is found by the limit of the facts where the recorded one is later, and by the recorded one where it is earlier', () => {
    const late = hold({ limitAt: '2011-09-21T17:00:00-05:00' });
    expect(kinds(late, at(LIMIT, HOUR))).toEqual(['OVERDUE', 'LIMIT_DISAGREES']);
    expect(kinds(hold({ limitAt: '2011-09-20T09:00:00-05:00' }), at(LIMIT, -HOUR))).toEqual(['OVERDUE']);
  });

  it('is found by the recorded limit where the facts cannot be computed with', () => {
    const broken = hold({ facts: holdFacts({ stays: [] }) });
    expect(kinds(broken, at(RELEASE))).toEqual(['FACTS_UNREADABLE']);
    expect(kinds(broken, at(LIMIT, HOUR))).toEqual(['FACTS_UNREADABLE', 'OVERDUE']);
    const unreadable = hold({ facts: holdFacts({ groundConfirmedAt: 'some day' }) });
    expect(kinds(unreadable, at(LIMIT, HOUR))).toEqual(['FACTS_UNREADABLE', 'OVERDUE']);
  });

  it('says the same at every look', () => {
    expect(findings(hold(), at(LIMIT, DAY))).toEqual(findings(hold(), at(LIMIT, 2 * DAY)));
  });

  it('is told to the jail that holds the person now, and to the one that did before', () => {
    const moved = { ...FERNHILL, ori: 'XX0030000', name: 'Lakefern Jail' };
    const stays = [
      { facility: FERNHILL, from: null },
      { facility: moved, from: '2011-09-18T09:00:00-05:00' },
    ];
    const notices = overdueNotices(hold({ facts: holdFacts({ stays }) }), LIMIT_UTC);
    expect(notices.map(({ kind, route }) => [kind, ...route])).toEqual([
      ['RELEASE_NOTICE', `agency:${FERNHILL.ori}`],
      ['RELEASE_NOTICE', 'agency:XX0030000'],
    ]);
    const [notice] = notices;
    expect(notice?.text).toContain(`The request to hold has ended at ${LIMIT_UTC}`);
    expect(notice?.text).toContain('unless you hold the person on a lawful ground of your own, release the person now');
  });
});

describe('a clock that does not follow from the facts', () => {
  it('is found where every ground has ended and no clock runs', () => {
    expect(kinds(dormant({ facts: holdFacts() }), at(RELEASE, 60_000))).toEqual([]);
    expect(kinds(dormant({ facts: holdFacts() }), at(RELEASE, HOUR))).toEqual(['CLOCK_NOT_STARTED']);
  });

  it('is found where a jail in another zone held the person since, and the limit there is earlier', () => {
    // Half past midnight on Thursday in Chicago is still Wednesday in Los Angeles: there the 48 hours end before the weekend begins.
    const startedAt = '2011-09-15T00:30:00-05:00';
    const facts = holdFacts({
      grounds: [{ ...BOOKING_GROUND, until: startedAt }],
      stays: [
        { facility: FERNHILL, from: null },
        { facility: { ...FERNHILL, ori: 'XX0040000', zone: 'America/Los_Angeles' }, from: '2011-09-15T20:00:00-05:00' },
      ],
    });
    const asRecorded = (limitAt: string): string[] => kinds(hold({ facts, startedAt, limitAt }), at(startedAt));
    expect(asRecorded('2011-09-19T00:30:00-05:00')).toEqual(['LIMIT_DISAGREES']);
    expect(asRecorded('2011-09-16T22:30:00-07:00')).toEqual([]);
  });

  it('is found where the clock was started later than release fell due', () => {
    const startedAt = '2011-09-17T10:00:00-05:00';
    const { limitAt } = computeHoldClock(startedAt, 'America/Chicago', 'STATUTORY');
    expect(instantMs(limitAt)).toBeGreaterThan(instantMs(LIMIT));
    expect(kinds(hold({ startedAt, limitAt }), at(startedAt))).toEqual(['LIMIT_DISAGREES']);
  });
});

describe('another ground that nobody confirms', () => {
  const CONFIRMED = '2011-09-15T10:00:00-05:00';

  it('is found a month and the time to answer after it was last confirmed, and in other words a month later', () => {
    expect(kinds(dormant(), at(CONFIRMED, 31 * DAY))).toEqual([]);
    const [first] = findings(dormant(), at(CONFIRMED, 31 * DAY + HOUR));
    const [same] = findings(dormant(), at(CONFIRMED, 40 * DAY));
    const [next] = findings(dormant(), at(CONFIRMED, 62 * DAY));
    expect(first).toMatchObject({ kind: 'GROUND_UNCONFIRMED' });
    expect(same).toEqual(first);
    expect(next?.detail).not.toBe(first?.detail);
  });

  it('is found when its expected end has come and nobody was heard of it in time', () => {
    const facts = holdFacts({ grounds: [BOOKING_GROUND], groundExpectedEndAt: '2011-09-20T10:00:00-05:00' });
    const expected = dormant({ facts });
    expect(kinds(expected, at('2011-09-20T10:00:00-05:00', DAY))).toEqual([]);
    expect(kinds(expected, at('2011-09-20T10:00:00-05:00', DAY + HOUR))).toEqual(['GROUND_UNCONFIRMED']);
  });

  it('is found when a question about it is not answered in time', () => {
    const asked = dormant({
      facts: holdFacts({ grounds: [BOOKING_GROUND], groundAskedAt: '2011-09-20T10:00:00-05:00' }),
    });
    expect(kinds(asked, at('2011-09-21T10:00:00-05:00'))).toEqual([]);
    const first = findings(asked, at('2011-09-21T10:00:00-05:00', HOUR));
    expect(first).toMatchObject([{ kind: 'GROUND_UNCONFIRMED' }]);
    expect(findings(asked, at('2011-09-21T10:00:00-05:00', 20 * DAY))).toEqual(first);
    expect(findings(asked, at('2011-09-21T10:00:00-05:00', 40 * DAY))).not.toEqual(first);
  });
});

describe('what became of the person', () => {
  it('is asked for when authority ended an hour ago, however late something else was recorded', () => {
    const ended = hold({ hold: 'AUTHORITY_ENDED', changedAt: '2011-09-22T17:00:00-05:00' });
    expect(kinds(ended, at(LIMIT, HOUR + 1))).toEqual(['RELEASE_UNANSWERED']);
    const cancelled = hold({ hold: 'AUTHORITY_ENDED', limitAt: null, startedAt: null, changedAt: RELEASE });
    expect(kinds(cancelled, at(RELEASE, HOUR))).toEqual([]);
    expect(kinds(cancelled, at(RELEASE, HOUR + 1))).toEqual(['RELEASE_UNANSWERED']);
  });
});

describe('a workflow that does not run', () => {
  it('is found for the detainer, and for its case while that is open', () => {
    expect(kinds(dormant(), at(RELEASE, 0, { detainer: 'GONE' }))).toEqual(['WORKFLOW_GONE']);
    expect(kinds(dormant(), at(RELEASE, 0, { bookingCase: 'GONE' }))).toEqual(['CASE_GONE']);
    expect(kinds(dormant({ caseClosed: true }), at(RELEASE, 0, { bookingCase: 'GONE' }))).toEqual([]);
  });

  it('is none where the server does not say, and none right after the issue', () => {
    const silent = { detainer: 'CANNOT_TELL', bookingCase: 'CANNOT_TELL' } as const;
    expect(kinds(dormant(), at(RELEASE, 0, silent))).toEqual([]);
    expect(undecided(silent)).toEqual(['WORKFLOW_GONE', 'CASE_GONE']);
    expect(undecided({ detainer: 'GONE', bookingCase: 'RUNNING' })).toEqual([]);
    expect(kinds(dormant(), at('2011-09-15T10:00:00-05:00', 60_000, { detainer: 'GONE' }))).toEqual([]);
  });
});

describe('whom a finding calls', () => {
  it('is an alarm for each kind, and an overdue hold reaches jail, officer, supervisor and CRCL every quarter of an hour', () => {
    for (const kind of FINDING_KINDS) expect(ALARM_RULES[ALARM_OF_FINDING[kind]]).toBeDefined();
    const { to, repeatEveryMinutes } = ALARM_RULES.HOLD_OVERDUE_UNSEEN;
    expect(to.map(({ role }) => role)).toEqual(['local_agency', 'field_officer', 'supervisor', 'crcl_officer']);
    expect(repeatEveryMinutes).toBe(15);
  });

  it('knows the watch’s streams from all others', () => {
    expect(isWatchStream(watchStreamOf(hold().detainerId))).toBe(true);
    expect([hold().detainerId, hold().caseId, 'records'].some(isWatchStream)).toBe(false);
  });
});
