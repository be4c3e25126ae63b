import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import type { Actor, Role } from '../../domain/access/roles.ts';
import { detainerListSchema, detainerViewSchema, documentListSchema } from '../../domain/api/views.ts';
import { sha256Schema } from '../../domain/ids.ts';
import { addressOf } from '../../domain/record/address.ts';
import type { DetainerRow, StoredDocument } from '../../records/index.ts';
import type { OwnTime } from './case-views.ts';
import type { ApiDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { detainerView } from './hold-views.ts';
import { ownTime } from './live.ts';
import {
  detainerByPrefix,
  detainerInReach,
  FULL_VIEW,
  guardReach,
  placeOf,
  seesAll,
  WITH_PARTICULARS,
} from './reach.ts';
import { type Call, route } from './route.ts';

/** Who sees detainers: the SIB learns of them through its mailbox alone. */
const DETAINER_READERS: readonly Role[] = ['local_agency', ...FULL_VIEW];
/** A document names the person. */
const DOCUMENT_READERS: readonly Role[] = ['local_agency', ...WITH_PARTICULARS];
const PAGE = 100;

const detainerParams = z.strictObject({ id: z.string().regex(/^(detainer-)?[0-9a-f]{4,40}(-[1-9][0-9]{0,3})?$/) });
const documentParams = z.strictObject({ ...detainerParams.shape, sha256: sha256Schema });
const detainerQuery = z.strictObject({
  all: z.literal('true').optional(),
  after: z.string().max(200).optional(),
  limit: z
    .string()
    .regex(/^([1-9]|[1-9]\d|[1-4]\d\d|500)$/)
    .optional(),
});

/** Looking at detainers and at the documents that were made of them. */
export function detainerRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  route(app, deps, {
    id: 'listDetainers',
    method: 'get',
    path: '/v1/detainers',
    tag: 'detainers',
    summary:
      'List the detainers in reach, for a jail those on persons whom it holds or held since the issue. Open ones unless all=true.',
    who: { kind: 'roles', roles: DETAINER_READERS },
    query: detainerQuery,
    answers: { 200: { description: 'Detainers, running clocks first.', schema: detainerListSchema } },
    handle: async (call) => ({ status: 200, json: await detainersInReach(deps, call) }),
  });
  route(app, deps, {
    id: 'showDetainer',
    method: 'get',
    path: '/v1/detainers/{id}',
    tag: 'detainers',
    summary:
      'Show one detainer: its clock with its marks, grounds, places, and whether it allows a hold. The id is detainer-…-n, or the case’s first digits and the number, as in 3f2a-1.',
    who: { kind: 'roles', roles: DETAINER_READERS },
    params: detainerParams,
    answers: { 200: { description: 'The detainer.', schema: detainerViewSchema } },
    handle: async (call) => {
      const { place, row } = await inReach(deps, call);
      return { status: 200, json: detainerView(row, call.actor, place, await ownTime(deps, row.detainerId)) };
    },
  });
  documentRoutes(app, deps);
}

function documentRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  route(app, deps, {
    id: 'listDetainerDocuments',
    method: 'get',
    path: '/v1/detainers/{id}/documents',
    tag: 'detainers',
    summary: 'List the documents of a detainer, for a jail those that were sent to it.',
    who: { kind: 'roles', roles: DETAINER_READERS },
    params: detainerParams,
    answers: { 200: { description: 'Documents, the oldest first.', schema: documentListSchema } },
    handle: async (call) => {
      const { row } = await inReach(deps, call);
      const documents = await documentsFor(deps, call.actor, row);
      const heads = documents.map(({ kind, revision, madeAt, sha256, bytes }) => {
        return { kind, revision, madeAt, sha256, bytes };
      });
      return { status: 200, json: { detainerId: row.detainerId, documents: heads } };
    },
  });
  route(app, deps, {
    id: 'readDetainerDocument',
    method: 'get',
    path: '/v1/detainers/{id}/documents/{sha256}',
    tag: 'detainers',
    summary: 'Fetch one document as PDF: the form with the notice to the person, or a notice of the limit or its end.',
    who: { kind: 'roles', roles: DOCUMENT_READERS },
    params: documentParams,
    answers: { 200: { description: 'The bytes as they were made.', schema: 'file', type: 'application/pdf' } },
    handle: async (call) => {
      const { row } = await inReach(deps, call);
      const { sha256 } = call.params;
      const document = (await documentsFor(deps, call.actor, row)).find((known) => known.sha256 === sha256);
      const file = document && (await deps.records.attachments.read(row.caseId, sha256));
      if (!document || !file) {
        throw new ApiError(404, 'NO_SUCH_DOCUMENT', 'There is no such document: list those of the detainer.', {
          field: 'sha256',
        });
      }
      return { status: 200, file, name: nameOf(row, document) };
    },
  });
}

type DetainerCall = Pick<Call<z.infer<typeof detainerParams>, unknown, unknown>, 'actor' | 'params' | 'about'>;

async function inReach(deps: ApiDeps, { actor, params, about }: DetainerCall) {
  const { detail, row } = await detainerByPrefix(deps, params.id, {
    about,
    guard: (place) => guardReach(actor, place),
    among: (place, candidate) => detainerInReach(actor, place, candidate),
  });
  return { row, place: placeOf(detail.place, [row]) };
}

/** Each document once. An agency gets what was sent to it: what went to another jail is that one's. */
async function documentsFor(deps: ApiDeps, actor: Actor, row: DetainerRow): Promise<readonly StoredDocument[]> {
  const all = await deps.records.cases.documents(row.detainerId);
  const mine = seesAll(actor) ? all : all.filter(({ address }) => address === addressOf(actor));
  return [...new Map(mine.map((document) => [document.sha256, document])).values()];
}

/** Without whom it is about: a name of a file is seen by more people than the file. */
function nameOf({ caseId, number }: DetainerRow, { kind, revision }: StoredDocument): string {
  const digits = caseId.replace('booking-', '').slice(0, 10);
  return `detainer-${digits}-${number}-${kind.toLowerCase().replaceAll('_', '-')}-${revision}.pdf`;
}

type DetainersCall = Call<unknown, z.infer<typeof detainerQuery>, unknown>;

async function detainersInReach(
  deps: ApiDeps,
  { actor, query }: DetainersCall,
): Promise<z.infer<typeof detainerListSchema>> {
  const { rows, next } = await deps.records.cases.listDetainers({
    scope: actor.scope,
    limit: Number(query.limit ?? PAGE),
    ...(query.all === undefined ? { open: true } : {}),
    ...(query.after === undefined ? {} : { after: query.after }),
  });
  const detainers = await Promise.all(
    rows.map(async (row) => detainerView(row, actor, placeOf(row.place, [row]), await timeOfRow(deps, row))),
  );
  return { detainers, next };
}

/** A closed detainer's workflow has ended: its time no longer matters. */
export async function timeOfRow(deps: ApiDeps, row: DetainerRow): Promise<OwnTime> {
  return row.hold === 'CLOSED' ? wallTime(deps) : ownTime(deps, row.detainerId);
}

export function wallTime(deps: ApiDeps): OwnTime {
  return { nowMs: deps.nowMs(), offsetMs: 0, live: false };
}
