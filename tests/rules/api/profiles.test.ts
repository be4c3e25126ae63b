import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOTICE_LANGUAGES } from '../../../domain/profile/profile.ts';
import { PROFILE_2011_06, SHIPPED_PROFILES } from '../../../domain/profile/shipped.ts';
import { codeIn, testApi, type TestApi } from './fixture.ts';
import { aJurisdiction } from '../../support/places.ts';

const DAY = 86_400_000;
const STATEMENT = { title: 'Chief counsel', statement: 'I have read it and answer for it.' };

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
  await api.records.register.putJurisdiction(aJurisdiction('xx-far', { fieldOffice: 'XXFAR' }));
  await api.records.register.putJurisdiction(aJurisdiction('xx-near', { fieldOffice: 'XXNFO' }));
});
afterAll(async () => {
  await api.stop();
});

function inDays(days: number): string {
  return new Date(Date.now() + days * DAY).toISOString();
}

function proposal(more: object = {}): object {
  return {
    profileId: '2012-12',
    jurisdiction: 'xx-near',
    from: inDays(1),
    to: null,
    reasons: 'Letter of counsel.',
    recommendation: null,
    basis: 'A fictional statute.',
    ...more,
  };
}

async function proposed(more: object = {}): Promise<number> {
  const response = await api.post('/v1/profile-assignments', 'administrator', proposal(more));
  expect(response.status).toBe(201);
  return ((await response.json()) as { id: number }).id;
}

/** Signs on the effect as it is shown. */
async function sign(id: number, person: string): Promise<Response> {
  const { effectSha256 } = await json<{ effectSha256: string }>(
    api.get(`/v1/profile-assignments/${id}/effect`, person),
  );
  return api.post(`/v1/profile-assignments/${id}/sign`, person, { ...STATEMENT, effectSha256 });
}

async function json<T>(response: Promise<Response>): Promise<T> {
  return (await (await response).json()) as T;
}

describe('profiles', () => {
  it('are shown with the origin and certainty of every value, and who reviewed the translations', async () => {
    const { profiles, unassigned } = await json<{ profiles: { id: string }[]; unassigned: string }>(
      api.get('/v1/profiles', 'jail-one'),
    );
    expect(profiles.map(({ id }) => id)).toEqual(SHIPPED_PROFILES.map(({ profile }) => profile.id));
    expect(unassigned).toBe('2011-06');
    const shown = await json<object>(api.get('/v1/profiles/2011-06', 'auditor'));
    expect(shown).toMatchObject({
      shipped: true,
      added: null,
      assigned: [],
      profile: PROFILE_2011_06,
      origins: {
        languages: { certainty: 'found', uncertain: false },
        holdAllowed: { certainty: 'design', uncertain: true },
      },
      translations: NOTICE_LANGUAGES.map((language) => ({ language, reviewedBy: null, reviewedOn: null })),
    });
  });

  it('of a site are added by an administrator, once, with the origin of what differs', async () => {
    const own = {
      profile: { ...PROFILE_2011_06, id: 'xx-1', holdAllowed: false },
      basedOn: '2011-06',
      origins: { holdAllowed: { origin: 'found: a fictional statute', certainty: 'found' } },
    };
    expect(await codeIn(await api.post('/v1/profiles', 'attorney', own))).toBe('ROLE_MAY_NOT');
    const unexplained = await api.post('/v1/profiles', 'administrator', { ...own, origins: {} });
    expect([unexplained.status, await codeIn(unexplained)]).toEqual([422, 'ORIGIN_MISSING']);
    const added = await api.post('/v1/profiles', 'administrator', own);
    expect([added.status, await added.json()]).toEqual([
      201,
      expect.objectContaining({ id: 'xx-1', shipped: false, history: null }),
    ]);
    const again = await api.post('/v1/profiles', 'administrator', own);
    expect([again.status, await codeIn(again)]).toEqual([409, 'PROFILE_EXISTS']);
    expect(await codeIn(await api.get('/v1/profiles/xx-9', 'officer'))).toBe('NO_SUCH_PROFILE');
  });
});

describe('an assignment', () => {
  it('governs once counsel other than the proposer has signed it, and ends only forwards', async () => {
    const from = inDays(1);
    const id = await proposed({ from });
    const inForce = `/v1/profiles/in-force?jurisdiction=xx-near&at=${encodeURIComponent(from)}`;
    expect(await json(api.get(inForce, 'officer'))).toMatchObject({ profile: { id: '2011-06' }, assignment: null });
    const signed = await sign(id, 'attorney');
    expect([signed.status, await signed.json()]).toEqual([
      200,
      expect.objectContaining({
        id,
        signature: expect.objectContaining({ actor: 'attorney', name: 'Kendall Rowe', ...STATEMENT }) as object,
      }),
    ]);
    expect(await json(api.get(inForce, 'officer'))).toMatchObject({
      profile: { id: '2012-12' },
      assignment: id,
      uncertain: expect.arrayContaining(['requests']) as string[],
      missingNumbers: ['civilRights', 'dayAndNight', 'citizenOrVictim'],
    });
    expect(await json(api.get('/v1/profiles/2012-12', 'officer'))).toMatchObject({
      assigned: [{ jurisdiction: 'xx-near', from, to: null, assignment: id }],
    });
    const twice = await api.post(`/v1/profile-assignments/${id}/sign`, 'attorney', STATEMENT);
    expect([twice.status, await codeIn(twice)]).toEqual([409, 'ALREADY_SIGNED']);
    const back = { endsAt: inDays(-1), ...STATEMENT };
    expect(await codeIn(await api.post(`/v1/profile-assignments/${id}/end`, 'attorney', back))).toBe(
      'PROFILE_BACKWARDS',
    );
    const endsAt = inDays(5);
    const ended = await api.post(`/v1/profile-assignments/${id}/end`, 'attorney', { endsAt, ...STATEMENT });
    expect([ended.status, await ended.json()]).toEqual([
      200,
      expect.objectContaining({ ending: expect.objectContaining({ endsAt }) as object }),
    ]);
    const listed = await json<{ periods: { jurisdiction: string; periods: object[] }[] }>(
      api.get('/v1/profile-assignments', 'officer'),
    );
    expect(listed.periods.find(({ jurisdiction }) => jurisdiction === 'xx-near')?.periods).toEqual([
      { from: null, to: from, profileId: '2011-06', assignment: null },
      { from, to: endsAt, profileId: '2012-12', assignment: id },
      { from: endsAt, to: null, profileId: '2011-06', assignment: null },
    ]);
  });

  it('that overlaps a signed one is refused, naming it', async () => {
    const first = await proposed({ jurisdiction: 'xx-example', from: inDays(1), to: inDays(9) });
    const second = await proposed({ jurisdiction: 'xx-example', from: inDays(8), to: null });
    expect((await sign(first, 'counsel')).status).toBe(200);
    const refused = await sign(second, 'counsel');
    expect([refused.status, await refused.json()]).toEqual([
      409,
      { error: expect.objectContaining({ code: 'ASSIGNMENTS_OVERLAP', message: expect.stringContaining(`${first}`) }) },
    ]);
  });

  it('is proposed by an administrator and signed by counsel within scope, never by a program', async () => {
    const id = await proposed({ jurisdiction: 'xx-far' });
    const everywhere = await proposed({ jurisdiction: '*', from: inDays(100) });
    for (const person of ['jail-system', 'officer', 'attorney', 'crcl'])
      expect((await api.post('/v1/profile-assignments', person, proposal())).status).toBe(403);
    for (const person of ['jail-system', 'administrator', 'supervisor'])
      expect((await api.post(`/v1/profile-assignments/${id}/sign`, person, STATEMENT)).status).toBe(403);
    for (const number of [id, everywhere]) {
      const refused = await api.post(`/v1/profile-assignments/${number}/sign`, 'attorney', STATEMENT);
      expect([refused.status, await codeIn(refused)]).toEqual([403, 'OUT_OF_SCOPE']);
      expect((await sign(number, 'counsel')).status).toBe(200);
    }
    expect((await api.get('/v1/profiles', 'jail-system')).status).toBe(403);
  });

  it.each([
    ['a past beginning', { from: inDays(-1) }, 422, 'PROFILE_BACKWARDS'],
    ['an empty period', { to: inDays(1) }, 422, 'PERIOD_EMPTY'],
    ['an unknown profile', { profileId: '1999-01' }, 422, 'UNKNOWN_PROFILE'],
    ['an unknown jurisdiction', { jurisdiction: 'nowhere' }, 422, 'UNKNOWN_JURISDICTION'],
    ['a local time', { from: '2030-01-01T00:00:00' }, 400, 'BAD_INPUT'],
    ['a day that does not exist', { from: '2030-02-30T00:00:00Z' }, 400, 'BAD_INPUT'],
    ['a control character', { jurisdiction: 'x\u0000y' }, 400, 'BAD_INPUT'],
    ['blank reasons', { reasons: '   ' }, 400, 'BAD_INPUT'],
    ['nothing that it rests on', { basis: null }, 422, 'BASIS_MISSING'],
    ['an unknown recommendation', { recommendation: 99, basis: null }, 404, 'NO_SUCH_RECOMMENDATION'],
    ['a field of its own', { signature: null }, 400, 'BAD_INPUT'],
  ])('with %s is refused', async (_, more, status, code) => {
    const response = await api.post('/v1/profile-assignments', 'administrator', proposal({ from: inDays(1), ...more }));
    expect([response.status, await codeIn(response)]).toEqual([status, code]);
  });

  it('that does not exist is not found, whatever its number', async () => {
    expect(await codeIn(await api.post('/v1/profile-assignments/999/sign', 'counsel', STATEMENT))).toBe(
      'NO_SUCH_ASSIGNMENT',
    );
    expect((await api.post('/v1/profile-assignments/99999999999/sign', 'counsel', STATEMENT)).status).toBe(400);
    expect((await api.post('/v1/profile-assignments/x/end', 'counsel', {})).status).toBe(400);
    expect(await codeIn(await api.get('/v1/profiles/in-force?jurisdiction=%00', 'officer'))).toBe(
      'UNKNOWN_JURISDICTION',
    );
  });
});

describe('telephone numbers', () => {
  const entry = {
    line: 'civilRights',
    number: '(800) 555-0111',
    answeredBy: 'Fictional Office for Civil Rights',
    enforcement: false,
    hours: 'weekdays',
  };
  const call = { reached: true, on: new Date().toISOString().slice(0, 10), words: 'Answered as it says.' };

  it('are entered by an administrator and stand once another person has called them', async () => {
    expect((await api.post('/v1/phone-numbers', 'crcl', entry)).status).toBe(403);
    const { id } = await json<{ id: number }>(api.post('/v1/phone-numbers', 'administrator', entry));
    const standing = async () =>
      (await json<{ standing: { civilRights: object | null } }>(api.get('/v1/phone-numbers', 'jail-one'))).standing
        .civilRights;
    expect(await standing()).toBeNull();
    const own = await api.post(`/v1/phone-numbers/${id}/verify`, 'administrator', call);
    expect([own.status, await codeIn(own)]).toEqual([422, 'VERIFIER_ENTERED_IT']);
    expect((await api.post(`/v1/phone-numbers/${id}/verify`, 'jail-one', call)).status).toBe(403);
    expect((await api.post(`/v1/phone-numbers/${id}/verify`, 'crcl', call)).status).toBe(200);
    expect(await standing()).toMatchObject({
      number: '(800) 555-0111',
      verifiedBy: 'Lennox Farrow',
      verifiedOn: call.on,
    });
    expect((await api.post(`/v1/phone-numbers/${id}/verify`, 'crcl', { ...call, reached: false })).status).toBe(200);
    expect(await standing()).toBeNull();
    expect(await codeIn(await api.post('/v1/phone-numbers/999/verify', 'crcl', call))).toBe('NO_SUCH_NUMBER');
  });

  it('of enforcement are never taken for civil rights (E7)', async () => {
    for (const wrong of [{ enforcement: true }, { number: '+1 855 448 6903' }])
      expect(await codeIn(await api.post('/v1/phone-numbers', 'administrator', { ...entry, ...wrong }))).toBe(
        'CIVIL_RIGHTS_BY_ENFORCEMENT',
      );
    expect(await codeIn(await api.post('/v1/phone-numbers', 'administrator', { ...entry, line: 'dayAndNight' }))).toBe(
      'NOT_DAY_AND_NIGHT',
    );
    expect((await api.post('/v1/phone-numbers', 'administrator', { ...entry, number: 'call us' })).status).toBe(400);
  });
});

describe('changes', () => {
  it('are listed with who and when, and every act and refusal is audited', async () => {
    const { changes } = await json<{ changes: { what: string; by: string }[] }>(
      api.get('/v1/profile-changes', 'auditor'),
    );
    for (const [what, by] of [
      ['PROFILE_ADDED', 'administrator'],
      ['ASSIGNMENT_PROPOSED', 'administrator'],
      ['ASSIGNMENT_SIGNED', 'attorney'],
      ['ASSIGNMENT_ENDED', 'attorney'],
      ['NUMBER_ENTERED', 'administrator'],
      ['NUMBER_CALLED', 'crcl'],
    ])
      expect(changes).toContainEqual(expect.objectContaining({ what, by }));
    expect((await api.get('/v1/profile-changes', 'jail-one')).status).toBe(403);
    const audited = await api.records.audit.list({ limit: 500 });
    expect(audited).toContainEqual(expect.objectContaining({ act: 'signProfileAssignment', outcome: 'DONE' }));
    expect(audited).toContainEqual(
      expect.objectContaining({ act: 'signProfileAssignment', outcome: 'REFUSED', code: 'ROLE_MAY_NOT' }),
    );
  });
});
