import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../../domain/access/roles.ts';
import { REQUESTS } from '../../../domain/jurisdiction/requests.ts';
import { addressOf } from '../../../domain/record/address.ts';
import { activationIdOf } from '../../../domain/lifecycle/activation-input.ts';
import { activationsOf } from '../../support/activations.ts';
import { aJurisdiction, anAgency, putJurisdiction } from '../../support/places.ts';
import { newTcn, ofAgency, type Scenes, scenesOf } from '../../support/scenes.ts';
import { callAs, jailer, lifeOf, sidesOf, WHOLE_LIVES_MS } from '../../support/sides.ts';
import { personOf, startSystem, type System } from '../../support/system.ts';

let system: System;
let scenes: Scenes;
let activations: ReturnType<typeof activationsOf>;
beforeAll(async () => {
  system = await startSystem();
  scenes = scenesOf(system);
  activations = activationsOf(system);
});
afterAll(async () => {
  await system.stop();
});

async function place(ori: string): Promise<string> {
  const id = `XX-${ori}`;
  await putJurisdiction(system.records, aJurisdiction(id, { activeFrom: '2008-10-27T00:00:00Z' }));
  await system.records.register.putAgency(anAgency(ori, [id]));
  return id;
}

function sideOf(ori: string, jurisdiction: string): readonly Actor[] {
  const official = activations.official({ jurisdiction });
  return [jailer(ori), personOf('bureau'), official, personOf('governor')];
}

async function request(actor: Actor, kind: string) {
  const json = { kind, words: 'We do not agree to this.' };
  return await callAs(system, actor, { method: 'POST', path: '/v1/sharing-requests', json });
}

describe.concurrent('a request to use prints for the criminal check only, or to keep results from the field office', () => {
  it('is answered at once with the reason, by answer and by message, and kept on record [D6 must]', async () => {
    const ori = 'XX0095100';
    for (const actor of sideOf(ori, await place(ori))) {
      for (const kind of REQUESTS) {
        const { status, body } = await request(actor, kind);
        expect(status).toBe(201);
        expect(body).toMatchObject({ kind, by: { id: actor.id } });
        expect(String(body['answer'])).toContain('It has no effect');
        expect(String(body['answer'])).toContain('The reason: ');
        const entries = await system.records.mailbox.list(addressOf(actor), { limit: 500 });
        const replies = entries.filter(
          ({ subject }) => subject === `Your request ${String(body['number'])} has no effect`,
        );
        expect(replies).toMatchObject([{ kind: 'SHARING_REQUEST_ANSWERED', caseId: null }]);
        const reply = await callAs(system, actor, { path: `/v1/mailbox/${replies[0]?.id ?? ''}` });
        expect(reply.body['text']).toBe(body['answer']);
        const own = (await callAs(system, actor, { path: '/v1/sharing-requests' })).body['requests'] as object[];
        expect(own).toContainEqual(body);
      }
    }
    const all = (await callAs(system, personOf('auditor'), { path: '/v1/sharing-requests' })).body[
      'requests'
    ] as object[];
    expect(all.length).toBeGreaterThanOrEqual(12);
    expect(await system.kinds('programme')).toContain('SHARING_REQUEST');
    expect(await system.records.cases.verify('programme')).toMatchObject({ ok: true });
    expect(await request(personOf('officer'), 'CRIMINAL_CHECK_ONLY')).toMatchObject({ code: 'ROLE_MAY_NOT' });
  });

  it(
    'takes no effect: DHS and the field office get of the next booking what they got of the last, word for word [D6 must] [D6 never] [A3 never]',
    async () => {
      const ori = 'XX0095200';
      const jurisdiction = await place(ori);
      const before = await sidesOf(system, scenes, await lifeOf(system, scenes, ori));
      for (const actor of sideOf(ori, jurisdiction)) for (const kind of REQUESTS) await request(actor, kind);
      const after = await sidesOf(system, scenes, await lifeOf(system, scenes, ori));
      expect(before.prints).toEqual([true, 1, 1, 0]);
      expect(before.office).toHaveLength(1);
      expect(after).toEqual(before);
    },
    WHOLE_LIVES_MS,
  );

  it('takes no effect on a booking that is under way either [D6 never] [A3 never]', async () => {
    const [ori, tcn] = ['XX0095300', newTcn()];
    const jurisdiction = await place(ori);
    await scenes.behave('fbi', { match: { tcn }, silent: true });
    const caseId = await system.submit('02-match-removable.eft', { tcn, change: ofAgency(ori) });
    for (const actor of sideOf(ori, jurisdiction)) for (const kind of REQUESTS) await request(actor, kind);
    await scenes.answer('fbi', tcn);
    await system.toDecision(caseId);
    expect(await scenes.letter('office:XXNFO', caseId, 'IMMIGRATION_RESPONSE')).toMatchObject({
      data: { opinion: 'APPEARS_REMOVABLE' },
    });
    expect(await system.kinds(caseId)).not.toContain('SHARING_REQUEST');
  });
});

describe.concurrent('a request that a jurisdiction not be activated', () => {
  it('is answered and kept, and the jurisdiction is active at the planned instant all the same [D3 must] [D3 never] [D6 never]', async () => {
    const id = await activations.place('XX0095400');
    const activeFrom = await activations.plan(id);
    await activations.confirmBoth(id);
    for (const actor of sideOf('XX0095400', id))
      expect(await request(actor, 'NO_ACTIVATION')).toMatchObject({ status: 201 });
    await activations.untilIs(id, 'WAITING');
    await activations.advanceTo(id, activeFrom, 1000);
    expect(await system.untilClosed(activationIdOf(id))).toMatchObject({ status: 'COMPLETED' });
    expect(await activations.activeFrom(id)).toBe(activeFrom);
    expect(await system.records.activations.get(id)).toMatchObject({ state: 'ACTIVE', activeFrom });
  });
});
