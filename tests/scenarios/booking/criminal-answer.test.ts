import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instantMs } from '../../../domain/text.ts';
import { HOUR, JAIL, newTcn, ofType, type Scenes, scenesOf, withCodes } from '../../support/scenes.ts';
import { INTERVIEW, personOf, refusalOf, REMOVAL_DECISION, startSystem, type System } from '../../support/system.ts';

let system: System;
let scenes: Scenes;
beforeAll(async () => {
  system = await startSystem();
  scenes = scenesOf(system);
});
afterAll(async () => {
  await system.stop();
});

/** The FBI rejects it, late; IDENT knows the person. */
const REJECTED_AFTER_MATCH = withCodes('OA-SIM-F-ERRT', 'OA-SIM-D-REMOV');

describe('the criminal answer', () => {
  it('arrives while DHS is wholly down, and the case goes on when DHS is back [A2 must] [A2 never]', async () => {
    await system.standins.close('ident');
    await system.standins.close('databases');
    const before = Date.now();
    const caseId = await system.submit('02-match-removable.eft');
    await scenes.letter('sib:XXSIB0000', caseId, 'CRIMINAL_ANSWER');
    await scenes.passOn(caseId);
    await scenes.letter(`agency:${JAIL}`, caseId, 'CRIMINAL_ANSWER');
    expect(Date.now() - before).toBeLessThan(10_000);
    await sleep(1500);
    expect(await system.state(caseId)).toMatchObject({
      criminal: 'ANSWERED',
      immigration: 'AT_IDENT',
      shared: true,
      match: null,
    });
    await system.standins.open('ident');
    await system.standins.open('databases');
    await system.until(
      caseId,
      ({ databasesAnswered, immigration }) => databasesAnswered && immigration === 'STATUS_REVIEW',
      40_000,
    );
    const kinds = await system.kinds(caseId);
    expect(kinds.indexOf('CRIMINAL_ANSWER')).toBeLessThan(kinds.indexOf('MATCH'));
  });

  it('comes as fast with DHS as without: sharing adds at most seconds of ours to the partners’ own time [A2 never] [A7 must]', async () => {
    const timed = async (sample: string) => {
      const submitted = Date.now();
      const caseId = await system.submit(sample);
      await scenes.letter('sib:XXSIB0000', caseId, 'CRIMINAL_ANSWER');
      return { caseId, answeredMs: Date.now() - submitted };
    };
    await timed('10-not-active.eft');
    const without = await timed('10-not-active.eft');
    const shared = await timed('02-match-removable.eft');
    await scenes.event(shared.caseId, 'MATCH');
    const events = await system.records.cases.events(shared.caseId);
    const recorded = (kind: string): number => instantMs(events.find((event) => event.kind === kind)?.recordedAt ?? '');
    const oursMs = recorded('MATCH') - recorded('FBI_ACCEPTED');
    process.stdout.write(
      `criminal answer after ${without.answeredMs} ms without DHS, ${shared.answeredMs} ms with it; from acceptance to the recorded match ${oursMs} ms, of which the partner takes 5 to 30\n`,
    );
    expect(oursMs).toBeLessThan(5000);
    expect(shared.answeredMs).toBeLessThan(without.answeredMs + 5000);
  });
});

describe.concurrent('the FBI', () => {
  it('that is silent is asked again under the same number, alarmed about, and never concluded from; its late answer counts [A2 must]', async () => {
    const tcn = newTcn();
    await scenes.behave('fbi', { match: { tcn }, silent: true });
    const caseId = await system.submit('01-no-match.eft', { tcn });
    await system.until(caseId, ({ immigration, outcome }) => immigration === 'ENDED' && outcome === 'NO_MATCH');
    await system.advance(caseId, 3 * HOUR);
    const alarm = await scenes.alarm(caseId, 'FBI_SILENT');
    expect(alarm.to).toEqual([{ role: 'administrator', scope: { kind: 'national' } }]);
    await system.records.alarms.acknowledge(alarm.id, personOf('administrator'), new Date().toISOString());
    await system.act(caseId, 'askAgain', { partner: 'FBI', reasons: 'Nothing came.' }, 'administrator');
    await scenes.event(caseId, 'ASKED_AGAIN');
    expect((await system.state(caseId)).criminal).toBe('AT_FBI');
    expect(await scenes.alarmNames(caseId)).toContain('FBI_SILENT');
    const { count, conflicts } = (await scenes.received('fbi', tcn)) ?? {};
    expect(count).toBeGreaterThanOrEqual(2);
    expect(conflicts).toBe(0);
    await scenes.answer('fbi', tcn);
    expect(await system.untilClosed(caseId)).toMatchObject({ outcome: 'NO_MATCH', criminal: 'ANSWERED' });
    await scenes.letter('sib:XXSIB0000', caseId, 'CRIMINAL_ANSWER');
    expect(await scenes.alarmNames(caseId)).toEqual([]);
  });

  it('that cannot be reached is tried until it can: the booking is not lost and not doubled [A1 must]', async () => {
    const tcn = newTcn();
    await scenes.behave('fbi', { match: { tcn }, down: 'afterTaking', times: 1 });
    await scenes.behave('fbi', { match: { tcn }, down: 'unavailable', times: 2 });
    const caseId = await system.submit('01-no-match.eft', { tcn });
    expect(await system.untilClosed(caseId, 40_000)).toMatchObject({ outcome: 'NO_MATCH', criminal: 'ANSWERED' });
    expect(await scenes.received('fbi', tcn)).toMatchObject({ conflicts: 0 });
    expect((await scenes.inbox('sib:XXSIB0000', caseId)).filter(({ kind }) => kind === 'CRIMINAL_ANSWER')).toHaveLength(
      1,
    );
  });

  it('that refuses the request is put before a person; asked again, its alarm closes [A1 must]', async () => {
    const tcn = newTcn();
    await scenes.behave('fbi', { match: { tcn }, refuse: 422, times: 1 });
    const caseId = await system.submit('01-no-match.eft', { tcn });
    expect((await scenes.alarm(caseId, 'FBI_UNREACHABLE')).detail).toContain('422');
    await system.act(caseId, 'askAgain', { partner: 'FBI', reasons: 'Their side is mended.' }, 'administrator');
    await system.untilClosed(caseId);
    expect(await scenes.alarmNames(caseId)).toEqual([]);
  });

  it('that rejects after a match ends everything: what was asked of the jail is withdrawn [A2 must] [C1 never]', async () => {
    const tcn = newTcn();
    await scenes.behave('fbi', { match: { tcn }, silent: true });
    const caseId = await system.submit('07-fbi-error.eft', { tcn, change: REJECTED_AFTER_MATCH });
    const detainerId = await system.toDetainer(caseId);
    await scenes.answer('fbi', tcn);
    await system.untilDetainer(detainerId, ({ hold, ending }) => hold === 'CLOSED' && ending?.ending === 'CANCELLED');
    await scenes.letter(`agency:${JAIL}`, caseId, 'DETAINER_CANCELLED');
    expect(await system.untilClosed(caseId)).toMatchObject({ outcome: 'REJECTED_BY_FBI', criminal: 'REJECTED' });
  });

  it('that rejects after removal was sought still has the detainer withdrawn [C1 never]', async () => {
    const tcn = newTcn();
    await scenes.behave('fbi', { match: { tcn }, silent: true });
    const caseId = await system.submit('07-fbi-error.eft', { tcn, change: REJECTED_AFTER_MATCH });
    const detainerId = await system.toDetainer(caseId);
    await system.act(caseId, 'recordInterview', INTERVIEW, 'officer');
    await system.act(caseId, 'decideRemoval', REMOVAL_DECISION, 'officer');
    await scenes.answer('fbi', tcn);
    await system.untilDetainer(detainerId, ({ ending }) => ending?.ending === 'CANCELLED');
    expect(await system.untilClosed(caseId)).toMatchObject({ status: 'COMPLETED', criminal: 'REJECTED' });
  });

  it('that has rejected leaves the words of DHS unread: discarded and recorded without their content [A2 must] [A6 never]', async () => {
    const tcn = newTcn();
    await scenes.behave('fbi', { match: { tcn }, silent: true });
    const caseId = await system.submit('07-fbi-error.eft', { tcn, change: REJECTED_AFTER_MATCH });
    const detainerId = await system.toDetainer(caseId);
    const now = await scenes.now(detainerId);
    await scenes.runs(detainerId, now);
    await scenes.answer('fbi', tcn);
    await system.untilDetainer(detainerId, ({ hold }) => hold === 'AUTHORITY_ENDED');
    const encounters = [{ at: '2008-01-01', component: 'x', fingerprinted: true, digitized: true }];
    await scenes.say('IDENT', caseId, { kind: 'MATCH', tcr: tcn, answeredAt: now, fin: '123456789', encounters });
    await scenes.say('IMMIGRATION_DATABASES', caseId, { kind: 'QUERY_ANSWER', tcr: tcn, answeredAt: now, records: [] });
    expect((await scenes.event(caseId, 'DISCARDED_UNREAD')).data).toEqual({});
    await scenes.holdEnds(detainerId, 'RELEASED');
    expect(await system.untilClosed(caseId)).toMatchObject({ outcome: 'REJECTED_BY_FBI' });
  });

  it('that wants no answer to a transaction may still reject it [A2 must]', async () => {
    const tcn = newTcn();
    await scenes.behave('ident', { match: { tcn }, silent: true });
    await scenes.behave('fbi', { match: { tcn }, silent: true });
    const caseId = await system.submit('07-fbi-error.eft', { tcn, change: ofType('CNA') });
    await system.until(caseId, ({ criminal, immigration }) => criminal === 'ANSWERED' && immigration === 'AT_IDENT');
    await scenes.answer('fbi', tcn);
    expect(await system.untilClosed(caseId)).toMatchObject({ outcome: 'REJECTED_BY_FBI', criminal: 'REJECTED' });
    await scenes.letter('sib:XXSIB0000', caseId, 'SUBMISSION_REJECTED');
  });

  it('is not asked for what it has answered [A2 must]', async () => {
    const caseId = await system.submit('02-match-removable.eft');
    await system.until(
      caseId,
      ({ criminal, immigration }) => criminal === 'ANSWERED' && immigration === 'STATUS_REVIEW',
    );
    const again = (partner: 'FBI' | 'IDENT') =>
      system.act(caseId, 'askAgain', { partner, reasons: 'To be sure.' }, 'administrator');
    expect(await refusalOf(again('FBI'))).toBe('NOTHING_TO_ASK');
    expect(await refusalOf(again('IDENT'))).toBe('NOTHING_TO_ASK');
  });
});
