import { z } from 'zod';
import { instantSchema, labelSchema, wordsSchema } from '../text.ts';

/** The end of the plan: by this instant every jurisdiction is to be active (rule D1). */
export const planEndingSchema = z.strictObject({ endsAt: instantSchema, reasons: wordsSchema });
export type PlanEnding = z.infer<typeof planEndingSchema>;

/** A wave: many jurisdictions that are planned for one instant. It can be planned in several pages, and extended later. */
export const waveSchema = z.strictObject({
  /** Names it, e.g. `Texas 2`. */
  name: labelSchema,
  /** The exact instant from which submissions of its jurisdictions are shared. */
  from: instantSchema,
  /** Which jurisdictions, in words: a state, a list, a file. */
  set: labelSchema,
  reasons: wordsSchema,
});
export type Wave = z.infer<typeof waveSchema>;

/** So many jurisdictions are planned by one request at most. */
export const WAVE_PAGE = 200;

/** One request's part of a wave. What is no jurisdiction of the register is refused by itself and stops no other. */
export const wavePageSchema = z.strictObject({
  ...waveSchema.shape,
  jurisdictions: z.array(z.string().min(1).max(200)).min(1).max(WAVE_PAGE),
});
export type WavePage = z.infer<typeof wavePageSchema>;

/**
 * What came of one jurisdiction. `ALREADY`: it had been planned for this very instant. `REFUSED`: `code` and `reason` say why, and nothing was
 * done about it.
 */
export const waveItemSchema = z.strictObject({
  jurisdiction: z.string().min(1).max(200),
  outcome: z.enum(['STARTED', 'ALREADY', 'REFUSED']),
  code: z.string().min(1).max(64).nullable(),
  reason: z.string().min(1).max(1000).nullable(),
});
export type WaveItem = z.infer<typeof waveItemSchema>;
