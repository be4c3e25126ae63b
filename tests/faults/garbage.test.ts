import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type { Payload } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTemporalCli } from '../../scripts/lib/temporal-cli.mjs';
import { ACTS, type ActName } from '../../domain/lifecycle/acts.ts';
import { updateNameOf } from '../../domain/lifecycle/input.ts';
import { newSigningKey, signingKey, signStatement } from '../../runtime/keys.ts';
import { activationIdOf } from '../../domain/lifecycle/activation-input.ts';
import { activationsOf } from '../support/activations.ts';
import { eventually, startSystem, type System } from '../support/system.ts';
import { endedForLimitIn, failedTasks, historyOf, THURSDAY } from './support.ts';

// A case that waits for an officer and a detainer whose clock runs are sent everything that can be sent. The clock is started so that its
// limit falls while, or right after, it all arrives.
const FLOOD = 2000;
const LIMIT_IN_MS = 75_000;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const payload = (encoding: string, data: Uint8Array | string): Payload => ({
  metadata: { encoding: bytes(encoding) },
  data: typeof data === 'string' ? bytes(data) : data,
});
const json = (value: unknown): Payload => payload('json/plain', JSON.stringify(value));

let system: System;
let caseId: string;
let detainerId: string;
let jurisdiction: string;
let activationId: string;
let limitMs: number;

beforeAll(async () => {
  system = await startSystem();
  caseId = await system.submit('02-match-removable.eft', { startAt: THURSDAY });
  detainerId = await system.toDetainer(caseId);
  const { endedAt } = await endedForLimitIn(system, detainerId, LIMIT_IN_MS);
  await system.act(
    detainerId,
    'reportGroundsEnded',
    { endedAt, ending: 'BAIL_POSTED', source: 'Bail receipt' },
    'jail-one',
  );
  limitMs = (await system.detainer(detainerId)).clock?.limitMs ?? 0;
  jurisdiction = await activationsOf(system).place();
  await activationsOf(system).plan(jurisdiction);
  activationId = activationIdOf(jurisdiction);
});
afterAll(async () => {
  await system.stop();
});

async function cli(...args: string[]): Promise<string> {
  const { path } = await findTemporalCli();
  return (await promisify(execFile)(path, [...args, '--address', system.address, '--namespace', system.namespace]))
    .stdout;
}

async function signal(workflowId: string, signalName: string, payloads: Payload[]): Promise<void> {
  await system.client.workflowService.signalWorkflowExecution({
    namespace: system.namespace,
    workflowExecution: { workflowId },
    signalName,
    input: { payloads },
    requestId: randomUUID(),
  });
}

/** What the workflow answers to an update: its failure's code, or that it was taken. */
async function update(workflowId: string, name: string, payloads: Payload[]): Promise<string> {
  const response = await system.client.workflowService.updateWorkflowExecution({
    namespace: system.namespace,
    workflowExecution: { workflowId },
    waitPolicy: { lifecycleStage: 3 },
    request: { meta: { updateId: randomUUID() }, input: { name, args: { payloads } } },
  });
  const failure = response.outcome?.failure;
  return failure ? (failure.applicationFailureInfo?.type ?? 'FAILED') : 'TAKEN';
}

/** Statements well signed by a partner that say nothing sensible, and sensible ones that nobody trusted has signed. */
function envelopes(): unknown[] {
  const jail = signingKey(system.keys, 'JAIL');
  const release = {
    kind: 'HOLD_ENDED',
    detainerId,
    ori: 'XX0010100',
    messageId: randomUUID(),
    endedAt: THURSDAY,
    ending: 'RELEASED',
    source: 'nobody',
  };
  return [
    { from: 'JAIL', signed: signStatement('JAIL', newSigningKey('JAIL'), release) },
    {
      from: 'JAIL',
      signed: { ...signStatement('JAIL', jail, release), statement: JSON.stringify({ ...release, ending: 'DEATH' }) },
    },
    { from: 'JAIL', signed: signStatement('JAIL', jail, { ...release, ori: 'XX0099900' }) },
    { from: 'JAIL', signed: signStatement('JAIL', jail, { ...release, endedAt: '2098-01-01T00:00:00Z' }) },
    { from: 'JAIL', signed: signStatement('JAIL', jail, { kind: 'NO_SUCH_KIND' }) },
    { from: 'FBI', signed: signStatement('JAIL', jail, release) },
    {
      from: 'SYSTEM',
      signed: signStatement('SYSTEM', newSigningKey('SYSTEM'), {
        kind: 'CANCEL',
        detainerId,
        reason: 'x',
        at: THURSDAY,
      }),
    },
    { from: 'JAIL', signed: null },
    { from: 'JAIL' },
    [],
    null,
    'text',
    '\ud800',
    { __proto__: { from: 'JAIL' } },
  ];
}

function junk(): Payload[][] {
  return [
    ...envelopes().map((value) => [json(value)]),
    [],
    [payload('json/plain', '{"half":')],
    [payload('json/plain', Uint8Array.of(0xff, 0xfe, 0))],
    [payload('binary/plain', randomBytes(4096))],
    [payload('binary/encrypted', randomBytes(64))],
    [payload('json/plain', `${'['.repeat(50_000)}${']'.repeat(50_000)}`)],
    [json({ from: 'JAIL', signed: 'x'.repeat(1_000_000) })],
    [{}],
    Array.from({ length: 300 }, () => json(1)),
  ];
}

describe('garbage to a case, to a detainer whose clock runs, and to an activation', { timeout: 180_000 }, () => {
  it('signals of every name and form are recorded and dropped', async () => {
    const states = async () =>
      await Promise.all([system.state(caseId), system.detainer(detainerId), activationsOf(system).state(jurisdiction)]);
    const before = await states();
    for (const workflowId of [caseId, detainerId, activationId]) {
      for (const args of junk()) await signal(workflowId, 'partnerMessage', args);
      for (const name of [
        '__temporal_x',
        '__temporal_signal',
        '__stack_trace',
        '__proto__',
        'constructor',
        'x'.repeat(500),
        '\u0000',
      ]) {
        await signal(workflowId, name, [payload('json/plain', '{"half":')]);
      }
      await cli(
        'workflow',
        'signal',
        '--workflow-id',
        workflowId,
        '--name',
        'partnerMessage',
        '--input',
        '{"from":"JAIL"}',
      );
      await cli('workflow', 'signal', '--workflow-id', workflowId, '--name', '__temporal_activity', '--input', '1');
    }
    expect(await states()).toEqual(before);
  });

  it('updates are refused with a code', async () => {
    const acts = Object.keys(ACTS) as ActName[];
    for (const act of acts) {
      const workflowId = { case: caseId, detainer: detainerId, activation: activationId }[ACTS[act].on];
      expect(await update(workflowId, updateNameOf(act), [payload('binary/encrypted', randomBytes(16))])).toBe(
        'UNDECODABLE',
      );
      expect(await update(workflowId, updateNameOf(act), [])).toBe('UNDECODABLE');
      expect(['INVALID_ARGUMENT', 'ASSERTION_UNSIGNED', 'UNDECODABLE']).toContain(
        await update(workflowId, updateNameOf(act), [
          json({ args: {}, assertion: { kid: 'x', statement: '{}', signature: '00' } }),
        ]),
      );
    }
    for (const name of ['act.noSuchAct', '__temporal_update', 'constructor', '__proto__', '']) {
      expect(await update(detainerId, name, [json(1)]).catch(() => 'REFUSED BY THE SERVER')).not.toBe('TAKEN');
    }
    await expect(
      cli(
        'workflow',
        'update',
        'execute',
        '--workflow-id',
        detainerId,
        '--name',
        'act.cancelDetainer',
        '--input',
        '{"args":{}}',
      ),
    ).rejects.toThrow(/could not be read/);
  });

  it('queries are answered or refused', async () => {
    for (const args of junk()) {
      const request = {
        namespace: system.namespace,
        execution: { workflowId: detainerId },
        query: { queryType: 'detainerView', queryArgs: { payloads: args } },
      };
      expect((await system.client.workflowService.queryWorkflow(request)).queryResult?.payloads).toHaveLength(1);
    }
    for (const queryType of ['noSuchQuery', '__temporal_x', '__proto__']) {
      await expect(system.client.workflow.getHandle(caseId).query(queryType, 'junk')).rejects.toThrow(/quer/i);
    }
  });

  it('a request to cancel ends nothing', async () => {
    for (const workflowId of [caseId, detainerId, activationId])
      await cli('workflow', 'cancel', '--workflow-id', workflowId);
    await eventually(
      async () => await system.kinds(caseId),
      (kinds) => kinds.filter((kind) => kind === 'CANCELLATION_IGNORED').length === 2,
    );
    for (const workflowId of [caseId, detainerId, activationId])
      expect(await system.cases.describe(workflowId)).toBe('RUNNING');
  });

  it('a flood leaves a handful of events', async () => {
    for (let sentSoFar = 0; sentSoFar < FLOOD; sentSoFar += 100) {
      await Promise.all(
        Array.from(
          { length: 100 },
          async (_, index) => await signal(index % 2 ? caseId : detainerId, 'partnerMessage', [json({ flood: index })]),
        ),
      );
    }
    await eventually(
      async () => await system.kinds(caseId),
      (kinds) => kinds.filter((kind) => kind === 'MESSAGE_DROPPED').length > 30,
      60_000,
    );
    const kinds = await system.kinds(caseId);
    // Of either workflow the first sixteen one by one, then the 32nd, 64th, … 1024th; and what a trusted partner said without sense.
    expect(kinds.filter((kind) => kind === 'MESSAGE_DROPPED').length).toBeLessThan(60);
    for (const workflowId of [caseId, detainerId]) {
      const { types } = await historyOf(system, workflowId);
      const ours = types.filter((type) => type !== 'workflowExecutionSignaled' && !type.startsWith('workflowTask'));
      expect(ours.length).toBeLessThan(300);
      expect(types.filter((type) => type.startsWith('workflowTask')).length).toBeLessThan(types.length);
    }
  });

  it('and the clock ends the request at its exact instant, with no workflow task failed', async () => {
    const { authorityEnded } = await system.untilDetainer(
      detainerId,
      ({ hold }) => hold === 'AUTHORITY_ENDED',
      LIMIT_IN_MS + 30_000,
    );
    expect(authorityEnded).toMatchObject({ why: 'LIMIT' });
    expect(Date.parse(authorityEnded?.at ?? '')).toBe(limitMs);
    for (const workflowId of [caseId, detainerId, activationId]) {
      expect(await failedTasks(system, workflowId)).toEqual([]);
    }
    expect(await system.records.cases.verify(caseId)).toMatchObject({ ok: true });
  });
});

describe('garbage to the address for callbacks', () => {
  const post = async (body: string | Uint8Array<ArrayBuffer>): Promise<{ status: number; code: string }> => {
    const response = await fetch(`${system.api}/v1/partners/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const answer = (await response.json()) as { error?: { code: string }; status?: string };
    return { status: response.status, code: answer.error?.code ?? answer.status ?? '' };
  };
  const callback = (envelope: unknown, more: object = {}): string =>
    JSON.stringify({ reference: detainerId, envelope, ...more });

  it('is refused with a code, and changes nothing', async () => {
    const before = await system.kinds(caseId);
    const jail = signingKey(system.keys, 'JAIL');
    const release = {
      kind: 'HOLD_ENDED',
      detainerId,
      ori: 'XX0010100',
      messageId: randomUUID(),
      endedAt: THURSDAY,
      ending: 'RELEASED',
      source: 'nobody',
    };
    const signed = signStatement('JAIL', jail, release);
    const sha256 = 'a'.repeat(64);
    const cases: readonly (readonly [string | Uint8Array<ArrayBuffer>, number, string])[] = [
      ['', 400, 'NOT_JSON'],
      ['{"half":', 400, 'NOT_JSON'],
      ['[]', 400, 'BAD_INPUT'],
      [new Uint8Array(randomBytes(4096)), 400, 'NOT_JSON'],
      [callback({ from: 'JAIL', signed: signStatement('JAIL', newSigningKey('JAIL'), release) }), 401, 'UNSIGNED'],
      [callback({ from: 'JAIL', signed: { ...signed, statement: '{}' } }), 401, 'UNSIGNED'],
      [
        callback({
          from: 'SYSTEM',
          signed: signStatement('SYSTEM', signingKey(system.keys, 'SYSTEM'), {
            kind: 'CANCEL',
            detainerId,
            reason: 'x',
            at: THURSDAY,
          }),
        }),
        401,
        'UNSIGNED',
      ],
      [callback({ from: 'JAIL', signed }, { attachments: { [sha256]: 'AAAA' } }), 400, 'ATTACHMENT_UNREADABLE'],
      [callback({ from: 'JAIL', signed }, { attachments: { [sha256]: '*no base64*' } }), 400, 'ATTACHMENT_UNREADABLE'],
      [
        JSON.stringify({
          reference: 'booking-0000000000000000000000000000000000000000',
          envelope: { from: 'JAIL', signed },
        }),
        404,
        'NO_SUCH_REFERENCE',
      ],
      [' '.repeat(13 * 1024 * 1024), 413, 'TOO_LARGE'],
    ];
    for (const [body, status, code] of cases)
      expect([body.slice(0, 60), await post(body)]).toEqual([body.slice(0, 60), { status, code }]);
    expect(await system.kinds(caseId)).toEqual(before);
  });
});
