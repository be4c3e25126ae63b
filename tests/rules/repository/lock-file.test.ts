import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { expect, test } from 'vitest';

interface LockedPackage {
  readonly version?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
}

const lock: { packages: Readonly<Record<string, LockedPackage>> } = JSON.parse(
  readFileSync('package-lock.json', 'utf8'),
);
const manifest: Readonly<Record<string, Readonly<Record<string, string>>>> = JSON.parse(
  readFileSync('package.json', 'utf8'),
);

/** Where Node would find `name` from the package at `path` of the lock file: the nearest node_modules that has it. */
function found(path: string, name: string): boolean {
  for (let at = path; ; at = parentOf(at)) {
    if (lock.packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`]) return true;
    if (at === '') return false;
  }
}

function parentOf(path: string): string {
  const at = path.lastIndexOf('node_modules/');
  return at <= 0 ? '' : dirname(path.slice(0, at + 'node_modules'.length));
}

test('the lock file has every platform-specific package that its packages may ask for', () => {
  const absent = Object.entries(lock.packages).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => !found(path, name))
      .map((name) => `${path}: ${name}`),
  );
  // With one absent, an installation succeeds where the lock was made and fails on the machine that needs it.
  expect(absent).toEqual([]);
});

test('every package of the lock file has a version and a checksum', () => {
  const unchecked = Object.entries(lock.packages).filter(
    ([path, { version, integrity }]) => path !== '' && (!version || !integrity),
  );
  expect(unchecked.map(([path]) => path)).toEqual([]);
});

test('the versions of package.json are exact', () => {
  const loose = ['dependencies', 'devDependencies'].flatMap((kind) =>
    Object.entries(manifest[kind] ?? {}).filter(
      ([name, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version) && name !== '@types/node',
    ),
  );
  expect(loose).toEqual([]);
});

test('install scripts are off', () => {
  expect(readFileSync('.npmrc', 'utf8').split('\n')).toContain('ignore-scripts=true');
});
