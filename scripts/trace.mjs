import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from './lib/install.mjs';
import { runMain, SetupError } from './lib/say.mjs';
import { countReport, readRules, traceTable } from './lib/trace.mjs';

// Which rules of the source have scenarios that pass, by the ids in the titles of the last whole test run.
await runMain(async () => {
  const report = join(ROOT, 'build', 'test-report.json');
  if (!existsSync(report)) {
    throw new SetupError('There is no report of a whole test run yet: run "npm test" first.');
  }
  const rules = readRules(JSON.parse(readFileSync(join(ROOT, 'tests', 'scenarios', 'rules.json'), 'utf8')));
  const { lines, faults } = traceTable(rules, countReport(JSON.parse(readFileSync(report, 'utf8'))));
  for (const line of lines) console.log(line);
  for (const fault of faults) console.log(`error: ${fault}`);
  return faults.length === 0 ? 0 : 1;
});
