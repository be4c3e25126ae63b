import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WatchedPage } from '../../../activities/contract-watch.ts';
import { createWatchActivities, type WatchDependencies } from '../../../activities/watch.ts';
import { BOOKING_GROUND } from '../../../domain/detainer/grounds.ts';
import { OVERDUE_HOLD_WATCH, watchStreamOf } from '../../../domain/detainer/watch.ts';
import { detainerIdOf } from '../../../domain/ids.ts';
import type { DetainerProjection } from '../../../domain/record/record.ts';
import { instantMs } from '../../../domain/text.ts';
import { type Alarm, openRecords, type Records } from '../../../records/index.ts';
import { type FreshDatabase, freshDatabase } from '../../support/database.ts';
import {
  actor,
  caseProjection,
  codeOf,
  detainerInput,
  detainerProjection,
  FERNHILL,
  holdFacts,
  OFFICE,
  submitted,
  write,
} from '../records/fixtures.ts';

let database: FreshDatabase;
let records: Records;

beforeAll(async () => {
  database = await freshDatabase();
  records = await openRecords({ databaseUrl: database.url });
});
afterAll(async () => {
  await records.close();
  await database.drop();
});

const LIMIT = '2011-09-20T17:00:00-05:00';
const BEFORE = '2011-09-20T12:00:00-05:00';
const AFTER = '2011-09-20T18:00:00-05:00';
const LATER = '2011-09-20T18:05:00-05:00';
const SUPERVISOR = actor('supervisor', { kind: 'office', office: OFFICE });

/** A detainer in the records as its workflow left it. */
async function held(more: Partial<DetainerProjection> = {}): Promise<{ caseId: string; detainerId: string }> {
  const caseId = await submitted(records);
  await records.cases.writeRecords(caseId, [write(caseId, 1, { caseProjection: caseProjection() })]);
  await records.cases.registerDetainer(detainerInput(caseId));
  const detainerId = detainerIdOf(caseId, 1);
  await say(caseId, 1, more);
  return { caseId, detainerId };
}

/** The detainer's workflow records a step. */
async function say(caseId: string, seq: number, more: Partial<DetainerProjection>): Promise<void> {
  const projection = detainerProjection(caseId, 1, more);
  await records.cases.writeRecords(caseId, [
    write(detainerIdOf(caseId, 1), seq, { detainerProjection: projection, alarms: [] }),
  ]);
}

type Status = Awaited<ReturnType<WatchDependencies['describe']>>;

function activities(more: Partial<WatchDependencies> = {}) {
  return createWatchActivities({
    records,
    callerType: () => OVERDUE_HOLD_WATCH,
    describe: () => Promise.resolve('RUNNING'),
    heartbeat: () => undefined,
    log: { warn: () => undefined },
    wallMs: () => Date.now(),
    ...more,
  });
}

/** One look over all pages. */
async function look(now: string, more: Partial<WatchDependencies> = {}): Promise<Omit<WatchedPage, 'next'>> {
  const watch = activities(more);
  const sum = { looked: 0, found: 0 };
  for (let after: string | null = null, first = true; first || after !== null; first = false) {
    const page: WatchedPage = await watch.watchHolds({ now, after });
    sum.looked += page.looked;
    sum.found += page.found;
    after = page.next;
  }
  return sum;
}

async function open(caseId: string): Promise<readonly Alarm[]> {
  return await records.alarms.list({ actor: null, open: true, caseId });
}

async function rules(caseId: string): Promise<string[]> {
  return (await open(caseId)).map(({ rule }) => rule).sort();
}

/** Only one workflow is gone. */
function without(gone: string): WatchDependencies['describe'] {
  return (id) => Promise.resolve<Status>(id === gone ? undefined : 'RUNNING');
}

async function letters(caseId: string): Promise<number> {
  const entries = await records.mailbox.list(`agency:${FERNHILL.ori}`, { limit: 500 });
  return entries.filter((entry) => entry.caseId === caseId && entry.kind === 'RELEASE_NOTICE').length;
}

describe('a look', () => {
  it('says nothing of a hold that is as it should be, and writes nothing', async () => {
    const { caseId } = await held();
    await look(BEFORE);
    expect(await open(caseId)).toEqual([]);
    expect((await records.cases.events(caseId)).map(({ stream }) => stream)).not.toContain(
      watchStreamOf(detainerIdOf(caseId, 1)),
    );
  });

  it('finds an overdue hold: one alarm and one notice, however often and by how many at once it looks', async () => {
    const { caseId, detainerId } = await held();
    await Promise.all([look(AFTER), look(AFTER), look(AFTER)]);
    await look(LATER);
    expect(await open(caseId)).toMatchObject([
      { rule: 'HOLD_OVERDUE_UNSEEN', stream: watchStreamOf(detainerId), raisedAt: AFTER },
    ]);
    const found = (await records.cases.events(caseId)).filter(({ kind }) => kind === 'OVERDUE_HOLD_FOUND');
    expect(found).toMatchObject([{ at: AFTER, author: { kind: 'system' }, stream: watchStreamOf(detainerId) }]);
    expect(await letters(caseId)).toBe(1);
    expect(await records.cases.verify(caseId)).toMatchObject({ ok: true });
  });

  it('takes back what is no longer so, also of a hold that has been closed since', async () => {
    const { caseId, detainerId } = await held();
    await look(AFTER);
    await say(caseId, 2, { hold: 'CLOSED', ending: 'RELEASED', changedAt: LATER });
    await look(LATER);
    expect(await open(caseId)).toEqual([]);
    expect(await records.alarms.list({ actor: null, caseId, open: false })).toMatchObject([
      { closed: { at: LATER, by: watchStreamOf(detainerId) } },
    ]);
    const { rows } = await records.watch.page({ after: null, limit: 500 });
    expect(rows.map((row) => row.caseId)).not.toContain(caseId);
  });

  it('calls the jail that holds the person now', async () => {
    const { caseId } = await held();
    await look(AFTER);
    const lakefern = { ...FERNHILL, ori: 'XX0030000', name: 'Lakefern County Jail' };
    const stays = [
      { facility: FERNHILL, from: null },
      { facility: lakefern, from: LIMIT },
    ];
    await say(caseId, 2, { jail: lakefern.ori, facts: holdFacts({ stays }), changedAt: LATER });
    const [alarm] = await open(caseId);
    expect(alarm?.to[0]).toEqual({ role: 'local_agency', scope: { kind: 'agency', ori: lakefern.ori } });
  });

  it('leaves alone what the workflow wrote between look and conclusion', async () => {
    const { caseId, detainerId } = await held();
    const [row] = (await records.watch.page({ after: null, limit: 500 })).rows.filter((one) => one.caseId === caseId);
    await say(caseId, 2, { hold: 'AUTHORITY_ENDED', changedAt: '2011-09-20T17:00:01-05:00' });
    const alarms = [
      { op: 'RAISE', key: 'WATCH-OVERDUE-1', rule: 'HOLD_OVERDUE_UNSEEN', at: AFTER, detail: '' },
    ] as const;
    const conclusion = { caseId, detainerId, asOf: row?.changedAt ?? '', alarms, step: null };
    expect(await records.watch.conclude(conclusion)).toBe('MOVED_ON');
    expect(await open(caseId)).toEqual([]);
  });

  it('finds a workflow that does not run, takes an answer that did not come for none, and sees it run again', async () => {
    const { caseId, detainerId } = await held();
    await look(BEFORE, { describe: without(detainerId) });
    expect(await rules(caseId)).toEqual(['DETAINER_STOPPED']);
    await look(BEFORE, { describe: () => Promise.reject(new Error('away')) });
    expect(await rules(caseId)).toEqual(['DETAINER_STOPPED']);
    await look(BEFORE);
    expect(await rules(caseId)).toEqual([]);
    await look(BEFORE, { describe: without(caseId) });
    expect(await open(caseId)).toMatchObject([{ rule: 'DETAINER_STOPPED', detail: expect.stringContaining('case') }]);
  });

  it('finds a ground that nobody confirms, and calls nobody twice whom the case has called', async () => {
    const facts = holdFacts({ grounds: [BOOKING_GROUND], groundAskedAt: '2011-09-18T10:00:00-05:00' });
    const dormant = { hold: 'DORMANT', startedAt: null, limitAt: null, facts } as const;
    const { caseId } = await held(dormant);
    await look(BEFORE);
    expect(await rules(caseId)).toEqual(['POSSIBLE_OVERDUE_HOLD']);

    const called = await held(dormant);
    const rule = 'POSSIBLE_OVERDUE_HOLD';
    await records.cases.writeRecords(called.caseId, [
      write(called.detainerId, 2, { alarms: [{ op: 'RAISE', key: `${rule}-1`, rule, at: BEFORE, detail: '' }] }),
    ]);
    await look(BEFORE);
    expect(await open(called.caseId)).toMatchObject([{ stream: called.detainerId }]);
  });

  it('calls about a release that nobody confirms where the case does not', async () => {
    const { caseId, detainerId } = await held({ hold: 'AUTHORITY_ENDED', changedAt: LIMIT });
    await look(AFTER);
    expect(await open(caseId)).toEqual([]);
    await look('2011-09-20T18:00:01-05:00');
    expect(await open(caseId)).toMatchObject([{ rule: 'RELEASE_UNCONFIRMED', stream: watchStreamOf(detainerId) }]);
  });

  it('acts for the watch alone', async () => {
    const foreign = activities({ callerType: () => 'bookingCase' });
    expect(await codeOf(foreign.watchHolds({ now: AFTER, after: null }))).toBe('NOT_STARTED_HERE');
    expect(await codeOf(foreign.lookCompleted({ at: AFTER, looked: 0, found: 0 }))).toBe('NOT_STARTED_HERE');
  });

  it('lets no workflow write as the watch', async () => {
    const { caseId, detainerId } = await held();
    const forged = write(watchStreamOf(detainerId), 1);
    expect(await codeOf(records.cases.writeRecords(caseId, [forged]))).toBe('NO_SUCH_STREAM');
  });
});

describe('a person', () => {
  it('settles what a workflow that is gone will never report, and is not called about the same again', async () => {
    const { caseId, detainerId } = await held();
    const describe = without(detainerId);
    await look(AFTER, { describe });
    expect(await rules(caseId)).toEqual(['DETAINER_STOPPED', 'HOLD_OVERDUE_UNSEEN']);
    const settled = { at: LATER, reasons: 'The jail confirmed the release of the day before.' };
    for (const { id } of await open(caseId)) await records.alarms.settle(id, SUPERVISOR, settled);
    await look(LATER, { describe });
    expect(await open(caseId)).toEqual([]);
    expect(await letters(caseId)).toBe(1);
    // Another limit is another finding.
    const grounds = [{ ...BOOKING_GROUND, until: '2011-09-16T15:00:00-05:00' }];
    await say(caseId, 2, { facts: holdFacts({ grounds }), changedAt: LATER });
    await look(LATER);
    expect(await rules(caseId)).toEqual(['CLOCK_DISAGREES', 'HOLD_OVERDUE_UNSEEN']);
  });

  it('cannot settle an overdue hold from the jail or as an administrator', async () => {
    const { caseId } = await held();
    await look(AFTER);
    const [alarm] = await open(caseId);
    const settled = { at: LATER, reasons: 'Done.' };
    expect(await codeOf(records.alarms.settle(alarm?.id ?? 0, actor('administrator'), settled))).toBe('ROLE_MAY_NOT');
  });
});

describe('the watch over the watch', () => {
  const WALL = instantMs('2026-03-02T12:00:00Z');
  const MINUTE = 60_000;

  it('is blind when no look was completed for a quarter of an hour, and calls until a person has looked', async () => {
    const own = await freshDatabase();
    const fresh = await openRecords({ databaseUrl: own.url });
    try {
      const { watch, alarms } = fresh;
      expect(await watch.callIfBlind(WALL)).toBeNull();
      await watch.begins(WALL);
      await watch.begins(WALL + MINUTE);
      expect(await watch.blindSince(WALL + 15 * MINUTE)).toBeNull();
      expect(await watch.callIfBlind(WALL + 16 * MINUTE)).toBe('2026-03-02T12:00:00.000Z');
      const looking = activities({ records: fresh, wallMs: () => WALL + 20 * MINUTE });
      await looking.lookCompleted({ at: '2026-03-02T12:20:00Z', looked: 3, found: 1 });
      expect(await watch.lastLook()).toEqual({
        at: '2026-03-02T12:20:00Z',
        completedAt: '2026-03-02T12:20:00.000Z',
        looked: 3,
        found: 1,
      });
      expect(await watch.blindSince(WALL + 30 * MINUTE)).toBeNull();
      const raised = await alarms.list({ actor: SUPERVISOR, open: true });
      expect(raised).toMatchObject([{ rule: 'WATCH_WAS_BLIND', caseId: null }]);
      expect(await alarms.claimDue(Date.now() + MINUTE, 5)).toMatchObject([{ caseId: null }]);
      const [alarm] = raised;
      const administrator = actor('administrator');
      await alarms.acknowledge(alarm?.id ?? 0, administrator, '2026-03-02T12:21:00Z');
      const settled = {
        at: '2026-03-02T12:30:00Z',
        reasons: 'The server was restarted; no limit fell into that time.',
      };
      expect(await alarms.settle(alarm?.id ?? 0, administrator, settled)).toMatchObject(settled);
      expect(await alarms.list({ actor: null })).toMatchObject([{ closed: settled }]);
    } finally {
      await fresh.close();
      await own.drop();
    }
  });
});

describe('a thousand holds', () => {
  it('are looked at in pages, each once, with a sign of life every few; what is found of one is found of all', async () => {
    const own = await freshDatabase();
    const many = await openRecords({ databaseUrl: own.url });
    try {
      const caseId = await submitted(many);
      for (let number = 1; number <= 1000; number += 1) {
        await many.cases.registerDetainer(detainerInput(caseId, number));
      }
      const beats: number[] = [];
      const seen = new Set<string>();
      const describe = (id: string): Promise<Status> => {
        seen.add(id);
        return Promise.resolve('RUNNING');
      };
      const heartbeat = (done: number): void => void beats.push(done);
      const healthy = { records: many, describe, heartbeat };
      expect(await look('2011-09-16T10:00:00-05:00', healthy)).toEqual({ looked: 1000, found: 0 });
      expect(seen.size).toBe(1001);
      expect(beats.length).toBe(100);
      const unconfirmed = '2011-11-01T10:00:00-05:00';
      expect(await look(unconfirmed, healthy)).toEqual({ looked: 1000, found: 1000 });
      expect(await look(unconfirmed, healthy)).toEqual({ looked: 1000, found: 1000 });
      const alarms = await many.alarms.list({ actor: null, limit: 5000 });
      expect(alarms.length).toBe(1000);
    } finally {
      await many.close();
      await own.drop();
    }
  }, 120_000);
});

describe('the limit', () => {
  it('is not overdue at the limit itself', async () => {
    const { caseId } = await held();
    await look(LIMIT);
    expect(await open(caseId)).toEqual([]);
  });
});
