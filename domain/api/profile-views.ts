/** What the API answers about rule profiles, assignments and telephone numbers; see views.ts. */
import { z } from 'zod';
import { sha256Schema } from '../ids.ts';
import { governingPeriodSchema, profileAssignmentSchema } from '../profile/assignment.ts';
import { affectedSchema, profileEffectSchema } from '../profile/effect.ts';
import { numbersSchema, phoneNumberSchema } from '../profile/numbers.ts';
import { CERTAINTIES, originSchema, profileKeySchema } from '../profile/origin.ts';
import { noticeLanguageSchema, PHONE_LINES, ruleProfileSchema } from '../profile/profile.ts';

const certainOrigin = z.strictObject({
  origin: z.string(),
  certainty: z.enum(CERTAINTIES),
  /** Whoever relies on the value is to be told: it is no fact that was read in a source. */
  uncertain: z.boolean(),
});

export const translationViewSchema = z.strictObject({
  language: noticeLanguageSchema,
  /** The qualified person who reviewed the wording, and the day; null until then. */
  reviewedBy: z.string().nullable(),
  reviewedOn: z.string().nullable(),
});

export const profileViewSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  shipped: z.boolean(),
  /** For a site's own: what it was made from, who added it, when. */
  added: z.strictObject({ basedOn: z.string(), by: z.string(), at: z.string() }).nullable(),
  /** For a shipped one: when its rules are said to have been in use. */
  history: z
    .strictObject({ from: z.string(), to: z.string().nullable(), origin: originSchema, uncertain: z.boolean() })
    .nullable(),
  /** The values. Its numbers are null: they are the deployment's (GET /v1/phone-numbers). */
  profile: ruleProfileSchema,
  origins: z.record(profileKeySchema, certainOrigin),
  /** Where and when it governs by a signed assignment. */
  assigned: z.array(z.strictObject({ jurisdiction: z.string(), ...governingPeriodSchema.shape })),
  translations: z.array(translationViewSchema),
});
export type ProfileView = z.infer<typeof profileViewSchema>;

export const profileListSchema = z.strictObject({
  profiles: z.array(profileViewSchema),
  /** Governs wherever and whenever nothing is assigned. */
  unassigned: z.string(),
});

export const profileInForceSchema = z.strictObject({
  jurisdiction: z.string().nullable(),
  at: z.string(),
  /** With the numbers that stand verified now. */
  profile: ruleProfileSchema,
  /** The assignment by which it governs; null: nothing is assigned there and then. */
  assignment: z.int().nullable(),
  uncertain: z.array(profileKeySchema),
  /** Lines without a verified number: while there is one, no request to hold is issued (rule E7). */
  missingNumbers: z.array(z.enum(PHONE_LINES)),
});

export const assignmentListSchema = z.strictObject({
  assignments: z.array(profileAssignmentSchema),
  /** What governs when, for `*` and each jurisdiction with an assignment of its own. */
  periods: z.array(z.strictObject({ jurisdiction: z.string(), periods: z.array(governingPeriodSchema) })),
});

export const profileChangesSchema = z.strictObject({
  changes: z.array(
    z.strictObject({
      at: z.string(),
      by: z.string(),
      what: z.enum([
        'PROFILE_ADDED',
        'ASSIGNMENT_PROPOSED',
        'ASSIGNMENT_SIGNED',
        'ASSIGNMENT_ENDED',
        'NUMBER_ENTERED',
        'NUMBER_CALLED',
      ]),
      about: z.string(),
      words: z.string(),
    }),
  ),
});

export const phoneNumbersSchema = z.strictObject({
  /** What forms and pages show now. */
  standing: numbersSchema,
  missing: z.array(z.enum(PHONE_LINES)),
  entries: z.array(phoneNumberSchema),
  /** Numbers that public sources give for 2010-2012: for reference, uncertain, never printed. */
  historical: z.array(
    z.strictObject({
      number: z.string(),
      answeredBy: z.string(),
      enforcement: z.boolean(),
      use: z.string(),
      origin: originSchema,
    }),
  ),
});

/** What a proposal would have changed in the last quarter, as it is shown. */
export const effectViewSchema = z.strictObject({
  effect: profileEffectSchema,
  /** Names it: a signature bears it. */
  effectSha256: sha256Schema,
  /** Whether it is the one that was signed: then it is shown as it was kept, without cases. */
  signed: z.boolean(),
  /** The cases of each line of `effect.effects` and `effect.unknown`, those in the caller's reach, 200 of a line at most; null where they are not kept. */
  cases: z
    .strictObject({ effects: z.array(z.array(affectedSchema)), unknown: z.array(z.array(affectedSchema)) })
    .nullable(),
});
export type EffectView = z.infer<typeof effectViewSchema>;
