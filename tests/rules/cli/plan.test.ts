import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planItems, planStatus } from '../../../domain/jurisdiction/plan.ts';
import { type FakeApi, fakeApi, refusal, sc } from './fixture.ts';

const AT = '2030-06-01T12:00:00.000Z';
const END = {
  endsAt: '2031-12-31T23:59:59-05:00',
  reasons: 'Set by the Director.',
  by: 'administrator',
  name: 'Morgan Sayre',
  at: AT,
};
const WAVE = { name: 'one', from: '2030-09-01T00:00:00-04:00', reasons: 'The first state.' };
const OPENED = { ...WAVE, set: 'state XX', by: 'administrator', at: AT };

const ITEMS = planItems(
  [
    { id: 'XX-ACTIVE', name: 'Active', state: 'XX', activeFrom: '2008-10-27T00:00:00Z' },
    { id: 'XX-LEFT', name: 'Left', state: 'XX', activeFrom: null },
    { id: 'XX-MISSED', name: 'Missed', state: 'XX', activeFrom: null },
  ],
  [
    {
      jurisdiction: 'XX-MISSED',
      state: 'MISSED',
      plannedFor: '2030-05-01T04:00:00Z',
      revision: 1,
      notices: { state: { sentAt: AT, deliveredAt: null }, local: { sentAt: AT, deliveredAt: null } },
      noticeDays: 30,
      wave: 'one',
    },
  ],
  { end: END.endsAt, at: AT },
);

let api: FakeApi;
beforeEach(async () => {
  api = await fakeApi();
  api.answers.set('GET /v1/plan/jurisdictions', { status: 200, json: { at: AT, items: ITEMS, next: null } });
});
afterEach(async () => {
  await api.stop();
});

function file(name: string, text: string): string {
  const path = join(api.dir, name);
  writeFileSync(path, text);
  return path;
}

/** Has the API take every jurisdiction of a wave but these. */
function takesAllBut(refused: readonly string[]): void {
  api.answers.set('POST /v1/plan/waves', () => {
    const { jurisdictions } = bodies('/v1/plan/waves').at(-1) as { jurisdictions: string[] };
    const items = jurisdictions.map((jurisdiction) =>
      refused.includes(jurisdiction)
        ? { jurisdiction, outcome: 'REFUSED', code: 'UNKNOWN_JURISDICTION', reason: 'There is no such jurisdiction.' }
        : { jurisdiction, outcome: 'STARTED', code: null, reason: null },
    );
    return { status: 200, json: { wave: OPENED, items } };
  });
}

function bodies(path: string): unknown[] {
  return api.heard.filter((heard) => heard.path === path).map(({ body }) => JSON.parse(body) as unknown);
}

const TERMS = ['--from', WAVE.from, '--reasons', WAVE.reasons, '--as', 'administrator'];

describe('sc plan', () => {
  it.each(['status', 'wave', 'confirm', 'end', 'behind'])('%s --help shows examples', async (verb) => {
    const { code, out } = await sc(['plan', verb, '--help']);
    expect(code).toBe(0);
    expect(out).toContain(`$ sc plan ${verb}`);
  });

  it('status shows the counts by state and wave, and what is behind', async () => {
    const { waves, ...status } = planStatus(ITEMS, { end: END.endsAt, at: AT });
    const shown = waves.map((wave) => ({ ...wave, opened: wave.name === 'one' ? OPENED : null }));
    const view = { ...status, end: END, earlierEnds: [], waves: shown };
    api.answers.set('GET /v1/plan', { status: 200, json: view });
    const { code, out } = await sc(['plan', 'status', '--as', 'administrator'], api.env);
    expect(code).toBe(0);
    expect(out).toMatch(/Active +1 of 3 jurisdictions/);
    expect(out).toMatch(/1 in no plan/);
    expect(out).toMatch(/1 date missed/);
    expect(out).toMatch(/^ {2}XX +1 +0 +0 +1 +1 +2/m);
    expect(out).toMatch(/^ {2}one +0 +0 +0 +1 +0 +1/m);
    expect(JSON.parse((await sc(['plan', 'status', '--as', 'administrator', '--json'], api.env)).out)).toEqual(view);
  });

  it('behind lists what is behind and why', async () => {
    const { out } = await sc(['plan', 'behind', '--state', 'XX', '--as', 'administrator'], api.env);
    expect(api.heard.at(-1)?.path).toContain('behind=any&state=XX');
    expect(out).toMatch(/XX-LEFT +in no plan/);
    expect(out).toMatch(/XX-MISSED +missed +Wed 2030-05-01 04:00 UTC +one +date missed/);
  });

  it('end sends the instant and the reasons', async () => {
    api.answers.set('POST /v1/plan/end', { status: 200, json: END });
    const words = ['plan', 'end', END.endsAt, '--reasons', END.reasons, '--as', 'administrator'];
    expect((await sc(words, api.env)).out).toContain('Thu 2032-01-01 04:59 UTC');
    expect(bodies('/v1/plan/end')).toEqual([{ endsAt: END.endsAt, reasons: END.reasons }]);
    expect((await sc(['plan', 'end', END.endsAt, '--as', 'administrator'], api.env)).err).toContain('OPTION_MISSING');
  });
});

describe('sc plan wave', () => {
  it('plans what is not active of a state', async () => {
    takesAllBut([]);
    const { code, out, err } = await sc(['plan', 'wave', 'one', '--state', 'XX', ...TERMS], api.env);
    expect({ code, out, err }).toEqual({ code: 0, out: 'Done\n', err: '2 of 2: 2 started\n' });
    const wanted = { ...WAVE, set: 'state XX', jurisdictions: ['XX-LEFT', 'XX-MISSED'] };
    expect(bodies('/v1/plan/waves')).toEqual([wanted]);
  });

  it('goes page by page, says how far it is, and what was refused: one stops no other', async () => {
    takesAllBut(['XX-7']);
    const ids = Array.from({ length: 230 }, (_, index) => `XX-${index}`);
    const list = file('wave.txt', `${ids.join('\n')}\nXX-0\n`);
    const { code, out, err } = await sc(['plan', 'wave', 'one', '--file', list, ...TERMS], api.env);
    expect(code).toBe(2);
    expect(err.split('\n').slice(0, 4)).toEqual([
      '100 of 230: 99 started, 1 refused',
      '200 of 230: 199 started, 1 refused',
      '230 of 230: 229 started, 1 refused',
      'PARTLY_REFUSED: 1 of 230 were refused; the others were done. Run it again once they are put right.',
    ]);
    expect(out).toMatch(/XX-7 +UNKNOWN_JURISDICTION +There is no such jurisdiction\./);
    expect(bodies('/v1/plan/waves').map((body) => (body as typeof OPENED).set)).toEqual(Array(3).fill('file wave.txt'));
  });

  it('prints a line of JSON for each, and takes the column of a table', async () => {
    takesAllBut([]);
    const table = file('wave.csv', 'name,jurisdiction\n"A, B",XX-A\nC,XX-C\n');
    const { out } = await sc(['plan', 'wave', 'one', '--file', table, ...TERMS, '--json'], api.env);
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { jurisdiction: 'XX-A', outcome: 'STARTED', code: null, reason: null },
      { jurisdiction: 'XX-C', outcome: 'STARTED', code: null, reason: null },
    ]);
  });

  it.each([
    [[], 'SET_UNCLEAR'],
    [['--state', 'XX', '--list', 'XX-A'], 'SET_UNCLEAR'],
    [['--list', ' , '], 'NOTHING_TO_PLAN'],
    [['--file', 'nowhere.txt'], 'FILE_UNREADABLE'],
  ])('needs one set that is not empty: %j', async (set, code) => {
    expect((await sc(['plan', 'wave', 'one', ...set, ...TERMS], api.env)).err).toContain(code);
  });
});

describe('sc plan confirm', () => {
  const CONFIRM = 'POST /v1/activations/XX-MISSED/acts/confirmNotice';
  const HEAD = 'jurisdiction,to,revision,deliveredAt,method,recipient';
  const done = { status: 'DONE', act: 'confirmNotice', idempotencyKey: 'k' };
  const confirm = (lines: string) =>
    sc(['plan', 'confirm', '--wave', 'one', '--file', file('letters.csv', lines), '--as', 'administrator'], api.env);

  it('confirms each letter by itself, and the same line again is the same act', async () => {
    api.answers.set(CONFIRM, { status: 200, json: done });
    api.answers.set('GET /v1/plan/jurisdictions', { status: 200, json: { at: AT, items: ITEMS.slice(2), next: null } });
    const line = 'XX-MISSED,STATE,1,2030-06-01T08:00:00-04:00,LETTER,"Office of the Governor, Legal"';
    const { code, out, err } = await confirm(`${HEAD}\n${line}\nXX-LEFT,STATE,1,2030-06-01T08:00:00-04:00,LETTER,X\n`);
    expect(code).toBe(2);
    expect(err).toContain('2 of 2: 1 confirmed, 1 refused');
    expect(out).toMatch(/XX-LEFT +NOT_IN_WAVE/);
    expect(bodies('/v1/activations/XX-MISSED/acts/confirmNotice')).toEqual([
      {
        to: 'STATE',
        revision: 1,
        deliveredAt: '2030-06-01T08:00:00-04:00',
        method: 'LETTER',
        recipient: 'Office of the Governor, Legal',
      },
    ]);
  });

  it('tells what was confirmed before from what is refused', async () => {
    const line = 'XX-MISSED,STATE,one,2030-06-01T08:00:00-04:00,LETTER,X';
    api.answers.set(CONFIRM, { status: 422, json: refusal('ALREADY_CONFIRMED', 'It is on record.') });
    expect(await confirm(`${HEAD}\n${line}\n`)).toMatchObject({ code: 0, err: '1 of 1: 1 already\n' });
    api.answers.set(CONFIRM, { status: 422, json: refusal('NOTICE_OUTDATED', 'Only revision 2 counts.') });
    expect((await confirm(`${HEAD}\n${line}\n`)).out).toContain('NOTICE_OUTDATED');
    expect(bodies('/v1/activations/XX-MISSED/acts/confirmNotice')[0]).toMatchObject({ revision: 'one' });
    api.answers.set(CONFIRM, { status: 503, json: refusal('TEMPORAL_UNAVAILABLE', 'Away.') });
    expect((await confirm(`${HEAD}\n${line}\n`)).code).toBe(5);
  });

  it('needs its columns', async () => {
    expect((await confirm('jurisdiction,to\nXX-MISSED,STATE\n')).err).toContain(
      'missing: revision, deliveredAt, method, recipient',
    );
  });
});
