import { describe, expect, it } from 'vitest';
import type { HoldRequest } from '../../../domain/decision/hold-request.ts';
import { refuseForm, refuseUnderProfile } from '../../../domain/decision/policy.ts';
import type { RuleProfile, VerifiedNumber } from '../../../domain/profile/profile.ts';
import { SHIPPED_PROFILES } from '../../../domain/profile/shipped.ts';

const NUMBER: VerifiedNumber = {
  number: '(800) 555-0101',
  answeredBy: 'Fictional office',
  enforcement: false,
  hours: '24 hours, every day',
  verifiedBy: 'Vera Fied',
  verifiedOn: '2011-09-01',
};
const NUMBERS = { civilRights: NUMBER, dayAndNight: NUMBER, citizenOrVictim: NUMBER };

function profile(id: string, more: Partial<RuleProfile> = {}): RuleProfile {
  const shipped = SHIPPED_PROFILES.find((candidate) => candidate.profile.id === id);
  if (shipped === undefined) throw new Error(`no shipped profile ${id}`);
  return { ...shipped.profile, numbers: NUMBERS, ...more };
}

function request(more: Partial<HoldRequest> = {}): HoldRequest {
  return {
    bases: ['NTA_SERVED'],
    basisDetails: {},
    purpose: 'INTERVIEW',
    warrant: 'NONE',
    minorTrafficOnly: { answer: false, words: 'Arrested for burglary.' },
    ...more,
  };
}

const MINOR = request({ minorTrafficOnly: { answer: true, words: 'Driving without a licence, nothing else.' } });

describe('What the profile in force lets an officer ask for', () => {
  it('asks for nothing more in 2011', () => {
    expect(refuseUnderProfile(profile('2011-06'), 'DETAINER', request())).toBeUndefined();
    expect(refuseUnderProfile(profile('2011-06'), 'DETAINER_UPON_CONVICTION', request())).toBeUndefined();
    expect(refuseUnderProfile(profile('2011-06'), 'DETAINER', MINOR)).toBeUndefined();
  });

  it.each(['2012-04', '2012-12'])(
    'lets minor traffic offenses lead at most to a detainer upon conviction in %s',
    (id) => {
      expect(refuseUnderProfile(profile(id), 'DETAINER', MINOR)).toMatchObject({
        field: 'request.minorTrafficOnly',
        code: 'MINOR_TRAFFIC_UPON_CONVICTION',
        reason: expect.stringContaining('upon conviction') as string,
      });
      expect(refuseUnderProfile(profile(id), 'DETAINER_UPON_CONVICTION', MINOR)).toBeUndefined();
      expect(refuseUnderProfile(profile(id), 'DETAINER', request())).toBeUndefined();
    },
  );

  it('lets minor traffic offenses lead to no hold where the form is not offered upon conviction', () => {
    const minor = { ...MINOR, bases: ['FINAL_ORDER'] as HoldRequest['bases'] };
    const form = profile('2015-06');
    expect(refuseUnderProfile(form, 'DETAINER', minor)?.code).toBe('MINOR_TRAFFIC_UPON_CONVICTION');
    expect(refuseUnderProfile(form, 'DETAINER', minor)?.reason).toContain('no request to hold');
    expect(refuseUnderProfile(form, 'DETAINER_UPON_CONVICTION', minor)?.code).toBe('UPON_CONVICTION_NOT_OFFERED');
  });

  it('takes only boxes that the form has, and words for OTHER', () => {
    const bases: HoldRequest['bases'] = ['NTA_SERVED', 'INVESTIGATION_INITIATED'];
    expect(refuseUnderProfile(profile('2012-12'), 'DETAINER', request({ bases }))).toMatchObject({
      code: 'BASIS_NOT_ON_FORM',
      reason: expect.stringContaining('no box INVESTIGATION_INITIATED') as string,
    });
    const other = request({ bases: ['OTHER'] });
    expect(refuseForm(profile('2012-12'), other)?.code).toBe('BASIS_UNEXPLAINED');
    expect(refuseForm(profile('2012-12'), { ...other, basisDetails: { OTHER: 'A case of 2009' } })).toBeUndefined();
  });

  it('asks for the warrant that the profile asks for', () => {
    const form = profile('2017-04');
    const bases: HoldRequest['bases'] = ['FINAL_ORDER'];
    expect(refuseUnderProfile(form, 'DETAINER', request({ bases }))?.code).toBe('WARRANT_REQUIRED');
    for (const warrant of ['I-200', 'I-205', 'JUDICIAL'] as const)
      expect(refuseUnderProfile(form, 'DETAINER', request({ bases, warrant }))).toBeUndefined();
    const judicial = { ...form, judicialWarrantRequired: true };
    expect(refuseForm(judicial, request({ bases, warrant: 'I-205' }))?.code).toBe('JUDICIAL_WARRANT_REQUIRED');
    expect(refuseForm(judicial, request({ bases, warrant: 'JUDICIAL' }))).toBeUndefined();
  });

  it('asks for no hold where the law allows none', () => {
    expect(refuseUnderProfile(profile('2011-06', { holdAllowed: false }), 'DETAINER', request())?.code).toBe(
      'HOLD_NOT_ALLOWED',
    );
  });

  it.each(['civilRights', 'dayAndNight', 'citizenOrVictim'] as const)(
    'issues no form without a verified number: %s',
    (line) => {
      const form = profile('2011-06', { numbers: { ...NUMBERS, [line]: null } });
      expect(refuseUnderProfile(form, 'DETAINER', request())?.code).toBe('NUMBERS_UNVERIFIED');
    },
  );
});
