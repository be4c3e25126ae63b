import { canonicalJson, canonicalSha256, sha256Hex } from '../domain/canonical.ts';
import type { Json } from '../domain/canonical.ts';
import type { Author, OutgoingMessage } from '../domain/record/record.ts';

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
  /** The messages that were sent with it, by key. */
  readonly messages: readonly { readonly key: string; readonly sha256: string }[];
}

/** A message as its receiver gets it. */
export type MessageContent = Pick<
  OutgoingMessage,
  'kind' | 'route' | 'subject' | 'text' | 'data' | 'attachmentSha256'
> & {
  readonly at: string;
};

/** SHA-256 (hex) of a message: it stands in the sealed content of its event, so that a message altered in its mailbox shows. */
export function messageHash(message: MessageContent): string {
  const { kind, route, at, subject, text, data, attachmentSha256 } = message;
  return canonicalSha256({ kind, route, at, subject, text, data, attachmentSha256 });
}

/**
 * The stable id of a message (32 hex digits): the same step gives the same id, whoever writes it and how often. Made of the step's name and never
 * of its number: from that a receiver could find out how much had happened in the case before (rule D4).
 */
export function messageIdOf(stream: string, step: string, key: string): string {
  return sha256Hex(`${stream}|${step}|${key}`).slice(0, 32);
}

/** The hash before a ledger's first event: it binds the chain to its ledger. */
export function genesisHash(ledgerId: string): string {
  return canonicalSha256({ record: ledgerId });
}

/** A salted SHA-256 (hex) of a value's canonical text: it commits to the value and says nothing of it once the salt is gone. */
export function commitmentTo(salt: Uint8Array, value: unknown): string {
  return sha256Hex(Buffer.concat([salt, Buffer.from(canonicalJson(value))]));
}

/** The hash of an event in its chain (hex). */
export function eventHash(prevHash: string, header: EventHeader, commitment: string): string {
  return sha256Hex(prevHash + canonicalJson({ ...header, commitment }));
}
