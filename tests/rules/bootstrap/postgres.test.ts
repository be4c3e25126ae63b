import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { startPostgres } from '../../../scripts/lib/postgres.mjs';
import { endProcess } from '../../../scripts/lib/processes.mjs';

type Running = Awaited<ReturnType<typeof startPostgres>>;

let folder = '';
let running: Running | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sc-postgres-'));
  chmodSync(folder, 0o711); // as root, the database's own account must be able to pass
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

test('what was committed is there after a kill, on the same port, and a second start is refused meanwhile', async () => {
  const dataDir = join(folder, 'data');
  running = await startPostgres({ dataDir });
  await query(running.url, 'create table kept (word text)');
  await query(running.url, "insert into kept values ('Nguyễn')");
  await expect(startPostgres({ dataDir })).rejects.toThrow('in use by process');

  const { port, pid } = running;
  await endProcess(pid, [['SIGKILL', 5_000]]);
  await running.ended;
  await running.stop();
  running = await startPostgres({ dataDir });
  expect(running.port).toBe(port);
  expect(running.pid).not.toBe(pid);
  expect(await query(running.url, 'select word from kept')).toEqual([{ word: 'Nguyễn' }]);
});

test('it syncs to disk, in UTF-8, and asks for the password', async () => {
  const dataDir = join(folder, 'data');
  running = await startPostgres({ dataDir });
  const settings = `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
    current_setting('server_encoding') as encoding, current_setting('listen_addresses') as addresses`;
  expect(await query(running.url, settings)).toEqual([
    { fsync: 'on', commit: 'on', encoding: 'UTF8', addresses: '127.0.0.1' },
  ]);
  const url = new URL(running.url);
  url.password = 'guess';
  await expect(query(url.href, 'select 1')).rejects.toThrow('password authentication failed');
  expect(statSync(join(dataDir, 'password')).mode & 0o777).toBe(0o600);
});

test('a port in use is told with the way out', async () => {
  running = await startPostgres({ dataDir: join(folder, 'one') });
  await expect(startPostgres({ dataDir: join(folder, 'two'), port: running.port })).rejects.toThrow('SC_POSTGRES_PORT');
});
