import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { checkNode } from '../../../scripts/lib/install.mjs';
import { tryLock } from '../../../scripts/lib/lock.mjs';
import { processInfo } from '../../../scripts/lib/processes.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sc-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a lock is held once, and can be taken again when given back', () => {
  const path = join(folder, 'lock');
  const first = tryLock(path);
  expect(first).toHaveProperty('release');
  expect(tryLock(path)).toEqual({ heldBy: process.pid });
  if ('release' in first) first.release();
  expect(existsSync(path)).toBe(false);
  expect(tryLock(path)).toHaveProperty('release');
});

test.each([
  [
    'a process that is gone',
    () => JSON.stringify({ pid: spawnSync(process.execPath, ['--version']).pid, started: 'x' }),
  ],
  ['an earlier process with the same id', () => JSON.stringify({ pid: process.pid, started: 'earlier' })],
  ['nobody that can be read', () => 'half a li'],
])('a lock of %s is taken over', (_name, content) => {
  const path = join(folder, 'lock');
  writeFileSync(path, content());
  expect(tryLock(path)).toHaveProperty('release');
  expect(readdirSync(folder)).toEqual(['lock']);
});

test('of many processes at once, one gets a lock that a dead one left', async () => {
  const path = join(folder, 'lock');
  writeFileSync(path, JSON.stringify({ pid: 1, started: 'earlier' }));
  const code = `import { tryLock } from ${JSON.stringify(new URL('../../../scripts/lib/lock.mjs', import.meta.url).href)};
    console.log('release' in tryLock(${JSON.stringify(path)}) ? 'got' : 'no');
    process.stdin.resume();`;
  const children = Array.from({ length: 6 }, () => spawn(process.execPath, ['--input-type=module', '-e', code]));
  const answers = await Promise.all(
    children.map(
      (child) => new Promise<string>((done) => child.stdout.once('data', (data: Buffer) => done(String(data).trim()))),
    ),
  );
  for (const child of children) child.stdin.end();
  expect(answers.toSorted()).toEqual(['got', 'no', 'no', 'no', 'no', 'no']);
});

test('a process is told from others, and is gone when it has ended', () => {
  expect(processInfo(process.pid)?.started).toBe(processInfo(process.pid)?.started);
  expect(processInfo(process.pid)?.command).toContain('node');
  expect(processInfo(spawnSync(process.execPath, ['--version']).pid)).toBeUndefined();
});

test('a Node that is too old is refused in one sentence', () => {
  expect(() => checkNode('20.19.9')).toThrow('install Node 20.20 or later');
  expect(() => checkNode('18.20.0')).toThrow('too old');
  for (const version of ['20.20.0', '22.0.0', '26.10.0']) expect(() => checkNode(version)).not.toThrow();
});
