import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FACTORS as FACTOR_NAMES } from '../../../domain/decision/decision.ts';
import type { ActArgs } from '../../../domain/lifecycle/acts.ts';
import {
  DAY,
  FOUND,
  JAIL,
  NO_ACTION,
  NOTIFY_ONLY,
  ofAgency,
  type Scenes,
  scenesOf,
  SOME_ARGS,
  UPON_CONVICTION,
} from '../../support/scenes.ts';
import {
  DETAINER_DECISION,
  FACTORS,
  INTERVIEW,
  refusalOf,
  REMOVAL_DECISION,
  startSystem,
  type System,
} from '../../support/system.ts';

type Decision = ActArgs<'recordDecision'>;

let system: System;
let scenes: Scenes;
beforeAll(async () => {
  system = await startSystem();
  scenes = scenesOf(system);
});
afterAll(async () => {
  await system.stop();
});

async function toDecision(
  review: Partial<ActArgs<'recordReview'>> = {},
  sample = '02-match-removable.eft',
): Promise<string> {
  const caseId = await system.submit(sample, { change: ofAgency(JAIL) });
  await system.toDecision(caseId, review);
  return caseId;
}
const decide = (caseId: string, decision: Decision, officer = 'officer') =>
  system.act(caseId, 'recordDecision', decision, officer);
const refused = (caseId: string, decision: unknown) => refusalOf(decide(caseId, decision as Decision));

describe.concurrent('the officer weighs and records', () => {
  it.each(FACTOR_NAMES)(
    '%s: a decision without it is refused, also in the person’s favour [B4 never]',
    async (factor) => {
      const caseId = await decisionCase;
      const { [factor]: _left, ...others } = FACTORS;
      for (const decision of [DETAINER_DECISION, NO_ACTION]) {
        expect(await refused(caseId, { ...decision, factors: others })).toBe('INVALID_ARGUMENT');
        expect(
          await refused(caseId, {
            ...decision,
            factors: { ...FACTORS, [factor]: { answer: 'NOT_FOUND', words: '  ' } },
          }),
        ).toBe('INVALID_ARGUMENT');
        expect(
          await refused(caseId, { ...decision, factors: { ...FACTORS, [factor]: { answer: 'NO', words: 'No.' } } }),
        ).toBe('INVALID_ARGUMENT');
      }
    },
  );

  it('citizenship, victims and witnesses, vulnerability and reasons: each in words, none left out [B4 never] [C1 never]', async () => {
    const caseId = await decisionCase;
    for (const field of [
      'citizenship',
      'victimOrWitness',
      'vulnerable',
      'reasons',
      'arrestForCrime',
      'aggravatingFactors',
    ] as const) {
      const { [field]: _left, ...others } = DETAINER_DECISION;
      expect(await refused(caseId, others)).toBe('INVALID_ARGUMENT');
    }
    expect(await refused(caseId, { ...DETAINER_DECISION, score: 97 })).toBe('INVALID_ARGUMENT');
    expect(await refused(caseId, { ...DETAINER_DECISION, decision: 'HOLD_FOR_EVER' })).toBe('INVALID_ARGUMENT');
  });

  it('what could not be looked for, with the reason: that is an answer too [B4 must]', async () => {
    const caseId = await toDecision();
    const unknown = { answer: 'COULD_NOT_LOOK', words: 'The consulate does not answer.' } as const;
    const factors = Object.fromEntries(FACTOR_NAMES.map((factor) => [factor, unknown])) as typeof FACTORS;
    await decide(caseId, { ...NO_ACTION, factors });
    expect((await scenes.event(caseId, 'DECISION')).data).toMatchObject({ factors });
    expect(await system.untilClosed(caseId)).toMatchObject({ outcome: 'NO_ACTION' });
  });
});

describe.concurrent('a detainer', () => {
  it('needs the record that the arrest was for a crime, apart from any immigration violation [C1 never]', async () => {
    expect(await refused(await decisionCase, { ...DETAINER_DECISION, arrestForCrime: null })).toBe(
      'ARREST_FOR_CRIME_UNRECORDED',
    );
    expect(await refused(await decisionCase, { ...UPON_CONVICTION, arrestForCrime: null })).toBe(
      'ARREST_FOR_CRIME_UNRECORDED',
    );
  });

  it('is refused against a person who is or may be a citizen; a citizen leaves every queue [C1 never] [A6 never]', async () => {
    const caseId = await toDecision();
    const may = { answer: 'POSSIBLE_CITIZEN', basis: 'Says that a parent was naturalized.' } as const;
    const is = { answer: 'CITIZEN', basis: 'Birth certificate seen.' } as const;
    expect(await refused(caseId, { ...DETAINER_DECISION, citizenship: may })).toBe('NO_DETAINER_CITIZENSHIP');
    expect(await refused(caseId, { ...UPON_CONVICTION, citizenship: may })).toBe('NO_DETAINER_CITIZENSHIP');
    for (const decision of ['DETAINER', 'DETAINER_UPON_CONVICTION', 'NOTIFY_ONLY', 'REFER_COUNSEL'] as const) {
      expect(await refused(caseId, { ...DETAINER_DECISION, decision, citizenship: is })).toBe('CITIZEN');
    }
    await decide(caseId, { ...NO_ACTION, citizenship: is });
    expect(await system.untilClosed(caseId)).toMatchObject({ outcome: 'CITIZEN' });
  });

  it('is at most one upon conviction where the person is removable only if convicted [C1 never]', async () => {
    const caseId = await toDecision(
      { opinion: 'REMOVABLE_ONLY_IF_CONVICTED', lastKnownStatus: 'LAWFUL_PERMANENT_RESIDENT' },
      '05-match-if-convicted.eft',
    );
    expect(await refused(caseId, DETAINER_DECISION)).toBe('ONLY_UPON_CONVICTION');
    await decide(caseId, UPON_CONVICTION);
    await system.until(caseId, ({ detainers }) => (detainers[0]?.report ?? null) !== null);
    expect((await scenes.letter(`agency:${JAIL}`, caseId, 'DETAINER')).text).toContain(
      'only if the person is convicted',
    );
  });

  it('against a victim or witness needs aggravating factors in words, and a second officer [B4 must] [C1 never]', async () => {
    const caseId = await toDecision({}, '12-possible-victim.eft');
    expect(await refused(caseId, { ...DETAINER_DECISION, victimOrWitness: FOUND })).toBe('VICTIM_OR_WITNESS');
    await decide(caseId, {
      ...DETAINER_DECISION,
      victimOrWitness: FOUND,
      aggravatingFactors: 'Fired at three bystanders.',
    });
    expect(await system.state(caseId)).toMatchObject({ immigration: 'SECOND_OFFICER', detainers: [] });
  });
});

describe.concurrent('a second officer', () => {
  const flagged: Decision = { ...DETAINER_DECISION, vulnerable: FOUND };

  it('must agree before a decision against a flagged person takes effect; the same person may not be the second [B1 must] [C1 must]', async () => {
    const caseId = await toDecision();
    await decide(caseId, flagged, 'supervisor');
    expect(await system.state(caseId)).toMatchObject({ immigration: 'SECOND_OFFICER', detainers: [], decision: null });
    const agree = (person: string) => scenes.second(caseId, true, 'Looked at it alone.', person);
    expect(await refusalOf(agree('supervisor'))).toBe('SAME_OFFICER');
    expect(await refusalOf(agree('officer-two'))).toBe('ROLE_MAY_NOT');
    await system.advance(caseId, 2 * DAY);
    expect((await scenes.alarm(caseId, 'SECOND_OFFICER_WAITING')).to).toEqual([
      { role: 'supervisor', scope: { kind: 'office', office: 'XXNFO' } },
    ]);
    expect((await system.state(caseId)).detainers).toEqual([]);
    const other = {
      id: 'supervisor-two',
      name: 'Sasha Lind',
      role: 'supervisor',
      scope: { kind: 'office', office: 'XXNFO' },
    } as const;
    await scenes.second(caseId, true, 'Looked at it alone.', other);
    await system.until(caseId, ({ immigration, detainers }) => immigration === 'ENFORCEMENT' && detainers.length === 1);
    await scenes.untilNoAlarm(caseId, 'SECOND_OFFICER_WAITING');
    const { decision, secondReview, detainers } = await system.state(caseId);
    // The form is dated when it was issued, not when its officer decided.
    expect(detainers[0]?.issuedAt).toBe(secondReview?.at);
    expect(detainers[0]?.issuedAt).not.toBe(decision?.at);
  });

  it('who disagrees stops it: the decision has no effect, and is the officer’s again [B1 must] [C1 never]', async () => {
    const caseId = await toDecision();
    await decide(caseId, flagged);
    await scenes.second(caseId, false, 'The person is a nursing mother.', 'supervisor');
    expect(await system.state(caseId)).toMatchObject({
      immigration: 'OFFICER_DECISION',
      decision: null,
      pendingSecond: null,
      detainers: [],
    });
    await decide(caseId, { ...flagged, decision: 'NO_ACTION', arrestForCrime: null });
    expect(await system.untilClosed(caseId)).toMatchObject({ outcome: 'NO_ACTION' });
  });

  it('is not waited for in the person’s favour, is for a minor, and for a harsher decision than before [B1 must]', async () => {
    const minor = await toDecision({}, '11-juvenile.eft');
    await decide(minor, DETAINER_DECISION);
    expect((await system.state(minor)).immigration).toBe('SECOND_OFFICER');
    await decide(minor, NO_ACTION);
    expect(await system.untilClosed(minor)).toMatchObject({ outcome: 'NO_ACTION' });
    const milder = await toDecision();
    await decide(milder, NOTIFY_ONLY);
    await decide(milder, DETAINER_DECISION);
    expect(await system.state(milder)).toMatchObject({ immigration: 'SECOND_OFFICER', detainers: [] });
    await scenes.second(milder, false, 'Nothing new.', 'supervisor');
    expect(await system.state(milder)).toMatchObject({ immigration: 'ENFORCEMENT', detainers: [] });
  });

  it('reviews the decision that he or she has read, and no other that took its place meanwhile [B1 never] [C1 never]', async () => {
    const caseId = await toDecision();
    await decide(caseId, { ...flagged, decision: 'NOTIFY_ONLY', arrestForCrime: null });
    const { pendingSecond } = await system.state(caseId);
    await decide(caseId, flagged);
    const decidedAt = pendingSecond?.taken.at ?? '';
    const agreed = system.act(
      caseId,
      'reviewAsSecondOfficer',
      { decidedAt, agrees: true, reasons: 'Only a notice.' },
      'supervisor',
    );
    expect(await refusalOf(agreed)).toBe('ANOTHER_DECISION');
    expect(await system.state(caseId)).toMatchObject({ immigration: 'SECOND_OFFICER', detainers: [] });
  });

  it('agrees in vain where the facts have overtaken the decision [C1 never]', async () => {
    const caseId = await toDecision({ opinion: 'REMOVABLE_ONLY_IF_CONVICTED' });
    await decide(caseId, { ...UPON_CONVICTION, vulnerable: FOUND });
    await system.act(
      caseId,
      'reportCriminalOutcome',
      { convicted: false, endedAt: new Date().toISOString(), offence: 'Possession', source: 'Court' },
      'jail-one',
    );
    await system.until(
      caseId,
      ({ immigration, pendingSecond }) => immigration === 'STATUS_REVIEW' && pendingSecond === null,
    );
    expect(await refusalOf(scenes.second(caseId, true, 'Agreed.', 'supervisor'))).toBe('NOT_IN_THIS_STAGE');
    await system.act(
      caseId,
      'recordReview',
      {
        lastKnownStatus: 'LAWFUL_PERMANENT_RESIDENT',
        opinion: 'REMOVABLE_ONLY_IF_CONVICTED',
        sources: [{ database: 'Index', consultedAt: '2011-09-16T18:00:00Z' }],
        convictions: [],
        basis: 'Nothing has changed.',
      },
      'specialist',
    );
    expect(await refused(caseId, UPON_CONVICTION)).toBe('NO_CONVICTION');
  });
});

describe.concurrent('other decisions', () => {
  it('to ask for notice only: the jail is asked to tell, no hold is asked for, and removal may still be declined [C1 must]', async () => {
    const caseId = await toDecision();
    await decide(caseId, NOTIFY_ONLY);
    const { text } = await scenes.letter(`agency:${JAIL}`, caseId, 'RELEASE_NOTIFICATION_REQUEST');
    expect(text).toContain('This asks for no hold');
    expect((await system.state(caseId)).detainers).toEqual([]);
    await system.act(caseId, 'decideRemoval', { ...REMOVAL_DECISION, seekRemoval: false }, 'officer');
    expect(await system.untilClosed(caseId)).toMatchObject({ outcome: 'REMOVAL_NOT_SOUGHT' });
  });

  it('to ask for notice only instead of a hold: the detainer is withdrawn [C1 must]', async () => {
    const caseId = await system.submit('02-match-removable.eft');
    const detainerId = await system.toDetainer(caseId);
    await decide(caseId, NOTIFY_ONLY);
    await system.untilDetainer(detainerId, ({ hold, ending }) => hold === 'CLOSED' && ending?.ending === 'CANCELLED');
    expect((await scenes.letter(`agency:${JAIL}`, caseId, 'DETAINER_CANCELLED')).text).toContain(
      'It asks for nothing any more',
    );
  });

  it('to ask counsel: the attorney is told, the decision stays open, and the next one ends the waiting [B1 must]', async () => {
    const caseId = await toDecision();
    await decide(caseId, { ...NO_ACTION, decision: 'REFER_COUNSEL' });
    expect((await scenes.alarm(caseId, 'COUNSEL_ASKED')).to).toEqual([
      { role: 'attorney', scope: { kind: 'office', office: 'XXNFO' } },
    ]);
    expect((await system.state(caseId)).immigration).toBe('OFFICER_DECISION');
    await decide(caseId, DETAINER_DECISION);
    await system.until(caseId, ({ immigration }) => immigration === 'ENFORCEMENT');
    await scenes.untilNoAlarm(caseId, 'COUNSEL_ASKED');
  });

  it('are none at all where the stage is another one [B1 never]', async () => {
    const caseId = await toDecision();
    const review = SOME_ARGS.reviewAsSecondOfficer;
    expect(await refusalOf(system.act(caseId, 'reviewAsSecondOfficer', review, 'supervisor'))).toBe(
      'NOT_IN_THIS_STAGE',
    );
    expect(await refusalOf(system.act(caseId, 'decideRemoval', REMOVAL_DECISION, 'officer'))).toBe('NOT_IN_THIS_STAGE');
    expect(
      await refusalOf(
        system.act(
          caseId,
          'assignJurisdiction',
          { jurisdiction: 'xx-harbor', reasons: 'Another one.' },
          'administrator',
        ),
      ),
    ).toBe('NOT_IN_THIS_STAGE');
    await decide(caseId, NO_ACTION);
    await system.untilClosed(caseId);
    expect(await refusalOf(system.act(caseId, 'recordInterview', INTERVIEW, 'officer'))).toBe('CASE_CLOSED');
  });
});

let decisionCase: Promise<string>;
beforeAll(() => {
  decisionCase = toDecision();
});
