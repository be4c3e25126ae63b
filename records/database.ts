import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient, type PostgresQueryResult } from 'kysely';
import pg from 'pg';
import { CodedError } from '../domain/errors.ts';
import { codedDatabaseError } from './errors.ts';
import type { Tables } from './tables.ts';

export type Database = Kysely<Tables>;

/** Milliseconds. Short enough for a local activity to fail fast and go on as a remote one. */
const CONNECT_MS = 3_000;
const STATEMENT_MS = 10_000;

const INT8 = 20;

/** A pool of connections whose every error is coded. `statementMs`: longest time of one statement. */
export function connect(databaseUrl: string, poolSize: number, statementMs = STATEMENT_MS): Database {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: poolSize,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: statementMs,
    // For a server that no longer answers at all: it cannot end the statement itself.
    query_timeout: statementMs + 2_000,
    idle_in_transaction_session_timeout: statementMs + 5_000,
    keepAlive: true,
    application_name: 'secure-communities',
    types: { getTypeParser: typeParser },
  });
  // Without listeners a connection that dies while idle, or between two statements, would end the process. The next statement on it fails.
  pool.on('error', ignoreLostConnection);
  pool.on('connect', (client) => client.on('error', ignoreLostConnection));
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: codedPool(pool) }) });
}

function ignoreLostConnection(): void {
  // The pool has already dropped the connection; whoever used it gets the error from the statement.
}

/** int8 as a number: ours are milliseconds and counters, far below 2^53. */
const typeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') => {
  if (oid === INT8) return Number;
  return format === 'binary' ? pg.types.getTypeParser(oid, format) : pg.types.getTypeParser(oid, 'text');
};

function codedPool(pool: pg.Pool): PostgresPool {
  return {
    connect: async () => codedClient(await coded(() => pool.connect())),
    end: () => pool.end(),
  };
}

function codedClient(client: pg.PoolClient): PostgresPoolClient {
  function query<R>(statement: unknown, parameters?: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    if (typeof statement !== 'string') throw new CodedError('RECORDS_FAILED', 'Cursors are not used here.');
    // Kysely's own result type: pg answers the same members, with `rows` typed by the statement.
    return coded(() => client.query(statement, [...(parameters ?? [])])) as unknown as Promise<PostgresQueryResult<R>>;
  }
  return { query: query as PostgresPoolClient['query'], release: () => client.release() };
}

async function coded<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw codedDatabaseError(error);
  }
}
