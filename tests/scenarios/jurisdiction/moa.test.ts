import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../../domain/access/roles.ts';
import type { Jurisdiction } from '../../../domain/agency/agency.ts';
import { detainerIdOf } from '../../../domain/ids.ts';
import type { Address } from '../../../domain/record/record.ts';
import { aJurisdiction, anAgency, putJurisdiction } from '../../support/places.ts';
import { HOUR, newTcn, ofAgency, type Scenes, scenesOf } from '../../support/scenes.ts';
import {
  type Booked,
  callAs,
  jailer,
  lifeOf,
  noMatchOf,
  sidesOf,
  STATUS_KINDS,
  WHOLE_LIVES_MS,
} from '../../support/sides.ts';
import { personOf, startSystem, type System } from '../../support/system.ts';

let system: System;
let scenes: Scenes;
beforeAll(async () => {
  system = await startSystem();
  scenes = scenesOf(system);
});
afterAll(async () => {
  await system.stop();
});

const BUREAU = 'sib:XXSIB0000';
const now = () => Date.now();

/** An agency in an active jurisdiction of a state of its own. */
async function place(ori: string, state: string, change: { readonly sib?: string } = {}): Promise<string> {
  const jurisdiction: Jurisdiction = aJurisdiction(`XX-${ori}`, { state, activeFrom: '2008-10-27T00:00:00Z' });
  await putJurisdiction(system.records, jurisdiction);
  await system.records.register.putAgency(anAgency(ori, [jurisdiction.id], change));
  return jurisdiction.id;
}

async function moaOf(state: string, endedBy: 'STATE' | 'DHS' | null): Promise<number> {
  const { receiving } = system.records;
  const administrator = personOf('administrator');
  const { id } = await receiving.enterMoa(
    { state, executedOn: '2009-04-01', source: 'The paper.' },
    administrator,
    now,
  );
  if (endedBy !== null)
    await receiving.endMoa(id, { by: endedBy, on: '2011-05-04', source: 'The letter.' }, administrator, now);
  return id;
}

async function find(id: number, receives = false): Promise<void> {
  const finding = { receives, from: null, title: 'Chief counsel', statement: 'I have read the letter.' };
  await system.records.receiving.find(id, finding, personOf('counsel'), now);
}

async function endedItself(state: string): Promise<number> {
  const id = await moaOf(state, 'STATE');
  await find(id);
  return id;
}

async function kindsIn(address: Address, caseId: string): Promise<string[]> {
  return (await scenes.inbox(address, caseId)).map(({ kind }) => kind).toSorted();
}

describe.concurrent('agreements with states', () => {
  it(
    'are needed for nothing, and their end changes nothing: not one made, one in force, one ended by DHS, one ended by the state and not found upon [D3 must] [D3 never]',
    async () => {
      const worlds = [
        ['XX0090100', 'YA', async () => await Promise.resolve()],
        ['XX0090200', 'YB', async () => await moaOf('YB', null)],
        ['XX0090300', 'YC', async () => await moaOf('YC', 'DHS')],
        ['XX0090400', 'YD', async () => await moaOf('YD', 'STATE')],
      ] as const;
      const sides = await Promise.all(
        worlds.map(async ([ori, state, enter]) => {
          await place(ori, state);
          await enter();
          return await sidesOf(system, scenes, await lifeOf(system, scenes, ori));
        }),
      );
      const [without] = sides;
      expect(without?.prints).toEqual([true, 1, 1, 0]);
      expect(without?.told).toEqual({ agency: ['IMMIGRATION_RESPONSE'], bureau: ['IMMIGRATION_RESPONSE'] });
      for (const side of sides.slice(1)) expect(side).toEqual(without);
      const { body } = await callAs(system, personOf('governor'), { path: '/v1/moas' });
      expect(body['moas']).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ state: 'YB', executedOn: '2009-04-01', ended: null, findings: [] }),
          expect.objectContaining({ state: 'YC', ended: expect.objectContaining({ by: 'DHS', on: '2011-05-04' }) }),
        ]),
      );
    },
    WHOLE_LIVES_MS,
  );

  it('are entered by an administrator alone, and what one comes to that the state ended is found by counsel of the whole program alone [D4 must]', async () => {
    const moa = { state: 'YE', executedOn: '2009-04-01', source: 'The paper.' };
    const post = async (actor: Actor, path: string, json: unknown) =>
      await callAs(system, actor, { method: 'POST', path, json });
    for (const person of ['governor', 'county', 'bureau', 'officer', 'counsel'])
      expect(await post(personOf(person), '/v1/moas', moa)).toMatchObject({ code: 'ROLE_MAY_NOT' });
    const entered = await post(personOf('administrator'), '/v1/moas', moa);
    const id = Number(entered.body['id']);
    const finding = { receives: false, from: null, title: 'Chief counsel', statement: 'I have read the letter.' };
    const found = async (person: string) => await post(personOf(person), `/v1/moas/${id}/find`, finding);
    expect(await found('counsel')).toMatchObject({ code: 'NOT_ENDED_BY_STATE' });
    const end = { by: 'STATE', on: '2011-05-04', source: 'The letter.' };
    expect(await post(personOf('administrator'), `/v1/moas/${id}/end`, end)).toMatchObject({ status: 200 });
    const waiting = await system.records.alarms.list({ actor: personOf('counsel'), open: true });
    expect(waiting.map(({ rule, detail }) => `${rule} ${detail}`)).toContain(
      `MOA_FINDING_WAITING agreement ${id} with YE`,
    );
    expect(await found('administrator')).toMatchObject({ code: 'ROLE_MAY_NOT' });
    expect(await found('attorney')).toMatchObject({ code: 'OUT_OF_SCOPE' });
    expect(await found('counsel')).toMatchObject({ status: 201, body: { party: 'state:YE', receives: false } });
    const open = await system.records.alarms.list({ actor: personOf('counsel'), open: true });
    expect(open.map(({ detail }) => detail)).not.toContain(`agreement ${id} with YE`);
  });
});

describe.concurrent('a state that ended its agreement itself', () => {
  it(
    'gets no status, nor do its agencies; the criminal history, the detainer and its notices come, and the field office gets what it always gets [D4 must] [D4 never]',
    async () => {
      const [other, ended] = ['XX0091100', 'XX0091200'];
      await place(other, 'YF');
      await place(ended, 'YG');
      await endedItself('YG');
      const lives = await Promise.all([other, ended].map((ori) => lifeOf(system, scenes, ori)));
      const [one, two] = await Promise.all(lives.map((booked) => sidesOf(system, scenes, booked)));
      expect(two?.told).toEqual({ agency: [], bureau: [] });
      expect({ ...two, told: null }).toEqual({ ...one, told: null });
      expect(await kindsIn(`agency:${ended}`, lives[1]?.caseId ?? '')).toEqual([
        'CLOCK_NOTICE',
        'CRIMINAL_ANSWER',
        'DETAINER',
        'RELEASE_NOTICE',
      ]);
    },
    WHOLE_LIVES_MS,
  );

  it('is also the state of the bureau through which another state’s agency gets its answers, and one of several that an agency belongs to [D4 must]', async () => {
    const [through, several] = ['XX0091300', 'XX0091400'];
    await place(through, 'YH', { sib: 'YISIB0000' });
    const [one, other] = [await place(several, 'YJ'), await place('XX0091500', 'YK')];
    await system.records.register.putAgency(anAgency(several, [one, other]));
    for (const state of ['YI', 'YK']) await endedItself(state);
    const a = await noMatchOf(system, scenes, through);
    await scenes.passOn(a.caseId, 'sib:YISIB0000');
    expect(await kindsIn('sib:YISIB0000', a.caseId)).toEqual(['CRIMINAL_ANSWER']);
    expect(await kindsIn(`agency:${through}`, a.caseId)).toEqual(['CRIMINAL_ANSWER']);
    const b = await noMatchOf(system, scenes, several);
    expect(await kindsIn(BUREAU, b.caseId)).toEqual(['CRIMINAL_ANSWER']);
    expect(await kindsIn(`agency:${several}`, b.caseId)).toEqual(['CRIMINAL_ANSWER']);
  });

  it('no longer gets what lies unread in its bureau’s mailbox from that instant on, and nothing there tells that it lay there [D4 must] [D4 never]', async () => {
    const ori = 'XX0091600';
    await place(ori, 'YL', { sib: 'YLSIB0000' });
    const sib = 'sib:YLSIB0000';
    const tcn = newTcn();
    const caseId = await system.submit('01-no-match.eft', { tcn, change: ofAgency(ori) });
    await system.untilClosed(caseId);
    const [status] = (await scenes.inbox(sib, caseId)).filter(({ kind }) => STATUS_KINDS.includes(kind));
    expect(status?.kind).toBe('NO_MATCH');
    await endedItself('YL');
    const bureau: Actor = { ...personOf('bureau'), scope: { kind: 'agency', ori: 'YLSIB0000' } };
    const ask = async (path: string, json?: unknown) =>
      await callAs(system, bureau, json === undefined ? { path } : { path, json, method: 'POST' });
    const gone = await ask(`/v1/mailbox/${status?.id ?? ''}`);
    const never = await ask(`/v1/mailbox/${'0'.repeat(32)}`);
    expect(gone).toEqual(never);
    const receipt = { at: '2011-09-16T19:00:00Z' };
    const passing = await ask(`/v1/mailbox/${status?.id ?? ''}/acknowledge`, receipt);
    expect(passing).toEqual(await ask(`/v1/mailbox/${'0'.repeat(32)}/acknowledge`, receipt));
    const { messages } = (await ask('/v1/mailbox')).body as { messages: { kind: string; number: number }[] };
    expect(messages.map(({ kind }) => kind)).toEqual(['CRIMINAL_ANSWER']);
    // Numbers are instants: how many entries lie between two of them cannot be told.
    expect(messages[0]?.number).toBeGreaterThan(1_000_000_000_000);
    const late = Date.now() + 3 * HOUR;
    await system.records.mailbox.raiseOverdue(late, 1_000);
    const failing = (await scenes.openAlarms(caseId)).map(({ detail }) => detail);
    expect(failing).toEqual([`CRIMINAL_ANSWER to ${sib}: NOT_ACKNOWLEDGED`]);
    await scenes.passOn(caseId, sib);
    expect(await kindsIn(`agency:${ori}`, caseId)).toEqual(['CRIMINAL_ANSWER']);
  });

  it('learns nothing by page, list, act or partner’s address: a matched person’s case answers agency and bureau as one that IDENT does not know [D4 never] [A6 never]', async () => {
    const ori = 'XX0091700';
    await place(ori, 'YM');
    await endedItself('YM');
    const unknown = await noMatchOf(system, scenes, ori);
    const tcn = newTcn();
    const caseId = await system.submit('05-match-if-convicted.eft', { tcn, change: ofAgency(ori) });
    await system.toDecision(caseId, { opinion: 'REMOVABLE_ONLY_IF_CONVICTED' });
    await system.until(caseId, ({ criminal }) => criminal === 'ANSWERED');
    await scenes.passOn(caseId);
    const matched: Booked = { ...unknown, caseId, tcn };
    const [one, other] = [await learns(unknown), await learns(matched)];
    expect(other).toEqual(one);
    expect(JSON.stringify(one)).not.toMatch(/match|removable|review|IDENT/i);
  });

  it(
    'cannot tell from a withdrawn request why it was withdrawn: an officer’s cancellation, a finding of citizenship and an unanswered claim read the same [D4 never]',
    async () => {
      const ways = {
        XX0092100: async (caseId: string) =>
          await system.act(detainerIdOf(caseId, 1), 'cancelDetainer', { reasons: 'Another priority.' }, 'officer'),
        XX0092200: async (caseId: string) => {
          await system.act(caseId, 'requestAnotherReview', { reasons: 'New papers.' }, 'officer');
          const found = { opinion: 'NOT_REMOVABLE_ON_RECORD', lastKnownStatus: 'US_CITIZEN' } as const;
          await system.toDecision(caseId, found);
        },
        XX0092300: async (caseId: string) => {
          const claim = { what: 'CITIZENSHIP', channel: 'OFFICER', words: null } as const;
          await system.act(caseId, 'reportClaim', claim, 'officer');
          await system.advance(caseId, 100 * HOUR);
        },
      };
      const read = await Promise.all(
        Object.entries(ways).map(async ([ori, withdraw]) => {
          await place(ori, 'YN');
          const caseId = await system.submit('02-match-removable.eft', { change: ofAgency(ori) });
          await system.toDetainer(caseId);
          await withdraw(caseId);
          const { kind, subject, text, data } = await scenes.letter(`agency:${ori}`, caseId, 'DETAINER_CANCELLED');
          const said = JSON.stringify({ kind, subject, text, data }).replaceAll(caseId.replace('booking-', ''), 'CASE');
          const { body } = await callAs(system, jailer(ori), { path: `/v1/detainers/${detainerIdOf(caseId, 1)}` });
          return { said, hold: body['hold'], ending: body['ending'], authority: body['authority'] };
        }),
      );
      expect(read[0]?.said).not.toMatch(/citizen(?!s and victims)|removable|review|status/i);
      expect(read[1]).toEqual(read[0]);
      expect(read[2]).toEqual(read[0]);
    },
    WHOLE_LIVES_MS,
  );
});

/** Everything that the people of an agency and its bureau, and the jail's system, can find out of a case, with its own ids and instants taken out. */
async function learns(booked: Booked): Promise<unknown> {
  const { caseId, tcn, ori } = booked;
  const [jail, bureau] = [jailer(ori), personOf('bureau')];
  const asked: unknown[] = [];
  for (const who of [jail, bureau]) {
    asked.push((await callAs(system, who, { path: `/v1/cases/${caseId}` })).body);
    const { messages } = (await callAs(system, who, { path: '/v1/mailbox?limit=500' })).body as {
      messages: { caseId: string }[];
    };
    asked.push(messages.filter((message) => message.caseId === caseId));
  }
  const { cases } = (await callAs(system, jail, { path: '/v1/cases' })).body as { cases: { caseId: string }[] };
  asked.push(cases.filter((row) => row.caseId === caseId));
  for (const path of ['/v1/alarms?all=true', '/v1/detainers?all=true', `/v1/detainers/${detainerIdOf(caseId, 1)}`])
    asked.push(await callAs(system, jail, { path }));
  const outcome = { convicted: true, endedAt: '2011-09-16T19:00:00Z', offence: 'Burglary', source: 'Court' };
  const claim = { what: 'CITIZENSHIP', channel: 'JAIL', words: null };
  for (const [act, json] of Object.entries({ reportCriminalOutcome: outcome, reportClaim: claim })) {
    const { status, body } = await callAs(system, jail, {
      method: 'POST',
      path: `/v1/cases/${caseId}/acts/${act}`,
      json,
    });
    expect(status).toBe(202);
    asked.push({ ...body, idempotencyKey: null });
  }
  const said = { kind: 'DECLINED', detainerId: detainerIdOf(caseId, 1), ori, messageId: 'message-of-the-jail' };
  for (const reference of [caseId, detainerIdOf(caseId, 1)]) {
    const envelope = scenes.envelope('JAIL', said);
    const callback = { reference, envelope, attachments: {} };
    const heard = await callAs(system, jail, { method: 'POST', path: '/v1/partners/messages', json: callback });
    expect(heard).toMatchObject({ status: 202, body: { status: 'RECEIVED' } });
    asked.push(heard);
  }
  const text = JSON.stringify(asked)
    .replaceAll(caseId.replace('booking-', ''), 'CASE')
    .replaceAll(tcn, 'TCN')
    .replaceAll(/"(id|number)":("[0-9a-f]{32}"|\d+)/g, '"$1":0')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'INSTANT');
  return JSON.parse(text) as unknown;
}
