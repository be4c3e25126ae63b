import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Actor } from '../../../domain/access/roles.ts';
import type { Json } from '../../../domain/canonical.ts';
import type { ProfileEffect } from '../../../domain/profile/effect.ts';
import { PROFILE_2011_06 } from '../../../domain/profile/shipped.ts';
import type { Records } from '../../../records/index.ts';
import { givenCase, givenDetainer, step, testApi, type TestApi } from '../api/fixture.ts';

const ADMINISTRATOR: Actor = { id: 'admin-one', name: 'Ada Min', role: 'administrator', scope: { kind: 'national' } };
const REQUEST = {
  bases: ['INVESTIGATION_INITIATED'],
  basisDetails: {},
  purpose: 'ASSUME_CUSTODY',
  warrant: 'I-200',
  minorTrafficOnly: { answer: false, words: 'Arrested for burglary.' },
} as const;
const { minorTrafficOnly: _, ...AMENDED } = { ...REQUEST, warrant: 'NONE' } as const;

let api: TestApi;
let records: Records;
let id: number;
beforeAll(async () => {
  api = await testApi();
  ({ records } = api);
  // A warrant is required, and 48 hours in a row.
  const profile = {
    ...PROFILE_2011_06,
    id: 'xx-1',
    administrativeWarrantRequired: true,
    exclusionRule: 'NONE',
  } as const;
  const origin = { origin: 'found: a fictional order', certainty: 'found' } as const;
  const origins = { administrativeWarrantRequired: origin, exclusionRule: origin };
  await records.profiles.add({ profile, basedOn: '2011-06', origins }, ADMINISTRATOR, '2011-10-05T00:00:00Z');
  const from = '2012-01-01T00:00:00Z';
  const why = { reasons: 'As the test needs it.', recommendation: null, basis: 'A fictional order.' };
  const proposal = { profileId: 'xx-1', jurisdiction: '*', from, to: null, ...why };
  ({ id } = await records.profiles.propose(proposal, ADMINISTRATOR, () => Date.parse('2011-10-05T00:00:00Z')));
});
afterAll(async () => {
  await api.stop();
});

async function said(stream: string, caseId: string, seq: number, kind: string, at: string, data: Json): Promise<void> {
  const { event } = step(stream, seq);
  await records.cases.writeRecords(caseId, [step(stream, seq, { event: { ...event, kind, at, data } })]);
}

async function effect(): Promise<ProfileEffect> {
  return (await records.profiles.effect(id, Date.parse('2011-10-05T00:00:00Z'))).effect;
}

/** A clock that started on Friday, 16 September 2011 at 17:00 in New York, and what its form said when. */
async function held(...forms: readonly (readonly [kind: string, at: string, request: Json])[]): Promise<string> {
  const { caseId } = await givenCase(records);
  const detainerId = await givenDetainer(records, caseId);
  for (const [index, [kind, at, request]] of forms.entries())
    await said(detainerId, caseId, index + 2, kind, at, { request });
  return caseId;
}

const ISSUED = ['DETAINER_ISSUED', '2011-09-16T19:00:00.000Z', REQUEST] as const;

it('reads a hold with its form as that stood when the clock started', async () => {
  await held(ISSUED, ['FORM_AMENDED', '2011-09-16T20:00:00.000Z', AMENDED]);
  expect((await effect()).effects).toEqual([]);
  await held(ISSUED, ['FORM_AMENDED', '2011-09-16T22:00:00.000Z', AMENDED]);
  await held(ISSUED);
  await held();
  const { effects, unknown, holds } = await effect();
  expect(holds).toBe(4);
  expect(effects).toMatchObject([{ effect: 'LIMIT_EARLIER', count: 2, leastMs: 2 * 86_400_000 }]);
  expect(unknown).toMatchObject([{ why: 'CONTENT_CLEARED', count: 1 }]);
});

it('reads the decisions from the first instant of the quarter to the one before its end', async () => {
  const before = await effect();
  const { caseId } = await givenCase(records);
  const decided = { decision: 'DETAINER', request: { ...REQUEST, warrant: 'NONE' }, profile: '2011-06' } as const;
  const decisions: readonly (readonly [string, Json])[] = [
    ['2011-06-30T23:59:59.999Z', decided],
    ['2011-07-01T00:00:00.000Z', decided],
    ['2011-08-01T00:00:00.000Z', { ...decided, decision: 'NO_ACTION', request: null }],
    ['2011-08-02T00:00:00.000Z', { decision: 'DETAINER' }],
    ['2011-09-30T23:59:59.999Z', decided],
    ['2011-10-01T00:00:00.000Z', decided],
  ];
  for (const [index, [at, data]] of decisions.entries()) await said(caseId, caseId, index + 2, 'DECISION', at, data);
  const after = await effect();
  expect(after.requests - before.requests).toBe(3);
  expect(after.effects[0]).toMatchObject({ effect: 'REQUEST_REFUSED', code: 'WARRANT_REQUIRED', count: 2 });
  expect(after.unknown).toMatchObject([{ why: 'CONTENT_CLEARED', count: 2 }]);
});

it('keeps which rules ruled a decision out, whatever overtook a later one that never took effect', async () => {
  const { caseId } = await givenCase(records);
  const request = { ...REQUEST, minorTrafficOnly: { answer: true, words: 'A broken light, and nothing else.' } };
  const at = '2011-08-10T00:00:00.000Z';
  await said(caseId, caseId, 2, 'DECISION', at, { decision: 'DETAINER', request, profile: '2011-06' });
  const ruling = { code: 'MINOR_TRAFFIC_UPON_CONVICTION', profile: '2012-04' };
  await said(caseId, caseId, 3, 'DECISION_OVERTAKEN', at, ruling);
  const possible = [{ effect: 'REQUEST_POSSIBLE', code: ruling.code, count: 1 }];
  const found = async () => (await effect()).effects.filter(({ effect: kind }) => kind === 'REQUEST_POSSIBLE');
  expect(await found()).toMatchObject(possible);
  await said(caseId, caseId, 4, 'DECISION_OVERTAKEN', '2011-08-11T00:00:00.000Z', {});
  expect(await found()).toMatchObject(possible);
});

it('signs nothing whose beginning comes while its effect is being read', async () => {
  const instants = ['2011-12-31T23:59:59.999Z', '2012-01-01T00:00:00.001Z'].map((instant) => Date.parse(instant));
  const now = () => instants.shift() ?? Infinity;
  const counsel: Actor = { ...ADMINISTRATOR, id: 'counsel-one', role: 'attorney' };
  const signing = records.profiles.sign(id, { title: 'Counsel', statement: 'Read.' }, counsel, now);
  await expect(signing).rejects.toMatchObject({ code: 'PROFILE_BACKWARDS' });
});
