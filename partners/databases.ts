import { ask, type PartnerOptions, type PartnerOutcome, type PartnerQuestion } from './ask.ts';

/** A query about a matched person. `fin` is IDENT's number of the person, `iaqText` the query in text form (exchange/iaq.ts). */
export interface DatabasesQuery extends PartnerQuestion {
  readonly fin: string;
  readonly iaqText: string;
}

export interface DatabasesClient {
  /** Asks the immigration databases what they hold (rule A6). Throws CodedError `PARTNER_UNAVAILABLE` where another try may help. */
  query(query: DatabasesQuery): Promise<PartnerOutcome>;
}

/** A client of the immigration databases' query service at `url`. */
export function createDatabasesClient(options: PartnerOptions): DatabasesClient {
  return {
    query: ({ fin, iaqText, ...question }) =>
      ask({
        ...options,
        ...question,
        partner: 'The immigration databases',
        path: '/queries',
        contentType: 'application/json',
        body: JSON.stringify({ fin, iaq: iaqText }),
      }),
  };
}
