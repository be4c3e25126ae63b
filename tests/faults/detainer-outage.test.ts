import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detainerIdOf } from '../../domain/ids.ts';
import { PROFILE_2011_06 } from '../../domain/profile/shipped.ts';
import { isoInstant } from '../../domain/text.ts';
import { type Scenes, scenesOf, UPON_CONVICTION } from '../support/scenes.ts';
import { type Proxy, startProxy } from '../support/proxy.ts';
import { DETAINER_DECISION, eventually, personOf, REVIEW, startSystem, type System } from '../support/system.ts';
import { sent } from './support.ts';

// What is said while a request to hold is being prepared, which an outage of the records makes long.
let proxy: Proxy & { stop(): Promise<void> };
let system: System;
let scenes: Scenes;
beforeAll(async () => {
  proxy = await startProxy(process.env['TEST_DATABASE_URL'] ?? '');
  system = await startSystem({ workerDatabaseUrl: (url) => proxy.through(url) });
  scenes = scenesOf(system);
});
afterAll(async () => {
  await proxy.restore();
  await system.stop();
  await proxy.stop();
});

const JAIL_TWO = 'XX0020100';

describe('while a detainer waits for the records', { timeout: 90_000 }, () => {
  it('the person is released: nobody is asked to hold a person who is free [C1 never]', async () => {
    const caseId = await system.submit('05-match-if-convicted.eft');
    await system.toDecision(caseId, {
      opinion: 'REMOVABLE_ONLY_IF_CONVICTED',
      lastKnownStatus: 'LAWFUL_PERMANENT_RESIDENT',
    });
    await system.act(caseId, 'recordDecision', UPON_CONVICTION, 'officer');
    const first = detainerIdOf(caseId, 1);
    await system.until(caseId, ({ detainers }) => (detainers[0]?.report ?? null) !== null);
    const endedAt = await scenes.now(caseId);
    const outcome = { endedAt, offence: 'Possession', source: 'Court clerk', convicted: true };
    await system.act(caseId, 'reportCriminalOutcome', outcome, 'jail-two');
    await system.untilDetainer(first, ({ conviction }) => conviction === 'CONVICTED');
    await scenes.runs(first, endedAt, 'jail-two');
    await system.act(caseId, 'recordReview', REVIEW, 'specialist');
    await system.act(caseId, 'recordDecision', DETAINER_DECISION, 'officer');
    await proxy.cut();
    const agreed = scenes.second(caseId, true, 'Read the whole record.');
    await system.until(caseId, ({ detainers }) => detainers.length === 2);
    await system.untilDetainer(first, ({ hold }) => hold === 'AUTHORITY_ENDED');
    const released = { kind: 'HOLD_ENDED', endedAt: await scenes.now(first), ending: 'RELEASED', source: 'Jail log' };
    await scenes.say('JAIL', first, { ...released, detainerId: first, ori: JAIL_TWO, messageId: randomUUID() });
    await system.until(caseId, ({ detainers }) => detainers[0]?.report?.hold === 'CLOSED');
    await proxy.restore();
    await agreed;
    await eventually(
      async () => await system.state(caseId),
      ({ detainers }) => detainers.every(({ report }) => report?.hold === 'CLOSED'),
    );
    expect((await sent(system, caseId))['DETAINER']).toBe(1);
  });

  it('an officer withdraws it: the jail is asked for nothing, and owes no answer [C1 never]', async () => {
    const caseId = await system.submit('02-match-removable.eft');
    const first = await system.toDetainer(caseId);
    const { clock } = await scenes.runs(first, await scenes.now(first));
    const { input } = await system.client.workflow.getHandle(first).query<{ input: object }>('detainerView');
    const detainerId = detainerIdOf(caseId, 2);
    const second = {
      ...(input as Parameters<System['records']['cases']['registerDetainer']>[0]),
      ...{ detainerId, number: 2, inherited: clock, issuedAt: isoInstant(Date.now()), issuedBy: personOf('officer') },
      ...{ profile: PROFILE_2011_06, trust: system.trust, limits: system.limits },
    };
    await system.records.cases.registerDetainer(second);
    await proxy.cut();
    await system.cases.startDetainer(second, isoInstant(Date.now()));
    await system.act(detainerId, 'cancelDetainer', { reasons: 'A mistake.' }, 'officer');
    await proxy.restore();
    await system.untilDetainer(detainerId, ({ hold }) => hold === 'AUTHORITY_ENDED');
    await eventually(
      async () => await system.kinds(caseId),
      (kinds) => kinds.filter((kind) => kind === 'AUTHORITY_ENDED').length === 1,
    );
    expect((await sent(system, caseId))['DETAINER']).toBe(1);
    const alarms = await scenes.openAlarms(caseId);
    expect(alarms.filter(({ stream }) => stream === detainerId).map(({ rule }) => rule)).toEqual([
      'RELEASE_UNCONFIRMED',
    ]);
    await scenes.holdEnds(detainerId, 'RELEASED');
    await scenes.holdEnds(first, 'RELEASED');
  });
});
