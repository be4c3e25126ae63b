import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { WorkflowExecutionStatusName } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import type { DetainerState } from '../domain/detainer/hold.ts';
import { CodedError } from '../domain/errors.ts';
import type { Activation } from '../domain/jurisdiction/activation.ts';
import {
  ACTIVATION_VIEW,
  activationIdOf,
  type ActivationInput,
  JURISDICTION_ACTIVATION,
} from '../domain/lifecycle/activation-input.ts';
import {
  BOOKING_CASE,
  type BookingCaseInput,
  CASE_VIEW,
  DETAINER,
  DETAINER_VIEW,
  type DetainerInput,
  TASK_QUEUES,
} from '../domain/lifecycle/input.ts';
import type { CaseState } from '../domain/lifecycle/state.ts';
import { type Envelope, PARTNER_MESSAGE } from '../domain/partners/messages.ts';
import { instantMs } from '../domain/text.ts';
import type { SigningKey } from '../runtime/keys.ts';
import { isUndecodable } from '../runtime/payload/undecodable.ts';
import { type ActRequest, type ActResult, perform } from './act.ts';
import { type WatchSchedule, watchScheduleOf } from './schedules.ts';
import { hasGuessableId, startAhead } from './start.ts';
import { type Advanced, advance, SAME_TIME_MS, skippedTimeOf, type WorkflowTime } from './time.ts';
import {
  developmentOnly,
  isAlreadyStarted,
  isFailedPrecondition,
  isNotFound,
  isTooLate,
  noSuchWorkflow,
  unavailable,
} from './wire.ts';

export type { ActRequest, ActResult } from './act.ts';
export type { Advanced, WorkflowTime } from './time.ts';

/** What a case client works with. */
export interface CaseClientOptions {
  readonly client: Client;
  /** The data converter that `client` was made with. */
  readonly dataConverter: DataConverter;
  /** Signs for people who act; a process in which nobody acts (the worker) has none. */
  readonly actorKey?: SigningKey | undefined;
  /** Whether clocks may be moved. The server must have time skipping on. */
  readonly development: boolean;
  /** How long an act may take before the answer is that it was taken, in milliseconds (10 s). */
  readonly patienceMs?: number;
  /** After how long a clock that does not move counts as stuck, in milliseconds (30 s). */
  readonly stuckAfterMs?: number;
}

/** What a running (or just ended) workflow says of itself; `nowMs` is the time of its last step. */
export interface Live<S> {
  readonly state: S;
  readonly nowMs: number;
}

export type Started = 'STARTED' | 'ALREADY';

/**
 * The one way to start, ask and instruct workflows. Every error is a CodedError; beside those named, TEMPORAL_UNAVAILABLE and
 * TEMPORAL_DEADLINE (the server did not answer in time).
 */
export interface CaseClient {
  /** Starts a case under its id, once for ever. `startAt` (ISO) is the instant it begins to live in; development only, in the future. */
  startCase(input: BookingCaseInput, options?: { readonly startAt?: string }): Promise<Started>;
  /** Starts a detainer under its id, once for ever. `now` (ISO) is the case's time, which becomes the detainer's on a development server. */
  startDetainer(input: DetainerInput, now: string): Promise<Started>;
  /** Starts the activation of a jurisdiction under its id, once for ever. `startAt`: as of a case. */
  startActivation(input: ActivationInput, options?: { readonly startAt?: string }): Promise<Started>;
  /** Has a person act. @throws CodedError as the workflow refuses it; CASE_CLOSED, NOT_FOUND */
  act(request: ActRequest): Promise<ActResult>;
  /** The state of a case. @throws CodedError NOT_FOUND, NO_LIVE_ANSWER */
  caseView(caseId: string): Promise<Live<CaseState>>;
  /** The state of a detainer. @throws CodedError NOT_FOUND, NO_LIVE_ANSWER */
  detainerView(detainerId: string): Promise<Live<DetainerState>>;
  /** The state of a jurisdiction's activation. @throws CodedError NOT_FOUND, NO_LIVE_ANSWER */
  activationView(jurisdiction: string): Promise<Live<Activation>>;
  /** Hands over a partner's signed message. `GONE`: that workflow has ended or never was. */
  deliverPartnerMessage(workflowId: string, envelope: Envelope): Promise<'TOLD' | 'GONE'>;
  /** The time a workflow lives in; wall time where clocks cannot be moved. @throws CodedError NOT_FOUND */
  timeOf(workflowId: string): Promise<WorkflowTime>;
  /** Moves one workflow's clock ahead (client/time.ts). @throws CodedError DEVELOPMENT_ONLY, CLOCK_… */
  advanceClock(workflowId: string, byMs: number): Promise<Advanced>;
  /** Asks the server for a sign of life. @throws CodedError TEMPORAL_UNAVAILABLE, TEMPORAL_DEADLINE */
  ping(): Promise<void>;
  /** Where the server has a workflow, or `undefined` if it knows none. */
  describe(workflowId: string): Promise<WorkflowExecutionStatusName | undefined>;
  /** Where the schedule of the watch over holds stands; null where there is none. */
  watchSchedule(): Promise<WatchSchedule | null>;
}

const PATIENCE_MS = 10_000;
const STUCK_AFTER_MS = 30_000;

/** A case client on a connection. Cheap; the connection is the caller's to close. */
export function createCaseClient(options: CaseClientOptions): CaseClient {
  const { client, development, patienceMs = PATIENCE_MS, stuckAfterMs = STUCK_AFTER_MS } = options;
  const timeOf = (workflowId: string): Promise<WorkflowTime> =>
    development
      ? client.withDeadline(Date.now() + patienceMs, () => skippedTimeOf(client, workflowId))
      : Promise.resolve(wallTime());
  return {
    timeOf,
    startCase: async (input, { startAt } = {}) => {
      if (startAt !== undefined && !development) throw developmentOnly();
      return start(options, { type: BOOKING_CASE, workflowId: input.caseId, input, startAt });
    },
    startDetainer: (input, now) =>
      start(options, { type: DETAINER, workflowId: input.detainerId, input, startAt: development ? now : undefined }),
    startActivation: async (input, { startAt } = {}) => {
      if (startAt !== undefined && !development) throw developmentOnly();
      const workflowId = activationIdOf(input.jurisdiction);
      return start(options, { type: JURISDICTION_ACTIVATION, workflowId, input, startAt });
    },
    act: async (request) => {
      if (!options.actorKey)
        throw new CodedError('KEY_MISSING', 'This process cannot sign for people: acts go through the API.');
      const { nowMs } = await timeOf(request.workflowId);
      return perform(client, request, { key: options.actorKey, nowMs, patienceMs });
    },
    caseView: (caseId) => view<CaseState>(options, caseId, CASE_VIEW),
    detainerView: (detainerId) => view<DetainerState>(options, detainerId, DETAINER_VIEW),
    activationView: (jurisdiction) => view<Activation>(options, activationIdOf(jurisdiction), ACTIVATION_VIEW),
    deliverPartnerMessage: (workflowId, envelope) => deliver(options, workflowId, envelope),
    advanceClock: async (workflowId, byMs) => {
      if (!development) throw developmentOnly();
      return advance(client, workflowId, byMs, stuckAfterMs);
    },
    ping: async () => {
      const request = { namespace: client.options.namespace };
      const ask = () => client.workflowService.describeNamespace(request);
      await client.withDeadline(Date.now() + patienceMs, ask).catch((error: unknown) => {
        throw unavailable(error);
      });
    },
    describe: (workflowId) => statusOf(client, workflowId),
    watchSchedule: () => client.withDeadline(Date.now() + patienceMs, () => watchScheduleOf(client)),
  };
}

function wallTime(): WorkflowTime {
  return { nowMs: Date.now(), offsetMs: 0 };
}

/** Once for ever, as far as nobody took the id first (client/start.ts). */
function reusePolicyOf(type: string): 'REJECT_DUPLICATE' | 'ALLOW_DUPLICATE_FAILED_ONLY' {
  return hasGuessableId(type) ? 'ALLOW_DUPLICATE_FAILED_ONLY' : 'REJECT_DUPLICATE';
}

interface StartRequest {
  readonly type: string;
  readonly workflowId: string;
  readonly input: object;
  readonly startAt: string | undefined;
}

async function start({ client, dataConverter }: CaseClientOptions, request: StartRequest): Promise<Started> {
  const { type, workflowId, input, startAt } = request;
  const aheadMs = startAt === undefined ? 0 : instantMs(startAt) - Date.now();
  try {
    if (aheadMs > SAME_TIME_MS) await startAhead(client, { type, workflowId, input, aheadMs, dataConverter });
    else {
      const workflowIdReusePolicy = reusePolicyOf(type);
      await client.workflow.start(type, {
        workflowId,
        taskQueue: TASK_QUEUES.case,
        args: [input],
        workflowIdReusePolicy,
      });
    }
    return 'STARTED';
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError || isAlreadyStarted(error)) return 'ALREADY';
    throw unavailable(error);
  }
}

async function view<S>(
  { client, patienceMs = PATIENCE_MS }: CaseClientOptions,
  workflowId: string,
  query: string,
): Promise<Live<S>> {
  const ask = (): Promise<unknown> => client.workflow.getHandle(workflowId).query<unknown>(query);
  const answer = await client.withDeadline(Date.now() + patienceMs, ask).catch((error: unknown) => {
    if (isNotFound(error) || isMissing(error)) throw noSuchWorkflow();
    throw isTooLate(error) || isFailedPrecondition(error) ? noLiveAnswer() : unavailable(error);
  });
  if (!isLive<S>(answer)) throw noLiveAnswer();
  return answer;
}

/** The workflow that answers is of this release or replays as if; its state's type is the contract of domain/lifecycle. */
function isLive<S>(answer: unknown): answer is Live<S> {
  return (
    typeof answer === 'object' && answer !== null && !isUndecodable(answer) && 'state' in answer && 'nowMs' in answer
  );
}

function noLiveAnswer(): CodedError {
  return new CodedError(
    'NO_LIVE_ANSWER',
    'No worker answers for this case at the moment: its record shows where it stood.',
  );
}

async function deliver(
  { client, patienceMs = PATIENCE_MS }: CaseClientOptions,
  workflowId: string,
  envelope: Envelope,
): Promise<'TOLD' | 'GONE'> {
  try {
    const tell = (): Promise<void> => client.workflow.getHandle(workflowId).signal(PARTNER_MESSAGE, envelope);
    await client.withDeadline(Date.now() + patienceMs, tell);
    return 'TOLD';
  } catch (error) {
    if (isMissing(error)) return 'GONE';
    throw unavailable(error);
  }
}

async function statusOf(client: Client, workflowId: string): Promise<WorkflowExecutionStatusName | undefined> {
  try {
    return (await client.workflow.getHandle(workflowId).describe()).status.name;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw unavailable(error);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && error.name === 'WorkflowNotFoundError';
}
