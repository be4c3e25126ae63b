import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEVELOPMENT_PEOPLE } from '../../../web/api/development-people.ts';
import { aJurisdiction, putJurisdiction } from '../../support/places.ts';
import { codeIn, testApi, type TestApi } from './fixture.ts';

/** Agencies, bureaus, governments, 287(g) officers and programs: the plan as a whole is not theirs. */
const OUTSIDE = ['local_agency', 'sib', 'government_official', 'officer_287g', 'service'];

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
  const harris = { name: 'Harris', fips: '48201', activeFrom: '2011-01-01T00:00:00Z' };
  await putJurisdiction(api.records, aJurisdiction('TX-HARRIS', harris));
  await putJurisdiction(api.records, aJurisdiction('CA-LOS-ANGELES', { name: 'Los Angeles', fips: '06037' }));
});
afterAll(async () => {
  await api.stop();
});

const picture = async (path: string): Promise<string> => {
  const response = await api.get(path, 'administrator');
  expect([path, response.status]).toEqual([path, 200]);
  expect(response.headers.get('content-type')).toContain('image/svg+xml');
  return response.text();
};

describe('pictures of the plan', () => {
  it('show the register at an instant: active from its instant on, and not before', async () => {
    expect(await picture('/v1/plan/map.svg')).toContain('<title>Harris, Texas: active</title>');
    expect(await picture('/v1/plan/map.svg?at=2011-01-01T00:00:00Z')).toContain('<title>Harris, Texas: active</title>');
    const before = await picture('/v1/plan/map.svg?at=2010-12-31T23:59:59Z');
    expect(before).not.toContain('Harris, Texas: active');
    expect(before).toContain('<title>Los Angeles, California: in no plan</title>');
  });

  it('show several instants in one picture', async () => {
    const svg = await picture('/v1/plan/map.svg?from=2010-01-01T00:00:00Z&to=2012-01-01T00:00:00Z&steps=3');
    expect(svg.match(/jurisdictions|active\.<\/title>/g)?.length).toBeGreaterThanOrEqual(3);
    expect(svg).toContain('2011-01-01 00:00 UTC');
  });

  it('show the plan against what was done, with the end that was set', async () => {
    await api.post('/v1/plan/end', 'administrator', { endsAt: '2199-12-31T00:00:00Z', reasons: 'A fictional end.' });
    const svg = await picture('/v1/plan/timeline.svg');
    expect(svg).toContain('end date 2199-12-31');
    expect(svg).toContain('2 of 3 active');
  });

  it.each([
    '?at=yesterday',
    '?at=2011-01-01T00:00:00Z&from=2010-01-01T00:00:00Z',
    '?steps=3',
    '?from=2012-01-01T00:00:00Z&to=2011-01-01T00:00:00Z',
    '?from=2010-01-01T00:00:00Z&to=2012-01-01T00:00:00Z&steps=25',
  ])('are refused for %s', async (query) => {
    expect((await api.get(`/v1/plan/map.svg${query}`, 'administrator')).status).toBe(400);
  });

  it('are for those who see the plan', async () => {
    for (const { id, role } of DEVELOPMENT_PEOPLE) {
      for (const path of ['/v1/plan/map.svg', '/v1/plan/timeline.svg']) {
        const response = await api.get(path, id);
        if (!OUTSIDE.includes(role)) expect([id, response.status]).toEqual([id, 200]);
        else expect([id, await codeIn(response)]).toEqual([id, 'ROLE_MAY_NOT']);
      }
    }
  });
});
