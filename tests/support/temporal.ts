import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { msNumberToTs } from '@temporalio/common/lib/time.js';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { freePort } from '../../scripts/lib/processes.mjs';
import { findTemporalCli } from '../../scripts/lib/temporal-cli.mjs';
import { startTemporal } from '../../scripts/lib/temporal-server.mjs';

/** Has the SDK say only what went wrong. Before the first worker or native connection of a process. */
export function quietRuntime(): void {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
}

/** A Temporal server for tests: time skipping on, one task-queue partition. */
export interface TestServer {
  readonly address: string;
  stop(): Promise<void>;
}

/** The server that the run's set-up started (`TEST_TEMPORAL_ADDRESS`), else one of our own in memory. */
export async function testServer(): Promise<TestServer> {
  const address = process.env['TEST_TEMPORAL_ADDRESS'];
  if (address) return { address, stop: () => Promise.resolve() };
  const folder = mkdtempSync(join(tmpdir(), 'secure-communities-temporal-'));
  const { path } = await findTemporalCli();
  const server = await startTemporal({ cliPath: path, folder, port: await freePort() });
  return {
    address: server.address,
    stop: () => server.stop().then(() => rmSync(folder, { recursive: true, force: true })),
  };
}

/** A namespace of a test file's own, so that its workers and those of other files, on the same task queues, do not take each other's work. */
export async function testNamespace(address: string): Promise<string> {
  const namespace = `test-${randomUUID()}`;
  const connection = await Connection.connect({ address });
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msNumberToTs(86_400_000),
    });
    await untilKnown(connection, namespace);
  } finally {
    await connection.close();
  }
  return namespace;
}

/** The server's parts hear of a new namespace one after the other. */
async function untilKnown(connection: Connection, namespace: string): Promise<void> {
  for (;;) {
    try {
      await connection.workflowService.listWorkflowExecutions({ namespace });
      return;
    } catch (error) {
      if (!/not found/i.test(String(error))) throw error;
      await sleep(100);
    }
  }
}
