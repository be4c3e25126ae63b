import { fileURLToPath } from 'node:url';
import type { DataConverter, Payload, PayloadCodec, SerializationContext } from '@temporalio/common';
import { neverThrowing, plainCodec } from './codec.ts';
import { payloadConverter } from './converter.cjs';

/** File of the payload converter: what `Worker.create` and `bundleWorkflowCode` need to put it into the workflow sandbox. */
export const PAYLOAD_CONVERTER_PATH = fileURLToPath(new URL('./converter.cjs', import.meta.url));

/**
 * The data converter of every client and worker. Decoding never throws, whatever was sent (docs/how-it-works.md). `codec` is where encryption goes. Failures keep their message in the clear: they consist of codes and advice only
 * (see runtime/errors.ts), so that operators can read them.
 */
export function createDataConverter(codec: PayloadCodec = plainCodec): DataConverter {
  return { payloadConverterPath: PAYLOAD_CONVERTER_PATH, payloadCodecs: [neverThrowing(codec)] };
}

/** Values as the payloads of a request made without the SDK's client: converted, then encoded for the workflow in `context`. */
export async function encodePayloads(
  converter: DataConverter,
  context: SerializationContext,
  values: readonly unknown[],
): Promise<Payload[]> {
  let payloads = values.map((value) => payloadConverter.toPayload(value, context));
  for (const codec of converter.payloadCodecs ?? []) payloads = await codec.encode(payloads, context);
  return payloads;
}
