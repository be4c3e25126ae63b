import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { extractEntry, readZip } from '../../../scripts/lib/zip.mjs';
import { zipOf } from './zip-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sc-zip-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function kept(content: Buffer): string {
  const path = join(folder, 'a.whl');
  writeFileSync(path, content);
  return path;
}

test.each(['bin/program', 'bin/program.stored'])('a file comes out as it went in: %s', async (name) => {
  const content = Buffer.from('x'.repeat(100_000) + 'end');
  const zip = kept(zipOf({ 'other.txt': Buffer.from('no'), [name]: content }));
  const entry = (await readZip(zip)).find((one) => one.name === name);
  expect(entry).toMatchObject({ size: content.length });
  const target = join(folder, 'out');
  await extractEntry(zip, entry!, target, 0o755);
  expect(readFileSync(target).equals(content)).toBe(true);
  expect(statSync(target).mode & 0o777).toBe(0o755);
});

test('a file that is there already is not written over', async () => {
  const zip = kept(zipOf({ a: Buffer.from('new') }));
  const target = join(folder, 'out');
  writeFileSync(target, 'old');
  const [entry] = await readZip(zip);
  await expect(extractEntry(zip, entry!, target, 0o644)).rejects.toThrow('EEXIST');
});

test.each([
  ['empty', (): Buffer => Buffer.alloc(0)],
  ['no zip file', (): Buffer => Buffer.from('<html>not found</html>'.repeat(10))],
  ['cut off at the front', (zip: Buffer): Buffer => zip.subarray(50)],
  ['with a damaged directory', (zip: Buffer): Buffer => Buffer.from(zip).fill(0, zip.length - 69, zip.length - 60)],
])('a damaged file is refused: %s', async (_name, damage) => {
  const zip = kept(damage(zipOf({ a: Buffer.from('content'.repeat(100)) })));
  await expect(readZip(zip)).rejects.toThrow(/zip file/);
});

test('a file whose content is shorter than the directory says is refused', async () => {
  const zip = kept(zipOf({ 'a.stored': Buffer.from('content') }));
  const [entry] = await readZip(zip);
  await expect(extractEntry(zip, { ...entry!, size: 8 }, join(folder, 'out'), 0o644)).rejects.toThrow('damaged');
});
