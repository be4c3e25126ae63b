/**
 * The FBI's list of participating agencies, which is not part of this repository: `agencies.csv` in the directory TEST_DATA_DIR. Where it is not
 * there, nothing is tested.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import tzLookup from '@photostructure/tz-lookup';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { namedCounties } from '../../domain/agency/offices.ts';
import { STATES } from '../../domain/agency/states.ts';
import { sha256Hex } from '../../domain/canonical.ts';
import { readAtlas } from '../../exchange/register/atlas.ts';
import { readRegister } from '../../exchange/register/index.ts';
import { readLines } from '../../exchange/register/lines.ts';
import { openRecords, type Records } from '../../records/index.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';

const file = join(process.env['TEST_DATA_DIR'] ?? '', 'agencies.csv');
const AGENCIES = 18_702;

/** The zones that keep the time of each letter of the fixture, as of 2008 and later. */
const ZONES: Readonly<Record<string, readonly string[]>> = {
  A: ['Anchorage', 'Juneau', 'Sitka', 'Nome', 'Yakutat', 'Metlakatla'],
  h: ['Adak'],
  P: ['Los_Angeles'],
  m: ['Phoenix'],
  M: ['Denver', 'Boise'],
  C: [
    'Chicago',
    'Menominee',
    'Indiana/Knox',
    'Indiana/Tell_City',
    'North_Dakota/Beulah',
    'North_Dakota/Center',
    'North_Dakota/New_Salem',
  ],
  E: [
    'New_York',
    'Detroit',
    'Kentucky/Louisville',
    'Kentucky/Monticello',
    'Indiana/Indianapolis',
    'Indiana/Marengo',
    'Indiana/Petersburg',
    'Indiana/Vevay',
    'Indiana/Vincennes',
    'Indiana/Winamac',
  ],
};

/**
 * Where the Weather Service's file is not followed. Arizona keeps standard time all year but for the Navajo Nation, which none of these counties
 * holds (15 USC 260a, Arizona's exemption). Dubois and Pulaski went to Central time in 2006 and back to Eastern in 2007 (49 CFR 71.5).
 */
const OTHERWISE: Readonly<Record<string, string>> = {
  '04012': 'm',
  '04013': 'm',
  '04027': 'm',
  '18037': 'E',
  '18131': 'E',
};

describe.runIf(existsSync(file))('the list of participating agencies', () => {
  let database: FreshDatabase;
  let records: Records;
  beforeAll(async () => {
    database = await freshDatabase();
    records = await openRecords({ databaseUrl: database.url });
  });
  afterAll(async () => {
    await records.close();
    await database.drop();
  });

  it('is imported whole: none lost, none left out, again without a change', async () => {
    const bytes = readFileSync(file);
    const by = {
      id: 'administrator',
      name: 'Morgan Sayre',
      role: 'administrator' as const,
      scope: { kind: 'national' as const },
    };
    const options = { file: 'agencies.csv', sha256: sha256Hex(bytes), retireMissing: false, dryRun: false };
    const before = process.memoryUsage.rss();
    const started = performance.now();
    const reading = readRegister(bytes);
    const read = performance.now();
    const report = await records.registerImports.load(reading, options, by, Date.now);
    const loaded = performance.now();
    const rss = process.memoryUsage.rss();
    const again = await records.registerImports.load(readRegister(bytes), options, by, Date.now);
    const { problems, ...counts } = report;
    console.log(
      `read ${Math.round(read - started)} ms, loaded ${Math.round(loaded - read)} ms, again ${Math.round(performance.now() - loaded)} ms; ` +
        `memory ${Math.round(before / 1e6)} MB before, ${Math.round(rss / 1e6)} MB after the import`,
      counts,
    );
    expect(report).toMatchObject({ lines: AGENCIES, read: AGENCIES, leftOut: 0, added: AGENCIES, retired: 0 });
    expect(problems).toHaveLength(Object.values(report.kinds).reduce((sum, count) => sum + count, 0));
    expect(again).toMatchObject({ added: 0, moved: 0, corrected: 0, unchanged: AGENCIES, missing: 0 });
    const listed = await records.register.agencies(new Date().toISOString());
    const oris = readFileSync(file, 'utf8')
      .split('\n')
      .slice(1)
      .flatMap((line) => line.split(',')[0] || []);
    expect(listed.map(({ ori }) => ori).toSorted()).toEqual(oris.toSorted());
    expect(listed.filter(({ zone }) => zone === null).length).toBeLessThan(100);
    expect((await records.register.jurisdictions()).filter(({ activeFrom }) => activeFrom !== null)).toEqual([]);
  });

  it('names only counties that the atlas knows, and so does the table of offices', () => {
    const { problems, jurisdictions } = readRegister(readFileSync(file));
    expect(problems.filter(({ kind }) => kind === 'UNKNOWN_COUNTY')).toEqual([]);
    const fips = jurisdictions.flatMap((jurisdiction) => jurisdiction.fips ?? []);
    expect(new Set(fips).size).toBe(fips.length);
    const atlas = readAtlas();
    expect(namedCounties().filter(([state, county]) => atlas.find(state, county)?.name !== county)).toEqual([]);
  });

  it('has the zones that the Weather Service gives 200 counties of the states that are split', () => {
    const { agencies, jurisdictions } = readRegister(readFileSync(file));
    const zonesOf = new Map<string, Set<string>>();
    const fips = new Map(jurisdictions.map((jurisdiction) => [jurisdiction.id, jurisdiction.fips]));
    for (const agency of agencies) {
      for (const id of agency.jurisdictions.length === 1 ? agency.jurisdictions : []) {
        const county = fips.get(id);
        if (county && agency.zone) zonesOf.set(county, (zonesOf.get(county) ?? new Set()).add(agency.zone));
      }
    }
    const rows = readFileSync(join(import.meta.dirname, 'county-times.csv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1);
    expect(rows).toHaveLength(200);
    const split = Object.entries(STATES).flatMap(([state, { zones }]) => (zones.length > 1 ? [state] : []));
    expect(new Set(rows.map((row) => row.split(',')[1]))).toEqual(new Set(split));
    const wrong = rows.flatMap((row) => {
      const [county = '', state, name, times = ''] = row.split(',');
      const right = (OTHERWISE[county] ?? times).split('').flatMap((letter) => ZONES[letter] ?? []);
      const ours = [...(zonesOf.get(county) ?? [])];
      const all = ours.length > 0 && ours.every((zone) => right.includes(zone.replace('America/', '')));
      return all ? [] : [`${name}, ${state}: ${times}, not ${ours.join(' and ')}`];
    });
    expect(wrong).toEqual([]);
  });

  it('has, by position, the zones of a second look-up, but along the borders where that one is coarse', () => {
    const { agencies } = readRegister(readFileSync(file));
    const positions = new Map(
      readLines(readFileSync(file, 'utf8')).agencies.map(({ ori, position }) => [ori, position]),
    );
    const offsets = (zone: string): string =>
      ['2011-01-15T12:00Z', '2011-07-15T12:00Z']
        .map(
          (at) =>
            new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
              .formatToParts(new Date(at))
              .find(({ type }) => type === 'timeZoneName')?.value,
        )
        .join();
    const known = new Map<string, string>();
    const timeOf = (zone: string): string => {
      const time = known.get(zone) ?? offsets(zone);
      known.set(zone, time);
      return time;
    };
    const placed = agencies.filter(({ zoneBy }) => zoneBy === 'POSITION');
    const differing = placed.filter(({ ori, zone }) => {
      const position = positions.get(ori);
      return position && zone !== null && timeOf(tzLookup(position.latitude, position.longitude)) !== timeOf(zone);
    });
    console.log(`${differing.length} of ${placed.length} agencies have another time by the coarse look-up`);
    expect(differing.length / placed.length).toBeLessThan(0.01);
  });
});

it('needs the list of agencies only where it is given', () => {
  expect(existsSync(join(import.meta.dirname, 'county-times.csv'))).toBe(true);
});
