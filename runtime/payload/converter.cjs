'use strict';
// Plain CommonJS because the Temporal SDK loads this file with `require`, in the process and inside the workflow sandbox: it must load
// without a TypeScript loader and import nothing of Node.
const { defaultPayloadConverter, ValueError } = require('@temporalio/common');
const { decode } = require('@temporalio/common/lib/encoding');

/** Encoding of a payload whose codec failed; its data names the reason. */
const UNDECODABLE_ENCODING = 'sc/undecodable';
/** Deeper JSON is refused: whatever walks it afterwards (hashing, printing) may recurse. */
const MAX_DEPTH = 100;

/** @param {string} reason @returns {import('./undecodable.ts').Undecodable} */
function undecodable(reason) {
  return { __undecodable: true, reason };
}

/** @param {unknown} value @param {number} levels how many more may follow @returns {boolean} */
function deeperThan(value, levels) {
  if (value === null || typeof value !== 'object') return false;
  if (levels === 0) return true;
  for (const key of Object.keys(value)) {
    if (deeperThan(value[key], levels - 1)) return true;
  }
  return false;
}

/** @param {import('@temporalio/common').Payload} payload */
function fromJson(payload) {
  let value;
  try {
    value = defaultPayloadConverter.fromPayload(payload);
  } catch {
    return undecodable('NOT_JSON');
  }
  return deeperThan(value, MAX_DEPTH) ? undecodable('TOO_DEEP') : value;
}

/** @param {import('@temporalio/common').Payload | null | undefined} payload */
function fromPayload(payload) {
  const encoding = payload?.metadata?.encoding;
  if (!encoding) return undecodable('NO_ENCODING');
  switch (decode(encoding)) {
    case 'json/plain':
      return fromJson(payload);
    case 'binary/null':
      return undefined;
    case 'binary/plain':
      return undecodable('BINARY');
    case UNDECODABLE_ENCODING:
      return undecodable('CODEC');
    default:
      return undecodable('UNKNOWN_ENCODING');
  }
}

/** Converts plain JSON, and `undefined`; what cannot be read becomes an `Undecodable` (see undecodable.ts) instead of an error. */
exports.payloadConverter = {
  /** @param {unknown} value */
  toPayload(value) {
    if (value instanceof Uint8Array)
      throw new ValueError('Bytes do not travel in payloads: store them and send their hash.');
    return defaultPayloadConverter.toPayload(value);
  },
  fromPayload,
};
exports.UNDECODABLE_ENCODING = UNDECODABLE_ENCODING;
