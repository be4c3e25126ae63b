/**
 * An error that a user of the system can act on. `code` is stable and documented; `message` says what is wrong and what to do,
 * and never contains personal data (names, identifiers of a person, contents of a message).
 */
export class CodedError extends Error {
  readonly code: string;
  /** Where in the input the fault lies, e.g. `1.004 TOT` or `factors.D07`, if it lies in one place. */
  readonly field: string | undefined;

  constructor(code: string, message: string, field?: string) {
    super(message);
    this.name = 'CodedError';
    this.code = code;
    this.field = field;
  }
}

/** One reason for which an input is refused: the field, a stable code and what to do about it. */
export interface Refusal {
  readonly field: string;
  readonly code: string;
  readonly reason: string;
}
