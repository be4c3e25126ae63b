import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { processInfo, sleep } from './processes.mjs';
import { codeOf } from './say.mjs';

/**
 * @typedef {{ pid: number, started: string }} Holder the process that holds a lock, told from a later one with the same id
 */

/**
 * Takes a lock that lives as long as this process: a file that names its holder. A lock whose holder is gone is taken over.
 * @param {string} path of the lock file; its folder is made
 * @returns {{ release: () => void } | { heldBy: number }} the lock, or the id of the process that has it
 */
export function tryLock(path) {
  mkdirSync(dirname(path), { recursive: true });
  const own = JSON.stringify({ pid: process.pid, started: processInfo(process.pid)?.started ?? '' });
  for (let attempt = 0; attempt < 5; attempt += 1) {
    if (createWhole(path, own)) {
      return { release: () => releaseOwn(path, own) };
    }
    const holder = readHolder(path);
    if (holder && isAlive(holder)) return { heldBy: holder.pid };
    removeStale(path);
  }
  return { heldBy: readHolder(path)?.pid ?? 0 };
}

/**
 * Takes a lock, waiting for its holder as long as that lives.
 * @param {string} path
 * @param {(pid: number) => void} onWait told once, with the holder's process id
 * @returns {Promise<() => void>} the function that gives it back
 */
export async function waitForLock(path, onWait) {
  let told = false;
  for (;;) {
    const lock = tryLock(path);
    if ('release' in lock) return lock.release;
    if (!told) onWait(lock.heldBy);
    told = true;
    await sleep(300);
  }
}

/**
 * Makes the lock file with its content in one step, so that nobody can read it half written.
 * @param {string} path @param {string} content @returns {boolean}
 */
function createWhole(path, content) {
  const own = `${path}.${randomUUID()}`;
  writeFileSync(own, content, { mode: 0o600 });
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/** @param {string} path @returns {Holder | undefined} */
function readHolder(path) {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value?.pid === 'number' && typeof value?.started === 'string' ? value : undefined;
  } catch {
    return undefined; // not there any more, or not a lock of ours: nobody holds it
  }
}

/** @param {Holder} holder */
function isAlive(holder) {
  return processInfo(holder.pid)?.started === holder.started;
}

/**
 * Takes a dead holder's file away. Renaming has one winner; if it was a live one's after all, it is put back.
 * @param {string} path
 */
function removeStale(path) {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
    const holder = readHolder(aside);
    if (holder && isAlive(holder)) linkSync(aside, path);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(codeOf(error))) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** @param {string} path @param {string} own */
function releaseOwn(path, own) {
  try {
    if (readFileSync(path, 'utf8') === own) rmSync(path, { force: true });
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}
