import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type { Payload } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findTemporalCli } from '../../../scripts/lib/temporal-cli.mjs';
import { type SinkWorld, sinkWorld } from '../../support/sink.ts';
import type { SinkView } from '../../support/sink-workflow.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const encoded = (encoding: string, data: Uint8Array): Payload => ({ metadata: { encoding: bytes(encoding) }, data });
const json = (text: string): Payload => encoded('json/plain', bytes(text));
const undecodable = (reason: string) => ({ __undecodable: true, reason });

/** What anyone who reaches the server can send, and what becomes of it. */
const GARBAGE: readonly (readonly [string, Payload, unknown])[] = [
  ['JSON that is none', json('{"half":'), undecodable('NOT_JSON')],
  ['JSON that is not UTF-8', encoded('json/plain', Uint8Array.of(0xff, 0xfe, 0x00)), undecodable('NOT_JSON')],
  ['no data at all', encoded('json/plain', new Uint8Array()), undecodable('NOT_JSON')],
  ['no encoding', { metadata: { other: bytes('x') }, data: bytes('{}') }, undecodable('NO_ENCODING')],
  ['no metadata', { data: bytes('{}') }, undecodable('NO_ENCODING')],
  ['nothing', {}, undecodable('NO_ENCODING')],
  ['an unknown encoding', encoded('json/protobuf', bytes('{}')), undecodable('UNKNOWN_ENCODING')],
  [
    'an encoding that is not UTF-8',
    { metadata: { encoding: Uint8Array.of(0xff, 0xff) }, data: bytes('{}') },
    undecodable('UNKNOWN_ENCODING'),
  ],
  ['bytes', encoded('binary/plain', Uint8Array.of(1, 2, 3)), undecodable('BINARY')],
  ['the encoding of failed codecs', encoded('sc/undecodable', bytes('{}')), undecodable('CODEC')],
  ['JSON a hundred thousand levels deep', json('['.repeat(100_000) + ']'.repeat(100_000)), undecodable('TOO_DEEP')],
  ['a prototype', json('{"__proto__":{"args":1}}'), JSON.parse('{"__proto__":{"args":1}}')],
  ['a lone surrogate', json('"\\ud800"'), '\ud800'],
];

describe('nothing that anyone sends fails a workflow task', () => {
  let world: SinkWorld;
  beforeAll(async () => {
    world = await sinkWorld();
  });
  afterAll(() => world.stop());

  const start = (): Promise<string> => {
    const workflowId = `sink-${randomUUID()}`;
    return world.client.workflow
      .start('sink', { workflowId, taskQueue: 'case', args: [{ everyMs: 3_600_000 }] })
      .then(() => workflowId);
  };
  const view = (workflowId: string): Promise<SinkView> =>
    world.client.workflow.getHandle(workflowId).query<SinkView>('caseView');
  const signal = (workflowId: string, signalName: string, payloads: Payload[]): Promise<unknown> =>
    world.connection.workflowService.signalWorkflowExecution({
      namespace: world.namespace,
      workflowExecution: { workflowId },
      signalName,
      input: { payloads },
      requestId: randomUUID(),
    });
  const finish = async (workflowId: string): Promise<unknown> => {
    const handle = world.client.workflow.getHandle(workflowId);
    await handle.signal('finish');
    return handle.result();
  };
  const failedTasks = async (workflowId: string): Promise<number> => {
    const { events = [] } = await world.client.workflow.getHandle(workflowId).fetchHistory();
    return (events ?? []).filter((event) => event.workflowTaskFailedEventAttributes).length;
  };

  test('signals: each is recorded as a marker, and the workflow goes on', async () => {
    const workflowId = await start();
    for (const [, payload] of GARBAGE) await signal(workflowId, 'partnerMessage', [payload]);
    const { state } = await view(workflowId);
    expect(state.signals).toEqual(GARBAGE.map(([, , seen]) => ['partnerMessage', [seen]]));
    expect(await finish(workflowId)).toBe(GARBAGE.length);
    expect(await failedTasks(workflowId)).toBe(0);
  });

  test('signals nobody handles, even under names the SDK reserves, reach the default handler', async () => {
    const workflowId = await start();
    const names = ['nobodyHandlesThis', '__temporal_mischief', '__stack_trace', '__proto__', 'constructor'];
    for (const name of names) await signal(workflowId, name, [json('{"half":')]);
    const seen = ['nobodyHandlesThis', 'reserved:__temporal_mischief', '__stack_trace', '__proto__', 'constructor'];
    expect((await view(workflowId)).state.signals).toEqual(seen.map((name) => [name, [undecodable('NOT_JSON')]]));
    await finish(workflowId);
    expect(await failedTasks(workflowId)).toBe(0);
  });

  test('signals with many arguments or none', async () => {
    const workflowId = await start();
    await signal(workflowId, 'partnerMessage', []);
    await signal(
      workflowId,
      'partnerMessage',
      Array.from({ length: 500 }, () => json('{"half":')),
    );
    const [none, many] = (await view(workflowId)).state.signals;
    expect([none?.[1].length, many?.[1].length]).toEqual([0, 500]);
    await finish(workflowId);
    expect(await failedTasks(workflowId)).toBe(0);
  });

  test.each(GARBAGE)(
    'an update with %s is refused by its validator, which sees the update id',
    async (_name, payload, seen) => {
      const workflowId = await start();
      const update = async (name: string): Promise<string> => {
        const response = await world.connection.workflowService.updateWorkflowExecution({
          namespace: world.namespace,
          workflowExecution: { workflowId },
          waitPolicy: { lifecycleStage: 3 },
          request: { meta: { updateId: 'update-of-mine' }, input: { name, args: { payloads: [payload] } } },
        });
        return response.outcome?.failure?.message ?? '';
      };
      expect(await update('act.recordReview')).toBe(`refused update-of-mine: ${JSON.stringify(seen)}`);
      expect(await update('noSuchUpdate')).toMatch(/No registered handler/);
      await finish(workflowId);
      expect(await failedTasks(workflowId)).toBe(0);
    },
  );

  test('queries', async () => {
    const workflowId = await start();
    for (const [, payload] of GARBAGE) {
      const request = {
        namespace: world.namespace,
        execution: { workflowId },
        query: { queryType: 'caseView', queryArgs: { payloads: [payload] } },
      };
      expect((await world.connection.workflowService.queryWorkflow(request)).queryResult?.payloads).toHaveLength(1);
    }
    await finish(workflowId);
    expect(await failedTasks(workflowId)).toBe(0);
  });

  test('what the Temporal CLI can send', async () => {
    const workflowId = await start();
    const { path } = await findTemporalCli();
    const cli = (...args: string[]): Promise<unknown> =>
      promisify(execFile)(path, [
        'workflow',
        ...args,
        '--workflow-id',
        workflowId,
        '--address',
        world.address,
        '--namespace',
        world.namespace,
      ]);
    await cli('signal', '--name', 'partnerMessage', '--input', '"only text"');
    await cli('signal', '--name', 'partnerMessage', '--input', 'not json', '--input-meta', 'encoding=json/plain').catch(
      () => undefined,
    );
    await cli(
      'signal',
      '--name',
      'partnerMessage',
      '--input',
      'bnVsbHM=',
      '--input-base64',
      '--input-meta',
      'encoding=binary/encrypted',
    );
    const seen = (await view(workflowId)).state.signals.map(([, args]) => args[0]);
    expect(seen).toContain('only text');
    expect(seen).toContainEqual(undecodable('UNKNOWN_ENCODING'));
    await finish(workflowId);
    expect(await failedTasks(workflowId)).toBe(0);
  });
});
