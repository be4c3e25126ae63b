import { fieldOfficeOf } from '../../domain/agency/offices.ts';
import type { Problem, ProblemKind, ReadAgency, Reading, ReadJurisdiction } from '../../domain/agency/reading.ts';
import { type County, type CountyAtlas, idWords } from './atlas.ts';
import type { AgencyLine, AgencyLines } from './lines.ts';
import { type KnownZone, zonesOf } from './zones.ts';

/** An id has at most this many characters. */
const MAX_ID = 64;

/** A county as an agency's line names it; `county` null: the atlas has none of that name. */
interface Named {
  readonly name: string;
  readonly county: County | null;
}

/**
 * What follows from the lines of the list: counties are jurisdictions; the police of a state is one of its own kind, and so is each tribe, whatever
 * county their posts lie in (rule D1). Zone from the position, field office by the table of offices, which is uncertain data.
 */
export function derive({ lines, agencies, problems }: AgencyLines, atlas: CountyAtlas): Reading {
  const counties = agencies.map((agency) => countiesOf(agency, atlas));
  const zones = zonesOf(
    agencies.map(({ name, kind, state, position }, index) => ({
      name,
      kind,
      state,
      position,
      counties: (counties[index] ?? []).flatMap(({ county }) => county ?? []),
    })),
  );
  const jurisdictions = new Map<string, ReadJurisdiction>();
  const found: Problem[] = [];
  const read = agencies.map((agency, index): ReadAgency => {
    const named = counties[index] ?? [];
    const zone = zones[index] ?? { zone: null, zoneBy: null, unused: null };
    const own = jurisdictionsOf(agency, named);
    for (const jurisdiction of own) jurisdictions.set(jurisdiction.id, jurisdiction);
    const fieldOffice = officeOf(agency.state, named);
    const result: ReadAgency = {
      line: agency.line,
      ori: agency.ori,
      name: agency.name,
      kind: agency.kind,
      jurisdictions: own.map(({ id }) => id),
      zone: zone.zone,
      zoneBy: zone.zoneBy,
      fieldOffice,
      officeBy: fieldOffice === null ? null : 'TABLE',
      sib: undefined,
    };
    found.push(...problemsOf(agency, named, zone, result));
    return result;
  });
  return { lines, agencies: read, jurisdictions: [...jurisdictions.values()], problems: [...problems, ...found] };
}

/** A state with one county only needs none to be named (the District of Columbia). */
function countiesOf({ state, counties, kind }: AgencyLine, atlas: CountyAtlas): readonly Named[] {
  const only = kind === 'TRIBAL' ? null : atlas.only(state);
  if (counties.length === 0) return only === null ? [] : [{ name: only.name, county: only }];
  return counties.map((name) => ({ name, county: atlas.find(state, name) }));
}

function jurisdictionsOf(agency: AgencyLine, counties: readonly Named[]): readonly ReadJurisdiction[] {
  const { state, kind, name, ori } = agency;
  switch (kind) {
    case 'STATE_POLICE':
      return [
        withOffice({ id: `${state}-STATE-POLICE`, name: `State police of ${state}`, kind, state, fips: null }, null),
      ];
    case 'TRIBAL': {
      const named = `${state}-TRIBAL-${idWords(name)}`;
      const id = named.length > MAX_ID ? `${state}-TRIBAL-${ori}` : named;
      return [withOffice({ id, name, kind, state, fips: null }, null)];
    }
    default: {
      const own = counties.map((named) => countyJurisdiction(state, named));
      return [...new Map(own.map((jurisdiction) => [jurisdiction.id, jurisdiction])).values()];
    }
  }
}

function countyJurisdiction(state: string, { name, county }: Named): ReadJurisdiction {
  if (county === null) {
    const id = `${state}-${idWords(name)}`;
    return withOffice({ id, name, kind: 'COUNTY', state, fips: null }, name);
  }
  const id = `${state}-${idWords(county.name)}${county.independent ? '-CITY' : ''}`;
  return withOffice({ id, name: nameOf(county), kind: 'COUNTY', state, fips: county.fips }, county.name);
}

/** As people call it. Alaska's boroughs and census areas, and the territories, go by their bare names. */
function nameOf({ state, name, independent }: County): string {
  if (independent) return `${name} (city)`;
  if (state === 'LA') return `${name} Parish`;
  return ['AK', 'AS', 'DC', 'GU', 'MP', 'PR', 'VI'].includes(state) || name.endsWith(' City') ? name : `${name} County`;
}

function withOffice(
  jurisdiction: Omit<ReadJurisdiction, 'fieldOffice' | 'officeBy'>,
  county: string | null,
): ReadJurisdiction {
  const fieldOffice = fieldOfficeOf(jurisdiction.state, county);
  return { ...jurisdiction, fieldOffice, officeBy: fieldOffice === null ? null : 'TABLE' };
}

/** That of its first county, else that of its state. */
function officeOf(state: string, [first]: readonly Named[]): string | null {
  return fieldOfficeOf(state, first === undefined ? null : (first.county?.name ?? first.name));
}

function problemsOf(
  { line, ori, position }: AgencyLine,
  counties: readonly Named[],
  { zone, unused }: KnownZone,
  { jurisdictions, fieldOffice }: ReadAgency,
): readonly Problem[] {
  const unknown = counties.filter(({ county }) => county === null);
  const kinds: (readonly [ProblemKind, string])[] = unknown.map(({ name }) => ['UNKNOWN_COUNTY', name]);
  if (jurisdictions.length === 0) kinds.push(['NO_COUNTY', '']);
  if (position === null) kinds.push(['NO_POSITION', '']);
  if (unused !== null) kinds.push([unused === 'UNSURE' ? 'POSITION_UNSURE' : 'POSITION_ELSEWHERE', '']);
  if (zone === null) kinds.push(['NO_ZONE', '']);
  if (fieldOffice === null) kinds.push(['NO_OFFICE', '']);
  return kinds.map(([kind, what]) => ({ line, ori, kind, what }));
}
