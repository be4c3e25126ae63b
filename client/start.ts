import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { msNumberToTs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import { JURISDICTION_ACTIVATION } from '../domain/lifecycle/activation-input.ts';
import { DETAINER, TASK_QUEUES } from '../domain/lifecycle/input.ts';
import { encodePayloads } from '../runtime/payload/data-converter.ts';
import { arrival, fastForward } from './time.ts';

/** How long the skip to the beginning may take, in milliseconds. */
const BEGIN_MS = 15_000;

const { WorkflowIdReusePolicy, WorkflowIdConflictPolicy } = proto.temporal.api.enums.v1;

/**
 * A detainer's id follows from its case's, an activation's from its jurisdiction, so somebody could take it first: such a workflow fails at its
 * first step, and does not keep the real one from starting.
 */
export function hasGuessableId(type: string): boolean {
  return type === DETAINER || type === JURISDICTION_ACTIVATION;
}

interface StartAhead {
  readonly type: string;
  readonly workflowId: string;
  readonly input: object;
  /** How far after the wall clock its time begins, in milliseconds. */
  readonly aheadMs: number;
  readonly dataConverter: DataConverter;
}

/**
 * Starts a workflow whose time begins `aheadMs` after the wall clock: its first task is delayed by so much, and exactly so much is skipped
 * (right to a fraction of a second, years ahead too). Returns once it has begun: until then the server refuses queries. Only with time
 * skipping on; the SDK has no words for it, so the service is called.
 */
export async function startAhead(
  client: Client,
  { type, workflowId, input, aheadMs, dataConverter }: StartAhead,
): Promise<void> {
  const { namespace, identity } = client.options;
  const payloads = await encodePayloads(dataConverter, { type: 'workflow', namespace, workflowId }, [input]);
  const skipId = randomUUID();
  await client.workflowService.startWorkflowExecution({
    namespace,
    identity,
    requestId: randomUUID(),
    workflowId,
    workflowType: { name: type },
    taskQueue: { name: TASK_QUEUES.case },
    input: { payloads },
    workflowIdReusePolicy: hasGuessableId(type)
      ? WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY
      : WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL,
    workflowStartDelay: msNumberToTs(aheadMs),
    timeSkippingConfig: fastForward(aheadMs, skipId),
  });
  await arrival(client, { workflowId, id: skipId, targetMs: Date.now() + aheadMs }, BEGIN_MS);
}
