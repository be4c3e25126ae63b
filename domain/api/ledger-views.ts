import { z } from 'zod';
import { eventViewSchema } from './views.ts';

/** What was recorded in a ledger that is no case's, by position. */
export const ledgerEventsSchema = z.strictObject({ ledger: z.string(), events: z.array(eventViewSchema) });

/** Whether the chain of such a ledger holds. */
export const ledgerVerificationSchema = z.strictObject({
  ledger: z.string(),
  ok: z.boolean(),
  events: z.int(),
  cleared: z.int(),
  /** In words: what holds, or where the chain breaks. */
  says: z.array(z.string()),
});
