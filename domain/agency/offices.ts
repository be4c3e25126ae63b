import type { Origin } from '../profile/origin.ts';

/** Whoever is shown a field office that was taken from this table is told so. */
export const OFFICE_ORIGIN: Origin = {
  origin: 'A table of the 24 field offices of 2011 and their areas, from general knowledge; no text seen',
  certainty: 'medium',
};

/** The 24 field offices of ICE's Enforcement and Removal Operations as of 2011, by the code that this system gives them. */
export const FIELD_OFFICES: Readonly<Record<string, string>> = {
  ATL: 'Atlanta',
  BAL: 'Baltimore',
  BOS: 'Boston',
  BUF: 'Buffalo',
  CHI: 'Chicago',
  DAL: 'Dallas',
  DEN: 'Denver',
  DET: 'Detroit',
  ELP: 'El Paso',
  HOU: 'Houston',
  LOS: 'Los Angeles',
  MIA: 'Miami',
  NEW: 'Newark',
  NOL: 'New Orleans',
  NYC: 'New York City',
  PHI: 'Philadelphia',
  PHO: 'Phoenix',
  SEA: 'Seattle',
  SFR: 'San Francisco',
  SLC: 'Salt Lake City',
  SNA: 'San Antonio',
  SND: 'San Diego',
  SPM: 'St. Paul',
  WAS: 'Washington',
};

/** The office of a state, or of the rest of it where counties have another. */
const BY_STATE: Readonly<Record<string, string>> = {
  ...each('ATL', 'GA NC SC'),
  ...each('BAL', 'MD'),
  ...each('BOS', 'CT MA ME NH RI VT'),
  ...each('BUF', 'NY'),
  ...each('CHI', 'IL IN KS KY MO WI'),
  ...each('DAL', 'OK'),
  ...each('DEN', 'CO WY'),
  ...each('DET', 'MI OH'),
  ...each('ELP', 'NM'),
  ...each('MIA', 'FL PR VI'),
  ...each('NEW', 'NJ'),
  ...each('NOL', 'AL AR LA MS TN'),
  ...each('PHI', 'DE PA WV'),
  ...each('PHO', 'AZ'),
  ...each('SEA', 'AK OR WA'),
  ...each('SFR', 'AS CA GU HI MP'),
  ...each('SLC', 'ID MT NV UT'),
  ...each('SNA', 'TX'),
  ...each('SPM', 'IA MN ND NE SD'),
  ...each('WAS', 'DC VA'),
};

/** Counties whose office is not that of the rest of their state. */
const BY_COUNTY: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CA: {
    ...eachCounty('LOS', 'Los Angeles, Orange, Riverside, San Bernardino, San Luis Obispo, Santa Barbara, Ventura'),
    ...eachCounty('SND', 'Imperial, San Diego'),
  },
  NY: eachCounty(
    'NYC',
    `Bronx, Dutchess, Kings, Nassau, New York, Orange, Putnam, Queens, Richmond, Rockland, Suffolk, Sullivan, Ulster, Westchester`,
  ),
  TX: {
    ...eachCounty(
      'DAL',
      `Anderson, Archer, Armstrong, Bailey, Baylor, Bowie, Briscoe, Brown, Callahan, Camp, Carson, Cass, Castro, Cherokee, Childress, Clay,
      Cochran, Coleman, Collin, Collingsworth, Comanche, Cooke, Cottle, Crosby, Dallam, Dallas, Deaf Smith, Delta, Denton, Dickens, Donley,
      Eastland, Ellis, Erath, Fannin, Fisher, Floyd, Foard, Franklin, Garza, Gray, Grayson, Gregg, Hale, Hall, Hansford, Hardeman, Harrison,
      Hartley, Haskell, Hemphill, Henderson, Hockley, Hood, Hopkins, Hunt, Hutchinson, Jack, Johnson, Jones, Kaufman, Kent, King, Knox, Lamar,
      Lamb, Lipscomb, Lubbock, Lynn, Marion, Mitchell, Montague, Moore, Morris, Motley, Navarro, Nolan, Ochiltree, Oldham, Palo Pinto, Panola,
      Parker, Parmer, Potter, Rains, Randall, Red River, Roberts, Rockwall, Runnels, Rusk, Scurry, Shackelford, Sherman, Smith, Somervell,
      Stephens, Stonewall, Swisher, Tarrant, Taylor, Terry, Throckmorton, Titus, Upshur, Van Zandt, Wheeler, Wichita, Wilbarger, Wise, Wood,
      Yoakum, Young`,
    ),
    ...eachCounty(
      'ELP',
      `Andrews, Borden, Brewster, Crane, Culberson, Dawson, Ector, El Paso, Gaines, Glasscock, Howard, Hudspeth, Jeff Davis, Loving, Martin,
      Midland, Pecos, Presidio, Reeves, Terrell, Upton, Ward, Winkler`,
    ),
    ...eachCounty(
      'HOU',
      `Angelina, Austin, Brazoria, Brazos, Chambers, Colorado, Fort Bend, Galveston, Grimes, Hardin, Harris, Houston, Jasper, Jefferson,
      Liberty, Madison, Matagorda, Montgomery, Nacogdoches, Newton, Orange, Polk, Sabine, San Augustine, San Jacinto, Shelby, Trinity, Tyler,
      Walker, Waller, Washington, Wharton`,
    ),
  },
};

function each(office: string, states: string): Record<string, string> {
  return Object.fromEntries(states.split(' ').map((state) => [state, office]));
}

function eachCounty(office: string, counties: string): Record<string, string> {
  return Object.fromEntries(counties.split(/,\s+/).map((county) => [county.trim(), office]));
}

/**
 * The field office responsible for a county (its name as the Census Bureau writes it, without "County") or, with `county` null, for a whole
 * state; null where counties of that state have different ones, or where the table knows none. Every answer is as uncertain as `OFFICE_ORIGIN`
 * says.
 */
export function fieldOfficeOf(state: string, county: string | null): string | null {
  const counties = BY_COUNTY[state];
  const ofState = BY_STATE[state] ?? null;
  if (counties === undefined) return ofState;
  return county === null ? null : (counties[county] ?? ofState);
}

/** The counties that the table names, so that it can be checked against an atlas: state and name. */
export function namedCounties(): readonly (readonly [state: string, county: string])[] {
  return Object.entries(BY_COUNTY).flatMap(([state, counties]) =>
    Object.keys(counties).map((county) => [state, county] as const),
  );
}
