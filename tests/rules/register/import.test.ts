import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../../domain/access/roles.ts';
import { sharingOf } from '../../../domain/agency/agency.ts';
import type { ImportReport } from '../../../domain/agency/import.ts';
import { sha256Hex } from '../../../domain/canonical.ts';
import { CodedError } from '../../../domain/errors.ts';
import { PROGRAMME } from '../../../domain/ids.ts';
import { isoInstant } from '../../../domain/text.ts';
import { readRegister } from '../../../exchange/register/index.ts';
import { openRecords, type Records } from '../../../records/index.ts';
import { type FreshDatabase, freshDatabase } from '../../support/database.ts';
import { aJurisdiction, anAgency, putJurisdiction } from '../../support/places.ts';

const BY: Actor = { id: 'administrator', name: 'Morgan Sayre', role: 'administrator', scope: { kind: 'national' } };
const HEAD = 'ori,name,type,counties,state,latitude,longitude';
const HARRIS = 'XX0010100,Harris Fictional Police,City,HARRIS,TX,29.8,-95.4';
const TRAVIS = 'XX0020100,Travis Fictional Police,City,TRAVIS,TX,30.3,-97.7';
const NOWHERE = 'XX0030100,Nowhere Fictional Police,City,,OH,,';

let database: FreshDatabase;
let records: Records;
/** Wall clock of the imports, one second later at each. */
let clock = Date.parse('2030-01-01T00:00:00.000Z');

beforeAll(async () => {
  database = await freshDatabase();
  records = await openRecords({ databaseUrl: database.url });
});
afterAll(async () => {
  await records.close();
  await database.drop();
});

interface Options {
  readonly retireMissing?: boolean;
  readonly dryRun?: boolean;
}

async function load(lines: readonly string[] | string, { retireMissing = false, dryRun = false }: Options = {}) {
  const text = typeof lines === 'string' ? lines : [HEAD, ...lines, ''].join('\n');
  clock += 1000;
  const options = { file: 'agencies.csv', sha256: sha256Hex(text), retireMissing, dryRun };
  return await records.registerImports.load(readRegister(Buffer.from(text)), options, BY, () => clock);
}

async function now(ori: string) {
  return await records.register.routing(ori, isoInstant(clock));
}

function countsOf({ added, moved, corrected, unchanged, missing, retired }: ImportReport) {
  return { added, moved, corrected, unchanged, missing, retired };
}

const NONE = { added: 0, moved: 0, corrected: 0, unchanged: 0, missing: 0, retired: 0 };

describe('an import', () => {
  it('loads the good lines, leaves out the bad ones, and again changes nothing', async () => {
    const dry = await load([HARRIS, 'no agency', NOWHERE], { dryRun: true });
    expect(await records.register.agencies(isoInstant(clock))).toEqual([]);
    expect(await records.registerImports.reports(1)).toEqual([]);
    const report = await load([HARRIS, 'no agency', NOWHERE]);
    expect({ ...report, at: '', dryRun: true }).toEqual({ ...dry, at: '' });
    expect(report).toMatchObject({ lines: 3, read: 2, leftOut: 1, jurisdictionsAdded: 1, withoutJurisdiction: 1 });
    expect(countsOf(report)).toEqual({ ...NONE, added: 2 });
    expect(report.kinds).toEqual({ BAD_LINE: 1, NO_COUNTY: 1, NO_POSITION: 1 });
    expect(await now('XX0010100')).toMatchObject({
      agency: { zone: 'America/Chicago', validFrom: null, validTo: null, sib: null, fieldOffice: 'HOU' },
      jurisdictions: [{ id: 'TX-HARRIS', fips: '48201', activeFrom: null }],
    });
    const before = await database.query('select * from agencies order by ori');
    expect(countsOf(await load([HARRIS, 'no agency', NOWHERE]))).toEqual({ ...NONE, unchanged: 2 });
    expect(await database.query('select * from agencies order by ori')).toEqual(before);
    expect((await records.registerImports.reports(5)).map(({ added }) => added)).toEqual([0, 2]);
    expect(await records.cases.verify(PROGRAMME)).toMatchObject({ ok: true });
    expect((await records.cases.events(PROGRAMME)).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['REGISTER_IMPORTED', 'REGISTER_IMPORTED']),
    );
  });

  it('gives an agency its other county from its own instant on, and leaves what was before (A4)', async () => {
    await load([HARRIS]);
    const before = isoInstant(clock);
    const report = await load([HARRIS.replace('HARRIS', 'TRAVIS').replace('29.8,-95.4', '30.3,-97.7')]);
    expect(report).toMatchObject({ moved: 1, corrected: 0 });
    const ids = async (at: string) =>
      (await records.register.routing('XX0010100', at)).jurisdictions.map(({ id }) => id);
    expect(await ids(before)).toEqual(['TX-HARRIS']);
    expect(await ids(isoInstant(clock - 1))).toEqual(['TX-HARRIS']);
    expect(await ids(isoInstant(clock))).toEqual(['TX-TRAVIS']);
    const { agency } = await now('XX0010100');
    expect(agency).toMatchObject({ validFrom: isoInstant(clock), validTo: null });
  });

  it('corrects a name or a place where it stands, and never makes known unknown', async () => {
    await load([TRAVIS]);
    const { validFrom } = (await now('XX0020100')).agency ?? {};
    expect(await load([TRAVIS.replace('Travis Fictional', 'Renamed')])).toMatchObject({ corrected: 1, moved: 0 });
    expect((await now('XX0020100')).agency).toMatchObject({ name: 'Renamed Police', validFrom });
    const kept = await load(['XX0020100,Renamed Police,City,,TX,,']);
    expect(kept).toMatchObject({ moved: 0, unchanged: 1 });
    expect(kept.problems).toContainEqual({ line: 2, ori: 'XX0020100', kind: 'KEPT', what: 'TX-TRAVIS' });
    expect(await now('XX0020100')).toMatchObject({
      agency: { zone: 'America/Chicago' },
      jurisdictions: [{ id: 'TX-TRAVIS' }],
    });
  });

  it('ends what is no longer in the file only if asked, only of the file’s states, and not where a line may be it', async () => {
    const [gone, other] = ['XX0050100', 'OH9990100'];
    await load([TRAVIS, TRAVIS.replace('XX0020100', gone), `${other},Ohio Fictional Police,City,ADAMS,OH,,`]);
    expect((await load([TRAVIS])).missing).toBeGreaterThan(0);
    expect((await now(gone)).agency).not.toBeNull();
    const doubtful = await load([TRAVIS, 'unreadable'], { retireMissing: true });
    expect(doubtful).toMatchObject({ retired: 0 });
    expect(doubtful.problems).toContainEqual({ line: null, ori: gone, kind: 'NOT_RETIRED', what: '' });
    // A line that begins with its ORI is that agency's, however broken.
    const broken = await load([TRAVIS, `${gone},"open`], { retireMissing: true });
    expect((await now(gone)).agency).not.toBeNull();
    expect(broken.kinds).toMatchObject({ BAD_LINE: 1 });
    const before = isoInstant(clock);
    await load([TRAVIS], { retireMissing: true });
    expect((await now(gone)).agency).toBeNull();
    expect((await records.register.routing(gone, before)).agency).not.toBeNull();
    expect((await now(other)).agency).not.toBeNull();
    // It comes back from the instant of the import on that names it again.
    expect(await load([TRAVIS, TRAVIS.replace('XX0020100', gone)])).toMatchObject({ added: 1 });
    expect((await now(gone)).agency?.validFrom).toBe(isoInstant(clock));
  });

  it('is outranked by what a person assigned, and by what a site stated', async () => {
    const ori = 'XX0060100';
    await load([TRAVIS]);
    await records.register.putAgency(anAgency(ori, ['TX-TRAVIS'], { zone: 'America/Denver', fieldOffice: 'XXNFO' }));
    await records.register.assign(ori, 'TX-TRAVIS', isoInstant(clock));
    const report = await load([HARRIS.replace('XX0010100', ori)]);
    expect(report.problems).toContainEqual({ line: 2, ori, kind: 'ASSIGNED', what: 'TX-TRAVIS' });
    expect(await now(ori)).toMatchObject({
      agency: { zone: 'America/Denver', fieldOffice: 'XXNFO', sib: 'XXSIB0000' },
      jurisdictions: [{ id: 'TX-TRAVIS' }],
      assigned: true,
    });
  });

  it('never activates, and never moves an activation (D2)', async () => {
    const activeFrom = '2031-01-01T00:00:00.000Z';
    await load(['XX0070100,Bexar Fictional Police,City,BEXAR,TX,29.4,-98.5']);
    expect((await records.register.jurisdiction('TX-BEXAR'))?.activeFrom).toBeNull();
    await putJurisdiction(records, aJurisdiction('TX-BEXAR', { state: 'TX', activeFrom }));
    await load(['XX0070100,Bexar Fictional Police,City,BEXAR,TX,29.4,-98.5']);
    expect(await records.register.jurisdiction('TX-BEXAR')).toMatchObject({ activeFrom, name: 'Bexar County' });
    const site = {
      jurisdictions: [aJurisdiction('TX-BEXAR', { state: 'TX', activeFrom: '2009-01-01T00:00:00Z' })],
      agencies: [],
    };
    expect((await load(JSON.stringify(site))).kinds).toEqual({ ACTIVATION_NOT_TAKEN: 1 });
    expect((await records.register.jurisdiction('TX-BEXAR'))?.activeFrom).toBe(activeFrom);
  });

  it('leaves nothing behind where it fails', async () => {
    const before = await database.query('select * from agencies order by ori, from_ms');
    const reading = readRegister(Buffer.from([HEAD, 'XX0080100,Fictional Police,City,BEXAR,TX,,', ''].join('\n')));
    const [agency] = reading.agencies;
    const broken = { ...reading, agencies: [agency!, { ...agency!, ori: 'XX0080200', name: '\u0000' }] };
    const options = { file: 'x', sha256: '', retireMissing: false, dryRun: false };
    await expect(records.registerImports.load(broken, options, BY, () => clock)).rejects.toThrow(CodedError);
    expect(await database.query('select * from agencies order by ori, from_ms')).toEqual(before);
  });
});

describe('the register as a list', () => {
  it('goes page by page, by state, and finds what has no jurisdiction', async () => {
    const at = isoInstant(clock);
    const all = await records.registerImports.agencies({ limit: 1000 }, at);
    const [first, second] = await records.registerImports.agencies({ limit: 2 }, at);
    expect(await records.registerImports.agencies({ limit: 1, after: first?.ori ?? '' }, at)).toEqual([second]);
    const unassigned = await records.registerImports.agencies({ unassigned: true, limit: 10 }, at);
    expect(unassigned.map(({ ori }) => ori)).toEqual(
      all
        .filter(({ jurisdictions, assigned }) => jurisdictions.length === 0 && assigned === null)
        .map(({ ori }) => ori),
    );
    expect((await records.registerImports.agencies({ state: 'OH', limit: 10 }, at)).map(({ ori }) => ori)).toEqual([
      'OH9990100',
    ]);
    const counties = await records.registerImports.jurisdictions({ state: 'TX', limit: 10 }, at);
    expect(counties.find(({ id }) => id === 'TX-BEXAR')).toMatchObject({ agencies: 1 });
    expect(await records.registerImports.jurisdictions({ state: 'OH', limit: 10 }, at)).toMatchObject([
      { id: 'OH-ADAMS', fips: '39001', officeBy: 'TABLE', agencies: 1 },
    ]);
  });
});

describe('what becomes of a submission', () => {
  const at = '2011-01-01T00:00:00Z';
  const on = aJurisdiction('on', { activeFrom: at });
  const later = aJurisdiction('later', { activeFrom: '2011-01-01T00:00:01Z' });
  const off = aJurisdiction('off');
  it.each([
    ['one, active from that very instant', [on], 'SHARED'],
    ['one, active a second later', [later], 'NOT_SHARED'],
    ['one that is not active', [off], 'NOT_SHARED'],
    ['two, both active', [on, { ...on, id: 'too' }], 'SHARED'],
    ['two, one active a second later', [on, later], 'ASSIGN'],
    ['two, one not active', [off, on], 'ASSIGN'],
    ['two, neither active', [off, later], 'NOT_SHARED'],
    ['none', [], 'ASSIGN'],
  ] as const)('of an agency of %s: %s', (_which, jurisdictions, sharing) => {
    expect(sharingOf({ agency: null, jurisdictions, assigned: false }, at)).toBe(sharing);
  });
});
