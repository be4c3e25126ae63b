import type { Refusal } from '../errors.ts';
import { missingLines } from '../profile/numbers.ts';
import type { PhoneLine, RuleProfile } from '../profile/profile.ts';
import type { HoldRequest } from './hold-request.ts';

/** Which of the two requests to hold the officer decides for. */
export type HoldKind = 'DETAINER' | 'DETAINER_UPON_CONVICTION';

/** What a form says and what comes with it: of a decision, or of an amendment to a form that is out. */
export type FormRequest = Pick<HoldRequest, 'bases' | 'basisDetails' | 'warrant'>;

const LINES: Readonly<Record<PhoneLine, string>> = {
  civilRights: 'for complaints about civil rights',
  dayAndNight: 'answered day and night',
  citizenOrVictim: 'for citizens and victims of a crime',
};

/**
 * Why the profile that governs does not let an officer ask for this hold; `undefined` where it does. Rules B7 (minor traffic offenses), C1 (a
 * request on the boxes of its form, where the law allows it) and E7 (no form without verified numbers).
 */
export function refuseUnderProfile(profile: RuleProfile, kind: HoldKind, request: HoldRequest): Refusal | undefined {
  return (
    refuseHold(profile) ??
    refuseMinorTraffic(profile, kind, request) ??
    refuseUponConviction(profile, kind) ??
    refuseForm(profile, request)
  );
}

/** Why a form cannot say this under the profile; `undefined` where it can. Asked also where a form that is out is amended. */
export function refuseForm(profile: RuleProfile, request: FormRequest): Refusal | undefined {
  return refuseBases(profile, request) ?? refuseWarrant(profile, request) ?? refuseNumbers(profile);
}

/** Why the rules in force allow no hold on a request that is out already, with the warrant that accompanies it; null where they do. */
export function forbiddenUnder(
  profile: RuleProfile,
  request: Pick<HoldRequest, 'warrant'>,
): 'HOLD_NOT_ALLOWED' | 'WARRANT_MISSING' | null {
  if (!profile.holdAllowed) return 'HOLD_NOT_ALLOWED';
  return refuseWarrant(profile, request) === undefined ? null : 'WARRANT_MISSING';
}

function refuseHold({ holdAllowed, id }: RuleProfile): Refusal | undefined {
  if (holdAllowed) return undefined;
  const reason = `The law of this jurisdiction allows no hold on a detainer (profile ${id}): ask to be notified only, or take no action.`;
  return refusal('decision', 'HOLD_NOT_ALLOWED', reason);
}

/** Rule B7: charged with minor traffic offenses alone, not convicted and no other priority: the policy in force on the day applies. */
function refuseMinorTraffic(profile: RuleProfile, kind: HoldKind, request: HoldRequest): Refusal | undefined {
  if (profile.minorTraffic !== 'UPON_CONVICTION' || !request.minorTrafficOnly.answer) return undefined;
  if (kind === 'DETAINER_UPON_CONVICTION') return undefined;
  const instead = profile.uponConvictionOffered ? 'at most a detainer upon conviction' : 'no request to hold';
  const reason = `Arrested for minor traffic offenses alone, with no conviction and no other priority: ${instead}.`;
  return refusal('request.minorTrafficOnly', 'MINOR_TRAFFIC_UPON_CONVICTION', reason);
}

function refuseUponConviction(
  { uponConvictionOffered, formVersion }: RuleProfile,
  kind: HoldKind,
): Refusal | undefined {
  if (uponConvictionOffered || kind !== 'DETAINER_UPON_CONVICTION') return undefined;
  const reason = `The form in force (${formVersion}) cannot be made operative upon conviction: ask to be notified only, or take no action.`;
  return refusal('decision', 'UPON_CONVICTION_NOT_OFFERED', reason);
}

function refuseBases(profile: RuleProfile, { bases, basisDetails }: FormRequest): Refusal | undefined {
  const foreign = bases.find((basis) => !profile.bases.includes(basis));
  if (foreign !== undefined) {
    const reason = `The form in force (${profile.formVersion}) has no box ${foreign}; it has ${profile.bases.join(', ')}.`;
    return refusal('request.bases', 'BASIS_NOT_ON_FORM', reason);
  }
  if (bases.includes('OTHER') && basisDetails.OTHER === undefined)
    return refusal('request.basisDetails.OTHER', 'BASIS_UNEXPLAINED', 'Say in words what the box OTHER stands for.');
  return undefined;
}

/** A judge's warrant serves also where one by immigration officers is required. */
function refuseWarrant(profile: RuleProfile, { warrant }: Pick<FormRequest, 'warrant'>): Refusal | undefined {
  if (profile.judicialWarrantRequired && warrant !== 'JUDICIAL') {
    const reason = `In this jurisdiction a judge's warrant accompanies a request to hold (profile ${profile.id}): obtain one first.`;
    return refusal('request.warrant', 'JUDICIAL_WARRANT_REQUIRED', reason);
  }
  if (profile.administrativeWarrantRequired && warrant === 'NONE') {
    const reason = `A warrant accompanies this form (${profile.formVersion}): attach an I-200, an I-205 or a judge's warrant.`;
    return refusal('request.warrant', 'WARRANT_REQUIRED', reason);
  }
  return undefined;
}

/** Rule E7: nobody is given a form without numbers that somebody has called. */
function refuseNumbers({ numbers }: RuleProfile): Refusal | undefined {
  const missing = missingLines(numbers);
  if (missing.length === 0) return undefined;
  const lines = missing.map((line) => LINES[line]).join('; ');
  const reason = `No verified telephone number is on record: ${lines}. An administrator enters it, another person calls it (sc numbers).`;
  return refusal('request', 'NUMBERS_UNVERIFIED', reason);
}

function refusal(field: string, code: string, reason: string): Refusal {
  return { field, code, reason };
}
