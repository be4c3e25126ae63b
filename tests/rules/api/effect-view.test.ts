import { describe, expect, it } from 'vitest';
import type { Actor } from '../../../domain/access/roles.ts';
import type { ProfileEffect } from '../../../domain/profile/effect.ts';
import { developmentPerson } from '../../../web/api/development-people.ts';
import { effectView } from '../../../web/api/effect-view.ts';

const SHA256 = 'ab'.repeat(32);
const EFFECT: ProfileEffect = {
  assignment: 1,
  profileId: '2012-04',
  jurisdiction: '*',
  quarter: { name: '2030Q1', from: '2030-01-01T00:00:00Z', to: '2030-04-01T00:00:00Z' },
  requests: 2,
  holds: 0,
  effects: [
    {
      effect: 'REQUEST_REFUSED',
      code: 'MINOR_TRAFFIC_UPON_CONVICTION',
      jurisdiction: 'XX-A',
      count: 2,
      casesSha256: SHA256,
      leastMs: null,
      mostMs: null,
    },
  ],
  unknown: [],
  differences: [],
};
const NEAR = { caseId: `booking-${'1'.repeat(40)}`, byMs: null };
const FAR = { caseId: `booking-${'2'.repeat(40)}`, byMs: null };
const place = { cri: 'XX0010100', sib: 'XXSIB0000', jurisdiction: 'XX-A' };
const places = new Map([
  [NEAR.caseId, { ...place, fieldOffice: 'XXNFO' }],
  [FAR.caseId, { ...place, fieldOffice: 'XXFAR' }],
]);

function person(id: string): Actor {
  const found = developmentPerson(id);
  if (found === undefined) throw new Error(`There is no development person ${id}`);
  return found;
}

describe('the view of an effect', () => {
  const shown = { effect: EFFECT, effectSha256: SHA256, cases: { effects: [[NEAR, FAR]], unknown: [], places } };

  it('names the cases in the caller’s reach, with the same counts and the same hash for everyone', () => {
    const [counsel, attorney, governor] = ['counsel', 'attorney', 'governor'].map((id) =>
      effectView(person(id), shown),
    );
    expect([counsel?.cases?.effects, attorney?.cases?.effects, governor?.cases?.effects]).toEqual([
      [[NEAR, FAR]],
      [[NEAR]],
      [[]],
    ]);
    for (const view of [counsel, attorney, governor]) {
      expect(view).toMatchObject({ effect: EFFECT, effectSha256: SHA256, signed: false });
    }
  });

  it('names no case that the records no longer have, and none of one that was signed', () => {
    const gone = { ...shown, cases: { ...shown.cases, places: new Map() } };
    expect(effectView(person('counsel'), gone).cases?.effects).toEqual([[]]);
    expect(effectView(person('counsel'), { ...shown, cases: null })).toMatchObject({ signed: true, cases: null });
  });
});
