/**
 * The stand-in for the immigration databases: answers a query about a matched person with fictional facts from several databases.
 */
import { z } from 'zod';
import { CodedError } from '../../domain/errors.ts';
import { readIaq } from '../../exchange/iaq.ts';
import {
  createCounterpart,
  saying,
  type Counterpart,
  type CounterpartOptions,
  type Finding,
  type Request,
} from './counterpart.ts';
import { databaseRecords, recordOf } from './people.ts';

const querySchema = z.strictObject({ fin: z.string().regex(/^[0-9]{4,20}$/), iaq: z.string().max(2000) });

/** The databases stand-in's server, not listening yet. */
export function createDatabasesStandin(options: CounterpartOptions): Counterpart {
  return createCounterpart({ from: 'IMMIGRATION_DATABASES', storeName: 'databases', path: '/queries', find }, options);
}

function find({ tcn, bytes, receivedAt }: Request): Finding {
  const fin = readQuery(bytes);
  if (fin === undefined) return { refuse: 400 };
  const answer = (held: ReturnType<typeof recordOf>) =>
    saying({ kind: 'QUERY_ANSWER', tcr: tcn, answeredAt: receivedAt, records: databaseRecords(held, receivedAt) });
  const record = recordOf(fin);
  return {
    first: saying({ kind: 'QUERY_ACCEPTED', tcr: tcn, acceptedAt: receivedAt }),
    answer: answer(record),
    contradiction: record === undefined ? null : answer(undefined),
  };
}

/** The number that is asked for; `undefined` where the request is no query. */
function readQuery(bytes: Uint8Array): string | undefined {
  try {
    const { fin, iaq } = querySchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    readIaq(iaq);
    return fin;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError || error instanceof CodedError) return undefined;
    throw error;
  }
}
