import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Actor, type Role, ROLES } from '../../../domain/access/roles.ts';
import { canonicalSha256 } from '../../../domain/canonical.ts';
import { type ActArgs, type ActName, ACTS } from '../../../domain/lifecycle/acts.ts';
import { activationIdOf } from '../../../domain/lifecycle/activation-input.ts';
import { activationsOf } from '../../support/activations.ts';
import { callApi, DAY, HOUR, JAIL, MINUTE, NO_ACTION, type Scenes, scenesOf, SOME_ARGS } from '../../support/scenes.ts';
import { DETAINER_DECISION, refusalOf, startSystem, type System } from '../../support/system.ts';

let system: System;
let scenes: Scenes;
let caseId: string;
let detainerId: string;
let activationId: string;
beforeAll(async () => {
  system = await startSystem();
  scenes = scenesOf(system);
  caseId = await system.submit('02-match-removable.eft');
  detainerId = await system.toDetainer(caseId);
  const activations = activationsOf(system);
  const jurisdiction = await activations.place();
  await activations.plan(jurisdiction);
  activationId = activationIdOf(jurisdiction);
});
afterAll(async () => {
  await system.stop();
});

const acts = Object.keys(ACTS) as ActName[];
const targetOf = (act: ActName): string =>
  ({ case: caseId, detainer: detainerId, activation: activationId })[ACTS[act].on];
const actorOf = (role: Role, scope: Actor['scope']): Actor => ({
  id: `some-${role.replace('_', '-')}`,
  name: 'Somebody',
  role,
  scope,
});
const scopeOf = (role: Role): Actor['scope'] => {
  if (role === 'local_agency' || role === 'service') return { kind: 'agency', ori: JAIL };
  if (role === 'sib') return { kind: 'agency', ori: 'XXSIB0000' };
  if (role === 'officer_287g') return { kind: 'jurisdiction', jurisdiction: 'xx-example' };
  return ['field_officer', 'supervisor', 'attorney'].includes(role)
    ? { kind: 'office', office: 'XXNFO' }
    : { kind: 'national' };
};

/** Sends a well-formed act of this person, past the API, and answers the code of the refusal. */
async function refusedFor(act: ActName, actor: Actor): Promise<string> {
  const workflowId = targetOf(act);
  const { signed, updateId } = await scenes.assertion(workflowId, act, SOME_ARGS[act], { actor });
  return await refusalOf(scenes.update(workflowId, act, { args: SOME_ARGS[act], assertion: signed }, updateId));
}

describe('who may act', () => {
  it.each(acts)('%s: nobody of another role, and no program ever [B1 never]', async (act) => {
    const roles: readonly Role[] = ACTS[act].roles;
    expect(roles).not.toContain('service');
    const others = ROLES.filter((role) => !roles.includes(role));
    const codes = await Promise.all(others.map(async (role) => await refusedFor(act, actorOf(role, scopeOf(role)))));
    expect(codes).toEqual(others.map(() => 'ROLE_MAY_NOT'));
  });

  it.each(acts)('%s: nobody of another agency or office [B1 never]', async (act) => {
    const elsewhere = (role: Role): Actor =>
      actorOf(
        role,
        role === 'local_agency' ? { kind: 'agency', ori: 'XX0020100' } : { kind: 'office', office: 'XXOTHER' },
      );
    const scoped = ACTS[act].roles.filter((role) => scopeOf(role).kind !== 'national');
    const codes = await Promise.all(scoped.map(async (role) => await refusedFor(act, elsewhere(role))));
    expect(codes).toEqual(scoped.map(() => 'OUT_OF_SCOPE'));
    expect((await system.state(caseId)).decision?.by.id).toBe('officer');
  });

  it('is said once, for the workflow, the API and the command line: an API call of a local officer or a program is refused the same way [B1 never]', async () => {
    for (const person of ['jail-one', 'jail-system', 'specialist', 'administrator', 'attorney', 'crcl']) {
      const answer = await callApi(system, person, {
        method: 'POST',
        path: `/v1/cases/${caseId}/acts/recordDecision`,
        json: NO_ACTION,
      });
      expect(answer).toMatchObject({ status: 403, code: 'ROLE_MAY_NOT' });
    }
    expect((await system.state(caseId)).immigration).toBe('ENFORCEMENT');
  });
});

describe('the word for who acts', () => {
  const args = { ...DETAINER_DECISION, decision: 'NO_ACTION' as const };
  type Change = Parameters<Scenes['assertion']>[3];
  const sent = async (
    change: Change,
    send: { args?: ActArgs<'recordDecision'>; updateId?: string; act?: ActName } = {},
  ): Promise<string> => {
    const { signed, updateId } = await scenes.assertion(caseId, 'recordDecision', args, change);
    return await refusalOf(
      scenes.update(
        caseId,
        send.act ?? 'recordDecision',
        { args: send.args ?? args, assertion: signed },
        send.updateId ?? updateId,
      ),
    );
  };

  it.each<[string, string, () => Promise<string>]>([
    ['signed with a key that is not trusted', 'ASSERTION_UNSIGNED', () => sent({ key: scenes.foreignKey() })],
    ['made for another case', 'ASSERTION_OF_ANOTHER_ACT', () => sent({ workflowId: caseId.replace(/.{4}$/, '0000') })],
    ['made for another act', 'ASSERTION_OF_ANOTHER_ACT', () => sent({ act: 'requestAnotherReview' })],
    ['made for another update', 'ASSERTION_OF_ANOTHER_ACT', () => sent({}, { updateId: 'somebody-elses-update' })],
    [
      'made for other words of the same officer',
      'ASSERTION_OF_ANOTHER_ACT',
      () => sent({}, { args: { ...args, reasons: 'Other reasons.' } }),
    ],
    [
      'made for other words and hashed anew by nobody',
      'ASSERTION_OF_ANOTHER_ACT',
      () => sent({ argsSha256: canonicalSha256({}) }),
    ],
    [
      'expired',
      'ASSERTION_EXPIRED',
      () => sent({ expiresAt: '2020-01-01T00:00:00Z', issuedAt: '2019-12-31T23:55:00Z' }),
    ],
    [
      'made in advance',
      'ASSERTION_EXPIRED',
      () =>
        sent({
          issuedAt: new Date(Date.now() + HOUR).toISOString(),
          expiresAt: new Date(Date.now() + 2 * HOUR).toISOString(),
        }),
    ],
    [
      'resting on a sign-in of more than twelve hours ago',
      'SIGN_IN_TOO_OLD',
      () => sent({ signInAgeMs: 12 * HOUR + 1 }),
    ],
  ])('%s counts for nothing [B1 never]', async (_what, code, attempt) => {
    expect(await attempt()).toBe(code);
    expect((await system.state(caseId)).decision?.value.decision).toBe('DETAINER');
  });

  it('with a false signature, without one, or replaced by something else counts for nothing [B1 never]', async () => {
    const { signed, updateId } = await scenes.assertion(caseId, 'recordDecision', args, {});
    const attempt = (assertion: unknown) =>
      refusalOf(scenes.update(caseId, 'recordDecision', { args, assertion }, updateId));
    expect(await attempt({ ...signed, signature: '0'.repeat(128) })).toBe('ASSERTION_UNSIGNED');
    expect(
      await attempt({ ...signed, statement: signed.statement.replace('some', 'any').replace('Harper', 'Hooper') }),
    ).toBe('ASSERTION_UNSIGNED');
    expect(await attempt(undefined)).toBe('UNDECODABLE');
    expect(await attempt('officer')).toBe('UNDECODABLE');
    expect(await refusalOf(scenes.update(caseId, 'recordDecision', 'NO_ACTION', 'bare-update-id'))).toBe('UNDECODABLE');
  });

  it('is not enough for an act on the wrong kind of thing [B1 never]', async () => {
    expect(await refusalOf(system.act(detainerId, 'recordDecision', args, 'officer'))).toBe('ACT_FAILED');
    expect(await refusalOf(system.act(caseId, 'cancelDetainer', { reasons: 'Wrong address.' }, 'officer'))).toBe(
      'ACT_FAILED',
    );
  });

  it('stolen from a machine’s key for the workers decides nothing either [B1 never]', async () => {
    const { signed } = await scenes.assertion(caseId, 'recordDecision', args, {});
    const { SYSTEM, JAIL: jailKey } = system.keys.signing;
    for (const key of [SYSTEM, jailKey])
      expect(
        await refusalOf(
          scenes.update(caseId, 'recordDecision', { args, assertion: { ...signed, kid: key?.kid } }, 'as-a-machine'),
        ),
      ).toBe('ASSERTION_UNSIGNED');
  });
});

describe('a decision', () => {
  it('is recorded with its officer, role, scope, every factor and the reasons [B1 must] [B4 must]', async () => {
    const { author, data } = await scenes.event(caseId, 'DECISION');
    expect(author).toMatchObject({
      kind: 'person',
      actor: { id: 'officer', role: 'field_officer', scope: { kind: 'office', office: 'XXNFO' } },
    });
    expect(data).toMatchObject({
      decision: 'DETAINER',
      factors: DETAINER_DECISION.factors,
      citizenship: DETAINER_DECISION.citizenship,
      reasons: DETAINER_DECISION.reasons,
    });
  });

  it('is repeated harmlessly under the same update id, and made by no lapse of time [B1 must] [B1 never]', async () => {
    const waiting = await system.submit('02-match-removable.eft');
    await system.toDecision(waiting);
    await system.advance(waiting, 40 * DAY);
    expect(await system.state(waiting)).toMatchObject({
      immigration: 'OFFICER_DECISION',
      decision: null,
      detainers: [],
      outcome: null,
    });
    expect((await scenes.alarm(waiting, 'DECISION_WAITING')).to).toEqual([
      { role: 'field_officer', scope: { kind: 'office', office: 'XXNFO' } },
    ]);
    const { signed, updateId } = await scenes.assertion(waiting, 'recordDecision', NO_ACTION, {});
    await scenes.update(waiting, 'recordDecision', { args: NO_ACTION, assertion: signed }, updateId);
    await system.untilClosed(waiting);
    expect((await system.kinds(waiting)).filter((kind) => kind === 'DECISION')).toHaveLength(1);
    expect(await scenes.alarmNames(waiting)).toEqual([]);
  });

  it('is an act of a person who signed in lately: twelve hours exactly still count [B1 must]', async () => {
    const fresh = await system.submit('02-match-removable.eft');
    await system.toDecision(fresh);
    const { signed, updateId } = await scenes.assertion(fresh, 'recordDecision', NO_ACTION, {
      signInAgeMs: 12 * HOUR,
      issuedAt: new Date(Date.now() + 4 * MINUTE).toISOString(),
    });
    await scenes.update(fresh, 'recordDecision', { args: NO_ACTION, assertion: signed }, updateId);
    expect(await system.untilClosed(fresh)).toMatchObject({ outcome: 'NO_ACTION' });
  });
});
