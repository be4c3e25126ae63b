import type { Agency, Jurisdiction, Routing } from '../domain/agency/agency.ts';
import { CodedError } from '../domain/errors.ts';
import type { Register } from './contract.ts';
import type { Statements, Store } from './store.ts';
import type { Tables } from './tables.ts';

/** Agencies, jurisdictions, and which belongs to which. */
export function registerOf({ db }: Store): Register {
  return {
    async putAgency(agency) {
      if (agency.jurisdiction !== null) await requireJurisdiction(db, agency.jurisdiction);
      const { ori, ...rest } = agencyRow(agency);
      await db
        .insertInto('agencies')
        .values({ ori, ...rest })
        .onConflict((conflict) => conflict.column('ori').doUpdateSet(rest))
        .execute();
    },

    async putJurisdiction({ id, name, activeFrom, fieldOffice }) {
      const rest = { name, active_from: activeFrom, field_office: fieldOffice ?? null };
      await db
        .insertInto('jurisdictions')
        .values({ id, ...rest })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
        .execute();
    },

    routing: (cri) => routingOf(db, cri),

    async assign(cri, jurisdiction) {
      await requireJurisdiction(db, jurisdiction);
      await db
        .insertInto('assignments')
        .values({ cri, jurisdiction })
        .onConflict((conflict) => conflict.column('cri').doUpdateSet({ jurisdiction }))
        .execute();
      return routingOf(db, cri);
    },

    async agencies() {
      const rows = await db
        .selectFrom('agencies')
        .leftJoin('assignments', 'assignments.cri', 'agencies.ori')
        .selectAll('agencies')
        .select('assignments.jurisdiction as assigned')
        .orderBy('ori')
        .execute();
      return rows.map((row) => agencyOf(row, row.assigned));
    },

    async jurisdictions() {
      const rows = await db.selectFrom('jurisdictions').selectAll().orderBy('id').execute();
      return rows.map(jurisdictionOf);
    },
  };
}

/** Where the bookings of an agency belong. What a person assigned stands before what the register was loaded with. */
export async function routingOf(statements: Statements, cri: string): Promise<Routing> {
  const agency = await statements.selectFrom('agencies').selectAll().where('ori', '=', cri).executeTakeFirst();
  const assigned = await statements.selectFrom('assignments').selectAll().where('cri', '=', cri).executeTakeFirst();
  const id = assigned?.jurisdiction ?? agency?.jurisdiction ?? null;
  const jurisdiction = id === null ? undefined : await findJurisdiction(statements, id);
  return { agency: agency ? agencyOf(agency, id) : null, jurisdiction: jurisdiction ?? null };
}

async function findJurisdiction(statements: Statements, id: string): Promise<Jurisdiction | undefined> {
  const row = await statements.selectFrom('jurisdictions').selectAll().where('id', '=', id).executeTakeFirst();
  return row && jurisdictionOf(row);
}

async function requireJurisdiction(statements: Statements, id: string): Promise<void> {
  if (await findJurisdiction(statements, id)) return;
  throw new CodedError(
    'UNKNOWN_JURISDICTION',
    'There is no such jurisdiction in the register: add it first, or name another.',
  );
}

function agencyRow(agency: Agency): Tables['agencies'] {
  const { ori, name, zone, jurisdiction, sib, fieldOffice, receivesIdentifications } = agency;
  return {
    ori,
    name,
    zone,
    jurisdiction,
    sib,
    field_office: fieldOffice,
    receives_identifications: receivesIdentifications,
  };
}

function agencyOf(row: Tables['agencies'], assigned: string | null): Agency {
  const { ori, name, zone, sib } = row;
  return {
    ori,
    name,
    zone,
    jurisdiction: assigned ?? row.jurisdiction,
    sib,
    fieldOffice: row.field_office,
    receivesIdentifications: row.receives_identifications,
  };
}

function jurisdictionOf(row: Tables['jurisdictions']): Jurisdiction {
  const office = row.field_office === null ? {} : { fieldOffice: row.field_office };
  return { id: row.id, name: row.name, activeFrom: row.active_from, ...office };
}
