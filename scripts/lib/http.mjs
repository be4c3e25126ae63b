import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import tls from 'node:tls';

import { sleep } from './processes.mjs';
import { messageOf, progress } from './say.mjs';

// Node 20's own fetch knows no proxies and no certificate authority of a company's own, and mirrors often need both.

const IDLE_MS = 30_000;
const TRIES = 3;

/** @typedef {{ response: http.IncomingMessage, url: string }} Answer the answer, and the address that gave it */

/**
 * Fetches a page as text.
 * @param {string} url @param {string} accept
 * @returns {Promise<{ contentType: string, body: string, url: string }>}
 */
export async function fetchText(url, accept) {
  return tryAgain(async () => {
    const answer = await get(url, { accept });
    const chunks = [];
    for await (const chunk of answer.response) chunks.push(chunk);
    const contentType = answer.response.headers['content-type'] ?? '';
    return { contentType, body: Buffer.concat(chunks).toString('utf8'), url: answer.url };
  });
}

/**
 * Downloads a file, showing progress.
 * @param {string} url @param {string} target a path of its own, overwritten
 * @param {string} what for the progress line
 * @returns {Promise<string>} SHA-256 of what was written, in hex
 */
export async function download(url, target, what) {
  return tryAgain(async () => {
    const { response } = await get(url, { accept: '*/*' });
    const total = Number(response.headers['content-length']) || undefined;
    const show = progress(what, total);
    const hash = createHash('sha256');
    let done = 0;
    const meter = new Transform({
      transform(chunk, _encoding, next) {
        done += chunk.length;
        hash.update(chunk);
        show(done);
        next(null, chunk);
      },
    });
    await pipeline(response, meter, createWriteStream(target));
    if (total !== undefined && done !== total) throw new Error(`${done} of ${total} bytes arrived`);
    return hash.digest('hex');
  });
}

/** @template T @param {() => Promise<T>} once @returns {Promise<T>} */
async function tryAgain(once) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once();
    } catch (error) {
      if (attempt === TRIES || (error instanceof HttpError && error.status < 500 && error.status !== 429)) throw error;
      await sleep(attempt * 500);
    }
  }
}

class HttpError extends Error {
  /** @param {number} status @param {string} url */
  constructor(status, url) {
    super(`HTTP ${status} from ${withoutSecrets(url)}`);
    this.status = status;
  }
}

/** An address as it may be shown: without user name, password and query. @param {string} url */
export function withoutSecrets(url) {
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname}`;
  } catch {
    return 'an address that cannot be read';
  }
}

/**
 * GET with redirections. Credentials in an address go to that host only.
 * @param {string} start @param {http.OutgoingHttpHeaders} headers @returns {Promise<Answer>}
 */
async function get(start, headers) {
  let url = start;
  const login = basicLogin(start);
  for (let hop = 0; hop < 6; hop += 1) {
    const own = login && new URL(url).host === new URL(start).host ? { authorization: login } : {};
    const response = await requestOnce(url, { ...headers, ...own }).catch((/** @type {unknown} */ error) => {
      throw new Error(`${withoutSecrets(url)}: ${messageOf(error)}`, { cause: error });
    });
    const status = response.statusCode ?? 0;
    const location = response.headers.location;
    if (status >= 300 && status < 400 && location) {
      response.resume();
      url = new URL(location, url).href;
    } else if (status === 200) {
      return { response, url };
    } else {
      response.resume();
      throw new HttpError(status, url);
    }
  }
  throw new Error(`too many redirections from ${withoutSecrets(start)}`);
}

/** @param {string} url @returns {string | undefined} */
function basicLogin(url) {
  const { username, password } = new URL(url);
  if (!username) return undefined;
  const text = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(text).toString('base64')}`;
}

/** @param {string} url @param {http.OutgoingHttpHeaders} headers @returns {Promise<http.IncomingMessage>} */
async function requestOnce(url, headers) {
  const target = new URL(url);
  if (target.protocol !== 'https:' && target.protocol !== 'http:') throw new Error(`cannot fetch ${target.protocol}`);
  const proxy = proxyFor(target, process.env);
  const own = { ...headers, 'user-agent': 'secure-communities-setup' };
  /** @type {https.RequestOptions} */
  const options = { headers: own, agent: false, timeout: IDLE_MS };
  if (target.protocol === 'http:' && proxy) return sendThroughProxy(target, proxy, own);
  const ca = extraAuthorities();
  if (ca) options.ca = ca;
  if (proxy) {
    const socket = await tunnel(target, proxy);
    options.createConnection = () => tls.connect({ socket, servername: target.hostname, ...(ca ? { ca } : {}) });
  }
  target.username = '';
  target.password = '';
  return send((target.protocol === 'https:' ? https : http).request(target, options));
}

/** @param {http.ClientRequest} request @returns {Promise<http.IncomingMessage>} */
function send(request) {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
    request.once('timeout', () => request.destroy(new Error(`nothing came for ${IDLE_MS / 1000} s`)));
    request.end();
  });
}

/** @param {URL} target @param {URL} proxy @param {http.OutgoingHttpHeaders} plain the headers for the target */
function sendThroughProxy(target, proxy, plain) {
  const path = `http://${target.host}${target.pathname}${target.search}`;
  const headers = { ...plain, host: target.host, ...proxyLogin(proxy) };
  return send(clientOf(proxy).request({ ...placeOf(proxy), path, headers, agent: false, timeout: IDLE_MS }));
}

/**
 * Opens a connection to the target through the proxy (CONNECT).
 * @param {URL} target @param {URL} proxy @returns {Promise<import('node:stream').Duplex>}
 */
function tunnel(target, proxy) {
  const place = `${target.hostname}:${target.port || 443}`;
  const headers = { host: place, ...proxyLogin(proxy) };
  const options = { ...placeOf(proxy), method: 'CONNECT', path: place, headers, agent: false, timeout: IDLE_MS };
  return new Promise((resolve, reject) => {
    const request = clientOf(proxy).request(options);
    request.once('error', reject);
    request.once('timeout', () => request.destroy(new Error('the proxy did not answer')));
    request.once('connect', (response, socket) => {
      if (response.statusCode === 200) resolve(socket);
      else reject(new Error(`the proxy answered ${response.statusCode}`));
    });
    request.end();
  });
}

/** @param {URL} proxy */
function clientOf(proxy) {
  return proxy.protocol === 'https:' ? https : http;
}

/** @param {URL} proxy */
function placeOf(proxy) {
  return { hostname: proxy.hostname, port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80) };
}

/** @param {URL} proxy @returns {http.OutgoingHttpHeaders} */
function proxyLogin(proxy) {
  const login = basicLogin(proxy.href);
  return login ? { 'proxy-authorization': login } : {};
}

/**
 * The proxy that the environment names for an address, if any.
 * @param {URL} target @param {NodeJS.ProcessEnv} env @returns {URL | undefined}
 */
export function proxyFor(target, env) {
  const name = target.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const value = env[name] || env[name.toUpperCase()] || env['all_proxy'] || env['ALL_PROXY'];
  if (!value) return undefined;
  const exempt = (env['no_proxy'] || env['NO_PROXY'] || '').split(/[\s,]+/).filter(Boolean);
  if (exempt.some((rule) => isExempt(target, rule))) return undefined;
  return new URL(value.includes('://') ? value : `http://${value}`);
}

/** @param {URL} target @param {string} rule e.g. `*`, `.example.org`, `host:8080` */
function isExempt(target, rule) {
  if (rule === '*') return true;
  const [name = '', port] = rule.replace(/^\*?\./, '').split(':');
  const ownPort = target.port || (target.protocol === 'https:' ? '443' : '80');
  if (port && port !== ownPort) return false;
  return target.hostname === name || target.hostname.endsWith(`.${name}`);
}

/** The authorities that pip and openssl are told to trust here, beside Node's own. @returns {string[] | undefined} */
function extraAuthorities() {
  const files = ['PIP_CERT', 'REQUESTS_CA_BUNDLE', 'SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS'].map(
    (name) => process.env[name],
  );
  const present = files.filter((file) => file !== undefined && existsSync(file));
  if (present.length === 0) return undefined;
  return [...tls.rootCertificates, ...new Set(present.map((file) => readFileSync(file ?? '', 'utf8')))];
}
