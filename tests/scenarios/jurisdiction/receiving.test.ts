import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../../domain/access/roles.ts';
import { instantMs, isoInstant } from '../../../domain/text.ts';
import { aJurisdiction, anAgency, putJurisdiction } from '../../support/places.ts';
import { newTcn, ofAgency, OFFICE, type Scenes, scenesOf } from '../../support/scenes.ts';
import { type Booked, callAs, jailer, lifeOf, sidesOf, WHOLE_LIVES_MS } from '../../support/sides.ts';
import { eventually, personOf, startSystem, type System } from '../../support/system.ts';

let system: System;
let scenes: Scenes;
beforeAll(async () => {
  system = await startSystem();
  scenes = scenesOf(system);
});
afterAll(async () => {
  await system.stop();
});

const ACTIVE = { activeFrom: '2008-10-27T00:00:00Z' };
const BUREAU = 'sib:XXSIB0000';

/** An agency of its own in an active jurisdiction of its own. */
async function place(ori: string): Promise<string> {
  const id = `XX-${ori}`;
  await putJurisdiction(system.records, aJurisdiction(id, ACTIVE));
  await system.records.register.putAgency(anAgency(ori, [id]));
  return id;
}

function official(jurisdiction: string): Actor {
  const scope = { kind: 'jurisdiction', jurisdiction } as const;
  return { id: 'county-clerk', name: 'Remy Castell', role: 'government_official', scope };
}

async function choose(jurisdiction: string, receives: boolean, from: string | null = null): Promise<void> {
  const choice = { jurisdiction, receives, from, reasons: 'The county board voted.', letter: null };
  await system.records.receiving.choose(choice, official(jurisdiction), () => Date.now());
}

/** A booking of a person whom IDENT does not know; its bureau has not looked yet. */
async function noMatch(ori: string): Promise<Booked> {
  const tcn = newTcn();
  const caseId = await system.submit('01-no-match.eft', { tcn, change: ofAgency(ori) });
  await system.untilClosed(caseId);
  return { caseId, tcn, ori, jurisdiction: `XX-${ori}` };
}

const kindsIn = async (address: typeof BUREAU | `agency:${string}`, caseId: string) =>
  (await scenes.inbox(address, caseId)).map(({ kind }) => kind).toSorted();

describe.concurrent('a jurisdiction that chose not to receive identifications', () => {
  it(
    'gets everything but them, and the field office, the decision and the record are the same word for word [D5 must] [D5 never]',
    async () => {
      const [receiving, not] = ['XX0077000', 'XX0077100'];
      await place(receiving);
      await choose(await place(not), false);
      const [a, b] = await Promise.all([receiving, not].map((ori) => lifeOf(system, scenes, ori)));
      if (!a || !b) throw new Error('two lives');
      const [one, other] = [await sidesOf(system, scenes, a), await sidesOf(system, scenes, b)];
      expect(one.told).toEqual({ agency: ['IMMIGRATION_RESPONSE'], bureau: ['IMMIGRATION_RESPONSE'] });
      expect(other.told).toEqual({ agency: [], bureau: [] });
      expect({ ...other, told: null }).toEqual({ ...one, told: null });
      expect(await kindsIn(`agency:${not}`, b.caseId)).toEqual([
        'CLOCK_NOTICE',
        'CRIMINAL_ANSWER',
        'DETAINER',
        'RELEASE_NOTICE',
      ]);
      expect((await scenes.inbox(OFFICE, b.caseId)).map(({ kind }) => kind)).toEqual(['IMMIGRATION_RESPONSE']);
      expect((await system.state(b.caseId)).decision?.value.decision).toBe('DETAINER');
      expect(await system.records.cases.verify(b.caseId)).toMatchObject({ ok: true });
    },
    WHOLE_LIVES_MS,
  );

  it('is told neither of a match nor of none, nor is its bureau; the criminal history comes all the same [D5 must] [D5 never]', async () => {
    const [receiving, not] = ['XX0078000', 'XX0078100'];
    await place(receiving);
    await choose(await place(not), false);
    const booked = await Promise.all([receiving, not].map(noMatch));
    for (const { caseId } of booked) await scenes.passOn(caseId);
    const [one, other] = await Promise.all(booked.map((each) => sidesOf(system, scenes, each)));
    expect(one?.told).toEqual({ agency: ['NO_MATCH'], bureau: ['NO_MATCH'] });
    expect(other?.told).toEqual({ agency: [], bureau: [] });
    expect({ ...other, told: null }).toEqual({ ...one, told: null });
    expect(await kindsIn(`agency:${not}`, booked[1]?.caseId ?? '')).toEqual(['CRIMINAL_ANSWER']);
  });

  it('chooses from an exact instant on, which reaches what lies unread, and may choose again: nothing comes back [D5 must] [D5 never]', async () => {
    const ori = 'XX0078200';
    const id = await place(ori);
    const before = await noMatch(ori);
    const from = isoInstant(Date.now() + 6_000);
    await choose(id, false, from);
    const unread = await scenes.letter(BUREAU, before.caseId, 'NO_MATCH');
    expect(Date.now()).toBeLessThan(instantMs(from));
    await eventually(
      async () => await system.records.mailbox.read(unread.id, BUREAU),
      (message) => message === null,
    );
    expect(Date.now()).toBeGreaterThanOrEqual(instantMs(from));
    const during = await noMatch(ori);
    await choose(id, true);
    const after = await noMatch(ori);
    for (const { caseId } of [before, during, after]) await scenes.passOn(caseId);
    expect(await kindsIn(`agency:${ori}`, before.caseId)).toEqual(['CRIMINAL_ANSWER']);
    expect(await kindsIn(`agency:${ori}`, during.caseId)).toEqual(['CRIMINAL_ANSWER']);
    expect(await kindsIn(`agency:${ori}`, after.caseId)).toEqual(['CRIMINAL_ANSWER', 'NO_MATCH']);
    const withheld = (await system.records.receiving.withheld(500)).filter(({ caseId }) => caseId === during.caseId);
    expect(withheld).toMatchObject([{ kind: 'NO_MATCH', address: BUREAU }]);
  });

  it('decides for an agency that belongs to another jurisdiction too, and for one that a person assigned to it [D5 must]', async () => {
    const [shared, unknown] = ['XX0078300', 'XX0078400'];
    const [one, other] = [await place(shared), await place('XX0078500')];
    await system.records.register.putAgency(anAgency(shared, [one, other]));
    await choose(other, false);
    const caseId = await system.submit('01-no-match.eft', { change: ofAgency(unknown) });
    await system.until(caseId, ({ immigration }) => immigration === 'AWAITING_JURISDICTION');
    const assignment = { jurisdiction: other, reasons: 'Its county.' };
    await system.act(caseId, 'assignJurisdiction', assignment, 'administrator');
    await system.untilClosed(caseId);
    expect(await kindsIn(BUREAU, caseId)).toEqual(['CRIMINAL_ANSWER']);
    expect(await kindsIn(BUREAU, (await noMatch(shared)).caseId)).toEqual(['CRIMINAL_ANSWER']);
  });

  it('chooses for itself alone: its official, or an administrator by its letter; not its state, another county, a jail or a bureau; never backwards [D5 must]', async () => {
    const id = await place('XX0078600');
    const choice = { jurisdiction: id, receives: false, from: null, reasons: 'The county board voted.', letter: null };
    const attempt = async (actor: Actor, change: object = {}) => {
      const json = { ...choice, ...change };
      return await callAs(system, actor, { method: 'POST', path: '/v1/receiving-choices', json });
    };
    const refused = [
      await attempt(personOf('county')),
      await attempt(personOf('governor')),
      await attempt(jailer('XX0078600')),
      await attempt(personOf('bureau')),
      await attempt(personOf('officer')),
      await attempt(personOf('administrator')),
      await attempt(official(id), { from: '2011-06-01T00:00:00Z' }),
      await attempt(official(id), { jurisdiction: 'XX-NOWHERE' }),
    ];
    expect(refused.map(({ code }) => code)).toEqual([
      'OUT_OF_SCOPE',
      'OUT_OF_SCOPE',
      'ROLE_MAY_NOT',
      'ROLE_MAY_NOT',
      'ROLE_MAY_NOT',
      'LETTER_MISSING',
      'EFFECT_BACKWARDS',
      'OUT_OF_SCOPE',
    ]);
    expect(await attempt(official(id))).toMatchObject({ status: 201, body: { party: `jurisdiction:${id}` } });
    const letter = { signedBy: 'County board', dated: '2011-05-02' };
    expect(await attempt(personOf('administrator'), { receives: true, letter })).toMatchObject({ status: 201 });
    const path = '/v1/receiving-choices';
    expect(await callAs(system, official(id), { path })).toMatchObject({
      body: {
        standing: [{ party: `jurisdiction:${id}`, receives: true }],
        words: [
          { receives: false, by: { name: 'Remy Castell' } },
          { receives: true, letter },
        ],
      },
    });
    expect((await callAs(system, jailer('XX0078600'), { path })).body['words']).toHaveLength(2);
    expect((await callAs(system, personOf('county'), { path })).body['words']).toEqual([]);
  });
});
