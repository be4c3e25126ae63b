import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { tryLock } from './lock.mjs';
import { endLeftoverPostgres, startPostgres } from './postgres.mjs';
import { freePort } from './processes.mjs';
import { findTemporalCli } from './temporal-cli.mjs';
import { endLeftoverTemporal, startTemporal } from './temporal-server.mjs';

const PREFIX = 'secure-communities-test-';

/**
 * Vitest's global set-up: one PostgreSQL and one Temporal server in memory for the whole run, on free ports. The tests find them in
 * `TEST_DATABASE_URL` (make a database of your own in it), `TEST_TEMPORAL_ADDRESS` and `TEMPORAL_CLI_PATH`. A variable that is set
 * already is used as it is. What the servers cost is read by their process ids, `TEST_DATABASE_PID` and `TEST_TEMPORAL_PID`.
 * @returns {Promise<() => Promise<void>>} the tear-down
 */
export default async function setup() {
  await endLeftovers();
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  chmodSync(folder, 0o711); // PostgreSQL may run as another account, which must be able to pass
  const lock = tryLock(join(folder, 'lock'));
  const servers = await Promise.all([database(folder), temporal(folder)]);
  return async () => {
    for (const server of servers) await server?.stop();
    rmSync(folder, { recursive: true, force: true });
    if ('release' in lock) lock.release();
  };
}

/** @param {string} folder */
async function database(folder) {
  if (process.env['TEST_DATABASE_URL']) return undefined;
  const server = await startPostgres({ dataDir: join(folder, 'postgres'), throwaway: true });
  process.env['TEST_DATABASE_URL'] = server.url;
  process.env['TEST_DATABASE_PID'] = String(server.pid);
  return server;
}

/** @param {string} folder */
async function temporal(folder) {
  if (process.env['TEST_TEMPORAL_ADDRESS'] || process.env['SC_TEST_WITHOUT_TEMPORAL']) return undefined;
  const { path } = await findTemporalCli();
  const server = await startTemporal({ cliPath: path, folder, port: await freePort() });
  process.env['TEMPORAL_CLI_PATH'] = path;
  process.env['TEST_TEMPORAL_ADDRESS'] = server.address;
  process.env['TEST_TEMPORAL_PID'] = String(server.pid);
  return server;
}

/** What runs that were killed left behind: their servers would stay for ever. */
async function endLeftovers() {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    const lock = tryLock(join(folder, 'lock'));
    if ('heldBy' in lock) continue;
    await endLeftoverTemporal(folder);
    await endLeftoverPostgres(join(folder, 'postgres'));
    rmSync(folder, { recursive: true, force: true });
  }
}
