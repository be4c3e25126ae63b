import { randomInt } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Actor } from '../../../domain/access/roles.ts';
import type { CaseState } from '../../../domain/lifecycle/state.ts';
import type { ActArgs } from '../../../domain/lifecycle/acts.ts';
import { connect } from '../../../records/database.ts';
import { aDeputy, agree, endNow, signIn, stated } from '../../support/agreements.ts';
import { aJurisdiction, anAgency, putJurisdiction } from '../../support/places.ts';
import { startProxy } from '../../support/proxy.ts';
import {
  DAY,
  FOUND,
  HOUR,
  NO_ACTION,
  NOTIFY_ONLY,
  OFFICE,
  ofAgency,
  type Scenes,
  scenesOf,
  SOME_ARGS,
} from '../../support/scenes.ts';
import {
  DETAINER_DECISION,
  INTERVIEW,
  refusalOf,
  REMOVAL_DECISION,
  startSystem,
  type SubmitOptions,
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

interface Place {
  readonly ori: string;
  readonly jurisdiction: string;
  readonly deputy: Actor;
}

/** A county of its own with its jail and a deputy, so that no scenario's agreement touches another's. */
async function aCounty(): Promise<Place> {
  const number = randomInt(100_000, 999_999);
  const ori = `XX9${number}`;
  const jurisdiction = `XX-COUNTY-${number}`;
  await putJurisdiction(
    system.records,
    aJurisdiction(jurisdiction, { fieldOffice: 'XXNFO', activeFrom: '2008-10-27T00:00:00Z' }),
  );
  await system.records.register.putAgency(anAgency(ori, [jurisdiction]));
  return { ori, jurisdiction, deputy: aDeputy(jurisdiction) };
}

async function toDecision({ ori }: Place, options: SubmitOptions = {}): Promise<string> {
  const caseId = await system.submit('02-match-removable.eft', { change: ofAgency(ori), ...options });
  await system.toDecision(caseId);
  return caseId;
}

const decide = (caseId: string, decision: Decision, agreementId: number, who: Actor) =>
  system.act(caseId, 'recordDecision', { ...decision, delegation: stated(agreementId) }, who);

/** A detainer decided by the deputy, which waits for the supervisor. */
async function waiting(place: Place, decision: Decision = DETAINER_DECISION, terms: Parameters<typeof agree>[2] = {}) {
  const agreed = await agree(system.records, place.deputy, terms);
  const caseId = await toDecision(place);
  await decide(caseId, decision, agreed.agreementId, place.deputy);
  expect(await system.state(caseId)).toMatchObject({ immigration: 'SECOND_OFFICER', decision: null, detainers: [] });
  return { ...agreed, caseId };
}

/** Whether a detainer was issued and has reported itself. */
const issued = ({ detainers }: CaseState): boolean => (detainers[0]?.report ?? null) !== null;

const agrees = (caseId: string, who: string | Actor = 'supervisor') =>
  scenes.second(caseId, true, 'Read the whole record.', who);

/** Every act that a designated officer may do on a case, well formed. */
const actsOnCase = (agreementId: number) =>
  [
    ['recordDecision', { ...NO_ACTION, delegation: stated(agreementId) }],
    ['recordInterview', { ...INTERVIEW, delegation: stated(agreementId) }],
    ['requestAnotherReview', SOME_ARGS.requestAnotherReview],
  ] as const;

async function refusals(caseId: string, agreementId: number, who: Actor): Promise<string[]> {
  const codes: string[] = [];
  for (const [act, args] of actsOnCase(agreementId)) codes.push(await refusalOf(system.act(caseId, act, args, who)));
  return codes;
}
const everyActIs = (code: string) => [code, code, code];

async function untouched(caseId: string): Promise<void> {
  expect(await system.state(caseId)).toMatchObject({
    immigration: 'OFFICER_DECISION',
    decision: null,
    interview: null,
    pendingSecond: null,
    detainers: [],
  });
}

describe.concurrent('a designated officer', () => {
  it('decides, and it takes effect once the agreement’s federal supervisor has reviewed it [B2 must] [B1 must]', async () => {
    const place = await aCounty();
    const { caseId, agreementId } = await waiting(place);
    expect((await system.records.cases.get(caseId))?.projection?.nextStep).toBe(
      'the federal supervisor of the 287(g) agreement reviews the decision',
    );
    await agrees(caseId);
    const { detainers, decision } = await system.until(caseId, issued);
    expect(detainers).toHaveLength(1);
    const supervisor = { id: 'supervisor', name: 'Jordan Pell' };
    expect(decision).toMatchObject({ by: { id: place.deputy.id }, under: { agreementId, supervisor } });
    const { author, data, summary } = await scenes.event(caseId, 'DECISION');
    expect(author).toMatchObject({ kind: 'person', actor: { id: place.deputy.id, role: 'officer_287g' } });
    expect(data).toMatchObject({
      delegation: stated(agreementId),
      authority: { agreementId, jurisdiction: place.jurisdiction, supervisor },
    });
    expect(summary).toContain(`under 287(g) agreement ${agreementId}`);
    expect((await scenes.event(caseId, 'DETAINER_ISSUED')).data).toMatchObject({
      authority: { agreementId, supervisor },
    });
    expect((await scenes.event(caseId, 'SECOND_OFFICER_REVIEWED')).author).toMatchObject({
      actor: { id: 'supervisor' },
    });
  });

  it('interviews, and seeks removal under the same supervision [B2 must]', async () => {
    const place = await aCounty();
    const { caseId, agreementId } = await waiting(place);
    await agrees(caseId);
    await system.until(caseId, ({ immigration }) => immigration === 'ENFORCEMENT');
    const delegation = stated(agreementId);
    await system.act(caseId, 'recordInterview', { ...INTERVIEW, delegation }, place.deputy);
    expect((await scenes.event(caseId, 'INTERVIEW')).data).toMatchObject({ delegation, authority: { agreementId } });
    await system.act(caseId, 'decideRemoval', { ...REMOVAL_DECISION, delegation }, place.deputy);
    expect(await system.state(caseId)).toMatchObject({ immigration: 'SECOND_OFFICER', removal: null, outcome: null });
    await agrees(caseId);
    expect(await system.state(caseId)).toMatchObject({
      outcome: 'REMOVAL_SOUGHT',
      removal: { under: { agreementId } },
    });
    expect((await scenes.event(caseId, 'REMOVAL_DECISION')).data).toMatchObject({ authority: { agreementId } });
  });

  it('takes no action, declines removal and cancels at once: in the person’s favour nobody is waited for [B2 must]', async () => {
    const place = await aCounty();
    const { agreementId } = await agree(system.records, place.deputy);
    const delegation = stated(agreementId);
    const declined = await toDecision(place);
    await decide(declined, NO_ACTION, agreementId, place.deputy);
    expect(await system.untilClosed(declined)).toMatchObject({ outcome: 'NO_ACTION' });

    const held = await system.submit('02-match-removable.eft', { change: ofAgency(place.ori) });
    const detainerId = await system.toDetainer(held);
    await decide(held, NOTIFY_ONLY, agreementId, place.deputy);
    await system.untilDetainer(detainerId, ({ ending }) => ending?.ending === 'CANCELLED');
    await system.act(held, 'decideRemoval', { ...REMOVAL_DECISION, seekRemoval: false, delegation }, place.deputy);
    expect(await system.untilClosed(held)).toMatchObject({ outcome: 'REMOVAL_NOT_SOUGHT' });

    const other = await system.submit('02-match-removable.eft', { change: ofAgency(place.ori) });
    const cancelled = await system.toDetainer(other);
    await system.act(cancelled, 'cancelDetainer', { reasons: 'A birth certificate.' }, place.deputy);
    await system.untilDetainer(cancelled, ({ ending }) => ending?.ending === 'CANCELLED');
    await vi.waitFor(async () => {
      const events = await system.records.cases.events(other);
      expect(events.find(({ data }) => JSON.stringify(data).includes('A birth certificate.'))?.data).toMatchObject({
        authority: { agreementId, supervisor: { id: 'supervisor' } },
      });
    }, 30_000);
  });

  it('asks for another review, and sees the cases, detainers and messages of the jurisdiction [B2 must]', async () => {
    const place = await aCounty();
    const { agreementId } = await agree(system.records, place.deputy);
    const caseId = await toDecision(place);
    await system.act(caseId, 'requestAnotherReview', { reasons: 'New papers.' }, place.deputy);
    expect((await scenes.event(caseId, 'REVIEW_REQUESTED')).data).toMatchObject({ authority: { agreementId } });
    const held = await system.submit('02-match-removable.eft', { change: ofAgency(place.ori) });
    const detainerId = await system.toDetainer(held);
    const get = await reader(place.deputy);
    const { cases } = await get('/v1/cases');
    expect((cases as { caseId: string }[]).map((row) => row.caseId).sort()).toEqual([caseId, held].sort());
    const shown = await get(`/v1/cases/${held}`);
    expect(shown).toMatchObject({ view: 'full', jurisdiction: place.jurisdiction });
    expect((shown['can'] as { act: string }[]).map(({ act }) => act)).toContain('recordInterview');
    expect(await get('/v1/detainers')).toMatchObject({ detainers: [{ detainerId }] });
    expect(await get('/v1/mailbox')).toMatchObject({ address: `delegated:${place.jurisdiction}` });
    const interview = { ...INTERVIEW, delegation: stated(agreementId) };
    expect(await get(`/v1/cases/${held}/acts/recordInterview`, interview)).toMatchObject({ status: 'DONE' });
    expect((await system.state(held)).interview).toMatchObject({ by: place.deputy, under: { agreementId } });
  });

  it.each(['supervisor first', 'supervisor last'])(
    'waits for the supervisor and for a second officer where the person is flagged: two people, %s [B2 must]',
    async (order) => {
      const place = await aCounty();
      const { caseId } = await waiting(place, { ...DETAINER_DECISION, vulnerable: FOUND });
      const [one, other] =
        order === 'supervisor first' ? ['supervisor', 'supervisor-two'] : ['supervisor-two', 'supervisor'];
      await agrees(caseId, one);
      expect(await system.state(caseId)).toMatchObject({
        immigration: 'SECOND_OFFICER',
        decision: null,
        detainers: [],
      });
      expect(await refusalOf(agrees(caseId, one))).toBe(
        one === 'supervisor' ? 'SUPERVISED_ALREADY' : 'NOT_THE_SUPERVISOR',
      );
      await agrees(caseId, other);
      await system.until(caseId, ({ detainers }) => detainers.length === 1);
    },
  );
});

describe.concurrent('outside the jurisdiction', () => {
  it('the same officer neither acts nor sees [B2 never]', async () => {
    const [home, elsewhere] = await Promise.all([aCounty(), aCounty()]);
    const { agreementId } = await agree(system.records, home.deputy);
    await agree(system.records, elsewhere.deputy);
    const caseId = await toDecision(elsewhere);
    expect(await refusals(caseId, agreementId, home.deputy)).toEqual(everyActIs('OUT_OF_SCOPE'));
    const claim = { what: 'CITIZENSHIP', channel: 'OFFICER', words: null } as const;
    expect(await refusalOf(system.act(caseId, 'reportClaim', claim, home.deputy))).toBe('OUT_OF_SCOPE');
    await untouched(caseId);
    const held = await system.submit('02-match-removable.eft', { change: ofAgency(elsewhere.ori) });
    const detainerId = await system.toDetainer(held);
    const cancel = system.act(detainerId, 'cancelDetainer', { reasons: 'Not mine.' }, home.deputy);
    expect(await refusalOf(cancel)).toBe('OUT_OF_SCOPE');
    const get = await reader(home.deputy);
    expect(await get('/v1/cases')).toMatchObject({ cases: [] });
    expect(await get('/v1/detainers')).toMatchObject({ detainers: [] });
    for (const path of [`/v1/cases/${held}`, `/v1/detainers/${detainerId}`, `/v1/cases/${held}/verify`])
      expect(await get(path)).toMatchObject({ error: { code: 'OUT_OF_SCOPE' } });
  });

  it('once the person is in a jail of another jurisdiction: neither decides, interviews nor cancels [B2 never]', async () => {
    const [place, elsewhere] = [await aCounty(), await aCounty()];
    const { agreementId } = await agree(system.records, place.deputy);
    const caseId = await system.submit('02-match-removable.eft', { change: ofAgency(place.ori) });
    const detainerId = await system.toDetainer(caseId);
    const to = { kind: 'JAIL' as const, ori: elsewhere.ori };
    const moved = { movedAt: await scenes.now(detainerId), to, source: 'Transfer paper' };
    await system.act(detainerId, 'reportMoved', moved, 'officer');
    await system.until(caseId, ({ detainers }) => detainers[0]?.report?.facility.ori === elsewhere.ori);
    expect(await refusals(caseId, agreementId, place.deputy)).toEqual(everyActIs('OUTSIDE_JURISDICTION'));
    const cancelled = system.act(detainerId, 'cancelDetainer', SOME_ARGS.cancelDetainer, place.deputy);
    expect(await refusalOf(cancelled)).toBe('OUTSIDE_JURISDICTION');
    expect((await system.state(caseId)).detainers[0]?.report?.hold).not.toBe('CLOSED');
  });

  it('neither a scope of another kind nor the scope of a jurisdiction that designated somebody else is enough [B2 never] [B1 never]', async () => {
    const place = await aCounty();
    const { agreementId } = await agree(system.records, place.deputy);
    const caseId = await toDecision(place);
    const scopes = [
      { kind: 'national' },
      { kind: 'office', office: 'XXNFO' },
      { kind: 'agency', ori: place.ori },
    ] as const;
    for (const scope of scopes)
      expect(await refusals(caseId, agreementId, { ...place.deputy, scope })).toEqual(everyActIs('OUT_OF_SCOPE'));
    const colleague = aDeputy(place.jurisdiction);
    expect(await refusals(caseId, agreementId, colleague)).toEqual(everyActIs('NOT_DESIGNATED'));
    const jailer = { ...place.deputy, role: 'local_agency', scope: { kind: 'agency', ori: place.ori } } as const;
    expect(await refusals(caseId, agreementId, jailer)).toEqual(everyActIs('ROLE_MAY_NOT'));
    await untouched(caseId);
  });

  it('an assertion forged or made for another scope counts for nothing [B2 never]', async () => {
    const [home, elsewhere] = await Promise.all([aCounty(), aCounty()]);
    const { agreementId } = await agree(system.records, home.deputy);
    const caseId = await toDecision(elsewhere);
    const args = { ...NO_ACTION, delegation: stated(agreementId) };
    const sent = async (
      change: Parameters<Scenes['assertion']>[3],
      alter = (text: string) => text,
    ): Promise<string> => {
      const { signed, updateId } = await scenes.assertion(caseId, 'recordDecision', args, change);
      const assertion = { ...signed, statement: alter(signed.statement) };
      return await refusalOf(scenes.update(caseId, 'recordDecision', { args, assertion }, updateId));
    };
    const moved: Actor = { ...home.deputy, scope: { kind: 'jurisdiction', jurisdiction: elsewhere.jurisdiction } };
    expect(await sent({ actor: moved, key: scenes.foreignKey() })).toBe('ASSERTION_UNSIGNED');
    const rewrite = (text: string) => text.replaceAll(home.jurisdiction, elsewhere.jurisdiction);
    expect(await sent({ actor: home.deputy }, rewrite)).toBe('ASSERTION_UNSIGNED');
    // Even vouched for by a key of ours, no agreement of that county designates him.
    expect(await sent({ actor: moved })).toBe('NO_AGREEMENT');
    await untouched(caseId);
  });
});

describe.concurrent('before and after', () => {
  it('the agreement: to the instant, in the case’s own time [B2 must] [B2 never]', async () => {
    const place = await aCounty();
    const caseId = await toDecision(place);
    const { nowMs } = await system.cases.timeOf(caseId);
    const from = new Date(nowMs + DAY).toISOString();
    const to = new Date(nowMs + 2 * DAY).toISOString();
    const { agreementId } = await agree(system.records, place.deputy, { from, to });
    expect(await refusals(caseId, agreementId, place.deputy)).toEqual(everyActIs('AGREEMENT_NOT_YET'));
    await untouched(caseId);
    await scenes.moveTo(caseId, from);
    const interviewed = { ...INTERVIEW, heldAt: from, delegation: stated(agreementId) };
    await system.act(caseId, 'recordInterview', interviewed, place.deputy);
    await scenes.moveTo(caseId, to);
    const { interview } = await system.state(caseId);
    expect(await refusals(caseId, agreementId, place.deputy)).toEqual(everyActIs('AGREEMENT_ENDED'));
    expect(await system.state(caseId)).toMatchObject({ immigration: 'OFFICER_DECISION', decision: null, interview });
  });

  it('the designation, and one that was withdrawn [B2 never]', async () => {
    const place = await aCounty();
    const caseId = await toDecision(place);
    const { nowMs } = await system.cases.timeOf(caseId);
    const designatedFrom = new Date(nowMs + DAY).toISOString();
    const { agreementId, designationId } = await agree(system.records, place.deputy, { designatedFrom });
    expect(await refusals(caseId, agreementId, place.deputy)).toEqual(everyActIs('NOT_DESIGNATED'));
    await endNow(system.records, { designationId });
    await scenes.moveTo(caseId, designatedFrom);
    expect(await refusals(caseId, agreementId, place.deputy)).toEqual(everyActIs('NOT_DESIGNATED'));
    await untouched(caseId);
  });

  it('an interview held before there was the authority is not recorded under it [B2 never]', async () => {
    const place = await aCounty();
    const from = new Date(Date.now() - HOUR).toISOString();
    const { agreementId } = await agree(system.records, place.deputy, { from });
    const caseId = await toDecision(place);
    const interview = { ...INTERVIEW, delegation: stated(agreementId) };
    expect(await refusalOf(system.act(caseId, 'recordInterview', interview, place.deputy))).toBe(
      'DONE_WITHOUT_AUTHORITY',
    );
    await untouched(caseId);
    await system.act(caseId, 'recordInterview', { ...interview, heldAt: await scenes.now(caseId) }, place.deputy);
    expect((await system.state(caseId)).interview).toMatchObject({ under: { agreementId } });
  });

  it('an agreement or a designation that counsel has not signed counts for nothing [B2 never]', async () => {
    const [one, other] = await Promise.all([aCounty(), aCounty()]);
    const unsigned = await agree(system.records, one.deputy, { signed: false });
    const undesignated = await agree(system.records, other.deputy, { designationSigned: false });
    const [first, second] = await Promise.all([toDecision(one), toDecision(other)]);
    expect(await refusals(first, unsigned.agreementId, one.deputy)).toEqual(everyActIs('NO_AGREEMENT'));
    expect(await refusals(second, undesignated.agreementId, other.deputy)).toEqual(everyActIs('NOT_DESIGNATED'));
    await untouched(first);
    await untouched(second);
  });

  it('the officer sees nothing, and is refused in the same words whatever the case has come to [B2 never]', async () => {
    const place = await aCounty();
    const { agreementId } = await agree(system.records, place.deputy);
    const open = await toDecision(place);
    const closed = await toDecision(place);
    await system.act(closed, 'recordDecision', NO_ACTION, 'officer');
    await system.untilClosed(closed);
    await endNow(system.records, { agreementId });
    const get = await reader(place.deputy);
    const asked = ['/v1/cases', `/v1/cases/${open}`, '/v1/detainers', '/v1/mailbox', '/v1/alarms', '/v1/agreements'];
    for (const path of asked) expect(await get(path)).toMatchObject({ error: { code: 'AGREEMENT_ENDED' } });
    const args = { ...NO_ACTION, delegation: stated(agreementId) };
    const answers = await Promise.all(
      [open, closed].flatMap((caseId) => [
        get(`/v1/cases/${caseId}/acts/recordDecision`, args),
        get(`/v1/cases/${caseId}/acts/reportClaim`, { what: 'VICTIM', channel: 'OFFICER', words: null }),
      ]),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ error: { code: 'AGREEMENT_ENDED' } });
    // What is open to every person stays open.
    expect(await get('/v1/profiles')).toHaveProperty('profiles');
    await untouched(open);
  });
});

describe.concurrent('a decision that waits', () => {
  it('has no effect when the agreement is ended early, and people are told [B2 never] [B2 must]', async () => {
    const place = await aCounty();
    const { caseId, agreementId } = await waiting(place);
    await endNow(system.records, { agreementId });
    expect(await refusalOf(agrees(caseId))).toBe('AGREEMENT_ENDED');
    await untouched(caseId);
    expect((await scenes.letter(OFFICE, caseId, 'DELEGATION_ENDED')).text).toContain('has no effect any more');
    await scenes.letter(`delegated:${place.jurisdiction}`, caseId, 'DELEGATION_ENDED');
    // A federal officer decides anew.
    await system.act(caseId, 'recordDecision', NO_ACTION, 'officer');
    expect(await system.untilClosed(caseId)).toMatchObject({ outcome: 'NO_ACTION' });
  });

  it('has no effect when the designation is withdrawn: that is found without anybody asking [B2 never]', async () => {
    const place = await aCounty();
    const { caseId, designationId } = await waiting(place);
    await endNow(system.records, { designationId });
    await system.advance(caseId, 6 * HOUR);
    await system.until(caseId, ({ immigration }) => immigration === 'OFFICER_DECISION');
    await scenes.letter(OFFICE, caseId, 'DELEGATION_ENDED');
    expect((await scenes.event(caseId, 'DELEGATION_ENDED')).summary).toContain('NOT_DESIGNATED');
    expect(await refusalOf(agrees(caseId))).toBe('NOT_IN_THIS_STAGE');
    await untouched(caseId);
  });

  it('has no effect past the end of the agreement, to seek removal as little [B2 never]', async () => {
    const place = await aCounty();
    const to = new Date(Date.now() + 3 * HOUR).toISOString();
    const { caseId, agreementId } = await waiting(place, DETAINER_DECISION, { to });
    await agrees(caseId);
    await system.until(caseId, issued);
    const delegation = stated(agreementId);
    await system.act(caseId, 'recordInterview', { ...INTERVIEW, delegation }, place.deputy);
    await system.act(caseId, 'decideRemoval', { ...REMOVAL_DECISION, delegation }, place.deputy);
    await system.advance(caseId, 3 * HOUR);
    await system.until(caseId, ({ immigration }) => immigration === 'ENFORCEMENT');
    // What took effect in time stands.
    expect(await system.state(caseId)).toMatchObject({
      outcome: null,
      removal: null,
      effective: 'DETAINER',
      pendingSecond: null,
    });
    expect(await refusalOf(agrees(caseId))).toBe('NOT_IN_THIS_STAGE');
  });

  it('issues no detainer where the agreement ends between the review and the issue [B2 never]', async () => {
    const place = await aCounty();
    const { caseId, agreementId } = await waiting(place);
    const db = connect(system.database.url, 1);
    let reviewed = Promise.resolve();
    await db.transaction().execute(async (tx) => {
      // The decision takes effect, and its record has to wait.
      await sql`select from ledgers where ledger_id = ${caseId} for update`.execute(tx);
      reviewed = agrees(caseId);
      await system.until(caseId, ({ effective }) => effective === 'DETAINER');
      await endNow(system.records, { agreementId });
    });
    await reviewed;
    await db.destroy();
    expect((await scenes.event(caseId, 'DECISION_OVERTAKEN')).data).toEqual({ code: 'AGREEMENT_ENDED' });
    expect((await system.state(caseId)).detainers).toEqual([]);
    expect(await system.records.cases.detainers(caseId)).toEqual([]);
  });

  it('does not take the place of one of a federal officer that waits for its own review [B2 never] [B9 must]', async () => {
    const place = await aCounty();
    const { agreementId } = await agree(system.records, place.deputy);
    const caseId = await toDecision(place);
    const flagged = { ...DETAINER_DECISION, vulnerable: FOUND };
    await system.act(caseId, 'recordDecision', flagged, 'officer');
    expect(await refusalOf(decide(caseId, DETAINER_DECISION, agreementId, place.deputy))).toBe(
      'FEDERAL_DECISION_WAITS',
    );
    expect((await system.state(caseId)).pendingSecond?.taken.by.id).toBe('officer');
  });

  it('waits for ever without its supervisor: no other, no time, and not the officer, stands in [B2 never]', async () => {
    const place = await aCounty();
    const { caseId } = await waiting(place);
    expect(await refusalOf(agrees(caseId, 'supervisor-two'))).toBe('NOT_THE_SUPERVISOR');
    const self: Actor = { ...place.deputy, role: 'supervisor', scope: { kind: 'office', office: 'XXNFO' } };
    expect(await refusalOf(agrees(caseId, self))).toBe('SAME_OFFICER');
    expect(await refusalOf(agrees(caseId, place.deputy))).toBe('ROLE_MAY_NOT');
    await system.advance(caseId, 2 * DAY);
    expect((await scenes.alarm(caseId, 'SECOND_OFFICER_WAITING')).to[0]).toMatchObject({ role: 'supervisor' });
    expect(await system.state(caseId)).toMatchObject({ immigration: 'SECOND_OFFICER', decision: null, detainers: [] });
  });

  it('has no effect where the supervisor does not agree [B2 never]', async () => {
    const place = await aCounty();
    const { caseId } = await waiting(place);
    await scenes.second(caseId, false, 'The ties weigh more.', 'supervisor');
    await untouched(caseId);
    expect((await scenes.event(caseId, 'SECOND_OFFICER_REVIEWED')).summary).toContain('does not agree');
  });
});

describe.concurrent('on a person whom the officer arrested or booked', () => {
  it('nothing is taken, in the person’s favour as little: another officer can [B2 never]', async () => {
    const place = await aCounty();
    const { agreementId } = await agree(system.records, place.deputy);
    const own = { submittedBy: place.deputy.id };
    const caseId = await toDecision(place, own);
    expect(await refusals(caseId, agreementId, place.deputy)).toEqual(everyActIs('OWN_ARREST'));
    await untouched(caseId);
    const held = await system.submit('02-match-removable.eft', { change: ofAgency(place.ori), ...own });
    const detainerId = await system.toDetainer(held);
    const cancel = system.act(detainerId, 'cancelDetainer', { reasons: 'A mistake.' }, place.deputy);
    expect(await refusalOf(cancel)).toBe('OWN_ARREST');
    expect((await system.detainer(detainerId)).ending).toBeNull();
  });

  it('the officer’s own words are required, blank ones are none, and nobody else gives them [B2 never]', async () => {
    const place = await aCounty();
    const { agreementId } = await agree(system.records, place.deputy);
    const caseId = await toDecision(place);
    const refused = (delegation: unknown, who: string | Actor = place.deputy) =>
      refusalOf(system.act(caseId, 'recordDecision', { ...NO_ACTION, delegation } as Decision, who));
    expect(await refused(null)).toBe('DELEGATION_UNRECORDED');
    expect(await refused(undefined)).toBe('INVALID_ARGUMENT');
    expect(await refused({ agreementId, neitherArrestedNorBooked: '   ' })).toBe('INVALID_ARGUMENT');
    expect(await refused({ ...stated(agreementId), trustMe: true })).toBe('INVALID_ARGUMENT');
    expect(await refused(stated(agreementId + 1000))).toBe('ANOTHER_AGREEMENT');
    expect(await refused(stated(agreementId), 'officer')).toBe('NOT_DELEGATED');
    const interview = { ...INTERVIEW, delegation: null };
    expect(await refusalOf(system.act(caseId, 'recordInterview', interview, place.deputy))).toBe(
      'DELEGATION_UNRECORDED',
    );
    await untouched(caseId);
  });
});

/** Reads, or with `json` acts, over the public API as this person. */
async function reader(actor: Actor) {
  const header = await signIn(system.records, actor);
  return async (path: string, json?: unknown): Promise<Record<string, unknown>> => {
    const init =
      json === undefined
        ? { headers: header }
        : { method: 'POST', headers: { ...header, 'content-type': 'application/json' }, body: JSON.stringify(json) };
    return (await (await fetch(`${system.api}${path}`, init)).json()) as Record<string, unknown>;
  };
}

describe('while the records do not answer', () => {
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  let slow: System;
  beforeAll(async () => {
    proxy = await startProxy(process.env['TEST_DATABASE_URL'] ?? '');
    slow = await startSystem({ workerDatabaseUrl: (url) => proxy.through(url) });
  });
  afterAll(async () => {
    await proxy.restore();
    await slow.stop();
    await proxy.stop();
  });

  it(
    'an act waits, what ended meanwhile gives no authority, and the case goes on [B2 never]',
    { timeout: 120_000 },
    async () => {
      const deputy = aDeputy('xx-example');
      const { agreementId } = await agree(slow.records, deputy);
      const caseId = await slow.submit('02-match-removable.eft');
      await slow.toDecision(caseId);
      proxy.blackHole();
      const delegation = stated(agreementId);
      const decided = refusalOf(slow.act(caseId, 'recordDecision', { ...NO_ACTION, delegation }, deputy));
      // A federal officer's act waits for no agreement.
      const referred = slow.act(caseId, 'recordDecision', { ...NO_ACTION, decision: 'REFER_COUNSEL' }, 'officer');
      await slow.until(caseId, ({ decision }) => decision?.value.decision === 'REFER_COUNSEL');
      await endNow(slow.records, { agreementId });
      await proxy.restore();
      await referred;
      expect(await decided).toBe('AGREEMENT_ENDED');
      expect(await slow.state(caseId)).toMatchObject({ immigration: 'OFFICER_DECISION', outcome: null });
      await slow.act(caseId, 'recordDecision', NO_ACTION, 'officer');
      expect(await slow.untilClosed(caseId)).toMatchObject({ outcome: 'NO_ACTION' });
    },
  );

  it('an act that waited does not overtake what a federal officer decided meanwhile [B2 never] [B1 must]', async () => {
    const deputy = aDeputy('xx-example');
    const { agreementId } = await agree(slow.records, deputy, { from: new Date().toISOString() });
    const caseId = await slow.submit('02-match-removable.eft');
    await slow.toDecision(caseId);
    proxy.blackHole();
    const delegation = stated(agreementId);
    const decided = refusalOf(slow.act(caseId, 'recordDecision', { ...NO_ACTION, delegation }, deputy));
    await vi.waitFor(async () => {
      const { raw } = await slow.client.workflow.getHandle(caseId).describe();
      expect(raw.pendingActivities?.map(({ activityType }) => activityType?.name)).toContain('delegatedAuthority');
    }, 30_000);
    const referred = slow.act(caseId, 'recordDecision', { ...NO_ACTION, decision: 'REFER_COUNSEL' }, 'officer');
    await slow.until(caseId, ({ decision }) => decision?.value.decision === 'REFER_COUNSEL');
    await proxy.restore();
    await referred;
    expect(await decided).toBe('DECIDED_MEANWHILE');
    expect(await slow.state(caseId)).toMatchObject({ immigration: 'OFFICER_DECISION', outcome: null });
    await endNow(slow.records, { agreementId });
  }, 120_000);
});
