import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACTS, type ActName } from '../../../domain/lifecycle/acts.ts';
import { instantMs, isoInstant } from '../../../domain/text.ts';
import {
  DAY,
  HOUR,
  JAIL,
  newTcn,
  NO_ACTION,
  ofAgency,
  ofType,
  type Scenes,
  scenesOf,
  SOME_ARGS,
} from '../../support/scenes.ts';
import { DETAINER_DECISION, personOf, refusalOf, startSystem, type System } from '../../support/system.ts';
import { aJurisdiction, anAgency, putJurisdiction } from '../../support/places.ts';

let system: System;
let scenes: Scenes;
beforeAll(async () => {
  system = await startSystem();
  scenes = scenesOf(system);
});
afterAll(async () => {
  await system.stop();
});

/** An agency of its own in a jurisdiction of its own. */
async function place(ori: string, activeFrom: string | null): Promise<void> {
  const jurisdiction = `xx-${ori.toLowerCase()}`;
  await putJurisdiction(system.records, aJurisdiction(jurisdiction, { activeFrom }));
  await system.records.register.putAgency(anAgency(ori, [jurisdiction]));
}

describe.concurrent('sharing', () => {
  it('goes on to DHS automatically in an active jurisdiction, with the same bytes that the FBI got [A3 must] [A7 must]', async () => {
    const tcn = newTcn();
    const caseId = await system.submit('02-match-removable.eft', { tcn });
    await system.until(caseId, ({ immigration }) => immigration === 'STATUS_REVIEW');
    const [fbi, ident] = [await scenes.received('fbi', tcn), await scenes.received('ident', tcn)];
    expect(ident?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(ident?.sha256).toBe(fbi?.sha256);
    expect(await system.state(caseId)).toMatchObject({ shared: true });
  });

  it('does not wait for the criminal answer, only for the FBI’s word that it received the prints [A3 must]', async () => {
    const tcn = newTcn();
    await scenes.behave('fbi', { match: { tcn }, silent: true });
    const caseId = await system.submit('02-match-removable.eft', { tcn });
    const state = await system.until(caseId, ({ immigration }) => immigration === 'STATUS_REVIEW');
    expect(state).toMatchObject({ shared: true, criminal: 'AT_FBI' });
  });

  it('is stopped by nobody on the state or local side: no act, no message, no request to cancel, no type of submission [A3 never]', async () => {
    const tcn = newTcn();
    await scenes.behave('ident', { match: { tcn }, silent: true });
    const caseId = await system.submit('02-match-removable.eft', { tcn, change: ofType('CNA') });
    await system.until(caseId, ({ immigration }) => immigration === 'AT_IDENT');
    const onCase = (Object.keys(ACTS) as ActName[]).filter((act) => ACTS[act].on === 'case');
    for (const act of onCase) {
      if (ACTS[act].roles.includes('local_agency')) continue;
      for (const person of ['jail-one', 'bureau', 'jail-system']) {
        const { signed, updateId } = await scenes.assertion(caseId, act, SOME_ARGS[act], { person });
        expect(await refusalOf(scenes.update(caseId, act, { args: SOME_ARGS[act], assertion: signed }, updateId))).toBe(
          'ROLE_MAY_NOT',
        );
      }
    }
    await scenes.say('JAIL', caseId, {
      kind: 'DECLINED',
      detainerId: caseId.replace('booking-', 'detainer-').concat('-1'),
      ori: JAIL,
      messageId: 'stop-sharing',
    });
    const handle = system.client.workflow.getHandle(caseId);
    await handle.signal('stopSharing', { by: 'the county' });
    await handle.cancel();
    await scenes.event(caseId, 'CANCELLATION_IGNORED');
    await scenes.answer('ident', tcn);
    await system.until(caseId, ({ immigration }) => immigration === 'STATUS_REVIEW');
  });

  it('is judged by the instant at which the FBI received the submission: at the activation it is shared, a millisecond before not [A4 must] [A4 never]', async () => {
    const at = '2039-03-01T12:00:00.000Z';
    const [onTime, early, none] = ['XX0071000', 'XX0072000', 'XX0073000'];
    const latencyMs = 5000;
    const receivedAt = async (caseId: string) =>
      (await system.until(caseId, (state) => state.receivedAt !== null)).receivedAt ?? '';
    const submit = async (ori: string, tcn = newTcn()) => {
      await scenes.behave('fbi', { match: { tcn }, receivedAfterMs: latencyMs, silent: true });
      return {
        tcn,
        caseId: await system.submit('02-match-removable.eft', { tcn, startAt: at, change: ofAgency(ori) }),
      };
    };
    // The stand-in says when it received a submission, the jurisdiction is assigned afterwards: so both sides of the boundary can be hit to the millisecond.
    const cases = await Promise.all([onTime, early, none].map((ori) => submit(ori)));
    const received = await Promise.all(cases.map(({ caseId }) => receivedAt(caseId)));
    await Promise.all(
      cases.map(({ caseId }) => system.until(caseId, ({ immigration }) => immigration === 'AWAITING_JURISDICTION')),
    );
    await place(onTime, received[0] ?? '');
    await place(early, isoInstant(instantMs(received[1] ?? '') + 1));
    await place(none, null);
    for (const [index, ori] of [onTime, early, none].entries()) {
      await system.act(
        cases[index]?.caseId ?? '',
        'assignJurisdiction',
        { jurisdiction: `xx-${ori.toLowerCase()}`, reasons: 'Its county.' },
        'administrator',
      );
    }
    await system.until(cases[0]?.caseId ?? '', ({ immigration, shared }) => shared && immigration === 'STATUS_REVIEW');
    for (const { caseId, tcn } of cases.slice(1)) {
      await system.until(caseId, ({ outcome }) => outcome === 'NOT_SHARED');
      await scenes.answer('fbi', tcn);
      expect(await system.untilClosed(caseId)).toMatchObject({ outcome: 'NOT_SHARED', criminal: 'ANSWERED' });
      expect(await scenes.received('ident', tcn)).toBeNull();
    }
  });

  it('never happens to a submission received before the activation, also when it is repeated, retried, or processed long after [A4 never]', async () => {
    const ori = 'XX0074000';
    await place(ori, null);
    const tcn = newTcn();
    await scenes.behave('fbi', { match: { tcn }, silent: true });
    const caseId = await system.submit('02-match-removable.eft', {
      tcn,
      startAt: '2039-03-01T12:00:00Z',
      change: ofAgency(ori),
    });
    await system.until(caseId, ({ outcome }) => outcome === 'NOT_SHARED');
    await place(ori, '2039-03-02T00:00:00Z');
    await system.advance(caseId, 3 * DAY);
    await system.act(caseId, 'askAgain', { partner: 'FBI', reasons: 'No answer yet.' }, 'administrator');
    const accepted = { kind: 'ACCEPTED', tcr: tcn, receivedAt: '2039-03-03T00:00:00Z' };
    await scenes.say('FBI', caseId, accepted);
    await scenes.alarm(caseId, 'PARTNER_CONFLICT');
    expect(
      await refusalOf(
        system.act(caseId, 'askAgain', { partner: 'IDENT', reasons: 'Now it is active.' }, 'administrator'),
      ),
    ).toBe('NOTHING_TO_ASK');
    expect(
      await refusalOf(
        system.act(
          caseId,
          'assignJurisdiction',
          { jurisdiction: 'xx-example', reasons: 'Now it is active.' },
          'administrator',
        ),
      ),
    ).not.toBe('');
    await scenes.answer('fbi', tcn);
    expect(await system.untilClosed(caseId)).toMatchObject({ outcome: 'NOT_SHARED', criminal: 'ANSWERED' });
    expect(await scenes.received('ident', tcn)).toBeNull();
    const again = {
      caseId,
      tcn,
      ori: 'XXSIB0000',
      cri: ori,
      tot: 'CAR',
      submissionSha256: '0'.repeat(64),
      minor: false,
      offenceClass: 'OTHER',
      classedBy: 'none',
    };
    expect(await system.cases.startCase({ ...again, trust: system.trust, limits: system.limits })).toBe('ALREADY');
  });

  it('of a submission that reached the FBI late, after the activation, is by the FBI’s instant, not by ours [A4 must]', async () => {
    const [ori, tcn] = ['XX0075000', newTcn()];
    const activeFrom = isoInstant(Date.now() + 1500);
    await place(ori, activeFrom);
    await scenes.behave('fbi', { match: { tcn }, receivedAfterMs: 3000 });
    const caseId = await system.submit('02-match-removable.eft', { tcn, change: ofAgency(ori) });
    const { receivedAt } = await system.until(caseId, (state) => state.receivedAt !== null, 40_000);
    expect(instantMs(receivedAt ?? '')).toBeGreaterThan(instantMs(activeFrom));
    await system.until(caseId, ({ shared, immigration }) => shared && immigration === 'STATUS_REVIEW', 40_000);
  });

  it('goes by the register as it stands when the FBI has received the submission, not when the case was opened [A4 must] [D7 must]', async () => {
    const [ori, tcn] = ['XX0070100', newTcn()];
    await scenes.behave('fbi', { match: { tcn }, down: 'unavailable', times: 3 });
    const caseId = await system.submit('02-match-removable.eft', { tcn, change: ofAgency(ori) });
    await scenes.event(caseId, 'CASE_OPENED');
    await place(ori, '2008-10-27T00:00:00Z');
    await system.until(caseId, ({ shared, immigration }) => shared && immigration === 'STATUS_REVIEW', 40_000);
    expect(await system.kinds(caseId)).not.toContain('JURISDICTION_UNKNOWN');
  });

  it('waits where the agency is absent from the register; the criminal history does not, and a person assigns it [D7 must] [D7 never]', async () => {
    const tcn = newTcn();
    const caseId = await system.submit('17-unknown-agency.eft', { tcn });
    await system.until(
      caseId,
      ({ criminal, immigration }) => criminal === 'ANSWERED' && immigration === 'AWAITING_JURISDICTION',
    );
    await scenes.letter('sib:XXSIB0000', caseId, 'CRIMINAL_ANSWER');
    expect((await scenes.alarm(caseId, 'JURISDICTION_UNKNOWN')).to.map(({ role }) => role)).toEqual(['administrator']);
    expect(await scenes.received('ident', tcn)).toBeNull();
    const slip = { jurisdiction: 'xx-nowhere', reasons: 'A slip of the pen.' };
    const refused = await refusalOf(system.act(caseId, 'assignJurisdiction', slip, 'administrator'));
    expect(refused).toBe('UNKNOWN_JURISDICTION');
    expect((await system.state(caseId)).immigration).toBe('AWAITING_JURISDICTION');
    await system.act(
      caseId,
      'assignJurisdiction',
      { jurisdiction: 'xx-example', reasons: 'It polices that county.' },
      'administrator',
    );
    await system.until(caseId, ({ shared }) => shared);
    await scenes.untilNoAlarm(caseId, 'JURISDICTION_UNKNOWN');
  });

  it('from an unknown agency leads to a decision as any other, once the register knows it; no hold is asked for before [D7 must] [C1 never]', async () => {
    const ori = 'XX0076000';
    const caseId = await system.submit('02-match-removable.eft', { change: ofAgency(ori) });
    await system.until(caseId, ({ immigration }) => immigration === 'AWAITING_JURISDICTION');
    await system.act(
      caseId,
      'assignJurisdiction',
      { jurisdiction: 'xx-example', reasons: 'It polices that county.' },
      'administrator',
    );
    await system.toDecision(caseId);
    const national = {
      id: 'officer-hq',
      name: 'Reese Calder',
      role: 'field_officer',
      scope: { kind: 'national' },
    } as const;
    expect(await refusalOf(system.act(caseId, 'recordDecision', DETAINER_DECISION, 'officer'))).toBe('OUT_OF_SCOPE');
    expect(await refusalOf(system.act(caseId, 'recordDecision', DETAINER_DECISION, national))).toBe('AGENCY_UNKNOWN');
    await place(ori, '2008-10-27T00:00:00Z');
    await system.act(
      caseId,
      'assignJurisdiction',
      { jurisdiction: `xx-${ori.toLowerCase()}`, reasons: 'The register knows it now.' },
      'administrator',
    );
    await system.act(caseId, 'recordDecision', NO_ACTION, 'officer');
    expect(await system.untilClosed(caseId)).toMatchObject({ outcome: 'NO_ACTION', fieldOffice: 'XXNFO' });
  });

  it('raises the alarm again at its limit while nobody assigns the jurisdiction [D7 must]', async () => {
    const caseId = await system.submit('02-match-removable.eft', { change: ofAgency('XX0079000') });
    const alarm = await scenes.alarm(caseId, 'JURISDICTION_UNKNOWN');
    await system.records.alarms.acknowledge(alarm.id, personOf('administrator'), new Date().toISOString());
    await system.advance(caseId, 25 * HOUR);
    expect(await scenes.alarmNames(caseId)).toContain('JURISDICTION_UNKNOWN');
    expect((await system.state(caseId)).outcome).toBeNull();
  });
});
