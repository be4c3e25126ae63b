import { describe, expect, it } from 'vitest';
import { catalogOf, refuseContradiction, refuseSiteProfile } from '../../../domain/profile/catalog.ts';
import { HISTORICAL_NUMBERS } from '../../../domain/profile/historical-numbers.ts';
import { isUncertain, originSchema, PROFILE_KEYS } from '../../../domain/profile/origin.ts';
import { NOTICE_LANGUAGES, type RuleProfile, ruleProfileSchema } from '../../../domain/profile/profile.ts';
import { PROFILE_2011_06, SHIPPED_PROFILES } from '../../../domain/profile/shipped.ts';

function shipped(id: string) {
  const found = SHIPPED_PROFILES.find(({ profile }) => profile.id === id);
  if (found === undefined) throw new Error(`no shipped profile ${id}`);
  return found;
}

describe('the shipped profiles', () => {
  it('are the seven, each valid and without contradiction, each value with its origin', () => {
    expect(SHIPPED_PROFILES.map(({ profile }) => profile.id)).toEqual([
      ...['2010-08', '2011-06', '2011-12', '2012-04', '2012-12', '2015-06', '2017-04'],
    ]);
    for (const { profile, origins, history } of SHIPPED_PROFILES) {
      expect(ruleProfileSchema.parse(profile)).toEqual(profile);
      expect(refuseContradiction(profile)).toBeUndefined();
      expect(Object.keys(origins).sort()).toEqual([...PROFILE_KEYS].sort());
      for (const origin of [...Object.values(origins), history.origin]) originSchema.parse(origin);
      expect(profile.languages).toEqual(NOTICE_LANGUAGES);
      expect(Object.values(profile.numbers)).toEqual([null, null, null]);
    }
  });

  it('follow each other without a gap in history', () => {
    for (const [index, { history }] of SHIPPED_PROFILES.entries())
      expect(history.to).toBe(SHIPPED_PROFILES[index + 1]?.history.from ?? null);
  });

  it.each([
    ['2010-08', 'STATUTORY', false, false, 'NO_POLICY', false],
    ['2011-06', 'STATUTORY', false, false, 'NO_POLICY', true],
    ['2011-12', 'STATUTORY', false, false, 'NO_POLICY', true],
    ['2012-04', 'STATUTORY', false, false, 'UPON_CONVICTION', true],
    ['2012-12', 'STATUTORY', false, false, 'UPON_CONVICTION', true],
    ['2015-06', 'NONE', true, false, 'UPON_CONVICTION', false],
    ['2017-04', 'NONE', true, true, 'NO_POLICY', false],
  ] as const)('%s: excluded days %s, service a condition %s, warrant %s, minor traffic %s', (id, ...expected) => {
    const { profile } = shipped(id);
    expect([
      profile.exclusionRule,
      profile.serviceIsConditionOfEffect,
      profile.administrativeWarrantRequired,
      profile.minorTraffic,
      profile.uponConvictionOffered,
    ]).toEqual(expected);
  });

  it('have an investigation as a ground only until December 2012', () => {
    const having = SHIPPED_PROFILES.filter(({ profile }) => profile.bases.includes('INVESTIGATION_INITIATED'));
    expect(having.map(({ profile }) => profile.id)).toEqual(['2010-08', '2011-06', '2011-12', '2012-04']);
  });

  it('say which values are uncertain', () => {
    expect(isUncertain(shipped('2015-06').origins.minorTraffic)).toBe(true);
    expect(isUncertain(shipped('2011-06').origins.uponConvictionOffered)).toBe(true);
    expect(isUncertain(shipped('2017-04').origins.exclusionRule)).toBe(false);
    for (const { origins } of SHIPPED_PROFILES) expect(isUncertain(origins.citizenshipClaimHours)).toBe(true);
  });

  it('hold no number of the time: those are reference data', () => {
    const text = JSON.stringify(SHIPPED_PROFILES);
    for (const { number } of HISTORICAL_NUMBERS) expect(text).not.toContain(number);
  });
});

describe('a site’s own profile', () => {
  const origin = { origin: 'found: a fictional statute', certainty: 'found' } as const;
  const own = (more: Partial<RuleProfile> = {}, origins = {}) => ({
    profile: { ...PROFILE_2011_06, id: 'xx-1', ...more },
    basedOn: '2011-06',
    origins,
  });
  const refused = (...given: Parameters<typeof own>) => refuseSiteProfile(own(...given), catalogOf([]))?.code;

  it('is taken under a new id with the origin of what differs, and inherits the others', () => {
    expect(refused()).toBeUndefined();
    expect(refused({ holdAllowed: false }, { holdAllowed: origin })).toBeUndefined();
    const known = catalogOf([own({ holdAllowed: false }, { holdAllowed: origin })]).at(-1);
    expect(known?.origins.holdAllowed).toEqual(origin);
    expect(known?.origins.languages).toEqual(shipped('2011-06').origins.languages);
  });

  it.each([
    ['a known id', { id: '2011-06' }, {}, 'PROFILE_EXISTS'],
    ['a value without origin', { holdAllowed: false }, {}, 'ORIGIN_MISSING'],
    [
      'numbers of its own',
      {
        numbers: {
          ...PROFILE_2011_06.numbers,
          dayAndNight: {
            ...{ number: '(800) 555-0102', answeredBy: 'Fictional', enforcement: true, hours: '24 hours' },
            ...{ verifiedBy: 'Vera', verifiedOn: '2030-01-01' },
          },
        },
      },
      { numbers: origin },
      'NUMBERS_IN_PROFILE',
    ],
    ['a box named twice', { bases: ['NTA_SERVED', 'NTA_SERVED'] }, { bases: origin }, 'NAMED_TWICE'],
    [
      'a conviction without its box',
      { uponConvictionOffered: false },
      { uponConvictionOffered: origin },
      'FORM_CONTRADICTS',
    ],
    [
      'a hold without its box',
      { requests: ['OPERATIVE_ONLY_UPON_CONVICTION'] },
      { requests: origin },
      'FORM_CONTRADICTS',
    ],
  ] as const)('with %s is refused', (_, more, origins, code) => {
    expect(refused(more as Partial<RuleProfile>, origins)).toBe(code);
  });

  it('based on an unknown one is refused', () => {
    expect(refuseSiteProfile({ ...own(), basedOn: '1999-01' }, catalogOf([]))?.code).toBe('UNKNOWN_PROFILE');
  });
});
