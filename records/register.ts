import { sql, type SqlBool } from 'kysely';
import type { Agency, Jurisdiction } from '../domain/agency/agency.ts';
import { CodedError } from '../domain/errors.ts';
import { instantMs, isoInstant } from '../domain/text.ts';
import { refuseOtherInstant } from './activations.ts';
import type { Register } from './contract.ts';
import { recordProgrammeAct } from './programme.ts';
import { agencyOf, findJurisdictions, jurisdictionOfRow, routingOf, validAt } from './routing.ts';
import type { AgenciesTable, JurisdictionsTable } from './schema/register.ts';
import type { Statements, Store } from './store.ts';

/** Stands for "ever since" in `from_ms`. */
export const EVER_MS = Number.MIN_SAFE_INTEGER;

/** Agencies, jurisdictions, and which belongs to which. */
export function registerOf(store: Store): Register {
  const { db } = store;
  return {
    async putAgency(agency) {
      for (const id of agency.jurisdictions) await requireJurisdiction(db, id);
      const { ori, from_ms, ...rest } = agencyRow(agency);
      await db
        .insertInto('agencies')
        .values({ ori, from_ms, ...rest })
        .onConflict((conflict) => conflict.columns(['ori', 'from_ms']).doUpdateSet(rest))
        .execute();
    },

    async putJurisdiction(jurisdiction) {
      const { id, active_from, ...rest } = jurisdictionRow(jurisdiction);
      await db.transaction().execute(async (tx) => {
        await refuseOtherInstant(tx, id, active_from);
        await tx
          .insertInto('jurisdictions')
          .values({ id, active_from: null, ...rest })
          .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
          .execute();
      });
    },

    routing: (cri, at) => routingOf(db, cri, at),

    async assign(cri, jurisdiction, at) {
      await requireJurisdiction(db, jurisdiction);
      const known = await routingOf(db, cri, at);
      if ((known.agency?.jurisdictions.length ?? 0) > 1)
        return { ...known, jurisdictions: await findJurisdictions(db, [jurisdiction]), assigned: true };
      await db
        .insertInto('assignments')
        .values({ cri, jurisdiction })
        .onConflict((conflict) => conflict.column('cri').doUpdateSet({ jurisdiction }))
        .execute();
      return routingOf(db, cri, at);
    },

    withdrawAssignment: (cri, reasons, by, nowMs) =>
      recordProgrammeAct(store, async (tx) => {
        const row = await tx.deleteFrom('assignments').where('cri', '=', cri).returningAll().executeTakeFirst();
        if (!row) throw noSuchAssignment();
        const { jurisdiction } = row;
        const summary = `The assignment of ${cri} to ${jurisdiction} was withdrawn`;
        const data = { ori: cri, jurisdiction, reasons };
        const act = { kind: 'ASSIGNMENT_WITHDRAWN', at: isoInstant(nowMs), by, summary, data };
        return { result: jurisdiction, act };
      }),

    async agencies(at) {
      const rows = await db.selectFrom('agencies').selectAll().where(validAt(at)).orderBy('ori').execute();
      return rows.map(agencyOf);
    },

    async jurisdictions() {
      const rows = await db.selectFrom('jurisdictions').selectAll().orderBy('id').execute();
      return rows.map(jurisdictionOfRow);
    },

    jurisdiction: async (id) => (await findJurisdictions(db, [id]))[0] ?? null,

    async zonesOf(id, at) {
      const rows = await db
        .selectFrom('agencies')
        .select('zone')
        .distinct()
        .where(validAt(at))
        .where(sql<SqlBool>`agencies.jurisdictions @> array[${id}]::text[]`)
        .where('zone', 'is not', null)
        .orderBy('zone')
        .execute();
      return rows.flatMap(({ zone }) => zone ?? []);
    },
  };
}

async function requireJurisdiction(statements: Statements, id: string): Promise<void> {
  if ((await findJurisdictions(statements, [id])).length > 0) return;
  throw new CodedError(
    'UNKNOWN_JURISDICTION',
    'There is no such jurisdiction in the register: add it first, or name another.',
  );
}

function noSuchAssignment(): CodedError {
  return new CodedError(
    'NO_SUCH_ASSIGNMENT',
    'Nobody has assigned this agency to a jurisdiction: the register counts.',
    'ori',
  );
}

/** An entry as its row. */
export function agencyRow(agency: Agency): AgenciesTable {
  const { fieldOffice, validFrom, validTo, jurisdictions, ...same } = agency;
  return {
    ...same,
    jurisdictions: [...jurisdictions],
    field_office: fieldOffice,
    office_by: fieldOffice === null ? null : 'SITE',
    zone_by: agency.zone === null ? null : 'SITE',
    valid_from: validFrom,
    valid_to: validTo,
    from_ms: validFrom === null ? EVER_MS : instantMs(validFrom),
    to_ms: validTo === null ? null : instantMs(validTo),
  };
}

/** A jurisdiction as its row. */
export function jurisdictionRow({ activeFrom, fieldOffice, ...same }: Jurisdiction): JurisdictionsTable {
  const office_by = fieldOffice === null ? null : 'SITE';
  return { ...same, field_office: fieldOffice, office_by, active_from: activeFrom };
}
