import { z } from 'zod';
import { canonicalJson } from '../canonical.ts';
import { CodedError, type Refusal } from '../errors.ts';
import { type ProfileAssignment, assignmentAt, DEFAULT_PROFILE_ID, profileIdSchema } from './assignment.ts';
import { type Origins, originSchema, PROFILE_KEYS, type ProfileKey, profileKeySchema } from './origin.ts';
import { PHONE_LINES, type RuleProfile, ruleProfileSchema } from './profile.ts';
import { SHIPPED_PROFILES, type ShippedProfile } from './shipped.ts';

/** A profile that a site adds: it says which one it was made from, and where each value that differs comes from. */
export const siteProfileSchema = z.strictObject({
  profile: ruleProfileSchema,
  basedOn: profileIdSchema,
  origins: z.partialRecord(profileKeySchema, originSchema),
});
export type SiteProfile = z.infer<typeof siteProfileSchema>;

/** A profile with where each of its values comes from, shipped or a site's own. */
export interface KnownProfile {
  readonly profile: RuleProfile;
  readonly origins: Origins;
  /** Null for a site's own. */
  readonly shipped: ShippedProfile | null;
}

/** Every profile of a deployment: the shipped ones, then its own in the order given (each after the one it is based on). */
export function catalogOf(own: readonly SiteProfile[]): readonly KnownProfile[] {
  const known: KnownProfile[] = SHIPPED_PROFILES.map((shipped) => ({
    profile: shipped.profile,
    origins: shipped.origins,
    shipped,
  }));
  for (const { profile, basedOn, origins } of own) {
    const base = known.find((candidate) => candidate.profile.id === basedOn);
    if (base !== undefined) known.push({ profile, origins: { ...base.origins, ...origins }, shipped: null });
  }
  return known;
}

/** Why a site's profile cannot be added to these; `undefined` where it can. An id is taken once: a new version is a new id. */
export function refuseSiteProfile(
  { profile, basedOn, origins }: SiteProfile,
  known: readonly KnownProfile[],
): Refusal | undefined {
  if (profile.id === 'in-force')
    return refusal('profile.id', 'PROFILE_ID_TAKEN', 'This word asks for the profile in force: choose another id.');
  if (known.some((candidate) => candidate.profile.id === profile.id))
    return refusal('profile.id', 'PROFILE_EXISTS', 'A profile is never changed: add the new version under a new id.');
  const base = known.find((candidate) => candidate.profile.id === basedOn);
  if (base === undefined)
    return refusal('basedOn', 'UNKNOWN_PROFILE', 'There is no such profile: sc profile list shows them.');
  const unexplained = changedKeys(profile, base.profile).find((key) => origins[key] === undefined);
  if (unexplained !== undefined)
    return refusal(
      `origins.${unexplained}`,
      'ORIGIN_MISSING',
      `Say where ${unexplained} comes from and how sure it is: it differs from ${basedOn}.`,
    );
  return refuseContradiction(profile);
}

function changedKeys(profile: RuleProfile, base: RuleProfile): readonly ProfileKey[] {
  return PROFILE_KEYS.filter((key) => canonicalJson(profile[key]) !== canonicalJson(base[key]));
}

/** Why the values of a profile do not go together; `undefined` where they do. */
export function refuseContradiction(profile: RuleProfile): Refusal | undefined {
  if (PHONE_LINES.some((line) => profile.numbers[line] !== null))
    return refusal(
      'profile.numbers',
      'NUMBERS_IN_PROFILE',
      'A profile holds no numbers: enter and verify them for the deployment (rule E7).',
    );
  const list = (['bases', 'requests', 'languages'] as const).find(
    (key) => new Set<string>(profile[key]).size !== profile[key].length,
  );
  if (list !== undefined) return refusal(`profile.${list}`, 'NAMED_TWICE', 'Name each value once.');
  if (profile.uponConvictionOffered !== profile.requests.includes('OPERATIVE_ONLY_UPON_CONVICTION'))
    return refusal(
      'profile.uponConvictionOffered',
      'FORM_CONTRADICTS',
      'A form is offered upon conviction exactly where it has the box OPERATIVE_ONLY_UPON_CONVICTION.',
    );
  if (profile.holdAllowed && !profile.requests.includes('HOLD_48H'))
    return refusal(
      'profile.requests',
      'FORM_CONTRADICTS',
      'Where a hold is allowed, the form asks for it: name HOLD_48H.',
    );
  if (profile.serviceIsConditionOfEffect && !profile.requests.includes('PROVIDE_COPY_TO_SUBJECT'))
    return refusal(
      'profile.requests',
      'FORM_CONTRADICTS',
      'Where the copy is a condition of effect, the form asks for it: name PROVIDE_COPY_TO_SUBJECT.',
    );
  return undefined;
}

/**
 * The profile that governs a jurisdiction (null: not known) at an instant: that of its signed assignment, else of the one for everywhere, else
 * the source's own. What it answers for an instant that has passed never changes: assignments neither begin nor end backwards (rule E8).
 */
export function profileAt(
  assignments: readonly ProfileAssignment[],
  profiles: readonly RuleProfile[],
  jurisdiction: string | null,
  at: string,
): RuleProfile {
  const id = assignmentAt(assignments, jurisdiction, at)?.profileId ?? DEFAULT_PROFILE_ID;
  const profile = profiles.find((candidate) => candidate.id === id);
  if (profile === undefined)
    throw new CodedError('PROFILE_MISSING', `The profile ${id} is assigned, and not here: add it again.`);
  return profile;
}

function refusal(field: string, code: string, reason: string): Refusal {
  return { field, code, reason };
}
