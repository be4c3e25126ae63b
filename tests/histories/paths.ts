import { randomBytes } from 'node:crypto';
import { detainerIdOf } from '../../domain/ids.ts';
import { activationIdOf } from '../../domain/lifecycle/activation-input.ts';
import type { ActArgs } from '../../domain/lifecycle/acts.ts';
import { isoInstant } from '../../domain/text.ts';
import { behave, endedForLimitIn, THURSDAY } from '../faults/support.ts';
import { activationsOf } from '../support/activations.ts';
import { aDeputy, agree, stated } from '../support/agreements.ts';
import { DETAINER_DECISION, INTERVIEW, REMOVAL_DECISION, REVIEW, type System } from '../support/system.ts';

/** Plays one way through the workflows and answers the id of the workflow whose history shows it. */
export type Path = (system: System) => Promise<string>;

const DAY_MS = 86_400_000;
const WORDS = 'As the papers say.';

/** One path per branch of the control flow. A new branch gets a new entry; none is taken away while a case of its release may still run. */
export const PATHS: Readonly<Record<string, Path>> = {
  'case-no-match': async (system) => await closed(system, await system.submit('01-no-match.eft')),
  'case-rejected-by-fbi': async (system) => await closed(system, await system.submit('07-fbi-error.eft')),
  'case-unknown-originator': async (system) => await closed(system, await system.submit('08-unknown-originator.eft')),
  'case-not-shared': async (system) => await closed(system, await system.submit('10-not-active.eft')),
  'case-no-answer-necessary': async (system) => {
    const caseId = await system.submit('19-no-answer-necessary.eft');
    return await reviewed(system, caseId, { lastKnownStatus: 'US_CITIZEN', opinion: 'NOT_REMOVABLE_ON_RECORD' });
  },
  'case-jurisdiction-assigned': async (system) => {
    const caseId = await system.submit('17-unknown-agency.eft');
    await system.until(caseId, ({ immigration }) => immigration === 'AWAITING_JURISDICTION');
    await system.act(caseId, 'assignJurisdiction', { jurisdiction: 'xx-example', reasons: WORDS }, 'administrator');
    return await reviewed(system, caseId, { opinion: 'NOT_REMOVABLE_ON_RECORD' });
  },
  'case-partners-silent': async (system) => {
    const tcn = newTcn();
    for (const standin of ['fbi', 'ident'] as const) await behave(system, standin, { match: { tcn }, silent: true, times: 1 });
    const caseId = await system.submit('01-no-match.eft', { tcn, startAt: THURSDAY });
    await system.until(caseId, ({ immigration }) => immigration === 'AT_IDENT');
    await system.advance(caseId, DAY_MS / 4);
    return await closed(system, caseId);
  },
  'case-citizen': async (system) => await reviewed(system, await system.submit('03-match-citizen.eft'), { lastKnownStatus: 'US_CITIZEN', opinion: 'NOT_REMOVABLE_ON_RECORD' }),
  'case-not-removable': async (system) =>
    await reviewed(system, await system.submit('04-match-lpr.eft'), { lastKnownStatus: 'LAWFUL_PERMANENT_RESIDENT', opinion: 'NOT_REMOVABLE_ON_RECORD' }),
  'case-reviewed-twice-no-action': async (system) => {
    const caseId = await system.submit('02-match-removable.eft');
    await system.toDecision(caseId);
    await system.act(caseId, 'requestAnotherReview', { reasons: WORDS }, 'officer');
    await system.toDecision(caseId, { opinion: 'CANNOT_DETERMINE' });
    await system.act(caseId, 'recordDecision', { ...DETAINER_DECISION, decision: 'NO_ACTION', arrestForCrime: null }, 'officer');
    return await closed(system, caseId);
  },
  'case-counsel-then-notified': async (system) => {
    const caseId = await system.submit('02-match-removable.eft');
    await system.toDecision(caseId);
    for (const decision of ['REFER_COUNSEL', 'NOTIFY_ONLY'] as const) {
      await system.act(caseId, 'recordDecision', { ...DETAINER_DECISION, decision, arrestForCrime: null }, 'officer');
    }
    await system.act(caseId, 'decideRemoval', { ...REMOVAL_DECISION, seekRemoval: false }, 'officer');
    return await closed(system, caseId);
  },
  'case-waiting-for-people': async (system) => {
    const caseId = await system.submit('02-match-removable.eft', { startAt: THURSDAY });
    await system.until(caseId, ({ immigration }) => immigration === 'STATUS_REVIEW');
    await system.advance(caseId, DAY_MS);
    return await reviewed(system, caseId, { opinion: 'NOT_REMOVABLE_ON_RECORD' });
  },
  'case-removal-sought': async (system) => {
    const { caseId, detainerId } = await held(system);
    await system.act(caseId, 'recordInterview', INTERVIEW, 'officer');
    await system.act(caseId, 'decideRemoval', REMOVAL_DECISION, 'officer');
    await end(system, detainerId, 'ASSUMED');
    return await closed(system, caseId);
  },
  'case-delegated-until-it-lapses': async (system) => {
    const deputy = aDeputy('xx-example');
    const { agreementId } = await agree(system.records, deputy, { designatedTo: isoInstant(Date.now() + DAY_MS) });
    const delegation = stated(agreementId);
    const caseId = await system.submit('02-match-removable.eft');
    await system.toDecision(caseId);
    await system.act(caseId, 'recordDecision', { ...DETAINER_DECISION, vulnerable: DETAINER_DECISION.factors.CRIMINAL_HISTORY, delegation }, deputy);
    for (const person of ['supervisor', 'supervisor-two']) {
      const decidedAt = (await system.state(caseId)).pendingSecond?.taken.at ?? '';
      await system.act(caseId, 'reviewAsSecondOfficer', { decidedAt, agrees: true, reasons: WORDS }, person);
    }
    await system.until(caseId, ({ detainers }) => detainers[0]?.report != null);
    await system.act(caseId, 'recordInterview', { ...INTERVIEW, delegation }, deputy);
    await system.act(caseId, 'decideRemoval', { ...REMOVAL_DECISION, delegation }, deputy);
    await system.advance(caseId, DAY_MS);
    await system.until(caseId, ({ pendingSecond }) => pendingSecond === null);
    await system.act(caseId, 'decideRemoval', { ...REMOVAL_DECISION, seekRemoval: false }, 'officer');
    return await closed(system, caseId);
  },
  'case-removal-not-sought': async (system) => {
    const { caseId } = await held(system);
    await system.act(caseId, 'decideRemoval', { ...REMOVAL_DECISION, seekRemoval: false }, 'officer');
    return await closed(system, caseId);
  },
  'case-conviction-awaited': async (system) => {
    const { caseId } = await heldUponConviction(system, false);
    return caseId;
  },
  'case-bad-messages': async (system) => {
    const caseId = await system.submit('02-match-removable.eft');
    await system.until(caseId, ({ immigration }) => immigration === 'STATUS_REVIEW');
    const handle = system.client.workflow.getHandle(caseId);
    for (const name of ['partnerMessage', 'nobodyHandlesThis']) await handle.signal(name, { from: 'nobody' });
    await handle.cancel();
    return await reviewed(system, caseId, { opinion: 'NOT_REMOVABLE_ON_RECORD' });
  },
  'detainer-assumed': async (system) => {
    const { detainerId } = await held(system);
    await system.act(detainerId, 'acknowledgeDetainer', { receivedAt: await nowOf(system, detainerId) }, 'jail-one');
    await system.act(detainerId, 'confirmCopy', { servedAt: await nowOf(system, detainerId), method: 'HANDED_OVER', language: 'es', interpreter: true, refusedToSign: false }, 'jail-one');
    await groundsEnd(system, detainerId, DAY_MS);
    return await end(system, detainerId, 'ASSUMED');
  },
  'detainer-limit-reached': async (system) => {
    const { detainerId } = await held(system, THURSDAY);
    await groundsEnd(system, detainerId, DAY_MS / 2);
    await system.cases.advanceClock(detainerId, DAY_MS);
    await system.untilDetainer(detainerId, ({ hold }) => hold === 'AUTHORITY_ENDED');
    await system.act(detainerId, 'reportStillHeld', { observedAt: await nowOf(system, detainerId), source: 'Roster' }, 'crcl');
    return await end(system, detainerId, 'RELEASED');
  },
  'detainer-limit-moved-earlier': async (system) => {
    const { detainerId } = await held(system, THURSDAY);
    await groundsEnd(system, detainerId, DAY_MS);
    await groundsEnd(system, detainerId, DAY_MS / 2);
    await groundsEnd(system, detainerId, DAY_MS);
    return await end(system, detainerId, 'OTHER_GROUND');
  },
  'detainer-dormant-for-months': async (system) => {
    const { detainerId } = await held(system, THURSDAY);
    await system.cases.advanceClock(detainerId, 65 * DAY_MS);
    return await end(system, detainerId, 'DEATH');
  },
  'detainer-declined': async (system) => {
    const { detainerId } = await held(system);
    await system.act(detainerId, 'declineDetainer', {}, 'jail-one');
    return await ended(system, detainerId);
  },
  'detainer-cancelled-while-it-runs': async (system) => {
    const { detainerId } = await held(system);
    await groundsEnd(system, detainerId, DAY_MS);
    await system.act(detainerId, 'cancelDetainer', { reasons: WORDS }, 'officer');
    return await end(system, detainerId, 'RELEASED');
  },
  'detainer-convicted': async (system) => {
    const { detainerId } = await heldUponConviction(system, true);
    await groundsEnd(system, detainerId, DAY_MS);
    return await end(system, detainerId, 'ASSUMED');
  },
  'case-claim-set-aside': async (system) => {
    const caseId = await system.submit('02-match-removable.eft');
    await system.toDecision(caseId);
    await claimed(system, caseId);
    for (const person of ['supervisor', 'attorney']) {
      await system.act(caseId, 'setAsideClaim', { claimId: await claimOf(system, caseId), reasons: WORDS }, person);
    }
    await system.act(caseId, 'recordDecision', { ...DETAINER_DECISION, decision: 'NO_ACTION', arrestForCrime: null }, 'officer');
    return await closed(system, caseId);
  },
  'case-claim-withdraws-the-hold': async (system) => {
    const { caseId, detainerId } = await held(system, THURSDAY);
    await claimed(system, caseId);
    await system.advance(caseId, DAY_MS / 4);
    await ended(system, detainerId);
    await system.act(caseId, 'recordDecision', { ...DETAINER_DECISION, decision: 'NO_ACTION', arrestForCrime: null }, 'officer');
    return await closed(system, caseId);
  },
  'detainer-grounds-moves-amendments': async (system) => {
    const { detainerId } = await held(system, THURSDAY);
    const at = await nowOf(system, detainerId);
    const source = 'Jail log';
    await system.act(detainerId, 'recordGround', { groundId: 'W-1', kind: 'WARRANT', since: at, expectedEndAt: null, source }, 'jail-one');
    await system.act(detainerId, 'recordBailAttempt', { attemptedAt: at, outcome: 'POSTED', becauseOfDetainer: false, source }, 'attorney');
    await system.act(detainerId, 'confirmGround', { confirmedAt: at, expectedEndAt: null, source }, 'officer');
    const form = { bases: ['NTA_SERVED'], basisDetails: {}, purpose: 'INTERVIEW', warrant: 'NONE' } satisfies Partial<ActArgs<'amendForm'>>;
    await system.act(detainerId, 'amendForm', { ...form, reasons: WORDS }, 'officer');
    await system.act(detainerId, 'endGround', { groundId: 'BOOKING', endedAt: at, ending: 'BAIL_POSTED', source }, 'jail-one');
    await system.act(detainerId, 'reportMoved', { movedAt: at, to: { kind: 'JAIL', ori: 'XX0050100' }, source }, 'jail-one');
    await system.act(detainerId, 'endGround', { groundId: 'W-1', endedAt: at, ending: 'RELEASE_ORDERED', source }, 'officer');
    await system.act(detainerId, 'reportMoved', { movedAt: await nowOf(system, detainerId), to: { kind: 'HOSPITAL' }, source }, 'jail-five');
    return await end(system, detainerId, 'ESCAPE');
  },
  'detainer-nobody-knows-the-ground': async (system) => {
    const { detainerId } = await held(system, THURSDAY);
    await system.cases.advanceClock(detainerId, 31 * DAY_MS);
    await system.cases.advanceClock(detainerId, 2 * DAY_MS);
    return await end(system, detainerId, 'RELEASED');
  },
  'jurisdiction-activated': async (system) => {
    const activations = activationsOf(system);
    const id = await activations.place();
    const activeFrom = await activations.plan(id);
    await activations.confirmBoth(id);
    await activations.untilIs(id, 'WAITING');
    await activations.advanceTo(id, activeFrom, 1000);
    return await closed(system, activationIdOf(id));
  },
  'jurisdiction-missed-moved-twice': async (system) => {
    const activations = activationsOf(system);
    const id = await activations.place();
    const activeFrom = await activations.plan(id);
    const handle = system.client.workflow.getHandle(activationIdOf(id));
    for (const name of ['partnerMessage', 'nobodyHandlesThis']) await handle.signal(name, { from: 'nobody' });
    await handle.cancel();
    await activations.advanceTo(id, activeFrom, 1000);
    await activations.untilIs(id, 'MISSED');
    for (const days of [60, 120]) {
      await activations.move(id, isoInstant((await activations.nowMs(id)) + days * DAY_MS));
      await activations.confirmBoth(id);
      await activations.untilIs(id, 'WAITING');
    }
    await activations.advanceTo(id, (await activations.state(id)).plannedFor, 1000);
    return await closed(system, activationIdOf(id));
  },
  'detainer-not-convicted': async (system) => (await heldUponConviction(system, false)).detainerId,
};

function newTcn(): string {
  return `XX-PATH-${randomBytes(8).toString('hex')}`;
}

async function closed(system: System, caseId: string): Promise<string> {
  await system.untilClosed(caseId, 30_000);
  return caseId;
}

async function reviewed(system: System, caseId: string, review: Partial<ActArgs<'recordReview'>>): Promise<string> {
  await system.toDecision(caseId, review);
  return await closed(system, caseId);
}

async function claimed(system: System, caseId: string): Promise<void> {
  await system.act(caseId, 'reportClaim', { what: 'CITIZENSHIP', channel: 'OFFICER', words: 'Born here, as the person says.' }, 'officer');
}

async function claimOf(system: System, caseId: string): Promise<string> {
  const [claim] = (await system.state(caseId)).claims;
  if (!claim) throw new Error('There is no claim');
  return claim.claimId;
}

async function held(system: System, startAt?: string): Promise<{ caseId: string; detainerId: string }> {
  const caseId = await system.submit('02-match-removable.eft', startAt === undefined ? {} : { startAt });
  return { caseId, detainerId: await system.toDetainer(caseId) };
}

async function heldUponConviction(system: System, convicted: boolean): Promise<{ caseId: string; detainerId: string }> {
  const caseId = await system.submit('05-match-if-convicted.eft');
  await system.toDecision(caseId, { opinion: 'REMOVABLE_ONLY_IF_CONVICTED' });
  await system.act(caseId, 'recordDecision', { ...DETAINER_DECISION, decision: 'DETAINER_UPON_CONVICTION' }, 'officer');
  const detainerId = detainerIdOf(caseId, 1);
  await system.until(caseId, ({ detainers }) => detainers[0]?.report != null);
  const endedAt = await nowOf(system, caseId);
  await system.act(caseId, 'reportCriminalOutcome', { convicted, endedAt, offence: 'POSSESSION', source: 'Court record' }, 'officer');
  await system.untilDetainer(detainerId, ({ conviction }) => conviction === (convicted ? 'CONVICTED' : 'NOT_CONVICTED'));
  return { caseId, detainerId };
}

async function groundsEnd(system: System, detainerId: string, limitInMs: number): Promise<void> {
  const { endedAt } = await endedForLimitIn(system, detainerId, limitInMs);
  await system.act(detainerId, 'reportGroundsEnded', { endedAt, ending: 'BAIL_POSTED', source: 'Bail receipt' }, 'officer');
}

async function end(system: System, detainerId: string, ending: ActArgs<'reportHoldEnded'>['ending']): Promise<string> {
  await system.act(detainerId, 'reportHoldEnded', { endedAt: await nowOf(system, detainerId), ending, source: 'Jail log' }, 'officer');
  return await ended(system, detainerId);
}

async function ended(system: System, detainerId: string): Promise<string> {
  await system.untilClosed(detainerId, 30_000).catch(() => undefined);
  return detainerId;
}

async function nowOf(system: System, workflowId: string): Promise<string> {
  return isoInstant((await system.cases.timeOf(workflowId)).nowMs);
}
