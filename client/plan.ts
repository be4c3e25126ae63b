import type { Actor } from '../domain/access/roles.ts';
import { CodedError } from '../domain/errors.ts';
import type { WaveItem, WavePage } from '../domain/jurisdiction/waves.ts';
import { planActivation, type PlanningDependencies, type PlanningOptions } from './activations.ts';

/** So many activations are started at once: more makes the others wait only longer. */
const AT_ONCE = 8;
/** The records or the server are away or busy: what has not been done is asked for again. */
const AGAIN: ReadonlySet<string> = new Set([
  'RECORDS_UNAVAILABLE',
  'RECORDS_BUSY',
  'TEMPORAL_UNAVAILABLE',
  'TEMPORAL_DEADLINE',
]);

/**
 * Plans the activation of each jurisdiction of a page for the wave's instant and starts its workflow. One that is refused stops no other; all
 * again, nothing more happens. In the order of the page, each jurisdiction once.
 * @throws CodedError RECORDS_UNAVAILABLE, RECORDS_BUSY, TEMPORAL_UNAVAILABLE, TEMPORAL_DEADLINE: then the page is sent again
 */
export async function planWave(
  dependencies: PlanningDependencies,
  { name, from, reasons, jurisdictions }: WavePage,
  by: Actor,
  options: PlanningOptions = {},
): Promise<readonly WaveItem[]> {
  const planOne = async (jurisdiction: string): Promise<WaveItem> => {
    try {
      const plan = { jurisdiction, activeFrom: from, wave: name, reasons };
      const outcome = await planActivation(dependencies, plan, by, options);
      return { jurisdiction, outcome, code: null, reason: null };
    } catch (error) {
      if (!(error instanceof CodedError) || AGAIN.has(error.code)) throw error;
      return { jurisdiction, outcome: 'REFUSED', code: error.code, reason: error.message };
    }
  };
  return inParallel([...new Set(jurisdictions)], AT_ONCE, planOne);
}

/** Does `work` for each item, so many at once, and answers in the order of the items. The first fault ends it once what is under way is done. */
async function inParallel<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const waiting = items.entries();
  const one = async (): Promise<void> => {
    for (const [index, item] of waiting) results[index] = await work(item);
  };
  const done = await Promise.allSettled(Array.from({ length: atOnce }, one));
  for (const ended of done) if (ended.status === 'rejected') throw ended.reason;
  return results;
}
