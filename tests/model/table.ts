import type { Explored } from './explore.ts';

/** What was explored, one line for each system and one for all. */
export function tableOf(explored: readonly Explored[]): readonly string[] {
  const sum = (of: (one: Explored) => number): number => explored.reduce((total, one) => total + of(one), 0);
  const line = (states: number, transitions: number, depth: string, what: string): string =>
    `${states.toLocaleString('en-US').padStart(12)}${transitions.toLocaleString('en-US').padStart(14)}${depth.padStart(7)}  ${what}`;
  return [
    '      states   transitions  depth  detainer',
    ...explored.map(({ states, transitions, depth, complete, system, counterexample }) =>
      line(states, transitions, `${depth}${complete ? '*' : ''}`, counterexample ? `${system}: BROKEN` : system),
    ),
    line(
      sum(({ states }) => states),
      sum(({ transitions }) => transitions),
      '',
      `all ${explored.length}`,
    ),
    ...(explored.some(({ complete }) => complete) ? ['* complete: no further message leads to a new state'] : []),
  ];
}
