import type { ProfileView } from '../../domain/api/profile-views.ts';
import {
  EVERYWHERE,
  type GoverningPeriod,
  governingPeriods,
  type ProfileAssignment,
} from '../../domain/profile/assignment.ts';
import type { KnownProfile } from '../../domain/profile/catalog.ts';
import { isUncertain, PROFILE_KEYS } from '../../domain/profile/origin.ts';
import { NOTICE_LANGUAGES } from '../../domain/profile/profile.ts';
import { CATALOGS } from '../../exchange/forms/catalog/index.ts';
import type { StoredProfile } from '../../records/index.ts';

/** A profile as it is shown: each value with where it comes from, and where the profile governs. */
export function profileView(
  { profile, origins, shipped }: KnownProfile,
  own: readonly StoredProfile[],
  assignments: readonly ProfileAssignment[],
): ProfileView {
  const stored = own.find((candidate) => candidate.profile.id === profile.id);
  return {
    id: profile.id,
    title: shipped?.title ?? `${profile.formVersion}, added by this site`,
    shipped: shipped !== null,
    added: stored === undefined ? null : { basedOn: stored.basedOn, by: stored.addedBy, at: stored.addedAt },
    history: shipped === null ? null : { ...shipped.history, uncertain: isUncertain(shipped.history.origin) },
    profile,
    origins: originsView(origins),
    assigned: allPeriods(assignments)
      .flatMap(({ jurisdiction, periods }) => periods.map((period) => ({ jurisdiction, ...period })))
      .filter(({ profileId, assignment }) => profileId === profile.id && assignment !== null),
    translations: NOTICE_LANGUAGES.map((language) => {
      const { reviewedBy, reviewedOn } = CATALOGS[language];
      return { language, reviewedBy, reviewedOn };
    }),
  };
}

function originsView(origins: KnownProfile['origins']): ProfileView['origins'] {
  const entries = PROFILE_KEYS.map((key) => [key, { ...origins[key], uncertain: isUncertain(origins[key]) }] as const);
  return Object.fromEntries(entries) as ProfileView['origins']; // every key, by the line above
}

/** What governs when, for everywhere and for each jurisdiction with an assignment of its own. */
export function allPeriods(
  assignments: readonly ProfileAssignment[],
): { jurisdiction: string; periods: GoverningPeriod[] }[] {
  const jurisdictions = new Set([EVERYWHERE, ...assignments.map(({ jurisdiction }) => jurisdiction)]);
  return [...jurisdictions].map((jurisdiction) => ({
    jurisdiction,
    periods: [...governingPeriods(assignments, jurisdiction)],
  }));
}
