import {
  type Client,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import type { ActorStatement } from '../domain/access/assertion.ts';
import type { Actor } from '../domain/access/roles.ts';
import { CodedError } from '../domain/errors.ts';
import type { ActName, ActUpdate } from '../domain/lifecycle/acts.ts';
import { updateNameOf } from '../domain/lifecycle/input.ts';
import { canonicalSha256 } from '../domain/canonical.ts';
import { isoInstant } from '../domain/text.ts';
import { fromApplicationFailure } from '../runtime/errors.ts';
import { type SigningKey, signStatement } from '../runtime/keys.ts';
import { closedWorkflow, noSuchWorkflow, tooLate, unavailable } from './wire.ts';

/** A person's act on a case or a detainer. `args` is judged by the workflow. A repeat with the same `updateId` (and args) does nothing new. */
export interface ActRequest {
  readonly workflowId: string;
  readonly act: ActName;
  readonly args: unknown;
  readonly actor: Actor;
  /** Milliseconds since the person signed in. */
  readonly signInAgeMs: number;
  readonly updateId: string;
}

/**
 * What became of an act in the time it was given. `recorded`: it is done. Otherwise `accepted` tells whether the workflow took it on (it
 * will be done) or has not answered yet (it may still come to be done or be refused; the same update id may be sent again).
 */
export type ActResult =
  | { readonly recorded: true; readonly result: unknown }
  | { readonly recorded: false; readonly accepted: boolean };

/** How long the API's word for a person holds, in milliseconds of the workflow's time. */
const VALID_MS = 5 * 60_000;

interface Terms {
  readonly key: SigningKey;
  /** The workflow's time. */
  readonly nowMs: number;
  readonly patienceMs: number;
}

/** Signs for the person and has the workflow do it; see `CaseClient.act`. */
export async function perform(client: Client, request: ActRequest, terms: Terms): Promise<ActResult> {
  const { workflowId, act, args, updateId } = request;
  const update: ActUpdate = { args, assertion: signStatement('ACTOR', terms.key, statementOf(request, terms.nowMs)) };
  const handle = client.workflow.getHandle(workflowId);
  const deadline = Date.now() + terms.patienceMs;
  let accepted = false;
  try {
    const taken = await client.withDeadline(deadline, () =>
      handle.startUpdate<unknown, [ActUpdate]>(updateNameOf(act), {
        args: [update],
        updateId,
        waitForStage: 'ACCEPTED',
      }),
    );
    accepted = true;
    return { recorded: true, result: await client.withDeadline(deadline, () => taken.result()) };
  } catch (error) {
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return { recorded: false, accepted };
    if (error instanceof WorkflowNotFoundError) return earlier(client, request, terms.patienceMs);
    throw refusal(error);
  }
}

function statementOf(
  { workflowId, act, args, actor, signInAgeMs, updateId }: ActRequest,
  nowMs: number,
): ActorStatement {
  return {
    actor,
    workflowId,
    act,
    updateId,
    argsSha256: canonicalSha256(args),
    signInAgeMs,
    issuedAt: isoInstant(nowMs),
    expiresAt: isoInstant(nowMs + VALID_MS),
  };
}

/** The workflow has ended. If it was this very act that it did before it ended, a repeat is answered as the first time. */
async function earlier(client: Client, { workflowId, updateId }: ActRequest, patienceMs: number): Promise<ActResult> {
  const handle = client.workflow.getHandle(workflowId);
  try {
    const result = await client.withDeadline(Date.now() + patienceMs, () =>
      handle.getUpdateHandle<unknown>(updateId).result(),
    );
    return { recorded: true, result };
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw refusal(error);
  }
  throw (await isKnown(client, workflowId)) ? closedWorkflow() : noSuchWorkflow();
}

async function isKnown(client: Client, workflowId: string): Promise<boolean> {
  try {
    await client.workflow.getHandle(workflowId).describe();
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw unavailable(error);
  }
}

function refusal(error: unknown): CodedError {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) {
    return tooLate();
  }
  if (!(error instanceof WorkflowUpdateFailedError)) return unavailable(error);
  return fromApplicationFailure(error.cause) ?? refusedByEngine(error.cause);
}

/** Refusals that are not ours: the workflow ended while it acted, or it knows no such act. */
function refusedByEngine(cause: unknown): CodedError {
  const type = cause instanceof Error && 'type' in cause ? cause.type : undefined;
  if (type === 'AcceptedUpdateCompletedWorkflow') return closedWorkflow();
  return new CodedError(
    'ACT_FAILED',
    'The case could not do this. Nothing was recorded: check that the act belongs to it.',
  );
}
