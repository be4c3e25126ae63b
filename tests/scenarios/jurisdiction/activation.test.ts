import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activationIdOf } from '../../../domain/lifecycle/activation-input.ts';
import { instantMs, isoInstant } from '../../../domain/text.ts';
import { activationsOf, NOTICE_DAYS } from '../../support/activations.ts';
import { DAY, HOUR, newTcn, ofAgency, type Scenes, scenesOf } from '../../support/scenes.ts';
import { eventually, refusalOf, startSystem, type System } from '../../support/system.ts';

let system: System;
let scenes: Scenes;
let activations: ReturnType<typeof activationsOf>;
beforeAll(async () => {
  system = await startSystem();
  scenes = scenesOf(system);
  activations = activationsOf(system);
});
afterAll(async () => {
  await system.stop();
});

describe.concurrent('an activation', () => {
  it('tells both governments first, waits, and is active exactly at the planned instant [D1 must] [D2 must]', async () => {
    const id = await activations.place();
    const activeFrom = await activations.plan(id);
    for (const address of ['state:XX', `government:${id}`] as const) {
      const [notice] = await activations.notices(address, id);
      expect(notice).toMatchObject({ data: { revision: 1, activeFrom, noticeDays: NOTICE_DAYS } });
    }
    expect(await activations.activeFrom(id)).toBeNull();
    await activations.confirm(id, 'STATE', 'governor');
    await activations.confirm(id, 'LOCAL', activations.official({ jurisdiction: id }));
    await activations.untilIs(id, 'WAITING');
    expect(await activations.activeFrom(id)).toBe(activeFrom);
    await activations.advanceTo(id, activeFrom, 1000);
    expect(await system.untilClosed(activationIdOf(id))).toMatchObject({ status: 'COMPLETED' });
    expect(await activations.activeFrom(id)).toBe(activeFrom);
    const events = await system.records.cases.events(activationIdOf(id));
    expect(events.map(({ kind }) => kind)).toEqual([
      'ACTIVATION_PLANNED',
      'NOTICE_DELIVERED',
      'NOTICE_DELIVERED',
      'ACTIVATION_CERTAIN',
      'ACTIVATED',
    ]);
    expect(events.at(-1)?.at).toBe(activeFrom);
    expect(await system.records.cases.verify(activationIdOf(id))).toMatchObject({ ok: true });
    expect(await system.records.activations.get(id)).toMatchObject({ state: 'ACTIVE', activeFrom, started: true });
  });
});
