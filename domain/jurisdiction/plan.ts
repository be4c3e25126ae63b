import type { Jurisdiction } from '../agency/agency.ts';
import type { AlarmName } from '../alarms/alarms.ts';
import type { AlarmChange } from '../record/record.ts';
import { instantMs } from '../text.ts';
import type { Notice } from './activation.ts';
import type { Standing } from './standing.ts';

/**
 * The nationwide plan (rule D1): every jurisdiction is activated, one by one or in waves, until all are active. What stands in the register and
 * in the activations is counted here; nothing is left out of the count.
 */

/**
 * Where a jurisdiction stands now. `UNPLANNED`: nobody has planned its activation. `PLANNED`: planned, and a notice is still to be delivered.
 * `WAITING`: nothing but time is missing. `MISSED`: its instant has passed, and it is not active. `ACTIVE`: submissions are shared.
 */
export const PLAN_STANDINGS = [
  'UNPLANNED',
  'PLANNED',
  'WAITING',
  'MISSED',
  'ACTIVE',
] as const satisfies readonly Standing[];
export type PlanStanding = (typeof PLAN_STANDINGS)[number];

/**
 * What is behind, and why. `AFTER_END`: planned for an instant after the plan's end. `PAST_END`: the plan's end has passed, and it is not active.
 * `NOTICE_LATE`: a notice is not delivered yet, and the waiting period no longer fits before the planned instant.
 */
export const LAGS = ['UNPLANNED', 'MISSED', 'AFTER_END', 'PAST_END', 'NOTICE_LATE'] as const;
export type Lag = (typeof LAGS)[number];

/** What the plan needs of an activation. */
export interface PlannedActivation {
  readonly jurisdiction: string;
  readonly state: 'PLANNED' | 'WAITING' | 'MISSED' | 'ACTIVE';
  /** ISO instant. */
  readonly plannedFor: string;
  /** Counts the dates that were planned, from 1. */
  readonly revision: number;
  readonly notices: { readonly state: Notice; readonly local: Notice };
  /** Days between the later delivery and the activation, by the profile in force. */
  readonly noticeDays: number;
  /** The wave that it was planned in; null: alone. */
  readonly wave: string | null;
}

/** What the plan needs of a jurisdiction. */
export type PlanJurisdiction = Pick<Jurisdiction, 'id' | 'name' | 'state' | 'activeFrom'>;

/** A jurisdiction in the plan. `plannedFor` is null where there is no plan; of an active one it is the instant from which it is. */
export interface PlanItem {
  readonly jurisdiction: string;
  readonly name: string;
  readonly state: string;
  readonly wave: string | null;
  readonly standing: PlanStanding;
  readonly plannedFor: string | null;
  /** Of the activation; null where there is none. */
  readonly revision: number | null;
  readonly notices: PlannedActivation['notices'] | null;
  readonly lags: readonly Lag[];
}

/** How many jurisdictions stand where; the standings add up to `total`. */
export type Counts = Readonly<Record<PlanStanding, number>> & {
  readonly total: number;
  /** How many of them have a lag. */
  readonly behind: number;
};

/** One group of jurisdictions: a state, or a wave (null: those of no wave). */
export interface Group<Name extends string | null> {
  readonly name: Name;
  readonly counts: Counts;
  /** The earliest and the latest instant of the group that is planned or has passed; null where there is none. ISO. */
  readonly first: string | null;
  readonly last: string | null;
}

/** Where the plan stands at an instant. Every jurisdiction is counted once in `counts`, once in `states` and once in `waves`. */
export interface PlanStatus {
  readonly at: string;
  /** The instant by which all are to be active; null: nobody has set one. */
  readonly end: string | null;
  readonly counts: Counts;
  readonly lags: Readonly<Record<Lag, number>>;
  readonly states: readonly Group<string>[];
  readonly waves: readonly Group<string | null>[];
  /** Every jurisdiction is active. */
  readonly complete: boolean;
}

/** The workflow that looks at the plan, and the schedule that starts it every day. */
export const PLAN_LOOK = 'planLook';
export const PLAN_SCHEDULE = 'plan-look';

const DAY_MS = 24 * 3_600_000;

interface PlanAt {
  readonly end: string | null;
  readonly at: string;
}

/** Every jurisdiction of the register with its place in the plan, by id. An activation of a jurisdiction that the register does not know counts for nothing. */
export function planItems(
  jurisdictions: readonly PlanJurisdiction[],
  activations: readonly PlannedActivation[],
  plan: PlanAt,
): readonly PlanItem[] {
  const byId = new Map(activations.map((activation) => [activation.jurisdiction, activation]));
  return jurisdictions
    .map((jurisdiction) => itemOf(jurisdiction, byId.get(jurisdiction.id), plan))
    .toSorted((a, b) => (a.jurisdiction < b.jurisdiction ? -1 : 1));
}

function itemOf(jurisdiction: PlanJurisdiction, activation: PlannedActivation | undefined, plan: PlanAt): PlanItem {
  const standing = standingOf(jurisdiction, activation, instantMs(plan.at));
  const plannedFor = jurisdiction.activeFrom ?? activation?.plannedFor ?? null;
  return {
    jurisdiction: jurisdiction.id,
    name: jurisdiction.name,
    state: jurisdiction.state,
    wave: activation?.wave ?? null,
    standing,
    plannedFor,
    revision: activation?.revision ?? null,
    notices: activation?.notices ?? null,
    lags: standing === 'ACTIVE' ? [] : lagsOf(standing, plannedFor, activation, plan),
  };
}

/**
 * The register's instant decides, whatever has become of the workflow: without an exact instant nothing is active (rule D1). An activation that
 * calls itself active ahead of the wall clock lives in a time of its own (development).
 */
function standingOf(
  { activeFrom }: PlanJurisdiction,
  activation: PlannedActivation | undefined,
  nowMs: number,
): PlanStanding {
  const active = activeFrom !== null && (instantMs(activeFrom) <= nowMs || activation?.state === 'ACTIVE');
  if (activeFrom !== null) return active ? 'ACTIVE' : 'WAITING';
  if (activation === undefined) return 'UNPLANNED';
  // Once its instant has passed it is missed, also where its workflow does not say so.
  return instantMs(activation.plannedFor) <= nowMs || activation.state === 'ACTIVE' ? 'MISSED' : activation.state;
}

function lagsOf(
  standing: PlanStanding,
  plannedFor: string | null,
  activation: PlannedActivation | undefined,
  { end, at }: PlanAt,
): readonly Lag[] {
  const nowMs = instantMs(at);
  const late: Readonly<Record<Lag, boolean>> = {
    UNPLANNED: standing === 'UNPLANNED',
    MISSED: standing === 'MISSED',
    AFTER_END: end !== null && plannedFor !== null && instantMs(plannedFor) > instantMs(end),
    PAST_END: end !== null && instantMs(end) <= nowMs,
    NOTICE_LATE: standing === 'PLANNED' && activation !== undefined && noticeLate(activation, nowMs),
  };
  return LAGS.filter((lag) => late[lag]);
}

/** Whether the activation would be missed even if what is missing were delivered now. */
function noticeLate({ notices, noticeDays, plannedFor }: PlannedActivation, nowMs: number): boolean {
  const delivered = [notices.state, notices.local].map(({ deliveredAt }) =>
    deliveredAt === null ? nowMs : instantMs(deliveredAt),
  );
  return Math.max(...delivered) + noticeDays * DAY_MS > instantMs(plannedFor);
}

/** Counts the items of the plan, in all and by state and wave. */
export function planStatus(items: readonly PlanItem[], { end, at }: PlanAt): PlanStatus {
  const counts = countsOf(items);
  const lags = zero(LAGS);
  for (const lag of items.flatMap((item) => item.lags)) lags[lag] += 1;
  return {
    at,
    end,
    counts,
    lags,
    states: groupsOf(items, ({ state }) => state),
    waves: groupsOf(items, ({ wave }) => wave),
    complete: counts.ACTIVE === counts.total,
  };
}

function countsOf(items: readonly PlanItem[]): Counts {
  const standings = zero(PLAN_STANDINGS);
  for (const { standing } of items) standings[standing] += 1;
  return { ...standings, total: items.length, behind: items.filter(({ lags }) => lags.length > 0).length };
}

function zero<Name extends string>(names: readonly Name[]): Record<Name, number> {
  // The keys are exactly the names.
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
}

function groupsOf<Name extends string | null>(
  items: readonly PlanItem[],
  nameOf: (item: PlanItem) => Name,
): readonly Group<Name>[] {
  const groups = new Map<Name, PlanItem[]>();
  for (const item of items) {
    const group = groups.get(nameOf(item)) ?? [];
    group.push(item);
    groups.set(nameOf(item), group);
  }
  return [...groups].map(([name, members]) => groupOf(name, members)).toSorted(byName);
}

function groupOf<Name extends string | null>(name: Name, members: readonly PlanItem[]): Group<Name> {
  const instants = members
    .flatMap(({ plannedFor }) => (plannedFor === null ? [] : [plannedFor]))
    .toSorted((a, b) => instantMs(a) - instantMs(b));
  return { name, counts: countsOf(members), first: instants[0] ?? null, last: instants.at(-1) ?? null };
}

/** By name; the group without one last. */
function byName(a: Group<string | null>, b: Group<string | null>): number {
  if (a.name === null || b.name === null) return a.name === b.name ? 0 : a.name === null ? 1 : -1;
  return a.name < b.name ? -1 : 1;
}

/** Which lags call people: what is in no plan, and what the plan did not or will not keep. */
const CALLED = [
  { rule: 'PLAN_INCOMPLETE', lags: ['UNPLANNED'] },
  { rule: 'PLAN_BEHIND', lags: ['MISSED', 'AFTER_END', 'PAST_END', 'NOTICE_LATE'] },
] as const satisfies readonly { readonly rule: AlarmName; readonly lags: readonly Lag[] }[];

/** The alarms about the plan; each is its own key. */
export const PLAN_ALARMS: readonly AlarmName[] = CALLED.map(({ rule }) => rule);

/** The alarms about the plan as they ought to stand now: each is raised, or closed where its cause has ended. */
export function planAlarms({ lags, at }: PlanStatus): readonly AlarmChange[] {
  return CALLED.map(({ rule, lags: among }) => {
    const stands = among.some((lag) => lags[lag] > 0);
    if (!stands) return { op: 'CLOSE', key: rule, at };
    return { op: 'RAISE', key: rule, rule, at, detail: 'sc plan behind lists what is behind, and why' };
  });
}
