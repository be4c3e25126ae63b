import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActivationView } from '../../../domain/api/activation-views.ts';
import { type FakeApi, fakeApi, sc } from './fixture.ts';

const AT = '2030-01-01T05:00:00.000Z';
const NOW = '2029-11-02T12:00:00.000Z';
const VIEW: ActivationView = {
  jurisdiction: 'XX-HARBOR',
  name: 'Harbor Invented County',
  stateCode: 'XX',
  origin: 'PLANNED',
  state: 'PLANNED',
  plannedFor: AT,
  activeFrom: null,
  revision: 2,
  noticeDays: 30,
  notices: {
    state: { sentAt: '2029-11-01T12:00:00.000Z', deliveredAt: '2029-11-02T09:00:00.000Z' },
    local: { sentAt: '2029-11-01T12:00:00.000Z', deliveredAt: null },
  },
  wave: null,
  next: 'delivery is confirmed: the notice to the local government',
  plannedBy: 'administrator',
  plannedAt: '2029-11-01T12:00:00.000Z',
  now: NOW,
  steps: [{ at: '2029-11-01T12:00:00.000Z', kind: 'ACTIVATION_PLANNED', summary: 'Activation planned' }],
};

let api: FakeApi;
beforeEach(async () => {
  api = await fakeApi();
  api.answers.set('GET /v1/activations/XX-HARBOR', { status: 200, json: VIEW });
});
afterEach(async () => {
  await api.stop();
});

const run = (...words: string[]) => sc([...words, '--as', 'administrator'], api.env);
const bodyOf = (path: string): unknown => JSON.parse(api.heard.find((heard) => heard.path === path)?.body ?? 'null');

describe('sc activation', () => {
  it('plans one, and says when it was planned before', async () => {
    const plan = ['activation', 'plan', 'XX-HARBOR', '--from', AT, '--reasons', 'Next in the plan.'];
    api.answers.set('POST /v1/activations', { status: 201, json: { jurisdiction: 'XX-HARBOR', outcome: 'STARTED' } });
    expect(await run(...plan)).toMatchObject({ code: 0, out: expect.stringContaining('sc activation show XX-HARBOR') });
    expect(bodyOf('/v1/activations')).toEqual({
      jurisdiction: 'XX-HARBOR',
      activeFrom: AT,
      wave: null,
      reasons: 'Next in the plan.',
    });
    api.answers.set('POST /v1/activations', { status: 200, json: { jurisdiction: 'XX-HARBOR', outcome: 'ALREADY' } });
    expect((await run(...plan)).out).toContain('nothing has changed');
    expect(await run('activation', 'plan', 'XX-HARBOR', '--from', AT)).toMatchObject({ code: 2 });
  });

  it('shows the date, both notices, what is missing and what was done', async () => {
    const { code, out } = await run('activation', 'show', 'XX-HARBOR');
    expect(code).toBe(0);
    for (const said of [AT, 'revision 2', 'no instant yet', '30 days', 'the notice to the local government', 'not yet'])
      expect(out).toContain(said);
    expect(JSON.parse((await run('activation', 'show', 'XX-HARBOR', '--json')).out)).toEqual(VIEW);
  });

  it('confirms a delivery, by the activation’s own time, and moves a date', async () => {
    const done = { status: 200, json: { status: 'DONE', act: 'confirmNotice', idempotencyKey: 'some-key' } };
    const confirm = '/v1/activations/XX-HARBOR/acts/confirmNotice';
    api.answers.set(`POST ${confirm}`, done);
    const how = ['--notice', 'local', '--revision', '2', '--at', 'now', '--method', 'letter', '--recipient', 'Clerk'];
    expect(await run('activation', 'confirm', 'XX-HARBOR', ...how)).toMatchObject({ code: 0 });
    expect(bodyOf(confirm)).toEqual({
      to: 'LOCAL',
      revision: 2,
      deliveredAt: NOW,
      method: 'LETTER',
      recipient: 'Clerk',
    });
    const move = '/v1/activations/XX-HARBOR/acts/moveActivation';
    api.answers.set(`POST ${move}`, { ...done, json: { ...done.json, act: 'moveActivation' } });
    const to = ['--to', '2030-02-01T05:00:00Z', '--reasons', 'More time.'];
    expect(await run('activation', 'move', 'XX-HARBOR', ...to)).toMatchObject({ code: 0 });
    expect(bodyOf(move)).toEqual({ activeFrom: '2030-02-01T05:00:00Z', reasons: 'More time.' });
  });

  it('moves the clock of an activation on a development server', async () => {
    const json = { caseId: 'jurisdiction-XX-HARBOR', byMs: 86_400_000, advanced: [] };
    api.answers.set('POST /v1/development/clock', { status: 200, json });
    const { out } = await run('clock', 'advance', 'XX-HARBOR', '--by', '1d');
    expect(out).toContain('sc activation show XX-HARBOR');
    expect(bodyOf('/v1/development/clock')).toEqual({ activation: 'XX-HARBOR', byMs: 86_400_000 });
  });
});
