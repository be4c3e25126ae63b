import { createRequire } from 'node:module';
import { merge, mesh } from 'topojson-client';
import type { GeometryCollection, MultiPolygon, Polygon, Topology } from 'topojson-specification';

const require = createRequire(import.meta.url);

type Places = GeometryCollection<{ readonly name: string }>;
type Atlas = Topology<{ readonly counties: Places; readonly states: Places }>;
type Point = readonly number[];
type Polygons = readonly (readonly (readonly Point[])[])[];

/** A county of the atlas. `fips`: five digits, of the 2017 edition. `path`: SVG path data in map units. */
export interface CountyShape {
  readonly fips: string;
  readonly name: string;
  readonly state: string;
  readonly path: string;
}

/** The counties' shapes and borders, from the Census Bureau's cartographic boundary files (public domain) as `us-atlas` projects them. */
export interface Shapes {
  readonly counties: readonly CountyShape[];
  readonly stateBorders: string;
  readonly coast: string;
  /** The outline of several counties together, at a coarser grain, for small pictures. */
  readonly together: (fips: ReadonlySet<string>) => string;
  /** All of it, at that grain. */
  readonly land: string;
  readonly coarseBorders: string;
}

/** Map units in a unit of the atlas, which fits 975 × 610: whole numbers make the file small, and a tenth is finer than any screen shows. */
export const UNITS = 10;
/** What small pictures round to: about half a pixel of theirs. */
const COARSE = 15;
/** The box that holds all shapes, in map units: Alaska's islands reach beyond the atlas's frame to the left. */
export const BOX = { x: -590, y: 110, width: 10_190, height: 5980 } as const;

/** Codes that were replaced, so that a register with the old or the new one finds its county in the 2017 edition. */
const RENAMED: Readonly<Record<string, string>> = {
  // Shannon County became Oglala Lakota County in 2015, Wade Hampton Census Area Kusilvak in 2015, Bedford City joined its county in 2013.
  '46113': '46102',
  '02270': '02158',
  '51515': '51019',
};

/** The atlas's code for a county that the register may know by an earlier one. */
export function atlasFips(fips: string): string {
  return RENAMED[fips] ?? fips;
}

let kept: Shapes | undefined;

/** Reads the atlas once; half a second, some 30 MB. */
export function shapes(): Shapes {
  kept ??= readShapes();
  return kept;
}

function readShapes(): Shapes {
  const atlas = require('us-atlas/counties-albers-10m.json') as Atlas;
  const { counties, states } = atlas.objects;
  const all = counties.geometries.filter(isArea);
  const between = mesh(atlas, states, (a, b) => a !== b).coordinates;
  const coast = mesh(atlas, states, (a, b) => a === b).coordinates;
  return {
    counties: all.map((county) => {
      const fips = String(county.id);
      const state = nameOf(states.geometries.find(({ id }) => id === fips.slice(0, 2)));
      return { fips, name: nameOf(county), state, path: countyPath(merge(atlas, [county]).coordinates) };
    }),
    stateBorders: between.map((line) => lineOf(line, 1, false)).join(''),
    coast: coast.map((line) => lineOf(line, 1, false)).join(''),
    coarseBorders: [...between, ...coast].map((line) => lineOf(line, COARSE, false)).join(''),
    land: area(merge(atlas, all).coordinates, COARSE),
    together: (fips) => {
      const chosen = all.filter(({ id }) => fips.has(String(id)));
      return area(merge(atlas, chosen).coordinates, COARSE);
    },
  };
}

function isArea(
  geometry: Places['geometries'][number],
): geometry is Polygon<{ name: string }> | MultiPolygon<{ name: string }> {
  return geometry.type === 'Polygon' || geometry.type === 'MultiPolygon';
}

function nameOf(place: Places['geometries'][number] | undefined): string {
  return place?.properties !== undefined && 'name' in place.properties ? place.properties.name : '';
}

/** The atlas draws the smallest of the independent cities as a point: it gets a speck, so that no county is left out. */
function countyPath(polygons: Polygons): string {
  const path = area(polygons, 1);
  if (path !== '') return path;
  const [x = 0, y = 0] = polygons[0]?.[0]?.[0] ?? [];
  return `M${Math.round(x * UNITS) - 5} ${Math.round(y * UNITS) - 5}h10v10h-10z`;
}

function area(polygons: Polygons, grain: number): string {
  return polygons.flatMap((rings) => rings.map((ring) => lineOf(ring, grain, true))).join('');
}

/**
 * Path data of a line in whole map units, each step relative to the one before; points that fall together are left out. Neighbours stay
 * neighbours: the same point is rounded the same way wherever it occurs.
 */
function lineOf(points: readonly Point[], grain: number, closed: boolean): string {
  const rounded = points.map(([x = 0, y = 0]) => [x, y].map((at) => Math.round((at * UNITS) / grain) * grain));
  let path = '';
  let [fromX, fromY] = [0, 0];
  for (const [index, [x = 0, y = 0]] of rounded.entries()) {
    const [dx, dy] = [x - fromX, y - fromY];
    if (index > 0 && dx === 0 && dy === 0) continue;
    path += index === 0 ? `M${x} ${y}l` : `${dx < 0 || path.endsWith('l') ? '' : ' '}${dx}${dy < 0 ? '' : ' '}${dy}`;
    [fromX, fromY] = [x, y];
  }
  if (path.endsWith('l')) return '';
  return closed ? `${path}z` : path;
}
