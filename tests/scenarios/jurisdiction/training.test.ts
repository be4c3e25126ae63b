import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../../domain/access/roles.ts';
import { activationIdOf } from '../../../domain/lifecycle/activation-input.ts';
import type { Material } from '../../../domain/training/material.ts';
import { SHIPPED_MATERIALS } from '../../../domain/training/shipped.ts';
import type { AgencyTraining, MailboxMessage } from '../../../records/index.ts';
import { activationsOf } from '../../support/activations.ts';
import { anAgency } from '../../support/places.ts';
import { after, callApi, DAY, HOUR, MINUTE, ofAgency } from '../../support/scenes.ts';
import { eventually, personOf, startSystem, type System } from '../../support/system.ts';

let system: System;
let activations: ReturnType<typeof activationsOf>;
beforeAll(async () => {
  system = await startSystem();
  activations = activationsOf(system);
});
afterAll(async () => {
  await system.stop();
});

function shipped(id: string): Material {
  const material = SHIPPED_MATERIALS.find((candidate) => candidate.id === id);
  if (material === undefined) throw new Error(`There is no ${id}`);
  return material;
}

/** A jurisdiction that has been activated, and its instant; its workflow need not have ended. */
async function activated(...oris: readonly string[]): Promise<{ id: string; activeFrom: string }> {
  const id = await activations.place(oris[0]);
  for (const ori of oris.slice(1)) await system.records.register.putAgency(anAgency(ori, [id]));
  const activeFrom = await activations.plan(id);
  await activations.confirmBoth(id);
  await activations.untilIs(id, 'WAITING');
  await activations.advanceTo(id, activeFrom, MINUTE);
  await activations.untilIs(id, 'ACTIVE');
  return { id, activeFrom };
}

async function materialAt(ori: string): Promise<readonly MailboxMessage[]> {
  const entries = await system.records.mailbox.list(`agency:${ori}`, { limit: 100 });
  const mine = entries.filter(({ kind }) => kind === 'TRAINING_MATERIAL');
  const read = await Promise.all(mine.map(({ id }) => system.records.mailbox.read(id, `agency:${ori}`)));
  return read.flatMap((message) => (message === null ? [] : [message]));
}

const whoHasNot = async (jurisdiction: string, at: string): Promise<readonly AgencyTraining[]> =>
  (await system.records.training.whoHasNot({ at, jurisdictions: [jurisdiction], limit: 100 })).rows;

const jailOf = (ori: string): Actor => ({
  id: `jail-${ori.toLowerCase()}`,
  name: 'Rowan Teller',
  role: 'local_agency',
  scope: { kind: 'agency', ori },
});

describe('training and awareness material', () => {
  it('reaches every agency of a jurisdiction once it is active, and none before; who received it and who went through it is known [D8 must]', async () => {
    const [one, two] = ['XX0085000', 'XX0085100'];
    const id = await activations.place(one);
    await system.records.register.putAgency(anAgency(two, [id]));
    const activeFrom = await activations.plan(id);
    await activations.confirmBoth(id);
    await activations.untilIs(id, 'WAITING');
    expect(await materialAt(one)).toEqual([]);
    await activations.advanceTo(id, activeFrom, MINUTE);
    expect(await system.untilClosed(activationIdOf(id))).toMatchObject({ status: 'COMPLETED' });

    for (const ori of [one, two]) {
      const [message, ...more] = await materialAt(ori);
      expect(more).toEqual([]);
      for (const { title, points } of SHIPPED_MATERIALS) {
        expect(message?.text).toContain(title);
        for (const point of Object.values(points)) expect(message?.text).toContain(point);
      }
    }
    expect((await whoHasNot(id, activeFrom)).map(({ ori }) => ori)).toEqual([one, two]);

    const [message] = await materialAt(one);
    await system.records.mailbox.acknowledge(message?.id ?? '', `agency:${one}`, after(activeFrom, HOUR), 'jail');
    const [first, second] = await whoHasNot(id, activeFrom);
    expect(first?.materials.every(({ receivedAt }) => receivedAt === after(activeFrom, HOUR))).toBe(true);
    expect(second?.materials.every(({ receivedAt }) => receivedAt === null)).toBe(true);

    const completedAt = after(activeFrom, DAY);
    for (const { id: material, version } of first?.materials.filter(({ forStaff }) => forStaff) ?? []) {
      const done = { ori: one, material: { id: material, version }, completedAt, staff: 9 };
      await system.records.training.complete(done, jailOf(one), Date.parse(after(completedAt, HOUR)));
    }
    expect((await whoHasNot(id, activeFrom)).map(({ ori }) => ori)).toEqual([two]);
  });

  it('reaches an agency that comes into an active jurisdiction later, and all when there is a new version [D8 must]', async () => {
    const [one, late] = ['XX0086000', 'XX0086100'];
    const { id, activeFrom } = await activated(one);
    await system.untilClosed(activationIdOf(id));
    await system.records.register.putAgency(anAgency(late, [id]));
    const { training } = system.records;
    await training.sendMissing(after(activeFrom, DAY), 100);
    expect(await materialAt(late)).toHaveLength(1);
    expect(await materialAt(one)).toHaveLength(1);
    const own = { ...shipped('command-en'), id: 'our-county-en', title: 'Of this site' };
    await training.add(own, personOf('administrator'), after(activeFrom, DAY));
    await training.sendMissing(after(activeFrom, 2 * DAY), 100);
    for (const ori of [one, late]) expect((await materialAt(ori)).at(-1)?.text).toContain('Of this site');
    expect(await training.sendMissing(after(activeFrom, 3 * DAY), 100)).toEqual({ agencies: 0 });
  });

  it('that cannot be sent blocks no activation, no booking and no request to hold, and goes out when it can be [D8 never] [B3 never]', async () => {
    const ori = 'XX0087000';
    await system.database.query('alter table training_sendings rename to training_sendings_away');
    const { id, activeFrom } = await activated(ori);
    expect(await activations.activeFrom(id)).toBe(activeFrom);
    const caseId = await system.submit('02-match-removable.eft', {
      startAt: after(activeFrom, HOUR),
      change: ofAgency(ori),
    });
    await system.toDetainer(caseId);
    expect(await system.state(caseId)).toMatchObject({ shared: true, criminal: 'ANSWERED' });
    expect(await materialAt(ori)).toEqual([]);
    await system.database.query('alter table training_sendings_away rename to training_sendings');
    await eventually(
      () => materialAt(ori),
      (messages) => messages.length === 1,
      40_000,
    );
    expect(await system.untilClosed(activationIdOf(id))).toMatchObject({ status: 'COMPLETED' });
  });

  it('that nobody acknowledged or went through changes nothing for the agency: its bookings are shared, its alarms are none [D8 never]', async () => {
    const ori = 'XX0088000';
    const { id, activeFrom } = await activated(ori);
    await system.untilClosed(activationIdOf(id));
    const caseId = await system.submit('02-match-removable.eft', {
      startAt: after(activeFrom, 90 * DAY),
      change: ofAgency(ori),
    });
    await system.until(caseId, ({ shared, criminal }) => shared && criminal === 'ANSWERED');
    await system.records.mailbox.raiseOverdue(Date.now() + 365 * DAY, 500);
    const [message] = await materialAt(ori);
    const alarms = await system.records.alarms.list({ actor: null, open: true });
    expect(
      alarms.filter(({ detail }) => detail.includes('TRAINING') || detail.includes(message?.id ?? 'none')),
    ).toEqual([]);
    expect((await whoHasNot(id, activeFrom)).map((agency) => agency.ori)).toEqual([ori]);
  });

  it('is counted and compared for nobody: the public sees none of it, governments and other agencies neither, and no answer ranks [D8 never]', async () => {
    for (const path of ['/v1/training/status', '/v1/training/materials'])
      expect((await fetch(`${system.api}${path}`)).status).toBe(401);
    for (const person of ['governor', 'county', 'bureau', 'jail-system'])
      expect(await callApi(system, person, { path: '/v1/training/status' })).toMatchObject({ code: 'ROLE_MAY_NOT' });
    expect(await callApi(system, 'jail-one', { path: '/v1/training/status?ori=XX0085000' })).toMatchObject({
      code: 'OUT_OF_SCOPE',
    });
    const { body } = await callApi(system, 'administrator', { path: '/v1/training/status?missing=true' });
    const agencies = body['agencies'] as readonly Record<string, unknown>[];
    expect(agencies.length).toBeGreaterThan(0);
    expect(JSON.stringify(body)).not.toMatch(/"(score|rank|percent|rate|share|missing|count|late)[a-zA-Z]*":/i);
    expect(agencies.map(({ ori }) => ori)).toEqual(agencies.map(({ ori }) => String(ori)).toSorted());
  });
});
