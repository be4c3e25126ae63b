import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = fileURLToPath(new URL('../../workers/main.ts', import.meta.url));

/** The workers as a process of their own, which can be killed. */
export interface WorkerProcess {
  readonly pid: number;
  /** SIGKILL: it has no time to say or finish anything. Resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM: it drains. Answers its exit code. */
  end(): Promise<number | null>;
}

/** Starts workers/main.ts with this environment; resolves when it takes work. */
export async function startWorkerProcess(environment: Readonly<Record<string, string>>): Promise<WorkerProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN], {
    cwd: ROOT,
    env: { ...inherited(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = output(child);
  const exit = once(child, 'exit').then(([code]): number | null => (typeof code === 'number' ? code : null));
  await Promise.race([
    said.ready,
    exit.then((code) => Promise.reject(new Error(`The workers ended with ${code}: ${said.text()}`))),
  ]);
  const gone = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return await exit;
  };
  return {
    pid: child.pid ?? 0,
    kill: async () => {
      await gone('SIGKILL');
    },
    end: async () => await gone('SIGTERM'),
  };
}

function output(child: ChildProcess): { readonly ready: Promise<void>; text(): string } {
  let text = '';
  const ready = new Promise<void>((resolve) => {
    const hear = (chunk: Buffer): void => {
      text += chunk.toString();
      if (/^ready /m.test(text)) resolve();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
  });
  return { ready, text: () => text.slice(-2000) };
}

/** What a process needs of ours to run at all; nothing that configures the system. */
function inherited(): Record<string, string> {
  const { PATH, HOME } = process.env;
  return { TZ: 'UTC', ...(PATH === undefined ? {} : { PATH }), ...(HOME === undefined ? {} : { HOME }) };
}
