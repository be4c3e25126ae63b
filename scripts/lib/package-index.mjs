import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The media types of a Python package index, the one that is easiest to read first (PEP 691). */
export const INDEX_ACCEPT =
  'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1';

/**
 * Finds a file in a page of a Python package index. Mirrors give relative addresses, which count from the address that
 * answered (after redirections); the page may be JSON (PEP 691) or HTML (PEP 503).
 * @param {{ contentType: string, body: string, url: string }} page
 * @param {string} filename
 * @returns {string | undefined} the address of the file, without a fragment
 */
export function findFile(page, filename) {
  const found = /json/i.test(page.contentType) ? fromJson(page.body, filename) : fromHtml(page.body, filename);
  if (found === undefined) return undefined;
  const url = new URL(found, page.url);
  url.hash = '';
  return url.href;
}

/** @param {string} body @param {string} filename @returns {string | undefined} */
function fromJson(body, filename) {
  /** @type {unknown} */
  const page = JSON.parse(body);
  const files =
    typeof page === 'object' && page !== null && 'files' in page && Array.isArray(page.files) ? page.files : [];
  const url = files.find((file) => file?.filename === filename)?.url;
  return typeof url === 'string' ? url : undefined;
}

/** @param {string} body @param {string} filename @returns {string | undefined} */
function fromHtml(body, filename) {
  for (const [, quoted, single] of body.matchAll(/<a\b[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/gi)) {
    const href = (quoted ?? single ?? '').replaceAll('&amp;', '&').replaceAll('&#38;', '&');
    if (lastSegment(href) === filename) return href;
  }
  return undefined;
}

/** @param {string} href */
function lastSegment(href) {
  const path = (href.split(/[?#]/)[0] ?? '').split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // a stray % is no encoding: the name as it stands
  }
}

/**
 * The Python package index that this machine is set up to use, as pip would choose it.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string} ends with a slash
 */
export function configuredIndex(env = process.env) {
  const url = env['PIP_INDEX_URL'] || pipConfigFiles(env).map(indexIn).find(Boolean) || 'https://pypi.org/simple/';
  return url.endsWith('/') ? url : `${url}/`;
}

/** pip's configuration files, the one that wins first. @param {NodeJS.ProcessEnv} env */
function pipConfigFiles(env) {
  const home = homedir();
  const chosen = env['PIP_CONFIG_FILE'];
  return [
    ...(chosen ? [chosen] : []),
    join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'pip', 'pip.conf'),
    join(home, 'Library', 'Application Support', 'pip', 'pip.conf'),
    join(home, '.pip', 'pip.conf'),
    '/etc/xdg/pip/pip.conf',
    '/etc/pip.conf',
  ];
}

/** @param {string} file @returns {string | undefined} the `index-url` of its `[global]` section */
function indexIn(file) {
  if (!existsSync(file)) return undefined;
  let section = '';
  for (const line of readFileSync(file, 'utf8').split(/\r?\n/)) {
    const header = /^\s*\[([^\]]+)\]/.exec(line)?.[1];
    if (header !== undefined) section = header.trim().toLowerCase();
    const value = /^\s*index[-_]url\s*[=:]\s*(\S+)/i.exec(line)?.[1];
    if (section === 'global' && value) return value;
  }
  return undefined;
}
