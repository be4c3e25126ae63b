import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOLD_ENDINGS } from '../../../domain/partners/messages.ts';
import { callApi, HOUR, JAIL, MINUTE, type Scenes, scenesOf, UPON_CONVICTION, after } from '../../support/scenes.ts';
import {
  DETAINER_DECISION,
  eventually,
  personOf,
  refusalOf,
  REVIEW,
  startSystem,
  type System,
} from '../../support/system.ts';

let system: System;
let scenes: Scenes;
beforeAll(async () => {
  system = await startSystem();
  scenes = scenesOf(system);
});
afterAll(async () => {
  await system.stop();
});

const RELEASE = '2039-07-12T14:30:00-04:00';
const LIMIT = '2039-07-14T14:30:00-04:00';
const copy = (servedAt: string) =>
  ({ servedAt, method: 'HANDED_OVER', language: 'es', interpreter: false, refusedToSign: false }) as const;

async function detained(): Promise<{ caseId: string; detainerId: string }> {
  const caseId = await system.submit('02-match-removable.eft');
  return { caseId, detainerId: await system.toDetainer(caseId) };
}

async function uponConviction(): Promise<{ caseId: string; detainerId: string }> {
  const caseId = await system.submit('05-match-if-convicted.eft', {
    change: (facts) => ({ ...facts, controllingAgency: JAIL }),
  });
  await system.toDecision(caseId, {
    opinion: 'REMOVABLE_ONLY_IF_CONVICTED',
    lastKnownStatus: 'LAWFUL_PERMANENT_RESIDENT',
  });
  await system.act(caseId, 'recordDecision', UPON_CONVICTION, 'officer');
  await system.until(caseId, ({ detainers }) => (detainers[0]?.report ?? null) !== null);
  return { caseId, detainerId: caseId.replace('booking-', 'detainer-').concat('-1') };
}

const outcome = (convicted: boolean) => ({
  convicted,
  endedAt: new Date().toISOString(),
  offence: 'Possession',
  source: 'Court',
});

describe.concurrent('a jail', () => {
  it('gets a request, with the rule in writing and the line that it is no ground; it acknowledges once [C1 must] [C3 must]', async () => {
    const { caseId, detainerId } = await detained();
    const { text, data } = await scenes.letter(`agency:${JAIL}`, caseId, 'DETAINER');
    expect(text).toContain('You may decline it: no reason is needed and nothing follows for your agency');
    expect(text).toContain('Give the person a copy of this request');
    expect(text).toContain('must not affect bail');
    expect(JSON.stringify(data)).toContain('no ground to arrest');
    await system.act(detainerId, 'acknowledgeDetainer', { receivedAt: new Date().toISOString() }, 'jail-one');
    await scenes.jailSays({ kind: 'ACKNOWLEDGED', detainerId, receivedAt: new Date().toISOString() });
    await eventually(
      async () => (await system.kinds(caseId)).filter((kind) => kind === 'ACKNOWLEDGED').length,
      (count) => count >= 1,
    );
    expect((await system.detainer(detainerId)).delivery).toBe('ACKNOWLEDGED');
  });

  it('may decline without a word while the charges hold the person: the detainer is over, nothing is asked, no alarm stays [C1 must] [C1 never]', async () => {
    const { caseId, detainerId } = await detained();
    await system.advance(caseId, 5 * HOUR);
    await scenes.alarm(caseId, 'DETAINER_UNACKNOWLEDGED');
    const { status } = await callApi(system, 'jail-one', {
      method: 'POST',
      path: `/v1/detainers/${detainerId}/acts/declineDetainer`,
      json: {},
    });
    expect(status).toBe(200);
    await eventually(
      async () => await system.cases.describe(detainerId),
      (state) => state === 'COMPLETED',
    );
    expect((await system.records.cases.detainers(caseId))[0]).toMatchObject({
      delivery: 'DECLINED',
      hold: 'CLOSED',
      ending: 'DECLINED',
      violation: false,
    });
    expect((await scenes.openAlarms(caseId)).filter(({ stream }) => stream === detainerId)).toEqual([]);
    await system.until(caseId, ({ detainers }) => detainers[0]?.report?.hold === 'CLOSED');
    expect((await system.state(caseId)).outcome).toBeNull();
  });

  it('may decline a running hold too: authority ends at once, and the release is asked after [C1 must] [C1 never]', async () => {
    const { caseId, detainerId } = await scenes.dormantAt(RELEASE);
    await scenes.runs(detainerId, RELEASE);
    await scenes.jailSays({ kind: 'DECLINED', detainerId });
    const state = await system.untilDetainer(detainerId, ({ hold }) => hold === 'AUTHORITY_ENDED');
    expect(state).toMatchObject({ delivery: 'DECLINED', authorityEnded: { why: 'DECLINED' } });
    expect((await scenes.letter(`agency:${JAIL}`, caseId, 'RELEASE_NOTICE')).text).toContain('You declined it');
    await scenes.alarm(caseId, 'RELEASE_UNCONFIRMED');
    await scenes.holdEnds(detainerId, 'RELEASED');
    await eventually(
      async () => (await scenes.openAlarms(caseId)).filter(({ stream }) => stream === detainerId),
      (open) => open.length === 0,
    );
  });

  it('that does not answer, nor confirms the copy, is reminded, and the officer and CRCL are told [C3 must] [C3 never]', async () => {
    const { caseId, detainerId } = await detained();
    await system.advance(caseId, 5 * HOUR);
    expect((await scenes.alarm(caseId, 'DETAINER_UNACKNOWLEDGED')).to.map(({ role }) => role)).toEqual([
      'local_agency',
      'field_officer',
      'crcl_officer',
    ]);
    const unserved = await scenes.alarm(caseId, 'COPY_UNCONFIRMED');
    expect(unserved.to.map(({ role }) => role)).toEqual(['local_agency', 'field_officer', 'crcl_officer']);
    await system.records.alarms.acknowledge(unserved.id, personOf('jail-one'), new Date().toISOString());
    await system.act(detainerId, 'acknowledgeDetainer', { receivedAt: new Date().toISOString() }, 'jail-one');
    await scenes.untilNoAlarm(caseId, 'DETAINER_UNACKNOWLEDGED');
    expect(await scenes.alarmNames(caseId)).toContain('COPY_UNCONFIRMED');
    await system.act(detainerId, 'confirmCopy', copy(new Date().toISOString()), 'jail-one');
    await scenes.untilNoAlarm(caseId, 'COPY_UNCONFIRMED');
    expect((await scenes.event(caseId, 'COPY_SERVED')).data).toMatchObject({ language: 'es', method: 'HANDED_OVER' });
  });

  it('whose clock starts while no copy is confirmed is told at once, and so is CRCL; the clock runs all the same [C3 never] [C2 must]', async () => {
    const { caseId, detainerId } = await scenes.dormantAt(RELEASE);
    const { clock } = await scenes.runs(detainerId, RELEASE);
    expect(clock?.limitAt).toBe(LIMIT);
    await scenes.alarm(caseId, 'COPY_UNCONFIRMED');
    expect(await refusalOf(system.act(detainerId, 'confirmCopy', copy('2039-07-13T12:00:00-04:00'), 'jail-one'))).toBe(
      'INSTANT_IN_FUTURE',
    );
    await system.act(detainerId, 'confirmCopy', { ...copy(RELEASE), refusedToSign: true }, 'jail-one');
    await scenes.untilNoAlarm(caseId, 'COPY_UNCONFIRMED');
    expect(await system.detainer(detainerId)).toMatchObject({ service: 'REFUSED_TO_SIGN', clock: { limitAt: LIMIT } });
  });
});

describe.concurrent('a hold ends', () => {
  it.each(HOLD_ENDINGS)(
    'by %s before its limit: the detainer is closed, no violation, the case goes on [C2 must]',
    async (ending) => {
      const { caseId, detainerId } = await scenes.dormantAt(RELEASE);
      await scenes.runs(detainerId, RELEASE);
      await scenes.holdEnds(detainerId, ending, RELEASE);
      await system.until(caseId, ({ detainers }) => detainers[0]?.report?.hold === 'CLOSED');
      expect((await system.records.cases.detainers(caseId))[0]).toMatchObject({
        ending,
        hold: 'CLOSED',
        violation: false,
        limitAt: LIMIT,
      });
      expect(await system.kinds(caseId)).not.toContain('AUTHORITY_ENDED');
      expect(
        await refusalOf(system.act(detainerId, 'reportStillHeld', { observedAt: RELEASE, source: 'x' }, 'jail-one')),
      ).toBe('CASE_CLOSED');
    },
  );

  it.each(HOLD_ENDINGS)(
    'by %s after its limit: a violation, raised and on record [C2 never] [C7 must]',
    async (ending) => {
      const { caseId, detainerId } = await scenes.dormantAt(RELEASE);
      await scenes.runs(detainerId, RELEASE);
      await scenes.moveTo(detainerId, after(LIMIT, HOUR));
      await system.untilDetainer(detainerId, ({ hold }) => hold === 'AUTHORITY_ENDED');
      await system.act(
        detainerId,
        'reportStillHeld',
        { observedAt: after(LIMIT, 30 * MINUTE), source: 'A visitor' },
        'crcl',
      );
      const alarm = await scenes.alarm(caseId, 'HELD_PAST_LIMIT');
      expect(alarm.to.map(({ role }) => role)).toEqual(['local_agency', 'field_officer', 'supervisor', 'crcl_officer']);
      await system.records.alarms.acknowledge(alarm.id, personOf('supervisor'), new Date().toISOString());
      expect(await scenes.alarmNames(caseId)).toContain('HELD_PAST_LIMIT');
      await scenes.holdEnds(detainerId, ending, after(LIMIT, 45 * MINUTE));
      await system.until(caseId, ({ detainers }) => detainers[0]?.report?.hold === 'CLOSED');
      expect((await system.records.cases.detainers(caseId))[0]).toMatchObject({ ending, violation: true });
      expect((await scenes.event(caseId, 'CLOSED')).summary).toContain('VIOLATION');
    },
  );

  it('exactly at its limit: no violation [C2 must]', async () => {
    const { caseId, detainerId } = await scenes.dormantAt(RELEASE);
    await scenes.runs(detainerId, RELEASE);
    await scenes.moveTo(detainerId, after(LIMIT, MINUTE));
    await scenes.holdEnds(detainerId, 'RELEASED', LIMIT);
    await system.until(caseId, ({ detainers }) => detainers[0]?.report?.hold === 'CLOSED');
    expect((await system.records.cases.detainers(caseId))[0]).toMatchObject({ ending: 'RELEASED', violation: false });
  });

  it('by an officer’s word to cancel: a waiting request is over at once, a running one ends and the release is asked after [C1 must]', async () => {
    const [waiting, running] = await Promise.all([detained(), scenes.dormantAt(RELEASE)]);
    await system.act(waiting.detainerId, 'cancelDetainer', { reasons: 'Discretion.' }, 'officer');
    await scenes.letter(`agency:${JAIL}`, waiting.caseId, 'DETAINER_CANCELLED');
    await eventually(
      async () => await system.cases.describe(waiting.detainerId),
      (state) => state === 'COMPLETED',
    );
    await scenes.runs(running.detainerId, RELEASE);
    await system.act(running.detainerId, 'cancelDetainer', { reasons: 'Discretion.' }, 'officer');
    expect(
      (await system.untilDetainer(running.detainerId, ({ hold }) => hold === 'AUTHORITY_ENDED')).authorityEnded?.why,
    ).toBe('CANCELLED');
    await scenes.letter(`agency:${JAIL}`, running.caseId, 'RELEASE_NOTICE');
    expect(
      await refusalOf(
        system.act(
          running.detainerId,
          'reportHoldEnded',
          { endedAt: after(RELEASE, DAY_AHEAD), ending: 'RELEASED', source: 'x' },
          'jail-one',
        ),
      ),
    ).toBe('INSTANT_IN_FUTURE');
  });
});

describe.concurrent('a detainer upon conviction', () => {
  it('asks for nothing until a conviction is reported; then the clock runs as any other, and a person reviews the status again [C1 must] [C2 must]', async () => {
    const { caseId, detainerId } = await uponConviction();
    await system.act(caseId, 'reportCriminalOutcome', outcome(true), 'jail-one');
    await system.untilDetainer(detainerId, ({ conviction }) => conviction === 'CONVICTED');
    expect(await system.until(caseId, ({ immigration }) => immigration === 'STATUS_REVIEW')).toMatchObject({
      review: null,
    });
    await scenes.runs(detainerId, await scenes.now(detainerId), 'jail-one', 'SENTENCE_SERVED');
    expect((await system.detainer(detainerId)).hold).toBe('RUNNING');
    await system.act(caseId, 'recordReview', { ...REVIEW, opinion: 'APPEARS_REMOVABLE' }, 'specialist');
    expect((await system.state(caseId)).immigration).toBe('OFFICER_DECISION');
  });

  it('is dead without one: authority ends when the case ends, and the person is reviewed again, not kept in a queue [C1 never] [A6 never]', async () => {
    const { caseId, detainerId } = await uponConviction();
    await system.act(caseId, 'reportCriminalOutcome', outcome(false), 'officer');
    expect((await system.untilDetainer(detainerId, ({ hold }) => hold === 'AUTHORITY_ENDED')).authorityEnded?.why).toBe(
      'NO_CONVICTION',
    );
    expect((await scenes.letter(`agency:${JAIL}`, caseId, 'RELEASE_NOTICE')).text).toContain(
      'It depended on a conviction, and there is none',
    );
    await system.act(
      caseId,
      'recordReview',
      { ...REVIEW, lastKnownStatus: 'LAWFUL_PERMANENT_RESIDENT', opinion: 'NOT_REMOVABLE_ON_RECORD' },
      'specialist',
    );
    await system.until(caseId, ({ outcome: ended }) => ended === 'NOT_REMOVABLE');
    await scenes.holdEnds(detainerId, 'RELEASED');
    expect(await system.untilClosed(caseId)).toMatchObject({ outcome: 'NOT_REMOVABLE' });
    expect(await scenes.alarmNames(caseId)).toEqual([]);
  });

  it('never starts a clock where the grounds end first; a conviction reported later revives nothing [C1 never] [C2 never]', async () => {
    const { caseId, detainerId } = await uponConviction();
    const state = await scenes.runs(detainerId, await scenes.now(detainerId));
    expect(state).toMatchObject({ hold: 'AUTHORITY_ENDED', authorityEnded: { why: 'NO_CONVICTION' } });
    await system.act(caseId, 'reportCriminalOutcome', outcome(true), 'jail-one');
    await scenes.event(caseId, 'CRIMINAL_OUTCOME');
    expect((await system.detainer(detainerId)).hold).toBe('AUTHORITY_ENDED');
    expect((await scenes.inbox(`agency:${JAIL}`, caseId)).map(({ kind }) => kind)).not.toContain('CLOCK_NOTICE');
  });

  it('leaves its clock to a later detainer: the 48 hours count from the true end of the grounds, not from the second request [C2 never]', async () => {
    const release = RELEASE;
    const caseId = await system.submit('02-match-removable.eft', { startAt: release });
    await system.toDecision(caseId);
    await system.act(caseId, 'recordDecision', UPON_CONVICTION, 'officer');
    await system.until(caseId, ({ detainers }) => (detainers[0]?.report ?? null) !== null);
    const [first, second] = [1, 2].map((number) => caseId.replace('booking-', 'detainer-').concat(`-${number}`)) as [
      string,
      string,
    ];
    await scenes.runs(first, release, 'jail-one', 'CHARGES_DISMISSED');
    await system.until(caseId, ({ detainers }) => detainers[0]?.report?.clock?.limitAt === LIMIT);
    await scenes.moveTo(caseId, after(release, 20 * HOUR));
    await system.act(caseId, 'recordDecision', DETAINER_DECISION, 'officer');
    await scenes.second(caseId, true, 'The record bears it out.', 'supervisor');
    expect(await system.untilDetainer(second, ({ hold }) => hold === 'RUNNING')).toMatchObject({
      clock: { startedAt: release, limitAt: LIMIT },
    });
    await scenes.moveTo(second, after(LIMIT, MINUTE));
    expect((await system.untilDetainer(second, ({ hold }) => hold === 'AUTHORITY_ENDED')).authorityEnded).toEqual({
      why: 'LIMIT',
      at: LIMIT,
    });
    await scenes.moveTo(first, after(LIMIT, MINUTE));
    // The end of a custody is reported once: the other detainer of it learns it too.
    await scenes.holdEnds(second, 'RELEASED', LIMIT);
    await system.until(caseId, ({ detainers }) => detainers.every(({ report }) => report?.hold === 'CLOSED'));
    expect((await system.records.cases.detainers(caseId)).map(({ violation }) => violation)).toEqual([false, false]);
  });

  it('cannot be had where the grounds have ended, or the 48 hours are used up [C2 never]', async () => {
    const caseId = await system.submit('02-match-removable.eft', { startAt: RELEASE });
    await system.toDecision(caseId);
    await system.act(caseId, 'recordDecision', UPON_CONVICTION, 'officer');
    await system.until(caseId, ({ detainers }) => (detainers[0]?.report ?? null) !== null);
    const first = caseId.replace('booking-', 'detainer-').concat('-1');
    await scenes.runs(first, RELEASE, 'jail-one', 'CHARGES_DISMISSED');
    await system.until(caseId, ({ detainers }) => detainers[0]?.report?.clock?.limitAt === LIMIT);
    await scenes.moveTo(caseId, after(LIMIT, MINUTE));
    expect(await refusalOf(system.act(caseId, 'recordDecision', DETAINER_DECISION, 'officer'))).toBe('CLOCK_SPENT');
  });
});

const DAY_AHEAD = 24 * HOUR;
