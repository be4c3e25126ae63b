import { sql } from 'kysely';
import { activationsOf } from './activations.ts';
import { agreementsOf } from './agreements.ts';
import { advisoryOf } from './advisory.ts';
import { alarmsOf } from './alarms.ts';
import { attachmentsOf } from './attachments.ts';
import { casesOf } from './cases.ts';
import type { Facts, Records, Settings } from './contract.ts';
import { connect } from './database.ts';
import { lateMessagesOf } from './late.ts';
import { mailboxOf } from './mailbox.ts';
import { migrate } from './migrations.ts';
import { auditOf, sessionsOf } from './people.ts';
import { planOf } from './plan.ts';
import { profilesOf } from './profiles.ts';
import { receivingOf } from './receiving.ts';
import { registerOf } from './register.ts';
import { registerImportsOf } from './register-import.ts';
import { plainSealer, type Sealer } from './sealer.ts';
import type { Store } from './store.ts';
import { submissionsOf } from './submissions.ts';
import { planFactsOf } from './plan-facts.ts';
import { trainingOf } from './training.ts';
import { watchOf } from './watch.ts';

export type * from './contract.ts';
export { DELIVERY_FAILURES_BEFORE_ALARM, MAX_ATTACHMENT_BYTES } from './contract.ts';
export type { Sealer } from './sealer.ts';

/** `poolSize`: connections at most, 10 unless told. `sealer`: how content is encrypted at rest. */
export interface RecordsOptions {
  readonly databaseUrl: string;
  readonly poolSize?: number;
  readonly sealer?: Sealer;
}

/**
 * Opens the system of record and brings its tables up to date; several processes may do so at once.
 * @throws CodedError RECORDS_UNAVAILABLE if the database cannot be reached within 3 s, RECORDS_NEWER if a newer version has changed it
 */
export async function openRecords(options: RecordsOptions): Promise<Records> {
  await migrate(options.databaseUrl);
  const db = connect(options.databaseUrl, options.poolSize ?? 10);
  const store: Store = { db, sealer: options.sealer ?? plainSealer };
  return {
    submissions: submissionsOf(store),
    attachments: attachmentsOf(store),
    cases: casesOf(store),
    mailbox: mailboxOf(store),
    alarms: alarmsOf(store),
    watch: watchOf(store),
    lateMessages: lateMessagesOf(store),
    register: registerOf(store),
    registerImports: registerImportsOf(store),
    activations: activationsOf(store),
    plan: planOf(store),
    profiles: profilesOf(store),
    advisory: advisoryOf(store),
    agreements: agreementsOf(store),
    receiving: receivingOf(store),
    planFacts: planFactsOf(store),
    training: trainingOf(store),
    sessions: sessionsOf(store),
    audit: auditOf(store),
    facts: factsOf(store),
    settings: settingsOf(store),
    ping: async () => {
      await sql`select 1`.execute(db);
    },
    close: () => db.destroy(),
  };
}

/** The de-identified rows of closed cases, in the order of a random id: nothing of when they came. */
function factsOf({ db }: Store): Facts {
  return {
    async list() {
      const rows = await db.selectFrom('facts').selectAll().orderBy('id').execute();
      return rows.map(({ jurisdiction, quarter, matched, shared, offence_class, classed_by, outcome }) => {
        return { jurisdiction, quarter, matched, shared, offenceClass: offence_class, classedBy: classed_by, outcome };
      });
    },
  };
}

/** Values that are set once for a deployment. */
function settingsOf({ db }: Store): Settings {
  const get = async (key: string): Promise<string | undefined> => {
    const row = await db.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst();
    return row?.value;
  };
  return {
    get: async (key) => (await get(key)) ?? null,
    async once(key, value) {
      await db
        .insertInto('settings')
        .values({ key, value })
        .onConflict((conflict) => conflict.column('key').doNothing())
        .execute();
      return (await get(key)) ?? value;
    },
  };
}
