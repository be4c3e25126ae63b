import { createServer, type Server } from 'node:http';

import { afterEach, expect, test, vi } from 'vitest';

import { fetchText, proxyFor, withoutSecrets } from '../../../scripts/lib/http.mjs';

let servers: Server[] = [];
afterEach(async () => {
  for (const server of servers) await new Promise((done) => server.close(done));
  servers = [];
});

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));
  const address = server.address();
  return `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

test.each([
  [{ HTTPS_PROXY: 'http://proxy:3128' }, 'http://proxy:3128/'],
  [{ https_proxy: 'proxy:3128' }, 'http://proxy:3128/'],
  [{ HTTP_PROXY: 'http://proxy:3128' }, undefined],
  [{ ALL_PROXY: 'http://proxy:1' }, 'http://proxy:1/'],
  [{ HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'other, .example.org' }, undefined],
  [{ HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'ple.org' }, 'http://proxy:3128/'],
  [{ HTTPS_PROXY: 'http://proxy:3128', no_proxy: 'index.example.org:8443' }, 'http://proxy:3128/'],
  [{ HTTPS_PROXY: 'http://proxy:3128', no_proxy: '*' }, undefined],
])('the proxy that %j names for an https address is %s', (env, expected) => {
  expect(proxyFor(new URL('https://index.example.org/simple/'), env)?.href).toBe(expected);
});

test('a page comes through a proxy, which is given its own password and no other', async () => {
  const seen: unknown[] = [];
  const proxy = await listen(
    createServer((request, response) => {
      seen.push([request.url, request.headers['proxy-authorization'], request.headers.authorization]);
      response.end('page');
    }),
  );
  vi.stubEnv('http_proxy', `http://me:secret@${proxy}`);
  vi.stubEnv('no_proxy', '');
  vi.stubEnv('NO_PROXY', '');
  expect((await fetchText('http://index.example.org/simple/', '*/*')).body).toBe('page');
  const login = `Basic ${Buffer.from('me:secret').toString('base64')}`;
  expect(seen).toEqual([['http://index.example.org/simple/', login, undefined]]);
});

test('an https address is asked for through a tunnel, and a proxy that refuses is told', async () => {
  const asked: unknown[] = [];
  const server = createServer();
  server.on('connect', (request, socket) => {
    asked.push(request.url);
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
  });
  vi.stubEnv('https_proxy', `http://${await listen(server)}`);
  vi.stubEnv('no_proxy', '');
  vi.stubEnv('NO_PROXY', '');
  await expect(fetchText('https://index.example.org/simple/', '*/*')).rejects.toThrow('the proxy answered 407');
  expect(asked[0]).toBe('index.example.org:443');
});

test('a password in an address goes to its own host only, also after a redirection', async () => {
  const seen: unknown[] = [];
  const files = await listen(
    createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.end('file');
    }),
  );
  const index = await listen(
    createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(302, { location: `http://${files}/file` }).end();
    }),
  );
  vi.stubEnv('no_proxy', '*');
  const page = await fetchText(`http://me:secret@${index}/simple/`, '*/*');
  expect(page).toMatchObject({ body: 'file', url: `http://${files}/file` });
  expect(seen).toEqual([`Basic ${Buffer.from('me:secret').toString('base64')}`, undefined]);
});

test('an address is shown without what is secret in it', () => {
  expect(withoutSecrets('https://me:secret@index.example.org/simple/?token=1')).toBe(
    'https://index.example.org/simple/',
  );
});
