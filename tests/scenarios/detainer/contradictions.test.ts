import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instantMs } from '../../../domain/text.ts';
import {
  after,
  callApi,
  DAY,
  HOUR,
  JAIL,
  MINUTE,
  newTcn,
  ofAgency,
  type Scenes,
  scenesOf,
} from '../../support/scenes.ts';
import { eventually, personOf, refusalOf, startSystem, type System } from '../../support/system.ts';

let system: System;
let scenes: Scenes;
beforeAll(async () => {
  system = await startSystem({ limits: { acknowledgementMs: 4 * HOUR } });
  scenes = scenesOf(system);
});
afterAll(async () => {
  await system.stop();
});

/** A Friday evening in New York. */
const FRIDAY = '2039-09-16T17:00:00-04:00';
const GUAM = 'XX0050100';
const source = 'Jail log';

async function detained(startAt = FRIDAY, agency = JAIL): Promise<{ caseId: string; detainerId: string }> {
  return await scenes.dormantAt(startAt, '02-match-removable.eft', { change: ofAgency(agency) });
}

async function moved(detainerId: string, ori: string, movedAt: string): Promise<void> {
  await system.act(detainerId, 'reportMoved', { movedAt, to: { kind: 'JAIL', ori }, source }, 'jail-one');
}

describe.concurrent('the jail that a person has left', () => {
  it('cannot end the hold of the jail that has the person now: a transfer out is no release [C7 must]', async () => {
    const { caseId, detainerId } = await detained();
    await scenes.runs(detainerId, FRIDAY);
    await scenes.moveTo(detainerId, after(FRIDAY, HOUR));
    const at = await scenes.now(detainerId);
    await moved(detainerId, GUAM, at);
    const released = { endedAt: at, ending: 'RELEASED', source } as const;
    expect(await refusalOf(system.act(detainerId, 'reportHoldEnded', released, 'jail-one'))).toBe('HELD_ELSEWHERE');
    const words = { kind: 'HOLD_ENDED', detainerId, ori: JAIL, messageId: newTcn(), ...released };
    await scenes.say('JAIL', detainerId, words);
    await scenes.alarm(caseId, 'BAD_MESSAGE');
    expect((await system.detainer(detainerId)).hold).toBe('RUNNING');
    await scenes.holdEnds(detainerId, 'RELEASED', undefined, 'jail-five');
    await system.untilDetainer(detainerId, ({ hold }) => hold === 'CLOSED');
  });

  it('cannot acknowledge the request for the jail that has the person now: that one still owes it [C3 must]', async () => {
    const { caseId, detainerId } = await detained();
    await moved(detainerId, GUAM, await scenes.now(detainerId));
    await scenes.letter(`agency:${GUAM}`, caseId, 'DETAINER');
    const received = async () => ({ receivedAt: await scenes.now(detainerId) });
    await system.act(detainerId, 'acknowledgeDetainer', await received(), 'jail-one');
    await scenes.event(caseId, 'ACKNOWLEDGED_ELSEWHERE');
    expect((await system.detainer(detainerId)).delivery).not.toBe('ACKNOWLEDGED');
    await system.act(detainerId, 'acknowledgeDetainer', await received(), 'jail-five');
    expect((await system.detainer(detainerId)).delivery).toBe('ACKNOWLEDGED');
  });

  it('is not taken at its word where it tells of the transfer and of the end at once [C7 must]', async () => {
    const { caseId, detainerId } = await detained();
    await scenes.runs(detainerId, FRIDAY);
    const said = { detainerId, ori: JAIL, source };
    const transfer = { ...said, kind: 'MOVED', messageId: newTcn(), movedAt: FRIDAY, to: { kind: 'JAIL', ori: GUAM } };
    const end = { ...said, kind: 'HOLD_ENDED', messageId: newTcn(), endedAt: FRIDAY, ending: 'RELEASED' };
    // In this order, and without a pause in which the first could take effect.
    await scenes.say('JAIL', detainerId, transfer);
    await scenes.say('JAIL', detainerId, end);
    await scenes.letter(`agency:${GUAM}`, caseId, 'DETAINER');
    expect((await system.detainer(detainerId)).hold).toBe('RUNNING');
  });
});

describe.concurrent('custody past the limit', () => {
  it('that is confirmed once more calls those again who had acknowledged the first word of it [C7 must]', async () => {
    const { caseId, detainerId } = await detained();
    await scenes.runs(detainerId, FRIDAY);
    await scenes.moveTo(detainerId, after(FRIDAY, 5 * DAY));
    const held = async () => ({ observedAt: await scenes.now(detainerId), source });
    await system.act(detainerId, 'reportStillHeld', await held(), 'crcl');
    const first = await scenes.alarm(caseId, 'HELD_PAST_LIMIT');
    await system.records.alarms.acknowledge(first.id, personOf('supervisor'), await scenes.now(detainerId));
    await scenes.moveTo(detainerId, after(FRIDAY, 6 * DAY));
    await system.act(detainerId, 'reportStillHeld', await held(), 'crcl');
    const again = await scenes.alarm(caseId, 'HELD_PAST_LIMIT');
    expect(again.id).not.toBe(first.id);
    expect(again).toMatchObject({ acknowledged: false });
    await scenes.holdEnds(detainerId, 'RELEASED');
    await system.untilDetainer(detainerId, ({ hold }) => hold === 'CLOSED');
    expect((await scenes.openAlarms(caseId)).filter(({ rule }) => rule === 'HELD_PAST_LIMIT')).toHaveLength(1);
  });
});

describe.concurrent('a hold that somebody called over', () => {
  it('while the person is still held is refused a change, and people are called [C7 must]', async () => {
    const { caseId, detainerId } = await detained();
    await scenes.runs(detainerId, FRIDAY);
    await scenes.holdEnds(detainerId, 'RELEASED');
    await eventually(
      async () => await system.cases.describe(detainerId),
      (status) => status === 'COMPLETED',
    );
    const path = `/v1/detainers/${detainerId}/acts/reportStillHeld`;
    const json = { observedAt: FRIDAY, source: 'A visit' };
    const answer = await callApi(system, 'crcl', { path, method: 'POST', json });
    expect(answer).toMatchObject({ status: 409, code: 'CASE_CLOSED' });
    const alarm = await scenes.alarm(caseId, 'GROUND_UNCERTAIN');
    expect(alarm.to.map(({ role }) => role)).toEqual(['local_agency', 'field_officer', 'crcl_officer']);
    await callApi(system, 'crcl', { path, method: 'POST', json });
    expect(await scenes.alarmNames(caseId)).toEqual(['GROUND_UNCERTAIN']);
  });
});

describe.concurrent('rules where the person is', () => {
  it('are those in force when release fell due, also where the move there is reported later [C2 must]', async () => {
    await scenes.assign('2015-06', 'xx-sample', '2039-09-16T00:00:00Z');
    const { detainerId } = await detained('2039-09-15T12:00:00-04:00');
    await scenes.moveTo(detainerId, after(FRIDAY, MINUTE));
    await scenes.runs(detainerId, FRIDAY);
    await moved(detainerId, 'XX0020100', '2039-09-15T13:00:00-04:00');
    const { clock } = await system.untilDetainer(detainerId, (state) => state.clock?.rule === 'NONE');
    expect(clock?.limitMs).toBe(instantMs(FRIDAY) + 2 * DAY);
  });
});

describe.concurrent('whether another ground holds the person', () => {
  it('is not answered by word from before it was asked, nor by a ground that has ended [C7 must]', async () => {
    const { caseId, detainerId } = await detained();
    const ground = { groundId: 'W-1', kind: 'WARRANT', since: FRIDAY, expectedEndAt: null, source } as const;
    await system.act(detainerId, 'recordGround', ground, 'jail-one');
    const ended = { groundId: 'W-1', endedAt: FRIDAY, ending: 'CHARGES_DISMISSED', source } as const;
    await system.act(detainerId, 'endGround', ended, 'jail-one');
    await scenes.moveTo(detainerId, after(FRIDAY, 2 * HOUR));
    const posted = { attemptedAt: FRIDAY, outcome: 'POSTED', becauseOfDetainer: false, source } as const;
    await system.act(detainerId, 'recordBailAttempt', posted, 'jail-one');
    await scenes.alarm(caseId, 'GROUND_UNCERTAIN');
    const before = { confirmedAt: after(FRIDAY, HOUR), expectedEndAt: null, source };
    await system.act(detainerId, 'confirmGround', before, 'jail-one');
    await system.act(detainerId, 'recordGround', ground, 'jail-one');
    expect(await scenes.alarmNames(caseId)).toContain('GROUND_UNCERTAIN');
    await scenes.moveTo(detainerId, after(FRIDAY, 27 * HOUR));
    await scenes.alarm(caseId, 'POSSIBLE_OVERDUE_HOLD');
    const now = { ...before, confirmedAt: await scenes.now(detainerId) };
    await system.act(detainerId, 'confirmGround', now, 'jail-one');
    await scenes.untilNoAlarm(caseId, 'POSSIBLE_OVERDUE_HOLD');
  });

  it('is asked when a ground ends that a later detainer never heard of [C7 must]', async () => {
    const { caseId, detainerId } = await detained();
    const words = { detainerId, ori: JAIL, messageId: newTcn(), groundId: 'W-9', endedAt: FRIDAY, source };
    await scenes.say('JAIL', detainerId, { kind: 'GROUND_ENDED', ...words, ending: 'CHARGES_DISMISSED' });
    await scenes.alarm(caseId, 'GROUND_UNCERTAIN');
    expect((await system.detainer(detainerId)).hold).toBe('DORMANT');
  });

  it('is asked when a jail says so from which nobody expected word [C7 must]', async () => {
    const { caseId, detainerId } = await detained();
    const words = { detainerId, ori: GUAM, messageId: newTcn(), endedAt: FRIDAY, source };
    await scenes.say('JAIL', detainerId, { kind: 'GROUNDS_ENDED', ...words, ending: 'BAIL_POSTED' });
    await scenes.alarm(caseId, 'BAD_MESSAGE');
    await scenes.alarm(caseId, 'GROUND_UNCERTAIN');
    expect((await system.detainer(detainerId)).hold).toBe('DORMANT');
  });
});

describe.concurrent('a copy of an amended form', () => {
  const amended = {
    bases: ['NTA_SERVED' as const],
    basisDetails: {},
    purpose: 'INTERVIEW',
    warrant: 'NONE',
    reasons: 'The first form had the wrong box.',
  } as const;
  const copy = (servedAt: string) =>
    ({ servedAt, method: 'HANDED_OVER', language: 'es', interpreter: false, refusedToSign: false }) as const;

  it('that nobody confirms calls people: in time while the person waits, at once while the clock runs [C3 never]', async () => {
    const [waiting, running] = await Promise.all([detained(), detained()]);
    for (const { detainerId } of [waiting, running]) {
      const at = await scenes.now(detainerId);
      await system.act(detainerId, 'acknowledgeDetainer', { receivedAt: at }, 'jail-one');
      await system.act(detainerId, 'confirmCopy', copy(at), 'jail-one');
      await scenes.moveTo(detainerId, after(FRIDAY, DAY));
    }
    await scenes.runs(running.detainerId, after(FRIDAY, DAY));
    for (const { detainerId } of [waiting, running]) {
      await system.act(detainerId, 'amendForm', { ...amended, bases: [...amended.bases] }, 'officer');
    }
    await scenes.alarm(running.caseId, 'COPY_UNCONFIRMED');
    expect(await scenes.alarmNames(waiting.caseId)).not.toContain('COPY_UNCONFIRMED');
    await scenes.moveTo(waiting.detainerId, after(FRIDAY, DAY + 5 * HOUR));
    await scenes.alarm(waiting.caseId, 'COPY_UNCONFIRMED');
    for (const { caseId, detainerId } of [waiting, running]) {
      await system.act(detainerId, 'confirmCopy', copy(await scenes.now(detainerId)), 'jail-one');
      await eventually(
        async () => await scenes.alarmNames(caseId),
        (names) => !names.includes('COPY_UNCONFIRMED'),
      );
    }
  });
});
