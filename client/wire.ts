import { isGrpcCancelledError, isGrpcDeadlineError, isGrpcServiceError } from '@temporalio/client';
import { CodedError } from '../domain/errors.ts';

/** Codes of gRPC, as the server uses them. */
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;
const FAILED_PRECONDITION = 9;

/** The server knows no such workflow, or only an ended one. */
export function isNotFound(error: unknown): boolean {
  return grpcCode(error) === NOT_FOUND;
}

/** A workflow with this id was started before. */
export function isAlreadyStarted(error: unknown): boolean {
  return grpcCode(error) === ALREADY_EXISTS;
}

/** The server will not do it as things stand now. */
export function isFailedPrecondition(error: unknown): boolean {
  return grpcCode(error) === FAILED_PRECONDITION;
}

/** A call ran out of time. Whichever side notices first, the client or the server, gives it a code of its own. */
export function isTooLate(error: unknown): boolean {
  return isGrpcDeadlineError(error) || isGrpcCancelledError(error);
}

/** The server could not be asked, or did not answer in time. Its own words are left out: they can quote what was sent. */
export function unavailable(error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  if (isTooLate(error)) return tooLate();
  const code = grpcCode(error);
  const detail = code === undefined ? '' : ` (gRPC ${code})`;
  return new CodedError(
    'TEMPORAL_UNAVAILABLE',
    `The Temporal server cannot be reached or refused the call${detail}: try again in a moment.`,
  );
}

function grpcCode(error: unknown): number | undefined {
  if (isGrpcServiceError(error)) return error.code;
  return error instanceof Error && isGrpcServiceError(error.cause) ? error.cause.code : undefined;
}

/** A call that ran out of time: what it did is not known. */
export function tooLate(): CodedError {
  return new CodedError(
    'TEMPORAL_DEADLINE',
    'The Temporal server did not answer in time: look at the case before trying again.',
  );
}

export function noSuchWorkflow(): CodedError {
  return new CodedError('NOT_FOUND', 'There is no such case or detainer on this server.');
}

export function closedWorkflow(): CodedError {
  return new CodedError('CASE_CLOSED', 'This case or detainer has ended: nothing can be done to it any more.');
}

export function developmentOnly(): CodedError {
  return new CodedError(
    'DEVELOPMENT_ONLY',
    'Clocks move only on a development server: start it with SC_DEPLOYMENT=development.',
  );
}
