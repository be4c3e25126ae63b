import { type Selectable, sql } from 'kysely';
import type { AlarmName } from '../domain/alarms/alarms.ts';
import { WATCH_BLIND_MS, WATCH_STREAM, watchStreamOf } from '../domain/detainer/watch.ts';
import { CodedError } from '../domain/errors.ts';
import { instantMs, isoInstant } from '../domain/text.ts';
import { closeAlarm, raiseAlarm } from './alarms.ts';
import type { Conclusion, LastLook, Watch, WatchedRow } from './contract-watch.ts';
import { detainerOf } from './rows.ts';
import type { Statements, Store } from './store.ts';
import type { Tables } from './tables.ts';
import { lock, writeRecord } from './write.ts';

/** Names of settings. */
const LAST_LOOK = 'watch.last-look';
const BEGAN = 'watch.began';

/** What the watch over holds reads and writes, past the cases. */
export function watchOf(store: Store): Watch {
  const { db } = store;
  const watch: Watch = {
    page: (query) => pageOf(db, query),
    conclude: (conclusion) => conclude(store, conclusion),
    completed: async (look, wallMs) => {
      const last: LastLook = { ...look, completedAt: isoInstant(wallMs) };
      await put(db, LAST_LOOK, JSON.stringify(last));
    },
    lastLook: () => lastLook(db),
    begins: async (wallMs) => {
      const values = { key: BEGAN, value: isoInstant(wallMs) };
      const once = db.insertInto('settings').values(values);
      await once.onConflict((conflict) => conflict.column('key').doNothing()).execute();
    },
    blindSince: async (wallMs) => {
      const since = (await lastLook(db))?.completedAt ?? (await setting(db, BEGAN));
      return since !== null && wallMs - instantMs(since) > WATCH_BLIND_MS ? since : null;
    },
    callIfBlind: async (wallMs) => {
      const since = await watch.blindSince(wallMs);
      if (since !== null) {
        const detail = `no look over the holds was completed since ${since}`;
        const alarm = { stream: WATCH_STREAM, key: 'WATCH_WAS_BLIND', rule: 'WATCH_WAS_BLIND', detail } as const;
        await raiseAlarm(db, { caseId: null, agency: '', ...alarm, at: isoInstant(wallMs) });
      }
      return since;
    },
  };
  return watch;
}

/** Open detainers, and those about which the watch has an alarm open, by id: read from two indexes, however many are closed. */
async function idsAfter(db: Statements, after: string, limit: number): Promise<readonly string[]> {
  // Streams and ids differ in their prefix only, so that both are in one order.
  const { rows } = await sql<{ id: string }>`
    select id from (
      (select detainer_id as id from detainers where hold <> 'CLOSED' and detainer_id > ${after}
        order by detainer_id limit ${limit})
      union
      (select distinct 'detainer-' || substr(stream, 7) as id from alarms
        where closed_at is null and stream > ${watchStreamOf(after)} and stream < 'watch.' order by id limit ${limit})
    ) ids order by id limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

async function pageOf(
  db: Statements,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<{ readonly rows: readonly WatchedRow[]; readonly next: string | null }> {
  const found = await idsAfter(db, after ?? FIRST, limit + 1);
  const ids = found.slice(0, limit);
  if (ids.length === 0) return { rows: [], next: null };
  const rows = await db
    .selectFrom('detainers')
    .innerJoin('cases', 'cases.case_id', 'detainers.case_id')
    .selectAll('detainers')
    .select('cases.closed_at')
    .where('detainers.detainer_id', 'in', ids)
    .orderBy('detainers.detainer_id')
    .execute();
  const said = await saidOf(db, rows);
  return {
    rows: rows.map((row) => ({ ...detainerOf(row), caseClosed: row.closed_at !== null, ...said(row.detainer_id) })),
    next: found.length > limit ? (ids.at(-1) ?? null) : null,
  };
}

/** Before every id of a detainer. */
const FIRST = 'detainer-';

type Said = Pick<WatchedRow, 'called' | 'calledByCase' | 'noticed'>;

/** What is said already about these detainers: by their workflows, by the watch, by those who settled what it said. */
async function saidOf(
  db: Statements,
  rows: readonly Pick<Selectable<Tables['detainers']>, 'detainer_id' | 'case_id'>[],
): Promise<(detainerId: string) => Said> {
  if (rows.length === 0) return () => ({ called: [], calledByCase: [], noticed: false });
  const own = rows.map(({ detainer_id }) => watchStreamOf(detainer_id));
  const streams = [...own, ...rows.map(({ detainer_id }) => detainer_id)];
  const cases = [...new Set(rows.map(({ case_id }) => case_id))];
  const alarms = await db
    .selectFrom('alarms')
    .select(['stream', 'key', 'rule', 'detail', 'closed_at', 'closed_by'])
    .where('case_id', 'in', cases)
    .where('stream', 'in', streams)
    .execute();
  const events = await db.selectFrom('events').select('stream').distinct().where('stream', 'in', own).execute();
  const noticed = new Set(events.map(({ stream }) => stream));
  const of = (wanted: string) => alarms.filter(({ stream }) => stream === wanted);
  return (detainerId) => {
    const stream = watchStreamOf(detainerId);
    const called = of(stream)
      // What the watch closed itself is over; what a person settled stands.
      .filter(({ closed_by }) => closed_by !== stream)
      .map(({ key, detail, closed_at }) => ({ key, detail, closed: closed_at !== null }));
    const byCase = of(detainerId).filter(({ closed_at }) => closed_at === null);
    const calledByCase = [...new Set(byCase.map(({ rule }): AlarmName => rule))];
    return { called, calledByCase, noticed: noticed.has(stream) };
  };
}

async function conclude(store: Store, conclusion: Conclusion): Promise<'DONE' | 'MOVED_ON'> {
  const { caseId, alarms, step } = conclusion;
  try {
    if (step === null) await store.db.transaction().execute((tx) => changeAlarms(tx, conclusion));
    else await writeRecord(store, caseId, { ...step, alarms }, (tx) => agencyAsOf(tx, conclusion));
    return 'DONE';
  } catch (error) {
    if (error instanceof CodedError && error.code === MOVED_ON) return 'MOVED_ON';
    throw error;
  }
}

const MOVED_ON = 'RECORD_MOVED_ON';

async function changeAlarms(tx: Statements, conclusion: Conclusion): Promise<void> {
  const { caseId, detainerId, alarms } = conclusion;
  await lock(tx, caseId);
  const agency = await agencyAsOf(tx, conclusion);
  const stream = watchStreamOf(detainerId);
  for (const change of alarms) {
    if (change.op === 'CLOSE') await closeAlarm(tx, caseId, stream, change.key, change.at);
    else {
      const { key, rule, detail, at } = change;
      await raiseAlarm(tx, { caseId, stream, key, rule, detail, agency, at });
    }
  }
}

/** Whom alarms about the detainer call as its agency; under the lock of its case, so that nothing changes until all is written. */
async function agencyAsOf(tx: Statements, { detainerId, caseId, asOf }: Conclusion): Promise<string> {
  const row = await tx
    .selectFrom('detainers')
    .select(['jail', 'changed_at'])
    .where('detainer_id', '=', detainerId)
    .where('case_id', '=', caseId)
    .executeTakeFirst();
  if (row?.changed_at === asOf) return row.jail;
  throw new CodedError(MOVED_ON, 'The record of this detainer has changed since it was looked at: look again.');
}

async function lastLook(db: Statements): Promise<LastLook | null> {
  const text = await setting(db, LAST_LOOK);
  // Nothing but `completed` writes it.
  return text === null ? null : (JSON.parse(text) as LastLook);
}

async function setting(db: Statements, key: string): Promise<string | null> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst();
  return row?.value ?? null;
}

async function put(db: Statements, key: string, value: string): Promise<void> {
  await db
    .insertInto('settings')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}
