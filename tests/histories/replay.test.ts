import { readFileSync } from 'node:fs';
import { DefaultLogger, type ReplayResult, Runtime, Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../domain/canonical.ts';
import { BOOKING_CASE, DETAINER } from '../../domain/lifecycle/input.ts';
import { createDataConverter } from '../../runtime/payload/data-converter.ts';
import { workflowBundle } from '../../workers/bundle.ts';
import { PATHS } from './paths.ts';
import { historyOf, historyText, manifestOf, versions } from './stored.ts';

// A case can be under way for years: what was recorded under any release must replay under the present code. Where it does not, the code is
// wrong, not the recording.
const DETERMINISM = /nondeterminism|determinism/i;

let code: string;
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  code = readFileSync((await workflowBundle()).codePath, 'utf8');
});

/** Replays recorded histories under some workflow code and answers what went wrong, by path. */
async function replayed(version: string, paths: readonly string[], workflowCode: string): Promise<Record<string, Error | undefined>> {
  const manifest = manifestOf(version);
  const histories = paths.map((path) => ({ workflowId: manifest[path]?.workflowId ?? path, history: historyOf(version, path) }));
  const options = { workflowBundle: { code: workflowCode }, dataConverter: createDataConverter() };
  const results: ReplayResult[] = [];
  for await (const result of Worker.runReplayHistories(options, histories)) results.push(result);
  return Object.fromEntries(paths.map((path) => [path, results.find(({ workflowId }) => workflowId === manifest[path]?.workflowId)?.error]));
}

describe.each(versions())('version %s', (version) => {
  const manifest = manifestOf(version);
  const paths = Object.keys(manifest);

  it('holds what was recorded, unchanged', () => {
    expect(paths.length).toBeGreaterThan(20);
    for (const path of paths) expect([path, sha256Hex(historyText(version, path))]).toEqual([path, manifest[path]?.sha256]);
    for (const type of [BOOKING_CASE, DETAINER]) expect(Object.values(manifest).filter(({ workflowType }) => workflowType === type).length).toBeGreaterThan(5);
  });

  it('replays under the present code', { timeout: 120_000 }, async () => {
    const faults = Object.entries(await replayed(version, paths, code)).filter(([, error]) => error !== undefined);
    expect(faults.map(([path, error]) => `${path}: ${error?.message}`)).toEqual([]);
  });

  it('would not replay under code that does something else: the replay can fail', { timeout: 120_000 }, async () => {
    const changed = code.replaceAll('.writeRecords(', '.writeSomethingElse(');
    expect(changed).not.toBe(code);
    const faults = await replayed(version, paths, changed);
    expect(paths.filter((path) => !DETERMINISM.test(faults[path]?.message ?? ''))).toEqual([]);
  });
});

describe('the latest version', () => {
  it('has a recorded history for every path', () => {
    const latest = versions().at(-1);
    expect(latest).toBeDefined();
    expect(Object.keys(manifestOf(latest ?? '')).toSorted()).toEqual(Object.keys(PATHS).toSorted());
  });
});
