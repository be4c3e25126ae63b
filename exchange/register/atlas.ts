import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import { STATES } from '../../domain/agency/states.ts';

type Ring = readonly (readonly number[])[];
type Atlas = Topology<{ readonly counties: GeometryCollection<{ readonly name: string }> }>;

/** A county, parish, borough, census area, municipio or independent city. */
export interface County {
  /** Five digits, of the 2017 edition. */
  readonly fips: string;
  /** Two letters. */
  readonly state: string;
  /** Without "County", as the Census Bureau writes it. */
  readonly name: string;
  /** A city that belongs to no county (Virginia, Baltimore, St. Louis). */
  readonly independent: boolean;
  /** Rings of degrees (longitude, latitude), whatever polygon they belong to. */
  readonly rings: readonly Ring[];
}

/** The counties of the United States, found by name. */
export interface CountyAtlas {
  /** The county of a state that bears a name in any usual spelling; null where none does. */
  find(state: string, name: string): County | null;
  /** The only county of a state that has just one; null of the others. */
  only(state: string): County | null;
}

/** Names under which a county was known before, or is known to others. */
const ALSO: Readonly<Record<string, string>> = {
  'FL DADE': 'MIAMIDADE',
  'SD SHANNON': 'OGLALALAKOTA',
  'AK WADEHAMPTON': 'KUSILVAK',
  'LA STJOHN': 'STJOHNTHEBAPTIST',
};
/** What stands behind a name without belonging to it. */
const SUFFIX =
  /\s+(COUNTY|PARISH|CITY AND BOROUGH|BOROUGH|CENSUS AREA|MUNICIPALITY|MUNICIPIO|\(CITY\)|INDEPENDENT CITY)$/;
/** States with cities that are counties of their own beside a county of the same name; their numbers begin with 510. */
const WITH_CITIES: ReadonlySet<string> = new Set(['MD', 'MO', 'VA']);

/** Reads the Census Bureau's cartographic boundaries (public domain) as `us-atlas` packs them. Not kept: some 30 MB while it is used. */
export function readAtlas(): CountyAtlas {
  const file = createRequire(import.meta.url).resolve('us-atlas/counties-10m.json');
  const atlas = JSON.parse(readFileSync(file, 'utf8')) as Atlas;
  const stateOf = new Map(Object.entries(STATES).map(([state, { fips }]) => [fips, state]));
  const byName = new Map<string, County[]>();
  const byState = new Map<string, County[]>();
  for (const { id, properties, geometry } of feature(atlas, atlas.objects.counties).features) {
    const fips = String(id);
    const state = stateOf.get(fips.slice(0, 2));
    if (state === undefined || (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon')) continue;
    const rings = geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();
    const independent = WITH_CITIES.has(state) && fips.slice(2) >= '510';
    const county = { fips, state, name: properties.name, independent, rings };
    add(byName, `${state} ${lettersOf(properties.name)}`, county);
    add(byState, state, county);
  }
  return {
    find: (state, name) => findIn(byName, state, name),
    only: (state) => {
      const [county, ...others] = byState.get(state) ?? [];
      return county !== undefined && others.length === 0 ? county : null;
    },
  };
}

function add(index: Map<string, County[]>, key: string, county: County): void {
  index.set(key, [...(index.get(key) ?? []), county]);
}

/** Whole names first ("Charles City" is a county); a city beside a county of its name is meant only where "City" is said. */
function findIn(byName: ReadonlyMap<string, readonly County[]>, state: string, name: string): County | null {
  const upper = name.trim().toUpperCase();
  const bare = upper.replace(SUFFIX, '');
  const named = (text: string): readonly County[] => {
    const key = `${state} ${lettersOf(text)}`;
    const also = ALSO[key];
    return byName.get(also === undefined ? key : `${state} ${also}`) ?? [];
  };
  const saysCity = /\s(\(CITY\)|INDEPENDENT CITY)$/.test(upper);
  const whole = named(bare);
  if (whole.length > 0) return whole.find(({ independent }) => independent === saysCity) ?? whole[0] ?? null;
  return named(bare.replace(/\s+CITY$/, '')).find(({ independent }) => independent) ?? null;
}

/** The letters of a name, in capitals, without accents; "Saint" is "St". */
function lettersOf(name: string): string {
  return plain(name)
    .replace(/^SAINT(E?)\s/, 'ST$1 ')
    .replaceAll(/[^A-Z]/g, '');
}

function plain(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/\p{Mark}/gu, '')
    .toUpperCase();
}

/** The words of a name as an id has them: capitals and digits joined by `-`. */
export function idWords(name: string): string {
  return plain(name)
    .replaceAll(/['’.]/g, '')
    .replaceAll(/[^A-Z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
}

/** Whether a position (degrees) lies in a county: planar, as exact as the boundaries, which are simplified to some hundred metres. */
export function liesIn({ rings }: County, { latitude, longitude }: Position): boolean {
  let inside = false;
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i += 1) {
      const [x1 = 0, y1 = 0] = ring[i - 1] ?? [];
      const [x2 = 0, y2 = 0] = ring[i] ?? [];
      if (y1 > latitude === y2 > latitude) continue;
      if (longitude < ((x2 - x1) * (latitude - y1)) / (y2 - y1) + x1) inside = !inside;
    }
  }
  return inside;
}

/** Points of a grid over a county's bounds that lie in it. */
export function positionsIn(county: County): readonly Position[] {
  const points = county.rings.flat();
  const [longitudes, latitudes] = [points.map(([x = 0]) => x), points.map(([, y = 0]) => y)];
  const steps = Array.from({ length: GRID }, (_, step) => (step + 0.5) / GRID);
  const along = (values: readonly number[], part: number): number => {
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return least + (most - least) * part;
  };
  return steps
    .flatMap((x) => steps.map((y) => ({ latitude: along(latitudes, y), longitude: along(longitudes, x) })))
    .filter((position) => liesIn(county, position));
}

const GRID = 6;

/** Degrees, north and east positive. */
export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}
