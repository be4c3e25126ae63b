import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { endProcess, launch, portIsFree, processInfo, sleep } from './processes.mjs';
import { SetupError } from './say.mjs';

const START_MS = 60_000;

/**
 * @typedef {{
 *   cliPath: string, folder: string, port: number, portSetting?: string, dbFile?: string,
 *   uiPort?: number, uiPortSetting?: string, namespace?: string,
 * }} TemporalOptions
 *   `folder` keeps the log and the process id; `dbFile` the data (in memory without it); no web pages without `uiPort`;
 *   the settings are the names of the variables that change the ports, for what is said when one is in use
 * @typedef {{ address: string, uiUrl: string | undefined, pid: number, stop: () => Promise<void>, ended: Promise<void> }} RunningTemporal
 *   `ended` settles when the server is gone, by whatever way
 */

/**
 * Starts a Temporal development server on the loopback address, with time skipping for single workflows switched on and one
 * partition for each task queue, and waits until it answers. A server that an earlier run left behind is ended first.
 * @param {TemporalOptions} options
 * @returns {Promise<RunningTemporal>}
 * @throws {SetupError} if a port is in use or the server does not start
 */
export async function startTemporal(options) {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const pidFile = join(options.folder, 'temporal.pid');
  await endLeftoverTemporal(options.folder);
  await needPort(options.port, options.portSetting ?? 'SC_TEMPORAL_PORT');
  if (options.uiPort !== undefined) await needPort(options.uiPort, options.uiPortSetting ?? 'SC_TEMPORAL_UI_PORT');

  const log = join(options.folder, 'temporal.log');
  const { pid, ended, hasEnded } = launchServer(options, log);
  if (pid === undefined) {
    throw new SetupError(
      `The Temporal server ${options.cliPath} cannot be run: set TEMPORAL_CLI_PATH to one that can.`,
    );
  }
  writeFileSync(pidFile, JSON.stringify({ pid, started: processInfo(pid)?.started }), { mode: 0o600 });
  const address = `127.0.0.1:${options.port}`;
  await untilServing(pid, log);
  const uiUrl = options.uiPort === undefined ? undefined : `http://127.0.0.1:${options.uiPort}`;
  const stop = async () => {
    if (!hasEnded()) await stopPid(pid);
    rmSync(pidFile, { force: true });
  };
  return { address, uiUrl, pid, ended, stop };
}

/** @param {number} port @param {string} setting */
async function needPort(port, setting) {
  if (await portIsFree(port)) return;
  throw new SetupError(`Port ${port} is in use: set ${setting} to a free one, or stop what listens there.`);
}

/** @param {TemporalOptions} options @param {string} log */
function launchServer(options, log) {
  const { cliPath, dbFile, port, uiPort, namespace = 'default' } = options;
  const settings = [
    'frontend.WorkflowTimeSkippingEnabled=true',
    'matching.numTaskqueueReadPartitions=1',
    'matching.numTaskqueueWritePartitions=1',
  ];
  const args = [
    'server',
    'start-dev',
    '--ip',
    '127.0.0.1',
    '--port',
    String(port),
    '--namespace',
    namespace,
    // The program's own settings from the user's home or environment are not for this server.
    '--disable-config-file',
    '--disable-config-env',
    '--color',
    'never',
    '--log-level',
    'warn',
    ...settings.flatMap((setting) => ['--dynamic-config-value', setting]),
    ...(dbFile ? ['--db-filename', dbFile] : []),
    ...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort), '--ui-disable-news-fetch']),
  ];
  if (dbFile) mkdirSync(dirname(dbFile), { recursive: true, mode: 0o700 });
  return launch(cliPath, args, log);
}

/**
 * The server prints its address when its services and namespaces stand.
 * @param {number} pid @param {string} log
 */
async function untilServing(pid, log) {
  const until = Date.now() + START_MS;
  while (processInfo(pid)) {
    if (/^(Temporal )?Server:\s/m.test(readFileSync(log, 'utf8'))) return;
    if (Date.now() > until) {
      await stopPid(pid);
      break;
    }
    await sleep(50);
  }
  const reason = readFileSync(log, 'utf8').trim().split('\n').at(-1) ?? '';
  throw new SetupError(
    `The Temporal server did not start (${reason}): see ${log}, or set TEMPORAL_ADDRESS to a server of your own.`,
  );
}

/**
 * Ends the server that an earlier run on a folder left behind, if there is one.
 * @param {string} folder
 */
export async function endLeftoverTemporal(folder) {
  const pidFile = join(folder, 'temporal.pid');
  if (!existsSync(pidFile)) return;
  /** @type {{ pid: number, started: string }} */
  const left = JSON.parse(readFileSync(pidFile, 'utf8'));
  const now = processInfo(left.pid);
  if (now && now.started === left.started && now.command.includes('start-dev')) await stopPid(left.pid);
  rmSync(pidFile, { force: true });
}

/** @param {number} pid @returns {Promise<void>} */
async function stopPid(pid) {
  await endProcess(pid, [
    ['SIGTERM', 15_000],
    ['SIGKILL', 2_000],
  ]);
}
