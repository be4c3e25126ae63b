import { z } from 'zod';
import type { Refusal } from '../errors.ts';
import { instantMs, wordsSchema } from '../text.ts';

/**
 * Memoranda of agreement with states. None is needed for anything, and every one was terminated (rule D3). The register says what there was;
 * of it only one thing has an effect: that a state ended its own, once counsel has found so (rule D4).
 */

export const stateSchema = z.string().regex(/^[A-Z]{2}$/);

/** An agreement as it is entered. `source`: where that is known from. */
export const moaSchema = z.strictObject({ state: stateSchema, executedOn: z.iso.date(), source: wordsSchema });
export type Moa = z.infer<typeof moaSchema>;

/** Who ended an agreement, and when. */
export const moaEndSchema = z.strictObject({ by: z.enum(['STATE', 'DHS']), on: z.iso.date(), source: wordsSchema });
export type MoaEnd = z.infer<typeof moaEndSchema>;

/** What of a registered agreement decides whether it can be ended, or found upon. */
export interface MoaFacts {
  readonly executedOn: string;
  readonly ended: (Pick<MoaEnd, 'by'> & { /** Staff id. */ readonly enteredBy: string }) | null;
}

/** An agreement ends once, not before it was made, and is not entered as ended before it is. `nowMs`: wall clock. */
export function refuseMoaEnd(
  { executedOn, ended }: MoaFacts,
  { on }: Pick<MoaEnd, 'on'>,
  nowMs: number,
): Refusal | undefined {
  if (ended !== null) return refusal('id', 'MOA_ENDED', 'This agreement has ended already: enter the one that ended.');
  if (on < executedOn) return refusal('on', 'END_BEFORE_START', 'It cannot have ended before it was executed.');
  return refuseFutureDay('on', on, nowMs);
}

/** An agreement is entered once it was executed. */
export function refuseMoa({ executedOn }: Pick<Moa, 'executedOn'>, nowMs: number): Refusal | undefined {
  return refuseFutureDay('executedOn', executedOn, nowMs);
}

/**
 * Counsel finds only upon an end by the state itself (one by DHS changes nothing for anybody, rule D3), and is not the one who entered it.
 * `by`: staff id.
 */
export function refuseFinding({ ended }: MoaFacts, by: string): Refusal | undefined {
  if (ended?.by !== 'STATE') {
    return refusal('id', 'NOT_ENDED_BY_STATE', 'The register does not say that the state itself ended this agreement.');
  }
  if (ended.enteredBy !== by) return undefined;
  return refusal('actor', 'SAME_PERSON', 'Whoever entered the end does not find upon it: another person does.');
}

const DAY_MS = 86_400_000;

/** A day may have begun elsewhere on earth already. */
function refuseFutureDay(field: string, day: string, nowMs: number): Refusal | undefined {
  if (instantMs(`${day}T00:00:00Z`) <= nowMs + DAY_MS) return undefined;
  return refusal(field, 'DATE_IN_FUTURE', 'This day has not come yet: enter it when it has.');
}

function refusal(field: string, code: string, reason: string): Refusal {
  return { field, code, reason };
}
