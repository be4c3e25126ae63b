import { ApplicationFailure } from '@temporalio/common';
import { CodedError } from '../domain/errors.ts';

/** Code of an error that is none of ours: its message may hold personal data and stays in the process. */
export const INTERNAL = 'INTERNAL';

/**
 * An error as it may leave the process through Temporal: type = code, details = [field] where there is one, without cause and stack. An
 * error that carries no code keeps only its class: its message may hold personal data. A failure made before is passed on.
 */
export function toApplicationFailure(error: unknown, options: { nonRetryable: boolean }): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  const { nonRetryable } = options;
  const failure = ApplicationFailure.create({ ...leavingAs(error), nonRetryable });
  failure.stack = '';
  return failure;
}

function leavingAs(error: unknown): { type: string; message: string; details?: unknown[] } {
  if (error instanceof CodedError) {
    const { code, message, field } = error;
    return field === undefined ? { type: code, message } : { type: code, message, details: [field] };
  }
  const name = error instanceof Error ? error.constructor.name : typeof error;
  return { type: INTERNAL, message: `An unexpected error (${name}); the log of the process has it.` };
}

/** The coded error that a failure was made from, or `undefined` if it carries no code. */
export function fromApplicationFailure(failure: unknown): CodedError | undefined {
  if (!(failure instanceof ApplicationFailure) || !failure.type || !CODE.test(failure.type)) return undefined;
  const [field] = failure.details ?? [];
  return new CodedError(failure.type, failure.message, typeof field === 'string' ? field : undefined);
}

/** Codes are capitals; the SDK's own failure types are class names. */
const CODE = /^[A-Z][A-Z0-9_]*$/;
