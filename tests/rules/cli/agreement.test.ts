import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Agreement } from '../../../domain/agreement/agreement.ts';
import { CASE_ID, type FakeApi, fakeApi, fullCase, sc } from './fixture.ts';

const SIGNATURE = {
  actor: 'counsel',
  name: 'Oakley Thorne',
  title: 'Chief counsel',
  statement: 'I have read it.',
  at: '2029-12-01T00:00:00.000Z',
};
const PERIOD = { from: '2030-01-01T05:00:00Z', to: null, reasons: 'A memorandum.' };
const ENTERED = { enteredBy: 'administrator', enteredAt: '2029-11-01T00:00:00.000Z' };
const AGREEMENT: Agreement = {
  id: 2,
  jurisdiction: 'XX-EXAMPLE',
  supervisor: { id: 'supervisor', name: 'Jordan Pell' },
  ...PERIOD,
  ...ENTERED,
  signature: SIGNATURE,
  ending: null,
  designations: [
    {
      id: 4,
      officer: { id: 'deputy', name: 'Sawyer Lind' },
      trainedOn: '2029-06-01',
      ...PERIOD,
      ...ENTERED,
      signature: null,
      withdrawal: null,
    },
  ],
};
const WITHDRAWN = { endsAt: '2030-02-01T00:00:00Z', signature: { ...SIGNATURE, statement: 'Left the force.' } };

let api: FakeApi;
beforeEach(async () => {
  api = await fakeApi();
});
afterEach(async () => {
  await api.stop();
});

const body = (): unknown => JSON.parse(api.heard.at(-1)?.body ?? 'null');

describe('sc agreement', () => {
  it.each(['list', 'add', 'sign', 'end', 'designate', 'sign-officer', 'withdraw'])(
    '%s --help shows examples',
    async (verb) => {
      const { code, out } = await sc(['agreement', verb, '--help']);
      expect(code).toBe(0);
      expect(out).toContain(`$ sc agreement ${verb}`);
    },
  );

  it('list says what is in force and under whom, and what counts for nothing', async () => {
    const now = '2030-03-01T00:00:00Z';
    const [designation] = AGREEMENT.designations;
    const ended = { ...AGREEMENT, id: 1, ending: WITHDRAWN, designations: [] };
    const agreements = [
      ended,
      { ...AGREEMENT, designations: [{ ...designation, signature: SIGNATURE, withdrawal: WITHDRAWN }] },
      { ...AGREEMENT, id: 3 },
    ];
    api.answers.set('GET /v1/agreements', { status: 200, json: { agreements, now } });
    const { code, out } = await sc(['agreement', 'list', '--as', 'deputy'], api.env);
    expect(code).toBe(0);
    expect(out).toMatch(/Agreement 1 with XX-EXAMPLE.*ended from .* by Oakley Thorne: Left the force\./);
    expect(out).toMatch(/Agreement 2 with XX-EXAMPLE.*signed by Oakley Thorne; in force/);
    expect(out).toContain('supervised by Jordan Pell (supervisor)');
    expect(out).toMatch(/4 +Sawyer Lind \(deputy\) +trained 2029-06-01 .*withdrawn from/);
    expect(out).toMatch(/4 +Sawyer Lind .*UNSIGNED: counts for nothing/);
    const json = await sc(['agreement', 'list', '--as', 'deputy', '--json'], api.env);
    expect(JSON.parse(json.out)).toMatchObject({ agreements: [{ id: 1 }, { id: 2 }, { id: 3 }] });
  });

  it('add and designate say who signs next; nothing is assumed', async () => {
    api.answers.set('POST /v1/agreements', { status: 201, json: { ...AGREEMENT, signature: null } });
    const period = ['--from', PERIOD.from, '--reasons', PERIOD.reasons, '--as', 'administrator'];
    const add = ['agreement', 'add', '--jurisdiction', 'XX-EXAMPLE', '--supervisor', 'supervisor:Jordan Pell'];
    const added = await sc([...add, ...period], api.env);
    expect(added.out).toContain('sc agreement sign 2 --title');
    expect(body()).toEqual({
      jurisdiction: 'XX-EXAMPLE',
      supervisor: { id: 'supervisor', name: 'Jordan Pell' },
      ...PERIOD,
    });
    const incomplete = await sc(add, api.env);
    expect([incomplete.code, incomplete.err]).toEqual([2, expect.stringContaining('OPTION_MISSING')]);
    api.answers.set('POST /v1/agreements/2/designations', { status: 201, json: AGREEMENT });
    const designate = ['agreement', 'designate', '2', '--officer', 'deputy:Sawyer Lind', '--trained-on', '2029-06-01'];
    const designated = await sc([...designate, ...period], api.env);
    expect(designated.out).toContain('sc agreement sign-officer 4 --title');
    expect(body()).toEqual({ officer: { id: 'deputy', name: 'Sawyer Lind' }, trainedOn: '2029-06-01', ...PERIOD });
  });

  it.each([
    ['sign', '/v1/agreements/2/sign', {}],
    ['end', '/v1/agreements/2/end', { endsAt: null }],
    ['sign-officer', '/v1/designations/2/sign', {}],
    ['withdraw', '/v1/designations/2/withdraw', { endsAt: null }],
  ])('%s sends who states what', async (verb, path, more) => {
    api.answers.set(`POST ${path}`, { status: 200, json: AGREEMENT });
    const { code } = await sc(
      ['agreement', verb, '2', '--title', 'Counsel', '--statement', 'Read.', '--as', 'counsel'],
      api.env,
    );
    expect(code).toBe(0);
    expect(body()).toEqual({ ...more, title: 'Counsel', statement: 'Read.' });
  });
});

describe('a designated officer on the command line', () => {
  it('states the agreement and his or her own words with an option, and a reader sees whose supervision is waited for', async () => {
    api.answers.set(`POST /v1/cases/3f2a/acts/recordInterview`, {
      status: 200,
      json: { status: 'DONE', act: 'recordInterview', idempotencyKey: 'some-key-1' },
    });
    const interview = ['--held-at', '2030-02-01T00:00:00Z', '--officer', 'Sawyer Lind', '--language', 'es'];
    const said = ['--place', 'JAIL', '--refused', 'no', '--summary', 'Nothing claimed.', '--as', 'deputy'];
    const stated = ['--delegation', '2:I took no part in the arrest or the booking.'];
    const { code, err } = await sc(['interview', '3f2a', ...interview, ...said, ...stated], api.env);
    expect([code, err]).toEqual([0, '']);
    expect(body()).toMatchObject({
      delegation: { agreementId: 2, neitherArrestedNorBooked: 'I took no part in the arrest or the booking.' },
    });
    const wrong = await sc(['interview', '3f2a', ...interview, ...said, '--delegation', 'two'], api.env);
    expect(wrong.err).toContain('OPTION_UNREADABLE');

    const under = { agreementId: 2, supervisor: { name: 'Jordan Pell' } };
    const taken = {
      at: '2030-02-01T00:00:00Z',
      by: { name: 'Sawyer Lind' },
      under,
      value: { decision: 'DETAINER', reasons: 'Two convictions.' },
    };
    const state = { pendingSecond: { taken, awaits: ['SUPERVISION', 'SECOND_OFFICER'] } };
    api.answers.set('GET /v1/cases/3f2a', { status: 200, json: fullCase({ state, caseId: CASE_ID }) });
    const shown = await sc(['case', 'show', '3f2a', '--as', 'supervisor'], api.env);
    expect(shown.out).toContain('waits for the agreement’s supervisor and a second officer');
    expect(shown.out).toContain('by Sawyer Lind (287(g) agreement 2, supervised by Jordan Pell)');
  });
});
