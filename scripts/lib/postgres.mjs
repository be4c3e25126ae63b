import { spawnSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { tryLock } from './lock.mjs';
import { mayPass, postgresAccount, SHARED_PLACE } from './postgres-account.mjs';
import { postgresBinaries } from './postgres-binaries.mjs';
import { endProcess, freePort, launch, portIsFree, processInfo, sleep } from './processes.mjs';
import { SetupError } from './say.mjs';

const NAME = 'secure_communities';
const START_MS = 60_000;

/** @typedef {import('./postgres-account.mjs').Account} Account */
/** @typedef {{ dataDir: string, cluster: string, password: string, account: Account, log: string }} Place */
/** @typedef {{ url: string, port: number, cluster: string, pid: number, stop: () => Promise<void>, ended: Promise<void> }} RunningPostgres
 *   `cluster`: where its files lie; `ended` settles when the server is gone, by whatever way */

/**
 * Starts a PostgreSQL of our own with its data on disk, making it the first time. It listens on the loopback address only, with
 * a random password kept beside the data, in UTF-8, and syncs every commit to disk. A server that an earlier run left behind
 * (kill -9) is ended first; its data is whole.
 *
 * As root, PostgreSQL runs as an account of its own (it refuses root); where that account cannot reach `dataDir`, the files of the
 * database lie under `/var/lib/secure-communities` and `dataDir` holds their place.
 * @param {{ dataDir: string, port?: number, throwaway?: boolean }} options
 *   `port`: refused if in use; without it the last one, or a free one. `throwaway`: for tests, does not sync to disk, and `stop` deletes the data.
 * @returns {Promise<RunningPostgres>} `url`: of a database that exists, with the right to make more. `stop`: waits for a clean end.
 * @throws {SetupError} with one sentence that says what to do
 */
export async function startPostgres(options) {
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const lock = tryLock(join(dataDir, 'lock'));
  if ('heldBy' in lock) {
    throw new SetupError(
      `The database in ${dataDir} is in use by process ${lock.heldBy}: stop that first, or set SC_DATA_DIR to another folder.`,
    );
  }
  try {
    const account = postgresAccount();
    const programs = postgresBinaries(account);
    const place = preparePlace(dataDir, account);
    if (!existsSync(join(place.cluster, 'PG_VERSION'))) makeCluster(programs, place);
    await endLeftover(place.cluster);
    const port = await choosePort(place, options.port);
    const server = await startServer(programs.postgres, place, port, options.throwaway === true);
    const url = `postgres://${NAME}:${place.password}@127.0.0.1:${port}/${NAME}`;
    const stop = async () => {
      if (!server.hasEnded()) await stopPid(server.pid);
      if (options.throwaway) discard(place);
      lock.release();
    };
    return { url, port, cluster: place.cluster, pid: server.pid, ended: server.ended, stop };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** @param {string} dataDir @param {Account} account @returns {Place} */
function preparePlace(dataDir, account) {
  const cluster = clusterPlace(dataDir, account);
  mkdirSync(join(cluster, '..'), { recursive: true, mode: 0o711 });
  const passwordFile = join(dataDir, 'password');
  if (!existsSync(passwordFile))
    writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600, flag: 'wx' });
  return {
    dataDir,
    cluster,
    password: readFileSync(passwordFile, 'utf8').trim(),
    account,
    log: join(dataDir, 'postgres.log'),
  };
}

/**
 * Where the files of the database lie: chosen once and kept, so that a data folder that is deleted or moved takes its database with it.
 * @param {string} dataDir @param {Account} account @returns {string}
 */
function clusterPlace(dataDir, account) {
  const note = join(dataDir, 'place');
  if (existsSync(note)) return readFileSync(note, 'utf8').trim();
  const beside = join(dataDir, 'cluster');
  if (account.uid !== undefined) chmodSync(dataDir, 0o711);
  const place = mayPass(dataDir, account) ? beside : join(SHARED_PLACE, `postgres-${randomUUID()}`, 'cluster');
  writeFileSync(note, `${place}\n`, { mode: 0o600 });
  return place;
}

/** Makes the database: under another name first, so that an interrupted making is never taken for a database. @param {import('./postgres-binaries.mjs').Programs} programs @param {Place} place */
function makeCluster(programs, place) {
  const making = `${place.cluster}.making`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { mode: 0o700 });
  own(making, place.account);
  const passwordFile = join(making, '..', `password-${randomUUID()}`);
  try {
    writeFileSync(passwordFile, `${place.password}\n`, { mode: 0o600 });
    own(passwordFile, place.account);
    const settings = [
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-instructions',
    ];
    const login = [`--username=${NAME}`, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
    runOnce(programs.initdb, [`--pgdata=${making}`, ...settings, ...login], place, '');
  } finally {
    rmSync(passwordFile, { force: true });
  }
  runOnce(programs.postgres, ['--single', '-D', making, 'postgres'], place, `CREATE DATABASE ${NAME}\n`);
  renameSync(making, place.cluster);
}

/** @param {string} path @param {Account} account */
function own(path, account) {
  if (account.uid !== undefined && account.gid !== undefined) chownSync(path, account.uid, account.gid);
}

/**
 * Ends the server that an earlier, throwaway run on a folder left behind, and deletes its data.
 * @param {string} dataDir
 */
export async function endLeftoverPostgres(dataDir) {
  const note = join(dataDir, 'place');
  if (!existsSync(note)) return;
  const cluster = readFileSync(note, 'utf8').trim();
  await endLeftover(cluster);
  discard({ cluster, dataDir });
}

/** @param {string} program @param {readonly string[]} args @param {Place} place @param {string} input */
function runOnce(program, args, place, input) {
  const result = spawnSync(program, args, { ...spawnSettings(place), input, encoding: 'utf8' });
  if (result.status === 0) return;
  const reason = result.error?.message ?? result.stderr.trim().split('\n').at(-1) ?? '';
  throw new SetupError(
    `The database could not be made in ${place.cluster} (${reason}): see that the disk has room and the folder can be written, or set DATABASE_URL.`,
  );
}

/** @param {Pick<Place, 'cluster' | 'dataDir'>} place */
function discard({ cluster, dataDir }) {
  for (const folder of [cluster, dataDir]) rmSync(folder, { recursive: true, force: true });
}

/** @param {Place} place */
function spawnSettings({ account }) {
  // Not our whole environment: PGPORT and its like would change the server's ways. Its own account cannot stand in our folder.
  return { ...account, cwd: '/', env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' } };
}

/** @typedef {{ pid: number, port: number, ready: boolean }} Postmaster */

/** What PostgreSQL's own file in the data folder says of the server that made it. @param {string} cluster @returns {Postmaster | undefined} */
function readPostmaster(cluster) {
  const file = join(cluster, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/**
 * Ends a server that an earlier run left behind. If the process that its file names is something else by now (the machine was
 * started again and gave out the number anew, or the process is dead but not collected), PostgreSQL would refuse to start for
 * ever; the file then gets the number of a process that is surely gone, and PostgreSQL makes its other checks itself.
 * @param {string} cluster
 */
async function endLeftover(cluster) {
  const left = readPostmaster(cluster);
  if (!left) return;
  const info = processInfo(left.pid);
  if (info && info.command.includes('postgres') && info.command.includes(cluster)) {
    if (!(await stopPid(left.pid)))
      throw new SetupError(
        `An earlier database server (process ${left.pid}) does not end: end it with "kill -9 ${left.pid}" and try again.`,
      );
    return;
  }
  const file = join(cluster, 'postmaster.pid');
  const rest = readFileSync(file, 'utf8').split('\n').slice(1);
  writeFileSync(file, [spawnSync(process.execPath, ['--version']).pid, ...rest].join('\n'));
}

/** @param {Place} place @param {number | undefined} asked */
async function choosePort(place, asked) {
  if (asked !== undefined) {
    if (await portIsFree(asked)) return asked;
    throw new SetupError(`Port ${asked} is in use: set SC_POSTGRES_PORT to a free one, or stop what listens there.`);
  }
  const note = join(place.dataDir, 'port');
  const last = existsSync(note) ? Number(readFileSync(note, 'utf8')) : 0;
  const port = last > 0 && (await portIsFree(last)) ? last : await freePort();
  writeFileSync(note, `${port}\n`);
  return port;
}

/**
 * Starts the server. Just after a kill -9 its last back ends may still be leaving: then PostgreSQL refuses, and it is tried again.
 * @param {string} program @param {Place} place @param {number} port @param {boolean} throwaway @returns {Promise<Started>}
 */
async function startServer(program, place, port, throwaway) {
  const until = Date.now() + START_MS;
  for (;;) {
    const failure = await startOnce(program, place, port, throwaway, until);
    if (typeof failure !== 'string') return failure;
    const leaving = /pre-existing shared memory block|lock file "postmaster.pid" already exists/.test(failure);
    if (!leaving || Date.now() > until) {
      throw new SetupError(
        `The database did not start (${lastReason(failure)}): see ${place.log}, or set DATABASE_URL to a PostgreSQL of your own.`,
      );
    }
    await sleep(300);
  }
}

/** @param {string} output */
function lastReason(output) {
  const fatal = output.split('\n').findLast((line) => line.includes('FATAL'));
  return fatal?.replace(/^.*FATAL:\s*/, '') ?? 'no reason given';
}

/** @typedef {import('./processes.mjs').Launched & { pid: number }} Started */

/**
 * @param {string} program @param {Place} place @param {number} port @param {boolean} throwaway @param {number} until
 * @returns {Promise<Started | string>} the server, or what it printed
 */
async function startOnce(program, place, port, throwaway, until) {
  const unsafe = throwaway ? ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'] : [];
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'timezone=UTC',
    'log_timezone=UTC',
    ...unsafe,
  ];
  const args = ['-D', place.cluster, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  const server = launch(program, args, place.log, spawnSettings(place));
  while (!server.hasEnded() && Date.now() < until) {
    const state = readPostmaster(place.cluster);
    if (server.pid !== undefined && state?.pid === server.pid && state.ready) return { ...server, pid: server.pid };
    await sleep(30);
  }
  if (server.pid !== undefined && !server.hasEnded()) await stopPid(server.pid);
  return readFileSync(place.log, 'utf8');
}

/** "Fast" (open connections are ended), then "immediate" (recovered from its log at the next start). @param {number} pid */
function stopPid(pid) {
  return endProcess(pid, [
    ['SIGINT', 20_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 2_000],
  ]);
}
