import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ed25519 } from '@noble/curves/ed25519.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';
import {
  type KeyUse,
  type Signed,
  signedBytes,
  type TrustedKey,
  trustedKeySchema,
} from '../domain/access/assertion.ts';
import { canonicalJson } from '../domain/canonical.ts';
import { CodedError } from '../domain/errors.ts';

const hex32 = z.string().regex(/^[0-9a-f]{64}$/);
const signingKeySchema = z.strictObject({ ...trustedKeySchema.shape, secretKey: hex32 });
const siteKeySchema = z.strictObject({ siteKey: hex32 });

/** An Ed25519 key pair (hex) and whose statements it signs. Secret: never logged, never in a payload. */
export type SigningKey = z.infer<typeof signingKeySchema>;

/** The keys a process holds. `siteKey` (hex) makes workflow ids from identifiers; changing it changes every id. */
export interface KeyRing {
  readonly siteKey: string;
  readonly signing: Readonly<Partial<Record<KeyUse, SigningKey>>>;
}

/** `ACTOR` signs at the API for people who are signed in, `PUBLIC` there what anyone reports by a form's code, `SYSTEM` for the worker. */
export const OWN_KEYS: readonly KeyUse[] = ['ACTOR', 'PUBLIC', 'SYSTEM'];
/** Keys of the stand-ins; only a development deployment makes and trusts them. */
export const STAND_IN_KEYS: readonly KeyUse[] = ['FBI', 'IDENT', 'IMMIGRATION_DATABASES', 'JAIL'];

/**
 * Reads the keys in `<dir>/keys` and makes those that are missing, one file each with access for its owner only. Safe for processes that
 * start together: the first to write a key wins, the others read it. `development` includes the stand-ins' keys.
 * @throws CodedError KEY_FILE if a file is damaged
 */
export function loadOrCreateKeys(dir: string, options: { development: boolean }): KeyRing {
  const folder = join(dir, 'keys');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const uses = options.development ? [...OWN_KEYS, ...STAND_IN_KEYS] : OWN_KEYS;
  const site = keptOrMade(join(folder, 'site.json'), siteKeySchema, () => ({ siteKey: bytesToHex(randomBytes(32)) }));
  const signing: Partial<Record<KeyUse, SigningKey>> = {};
  for (const use of uses) {
    const key = keptOrMade(join(folder, `${use.toLowerCase()}.json`), signingKeySchema, () => newSigningKey(use));
    signing[use] = key;
  }
  return { siteKey: site.siteKey, signing };
}

/** A new key pair for one use. */
export function newSigningKey(use: KeyUse): SigningKey {
  const secretKey = ed25519.utils.randomSecretKey();
  const publicKey = bytesToHex(ed25519.getPublicKey(secretKey));
  return { kid: `${use.toLowerCase()}-${publicKey.slice(0, 12)}`, use, publicKey, secretKey: bytesToHex(secretKey) };
}

/** The key of the ring for a use. @throws CodedError KEY_MISSING if this process holds none */
export function signingKey(ring: KeyRing, use: KeyUse): SigningKey {
  const key = ring.signing[use];
  if (!key)
    throw new CodedError(
      'KEY_MISSING',
      `This process holds no key for ${use}: start it with the data directory that keeps it.`,
    );
  return key;
}

/** What a workflow trusts from its start: the public halves of the ring's keys, and the partners' keys of the site's register. */
export function trustedKeys(ring: KeyRing, partners: readonly TrustedKey[] = []): TrustedKey[] {
  const own = Object.values(ring.signing).map(({ kid, use, publicKey }) => ({ kid, use, publicKey }));
  return [...own, ...partners];
}

/**
 * The public keys of partners (and of processes elsewhere) from a JSON file: a list of `{kid, use, publicKey}`.
 * @throws CodedError KEY_FILE if it is missing or not such a list
 */
export function readTrustedKeys(file: string): TrustedKey[] {
  return parsed(file, z.array(trustedKeySchema).max(1000));
}

/**
 * Signs a statement: its canonical JSON text, bound to the use.
 * @throws CodedError KEY_MISUSED if the key belongs to another use
 */
export function signStatement(use: KeyUse, key: SigningKey, statement: object): Signed {
  if (key.use !== use) throw new CodedError('KEY_MISUSED', `A key for ${key.use} cannot sign as ${use}.`);
  const text = canonicalJson(statement);
  return {
    kid: key.kid,
    statement: text,
    signature: bytesToHex(ed25519.sign(signedBytes(use, text), hexToBytes(key.secretKey))),
  };
}

/** `booking-` and 40 hex digits of HMAC-SHA-256(site key; 1.008 ORI, 1.009 TCN): the same submission always has the same id. */
export function caseIdOf(siteKey: string, ori: string, tcn: string): string {
  const digest = hmac(sha256, hexToBytes(siteKey), utf8ToBytes(canonicalJson([ori, tcn])));
  return `booking-${bytesToHex(digest).slice(0, 40)}`;
}

function keptOrMade<T>(file: string, schema: z.ZodType<T>, make: () => T): T {
  if (!existsSync(file)) publish(file, JSON.stringify(make()));
  return parsed(file, schema);
}

/** Writes beside, then links: a reader never sees half a file, and of two writers the first wins. */
function publish(file: string, text: string): void {
  const part = `${file}.${randomUUID()}.part`;
  writeFileSync(part, text, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(part, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    rmSync(part, { force: true });
  }
}

function parsed<T>(file: string, schema: z.ZodType<T>): T {
  const refused = new CodedError(
    'KEY_FILE',
    `The key file ${file} is missing or damaged: restore it from a backup, or name another.`,
  );
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw refused;
  }
  const result = schema.safeParse(json);
  if (!result.success) throw refused;
  return result.data;
}
