/** What the API answers about training material (rule D8); see views.ts. */
import { z } from 'zod';
import { jurisdictionIdSchema, oriSchema } from '../agency/agency.ts';
import { materialRefSchema, materialSchema } from '../training/material.ts';

export const trainingMaterialViewSchema = z.strictObject({
  ...materialSchema.shape,
  /** Whether this version is the one that is sent. */
  current: z.boolean(),
  /** Whether an agency's staff go through it; else it is for the public. */
  forStaff: z.boolean(),
  /** Null: it came with the system. */
  added: z.strictObject({ by: z.string(), at: z.string() }).nullable(),
  /** As it is read. */
  text: z.string(),
});
export type TrainingMaterialView = z.infer<typeof trainingMaterialViewSchema>;

export const trainingMaterialsSchema = z.strictObject({ materials: z.array(trainingMaterialViewSchema) });

/** Null: wherever something is missing, some hundred jurisdictions at a time. */
export const sendTrainingSchema = z.strictObject({ jurisdiction: jurisdictionIdSchema.nullable() });
export const trainingSentSchema = z.strictObject({ agencies: z.int() });

const completionOfOneSchema = z.strictObject({
  completedAt: z.string(),
  staff: z.int(),
  by: z.string(),
  name: z.string(),
  at: z.string(),
});
export const trainingCompletionViewSchema = z.strictObject({
  ori: oriSchema,
  material: materialRefSchema,
  ...completionOfOneSchema.shape,
});

export const agencyTrainingSchema = z.strictObject({
  ori: z.string(),
  name: z.string().nullable(),
  jurisdictions: z.array(z.string()),
  materials: z.array(
    z.strictObject({
      ...materialRefSchema.shape,
      title: z.string(),
      forStaff: z.boolean(),
      sentAt: z.string().nullable(),
      receivedAt: z.string().nullable(),
      completions: z.array(completionOfOneSchema),
    }),
  ),
});
export type AgencyTrainingView = z.infer<typeof agencyTrainingSchema>;

export const trainingStatusSchema = z.strictObject({
  at: z.string(),
  agencies: z.array(agencyTrainingSchema),
  next: z.string().nullable(),
});

export const trainingStatusQuerySchema = z.strictObject({
  jurisdiction: jurisdictionIdSchema.optional(),
  ori: oriSchema.optional(),
  /** Only agencies that lack a receipt, or a completion of a material for staff. */
  missing: z.literal('true').optional(),
  after: oriSchema.optional(),
  limit: z
    .string()
    .regex(/^([1-9]|[1-9]\d|[1-4]\d\d|500)$/)
    .optional(),
});
export type TrainingStatusQuery = z.infer<typeof trainingStatusQuerySchema>;
