import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A database of its own on the PostgreSQL of the test run. */
export interface FreshDatabase {
  readonly url: string;
  /** Runs a statement past the product, e.g. to tamper. Several statements are allowed where there are no parameters. */
  query<R extends pg.QueryResultRow>(statement: string, parameters?: readonly unknown[]): Promise<R[]>;
  /** Ends every connection to it and deletes it. */
  drop(): Promise<void>;
}

/** Makes an empty database with a random name. `TEST_DATABASE_URL` names the server; the set-up of the test run starts one where it is unset. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const server = process.env['TEST_DATABASE_URL'];
  if (!server)
    throw new Error(
      'Run the tests with "npm test", or set TEST_DATABASE_URL to a PostgreSQL where databases may be made.',
    );
  const name = `t_${randomBytes(8).toString('hex')}`;
  await once(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    query: (statement, parameters) => once(url.href, statement, parameters),
    drop: async () => {
      await once(server, `drop database ${name} with (force)`);
    },
  };
}

async function once<R extends pg.QueryResultRow>(
  url: string,
  statement: string,
  parameters: readonly unknown[] = [],
): Promise<R[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<R>(statement, [...parameters])).rows;
  } finally {
    await client.end();
  }
}
