import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ActArgs } from '../../../domain/lifecycle/acts.ts';
import { newTcn, NO_ACTION, ofAgency, type Scenes, scenesOf, UPON_CONVICTION } from '../../support/scenes.ts';
import { DETAINER_DECISION, refusalOf, startSystem, type System } from '../../support/system.ts';

type Decision = ActArgs<'recordDecision'>;

const START = '2039-03-01T12:00:00-06:00';
/** Charged with a minor traffic offense and nothing else, as the officer records it. */
const minorTraffic = (decision: Decision): Decision => ({
  ...decision,
  request: decision.request && {
    ...decision.request,
    minorTrafficOnly: { answer: true, words: 'Driving without a license; no conviction, no other priority.' },
  },
});

async function atDecision(system: System, agency: string): Promise<string> {
  const change = ofAgency(agency);
  const caseId = await system.submit('13-minor-traffic.eft', { tcn: newTcn(), startAt: START, change });
  await system.toDecision(caseId, { convictions: [] });
  return caseId;
}

describe('a policy on minor traffic offenses', () => {
  let system: System;
  let scenes: Scenes;
  beforeAll(async () => {
    system = await startSystem();
    scenes = scenesOf(system);
    await scenes.assign('2012-04', 'xx-sample', '2039-01-01T00:00:00Z');
  });
  afterAll(async () => {
    await system.stop();
  });

  it('in force on that day rules out a hold before a conviction, and allows one upon it [B7 must] [B7 never]', async () => {
    const caseId = await atDecision(system, 'XX0020100');
    const hold = system.act(caseId, 'recordDecision', minorTraffic(DETAINER_DECISION), 'officer');
    expect(await refusalOf(hold)).toBe('MINOR_TRAFFIC_UPON_CONVICTION');
    expect(await system.state(caseId)).toMatchObject({ immigration: 'OFFICER_DECISION', detainers: [] });
    await system.act(caseId, 'recordDecision', minorTraffic(UPON_CONVICTION), 'officer');
    const [row] = await system.records.cases.detainers(caseId);
    expect(row).toMatchObject({ kind: 'UPON_CONVICTION', profile: '2012-04' });
  });

  it('binds nobody before it is in force or elsewhere; declining stays open everywhere [B7 must]', async () => {
    const [elsewhere, there] = await Promise.all([atDecision(system, 'XX0010100'), atDecision(system, 'XX0020100')]);
    await system.act(elsewhere, 'recordDecision', minorTraffic(DETAINER_DECISION), 'officer');
    expect((await system.records.cases.detainers(elsewhere))[0]).toMatchObject({ profile: '2011-06' });
    await system.act(there, 'recordDecision', NO_ACTION, 'officer');
    expect((await system.untilClosed(there)).outcome).toBe('NO_ACTION');
  });

  it('that comes into force between the match and the decision: nothing is asked of the jail [B7 never]', async () => {
    await scenes.assign('2012-04', 'xx-mesa', '2039-06-01T00:00:00Z');
    const caseId = await atDecision(system, 'XX0030100');
    await scenes.moveTo(caseId, '2039-06-02T00:00:00Z');
    await system.act(caseId, 'recordDecision', minorTraffic(DETAINER_DECISION), 'officer');
    await scenes.event(caseId, 'DECISION_OVERTAKEN');
    expect(await system.records.cases.detainers(caseId)).toEqual([]);
    expect((await scenes.inbox('agency:XX0030100', caseId)).map(({ kind }) => kind)).not.toContain('DETAINER');
  });

  it('does not bind an officer who records more than traffic, and keeps that record with the decision [B7 must]', async () => {
    const caseId = await atDecision(system, 'XX0020100');
    await system.act(caseId, 'recordDecision', DETAINER_DECISION, 'officer');
    const { data } = await scenes.event(caseId, 'DECISION');
    expect(data).toMatchObject({ profile: '2012-04', request: { minorTrafficOnly: { answer: false } } });
  });
});

describe('a deployment in which nobody has verified the telephone numbers', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem({ numbers: false });
  });
  afterAll(async () => {
    await system.stop();
  });

  it('asks nobody to hold a person: no form goes out without them; no action is always possible [E7 never] [C4 never]', async () => {
    const caseId = await atDecision(system, 'XX0010100');
    const hold = system.act(caseId, 'recordDecision', DETAINER_DECISION, 'officer');
    expect(await refusalOf(hold)).toBe('NUMBERS_UNVERIFIED');
    expect(await system.records.cases.detainers(caseId)).toEqual([]);
    await system.act(caseId, 'recordDecision', NO_ACTION, 'officer');
    expect((await system.untilClosed(caseId)).outcome).toBe('NO_ACTION');
  });
});
