import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MoaView, ReceivingWordView, RequestView } from '../../../domain/api/receiving-views.ts';
import { answerTo } from '../../../domain/jurisdiction/requests.ts';
import { type FakeApi, fakeApi, sc } from './fixture.ts';

const BY = { id: 'county', name: 'Remy Castell', role: 'government_official' } as const;
const WORD: ReceivingWordView = {
  number: 1,
  party: 'jurisdiction:XX-EXAMPLE',
  receives: false,
  from: '2030-01-01T05:00:00Z',
  reasons: 'The board voted.',
  by: BY,
  recordedAt: '2029-12-01T00:00:00.000Z',
  letter: null,
  finding: null,
};
const MOA: MoaView = {
  id: 1,
  state: 'XX',
  executedOn: '2009-04-01',
  source: 'The paper.',
  enteredBy: 'administrator',
  enteredAt: '2029-12-01T00:00:00.000Z',
  ended: null,
  findings: [],
};
const ENDED = { by: 'STATE', on: '2011-05-04', source: 'Letter.', enteredBy: 'administrator', enteredAt: '' } as const;
const FOUND = { ...WORD, party: 'state:XX', finding: { moaId: 1, title: 'Chief counsel' } };
const REQUEST: RequestView = {
  number: 4,
  kind: 'CRIMINAL_CHECK_ONLY',
  words: 'We do not agree.',
  answer: answerTo('CRIMINAL_CHECK_ONLY'),
  by: { ...BY, scope: { kind: 'jurisdiction', jurisdiction: 'XX-EXAMPLE' } },
  at: '2029-12-01T00:00:00.000Z',
};

let api: FakeApi;
beforeEach(async () => {
  api = await fakeApi();
});
afterEach(async () => {
  await api.stop();
});

function sent(): unknown {
  return JSON.parse(api.heard.at(-1)?.body ?? 'null');
}

describe('sc receiving', () => {
  it('lists where everyone stands and every word', async () => {
    const standing = [{ party: 'jurisdiction:XX-EXAMPLE', receives: false, since: WORD.from }];
    api.answers.set('GET /v1/receiving-choices', { status: 200, json: { standing, words: [WORD] } });
    const { code, out } = await sc(['receiving', 'list', '--as', 'county'], api.env);
    expect(code).toBe(0);
    expect(out).toContain('XX-EXAMPLE does not receive identifications since Tue 2030-01-01 05:00 UTC');
    expect(out).toContain('Remy Castell');
    api.answers.set('GET /v1/receiving-choices', { status: 200, json: { standing: [], words: [] } });
    expect((await sc(['receiving', 'list', '--as', 'county'], api.env)).out).toContain('Nobody has chosen');
  });

  it('chooses at once, and by a letter that is named whole', async () => {
    api.answers.set('POST /v1/receiving-choices', { status: 201, json: WORD });
    const stop = [
      'receiving',
      'stop',
      '--jurisdiction',
      'XX-EXAMPLE',
      '--reasons',
      'The board voted.',
      '--as',
      'county',
    ];
    const { out } = await sc(stop, api.env);
    const choice = {
      jurisdiction: 'XX-EXAMPLE',
      receives: false,
      from: null,
      reasons: 'The board voted.',
      letter: null,
    };
    expect(sent()).toEqual(choice);
    expect(out).toContain('Nothing else changes.');
    const half = await sc([...stop, '--letter-of', 'County board'], api.env);
    expect([half.code, half.err]).toEqual([2, expect.stringContaining('--letter-dated')]);
    await sc([...stop, '--letter-of', 'County board', '--letter-dated', '2011-05-02', '--from', WORD.from], api.env);
    expect(sent()).toEqual({ ...choice, from: WORD.from, letter: { signedBy: 'County board', dated: '2011-05-02' } });
  });

  it('lists what was withheld', async () => {
    const caseId = `booking-${'ab'.repeat(20)}`;
    const message = { messageId: 'm', caseId, kind: 'NO_MATCH', address: 'sib:XXSIB0000', notedAt: WORD.from };
    api.answers.set('GET /v1/withheld', { status: 200, json: { messages: [message] } });
    expect((await sc(['receiving', 'withheld', '--as', 'auditor'], api.env)).out).toMatch(
      /NO_MATCH +sib:XXSIB0000 +abab/,
    );
  });
});

describe('sc moa', () => {
  it('lists agreements with what each comes to', async () => {
    const moas = [MOA, { ...MOA, id: 2, ended: ENDED }, { ...MOA, id: 3, ended: ENDED, findings: [FOUND] }];
    api.answers.set('GET /v1/moas', { status: 200, json: { moas } });
    const { out } = await sc(['moa', 'list', '--as', 'officer'], api.env);
    expect(out).toMatch(/by the state on 2011-05-04 +none until counsel finds/);
    expect(out).toContain('the state XX does not receive immigration status information from Tue 2030-01-01 05:00 UTC');
    api.answers.set('GET /v1/moas', { status: 200, json: { moas: [] } });
    expect((await sc(['moa', 'list', '--as', 'officer'], api.env)).out).toContain('None is needed.');
  });

  it('enters, ends and finds', async () => {
    api.answers.set('POST /v1/moas', { status: 201, json: MOA });
    await sc(
      ['moa', 'add', 'XX', '--executed', '2009-04-01', '--source', 'The paper.', '--as', 'administrator'],
      api.env,
    );
    expect(sent()).toEqual({ state: 'XX', executedOn: '2009-04-01', source: 'The paper.' });
    api.answers.set('POST /v1/moas/1/end', { status: 200, json: { ...MOA, ended: ENDED } });
    const end = ['moa', 'end', '1', '--by', 'STATE', '--on', '2011-05-04', '--source', 'Letter.'];
    await sc([...end, '--as', 'administrator'], api.env);
    expect(sent()).toEqual({ by: 'STATE', on: '2011-05-04', source: 'Letter.' });
    api.answers.set('POST /v1/moas/1/find', { status: 201, json: FOUND });
    const find = ['moa', 'find', '1', '--title', 'Chief counsel', '--statement', 'Read.', '--as', 'counsel'];
    await sc(find, api.env);
    expect(sent()).toEqual({ receives: false, from: null, title: 'Chief counsel', statement: 'Read.' });
    await sc([...find, '--receives'], api.env);
    expect(sent()).toMatchObject({ receives: true });
  });
});

describe('sc sharing-request', () => {
  it('shows the answer to a request, and lists them', async () => {
    api.answers.set('POST /v1/sharing-requests', { status: 201, json: REQUEST });
    const words = ['--words', 'We do not agree.', '--as', 'county'];
    const { out } = await sc(['sharing-request', 'make', 'criminal-check-only', ...words], api.env);
    expect(sent()).toEqual({ kind: 'CRIMINAL_CHECK_ONLY', words: 'We do not agree.' });
    expect(out).toContain('It has no effect. Your request is kept on record.');
    api.answers.set('GET /v1/sharing-requests', { status: 200, json: { requests: [REQUEST] } });
    expect((await sc(['sharing-request', 'list', '--as', 'auditor'], api.env)).out).toContain('CRIMINAL_CHECK_ONLY');
  });
});
