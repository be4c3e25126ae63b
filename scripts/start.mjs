import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ensureInstalled } from './lib/install.mjs';
import { tryLock } from './lib/lock.mjs';
import { endLeftoverParts, keepRunning, runOnce } from './lib/parts.mjs';
import { startPostgres } from './lib/postgres.mjs';
import { freePort, portIsFree } from './lib/processes.mjs';
import { runMain, say, SetupError } from './lib/say.mjs';
import { readSettings } from './lib/settings.mjs';
import { findTemporal } from './lib/temporal-cli.mjs';
import { startTemporal } from './lib/temporal-server.mjs';

/** @typedef {import('./lib/settings.mjs').Settings} Settings */
/** @typedef {import('./lib/temporal-cli.mjs').TemporalServer} TemporalServer */
/** @typedef {import('./lib/parts.mjs').Part} Part */
/** @typedef {{ name: string, stop: () => Promise<void>, ended: Promise<void> }} Server one that we started */

// A terminal that was closed takes no more lines: no reason to leave servers behind.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const STARTED_MS = Date.now();
const STANDINS = /** @type {const} */ (['fbi', 'ident', 'databases', 'sib', 'jail', 'mail', 'smtp']);

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
    await endLeftoverParts(settings.dataDir);
    // Built beside the servers' start. Where that fails, the workers try again and say why.
    const bundle = runOnce(
      { name: 'bundle', file: 'workers/build.ts', env: process.env, dataDir: settings.dataDir },
      'ignore',
    );
    const env = await startServers(settings, temporal, running);
    await bundle.ended;
    return await runSystem(settings, { ...env, ...(await standinAddresses(settings)) }, running, signals);
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
 * @returns {Promise<NodeJS.ProcessEnv>} the addresses, for the parts of the system
 */
async function startServers(settings, server, running) {
  await needApiPort(settings.apiPort);
  /** @type {NodeJS.ProcessEnv} */
  const env = { SC_OWN_TEMPORAL: 'path' in server ? '1' : '0' };
  const started = await Promise.allSettled([
    startDatabase(settings, running, env),
    startEngine(settings, server, running, env),
  ]);
  for (const outcome of started) if (outcome.status === 'rejected') throw outcome.reason;
  return env;
}

/** @param {Settings} settings @param {Server[]} running @param {NodeJS.ProcessEnv} env gets the address */
async function startDatabase({ databaseUrl, dataDir, postgresPort }, running, env) {
  if (databaseUrl) {
    say('database: the one that DATABASE_URL names');
    env['DATABASE_URL'] = databaseUrl;
    return;
  }
  const port = postgresPort === undefined ? {} : { port: postgresPort };
  const postgres = await startPostgres({ dataDir: join(dataDir, 'postgres'), ...port });
  running.push({ name: 'database', ...postgres });
  env['DATABASE_URL'] = postgres.url;
  say(`database: PostgreSQL on 127.0.0.1:${postgres.port}, data in ${dataDir}`);
}

/** @param {Settings} settings @param {TemporalServer} server @param {Server[]} running @param {NodeJS.ProcessEnv} env gets the address */
async function startEngine({ dataDir, temporalPort: port, uiPort }, server, running, env) {
  if (!('path' in server)) {
    env['TEMPORAL_ADDRESS'] = server.address;
    say(`Temporal server: ${server.address}, given by address: advancing a case's clock is not available there`);
    return;
  }
  const dbFile = join(dataDir, 'temporal.db');
  const temporal = await startTemporal({ cliPath: server.path, folder: dataDir, port, uiPort, dbFile });
  running.push({ name: 'Temporal server', ...temporal });
  env['TEMPORAL_ADDRESS'] = temporal.address;
  env['TEMPORAL_CLI_PATH'] = server.path;
  env['SC_TEMPORAL_UI'] = temporal.uiUrl;
  say(`Temporal server: ${temporal.address}, pages on ${temporal.uiUrl}`);
}

/** @param {number} port */
async function needApiPort(port) {
  if (await portIsFree(port)) return;
  throw new SetupError(`Port ${port} is in use: set SC_API_PORT to a free one, or stop what listens there.`);
}

/**
 * Where the stand-ins listen, for themselves and for those who call them; a partner that the environment names is called where it is.
 * The ports of the last run are taken again if they are free.
 * @param {Settings} settings @returns {Promise<NodeJS.ProcessEnv>}
 */
async function standinAddresses(settings) {
  if (settings.deployment !== 'development') return {};
  const note = join(settings.dataDir, 'standin-ports.json');
  /** @type {Record<string, number>} */
  const last = existsSync(note) ? JSON.parse(readFileSync(note, 'utf8')) : {};
  /** @type {Record<string, number>} */
  const ports = {};
  for (const name of STANDINS) {
    const before = last[name];
    ports[name] = before !== undefined && (await portIsFree(before)) ? before : await freePort();
  }
  writeFileSync(note, JSON.stringify(ports), { mode: 0o600 });
  const url = (/** @type {string} */ name) => `http://127.0.0.1:${ports[name]}`;
  return {
    SC_STANDIN_PORTS: JSON.stringify(ports),
    FBI_URL: process.env['FBI_URL'] || url('fbi'),
    IDENT_URL: process.env['IDENT_URL'] || url('ident'),
    DATABASES_URL: process.env['DATABASES_URL'] || url('databases'),
    ...(process.env['SMTP_URL']
      ? {}
      : {
          SMTP_URL: `smtp://127.0.0.1:${ports['smtp']}`,
          SC_MAIL_FROM: 'alarms@example.test',
          SC_MAIL_TO: 'duty@example.test',
        }),
  };
}

/**
 * Runs the parts of the system until a signal comes or a server under them ends, and the demonstration beside them.
 * @param {Settings} settings @param {NodeJS.ProcessEnv} addresses @param {readonly Server[]} servers @param {Signals} signals
 * @returns {Promise<number>} the exit code
 */
async function runSystem(settings, addresses, servers, signals) {
  const { dataDir, apiPort, deployment } = settings;
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const development = deployment === 'development';
  const env = {
    ...process.env,
    ...addresses,
    TZ: 'UTC',
    SC_DATA_DIR: dataDir,
    SC_DEPLOYMENT: deployment,
    SC_API_PORT: String(apiPort),
    SC_API_URL: apiUrl,
    SC_CALLBACK_URL: process.env['SC_CALLBACK_URL'] || apiUrl,
    SC_PUBLIC_PAGE: process.env['SC_PUBLIC_PAGE'] || `${apiUrl}/d`,
    SC_STARTED_MS: String(STARTED_MS),
  };
  /** @type {(name: string, file: string) => Part} */
  const keep = (name, file) => keepRunning({ name, file, env, dataDir });
  const standins = development ? [keep('standins', 'partners/standins/main.ts')] : [];
  const parts = [keep('workers', 'workers/main.ts'), keep('api', 'web/main.ts')];
  const all = [...standins, ...parts];
  /** @type {ReturnType<typeof runOnce> | undefined} */
  let demonstration;
  const told = new Promise((resolve) => {
    signals.pass((again) => {
      if (again) for (const part of all) part.kill();
      resolve(true);
    });
  });
  let over = false;
  const lost = serverLost(servers, dataDir, () => over);
  try {
    const started = Promise.all(all.map(({ ready }) => ready)).then(() => true);
    if ((await Promise.race([started, told, lost])) === true && !signals.told) {
      say(`ready: ${apiUrl} (description: ${apiUrl}/openapi.json)`);
      if (development && settings.demonstration) {
        demonstration = runOnce({ name: 'demonstration', file: 'cli/demo/main.ts', env, dataDir }, 'inherit');
        void demonstration.ended.then(
          (code) => code === 0 || signals.told || say('the demonstration ended early; the system stays up'),
        );
      }
    }
    return (await Promise.race([told, lost])) === true ? 0 : 1;
  } finally {
    over = true;
    demonstration?.kill('SIGTERM');
    // First those that take new work, then those that they ask.
    await Promise.all(parts.map((part) => part.stop()));
    await Promise.all(standins.map((part) => part.stop()));
  }
}

/**
 * @param {readonly Server[]} servers @param {string} dataDir @param {() => boolean} over whether we end them ourselves
 * @returns {Promise<false>} resolves when one of them is gone
 */
function serverLost(servers, dataDir, over) {
  return new Promise((resolve) => {
    for (const { name, ended } of servers) {
      void ended.then(() => {
        if (over()) return;
        say(`the ${name} ended by itself: stopping (its log is in ${dataDir})`);
        resolve(false);
      });
    }
  });
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
    const again = signals.told;
    if (!again) toldAt = Date.now();
    signals.told = true;
    receiver?.(again);
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, heard);
  return signals;
}
