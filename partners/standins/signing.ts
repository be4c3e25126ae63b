import { createHmac } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { signedBytes } from '../../domain/access/assertion.ts';
import { canonicalJson } from '../../domain/canonical.ts';
import type { Envelope } from '../../domain/partners/messages.ts';

/** A stand-in's signing key: its id, and the Ed25519 secret (32 bytes in hex). */
export interface SigningKey {
  readonly kid: string;
  readonly secret: string;
}

/** The public key (hex) that belongs to a secret, for the deployment's list of trusted keys. */
export function publicKeyOf(secret: string): string {
  return bytesToHex(ed25519.getPublicKey(hexToBytes(secret)));
}

/** A message as `from` sends it: its canonical text, signed. */
export function signEnvelope(from: Envelope['from'], key: SigningKey, message: unknown): Envelope {
  const statement = canonicalJson(message);
  const signature = bytesToHex(ed25519.sign(signedBytes(from, statement), hexToBytes(key.secret)));
  return { from, signed: { kid: key.kid, statement, signature } };
}

/** The same envelope with a signature that fits no statement. */
export function withBadSignature(envelope: Envelope): Envelope {
  return { ...envelope, signed: { ...envelope.signed, signature: '0'.repeat(128) } };
}

/** A whole number from 0 to `below` - 1 that follows from the key and the text: the same every time, guessed by nobody. */
export function chosen(key: SigningKey, text: string, below: number): number {
  const digest = createHmac('sha256', Buffer.from(key.secret, 'hex')).update(text).digest();
  return digest.readUIntBE(0, 6) % below;
}
