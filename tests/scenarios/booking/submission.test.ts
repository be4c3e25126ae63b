import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../domain/canonical.ts';
import { parseSubmission } from '../../../exchange/ebts/booking.ts';
import { caseIdOf } from '../../../runtime/keys.ts';
import { callApi, JAIL, newTcn, ofType, type Scenes, scenesOf } from '../../support/scenes.ts';
import { startSystem, type System } from '../../support/system.ts';

let system: System;
let scenes: Scenes;
beforeAll(async () => {
  system = await startSystem();
  scenes = scenesOf(system);
});
afterAll(async () => {
  await system.stop();
});

const sample = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../samples/${name}`, import.meta.url)));
const submit = (person: string, bytes: Uint8Array) =>
  callApi(system, person, { method: 'POST', path: '/v1/bookings', bytes });

describe.concurrent('a booking at the front door', () => {
  it('reaches the FBI byte for byte through its bureau, and the answer comes back the same way [A1 must] [A2 must]', async () => {
    const file = sample('02-match-removable.eft');
    const { status, body } = await submit('jail-one', file);
    expect({ status, answer: body['status'] }).toEqual({ status: 201, answer: 'ACCEPTED' });
    const caseId = String(body['caseId']);
    await system.until(caseId, ({ criminal }) => criminal === 'ANSWERED');
    const { booking } = parseSubmission(file) as { booking: { transaction: { tcn: string; ori: string } } };
    expect(caseId).toBe(caseIdOf(system.keys.siteKey, 'XXSIB0000', booking.transaction.tcn));
    expect(await scenes.received('fbi', booking.transaction.tcn)).toMatchObject({
      sha256: sha256Hex(file),
      conflicts: 0,
    });
    const answer = await scenes.letter('sib:XXSIB0000', caseId, 'CRIMINAL_ANSWER');
    expect(await scenes.inbox(`agency:${JAIL}`, caseId)).toEqual([]);
    expect(answer.route).toEqual(['sib:XXSIB0000', `agency:${JAIL}`]);
    await scenes.passOn(caseId);
    const passed = await scenes.letter(`agency:${JAIL}`, caseId, 'CRIMINAL_ANSWER');
    const sre = await system.records.attachments.read(caseId, passed.attachmentSha256 ?? '');
    expect(Buffer.from(sre ?? []).toString('latin1')).toContain('CONVICTED');
  });

  it('is taken once: the same file again is the same case, another file under its number is put before a person [A1 must]', async () => {
    const file = sample('01-no-match.eft');
    const first = await submit('jail-one', file);
    const again = await submit('bureau', file);
    expect([first.status, again.status, again.body['status']]).toEqual([201, 200, 'SAME']);
    expect(again.body['caseId']).toBe(first.body['caseId']);
    const changed = new Uint8Array(file);
    changed[changed.length - 40] = (changed.at(-40) ?? 0) ^ 1;
    const other = await submit('jail-one', changed);
    expect(other).toMatchObject({ status: 409, code: 'SUBMISSION_CONFLICT' });
    const caseId = String(first.body['caseId']);
    expect(await system.records.submissions.conflicts(caseId)).toHaveLength(1);
    await system.untilClosed(caseId);
  });

  it('may be any kind of arrest; one that wants no answer is shared all the same [A1 must] [A3 must]', async () => {
    const types = ['CAR', 'CNA', 'CPDR', 'CPNU', 'CARC', 'CNAC'];
    const ids = await Promise.all(types.map((tot) => system.submit('01-no-match.eft', { change: ofType(tot) })));
    const closed = await Promise.all(ids.map((caseId) => system.untilClosed(caseId)));
    expect(closed.map(({ outcome, criminal }) => [outcome, criminal])).toEqual(
      types.map(() => ['NO_MATCH', 'ANSWERED']),
    );
    const answered = await Promise.all(
      ids.map(async (caseId) =>
        (await scenes.inbox('sib:XXSIB0000', caseId)).some(({ kind }) => kind === 'CRIMINAL_ANSWER'),
      ),
    );
    expect(answered).toEqual([true, false, true, true, true, false]);
  });

  it.each([
    ['a transaction that is no arrest', '14-not-an-arrest.eft', 'NOT_AN_ARREST'],
    ['a name without prints', '15-no-prints.json', 'NO_PRINTS'],
  ])('refuses %s, and nothing is searched [A1 never] [A7 never]', async (_what, name, code) => {
    const answer = await submit('jail-one', sample(name));
    expect(answer).toMatchObject({
      status: 422,
      code,
      body: { error: { field: expect.any(String), message: expect.any(String) } },
    });
    expect(answer.body['caseId']).toBeUndefined();
  });

  it('refuses a booking that names no criminal charge [A1 never]', async () => {
    const json = JSON.parse(Buffer.from(sample('16-json-booking.json')).toString('utf8')) as {
      arrest: { charges: unknown[] };
      transaction: { tcn: string };
    };
    const booking = {
      ...json,
      transaction: { ...json.transaction, tcn: newTcn() },
      arrest: { ...json.arrest, charges: [] },
    };
    const answer = await callApi(system, 'jail-one', { method: 'POST', path: '/v1/bookings', json: booking });
    expect(answer).toMatchObject({ status: 422, body: { error: { field: 'arrest.charges' } } });
    expect(
      await system.records.cases.get(caseIdOf(system.keys.siteKey, 'XXSIB0000', booking.transaction.tcn)),
    ).toBeNull();
  });

  it('is not processed for an originator that the FBI does not know: rejected, never shared, and its bureau is told [A1 never]', async () => {
    const tcn = newTcn();
    const caseId = await system.submit('08-unknown-originator.eft', { tcn });
    expect(await system.untilClosed(caseId)).toMatchObject({ outcome: 'REJECTED_BY_FBI', criminal: 'REJECTED' });
    expect(await scenes.received('ident', tcn)).toBeNull();
    const { text, attachmentSha256 } = await scenes.letter('sib:XXSIB0000', caseId, 'SUBMISSION_REJECTED');
    expect(text).toContain('NOT AUTHORIZED TO SUBMIT');
    expect(attachmentSha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is not processed where the FBI rejects it (ERRT): the bureau gets the reason, the case ends, no particulars stay [A1 never]', async () => {
    const caseId = await system.submit('07-fbi-error.eft');
    expect(await system.untilClosed(caseId)).toMatchObject({ outcome: 'REJECTED_BY_FBI', criminal: 'REJECTED' });
    expect((await scenes.letter('sib:XXSIB0000', caseId, 'SUBMISSION_REJECTED')).text).toContain('IMAGE QUALITY');
    expect((await system.records.cases.get(caseId))?.booking).toBeNull();
    expect(await system.records.submissions.read(caseId)).toBeNull();
  });

  it('goes nowhere as a case that somebody starts past the front door [A1 never]', async () => {
    const tcn = newTcn();
    const caseId = caseIdOf(system.keys.siteKey, 'XXSIB0000', tcn);
    const forged = {
      caseId,
      tcn,
      ori: 'XXSIB0000',
      cri: JAIL,
      tot: 'CAR',
      submissionSha256: '0'.repeat(64),
      minor: false,
      offenceClass: 'X',
      classedBy: 'none',
    };
    await system.client.workflow.start('bookingCase', {
      workflowId: caseId,
      taskQueue: 'case',
      args: [{ ...forged, trust: system.trust, limits: system.limits }],
    });
    expect(await system.untilClosed(caseId)).toMatchObject({ status: 'FAILED' });
    expect(await scenes.received('fbi', tcn)).toBeNull();
    expect(await scenes.received('ident', tcn)).toBeNull();
  });
});
