import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPlanActivities } from '../../../activities/plan.ts';
import { schedulePlanLook } from '../../../client/schedules.ts';
import { PROGRAMME } from '../../../domain/ids.ts';
import { PLAN_SCHEDULE } from '../../../domain/jurisdiction/plan.ts';
import { startMany } from '../../support/many-activations.ts';
import { look } from '../../support/many-activations-checks.ts';
import { eventually, personOf } from '../../support/system.ts';

// Thirty jurisdictions in two waves, as a person has them activated: by the command line, while the workers are killed in between. Two of the
// thirty are never confirmed to have had notice. `npm run test:scale` does the same with thousands.
const COUNT = 30;

let many: Awaited<ReturnType<typeof startMany>>;
beforeAll(async () => {
  many = await startMany({ count: COUNT, waves: 2, killAt: { plan: [], confirm: [0.5], activate: [0.5] } });
});
afterAll(async () => {
  await many.stop();
});

describe('activations in waves', { timeout: 180_000 }, () => {
  it('are planned, confirmed and active at their instant, all of them, though the workers are killed [D1 must] [D2 must]', async () => {
    await many.plan();
    await many.confirm();
    await many.activate();
    expect(await look(many.system, many.planned)).toMatchObject({ faults: [] });
  });

  it('leave none out, and activate none without both notices: the plan says which is missed [D1 never] [D2 never]', async () => {
    const { records } = many.system;
    const { status, items } = await records.plan.view(new Date(Date.now() + 200 * 86_400_000).toISOString());
    const unconfirmed = many.planned.filter(({ confirmed }) => !confirmed).map(({ id }) => id);
    expect(unconfirmed).toHaveLength(2);
    const own = items.filter(({ wave }) => wave !== null);
    expect(own.map(({ jurisdiction }) => jurisdiction).toSorted()).toEqual(many.planned.map(({ id }) => id).toSorted());
    const behind = own.filter(({ lags }) => lags.includes('MISSED')).map(({ jurisdiction }) => jurisdiction);
    expect(behind.toSorted()).toEqual(unconfirmed.toSorted());
    expect(status.waves.find(({ name }) => name === 'wave 1')?.counts).toMatchObject({ total: 15 });
  });

  it('are looked at every day: the administrator is called about what was missed [D1 never]', async () => {
    const { client, records } = many.system;
    // Made once, and again by every worker that starts.
    await schedulePlanLook(client);
    await client.schedule.getHandle(PLAN_SCHEDULE).trigger();
    const called = await eventually(
      async () => await records.alarms.list({ actor: personOf('administrator'), open: true, limit: 500 }),
      (alarms) => alarms.some(({ rule }) => rule === 'PLAN_BEHIND'),
    );
    expect(called.find(({ rule }) => rule === 'PLAN_BEHIND')).toMatchObject({
      caseId: null,
      to: [{ role: 'administrator' }],
    });
    expect(await records.cases.verify(PROGRAMME)).toMatchObject({ ok: true });
  });

  it('and nobody else has the plan looked at at a time of their own', async () => {
    const activities = createPlanActivities({
      records: many.system.records,
      callerType: () => 'jurisdictionActivation',
    });
    const asked = activities.lookAtPlan({ now: '2199-01-01T00:00:00Z' });
    await expect(asked).rejects.toMatchObject({ code: 'NOT_STARTED_HERE' });
  });
});
