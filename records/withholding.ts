import { type RawBuilder, sql, type SqlBool } from 'kysely';
import { partiesOf, type Party, tellsStatus } from '../domain/jurisdiction/receiving.ts';
import type { OutgoingMessage } from '../domain/record/record.ts';
import { isoInstant } from '../domain/text.ts';
import { routingOf } from './routing.ts';
import type { Statements } from './store.ts';

/**
 * Withholding (rules D4, D5): what a workflow sends is the same whoever receives; whether a message that tells a status goes to a state or
 * local mailbox, and is handed out there, is judged here, by the wall clock, at each hop and each look. So nothing else can depend on it.
 */

/** Whose word a message depends on; null where it tells no state or local agency a status. */
export async function partiesToMessage(
  tx: Statements,
  ledgerId: string,
  message: Pick<OutgoingMessage, 'kind' | 'route'>,
): Promise<readonly Party[] | null> {
  if (!tellsStatus(message)) return null;
  const ofCase = await tx
    .selectFrom('cases')
    .select(['cri', 'sib', 'jurisdiction'])
    .where('case_id', '=', ledgerId)
    .executeTakeFirst();
  const oris = message.route.map((address) => address.slice(address.indexOf(':') + 1));
  if (!ofCase) return partiesOf({ jurisdictions: [], oris });
  const { agency, jurisdictions } = await routingOf(tx, ofCase.cri, isoInstant(Date.now()));
  const ids = [
    ...jurisdictions.map(({ id }) => id),
    ...(agency?.jurisdictions ?? []),
    ...(ofCase.jurisdiction === null ? [] : [ofCase.jurisdiction]),
  ];
  const sibs = [ofCase.sib, ...(agency?.sib ? [agency.sib] : [])];
  return partiesOf({ jurisdictions: await statesOf(tx, ids), oris: [...oris, ofCase.cri, ...sibs] });
}

async function statesOf(tx: Statements, ids: readonly string[]) {
  if (ids.length === 0) return [];
  return tx.selectFrom('jurisdictions').select(['id', 'state']).where('id', 'in', ids).execute();
}

/** Whether these parties all receive at an instant (ms). */
export async function mayReceive(tx: Statements, parties: readonly Party[] | null, atMs: number): Promise<boolean> {
  if (parties === null) return true;
  const refusing = await tx
    .selectFrom('not_receiving')
    .select('party')
    .where('party', 'in', parties)
    .where('from_ms', '<=', atMs)
    .where((eb) => eb.or([eb('to_ms', 'is', null), eb('to_ms', '>', atMs)]))
    .limit(1)
    .executeTakeFirst();
  return refusing === undefined;
}

/**
 * For queries over `deliveries` joined with `messages`: not withheld at an instant (ms): no party stopped receiving between the release and
 * then. What came back into receipt later stays withheld (`isWithheld` says the same of words).
 */
export function handedOut(atMs: number): RawBuilder<SqlBool> {
  return sql<SqlBool>`(messages.parties is null or not ${stopped(atMs)})`;
}

/** The contrary of `handedOut`. */
export function withheld(atMs: number): RawBuilder<SqlBool> {
  return sql<SqlBool>`(messages.parties is not null and ${stopped(atMs)})`;
}

function stopped(atMs: number): RawBuilder<SqlBool> {
  return sql<SqlBool>`exists (select 1 from not_receiving n where n.party = any(messages.parties)
    and n.from_ms <= ${atMs} and (n.to_ms is null or n.to_ms > deliveries.released_ms))`;
}

/** Keeps that a message was withheld from an address. Again: nothing happens. */
export async function noteWithheld(tx: Statements, id: string, address: string): Promise<void> {
  await sql`insert into withheld_messages (message_id, address, noted_at)
    values (${id}, ${address}, ${isoInstant(Date.now())}) on conflict do nothing`.execute(tx);
}
