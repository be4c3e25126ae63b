import { canonicalJson, canonicalSha256, sha256Hex } from '../domain/canonical.ts';
import type { Json } from '../domain/canonical.ts';
import type { Author } from '../domain/record/record.ts';

/** Bytes of an event's random salt: without it, nobody can find out cleared content by guessing. */
export const SALT_BYTES = 16;

/** What survives clearing and is chained as it stands. */
export interface EventHeader {
  readonly position: number;
  readonly stream: string;
  readonly seq: number;
  readonly kind: string;
  readonly at: string;
  readonly summary: string;
  readonly recordedAt: string;
  /** Present where the act clears the content of what came before it. */
  readonly clears?: true;
}

/** What an event says beyond its header: personal data, clearable. */
export interface EventContent {
  readonly author: Author;
  readonly data: Json;
}

/** The hash before a case's first event: it binds the chain to its case. */
export function genesisHash(caseId: string): string {
  return canonicalSha256({ record: caseId });
}

/** A salted SHA-256 (hex) of a value's canonical text: it commits to the value and says nothing of it once the salt is gone. */
export function commitmentTo(salt: Uint8Array, value: unknown): string {
  return sha256Hex(Buffer.concat([salt, Buffer.from(canonicalJson(value))]));
}

/** The hash of an event in its chain (hex). */
export function eventHash(prevHash: string, header: EventHeader, commitment: string): string {
  return sha256Hex(prevHash + canonicalJson({ ...header, commitment }));
}
