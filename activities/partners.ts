import { iaqOfBooking, writeIaq } from '../exchange/iaq.ts';
import type { DatabasesClient } from '../partners/databases.ts';
import type { FbiClient, Submission } from '../partners/fbi.ts';
import type { IdentClient } from '../partners/ident.ts';
import type { PartnerOutcome } from '../partners/ask.ts';
import type { Records } from '../records/index.ts';
import type { DhsActivities, FbiActivities, PartnerReply, PartnerRequest } from './contract.ts';

/** The stored prints and the files that come back: all that a partner's zone needs of the records. */
export interface PartnerStore {
  readonly submissions: Pick<Records['submissions'], 'read'>;
  readonly cases: Pick<Records['cases'], 'get'>;
  readonly attachments: Pick<Records['attachments'], 'store'>;
}

/** HTTP "gone": what would be sent was deleted, since the answers are there. Nothing is left to send. */
const CLEARED: PartnerReply = { kind: 'REFUSED', status: 410 };

/** The activities of the `fbi` zone. */
export function createFbiActivities(store: PartnerStore, fbi: FbiClient): FbiActivities {
  return {
    submitToFbi: async (request) =>
      await withPrints(store, request, async (submission) => await fbi.submit(submission)),
  };
}

/** The activities of the `dhs` zone. `inquirer`: who asks, as the IAQ states it. */
export function createDhsActivities(
  store: PartnerStore,
  ident: IdentClient,
  databases: DatabasesClient,
  inquirer: { readonly attention: string; readonly phone: string },
): DhsActivities {
  return {
    searchIdent: async (request) =>
      await withPrints(store, request, async (submission) => await ident.search(submission)),
    queryImmigrationDatabases: async ({ caseId, tcn, sentAt, fin }) => {
      const detail = await store.cases.get(caseId);
      if (!detail?.booking) return CLEARED;
      const iaqText = writeIaq(iaqOfBooking(detail.booking, inquirer));
      return await kept(store, caseId, await databases.query({ caseId, tcn, sentAt, fin, iaqText }));
    },
  };
}

/** The same bytes go to whoever asks for them, unchanged (rules A3, A7). */
async function withPrints(
  store: PartnerStore,
  request: PartnerRequest,
  send: (submission: Submission) => Promise<PartnerOutcome>,
): Promise<PartnerReply> {
  const { caseId, tcn, sentAt, submissionSha256 } = request;
  const stored = await store.submissions.read(caseId);
  if (stored === null) return CLEARED;
  return await kept(store, caseId, await send({ caseId, tcn, sentAt, sha256: submissionSha256, bytes: stored.file }));
}

/** Files that a reply names are in the records before the workflow hears of them. */
async function kept(
  store: PartnerStore,
  caseId: string,
  { reply, attachments }: PartnerOutcome,
): Promise<PartnerReply> {
  for (const { sha256, bytes } of attachments) await store.attachments.store(caseId, sha256, bytes);
  return reply;
}
