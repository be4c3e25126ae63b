import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Costs, startMany } from '../support/many-activations.ts';
import { look } from '../support/many-activations-checks.ts';

// Thousands of activations in waves, on the real server with skipped time, while the workers are killed: none early, none lost, none twice, and
// what one of them costs. SC_SCALE_COUNT: how many (3,000).
const COUNT = Number(process.env['SC_SCALE_COUNT'] ?? 3000);
const MINUTES = 60_000;

let many: Awaited<ReturnType<typeof startMany>>;
beforeAll(async () => {
  const twice = [0.25, 0.75];
  many = await startMany({ count: COUNT, waves: 5, killAt: { plan: [0.5], confirm: twice, activate: twice } });
}, 10 * MINUTES);
afterAll(async () => {
  await many.stop();
}, 20 * MINUTES);

describe(`${COUNT} activations in waves`, { timeout: 60 * MINUTES }, () => {
  it('are active exactly at their instants, after both notices and the waiting period, though the workers are killed', async () => {
    say(`planning ${COUNT} activations in five waves`);
    await many.plan();
    say('planned; confirming their notices');
    await many.confirm();
    say('confirmed; their instants come');
    await many.activate();
    say('over; looking at the record of each');
    const costs = many.costs();
    const { faults, historyEvents } = await look(many.system, many.planned);
    process.stdout.write(`${report(costs, historyEvents)}\n`);
    expect(faults).toEqual([]);
    expect(historyEvents).toHaveLength(COUNT);
  });
});

/** Progress: this takes half an hour. */
function say(words: string): void {
  process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${words}\n`);
}

function report({ cpu, wallMs, sleepingBytes, kills, startMs }: Costs, historyEvents: readonly number[]): string {
  const each = (ms: number): string => `${(ms / COUNT).toFixed(1)} ms`;
  const { server, workers, database, driver } = cpu;
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(0)} s`;
  const sorted = historyEvents.toSorted((a, b) => a - b);
  const total = each(server + workers + database);
  return [
    `${COUNT} activations, workers killed ${kills} times (each start of theirs: ${seconds(startMs)} of CPU, not counted below)`,
    `CPU of one: ${total} (server ${each(server)}, workers ${each(workers)}, database ${each(database)}); API and test ${each(driver)}`,
    `events of a history: ${sorted[Math.floor(COUNT / 2)]} (median), ${sorted.at(-1)} at most`,
    `memory of the server for one asleep: ${(sleepingBytes / COUNT / 1024).toFixed(0)} KiB`,
    `wall time: planned ${seconds(wallMs.plan)}, confirmed ${seconds(wallMs.confirm)}, activated ${seconds(wallMs.activate)}`,
  ].join('\n');
}
