import type { PartnerOptions, PartnerOutcome } from './ask.ts';
import { sendPrints, type Submission } from './fbi.ts';

export interface IdentClient {
  /** Asks IDENT to search the same prints (rules A3, A7). Throws CodedError `PARTNER_UNAVAILABLE` where another try may help. */
  search(submission: Submission): Promise<PartnerOutcome>;
}

/** A client of IDENT's search service at `url`. */
export function createIdentClient(options: PartnerOptions): IdentClient {
  return {
    search: (submission) => sendPrints({ ...options, ...submission, partner: 'IDENT', path: '/searches' }),
  };
}
