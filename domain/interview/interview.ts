import { z } from 'zod';
import { delegationSchema } from '../agreement/delegation.ts';
import { instantSchema, labelSchema, languageSchema, wordsSchema } from '../text.ts';

/** An interview, or the person's refusal of one (rules C5, C6): always with its officer, time and language. */
export const interviewSchema = z.strictObject({
  heldAt: instantSchema,
  /** The officer who held it; the act's author may record it for a colleague. */
  officer: labelSchema,
  language: languageSchema,
  interpreter: labelSchema.nullable(),
  place: z.enum(['JAIL', 'BY_TELEPHONE', 'BY_VIDEO', 'ICE_CUSTODY']),
  refusedByPerson: z.boolean(),
  /** Under which 287(g) agreement a designated officer acts; null for a federal officer (rule B2). */
  delegation: delegationSchema.nullable(),
  summary: wordsSchema,
});
export type Interview = z.infer<typeof interviewSchema>;
