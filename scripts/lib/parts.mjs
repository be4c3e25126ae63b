import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { ROOT } from './install.mjs';
import { endProcess, processInfo, sleep } from './processes.mjs';
import { say, SetupError } from './say.mjs';

/** A part that ended by itself is started again after so long, twice as long each time it does so soon after. Milliseconds. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** A part that worked for so long had recovered. */
const HEALTHY_MS = 60_000;
const START_MS = 90_000;
/** Longer than a part's own limit for draining (20 s). */
const STOP_MS = 25_000;

/** @typedef {{ name: string, file: string, env: NodeJS.ProcessEnv, dataDir: string }} PartOptions */
/** @typedef {{ name: string, ready: Promise<string>, stop: () => Promise<void>, kill: () => void }} Part
 *   `ready` resolves with what the part says of itself, and rejects with its one sentence if its first start fails */

/**
 * Keeps one part of the system running: a Node process that prints `ready <name> …` on standard output. Its output goes to a log file of
 * this run. Ending by itself after it was ready, it is started again, with growing pauses, and that is said in one line.
 * @param {PartOptions} options
 * @returns {Part}
 */
export function keepRunning(options) {
  const logFile = join(options.dataDir, `${options.name}.log`);
  const log = createWriteStream(logFile, { mode: 0o600 });
  let stopping = false;
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child;
  /** @type {(line: string) => void} */
  let isReady = () => {};
  /** @type {(error: Error) => void} */
  let isFailed = () => {};
  /** @type {Promise<string>} */
  const ready = new Promise((resolve, reject) => {
    isReady = resolve;
    isFailed = reject;
  });

  async function run() {
    let wasReady = false;
    for (let pause = FIRST_PAUSE_MS; !stopping; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const startedAt = Date.now();
      child = launchPart(options, 'pipe');
      const ended = await watch(child, log, {
        ready: (line) => {
          isReady(line);
          if (wasReady) say(`${options.name}: works again`);
          wasReady = true;
        },
      });
      rmSync(pidFile(options), { force: true });
      if (stopping) break;
      if (!wasReady) {
        isFailed(
          new SetupError(ended.sentence ?? `The part "${options.name}" did not start (${ended.how}): see ${logFile}`),
        );
        break;
      }
      if (Date.now() - startedAt > HEALTHY_MS) pause = FIRST_PAUSE_MS;
      say(
        `${options.name}: ended by itself (${ended.how}): starting it again in ${pause / 1000} s (its log is ${logFile})`,
      );
      await sleep(pause);
    }
    log.end();
  }

  const running = run();
  const late = setTimeout(() => {
    isFailed(new SetupError(`The part "${options.name}" was not ready within ${START_MS / 1000} s: see ${logFile}`));
  }, START_MS).unref();
  void ready.then(
    () => clearTimeout(late),
    () => clearTimeout(late),
  );
  return {
    name: options.name,
    ready,
    async stop() {
      stopping = true;
      if (child !== undefined && alive(child)) {
        child.kill('SIGTERM');
        const tooLong = setTimeout(() => child?.kill('SIGKILL'), STOP_MS);
        await running;
        clearTimeout(tooLong);
      }
    },
    kill() {
      stopping = true;
      child?.kill('SIGKILL');
    },
  };
}

/**
 * Runs a part that comes to an end by itself.
 * @param {PartOptions} options @param {'inherit' | 'ignore'} output where what it prints goes
 * @returns {{ ended: Promise<number>, kill: (signal: NodeJS.Signals) => void }} the exit code; 1 where a signal ended it
 */
export function runOnce(options, output) {
  const child = launchPart(options, output);
  const ended = exitOf(child).then(({ code }) => {
    rmSync(pidFile(options), { force: true });
    return code ?? 1;
  });
  return { ended, kill: (signal) => void child.kill(signal) };
}

/** @param {PartOptions} options @param {'pipe' | 'inherit' | 'ignore'} output */
function launchPart({ name, file, env, dataDir }, output) {
  const args = ['--import', './scripts/lib/leave-with-parent.mjs', '--import', 'tsx', file];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    // A group of its own, so that Ctrl-C in the terminal reaches it once, through us, and not twice.
    detached: true,
    stdio: ['ignore', output, output, 'ipc'],
    env,
  });
  const { pid } = child;
  if (pid !== undefined) {
    mkdirSync(partsFolder(dataDir), { recursive: true, mode: 0o700 });
    writeFileSync(pidFile({ name, dataDir }), JSON.stringify({ pid, started: processInfo(pid)?.started }), {
      mode: 0o600,
    });
  }
  return child;
}

/**
 * Follows a part until it ends: its lines go to the log, `ready` to whoever waits, and its own `error: …` sentence is kept.
 * @param {import('node:child_process').ChildProcess} child @param {import('node:fs').WriteStream} log
 * @param {{ ready: (line: string) => void }} heard
 * @returns {Promise<{ how: string, sentence: string | undefined }>}
 */
async function watch(child, log, heard) {
  /** @type {string | undefined} */
  let sentence;
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      log.write(`${line}\n`);
      if (line.startsWith('ready ')) heard.ready(line.split(' ').slice(2).join(' '));
    });
  }
  if (child.stderr) {
    createInterface({ input: child.stderr }).on('line', (line) => {
      log.write(`${line}\n`);
      if (line.startsWith('error: ')) sentence = line.slice('error: '.length);
    });
  }
  const { code, signal } = await exitOf(child);
  return { how: sentence ?? (signal ? `signal ${signal}` : `exit code ${code}`), sentence };
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null }>} */
function exitOf(child) {
  return new Promise((resolve) => {
    child.once('error', () => resolve({ code: 1, signal: null }));
    // Its last lines have been read by then.
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}

/** @param {import('node:child_process').ChildProcess} child */
function alive(child) {
  return child.exitCode === null && child.signalCode === null;
}

/** @param {string} dataDir */
function partsFolder(dataDir) {
  return join(dataDir, 'parts');
}

/** @param {{ name: string, dataDir: string }} part */
function pidFile({ name, dataDir }) {
  return join(partsFolder(dataDir), `${name}.pid`);
}

/** Ends parts that outlived the parent that kept them. @param {string} dataDir */
export async function endLeftoverParts(dataDir) {
  const folder = partsFolder(dataDir);
  if (!existsSync(folder)) return;
  await Promise.all(readdirSync(folder).map((name) => endLeftover(join(folder, name))));
}

/** @param {string} file */
async function endLeftover(file) {
  const left = readLeftover(file);
  if (left && processInfo(left.pid)?.started === left.started) {
    say(`an earlier run left process ${left.pid} behind: ending it`);
    await endProcess(left.pid, [
      ['SIGTERM', STOP_MS],
      ['SIGKILL', 2_000],
    ]);
  }
  rmSync(file, { force: true });
}

/** @param {string} file @returns {{ pid: number, started: string } | undefined} */
function readLeftover(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined; // written half when the machine went down: that process is gone, too
  }
}
