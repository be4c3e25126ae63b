import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { CodedError } from '../domain/errors.ts';
import { isFailedPrecondition, isNotFound, unavailable } from './wire.ts';

const RETRY_MS = 250;

/**
 * Makes a worker version the current one of its deployment: before one is current, the server gives versioned workers nothing to do. The
 * server learns of a version from its workers' first polls, so it is asked again until it knows it, at most `withinMs` milliseconds.
 * @throws CodedError DEPLOYMENT_UNKNOWN if no worker of that version has polled by then; TEMPORAL_UNAVAILABLE
 */
export async function setCurrentDeploymentVersion(
  client: Client,
  deploymentName: string,
  buildId: string,
  withinMs = 30_000,
): Promise<void> {
  const { namespace, identity } = client.options;
  const until = Date.now() + withinMs;
  for (;;) {
    try {
      await client.workflowService.setWorkerDeploymentCurrentVersion({ namespace, identity, deploymentName, buildId });
      return;
    } catch (error) {
      if (!isNotFound(error) && !isFailedPrecondition(error)) throw unavailable(error);
      if (Date.now() > until) throw unknownVersion(deploymentName, buildId);
    }
    await sleep(RETRY_MS);
  }
}

/** The build id that is current in a deployment; `undefined` if there is none, or no such deployment. @throws CodedError TEMPORAL_UNAVAILABLE */
export async function currentDeploymentVersion(client: Client, deploymentName: string): Promise<string | undefined> {
  const { namespace } = client.options;
  try {
    const { workerDeploymentInfo } = await client.workflowService.describeWorkerDeployment({
      namespace,
      deploymentName,
    });
    return workerDeploymentInfo?.routingConfig?.currentDeploymentVersion?.buildId || undefined;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw unavailable(error);
  }
}

/**
 * Checks that a version is the current one.
 * @throws CodedError DEPLOYMENT_NOT_CURRENT that says which one is; TEMPORAL_UNAVAILABLE
 */
export async function checkCurrentDeploymentVersion(
  client: Client,
  deploymentName: string,
  buildId: string,
): Promise<void> {
  const current = await currentDeploymentVersion(client, deploymentName);
  if (current === buildId) return;
  const message = `Version ${buildId} of ${deploymentName} is not the current one (${current ?? 'there is none'}), so its workers get no new work: set it as current.`;
  throw new CodedError('DEPLOYMENT_NOT_CURRENT', message);
}

function unknownVersion(deploymentName: string, buildId: string): CodedError {
  const message = `The Temporal server has not heard of version ${buildId} of ${deploymentName}: check that its workers run and poll every task queue.`;
  return new CodedError('DEPLOYMENT_UNKNOWN', message);
}
