import type { OpenAPIHono } from '@hono/zod-openapi';
import type { z } from 'zod';
import { statementJson, verifySigned } from '../../domain/access/assertion.ts';
import { receivedSchema } from '../../domain/api/views.ts';
import { caseIdOfDetainer } from '../../domain/ids.ts';
import { type Envelope, openEnvelope } from '../../domain/partners/messages.ts';
import { type Attachment, partnerCallbackSchema, readAttachments } from '../../exchange/partners.ts';
import type { CaseDetail } from '../../records/index.ts';
import type { ApiDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { tellOrKeep } from './late.ts';
import { quietly } from './quiet.ts';
import { type Answer, route } from './route.ts';

/** An envelope and its files: four files of 2 MiB in base64, and room for the statement. */
const MAX_CALLBACK_BYTES = 12 * 1024 * 1024;

/**
 * `POST /v1/partners/messages`: what a partner says later. Its signature is checked here already, so that nobody else can fill the
 * history of a case; the workflow checks it again.
 */
export function partnerRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  route(app, deps, {
    id: 'deliverPartnerMessage',
    method: 'post',
    path: '/v1/partners/messages',
    tag: 'partners',
    summary: 'Deliver a signed message of a partner to the case or detainer that it answers.',
    who: { kind: 'signature' },
    body: partnerCallbackSchema,
    maxBytes: MAX_CALLBACK_BYTES,
    answers: {
      202: {
        description: 'Received; LATE where the case or detainer had ended: it is recorded and changes nothing.',
        schema: receivedSchema,
      },
    },
    handle: ({ body }) => deliver(deps, body),
  });
}

async function deliver(
  deps: ApiDeps,
  { reference, envelope, attachments }: z.infer<typeof partnerCallbackSchema>,
): Promise<Answer> {
  const ours = envelope.from === 'SYSTEM' || envelope.from === 'PUBLIC';
  if (ours || !verifySigned(envelope.signed, envelope.from, deps.trust)) {
    throw new ApiError(
      401,
      'UNSIGNED',
      'The statement carries no signature of a key that is trusted for this partner.',
      { field: 'envelope.signed' },
    );
  }
  const caseId = reference.startsWith('detainer-') ? caseIdOfDetainer(reference) : reference;
  const detail = await deps.records.cases.get(caseId);
  if (detail === null) throw noSuchReference();
  const files = readAttachments(attachments);
  checkVouched(files, envelope);
  for (const { sha256, bytes } of files) await deps.records.attachments.store(caseId, sha256, bytes);
  const told = tellOrKeep(deps, { caseId, reference, envelope });
  if (isOfItsDetainer(deps, detail, { reference, envelope })) return { status: 202, json: { status: await told } };
  await quietly(told);
  return { status: 202, json: { status: 'RECEIVED' } };
}

/**
 * Whether the sender may learn that what it spoke to has ended. A jail may of a detainer that was issued to it or followed the person there: of a
 * case, or of a detainer that it does not know, that would tell where the immigration side stands (rule D4).
 */
function isOfItsDetainer(
  { trust }: ApiDeps,
  { detainers }: CaseDetail,
  { reference, envelope }: { readonly reference: string; readonly envelope: Envelope },
): boolean {
  if (envelope.from !== 'JAIL') return true;
  const opened = openEnvelope(envelope, trust);
  if (!opened.ok || opened.value.from !== 'JAIL') return false;
  const { ori } = opened.value.message;
  const row = detainers.find(({ detainerId }) => detainerId === reference);
  return row?.facts.stays.some(({ facility }) => facility.ori === ori) === true;
}

/** The signed statement names its files by hash: a file that it does not name was put there by somebody else. */
function checkVouched(files: readonly Attachment[], envelope: Envelope): void {
  const statement = statementJson(envelope.signed);
  const named =
    typeof statement === 'object' && statement !== null && 'fileSha256' in statement ? statement.fileSha256 : undefined;
  if (files.every(({ sha256 }) => sha256 === named)) return;
  throw new ApiError(400, 'ATTACHMENT_NOT_NAMED', 'An attachment is not named by the signed statement (fileSha256).', {
    field: 'attachments',
  });
}

function noSuchReference(): ApiError {
  return new ApiError(
    404,
    'NO_SUCH_REFERENCE',
    'Nothing here has this reference: send the reference that came with the request.',
    { field: 'reference' },
  );
}
