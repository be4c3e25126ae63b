import type { Payload, PayloadCodec } from '@temporalio/common';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { neverThrowing, plainCodec } from '../../../runtime/payload/codec.ts';
import { payloadConverter } from '../../../runtime/payload/converter.cjs';
import { createDataConverter, encodePayloads } from '../../../runtime/payload/data-converter.ts';
import { isUndecodable } from '../../../runtime/payload/undecodable.ts';

const context = { type: 'workflow', namespace: 'default', workflowId: 'booking-1' } as const;

test('plain JSON and undefined come back as they went', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      const expected: unknown = JSON.parse(JSON.stringify(value));
      expect(payloadConverter.fromPayload(payloadConverter.toPayload(value))).toEqual(expected);
    }),
  );
  expect(payloadConverter.fromPayload(payloadConverter.toPayload(undefined))).toBeUndefined();
});

test('no payload makes it throw', () => {
  const anyBytes = fc.uint8Array({ maxLength: 40 });
  const metadata = fc.dictionary(
    fc.constantFrom('encoding', 'messageType', 'x'),
    fc.oneof(
      anyBytes,
      fc.constantFrom('json/plain', 'binary/null').map((name) => new TextEncoder().encode(name)),
    ),
  );
  fc.assert(
    fc.property(fc.record({ metadata, data: anyBytes }, { requiredKeys: [] }), (payload: Payload) => {
      expect(() => payloadConverter.fromPayload<unknown>(payload)).not.toThrow();
    }),
    { numRuns: 2000 },
  );
});

test('depth up to a hundred is read, beyond it not', () => {
  const nested = (levels: number): Payload => {
    const data = new TextEncoder().encode('['.repeat(levels) + ']'.repeat(levels));
    return { metadata: { encoding: new TextEncoder().encode('json/plain') }, data };
  };
  expect(isUndecodable(payloadConverter.fromPayload(nested(100)))).toBe(false);
  expect(payloadConverter.fromPayload(nested(102))).toEqual({ __undecodable: true, reason: 'TOO_DEEP' });
});

test('bytes are refused where they would be sent', () => {
  expect(() => payloadConverter.toPayload(new Uint8Array(1))).toThrow(/Bytes do not travel/);
});

test('a codec that fails spoils only the payload it failed on', async () => {
  const picky: PayloadCodec = {
    encode: (payloads) => Promise.resolve(payloads),
    decode: ([payload]) =>
      payload?.data?.length === 2
        ? Promise.reject(new Error('personal data'))
        : Promise.resolve(payload ? [payload] : []),
  };
  const payloads = [{ a: 1 }, {}, [1, 2]].map((value) => payloadConverter.toPayload(value));
  const decoded = await neverThrowing(picky).decode(payloads, context);
  expect(decoded.map((payload) => payloadConverter.fromPayload(payload))).toEqual([
    { a: 1 },
    { __undecodable: true, reason: 'CODEC' },
    [1, 2],
  ]);
  const losing = neverThrowing({ ...plainCodec, decode: () => Promise.resolve([]) });
  expect(isUndecodable(payloadConverter.fromPayload((await losing.decode(payloads))[0] ?? {}))).toBe(true);
  const throwing = neverThrowing({
    ...plainCodec,
    decode: () => {
      throw new Error('at once');
    },
  });
  expect(isUndecodable(payloadConverter.fromPayload((await throwing.decode(payloads))[0] ?? {}))).toBe(true);
});

test('an encrypting codec takes the plain one’s place, and sees whose payload it is', async () => {
  const seen: unknown[] = [];
  const flip = (payload: Payload): Payload => ({ ...payload, data: payload.data?.map((byte) => byte ^ 0xff) ?? null });
  const codec: PayloadCodec = {
    encode: (payloads, given) => (seen.push(given), Promise.resolve(payloads.map(flip))),
    decode: (payloads) => Promise.resolve(payloads.map(flip)),
  };
  const converter = createDataConverter(codec);
  const [payload] = await encodePayloads(converter, context, [{ a: 1 }]);
  expect(seen).toEqual([context]);
  expect(payloadConverter.fromPayload(payload ?? {})).toMatchObject({ __undecodable: true });
  const [back] = (await converter.payloadCodecs?.[0]?.decode([payload ?? {}])) ?? [];
  expect(payloadConverter.fromPayload(back ?? {})).toEqual({ a: 1 });
});
