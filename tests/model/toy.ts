import type { Facility } from '../../domain/detainer/custody.ts';
import type { HoldClock } from '../../domain/detainer/hold.ts';
import { instantMs, isoInstant } from '../../domain/text.ts';

/**
 * A small world for the model check: whole hours, a limit of four counted hours instead of 48, and two zones. Under `STATUTORY` each zone has
 * three hours in a row that do not count, at different times, so that now the one limit is earlier and now the other; under `NONE` all count.
 */

export type ToyZone = 'WEST' | 'EAST';
export type ToyRule = 'STATUTORY' | 'NONE';

const HOUR_MS = 3_600_000;
const EPOCH_MS = Date.UTC(2011, 8, 12);
const COUNTED_HOURS = 4;
const EXCLUDED: Record<ToyZone, readonly number[]> = { WEST: [7, 8, 9], EAST: [4, 5, 6] };

/** ISO instants of the hours of the small world: written often, so made once. */
const INSTANTS = Array.from({ length: 40 }, (_, hour) => isoInstant(EPOCH_MS + hour * HOUR_MS));

export function at(hour: number): string {
  return INSTANTS[hour] ?? isoInstant(EPOCH_MS + hour * HOUR_MS);
}

const HOURS = new Map(INSTANTS.map((instant, hour) => [instant, hour]));

export function hourOf(instant: string): number {
  return HOURS.get(instant) ?? hourOfMs(instantMs(instant));
}

export function hourOfMs(ms: number): number {
  return (ms - EPOCH_MS) / HOUR_MS;
}

/** The hour at which four counted hours have been used up. */
export function limitHour(from: number, zone: ToyZone, rule: ToyRule): number {
  let [hour, left] = [from, COUNTED_HOURS];
  for (; left > 0; hour += 1) if (rule === 'NONE' || !EXCLUDED[zone].includes(hour)) left -= 1;
  return hour;
}

const CLOCKS = new Map<string, HoldClock>();

export function toyClock(from: number, zone: ToyZone, rule: ToyRule): HoldClock {
  const key = `${from} ${zone} ${rule}`;
  const known = CLOCKS.get(key);
  if (known) return known;
  const limit = limitHour(from, zone, rule);
  const clock = {
    startedAt: at(from),
    limitAt: at(limit),
    limitMs: instantMs(at(limit)),
    consecutive48hAt: at(from + COUNTED_HOURS),
    zone,
    rule,
  };
  CLOCKS.set(key, clock);
  return clock;
}

export const JAILS: Record<ToyZone, Facility & { readonly zone: ToyZone }> = {
  WEST: { ori: 'XX0000001', name: 'West', zone: 'WEST', sib: 'XX000000X', jurisdiction: 'WEST' },
  EAST: { ori: 'XX0000002', name: 'East', zone: 'EAST', sib: 'XX000000X', jurisdiction: 'EAST' },
};

export function zoneOf({ ori }: Facility): ToyZone {
  return ori === JAILS.EAST.ori ? 'EAST' : 'WEST';
}

/** What somebody may have said of grounds, places and clocks, as plain facts. Hours. */
export type Report =
  | { readonly of: 'GROUND'; readonly id: string; readonly since: number }
  | { readonly of: 'GROUND_END'; readonly id: string; readonly at: number }
  | { readonly of: 'ALL_ENDED'; readonly at: number }
  | { readonly of: 'CLOCK'; readonly from: number; readonly limit: number }
  | { readonly of: 'MOVE'; readonly to: ToyZone; readonly at: number };

export interface Due {
  readonly start: number;
  readonly limit: number;
}

/**
 * When a hold must end by everything that was reported, in whatever order: written apart from the code under test, hour by hour. Null while
 * nothing reported makes release fall due. `rules`: the shortest of them governs.
 */
export function oracle(jail: ToyZone, reports: readonly Report[], rules: readonly ToyRule[]): Due | null {
  const ends = (id: string): number[] => reports.flatMap((r) => (r.of === 'GROUND_END' && r.id === id ? [r.at] : []));
  const clocks = reports.filter((r) => r.of === 'CLOCK');
  const grounds = [
    { id: 'BOOKING', since: Number.NEGATIVE_INFINITY },
    ...reports.flatMap((r) => (r.of === 'GROUND' ? [{ id: r.id, since: r.since }] : [])),
  ].map(({ id, since }) => {
    const all = [...reports.filter((r) => r.of === 'ALL_ENDED').map((r) => r.at), ...clocks.map(({ from }) => from)];
    return { since, until: Math.min(Number.POSITIVE_INFINITY, ...ends(id), ...all.filter((end) => end >= since)) };
  });
  const free = (hour: number): boolean => grounds.every(({ since, until }) => hour < since || hour >= until);
  const hours = Array.from({ length: 40 }, (_, hour) => hour);
  const start = hours.find((hour) => free(hour));
  if (start === undefined) return null;

  const moves = reports.filter((r) => r.of === 'MOVE').toSorted((a, b) => a.at - b.at);
  const stays = [{ to: jail, at: Number.NEGATIVE_INFINITY }, ...moves];
  const zones = stays.filter((_, i) => (stays[i + 1]?.at ?? Number.POSITIVE_INFINITY) > start).map(({ to }) => to);
  const limits = zones.flatMap((zone) => rules.map((rule) => limitHour(start, zone, rule)));
  return { start, limit: Math.min(...limits, ...clocks.map(({ limit }) => limit)) };
}
