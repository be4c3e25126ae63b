import { createHmac } from 'node:crypto';
import type { SigningKey } from '../../runtime/keys.ts';

/**
 * The Standard Webhooks secret of a stand-in's mailbox, from the deployment's own stand-in key for jails: who holds the data folder knows
 * it, nobody else, and no further file is needed.
 */
export function mailboxSecret(key: SigningKey, standin: 'sib' | 'jail'): string {
  return `whsec_${createHmac('sha256', Buffer.from(key.secretKey, 'hex')).update(`mailbox of the ${standin} stand-in`).digest('base64')}`;
}
