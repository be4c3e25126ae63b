import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instantMs } from '../../../domain/text.ts';
import { after, DAY, HOUR, JAIL, MINUTE, ofAgency, type Scenes, scenesOf } from '../../support/scenes.ts';
import { DETAINER_DECISION, eventually, refusalOf, startSystem, type System } from '../../support/system.ts';

let system: System;
let scenes: Scenes;
beforeAll(async () => {
  system = await startSystem({ limits: { acknowledgementMs: 60 * DAY } });
  scenes = scenesOf(system);
});
afterAll(async () => {
  await system.stop();
});

/** A Friday evening in New York, and where its 48 hours end. */
const FRIDAY = '2039-09-16T17:00:00-04:00';
const TUESDAY = '2039-09-20T17:00:00-04:00';
const GUAM = 'XX0050100';
const source = 'Jail log';
const copy = (servedAt: string) =>
  ({ servedAt, method: 'HANDED_OVER', language: 'es', interpreter: false, refusedToSign: false }) as const;
const ended = (endedAt: string) => ({ endedAt, ending: 'BAIL_POSTED', source }) as const;
const warrant = (since: string, expectedEndAt: string | null = null) =>
  ({ groundId: 'W-1', kind: 'WARRANT', since, expectedEndAt, source }) as const;

async function detained(startAt = FRIDAY, agency = JAIL): Promise<{ caseId: string; detainerId: string }> {
  return await scenes.dormantAt(startAt, '02-match-removable.eft', { change: ofAgency(agency) });
}

describe.concurrent('the grounds of local custody', () => {
  it('keep the clock still until the last of them has ended, and it starts then [C2 must]', async () => {
    const { detainerId } = await detained(after(FRIDAY, -DAY));
    await system.act(detainerId, 'recordGround', warrant(await scenes.now(detainerId)), 'jail-one');
    await scenes.moveTo(detainerId, FRIDAY);
    await system.act(detainerId, 'endGround', { groundId: 'BOOKING', ...ended(after(FRIDAY, -HOUR)) }, 'jail-one');
    expect(await system.detainer(detainerId)).toMatchObject({ hold: 'DORMANT', clock: null });
    await system.act(detainerId, 'endGround', { groundId: 'W-1', ...ended(FRIDAY) }, 'jail-one');
    const { hold, clock } = await system.detainer(detainerId);
    expect({ hold, startedAt: clock?.startedAt, limitAt: clock?.limitAt }).toEqual({
      hold: 'RUNNING',
      startedAt: FRIDAY,
      limitAt: TUESDAY,
    });
  });

  it('may turn out to have ended earlier, never later; an unknown one is refused and changes nothing [C2 never]', async () => {
    const { detainerId } = await detained();
    const earlier = '2039-09-16T15:00:00-04:00';
    await scenes.moveTo(detainerId, after(FRIDAY, HOUR));
    await system.act(detainerId, 'endGround', { groundId: 'BOOKING', ...ended(FRIDAY) }, 'jail-one');
    await system.act(detainerId, 'endGround', { groundId: 'BOOKING', ...ended(earlier) }, 'officer');
    await system.act(
      detainerId,
      'endGround',
      { groundId: 'BOOKING', ...ended('2039-09-16T17:30:00-04:00') },
      'jail-one',
    );
    const wrong = system.act(detainerId, 'endGround', { groundId: 'W-9', ...ended(FRIDAY) }, 'jail-one');
    expect(await refusalOf(wrong)).toBe('GROUND_UNKNOWN');
    expect((await system.detainer(detainerId)).clock).toMatchObject({
      startedAt: earlier,
      limitAt: '2039-09-20T15:00:00-04:00',
    });
  });

  it('of the jail’s own make custody past the limit no violation, but lengthen nothing; without one it is [C7 must] [C7 never]', async () => {
    const [own, none] = await Promise.all([detained(), detained()]);
    for (const { detainerId } of [own, none]) await scenes.runs(detainerId, FRIDAY);
    await scenes.moveTo(own.detainerId, after(FRIDAY, 5 * HOUR));
    await system.act(own.detainerId, 'recordGround', warrant(await scenes.now(own.detainerId)), 'jail-one');
    for (const { detainerId } of [own, none]) {
      await scenes.moveTo(detainerId, after(TUESDAY, HOUR));
      const { authorityEnded } = await system.untilDetainer(detainerId, ({ hold }) => hold === 'AUTHORITY_ENDED');
      expect(authorityEnded).toEqual({ why: 'LIMIT', at: TUESDAY });
      await system.act(detainerId, 'reportStillHeld', { observedAt: await scenes.now(detainerId), source }, 'jail-one');
    }
    expect((await system.detainer(own.detainerId)).violation).toBe(false);
    expect((await system.detainer(none.detainerId)).violation).toBe(true);
    expect(await scenes.alarm(none.caseId, 'HELD_PAST_LIMIT')).toBeDefined();
    expect(await scenes.alarmNames(own.caseId)).not.toContain('HELD_PAST_LIMIT');
  });

  it('are asked for when their expected end has come; unanswered within a day, the hold may be overdue [C7 must]', async () => {
    const { caseId, detainerId } = await detained();
    const court = after(FRIDAY, 10 * DAY);
    const confirmed = { confirmedAt: await scenes.now(detainerId), expectedEndAt: court, source };
    await system.act(detainerId, 'confirmGround', confirmed, 'officer');
    await scenes.moveTo(detainerId, after(court, -MINUTE));
    expect(await scenes.alarmNames(caseId)).not.toContain('DORMANT_CHECK');
    await scenes.moveTo(detainerId, after(court, MINUTE));
    await scenes.alarm(caseId, 'DORMANT_CHECK');
    await scenes.moveTo(detainerId, after(court, DAY - MINUTE));
    expect(await scenes.alarmNames(caseId)).not.toContain('POSSIBLE_OVERDUE_HOLD');
    await scenes.moveTo(detainerId, after(court, DAY + 2 * MINUTE));
    await scenes.alarm(caseId, 'POSSIBLE_OVERDUE_HOLD');
    const again = { confirmedAt: await scenes.now(detainerId), expectedEndAt: null, source };
    await system.act(detainerId, 'confirmGround', again, 'jail-one');
    await scenes.untilNoAlarm(caseId, 'POSSIBLE_OVERDUE_HOLD');
    await scenes.untilNoAlarm(caseId, 'DORMANT_CHECK');
  });
});

describe.concurrent('what holds the clock still', () => {
  it('is the jail’s own word: no officer asserts a ground [C2 never]', async () => {
    const { detainerId } = await detained();
    const asserted = system.act(detainerId, 'recordGround', warrant(await scenes.now(detainerId)), 'officer');
    expect(await refusalOf(asserted)).toBe('ROLE_MAY_NOT');
  });
});

describe.concurrent('a move', () => {
  it('to a jail in another zone can only bring the limit forward; both jails are told, and the new one reports [C2 must]', async () => {
    const { caseId, detainerId } = await detained();
    await scenes.runs(detainerId, FRIDAY);
    await scenes.moveTo(detainerId, after(FRIDAY, 3 * HOUR));
    const moved = { movedAt: await scenes.now(detainerId), to: { kind: 'JAIL', ori: GUAM }, source } as const;
    await system.act(detainerId, 'reportMoved', moved, 'jail-one');
    // In Guam it was Saturday already: the 48 hours began with Monday there.
    const limit = '2039-09-21T00:00:00+10:00';
    const state = await system.detainer(detainerId);
    await system.act(detainerId, 'acknowledgeDetainer', { receivedAt: moved.movedAt }, 'jail-one');
    expect((await system.detainer(detainerId)).delivery).toBe('ISSUED');
    expect(state).toMatchObject({ delivery: 'ISSUED', clock: { limitAt: limit, zone: 'Pacific/Guam' } });
    expect(instantMs(limit)).toBeLessThan(instantMs(TUESDAY));
    const [here, there] = await Promise.all([
      eventually(
        async () => await scenes.inbox(`agency:${JAIL}`, caseId),
        (all) => all.filter(({ kind }) => kind === 'CLOCK_NOTICE').length === 2,
      ),
      eventually(
        async () => await scenes.inbox(`agency:${GUAM}`, caseId),
        (all) => all.length >= 2,
      ),
    ]);
    expect(here.some(({ text }) => text.includes(`ends at ${limit}`))).toBe(true);
    expect(there.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['DETAINER', 'CLOCK_NOTICE']));
    await scenes.moveTo(detainerId, after(limit, MINUTE));
    await system.untilDetainer(detainerId, ({ hold }) => hold === 'AUTHORITY_ENDED');
    await scenes.letter(`agency:${GUAM}`, caseId, 'RELEASE_NOTICE');
    await scenes.letter(`agency:${JAIL}`, caseId, 'RELEASE_NOTICE');
    await scenes.holdEnds(detainerId, 'RELEASED', undefined, 'jail-five');
    await system.untilDetainer(detainerId, ({ hold }) => hold === 'CLOSED');
  });

  it('to a zone where the hold would last longer moves nothing, nor does one to a hospital [C2 never]', async () => {
    const { caseId, detainerId } = await detained('2039-07-12T14:30:00-04:00');
    await scenes.runs(detainerId, '2039-07-12T14:30:00-04:00');
    const limit = (await system.detainer(detainerId)).clock?.limitAt;
    const at = await scenes.now(detainerId);
    await system.act(detainerId, 'reportMoved', { movedAt: at, to: { kind: 'HOSPITAL' }, source }, 'jail-one');
    await system.act(
      detainerId,
      'reportMoved',
      { movedAt: at, to: { kind: 'JAIL', ori: 'XX0030100' }, source },
      'officer',
    );
    await eventually(
      async () => await system.kinds(caseId),
      (kinds) => kinds.includes('JAIL_TOLD'),
    );
    expect((await system.detainer(detainerId)).clock?.limitAt).toBe(limit);
  });

  it('to a jail that nobody registered leaves the shortest hold there is, and people are called [C2 must]', async () => {
    const { caseId, detainerId } = await detained();
    await scenes.runs(detainerId, FRIDAY);
    const at = await scenes.now(detainerId);
    await system.act(
      detainerId,
      'reportMoved',
      { movedAt: at, to: { kind: 'JAIL', ori: 'XX0099900' }, source },
      'jail-one',
    );
    const { clock } = await system.detainer(detainerId);
    expect(clock?.limitMs).toBe(instantMs(FRIDAY) + 48 * HOUR);
    await scenes.alarm(caseId, 'JAIL_UNKNOWN');
  });
});

describe.concurrent('before the limit', () => {
  it('people are called at each mark, at its instant, and no more once the request has ended [C7 must]', async () => {
    const { caseId, detainerId } = await detained();
    await scenes.runs(detainerId, FRIDAY);
    const marks = [after(FRIDAY, 48 * HOUR), ...[24, 12, 4, 1].map((hours) => after(TUESDAY, -hours * HOUR))];
    for (const mark of marks) await scenes.moveTo(detainerId, after(mark, MINUTE));
    const said = await eventually(
      async () => (await system.records.cases.events(caseId)).filter(({ kind }) => kind === 'LIMIT_NEAR'),
      (events) => events.length === 5,
    );
    expect(said.map(({ at }) => at)).toEqual(marks);
    expect(said.map(({ summary }) => summary)[0]).toContain('48 consecutive hours have passed');
    await scenes.alarm(caseId, 'LIMIT_NEAR');
    await scenes.moveTo(detainerId, after(TUESDAY, MINUTE));
    await scenes.untilNoAlarm(caseId, 'LIMIT_NEAR');
  });
});

describe.concurrent('an amended form', () => {
  it('asks for another copy and leaves the clock as it is [C2 never] [C3 must]', async () => {
    const { caseId, detainerId } = await detained();
    await scenes.runs(detainerId, FRIDAY);
    await system.act(detainerId, 'confirmCopy', copy(await scenes.now(detainerId)), 'jail-one');
    const before = await system.detainer(detainerId);
    const amended = {
      bases: ['NTA_SERVED'],
      basisDetails: { NTA_SERVED: 'Served on 15 September' },
      purpose: 'INTERVIEW',
      warrant: 'NONE',
      reasons: 'The first form had the wrong box.',
    } as const;
    await system.act(detainerId, 'amendForm', { ...amended, bases: [...amended.bases] }, 'officer');
    const now = await system.detainer(detainerId);
    expect(now).toEqual({ ...before, service: 'UNCONFIRMED' });
    await system.act(detainerId, 'confirmCopy', copy(FRIDAY), 'jail-one');
    expect((await system.detainer(detainerId)).service).toBe('UNCONFIRMED');
    await system.act(detainerId, 'confirmCopy', copy(await scenes.now(detainerId)), 'jail-one');
    expect((await system.detainer(detainerId)).service).toBe('SERVED');
    const forms = (await scenes.inbox(`agency:${JAIL}`, caseId)).filter(({ kind }) => kind === 'DETAINER');
    expect(forms).toHaveLength(2);
    expect(new Set(forms.map(({ attachmentSha256 }) => attachmentSha256)).size).toBe(2);
    const wrong = { ...amended, bases: ['PRIOR_FELONY' as const] };
    expect(await refusalOf(system.act(detainerId, 'amendForm', wrong, 'officer'))).toBe('BASIS_NOT_ON_FORM');
  });
});

describe.concurrent('bail', () => {
  it('refused with the detainer as the reason calls oversight; posted, it makes people ask and starts nothing by itself [C1 never]', async () => {
    const { caseId, detainerId } = await detained();
    const attempt = {
      attemptedAt: await scenes.now(detainerId),
      outcome: 'REFUSED',
      becauseOfDetainer: true,
      source,
    } as const;
    await system.act(detainerId, 'recordBailAttempt', attempt, 'attorney');
    await scenes.alarm(caseId, 'BAIL_AFFECTED');
    const posted = { ...attempt, outcome: 'POSTED', becauseOfDetainer: false } as const;
    await system.act(detainerId, 'recordBailAttempt', posted, 'jail-one');
    await scenes.alarm(caseId, 'GROUND_UNCERTAIN');
    expect((await system.detainer(detainerId)).hold).toBe('DORMANT');
  });
});

describe('rules in force', () => {
  it('that make service a condition allow no hold before the copy is served, and count 48 hours in a row [C2 must] [C3 must]', async () => {
    await scenes.assign('2015-06', 'xx-mesa', '2039-01-01T00:00:00Z');
    const start = '2039-09-16T17:00:00-07:00';
    const { caseId, detainerId } = await scenes.dormantAt(start, '02-match-removable.eft', {
      change: ofAgency('XX0030100'),
      decision: { ...DETAINER_DECISION, request: { ...requestOf(), bases: ['FINAL_ORDER'] } },
    });
    await scenes.runs(detainerId, start, 'jail-three');
    const [row] = await system.records.cases.detainers(caseId);
    expect(row).toMatchObject({ hold: 'RUNNING', authorized: false, profile: '2015-06' });
    expect((await system.detainer(detainerId)).clock?.limitMs).toBe(instantMs(start) + 48 * HOUR);
    const { text } = await scenes.letter('agency:XX0030100', caseId, 'CLOCK_NOTICE');
    expect(text).toContain('until then it allows no hold');
    await scenes.alarm(caseId, 'COPY_UNCONFIRMED');
    await system.act(detainerId, 'confirmCopy', copy(await scenes.now(detainerId)), 'jail-three');
    const [served] = await system.records.cases.detainers(caseId);
    expect(served).toMatchObject({ authorized: true, limitAt: row?.limitAt });
  });

  it('when the clock starts shorten a hold asked for under longer ones, and nobody is held on a form that lacks a warrant [C2 never]', async () => {
    await scenes.assign('2015-06', 'xx-sample', '2039-09-16T00:00:00Z');
    await scenes.assign('2017-04', 'xx-atoll', '2039-09-16T00:00:00Z');
    const start = '2039-09-16T17:00:00-05:00';
    const [shorter, without] = await Promise.all([
      detained('2039-09-15T12:00:00-05:00', 'XX0020100'),
      detained('2039-09-15T12:00:00+10:00', GUAM),
    ]);
    expect((await system.records.cases.detainers(shorter.caseId))[0]?.profile).toBe('2011-06');
    await scenes.moveTo(shorter.detainerId, after(start, MINUTE));
    await scenes.runs(shorter.detainerId, start, 'jail-two');
    const { clock } = await system.untilDetainer(
      shorter.detainerId,
      (state) => state.clock?.limitMs === instantMs(start) + 48 * HOUR,
    );
    expect(clock?.rule).toBe('NONE');

    const begun = '2039-09-17T09:00:00+10:00';
    await scenes.moveTo(without.detainerId, after(begun, MINUTE));
    await scenes.runs(without.detainerId, begun, 'jail-five');
    const { authorityEnded } = await system.untilDetainer(without.detainerId, ({ hold }) => hold === 'AUTHORITY_ENDED');
    expect(authorityEnded?.why).toBe('WARRANT_MISSING');
    const { text } = await scenes.letter(`agency:${GUAM}`, without.caseId, 'RELEASE_NOTICE');
    expect(text).toContain('ask for a warrant');
  });
});

describe('a form that loses its warrant while the clock runs', () => {
  it('allows no hold where the rules at the start ask for one [C2 never] [C7 must]', async () => {
    await scenes.assign('2017-04', 'xx-harbor', '2039-09-16T00:00:00Z');
    const { caseId, detainerId } = await scenes.dormantAt('2039-09-15T12:00:00-04:00', '02-match-removable.eft', {
      decision: { ...DETAINER_DECISION, request: { ...requestOf(), warrant: 'I-200' } },
    });
    const at = '2039-09-17T09:00:00-04:00';
    await scenes.moveTo(detainerId, at);
    const to = { kind: 'JAIL', ori: 'XX0040100' } as const;
    await system.act(detainerId, 'reportMoved', { movedAt: at, to, source }, 'jail-one');
    await scenes.runs(detainerId, at, 'officer');
    await eventually(
      async () => await system.kinds(caseId),
      (kinds) => kinds.includes('RULES_FOUND') || kinds.includes('LIMIT_EARLIER'),
    );
    const form = { bases: ['NTA_SERVED' as const], basisDetails: {}, purpose: 'INTERVIEW' as const };
    await system.act(detainerId, 'amendForm', { ...form, warrant: 'I-200', reasons: 'Another box.' }, 'officer');
    expect((await system.detainer(detainerId)).hold).toBe('RUNNING');
    await system.act(detainerId, 'amendForm', { ...form, warrant: 'NONE', reasons: 'No warrant.' }, 'officer');
    const { authorityEnded } = await system.untilDetainer(detainerId, ({ hold }) => hold === 'AUTHORITY_ENDED');
    expect(authorityEnded?.why).toBe('WARRANT_MISSING');
  });
});

function requestOf() {
  const { request } = DETAINER_DECISION;
  if (request === null) throw new Error('A detainer has a request');
  return request;
}
