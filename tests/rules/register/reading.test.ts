import { describe, expect, it } from 'vitest';
import { fieldOfficeOf, namedCounties } from '../../../domain/agency/offices.ts';
import { onlyZoneOf } from '../../../domain/agency/states.ts';
import { type ReadAgency, type Reading } from '../../../domain/agency/reading.ts';
import { readAtlas } from '../../../exchange/register/atlas.ts';
import { readRegister } from '../../../exchange/register/index.ts';
import { aJurisdiction, anAgency } from '../../support/places.ts';

const HEAD = 'ori,name,type,counties,state,latitude,longitude';

function read(...lines: readonly string[]): Reading {
  return readRegister(Buffer.from([HEAD, ...lines, ''].join('\n')));
}

/** The one agency of a line. */
function one(line: string, ...more: readonly string[]): ReadAgency {
  const [agency] = read(line, ...more).agencies;
  if (agency === undefined) throw new Error('It was left out');
  return agency;
}

function kindsOf({ problems }: Reading): (readonly [number | null, string])[] {
  return problems.map(({ line, kind }) => [line, kind] as const);
}

describe('a list of agencies', () => {
  it('is read with its quoted cells, in any order of columns, with any end of line', () => {
    const text = [
      '\uFEFFstate,ori,name,type,counties,latitude,longitude',
      'TX,XX0010100,"Invented College, ""Main"" Campus",University or College,HARRIS,29.8,-95.4',
      '',
    ].join('\r\n');
    expect(readRegister(Buffer.from(text)).agencies).toEqual([
      {
        line: 2,
        ori: 'XX0010100',
        name: 'Invented College, "Main" Campus',
        kind: 'UNIVERSITY',
        jurisdictions: ['TX-HARRIS'],
        zone: 'America/Chicago',
        zoneBy: 'POSITION',
        fieldOffice: 'HOU',
        officeBy: 'TABLE',
        sib: undefined,
      },
    ]);
  });

  it.each([
    ['a cell too few', 'XX0010100,Fictional Police,City,HARRIS,TX,29.8', 'BAD_LINE'],
    ['a quote left open', 'XX0010100,"Fictional Police,City,HARRIS,TX,29.8,-95.4', 'BAD_LINE'],
    ['an ORI too short', 'XX00101,Fictional Police,City,HARRIS,TX,29.8,-95.4', 'BAD_ORI'],
    ['no name', 'XX0010100,,City,HARRIS,TX,29.8,-95.4', 'BAD_NAME'],
    ['a type that is none', 'XX0010100,Fictional Police,Navy,HARRIS,TX,29.8,-95.4', 'BAD_TYPE'],
    ['a state that is none', 'XX0010100,Fictional Police,City,HARRIS,XX,29.8,-95.4', 'BAD_STATE'],
    ['half a position', 'XX0010100,Fictional Police,City,HARRIS,TX,29.8,', 'BAD_POSITION'],
    ['a position off the globe', 'XX0010100,Fictional Police,City,HARRIS,TX,129.8,-95.4', 'BAD_POSITION'],
    ['a control character', 'XX0010100,Fictional\u0000Police,City,HARRIS,TX,29.8,-95.4', 'BAD_TEXT'],
    ['a county of signs only', 'XX0010100,Fictional Police,City,???,TX,29.8,-95.4', 'BAD_TEXT'],
    ['eleven counties', 'XX0010100,Fictional Police,City,A;B;C;D;E;F;G;H;I;J;K,TX,29.8,-95.4', 'TOO_MANY_COUNTIES'],
  ])('leaves out a line with %s, reports it, and loads the others', (_what, line, kind) => {
    const reading = read(line, 'XX0020100,Other Police,City,HARRIS,TX,29.8,-95.4');
    expect(kindsOf(reading)).toEqual([[2, kind]]);
    expect(reading.agencies.map(({ ori, line: at }) => [ori, at])).toEqual([['XX0020100', 3]]);
    expect(reading.lines).toBe(2);
  });

  it('takes neither of two lines that contradict each other, and one of two that agree', () => {
    const line = 'XX0010100,Fictional Police,City,HARRIS,TX,29.8,-95.4';
    const same = read(line, line);
    expect([same.agencies.length, same.problems]).toEqual([1, []]);
    const reading = read(line, line.replace('HARRIS', 'TRAVIS'));
    expect(reading.agencies).toEqual([]);
    expect(kindsOf(reading)).toEqual([
      [2, 'DUPLICATE_ORI'],
      [3, 'DUPLICATE_ORI'],
    ]);
  });

  it.each([
    ['no text', new Uint8Array([0x6f, 0xff, 0xfe])],
    ['another first line', Buffer.from('ori,name\nXX0010100,Fictional Police\n')],
    ['an empty one', new Uint8Array()],
    ['JSON of something else', Buffer.from('{"agencies":[]}')],
  ])('refuses a file that is %s', (_what, bytes) => {
    expect(() => readRegister(bytes)).toThrow(expect.objectContaining({ code: 'REGISTER_FILE' }));
  });
});

describe('jurisdictions', () => {
  it('are counties, all that are named; the state’s police and each tribe are their own, whatever county they lie in', () => {
    const reading = read(
      'XX0010100,Two County Police,City,SHELBY; ST CLAIR,AL,,',
      'XX0020100,State Police: Invented Post,State Police,SHELBY,AL,,',
      "XX0030100,Fictional Nation's Police,Tribal,,AL,31.1,-87.5",
      'XX0040100,Nowhere Police,Other,,AL,33.2,-86.8',
    );
    expect(reading.agencies.map(({ jurisdictions }) => jurisdictions)).toEqual([
      ['AL-SHELBY', 'AL-ST-CLAIR'],
      ['AL-STATE-POLICE'],
      ['AL-TRIBAL-FICTIONAL-NATIONS-POLICE'],
      [],
    ]);
    expect(reading.jurisdictions.map(({ id, kind, fips }) => [id, kind, fips])).toEqual([
      ['AL-SHELBY', 'COUNTY', '01117'],
      ['AL-ST-CLAIR', 'COUNTY', '01115'],
      ['AL-STATE-POLICE', 'STATE_POLICE', null],
      ['AL-TRIBAL-FICTIONAL-NATIONS-POLICE', 'TRIBAL', null],
    ]);
    expect(kindsOf(reading)).toContainEqual([5, 'NO_COUNTY']);
  });

  it('of a district without counties is the district; a county of no atlas has no code, and that is reported', () => {
    expect(one('XX0010100,District Police,City,,DC,38.9,-77.02').jurisdictions).toEqual(['DC-DISTRICT-OF-COLUMBIA']);
    const reading = read('XX0010100,Fictional Police,City,ATLANTIS,OH,,');
    expect(reading.jurisdictions).toMatchObject([{ id: 'OH-ATLANTIS', fips: null }]);
    expect(reading.problems).toContainEqual({ line: 2, ori: 'XX0010100', kind: 'UNKNOWN_COUNTY', what: 'ATLANTIS' });
  });

  const atlas = readAtlas();
  it.each([
    ['MO', 'ST LOUIS', '29189'],
    ['MO', 'ST LOUIS CITY', '29510'],
    ['MO', 'Saint Louis', '29189'],
    ['MO', 'STE GENEVIEVE', '29186'],
    ['MD', 'BALTIMORE', '24005'],
    ['MD', 'Baltimore City', '24510'],
    ['VA', 'FAIRFAX', '51059'],
    ['VA', 'FAIRFAX CITY', '51600'],
    ['VA', 'Richmond (city)', '51760'],
    ['VA', 'ALEXANDRIA', '51510'],
    ['VA', 'CHARLES CITY', '51036'],
    ['VA', 'JAMES CITY', '51095'],
    ['NV', 'CARSON CITY', '32510'],
    ['FL', 'DADE', '12086'],
    ['GA', 'DADE', '13083'],
    ['FL', 'DESOTO', '12027'],
    ['LA', 'LA SALLE PARISH', '22059'],
    ['IL', 'LASALLE', '17099'],
    ['TX', 'La Salle County', '48283'],
    ['IN', 'DE KALB', '18033'],
    ['MD', "PRINCE GEORGE'S", '24033'],
    ['AK', 'Ketchikan Gateway Borough', '02130'],
    ['AK', 'Juneau City and Borough', '02110'],
    ['SD', 'SHANNON', '46102'],
    ['NM', 'DONA ANA', '35013'],
    ['PR', 'Mayagüez Municipio', '72097'],
  ])('find the county of %s that is called %s', (state, name, fips) => {
    expect(atlas.find(state, name)?.fips).toBe(fips);
  });

  it('find none of another state, and no part of a name', () => {
    expect([atlas.find('OH', 'HARRIS'), atlas.find('TX', 'HARR'), atlas.find('ZZ', 'HARRIS')]).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe('zones', () => {
  it.each([
    // Central counties of Eastern states' side and the other way round.
    ['FL', 'BAY', '30.18,-85.64', 'America/Chicago'],
    ['FL', 'LEON', '30.44,-84.28', 'America/New_York'],
    ['IN', 'LAKE', '41.45,-87.37', 'America/Chicago'],
    ['IN', 'MARION', '39.77,-86.16', 'America/Indiana/Indianapolis'],
    ['KY', 'WARREN', '36.99,-86.44', 'America/Chicago'],
    ['TN', 'HAMILTON', '35.05,-85.31', 'America/New_York'],
    ['TX', 'EL PASO', '31.76,-106.49', 'America/Denver'],
    ['ID', 'KOOTENAI', '47.68,-116.78', 'America/Los_Angeles'],
    ['AZ', 'MARICOPA', '33.45,-112.07', 'America/Phoenix'],
  ])('come from the position: %s, %s', (state, county, position, zone) => {
    const agency = one(`XX0010100,Fictional Police,City,${county},${state},${position}`);
    expect([agency.zone, agency.zoneBy]).toEqual([zone, 'POSITION']);
  });

  it('come from others of the county where the position is missing, or is the headquarters of a post', () => {
    const reading = read(
      'XX0010100,Porter County Fictional Sheriff,County,PORTER,IN,41.46,-87.07',
      'XX0020100,Fictional Police,City,PORTER,IN,,',
      'XX0030100,State Police: Invented Post,State Police,PORTER,IN,39.7686,-86.1636',
    );
    expect(reading.agencies.map(({ zone, zoneBy }) => [zone, zoneBy])).toEqual([
      ['America/Chicago', 'POSITION'],
      ['America/Chicago', 'COUNTY'],
      ['America/Chicago', 'COUNTY'],
    ]);
    expect(kindsOf(reading)).toEqual(
      expect.arrayContaining([
        [3, 'NO_POSITION'],
        [4, 'POSITION_ELSEWHERE'],
      ]),
    );
  });

  it('come from the shape of the county where none of its agencies has a position, and from a state that has one zone', () => {
    expect(one('XX0010100,Fictional Police,City,PORTER,IN,,')).toMatchObject({
      zone: 'America/Chicago',
      zoneBy: 'COUNTY',
    });
    expect(one('XX0010100,Fictional Police,City,,OH,,')).toMatchObject({ zone: 'America/New_York', zoneBy: 'STATE' });
  });

  it('are none, and reported, where a state is split and nothing else is known, or the county itself keeps two times', () => {
    const reading = read(
      'XX0010100,Fictional Police,City,,TX,,',
      // The middle of Cherry County, which the list gives for every agency of it.
      'XX0020100,Cherry Fictional Sheriff,County,CHERRY,NE,42.5666,-101.0704',
      'XX0030100,Valentine Fictional Police,City,CHERRY,NE,42.5666,-101.0704',
    );
    expect(reading.agencies.map(({ zone }) => zone)).toEqual([null, null, null]);
    expect(kindsOf(reading)).toEqual(
      expect.arrayContaining([
        [2, 'NO_ZONE'],
        [3, 'POSITION_UNSURE'],
        [4, 'NO_ZONE'],
      ]),
    );
    expect(one('XX0040100,Ontario Fictional Police,City,MALHEUR,OR,44.02,-116.97').zone).toBe('America/Boise');
  });

  it('of Arizona advance in the Navajo Nation alone', () => {
    const at = '35.3909,-110.3209';
    expect(one(`XX0010100,Fictional Sheriff,County,NAVAJO,AZ,${at}`).zone).toBe('America/Phoenix');
    expect(one(`XX0010100,Fictional Hopi Police,Tribal,,AZ,${at}`).zone).toBe('America/Phoenix');
    expect(one('XX0010100,Fictional Navajo Police,Tribal,,AZ,35.67,-109.05').zone).toBe('America/Denver');
  });

  it('are never another country’s', () => {
    // Close to the border with Ontario, where a position is soon on the other side.
    expect(one('XX0010100,Fictional Police,City,,MN,48.9,-94.7').zone).toBe('America/Chicago');
    expect(onlyZoneOf('MN')).toBe('America/Chicago');
    expect(onlyZoneOf('TN')).toBeNull();
  });
});

describe('the table of field offices', () => {
  it('names counties that exist, and an office for every state', () => {
    const atlas = readAtlas();
    expect(namedCounties().filter(([state, county]) => atlas.find(state, county)?.name !== county)).toEqual([]);
    expect(fieldOfficeOf('OH', null)).toBe('DET');
  });

  it.each([
    ['TX', 'Harris', 'HOU'],
    ['TX', 'Dallas', 'DAL'],
    ['TX', 'El Paso', 'ELP'],
    ['TX', 'Bexar', 'SNA'],
    ['CA', 'San Diego', 'SND'],
    ['CA', 'Alameda', 'SFR'],
    ['NY', 'Erie', 'BUF'],
    ['NY', 'Kings', 'NYC'],
    ['TX', null, null],
  ])('has %s, %s: %s', (state, county, office) => {
    expect(fieldOfficeOf(state, county)).toBe(office);
  });
});

describe('a site’s own register as a file', () => {
  const reading = (content: unknown): Reading => readRegister(Buffer.from(JSON.stringify(content)));
  const county = aJurisdiction('XX-EXAMPLE', { fieldOffice: 'XXNFO' });

  it('is taken entry by entry: what it states, nothing derived, nothing activated', () => {
    const { agencies, jurisdictions, problems } = reading({
      jurisdictions: [{ ...county, activeFrom: '2010-01-01T00:00:00Z' }, county],
      agencies: [anAgency('XX0010100', ['XX-EXAMPLE']), anAgency('XX0020100', ['XX-NOWHERE'])],
    });
    expect(agencies).toMatchObject([{ ori: 'XX0010100', zoneBy: 'SITE', officeBy: 'SITE', sib: 'XXSIB0000' }]);
    expect(jurisdictions).toEqual([expect.not.objectContaining({ activeFrom: expect.anything() })]);
    expect(problems.map(({ line, kind }) => [line, kind])).toEqual([
      [1, 'ACTIVATION_NOT_TAKEN'],
      [2, 'BAD_ENTRY'],
      [2, 'UNKNOWN_JURISDICTION'],
    ]);
  });

  it.each([
    ['a zone that is no place', { ...anAgency('XX0010100', []), zone: 'EST' }, 'BAD_ENTRY'],
    ['a field too many', { ...anAgency('XX0010100', []), more: 1 }, 'BAD_ENTRY'],
    ['dates of its own', anAgency('XX0010100', [], { validFrom: '2010-01-01T00:00:00Z' }), 'DATED_ENTRY'],
    ['no ORI', { name: 'Nobody' }, 'BAD_ENTRY'],
  ])('leaves out an entry with %s', (_what, entry, kind) => {
    const { agencies, problems } = reading({ jurisdictions: [], agencies: [entry, anAgency('XX0020100', [])] });
    expect(agencies.map(({ ori }) => ori)).toEqual(['XX0020100']);
    expect(problems).toContainEqual(expect.objectContaining({ line: 1, kind }));
  });

  it.each(['..', 'XX/EXAMPLE', 'XX EXAMPLE', 'XX-DOÑA', 'XX:EXAMPLE', '-XX', 'XX-', 'XX\n', `XX-${'A'.repeat(62)}`])(
    'leaves out a jurisdiction whose id would mean something else in a URL, an address or a workflow’s id: %j',
    (id) => {
      const { jurisdictions, problems } = reading({ jurisdictions: [{ ...county, id }, county], agencies: [] });
      expect(jurisdictions.map(({ id: read }) => read)).toEqual(['XX-EXAMPLE']);
      expect(problems).toMatchObject([{ line: 1, kind: 'BAD_ENTRY', what: 'jurisdictions.id' }]);
    },
  );
});
