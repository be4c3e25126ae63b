import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CaseClient, createCaseClient } from '../../../client/cases.ts';
import { connect } from '../../../client/connect.ts';
import { assertedActor } from '../../../domain/access/assertion.ts';
import type { Actor } from '../../../domain/access/roles.ts';
import { DEFAULT_WAIT_LIMITS, type BookingCaseInput } from '../../../domain/lifecycle/input.ts';
import { actUpdateSchema } from '../../../domain/lifecycle/acts.ts';
import { newSigningKey, signStatement } from '../../../runtime/keys.ts';
import { createDataConverter } from '../../../runtime/payload/data-converter.ts';
import { type SinkWorld, sinkWorld } from '../../support/sink.ts';

const HOUR = 3_600_000;
const actorKey = newSigningKey('ACTOR');
const actor: Actor = { id: 'r.vance', name: 'R. Vance', role: 'status_specialist', scope: { kind: 'national' } };

describe('the case client', () => {
  let world: SinkWorld;
  let cases: CaseClient;
  beforeAll(async () => {
    world = await sinkWorld();
    cases = createCaseClient({
      client: world.client,
      dataConverter: createDataConverter(),
      actorKey,
      development: true,
      patienceMs: 5000,
    });
  });
  afterAll(() => world.stop());

  const start = async (): Promise<string> => {
    const workflowId = `sink-${randomUUID()}`;
    await world.client.workflow.start('sink', { workflowId, taskQueue: 'case', args: [{ everyMs: 1000 * HOUR }] });
    return workflowId;
  };
  const finish = async (workflowId: string): Promise<void> => {
    await world.client.workflow.getHandle(workflowId).signal('finish');
    await world.client.workflow.getHandle(workflowId).result();
  };
  const request = (workflowId: string, args: unknown, updateId: string = randomUUID()) => {
    return { workflowId, act: 'recordReview' as const, args, actor, signInAgeMs: 60_000, updateId };
  };

  test('signs an act for exactly this workflow, act, update and arguments, in the workflow’s own time', async () => {
    const workflowId = await start();
    const { nowMs } = await cases.advanceClock(workflowId, 30 * HOUR);
    const args = { words: 'as found', left: undefined };
    const done = await cases.act(request(workflowId, args, 'update-1'));
    expect(done).toMatchObject({ recorded: true, result: { id: 'update-1' } });
    const given =
      done.recorded && typeof done.result === 'object' && done.result && 'given' in done.result
        ? done.result.given
        : undefined;
    const { assertion, args: received } = actUpdateSchema.parse(given);
    const { kid, use, publicKey } = actorKey;
    const asserted = (act: object) =>
      assertedActor(
        assertion,
        { workflowId, act: 'recordReview', updateId: 'update-1', args: received, nowMs, ...act },
        [{ kid, use, publicKey }],
      );
    expect(asserted({})).toMatchObject({ ok: true, statement: { actor, signInAgeMs: 60_000 } });
    expect(asserted({ args: { words: 'other' } })).toMatchObject({ ok: false });
    expect(asserted({ updateId: 'update-2' })).toMatchObject({ ok: false });
    expect(asserted({ nowMs: nowMs + 6 * 60_000 })).toMatchObject({ fault: 'ASSERTION_EXPIRED' });
  });

  test('hands on a refusal with its code, field and advice', async () => {
    const workflowId = await start();
    const refused = cases.act(request(workflowId, 'refuse', 'update-3'));
    await expect(refused).rejects.toMatchObject({
      code: 'SAID_BADLY',
      message: 'Refused update-3: say it otherwise.',
      field: 'args.reasons',
    });
  });

  test('a repeat does nothing new, even after the workflow ended; another act on it is refused', async () => {
    const workflowId = await start();
    const first = await cases.act(request(workflowId, {}, 'update-4'));
    expect(await cases.act(request(workflowId, {}, 'update-4'))).toEqual(first);
    await finish(workflowId);
    expect(await cases.act(request(workflowId, {}, 'update-4'))).toEqual(first);
    await expect(cases.act(request(workflowId, {}))).rejects.toMatchObject({ code: 'CASE_CLOSED' });
    expect(await cases.describe(workflowId)).toBe('COMPLETED');
    await expect(cases.act(request('booking-none', {}))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('says that it does not know when nobody takes the act up', async () => {
    const workflowId = `sink-${randomUUID()}`;
    await world.client.workflow.start('sink', { workflowId, taskQueue: 'nobody-polls', args: [{ everyMs: HOUR }] });
    const impatient = createCaseClient({
      client: world.client,
      dataConverter: createDataConverter(),
      actorKey,
      development: true,
      patienceMs: 700,
    });
    expect(await impatient.act(request(workflowId, {}))).toEqual({ recorded: false, accepted: false });
    await expect(impatient.caseView(workflowId)).rejects.toMatchObject({ code: 'NO_LIVE_ANSWER' });
    expect((await impatient.timeOf(workflowId)).offsetMs).toBe(0);
  });

  test('a process without the key cannot act for people', async () => {
    const worker = createCaseClient({ client: world.client, dataConverter: createDataConverter(), development: true });
    await expect(worker.act(request('booking-none', {}))).rejects.toMatchObject({ code: 'KEY_MISSING' });
  });

  test('delivers a partner’s message, and says when the workflow is gone', async () => {
    const workflowId = await start();
    const signed = signStatement('FBI', newSigningKey('FBI'), { kind: 'ACCEPTED' });
    expect(await cases.deliverPartnerMessage(workflowId, { from: 'FBI', signed })).toBe('TOLD');
    const { state } = await cases.caseView(workflowId);
    expect(state).toMatchObject({ signals: [['partnerMessage', [{ from: 'FBI', signed }]]] });
    await finish(workflowId);
    expect(await cases.deliverPartnerMessage(workflowId, { from: 'FBI', signed })).toBe('GONE');
    expect(await cases.deliverPartnerMessage('booking-none', { from: 'FBI', signed })).toBe('GONE');
    await expect(cases.caseView('booking-none')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await cases.describe('booking-none')).toBeUndefined();
  });

  test.each([undefined, 48 * HOUR])('starts a case once for ever (ahead by %s ms)', async (aheadMs) => {
    const input: BookingCaseInput = {
      caseId: `booking-${randomUUID()}`,
      tcn: 'XX00000001',
      ori: 'XX0000000',
      cri: 'XX0010000',
      tot: 'CAR',
      submissionSha256: '0'.repeat(64),
      minor: false,
      offenceClass: 'unclassified',
      classedBy: 'none',
      trust: [],
      limits: DEFAULT_WAIT_LIMITS,
    };
    const options = aheadMs === undefined ? {} : { startAt: new Date(Date.now() + aheadMs).toISOString() };
    expect(await cases.startCase(input, options)).toBe('STARTED');
    expect(await cases.startCase(input, options)).toBe('ALREADY');
    const handle = world.client.workflow.getHandle(input.caseId);
    expect(Math.abs((await cases.timeOf(input.caseId)).offsetMs - (aheadMs ?? 0))).toBeLessThan(3000);
    await handle.terminate();
    expect(await cases.startCase(input)).toBe('ALREADY');
    expect(await cases.describe(input.caseId)).toBe('TERMINATED');
  });

  test('a deployment that is not for development chooses no dates', async () => {
    const strict = createCaseClient({ client: world.client, dataConverter: createDataConverter(), development: false });
    const input = { caseId: `booking-${randomUUID()}` } as BookingCaseInput; // refused before it is looked at
    await expect(strict.startCase(input, { startAt: '2039-01-01T00:00:00Z' })).rejects.toMatchObject({
      code: 'DEVELOPMENT_ONLY',
    });
    expect((await strict.timeOf('anything')).offsetMs).toBe(0);
    await strict.ping();
  });

  test('a server that is not there is named', async () => {
    const nowhere = { temporal: { connectionOptions: { address: '127.0.0.1:1' }, namespace: 'default' } };
    await expect(connect(nowhere)).rejects.toMatchObject({ code: 'TEMPORAL_UNREACHABLE' });
  }, 20_000);
});
