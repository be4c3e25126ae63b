import type { Config } from './config.ts';
import { loadConfig } from './config.ts';
import { INTERNAL } from './errors.ts';
import { createLogger, type Logger } from './log.ts';
import { CodedError } from '../domain/errors.ts';

/** What a process does once it works. */
export interface Part {
  /** Says where or with what it is ready: the rest of its `ready <name> …` line. No secrets. */
  readonly ready: string;
  /** Takes no more work, lets what is under way end, gives everything back. */
  stop(): Promise<void>;
  /** Rejects where it can no longer work: the process then ends with 1, for whoever keeps it to start it again. */
  readonly failed?: Promise<void>;
}

export interface PartContext {
  readonly config: Config;
  readonly log: Logger;
  /** Aborted when the process is told to end. */
  readonly stopping: AbortSignal;
}

/** How long a process may take to end when told to, in milliseconds. Shorter than what a service manager usually grants (30 s). */
const DRAIN_MS = 20_000;

/**
 * Runs a process of the system: configuration from the environment, `ready <name> …` on standard output once it works, a drained end on
 * SIGTERM or SIGINT (at once on the second), exit code 0 then; 1 with one coded sentence on standard error where it cannot start or go on.
 */
export async function runPart(name: string, start: (context: PartContext) => Promise<Part>): Promise<never> {
  const stopping = new AbortController();
  const told = toldToEnd(stopping);
  // A parent that is gone reads no more lines: not a reason to die in the middle of draining.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  let log: Logger | undefined;
  const fail = (error: unknown): never => {
    log?.error({ err: error }, 'the process ends');
    process.stderr.write(`error: ${sentenceOf(name, error)}\n`);
    process.exit(1);
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  try {
    const config = loadConfig(process.env);
    log = createLogger(config, name);
    const part = await Promise.race([start({ config, log, stopping: stopping.signal }), told.then(() => undefined)]);
    // Told to end before it worked: it has taken nothing on.
    if (part === undefined) process.exit(0);
    process.stdout.write(`ready ${name} ${part.ready}\n`);
    await Promise.race([told, failing(part)]);
    await within(DRAIN_MS, part.stop());
    process.exit(0);
  } catch (error) {
    return fail(error);
  }
}

/** What an error says to whoever starts the process: its code and sentence; of an error that is not ours only its class. */
export function sentenceOf(name: string, error: unknown): string {
  if (error instanceof CodedError) return `${error.code}: ${error.message}`;
  const kind = error instanceof Error ? error.constructor.name : typeof error;
  return `${INTERNAL}: ${name} met an unexpected fault (${kind}); its log has more.`;
}

function toldToEnd(stopping: AbortController): Promise<void> {
  return new Promise((resolve) => {
    const heard = (): void => {
      if (stopping.signal.aborted) process.exit(1);
      stopping.abort();
      resolve();
    };
    process.on('SIGTERM', heard);
    process.on('SIGINT', heard);
  });
}

async function failing({ failed }: Part): Promise<void> {
  // Without such a promise a part never fails by itself.
  await (failed ?? new Promise<never>(() => undefined));
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new CodedError(
            'DRAIN_TOO_LONG',
            `Work in hand did not end within ${ms / 1000} s; it is taken up at the next start.`,
          ),
        ),
      ms,
    );
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
