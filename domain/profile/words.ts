import type { z } from 'zod';
import { labelSchema, wordsSchema } from '../text.ts';

/** Text without control characters (line breaks and tabs aside), as the database can keep it. */
function plain<S extends z.ZodString>(schema: S): S {
  return schema.refine((text) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text), 'has control characters');
}

export const plainWordsSchema = plain(wordsSchema);
export const plainLabelSchema = plain(labelSchema);
