import { describe, expect, it } from 'vitest';
import { issuedDetainer } from '../../domain/detainer/hold.ts';
import { CONFIGS, detainerSystem, Model, RULES } from './detainer.ts';
import { detainerKey, keyOf } from './world.ts';
import { type Explored, explore } from './explore.ts';
import { INVARIANTS } from './invariants.ts';
import { MUTANTS } from './mutants.ts';
import { tableOf } from './table.ts';
import { JAILS, toyClock } from './toy.ts';

const DEPTH = 3;

describe('the model check of a detainer [C1 never] [C2 never] [C3 never] [C7 never]', () => {
  it(`holds every invariant for every order of ${DEPTH} messages, late, twice or lost, in every configuration`, () => {
    const explored = CONFIGS.map((config) => explore(detainerSystem(config), DEPTH));
    console.log(tableOf(explored).join('\n'));
    expect(explored.map(({ counterexample }) => counterexample)).toEqual(CONFIGS.map(() => null));
    const transitions = explored.reduce((sum, one) => sum + one.transitions, 0);
    expect(transitions).toBeGreaterThan(500_000);
  }, 240_000);
});

describe('a rule broken on purpose', () => {
  const found = new Map<string, Explored>();

  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
    'is noticed: %s',
    (name, { breaks, config, rules }) => {
      expect(INVARIANTS.map((invariant) => invariant.name)).toContain(breaks);
      const explored = explore(detainerSystem(config, rules), 4);
      expect(explored.counterexample?.invariants).toContain(breaks);
      found.set(name, explored);
    },
  );

  it('is shown with the messages that lead there, and no more', () => {
    for (const [name, { counterexample }] of found) {
      const heading = `${name}: breaks ${counterexample?.invariants.join('; ')}`;
      console.log([heading, ...(counterexample?.trace ?? [])].join('\n  '));
    }
    expect(found.size).toBe(MUTANTS.length);
    const cancelled = found.get('a cancellation is ignored while the clock runs')?.counterexample?.trace;
    expect(cancelled).toHaveLength(3);
    expect(cancelled?.at(-1)).toMatch(/^an officer cancels +→ hour 6: RUNNING, clock 1 to 5, .*authorizes the hold$/);
  });

  it('shows of every invariant that it can fail', () => {
    const broken = new Set([...found.values()].flatMap(({ counterexample }) => counterexample?.invariants ?? []));
    expect(INVARIANTS.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([]);
  });
});

describe('the state of the model', () => {
  it('is told apart by every field of the detainer and of the world', () => {
    const missing: string[] = [];
    const world = new Model(CONFIGS[0]!, RULES).issued(0, 'WEST', null, false);
    for (const field of Object.keys(world)) {
      if (field === 'detainer') continue;
      const value = field === 'jail' ? 'EAST' : field === 'inherited' ? toyClock(1, 'WEST', 'NONE') : 77;
      if (keyOf({ ...world, [field]: value }) === keyOf(world)) missing.push(field);
    }
    const serviceIsCondition = false;
    const detainer = issuedDetainer({ kind: 'STANDARD', facility: JAILS.WEST, serviceIsCondition, inherited: null });
    for (const field of Object.keys(detainer)) {
      const value = ['grounds', 'stays'].includes(field) ? [] : OTHER[field];
      if (detainerKey({ ...detainer, [field]: value }) === detainerKey(detainer)) missing.push(field);
    }
    expect(missing).toEqual([]);
  });
});

const OTHER: Record<string, unknown> = {
  kind: 'UPON_CONVICTION',
  delivery: 'RECEIVED',
  service: 'SERVED',
  serviceIsCondition: true,
  hold: 'CLOSED',
  conviction: 'AWAITED',
  clock: toyClock(1, 'WEST', 'NONE'),
  authorityEnded: { why: 'LIMIT', at: toyClock(1, 'WEST', 'NONE').limitAt },
  ending: { ending: 'RELEASED', at: toyClock(1, 'WEST', 'NONE').limitAt, afterLimit: false },
  violation: true,
};
