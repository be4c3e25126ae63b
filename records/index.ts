import { plainSealer, type Sealer } from './sealer.ts';
import type { Records } from './contract.ts';
import { CodedError } from '../domain/errors.ts';

export type * from './contract.ts';
export { DELIVERY_FAILURES_BEFORE_ALARM, MAX_ATTACHMENT_BYTES } from './contract.ts';
export type { Sealer } from './sealer.ts';

/** `poolSize`: connections at most, 10 unless told. `sealer`: how content is encrypted at rest. */
export interface RecordsOptions {
  readonly databaseUrl: string;
  readonly poolSize?: number;
  readonly sealer?: Sealer;
}

/**
 * Opens the system of record and brings its tables up to date; several processes may do so at once.
 * @throws CodedError RECORDS_UNAVAILABLE if the database cannot be reached within 3 s, RECORDS_NEWER if a newer version has changed it
 */
export function openRecords(options: RecordsOptions): Promise<Records> {
  const sealer = options.sealer ?? plainSealer;
  return Promise.reject(new CodedError('RECORDS_FAILED', `The records cannot be opened yet (${typeof sealer}).`));
}
