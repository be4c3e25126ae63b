import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DETAINER_DECISION, INTERVIEW, REMOVAL_DECISION, startSystem, type System } from '../../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(async () => {
  await system.stop();
});

describe('a booking from submission to close', () => {
  it('ends without a match, with the criminal answer in the mailbox', async () => {
    const caseId = await system.submit('01-no-match.eft');
    const closed = await system.untilClosed(caseId);
    expect(closed).toMatchObject({ status: 'COMPLETED', outcome: 'NO_MATCH', criminal: 'ANSWERED' });
  });

  it('runs from a match to an officer’s decision to seek removal', async () => {
    const caseId = await system.submit('02-match-removable.eft');
    const detainerId = await system.toDetainer(caseId);
    await system.act(caseId, 'recordInterview', INTERVIEW, 'officer');
    await system.act(detainerId, 'reportGroundsEnded', { endedAt: new Date().toISOString(), ending: 'BAIL_POSTED', source: 'Bail receipt' }, 'jail-one');
    await system.act(caseId, 'decideRemoval', REMOVAL_DECISION, 'officer');
    await system.act(detainerId, 'reportHoldEnded', { endedAt: new Date().toISOString(), ending: 'ASSUMED', source: 'Transfer form' }, 'jail-one');
    const closed = await system.untilClosed(caseId);
    expect(closed).toMatchObject({ status: 'COMPLETED', outcome: 'REMOVAL_SOUGHT' });
    expect(DETAINER_DECISION.decision).toBe('DETAINER');
  });

  it('moves the clock', async () => {
    const caseId = await system.submit('02-match-removable.eft', { startAt: '2039-09-16T12:00:00Z' });
    const detainerId = await system.toDetainer(caseId);
    const { nowMs } = await system.cases.timeOf(detainerId);
    await system.act(detainerId, 'reportGroundsEnded', { endedAt: '2039-09-16T12:00:00Z', ending: 'BAIL_POSTED', source: 'Bail receipt' }, 'jail-one');
    const t = Date.now();
    await system.advance(caseId, 6 * 86_400_000);
  });
});
