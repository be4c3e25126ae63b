/**
 * The way in which every partner that answers in signed envelopes is asked: the case's number as reference, the transaction number as
 * idempotency key, workflow time beside it.
 */
import type { Envelope } from '../domain/partners/messages.ts';
import { PARTNER_HEADERS, partnerReplySchema, readAttachments, type Attachment } from '../exchange/partners.ts';
import { callPartner, unavailable } from './http.ts';

/** Where a partner is reached, and where it reaches us: `callbackUrl` is this system's public address, without a path. */
export interface PartnerOptions {
  readonly url: string;
  readonly callbackUrl?: string;
  /** For one call, in milliseconds. */
  readonly timeoutMs?: number;
}

/** What every request says: which case, which transaction (1.009), and the workflow's time (ISO instant). */
export interface PartnerQuestion {
  readonly caseId: string;
  readonly tcn: string;
  readonly sentAt: string;
}

/** What the partner did at once. `attachments` are the files that its envelope names; they are stored before the workflow hears of it. */
export type PartnerOutcome =
  | {
      readonly reply: { readonly kind: 'TAKEN'; readonly envelope: Envelope | null };
      readonly attachments: readonly Attachment[];
    }
  | { readonly reply: { readonly kind: 'REFUSED'; readonly status: number }; readonly attachments: readonly [] };

interface Ask extends PartnerOptions, PartnerQuestion {
  readonly partner: string;
  readonly path: string;
  readonly contentType: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Asks once. Throws CodedError `PARTNER_UNAVAILABLE` where another try may help, also when the reply is not one: the partner knows the
 * transaction by its number and repeats itself. Signatures are not judged here, but in the workflow that the message is for.
 */
export async function ask(request: Ask): Promise<PartnerOutcome> {
  const response = await callPartner({
    partner: request.partner,
    url: request.url.replace(/\/+$/, '') + request.path,
    method: 'POST',
    idempotencyKey: request.tcn,
    body: request.body,
    headers: {
      'Content-Type': request.contentType,
      [PARTNER_HEADERS.reference]: request.caseId,
      [PARTNER_HEADERS.sentAt]: request.sentAt,
      ...(request.callbackUrl === undefined ? {} : { [PARTNER_HEADERS.callbackUrl]: request.callbackUrl }),
      ...request.headers,
    },
    ...(request.timeoutMs === undefined ? {} : { timeoutMs: request.timeoutMs }),
  });
  if (response.kind === 'REFUSED') return { reply: response, attachments: [] };
  return readReply(request.partner, response.body);
}

function readReply(partner: string, body: Uint8Array): PartnerOutcome {
  try {
    const { envelope, attachments } = partnerReplySchema.parse(JSON.parse(Buffer.from(body).toString('utf8')));
    return { reply: { kind: 'TAKEN', envelope }, attachments: readAttachments(attachments) };
  } catch {
    throw unavailable(partner, 'answered with something that is no reply');
  }
}
