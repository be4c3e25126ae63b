/** What the API answers about the watch over holds; see views.ts. */
import { z } from 'zod';
import { instantSchema } from '../text.ts';

export const watchViewSchema = z.strictObject({
  /** The last look over all open detainers that was completed; null before the first. `at` is the watch's time, `completedAt` wall clock. */
  lastLook: z
    .strictObject({
      at: instantSchema,
      completedAt: instantSchema,
      looked: z.int(),
      found: z.int(),
    })
    .nullable(),
  /** Since when no look was completed, where that is too long; null while the watch sees. */
  blindSince: instantSchema.nullable(),
  /** `MISSING`: there is no schedule, and nothing looks. `CANNOT_TELL`: the workflow engine does not answer. */
  schedule: z.strictObject({
    state: z.enum(['SCHEDULED', 'PAUSED', 'MISSING', 'CANNOT_TELL']),
    next: instantSchema.nullable(),
  }),
});
export type WatchView = z.infer<typeof watchViewSchema>;
