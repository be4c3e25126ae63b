import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activationPlannedSchema, activationViewSchema } from '../../../domain/api/activation-views.ts';
import { activationIdOf } from '../../../domain/lifecycle/activation-input.ts';
import { CodedError } from '../../../domain/errors.ts';
import { aJurisdiction } from '../../support/places.ts';
import { codeIn, givenActivation, testApi, type TestApi } from './fixture.ts';

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
  for (const id of ['XX-ONE', 'XX-TWO']) await api.records.register.putJurisdiction(aJurisdiction(id));
  await givenActivation(api.records, 'XX-PLANNED');
});
afterAll(async () => {
  await api.stop();
});

const DAY = 86_400_000;
const PLAN = {
  jurisdiction: 'XX-ONE',
  activeFrom: new Date(Date.now() + 60 * DAY).toISOString(),
  wave: null,
  reasons: 'Next in the plan.',
};
const CONFIRMATION = {
  to: 'STATE',
  revision: 1,
  deliveredAt: '2030-01-01T00:00:00Z',
  method: 'LETTER',
  recipient: 'Front desk',
};

describe('POST /v1/activations', () => {
  it('plans once, starts the workflow with this deployment’s keys, and answers a repeat', async () => {
    const first = await api.post('/v1/activations', 'administrator', PLAN);
    expect([first.status, activationPlannedSchema.parse(await first.json()).outcome]).toEqual([201, 'STARTED']);
    expect(api.engine.activations).toMatchObject([
      { jurisdiction: 'XX-ONE', activeFrom: PLAN.activeFrom, trust: api.trust, plannedBy: { id: 'administrator' } },
    ]);
    const again = await api.post('/v1/activations', 'administrator', PLAN);
    expect([again.status, activationPlannedSchema.parse(await again.json()).outcome]).toEqual([200, 'ALREADY']);
    expect(api.engine.activations).toHaveLength(1);
  });

  it('refuses what cannot be, and everybody who is no administrator', async () => {
    const codeOf = async (change: object, person = 'administrator') =>
      await codeIn(await api.post('/v1/activations', person, { ...PLAN, ...change }));
    expect(await codeOf({ jurisdiction: 'XX-NOWHERE' })).toBe('UNKNOWN_JURISDICTION');
    expect(await codeOf({ jurisdiction: 'xx-example' })).toBe('ALREADY_ACTIVE');
    expect(await codeOf({ jurisdiction: 'XX-TWO', activeFrom: new Date(Date.now() + 29 * DAY).toISOString() })).toBe(
      'NOTICE_TOO_SHORT',
    );
    expect(await codeOf({ activeFrom: new Date(Date.now() + 61 * DAY).toISOString() })).toBe('ALREADY_PLANNED');
    expect(await codeOf({ activeFrom: '2030-01-01T00:00:00' })).toBe('BAD_INPUT');
    for (const person of ['governor', 'county', 'deputy', 'supervisor', 'jail-one', 'bureau', 'auditor', 'jail-system'])
      expect(await codeOf({ jurisdiction: 'XX-TWO' }, person)).toBe('ROLE_MAY_NOT');
    expect(await api.records.activations.get('XX-TWO')).toBeNull();
  });

  it('keeps a plan whose workflow cannot be started now', async () => {
    api.engine.away = true;
    const response = await api.post('/v1/activations', 'administrator', { ...PLAN, jurisdiction: 'XX-TWO' });
    api.engine.away = false;
    expect([response.status, await codeIn(response)]).toEqual([503, 'TEMPORAL_UNAVAILABLE']);
    expect(await api.records.activations.notStarted(Date.now() + 1000, 10)).toContainEqual(
      expect.objectContaining({ jurisdiction: 'XX-TWO' }),
    );
  });
});

describe('GET /v1/activations/{id}', () => {
  it('shows where it stands to the programme’s people, and to the officials of its own governments', async () => {
    for (const person of ['administrator', 'auditor', 'crcl', 'officer', 'governor']) {
      const response = await api.get('/v1/activations/XX-PLANNED', person);
      expect(activationViewSchema.parse(await response.json())).toMatchObject({ state: 'PLANNED', next: 'it starts' });
    }
    const taken = activationViewSchema.parse(await (await api.get('/v1/activations/xx-example', 'governor')).json());
    expect(taken).toMatchObject({ origin: 'TAKEN_OVER', state: 'ACTIVE', activeFrom: '2008-10-27T00:00:00Z' });
    expect(await codeIn(await api.get('/v1/activations/XX-PLANNED', 'county'))).toBe('OUT_OF_SCOPE');
    for (const person of ['jail-one', 'bureau', 'deputy', 'jail-system'])
      expect(await codeIn(await api.get('/v1/activations/XX-PLANNED', person))).toBe('ROLE_MAY_NOT');
    expect(await codeIn(await api.get('/v1/activations/XX-NOWHERE', 'administrator'))).toBe('NO_SUCH_ACTIVATION');
  });
});

describe('acts on an activation', () => {
  const confirm = async (person: string, change: object = {}) =>
    await api.post('/v1/activations/XX-PLANNED/acts/confirmNotice', person, { ...CONFIRMATION, ...change });

  it('go to its workflow, signed for the person', async () => {
    expect((await confirm('governor')).status).toBe(200);
    expect(api.engine.acts.at(-1)).toMatchObject({
      workflowId: activationIdOf('XX-PLANNED'),
      act: 'confirmNotice',
      args: CONFIRMATION,
      actor: { id: 'governor' },
    });
    const move = { activeFrom: '2190-01-01T00:00:00Z', reasons: 'More time.' };
    expect((await api.post('/v1/activations/XX-PLANNED/acts/moveActivation', 'administrator', move)).status).toBe(200);
  });

  it('are refused to other governments and to whoever may not, before the workflow is asked, and audited', async () => {
    const before = api.engine.acts.length;
    expect(await codeIn(await confirm('county', { to: 'LOCAL' }))).toBe('OUT_OF_SCOPE');
    for (const person of ['deputy', 'officer', 'jail-one', 'bureau', 'jail-system'])
      expect(await codeIn(await confirm(person))).toBe('ROLE_MAY_NOT');
    const move = { activeFrom: '2190-01-01T00:00:00Z', reasons: 'More time.' };
    for (const person of ['governor', 'county', 'deputy']) {
      const response = await api.post('/v1/activations/XX-PLANNED/acts/moveActivation', person, move);
      expect(await codeIn(response)).toBe('ROLE_MAY_NOT');
    }
    const nowhere = await api.post('/v1/activations/XX-NOWHERE/acts/moveActivation', 'administrator', move);
    expect([nowhere.status, await codeIn(nowhere)]).toEqual([404, 'NO_SUCH_ACTIVATION']);
    expect(api.engine.acts).toHaveLength(before);
    const audited = await api.records.audit.list({ caseId: activationIdOf('XX-PLANNED'), limit: 50 });
    expect(audited.filter(({ outcome }) => outcome === 'REFUSED').map(({ code }) => code)).toContain('OUT_OF_SCOPE');
  });

  it('answer as the workflow refuses them', async () => {
    api.engine.refusal = new CodedError('NOT_YOUR_NOTICE', 'This notice is to another government.', 'to');
    const response = await confirm('governor', { to: 'LOCAL' });
    api.engine.refusal = undefined;
    expect([response.status, await codeIn(response)]).toEqual([422, 'NOT_YOUR_NOTICE']);
  });
});

describe('the development clock', () => {
  it('moves one activation', async () => {
    const byMs = 31 * DAY;
    const response = await api.post('/v1/development/clock', 'administrator', { activation: 'XX-PLANNED', byMs });
    expect(response.status).toBe(200);
    expect(api.engine.advanced.at(-1)).toEqual({ workflowId: activationIdOf('XX-PLANNED'), byMs });
    const both = { activation: 'XX-PLANNED', caseId: '1234', byMs };
    expect(await codeIn(await api.post('/v1/development/clock', 'administrator', both))).toBe('BAD_INPUT');
  });
});
