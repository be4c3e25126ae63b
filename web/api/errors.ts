import { z } from 'zod';
import { CodedError } from '../../domain/errors.ts';

/** The body of every answer that is not a success. `code` is stable; `message` says what to do and holds no personal data. */
export const errorBodySchema = z.strictObject({
  error: z.strictObject({
    code: z.string(),
    message: z.string(),
    /** Where in the input the fault lies, where it lies in one place. */
    field: z.string().optional(),
    /** Every fault found, where there can be several. */
    details: z.array(z.strictObject({ field: z.string(), code: z.string(), reason: z.string() })).optional(),
  }),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;
export type ErrorDetail = NonNullable<ErrorBody['error']['details']>[number];

/** HTTP statuses of refusals and faults. 422: understood and refused by the rules. 429: too often. 503: come again, nothing was lost. */
export type ErrorStatus = 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503;

/** A refusal with its HTTP status. */
export class ApiError extends CodedError {
  readonly status: ErrorStatus;
  readonly details: readonly ErrorDetail[] | undefined;
  /** Seconds after which to come again, for 429 and 503. */
  readonly retryAfterSeconds: number;

  constructor(
    status: ErrorStatus,
    code: string,
    message: string,
    more: { field?: string; details?: readonly ErrorDetail[]; retryAfterSeconds?: number } = {},
  ) {
    super(code, message, more.field);
    this.name = 'ApiError';
    this.status = status;
    this.details = more.details;
    this.retryAfterSeconds = more.retryAfterSeconds ?? RETRY_AFTER_SECONDS;
  }
}

/** What the caller may try again after, in seconds, when something behind the API is away. */
const RETRY_AFTER_SECONDS = 5;

/** The refusal for something behind the API that is away. Nothing was changed. */
export function unavailable(code: string, what: string): ApiError {
  return new ApiError(
    503,
    code,
    `${what} cannot be reached at the moment. Nothing was changed; try again in a few seconds.`,
  );
}

/** The body of a refusal. */
export function errorBody(error: ApiError): ErrorBody {
  return {
    error: {
      code: error.code,
      message: error.message,
      ...(error.field === undefined ? {} : { field: error.field }),
      ...(error.details === undefined ? {} : { details: [...error.details] }),
    },
  };
}

/** What was wrong with an input that a schema refused. Values are never repeated: they may be personal data. */
export function badInput(where: 'body' | 'query' | 'path', error: z.ZodError): ApiError {
  const details = error.issues.slice(0, 50).map((issue) => ({
    field: issue.path.length === 0 ? where : issue.path.map(String).join('.'),
    code: issue.code.toUpperCase(),
    reason: reasonOf(issue),
  }));
  const [first] = details;
  const message = first === undefined ? `The ${where} was not understood.` : `${first.field}: ${first.reason}`;
  return new ApiError(400, 'BAD_INPUT', message, { ...(first === undefined ? {} : { field: first.field }), details });
}

function reasonOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `unknown field: ${issue.keys.join(', ')}`;
  return issue.message;
}
