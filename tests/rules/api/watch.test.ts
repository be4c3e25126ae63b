import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeIn, testApi, type TestApi } from './fixture.ts';

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(async () => {
  await api.stop();
});

const LONG_AGO = Date.parse('2011-09-16T12:00:00Z');
const LOOK = { at: '2011-09-16T12:00:00.000Z', looked: 12, found: 2 };

async function answer(person: string): Promise<unknown> {
  return await (await api.get('/v1/watch', person)).json();
}

describe('the watch over holds', () => {
  it('is shown to those who supervise, run and audit, and to nobody else', async () => {
    for (const person of ['supervisor', 'crcl', 'administrator', 'auditor']) {
      expect((await api.get('/v1/watch', person)).status).toBe(200);
    }
    for (const person of ['officer', 'jail-one', 'bureau', 'specialist']) {
      expect(await codeIn(await api.get('/v1/watch', person))).toBe('ROLE_MAY_NOT');
    }
  });

  it('says when it looked last, what it found, and when it looks next', async () => {
    expect(await answer('supervisor')).toMatchObject({ lastLook: null, blindSince: null });
    await api.records.watch.completed(LOOK, Date.now());
    expect(await answer('supervisor')).toMatchObject({
      lastLook: LOOK,
      blindSince: null,
      schedule: { state: 'SCHEDULED', next: '2026-03-02T12:05:00.000Z' },
    });
  });

  it('says that it is blind, here and to whoever asks for the health of the system', async () => {
    expect(await (await api.app.request('/readyz')).json()).toEqual({ status: 'ok', watch: 'SEES' });
    await api.records.watch.completed(LOOK, LONG_AGO);
    expect(await answer('auditor')).toMatchObject({ blindSince: '2011-09-16T12:00:00.000Z' });
    expect(await (await api.app.request('/readyz')).json()).toEqual({ status: 'ok', watch: 'BLIND' });
  });

  it('shows what the records know while the workflow engine is away', async () => {
    api.engine.away = true;
    expect(await answer('supervisor')).toMatchObject({ lastLook: LOOK, schedule: { state: 'CANNOT_TELL' } });
    api.engine.away = false;
  });
});
