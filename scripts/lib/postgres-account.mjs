import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

import { say, SetupError } from './say.mjs';

/** Where root keeps what the database's own account must reach: it survives a restart of the machine. */
export const SHARED_PLACE = '/var/lib/secure-communities';

/** @typedef {{ uid?: number, gid?: number }} Account the account that PostgreSQL runs as, empty for our own */

/**
 * The account that PostgreSQL runs as: our own, unless that is root, which PostgreSQL refuses. Then it is `postgres`, made if the
 * machine has none, or `nobody` where accounts cannot be made.
 * @returns {Account}
 * @throws {SetupError} if there is none
 */
export function postgresAccount() {
  if (process.getuid?.() !== 0) return {};
  const found = accountNamed('postgres') ?? makeAccount() ?? accountNamed('nobody');
  if (found) return found;
  throw new SetupError(
    'PostgreSQL does not run as root, and this machine has no other account for it: run as an ordinary user, or set DATABASE_URL.',
  );
}

/** @param {string} name @returns {Account | undefined} */
function accountNamed(name) {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid && uid !== '0' ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

function makeAccount() {
  const args = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'];
  if (spawnSync('useradd', args, { stdio: 'ignore' }).status !== 0) return undefined;
  say('made the account "postgres": PostgreSQL does not run as root');
  return accountNamed('postgres');
}

/**
 * Whether an account can reach what lies in a folder: every folder down to it lets that account pass.
 * @param {string} folder @param {Account} account
 */
export function mayPass(folder, account) {
  if (account.uid === undefined) return true;
  for (let at = folder; ; at = dirname(at)) {
    const { mode, uid, gid } = statSync(at);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (dirname(at) === at) return true;
  }
}
