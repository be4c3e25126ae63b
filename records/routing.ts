import { type RawBuilder, sql, type SqlBool } from 'kysely';
import type { Agency, Jurisdiction, Routing } from '../domain/agency/agency.ts';
import { instantMs } from '../domain/text.ts';
import type { AgenciesTable, JurisdictionsTable } from './schema/register.ts';
import type { Statements } from './store.ts';

/**
 * Where the bookings of an agency belong at an instant. What a person assigned stands before what the register was loaded with, but for an agency of
 * several jurisdictions: which of them a booking belongs to is judged booking by booking (rule A4).
 */
export async function routingOf(statements: Statements, cri: string, at: string): Promise<Routing> {
  const row = await statements
    .selectFrom('agencies')
    .selectAll()
    .where('ori', '=', cri)
    .where(validAt(at))
    .executeTakeFirst();
  const assigned = await statements.selectFrom('assignments').selectAll().where('cri', '=', cri).executeTakeFirst();
  const named = row?.jurisdictions ?? [];
  const counts = assigned !== undefined && named.length <= 1;
  const ids = counts ? [assigned.jurisdiction] : named;
  return {
    agency: row ? agencyOf(row) : null,
    jurisdictions: await findJurisdictions(statements, ids),
    assigned: counts,
  };
}

/** The entry of each agency that is valid at an instant: of several, the one that began last. For queries over `agencies`. */
export function validAt(at: string): RawBuilder<SqlBool> {
  const ms = instantMs(at);
  const valid = (entry: 'agencies' | 'later'): RawBuilder<SqlBool> => {
    const to = sql.ref(`${entry}.to_ms`);
    return sql<SqlBool>`${sql.ref(`${entry}.from_ms`)} <= ${ms} and (${to} is null or ${to} > ${ms})`;
  };
  return sql<SqlBool>`${valid('agencies')} and not exists (
    select from agencies later where later.ori = agencies.ori and later.from_ms > agencies.from_ms and ${valid('later')})`;
}

/** The jurisdictions of these ids, in their order. */
export async function findJurisdictions(
  statements: Statements,
  ids: readonly string[],
): Promise<readonly Jurisdiction[]> {
  if (ids.length === 0) return [];
  const rows = await statements.selectFrom('jurisdictions').selectAll().where('id', 'in', ids).execute();
  return ids.flatMap((id) => rows.filter((row) => row.id === id).map(jurisdictionOfRow));
}

/** A row as the entry that it is. */
export function agencyOf(row: AgenciesTable): Agency {
  const { ori, name, kind, zone, jurisdictions, sib } = row;
  return {
    ori,
    name,
    kind,
    zone,
    jurisdictions: [...jurisdictions],
    sib,
    fieldOffice: row.field_office,
    validFrom: row.valid_from,
    validTo: row.valid_to,
  };
}

/** A row as the jurisdiction that it is. */
export function jurisdictionOfRow(row: JurisdictionsTable): Jurisdiction {
  const { id, name, kind, state, fips } = row;
  return { id, name, kind, state, fips, fieldOffice: row.field_office, activeFrom: row.active_from };
}
