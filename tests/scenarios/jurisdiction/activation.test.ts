import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activationIdOf } from '../../../domain/lifecycle/activation-input.ts';
import { isoInstant } from '../../../domain/text.ts';
import { activationsOf, NOTICE_DAYS } from '../../support/activations.ts';
import { aJurisdiction } from '../../support/places.ts';
import { after, callApi, DAY, HOUR, MINUTE, newTcn, ofAgency, type Scenes, scenesOf } from '../../support/scenes.ts';
import { eventually, personOf, refusalOf, startSystem, type System } from '../../support/system.ts';

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

/** An activation of which nothing but time is missing. */
async function certain(ori?: string): Promise<{ id: string; activeFrom: string }> {
  const id = await activations.place(ori);
  const activeFrom = await activations.plan(id);
  await activations.confirmBoth(id);
  await activations.untilIs(id, 'WAITING');
  return { id, activeFrom };
}

describe.concurrent('an activation', () => {
  it('tells both governments first, waits, and is active exactly at the planned instant; no agency need be on record [D1 must] [D2 must] [D7 never]', async () => {
    const id = await activations.place();
    const activeFrom = await activations.plan(id);
    for (const address of ['state:XX', `government:${id}`] as const) {
      const [notice] = await activations.notices(address, id);
      expect(notice).toMatchObject({ data: { revision: 1, activeFrom, noticeDays: NOTICE_DAYS } });
    }
    expect(await activations.activeFrom(id)).toBeNull();
    await activations.confirm(id, 'STATE', 'governor');
    await activations.confirm(id, 'LOCAL', activations.official({ jurisdiction: id }));
    await activations.untilIs(id, 'WAITING');
    expect(await activations.activeFrom(id)).toBe(activeFrom);
    await activations.advanceTo(id, activeFrom, 1000);
    expect(await system.untilClosed(activationIdOf(id))).toMatchObject({ status: 'COMPLETED' });
    expect(await activations.activeFrom(id)).toBe(activeFrom);
    const events = await system.records.cases.events(activationIdOf(id));
    expect(events.map(({ kind }) => kind)).toEqual([
      'ACTIVATION_PLANNED',
      'NOTICE_DELIVERED',
      'NOTICE_DELIVERED',
      'ACTIVATION_CERTAIN',
      'ACTIVATED',
      'TRAINING_SENT',
    ]);
    expect(events.find(({ kind }) => kind === 'ACTIVATED')?.at).toBe(activeFrom);
    expect(await system.records.cases.verify(activationIdOf(id))).toMatchObject({ ok: true });
    expect(await system.records.activations.get(id)).toMatchObject({ state: 'ACTIVE', activeFrom, started: true });
  });

  it('says in its notices when exactly, that no agreement is needed, and what can and cannot be chosen [D2 must] [D3 must]', async () => {
    const id = await activations.place('XX0081000');
    const activeFrom = await activations.plan(id);
    const [toState] = await activations.notices('state:XX', id);
    const [toLocal] = await activations.notices(`government:${id}`, id);
    for (const notice of [toState, toLocal]) {
      expect(notice?.text).toContain(activeFrom);
      expect(notice?.text).toMatch(/\(UTC, \+00:00\)\n {2}.*\(America\/New_York, -0[45]:00\)/);
      expect(notice?.text).toContain('No agreement is needed, and none is asked for');
      expect(notice?.text).toContain('choose not to receive the identifications');
      expect(notice?.text).toContain('cannot be kept from the field office');
    }
    const official = await callApi(system, 'governor', { path: `/v1/activations/${id}` });
    expect(official.body).toMatchObject({ state: 'PLANNED', plannedFor: activeFrom, activeFrom: null });
    expect(await callApi(system, 'county', { path: `/v1/activations/${id}` })).toMatchObject({ code: 'OUT_OF_SCOPE' });
  });

  it('does not happen while a notice is unconfirmed: people are called, the date is missed, and another one brings new notices [D2 never]', async () => {
    const id = await activations.place();
    const activeFrom = await activations.plan(id);
    await activations.advance(id, 7 * DAY + MINUTE);
    await eventually(
      async () => await activations.alarms(id),
      (rules) => rules.length === 2,
    );
    expect(await activations.alarms(id)).toEqual(['NOTICE_UNCONFIRMED', 'NOTICE_UNCONFIRMED']);
    await activations.confirm(id, 'LOCAL');
    await activations.advanceTo(id, after(activeFrom, -NOTICE_DAYS * DAY), MINUTE);
    await eventually(
      async () => await activations.alarms(id),
      (rules) => rules.includes('ACTIVATION_AT_RISK') && rules.length === 2,
    );
    await activations.advanceTo(id, activeFrom, MINUTE);
    await activations.untilIs(id, 'MISSED');
    expect(await activations.activeFrom(id)).toBeNull();
    await eventually(
      async () => await activations.alarms(id),
      (rules) => rules.join() === 'ACTIVATION_MISSED',
    );
    expect(await refusalOf(activations.confirm(id, 'STATE'))).toBe('ACTIVATION_MISSED');

    const moved = after(activeFrom, 40 * DAY);
    await activations.move(id, moved);
    await activations.until(id, ({ notices }) => notices.STATE.sentAt !== null);
    expect(await activations.alarms(id)).toEqual([]);
    const state = await activations.state(id);
    expect(state).toMatchObject({ state: 'PLANNED', revision: 2, plannedFor: moved });
    expect(state.notices.LOCAL.deliveredAt).toBeNull();
    await activations.confirmBoth(id);
    await activations.untilIs(id, 'WAITING');
    expect(await activations.activeFrom(id)).toBe(moved);
    await activations.advanceTo(id, moved, 1000);
    expect(await system.untilClosed(activationIdOf(id))).toMatchObject({ status: 'COMPLETED' });
  });

  it('does not happen before the waiting period is over, counted from the later delivery [D2 never]', async () => {
    const id = await activations.place();
    const activeFrom = await activations.plan(id, NOTICE_DAYS + 10);
    await activations.confirm(id, 'LOCAL');
    await activations.advance(id, 10 * DAY + HOUR);
    await activations.confirm(id, 'STATE');
    await eventually(
      async () => await activations.alarms(id),
      (rules) => rules.includes('ACTIVATION_AT_RISK'),
    );
    await activations.advanceTo(id, activeFrom, MINUTE);
    await activations.untilIs(id, 'MISSED');
    expect(await activations.activeFrom(id)).toBeNull();
    expect(await activations.kinds(id)).not.toContain('ACTIVATED');
  });

  it('takes a delivery late that was made in time, also on the last day', async () => {
    const id = await activations.place();
    const activeFrom = await activations.plan(id);
    await activations.confirm(id, 'STATE');
    const deliveredAt = isoInstant(await activations.nowMs(id));
    await activations.advanceTo(id, activeFrom, -HOUR);
    await activations.confirm(id, 'LOCAL', 'administrator', { deliveredAt });
    await activations.untilIs(id, 'WAITING');
    await activations.advanceTo(id, activeFrom, 1000);
    expect(await system.untilClosed(activationIdOf(id))).toMatchObject({ status: 'COMPLETED' });
  });

  it('takes no confirmation that is foreign, early, late, double, of another revision or not yet true [D2 never]', async () => {
    const id = await activations.place();
    await activations.plan(id);
    const nowMs = await activations.nowMs(id);
    const codeOf = async (...args: Parameters<typeof activations.confirm>) =>
      await refusalOf(activations.confirm(...args));
    expect(await codeOf(id, 'STATE', activations.official({ state: 'XY' }))).toBe('OUT_OF_SCOPE');
    expect(await codeOf(id, 'LOCAL', 'county')).toBe('OUT_OF_SCOPE');
    expect(await codeOf(id, 'LOCAL', 'governor')).toBe('NOT_YOUR_NOTICE');
    expect(await codeOf(id, 'STATE', activations.official({ jurisdiction: id }))).toBe('NOT_YOUR_NOTICE');
    for (const person of ['deputy', 'officer', 'jail-one', 'bureau', 'jail-system', 'crcl'])
      expect(await codeOf(id, 'STATE', person)).toBe('ROLE_MAY_NOT');
    expect(await codeOf(id, 'STATE', 'governor', { revision: 2 })).toBe('NOTICE_OUTDATED');
    expect(await codeOf(id, 'STATE', 'governor', { deliveredAt: isoInstant(nowMs + HOUR) })).toBe('INSTANT_IN_FUTURE');
    expect(await codeOf(id, 'STATE', 'governor', { deliveredAt: isoInstant(nowMs - HOUR) })).toBe('BEFORE_SENT');
    await activations.confirm(id, 'STATE', 'governor');
    expect(await codeOf(id, 'STATE')).toBe('ALREADY_CONFIRMED');
    await activations.confirm(id, 'LOCAL');
    const { plannedFor } = await activations.untilIs(id, 'WAITING');
    await activations.advanceTo(id, plannedFor, 1000);
    await system.untilClosed(activationIdOf(id));
    const late = { to: 'STATE', revision: 1, deliveredAt: plannedFor, method: 'LETTER', recipient: 'Nobody' } as const;
    expect(await refusalOf(system.act(activationIdOf(id), 'confirmNotice', late, 'administrator'))).toBe('CASE_CLOSED');
  });

  it('is moved by an administrator alone, in time, with new notices to both; what was confirmed before no longer counts [D2 must] [D2 never]', async () => {
    const { id, activeFrom } = await certain();
    for (const person of ['deputy', 'governor', 'county', 'jail-one', 'officer', 'bureau', 'jail-system'])
      expect(await refusalOf(activations.move(id, after(activeFrom, 10 * DAY), person))).toBe('ROLE_MAY_NOT');
    expect(await refusalOf(activations.move(id, '2011-01-01T00:00:00Z'))).toBe('NOTICE_TOO_SHORT');
    expect(await refusalOf(activations.move(id, after(isoInstant(Date.now()), (NOTICE_DAYS - 1) * DAY)))).toBe(
      'NOTICE_TOO_SHORT',
    );
    expect(await refusalOf(activations.move(id, activeFrom))).toBe('SAME_DATE');

    const moved = after(activeFrom, 20 * DAY);
    await activations.move(id, moved);
    expect(await activations.activeFrom(id)).toBeNull();
    for (const address of ['state:XX', `government:${id}`] as const) {
      const [, second] = await activations.notices(address, id);
      expect(second).toMatchObject({ data: { revision: 2, activeFrom: moved, replaces: activeFrom } });
    }
    await activations.confirm(id, 'STATE');
    await activations.advanceTo(id, activeFrom, MINUTE);
    expect(await activations.state(id)).toMatchObject({ state: 'PLANNED', revision: 2 });
    expect(await activations.activeFrom(id)).toBeNull();
    expect(await refusalOf(activations.confirm(id, 'LOCAL', 'administrator', { revision: 1 }))).toBe('NOTICE_OUTDATED');
    // The waiting period no longer fits: it is moved once more, and then stands in its last hour.
    await activations.move(id, after(moved, 30 * DAY));
    await activations.confirmBoth(id);
    const { plannedFor } = await activations.untilIs(id, 'WAITING');
    await activations.advanceTo(id, plannedFor, -HOUR + MINUTE);
    expect(await refusalOf(activations.move(id, after(plannedFor, 60 * DAY)))).toBe('TOO_LATE_TO_MOVE');
    await activations.advanceTo(id, plannedFor, 1000);
    expect(await system.untilClosed(activationIdOf(id))).toMatchObject({ status: 'COMPLETED' });
    expect(await activations.activeFrom(id)).toBe(plannedFor);
  });

  it('needs nobody’s agreement, and nobody outside can stop, fail or hasten it [D3 must] [D3 never]', async () => {
    const id = await activations.place();
    const activeFrom = await activations.plan(id);
    const workflowId = activationIdOf(id);
    const handle = system.client.workflow.getHandle(workflowId);
    await handle.signal('partnerMessage', { from: 'the state', words: 'We do not agree.' });
    await handle.signal('objection', 'We have terminated our MOA.');
    await scenes.say('JAIL', workflowId, {
      kind: 'DECLINED',
      detainerId: `detainer-${'0'.repeat(40)}-1`,
      ori: 'XX0010100',
      messageId: randomUUID(),
    });
    await handle.cancel();
    for (const name of ['act.moveActivation', 'act.confirmNotice', 'act.agree', 'act.recordDecision'])
      await expect(handle.executeUpdate(name, { args: [{ by: 'the state' }], updateId: randomUUID() })).rejects.toThrow(
        /update/i,
      );
    const kinds = await eventually(
      async () => await activations.kinds(id),
      (seen) => seen.includes('CANCELLATION_IGNORED') && seen.filter((kind) => kind === 'MESSAGE_DROPPED').length === 3,
    );
    expect(kinds).not.toContain('ACTIVATION_MOVED');
    // Both governments are silent: an administrator says how and to whom the notices were delivered.
    await activations.confirmBoth(id);
    await activations.untilIs(id, 'WAITING');
    await activations.advanceTo(id, activeFrom, 1000);
    expect(await system.untilClosed(workflowId)).toMatchObject({ status: 'COMPLETED' });
    expect(await activations.activeFrom(id)).toBe(activeFrom);
  });

  it('decides for each submission by when the FBI received it, a second before and after, whatever has become of its workflow [A3 must] [A4 must] [A4 never]', async () => {
    const ori = 'XX0082000';
    const { activeFrom } = await certain(ori);
    // The workflow of the activation stays behind in its own time, as if nothing of it ran at that instant.
    const received = async (offsetMs: number) => {
      const tcn = newTcn();
      await scenes.behave('fbi', { match: { tcn }, down: 'unavailable' });
      const caseId = await system.submit('02-match-removable.eft', {
        tcn,
        startAt: after(activeFrom, HOUR),
        change: ofAgency(ori),
      });
      const receivedAt = after(activeFrom, offsetMs);
      await scenes.say('FBI', caseId, { kind: 'ACCEPTED', tcr: tcn, receivedAt });
      const state = await system.until(caseId, ({ immigration }) => ['STATUS_REVIEW', 'ENDED'].includes(immigration));
      expect(state.receivedAt).toBe(receivedAt);
      return { outcome: state.outcome, shared: state.shared, atIdent: (await scenes.received('ident', tcn)) !== null };
    };
    const shared = { outcome: null, shared: true, atIdent: true };
    const kept = { outcome: 'NOT_SHARED', shared: false, atIdent: false };
    expect(await Promise.all([-1000, -1, 0, 1000].map(received))).toEqual([kept, kept, shared, shared]);
  });

  it('comes into the register in no other way, and what has passed is never changed [D1 never] [D2 never] [A4 never]', async () => {
    const { register, activations: recorded } = system.records;
    const id = await activations.place();
    const activeFrom = '2030-01-01T00:00:00.000Z';
    expect(await refusalOf(register.putJurisdiction(aJurisdiction(id, { activeFrom })))).toBe('ACTIVE_FROM_REFUSED');
    const taken = { activeFrom, stateNoticeAt: '2029-12-01T00:00:00Z', localNoticeAt: activeFrom };
    expect(await refusalOf(recorded.takeOver(id, taken, null, activeFrom))).toBe('NOTICE_MISSING');
    for (const statement of [
      `update jurisdictions set active_from = '${activeFrom}' where id = '${id}'`,
      `insert into jurisdictions (id, name, kind, state, active_from) values ('${id}-2', 'X', 'COUNTY', 'XX', '${activeFrom}')`,
      `update jurisdictions set active_from = null where id = 'xx-example'`,
      `update jurisdictions set active_from = '${activeFrom}' where id = 'xx-example'`,
      `delete from jurisdictions where id = 'xx-example'`,
    ])
      await expect(system.database.query(statement)).rejects.toThrow('active_from');
    expect(await recorded.write(id, activeFrom, Date.now())).toBe('NOTICE_MISSING');
    expect(await recorded.withdraw('xx-example', '2008-10-27T00:00:00Z', Date.now())).toBe('PASSED');
    expect(await activations.activeFrom(id)).toBeNull();
  });

  it('is planned once, with notice, by an administrator, and is no business of a workflow that somebody starts by hand', async () => {
    const id = await activations.place();
    const json = { jurisdiction: id, activeFrom: isoInstant(Date.now() + 60 * DAY), wave: 'one', reasons: 'Next.' };
    const plan = async (person: string, change: object = {}) =>
      await callApi(system, person, { path: '/v1/activations', method: 'POST', json: { ...json, ...change } });
    const workflowId = activationIdOf(id);
    const forged = await system.client.workflow.start('jurisdictionActivation', {
      workflowId,
      taskQueue: 'case',
      args: [
        {
          ...json,
          name: id,
          state: 'XX',
          plannedBy: personOf('administrator'),
          plannedAt: json.activeFrom,
          trust: [],
          limits: {},
        },
      ],
    });
    await expect(forged.result()).rejects.toThrow('Workflow execution failed');
    for (const person of ['governor', 'county', 'deputy', 'officer', 'jail-one', 'jail-system'])
      expect((await plan(person)).code).toBe('ROLE_MAY_NOT');
    expect((await plan('administrator', { jurisdiction: 'XX-NOWHERE' })).code).toBe('UNKNOWN_JURISDICTION');
    expect((await plan('administrator', { jurisdiction: 'xx-example' })).code).toBe('ALREADY_ACTIVE');
    expect((await plan('administrator', { activeFrom: isoInstant(Date.now() + DAY) })).code).toBe('NOTICE_TOO_SHORT');
    expect(await plan('administrator')).toMatchObject({ status: 201, body: { outcome: 'STARTED' } });
    expect(await plan('administrator')).toMatchObject({ status: 200, body: { outcome: 'ALREADY' } });
    expect((await plan('administrator', { activeFrom: after(json.activeFrom, DAY) })).code).toBe('ALREADY_PLANNED');
    expect(await system.records.activations.get(id)).toMatchObject({ wave: 'one', plannedFor: json.activeFrom });
  });
});
