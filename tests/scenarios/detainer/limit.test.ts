import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { federalHolidays } from '../../../domain/clock/holidays.ts';
import {
  after,
  DAY,
  FOUND,
  HOUR,
  JAIL,
  MINUTE,
  newTcn,
  ofAgency,
  type Scenes,
  scenesOf,
  UPON_CONVICTION,
} from '../../support/scenes.ts';
import { DETAINER_DECISION, eventually, INTERVIEW, refusalOf, startSystem, type System } from '../../support/system.ts';
import { instantMs } from '../../../domain/text.ts';

let system: System;
let scenes: Scenes;
beforeAll(async () => {
  system = await startSystem({ limits: { acknowledgementMs: 60 * DAY } });
  scenes = scenesOf(system);
});
afterAll(async () => {
  await system.stop();
});

/** The worked examples of 2011 and 2012, in the years 28 years on, which have the same weekdays. */
const EXAMPLES = [
  { name: 'a weekday', release: '2039-07-12T14:30:00-04:00', limit: '2039-07-14T14:30:00-04:00' },
  { name: 'Friday evening', release: '2039-09-16T17:00:00-04:00', limit: '2039-09-20T17:00:00-04:00' },
  { name: 'Saturday morning', release: '2039-09-17T10:00:00-04:00', limit: '2039-09-21T00:00:00-04:00' },
  { name: 'two days that end with Friday', release: '2039-09-15T00:00:00-04:00', limit: '2039-09-17T00:00:00-04:00' },
  { name: 'Labor Day weekend', release: '2039-09-02T17:00:00-04:00', limit: '2039-09-07T17:00:00-04:00' },
  { name: 'Thanksgiving', release: '2039-11-23T15:00:00-05:00', limit: '2039-11-28T15:00:00-05:00' },
  { name: 'a Christmas on Sunday', release: '2039-12-23T16:30:00-05:00', limit: '2039-12-27T16:30:00-05:00' },
  { name: 'the clocks set forward', release: '2039-03-11T10:00:00-05:00', limit: '2039-03-15T10:00:00-04:00' },
  { name: 'the clocks set back', release: '2039-11-04T10:00:00-04:00', limit: '2039-11-08T10:00:00-05:00' },
  {
    name: 'Columbus Day in Phoenix',
    release: '2039-10-07T12:00:00-07:00',
    limit: '2039-10-12T12:00:00-07:00',
    agency: 'XX0030100',
    jail: 'jail-three',
  },
  {
    name: 'Saturday in Guam, Friday in UTC',
    release: '2040-07-21T08:00:00+10:00',
    limit: '2040-07-25T00:00:00+10:00',
    agency: 'XX0050100',
    jail: 'jail-five',
  },
];

describe('the years in which the scenarios play', () => {
  it.each([
    [2011, 2039],
    [2012, 2040],
  ])(
    '%i and %i have the same weekdays, clock changes and holidays (but for Juneteenth, made law in 2021)',
    (source, scenario) => {
      expect(Temporal.PlainDate.from(`${scenario}-01-01`).dayOfWeek).toBe(
        Temporal.PlainDate.from(`${source}-01-01`).dayOfWeek,
      );
      expect(Temporal.PlainDate.from(`${scenario}-01-01`).inLeapYear).toBe(
        Temporal.PlainDate.from(`${source}-01-01`).inLeapYear,
      );
      expect(clockChanges(scenario)).toEqual(clockChanges(source));
      expect(holidays(scenario).filter((date) => date !== '06-19')).toEqual(holidays(source));
    },
  );
});

describe.concurrent('the limit of a hold', () => {
  it.each(EXAMPLES)(
    'ends the request at its exact instant, and the jail is told: $name [C2 must] [C7 must]',
    async ({ release, limit, agency = JAIL, jail = 'jail-one' }) => {
      const { caseId, detainerId } = await scenes.dormantAt(release, '02-match-removable.eft', {
        change: ofAgency(agency),
      });
      const running = await scenes.runs(detainerId, release, jail);
      expect(running).toMatchObject({ hold: 'RUNNING', clock: { startedAt: release, limitAt: limit } });
      const notice = await scenes.letter(`agency:${agency}`, caseId, 'CLOCK_NOTICE');
      expect(notice.text).toContain(`ends at ${limit}`);

      await scenes.moveTo(detainerId, after(limit, -MINUTE));
      expect((await system.detainer(detainerId)).hold).toBe('RUNNING');
      await scenes.moveTo(detainerId, after(limit, MINUTE));
      const ended = await system.untilDetainer(detainerId, ({ hold }) => hold === 'AUTHORITY_ENDED');
      expect(ended.authorityEnded).toEqual({ why: 'LIMIT', at: limit });
      expect(await scenes.event(caseId, 'AUTHORITY_ENDED')).toMatchObject({ at: limit, author: { kind: 'system' } });
      const lateness = (await scenes.timersFired(detainerId)).map((firedMs) => Math.abs(firedMs - instantMs(limit)));
      // The server fires a timer within about a second of its time.
      expect(Math.min(...lateness)).toBeLessThan(2000);

      const release_ = await scenes.letter(`agency:${agency}`, caseId, 'RELEASE_NOTICE');
      expect(release_.text).toContain(`has ended at ${limit}`);
      expect(release_.text).toContain('Nothing in it allows you to hold the person any longer');
      expect(await scenes.alarm(caseId, 'RELEASE_UNCONFIRMED')).toMatchObject({ acknowledged: false });
    },
  );

  it('orders no release from custody on the jail’s own lawful ground [C7 never]', async () => {
    const release = '2039-07-12T14:30:00-04:00';
    const { caseId, detainerId } = await scenes.dormantAt(release);
    await scenes.runs(detainerId, release);
    await scenes.moveTo(detainerId, after('2039-07-14T14:30:00-04:00', MINUTE));
    const { text } = await scenes.letter(`agency:${JAIL}`, caseId, 'RELEASE_NOTICE');
    const sentence = text.split('\n').find((line) => line.includes('release the person'));
    expect(sentence).toContain('unless you hold the person on a lawful ground of your own, release the person');
    expect(text.match(/release the person/g)).toHaveLength(1);
    await scenes.holdEnds(detainerId, 'OTHER_GROUND', '2039-07-14T14:00:00-04:00');
    await system.untilDetainer(detainerId, ({ ending, violation }) => ending?.ending === 'OTHER_GROUND' && !violation);
  });

  it('is in writing with jail and person from the first day, so that it holds while this system is down [C7 never]', async () => {
    const release = '2039-11-21T09:00:00-05:00';
    const { caseId } = await scenes.dormantAt(release);
    const { text, data } = await scenes.letter(`agency:${JAIL}`, caseId, 'DETAINER');
    expect(text).toMatch(/This is a request\. You may decline it/);
    expect(text).toContain('no longer than 48 hours beyond the time at which the person would otherwise be released');
    expect(text).toContain('not from booking, nor from receipt');
    for (const line of [
      '2039-11-24 Thursday, Thanksgiving Day',
      '2039-11-26 Saturday',
      '2039-12-25 Sunday',
      '2040-01-01 Sunday',
    ])
      expect(text).toContain(line);
    expect(text.match(/release due \S+ -> the request ends at \S+/g)?.length).toBeGreaterThanOrEqual(3);
    expect(data).toMatchObject({ limitAt: null });
  });

  it('is kept as data and survives the workers: what ended it was the clock, not a process [C7 must]', async () => {
    const release = '2039-07-12T14:30:00-04:00';
    const { detainerId } = await scenes.dormantAt(release);
    await scenes.runs(detainerId, release);
    const [moved] = await Promise.all([
      scenes.moveTo(detainerId, after(release, 49 * HOUR)),
      system.untilDetainer(detainerId, ({ hold }) => hold === 'AUTHORITY_ENDED'),
    ]);
    expect(moved).toBeUndefined();
    expect((await system.detainer(detainerId)).authorityEnded?.at).toBe('2039-07-14T14:30:00-04:00');
  });

  it('is not moved by a later report, an interview, an acknowledgement, a copy, or another decision [C2 never] [C5 never]', async () => {
    const release = '2039-09-16T17:00:00-04:00';
    const limit = '2039-09-20T17:00:00-04:00';
    const { caseId, detainerId } = await scenes.dormantAt(release);
    await scenes.runs(detainerId, release);
    await scenes.moveTo(detainerId, after(release, 20 * HOUR));
    const later = await scenes.now(detainerId);
    await system.act(
      detainerId,
      'reportGroundsEnded',
      { endedAt: later, ending: 'RELEASE_ORDERED', source: 'Second paper' },
      'jail-one',
    );
    await scenes.jailSays({
      kind: 'GROUNDS_ENDED',
      detainerId,
      endedAt: later,
      ending: 'CHARGES_DISMISSED',
      source: 'Jail system',
    });
    await system.act(detainerId, 'acknowledgeDetainer', { receivedAt: later }, 'jail-one');
    await system.act(
      detainerId,
      'confirmCopy',
      { servedAt: later, method: 'HANDED_OVER', language: 'es', interpreter: false, refusedToSign: false },
      'jail-one',
    );
    await system.act(detainerId, 'reportStillHeld', { observedAt: later, source: 'Roll call' }, 'jail-one');
    await system.act(caseId, 'recordInterview', INTERVIEW, 'officer');
    await system.act(caseId, 'requestAnotherReview', { reasons: 'New papers came in.' }, 'officer');
    expect(await refusalOf(system.act(caseId, 'recordDecision', DETAINER_DECISION, 'officer'))).toBe(
      'NOT_IN_THIS_STAGE',
    );
    await scenes.event(caseId, 'LATER_START_IGNORED');
    expect((await system.detainer(detainerId)).clock).toMatchObject({ startedAt: release, limitAt: limit });
    await scenes.moveTo(detainerId, after(limit, MINUTE));
    const ended = await system.untilDetainer(detainerId, ({ hold }) => hold === 'AUTHORITY_ENDED');
    expect(ended.authorityEnded).toEqual({ why: 'LIMIT', at: limit });
    expect(await system.kinds(caseId)).not.toContain('LIMIT_EARLIER');
  });

  it('moves earlier when it turns out that release fell due earlier [C2 must]', async () => {
    const release = '2039-07-12T14:30:00-04:00';
    const { caseId, detainerId } = await scenes.dormantAt(release);
    await scenes.runs(detainerId, release);
    await scenes.runs(detainerId, '2039-07-12T09:00:00-04:00', 'officer', 'RELEASE_ORDERED');
    const { clock } = await system.untilDetainer(
      detainerId,
      (state) => state.clock?.limitAt === '2039-07-14T09:00:00-04:00',
    );
    expect(clock?.startedAt).toBe('2039-07-12T09:00:00-04:00');
    const notices = await eventually(
      async () => (await scenes.inbox(`agency:${JAIL}`, caseId)).filter(({ kind }) => kind === 'CLOCK_NOTICE'),
      (found) => found.length === 2,
    );
    expect(notices[1]?.text).toContain('ends at 2039-07-14T09:00:00-04:00');
  });

  it('lies in the past when the end of the grounds is reported late: authority ended then, and the jail is told at once [C2 never]', async () => {
    const release = '2039-07-12T14:30:00-04:00';
    const { caseId, detainerId } = await scenes.dormantAt(release);
    await scenes.moveTo(detainerId, after(release, 5 * DAY));
    await system.act(
      detainerId,
      'reportGroundsEnded',
      { endedAt: release, ending: 'CHARGES_NOT_FILED', source: 'Court list' },
      'jail-one',
    );
    const ended = await system.untilDetainer(detainerId, ({ hold }) => hold === 'AUTHORITY_ENDED');
    expect(ended.authorityEnded).toEqual({ why: 'LIMIT', at: '2039-07-14T14:30:00-04:00' });
    await scenes.letter(`agency:${JAIL}`, caseId, 'RELEASE_NOTICE');
    await scenes.holdEnds(detainerId, 'RELEASED');
    await system.untilDetainer(detainerId, ({ violation, ending }) => violation && ending?.afterLimit === true);
    expect(await system.records.alarms.list({ actor: null, caseId })).toEqual(
      expect.arrayContaining([expect.objectContaining({ rule: 'HELD_PAST_LIMIT' })]),
    );
  });

  it('is the same for a second detainer of the same custody: one clock, inherited [C2 never]', async () => {
    const release = '2039-09-16T17:00:00-04:00';
    const limit = '2039-09-20T17:00:00-04:00';
    const caseId = await system.submit('02-match-removable.eft', { startAt: release });
    await system.toDecision(caseId);
    await system.act(caseId, 'recordDecision', UPON_CONVICTION, 'officer');
    await system.until(caseId, ({ detainers }) => (detainers[0]?.report ?? null) !== null);
    const first = `detainer-${caseId.slice('booking-'.length)}-1`;
    await system.act(
      caseId,
      'reportCriminalOutcome',
      { convicted: true, endedAt: after(release, -MINUTE), offence: 'Burglary', source: 'Court' },
      'jail-one',
    );
    await system.untilDetainer(first, ({ conviction }) => conviction === 'CONVICTED');
    await scenes.runs(first, release, 'jail-one', 'SENTENCE_SERVED');
    await system.until(caseId, ({ detainers }) => detainers[0]?.report?.hold === 'RUNNING');
    await scenes.moveTo(caseId, after(release, 20 * HOUR));
    await scenes.moveTo(first, after(release, 20 * HOUR));
    await system.act(caseId, 'recordDecision', DETAINER_DECISION, 'officer');
    await scenes.second(caseId, true, 'The record bears it out.', 'supervisor');
    const second = `detainer-${caseId.slice('booking-'.length)}-2`;
    const state = await system.untilDetainer(second, ({ hold }) => hold === 'RUNNING');
    expect(state.clock).toMatchObject({ startedAt: release, limitAt: limit });
    await system.untilDetainer(first, ({ hold }) => hold === 'AUTHORITY_ENDED');
    await scenes.runs(second, after(release, 20 * HOUR), 'jail-one', 'RELEASE_ORDERED');
    expect((await system.detainer(second)).clock?.limitAt).toBe(limit);
    await scenes.moveTo(second, after(limit, MINUTE));
    expect((await system.untilDetainer(second, ({ hold }) => hold === 'AUTHORITY_ENDED')).authorityEnded).toEqual({
      why: 'LIMIT',
      at: limit,
    });
  });

  it('cannot be had twice: no detainer while one is open, after the 48 hours, or after the hold has ended [C2 never]', async () => {
    const release = '2039-07-12T14:30:00-04:00';
    const { caseId, detainerId } = await scenes.dormantAt(release);
    expect(await refusalOf(system.act(caseId, 'recordDecision', DETAINER_DECISION, 'officer'))).toBe('DETAINER_OPEN');
    expect(await refusalOf(system.act(caseId, 'recordDecision', UPON_CONVICTION, 'officer'))).toBe('DETAINER_OPEN');
    await scenes.runs(detainerId, release);
    await scenes.moveTo(detainerId, after(release, 49 * HOUR));
    await system.untilDetainer(detainerId, ({ hold }) => hold === 'AUTHORITY_ENDED');
    expect(await refusalOf(system.act(caseId, 'recordDecision', DETAINER_DECISION, 'officer'))).toBe('DETAINER_OPEN');
    await scenes.holdEnds(detainerId, 'RELEASED', '2039-07-14T14:30:00-04:00');
    await system.until(caseId, ({ detainers }) => detainers[0]?.report?.hold === 'CLOSED');
    expect(
      await refusalOf(
        system.act(caseId, 'recordDecision', { ...DETAINER_DECISION, aggravatingFactors: FOUND.words }, 'officer'),
      ),
    ).toBe('CUSTODY_ENDED');
  });

  it('is counted from the clock on the jail’s own wall: an offset that its zone does not have is refused [C2 never]', async () => {
    const { detainerId } = await scenes.dormantAt('2039-07-12T14:30:00-04:00');
    const report = (endedAt: string) =>
      system.act(
        detainerId,
        'reportGroundsEnded',
        { endedAt, ending: 'BAIL_POSTED', source: 'Bail receipt' },
        'jail-one',
      );
    expect(await refusalOf(report('2039-07-12T14:25:00-05:00'))).toBe('INSTANT_IN_FUTURE');
    expect(await refusalOf(report('2039-07-12T13:25:00-05:00'))).toBe('INSTANT_OFFSET_NOT_IN_ZONE');
    expect(await refusalOf(report('2039-03-13T02:30:00-05:00'))).toBe('INSTANT_IN_DST_GAP');
    expect(await refusalOf(report('2039-07-12T14:25:00'))).toBe('INVALID_ARGUMENT');
    expect(await refusalOf(report('2039-07-12T14:45:00-04:00'))).toBe('INSTANT_IN_FUTURE');
    expect((await system.detainer(detainerId)).hold).toBe('DORMANT');
    await report('2039-07-12T18:25:00Z');
    expect((await system.untilDetainer(detainerId, ({ hold }) => hold === 'RUNNING')).clock?.limitAt).toBe(
      '2039-07-14T14:25:00-04:00',
    );
  });

  it('does not depend on a plausible report: one from long ago ends the request at once and wedges nothing [C7 never]', async () => {
    const { caseId, detainerId } = await scenes.dormantAt('2039-07-12T14:30:00-04:00');
    await system.act(
      detainerId,
      'reportGroundsEnded',
      { endedAt: '1951-07-12T14:30:00-04:00', ending: 'BAIL_POSTED', source: 'Mistyped year' },
      'jail-one',
    );
    await system.untilDetainer(detainerId, ({ hold }) => hold === 'AUTHORITY_ENDED');
    expect((await scenes.letter(`agency:${JAIL}`, caseId, 'RELEASE_NOTICE')).text).toContain('1951-07-14');
    await scenes.holdEnds(detainerId, 'RELEASED', '2039-07-12T14:29:00-04:00');
    await eventually(
      async () => await system.cases.describe(detainerId),
      (status) => status === 'COMPLETED',
    );
  });
});

describe.concurrent('garbage to a running clock', () => {
  it('changes nothing: false signatures, other jails, other detainers and bytes are recorded and dropped [C7 must]', async () => {
    const release = '2039-07-12T14:30:00-04:00';
    const { caseId, detainerId } = await scenes.dormantAt(release);
    await scenes.runs(detainerId, release);
    const words = { messageId: newTcn(), endedAt: release, ending: 'ASSUMED', source: 'x' };
    await scenes.say('JAIL', detainerId, { kind: 'HOLD_ENDED', detainerId, ori: 'XX0020100', ...words });
    await scenes.say('JAIL', detainerId, {
      kind: 'HOLD_ENDED',
      detainerId: detainerId.replace(/-1$/, '-9'),
      ori: JAIL,
      ...words,
    });
    await scenes.say('FBI', detainerId, { kind: 'ACCEPTED', tcr: newTcn(), receivedAt: release });
    const { signed } = scenes.envelope('JAIL', { kind: 'HOLD_ENDED', detainerId, ori: JAIL, ...words });
    await system.cases.deliverPartnerMessage(detainerId, {
      from: 'JAIL',
      signed: { ...signed, signature: '0'.repeat(128) },
    });
    const handle = system.client.workflow.getHandle(detainerId);
    await handle.signal('partnerMessage', '\u0000garbage');
    await handle.signal('noSuchSignal', { anything: true });
    await handle.cancel();
    await eventually(
      async () =>
        (await system.kinds(caseId)).filter((kind) => ['MESSAGE_DROPPED', 'CANCELLATION_IGNORED'].includes(kind))
          .length,
      (count) => count >= 7,
    );
    await scenes.moveTo(detainerId, after(release, 48 * HOUR + MINUTE));
    expect((await system.untilDetainer(detainerId, ({ hold }) => hold === 'AUTHORITY_ENDED')).authorityEnded?.at).toBe(
      '2039-07-14T14:30:00-04:00',
    );
  });
});

function holidays(year: number): string[] {
  return federalHolidays(year).map(({ date }) => date.slice(5));
}

/** Month and day of the two changes of the clocks of New York. */
function clockChanges(year: number): string[] {
  const start = Temporal.PlainDate.from(`${year}-01-01`).toZonedDateTime('America/New_York');
  const first = start.getTimeZoneTransition('next');
  const second = first?.getTimeZoneTransition('next');
  return [first, second].map((change) => change?.toPlainDateTime().toString().slice(5) ?? '');
}
