import { CodedError } from '../../domain/errors.ts';
import { ApiError, type ErrorStatus } from './errors.ts';

/** HTTP statuses of coded errors from below. A code that stands nowhere here is a refusal by the rules: 422. */
const STATUS_OF: Readonly<Record<string, ErrorStatus>> = {
  NOT_A_CASE_ID: 400,
  WRONG_HASH: 400,
  CLOCK_INPUT: 400,
  ATTACHMENT_UNREADABLE: 400,
  ASSERTION_UNSIGNED: 401,
  ASSERTION_EXPIRED: 401,
  SIGN_IN_TOO_OLD: 401,
  ROLE_MAY_NOT: 403,
  OUT_OF_SCOPE: 403,
  NO_AGREEMENT: 403,
  AGREEMENT_NOT_YET: 403,
  AGREEMENT_ENDED: 403,
  NOT_DESIGNATED: 403,
  OUTSIDE_JURISDICTION: 403,
  OWN_ARREST: 403,
  NOT_FOUND: 404,
  DEVELOPMENT_ONLY: 404,
  NO_SUCH_CASE: 404,
  NO_SUCH_LEDGER: 404,
  NO_SUCH_DETAINER: 404,
  NO_SUCH_ALARM: 404,
  NO_SUCH_MESSAGE: 404,
  NO_SUCH_ASSIGNMENT: 404,
  NO_SUCH_RECOMMENDATION: 404,
  NO_SUCH_NUMBER: 404,
  NO_SUCH_AGREEMENT: 404,
  NO_SUCH_DESIGNATION: 404,
  NO_SUCH_MOA: 404,
  AMBIGUOUS_CASE: 409,
  MOA_ENDED: 409,
  MATERIAL_VERSION: 409,
  PROFILE_EXISTS: 409,
  ALREADY_SIGNED: 409,
  EFFECT_CHANGED: 409,
  RECOMMENDATION_NOT_ACCEPTED: 409,
  ASSIGNMENTS_OVERLAP: 409,
  AGREEMENTS_OVERLAP: 409,
  CASE_CLOSED: 409,
  WAVE_CONFLICT: 409,
  ALREADY_PLANNED: 409,
  ALREADY_ACTIVE: 409,
  MOVE_UNDER_WAY: 409,
  NOT_OPEN_YET: 409,
  HOLD_NOT_CLOSED: 409,
  CLOCK_STUCK: 409,
  CLOCK_BUSY: 409,
  ATTACHMENT_TOO_LARGE: 413,
  KEY_MISSING: 500,
  RECORDS_REFUSED: 500,
  RECORDS_FAILED: 500,
  INTERNAL: 500,
  RECORDS_UNAVAILABLE: 503,
  RECORDS_BUSY: 503,
  TEMPORAL_UNREACHABLE: 503,
  TEMPORAL_UNAVAILABLE: 503,
  TEMPORAL_DEADLINE: 503,
  NO_LIVE_ANSWER: 503,
};

/** Any error as the API answers it. An error without a code answers nothing but that there was one: its text may be personal data. */
export function apiErrorOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (!(error instanceof CodedError)) return unexpected();
  const status = STATUS_OF[error.code] ?? 422;
  if (status === 500) return unexpected();
  return new ApiError(status, error.code, error.message, error.field === undefined ? {} : { field: error.field });
}

/** Whether an error says that something behind the API is away. */
export function isAway(error: unknown): boolean {
  return apiErrorOf(error).status === 503;
}

function unexpected(): ApiError {
  return new ApiError(
    500,
    'UNEXPECTED',
    'Something went wrong on our side. It is in the log under this request id; try again later.',
  );
}
