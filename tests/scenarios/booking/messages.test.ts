import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CALLBACK_PATH } from '../../../exchange/partners.ts';
import { HOUR, newTcn, type Scenes, scenesOf } from '../../support/scenes.ts';
import { DETAINER_DECISION, eventually, refusalOf, REVIEW, startSystem, type System } from '../../support/system.ts';

let system: System;
let scenes: Scenes;
beforeAll(async () => {
  system = await startSystem();
  scenes = scenesOf(system);
});
afterAll(async () => {
  await system.stop();
});

const count = async (caseId: string, kind: string): Promise<number> =>
  (await system.kinds(caseId)).filter((name) => name === kind).length;

describe.concurrent('what partners say', () => {
  it('twice is one answer, in the record and in every mailbox [A2 must] [A6 must]', async () => {
    const tcn = newTcn();
    for (const partner of ['fbi', 'ident', 'databases'] as const)
      await scenes.behave(partner, { match: { tcn }, answerTwice: true });
    const caseId = await system.submit('02-match-removable.eft', { tcn });
    await system.until(caseId, ({ criminal, databasesAnswered }) => criminal === 'ANSWERED' && databasesAnswered);
    await system.act(caseId, 'recordReview', { ...REVIEW, opinion: 'NOT_REMOVABLE_ON_RECORD' }, 'specialist');
    await system.untilClosed(caseId);
    for (const kind of ['FBI_ACCEPTED', 'CRIMINAL_ANSWER', 'MATCH', 'DATABASES_ANSWERED'])
      expect({ kind, times: await count(caseId, kind) }).toEqual({ kind, times: 1 });
    expect(await count(caseId, 'PARTNER_CONFLICT')).toBe(0);
    expect((await scenes.inbox('sib:XXSIB0000', caseId)).filter(({ kind }) => kind === 'CRIMINAL_ANSWER')).toHaveLength(
      1,
    );
  });

  it('out of order (the answer before the acceptance) or at once in the reply is the same answer [A2 must]', async () => {
    const [early, atOnce] = [newTcn(), newTcn()];
    for (const partner of ['fbi', 'ident', 'databases'] as const) {
      await scenes.behave(partner, { match: { tcn: early }, outOfOrder: true });
      await scenes.behave(partner, { match: { tcn: atOnce }, atOnce: true });
    }
    for (const tcn of [early, atOnce]) {
      const caseId = await system.submit('02-match-removable.eft', { tcn });
      await system.until(caseId, ({ criminal, databasesAnswered }) => criminal === 'ANSWERED' && databasesAnswered);
      expect(await count(caseId, 'MESSAGE_DROPPED')).toBe(0);
      expect(await count(caseId, 'PARTNER_CONFLICT')).toBe(0);
    }
  });

  it('in contradiction: of two criminal answers the first stands, and a person is called to look at both [A2 must]', async () => {
    const tcn = newTcn();
    const caseId = await system.submit('02-match-removable.eft', { tcn });
    const { receivedAt } = await system.until(caseId, ({ criminal }) => criminal === 'ANSWERED');
    const other = scenes.sre(tcn, receivedAt ?? '', 'another answer');
    await scenes.say('FBI', caseId, other);
    await scenes.say('FBI', caseId, other);
    await scenes.say('FBI', caseId, { ...other, kind: 'ERRT', identification: undefined, messages: ['L0008'] });
    const alarm = await scenes.alarm(caseId, 'PARTNER_CONFLICT');
    expect(alarm.to.map(({ role }) => role).sort()).toEqual(['administrator', 'status_specialist']);
    const answers = (await scenes.inbox('sib:XXSIB0000', caseId)).filter(({ kind }) => kind === 'CRIMINAL_ANSWER');
    expect(answers.map(({ text }) => text)).toEqual(['Identification in the criminal file.']);
    await eventually(
      async () => await count(caseId, 'PARTNER_CONFLICT'),
      (conflicts) => conflicts === 2,
    );
    expect(await system.state(caseId)).toMatchObject({ criminal: 'ANSWERED', outcome: null });
  });

  it('in contradiction: a match taken back stops every step against the person until a specialist has looked again [A5 never] [A6 never]', async () => {
    const tcn = newTcn();
    const caseId = await system.submit('02-match-removable.eft', { tcn });
    await system.toDecision(caseId);
    const now = await scenes.now(caseId);
    const takenBack = { kind: 'NO_MATCH', tcr: tcn, answeredAt: now };
    await scenes.say('IDENT', caseId, takenBack);
    await system.until(caseId, ({ immigration, review }) => immigration === 'STATUS_REVIEW' && review === null);
    expect(await refusalOf(system.act(caseId, 'recordDecision', DETAINER_DECISION, 'officer'))).toBe(
      'NOT_IN_THIS_STAGE',
    );
    await scenes.alarm(caseId, 'PARTNER_CONFLICT');
    await system.act(caseId, 'recordReview', REVIEW, 'specialist');
    await scenes.say('IDENT', caseId, takenBack);
    await scenes.say('IDENT', caseId, { kind: 'SEARCHING', tcr: tcn, acceptedAt: now });
    await system.act(caseId, 'recordDecision', DETAINER_DECISION, 'officer');
    expect(await system.state(caseId)).toMatchObject({ immigration: 'ENFORCEMENT' });
    expect(await count(caseId, 'PARTNER_CONFLICT')).toBe(1);
  });

  it('in contradiction: a match after “no match” marks nobody; a person looks at it [A5 never]', async () => {
    const tcn = newTcn();
    await scenes.behave('fbi', { match: { tcn }, silent: true });
    await scenes.behave('ident', { match: { tcn }, silent: true });
    const caseId = await system.submit('01-no-match.eft', { tcn });
    await system.until(caseId, ({ immigration }) => immigration === 'AT_IDENT');
    const now = await scenes.now(caseId);
    const encounters = [{ at: '2008-01-01', component: 'x', fingerprinted: true, digitized: true }];
    await scenes.say('IDENT', caseId, { kind: 'NO_MATCH', tcr: tcn, answeredAt: now });
    await scenes.say('IDENT', caseId, { kind: 'MATCH', tcr: tcn, answeredAt: now, fin: '123456789', encounters });
    await scenes.alarm(caseId, 'PARTNER_CONFLICT');
    expect(await system.state(caseId)).toMatchObject({ immigration: 'ENDED', outcome: 'NO_MATCH', match: null });
    await scenes.answer('fbi', tcn);
    expect(await system.untilClosed(caseId)).toMatchObject({ outcome: 'NO_MATCH' });
    expect(await scenes.inbox('office:XXNFO', caseId)).toEqual([]);
  });

  it('about another transaction is dropped; nothing is concluded, the question stays open, the true answer counts [A5 never]', async () => {
    const tcn = newTcn();
    await scenes.behave('ident', { match: { tcn }, wrongly: 'wrongTcr', times: 1 });
    const caseId = await system.submit('02-match-removable.eft', { tcn });
    await scenes.alarm(caseId, 'BAD_MESSAGE');
    expect(await system.state(caseId)).toMatchObject({ immigration: 'AT_IDENT', match: null });
    await scenes.answer('ident', tcn);
    await system.until(caseId, ({ immigration }) => immigration === 'STATUS_REVIEW');
  });

  it.each(['badSignature', 'malformedMessage', 'garbage', 'malformedJson'] as const)(
    '%s: dropped, and the true answer counts [A5 never]',
    async (wrongly) => {
      const tcn = newTcn();
      await scenes.behave('ident', { match: { tcn }, wrongly, times: 1 });
      await scenes.behave('fbi', { match: { tcn }, wrongly, times: 1 });
      const caseId = await system.submit('02-match-removable.eft', { tcn });
      await eventually(
        async () => await scenes.received('ident', tcn),
        (received) => received !== null,
      );
      expect(await system.state(caseId)).toMatchObject({ criminal: 'AT_FBI', match: null, outcome: null });
      await scenes.answer('fbi', tcn);
      await scenes.answer('ident', tcn);
      await system.until(
        caseId,
        ({ criminal, immigration }) => criminal === 'ANSWERED' && immigration === 'STATUS_REVIEW',
      );
    },
  );

  it('in a reply that is none counts as no reply: the partner is asked again under the same number [A2 must]', async () => {
    const [garbage, json] = [newTcn(), newTcn()];
    await scenes.behave('fbi', { match: { tcn: garbage }, garbledReply: 'garbage', times: 1 });
    await scenes.behave('fbi', { match: { tcn: json }, garbledReply: 'malformedJson', times: 1 });
    for (const tcn of [garbage, json]) {
      const caseId = await system.submit('01-no-match.eft', { tcn });
      expect(await system.untilClosed(caseId)).toMatchObject({ outcome: 'NO_MATCH', criminal: 'ANSWERED' });
      expect(await scenes.received('fbi', tcn)).toMatchObject({ conflicts: 0 });
    }
  });

  it('not at all: alarm at the limit, asked again under the same number, never a conclusion, and the late answer counts [A6 must] [B1 never]', async () => {
    const tcn = newTcn();
    await scenes.behave('ident', { match: { tcn }, silent: true });
    const caseId = await system.submit('02-match-removable.eft', { tcn });
    await system.until(caseId, ({ criminal, immigration }) => criminal === 'ANSWERED' && immigration === 'AT_IDENT');
    await system.advance(caseId, 5 * HOUR);
    expect((await scenes.alarm(caseId, 'IDENT_SILENT')).to).toEqual([
      { role: 'administrator', scope: { kind: 'national' } },
    ]);
    expect(await system.state(caseId)).toMatchObject({ immigration: 'AT_IDENT', match: null, outcome: null });
    const { count: asked, conflicts } = (await scenes.received('ident', tcn)) ?? { count: 0, conflicts: 0 };
    expect([asked >= 2, asked <= 6, conflicts]).toEqual([true, true, 0]);
    await scenes.answer('ident', tcn);
    await system.until(caseId, ({ immigration }) => immigration === 'STATUS_REVIEW');
    await scenes.untilNoAlarm(caseId, 'IDENT_SILENT');
  });

  it('not at all, by the databases: the specialist is called and need not wait; nothing is concluded from silence [A6 must]', async () => {
    const tcn = newTcn();
    await scenes.behave('databases', { match: { tcn }, silent: true });
    const caseId = await system.submit('02-match-removable.eft', { tcn });
    await system.until(caseId, ({ immigration }) => immigration === 'STATUS_REVIEW');
    await system.advance(caseId, 5 * HOUR);
    expect((await scenes.alarm(caseId, 'DATABASES_SILENT')).to).toEqual([
      { role: 'status_specialist', scope: { kind: 'national' } },
    ]);
    await scenes.alarm(caseId, 'REVIEW_WAITING');
    expect((await system.state(caseId)).review).toBeNull();
    await system.act(
      caseId,
      'recordReview',
      { ...REVIEW, lastKnownStatus: 'US_CITIZEN', opinion: 'NOT_REMOVABLE_ON_RECORD' },
      'specialist',
    );
    expect(await system.untilClosed(caseId)).toMatchObject({ outcome: 'CITIZEN' });
    expect(await scenes.alarmNames(caseId)).toEqual([]);
  });

  it('unsigned, by anyone: refused at the address, dropped by the case [A5 never] [B1 never]', async () => {
    const tcn = newTcn();
    await scenes.behave('ident', { match: { tcn }, silent: true });
    const caseId = await system.submit('01-no-match.eft', { tcn });
    await system.until(caseId, ({ immigration }) => immigration === 'AT_IDENT');
    const statement = {
      kind: 'MATCH',
      tcr: tcn,
      answeredAt: new Date().toISOString(),
      fin: '123456789',
      encounters: [{ at: '2008-01-01', component: 'x', fingerprinted: true, digitized: true }],
    };
    const forged = { ...scenes.envelope('FBI', statement), from: 'IDENT' as const };
    const response = await fetch(`${system.api}${CALLBACK_PATH}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ reference: caseId, envelope: forged }),
    });
    expect(response.status).toBe(401);
    await system.cases.deliverPartnerMessage(caseId, forged);
    const handle = system.client.workflow.getHandle(caseId);
    for (let i = 0; i < 40; i += 1) await handle.signal('partnerMessage', randomBytes(20).toString('latin1'));
    await scenes.alarm(caseId, 'BAD_MESSAGE');
    expect((await system.state(caseId)).match).toBeNull();
    await scenes.answer('ident', tcn);
    expect(await system.untilClosed(caseId)).toMatchObject({ outcome: 'NO_MATCH' });
    expect(await count(caseId, 'MESSAGE_DROPPED')).toBeLessThan(25);
    expect(await scenes.alarmNames(caseId)).toEqual([]);
  });

  it('after the end changes nothing: it is answered as late and noted [A6 never]', async () => {
    const tcn = newTcn();
    const caseId = await system.submit('01-no-match.eft', { tcn });
    await system.untilClosed(caseId);
    const envelope = scenes.envelope('IDENT', { kind: 'NO_MATCH', tcr: tcn, answeredAt: new Date().toISOString() });
    const response = await fetch(`${system.api}${CALLBACK_PATH}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ reference: caseId, envelope }),
    });
    expect([response.status, await response.json()]).toEqual([202, { status: 'LATE' }]);
    expect((await system.records.audit.list({ caseId, limit: 50 })).map(({ code }) => code)).toContain('LATE_MESSAGE');
    expect((await system.records.cases.verify(caseId)).ok).toBe(true);
  });
});
