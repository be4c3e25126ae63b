import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_GROUND } from '../../../domain/detainer/notices.ts';
import type { MailboxMessage } from '../../../records/index.ts';
import { newTcn, ofAgency, type Scenes, scenesOf, UPON_CONVICTION, NOTIFY_ONLY } from '../../support/scenes.ts';
import { startSystem, type System } from '../../support/system.ts';

let system: System;
let scenes: Scenes;
beforeAll(async () => {
  system = await startSystem();
  scenes = scenesOf(system);
});
afterAll(async () => {
  await system.stop();
});

const JAIL = 'agency:XX0010100';

async function letters(caseId: string): Promise<MailboxMessage[]> {
  await scenes.passOn(caseId);
  return await scenes.inbox(JAIL, caseId);
}

describe.concurrent('a booking', () => {
  it('is taken and answered with everything gone that only this program needs: the register, IDENT, the databases, any person [B3 must] [B3 never] [A2 never]', async () => {
    const [without, usual] = [newTcn(), newTcn()];
    for (const standin of ['ident', 'databases'] as const)
      await scenes.behave(standin, { match: { tcn: without }, down: 'unavailable' });
    const change = ofAgency('XX0098100');
    const caseId = await system.submit('02-match-removable.eft', { tcn: without, change });
    const other = await system.submit('02-match-removable.eft', { tcn: usual });
    for (const each of [caseId, other]) await system.until(each, ({ criminal }) => criminal === 'ANSWERED');
    const [a, b] = await Promise.all(
      [caseId, other].map((each) => scenes.letter('sib:XXSIB0000', each, 'CRIMINAL_ANSWER')),
    );
    expect([a?.text, a?.subject, a?.hop]).toEqual([b?.text, b?.subject, b?.hop]);
    expect(await system.state(caseId)).toMatchObject({ immigration: 'AWAITING_JURISDICTION', shared: false });
  });

  it('asks nothing of an agency that does nothing: no receipt, no acknowledgement, no copy, and no answer to a detainer stands in the way of the next booking [B3 must] [B3 never]', async () => {
    const first = await system.submit('02-match-removable.eft');
    await system.toDetainer(first);
    await scenes.letter(JAIL, first, 'DETAINER');
    const second = await system.submit('02-match-removable.eft');
    await system.until(second, ({ criminal }) => criminal === 'ANSWERED');
    await system.toDecision(second);
    const detainer = await system.detainer(first.replace('booking-', 'detainer-').concat('-1'));
    expect(detainer).toMatchObject({ delivery: 'ISSUED', hold: 'DORMANT' });
    await system.act(first.replace('booking-', 'detainer-').concat('-1'), 'declineDetainer', {}, 'jail-one');
  });
});

describe.concurrent('every answer on a status, and every request, to an agency', () => {
  const statuses = [
    ['01-no-match.eft', null],
    ['02-match-removable.eft', 'APPEARS_REMOVABLE'],
    ['03-match-citizen.eft', 'NOT_REMOVABLE_ON_RECORD'],
    ['05-match-if-convicted.eft', 'REMOVABLE_ONLY_IF_CONVICTED'],
  ] as const;

  it.each(statuses)(
    'says that it is no ground to arrest, hold or refuse bail, and adds no duty: %s [B3 must] [B3 never]',
    async (sample, opinion) => {
      const caseId = await system.submit(sample, { change: ofAgency('XX0010100') });
      if (opinion === null) await system.untilClosed(caseId);
      else
        await system.toDecision(caseId, {
          opinion,
          ...(opinion === 'NOT_REMOVABLE_ON_RECORD' ? { lastKnownStatus: 'US_CITIZEN' } : {}),
        });
      const told = (await letters(caseId)).filter(({ kind }) => kind === 'NO_MATCH' || kind === 'IMMIGRATION_RESPONSE');
      expect(told).toHaveLength(1);
      expect(told[0]?.text).toContain(NO_GROUND);
      expect(NO_GROUND).toMatch(/no ground to arrest, to hold, or to refuse bail.*adds no duty/);
      for (const { text } of await scenes.inbox('office:XXNFO', caseId)) expect(text).toContain(NO_GROUND);
    },
  );

  it('says so in a detainer, in one upon conviction, in a copy to another jail, and in a request to be told of a release [B3 must] [B3 never]', async () => {
    const decisions = [undefined, UPON_CONVICTION];
    for (const decision of decisions) {
      const caseId = await system.submit('02-match-removable.eft');
      const detainerId = await system.toDetainer(caseId, decision);
      expect((await scenes.letter(JAIL, caseId, 'DETAINER')).text).toContain(NO_GROUND);
      const movedAt = await scenes.now(detainerId);
      const to = { kind: 'JAIL', ori: 'XX0020100' } as const;
      await system.act(detainerId, 'reportMoved', { to, movedAt, source: 'Jail log' }, 'jail-one');
      expect((await scenes.letter('agency:XX0020100', caseId, 'DETAINER')).text).toContain(NO_GROUND);
    }
    const caseId = await system.submit('02-match-removable.eft');
    await system.toDecision(caseId);
    await system.act(caseId, 'recordDecision', NOTIFY_ONLY, 'officer');
    expect((await scenes.letter(JAIL, caseId, 'RELEASE_NOTIFICATION_REQUEST')).text).toContain(NO_GROUND);
  });
});
