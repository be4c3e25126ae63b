import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecommendationView } from '../../../domain/api/advisory-views.ts';
import type { EffectView, ProfileView } from '../../../domain/api/profile-views.ts';
import type { ProfileAssignment } from '../../../domain/profile/assignment.ts';
import { catalogOf } from '../../../domain/profile/catalog.ts';
import { HISTORICAL_NUMBERS } from '../../../domain/profile/historical-numbers.ts';
import { PROFILE_2011_06 } from '../../../domain/profile/shipped.ts';
import { profileView } from '../../../web/api/profile-views.ts';
import { type FakeApi, fakeApi, sc } from './fixture.ts';

const SIGNATURE = {
  actor: 'counsel',
  name: 'Oakley Thorne',
  title: 'Chief counsel',
  statement: 'I have read it.',
  at: '2029-12-01T00:00:00.000Z',
};
const ASSIGNMENT: ProfileAssignment = {
  id: 3,
  profileId: '2017-04',
  jurisdiction: 'XX-EXAMPLE',
  from: '2030-01-01T05:00:00Z',
  to: null,
  reasons: 'Letter of counsel.',
  recommendation: null,
  basis: 'A fictional statute.',
  proposedBy: 'administrator',
  proposedAt: '2029-11-01T00:00:00.000Z',
  signature: null,
  ending: null,
};
const DAY = 86_400_000;
const EFFECT_SHA256 = 'ab'.repeat(32);
const LINE = { jurisdiction: 'XX-EXAMPLE', casesSha256: EFFECT_SHA256 };
const CASE = { caseId: `booking-${'ab'.repeat(20)}`, byMs: null };
const EFFECT: EffectView = {
  effect: {
    assignment: 3,
    profileId: '2017-04',
    jurisdiction: 'XX-EXAMPLE',
    quarter: { name: '2029Q3', from: '2029-07-01T00:00:00.000Z', to: '2029-10-01T00:00:00.000Z' },
    requests: 9,
    holds: 5,
    effects: [
      { ...LINE, effect: 'REQUEST_REFUSED', code: 'WARRANT_REQUIRED', count: 2, leastMs: null, mostMs: null },
      { ...LINE, effect: 'LIMIT_EARLIER', code: null, jurisdiction: null, count: 1, leastMs: 2 * DAY, mostMs: 2 * DAY },
    ],
    unknown: [{ ...LINE, why: 'REFUSED_ON_ENTRY', count: 4 }],
    differences: [{ than: '2011-06', key: 'administrativeWarrantRequired', was: 'no', would: 'yes' }],
  },
  effectSha256: EFFECT_SHA256,
  signed: false,
  cases: { effects: [[CASE], []], unknown: [[]] },
};
const SIGNED = { ...ASSIGNMENT, signature: { ...SIGNATURE, effectSha256: EFFECT_SHA256 } };

let api: FakeApi;
beforeEach(async () => {
  api = await fakeApi();
});
afterEach(async () => {
  await api.stop();
});

function views(assignments: readonly ProfileAssignment[] = []): ProfileView[] {
  return catalogOf([]).map((known) => profileView(known, [], assignments));
}

function lastBody(): unknown {
  return JSON.parse(api.heard.at(-1)?.body ?? 'null') as unknown;
}

describe('sc profile', () => {
  it.each([
    ...['list', 'show', 'in-force', 'assignments', 'assign', 'effect', 'sign', 'end', 'add', 'changes'].map((verb) => [
      'profile',
      verb,
    ]),
    ...['list', 'set', 'verify'].map((verb) => ['numbers', verb]),
    ...['list', 'show', 'add', 'outcome'].map((verb) => ['recommendation', verb]),
  ])('%s %s --help shows examples', async (noun, verb) => {
    const { code, out } = await sc([noun, verb, '--help']);
    expect(code).toBe(0);
    expect(out).toContain(`Usage: sc ${noun} ${verb}`);
    expect(out).toContain(`$ sc ${noun} ${verb}`);
    expect(out).toContain('--json');
  });

  it('list says when each was in use, how much of it is uncertain, and where it governs', async () => {
    api.answers.set('GET /v1/profiles', { status: 200, json: { profiles: views([SIGNED]), unassigned: '2011-06' } });
    const { code, out } = await sc(['profile', 'list', '--as', 'officer'], api.env);
    expect(code).toBe(0);
    const line = (id: string) => out.split('\n').find((text) => text.startsWith(id));
    expect(line('2017-04')).toMatch(
      /I-247A +NONE +2017-04-02 to … +\d uncertain +XX-EXAMPLE from Tue 2030-01-01 05:00 UTC/,
    );
    expect(line('2011-06')).toContain('wherever nothing is assigned');
    expect(line('2012-12')).toContain('nowhere: not assigned');
    expect(line('2015-06')).toContain('(uncertain)');
    const json = await sc(['profile', 'list', '--as', 'officer', '--json'], api.env);
    expect(JSON.parse(json.out)).toMatchObject({ unassigned: '2011-06' });
  });

  it('show marks every uncertain value with words, colours or not', async () => {
    const view = views().find(({ id }) => id === '2015-06');
    api.answers.set('GET /v1/profiles/2015-06', { status: 200, json: view });
    const { out } = await sc(['profile', 'show', '2015-06', '--as', 'attorney'], api.env);
    expect(out).toMatch(/minorTraffic +UPON_CONVICTION\n +UNCERTAIN: a choice of this system \(design: the protective/);
    expect(out).toMatch(/exclusionRule +NONE\n +found \(found: ICE guidance for Form I-247A/);
    expect(out).toMatch(/requests +HOLD_48H .*\n +UNCERTAIN: recalled, medium/);
    expect(out).toContain('es: not reviewed by a qualified person');
    expect(out).toContain('No legal advice');
  });

  it('in-force says by which assignment, what is uncertain, and which number is missing', async () => {
    const answer = {
      jurisdiction: 'XX-EXAMPLE',
      at: '2030-01-02T00:00:00Z',
      profile: PROFILE_2011_06,
      assignment: null,
      uncertain: ['holdAllowed'],
      missingNumbers: ['civilRights'],
    };
    api.answers.set('GET /v1/profiles/in-force', { status: 200, json: answer });
    const words = ['profile', 'in-force', '--jurisdiction', 'XX-EXAMPLE', '--at', answer.at, '--as', 'officer'];
    const { out } = await sc(words, api.env);
    expect(out).toContain('nothing is assigned there and then');
    expect(out).toContain('holdAllowed');
    expect(out).toContain('civilRights (complaints about civil rights)');
    expect(api.heard.at(-1)?.path).toBe('/v1/profiles/in-force?jurisdiction=XX-EXAMPLE&at=2030-01-02T00%3A00%3A00Z');
  });

  it('assign, sign and end send what was typed, and nothing is assumed', async () => {
    api.answers.set('POST /v1/profile-assignments', { status: 201, json: ASSIGNMENT });
    const assign = ['profile', 'assign', '2017-04', '--jurisdiction', 'XX-EXAMPLE', '--from', ASSIGNMENT.from];
    const missing = await sc([...assign, '--as', 'administrator'], api.env);
    expect([missing.code, missing.err]).toEqual([2, expect.stringContaining('OPTION_MISSING')]);
    expect(api.heard).toEqual([]);
    const why = ['--reasons', 'Letter of counsel.', '--basis', 'A fictional statute.'];
    const proposed = await sc([...assign, ...why, '--as', 'administrator'], api.env);
    expect(proposed.out).toContain('It governs nothing until counsel signs it');
    expect(lastBody()).toEqual({
      profileId: '2017-04',
      jurisdiction: 'XX-EXAMPLE',
      from: ASSIGNMENT.from,
      to: null,
      reasons: 'Letter of counsel.',
      recommendation: null,
      basis: 'A fictional statute.',
    });
    await sc([...assign, '--reasons', 'Read.', '--recommendation', '4', '--as', 'administrator'], api.env);
    expect(lastBody()).toMatchObject({ recommendation: 4, basis: null });

    const signing = ['--title', 'Chief counsel', '--statement', 'I have read it.', '--as', 'counsel'];
    api.answers.set('POST /v1/profile-assignments/3/sign', { status: 200, json: SIGNED });
    const signed = await sc(['profile', 'sign', '3', '--effect', EFFECT_SHA256, ...signing], api.env);
    expect(signed.out).toBe('Signed: profile 2017-04 governs XX-EXAMPLE from Tue 2030-01-01 05:00 UTC.\n');
    expect(lastBody()).toEqual({ title: 'Chief counsel', statement: 'I have read it.', effectSha256: EFFECT_SHA256 });

    const endsAt = '2031-01-01T05:00:00Z';
    const ended = { ...SIGNED, ending: { endsAt, signature: SIGNATURE } };
    api.answers.set('POST /v1/profile-assignments/3/end', { status: 200, json: ended });
    const done = await sc(['profile', 'end', '3', '--at', endsAt, ...signing], api.env);
    expect(done.out).toBe('Assignment 3 ends at Wed 2031-01-01 05:00 UTC.\n');
    expect(lastBody()).toEqual({ endsAt, title: 'Chief counsel', statement: 'I have read it.' });
  });

  it('effect and sign show what would have changed; without a terminal nothing is signed before it is named (E8)', async () => {
    api.answers.set('GET /v1/profile-assignments/3/effect', { status: 200, json: EFFECT });
    const { out } = await sc(['profile', 'effect', '3', '--as', 'counsel'], api.env);
    expect(out).toContain('had profile 2017-04 governed XX-EXAMPLE in 2029Q3');
    expect(out).toMatch(/2 +request to hold would have been refused +WARRANT_REQUIRED +XX-EXAMPLE  +ababababab\n/);
    expect(out).toMatch(/1 +limit would have been earlier +by 2 d +no jurisdiction/);
    expect(out).toMatch(/4 +refused on entry: what was asked is not kept/);
    expect(out).toMatch(/administrativeWarrantRequired +2011-06: no +2017-04: yes/);
    expect(out).toContain(EFFECT_SHA256);
    const heard = api.heard.length;
    const signing = ['--title', 'Chief counsel', '--statement', 'I have read it.', '--as', 'counsel'];
    const refused = await sc(['profile', 'sign', '3', ...signing], api.env);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining(`--effect ${EFFECT_SHA256}`)]);
    expect(refused.err).toContain('EFFECT_NOT_SEEN');
    expect(refused.out).toContain('request to hold would have been refused');
    expect(api.heard.slice(heard).map(({ method }) => method)).toEqual(['GET']);
  });

  it('assignments shows the unsigned as governing nothing, and what governs when', async () => {
    const periods = [{ from: null, to: null, profileId: '2011-06', assignment: null }];
    const json = { assignments: [ASSIGNMENT], periods: [{ jurisdiction: '*', periods }] };
    api.answers.set('GET /v1/profile-assignments', { status: 200, json });
    const { out } = await sc(['profile', 'assignments', '--as', 'auditor'], api.env);
    expect(out).toContain('UNSIGNED: governs nothing');
    expect(out).toMatch(/everywhere +always +2011-06 +nothing assigned/);
  });

  it('add sends the file; one that is no JSON is refused here', async () => {
    const file = join(api.dir, 'own.json');
    writeFileSync(file, '{');
    expect((await sc(['profile', 'add', file, '--as', 'administrator'], api.env)).err).toContain('FILE_UNREADABLE');
    const own = { profile: { ...PROFILE_2011_06, id: 'xx-1' }, basedOn: '2011-06', origins: {} };
    writeFileSync(file, JSON.stringify(own));
    const stored = { ...own, addedBy: 'administrator', addedAt: '2029-11-01T00:00:00Z' };
    const known = catalogOf([own]).at(-1);
    if (known === undefined) throw new Error('the profile is not known');
    api.answers.set('POST /v1/profiles', { status: 201, json: profileView(known, [stored], []) });
    const { code, out } = await sc(['profile', 'add', file, '--as', 'administrator'], api.env);
    expect([code, lastBody()]).toEqual([0, own]);
    expect(out).toContain('based on 2011-06, added by administrator');
  });

  it('changes lists who, when and what', async () => {
    const change = {
      at: '2030-01-01T05:00:00Z',
      by: 'counsel',
      what: 'ASSIGNMENT_SIGNED',
      about: 'assignment 3',
      words: 'Read.',
    };
    api.answers.set('GET /v1/profile-changes', { status: 200, json: { changes: [change] } });
    const { out } = await sc(['profile', 'changes', '--as', 'auditor'], api.env);
    expect(out).toMatch(/Tue 2030-01-01 05:00 UTC +counsel +ASSIGNMENT_SIGNED +assignment 3 +Read\./);
  });
});

describe('sc recommendation', () => {
  const entered: RecommendationView = {
    number: 3,
    madeOn: '2029-09-15',
    madeBy: 'Fictional task force, finding 3',
    about: 'B7',
    words: 'Take no action on minor traffic offenses alone.',
    enteredBy: 'administrator',
    enteredAt: '2029-09-20T00:00:00.000Z',
    outcomes: [],
    standing: 'NO_OUTCOME',
    overdueSince: '2029-12-19T00:00:00.000Z',
    assignments: [],
  };
  const outcome = {
    outcome: 'ACCEPTED',
    decidedOn: '2029-12-20',
    decidedBy: 'Fictional Director',
    reasons: 'It serves public safety.',
  } as const;
  const answered: RecommendationView = {
    ...entered,
    outcomes: [{ ...outcome, enteredBy: 'administrator', enteredAt: '2029-12-21T00:00:00.000Z' }],
    standing: 'ACCEPTED',
    overdueSince: null,
    assignments: [{ ...ASSIGNMENT, recommendation: 3, basis: null }],
  };

  it('list puts what nobody has answered first and never calls it done', async () => {
    const recommendations = [{ ...answered, number: 1 }, entered];
    api.answers.set('GET /v1/recommendations', { status: 200, json: { recommendations } });
    const { out } = await sc(['recommendation', 'list', '--as', 'administrator'], api.env);
    const [, first, second] = out.split('\n');
    expect(first).toMatch(/^3 .*NO OUTCOME: nobody has said what became of it \(OVERDUE since 2029-12-19\)/);
    expect(second).toMatch(/^1 .*accepted, not yet carried out +assignment 3/);
  });

  it('show has who decided what and why, and the profiles that carry it out', async () => {
    api.answers.set('GET /v1/recommendations/3', { status: 200, json: answered });
    const { out } = await sc(['recommendation', 'show', '3', '--as', 'officer'], api.env);
    expect(out).toContain('2029-12-20  accepted, Fictional Director: It serves public safety.');
    expect(out).toContain('assignment 3: profile 2017-04 for XX-EXAMPLE');
    expect(out).toContain('UNSIGNED: governs nothing');
  });

  it('add and outcome send what was typed, and ask for a reason', async () => {
    api.answers.set('POST /v1/recommendations', { status: 201, json: entered });
    const { madeOn, madeBy, about, words } = entered;
    const add = ['--made-on', madeOn, '--made-by', madeBy, '--about', about, '--words', words];
    expect((await sc(['recommendation', 'add', ...add, '--as', 'administrator'], api.env)).out).toContain('NO OUTCOME');
    expect(lastBody()).toEqual({ madeOn, madeBy, about, words });
    api.answers.set('POST /v1/recommendations/3/outcomes', { status: 201, json: answered });
    const said = ['--outcome', 'ACCEPTED', '--decided-on', '2029-12-20', '--decided-by', 'Fictional Director'];
    const answer = ['recommendation', 'outcome', '3', ...said, '--as', 'administrator'];
    expect((await sc(answer, api.env)).err).toContain('--reasons');
    await sc([...answer, '--reasons', outcome.reasons], api.env);
    expect(lastBody()).toEqual(outcome);
  });
});

describe('sc numbers', () => {
  const entry = {
    id: 2,
    line: 'dayAndNight',
    number: '(800) 555-0102',
    answeredBy: 'Support Center',
    enforcement: true,
    hours: '24 hours',
    enteredBy: 'administrator',
    enteredAt: '2030-01-01T00:00:00Z',
    calls: [],
  };

  it('list says what stands, what is missing, and what is for reference only', async () => {
    const { civilRights, dayAndNight, citizenOrVictim } = PROFILE_2011_06.numbers;
    api.answers.set('GET /v1/phone-numbers', {
      status: 200,
      json: {
        standing: { civilRights, dayAndNight, citizenOrVictim },
        missing: ['civilRights', 'dayAndNight', 'citizenOrVictim'],
        entries: [entry],
        historical: HISTORICAL_NUMBERS,
      },
    });
    const { out } = await sc(['numbers', 'list', '--as', 'administrator'], api.env);
    expect(out).toContain('civilRights (complaints about civil rights): MISSING: no request to hold is issued');
    expect(out).toMatch(
      /2 +dayAndNight +\(800\) 555-0102 +Support Center \(enforcement\) +administrator +NOT CALLED YET/,
    );
    expect(out).toContain('for reference only: UNCERTAIN, verify before use; never printed');
  });

  it('set and verify send what was typed', async () => {
    api.answers.set('POST /v1/phone-numbers', { status: 201, json: entry });
    const set = [
      'numbers',
      'set',
      'dayAndNight',
      '(800) 555-0102',
      '--answered-by',
      'Support Center',
      '--hours',
      '24 hours',
    ];
    expect((await sc([...set, '--as', 'administrator'], api.env)).err).toContain('--enforcement');
    const { out } = await sc([...set, '--enforcement', 'yes', '--as', 'administrator'], api.env);
    expect(out).toContain('shown nowhere until somebody else calls it');
    const { line, number, answeredBy, enforcement, hours } = entry;
    expect(lastBody()).toEqual({ line, number, answeredBy, enforcement, hours });

    api.answers.set('POST /v1/phone-numbers/2/verify', { status: 200, json: entry });
    const verify = ['numbers', 'verify', '2', '--on', '2030-01-02', '--words', 'Answered at once.', '--as', 'crcl'];
    expect((await sc(verify, api.env)).out).toBe('(800) 555-0102 stands for dayAndNight.\n');
    expect(lastBody()).toEqual({ reached: true, on: '2030-01-02', words: 'Answered at once.' });
    expect((await sc([...verify, '--not-reached'], api.env)).out).toBe('(800) 555-0102 no longer stands.\n');
    expect(lastBody()).toMatchObject({ reached: false });
  });
});
