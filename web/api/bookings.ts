import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Actor } from '../../domain/access/roles.ts';
import { submissionAnswerSchema } from '../../domain/api/views.ts';
import type { Booking } from '../../domain/booking/booking.ts';
import { caseInputOf } from '../../domain/booking/case-input.ts';
import { sha256Hex } from '../../domain/canonical.ts';
import { parseSubmission } from '../../exchange/ebts/booking.ts';
import { caseIdOf } from '../../runtime/keys.ts';
import type { ApiDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { isAway } from './faults.ts';
import { type Answer, type Call, route } from './route.ts';

/** A submission is at most this large (32 MiB); more is refused by its declared length, before it is read. */
export const MAX_SUBMISSION_BYTES = 32 * 1024 * 1024;

/** `POST /v1/bookings`: the front door (rules A1, A7, B3). Validate, store, then start. */
export function bookingRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  route(app, deps, {
    id: 'submitBooking',
    method: 'post',
    path: '/v1/bookings',
    tag: 'bookings',
    summary: 'Submit a booking: the bytes of an EBTS file, or JSON with the same fields and the prints in base64.',
    who: { kind: 'roles', roles: ['local_agency', 'sib', 'service'] },
    maxBytes: MAX_SUBMISSION_BYTES,
    answers: {
      200: {
        description: 'This very submission is known: nothing was done a second time.',
        schema: submissionAnswerSchema,
      },
      201: { description: 'Accepted: its case runs.', schema: submissionAnswerSchema },
      202: { description: 'Accepted and kept; its case starts as soon as it can.', schema: submissionAnswerSchema },
    },
    handle: (call) => submit(deps, call),
  });
}

async function submit(deps: ApiDeps, call: Call<unknown, unknown, unknown>): Promise<Answer> {
  const receivedAt = new Date(deps.nowMs()).toISOString();
  const submission = parseSubmission(call.bytes, receivedAt.slice(0, 10));
  if (!submission.accepted) throw refused(submission.refusals);
  const { booking, file, format } = submission;
  const caseId = caseIdOf(deps.siteKey, booking.transaction.ori, booking.transaction.tcn);
  call.about(caseId);
  checkSubmitter(call.actor, booking);
  const sha256 = sha256Hex(file);
  const kept = {
    caseId,
    sha256,
    file,
    format: format === 'json' ? ('JSON' as const) : ('EBTS' as const),
    booking,
    receivedAt,
    submittedBy: call.actor.id,
  };
  const { outcome } = await deps.records.submissions.store(kept);
  switch (outcome) {
    case 'SAME':
      return { status: 200, json: { caseId, status: 'SAME' } };
    case 'CONFLICT':
      throw new ApiError(
        409,
        'SUBMISSION_CONFLICT',
        'Another submission lies under this originator and transaction number. A person looks at both; if this is a new booking, submit it under a number of its own.',
        { field: '1.009 TCN' },
      );
    case 'STORED':
      return start(deps, caseId, booking, sha256);
  }
}

/** Once stored, a submission is never lost: where its case cannot be started now, the sweeper does. */
async function start(deps: ApiDeps, caseId: string, booking: Booking, submissionSha256: string): Promise<Answer> {
  try {
    await deps.cases.startCase(
      caseInputOf(booking, { caseId, submissionSha256, trust: deps.trust, limits: deps.limits }),
    );
    await deps.records.submissions.markStarted(caseId);
  } catch (error) {
    if (!isAway(error)) throw error;
    deps.log.warn({ caseId }, 'a submission was stored and its case not yet started');
    return { status: 202, json: { caseId, status: 'STORED' } };
  }
  return { status: 201, json: { caseId, status: 'ACCEPTED' } };
}

function refused(
  refusals: readonly { readonly field: string; readonly code: string; readonly reason: string }[],
): ApiError {
  const [first] = refusals;
  const more = refusals.length > 1 ? ` (and ${refusals.length - 1} more: see details)` : '';
  const large = first?.code === 'FILE_TOO_LARGE';
  return new ApiError(
    large ? 413 : 422,
    first?.code ?? 'REFUSED',
    `${first?.reason ?? 'The submission is refused'}${more}`,
    {
      ...(first === undefined ? {} : { field: first.field }),
      details: refusals.slice(0, 100),
    },
  );
}

/** An agency, and its booking system, submit its own bookings; a SIB those that it originates. */
function checkSubmitter(actor: Actor, booking: Booking): void {
  const own = actor.role === 'sib' ? booking.transaction.ori : booking.controllingAgency;
  if (actor.scope.kind === 'agency' && actor.scope.ori === own) return;
  const field = actor.role === 'sib' ? '1.008 ORI' : '2.073 CRI';
  throw new ApiError(403, 'OUT_OF_SCOPE', `You submit bookings of your own agency only: ${field} names another one.`, {
    field,
  });
}
