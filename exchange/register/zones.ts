import { find } from 'geo-tz';
import type { AgencyKind } from '../../domain/agency/agency.ts';
import type { ZoneSource } from '../../domain/agency/reading.ts';
import { onlyZoneOf, STATES } from '../../domain/agency/states.ts';
import { type County, liesIn, type Position, positionsIn } from './atlas.ts';

/** An agency as far as its zone depends on it. `counties`: those named of it that the atlas knows. */
export interface Placed {
  readonly name: string;
  readonly kind: AgencyKind;
  readonly state: string;
  readonly counties: readonly County[];
  readonly position: Position | null;
}

export interface KnownZone {
  /** IANA; null: cannot be known. */
  readonly zone: string | null;
  readonly zoneBy: ZoneSource | null;
  /**
   * Why the position, though given, tells no zone. `ELSEWHERE`: it lies in none of the agency's counties, or in another state's zone. `UNSURE`:
   * its county keeps two times, and the position may be the county's middle.
   */
  readonly unused: 'ELSEWHERE' | 'UNSURE' | null;
}

/**
 * Counties of two times: 49 CFR 71, or the custom of a town. Aleutians West; Gulf; Idaho; Cherry; Elko; Dunn, McKenzie and Sioux (North Dakota);
 * Malheur; Stanley; Culberson.
 */
const SPLIT: ReadonlySet<string> = new Set([
  '02016',
  '12045',
  '16049',
  '31031',
  '32007',
  '38025',
  '38053',
  '38085',
  '41045',
  '46117',
  '48109',
]);

/**
 * The zone of each agency, in the order given: from its position, if that lies in one of its counties; a state police's posts, for instance,
 * are often listed with the position of their headquarters. Else that of its counties, if all of them keep one time, as the positions of their
 * other agencies tell, or their shapes; else that of its state, if that has only one; else none. Never a zone that its state does not have.
 *
 * In a county of two times a position counts only if it is a town's own: the list gives many agencies the middle of their county instead.
 */
export function zonesOf(agencies: readonly Placed[]): readonly KnownZone[] {
  const shared = sharedPositions(agencies);
  const located = agencies.map((agency) => (isUnsure(agency, shared) ? null : zoneByPosition(agency)));
  const ofCounty = zonesByCounty(agencies, located);
  return agencies.map((agency, index) => {
    const zone = located[index] ?? null;
    if (zone !== null) return { zone, zoneBy: 'POSITION', unused: null };
    const { state, counties, position } = agency;
    const unsure = isUnsure(agency, shared);
    const unused = position === null ? null : unsure ? 'UNSURE' : 'ELSEWHERE';
    const [ofCounties, ...others] = new Set(counties.flatMap(ofCounty));
    const isSplit = counties.some(({ fips }) => SPLIT.has(fips));
    if (ofCounties !== undefined && others.length === 0 && !isSplit)
      return { zone: ofCounties, zoneBy: 'COUNTY', unused };
    const ofState = onlyZoneOf(state);
    return { zone: ofState, zoneBy: ofState === null ? null : 'STATE', unused };
  });
}

function isUnsure({ kind, counties, position }: Placed, shared: ReadonlySet<string>): boolean {
  if (position === null || !counties.some(({ fips }) => SPLIT.has(fips))) return false;
  return kind !== 'CITY' || shared.has(keyOf(position));
}

function sharedPositions(agencies: readonly Placed[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const keys = agencies.flatMap(({ position }) => (position === null ? [] : keyOf(position)));
  return new Set(keys.filter((key) => seen.size === seen.add(key).size));
}

function keyOf({ latitude, longitude }: Position): string {
  return `${latitude},${longitude}`;
}

/** Null where there is no position, or where it lies in none of the agency's counties. */
function zoneByPosition({ state, name, kind, counties, position }: Placed): string | null {
  if (position === null) return null;
  if (counties.length > 0 && !counties.some((county) => liesIn(county, position))) return null;
  // In Arizona the Navajo Nation alone advances its clocks; counties and towns around and within do not.
  if (state === 'AZ' && !(kind === 'TRIBAL' && /navajo/i.test(name))) return 'America/Phoenix';
  return zoneAt(state, position);
}

/** Where boundaries meet, one that the state has. */
function zoneAt(state: string, { latitude, longitude }: Position): string | null {
  const zones: readonly string[] = STATES[state]?.zones ?? [];
  return find(latitude, longitude).find((zone) => zones.includes(zone)) ?? null;
}

/** The zones of a county: those of its agencies; where none has a position, those of points all over it. */
function zonesByCounty(
  agencies: readonly Placed[],
  located: readonly (string | null)[],
): (county: County) => readonly string[] {
  const known = new Map<string, Set<string>>();
  agencies.forEach(({ counties, position }, index) => {
    const zone = located[index] ?? null;
    if (zone === null || position === null) return;
    for (const county of counties) {
      if (liesIn(county, position)) known.set(county.fips, (known.get(county.fips) ?? new Set()).add(zone));
    }
  });
  return (county) => {
    const zones =
      known.get(county.fips) ?? new Set(positionsIn(county).flatMap((at) => zoneAt(county.state, at) ?? []));
    known.set(county.fips, zones);
    return [...zones];
  };
}
