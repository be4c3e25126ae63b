/** The HTTP API as a process. */
import { connect } from '../client/connect.ts';
import { createCaseClient } from '../client/cases.ts';
import { openRecords } from '../records/index.ts';
import { needed } from '../runtime/config.ts';
import { loadOrCreateKeys, signingKey, trustedKeys } from '../runtime/keys.ts';
import { createDataConverter } from '../runtime/payload/data-converter.ts';
import { type Part, type PartContext, runPart } from '../runtime/process.ts';
import { createApi, serveApi } from './api/index.ts';

await runPart('api', start);

async function start({ config, log }: PartContext): Promise<Part> {
  const development = config.deployment === 'development';
  const databaseUrl = needed(config.databaseUrl, 'DATABASE_URL');
  const keys = loadOrCreateKeys(config.dataDir, { development });
  const records = await openRecords({ databaseUrl });
  const temporal = await connect(config);
  const cases = createCaseClient({
    client: temporal.client,
    dataConverter: createDataConverter(),
    actorKey: signingKey(keys, 'ACTOR'),
    development,
  });
  const api = createApi({
    records,
    cases,
    config,
    siteKey: keys.siteKey,
    trust: trustedKeys(keys, config.trustedKeys),
    publicKey: signingKey(keys, 'PUBLIC'),
    limits: config.limits,
    log,
  });
  const served = await serveApi(api, config.api);
  const stop = async (): Promise<void> => {
    await served.stop();
    await temporal.close();
    await records.close();
  };
  return { ready: served.url, stop };
}
