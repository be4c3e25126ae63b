import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { waitForLock } from './lock.mjs';
import { codeOf, say, SetupError } from './say.mjs';

/** The folder of the checkout. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

const OLDEST_NODE = /** @type {const} */ ([20, 20]);

/**
 * Makes sure that node_modules is what package-lock.json says, installing it if not (install scripts stay off), and that
 * `npx sc` finds the command. Several processes may call it at once. Fast when there is nothing to do.
 * @returns {Promise<void>}
 * @throws {SetupError} if Node is too old or the installation fails
 */
export async function ensureInstalled() {
  checkNode(process.versions.node);
  const wanted = lockMark();
  if (currentMark() !== wanted) {
    const release = await waitForLock(join(ROOT, '.cache', 'install.lock'), (pid) =>
      say(`process ${pid} is installing the dependencies: waiting for it`),
    );
    try {
      if (currentMark() !== wanted) await install(wanted);
    } finally {
      release();
    }
  }
  linkCommand();
}

/**
 * @param {string} version as in `process.versions.node`
 * @throws {SetupError} if it is too old
 */
export function checkNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantMajor, wantMinor] = OLDEST_NODE;
  if (major > wantMajor || (major === wantMajor && minor >= wantMinor)) return;
  throw new SetupError(
    `Node ${version} is too old: install Node ${wantMajor}.${wantMinor} or later (https://nodejs.org) and try again.`,
  );
}

/**
 * What node_modules must have been installed from: the lock file, for this kind of machine.
 * @returns {string}
 */
export function lockMark() {
  const hash = createHash('sha256').update(readFileSync(join(ROOT, 'package-lock.json')));
  return hash.update(`${process.platform}-${process.arch}`).digest('hex');
}

function currentMark() {
  const path = join(ROOT, 'node_modules', '.sc-lock');
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
}

/** @param {string} mark */
async function install(mark) {
  if (!installedByHand()) await npmCi();
  writeFileSync(join(ROOT, 'node_modules', '.sc-lock'), `${mark}\n`);
}

/**
 * Whether somebody ran `npm ci` or `npm install` before us: npm's own record of node_modules, which it writes last, has
 * every package of the lock in its version.
 */
function installedByHand() {
  const record = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const have = JSON.parse(readFileSync(record, 'utf8')).packages ?? {};
  const want = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages ?? {};
  return Object.entries(want).every(([path, entry]) => {
    if (path === '') return true;
    return have[path] ? have[path].version === entry.version : entry.optional === true || entry.peer === true;
  });
}

async function npmCi() {
  say('installing the dependencies (once; a minute or two, about 600 MB)');
  const started = Date.now();
  const offline = process.env['SC_OFFLINE_DIR'];
  const source = offline ? ['--offline', '--cache', join(resolve(offline), 'npm')] : [];
  const code = await runNpm(['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', ...source], ROOT);
  if (code !== 0) {
    throw new SetupError(
      offline
        ? `The dependencies could not be installed from ${offline}: fill that folder again with "npm run bootstrap -- --offline-dir ${offline}" on a machine with a network.`
        : 'The dependencies could not be installed (see npm above): check the network and the registry that npm uses ("npm config get registry"), or install from a folder filled elsewhere with SC_OFFLINE_DIR=DIR.',
    );
  }
  say(`dependencies installed in ${Math.round((Date.now() - started) / 1000)} s`);
}

/**
 * Runs npm, with a sign of life every ten seconds.
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {Promise<number>} its exit code
 * @throws {SetupError} if there is no npm
 */
export function runNpm(args, cwd) {
  const npm = process.env['npm_execpath'];
  // Started by npm, its own file is known, which also holds where npm is no program on the PATH.
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  return new Promise((done, failed) => {
    const child = spawn(command, [...first, ...args], { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
    const started = Date.now();
    const sign = setInterval(() => say(`  … ${Math.round((Date.now() - started) / 1000)} s`), 10_000);
    child.once('error', () => {
      clearInterval(sign);
      failed(new SetupError('npm was not found: install it (it comes with Node) and try again.'));
    });
    child.once('exit', (code) => {
      clearInterval(sign);
      done(code ?? 1);
    });
  });
}

/** Makes `npx sc` find the command: npm links the commands of dependencies, but not the project's own. */
function linkCommand() {
  const link = join(ROOT, 'node_modules', '.bin', 'sc');
  if (lstatSync(link, { throwIfNoEntry: false })) return;
  mkdirSync(join(ROOT, 'node_modules', '.bin'), { recursive: true });
  try {
    symlinkSync(join('..', '..', 'scripts', 'sc.mjs'), link);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error; // another process was quicker
  }
}
