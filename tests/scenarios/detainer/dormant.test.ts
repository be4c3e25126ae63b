import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { after, DAY, JAIL, MINUTE, type Scenes, scenesOf } from '../../support/scenes.ts';
import { personOf, startSystem, type System } from '../../support/system.ts';

let system: System;
let scenes: Scenes;
beforeAll(async () => {
  system = await startSystem();
  scenes = scenesOf(system);
});
afterAll(async () => {
  await system.stop();
});

describe('a detainer on a person whom local charges hold for years', () => {
  it('asks every month, stays small, and then counts its 48 hours rightly [C2 must] [C7 must]', async () => {
    const caseId = await system.submit('02-match-removable.eft', { startAt: '2036-09-16T16:00:00-04:00' });
    const detainerId = await system.toDetainer(caseId);
    await system.act(detainerId, 'acknowledgeDetainer', { receivedAt: '2036-09-16T16:00:00-04:00' }, 'jail-one');
    await scenes.moveTo(detainerId, '2036-10-17T16:30:00-04:00');
    const first = await scenes.alarm(caseId, 'DORMANT_CHECK');
    expect(first.to).toEqual([{ role: 'field_officer', scope: { kind: 'office', office: 'XXNFO' } }]);
    await system.records.alarms.acknowledge(first.id, personOf('officer'), '2036-10-17T20:31:00Z');
    await scenes.moveTo(detainerId, '2036-11-17T16:30:00-05:00');
    const second = await scenes.alarm(caseId, 'DORMANT_CHECK');
    expect(second).toMatchObject({ acknowledged: false });
    expect(second.id).not.toBe(first.id);

    const release = '2039-09-16T17:00:00-04:00';
    await scenes.moveTo(detainerId, release);
    const checks = (await system.kinds(caseId)).filter((kind) => kind === 'DORMANT_CHECK').length;
    expect(checks).toBe(36);
    expect(await scenes.historyLength(detainerId)).toBeLessThan(36 * 26 + 80);
    expect((await system.detainer(detainerId)).hold).toBe('DORMANT');

    await system.restartWorkers();
    const { clock } = await scenes.runs(detainerId, release, 'jail-one', 'SENTENCE_SERVED');
    expect(clock).toMatchObject({ startedAt: release, limitAt: '2039-09-20T17:00:00-04:00' });
    await scenes.untilNoAlarm(caseId, 'DORMANT_CHECK');
    await scenes.moveTo(detainerId, after('2039-09-20T17:00:00-04:00', MINUTE));
    expect((await system.untilDetainer(detainerId, ({ hold }) => hold === 'AUTHORITY_ENDED')).authorityEnded).toEqual({
      why: 'LIMIT',
      at: '2039-09-20T17:00:00-04:00',
    });
    await scenes.letter(`agency:${JAIL}`, caseId, 'RELEASE_NOTICE');
    expect((await system.records.cases.verify(caseId)).ok).toBe(true);
  }, 170_000);

  it('leaves the case small too, and every alarm to one person at a time [C2 must]', async () => {
    const caseId = await system.submit('02-match-removable.eft', { startAt: '2036-09-16T16:00:00-04:00' });
    await system.toDetainer(caseId);
    await scenes.moveTo(caseId, after('2036-09-16T16:00:00-04:00', 3 * 365 * DAY));
    expect(await scenes.historyLength(caseId)).toBeLessThan(200);
    expect(await scenes.alarmNames(caseId)).toContain('INTERVIEW_WAITING');
    expect(await system.state(caseId)).toMatchObject({ immigration: 'ENFORCEMENT', outcome: null });
  });
});
