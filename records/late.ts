import { canonicalSha256 } from '../domain/canonical.ts';
import type { Envelope } from '../domain/partners/messages.ts';
import { raiseAlarm, RECORDS_STREAM } from './alarms.ts';
import type { LateMessages } from './contract.ts';
import { noSuchCase } from './errors.ts';
import { openJson, sealJson, type Statements, type Store } from './store.ts';

/** What partners said too late. */
export function lateMessagesOf(store: Store): LateMessages {
  return {
    async keep({ caseId, reference, from, envelope, receivedAt }, alarm) {
      const sha256 = canonicalSha256({ reference, envelope });
      const sealed = await sealJson(store, caseId, envelope);
      await store.db.transaction().execute(async (tx) => {
        const { cri, cleared } = await lockCase(tx, caseId);
        const content = cleared ? null : sealed;
        const kept = await tx
          .insertInto('late_messages')
          .values({ case_id: caseId, sha256, reference, sender: from, received_at: receivedAt, content })
          .onConflict((conflict) => conflict.columns(['case_id', 'sha256']).doNothing())
          .returning('sha256')
          .executeTakeFirst();
        if (!kept || alarm === null) return;
        const agency = (await jailOf(tx, reference)) ?? cri;
        const key = `LATE_MESSAGE ${sha256}`;
        await raiseAlarm(tx, { caseId, stream: RECORDS_STREAM, key, ...alarm, agency, at: receivedAt });
      });
    },

    async call({ caseId, reference, at }, alarm) {
      await store.db.transaction().execute(async (tx) => {
        const { cri } = await lockCase(tx, caseId);
        const agency = (await jailOf(tx, reference)) ?? cri;
        const key = `LATE_REPORT ${canonicalSha256({ reference, ...alarm })}`;
        await raiseAlarm(tx, { caseId, stream: RECORDS_STREAM, key, ...alarm, agency, at });
      });
    },

    async list(caseId) {
      const query = store.db.selectFrom('late_messages').selectAll().where('case_id', '=', caseId);
      const rows = await query.orderBy('number').execute();
      return Promise.all(
        rows.map(async ({ reference, sender: from, received_at: receivedAt, content }) => {
          const envelope = content === null ? null : await openJson<Envelope>(store, caseId, content);
          return { caseId, reference, from, envelope, receivedAt };
        }),
      );
    },
  };
}

/** The jail that a detainer names; undefined where the reference is a case. */
async function jailOf(tx: Statements, reference: string): Promise<string | undefined> {
  const query = tx.selectFrom('detainers').select('jail').where('detainer_id', '=', reference);
  return (await query.executeTakeFirst())?.jail;
}

/** Against a clearing at the same time. */
async function lockCase(tx: Statements, caseId: string): Promise<{ readonly cri: string; readonly cleared: boolean }> {
  const row = await tx
    .selectFrom('cases')
    .innerJoin('submissions', 'submissions.case_id', 'cases.case_id')
    .select('cases.cri')
    .select((eb) => eb('submissions.booking', 'is', null).$castTo<boolean>().as('cleared'))
    .where('cases.case_id', '=', caseId)
    .forNoKeyUpdate('cases')
    .executeTakeFirst();
  if (!row) throw noSuchCase();
  return row;
}
