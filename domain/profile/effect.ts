import { z } from 'zod';
import { canonicalJson, canonicalSha256 } from '../canonical.ts';
import { holdLimitMs } from '../clock/hold-clock.ts';
import type { Quarter } from '../clock/quarter.ts';
import type { HoldRequest } from '../decision/hold-request.ts';
import { type FormRequest, forbiddenUnder, type HoldKind, refuseUnderProfile } from '../decision/policy.ts';
import { facilitiesFrom, type Stay } from '../detainer/custody.ts';
import { recomputed } from '../detainer/watch.ts';
import type { HoldFacts } from '../record/record.ts';
import { sha256Schema } from '../ids.ts';
import { instantMs, instantSchema } from '../text.ts';
import { assignmentAt, EVERYWHERE, type ProfileAssignment, profileIdSchema } from './assignment.ts';
import { profileAt } from './catalog.ts';
import { PROFILE_KEYS, profileKeySchema } from './origin.ts';
import type { RuleProfile } from './profile.ts';

/**
 * What a proposed profile would have changed in the last quarter's cases, had it governed them (rule E8). It judges with the functions that
 * judge a decision and compute a clock, says how often it cannot know, and holds nothing about a person.
 */

/** What can come of the proposed profile, in the order in which it is shown. */
export const EFFECTS = [
  'REQUEST_REFUSED',
  'REQUEST_POSSIBLE',
  'HOLD_FORBIDDEN',
  'LIMIT_EARLIER',
  'LIMIT_LATER',
] as const;
export type EffectKind = (typeof EFFECTS)[number];

/** Why nothing can be said of a request or a hold. */
export const UNKNOWNS = [
  'CONTENT_CLEARED',
  'PROFILE_UNKNOWN',
  'SEVERAL_PLACES',
  'LIMIT_NOT_FROM_FACTS',
  'REFUSED_ON_ENTRY',
] as const;
export type UnknownKind = (typeof UNKNOWNS)[number];

/** The codes of `refuseUnderProfile` that a profile's own values cause; NUMBERS_UNVERIFIED is the deployment's. */
export const POLICY_CODES = [
  'HOLD_NOT_ALLOWED',
  'MINOR_TRAFFIC_UPON_CONVICTION',
  'UPON_CONVICTION_NOT_OFFERED',
  'BASIS_NOT_ON_FORM',
  'BASIS_UNEXPLAINED',
  'WARRANT_REQUIRED',
  'JUDICIAL_WARRANT_REQUIRED',
] as const;

/** What is asked of a jail, as it was decided. */
export interface Asked {
  readonly kind: HoldKind;
  readonly request: HoldRequest;
}

/** A decision that asked for a hold, as the record shows it. */
export interface RecordedRequest {
  readonly caseId: string;
  /** Whose rules it was judged by; null: not known. */
  readonly jurisdiction: string | null;
  /** Null: the content was cleared, or cannot be read. */
  readonly taken: { readonly asked: Asked; readonly profileId: string } | null;
  /** The record shows that rules which had come into force ruled it out before anything was asked of the jail: which. */
  readonly ruledOut: { readonly profileId: string } | null;
}

/** A hold whose clock started in the quarter, with its raw facts. */
export interface RecordedHold {
  readonly caseId: string;
  readonly profileId: string;
  /** Whether it was also asked for in the quarter: then its request would have been made under the proposed profile, too. */
  readonly askedInQuarter: boolean;
  /** As it stood when the clock started; null: cleared. */
  readonly request: HoldRequest | null;
  readonly kind: HoldKind;
  readonly facts: HoldFacts;
  /** ISO. */
  readonly startedAt: string;
  readonly limitAt: string;
}

/** Requests refused on entry: the audit says that there were some, the record does not hold what they said. */
export interface RefusedOnEntry {
  readonly caseId: string;
  readonly jurisdiction: string | null;
}

/** A quarter as the records show it. */
export interface RecordedQuarter {
  readonly quarter: Quarter;
  readonly requests: readonly RecordedRequest[];
  readonly holds: readonly RecordedHold[];
  readonly refusedOnEntry: readonly RefusedOnEntry[];
}

export const affectedSchema = z.strictObject({
  caseId: z.string(),
  /** How much later (negative: earlier) the limit would have been, in milliseconds; null where it is about no limit. */
  byMs: z.int().nullable(),
});
export type Affected = z.infer<typeof affectedSchema>;

const countShape = {
  /** Null: no jurisdiction is known. */
  jurisdiction: z.string().nullable(),
  count: z.int().min(1),
  /** Binds which cases they are, for whoever may see them. */
  casesSha256: sha256Schema,
};

/** The effect as it is shown, signed and kept: counts, and no case. */
export const profileEffectSchema = z.strictObject({
  assignment: z.int().min(1),
  profileId: profileIdSchema,
  jurisdiction: z.string(),
  quarter: z.strictObject({ name: z.string(), from: instantSchema, to: instantSchema }),
  /** How many were looked at. */
  requests: z.int().min(0),
  holds: z.int().min(0),
  effects: z.array(
    z.strictObject({
      effect: z.enum(EFFECTS),
      /** Why, as it is answered to an officer; null for a limit. */
      code: z.string().nullable(),
      ...countShape,
      /** By how much the limit would have been earlier or later, in milliseconds; null where it is about no limit. */
      leastMs: z.int().nullable(),
      mostMs: z.int().nullable(),
    }),
  ),
  unknown: z.array(z.strictObject({ why: z.enum(UNKNOWNS), ...countShape })),
  /** Which values differ from a profile under which these steps were taken, or which it takes the place of. */
  differences: z.array(
    z.strictObject({ than: profileIdSchema, key: profileKeySchema, was: z.string(), would: z.string() }),
  ),
});
export type ProfileEffect = z.infer<typeof profileEffectSchema>;

/** Names an effect as it was shown: a signature bears it. */
export function effectSha256(effect: ProfileEffect): string {
  return canonicalSha256(effect);
}

/** The cases behind the lines of an effect, in the same order; for those who may see cases. */
export interface EffectCases {
  readonly effects: readonly (readonly Affected[])[];
  readonly unknown: readonly (readonly Affected[])[];
}

export interface EffectInput {
  readonly recorded: RecordedQuarter;
  readonly proposal: ProfileAssignment;
  readonly assignments: readonly ProfileAssignment[];
  /** Every profile of the deployment, the proposed one among them. */
  readonly profiles: readonly RuleProfile[];
}

/** The effect and the cases behind it. @throws CodedError PROFILE_MISSING where a profile that is assigned is not there */
export function profileEffect(input: EffectInput): { readonly effect: ProfileEffect; readonly cases: EffectCases } {
  const { recorded, proposal } = input;
  const world = worldOf(input);
  const requests = recorded.requests.filter(({ jurisdiction }) => world.governs(jurisdiction));
  const holds = recorded.holds.filter((hold) => placesOf(hold).some(world.governs));
  const refused = recorded.refusedOnEntry.filter(({ jurisdiction }) => world.governs(jurisdiction));
  const findings = [
    ...requests.flatMap((request) => requestFinding(world, request)),
    ...holds.flatMap((hold) => holdFinding(world, hold)),
    ...refused.map(({ caseId, jurisdiction }): Finding => ({ what: 'REFUSED_ON_ENTRY', caseId, jurisdiction })),
  ];
  const effects = grouped(findings, EFFECTS);
  const unknown = grouped(findings, UNKNOWNS);
  const { id, profileId, jurisdiction } = proposal;
  const effect: ProfileEffect = {
    assignment: id,
    profileId,
    jurisdiction,
    quarter: { ...recorded.quarter },
    requests: requests.length,
    holds: holds.length,
    effects: effects.map(effectLine),
    unknown: unknown.map(({ what, jurisdiction: place, cases }) => ({ why: what, ...counted(place, cases) })),
    differences: differences(world, [...requests, ...holds].flatMap(profileIdsOf), input),
  };
  return { effect, cases: { effects: effects.map(casesOf), unknown: unknown.map(casesOf) } };
}

/** What a step is judged with. */
interface World {
  readonly proposed: RuleProfile;
  readonly known: ReadonlyMap<string, RuleProfile>;
  /** Whether the proposed profile would govern a jurisdiction when it begins. */
  readonly governs: (jurisdiction: string | null) => boolean;
}

function worldOf({ proposal, assignments, profiles }: EffectInput): World {
  const known = new Map(profiles.map((profile) => [profile.id, profile]));
  const asSigned: ProfileAssignment = { ...proposal, signature: UNSIGNED, ending: null };
  const others = assignments.filter(({ id }) => id !== proposal.id);
  return {
    proposed: profileAt([{ ...asSigned, jurisdiction: EVERYWHERE }], profiles, null, proposal.from),
    known,
    governs: (jurisdiction) => assignmentAt([asSigned, ...others], jurisdiction, proposal.from)?.id === proposal.id,
  };
}

/** Stands where counsel would sign: only whether there is a signature matters for what governs. */
const UNSIGNED = {
  actor: 'nobody',
  name: 'nobody',
  title: 'nobody',
  statement: 'not signed',
  at: '1970-01-01T00:00:00Z',
  effectSha256: '0'.repeat(64),
};

interface Finding {
  readonly what: EffectKind | UnknownKind;
  readonly caseId: string;
  readonly jurisdiction: string | null;
  readonly code?: string;
  readonly byMs?: number;
}

function requestFinding(world: World, { caseId, jurisdiction, taken, ruledOut }: RecordedRequest): Finding[] {
  if (taken === null) return [{ what: 'CONTENT_CLEARED', caseId, jurisdiction }];
  const own = world.known.get(ruledOut?.profileId ?? taken.profileId);
  if (own === undefined) return [{ what: 'PROFILE_UNKNOWN', caseId, jurisdiction }];
  const was = refusedBy(own, taken.asked);
  const would = refusedBy(world.proposed, taken.asked);
  if (was === null && would !== null) return [{ what: 'REQUEST_REFUSED', caseId, jurisdiction, code: would }];
  // Only where the record shows that it was ruled out.
  if (ruledOut === null || was === null || would !== null) return [];
  return [{ what: 'REQUEST_POSSIBLE', caseId, jurisdiction, code: was }];
}

/** The code by which a profile's own values refuse a request; null where they do not. */
function refusedBy(profile: RuleProfile, { kind, request }: Asked): string | null {
  const code = refuseUnderProfile(profile, kind, request)?.code ?? null;
  return POLICY_CODES.find((known) => known === code) ?? null;
}

/** At its start a clock takes the shorter of the rule at issue and the one in force then, and what that one forbids ends the hold (rule C2). */
function holdFinding(world: World, hold: RecordedHold): Finding[] {
  const { caseId, request, kind, askedInQuarter } = hold;
  const places = placesOf(hold);
  const about = { caseId, jurisdiction: places[0] ?? null };
  const own = world.known.get(hold.profileId);
  if (own === undefined) return [{ what: 'PROFILE_UNKNOWN', ...about }];
  if (!places.every(world.governs)) return [{ what: 'SEVERAL_PLACES', ...about }];
  if (request === null) return [{ what: 'CONTENT_CLEARED', ...about }];
  // Then it would not have been asked for at all: its request is counted.
  if (askedInQuarter && refusedBy(world.proposed, { kind, request }) !== null) return [];
  const forbidden = newlyForbidden(own, world.proposed, request);
  if (forbidden !== null) return [{ what: 'HOLD_FORBIDDEN', code: forbidden, ...about }];
  return limitFinding(world, hold, about);
}

function newlyForbidden(own: RuleProfile, proposed: RuleProfile, request: Pick<FormRequest, 'warrant'>): string | null {
  return forbiddenUnder(own, request) === null ? forbiddenUnder(proposed, request) : null;
}

function limitFinding(world: World, hold: RecordedHold, about: Pick<Finding, 'caseId' | 'jurisdiction'>): Finding[] {
  const recordedMs = instantMs(hold.limitAt);
  const { rule } = hold.facts;
  const { exclusionRule } = world.proposed;
  const ownMs = limitUnder(hold, rule);
  const proposedMs = exclusionRule === rule ? ownMs : limitUnder(hold, exclusionRule);
  // An earlier detainer, another rule in force at the start, or a corrected report has set the limit on record.
  if (proposedMs === null || ownMs !== recordedMs) return [{ what: 'LIMIT_NOT_FROM_FACTS', ...about }];
  const byMs = (hold.askedInQuarter ? proposedMs : Math.min(recordedMs, proposedMs)) - recordedMs;
  if (byMs === 0) return [];
  return [{ what: byMs < 0 ? 'LIMIT_EARLIER' : 'LIMIT_LATER', byMs, ...about }];
}

/** The earliest limit over the zones of every jail since the start; milliseconds, null where the facts cannot be computed with. */
function limitUnder({ facts, startedAt }: RecordedHold, rule: RuleProfile['exclusionRule']): number | null {
  return recomputed({ facts: { ...facts, rule }, startedAt }, { limitMs: holdLimitMs })?.limitMs ?? null;
}

/** The jurisdictions whose rules bear on a hold: where it was asked for, if that was in the quarter, and where the person was since its start. */
function placesOf({ facts, startedAt, askedInQuarter }: RecordedHold): readonly (string | null)[] {
  const [first] = facts.stays;
  const since = facilitiesFrom(facts.stays, startedAt).map(({ jurisdiction }) => jurisdiction);
  return [...new Set([...(askedInQuarter && first ? [placeOf(first)] : []), ...since])];
}

function placeOf({ facility }: Stay): string | null {
  return facility.jurisdiction;
}

interface Group<K> {
  readonly what: K;
  readonly code: string | null;
  readonly jurisdiction: string | null;
  readonly cases: readonly Affected[];
}

/** Findings of these kinds by kind, reason and jurisdiction, in one order whatever order the records answered in. */
function grouped<K extends Finding['what']>(findings: readonly Finding[], kinds: readonly K[]): readonly Group<K>[] {
  return kinds.flatMap((what) => {
    const same = new Map<string, Finding[]>();
    for (const finding of findings.filter((one) => one.what === what)) {
      const key = canonicalJson([finding.code ?? null, finding.jurisdiction]);
      const group = same.get(key);
      if (group === undefined) same.set(key, [finding]);
      else group.push(finding);
    }
    return [...same].sort(byKey).flatMap(([, group]) => groupOf(what, group));
  });
}

function groupOf<K extends Finding['what']>(what: K, group: readonly Finding[]): Group<K>[] {
  const [first] = group;
  if (first === undefined) return [];
  const cases = group.map(({ caseId, byMs }) => ({ caseId, byMs: byMs ?? null })).toSorted(byCase);
  return [{ what, code: first.code ?? null, jurisdiction: first.jurisdiction, cases }];
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function byCase(a: Affected, b: Affected): number {
  if (a.caseId !== b.caseId) return a.caseId < b.caseId ? -1 : 1;
  return (a.byMs ?? 0) - (b.byMs ?? 0);
}

function casesOf({ cases }: Group<unknown>): readonly Affected[] {
  return cases;
}

function effectLine({ what, code, jurisdiction, cases }: Group<EffectKind>): ProfileEffect['effects'][number] {
  const amounts = cases.flatMap(({ byMs }) => (byMs === null ? [] : [Math.abs(byMs)]));
  const leastMs = amounts.length === 0 ? null : Math.min(...amounts);
  const mostMs = amounts.length === 0 ? null : Math.max(...amounts);
  return { effect: what, code, ...counted(jurisdiction, cases), leastMs, mostMs };
}

function counted(jurisdiction: string | null, cases: readonly Affected[]) {
  return { jurisdiction, count: cases.length, casesSha256: canonicalSha256(cases) };
}

function profileIdsOf(step: RecordedRequest | RecordedHold): readonly string[] {
  if ('profileId' in step) return [step.profileId];
  return step.taken === null ? [] : [step.ruledOut?.profileId ?? step.taken.profileId];
}

/** Against each profile under which these steps were taken, and the one that would govern without the proposal. */
function differences(
  { proposed, known }: World,
  taken: readonly string[],
  { proposal, assignments, profiles }: EffectInput,
): ProfileEffect['differences'] {
  const others = assignments.filter(({ id }) => id !== proposal.id);
  const replaced = profileAt(others, profiles, proposal.jurisdiction, proposal.from).id;
  return [...new Set([...taken, replaced])].sort().flatMap((than) => {
    const own = known.get(than);
    return own === undefined ? [] : differing(own, proposed).map((difference) => ({ than, ...difference }));
  });
}

/** The numbers are the deployment's, not a profile's. */
const COMPARED_KEYS = PROFILE_KEYS.filter((key) => key !== 'numbers');

function differing(own: RuleProfile, proposed: RuleProfile) {
  return COMPARED_KEYS.flatMap((key) => {
    const [was, would] = [valueInWords(own[key]), valueInWords(proposed[key])];
    return was === would ? [] : [{ key, was, would }];
  });
}

function valueInWords(value: string | number | boolean | readonly string[]): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'object' ? value.join(' ') : String(value);
}
