import type { Selectable } from 'kysely';
import type { Actor } from '../domain/access/roles.ts';
import { CodedError } from '../domain/errors.ts';
import { PROGRAMME } from '../domain/ids.ts';
import { PLAN_ALARMS, planAlarms, planItems, type PlannedActivation, planStatus } from '../domain/jurisdiction/plan.ts';
import type { PlanEnding, Wave, WaveItem } from '../domain/jurisdiction/waves.ts';
import type { AlarmChange } from '../domain/record/record.ts';
import { instantMs, isoInstant } from '../domain/text.ts';
import type { Plan, PlanEnd, PlanView, StoredWave } from './contract-plan.ts';
import { recordProgrammeAct } from './programme.ts';
import type { Statements, Store } from './store.ts';
import type { Tables } from './tables.ts';

/** The nationwide plan: its end, its waves, and where it stands. */
export function planOf(store: Store): Plan {
  const { db } = store;
  return {
    ends: () => endsIn(db),
    setEnd: (ending, by, nowMs) => setEnd(store, ending, by, nowMs),
    checkWave: (wave) => checkWave(db, wave),
    recordPage: (wave, items, by, nowMs) => recordPage(store, wave, items, by, nowMs),
    waves: async () => (await db.selectFrom('plan_waves').selectAll().orderBy('name').execute()).map(waveOf),
    view: (at) => viewIn(db, at),
    look: (at) => look(store, at),
  };
}

async function endsIn(statements: Statements): Promise<readonly PlanEnd[]> {
  const rows = await statements.selectFrom('plan_ends').selectAll().orderBy('number').execute();
  return rows.map(({ ends_at: endsAt, reasons, by, name, at }) => ({ endsAt, reasons, by, name, at }));
}

async function setEnd(store: Store, { endsAt, reasons }: PlanEnding, by: Actor, nowMs: number): Promise<PlanEnd> {
  if (instantMs(endsAt) <= nowMs) {
    const message = 'The end of a plan lies ahead: name an instant still to come.';
    throw new CodedError('END_HAS_PASSED', message, 'endsAt');
  }
  return recordProgrammeAct(store, async (tx) => {
    const standing = (await endsIn(tx)).at(-1);
    if (standing !== undefined && isSame(standing, { endsAt, reasons })) return { result: standing, act: null };
    const end = { endsAt, reasons, by: by.id, name: by.name, at: isoInstant(nowMs) };
    await tx
      .insertInto('plan_ends')
      .values({ ends_at: endsAt, reasons, by: by.id, name: by.name, at: end.at })
      .execute();
    const summary = `All jurisdictions are to be active by ${endsAt}`;
    const data = { endsAt, reasons, before: standing?.endsAt ?? null };
    return { result: end, act: { kind: 'PLAN_END_SET', at: end.at, by, summary, data } };
  });
}

function isSame(a: PlanEnding, b: PlanEnding): boolean {
  return instantMs(a.endsAt) === instantMs(b.endsAt) && a.reasons === b.reasons;
}

async function checkWave(statements: Statements, { name, from }: Pick<Wave, 'name' | 'from'>): Promise<void> {
  const known = await waveIn(statements, name);
  if (known === null || instantMs(known.from) === instantMs(from)) return;
  const message = `The wave ${name} is planned for ${known.from}: name another wave, or that instant.`;
  throw new CodedError('WAVE_CONFLICT', message, 'from');
}

async function waveIn(statements: Statements, name: string): Promise<StoredWave | null> {
  const row = await statements.selectFrom('plan_waves').selectAll().where('name', '=', name).executeTakeFirst();
  return row === undefined ? null : waveOf(row);
}

function waveOf({ name, from_at, set_of, reasons, by, at }: Selectable<Tables['plan_waves']>): StoredWave {
  return { name, from: from_at, set: set_of, reasons, by, at };
}

/** A page whose start was not recorded (a crash came between) opens its wave when it is sent again: then all of it is planned already. */
async function recordPage(
  store: Store,
  wave: Wave,
  items: readonly WaveItem[],
  by: Actor,
  nowMs: number,
): Promise<StoredWave | null> {
  const started = items.filter(({ outcome }) => outcome === 'STARTED').map(({ jurisdiction }) => jurisdiction);
  const refused = items.filter(({ outcome }) => outcome === 'REFUSED');
  return recordProgrammeAct(store, async (tx) => {
    const known = await waveIn(tx, wave.name);
    const empty = refused.length === items.length;
    if (started.length === 0 && (known !== null || empty)) return { result: known, act: null };
    const at = isoInstant(nowMs);
    const { name, from, set, reasons } = wave;
    const opened = { name, from_at: from, set_of: set, reasons, by: by.id, at };
    if (known === null) await tx.insertInto('plan_waves').values(opened).execute();
    const summary = `The wave ${name}, for ${from}: ${started.length} activations were started`;
    const data = {
      name,
      from,
      set,
      reasons,
      started,
      refused: refused.map(({ jurisdiction, code }) => ({ jurisdiction, code })),
    };
    return { result: known ?? waveOf(opened), act: { kind: 'WAVE_STARTED', at, by, summary, data } };
  });
}

async function viewIn(statements: Statements, at: string): Promise<PlanView> {
  const rows = await statements.selectFrom('jurisdictions').select(['id', 'name', 'state', 'active_from']).execute();
  const jurisdictions = rows.map(({ id, name, state, active_from: activeFrom }) => ({ id, name, state, activeFrom }));
  const end = (await endsIn(statements)).at(-1)?.endsAt ?? null;
  const items = planItems(jurisdictions, await activationsIn(statements), { end, at });
  return { items, status: planStatus(items, { end, at }) };
}

async function activationsIn(statements: Statements): Promise<readonly PlannedActivation[]> {
  const rows = await statements.selectFrom('activations').selectAll().execute();
  return rows.map((row) => ({
    jurisdiction: row.jurisdiction,
    state: row.state,
    plannedFor: row.planned_for,
    revision: row.revision,
    notices: {
      state: { sentAt: row.state_sent_at, deliveredAt: row.state_delivered_at },
      local: { sentAt: row.local_sent_at, deliveredAt: row.local_delivered_at },
    },
    noticeDays: row.notice_days,
    wave: row.wave,
  }));
}

/** One look at a time: the programme's ledger is locked while it lasts. */
async function look(store: Store, at: string) {
  return recordProgrammeAct(store, async (tx) => {
    const { status } = await viewIn(tx, at);
    const open = await openAlarms(tx);
    const alarms = planAlarms(status).filter(({ op, key }) => open.has(key) === (op === 'CLOSE'));
    if (alarms.length === 0) return { result: status, act: null };
    const { counts, lags, end } = status;
    const summary = alarms.map(inWords).join('; ');
    const data = { end, counts: { ...counts }, lags: { ...lags } };
    return { result: status, act: { kind: 'PLAN_LOOKED_AT', at, by: null, summary, data, alarms } };
  });
}

async function openAlarms(tx: Statements): Promise<ReadonlySet<string>> {
  const rows = await tx
    .selectFrom('alarms')
    .select('key')
    .where('case_id', 'is', null)
    .where('stream', '=', PROGRAMME)
    .where('key', 'in', [...PLAN_ALARMS])
    .where('closed_at', 'is', null)
    .execute();
  return new Set(rows.map(({ key }) => key));
}

function inWords({ op, key }: AlarmChange): string {
  const plan = key === 'PLAN_INCOMPLETE' ? 'incomplete' : 'behind';
  return op === 'RAISE' ? `The plan is ${plan}` : `The plan is no longer ${plan}`;
}
