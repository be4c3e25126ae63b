import { STANDINGS, type Standing } from '../../domain/jurisdiction/standing.ts';
import { labelOf, type Shade, SHADES } from './look.ts';
import { atlasFips, shapes } from './shapes.ts';
import { count } from './svg.ts';

/** A jurisdiction as the map takes it. `fips`: five digits of its county, null where it is no county (state police, tribal, fictional). */
export interface MapPlace {
  readonly name: string;
  readonly fips: string | null;
  readonly standing: Standing;
}

/** Jurisdictions sorted onto the map and beside it. */
export interface Sorted {
  /** By the atlas's code. A county that two jurisdictions name has the standing of the one that is least far along. */
  readonly byFips: ReadonlyMap<string, Standing>;
  /** How many counties of the atlas have each shade. */
  readonly counties: Readonly<Record<Shade, number>>;
  /** Jurisdictions that no county of the map shows. */
  readonly beside: readonly MapPlace[];
}

/** Sorts jurisdictions onto the counties of the atlas. */
export function sorted(places: readonly MapPlace[]): Sorted {
  const known = new Set(shapes().counties.map(({ fips }) => fips));
  const byFips = new Map<string, Standing>();
  const beside: MapPlace[] = [];
  for (const place of places) {
    const fips = place.fips === null ? null : atlasFips(place.fips);
    if (fips === null || !known.has(fips)) beside.push(place);
    else byFips.set(fips, lesser(byFips.get(fips), place.standing));
  }
  const counties = Object.fromEntries(SHADES.map((shade) => [shade, 0])) as Record<Shade, number>;
  for (const fips of known) counties[byFips.get(fips) ?? 'ABSENT'] += 1;
  return { byFips, counties, beside };
}

function lesser(one: Standing | undefined, other: Standing): Standing {
  return one !== undefined && STANDINGS.indexOf(one) > STANDINGS.indexOf(other) ? one : other;
}

/** What the map cannot show, in words; null where it shows everything. */
export function besideInWords(beside: readonly MapPlace[]): string | null {
  if (beside.length === 0) return null;
  const counted = STANDINGS.map(
    (standing) => [standing, beside.filter((place) => place.standing === standing).length] as const,
  )
    .filter(([, many]) => many > 0)
    .map(([standing, many]) => `${count(many)} ${labelOf(standing)}`);
  const [noun, verb] = beside.length === 1 ? ['jurisdiction', 'has'] : ['jurisdictions', 'have'];
  return `Not drawn: ${count(beside.length)} ${noun} that ${verb} no county on this map (state police, tribal, territories, fictional): ${counted.join('; ')}.`;
}
