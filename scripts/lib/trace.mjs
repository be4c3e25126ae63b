/** @typedef {{ id: string, text: string }} Rule */
/** @typedef {{ title: string, passed: boolean }} Outcome one test of the last run, with its whole title */

/**
 * @param {unknown} value the content of `tests/scenarios/rules.json`: short texts by id
 * @returns {Rule[]}
 */
export function readRules(value) {
  if (typeof value !== 'object' || value === null) throw new Error('rules.json must be an object of texts by rule id');
  return Object.entries(value).map(([id, text]) => ({ id, text: String(text) }));
}

/**
 * The tests of a report of vitest's JSON reporter.
 * @param {{ testResults: ReadonlyArray<{ assertionResults: ReadonlyArray<{ fullName: string, status: string }> }> }} report
 * @returns {Outcome[]}
 */
export function countReport(report) {
  return report.testResults.flatMap((file) =>
    file.assertionResults.map(({ fullName, status }) => ({ title: fullName, passed: status === 'passed' })),
  );
}

/**
 * Says which rules are shown. A title carries `[A1 must]` where the scenario shows that what must happen does, `[A1 never]` where
 * it shows that what must never happen is refused; several ids may stand in one title.
 * @param {readonly Rule[]} rules @param {readonly Outcome[]} outcomes
 * @returns {{ lines: string[], faults: string[] }} a table, and what is wrong: an unknown id, a mark without its half, a failed
 *   scenario, or a rule of which only one half is shown
 */
export function traceTable(rules, outcomes) {
  /** @type {Map<string, { must: number, never: number }>} */
  const shown = new Map(rules.map(({ id }) => [id, { must: 0, never: 0 }]));
  const faults = [];
  for (const { title, passed } of outcomes) {
    for (const [mark, id = '', half] of title.matchAll(/\[([A-Z]\d+)(?:\s+(\w+))?\]/g)) {
      const count = shown.get(id);
      if (!count) faults.push(`unknown rule in "${title}": ${id}`);
      else if (half !== 'must' && half !== 'never') faults.push(`${mark} in "${title}" must say "must" or "never"`);
      else if (!passed) faults.push(`${mark} "${title}" did not pass`);
      else count[half] += 1;
    }
  }
  const lines = rules.map(({ id, text }) => {
    const { must, never } = shown.get(id) ?? { must: 0, never: 0 };
    if ((must === 0) !== (never === 0)) faults.push(`${id}: only the half "${must ? 'must' : 'never'}" is shown`);
    const state = must && never ? `shown     ${must} must, ${never} never`.padEnd(30) : 'not yet shown'.padEnd(30);
    return `${id.padEnd(4)}${state}${text}`;
  });
  const whole = [...shown.values()].filter(({ must, never }) => must && never).length;
  return { lines: [...lines, `${whole} of ${rules.length} rules shown`], faults };
}
