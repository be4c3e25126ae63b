import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalSha256 } from '../../../domain/canonical.ts';
import { computeHoldClock, holdLimitMs } from '../../../domain/clock/hold-clock.ts';
import { lastWholeQuarter } from '../../../domain/clock/quarter.ts';
import type { HoldRequest } from '../../../domain/decision/hold-request.ts';
import type { HoldKind } from '../../../domain/decision/policy.ts';
import type { Facility, Stay } from '../../../domain/detainer/custody.ts';
import { BOOKING_GROUND } from '../../../domain/detainer/grounds.ts';
import { EVERYWHERE, type ProfileAssignment } from '../../../domain/profile/assignment.ts';
import { catalogOf } from '../../../domain/profile/catalog.ts';
import {
  effectSha256,
  profileEffect,
  type RecordedHold,
  type RecordedQuarter,
  type RecordedRequest,
} from '../../../domain/profile/effect.ts';
import type { RuleProfile } from '../../../domain/profile/profile.ts';
import { PROFILE_2011_06 } from '../../../domain/profile/shipped.ts';
import { isoInstant } from '../../../domain/text.ts';

const SHIPPED = catalogOf([]).map(({ profile }) => profile);
const QUARTER = lastWholeQuarter(Date.parse('2030-05-10T00:00:00Z'));
const DAY = 86_400_000;
const WORDS = 'Words that an officer wrote about a person.';

/** A site's own profile: that of 2011-06 with some values changed. */
function own(id: string, change: Partial<RuleProfile>): RuleProfile {
  return { ...PROFILE_2011_06, id, ...change };
}

function proposal(profileId: string, jurisdiction = EVERYWHERE, id = 9): ProfileAssignment {
  return {
    id,
    profileId,
    jurisdiction,
    from: '2030-06-01T00:00:00Z',
    to: null,
    reasons: 'As the test needs it.',
    recommendation: null,
    basis: 'The test.',
    proposedBy: 'administrator',
    proposedAt: '2030-05-10T00:00:00Z',
    signature: null,
    ending: null,
  };
}

function asked(change: Partial<HoldRequest> = {}): HoldRequest {
  return {
    bases: ['ARREST_WARRANT_SERVED'],
    basisDetails: {},
    purpose: 'INTERVIEW',
    warrant: 'NONE',
    minorTrafficOnly: { answer: false, words: WORDS },
    ...change,
  };
}

function caseId(number: number): string {
  return `booking-${number.toString(16).padStart(40, '0')}`;
}

function request(number: number, change: Partial<RecordedRequest> = {}): RecordedRequest {
  const taken = { asked: { kind: 'DETAINER', request: asked() }, profileId: '2011-06' } as const;
  return { caseId: caseId(number), jurisdiction: 'XX-A', taken, ruledOut: null, ...change };
}

function of(change: Partial<HoldRequest>, profileId = '2011-06'): RecordedRequest['taken'] {
  return { asked: { kind: 'DETAINER', request: asked(change) }, profileId };
}

function facility(zone: string, jurisdiction: string | null): Facility {
  return { ori: 'XX0010100', name: 'Fictional jail', zone, sib: 'XXSIB0000', jurisdiction };
}

const FRIDAY = '2030-03-01T17:00:00-05:00';

interface HoldOptions {
  readonly startedAt?: string;
  readonly zone?: string;
  readonly under?: RuleProfile;
  readonly stays?: readonly Stay[];
}

function hold(
  number: number,
  change: Partial<RecordedHold> = {},
  { startedAt = FRIDAY, zone = 'America/New_York', under = PROFILE_2011_06, stays }: HoldOptions = {},
): RecordedHold {
  const clock = computeHoldClock(startedAt, zone, under.exclusionRule);
  return {
    caseId: caseId(number),
    profileId: under.id,
    askedInQuarter: true,
    request: asked(),
    kind: 'DETAINER',
    facts: {
      grounds: [{ ...BOOKING_GROUND, until: clock.startedAt }],
      stays: stays ?? [{ facility: facility(zone, 'XX-A'), from: null }],
      rule: under.exclusionRule,
      groundConfirmedAt: clock.startedAt,
      groundAskedAt: null,
      groundExpectedEndAt: null,
      groundConfirmationHours: 24,
    },
    startedAt: clock.startedAt,
    limitAt: clock.limitAt,
    ...change,
  };
}

function recorded(change: Partial<RecordedQuarter>): RecordedQuarter {
  return { quarter: QUARTER, requests: [], holds: [], refusedOnEntry: [], ...change };
}

function effectOf(
  proposed: RuleProfile,
  quarter: Partial<RecordedQuarter>,
  { place = EVERYWHERE, assignments = [] }: { place?: string; assignments?: readonly ProfileAssignment[] } = {},
) {
  const profiles = [...SHIPPED.filter(({ id }) => id !== proposed.id), proposed];
  return profileEffect({ recorded: recorded(quarter), proposal: proposal(proposed.id, place), assignments, profiles });
}

const WARRANT = own('xx-warrant', { administrativeWarrantRequired: true });
const NO_HOLD = own('xx-none', { holdAllowed: false });
const PROFILE_2012_04 = SHIPPED.find(({ id }) => id === '2012-04') ?? PROFILE_2011_06;
const ELAPSED = own('xx-elapsed', { exclusionRule: 'NONE' });

describe('the last whole quarter', () => {
  it.each([
    ['2030-01-01T00:00:00.000Z', '2029Q4', '2029-10-01T00:00:00.000Z', '2030-01-01T00:00:00.000Z'],
    ['2029-12-31T23:59:59.999Z', '2029Q3', '2029-07-01T00:00:00.000Z', '2029-10-01T00:00:00.000Z'],
    ['2030-04-01T00:00:00.000Z', '2030Q1', '2030-01-01T00:00:00.000Z', '2030-04-01T00:00:00.000Z'],
    ['2030-05-10T12:00:00.000Z', '2030Q1', '2030-01-01T00:00:00.000Z', '2030-04-01T00:00:00.000Z'],
  ])('before %s is %s', (now, name, from, to) => {
    expect(lastWholeQuarter(Date.parse(now))).toEqual({ name, from, to });
  });
});

describe('what a proposed profile would have changed', () => {
  it('counts the requests that it refuses, by reason and jurisdiction, and names their cases apart', () => {
    const requests = [
      request(1),
      request(2, { taken: of({ warrant: 'I-200' }) }),
      request(3, { jurisdiction: 'XX-B' }),
      request(4),
    ];
    const { effect, cases } = effectOf(WARRANT, { requests });
    expect([effect.requests, effect.holds, effect.unknown]).toEqual([4, 0, []]);
    expect(effect.effects).toMatchObject([
      { effect: 'REQUEST_REFUSED', code: 'WARRANT_REQUIRED', jurisdiction: 'XX-A', count: 2, leastMs: null },
      { effect: 'REQUEST_REFUSED', code: 'WARRANT_REQUIRED', jurisdiction: 'XX-B', count: 1 },
    ]);
    expect(cases.effects[0]).toEqual([
      { caseId: caseId(1), byMs: null },
      { caseId: caseId(4), byMs: null },
    ]);
    expect(effect.effects[0]?.casesSha256).toBe(canonicalSha256(cases.effects[0]));
    expect(JSON.stringify(effect)).not.toContain('booking-');
    expect(JSON.stringify({ effect, cases })).not.toContain(WORDS);
  });

  it('says that a request would have been possible only where the record shows that rules ruled it out', () => {
    const minor = { minorTrafficOnly: { answer: true, words: WORDS } };
    const ruledOut = { profileId: '2012-04' };
    const requests = [request(1, { taken: of(minor), ruledOut }), request(2, { taken: of(minor) })];
    expect(effectOf(PROFILE_2011_06, { requests }).effect.effects).toMatchObject([
      { effect: 'REQUEST_POSSIBLE', code: 'MINOR_TRAFFIC_UPON_CONVICTION', count: 1 },
    ]);
    // Ruled out then, and under this one as well: nothing changes for the first.
    expect(effectOf(PROFILE_2012_04, { requests }).effect.effects).toMatchObject([
      { effect: 'REQUEST_REFUSED', code: 'MINOR_TRAFFIC_UPON_CONVICTION', count: 1 },
    ]);
    // Nothing in the record says that it was ruled out.
    const stood = request(1, { taken: of(minor, '2012-04') });
    expect(effectOf(PROFILE_2011_06, { requests: [stood] }).effect.effects).toEqual([]);
    // Ruled out for one reason then, and for another now: nobody could have asked for it either way.
    expect(effectOf(NO_HOLD, { requests: [request(1, { taken: of(minor), ruledOut })] }).effect.effects).toEqual([]);
    // Something else stood in its way, as a missing number: that is no profile's doing.
    const plain = request(1, { ruledOut: { profileId: '2011-06' } });
    expect(effectOf(PROFILE_2012_04, { requests: [plain] }).effect.effects).toEqual([]);
    const refusedOnEntry = [{ caseId: caseId(3), jurisdiction: 'XX-A' }];
    expect(effectOf(PROFILE_2011_06, { refusedOnEntry }).effect).toMatchObject({
      effects: [],
      unknown: [{ why: 'REFUSED_ON_ENTRY', jurisdiction: 'XX-A', count: 1 }],
    });
  });

  it('says by how much a limit would have been earlier or later, computed with the clock', () => {
    const { effect, cases } = effectOf(ELAPSED, {
      holds: [hold(1), hold(2, {}, { startedAt: '2030-03-05T14:00:00Z' })],
    });
    expect(effect.effects).toMatchObject([
      { effect: 'LIMIT_EARLIER', code: null, count: 1, leastMs: 2 * DAY, mostMs: 2 * DAY },
    ]);
    expect(cases.effects).toEqual([[{ caseId: caseId(1), byMs: -2 * DAY }]]);
    const later = effectOf(PROFILE_2011_06, { holds: [hold(1, {}, { under: ELAPSED })] });
    expect(later.effect.unknown).toMatchObject([{ why: 'PROFILE_UNKNOWN' }]);
    const known = SHIPPED.find(({ exclusionRule }) => exclusionRule === 'NONE') ?? ELAPSED;
    expect(effectOf(PROFILE_2011_06, { holds: [hold(1, {}, { under: known })] }).effect.effects).toMatchObject([
      { effect: 'LIMIT_LATER', count: 1, leastMs: 2 * DAY },
    ]);
  });

  it('never makes the limit of a request from before the quarter later, and ends what it forbids at the start', () => {
    const known = SHIPPED.find(({ exclusionRule }) => exclusionRule === 'NONE') ?? ELAPSED;
    const before = hold(1, { askedInQuarter: false }, { under: known });
    expect(effectOf(PROFILE_2011_06, { holds: [before] }).effect.effects).toEqual([]);
    expect(effectOf(NO_HOLD, { holds: [hold(1, { askedInQuarter: false })] }).effect.effects).toMatchObject([
      { effect: 'HOLD_FORBIDDEN', code: 'HOLD_NOT_ALLOWED', count: 1 },
    ]);
    expect(effectOf(WARRANT, { holds: [hold(1, { askedInQuarter: false })] }).effect.effects).toMatchObject([
      { effect: 'HOLD_FORBIDDEN', code: 'WARRANT_MISSING', count: 1 },
    ]);
    // What would not have been asked for has no hold: it is counted once, as a request.
    expect(effectOf(NO_HOLD, { requests: [request(1)], holds: [hold(1)] }).effect.effects).toMatchObject([
      { effect: 'REQUEST_REFUSED', count: 1 },
    ]);
  });

  it('looks only at the jurisdictions that it would govern', () => {
    const requests = [request(1), request(2, { jurisdiction: 'XX-B' }), request(3, { jurisdiction: null })];
    const places = (place: string, assignments: readonly ProfileAssignment[] = []) =>
      effectOf(WARRANT, { requests }, { place, assignments }).effect.effects.map(({ jurisdiction }) => jurisdiction);
    expect(places('XX-B')).toEqual(['XX-B']);
    expect(places(EVERYWHERE)).toEqual(['XX-A', 'XX-B', null]);
    const signature = {
      actor: 'counsel',
      name: 'Counsel',
      title: 'Counsel',
      statement: 'Read.',
      at: '2029-01-01T00:00:00Z',
      effectSha256: 'ab'.repeat(32),
    };
    const standing = { ...proposal('2011-06', 'XX-A', 3), from: '2029-01-01T00:00:00Z', signature };
    expect(places(EVERYWHERE, [standing])).toEqual(['XX-B', null]);
    expect(places(EVERYWHERE, [{ ...standing, signature: null }])).toEqual(['XX-A', 'XX-B', null]);
  });

  it('says what it cannot know', () => {
    const there: Stay = { facility: { ...facility('America/Chicago', 'XX-B'), ori: 'XX0020100' }, from: FRIDAY };
    const stays = [{ facility: facility('America/New_York', 'XX-A'), from: null }, there];
    const holds = [
      hold(1, { request: null }),
      hold(2, { limitAt: '2030-03-05T16:00:00-05:00' }),
      hold(3, {}, { stays }),
      hold(4, { profileId: 'lost-1' }),
    ];
    const requests = [request(5, { taken: null }), request(6, { taken: of({}, 'lost-1') })];
    const { effect } = effectOf(WARRANT, { requests, holds }, { place: 'XX-A' });
    expect(effect.effects).toEqual([]);
    expect(effect.unknown.map(({ why, count }) => [why, count])).toEqual([
      ['CONTENT_CLEARED', 2],
      ['PROFILE_UNKNOWN', 2],
      ['SEVERAL_PLACES', 1],
    ]);
    const { effect: limits } = effectOf(ELAPSED, { holds: [holds[1] ?? hold(2)] });
    expect(limits).toMatchObject({ effects: [], unknown: [{ why: 'LIMIT_NOT_FROM_FACTS', count: 1 }] });
  });

  it('names the values that differ from the profiles under which the steps were taken and from what it replaces', () => {
    const requests = [request(1, { taken: of({}, '2012-04') })];
    expect(effectOf(WARRANT, { requests }).effect.differences).toEqual([
      { than: '2011-06', key: 'administrativeWarrantRequired', was: 'no', would: 'yes' },
      { than: '2012-04', key: 'formVersion', was: 'I-247 (12/11)', would: 'I-247 (6/11)' },
      { than: '2012-04', key: 'administrativeWarrantRequired', was: 'no', would: 'yes' },
      { than: '2012-04', key: 'minorTraffic', was: 'UPON_CONVICTION', would: 'NO_POLICY' },
    ]);
  });
});

const ZONES = ['America/New_York', 'America/Phoenix', 'Pacific/Guam', 'America/Adak'];
const starts = fc
  .integer({ min: Date.parse(QUARTER.from), max: Date.parse(QUARTER.to) - 1 })
  .map((ms) => new Date(ms).toISOString());
const warrants = fc.constantFrom<HoldRequest['warrant']>('NONE', 'I-200', 'I-205', 'JUDICIAL');
const profiles = fc.constantFrom(...SHIPPED, WARRANT, NO_HOLD, ELAPSED);

/** Whatever was asked and held under a profile, as long as that profile let it through. */
function stepsUnder(profile: RuleProfile): fc.Arbitrary<RecordedQuarter> {
  const requests = fc.record({
    number: fc.nat(50),
    warrant: warrants,
    bases: fc.subarray(
      [...profile.bases].filter((basis) => basis !== 'OTHER'),
      { minLength: 1, maxLength: 3 },
    ),
    kind: fc.constantFrom<HoldKind>('DETAINER', 'DETAINER_UPON_CONVICTION'),
    minor: fc.boolean(),
    place: fc.constantFrom('XX-A', 'XX-B', null),
  });
  const holds = fc.record({
    number: fc.nat(50),
    startedAt: starts,
    zone: fc.constantFrom(...ZONES),
    askedInQuarter: fc.boolean(),
    warrant: warrants,
  });
  return fc
    .record({ requests: fc.array(requests, { maxLength: 12 }), holds: fc.array(holds, { maxLength: 8 }) })
    .map((drawn) =>
      recorded({
        requests: drawn.requests.map(({ number, place, kind, minor, ...said }): RecordedRequest => {
          const minorTrafficOnly = { answer: minor, words: WORDS };
          const value = asked({ ...said, minorTrafficOnly });
          return {
            ...request(number),
            jurisdiction: place,
            taken: { asked: { kind, request: value }, profileId: profile.id },
          };
        }),
        holds: drawn.holds.map(({ number, startedAt, zone, askedInQuarter, warrant }) =>
          hold(
            number,
            { askedInQuarter, request: asked({ warrant, bases: [profile.bases[0] ?? 'OTHER'] }) },
            { startedAt, zone, under: profile },
          ),
        ),
      }),
    );
}

describe('whatever a quarter holds', () => {
  it('a profile changes nothing in what was decided under it', () => {
    const quarters = profiles.chain((profile) => fc.tuple(fc.constant(profile), stepsUnder(profile)));
    fc.assert(
      fc.property(quarters, ([profile, steps]) => {
        const { effect } = effectOf(profile, steps);
        expect([effect.effects, effect.unknown]).toEqual([[], []]);
        expect(effect.differences.filter(({ than }) => than === profile.id)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('each step has one effect at most, limits move only as the rules allow, and the order of the records changes nothing', () => {
    const quarters = fc.tuple(profiles, fc.constantFrom(...SHIPPED).chain(stepsUnder));
    fc.assert(
      fc.property(quarters, ([proposed, steps]) => {
        const { effect, cases } = effectOf(proposed, steps);
        const counted = [...effect.effects, ...effect.unknown].reduce((sum, { count }) => sum + count, 0);
        expect(counted).toBeLessThanOrEqual(effect.requests + effect.holds);
        expect(effect.effects.map(({ count }) => count)).toEqual(cases.effects.map(({ length }) => length));
        const kinds = effect.effects.map((line) => line.effect);
        if (proposed.exclusionRule === 'NONE') expect(kinds).not.toContain('LIMIT_LATER');
        else expect(kinds).not.toContain('LIMIT_EARLIER');
        const before = { ...steps, holds: steps.holds.map((one) => ({ ...one, askedInQuarter: false })) };
        expect(effectOf(proposed, before).effect.effects.map((line) => line.effect)).not.toContain('LIMIT_LATER');
        const turned = { ...steps, requests: steps.requests.toReversed(), holds: steps.holds.toReversed() };
        expect(effectSha256(effectOf(proposed, turned).effect)).toBe(effectSha256(effect));
      }),
      { numRuns: 60 },
    );
  });
});

it('knows the limit of a clock without all that a clock says, to the millisecond', () => {
  const zones = ['America/New_York', 'America/Phoenix', 'Pacific/Guam', 'UNKNOWN'];
  const starts = fc.integer({ min: Date.UTC(1969, 0), max: Date.UTC(2045, 0) }).map((ms) => isoInstant(ms));
  fc.assert(
    fc.property(
      starts,
      fc.constantFrom(...zones),
      fc.constantFrom('STATUTORY', 'OBSERVED', 'NONE'),
      (from, zone, rule) => {
        expect(holdLimitMs(from, zone, rule)).toBe(computeHoldClock(from, zone, rule).limitMs);
      },
    ),
  );
});
