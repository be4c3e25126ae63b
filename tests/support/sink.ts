import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { connect } from '../../client/connect.ts';
import { createDataConverter } from '../../runtime/payload/data-converter.ts';
import type { SinkActivities } from './sink-workflow.ts';
import { quietRuntime, testNamespace, testServer } from './temporal.ts';

/** A worker that runs the sink workflow on the queue `case` of a namespace of its own, and a client beside it. */
export interface SinkWorld {
  readonly address: string;
  readonly namespace: string;
  readonly client: Client;
  readonly connection: Connection;
  stop(): Promise<void>;
}

const activities: SinkActivities = { pause: (ms) => sleep(ms) };

export async function sinkWorld(): Promise<SinkWorld> {
  quietRuntime();
  const server = await testServer();
  const { address } = server;
  const namespace = await testNamespace(address);
  const native = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection: native,
    namespace,
    taskQueue: 'case',
    workflowsPath: fileURLToPath(new URL('./sink-workflow.ts', import.meta.url)),
    activities,
    dataConverter: createDataConverter(),
    interceptors: {
      workflowModules: [fileURLToPath(new URL('../../runtime/payload/reserved-signals.ts', import.meta.url))],
    },
    shutdownGraceTime: '1s',
  });
  const running = worker.run();
  const { client, connection, close } = await connect({ temporal: { connectionOptions: { address }, namespace } });
  return {
    address,
    namespace,
    client,
    connection,
    stop: async () => {
      worker.shutdown();
      await running;
      await close();
      await native.close();
      await server.stop();
    },
  };
}
