import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detainerIdOf } from '../../../domain/ids.ts';
import { isoInstant } from '../../../domain/text.ts';
import { JAIL, type Scenes, scenesOf } from '../../support/scenes.ts';
import {
  DETAINER_DECISION,
  INTERVIEW,
  REMOVAL_DECISION,
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

async function dueSaid(detainerId: string, messageId: string = randomUUID()): Promise<'TOLD' | 'GONE'> {
  const endedAt = isoInstant(Date.now());
  const due = { kind: 'GROUNDS_ENDED', endedAt, ending: 'BAIL_POSTED', source: 'Jail system' };
  return await scenes.say('JAIL', detainerId, { ...due, detainerId, ori: JAIL, messageId });
}

describe('what a jail says', () => {
  it('is heard by what it says, not by its number: a system that uses one twice starts the clock all the same [C7 must]', async () => {
    const caseId = await system.submit('02-match-removable.eft');
    const detainerId = await system.toDetainer(caseId);
    const receivedAt = await scenes.now(detainerId);
    const messageId = 'message-1';
    await scenes.say('JAIL', detainerId, { kind: 'ACKNOWLEDGED', detainerId, ori: JAIL, messageId, receivedAt });
    await system.untilDetainer(detainerId, ({ delivery }) => delivery === 'ACKNOWLEDGED');
    expect(await dueSaid(detainerId, messageId)).toBe('TOLD');
    await system.untilDetainer(detainerId, ({ hold }) => hold === 'RUNNING', 5000);
  });
});

describe('a conviction that was none', () => {
  async function heldOnConviction(): Promise<{
    caseId: string;
    detainerId: string;
    outcome: { endedAt: string; offence: string; source: string };
  }> {
    const caseId = await system.submit('02-match-removable.eft');
    await system.until(caseId, ({ immigration }) => immigration === 'STATUS_REVIEW');
    const outcome = { endedAt: await scenes.now(caseId), offence: 'Possession', source: 'Court clerk' };
    await system.act(caseId, 'reportCriminalOutcome', { ...outcome, convicted: true }, 'jail-one');
    await system.act(
      caseId,
      'recordReview',
      { ...REVIEW, basis: 'Removable on the conviction reported.' },
      'specialist',
    );
    await system.act(caseId, 'recordDecision', DETAINER_DECISION, 'officer');
    await system.act(caseId, 'reportCriminalOutcome', { ...outcome, convicted: true }, 'officer');
    const detainerId = detainerIdOf(caseId, 1);
    await system.until(caseId, ({ detainers }) => (detainers[0]?.report ?? null) !== null);
    return { caseId, detainerId, outcome };
  }

  it('holds nobody: the request that rests on a review made upon it is withdrawn at once [C1 never]', async () => {
    const { caseId, detainerId, outcome } = await heldOnConviction();
    await scenes.runs(detainerId, await scenes.now(detainerId));
    await system.act(caseId, 'reportCriminalOutcome', { ...outcome, convicted: false }, 'jail-one');
    const { authorityEnded } = await system.untilDetainer(detainerId, ({ hold }) => hold === 'AUTHORITY_ENDED', 5000);
    expect(authorityEnded?.why).toBe('CANCELLED');
    await scenes.holdEnds(detainerId, 'RELEASED');
  });

  it('is put before a person where removal is sought already [C1 never]', async () => {
    const { caseId, detainerId, outcome } = await heldOnConviction();
    await system.act(caseId, 'recordInterview', INTERVIEW, 'officer');
    await system.act(caseId, 'decideRemoval', REMOVAL_DECISION, 'officer');
    await system.until(caseId, ({ immigration }) => immigration === 'ENDED');
    await system.act(caseId, 'reportCriminalOutcome', { ...outcome, convicted: false }, 'jail-one');
    const { detail } = await scenes.alarm(caseId, 'PARTNER_CONFLICT');
    expect(detail).toBe('CRIMINAL_OUTCOME');
    await system.untilClosed(caseId);
    expect(await system.detainer(detainerId)).toMatchObject({ hold: 'CLOSED', ending: { ending: 'CANCELLED' } });
  });
});
