import { sql, type SqlBool } from 'kysely';
import type { Actor } from '../domain/access/roles.ts';
import { type ImportReport, importReportSchema } from '../domain/agency/import.ts';
import type { Reading } from '../domain/agency/reading.ts';
import { isoInstant } from '../domain/text.ts';
import type { ImportOptions, RegisterImports, RegisterQuery } from './contract-register.ts';
import { type ProgrammeAct, recordProgrammeAct } from './programme.ts';
import { type ImportPlan, planImport, reportOf, type Standing } from './register-plan.ts';
import { agencyOf, jurisdictionOfRow, validAt } from './routing.ts';
import type { Statements, Store } from './store.ts';

/** Imports of the register, their reports, and the register as a list. */
export function registerImportsOf(store: Store): RegisterImports {
  const { db } = store;
  return {
    load: (reading, options, by, now) => load(store, reading, options, by, now),

    async reports(limit) {
      const rows = await db
        .selectFrom('register_imports')
        .select('report')
        .orderBy('number', 'desc')
        .limit(limit)
        .execute();
      return rows.map(({ report }) => importReportSchema.parse(JSON.parse(report)));
    },

    async agencies({ state, unassigned, after = '', limit }, at) {
      let query = db
        .selectFrom('agencies')
        .leftJoin('assignments', 'assignments.cri', 'agencies.ori')
        .selectAll('agencies')
        .select('assignments.jurisdiction as assigned')
        .where(validAt(at))
        .where('ori', '>', after);
      if (state !== undefined) query = query.where(liesInState(state));
      if (unassigned === true)
        query = query.where(sql<SqlBool>`cardinality(agencies.jurisdictions) = 0 and assignments.jurisdiction is null`);
      const rows = await query.orderBy('ori').limit(limit).execute();
      return rows.map(({ zone_by, office_by, assigned, ...row }) => ({
        ...agencyOf({ ...row, zone_by, office_by }),
        zoneBy: zone_by,
        officeBy: office_by,
        assigned,
      }));
    },

    jurisdictions: (query, at) => listJurisdictions(store, query, at),
  };
}

/** By its jurisdictions, and by its ORI, which begins with the state's two letters; Nebraska's with NB, Guam's with GM. */
function liesInState(state: string) {
  return sql<SqlBool>`(${state} = case left(agencies.ori, 2) when 'NB' then 'NE' when 'GM' then 'GU' else left(agencies.ori, 2) end
    or exists (select from jurisdictions where jurisdictions.id = any (agencies.jurisdictions) and jurisdictions.state = ${state}))`;
}

async function listJurisdictions({ db }: Store, { state, unassigned, after = '', limit }: RegisterQuery, at: string) {
  const belonging = sql<number>`(select count(*) from agencies where ${validAt(at)} and agencies.jurisdictions @> array[jurisdictions.id])`;
  let query = db.selectFrom('jurisdictions').selectAll().select(belonging.as('agencies')).where('id', '>', after);
  if (state !== undefined) query = query.where('state', '=', state);
  if (unassigned === true) query = query.where(sql<SqlBool>`${belonging} = 0`);
  const rows = await query.orderBy('id').limit(limit).execute();
  return rows.map(({ agencies, ...row }) => ({ ...jurisdictionOfRow(row), officeBy: row.office_by, agencies }));
}

async function load(
  store: Store,
  reading: Reading,
  options: ImportOptions,
  by: Actor,
  now: () => number,
): Promise<ImportReport> {
  return recordProgrammeAct(store, async (tx) => {
    const at = isoInstant(now());
    const plan = planImport(reading, await standingIn(tx), options, at);
    const report = reportOf(reading, plan, options, { at, by: by.id });
    if (options.dryRun) return { result: report, act: null };
    await write(tx, plan, at);
    const { file, sha256 } = options;
    const row = { at, by: by.id, file, sha256, report: JSON.stringify(report) };
    await tx.insertInto('register_imports').values(row).execute();
    return { result: report, act: actOf(report, by) };
  });
}

async function standingIn(tx: Statements): Promise<Standing> {
  const agencies = await tx.selectFrom('agencies').selectAll().orderBy('from_ms').execute();
  const jurisdictions = await tx.selectFrom('jurisdictions').selectAll().execute();
  const assignments = await tx.selectFrom('assignments').selectAll().execute();
  return { agencies, jurisdictions, assignments: new Map(assignments.map((row) => [row.cri, row.jurisdiction])) };
}

/** Each table in one statement: rows go as one JSON value. `active_from` is never written: activation has its own way (rule D2). */
async function write(tx: Statements, { jurisdictions, agencies, ended }: ImportPlan, at: string): Promise<void> {
  await sql`
    insert into jurisdictions (id, name, kind, state, fips, field_office, office_by)
    select id, name, kind, state, fips, field_office, office_by
    from jsonb_populate_recordset(null::jurisdictions, ${JSON.stringify(jurisdictions)}::jsonb)
    on conflict (id) do update set name = excluded.name, kind = excluded.kind, state = excluded.state, fips = excluded.fips,
      field_office = excluded.field_office, office_by = excluded.office_by`.execute(tx);
  await sql`
    update agencies set to_ms = ${Date.parse(at)}, valid_to = ${at}
    from jsonb_to_recordset(${JSON.stringify(ended)}::jsonb) as gone (ori text, from_ms bigint)
    where agencies.ori = gone.ori and agencies.from_ms = gone.from_ms`.execute(tx);
  await sql`
    insert into agencies select * from jsonb_populate_recordset(null::agencies, ${JSON.stringify(agencies)}::jsonb)
    on conflict (ori, from_ms) do update set name = excluded.name, kind = excluded.kind, zone = excluded.zone, zone_by = excluded.zone_by,
      jurisdictions = excluded.jurisdictions, sib = excluded.sib, field_office = excluded.field_office, office_by = excluded.office_by`.execute(
    tx,
  );
}

function actOf({ at, file, sha256, ...report }: ImportReport, by: Actor): ProgrammeAct {
  const { problems: _problems, by: _by, dryRun: _dryRun, ...counts } = report;
  const summary = `Register imported: ${counts.added} agencies added, ${counts.moved} moved, ${counts.corrected} corrected, ${counts.retired} retired; ${counts.leftOut} of ${counts.lines} lines left out`;
  return { kind: 'REGISTER_IMPORTED', at, by, summary, data: { file, sha256, ...counts } };
}
