import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAMME } from '../../../domain/ids.ts';
import { personOf } from '../../support/system.ts';
import { codeIn, testApi, type TestApi } from './fixture.ts';

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
  const { advisory } = api.records;
  for (const words of ['Look at minor traffic arrests.', 'Give the notice in more languages.'])
    await advisory.add(
      { madeOn: '2011-09-15', madeBy: 'A fictional task force', about: 'Minor traffic', words },
      personOf('administrator'),
      Date.now(),
    );
});
afterAll(async () => {
  await api.stop();
});

describe('the record of the programme', () => {
  it('shows who recorded what, page by page, and its chain holds', async () => {
    const first = (await (await api.get('/v1/ledgers/programme/events', 'auditor')).json()) as Events;
    expect(first.events.map(({ position }) => position)).toEqual([...first.events.keys()].map((index) => index + 1));
    expect(first.events.at(-1)).toMatchObject({ author: 'Morgan Sayre', authorRole: 'administrator' });
    const position = first.events.at(-2)?.position ?? 0;
    const rest = (await (await api.get(`/v1/ledgers/programme/events?after=${position}`, 'auditor')).json()) as Events;
    expect(rest.events).toEqual(first.events.slice(-1));
    const verified = await (await api.get('/v1/ledgers/programme/verify', 'auditor')).json();
    expect(verified).toMatchObject({ ledger: PROGRAMME, ok: true, events: first.events.length });
  });

  it('is for oversight, and never a way to a case’s', async () => {
    for (const person of ['jail-one', 'bureau', 'governor', 'county', 'deputy', 'jail-system'])
      expect((await api.get('/v1/ledgers/programme/events', person)).status).toBe(403);
    const ofCase = await api.get(`/v1/ledgers/booking-${'0'.repeat(40)}/events`, 'auditor');
    expect(ofCase.status).toBe(400);
    const none = await api.get('/v1/ledgers/jurisdiction-XX-NOWHERE/verify', 'auditor');
    expect([none.status, await codeIn(none)]).toEqual([404, 'NO_SUCH_LEDGER']);
  });
});

interface Events {
  readonly events: readonly { readonly position: number }[];
}
