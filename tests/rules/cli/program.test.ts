import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VERB_NAMES } from '../../../cli/program.ts';
import { VERBS } from '../../../cli/verbs.ts';
import { CASE_ID, DETAINER_ID, type FakeApi, fakeApi, fullCase, refusal, sc } from './fixture.ts';

let api: FakeApi;

beforeEach(async () => {
  api = await fakeApi();
});
afterEach(async () => {
  await api.stop();
});

const LEAVES = [
  ...['submit', 'validate', 'inspect', 'make'].map((verb) => ['booking', verb]),
  ...['list', 'show', 'late', 'watch'].map((verb) => ['case', verb]),
  ...['list', 'show', 'form'].map((verb) => ['detainer', verb]),
  ...['list', 'read', 'acknowledge'].map((verb) => ['mailbox', verb]),
  ...['import', 'report', 'agencies', 'jurisdictions', 'unassign'].map((verb) => ['register', verb]),
  ...['list', 'acknowledge', 'settle'].map((verb) => ['alarms', verb]),
  ['clock', 'advance'],
  ['deadline'],
  ['verify'],
  ['people'],
  ...Object.values(VERBS).map(({ words }) => [...words]),
];

describe('help', () => {
  it.each(LEAVES.map((words) => [words.join(' '), words] as const))('of sc %s shows examples', async (_, words) => {
    const { code, out, err } = await sc([...words, '--help']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`Usage: sc ${words.join(' ')}`);
    expect(out).toMatch(/Examples?:\n/);
    expect(out).toContain('--json');
  });

  it('of sc names every verb, the exit codes and how to say who acts', async () => {
    for (const words of [[], ['--help'], ['help']]) {
      const { code, out, err } = await sc(words);
      expect(code).toBe(0);
      for (const name of VERB_NAMES) expect(out + err).toContain(`  ${name} `);
      expect(out).toMatch(
        /Exit codes: 0 done, 1 unexpected, 2 refused input, 3 not allowed, 4 not found, 5 unavailable/,
      );
      expect(out).toContain('--as NAME');
    }
  });
});

describe('exit codes', () => {
  it.each([
    [400, 2, 'BAD_INPUT'],
    [409, 2, 'CASE_CLOSED'],
    [422, 2, 'NO_DETAINER_CITIZENSHIP'],
    [401, 3, 'SIGN_IN_INVALID'],
    [403, 3, 'OUT_OF_SCOPE'],
    [404, 4, 'NO_SUCH_CASE'],
    [503, 5, 'RECORDS_UNAVAILABLE'],
    [500, 1, 'UNEXPECTED'],
  ])('HTTP %i is exit code %i', async (status, code, name) => {
    api.answers.set('GET /v1/cases/3f2a', { status, json: refusal(name, 'Say it otherwise.', 'id') });
    const ran = await sc(['case', 'show', '3f2a', '--as', 'officer'], api.env);
    expect(ran).toEqual({ code, out: '', err: `${name}: Say it otherwise. (id)\n` });
  });

  it('an API that is not there is unavailable, a wrong use refused input', async () => {
    const away = await sc(['people', '--api', 'http://127.0.0.1:9']);
    expect([away.code, away.err]).toEqual([5, expect.stringMatching(/^API_UNREACHABLE: .*npm start/)]);
    expect((await sc(['nonsense'])).code).toBe(2);
    expect((await sc(['case', 'show'])).code).toBe(2);
    expect((await sc(['case', 'show', '3f2a', '--nonsense'])).code).toBe(2);
    expect((await sc(['people', '--api', 'not a url'])).code).toBe(2);
  });

  it('something else that answers there is named as such', async () => {
    api.answers.set('GET /v1/development/people', { status: 404, json: 'hello' });
    const ran = await sc(['people'], api.env);
    expect([ran.code, ran.err]).toEqual([4, expect.stringContaining('NOT_OUR_API')]);
  });

  it('with --json the error is JSON on stderr', async () => {
    api.answers.set('GET /v1/cases/3f2a', { status: 403, json: refusal('OUT_OF_SCOPE', 'Not yours.', 'actor.scope') });
    const { code, out, err } = await sc(['case', 'show', '3f2a', '--as', 'officer', '--json'], api.env);
    expect([code, out]).toEqual([3, '']);
    expect(JSON.parse(err)).toEqual(refusal('OUT_OF_SCOPE', 'Not yours.', 'actor.scope'));
  });

  it('a sign-in is asked for', async () => {
    const { code, err } = await sc(['case', 'list'], api.env);
    expect([code, err]).toEqual([3, expect.stringMatching(/^NO_SIGN_IN: .*--as/)]);
    expect(api.heard).toEqual([]);
  });
});

describe('who acts', () => {
  beforeEach(() => {
    api.answers.set('GET /v1/cases', { status: 200, json: { cases: [], next: null } });
  });

  it('is a development person whose session is kept for its owner only, and used again', async () => {
    await sc(['case', 'list', '--as', 'officer'], api.env);
    await sc(['--as', 'officer', 'case', 'list'], api.env);
    expect(api.heard.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v1/development/sessions',
      'GET /v1/cases',
      'GET /v1/cases',
    ]);
    expect(api.heard[2]?.authorization).toBe('Bearer sc_session-of-a-test');
    expect(statSync(join(api.dir, 'cli', 'tokens.json')).mode & 0o777).toBe(0o600);
  });

  it('signs in again once, where the session has ended', async () => {
    let asked = 0;
    api.answers.set('GET /v1/cases', () => {
      asked += 1;
      return asked === 2
        ? { status: 401, json: refusal('SIGN_IN_INVALID', 'Sign in again.') }
        : { status: 200, json: { cases: [], next: null } };
    });
    await sc(['case', 'list', '--as', 'officer'], api.env);
    expect((await sc(['case', 'list', '--as', 'officer'], api.env)).code).toBe(0);
    expect(api.heard.filter(({ method }) => method === 'POST')).toHaveLength(2);
  });

  it('is the bearer of SC_TOKEN where no name is given; that token is never renewed', async () => {
    await sc(['case', 'list'], { ...api.env, SC_TOKEN: 'sc_given' });
    expect(api.heard[0]?.authorization).toBe('Bearer sc_given');
    api.answers.set('GET /v1/cases', { status: 401, json: refusal('SIGN_IN_INVALID', 'Sign in again.') });
    expect((await sc(['case', 'list'], { ...api.env, SC_TOKEN: 'sc_given' })).code).toBe(3);
    expect(api.heard.some(({ path }) => path.includes('sessions'))).toBe(false);
  });
});

describe('case show', () => {
  beforeEach(() => {
    api.answers.set('GET /v1/cases/3f2a', { status: 200, json: fullCase() });
  });

  it('draws the stages, the clock with its limit in the jail’s zone, and says what comes next', async () => {
    const { code, out } = await sc(['case', 'show', '3f2a', '--as', 'officer'], api.env);
    expect(code).toBe(0);
    expect(out).toContain('● decision ── ◉ ENFORCEMENT ── ○ ended');
    expect(out).toContain(`[${'#'.repeat(10)}${'.'.repeat(30)}]  3 d left`);
    expect(out).toContain('limit Tue 2011-09-20 17:00 -04:00 (America/New_York)');
    expect(out).toContain('Next: an officer records the interview');
    expect(out).toContain('this case’s time is 1 d ahead');
    expect(out).toContain('INTERVIEW_WAITING');
    expect(out).toContain('Fri 2011-09-16 15:00 -04:00  An officer decided: detainer.  (Harper Quill, field officer)');
    expect(out).toMatch(/sc interview 3f2a000000 --as officer/);
    expect(out).toMatch(/sc detainer cancel 3f2a000000-1 --as officer/);
    expect(out).not.toContain('\u001b[');
  });

  it('shows a passed limit in words, not by colour alone', async () => {
    const view = fullCase();
    view.detainers = view.detainers.map((detainer) => ({
      ...detainer,
      hold: 'AUTHORITY_ENDED',
      remainingMs: -3_600_000,
      violation: true,
    }));
    api.answers.set('GET /v1/cases/3f2a', { status: 200, json: view });
    const { out } = await sc(['case', 'show', '3f2a', '--as', 'officer'], api.env);
    expect(out).toContain(`[${'#'.repeat(40)}]`);
    expect(out).toContain('limit passed 1 h ago: nothing in the request allows the person to be held');
    expect(out).toContain('VIOLATION');
  });

  it('shows what a decision rests on to a reader who was given it', async () => {
    const facts = [{ label: 'Admitted', value: 'until 2009-03-01' }];
    const data = { records: [{ database: 'Arrival file', consultedAt: '2011-09-16T18:00:00Z', facts }] };
    const event = { ...fullCase().events[0], position: 1, kind: 'DATABASES_ANSWERED', summary: 'answered', data };
    const review = { value: { lastKnownStatus: 'OVERSTAY', opinion: 'APPEARS_REMOVABLE', basis: 'Visa ended.' } };
    api.answers.set('GET /v1/cases/3f2a', {
      status: 200,
      json: fullCase({ events: [event], state: { review, decision: null } }),
    });
    const { out } = await sc(['case', 'show', '3f2a', '--as', 'officer'], api.env);
    expect(out).toContain('Arrival file: Admitted: until 2009-03-01');
    expect(out).toContain('review: overstay, appears removable: Visa ended.');
  });

  it('lets words of the public neither steer the terminal nor look like lines of ours', async () => {
    const words = 'born here\r\n\nclaim-2  set aside \u001b[8m\u0000\u009b2J \u202Egnisrever';
    const claim = { claimId: 'claim-1', what: 'CITIZENSHIP', channel: 'PUBLIC_PAGE', at: '2011-09-16T19:00:00Z' };
    const claims = [{ ...claim, words, status: 'OPEN', setAside: [] }];
    api.answers.set('GET /v1/cases/3f2a', { status: 200, json: fullCase({ state: { claims } }) });
    const { out } = await sc(['case', 'show', '3f2a', '--as', 'officer'], api.env);
    expect(out).not.toMatch(/(?!\n)[\p{Cc}\u202E]/u);
    expect(out).toContain('open: “born here claim-2 set aside');
  });

  it('uses colours on a terminal only', async () => {
    const { out } = await sc(['case', 'show', '3f2a', '--as', 'officer'], api.env, { colour: true });
    expect(out).toContain('\u001b[');
  });

  it('prints the very answer with --json', async () => {
    const { out } = await sc(['case', 'show', '3f2a', '--as', 'officer', '--json'], api.env);
    expect(JSON.parse(out)).toEqual(fullCase());
  });
});

describe('case late', () => {
  it('prints what came too late, as it was said', async () => {
    const message = { from: 'JAIL', reference: DETAINER_ID, receivedAt: '2011-09-18T00:00:00Z' };
    const messages = [
      { ...message, statement: '{"kind":"STILL_HELD"}' },
      { ...message, statement: null },
    ];
    api.answers.set('GET /v1/cases/3f2a/late-messages', { status: 200, json: { caseId: CASE_ID, messages } });
    const { out } = await sc(['case', 'late', '3f2a', '--as', 'crcl'], api.env);
    expect(out).toContain(`JAIL for ${DETAINER_ID}\n  {"kind":"STILL_HELD"}`);
    expect(out).toContain('cleared');
  });
});

describe('case watch', () => {
  it('prints each change once and ends when the case is closed', async () => {
    let asked = 0;
    api.answers.set('GET /v1/cases/3f2a', () => {
      asked += 1;
      const closed = {
        immigration: 'ENDED',
        outcome: 'REMOVAL_NOT_SOUGHT',
        nextStep: 'closed',
        closedAt: '2011-09-18T00:00:00Z',
      };
      return { status: 200, json: asked < 3 ? fullCase() : fullCase(closed) };
    });
    const { code, out } = await sc(['case', 'watch', '3f2a', '--as', 'officer', '--every', '0.1'], api.env);
    expect([code, asked]).toEqual([0, 3]);
    expect(out.match(/An officer decided/g)).toHaveLength(1);
    expect(out.trim().split('\n')).toHaveLength(3);
    expect(out).toContain('next: closed');
  });

  it('prints one line of JSON for each change', async () => {
    api.answers.set('GET /v1/cases/3f2a', { status: 200, json: fullCase({ closedAt: '2011-09-18T00:00:00Z' }) });
    const { out } = await sc(['case', 'watch', '3f2a', '--as', 'officer', '--json'], api.env);
    expect(JSON.parse(out)).toMatchObject({ caseId: CASE_ID, closedAt: '2011-09-18T00:00:00Z' });
  });
});

describe('acts', () => {
  const path = `/v1/cases/3f2a/acts/requestAnotherReview`;
  const done = { status: 200, json: { status: 'DONE', act: 'requestAnotherReview', idempotencyKey: 'k' } };

  it('send what was typed, and say what became of it', async () => {
    api.answers.set(`POST ${path}`, done);
    const ran = await sc(['another-review', '3f2a', '--as', 'officer', '--reasons', 'A new document.'], api.env);
    expect(ran).toEqual({ code: 0, out: 'Recorded.\n', err: '' });
    expect(JSON.parse(api.heard.at(-1)?.body ?? '')).toEqual({ reasons: 'A new document.' });
  });

  it('take all answers from a file, and no template that is not filled in', async () => {
    api.answers.set(`POST ${path}`, done);
    const file = join(api.dir, 'act.json');
    writeFileSync(file, JSON.stringify({ reasons: 'From a file.' }));
    expect((await sc(['another-review', '3f2a', '--as', 'officer', '--file', file, '--json'], api.env)).code).toBe(0);
    expect(JSON.parse(api.heard.at(-1)?.body ?? '')).toEqual({ reasons: 'From a file.' });
    writeFileSync(file, (await sc(['another-review', '--template'])).out);
    const unfilled = await sc(['another-review', '3f2a', '--as', 'officer', '--file', file], api.env);
    expect([unfilled.code, unfilled.err]).toEqual([2, expect.stringContaining('TEMPLATE_UNFILLED')]);
  });

  it('assume nothing: what is missing is named, and nothing is sent', async () => {
    const ran = await sc(['decide', '3f2a', '--as', 'officer', '--decision', 'NO_ACTION'], api.env);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(
      /^OPTION_MISSING: Still to be given: --factor, --citizenship, --victim, --vulnerable, --reasons/,
    );
    expect(api.heard).toEqual([]);
  });

  it('on a detainer take now as its own time', async () => {
    const { detainers } = fullCase();
    api.answers.set('GET /v1/detainers/3f2a-1', { status: 200, json: detainers[0] });
    api.answers.set('POST /v1/detainers/3f2a-1/acts/acknowledgeDetainer', {
      status: 202,
      json: { status: 'TAKEN', act: 'acknowledgeDetainer', idempotencyKey: 'k' },
    });
    const { code } = await sc(['detainer', 'acknowledge', '3f2a-1', '--as', 'jail-one', '--at', 'now'], api.env);
    expect(code).toBe(0);
    expect(JSON.parse(api.heard.at(-1)?.body ?? '')).toEqual({ receivedAt: '2011-09-17T21:00:00.000Z' });
  });

  it('show every reason of a refusal', async () => {
    const details = [
      { field: 'heldAt', code: 'CUSTOM', reason: 'no such instant' },
      { field: 'summary', code: 'CUSTOM', reason: 'say it in words' },
    ];
    api.answers.set(`POST ${path}`, {
      status: 400,
      json: { error: { code: 'BAD_INPUT', message: 'Two faults.', details } },
    });
    const { err } = await sc(['another-review', '3f2a', '--as', 'officer', '--reasons', 'x'], api.env);
    expect(err).toContain('  heldAt: CUSTOM: no such instant\n  summary: CUSTOM: say it in words');
  });
});

describe('detainer show', () => {
  const view = fullCase().detainers[0];
  const showing = async (more: Record<string, unknown>): Promise<string> => {
    api.answers.set('GET /v1/detainers/3f2a-1', { status: 200, json: { ...view, ...more } });
    return (await sc(['detainer', 'show', '3f2a-1', '--as', 'officer'], api.env)).out;
  };

  it('draws the clock with its marks, the grounds and the places, and what can be done', async () => {
    const out = await showing({});
    expect(out).toContain(`[${'#'.repeat(10)}${'.'.repeat(30)}]  3 d left`);
    expect(out).toContain('the request allows the person to be held until the limit');
    expect(out).toContain('○ Sun 2011-09-18 17:00 -04:00  48 consecutive hours have passed');
    expect(out).toContain('BOOKING  charges  since before the issue  ended Fri 2011-09-16 17:00 -04:00');
    expect(out).toContain('since before the issue  Example County Sheriff  XX0010100  America/New_York');
    expect(out).toContain('code 7K3M-9QXW-2B4D-6F8H');
    expect(out).toMatch(/sc detainer cancel 3f2a000000-1 --as officer/);
  });

  it('shows no time left once authority has ended before the limit', async () => {
    const says = 'authority under this request has ended; release now';
    const authority = { allowed: false, ended: true, says };
    const out = await showing({ hold: 'AUTHORITY_ENDED', delivery: 'CANCELLED', remainingMs: 0, authority });
    expect(out).toContain(`[${'#'.repeat(40)}]  no time left`);
    expect(out).toContain(says);
    expect(out).not.toMatch(/\d (d|h|min) left/);
  });

  it('says when the ground of a dormant one was confirmed, and since when it is in question', async () => {
    const dormant = { hold: 'DORMANT', startedAt: null, limitAt: null, remainingMs: null, marks: [] };
    const out = await showing({ ...dormant, groundAskedAt: '2011-09-17T12:00:00Z' });
    expect(out).toContain('last confirmed Fri 2011-09-16 15:00 -04:00; in question since Sat 2011-09-17 08:00 -04:00');
  });
});

describe('detainer form', () => {
  const sha256 = 'ab'.repeat(32);
  const path = '/v1/detainers/3f2a-1/documents';
  const head = { madeAt: '2011-09-16T19:00:00Z', bytes: 2048 };
  const documents = [
    { kind: 'REQUEST', revision: 1, sha256: 'cd'.repeat(32), ...head },
    { kind: 'REQUEST', revision: 2, sha256, ...head },
  ];

  beforeEach(() => {
    api.answers.set(`GET ${path}`, { status: 200, json: { detainerId: DETAINER_ID, documents } });
    api.answers.set(`GET ${path}/${sha256}`, { status: 200, json: 'the newest form' });
    api.answers.set(`GET ${path}/${'cd'.repeat(32)}`, { status: 200, json: 'the first form' });
  });

  it('lists what there is', async () => {
    const { code, out } = await sc(['detainer', 'form', '3f2a-1', '--as', 'jail-one'], api.env);
    expect([code, out]).toEqual([0, expect.stringMatching(/request {3}2 .* 2 KiB {2}abab/)]);
  });

  it('saves the newest of its kind, or all of them into a folder', async () => {
    const file = join(api.dir, 'form.pdf');
    const one = await sc(['detainer', 'form', '3f2a-1', '--as', 'jail-one', '--out', file], api.env);
    expect([one.code, one.out]).toEqual([0, expect.stringContaining('request, revision 2')]);
    expect(readFileSync(file, 'utf8')).toContain('the newest form');
    const folder = join(api.dir, 'forms');
    mkdirSync(folder);
    await sc(['detainer', 'form', '3f2a-1', '--as', 'jail-one', '--out', folder], api.env);
    expect(readdirSync(folder).toSorted()).toEqual(['request-1-cdcdcdcd.pdf', 'request-2-abababab.pdf']);
  });

  it('saves for its owner only, and says where it cannot save', async () => {
    const words = ['detainer', 'form', '3f2a-1', '--as', 'jail-one', '--out'];
    await sc([...words, join(api.dir, 'mine.pdf')], api.env);
    expect(statSync(join(api.dir, 'mine.pdf')).mode & 0o777).toBe(0o600);
    const ran = await sc([...words, join(api.dir, 'nowhere', 'form.pdf')], api.env);
    expect([ran.code, ran.err]).toEqual([2, expect.stringContaining('FILE_NOT_SAVED')]);
  });

  it('names a kind that was not made', async () => {
    const words = ['detainer', 'form', '3f2a-1', '--as', 'jail-one', '--out', join(api.dir, 'no.pdf')];
    const ran = await sc([...words, '--kind', 'release-notice'], api.env);
    expect([ran.code, ran.err]).toEqual([4, expect.stringContaining('NO_SUCH_DOCUMENT')]);
  });
});

describe('alarms', () => {
  it('show who has acknowledged and who has not', async () => {
    api.answers.set('GET /v1/alarms', { status: 200, json: { alarms: fullCase().alarms } });
    const { out } = await sc(['alarms', 'list', '--as', 'officer'], api.env);
    expect(out).toContain('jordan (supervisor); not yet: field officer');
  });

  it('are settled with reasons in words, and not without', async () => {
    const receipt = { at: '2011-09-18T00:00:00Z', by: 'crcl' };
    api.answers.set('POST /v1/alarms/17/settle', { status: 200, json: receipt });
    const bare = await sc(['alarms', 'settle', '17', '--as', 'crcl'], api.env);
    expect([bare.code, bare.err]).toEqual([2, expect.stringContaining('--reasons')]);
    expect(api.heard).toEqual([]);
    const words = ['--reasons', 'The jail was written to.', '--at', receipt.at];
    expect((await sc(['alarms', 'settle', '17', '--as', 'crcl', ...words], api.env)).code).toBe(0);
    expect(JSON.parse(api.heard.at(-1)?.body ?? '')).toEqual({ at: receipt.at, reasons: 'The jail was written to.' });
  });
});

describe('other commands', () => {
  it('submit the very bytes of a file', async () => {
    api.answers.set('POST /v1/bookings', { status: 201, json: { caseId: CASE_ID, status: 'ACCEPTED' } });
    const file = join(import.meta.dirname, '..', '..', '..', 'samples', '01-no-match.eft');
    const { code, out } = await sc(['booking', 'submit', file, '--as', 'jail-one'], api.env);
    expect([code, out]).toEqual([0, expect.stringContaining('sc case show 3f2a000000 --as jail-one')]);
    expect(api.heard.at(-1)?.body).toBe(readFileSync(file).toString('latin1'));
    expect((await sc(['booking', 'submit', 'no-such-file', '--as', 'jail-one'], api.env)).code).toBe(2);
  });

  it.each([
    ['49h', 176_400_000],
    ['30m', 1_800_000],
    ['2d1h', 176_400_000],
  ])('advance a clock by %s', async (by, byMs) => {
    api.answers.set('POST /v1/development/clock', {
      status: 200,
      json: { caseId: CASE_ID, byMs, advanced: [{ workflowId: DETAINER_ID, now: '2011-09-18T22:00:00Z' }] },
    });
    expect((await sc(['clock', 'advance', '3f2a', '--by', by, '--as', 'administrator'], api.env)).code).toBe(0);
    expect(JSON.parse(api.heard.at(-1)?.body ?? '')).toEqual({ caseId: '3f2a', byMs });
  });

  it.each(['', '49', 'h', '1x', '2 days'])('refuse to advance a clock by "%s"', async (by) => {
    expect((await sc(['clock', 'advance', '3f2a', '--by', by, '--as', 'administrator'], api.env)).code).toBe(2);
  });

  it('end with an error where a chain does not hold', async () => {
    api.answers.set('GET /v1/cases/3f2a/verify', {
      status: 200,
      json: { caseId: CASE_ID, ok: false, events: 3, cleared: 0, says: ['The chain breaks at position 2.'] },
    });
    const { code, out, err } = await sc(['verify', '3f2a', '--as', 'auditor'], api.env);
    expect([code, out]).toEqual([1, 'The chain breaks at position 2.\n']);
    expect(err).toMatch(/^CHAIN_BROKEN/);
  });
});
