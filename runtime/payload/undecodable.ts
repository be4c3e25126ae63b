/** Why content could not be read. Codes only: the content itself is never repeated. */
export type UndecodableReason = 'NO_ENCODING' | 'UNKNOWN_ENCODING' | 'NOT_JSON' | 'BINARY' | 'TOO_DEEP' | 'CODEC';

/**
 * What stands in for content that could not be read. Validators refuse it, signal handlers record and drop it, and every strict schema
 * refuses it by itself, so that nothing anyone sends can fail a workflow task.
 */
export interface Undecodable {
  readonly __undecodable: true;
  readonly reason: UndecodableReason;
}

/** Whether a value received from Temporal is the stand-in for content that could not be read. */
export function isUndecodable(value: unknown): value is Undecodable {
  return typeof value === 'object' && value !== null && '__undecodable' in value && value.__undecodable === true;
}
