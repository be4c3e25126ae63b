import { expect, test } from 'vitest';
import {
  type Claim,
  claimsDue,
  newClaim,
  openClaims,
  refuseChannel,
  refuseSetAside,
  refuseWhileClaimed,
  stoppedByClaim,
  withHours,
  withSetAside,
} from '../../../domain/claim/claim.ts';
import { DECISIONS } from '../../../domain/decision/decision.ts';
import type { Actor } from '../../../domain/access/roles.ts';

const NOW = Date.parse('2011-09-16T17:00:00Z');
const HOUR = 3_600_000;
const AT = '2011-09-16T18:00:00Z';

function claim(what: Claim['what'], number = 1): Claim {
  return newClaim(number, { what, channel: 'JAIL', words: null }, { nowMs: NOW, hours: 4 });
}

function person(id: string, role: Actor['role']): Actor {
  return { id, name: id, role, scope: { kind: 'office', office: 'XXNFO' } };
}

function signed(by: Actor) {
  return { by, at: AT, reasons: 'Looked into it.' };
}

const SUPERVISOR = person('pell', 'supervisor');
const ATTORNEY = person('rowe', 'attorney');

test('a claim of citizenship has a time after which it withdraws the request to hold; a victim’s has none', () => {
  expect(claim('CITIZENSHIP').withdrawAtMs).toBe(NOW + 4 * HOUR);
  expect(claim('VICTIM').withdrawAtMs).toBeNull();
});

test('the profile in force may give another time, before the time was up and not after', () => {
  expect(withHours(claim('CITIZENSHIP'), 2).withdrawAtMs).toBe(NOW + 2 * HOUR);
  const up = { ...claim('CITIZENSHIP'), timeUpAt: AT };
  expect(withHours(up, 12)).toEqual(up);
  expect(withHours(claim('VICTIM'), 2).withdrawAtMs).toBeNull();
});

test('an open claim stops what goes against the person and nothing else', () => {
  expect(refuseWhileClaimed([])).toBeUndefined();
  expect(refuseWhileClaimed([claim('VICTIM')])).toMatchObject({ code: 'CLAIM_OPEN' });
  expect(DECISIONS.filter((decision) => !stoppedByClaim(decision))).toEqual(['NO_ACTION', 'REFER_COUNSEL']);
});

test('a supervisor and an attorney set a claim aside, in either order', () => {
  for (const [first, second] of [
    [SUPERVISOR, ATTORNEY],
    [ATTORNEY, SUPERVISOR],
  ] as const) {
    const half = withSetAside(claim('CITIZENSHIP'), signed(first));
    expect(half.status).toBe('OPEN');
    expect(refuseWhileClaimed([half])).toMatchObject({ code: 'CLAIM_OPEN' });
    expect(refuseSetAside(half, second)).toBeUndefined();
    const whole = withSetAside(half, signed(second));
    expect(whole.status).toBe('SET_ASIDE');
    expect(openClaims([whole])).toEqual([]);
    expect(refuseSetAside(whole, first)).toMatchObject({ code: 'CLAIM_NOT_OPEN' });
  }
});

test('one person twice, two of one role, or an unknown claim: refused', () => {
  const half = withSetAside(claim('CITIZENSHIP'), signed(SUPERVISOR));
  expect(refuseSetAside(half, SUPERVISOR)).toMatchObject({ code: 'SAME_PERSON' });
  // The same person in the other role is still one person.
  expect(refuseSetAside(half, { ...ATTORNEY, id: SUPERVISOR.id })).toMatchObject({ code: 'SAME_PERSON' });
  expect(refuseSetAside(half, person('other', 'supervisor'))).toMatchObject({ code: 'SAME_ROLE' });
  expect(refuseSetAside(undefined, SUPERVISOR)).toMatchObject({ code: 'NO_SUCH_CLAIM' });
});

test('two signatures of one role do not set a claim aside, whoever let them in', () => {
  const half = withSetAside(claim('CITIZENSHIP'), signed(SUPERVISOR));
  expect(withSetAside(half, signed(person('other', 'supervisor'))).status).toBe('OPEN');
});

test('the claims whose time is still to come are found in order; those set aside, past or without a time are not', () => {
  const late = { ...claim('CITIZENSHIP', 2), withdrawAtMs: NOW + 6 * HOUR };
  const past = { ...claim('CITIZENSHIP', 3), timeUpAt: AT };
  const gone = { ...claim('CITIZENSHIP', 4), status: 'SET_ASIDE' as const };
  const due = claimsDue([late, claim('VICTIM', 5), past, gone, claim('CITIZENSHIP')]);
  expect(due.map(({ claimId }) => claimId)).toEqual(['claim-1', 'claim-2']);
});

test('a jail speaks as a jail, and nobody else does', () => {
  const jail: Actor = { ...SUPERVISOR, role: 'local_agency' };
  expect(refuseChannel('JAIL', jail)).toBeUndefined();
  expect(refuseChannel('OFFICER', jail)).toMatchObject({ code: 'CHANNEL_NOT_YOURS' });
  expect(refuseChannel('JAIL', ATTORNEY)).toMatchObject({ code: 'CHANNEL_NOT_YOURS' });
  expect(refuseChannel('TELEPHONE', ATTORNEY)).toBeUndefined();
});
