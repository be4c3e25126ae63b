import { CommanderError } from 'commander';
import { CodedError } from '../domain/errors.ts';

/** Exit codes of `sc`, documented in docs/cli.md. */
export const EXIT = { ok: 0, unexpected: 1, refused: 2, notAllowed: 3, notFound: 4, unavailable: 5 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A coded error as the command line ends with it. `details`: every fault, where there are several. */
export class CliError extends CodedError {
  readonly exitCode: ExitCode;
  readonly details: readonly { readonly field: string; readonly code: string; readonly reason: string }[];

  constructor(
    exitCode: ExitCode,
    code: string,
    message: string,
    more: { field?: string | undefined; details?: CliError['details'] } = {},
  ) {
    super(code, message, more.field);
    this.name = 'CliError';
    this.exitCode = exitCode;
    this.details = more.details ?? [];
  }
}

/** The exit code for an HTTP status of the API. */
export function exitOfStatus(status: number): ExitCode {
  if (status === 401 || status === 403) return EXIT.notAllowed;
  if (status === 404) return EXIT.notFound;
  if (status === 503 || status === 502 || status === 504) return EXIT.unavailable;
  return status >= 500 ? EXIT.unexpected : EXIT.refused;
}

/** How the program ends on an error: exit code and what to print. Commander's own endings (help, wrong usage) were printed by it. */
export function endingOf(error: unknown): { readonly exitCode: number; readonly error: CliError | undefined } {
  if (error instanceof CommanderError) return { exitCode: exitOfUsage(error), error: undefined };
  if (error instanceof CliError) return { exitCode: error.exitCode, error };
  if (error instanceof CodedError) {
    const refused = new CliError(EXIT.refused, error.code, error.message, { field: error.field });
    return { exitCode: refused.exitCode, error: refused };
  }
  const text = error instanceof Error ? error.message : String(error);
  return { exitCode: EXIT.unexpected, error: new CliError(EXIT.unexpected, 'UNEXPECTED', text) };
}

/** Asking for help is no error; a wrong use of the command line is refused input. A command that set its own code keeps it. */
function exitOfUsage(error: CommanderError): number {
  if (error.exitCode === 0 || error.code === 'commander.help') return EXIT.ok;
  return error.code.startsWith('commander.') ? EXIT.refused : error.exitCode;
}
