import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assignmentAt,
  DEFAULT_PROFILE_ID,
  EVERYWHERE,
  governingPeriods,
  periodOf,
  type ProfileAssignment,
  profileAssignmentSchema,
  refuseEnding,
  refuseProposal,
  refuseSignature,
} from '../../../domain/profile/assignment.ts';
import { catalogOf, profileAt } from '../../../domain/profile/catalog.ts';

const BASE = Date.parse('2030-01-01T00:00:00Z');
const HOUR = 3_600_000;

function iso(hours: number): string {
  return new Date(BASE + hours * HOUR).toISOString();
}

function assignment(more: Partial<ProfileAssignment> = {}): ProfileAssignment {
  return profileAssignmentSchema.parse({
    id: 1,
    profileId: '2017-04',
    jurisdiction: 'xx-a',
    from: iso(10),
    to: null,
    reasons: 'Letter of counsel.',
    recommendation: null,
    basis: 'A fictional statute.',
    proposedBy: 'admin',
    proposedAt: iso(0),
    signature: enactment(1),
    ending: null,
    ...more,
  });
}

function signature(hours: number) {
  return { actor: 'counsel', name: 'Cora Lex', title: 'Counsel', statement: 'I answer for it.', at: iso(hours) };
}

function enactment(hours: number) {
  return { ...signature(hours), effectSha256: 'ab'.repeat(32) };
}

const PROFILES = catalogOf([]).map(({ profile }) => profile);

function idAt(assignments: readonly ProfileAssignment[], jurisdiction: string | null, hours: number): string {
  return profileAt(assignments, PROFILES, jurisdiction, iso(hours)).id;
}

describe('the profile that governs', () => {
  it('is that of the jurisdiction, else that for everywhere, else the source’s own; from its first instant, not to its last', () => {
    const all = [
      assignment({ to: iso(20) }),
      assignment({ id: 2, jurisdiction: EVERYWHERE, profileId: '2012-12', from: iso(5), to: iso(30) }),
    ];
    expect([4, 5, 9, 10, 19, 20, 29, 30].map((hours) => idAt(all, 'xx-a', hours))).toEqual([
      ...['2011-06', '2012-12', '2012-12', '2017-04', '2017-04', '2012-12', '2012-12', '2011-06'],
    ]);
    expect(idAt(all, 'xx-b', 15)).toBe('2012-12');
    expect(idAt(all, null, 15)).toBe('2012-12');
  });

  it('is compared as an instant, whatever the offset it was written with', () => {
    const all = [assignment({ from: '2030-01-01T05:00:00-05:00' })];
    expect([9, 10].map((hours) => idAt(all, 'xx-a', hours))).toEqual(['2011-06', '2017-04']);
  });

  it('is not one that nobody has signed, or that was ended before it began', () => {
    expect(idAt([assignment({ signature: null })], 'xx-a', 15)).toBe('2011-06');
    expect(idAt([assignment({ ending: { endsAt: iso(8), signature: signature(2) } })], 'xx-a', 15)).toBe('2011-06');
  });

  it('is never guessed: an assigned profile that is not here stops the question', () => {
    expect(() => idAt([assignment({ profileId: 'lost-1' })], 'xx-a', 15)).toThrow(
      expect.objectContaining({ code: 'PROFILE_MISSING' }),
    );
  });
});

describe('a proposal', () => {
  const proposal = {
    profileId: '2017-04',
    jurisdiction: 'xx-a',
    from: iso(10),
    to: iso(20),
    reasons: 'Counsel asks.',
    recommendation: null,
    basis: 'A fictional statute.',
  };

  it('has a period that is not empty and does not begin in the past (E8)', () => {
    expect(refuseProposal(proposal, BASE)).toBeUndefined();
    expect(refuseProposal({ ...proposal, to: proposal.from }, BASE)?.code).toBe('PERIOD_EMPTY');
    expect(refuseProposal(proposal, BASE + 10 * HOUR)).toBeUndefined();
    expect(refuseProposal(proposal, BASE + 10 * HOUR + 1)?.code).toBe('PROFILE_BACKWARDS');
  });

  it('names the recommendation that it carries out or what else it rests on, one of the two (E8)', () => {
    expect(refuseProposal({ ...proposal, recommendation: 3, basis: null }, BASE)).toBeUndefined();
    expect(refuseProposal({ ...proposal, basis: null }, BASE)?.code).toBe('BASIS_MISSING');
    expect(refuseProposal({ ...proposal, recommendation: 3 }, BASE)?.code).toBe('BASIS_MISSING');
  });
});

describe('a signature', () => {
  const open = assignment({ signature: null, to: iso(20) });

  it('is given once, by somebody other than the proposer, before the assignment begins', () => {
    expect(refuseSignature(open, [open], 'counsel', BASE)).toBeUndefined();
    expect(refuseSignature(open, [open], 'admin', BASE)?.code).toBe('SIGNER_PROPOSED_IT');
    expect(refuseSignature(assignment(), [open], 'counsel', BASE)?.code).toBe('ALREADY_SIGNED');
    expect(refuseSignature(open, [open], 'counsel', BASE + 10 * HOUR + 1)?.code).toBe('PROFILE_BACKWARDS');
  });

  it.each([
    ['one that begins within', { from: iso(19), to: iso(40) }, true],
    ['one that ends within', { from: iso(1), to: iso(11) }, true],
    ['one around it', { from: iso(1), to: null }, true],
    ['one inside it', { from: iso(12), to: iso(13) }, true],
    ['one that ends where it begins', { from: iso(1), to: iso(10) }, false],
    ['one that begins where it ends', { from: iso(20), to: null }, false],
    ['one elsewhere', { jurisdiction: 'xx-b' }, false],
    ['one for everywhere', { jurisdiction: EVERYWHERE }, false],
    ['an unsigned one', { signature: null }, false],
    ['one ended before', { from: iso(1), ending: { endsAt: iso(10), signature: signature(2) } }, false],
  ])('beside %s', (_, other, refused) => {
    const all = [open, assignment({ id: 7, ...other })];
    const refusal = refuseSignature(open, all, 'counsel', BASE);
    expect(refusal?.code).toBe(refused ? 'ASSIGNMENTS_OVERLAP' : undefined);
    if (refused) expect(refusal?.reason).toContain('Assignment 7');
  });
});

describe('an ending', () => {
  it('lies in the future and before the present end, of a signed assignment', () => {
    const signed = assignment({ to: iso(20) });
    expect(refuseEnding(signed, iso(15), BASE)).toBeUndefined();
    expect(refuseEnding(signed, iso(15), BASE + 15 * HOUR + 1)?.code).toBe('PROFILE_BACKWARDS');
    expect(refuseEnding(signed, iso(20), BASE)?.code).toBe('END_NOT_EARLIER');
    expect(refuseEnding(assignment({ signature: null }), iso(15), BASE)?.code).toBe('NOT_SIGNED');
    const ended = assignment({ ending: { endsAt: iso(15), signature: signature(2) } });
    expect(refuseEnding(ended, iso(16), BASE)?.code).toBe('END_NOT_EARLIER');
    expect(refuseEnding(ended, iso(14), BASE)).toBeUndefined();
  });
});

/** A life of a deployment's rules: at each hour somebody proposes and signs, or ends, whatever the rules let through. */
type Deed =
  | {
      readonly kind: 'sign';
      readonly hour: number;
      readonly place: string;
      readonly from: number;
      readonly to: number | null;
      readonly profile: string;
    }
  | { readonly kind: 'end'; readonly hour: number; readonly which: number; readonly at: number };

const PLACES = ['xx-a', 'xx-b', EVERYWHERE];
const hours = fc.integer({ min: 0, max: 60 });
const deeds = fc
  .array(
    fc.oneof(
      fc.record({
        kind: fc.constant('sign' as const),
        hour: hours,
        place: fc.constantFrom(...PLACES),
        from: hours,
        to: fc.option(hours),
        profile: fc.constantFrom('2012-04', '2012-12', '2017-04'),
      }),
      fc.record({ kind: fc.constant('end' as const), hour: hours, which: fc.nat(8), at: hours }),
    ),
    { maxLength: 14 },
  )
  .map((all) => all.toSorted((a, b) => a.hour - b.hour));

function after(all: readonly ProfileAssignment[], deed: Deed): readonly ProfileAssignment[] {
  const nowMs = BASE + deed.hour * HOUR;
  if (deed.kind === 'end') {
    const target = all[deed.which];
    if (target === undefined || refuseEnding(target, iso(deed.at), nowMs)) return all;
    const ending = { endsAt: iso(deed.at), signature: signature(deed.hour) };
    return all.map((one) => (one === target ? { ...one, ending } : one));
  }
  const proposed = assignment({
    id: all.length + 1,
    jurisdiction: deed.place,
    profileId: deed.profile,
    from: iso(deed.from),
    to: deed.to === null ? null : iso(deed.to),
    signature: null,
  });
  if (refuseProposal(proposed, nowMs) || refuseSignature(proposed, all, 'counsel', nowMs)) return all;
  return [...all, { ...proposed, signature: enactment(deed.hour) }];
}

describe('whatever is signed and ended, in any order', () => {
  it('what governed at an instant that has passed never changes, no two govern one place, and the periods say the same', () => {
    fc.assert(
      fc.property(deeds, (life) => {
        let all: readonly ProfileAssignment[] = [];
        for (const deed of life) {
          const next = after(all, deed);
          for (const place of PLACES) {
            for (let hour = 0; hour < deed.hour; hour += 1)
              expect(idAt(next, place, hour)).toBe(idAt(all, place, hour));
          }
          all = next;
        }
        for (const place of PLACES) {
          const periods = governingPeriods(all, place);
          for (let hour = 0; hour <= 61; hour += 1) {
            const own = all.filter((one) => one.jurisdiction === place && inside(one, hour));
            expect(own.length).toBeLessThanOrEqual(1);
            const period = periods.filter(({ from, to }) => (from ?? '') <= iso(hour) && iso(hour) < (to ?? '9'));
            expect(period.map(({ profileId }) => profileId)).toEqual([idAt(all, place, hour)]);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  function inside(one: ProfileAssignment, hour: number): boolean {
    const { fromMs, toMs } = periodOf(one);
    return fromMs <= BASE + hour * HOUR && BASE + hour * HOUR < toMs;
  }
});

describe('the periods of a place', () => {
  it('leave no gap: where nothing is assigned they name the source’s own profile', () => {
    expect(governingPeriods([], 'xx-a')).toEqual([
      { from: null, to: null, profileId: DEFAULT_PROFILE_ID, assignment: null },
    ]);
    const all = [assignment({ to: iso(20) }), assignment({ id: 2, profileId: '2012-12', from: iso(30) })];
    expect(governingPeriods(all, 'xx-a')).toEqual([
      { from: null, to: iso(10), profileId: '2011-06', assignment: null },
      { from: iso(10), to: iso(20), profileId: '2017-04', assignment: 1 },
      { from: iso(20), to: iso(30), profileId: '2011-06', assignment: null },
      { from: iso(30), to: null, profileId: '2012-12', assignment: 2 },
    ]);
    expect(assignmentAt(all, 'xx-a', iso(25))).toBeUndefined();
  });
});
