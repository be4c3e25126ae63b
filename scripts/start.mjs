import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ensureInstalled, ROOT } from './lib/install.mjs';
import { tryLock } from './lib/lock.mjs';
import { startPostgres } from './lib/postgres.mjs';
import { endProcess, portIsFree, processInfo } from './lib/processes.mjs';
import { runMain, say, SetupError } from './lib/say.mjs';
import { readSettings } from './lib/settings.mjs';
import { findTemporal } from './lib/temporal-cli.mjs';
import { startTemporal } from './lib/temporal-server.mjs';

/** @typedef {import('./lib/settings.mjs').Settings} Settings */
/** @typedef {import('./lib/temporal-cli.mjs').TemporalServer} TemporalServer */
/** @typedef {{ name: string, stop: () => Promise<void>, ended: Promise<void> }} Server one that we started */

await runMain(async () => {
  await ensureInstalled();
  const settings = readSettings(process.env);
  const release = lockData(settings.dataDir);
  /** @type {Server[]} the last one started last */
  const running = [];
  try {
    const temporal = await findTemporal();
    // Until here Ctrl-C just ends us; from here on there are servers to be stopped in order.
    const signals = listen();
    await endLeftover(settings.dataDir);
    const env = await startServers(settings, temporal, running);
    return await runSystem(settings, env, running, signals);
  } finally {
    for (const server of running.toReversed()) await server.stop();
    release();
  }
});

/** @param {string} dataDir @returns {() => void} */
function lockData(dataDir) {
  mkdirSync(dataDir, { recursive: true });
  // As root, the database runs as another account, which must be able to pass. What lies in here is closed to others itself.
  chmodSync(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700);
  const lock = tryLock(join(dataDir, 'lock'));
  if ('release' in lock) return lock.release;
  throw new SetupError(
    `The system already runs on ${dataDir} (process ${lock.heldBy}): stop that with Ctrl-C, or set SC_DATA_DIR to another folder and SC_API_PORT and SC_TEMPORAL_PORT to free ports.`,
  );
}

/**
 * Starts the database and the Temporal server, each unless an address is given.
 * @param {Settings} settings @param {TemporalServer} server the Temporal program, or an address
 * @param {Server[]} running gets what must be stopped
 * @returns {Promise<NodeJS.ProcessEnv>} the addresses, for the system process
 */
async function startServers(settings, server, running) {
  await needApiPort(settings.apiPort);
  /** @type {NodeJS.ProcessEnv} */
  const env = { SC_OWN_TEMPORAL: 'path' in server ? '1' : '0' };
  if (settings.databaseUrl) {
    say('database: the one that DATABASE_URL names');
    env['DATABASE_URL'] = settings.databaseUrl;
  } else {
    const { dataDir, postgresPort } = settings;
    const postgres = await startPostgres({
      dataDir: join(dataDir, 'postgres'),
      ...(postgresPort === undefined ? {} : { port: postgresPort }),
    });
    running.push({ name: 'database', ...postgres });
    env['DATABASE_URL'] = postgres.url;
    say(`database: PostgreSQL on 127.0.0.1:${postgres.port}, data in ${postgres.cluster}`);
  }
  if ('path' in server) {
    const { dataDir, temporalPort: port, uiPort } = settings;
    const dbFile = join(dataDir, 'temporal.db');
    const temporal = await startTemporal({ cliPath: server.path, folder: dataDir, port, uiPort, dbFile });
    running.push({ name: 'Temporal server', ...temporal });
    env['TEMPORAL_ADDRESS'] = temporal.address;
    env['TEMPORAL_CLI_PATH'] = server.path;
    env['SC_TEMPORAL_UI'] = temporal.uiUrl;
    say(`Temporal server: ${temporal.address}, pages on ${temporal.uiUrl}`);
  } else {
    env['TEMPORAL_ADDRESS'] = server.address;
    say(`Temporal server: ${server.address}, given by address: advancing a case's clock is not available there`);
  }
  return env;
}

/** @param {number} port */
async function needApiPort(port) {
  if (await portIsFree(port)) return;
  throw new SetupError(`Port ${port} is in use: set SC_API_PORT to a free one, or stop what listens there.`);
}

/**
 * Runs the system process (workers, stand-ins, API) until it ends, a server under it ends, or a signal comes; then it is told to
 * end once, and killed only if the signal comes again.
 * @param {Settings} settings @param {NodeJS.ProcessEnv} env @param {readonly Server[]} running @param {Signals} signals
 * @returns {Promise<number>} the exit code
 */
async function runSystem(settings, env, running, signals) {
  const args = ['--import', './scripts/lib/leave-with-parent.mjs', '--import', 'tsx', 'workers/dev.ts'];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    // A group of its own, so that Ctrl-C in the terminal reaches it once, through us, and not twice.
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      ...env,
      TZ: 'UTC',
      SC_DATA_DIR: settings.dataDir,
      SC_DEPLOYMENT: process.env['SC_DEPLOYMENT'] ?? 'development',
      SC_API_PORT: String(settings.apiPort),
    },
  });
  const pidFile = join(settings.dataDir, 'system.pid');
  const { pid } = child;
  if (pid !== undefined)
    writeFileSync(pidFile, JSON.stringify({ pid, started: processInfo(pid)?.started }), { mode: 0o600 });
  signals.pass((again) => child.kill(again ? 'SIGKILL' : 'SIGTERM'));
  let failed = false;
  let over = false;
  for (const server of running) {
    void server.ended.then(() => {
      if (over) return;
      say(`the ${server.name} ended by itself: stopping (its log is in ${settings.dataDir})`);
      failed = true;
      child.kill('SIGTERM');
    });
  }
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  over = true;
  rmSync(pidFile, { force: true });
  if (signals.told) return 0;
  if (!failed) say(`the system process ended by itself (${code ?? 'killed'})`);
  return failed ? 1 : (code ?? 1);
}

/** Ends a system process that outlived its parent. @param {string} dataDir */
async function endLeftover(dataDir) {
  const pidFile = join(dataDir, 'system.pid');
  if (!existsSync(pidFile)) return;
  /** @type {{ pid: number, started: string }} */
  const left = JSON.parse(readFileSync(pidFile, 'utf8'));
  if (processInfo(left.pid)?.started === left.started) {
    say(`an earlier run left process ${left.pid} behind: ending it`);
    await endProcess(left.pid, [
      ['SIGTERM', 15_000],
      ['SIGKILL', 2_000],
    ]);
  }
  rmSync(pidFile, { force: true });
}

/** @typedef {{ told: boolean, pass: (to: (again: boolean) => void) => void }} Signals */

/** Ctrl-C and SIGTERM: kept until there is somebody to pass them to. @returns {Signals} */
function listen() {
  /** @type {((again: boolean) => void) | undefined} */
  let receiver;
  let toldAt = 0;
  /** @type {Signals} */
  const signals = {
    told: false,
    pass(to) {
      receiver = to;
      if (signals.told) to(false);
    },
  };
  const heard = () => {
    // One Ctrl-C comes twice under npm, from the terminal and from npm.
    if (signals.told && Date.now() - toldAt < 1_000) return;
    if (!signals.told) say('\nstopping: work in hand is finished first (once more to stop at once)');
    receiver?.(signals.told);
    if (!signals.told) toldAt = Date.now();
    signals.told = true;
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, heard);
  return signals;
}
