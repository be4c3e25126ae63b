import { type DestinationStream, type Logger, pino } from 'pino';
import { ApplicationFailure } from '@temporalio/common';
import type { Logger as TemporalLogger, LogLevel, LogMetadata } from '@temporalio/common';
import { CodedError } from '../domain/errors.ts';
import type { Config } from './config.ts';

export type { Logger } from 'pino';

/** Names under which a secret or personal data might be handed to the log by mistake; their values are replaced. */
const HIDDEN = [
  'args',
  'assertion',
  'authorization',
  'body',
  'cookie',
  'databaseUrl',
  'dob',
  'envelope',
  'fin',
  'input',
  'name',
  'password',
  'payload',
  'person',
  'secret',
  'secretKey',
  'siteKey',
  'statement',
  'tcn',
  'tcr',
  'token',
];

/**
 * The log of a process: JSON lines on standard output (or `destination`). Of an error only class, code and stack frames are written, the
 * message only where it is ours: a driver's message can repeat the row it failed on.
 */
export function createLogger(
  config: Pick<Config, 'logLevel'>,
  process: string,
  destination?: DestinationStream,
): Logger {
  const options = {
    level: config.logLevel,
    base: { process },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: HIDDEN.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[hidden]' },
    serializers: { err: printableError, error: printableError },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** The log as the Temporal SDK writes to it (`Runtime.install({ logger })`). */
export function createTemporalLogger(logger: Logger): TemporalLogger {
  const log = (level: LogLevel, message: string, meta?: LogMetadata): void => {
    logger[LEVELS[level]](plain(meta), message);
  };
  return {
    log,
    trace: (message, meta) => log('TRACE', message, meta),
    debug: (message, meta) => log('DEBUG', message, meta),
    info: (message, meta) => log('INFO', message, meta),
    warn: (message, meta) => log('WARN', message, meta),
    error: (message, meta) => log('ERROR', message, meta),
  };
}

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const satisfies Record<
  LogLevel,
  string
>;

/** pino drops members whose key is a symbol; a bigint (the SDK's time stamps) would make it throw. */
function plain(meta: LogMetadata = {}): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(meta).map(([key, value]) => [key, typeof value === 'bigint' ? String(value) : value]),
  );
}

function printableError(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const cause = error.cause === undefined ? {} : { cause: printableError(error.cause) };
  return { type: error.constructor.name, ...own(error), stack: frames.join('\n'), ...cause };
}

function own(error: Error): Record<string, unknown> {
  if (error instanceof CodedError) return { code: error.code, message: error.message };
  if (error instanceof ApplicationFailure) return { code: error.type, message: error.message };
  return 'code' in error && (typeof error.code === 'string' || typeof error.code === 'number')
    ? { code: error.code }
    : {};
}
