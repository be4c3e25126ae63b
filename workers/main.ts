/** The workers as a process: those of all trust zones, or of the ones that SC_ZONES names (case, fbi, dhs, agency). */
import { type CaseClient, createCaseClient } from '../client/cases.ts';
import { connect } from '../client/connect.ts';
import { schedulePlanLook, scheduleWatch } from '../client/schedules.ts';
import { CodedError } from '../domain/errors.ts';
import { createMailer, type Mailer } from '../partners/mail.ts';
import { createWebhookSender } from '../partners/webhook.ts';
import { openRecords, type Records } from '../records/index.ts';
import { type Config, needed } from '../runtime/config.ts';
import { type KeyRing, loadOrCreateKeys, trustedKeys } from '../runtime/keys.ts';
import { createDataConverter } from '../runtime/payload/data-converter.ts';
import { type Part, type PartContext, runPart } from '../runtime/process.ts';
import { runActivationSweeper } from './activations.ts';
import { runCourier } from './courier.ts';
import { loadRegister } from './register.ts';
import { runSweeper } from './sweeper.ts';
import { runTrainingKeeper } from './training.ts';
import { runWatchKeeper } from './watch.ts';
import { runWorkers, type WorkerZone } from './worker.ts';

const ZONES = ['case', 'fbi', 'dhs', 'agency'] as const;
type Zone = (typeof ZONES)[number];

await runPart('workers', start);

async function start(context: PartContext): Promise<Part> {
  const { config, log } = context;
  const zones = zonesFrom(process.env['SC_ZONES']);
  const development = config.deployment === 'development';
  const keys = loadOrCreateKeys(config.dataDir, { development });
  const records = await openRecords({ databaseUrl: needed(config.databaseUrl, 'DATABASE_URL') });
  const register = process.env['SC_REGISTER'];
  if (register) await loadRegister(records, register);
  if (development) await prepareForDevelopment(context, records, keys);
  const temporal = await connect(config);
  const cases = createCaseClient({ client: temporal.client, dataConverter: createDataConverter(), development });
  const polling = zones.filter((zone): zone is WorkerZone => zone !== 'agency');
  // Without a zone that polls there is nothing to run: the courier alone keeps the process.
  const workers =
    polling.length === 0
      ? undefined
      : await runWorkers({ zones: polling, config, keys, records, workflows: cases, client: temporal.client, log });
  const mailer = zones.includes('agency') ? mailerFrom(config) : undefined;
  const schedule = async (): Promise<void> => {
    await scheduleWatch(temporal.client);
    await schedulePlanLook(temporal.client);
  };
  const loops = runLoops(context, { zones, records, keys, cases, mailer, schedule });
  const stop = async (): Promise<void> => {
    // The records stay open until the last worker and the last loop have ended.
    await Promise.all([workers?.shutdown(), loops]);
    mailer?.close();
    await temporal.close();
    await records.close();
  };
  const build = workers === undefined ? '' : ` build ${workers.buildId}`;
  return { ready: `zones ${zones.join(',')}${build}`, stop, failed: workers?.stopped ?? loops };
}

interface Loops {
  readonly zones: readonly Zone[];
  readonly records: Records;
  readonly keys: KeyRing;
  readonly cases: CaseClient;
  readonly mailer: Mailer | undefined;
  readonly schedule: () => Promise<void>;
}

/** What runs beside the Temporal workers: sweeper, watch and training with the case zone, the courier with the agency zone. Ends when told to. */
async function runLoops(
  { config, log, stopping }: PartContext,
  { zones, records, keys, cases, mailer, schedule }: Loops,
): Promise<void> {
  const trust = trustedKeys(keys, config.trustedKeys);
  const mail = mailer && config.mail ? { mailer, to: [config.mail.to] } : undefined;
  const courier = { records, sender: createWebhookSender(), alarmWebhook: config.alarmWebhook, mail, log };
  await Promise.all([
    zones.includes('case') ? runSweeper({ records, cases, trust, limits: config.limits, log }, stopping) : undefined,
    zones.includes('case') ? runActivationSweeper({ records, cases, log }, stopping) : undefined,
    zones.includes('case') ? runWatchKeeper({ records, schedule, log }, stopping) : undefined,
    zones.includes('case') ? runTrainingKeeper({ records, log }, stopping) : undefined,
    zones.includes('agency') ? runCourier(courier, stopping) : undefined,
  ]);
}

/** Only there, so that a production process never even loads it. */
async function prepareForDevelopment({ config }: PartContext, records: Records, keys: KeyRing): Promise<void> {
  const { planForDevelopment, seedForDevelopment } = await import('./development.ts');
  await seedForDevelopment(records, keys, process.env['SC_STANDIN_PORTS']);
  await planForDevelopment(records, { trust: trustedKeys(keys, config.trustedKeys), limits: config.limits });
}

function zonesFrom(text: string | undefined): readonly Zone[] {
  if (text === undefined || text === '') return ZONES;
  const named = text.split(',').map((zone) => zone.trim());
  const zones = ZONES.filter((zone) => named.includes(zone));
  if (zones.length === new Set(named).size) return zones;
  throw new CodedError(
    'CONFIG_INVALID',
    `SC_ZONES is not valid: set it to any of ${ZONES.join(', ')}, separated by commas.`,
    'SC_ZONES',
  );
}

function mailerFrom({ mail }: Config): Mailer | undefined {
  return mail === undefined ? undefined : createMailer({ url: mail.url, from: mail.from });
}
