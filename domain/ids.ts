import { z } from 'zod';

/** `booking-` + 40 hex digits of HMAC-SHA-256(site key; 1.008 ORI, 1.009 TCN): it says nothing about the person. */
export const caseIdSchema = z.string().regex(/^booking-[0-9a-f]{40}$/);
/** `detainer-` + the digits of the case + `-` + the detainer's number within the case (1, 2, …). */
export const detainerIdSchema = z.string().regex(/^detainer-[0-9a-f]{40}-[1-9][0-9]{0,3}$/);
/** The ledger of what concerns the programme as a whole: what people record that belongs to no case and no jurisdiction's activation. */
export const PROGRAMME = 'programme';

/** Whether a ledger is a case's: whoever sees its messages is told which case. */
export function isCaseId(ledgerId: string): boolean {
  return ledgerId.startsWith('booking-');
}

/** Lower-case hex SHA-256. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** The id of the n-th detainer of a case (n from 1). */
export function detainerIdOf(caseId: string, number: number): string {
  return `detainer-${caseId.slice('booking-'.length)}-${number}`;
}

/** The case that a detainer belongs to. */
export function caseIdOfDetainer(detainerId: string): string {
  return `booking-${detainerId.split('-')[1] ?? ''}`;
}
