/** What the API answers about the nationwide plan; see views.ts. */
import { z } from 'zod';
import { LAGS, PLAN_STANDINGS } from '../jurisdiction/plan.ts';
import { planEndingSchema, waveItemSchema, waveSchema } from '../jurisdiction/waves.ts';
import { instantSchema } from '../text.ts';

const count = z.int().min(0);
const standingSchema = z.enum(PLAN_STANDINGS);
const lagSchema = z.enum(LAGS);

/** How many jurisdictions stand where; the standings add up to `total`. */
const countsSchema = z.strictObject({
  UNPLANNED: count,
  PLANNED: count,
  WAITING: count,
  MISSED: count,
  ACTIVE: count,
  total: count,
  behind: count,
});

const group = {
  counts: countsSchema,
  /** The earliest and the latest instant in the group. */
  first: instantSchema.nullable(),
  last: instantSchema.nullable(),
};

/** Who set the end (staff id and name), and when. */
export const planEndViewSchema = z.strictObject({
  ...planEndingSchema.shape,
  by: z.string(),
  name: z.string(),
  at: instantSchema,
});

export const waveViewSchema = z.strictObject({ ...waveSchema.shape, by: z.string(), at: instantSchema });

export const planViewSchema = z.strictObject({
  at: instantSchema,
  /** Null: nobody has set an end. */
  end: planEndViewSchema.nullable(),
  /** The ends that were set before, the oldest first. */
  earlierEnds: z.array(planEndViewSchema),
  counts: countsSchema,
  /** How many jurisdictions are behind for which reason; one may be for several. */
  lags: z.record(lagSchema, count),
  states: z.array(z.strictObject({ name: z.string(), ...group })),
  /** By name; null: the jurisdictions of no wave. `opened`: null for those, and where the wave's page was not recorded yet. */
  waves: z.array(z.strictObject({ name: z.string().nullable(), opened: waveViewSchema.nullable(), ...group })),
  /** Every jurisdiction is active. */
  complete: z.boolean(),
});
export type PlanStatusView = z.infer<typeof planViewSchema>;

const noticeSchema = z.strictObject({ sentAt: instantSchema.nullable(), deliveredAt: instantSchema.nullable() });

export const planItemViewSchema = z.strictObject({
  jurisdiction: z.string(),
  name: z.string(),
  state: z.string(),
  wave: z.string().nullable(),
  standing: standingSchema,
  /** Of an active one the instant from which it is; null: none is planned. */
  plannedFor: instantSchema.nullable(),
  revision: z.int().nullable(),
  notices: z.strictObject({ state: noticeSchema, local: noticeSchema }).nullable(),
  /** Why it is behind; empty where it is not. */
  lags: z.array(lagSchema),
});
export type PlanItemView = z.infer<typeof planItemViewSchema>;

export const planItemsSchema = z.strictObject({
  at: instantSchema,
  items: z.array(planItemViewSchema),
  /** `after` of the next page; null on the last one. */
  next: z.string().nullable(),
});

export const planQuerySchema = z.strictObject({
  state: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
  wave: z.string().min(1).max(200).optional(),
  standing: standingSchema.optional(),
  /** Only those that are behind, for whatever reason, or for this one. */
  behind: z.enum(['any', ...LAGS]).optional(),
  /** `next` of the page before. */
  after: z.string().min(1).max(64).optional(),
  limit: z
    .string()
    .regex(/^([1-9]|[1-9]\d|[1-4]\d\d|500)$/)
    .optional(),
});
export type PlanQuery = z.infer<typeof planQuerySchema>;

/** What came of each jurisdiction of the page. */
export const wavePageViewSchema = z.strictObject({
  /** Null while no jurisdiction of the wave was planned. */
  wave: waveViewSchema.nullable(),
  items: z.array(waveItemSchema),
});
