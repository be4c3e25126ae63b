import { isCaseId } from '../domain/ids.ts';
import { CodedError } from '../domain/errors.ts';

/** Server states in which the same request can succeed a moment later: connection, resources, shutdown, read-only after a fail-over. */
const AWAY = /^(08|53|57P|58|25006$|57014$)/;
/** Two transactions were in each other's way. */
const BUSY = /^(40001|40P01|55P03)$/;
const REFUSED = /^2[23]/;

/**
 * What a database error becomes before anyone sees it: a code, the SQLSTATE and, for a constraint, its name. The original goes no further:
 * its message and detail quote the values of the row, which are personal data.
 */
export function codedDatabaseError(error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  const state = textOf(error, 'code');
  // Node's own codes (ECONNREFUSED) are no SQLSTATE; a time-out of the pool or of a query has no code at all.
  if (state === undefined || !/^[0-9A-Z]{5}$/.test(state) || AWAY.test(state)) {
    return new CodedError('RECORDS_UNAVAILABLE', `The records do not answer (${state ?? 'timed out'}): try again.`);
  }
  if (BUSY.test(state)) {
    return new CodedError('RECORDS_BUSY', `Two writers were in each other's way (${state}): try again.`);
  }
  if (REFUSED.test(state)) {
    const where = textOf(error, 'constraint') ?? textOf(error, 'column') ?? 'no constraint named';
    return new CodedError(
      'RECORDS_REFUSED',
      `The records refuse this write (${state}, ${where}): it breaks a rule of theirs.`,
    );
  }
  return new CodedError('RECORDS_FAILED', `The records could not do this (${state}): see the database's log.`);
}

function textOf(error: unknown, key: 'code' | 'constraint' | 'column'): string | undefined {
  if (typeof error !== 'object' || error === null || !(key in error)) return undefined;
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'string' ? value : undefined;
}

/** Refuses a ledger that nobody opened. */
export function noSuchLedger(ledgerId: string): CodedError {
  if (isCaseId(ledgerId)) return noSuchCase();
  return new CodedError(
    'NO_SUCH_LEDGER',
    'Nothing was recorded under this id: check it, or plan the activation first.',
  );
}

export function noSuchCase(): CodedError {
  return new CodedError(
    'NO_SUCH_CASE',
    'There is no such case in the records: check the id, or submit the booking first.',
  );
}
