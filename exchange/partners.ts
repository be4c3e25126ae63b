/**
 * What partners say over HTTP, as JSON: their reply to a request, and what they send later by callback (docs/partners.md).
 * Files travel beside the signed envelope as attachments, each named by its hash, so that an envelope vouches for its files.
 */
import { z } from 'zod';
import { sha256Hex } from '../domain/canonical.ts';
import { CodedError } from '../domain/errors.ts';
import { oriSchema, tcnSchema } from '../domain/identifiers.ts';
import { caseIdSchema, detainerIdSchema, sha256Schema } from '../domain/ids.ts';
import { envelopeSchema } from '../domain/partners/messages.ts';

/** Where callbacks arrive, below the public address of this system. */
export const CALLBACK_PATH = '/v1/partners/messages';

/** Names of the headers that every request to a partner carries. The transaction number is the idempotency key. */
export const PARTNER_HEADERS = {
  idempotencyKey: 'Idempotency-Key',
  /** The case: partners repeat it as `reference` in their callbacks. It says nothing about the person. */
  reference: 'SC-Reference',
  /** Workflow time, ISO: partners that simulate are told their time, real ones ignore it. */
  sentAt: 'SC-Sent-At',
  /** Where this system hears callbacks; a partner's own configuration goes before it. */
  callbackUrl: 'SC-Callback-URL',
} as const;

/** Most files beside one envelope, and the largest of them in base64 characters. */
const MAX_ATTACHMENTS = 4;
const MAX_ATTACHMENT_TEXT = 2 * 1024 * 1024;

const attachmentsSchema = z
  .record(sha256Schema, z.string().max(MAX_ATTACHMENT_TEXT))
  .refine((files) => Object.keys(files).length <= MAX_ATTACHMENTS, `at most ${MAX_ATTACHMENTS} attachments`);

/** What a partner replies at once to a request that it took: its first message, if it has any to say yet. */
export const partnerReplySchema = z.strictObject({
  envelope: envelopeSchema.nullable(),
  attachments: attachmentsSchema.optional(),
});
export type PartnerReplyBody = z.infer<typeof partnerReplySchema>;

/**
 * What a partner posts later to `CALLBACK_PATH`. `reference` names the workflow it is for: the case of the request's `SC-Reference`
 * header, or, from a jail, the detainer. `tcn` and `ori` are for the sender's log; only the signed statement counts.
 */
export const partnerCallbackSchema = z.strictObject({
  reference: z.union([caseIdSchema, detainerIdSchema]),
  tcn: tcnSchema.optional(),
  ori: oriSchema.optional(),
  envelope: envelopeSchema,
  attachments: attachmentsSchema.optional(),
});
export type PartnerCallbackBody = z.infer<typeof partnerCallbackSchema>;

/** A file that came beside an envelope. `sha256` has been checked against the bytes. */
export interface Attachment {
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

/** The files of a reply or callback. Throws CodedError `ATTACHMENT_UNREADABLE` where one is no base64 or not what its name says. */
export function readAttachments(files: Readonly<Record<string, string>> | undefined): readonly Attachment[] {
  return Object.entries(files ?? {}).map(([sha256, text]) => {
    const bytes = Buffer.from(text, 'base64');
    if (bytes.toString('base64') !== text || sha256Hex(bytes) !== sha256) {
      throw new CodedError(
        'ATTACHMENT_UNREADABLE',
        'An attachment is not base64, or does not have the hash that names it: send it again',
        'attachments',
      );
    }
    return { sha256, bytes: new Uint8Array(bytes) };
  });
}

/** Files as `partnerReplySchema` and `partnerCallbackSchema` carry them. */
export function writeAttachments(files: readonly Uint8Array[]): Record<string, string> {
  return Object.fromEntries(files.map((bytes) => [sha256Hex(bytes), Buffer.from(bytes).toString('base64')]));
}
