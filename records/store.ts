import type { Transaction } from 'kysely';
import type { Database } from './database.ts';
import type { Sealer } from './sealer.ts';
import type { Tables } from './tables.ts';

/** What every part of the records works with. */
export interface Store {
  readonly db: Database;
  readonly sealer: Sealer;
}

/** Statements inside or outside of a transaction. */
export type Statements = Database | Transaction<Tables>;

/** Seals a JSON value for its case. */
export async function sealJson(store: Store, caseId: string, value: unknown): Promise<Uint8Array> {
  return Buffer.from(await store.sealer.seal(caseId, Buffer.from(JSON.stringify(value))));
}

/** Opens a JSON value that `sealJson` sealed. The type is the writer's: nothing else writes these columns, and the chain tells if it did. */
export async function openJson<T>(store: Store, caseId: string, sealed: Uint8Array): Promise<T> {
  const bytes = await store.sealer.open(caseId, sealed);
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as T;
}

/** Seals bytes for their case, in the form the driver takes. */
export async function sealBytes(store: Store, caseId: string, bytes: Uint8Array): Promise<Uint8Array> {
  return Buffer.from(await store.sealer.seal(caseId, bytes));
}
