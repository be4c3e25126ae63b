/** The stand-ins as a process, for development: FBI, IDENT, databases, SIB, jail and mail server on the ports that the environment names. */
import { join } from 'node:path';
import { z } from 'zod';
import type { KeyUse } from '../../domain/access/assertion.ts';
import { CodedError } from '../../domain/errors.ts';
import { type KeyRing, loadOrCreateKeys, signingKey } from '../../runtime/keys.ts';
import { type Part, type PartContext, runPart } from '../../runtime/process.ts';
import { type SigningKey, startStandins } from './index.ts';
import { mailboxSecret } from './secrets.ts';

const portsSchema = z.partialRecord(
  z.enum(['fbi', 'ident', 'databases', 'sib', 'jail', 'mail', 'smtp']),
  z.int().min(0).max(65_535),
);

await runPart('standins', start);

async function start({ config }: PartContext): Promise<Part> {
  if (config.deployment !== 'development') {
    throw new CodedError(
      'DEVELOPMENT_ONLY',
      'Stand-ins answer for no real partner: set SC_DEPLOYMENT=development, or do not start them.',
      'SC_DEPLOYMENT',
    );
  }
  const keys = loadOrCreateKeys(config.dataDir, { development: true });
  const jail = signingKey(keys, 'JAIL');
  const standins = await startStandins({
    dir: join(config.dataDir, 'standins'),
    ports: portsFrom(process.env['SC_STANDIN_PORTS']),
    keys: {
      fbi: standinKey(keys, 'FBI'),
      ident: standinKey(keys, 'IDENT'),
      databases: standinKey(keys, 'IMMIGRATION_DATABASES'),
      jail: standinKey(keys, 'JAIL'),
    },
    webhookSecrets: { sib: mailboxSecret(jail, 'sib'), jail: mailboxSecret(jail, 'jail') },
    callbackUrl: config.callbackUrl ?? null,
  });
  const addresses = Object.entries(standins.urls).map(([name, url]) => `${name}=${url}`);
  return { ready: addresses.join(' '), stop: () => standins.stop() };
}

function standinKey(keys: KeyRing, use: KeyUse): SigningKey {
  const { kid, secretKey } = signingKey(keys, use);
  return { kid, secret: secretKey };
}

/** `SC_STANDIN_PORTS`: JSON such as `{"fbi":9001}`; what it does not name takes any free port. */
function portsFrom(text: string | undefined): z.infer<typeof portsSchema> {
  if (text === undefined || text === '') return {};
  try {
    return portsSchema.parse(JSON.parse(text));
  } catch {
    const names = portsSchema.keyType.options.join(', ');
    throw new CodedError(
      'CONFIG_INVALID',
      `SC_STANDIN_PORTS is not valid: set it to JSON with a port for any of ${names}.`,
      'SC_STANDIN_PORTS',
    );
  }
}
