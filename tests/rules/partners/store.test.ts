import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { openStore } from '../../../partners/standins/store.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'standin-store-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

it('is the same after it was opened again, without any closing', () => {
  const store = openStore(dir, 'a');
  store.put('x:1', { n: 1 });
  store.put('x:2', 2);
  store.put('x:1', { n: 3 });
  store.put('y:1', true);
  store.delete('x:2');
  const again = openStore(dir, 'a');
  expect(again.keys('x:')).toEqual(['x:1']);
  expect(again.get('x:1', z.strictObject({ n: z.number() }))).toEqual({ n: 3 });
  expect(again.get('x:2', z.number())).toBeUndefined();
  expect(again.get('y:1', z.boolean())).toBe(true);
});

it('leaves out a last line that a crash cut off, and takes new ones after it', async () => {
  openStore(dir, 'a').put('x:1', 1);
  await appendFile(join(dir, 'a.jsonl'), '{"key":"x:2","val');
  openStore(dir, 'a').put('x:3', 3);
  expect(openStore(dir, 'a').keys('x:')).toEqual(['x:1', 'x:3']);
});

it('does not grow with what no longer counts', async () => {
  const store = openStore(dir, 'a');
  for (let n = 0; n < 50; n += 1) store.put('x', n);
  openStore(dir, 'a');
  expect(await readFile(join(dir, 'a.jsonl'), 'utf8')).toBe('{"key":"x","value":49}\n');
});
