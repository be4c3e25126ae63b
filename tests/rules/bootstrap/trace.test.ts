import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { readRules, traceTable } from '../../../scripts/lib/trace.mjs';

const RULES = [
  { id: 'A1', text: 'first' },
  { id: 'A2', text: 'second' },
];

function faults(...titles: string[]): string[] {
  return traceTable(
    RULES,
    titles.map((title) => ({ title, passed: !title.startsWith('failed') })),
  ).faults;
}

test('a rule with both halves is shown, one without scenarios is not yet', () => {
  const { lines, faults: none } = traceTable(RULES, [
    { title: 'booking [A1 must] reaches the FBI', passed: true },
    { title: 'booking [A1 never] is taken without a charge', passed: true },
  ]);
  expect(none).toEqual([]);
  expect(lines[0]).toMatch(/^A1 +shown +1 must, 1 never +first$/);
  expect(lines[1]).toMatch(/^A2 +not yet shown +second$/);
  expect(lines.at(-1)).toBe('1 of 2 rules shown');
});

test('one half only is a fault', () => {
  expect(faults('[A1 must] x')).toEqual(['A1: only the half "must" is shown']);
  expect(faults('[A2 never] x')).toEqual(['A2: only the half "never" is shown']);
});

test('an unknown rule, a mark without its half and a failed scenario are faults', () => {
  expect(faults('[Z9 must] x')).toEqual(['unknown rule in "[Z9 must] x": Z9']);
  expect(faults('[A1] x')).toEqual(['[A1] in "[A1] x" must say "must" or "never"']);
  expect(faults('failed [A1 must][A2 must]')).toHaveLength(2);
});

test('the rules are the 41 of the source', () => {
  const rules = readRules(JSON.parse(readFileSync('tests/scenarios/rules.json', 'utf8')));
  const expected = Object.entries({ A: 7, B: 11, C: 7, D: 8, E: 8 }).flatMap(([letter, count]) =>
    Array.from({ length: count }, (_none, index) => `${letter}${index + 1}`),
  );
  expect(rules.map(({ id }) => id)).toEqual(expected);
});
