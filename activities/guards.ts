import type { TrustedKey } from '../domain/access/assertion.ts';
import { canonicalJson } from '../domain/canonical.ts';
import { CodedError } from '../domain/errors.ts';

/** Refuses what a workflow asks for another one. @throws CodedError NOT_STARTED_HERE */
export function refuseOther(workflowId: string, expected: string): void {
  if (workflowId !== expected) throw notStartedHere();
}

/** A workflow that somebody started by hand. */
export function notStartedHere(): CodedError {
  return new CodedError(
    'NOT_STARTED_HERE',
    'This workflow was not started by this deployment: submit the booking through the API.',
  );
}

/** The API may know a key before this worker does, while a change of keys is rolled out: the case waits, it does not fail. */
export function waitForKeys(keys: readonly TrustedKey[], trust: readonly TrustedKey[]): void {
  const known = new Set(trust.map((key) => canonicalJson(key)));
  if (keys.every((key) => known.has(canonicalJson(key)))) return;
  throw new CodedError(
    'KEYS_DIFFER',
    'A case trusts a key that this worker does not: give both processes the same SC_TRUSTED_KEYS.',
  );
}
