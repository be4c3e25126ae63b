import { sha256Hex } from '../domain/canonical.ts';
import { CodedError } from '../domain/errors.ts';
import { type Attachments, MAX_ATTACHMENT_BYTES } from './contract.ts';
import { noSuchCase } from './errors.ts';
import { sealBytes, type Store } from './store.ts';

/** Files that belong to a case's messages, such as the FBI's answer. */
export function attachmentsOf(store: Store): Attachments {
  const { db } = store;
  return {
    async store(caseId, sha256, bytes) {
      if (bytes.length > MAX_ATTACHMENT_BYTES) {
        throw new CodedError('ATTACHMENT_TOO_LARGE', `An attachment has at most ${MAX_ATTACHMENT_BYTES} bytes.`);
      }
      if (sha256Hex(bytes) !== sha256) {
        throw new CodedError(
          'WRONG_HASH',
          'The attachment does not have the hash that was given with it: send it again.',
        );
      }
      const known = await db.selectFrom('cases').select('case_id').where('case_id', '=', caseId).executeTakeFirst();
      if (!known) throw noSuchCase();
      await db
        .insertInto('attachments')
        .values({ case_id: caseId, sha256, size: bytes.length, bytes: await sealBytes(store, caseId, bytes) })
        .onConflict((conflict) => conflict.columns(['case_id', 'sha256']).doNothing())
        .execute();
    },

    async read(caseId, sha256) {
      const row = await db
        .selectFrom('attachments')
        .select('bytes')
        .where('case_id', '=', caseId)
        .where('sha256', '=', sha256)
        .executeTakeFirst();
      return row ? store.sealer.open(caseId, row.bytes) : null;
    },
  };
}
