import { randomUUID } from 'node:crypto';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import type { ActRequest } from '../../client/cases.ts';
import type { Actor } from '../../domain/access/roles.ts';
import { actAnswerSchema } from '../../domain/api/views.ts';
import { refuseChannel, reportClaimSchema } from '../../domain/claim/claim.ts';
import { canonicalSha256 } from '../../domain/canonical.ts';
import type { Refusal } from '../../domain/errors.ts';
import { caseIdOfDetainer } from '../../domain/ids.ts';
import {
  type ActName,
  ACTS,
  type CasePlace,
  type Place,
  criminalOutcomeSchema,
  refuseAccess,
} from '../../domain/lifecycle/acts.ts';
import { activationIdOf } from '../../domain/lifecycle/activation-input.ts';
import { refuseFuture } from '../../domain/partners/plausible.ts';
import type { DetainerRow } from '../../records/index.ts';
import { activationOf, activationParams } from './activations.ts';
import type { ApiDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { apiErrorOf } from './faults.ts';
import { timeForAgency } from './live.ts';
import { quietly } from './quiet.ts';
import { caseByPrefix, detainerByPrefix, placeOf } from './reach.ts';
import { type Answer, type Call, route } from './route.ts';

const SUMMARIES: Readonly<Record<ActName, string>> = {
  recordReview: 'Record the status review (IAR).',
  recordDecision: 'Record the officer’s decision.',
  reviewAsSecondOfficer: 'Agree or disagree with a decision that needs a second officer.',
  requestAnotherReview: 'Send the case back for another status review.',
  recordInterview: 'Record the interview, or the person’s refusal of one.',
  decideRemoval: 'Decide whether to seek removal.',
  reportCriminalOutcome: 'Report how the local criminal case ended.',
  assignJurisdiction:
    'Assign the jurisdiction of an agency that is absent from the register, or whose jurisdictions were not all active.',
  askAgain: 'Put a question to a silent partner once more.',
  reportClaim:
    'Report that the person claims to be a citizen, or the victim of a crime: nothing is done against the person until it is answered.',
  setAsideClaim: 'Find a claim unfounded, as one of two persons: a supervisor and an attorney.',
  acknowledgeDetainer: 'Confirm that the jail has the detainer.',
  declineDetainer: 'Decline the detainer. No reason is needed and nothing follows for the agency.',
  confirmCopy: 'Confirm that the person was given a copy.',
  recordGround: 'Record a ground of the jail’s own that holds the person.',
  endGround: 'Report that one ground has ended: the clock starts where no other holds the person.',
  confirmGround: 'Confirm that another ground still holds the person.',
  recordBailAttempt: 'Record an attempt to post bail, and whether the detainer was given as a reason against it.',
  reportMoved: 'Report that the person was taken to another jail or to a hospital: the clock stays the same.',
  reportGroundsEnded: 'Report that no other ground to hold the person remains: the clock starts at that instant.',
  reportHoldEnded: 'Report that the hold has ended, and how.',
  reportStillHeld: 'Report that the person is still held.',
  amendForm: 'Amend the form: the clock stays the same, and the person gets a new copy.',
  cancelDetainer: 'Cancel the detainer.',
  moveActivation:
    'Move the date of an activation: both governments get new notices, and earlier confirmations no longer count.',
  confirmNotice: 'Confirm that a notice of activation was delivered: how, to whom and when.',
};

const idempotencyKeySchema = z.string().regex(/^[A-Za-z0-9._:-]{8,100}$/);
const caseParams = z.strictObject({ id: z.string().regex(/^(booking-)?[0-9a-f]{4,40}$/) });
const detainerParams = z.strictObject({ id: z.string().regex(/^(detainer-)?[0-9a-f]{4,40}(-[1-9][0-9]{0,3})?$/) });

const PARAMS = { case: caseParams, detainer: detainerParams, activation: activationParams };

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
    tag: `acts on ${on === 'case' ? 'a case' : on === 'detainer' ? 'a detainer' : 'an activation'}`,
    summary: SUMMARIES[act],
    who: { kind: 'act', act },
    params: PARAMS[on],
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
  const idempotencyKey = keyOf(call.header('idempotency-key'));
  const { actor, signInAgeMs } = call.session;
  const request = {
    workflowId,
    act,
    args: call.body,
    updateId: updateIdOf(actor, act, call.body, idempotencyKey),
    actor,
    signInAgeMs,
  };
  if (tellsOfTheOtherTrack(act, call)) return takenQuietly(deps, request, idempotencyKey);
  const result = await deps.cases.act(request).catch(async (error: unknown) => {
    await callIfHeld(deps, request, error);
    throw error;
  });
  if (result.recorded) return { status: 200, json: { status: 'DONE', act, idempotencyKey } };
  return { status: 202, json: { status: result.accepted ? 'TAKEN' : 'UNANSWERED', act, idempotencyKey } };
}

const ABOUT_CUSTODY: readonly ActName[] = ['reportStillHeld', 'reportGroundsEnded', 'endGround'];

/**
 * Refused because the detainer has ended, but never lost: that a person is still held, or that nothing else holds the person, reaches people also
 * where somebody said too early that the hold was over, or where the detainer's workflow was stopped.
 */
async function callIfHeld(deps: ApiDeps, { act, workflowId }: ActRequest, error: unknown): Promise<void> {
  if (!ABOUT_CUSTODY.includes(act) || !ENDED.includes(apiErrorOf(error).code)) return;
  const report = {
    caseId: caseIdOfDetainer(workflowId),
    reference: workflowId,
    at: new Date(deps.nowMs()).toISOString(),
  };
  const detail = `${act} was reported after ${workflowId} had been closed`;
  await deps.records.lateMessages.call(report, { rule: 'GROUND_UNCERTAIN', detail });
}

const ENDED: readonly string[] = ['CASE_CLOSED', 'DETAINER_CLOSED'];

async function target(deps: ApiDeps, act: ActName, call: ActCall): Promise<string> {
  const guard = (place: Place): void => {
    const refusal = refuseAccess(act, call.actor, place);
    if (refusal !== undefined) throw new ApiError(403, refusal.code, refusal.reason, { field: refusal.field });
  };
  if (ACTS[act].on === 'activation') {
    const { jurisdiction, stateCode } = await activationOf(deps, call.params.id);
    const activationId = activationIdOf(jurisdiction);
    call.about(activationId);
    guard({ jurisdiction, state: stateCode });
    return activationId;
  }
  if (ACTS[act].on === 'detainer') {
    const among = (place: CasePlace, row: DetainerRow): boolean =>
      refuseAccess(act, call.actor, placeOf(place, [row])) === undefined;
    return (await detainerByPrefix(deps, call.params.id, { about: call.about, guard, among })).row.detainerId;
  }
  const detail = await caseByPrefix(deps, call.params.id);
  call.about(detail.caseId);
  guard(detail.place);
  return detail.caseId;
}

/** The caller's key makes a repeat harmless; without one every call is an act of its own. */
function keyOf(key: string | undefined): string {
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

/**
 * What the workflow knows a repeat by: the same person, act, arguments and key. A key used for anything else is another act; it is never
 * answered with the result of the first.
 */
function updateIdOf(actor: Actor, act: ActName, args: unknown, key: string): string {
  return canonicalSha256([actor.id, act, canonicalSha256(args), key]);
}

/** Whether the workflow's answer would tell a booking agency where the immigration side stands (rules A6, B3, D4). */
function tellsOfTheOtherTrack(act: ActName, call: ActCall): boolean {
  return ACTS[act].on === 'case' && call.actor.role === 'local_agency';
}

/**
 * One answer whatever the case makes of the report: a refusal for its state would reveal that state. What became of it is audited. What is
 * wrong with the report itself is said openly, before the case is asked: it depends on the report and the clock alone.
 */
async function takenQuietly(deps: ApiDeps, request: ActRequest, idempotencyKey: string): Promise<Answer> {
  await refuseReport(deps, request);
  await quietly(actOrAudit(deps, request));
  return { status: 202, json: { status: 'TAKEN', act: request.act, idempotencyKey } };
}

async function actOrAudit(deps: ApiDeps, request: ActRequest): Promise<void> {
  const { act, actor, workflowId } = request;
  try {
    await deps.cases.act(request);
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
}

/** Refuses a claim through another’s channel, and an instant that has not come yet, by the case's own time, which on a development server may run ahead of the wall's. */
async function refuseReport(deps: ApiDeps, { act, args, actor, workflowId }: ActRequest): Promise<void> {
  if (act === 'reportClaim') return refuseOpenly(refuseChannel(reportClaimSchema.parse(args).channel, actor));
  const { endedAt } = criminalOutcomeSchema.parse(args);
  const { nowMs } = await timeForAgency(deps, workflowId);
  refuseOpenly(refuseFuture(endedAt, 'endedAt', Math.max(nowMs, deps.nowMs())));
}

function refuseOpenly(refusal: Refusal | undefined): void {
  if (refusal !== undefined) throw new ApiError(422, refusal.code, refusal.reason, { field: refusal.field });
}
