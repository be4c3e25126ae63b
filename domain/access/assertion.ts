import { ed25519 } from '@noble/curves/ed25519.js';
import { hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';
import { canonicalSha256 } from '../canonical.ts';
import { instantMs, instantSchema } from '../text.ts';
import { actorSchema } from './roles.ts';

/** A public key that a workflow trusts, in hex. `use` says whose statements it may sign. */
export const trustedKeySchema = z.strictObject({
  kid: z.string().min(1).max(64),
  use: z.enum(['ACTOR', 'FBI', 'IDENT', 'IMMIGRATION_DATABASES', 'SIB', 'JAIL', 'PUBLIC', 'SYSTEM']),
  publicKey: z.string().regex(/^[0-9a-f]{64}$/),
  /** For `JAIL`: the one agency whose word this key signs. Without it, the key of a system that speaks for several. */
  ori: z
    .string()
    .regex(/^[A-Z]{2}[A-Z0-9]{7}$/)
    .optional(),
});
export type TrustedKey = z.infer<typeof trustedKeySchema>;
export type KeyUse = TrustedKey['use'];

/** A statement as it was signed: the exact text, and an Ed25519 signature (hex) over `use`, a line feed and that text. */
export const signedSchema = z.strictObject({
  kid: z.string().min(1).max(64),
  statement: z.string().min(2).max(200_000),
  signature: z.string().regex(/^[0-9a-f]{128}$/),
});
export type Signed = z.infer<typeof signedSchema>;

/** What the API vouches for when a person acts: who, with which sign-in, on which workflow, with exactly which arguments, until when. */
export const actorStatementSchema = z.strictObject({
  actor: actorSchema,
  workflowId: z.string().min(1).max(100),
  act: z.string().min(1).max(60),
  updateId: z.string().min(1).max(100),
  argsSha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Milliseconds since the person signed in, when this was issued. */
  signInAgeMs: z.int().min(0),
  issuedAt: instantSchema,
  expiresAt: instantSchema,
});
export type ActorStatement = z.infer<typeof actorStatementSchema>;

/** A sign-in older than this decides nothing (12 hours, CJIS Security Policy). Milliseconds. */
export const MAX_SIGN_IN_AGE_MS = 12 * 60 * 60 * 1000;
/** How far the issuer's clock may run ahead of the workflow's. Milliseconds. */
const CLOCK_SKEW_MS = 5 * 60 * 1000;

/** The bytes that are signed: the use is part of them, so that a statement for one use never passes for another. */
export function signedBytes(use: KeyUse, statement: string): Uint8Array {
  return utf8ToBytes(`${use}\n${statement}`);
}

/** Whether `signed` carries a valid signature of a key trusted for `use`. Never throws. */
export function verifySigned(signed: Signed, use: KeyUse, keys: readonly TrustedKey[]): boolean {
  const key = keys.find((candidate) => candidate.kid === signed.kid && candidate.use === use);
  if (!key) return false;
  try {
    return ed25519.verify(hexToBytes(signed.signature), signedBytes(use, signed.statement), hexToBytes(key.publicKey));
  } catch {
    return false;
  }
}

/** Whether the key that signed may speak for this agency. */
export function maySpeakFor(signed: Signed, ori: string, keys: readonly TrustedKey[]): boolean {
  const key = keys.find((candidate) => candidate.kid === signed.kid && candidate.use === 'JAIL');
  return key !== undefined && (key.ori === undefined || key.ori === ori);
}

/** Parses a statement's text as JSON; `undefined` where it is none. */
export function statementJson(signed: Signed): unknown {
  try {
    return JSON.parse(signed.statement) as unknown;
  } catch {
    return undefined;
  }
}

export interface AssertedAct {
  readonly workflowId: string;
  readonly act: string;
  readonly updateId: string;
  readonly args: unknown;
  readonly nowMs: number;
}

export type AssertionFault =
  | 'ASSERTION_UNSIGNED'
  | 'ASSERTION_OF_ANOTHER_ACT'
  | 'ASSERTION_EXPIRED'
  | 'SIGN_IN_TOO_OLD';

/**
 * The actor that a signed assertion vouches for in this act, or why it does not. It must be signed by a key trusted for `ACTOR`, name
 * this workflow, act and update id, carry the hash of these arguments, and be in its time. Reaching the server is not enough (rule B1).
 */
export function assertedActor(
  signed: Signed,
  act: AssertedAct,
  keys: readonly TrustedKey[],
): { ok: true; statement: ActorStatement } | { ok: false; fault: AssertionFault } {
  if (!verifySigned(signed, 'ACTOR', keys)) return { ok: false, fault: 'ASSERTION_UNSIGNED' };
  const parsed = actorStatementSchema.safeParse(statementJson(signed));
  if (!parsed.success) return { ok: false, fault: 'ASSERTION_UNSIGNED' };
  const statement = parsed.data;
  const same =
    statement.workflowId === act.workflowId &&
    statement.act === act.act &&
    statement.updateId === act.updateId &&
    statement.argsSha256 === canonicalSha256(act.args);
  if (!same) return { ok: false, fault: 'ASSERTION_OF_ANOTHER_ACT' };
  const early = act.nowMs < instantMs(statement.issuedAt) - CLOCK_SKEW_MS;
  if (early || act.nowMs > instantMs(statement.expiresAt)) return { ok: false, fault: 'ASSERTION_EXPIRED' };
  if (statement.signInAgeMs > MAX_SIGN_IN_AGE_MS) return { ok: false, fault: 'SIGN_IN_TOO_OLD' };
  return { ok: true, statement };
}
