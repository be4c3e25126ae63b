/**
 * One HTTP call to a partner, with a time limit, a size limit, and an answer that says whether trying again can help.
 */
import { CodedError } from '../domain/errors.ts';
import { PARTNER_HEADERS } from '../exchange/partners.ts';

/** Largest response that is read, in bytes. A rap sheet in base64 within JSON stays far below. */
const MAX_RESPONSE_BYTES = 8 * 1024 * 1024;
/** How long a call may take altogether where the caller says nothing else, in milliseconds. */
export const DEFAULT_TIMEOUT_MS = 10_000;

export interface PartnerCall {
  /** Who is called, for error messages: `the FBI`. */
  readonly partner: string;
  readonly url: string;
  readonly method: 'POST' | 'PUT';
  /** The same key = the same request, however often it is sent. */
  readonly idempotencyKey: string;
  readonly body: string | Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  /** For the whole call, reading the response included. Milliseconds. */
  readonly timeoutMs?: number;
  readonly maxResponseBytes?: number;
}

/** `TAKEN`: answered 2xx, with this body. `REFUSED`: answered 4xx: the same request will never be taken, a person looks. */
export type PartnerResponse =
  | { readonly kind: 'TAKEN'; readonly body: Uint8Array }
  | { readonly kind: 'REFUSED'; readonly status: number };

/** 4xx that mean "not now": request time-out, too early, too many requests. */
const NOT_NOW: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Calls a partner once. Whatever is neither 2xx nor a refusal (no connection, time-out, 5xx, a redirect, an endless response) throws
 * CodedError `PARTNER_UNAVAILABLE`: trying again later may help. The message names the partner and never repeats content or address.
 */
export async function callPartner(call: PartnerCall): Promise<PartnerResponse> {
  const response = await send(call);
  if (response.ok) return { kind: 'TAKEN', body: await readLimited(call, response) };
  await discard(response);
  if (response.status >= 400 && response.status < 500 && !NOT_NOW.has(response.status))
    return { kind: 'REFUSED', status: response.status };
  throw unavailable(call.partner, `answered with HTTP status ${response.status}`);
}

/** The error for a partner that cannot do its part now. `what` completes the sentence and holds nothing personal. */
export function unavailable(partner: string, what: string): CodedError {
  return new CodedError('PARTNER_UNAVAILABLE', `${partner} ${what}; the request is tried again`);
}

async function send(call: PartnerCall): Promise<Response> {
  try {
    return await fetch(call.url, {
      method: call.method,
      headers: { ...call.headers, [PARTNER_HEADERS.idempotencyKey]: call.idempotencyKey },
      body: call.body,
      // Prints never follow a redirect to an address that nobody configured.
      redirect: 'manual',
      signal: AbortSignal.timeout(call.timeoutMs ?? DEFAULT_TIMEOUT_MS),
    });
  } catch (error) {
    throw unavailable(call.partner, failure(error));
  }
}

async function readLimited(call: PartnerCall, response: Response): Promise<Uint8Array> {
  const limit = call.maxResponseBytes ?? MAX_RESPONSE_BYTES;
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > limit) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw unavailable(call.partner, failure(error));
  }
  if (size > limit) throw unavailable(call.partner, `answered with more than ${limit} bytes`);
  return Buffer.concat(chunks);
}

/** Frees the connection; a body that cannot be cancelled any more is of no use to anybody. */
async function discard(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => undefined);
}

function failure(error: unknown): string {
  return error instanceof Error && error.name === 'TimeoutError' ? 'did not answer in time' : 'cannot be reached';
}
