/** What the API answers about the advisory task force's recommendations; see views.ts. */
import { z } from 'zod';
import { recommendationSchema, STANDINGS } from '../advisory/recommendation.ts';
import { profileAssignmentSchema } from '../profile/assignment.ts';

export const recommendationViewSchema = z.strictObject({
  ...recommendationSchema.shape,
  /** Where it stands by the last word on record: `NO_OUTCOME` while there is none. */
  standing: z.enum(STANDINGS),
  /** ISO; since when a word on what became of it is due, null where it is answered or has time. */
  overdueSince: z.string().nullable(),
  /** The assignments of rule profiles that name it, signed or not. */
  assignments: z.array(profileAssignmentSchema),
});
export type RecommendationView = z.infer<typeof recommendationViewSchema>;

export const recommendationListSchema = z.strictObject({ recommendations: z.array(recommendationViewSchema) });
