import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import {
  type ActivityInboundCallsInterceptor,
  NativeConnection,
  Runtime,
  Worker,
  type WorkerOptions,
} from '@temporalio/worker';
import type { Logger } from 'pino';
import { type ActivationDependencies, createActivationActivities } from '../activities/activation.ts';
import { createCaseActivities, type CaseDependencies } from '../activities/case.ts';
import { createDhsActivities, createFbiActivities } from '../activities/partners.ts';
import { createPlanActivities } from '../activities/plan.ts';
import { createWatchActivities, type WatchDependencies } from '../activities/watch.ts';
import { checkCurrentDeploymentVersion, setCurrentDeploymentVersion } from '../client/deployment.ts';
import { CodedError } from '../domain/errors.ts';
import { TASK_QUEUES } from '../domain/lifecycle/input.ts';
import { createDatabasesClient } from '../partners/databases.ts';
import { createFbiClient } from '../partners/fbi.ts';
import { createIdentClient } from '../partners/ident.ts';
import { type DocumentThread, documentThread } from '../exchange/forms/thread.ts';
import type { Records } from '../records/index.ts';
import { type Config, needed } from '../runtime/config.ts';
import { toApplicationFailure } from '../runtime/errors.ts';
import { type KeyRing, signingKey, signStatement, trustedKeys } from '../runtime/keys.ts';
import { createTemporalLogger } from '../runtime/log.ts';
import { createDataConverter } from '../runtime/payload/data-converter.ts';
import { workflowBundle } from './bundle.ts';

/** The trust zones that run on Temporal task queues. The `agency` zone is the courier (courier.ts). */
export type WorkerZone = 'case' | 'fbi' | 'dhs';

/** The worker deployment that this system's workflow code is versions of. */
export const DEPLOYMENT_NAME = 'secure-communities';

export interface WorkersInput {
  readonly zones: readonly WorkerZone[];
  readonly config: Config;
  readonly keys: KeyRing;
  readonly records: Records;
  /** Starts detainers and signals workflows, for the `case` zone. */
  readonly workflows: CaseDependencies['workflows'] &
    Pick<WatchDependencies, 'describe'> &
    Pick<ActivationDependencies, 'timeOf'>;
  /** Sets the current deployment version. */
  readonly client: Client;
  readonly log: Logger;
}

export interface RunningWorkers {
  readonly buildId: string;
  /** Stops taking work, lets what is under way end within a limit, and rejects if a worker failed. Safe to call twice. */
  shutdown(): Promise<void>;
  /** Resolves when all workers have stopped, rejects when one failed. */
  readonly stopped: Promise<void>;
}

/** How many sleeping workflows stay in memory (about 0.4 MB each). */
const CACHED_WORKFLOWS = 500;
/** Who asks, as the IAQ states it. */
const INQUIRER = { attention: 'SECURE COMMUNITIES', phone: '0000000000' };
/** No repeat mends this: somebody started a workflow by hand. Everything else is retried until it succeeds. */
const FINAL: ReadonlySet<string> = new Set(['NOT_STARTED_HERE']);

let installed = false;

/** Runs the workers of some trust zones in this process, with their deployment version set as current; resolves when they take work. */
export async function runWorkers(input: WorkersInput): Promise<RunningWorkers> {
  if (!installed) Runtime.install({ logger: createTemporalLogger(input.log), shutdownSignals: [] });
  installed = true;
  const { connectionOptions, namespace } = input.config.temporal;
  const connection = await NativeConnection.connect(connectionOptions);
  const documents = documentThread();
  const bundle = { ...(await workflowBundle()), documents };
  const common = {
    connection,
    namespace,
    dataConverter: createDataConverter(),
    interceptors: { activity: [() => ({ inbound: codedErrors })] },
    shutdownGraceTime: '10s',
  } satisfies Partial<WorkerOptions>;
  const workers = await Promise.all(
    input.zones.map(async (zone) => await Worker.create({ ...common, ...optionsOf(zone, input, bundle) })),
  );
  const runs = Promise.all(workers.map(async (worker) => await worker.run()));
  const stopped = runs.then(async () => {
    await documents.close();
    await connection.close();
  });
  const shutdown = async (): Promise<void> => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    await stopped;
  };
  if (input.zones.includes('case')) await becomeCurrent(input.client, bundle.buildId);
  return { buildId: bundle.buildId, shutdown, stopped };
}

/** Before a version is the current one, its workers get nothing to do: it is set, and then looked at. */
async function becomeCurrent(client: Client, buildId: string): Promise<void> {
  await setCurrentDeploymentVersion(client, DEPLOYMENT_NAME, buildId);
  await checkCurrentDeploymentVersion(client, DEPLOYMENT_NAME, buildId);
}

function optionsOf(
  zone: WorkerZone,
  input: WorkersInput,
  { codePath, buildId, documents }: { codePath: string; buildId: string; documents: DocumentThread },
): Omit<WorkerOptions, 'connection'> {
  const { records, config, keys } = input;
  const url = (value: string | undefined, variable: 'FBI_URL' | 'IDENT_URL' | 'DATABASES_URL') => ({
    url: needed(value, variable),
    callbackUrl: needed(config.callbackUrl, 'SC_CALLBACK_URL'),
  });
  switch (zone) {
    case 'case':
      return {
        taskQueue: TASK_QUEUES.case,
        workflowBundle: { codePath },
        maxCachedWorkflows: CACHED_WORKFLOWS,
        stickyQueueScheduleToStartTimeout: '1s',
        workerDeploymentOptions: {
          version: { deploymentName: DEPLOYMENT_NAME, buildId },
          useWorkerVersioning: true,
          defaultVersioningBehavior: 'AUTO_UPGRADE',
        },
        activities: {
          ...createCaseActivities({
            records,
            documents: {
              render: documents.render,
              alive: () => heartbeat(),
              publicPage: config.publicPage?.replace(/^https?:\/\//, '') ?? null,
              onFailure: (detainerId, error) =>
                input.log.error(
                  { detainerId, code: error instanceof CodedError ? error.code : 'RENDERING_FAILED' },
                  'a PDF could not be made',
                ),
            },
            trust: trustedKeys(keys, config.trustedKeys),
            caller: () => activityInfo().workflowExecution?.workflowId ?? '',
            signAsSystem: (message) => signStatement('SYSTEM', signingKey(keys, 'SYSTEM'), message),
            workflows: input.workflows,
          }),
          ...createActivationActivities({
            records,
            trust: trustedKeys(keys, config.trustedKeys),
            caller: () => activityInfo().workflowExecution?.workflowId ?? '',
            timeOf: input.workflows.timeOf,
          }),
          ...createPlanActivities({ records, callerType: () => activityInfo().workflowType ?? '' }),
          ...createWatchActivities({
            records,
            callerType: () => activityInfo().workflowType ?? '',
            describe: input.workflows.describe,
            heartbeat: beat,
            log: input.log,
            wallMs: () => Date.now(),
          }),
        },
      };
    case 'fbi':
      return {
        taskQueue: TASK_QUEUES.fbi,
        activities: createFbiActivities(records, createFbiClient(url(config.partners.fbiUrl, 'FBI_URL'))),
      };
    case 'dhs':
      return {
        taskQueue: TASK_QUEUES.dhs,
        activities: createDhsActivities(
          records,
          createIdentClient(url(config.partners.identUrl, 'IDENT_URL')),
          createDatabasesClient(url(config.partners.databasesUrl, 'DATABASES_URL')),
          INQUIRER,
        ),
      };
  }
}

/** A long activity goes on; one that is cancelled, or whose worker stops, does not. */
function beat(done: number): void {
  heartbeat(done);
  cancellationSignal().throwIfAborted();
}

/** Errors leave the process coded and without personal data. */
const codedErrors: ActivityInboundCallsInterceptor = {
  async execute(input, next) {
    try {
      return await next(input);
    } catch (error) {
      throw toApplicationFailure(error, { nonRetryable: error instanceof CodedError && FINAL.has(error.code) });
    }
  },
};
