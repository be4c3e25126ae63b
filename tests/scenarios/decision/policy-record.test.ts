import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { type RecommendationView, recommendationViewSchema } from '../../../domain/api/advisory-views.ts';
import { type EffectView, effectViewSchema } from '../../../domain/api/profile-views.ts';
import { PROGRAMME } from '../../../domain/ids.ts';
import type { ActArgs } from '../../../domain/lifecycle/acts.ts';
import { profileAssignmentSchema } from '../../../domain/profile/assignment.ts';
import { PROFILE_2011_06 } from '../../../domain/profile/shipped.ts';
import { signingKey } from '../../../runtime/keys.ts';
import { createApi } from '../../../web/api/index.ts';
import { newTcn, ofAgency, type Scenes, scenesOf } from '../../support/scenes.ts';
import { DETAINER_DECISION, personOf, refusalOf, startSystem, type System } from '../../support/system.ts';

/** Cases of the first quarter of 2039, looked at in April; the policy changes in June. */
const MARCH = '2039-03-01T12:00:00-06:00';
const APRIL = '2039-04-15T12:00:00Z';
const JUNE = '2039-06-01T00:00:00Z';
const DAY = 86_400_000;

const MINOR_TRAFFIC: ActArgs<'recordDecision'> = {
  ...DETAINER_DECISION,
  request: DETAINER_DECISION.request && {
    ...DETAINER_DECISION.request,
    minorTrafficOnly: { answer: true, words: 'Driving without a license; no conviction, no other priority.' },
  },
};
const RECOMMENDATION = {
  madeOn: '2039-01-15',
  madeBy: 'Fictional task force, finding 3',
  about: 'B7',
  words: 'Ask for no hold on minor traffic offenses alone.',
};
const ACCEPTED = {
  outcome: 'ACCEPTED',
  decidedOn: '2039-04-01',
  decidedBy: 'Fictional Director',
  reasons: 'It serves public safety.',
};
const STATEMENT = { title: 'Chief counsel', statement: 'I have read it and answer for it.' };

/** The system's API as it would answer at another instant of the wall clock. */
function deskAt(system: System, instant: string) {
  const app = createApi({
    records: system.records,
    cases: system.cases,
    config: { deployment: 'development' },
    siteKey: system.keys.siteKey,
    trust: system.trust,
    publicKey: signingKey(system.keys, 'PUBLIC'),
    limits: system.limits,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    nowMs: () => Date.parse(instant),
  });
  const send = async (person: string, path: string, json?: object): Promise<Response> => {
    const signIn = await app.request('/v1/development/sessions', body({ person }));
    const { token } = (await signIn.json()) as { token: string };
    const { headers, ...rest } = json === undefined ? { headers: {} } : body(json);
    return app.request(path, { ...rest, headers: { ...headers, authorization: `Bearer ${token}` } });
  };
  return {
    send,
    /** The answer; fails if it is a refusal. */
    ask: async <S extends z.ZodType>(schema: S, person: string, path: string, json?: object): Promise<z.infer<S>> =>
      schema.parse(await (await send(person, path, json)).json()),
    /** Status and code of a refusal. */
    refused: async (person: string, path: string, json: object): Promise<readonly [number, string | undefined]> => {
      const response = await send(person, path, json);
      const { error } = (await response.json()) as { error?: { code: string } };
      return [response.status, error?.code];
    },
  };
}

function body(json: object) {
  return { method: 'POST', body: JSON.stringify(json), headers: { 'content-type': 'application/json' } };
}

type Desk = ReturnType<typeof deskAt>;

function proposal(change: object = {}): object {
  const why = { reasons: 'It carries out the recommendation.', recommendation: null, basis: 'A fictional order.' };
  return { profileId: '2012-04', jurisdiction: 'xx-sample', from: JUNE, to: null, ...why, ...change };
}

async function proposed(desk: Desk, change: object = {}): Promise<number> {
  const path = '/v1/profile-assignments';
  return (await desk.ask(profileAssignmentSchema, 'administrator', path, proposal(change))).id;
}

const assignment = (id: number): string => `/v1/profile-assignments/${id}`;

async function effect(desk: Desk, id: number, person = 'counsel'): Promise<EffectView> {
  return desk.ask(effectViewSchema, person, `${assignment(id)}/effect`);
}

describe('a change of policy', () => {
  let system: System;
  let scenes: Scenes;
  let april: Desk;
  beforeAll(async () => {
    system = await startSystem();
    scenes = scenesOf(system);
    april = deskAt(system, APRIL);
  });
  afterAll(async () => {
    await system.stop();
  });

  async function atDecision(agency: string, startAt = MARCH): Promise<string> {
    const change = ofAgency(agency);
    const caseId = await system.submit('13-minor-traffic.eft', { tcn: newTcn(), startAt, change });
    await system.toDecision(caseId, { convictions: [] });
    return caseId;
  }

  /** A hold asked for on minor traffic offenses alone, issued. */
  async function held(agency: string): Promise<string> {
    const caseId = await atDecision(agency);
    await system.act(caseId, 'recordDecision', MINOR_TRAFFIC, 'officer');
    await system.until(caseId, ({ detainers }) => (detainers[0]?.report ?? null) !== null);
    return caseId;
  }

  it('carries out a recommendation with outcome and reason, is dated and signed on the effect that was shown; old cases keep their policy [E8 must]', async () => {
    const old = await held('XX0020100');
    const { number } = await april.ask(
      recommendationViewSchema,
      'administrator',
      '/v1/recommendations',
      RECOMMENDATION,
    );
    const page = `/v1/recommendations/${number}`;
    const answered = await april.ask(recommendationViewSchema, 'administrator', `${page}/outcomes`, ACCEPTED);
    expect(answered).toMatchObject({ standing: 'ACCEPTED', outcomes: [{ ...ACCEPTED, enteredBy: 'administrator' }] });

    const id = await proposed(april, { recommendation: number, basis: null });
    const first = await effect(april, id);
    expect(first.effect).toMatchObject({
      quarter: { name: '2039Q1' },
      requests: 1,
      effects: [
        { effect: 'REQUEST_REFUSED', code: 'MINOR_TRAFFIC_UPON_CONVICTION', jurisdiction: 'xx-sample', count: 1 },
      ],
      unknown: [],
    });
    expect(first.cases?.effects).toEqual([[{ caseId: old, byMs: null }]]);

    // The record goes on: what counsel was shown is no longer what would have changed.
    const another = await held('XX0020100');
    const stale = { ...STATEMENT, effectSha256: first.effectSha256 };
    expect(await april.refused('counsel', `${assignment(id)}/sign`, stale)).toEqual([409, 'EFFECT_CHANGED']);
    const second = await effect(april, id);
    expect(second.cases?.effects[0]?.map(({ caseId }) => caseId).toSorted()).toEqual([old, another].toSorted());
    const signing = { ...STATEMENT, effectSha256: second.effectSha256 };
    const signed = await april.ask(profileAssignmentSchema, 'counsel', `${assignment(id)}/sign`, signing);
    expect(signed).toMatchObject({ from: JUNE, recommendation: number });
    expect(signed.signature).toMatchObject({ actor: 'counsel', effectSha256: second.effectSha256, ...STATEMENT });
    // What was signed on stays to be seen, whatever the records hold later.
    expect(await effect(april, id)).toEqual({ ...second, signed: true, cases: null });
    const { assignments } = await april.ask(recommendationViewSchema, 'officer', page);
    expect(assignments.map((one) => [one.id, one.signature !== null])).toEqual([[id, true]]);
    const kinds = (await system.records.cases.events(PROGRAMME)).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['RECOMMENDATION_ANSWERED', 'PROFILE_PROPOSED', 'PROFILE_SIGNED']));
    expect((await system.records.cases.verify(PROGRAMME)).ok).toBe(true);

    // Before its date the new policy governs nothing, after it new cases and no old one.
    const eve = await system.records.profiles.inForce('xx-sample', '2039-05-31T23:59:59Z');
    expect(eve.id).toBe('2011-06');
    await system.advance(old, 95 * DAY);
    const [detainer] = await system.records.cases.detainers(old);
    expect(detainer).toMatchObject({ profile: '2011-06', hold: 'DORMANT' });
    expect((await scenes.event(old, 'DECISION')).data).toMatchObject({ profile: '2011-06' });
    const late = await atDecision('XX0020100', '2039-06-05T12:00:00Z');
    const refused = system.act(late, 'recordDecision', MINOR_TRAFFIC, 'officer');
    expect(await refusalOf(refused)).toBe('MINOR_TRAFFIC_UPON_CONVICTION');
  });

  it('shows limits that would have moved, requests that were ruled out, and what nobody can know [E8 must]', async () => {
    // A clock that starts on a Friday afternoon in New York: the weekend is not counted.
    const friday = '2039-03-04T17:00:00-05:00';
    const { caseId, detainerId } = await scenes.dormantAt(friday);
    await scenes.runs(detainerId, friday);
    const elapsed = { ...PROFILE_2011_06, id: 'xx-elapsed', exclusionRule: 'NONE' } as const;
    const origins = { exclusionRule: { origin: 'found: a fictional order', certainty: 'found' } } as const;
    const site = { profile: elapsed, basedOn: '2011-06', origins };
    await system.records.profiles.add(site, personOf('administrator'), APRIL);
    const shorter = await effect(april, await proposed(april, { profileId: 'xx-elapsed', jurisdiction: 'xx-example' }));
    expect(shorter.effect.effects).toMatchObject([{ effect: 'LIMIT_EARLIER', count: 1, leastMs: 2 * DAY }]);
    expect(shorter.cases?.effects).toEqual([[{ caseId, byMs: -2 * DAY }]]);
    expect(shorter.effect.differences).toEqual([
      { than: '2011-06', key: 'exclusionRule', was: 'STATUTORY', would: 'NONE' },
    ]);

    // Rules came into force between the match and the decision: the record shows what they ruled out.
    await scenes.assign('2012-04', 'xx-mesa', '2039-03-10T00:00:00Z');
    const ruledOut = await atDecision('XX0030100');
    await scenes.moveTo(ruledOut, '2039-03-11T00:00:00Z');
    await system.act(ruledOut, 'recordDecision', MINOR_TRAFFIC, 'officer');
    await scenes.event(ruledOut, 'DECISION_OVERTAKEN');
    // Refused on entry: the record does not hold what was asked.
    const onEntry = await atDecision('XX0030100', '2039-03-12T12:00:00Z');
    const act = `/v1/cases/${onEntry}/acts/recordDecision`;
    const march = deskAt(system, '2039-03-12T13:00:00Z');
    expect(await march.refused('officer', act, MINOR_TRAFFIC)).toEqual([422, 'MINOR_TRAFFIC_UPON_CONVICTION']);
    const back = await effect(april, await proposed(april, { profileId: '2011-06', jurisdiction: 'xx-mesa' }));
    expect(back.effect).toMatchObject({
      effects: [{ effect: 'REQUEST_POSSIBLE', code: 'MINOR_TRAFFIC_UPON_CONVICTION', count: 1 }],
      unknown: [{ why: 'REFUSED_ON_ENTRY', count: 1 }],
    });
    expect(back.cases).toEqual({
      effects: [[{ caseId: ruledOut, byMs: null }]],
      unknown: [[{ caseId: onEntry, byMs: null }]],
    });
    // Counts for those who answer for policy; never for the agencies and governments that the cases are kept from.
    const path = `${assignment(back.effect.assignment)}/effect`;
    for (const person of ['jail-one', 'bureau', 'governor', 'county', 'jail-system'])
      expect((await april.send(person, path)).status).toBe(403);
  });

  it('is never undated, unsigned, backwards, without what it rests on, or signed on an effect that nobody has seen [E8 never]', async () => {
    const path = '/v1/profile-assignments';
    const refused = async (change: object) => april.refused('administrator', path, proposal(change));
    expect(await refused({ from: undefined })).toEqual([400, 'BAD_INPUT']);
    expect(await refused({ from: '2039-04-15T11:59:59Z' })).toEqual([422, 'PROFILE_BACKWARDS']);
    expect(await refused({ basis: null })).toEqual([422, 'BASIS_MISSING']);
    expect(await refused({ recommendation: 999, basis: null })).toEqual([404, 'NO_SUCH_RECOMMENDATION']);

    const id = await proposed(april, { jurisdiction: 'xx-atoll' });
    const { effectSha256 } = await effect(april, id);
    const sign = `${assignment(id)}/sign`;
    expect(await april.refused('counsel', sign, STATEMENT)).toEqual([422, 'EFFECT_NOT_SEEN']);
    const unseen = { ...STATEMENT, effectSha256: '0'.repeat(64) };
    expect(await april.refused('counsel', sign, unseen)).toEqual([409, 'EFFECT_CHANGED']);
    expect((await system.records.profiles.inForce('xx-atoll', JUNE)).id).toBe('2011-06');
    // Too late: it would have begun the day before.
    const june = deskAt(system, '2039-06-02T00:00:00Z');
    const late = { ...STATEMENT, effectSha256 };
    expect(await june.refused('counsel', sign, late)).toEqual([422, 'PROFILE_BACKWARDS']);
    expect((await system.records.profiles.inForce('xx-atoll', '2039-06-03T00:00:00Z')).id).toBe('2011-06');
  });

  it('and a recommendation is never without an outcome unnoticed, nor an outcome without a reason [E8 never]', async () => {
    const { number } = await april.ask(
      recommendationViewSchema,
      'administrator',
      '/v1/recommendations',
      RECOMMENDATION,
    );
    const outcomes = `/v1/recommendations/${number}/outcomes`;
    for (const change of [{ reasons: undefined }, { reasons: ' ' }, { decidedBy: undefined }, { decidedOn: undefined }])
      expect(await april.refused('administrator', outcomes, { ...ACCEPTED, ...change })).toEqual([400, 'BAD_INPUT']);
    const shown = async (desk: Desk): Promise<RecommendationView> =>
      desk.ask(recommendationViewSchema, 'officer', `/v1/recommendations/${number}`);
    expect(await shown(april)).toMatchObject({ standing: 'NO_OUTCOME', overdueSince: null, outcomes: [] });
    // No change of policy rests on it before somebody has accepted it, and in time the administrator is called.
    const id = await proposed(april, { recommendation: number, basis: null, jurisdiction: 'xx-harbor' });
    const signing = { ...STATEMENT, effectSha256: (await effect(april, id)).effectSha256 };
    const sign = `${assignment(id)}/sign`;
    expect(await april.refused('counsel', sign, signing)).toEqual([409, 'RECOMMENDATION_NOT_ACCEPTED']);
    const august = '2039-08-01T00:00:00Z';
    expect((await shown(deskAt(system, august))).overdueSince).not.toBeNull();
    expect(await system.records.advisory.callOverdue(Date.parse(august))).toBe(1);
    const alarms = await system.records.alarms.list({ actor: personOf('administrator'), open: true });
    expect(alarms.map(({ rule }) => rule)).toContain('RECOMMENDATION_UNANSWERED');
    expect((await shown(april)).standing).toBe('NO_OUTCOME');
  });
});
