import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** `npm start` as a user runs it, from the test: the whole tree of processes. */
export interface Tree {
  /** What it has printed so far, both streams. */
  output(): string;
  /** Waits until it has printed this, at most `withinMs` milliseconds. */
  printed(what: RegExp, withinMs: number): Promise<void>;
  /** kill -9 of every process of the tree at once. */
  kill(): Promise<void>;
  /** SIGTERM, and the exit code. */
  stop(): Promise<number | null>;
}

/** Starts it with these variables on top of the test's own environment. */
export function startTree(env: Readonly<Record<string, string>>): Tree {
  const { SC_TEST_SUITE: _suite, DATABASE_URL: _url, TEMPORAL_ADDRESS: _address, ...own } = process.env;
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: ROOT,
    env: { ...own, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const take = (chunk: Buffer): void => void (text += chunk.toString('utf8'));
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  let code: number | null | undefined;
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', (exitCode) => {
      code = exitCode;
      resolve(exitCode);
    });
  });
  return {
    output: () => text,
    async printed(what, withinMs) {
      const until = Date.now() + withinMs;
      while (!what.test(text)) {
        if (code !== undefined)
          throw new Error(`It ended with ${String(code)} before it printed ${String(what)}:\n${text}`);
        if (Date.now() > until) throw new Error(`It has not printed ${String(what)}:\n${text}`);
        await sleep(50);
      }
    },
    async kill() {
      for (const pid of [child.pid ?? 0, ...descendants(child.pid ?? 0)]) killed(pid);
      await ended;
    },
    async stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

function killed(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It has ended on its own between the look and the signal.
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ESRCH') throw error;
  }
}

/** Every process below one, by /proc. */
function descendants(root: number): number[] {
  const parents = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? parentOf(Number(name)) : []));
  const found = [root];
  for (const pid of found) found.push(...parents.filter(([, parent]) => parent === pid).map(([child]) => child));
  return found.slice(1);
}

function parentOf(pid: number): [pid: number, parent: number][] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return [[pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])]];
  } catch {
    return []; // gone meanwhile
  }
}
