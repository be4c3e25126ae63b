import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../../domain/access/roles.ts';
import {
  actedIn,
  type Authority,
  type AwaitedReview,
  holdsAt,
  nextLookMs,
  refuseDisplacing,
  refuseOwnArrest,
  refuseStatement,
  reviewBy,
} from '../../../domain/agreement/delegation.ts';
import { reviewsNeeded } from '../../../domain/decision/decision.ts';

const DEPUTY: Actor = {
  id: 'deputy',
  name: 'Sawyer Lind',
  role: 'officer_287g',
  scope: { kind: 'jurisdiction', jurisdiction: 'XX-EXAMPLE' },
};
const OFFICER: Actor = {
  id: 'officer',
  name: 'Harper Quill',
  role: 'field_officer',
  scope: { kind: 'office', office: 'XXNFO' },
};
const UNDER: Authority = {
  agreementId: 7,
  designationId: 1,
  jurisdiction: 'XX-EXAMPLE',
  supervisor: { id: 'supervisor', name: 'Jordan Pell' },
  until: null,
};
const STATED = { agreementId: 7, neitherArrestedNorBooked: 'I took no part.' };

describe('the statement of a designated officer', () => {
  it('is required of one, and of nobody else', () => {
    expect(refuseStatement(STATED, DEPUTY)).toBeUndefined();
    expect(refuseStatement(null, OFFICER)).toBeUndefined();
    expect(refuseStatement(null, DEPUTY)?.code).toBe('DELEGATION_UNRECORDED');
    expect(refuseStatement(STATED, OFFICER)?.code).toBe('NOT_DELEGATED');
  });

  it('does not help who is known to have booked the person', () => {
    expect(refuseOwnArrest('deputy', ['jail-one', 'deputy'])?.code).toBe('OWN_ARREST');
    expect(refuseOwnArrest('deputy', ['jail-one'])).toBeUndefined();
    expect(refuseOwnArrest('deputy', [])).toBeUndefined();
  });
});

describe('the reviews that a decision waits for', () => {
  it('are the supervisor’s for every delegated one against the person, and never fewer than for a federal officer’s', () => {
    const facts = fc.record({
      against: fc.boolean(),
      flagged: fc.boolean(),
      minor: fc.boolean(),
      harsherThanBefore: fc.boolean(),
    });
    fc.assert(
      fc.property(facts, (given) => {
        const federal = reviewsNeeded({ ...given, delegated: false });
        const delegated = reviewsNeeded({ ...given, delegated: true });
        expect(delegated).toEqual(given.against ? ['SUPERVISION', ...federal] : []);
        expect(federal).not.toContain('SUPERVISION');
      }),
    );
  });

  it('are each another person’s: nobody serves two of them, and never the officer who decided', () => {
    const all: readonly AwaitedReview[] = ['SUPERVISION', 'SECOND_OFFICER'];
    const people = ['deputy', 'supervisor', 'supervisor-two', 'supervisor-three'];
    fc.assert(
      fc.property(fc.subarray([...all], { minLength: 1 }), fc.constantFrom(...people), (awaits, id) => {
        const taken = { by: DEPUTY, under: UNDER };
        const served = reviewBy({ taken, awaits }, { id });
        if (typeof served === 'object') return;
        expect(id).not.toBe('deputy');
        expect(awaits).toContain(served);
        expect(served === 'SUPERVISION').toBe(id === 'supervisor');
        const left = awaits.filter((awaited) => awaited !== served);
        expect(typeof reviewBy({ taken, awaits: left }, { id })).toBe('object');
      }),
    );
  });

  it('of a federal officer’s decision are any other supervisor’s', () => {
    const awaits: readonly AwaitedReview[] = ['SECOND_OFFICER'];
    expect(reviewBy({ taken: { by: OFFICER }, awaits }, { id: 'supervisor' })).toBe('SECOND_OFFICER');
    expect(reviewBy({ taken: { by: OFFICER }, awaits }, { id: 'officer' })).toMatchObject({ code: 'SAME_OFFICER' });
  });
});

describe('where and before what a designated officer acts', () => {
  const place = { cri: 'XX0010100', jurisdiction: 'XX-EXAMPLE' };

  it('is the jurisdiction of the case, while the jail that holds the person lies there, too', () => {
    expect(actedIn(place, null)).toBe('XX-EXAMPLE');
    expect(actedIn(place, { ori: 'XX0010200', jurisdiction: 'XX-EXAMPLE' })).toBe('XX-EXAMPLE');
    expect(actedIn(place, { ori: 'XX0020100', jurisdiction: 'XX-OTHER' })).toBeNull();
    expect(actedIn(place, { ori: 'XX0020100', jurisdiction: null })).toBeNull();
    // The booking jail lies where the case does, whatever was known of it when a form was issued.
    expect(actedIn(place, { ori: place.cri, jurisdiction: null })).toBe('XX-EXAMPLE');
    expect(actedIn({ ...place, jurisdiction: null }, null)).toBeNull();
  });

  it('is no decision of a federal officer that still waits', () => {
    const awaits: readonly AwaitedReview[] = ['SECOND_OFFICER'];
    expect(refuseDisplacing({ taken: { by: OFFICER }, awaits })?.code).toBe('FEDERAL_DECISION_WAITS');
    expect(refuseDisplacing({ taken: { by: DEPUTY, under: UNDER }, awaits })).toBeUndefined();
    expect(refuseDisplacing(null)).toBeUndefined();
  });
});

describe('looking again', () => {
  it('happens at the known end, several times a day before it, and never at once again and again', () => {
    const now = Date.parse('2030-01-01T00:00:00Z');
    expect(nextLookMs({ until: null }, now)).toBe(6 * 3_600_000);
    expect(nextLookMs({ until: '2030-01-01T00:30:00Z' }, now)).toBe(1_800_000);
    expect(nextLookMs({ until: '2029-12-31T00:00:00Z' }, now)).toBe(1000);
    expect([null, '2030-01-01T00:00:01Z', '2030-01-01T00:00:00Z'].map((until) => holdsAt({ until }, now))).toEqual([
      true,
      true,
      false,
    ]);
  });
});
