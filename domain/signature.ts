import { z } from 'zod';
import { instantSchema } from './clock/instant.ts';
import { plainLabelSchema, plainWordsSchema } from './profile/words.ts';

/** What somebody states when signing or ending something, and in which capacity. */
export const statementSchema = z.strictObject({ title: plainLabelSchema, statement: plainWordsSchema });
export type Statement = z.infer<typeof statementSchema>;

/** A signature: who, in which capacity, when (ISO), and what was stated. */
export const signatureSchema = z.strictObject({
  actor: z.string().min(1).max(64),
  name: plainLabelSchema,
  ...statementSchema.shape,
  at: instantSchema,
});
export type Signature = z.infer<typeof signatureSchema>;
