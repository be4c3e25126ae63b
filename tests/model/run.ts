import { parseArgs } from 'node:util';
import { CONFIGS, detainerSystem } from './detainer.ts';
import { type Explored, explore } from './explore.ts';
import { INVARIANTS } from './invariants.ts';
import { tableOf } from './table.ts';

const USAGE = 'npm run model -- [--depth N] [--only WORDS]   e.g. --depth 5 --only "first detainer, STATUTORY"';

/** Explores every configuration, or those whose name has the given words, prints what was counted, and fails where an invariant breaks. */
function main(): number {
  const { values } = parseArgs({
    options: { depth: { type: 'string', default: '4' }, only: { type: 'string', default: '' } },
  });
  const depth = Number(values.depth);
  const systems = CONFIGS.map((config) => detainerSystem(config)).filter(({ name }) => name.includes(values.only));
  if (!Number.isInteger(depth) || depth < 1 || systems.length === 0) {
    console.error(USAGE);
    return 2;
  }
  console.log(`${INVARIANTS.length} invariants, paths of at most ${depth} messages`);
  const explored: Explored[] = [];
  for (const system of systems) {
    const one = explore(system, depth);
    explored.push(one);
    console.log(`${system.name}: ${one.states.toLocaleString('en-US')} states`);
    for (const line of one.counterexample?.trace ?? []) console.log(`  ${line}`);
    for (const name of one.counterexample?.invariants ?? []) console.log(`  BROKEN: ${name}`);
  }
  for (const line of tableOf(explored)) console.log(line);
  return explored.some(({ counterexample }) => counterexample !== null) ? 1 : 0;
}

process.exitCode = main();
