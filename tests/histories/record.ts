/**
 * Records one history for each path on the real server: `npm run histories -- VERSION [PATH …]`. A version is a folder here; one that was
 * released is never written again. What is recorded already is refused: a replay that fails shows that cases under way would fail, too.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findTemporalCli } from '../../scripts/lib/temporal-cli.mjs';
import setup from '../../scripts/lib/test-servers.mjs';
import { sha256Hex } from '../../domain/canonical.ts';
import { startSystem, type System } from '../support/system.ts';
import { PATHS } from './paths.ts';
import { folderOf, type Manifest, manifestOf } from './stored.ts';

const [version, ...only] = process.argv.slice(2);
if (version === undefined || !/^[1-9]\d*$/.test(version)) throw new Error('Name the version to record, a whole number: npm run histories -- 1');
const folder = folderOf(version);
const manifest: Manifest = existsSync(join(folder, 'manifest.json')) ? { ...manifestOf(version) } : {};
const wanted = only.length > 0 ? only : Object.keys(PATHS).filter((path) => !(path in manifest));
const taken = wanted.filter((path) => path in manifest || existsSync(join(folder, `${path}.json`)));
if (taken.length > 0) throw new Error(`Recorded already in version ${version}, and never recorded again: ${taken.join(', ')}. Record a new version.`);

mkdirSync(folder, { recursive: true });
const tearDown = await setup();
const system = await startSystem();
const failed: string[] = [];
try {
  for (const path of wanted) {
    await record(path, system).catch((error: unknown) => {
      failed.push(path);
      console.error(`${path}: ${error instanceof Error ? error.message.slice(0, 300) : String(error)}`);
    });
  }
} finally {
  await system.stop();
  await tearDown();
}
process.exit(failed.length === 0 ? 0 : 1);

async function record(path: string, on: System): Promise<void> {
  const play = PATHS[path];
  if (play === undefined) throw new Error(`There is no path ${path}`);
  const workflowId = await play(on);
  const { type } = await on.client.workflow.getHandle(workflowId).describe();
  const history = await shown(on, workflowId);
  // Who recorded it, and on what machine, is nobody's business.
  const text = `${JSON.stringify(history).replaceAll(`${process.pid}@${hostname()}`, 'worker@recorded')}\n`;
  writeFileSync(join(folder, `${path}.json`), text, { flag: 'wx' });
  manifest[path] = { workflowType: type, workflowId, events: history.events.length, sha256: sha256Hex(text) };
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  console.log(`${path}: ${history.events.length} events, ${Math.round(text.length / 1024)} KiB`);
}

/** The history as the server's own tool shows it, payloads as they are. */
async function shown({ address, namespace }: System, workflowId: string): Promise<{ events: unknown[] }> {
  const { path } = await findTemporalCli();
  const options = ['--output', 'json', '--no-json-shorthand-payloads', '--address', address, '--namespace', namespace];
  const { stdout } = await promisify(execFile)(path, ['workflow', 'show', '--workflow-id', workflowId, ...options], { maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout) as { events: unknown[] };
}
