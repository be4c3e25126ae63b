/**
 * Delivery of mailbox messages to a SIB's or jail's own server, signed after the Standard Webhooks specification.
 */
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import type { Json } from '../domain/canonical.ts';
import { callPartner } from './http.ts';

/** An agency's receiver. `secret` is shared with it: `whsec_` and base64. */
export interface WebhookEndpoint {
  readonly url: string;
  readonly secret: string;
}

/** A message as its addressee receives it. `id` is stable: the receiver knows a repeat by it. */
export interface WebhookMessage {
  readonly id: string;
  readonly to: string;
  readonly kind: string;
  readonly subject: string;
  readonly text: string;
  readonly data: Json;
  readonly attachment: { readonly sha256: string; readonly base64: string } | null;
}

/**
 * `DELIVERED`: the receiver has it; `receipt` where its reply also says so itself, `{ "received": id }`: the message's hop is then done.
 * `REFUSED`: it will not take it (HTTP 4xx): a person looks; the mailbox keeps the message.
 */
export type Delivery =
  | { readonly kind: 'DELIVERED'; readonly receipt: boolean }
  | { readonly kind: 'REFUSED'; readonly status: number };

const receiptSchema = z.looseObject({ received: z.string() });

export interface WebhookSender {
  /** Delivers once. Throws CodedError `PARTNER_UNAVAILABLE` where another try may help. */
  deliver(endpoint: WebhookEndpoint, message: WebhookMessage): Promise<Delivery>;
}

/** A sender; `timeoutMs` is for one delivery. */
export function createWebhookSender(options: { readonly timeoutMs?: number } = {}): WebhookSender {
  return {
    async deliver(endpoint, message) {
      const body = JSON.stringify(message);
      const response = await callPartner({
        partner: 'The addressee',
        url: endpoint.url,
        method: 'POST',
        idempotencyKey: message.id,
        body,
        headers: { 'Content-Type': 'application/json', ...signatureHeaders(endpoint.secret, message.id, body) },
        ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
      });
      return response.kind === 'TAKEN'
        ? { kind: 'DELIVERED', receipt: isReceipt(response.body, message.id) }
        : response;
    },
  };
}

/** A reply without a receipt, or that is no JSON, is a delivery all the same: the receipt then comes by the mailbox. */
function isReceipt(body: Uint8Array, id: string): boolean {
  try {
    return receiptSchema.parse(JSON.parse(Buffer.from(body).toString('utf8'))).received === id;
  } catch {
    return false;
  }
}

/** The signature covers the sender's wall clock, so that a receiver can refuse an old recording. It is no business instant. */
function signatureHeaders(secret: string, id: string, body: string): Record<string, string> {
  const now = new Date();
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, now, body),
  };
}
