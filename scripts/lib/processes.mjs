import { execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/**
 * What tells this life of a process from a later process with the same id, or undefined if there is no such process.
 * A process that has ended but was not collected by its parent (a zombie) counts as gone.
 * @param {number} pid
 * @returns {{ started: string, command: string } | undefined}
 */
export function processInfo(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

/** @param {number} pid */
function fromProc(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return { started: `${boot}/${fields[19]}`, command };
  } catch {
    return undefined; // gone, which is the answer
  }
}

/** @param {number} pid */
function fromPs(pid) {
  try {
    const args = ['-o', 'stat=,lstart=,command=', '-p', String(pid)];
    const line = execFileSync('ps', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    const match = /^(\S+)\s+(\S+ +\S+ +\d+ +[\d:]+ +\d+)\s+(.*)$/.exec(line);
    if (!match || match[1]?.startsWith('Z')) return undefined;
    return { started: match[2] ?? '', command: match[3] ?? '' };
  } catch {
    return undefined; // ps ends with 1 for an id that is not there
  }
}

/**
 * Ends a process: sends the signals one after the other until it is gone.
 * @param {number} pid
 * @param {ReadonlyArray<readonly [NodeJS.Signals, number]>} steps each signal with the milliseconds to wait after it
 * @returns {Promise<boolean>} whether it is gone
 */
export async function endProcess(pid, steps) {
  const before = processInfo(pid);
  const alive = () => before !== undefined && processInfo(pid)?.started === before.started;
  for (const [signal, wait] of steps) {
    if (!alive()) return true;
    sendSignal(pid, signal);
    const until = Date.now() + wait;
    while (alive() && Date.now() < until) await sleep(50);
  }
  return !alive();
}

/** @param {number} pid @param {NodeJS.Signals} signal */
function sendSignal(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // Gone between the look and the signal is what was wanted; anything else (not ours to signal) is told.
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ESRCH') throw error;
  }
}

/** @typedef {{ pid: number | undefined, ended: Promise<void>, hasEnded: () => boolean }} Launched `pid`: none if it cannot be run */

/**
 * Starts a server that outlives nothing but a kill of ours: in a process group of its own, so that Ctrl-C in the terminal reaches
 * us only and the order of stopping is ours. Its output goes to a log file of this one run.
 * @param {string} program @param {readonly string[]} args @param {string} log
 * @param {{ uid?: number, gid?: number, cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Launched}
 */
export function launch(program, args, log, options = {}) {
  const file = openSync(log, 'w', 0o600);
  const umask = process.umask(0o077); // what a server writes is for nobody else
  const child = spawn(program, args, { ...options, stdio: ['ignore', file, file], detached: true });
  process.umask(umask);
  closeSync(file);
  child.unref();
  let over = false;
  /** @type {Promise<void>} */
  const ended = new Promise((done) => {
    const end = () => {
      over = true;
      done();
    };
    child.once('exit', end);
    child.once('error', end);
  });
  return { pid: child.pid, ended, hasEnded: () => over };
}

/** @param {number} milliseconds @returns {Promise<void>} */
export function sleep(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * Whether a TCP port on this machine's loopback address can be listened on.
 * @param {number} port
 * @returns {Promise<boolean>}
 */
export async function portIsFree(port) {
  return (await listenOnce(port)) !== undefined;
}

/**
 * A TCP port that nobody listens on at this moment.
 * @returns {Promise<number>}
 */
export async function freePort() {
  const port = await listenOnce(0);
  if (port === undefined) throw new Error('no free TCP port on the loopback address');
  return port;
}

/** @param {number} port @returns {Promise<number | undefined>} */
function listenOnce(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1' }, () => {
      const address = server.address();
      const got = typeof address === 'object' && address !== null ? address.port : undefined;
      server.close(() => resolve(got));
    });
  });
}
