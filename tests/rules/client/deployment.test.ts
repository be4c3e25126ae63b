import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { connect } from '../../../client/connect.ts';
import {
  checkCurrentDeploymentVersion,
  currentDeploymentVersion,
  setCurrentDeploymentVersion,
} from '../../../client/deployment.ts';
import { createDataConverter } from '../../../runtime/payload/data-converter.ts';
import { quietRuntime, testNamespace, testServer } from '../../support/temporal.ts';

test('a version becomes current once its workers poll, and only then work runs', async () => {
  quietRuntime();
  const server = await testServer();
  const { address } = server;
  const namespace = await testNamespace(address);
  const native = await NativeConnection.connect({ address });
  const { client, close } = await connect({ temporal: { connectionOptions: { address }, namespace } });
  const name = 'cases';
  expect(await currentDeploymentVersion(client, name)).toBeUndefined();
  await expect(setCurrentDeploymentVersion(client, name, 'v1', 500)).rejects.toMatchObject({
    code: 'DEPLOYMENT_UNKNOWN',
  });

  const worker = await Worker.create({
    connection: native,
    namespace,
    taskQueue: 'case',
    workflowsPath: fileURLToPath(new URL('../../support/sink-workflow.ts', import.meta.url)),
    dataConverter: createDataConverter(),
    workerDeploymentOptions: {
      useWorkerVersioning: true,
      version: { deploymentName: name, buildId: 'v1' },
      defaultVersioningBehavior: 'AUTO_UPGRADE',
    },
  });
  const running = worker.run();
  await setCurrentDeploymentVersion(client, name, 'v1');
  await setCurrentDeploymentVersion(client, name, 'v1'); // a second process says the same
  await checkCurrentDeploymentVersion(client, name, 'v1');
  await expect(checkCurrentDeploymentVersion(client, name, 'v2')).rejects.toMatchObject({
    code: 'DEPLOYMENT_NOT_CURRENT',
  });
  const handle = await client.workflow.start('sink', {
    workflowId: 'sink',
    taskQueue: 'case',
    args: [{ everyMs: 60_000 }],
  });
  await handle.signal('finish');
  expect(await handle.result()).toBe(0);

  worker.shutdown();
  await running;
  await close();
  await native.close();
  await server.stop();
});
