import { Client, Connection } from '@temporalio/client';
import type { PayloadCodec } from '@temporalio/common';
import { CodedError } from '../domain/errors.ts';
import type { Config } from '../runtime/config.ts';
import { createDataConverter } from '../runtime/payload/data-converter.ts';

/** A connection to the Temporal server and the client on it. */
export interface Connected {
  readonly client: Client;
  readonly connection: Connection;
  readonly close: () => Promise<void>;
}

/**
 * Connects to the Temporal server with this system's data converter.
 * @throws CodedError TEMPORAL_UNREACHABLE if no server answers within 5 s
 */
export async function connect(config: Pick<Config, 'temporal'>, codec?: PayloadCodec): Promise<Connected> {
  const { connectionOptions, namespace } = config.temporal;
  const connection = await opened(connectionOptions);
  const client = new Client({ connection, namespace, dataConverter: createDataConverter(codec) });
  return { client, connection, close: () => connection.close() };
}

async function opened(options: Config['temporal']['connectionOptions']): Promise<Connection> {
  try {
    return await Connection.connect({ ...options, connectTimeout: '5s' });
  } catch {
    const where = options.address ?? 'its default address';
    throw new CodedError(
      'TEMPORAL_UNREACHABLE',
      `No Temporal server answers at ${where}: start it, or set TEMPORAL_ADDRESS.`,
    );
  }
}
