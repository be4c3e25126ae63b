import type { PayloadConverter } from '@temporalio/common';

/** Converts plain JSON and `undefined`; `fromPayload` never throws, it returns an `Undecodable`. */
export declare const payloadConverter: PayloadConverter;
/** Encoding of a payload whose codec failed. */
export declare const UNDECODABLE_ENCODING: 'sc/undecodable';
