import { z } from 'zod';
import { oriSchema } from '../agency/agency.ts';
import type { Refusal } from '../errors.ts';
import { refuseFuture } from '../partners/plausible.ts';
import { instantSchema, labelSchema, languageSchema, wordsSchema } from '../text.ts';

/** For whom a material is (rule D8). `COMMUNITY` is handed on to the public; the others are for the agency's own people. */
const AUDIENCES = ['BOOKING_STAFF', 'DETENTION_STAFF', 'COMMAND', 'COMMUNITY'] as const;

/**
 * What every material must say, so that nobody learns of this program what it does not ask for: no duty is added (`NO_DUTY`); a status answer is
 * no ground to arrest, hold or refuse bail (`NO_GROUND`); a detainer is a request (`REQUEST`) of at most 48 hours (`LIMIT`); victims and
 * witnesses (`VICTIMS`); how to complain (`COMPLAIN`); the notice in six languages (`NOTICE`). Rules B3, C1, C2, C4, B9, E1.
 */
export const POINTS = ['NO_DUTY', 'NO_GROUND', 'REQUEST', 'LIMIT', 'VICTIMS', 'COMPLAIN', 'NOTICE'] as const;
export type Point = (typeof POINTS)[number];

const idSchema = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);

/** One version of a material. It is never changed: a new version is added beside it. */
export const materialSchema = z.strictObject({
  /** The same for all versions, e.g. `booking-staff-en`. */
  id: idSchema,
  /** From 1; the highest one is what is sent. */
  version: z.int().min(1).max(10_000),
  audience: z.enum(AUDIENCES),
  language: languageSchema,
  title: labelSchema,
  introduction: wordsSchema,
  /** Each point in a sentence or two: none can be left out. */
  points: z.record(z.enum(POINTS), wordsSchema),
  /** For a translation: of which material, and the qualified person who reviewed it with the day; null until then, and the text says so. */
  translation: z
    .strictObject({ of: idSchema, reviewedBy: labelSchema.nullable(), reviewedOn: z.iso.date().nullable() })
    .nullable(),
});
export type Material = z.infer<typeof materialSchema>;

/** Names one version of a material. */
export const materialRefSchema = z.strictObject({ id: materialSchema.shape.id, version: materialSchema.shape.version });
export type MaterialRef = z.infer<typeof materialRefSchema>;

/** What an agency or an administrator records when staff have gone through a material. */
export const completionSchema = z.strictObject({
  ori: oriSchema,
  material: materialRefSchema,
  completedAt: instantSchema,
  /** How many of the agency's staff. */
  staff: z.int().min(1).max(100_000),
});
export type Completion = z.infer<typeof completionSchema>;

/** The latest version of each material, in the order in which they first came. */
export function currentMaterials<M extends MaterialRef>(all: readonly M[]): readonly M[] {
  const latest = new Map<string, M>();
  for (const material of all) {
    const known = latest.get(material.id);
    if (known === undefined || material.version > known.version) latest.set(material.id, material);
  }
  return [...latest.values()];
}

/** Whether an agency's staff go through a material; what is for the public is handed on. */
export function isForStaff({ audience }: Pick<Material, 'audience'>): boolean {
  return audience !== 'COMMUNITY';
}

/** Why a material cannot be added to those that there are (`all`: every version); `undefined` if it can. */
export function refuseMaterial(material: Material, all: readonly Material[]): Refusal | undefined {
  const { id, version, translation } = material;
  const earlier = all.filter((other) => other.id === id).at(-1);
  const next = (earlier?.version ?? 0) + 1;
  if (version !== next) {
    const reason = `The next version of ${id} is ${next}: versions are added and never changed.`;
    return { field: 'version', code: 'MATERIAL_VERSION', reason };
  }
  if (earlier !== undefined && (earlier.audience !== material.audience || earlier.language !== material.language)) {
    const reason = 'A material keeps its audience and its language: give another id to one for others.';
    return { field: 'id', code: 'MATERIAL_IDENTITY', reason };
  }
  if (translation === null) return undefined;
  if (!all.some((other) => other.id === translation.of && other.id !== id)) {
    const reason = 'There is no such material of which this could be a translation: sc training materials lists them.';
    return { field: 'translation.of', code: 'UNKNOWN_MATERIAL', reason };
  }
  if ((translation.reviewedBy === null) === (translation.reviewedOn === null)) return undefined;
  const reason = 'Who reviewed a translation and on which day go together: give both, or neither.';
  return { field: 'translation', code: 'REVIEW_INCOMPLETE', reason };
}

/** Why a completion cannot be recorded; `undefined` if it can. `nowMs`: milliseconds since 1970. */
export function refuseCompletion(
  { material: { id, version }, completedAt }: Completion,
  all: readonly Material[],
  nowMs: number,
): Refusal | undefined {
  if (!all.some((other) => other.id === id && other.version === version)) {
    const reason = 'There is no such version of a material: sc training materials lists them.';
    return { field: 'material', code: 'UNKNOWN_MATERIAL', reason };
  }
  return refuseFuture(completedAt, 'completedAt', nowMs);
}
