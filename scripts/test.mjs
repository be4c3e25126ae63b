import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { runCheck, staticChecks } from './lib/checks.mjs';
import { ensureInstalled, ROOT } from './lib/install.mjs';
import { messageOf, runMain, say, SetupError } from './lib/say.mjs';
import { findTemporalCli } from './lib/temporal-cli.mjs';

const USAGE = `npm test                       checks (types, lint, format, import rules, dead code) and all tests
npm test -- PATTERN …          only the tests whose file matches, without the checks; options of vitest go through, e.g. -t NAME
npm test -- --only-checks      only the checks
npm test -- --only-tests       only the tests
npm test -- --with-data DIR    everything, and the tests on data files that are not in the repository
npm run test:data -- DIR       only those
npm run test:soak              the long tests
npm run test:scale             thousands of activations, and what they cost`;

/** @typedef {{ passed: number, failed: number }} Count */

await runMain(async () => {
  const options = readArguments(process.argv.slice(2));
  if (options === undefined) {
    console.log(USAGE);
    return 0;
  }
  await ensureInstalled();
  const checks = options.checks ? await runChecks() : { passed: 0, failed: 0 };
  const tests = options.tests ? await runTests(options) : { passed: 0, failed: 0 };
  const passed = checks.passed + tests.passed;
  const failed = checks.failed + tests.failed;
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

/**
 * @typedef {{ checks: boolean, tests: boolean, suite: string, dataDir: string | undefined, vitest: readonly string[] }} Options
 *   `vitest`: what goes through to vitest
 */

/** @param {readonly string[]} args @returns {Options | undefined} nothing if help is asked for */
function readArguments(args) {
  const [first, second, ...rest] = args;
  if (args.includes('--help')) return undefined;
  const all = { checks: true, tests: true, suite: 'main', dataDir: undefined, vitest: [] };
  if (first === undefined) return all;
  if (first === '--only-checks') return { ...all, tests: false };
  if (first === '--only-tests') return { ...all, checks: false };
  if (first === '--with-data') return { ...all, dataDir: dataFolder(second) };
  if (first === '--data') return { ...all, checks: false, suite: 'data', dataDir: dataFolder(second), vitest: rest };
  if (first === '--soak') return { ...all, checks: false, suite: 'soak', vitest: args.slice(1) };
  if (first === '--scale') return { ...all, checks: false, suite: 'scale', vitest: args.slice(1) };
  return { ...all, checks: false, vitest: args };
}

/** @param {string | undefined} folder */
function dataFolder(folder) {
  if (folder && existsSync(folder)) return resolve(folder);
  throw new SetupError('Name a folder of data files that exists, as in: npm run test:data -- DIR');
}

/** @returns {Promise<Count>} */
async function runChecks() {
  const count = { passed: 0, failed: 0 };
  for (const check of staticChecks()) {
    const { ok, output, seconds } = await runCheck(check);
    if (!ok) console.log(output.trimEnd());
    console.log(`check ${check.name} ${ok ? 'ok' : 'FAILED'} (${seconds.toFixed(1)} s)`);
    count[ok ? 'passed' : 'failed'] += 1;
  }
  return count;
}

/** @param {Options} options @returns {Promise<Count>} */
async function runTests({ suite, dataDir, vitest }) {
  const missing = await missingTemporal();
  const report = join(
    ROOT,
    'build',
    suite === 'main' && vitest.length === 0 ? 'test-report.json' : `test-report-part.json`,
  );
  mkdirSync(join(ROOT, 'build'), { recursive: true });
  rmSync(report, { force: true });
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...vitest];
  if (missing) args.push('--exclude=tests/scenarios/**');
  const code = await runVitest(args, {
    SC_TEST_SUITE: suite,
    ...(dataDir ? { TEST_DATA_DIR: dataDir } : {}),
    ...(missing ? { SC_TEST_WITHOUT_TEMPORAL: '1' } : {}),
  });
  const count = readReport(report);
  if (missing) {
    say(`not run: the scenarios, for want of a Temporal server.\n${missing}`);
    count.failed += 1;
  }
  // A fault outside any test (a set-up, an unhandled rejection) is in the exit code only.
  if (code !== 0 && count.failed === 0) count.failed = 1;
  return count;
}

/** @returns {Promise<string | undefined>} why there is no Temporal server for the tests, if so */
async function missingTemporal() {
  if (process.env['TEST_TEMPORAL_ADDRESS']) {
    say(
      'Temporal server given by address: tests that skip time need one started with frontend.WorkflowTimeSkippingEnabled=true',
    );
    return undefined;
  }
  try {
    await findTemporalCli();
    return undefined;
  } catch (error) {
    if (error instanceof SetupError) return messageOf(error);
    throw error;
  }
}

/** @param {readonly string[]} args @param {NodeJS.ProcessEnv} env @returns {Promise<number>} */
function runVitest(args, env) {
  const program = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const child = spawn(process.execPath, [program, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, TZ: 'UTC', ...env },
  });
  return new Promise((done, failed) => {
    child.once('error', failed);
    child.once('exit', (code) => done(code ?? 1));
  });
}

/** @param {string} path @returns {Count} */
function readReport(path) {
  if (!existsSync(path)) return { passed: 0, failed: 1 };
  const report = JSON.parse(readFileSync(path, 'utf8'));
  // A file that fails before its tests are known counts as one failure.
  const broken = report.testResults.filter(
    (/** @type {{ status: string, assertionResults: unknown[] }} */ file) =>
      file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken };
}
