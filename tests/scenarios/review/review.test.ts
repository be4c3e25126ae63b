import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Conviction } from '../../../domain/criminality.ts';
import { callApi, HOUR, JAIL, newTcn, OFFICE, type Scenes, scenesOf, UPON_CONVICTION } from '../../support/scenes.ts';
import { DETAINER_DECISION, refusalOf, REVIEW, startSystem, type System } from '../../support/system.ts';

let system: System;
let scenes: Scenes;
beforeAll(async () => {
  system = await startSystem();
  scenes = scenesOf(system);
});
afterAll(async () => {
  await system.stop();
});

const open = { scope: null, open: true, limit: 500 } as const;

describe.concurrent('a person without an earlier encounter', () => {
  it('is marked in no way: particulars cleared, prints deleted, in no list, queue, alarm or mailbox but the criminal answer and “no match” [A5 must] [A5 never]', async () => {
    const caseId = await system.submit('09-convictions-no-match.eft');
    expect(await system.untilClosed(caseId)).toMatchObject({ outcome: 'NO_MATCH', criminal: 'ANSWERED' });
    const detail = await system.records.cases.get(caseId);
    expect(detail).toMatchObject({ booking: null, detainers: [] });
    expect(await system.records.submissions.read(caseId)).toBeNull();
    const events = await system.records.cases.events(caseId);
    expect(events.filter(({ data }) => data !== null).map(({ kind }) => kind)).toEqual(['CASE_CLOSED']);
    expect(JSON.stringify(events)).not.toMatch(/EXAMPLE,|SAMPLE,|ROBBERY/);
    expect(await system.records.cases.verify(caseId)).toMatchObject({ ok: true, events: events.length });
    expect((await system.records.cases.list(open)).rows.map((row) => row.caseId)).not.toContain(caseId);
    for (const role of ['status_specialist', 'field_officer', 'supervisor', 'attorney', 'administrator'] as const) {
      expect(
        (await system.records.cases.list({ ...open, waitingFor: role })).rows.map((row) => row.caseId),
      ).not.toContain(caseId);
    }
    expect(await system.records.alarms.list({ actor: null, caseId })).toEqual([]);
    await scenes.passOn(caseId);
    expect(
      (await scenes.inbox(`agency:${JAIL}`, caseId))
        .concat(await scenes.inbox('agency:XX0020100', caseId))
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['CRIMINAL_ANSWER', 'NO_MATCH']);
    for (const address of [OFFICE, 'role:status_specialist', 'role:administrator'] as const)
      expect(await scenes.inbox(address, caseId)).toEqual([]);
    const facts = await system.records.facts.list();
    expect(facts.some((fact) => fact.outcome === 'NO_MATCH' && !fact.matched)).toBe(true);
    expect(JSON.stringify(facts)).not.toContain(caseId.slice(8));
  });

  it('is no one whom a “no match” says anything about: the line that it is no ground stands in it [A5 must]', async () => {
    const caseId = await system.submit('01-no-match.eft');
    await system.untilClosed(caseId);
    await scenes.passOn(caseId);
    expect((await scenes.letter(`agency:${JAIL}`, caseId, 'NO_MATCH')).text).toContain(
      'no ground to arrest, to hold, or to refuse bail',
    );
  });
});

describe.concurrent('a match', () => {
  it('is reviewed by a person, with every record the databases hold and its source; the answer goes to the field office [A5 must] [A6 must]', async () => {
    const caseId = await system.submit('02-match-removable.eft');
    await system.until(caseId, ({ databasesAnswered }) => databasesAnswered);
    const { data } = await scenes.event(caseId, 'DATABASES_ANSWERED');
    expect(JSON.stringify(data)).toContain('consultedAt');
    await system.toDecision(caseId);
    const { text } = await scenes.letter(OFFICE, caseId, 'IMMIGRATION_RESPONSE');
    expect(text).toContain('OVERSTAY; APPEARS_REMOVABLE');
    expect(text).toContain('no ground to arrest');
    expect(await system.state(caseId)).toMatchObject({
      immigration: 'OFFICER_DECISION',
      detainers: [],
      decision: null,
    });
  });

  it('alone is never removability: before a completed review nothing can be decided [A6 never] [C1 never]', async () => {
    const caseId = await system.submit('06-match-final-order.eft');
    await system.until(caseId, ({ immigration }) => immigration === 'STATUS_REVIEW');
    expect(await refusalOf(system.act(caseId, 'recordDecision', DETAINER_DECISION, 'officer'))).toBe(
      'NOT_IN_THIS_STAGE',
    );
    expect((await system.state(caseId)).detainers).toEqual([]);
  });

  it.each([
    [
      'a citizen',
      '03-match-citizen.eft',
      { lastKnownStatus: 'US_CITIZEN', opinion: 'NOT_REMOVABLE_ON_RECORD' },
      'CITIZEN',
    ],
    [
      'a citizen, whatever else the review says',
      '02-match-removable.eft',
      { lastKnownStatus: 'US_CITIZEN', opinion: 'APPEARS_REMOVABLE' },
      'CITIZEN',
    ],
    [
      'a lawful resident who is not removable',
      '04-match-lpr.eft',
      { lastKnownStatus: 'LAWFUL_PERMANENT_RESIDENT', opinion: 'NOT_REMOVABLE_ON_RECORD' },
      'NOT_REMOVABLE',
    ],
  ] as const)(
    'with %s ends the case: out of every queue at once [A6 must] [A6 never]',
    async (_who, sample, review, outcome) => {
      const caseId = await system.submit(sample);
      await system.until(caseId, ({ immigration }) => immigration === 'STATUS_REVIEW');
      await system.advance(caseId, 5 * HOUR);
      await scenes.alarm(caseId, 'REVIEW_WAITING');
      await system.act(caseId, 'recordReview', { ...REVIEW, ...review }, 'specialist');
      expect(await system.untilClosed(caseId)).toMatchObject({ outcome });
      expect((await system.records.cases.list(open)).rows.map((row) => row.caseId)).not.toContain(caseId);
      expect(
        (await system.records.cases.list({ ...open, waitingFor: 'field_officer' })).rows.map((row) => row.caseId),
      ).not.toContain(caseId);
      expect(await scenes.alarmNames(caseId)).toEqual([]);
      expect(await refusalOf(system.act(caseId, 'recordDecision', DETAINER_DECISION, 'officer'))).toBe('CASE_CLOSED');
      expect((await callApi(system, 'jail-one', { path: `/v1/cases/${caseId}` })).body).not.toHaveProperty('outcome');
    },
  );

  it('with a citizen found on a second review withdraws a detainer that waits, and ends one that runs [A6 never] [C1 never]', async () => {
    const [waiting, running] = await Promise.all([
      system.submit('02-match-removable.eft'),
      system.submit('02-match-removable.eft'),
    ]);
    const [dormant, ticking] = await Promise.all([system.toDetainer(waiting), system.toDetainer(running)]);
    await scenes.runs(ticking, await scenes.now(ticking));
    for (const caseId of [waiting, running]) {
      await system.act(caseId, 'requestAnotherReview', { reasons: 'The person shows a passport.' }, 'officer');
      await system.act(
        caseId,
        'recordReview',
        { ...REVIEW, lastKnownStatus: 'US_CITIZEN', opinion: 'NOT_REMOVABLE_ON_RECORD' },
        'specialist',
      );
    }
    await scenes.letter(`agency:${JAIL}`, waiting, 'DETAINER_CANCELLED');
    expect(await system.untilClosed(waiting)).toMatchObject({ outcome: 'CITIZEN' });
    expect(await system.detainer(dormant)).toMatchObject({ hold: 'CLOSED', ending: { ending: 'CANCELLED' } });
    const ended = await system.untilDetainer(ticking, ({ hold }) => hold === 'AUTHORITY_ENDED');
    expect(ended.authorityEnded?.why).toBe('CANCELLED');
    expect((await scenes.letter(`agency:${JAIL}`, running, 'RELEASE_NOTICE')).text).toContain('It was cancelled');
    await scenes.alarm(running, 'RELEASE_UNCONFIRMED');
    await scenes.holdEnds(ticking, 'RELEASED');
    expect(await system.untilClosed(running)).toMatchObject({ outcome: 'CITIZEN' });
    expect(await scenes.alarmNames(running)).toEqual([]);
  });

  it('that cannot be determined allows no hold [A6 never] [C1 never]', async () => {
    const caseId = await system.submit('02-match-removable.eft');
    await system.toDecision(caseId, { lastKnownStatus: 'UNDETERMINED', opinion: 'CANNOT_DETERMINE' });
    expect(await refusalOf(system.act(caseId, 'recordDecision', DETAINER_DECISION, 'officer'))).toBe(
      'NO_DETAINER_UNDETERMINED',
    );
    expect(await refusalOf(system.act(caseId, 'recordDecision', UPON_CONVICTION, 'officer'))).toBe(
      'NO_DETAINER_UNDETERMINED',
    );
  });

  it('is reviewed on what was consulted, not on what will be [A6 never]', async () => {
    const caseId = await system.submit('02-match-removable.eft');
    await system.until(caseId, ({ immigration }) => immigration === 'STATUS_REVIEW');
    const later = new Date(Date.now() + HOUR).toISOString();
    expect(
      await refusalOf(
        system.act(
          caseId,
          'recordReview',
          { ...REVIEW, sources: [{ database: 'Index', consultedAt: later }] },
          'specialist',
        ),
      ),
    ).toBe('INSTANT_IN_FUTURE');
    expect(await refusalOf(system.act(caseId, 'recordReview', { ...REVIEW, sources: [] }, 'specialist'))).toBe(
      'INVALID_ARGUMENT',
    );
  });
});

describe.concurrent('whether a person is called a criminal alien', () => {
  const abroad = (recognizedInUnitedStates: boolean): Conviction => ({
    offence: 'Theft',
    court: 'Tribunal de Ejemplo',
    country: 'MX',
    recognizedInUnitedStates,
    convictedOn: '2006-05-04',
    source: 'Certified copy',
  });
  const here: Conviction = { ...abroad(false), court: 'Example County Court', country: 'US' };

  it.each([
    ['a conviction by a US court counts', [here], true],
    ['a conviction abroad counts where it is recognized in the US', [abroad(true)], true],
    ['one of several is enough', [abroad(false), here], true],
  ])('%s [B6 must]', async (_what, convictions, criminalAlien) => {
    expect(await classed(convictions)).toBe(criminalAlien);
  });

  it.each([
    ['a charge is no conviction', []],
    ['a conviction that is not recognized is none', [abroad(false)]],
  ])('%s [B6 never]', async (_what, convictions) => {
    expect(await classed(convictions)).toBe(false);
  });

  async function classed(convictions: Conviction[]): Promise<unknown> {
    const caseId = await system.submit('02-match-removable.eft', { tcn: newTcn() });
    await system.toDecision(caseId, { convictions });
    const { data } = await scenes.event(caseId, 'STATUS_REVIEWED');
    return data !== null && typeof data === 'object' && 'criminalAlien' in data ? data.criminalAlien : undefined;
  }
});
