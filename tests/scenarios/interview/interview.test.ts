import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ActArgs } from '../../../domain/lifecycle/acts.ts';
import { after, DAY, FOUND, HOUR, MINUTE, type Scenes, scenesOf } from '../../support/scenes.ts';
import { eventually, INTERVIEW, refusalOf, REMOVAL_DECISION, startSystem, type System } from '../../support/system.ts';

let system: System;
let scenes: Scenes;
beforeAll(async () => {
  system = await startSystem();
  scenes = scenesOf(system);
});
afterAll(async () => {
  await system.stop();
});

const RELEASE = '2039-07-12T14:30:00-04:00';
const LIMIT = '2039-07-14T14:30:00-04:00';
const NOT_SOUGHT = { ...REMOVAL_DECISION, seekRemoval: false };

async function detained(): Promise<{ caseId: string; detainerId: string }> {
  const caseId = await system.submit('02-match-removable.eft');
  return { caseId, detainerId: await system.toDetainer(caseId) };
}
const interview = (caseId: string, change: Partial<ActArgs<'recordInterview'>> = {}) =>
  system.act(caseId, 'recordInterview', { ...INTERVIEW, ...change }, 'officer');
const seek = (caseId: string, change: Partial<ActArgs<'decideRemoval'>> = {}) =>
  system.act(caseId, 'decideRemoval', { ...REMOVAL_DECISION, ...change }, 'officer');

describe.concurrent('the interview', () => {
  it('is held before the clock starts where possible, and recorded with officer, time and language [C5 must]', async () => {
    const { caseId, detainerId } = await detained();
    await interview(caseId);
    expect(await scenes.event(caseId, 'INTERVIEW')).toMatchObject({
      at: INTERVIEW.heldAt,
      data: { officer: 'Harper Quill', language: 'es', heldAt: INTERVIEW.heldAt },
    });
    expect((await system.detainer(detainerId)).hold).toBe('DORMANT');
  });

  it('may be held while the clock runs, by telephone, or in ICE custody; the limit stays where it is [C5 must] [C5 never]', async () => {
    const { caseId, detainerId } = await scenes.dormantAt(RELEASE);
    await scenes.runs(detainerId, RELEASE);
    await scenes.moveTo(detainerId, after(RELEASE, 10 * HOUR));
    await interview(caseId, { place: 'BY_TELEPHONE', heldAt: RELEASE });
    expect((await system.detainer(detainerId)).clock?.limitAt).toBe(LIMIT);
    await scenes.moveTo(detainerId, after(LIMIT, MINUTE));
    await system.untilDetainer(detainerId, ({ hold }) => hold === 'AUTHORITY_ENDED');
    await interview(caseId, { place: 'ICE_CUSTODY', heldAt: RELEASE });
    expect(await system.detainer(detainerId)).toMatchObject({
      hold: 'AUTHORITY_ENDED',
      authorityEnded: { why: 'LIMIT', at: LIMIT },
    });
    expect((await system.kinds(caseId)).filter((kind) => kind === 'CLOCK_STARTED')).toHaveLength(1);
  });

  it.each(['officer', 'heldAt', 'language'] as const)(
    'is not recorded without its %s, nor before it was held [C5 never]',
    async (field) => {
      const { caseId } = await detained();
      const { [field]: _left, ...rest } = INTERVIEW;
      expect(await refusalOf(system.act(caseId, 'recordInterview', rest as typeof INTERVIEW, 'officer'))).toBe(
        'INVALID_ARGUMENT',
      );
      expect(await refusalOf(interview(caseId, { [field]: ' ' }))).toBe('INVALID_ARGUMENT');
      expect(await refusalOf(interview(caseId, { heldAt: new Date(Date.now() + HOUR).toISOString() }))).toBe(
        'INSTANT_IN_FUTURE',
      );
      expect((await system.state(caseId)).interview).toBeNull();
    },
  );

  it('that is still to be held, and the decision after it, are each asked for when their time has passed [C5 must] [C6 must]', async () => {
    const { caseId } = await detained();
    await scenes.moveTo(caseId, new Date(Date.now() + 3 * DAY).toISOString());
    expect((await scenes.alarm(caseId, 'INTERVIEW_WAITING')).to).toEqual([
      { role: 'field_officer', scope: { kind: 'office', office: 'XXNFO' } },
    ]);
    await interview(caseId);
    await scenes.untilNoAlarm(caseId, 'INTERVIEW_WAITING');
    await scenes.moveTo(caseId, new Date(Date.now() + 6 * DAY).toISOString());
    expect((await scenes.alarm(caseId, 'REMOVAL_DECISION_WAITING')).to.map(({ role }) => role)).toEqual([
      'field_officer',
    ]);
    expect(await scenes.alarmNames(caseId)).not.toContain('INTERVIEW_WAITING');
    expect((await system.state(caseId)).removal).toBeNull();
    await seek(caseId, { seekRemoval: false });
    await system.untilClosed(caseId);
    expect(await scenes.alarmNames(caseId)).toEqual([]);
  });
});

describe.concurrent('whether removal is sought', () => {
  it('is an officer’s decision after the interview; the case ends when the jail has confirmed the end of the hold [C6 must]', async () => {
    const { caseId, detainerId } = await detained();
    await interview(caseId);
    await seek(caseId);
    expect(await scenes.event(caseId, 'REMOVAL_DECISION')).toMatchObject({
      author: { kind: 'person', actor: { id: 'officer' } },
    });
    expect(await system.state(caseId)).toMatchObject({ immigration: 'ENDED', outcome: 'REMOVAL_SOUGHT' });
    expect(await system.cases.describe(caseId)).toBe('RUNNING');
    await scenes.runs(detainerId, await scenes.now(detainerId));
    await scenes.holdEnds(detainerId, 'ASSUMED');
    expect(await system.untilClosed(caseId)).toMatchObject({ outcome: 'REMOVAL_SOUGHT' });
    expect((await system.records.cases.get(caseId))?.booking).not.toBeNull();
  });

  it('may be decided after a recorded refusal of the interview [C6 must]', async () => {
    const { caseId } = await detained();
    await interview(caseId, { refusedByPerson: true, summary: 'Declined to speak without a lawyer.' });
    await seek(caseId);
    expect((await system.state(caseId)).outcome).toBe('REMOVAL_SOUGHT');
  });

  it('is not decided for removal with neither an interview nor a refusal of one [C6 never]', async () => {
    const { caseId } = await detained();
    expect(await refusalOf(seek(caseId))).toBe('NO_INTERVIEW');
    expect((await system.state(caseId)).removal).toBeNull();
  });

  it('is not decided against a citizen, on a review that does not find the person removable, or against a victim without a word [C6 never]', async () => {
    const { caseId } = await detained();
    await interview(caseId);
    expect(
      await refusalOf(
        seek(caseId, { citizenship: { answer: 'POSSIBLE_CITIZEN', basis: 'Born abroad to a citizen.' } }),
      ),
    ).toBe('NO_REMOVAL_CITIZENSHIP');
    expect(await refusalOf(seek(caseId, { victimOrWitness: FOUND }))).toBe('VICTIM_OR_WITNESS');
    await system.act(caseId, 'requestAnotherReview', { reasons: 'An approved petition turned up.' }, 'officer');
    expect(await refusalOf(seek(caseId))).toBe('NOT_IN_THIS_STAGE');
    await system.act(
      caseId,
      'recordReview',
      {
        lastKnownStatus: 'PENDING_APPLICATION',
        opinion: 'CANNOT_DETERMINE',
        sources: [{ database: 'Index', consultedAt: INTERVIEW.heldAt }],
        convictions: [],
        basis: 'Petition pending.',
      },
      'specialist',
    );
    expect(await refusalOf(seek(caseId))).toBe('REVIEW_DOES_NOT_SUPPORT');
  });

  it('may always be declined, also without an interview: what was asked of the jail is withdrawn [C6 must]', async () => {
    const { caseId } = await detained();
    await system.act(caseId, 'decideRemoval', NOT_SOUGHT, 'officer');
    expect(await system.untilClosed(caseId)).toMatchObject({ outcome: 'REMOVAL_NOT_SOUGHT' });
    await eventually(
      async () => (await system.records.cases.detainers(caseId))[0],
      (row) => row?.hold === 'CLOSED' && row.ending === 'CANCELLED',
    );
  });

  it('against a flagged person waits for a second officer, who may stop it [C6 never]', async () => {
    const { caseId } = await detained();
    await interview(caseId);
    await seek(caseId, { vulnerable: FOUND });
    expect(await system.state(caseId)).toMatchObject({ immigration: 'SECOND_OFFICER', removal: null, outcome: null });
    await scenes.second(caseId, false, 'Gravely ill.', 'supervisor');
    expect(await system.state(caseId)).toMatchObject({ immigration: 'ENFORCEMENT', removal: null });
    await seek(caseId, { vulnerable: FOUND });
    await scenes.second(caseId, true, 'Treatment is assured.', 'supervisor');
    expect((await system.state(caseId)).outcome).toBe('REMOVAL_SOUGHT');
  });

  it('of a citizen ends as a citizen’s case [A6 never]', async () => {
    const { caseId } = await detained();
    await system.act(
      caseId,
      'decideRemoval',
      { ...NOT_SOUGHT, citizenship: { answer: 'CITIZEN', basis: 'Passport seen.' } },
      'officer',
    );
    expect(await system.untilClosed(caseId)).toMatchObject({ outcome: 'CITIZEN' });
  });
});
