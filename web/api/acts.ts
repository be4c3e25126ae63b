import { randomUUID } from 'node:crypto';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { actAnswerSchema } from '../../domain/api/views.ts';
import { type ActName, ACTS, refuseAccess } from '../../domain/lifecycle/acts.ts';
import type { CaseDetail } from '../../records/index.ts';
import type { ApiDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { apiErrorOf } from './faults.ts';
import { caseByPrefix, detainerByPrefix } from './reach.ts';
import { type Answer, type Call, route } from './route.ts';

const SUMMARIES: Readonly<Record<ActName, string>> = {
  recordReview: 'Record the status review (IAR).',
  recordDecision: 'Record the officer’s decision.',
  reviewAsSecondOfficer: 'Agree or disagree with a decision that needs a second officer.',
  requestAnotherReview: 'Send the case back for another status review.',
  recordInterview: 'Record the interview, or the person’s refusal of one.',
  decideRemoval: 'Decide whether to seek removal.',
  reportCriminalOutcome: 'Report how the local criminal case ended.',
  assignJurisdiction: 'Assign the jurisdiction of an agency absent from the register.',
  askAgain: 'Put a question to a silent partner once more.',
  acknowledgeDetainer: 'Confirm that the jail has the detainer.',
  declineDetainer: 'Decline the detainer. No reason is needed and nothing follows for the agency.',
  confirmCopy: 'Confirm that the person was given a copy.',
  reportGroundsEnded: 'Report that no other ground to hold the person remains: the clock starts at that instant.',
  reportHoldEnded: 'Report that the hold has ended, and how.',
  reportStillHeld: 'Report that the person is still held.',
  cancelDetainer: 'Cancel the detainer.',
};

const idempotencyKeySchema = z.string().regex(/^[A-Za-z0-9._:-]{8,100}$/);
const caseParams = z.strictObject({ id: z.string().regex(/^(booking-)?[0-9a-f]{4,40}$/) });
const detainerParams = z.strictObject({ id: z.string().regex(/^(detainer-)?[0-9a-f]{4,40}(-[1-9][0-9]{0,3})?$/) });

/** One operation for each act of the access table: what is not in the table cannot be done. */
export function actRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  // The keys of the table are its names.
  for (const act of Object.keys(ACTS) as ActName[]) actRoute(app, deps, act);
}

function actRoute(app: OpenAPIHono, deps: ApiDeps, act: ActName): void {
  const { on } = ACTS[act];
  route(app, deps, {
    id: act,
    method: 'post',
    path: `/v1/${on}s/{id}/acts/${act}`,
    tag: on === 'case' ? 'acts on a case' : 'acts on a detainer',
    summary: SUMMARIES[act],
    who: { kind: 'act', act },
    params: on === 'case' ? caseParams : detainerParams,
    body: ACTS[act].args,
    idempotent: true,
    answers: {
      200: { description: 'Done.', schema: actAnswerSchema },
      202: { description: 'Taken: its effect shows as soon as it is recorded.', schema: actAnswerSchema },
    },
    handle: (call) => perform(deps, act, call),
  });
}

type ActCall = Call<{ readonly id: string }, unknown, unknown>;

/** The record acted on is the record guarded: place and workflow come from one look-up. Refusals of access are the workflow's own. */
async function perform(deps: ApiDeps, act: ActName, call: ActCall): Promise<Answer> {
  const workflowId = await target(deps, act, call);
  const updateId = updateIdOf(call.header('idempotency-key'));
  const { actor, signInAgeMs } = call.session;
  if (tellsOfTheOtherTrack(act, call)) return quietly(deps, { act, workflowId, updateId, call });
  const result = await deps.cases.act({ workflowId, act, args: call.body, updateId, actor, signInAgeMs });
  if (result.recorded) return { status: 200, json: { status: 'DONE', act, idempotencyKey: updateId } };
  return { status: 202, json: { status: result.accepted ? 'TAKEN' : 'UNANSWERED', act, idempotencyKey: updateId } };
}

async function target(deps: ApiDeps, act: ActName, call: ActCall): Promise<string> {
  const guard = ({ caseId, place }: CaseDetail): void => {
    call.about(caseId);
    const refusal = refuseAccess(act, call.actor, place);
    if (refusal !== undefined) throw new ApiError(403, refusal.code, refusal.reason, { field: refusal.field });
  };
  if (ACTS[act].on === 'detainer') return (await detainerByPrefix(deps, call.params.id, guard)).row.detainerId;
  const detail = await caseByPrefix(deps, call.params.id);
  guard(detail);
  return detail.caseId;
}

/** The caller's key makes a repeat harmless; without one every call is an act of its own. */
function updateIdOf(key: string | undefined): string {
  if (key === undefined) return randomUUID();
  const checked = idempotencyKeySchema.safeParse(key);
  if (checked.success) return checked.data;
  throw new ApiError(
    400,
    'BAD_IDEMPOTENCY_KEY',
    'Idempotency-Key takes 8 to 100 letters, digits, dots, colons, hyphens and underscores.',
    { field: 'Idempotency-Key' },
  );
}

/** Whether the workflow's answer would tell a booking agency where the immigration side stands (rules A6, B3, D4). */
function tellsOfTheOtherTrack(act: ActName, call: ActCall): boolean {
  return ACTS[act].on === 'case' && call.actor.role === 'local_agency';
}

interface QuietAct {
  readonly act: ActName;
  readonly workflowId: string;
  readonly updateId: string;
  readonly call: ActCall;
}

/** One answer whatever the case makes of the report: a refusal for its state would reveal that state. What became of it is audited. */
async function quietly(deps: ApiDeps, { act, workflowId, updateId, call }: QuietAct): Promise<Answer> {
  const { actor, signInAgeMs } = call.session;
  try {
    await deps.cases.act({ workflowId, act, args: call.body, updateId, actor, signInAgeMs });
  } catch (error) {
    const fault = apiErrorOf(error);
    if (fault.status === 503 || fault.status === 500 || fault.status === 401) throw error;
    await deps.records.audit.append({
      at: new Date(deps.nowMs()).toISOString(),
      actorId: actor.id,
      role: actor.role,
      act,
      caseId: workflowId,
      outcome: 'REFUSED',
      code: fault.code,
      source: 'workflow',
    });
  }
  return { status: 202, json: { status: 'TAKEN', act, idempotencyKey: updateId } };
}
