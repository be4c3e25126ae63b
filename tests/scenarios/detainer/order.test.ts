import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detainerIdOf } from '../../../domain/ids.ts';
import { isoInstant } from '../../../domain/text.ts';
import { signingKey, signStatement } from '../../../runtime/keys.ts';
import { DETAINER_DECISION, eventually, REVIEW, startSystem, type System } from '../../support/system.ts';

const DAY_MS = 86_400_000;

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(async () => {
  await system.stop();
});

describe('reports that come close after one another', () => {
  it('take effect in their order: a hold that ended days after its limit is a violation, though both are told at once [C7 must]', async () => {
    const caseId = await system.submit('02-match-removable.eft');
    const detainerId = await system.toDetainer(caseId);
    const report = { detainerId, ori: 'XX0010100', source: 'Jail system' };
    const due = { kind: 'GROUNDS_ENDED', endedAt: isoInstant(Date.now() - 9 * DAY_MS), ending: 'BAIL_POSTED' };
    const end = { kind: 'HOLD_ENDED', endedAt: isoInstant(Date.now()), ending: 'RELEASED' };
    const key = signingKey(system.keys, 'JAIL');
    for (const said of [due, end]) {
      const signed = signStatement('JAIL', key, { ...report, ...said, messageId: `message-${said.kind}` });
      await system.cases.deliverPartnerMessage(detainerId, { from: 'JAIL', signed });
    }
    await eventually(
      async () => await system.records.cases.detainers(caseId),
      ([only]) => only?.hold === 'CLOSED',
    );
    const [row] = await system.records.cases.detainers(caseId);
    expect(row).toMatchObject({ hold: 'CLOSED', ending: 'RELEASED', violation: true });
    expect(row?.limitAt).not.toBeNull();
  });

  it('of a conviction, and then of its correction: nothing is asked upon a conviction that was none, and the status is reviewed again [C1 never]', async () => {
    const caseId = await system.submit('05-match-if-convicted.eft');
    await system.toDecision(caseId, {
      opinion: 'REMOVABLE_ONLY_IF_CONVICTED',
      lastKnownStatus: 'LAWFUL_PERMANENT_RESIDENT',
    });
    await system.act(
      caseId,
      'recordDecision',
      { ...DETAINER_DECISION, decision: 'DETAINER_UPON_CONVICTION' },
      'officer',
    );
    const detainerId = detainerIdOf(caseId, 1);
    await system.until(caseId, ({ detainers }) => (detainers[0]?.report ?? null) !== null);
    const outcome = { endedAt: isoInstant(Date.now()), offence: 'Possession', source: 'Court clerk' };
    await system.act(caseId, 'reportCriminalOutcome', { ...outcome, convicted: true }, 'jail-two');
    await system.untilDetainer(detainerId, ({ conviction }) => conviction === 'CONVICTED');
    await system.act(caseId, 'recordReview', { ...REVIEW, lastKnownStatus: 'LAWFUL_PERMANENT_RESIDENT' }, 'specialist');
    await system.act(caseId, 'reportCriminalOutcome', { ...outcome, convicted: false }, 'jail-two');
    const { hold } = await system.untilDetainer(detainerId, ({ authorityEnded }) => authorityEnded !== null);
    expect(hold).toBe('AUTHORITY_ENDED');
    await system.until(caseId, ({ immigration, review }) => immigration === 'STATUS_REVIEW' && review === null);
    await system.act(
      detainerId,
      'reportHoldEnded',
      { endedAt: isoInstant(Date.now()), ending: 'RELEASED', source: 'Release log' },
      'jail-two',
    );
  });

  it('of a possible citizen: the hold is withdrawn at once, also where the decision itself waits for a second officer [C1 never]', async () => {
    const caseId = await system.submit('11-juvenile.eft');
    await system.toDecision(caseId);
    await system.act(caseId, 'recordDecision', DETAINER_DECISION, 'officer');
    const { pendingSecond } = await system.state(caseId);
    const review = { decidedAt: pendingSecond?.taken.at ?? '', agrees: true, reasons: 'Read the whole record.' };
    await system.act(caseId, 'reviewAsSecondOfficer', review, 'supervisor');
    await system.until(caseId, ({ detainers }) => (detainers[0]?.report ?? null) !== null);
    const doubtful = { answer: 'POSSIBLE_CITIZEN', basis: 'The mother says he was born here.' } as const;
    await system.act(
      caseId,
      'recordDecision',
      { ...DETAINER_DECISION, decision: 'NOTIFY_ONLY', citizenship: doubtful },
      'officer',
    );
    const state = await system.until(caseId, ({ detainers }) => detainers[0]?.report?.hold === 'CLOSED');
    expect(state.detainers[0]?.report?.ending).toBe('CANCELLED');
  });

  it('of a withdrawn hold on a minor: another request to hold is no milder decision, and waits for a second officer [B1 must] [C1 never]', async () => {
    const caseId = await system.submit('11-juvenile.eft');
    await system.toDecision(caseId);
    await system.act(caseId, 'recordDecision', DETAINER_DECISION, 'officer');
    const { pendingSecond } = await system.state(caseId);
    const review = { decidedAt: pendingSecond?.taken.at ?? '', agrees: true, reasons: 'Read the whole record.' };
    await system.act(caseId, 'reviewAsSecondOfficer', review, 'supervisor');
    await system.until(caseId, ({ detainers }) => (detainers[0]?.report ?? null) !== null);
    await system.act(detainerIdOf(caseId, 1), 'cancelDetainer', { reasons: 'New facts from the family.' }, 'officer');
    await system.until(caseId, ({ detainers }) => detainers[0]?.report?.hold === 'CLOSED');
    const again = { ...DETAINER_DECISION, decision: 'DETAINER_UPON_CONVICTION' } as const;
    await system.act(caseId, 'recordDecision', again, 'officer');
    const { immigration, detainers } = await system.state(caseId);
    expect(immigration).toBe('SECOND_OFFICER');
    expect(detainers).toHaveLength(1);
  });
});
