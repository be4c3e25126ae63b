import { resolve, join } from 'node:path';

import { ROOT } from './install.mjs';
import { SetupError } from './say.mjs';

/**
 * @typedef {{
 *   dataDir: string, apiPort: number, temporalPort: number, uiPort: number, postgresPort: number | undefined,
 *   databaseUrl: string | undefined, deployment: string, demonstration: boolean,
 * }} Settings
 */

/**
 * What the environment says about how `npm start` runs.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Settings}
 * @throws {SetupError} if a port is no port
 */
export function readSettings(env) {
  const temporalPort = port(env, 'SC_TEMPORAL_PORT') ?? 7233;
  return {
    dataDir: env['SC_DATA_DIR'] ? resolve(env['SC_DATA_DIR']) : join(ROOT, '.data'),
    apiPort: port(env, 'SC_API_PORT') ?? 8080,
    temporalPort,
    uiPort: port(env, 'SC_TEMPORAL_UI_PORT') ?? (temporalPort < 64_536 ? temporalPort + 1000 : temporalPort - 1000),
    postgresPort: port(env, 'SC_POSTGRES_PORT'),
    databaseUrl: env['DATABASE_URL'] || undefined,
    deployment: env['SC_DEPLOYMENT'] || 'development',
    demonstration: env['SC_DEMONSTRATION'] !== 'off',
  };
}

/** @param {NodeJS.ProcessEnv} env @param {string} name @returns {number | undefined} */
function port(env, name) {
  const text = env[name];
  if (!text) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value < 65_536) return value;
  throw new SetupError(`${name} must be a port between 1 and 65535.`);
}
