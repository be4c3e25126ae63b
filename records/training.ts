import { randomUUID } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import type { Actor } from '../domain/access/roles.ts';
import { CodedError, type Refusal } from '../domain/errors.ts';
import { PROGRAMME } from '../domain/ids.ts';
import { instantMs, isoInstant } from '../domain/text.ts';
import {
  type Completion,
  currentMaterials,
  isForStaff,
  type MaterialRef,
  materialSchema,
  refuseCompletion,
  refuseMaterial,
} from '../domain/training/material.ts';
import { trainingMessage } from '../domain/training/message.ts';
import { SHIPPED_MATERIALS } from '../domain/training/shipped.ts';
import { messageIdOf } from './chain.ts';
import type {
  AgencyTraining,
  MaterialStanding,
  StoredCompletion,
  StoredMaterial,
  Training,
  TrainingPage,
  TrainingQuery,
  TrainingSent,
} from './contract-training.ts';
import { type ProgrammeChange, recordProgrammeAct } from './programme.ts';
import { validAt } from './routing.ts';
import type { Statements, Store } from './store.ts';
import type { Tables } from './tables.ts';

/** Training and awareness material: what there is, to whom it went, who has it, and who went through it (rule D8). */
export function trainingOf(store: Store): Training {
  const { db } = store;
  return {
    materials: () => materialsIn(db),

    add: (material, by, at) =>
      recordProgrammeAct(store, async (tx) => {
        orThrow(refuseMaterial(material, await materialsIn(tx)));
        const { id, version } = material;
        const row = { id, version, material: JSON.stringify(material), added_by: by.id, added_at: at };
        await tx.insertInto('training_materials').values(row).execute();
        const summary = `Version ${version} of the training material ${id} was added`;
        return {
          result: { ...material, added: { by: by.id, at } },
          act: { kind: 'TRAINING_MATERIAL_ADDED', at, by, summary, data: material },
        };
      }),

    send: (jurisdiction, at, by) => recordProgrammeAct(store, (tx) => send(tx, jurisdiction, at, by)),

    async sendMissing(at, limit) {
      const where = await jurisdictionsMissing(db, at);
      let agencies = 0;
      for (const jurisdiction of where.slice(0, limit))
        agencies += (await recordProgrammeAct(store, (tx) => send(tx, jurisdiction, at, null))).agencies;
      return { agencies };
    },

    complete: (completion, by, nowMs) => recordProgrammeAct(store, (tx) => complete(tx, completion, by, nowMs)),

    status: (query) => pageOf(db, query, () => true),

    whoHasNot: (query) => pageOf(db, query, ({ materials }) => materials.some(isMissing)),
  };
}

async function materialsIn(statements: Statements): Promise<readonly StoredMaterial[]> {
  const rows = await statements.selectFrom('training_materials').selectAll().orderBy('number').execute();
  const own = rows.map(({ material, added_by: by, added_at: at }) => {
    return { ...materialSchema.parse(JSON.parse(material)), added: { by, at } };
  });
  return [...SHIPPED_MATERIALS.map((material) => ({ ...material, added: null })), ...own];
}

/** An agency of one or more active jurisdictions. */
interface Place {
  readonly ori: string;
  readonly name: string | null;
  readonly jurisdictions: readonly string[];
}

/**
 * The agencies of the jurisdictions that are active at an instant: by a person's assignment, else by the register's valid entry; also originators
 * that only an assignment knows (rule D7). `of`: only those that belong to this one; null: all.
 */
async function placesAt(statements: Statements, at: string, of: string | null): Promise<readonly Place[]> {
  const belonging = sql`(select ori from agencies where jurisdictions @> array[${of}]::text[]
    union select cri from assignments where jurisdiction = ${of})`;
  const { rows } = await sql<{ ori: string; name: string | null; jurisdictions: string[] }>`
    with valid as (
      select ori, name, jurisdictions from agencies
      where ${validAt(at)} and ${of === null ? sql`true` : sql`ori in ${belonging}`}
    ), assigned as (
      select cri, jurisdiction from assignments where ${of === null ? sql`true` : sql`cri in ${belonging}`}
    ), placed as (
      select coalesce(valid.ori, assigned.cri) as ori, valid.name,
        unnest(case when assigned.cri is null then valid.jurisdictions else array[assigned.jurisdiction] end) as jurisdiction
      from valid full join assigned on assigned.cri = valid.ori
    )
    select placed.ori, placed.name, array_agg(jurisdictions.id order by jurisdictions.id) as jurisdictions
    from placed join jurisdictions on jurisdictions.id = placed.jurisdiction
    where jurisdictions.active_from::timestamptz <= ${at}::timestamptz
    group by placed.ori, placed.name order by placed.ori collate "C"`.execute(statements);
  return of === null ? rows : rows.filter(({ jurisdictions }) => jurisdictions.includes(of));
}

/** What was sent of the current materials: `ORI id version`. */
async function sentIn(statements: Statements, oris: readonly string[]) {
  return await statements.selectFrom('training_sendings').selectAll().where('ori', '=', anyOf(oris)).execute();
}

/** However many: a list of parameters would end at some 65,000. */
function anyOf(texts: readonly string[]) {
  return sql<string>`any(${texts})`;
}

function keyOf(ori: string, { id, version }: MaterialRef): string {
  return `${ori} ${id} ${version}`;
}

/** The jurisdictions with an agency that was not sent all that is current, each agency counted under its first. */
async function jurisdictionsMissing(statements: Statements, at: string): Promise<readonly string[]> {
  const current = currentMaterials(await materialsIn(statements));
  const names = current.map(({ id, version }) => `${id}@${version}`);
  const complete = await statements
    .selectFrom('training_sendings')
    .select('ori')
    .where(sql<string>`material || '@' || version`, '=', anyOf(names))
    .groupBy('ori')
    .having((eb) => eb.fn.countAll(), '=', names.length)
    .execute();
  const has = new Set(complete.map(({ ori }) => ori));
  const missing = (await placesAt(statements, at, null)).filter(({ ori }) => !has.has(ori));
  return [...new Set(missing.flatMap(({ jurisdictions }) => jurisdictions.slice(0, 1)))].toSorted();
}

async function send(
  tx: Statements,
  jurisdiction: string,
  at: string,
  by: Actor | null,
): Promise<ProgrammeChange<TrainingSent>> {
  await requireActive(tx, jurisdiction, at);
  const places = await placesAt(tx, at, jurisdiction);
  const known = await sentIn(
    tx,
    places.map(({ ori }) => ori),
  );
  const sent = new Set(known.map(({ ori, material, version }) => keyOf(ori, { id: material, version })));
  const current = currentMaterials(await materialsIn(tx));
  const due = places.flatMap(({ ori }) => {
    const materials = current.filter((material) => !sent.has(keyOf(ori, material)));
    return materials.length === 0 ? [] : [{ ori, materials }];
  });
  if (due.length === 0) return { result: { agencies: 0 }, act: null };
  const step = randomUUID();
  const rows = due.flatMap(({ ori, materials }) => {
    const message_id = messageIdOf(PROGRAMME, step, ori);
    return materials.map(({ id, version }) => ({ ori, material: id, version, jurisdiction, message_id, at }));
  });
  await tx.insertInto('training_sendings').values(rows).execute();
  const summary = `Training material was sent to ${due.length} ${due.length === 1 ? 'agency' : 'agencies'} of ${jurisdiction}`;
  const outgoing = due.map(({ ori, materials }) => trainingMessage(ori, jurisdiction, materials));
  const data = {
    jurisdiction,
    sent: due.map(({ ori, materials }) => ({ ori, materials: materials.map(({ id, version }) => ({ id, version })) })),
  };
  return {
    result: { agencies: due.length },
    act: { kind: 'TRAINING_SENT', step, at, by, summary, data, outgoing },
  };
}

async function requireActive(tx: Statements, jurisdiction: string, at: string): Promise<void> {
  const row = await tx.selectFrom('jurisdictions').selectAll().where('id', '=', jurisdiction).executeTakeFirst();
  if (!row) {
    const message = 'There is no such jurisdiction in the register: add it first, or name another.';
    throw new CodedError('UNKNOWN_JURISDICTION', message, 'jurisdiction');
  }
  if (row.active_from !== null && instantMs(row.active_from) <= instantMs(at)) return;
  const message = 'This jurisdiction is not active: its agencies get the material by themselves once it is.';
  throw new CodedError('JURISDICTION_NOT_ACTIVE', message, 'jurisdiction');
}

async function complete(
  tx: Statements,
  completion: Completion,
  by: Actor,
  nowMs: number,
): Promise<ProgrammeChange<StoredCompletion>> {
  orThrow(refuseCompletion(completion, await materialsIn(tx), nowMs));
  const { ori, material, completedAt, staff } = completion;
  await requireAgency(tx, ori);
  const same = await tx
    .selectFrom('training_completions')
    .selectAll()
    .where('ori', '=', ori)
    .where('material', '=', material.id)
    .where('version', '=', material.version)
    .where('completed_at', '=', completedAt)
    .where('staff', '=', staff)
    .where('by', '=', by.id)
    .executeTakeFirst();
  if (same) return { result: completionOf(same), act: null };
  const row = await tx
    .insertInto('training_completions')
    .values({
      ori,
      material: material.id,
      version: material.version,
      completed_at: completedAt,
      staff,
      by: by.id,
      name: by.name,
      role: by.role,
      at: isoInstant(nowMs),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const summary = `${ori} recorded that staff went through version ${material.version} of ${material.id}`;
  return {
    result: completionOf(row),
    act: { kind: 'TRAINING_COMPLETED', at: row.at, by, summary, data: completion },
  };
}

/** Known to the register, at whatever time, or by a person's assignment. */
async function requireAgency(tx: Statements, ori: string): Promise<void> {
  const inRegister = await tx.selectFrom('agencies').select('ori').where('ori', '=', ori).executeTakeFirst();
  if (inRegister) return;
  if (await tx.selectFrom('assignments').select('cri').where('cri', '=', ori).executeTakeFirst()) return;
  throw new CodedError('UNKNOWN_AGENCY', 'There is no such agency in the register: name another ORI.', 'ori');
}

function completionOf(row: Selectable<Tables['training_completions']>): StoredCompletion {
  const { ori, material: id, version, completed_at: completedAt, staff, by, name, at } = row;
  return { ori, material: { id, version }, completedAt, staff, by, name, at };
}

/** So many agencies are looked up at once: a page of those that lack something may lie far apart. */
const CHUNK = 1000;

async function pageOf(
  statements: Statements,
  { at, jurisdictions, ori: only, after = '', limit }: TrainingQuery,
  isWanted: (agency: AgencyTraining) => boolean,
): Promise<TrainingPage> {
  const places = (await placesAt(statements, at, null)).filter(
    ({ ori, jurisdictions: own }) =>
      ori > after &&
      (only === undefined || ori === only) &&
      (jurisdictions === null || own.some((id) => jurisdictions.includes(id))),
  );
  const current = currentMaterials(await materialsIn(statements));
  const wanted: AgencyTraining[] = [];
  for (let from = 0; from < places.length && wanted.length <= limit; from += CHUNK)
    wanted.push(...(await agenciesOf(statements, places.slice(from, from + CHUNK), current)).filter(isWanted));
  const rows = wanted.slice(0, limit);
  return { rows, next: wanted.length > limit ? (rows.at(-1)?.ori ?? null) : null };
}

async function agenciesOf(
  statements: Statements,
  places: readonly Place[],
  current: readonly StoredMaterial[],
): Promise<readonly AgencyTraining[]> {
  const known = await knownOf(
    statements,
    places.map(({ ori }) => ori),
  );
  return places.map((place) => ({
    ...place,
    materials: current.map((material) => ({
      id: material.id,
      version: material.version,
      title: material.title,
      forStaff: isForStaff(material),
      ...known(keyOf(place.ori, material)),
    })),
  }));
}

type Known = Pick<MaterialStanding, 'sentAt' | 'receivedAt' | 'completions'>;

/** What the tables say of the materials of these agencies. */
async function knownOf(statements: Statements, oris: readonly string[]): Promise<(key: string) => Known> {
  const found = new Map<string, Known>();
  const nothing: Known = { sentAt: null, receivedAt: null, completions: [] };
  const of = (key: string): Known => found.get(key) ?? nothing;
  const sent = await statements
    .selectFrom('training_sendings as sent')
    .leftJoin('deliveries', (join) => join.onRef('deliveries.message_id', '=', 'sent.message_id').on('hop', '=', 0))
    .select(['sent.ori', 'sent.material', 'sent.version', 'sent.at', 'deliveries.acknowledged_at'])
    .where('sent.ori', '=', anyOf(oris))
    .execute();
  for (const { ori, material, version, at, acknowledged_at } of sent)
    found.set(keyOf(ori, { id: material, version }), { ...nothing, sentAt: at, receivedAt: acknowledged_at });
  const completions = await statements
    .selectFrom('training_completions')
    .selectAll()
    .where('ori', '=', anyOf(oris))
    .orderBy('number')
    .execute();
  for (const row of completions) {
    const { ori, material, completedAt, staff, by, name, at } = completionOf(row);
    const before = of(keyOf(ori, material));
    found.set(keyOf(ori, material), {
      ...before,
      completions: [...before.completions, { completedAt, staff, by, name, at }],
    });
  }
  return of;
}

/** A material that was not received, or that is for staff and that nobody went through. */
function isMissing({ receivedAt, forStaff, completions }: MaterialStanding): boolean {
  return receivedAt === null || (forStaff && completions.length === 0);
}

function orThrow(refusal: Refusal | undefined): void {
  if (refusal !== undefined) throw new CodedError(refusal.code, refusal.reason, refusal.field);
}
