/** What the API answers about activations; see views.ts. */
import { z } from 'zod';
import { ACTIVATION_STATES } from '../jurisdiction/activation.ts';
import { instantSchema } from '../text.ts';

const noticeSchema = z.strictObject({ sentAt: instantSchema.nullable(), deliveredAt: instantSchema.nullable() });

export const activationViewSchema = z.strictObject({
  jurisdiction: z.string(),
  name: z.string(),
  /** Two letters. */
  stateCode: z.string(),
  /** `TAKEN_OVER`: it came in active, with the instants of both notices. */
  origin: z.enum(['PLANNED', 'TAKEN_OVER']),
  state: z.enum(ACTIVATION_STATES),
  plannedFor: instantSchema,
  /** What the register says, by which submissions are judged; null: nothing yet. */
  activeFrom: instantSchema.nullable(),
  revision: z.int(),
  noticeDays: z.int(),
  notices: z.strictObject({ state: noticeSchema, local: noticeSchema }),
  wave: z.string().nullable(),
  next: z.string(),
  plannedBy: z.string(),
  plannedAt: instantSchema,
  /** The activation's own time, which on a development server may run ahead of the wall's. */
  now: instantSchema,
  /** What was done, in order. */
  steps: z.array(z.strictObject({ at: instantSchema, kind: z.string(), summary: z.string() })),
});
export type ActivationView = z.infer<typeof activationViewSchema>;

/** `ALREADY`: it was planned for the same instant before. */
export const activationPlannedSchema = z.strictObject({
  jurisdiction: z.string(),
  outcome: z.enum(['STARTED', 'ALREADY']),
});
