import type { Payload, PayloadCodec, SerializationContext } from '@temporalio/common';
import { UNDECODABLE_ENCODING } from './converter.cjs';

/** A codec that changes nothing: the place at which an encrypting one is put. */
export const plainCodec: PayloadCodec = {
  encode: (payloads) => Promise.resolve(payloads),
  decode: (payloads) => Promise.resolve(payloads),
};

/**
 * A codec whose `decode` never throws: a payload that `inner` cannot decode becomes one that the converter reads as `Undecodable`. Each
 * payload is decoded by itself, so that a bad one does not take its neighbours with it. `encode` throws as `inner` does: what is sent is
 * ours. An error that a retry may mend (keys out of reach) is for `inner` to wait out.
 */
export function neverThrowing(inner: PayloadCodec): PayloadCodec {
  return {
    encode: (payloads, context) => inner.encode(payloads, context),
    decode: (payloads, context) => Promise.all(payloads.map((payload) => decodeOne(inner, payload, context))),
  };
}

async function decodeOne(
  inner: PayloadCodec,
  payload: Payload,
  context: SerializationContext | undefined,
): Promise<Payload> {
  try {
    const [decoded] = await inner.decode([payload], context);
    return decoded ?? undecodablePayload();
  } catch {
    return undecodablePayload();
  }
}

function undecodablePayload(): Payload {
  return { metadata: { encoding: new TextEncoder().encode(UNDECODABLE_ENCODING) } };
}
