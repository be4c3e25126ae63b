import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from './install.mjs';

const ROOMS = [
  'domain',
  'workflows',
  'activities',
  'exchange',
  'records',
  'runtime',
  'client',
  'workers',
  'web',
  'partners',
  'cli',
  'harness',
  'tests',
  'bench',
  'scripts',
];

/** @typedef {{ name: string, command: readonly string[] }} Check `command`: a program of node_modules/.bin and its arguments */

/** The checks that read the code without running it. @returns {Check[]} */
export function staticChecks() {
  const rooms = ROOMS.filter((room) => existsSync(join(ROOT, room)));
  return [
    { name: 'types', command: ['tsc', '--noEmit', '-p', '.'] },
    { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings', '--report-unused-disable-directives', '.'] },
    { name: 'format', command: ['oxfmt', '--check', '.'] },
    {
      name: 'import rules',
      command: ['depcruise', '--config', '.dependency-cruiser.cjs', '--output-type', 'err-long', ...rooms],
    },
    { name: 'dead code', command: ['knip', '--no-progress'] },
  ];
}

/**
 * Runs a check, keeping what it prints.
 * @param {Check} check
 * @returns {Promise<{ ok: boolean, output: string, seconds: number }>}
 */
export async function runCheck({ command: [program = '', ...args] }) {
  const started = Date.now();
  const child = spawn(join(ROOT, 'node_modules', '.bin', program), args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  /** @type {Buffer[]} */
  const chunks = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  child.stderr.on('data', (chunk) => chunks.push(chunk));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { ok: code === 0, output: Buffer.concat(chunks).toString('utf8'), seconds: (Date.now() - started) / 1000 };
}
