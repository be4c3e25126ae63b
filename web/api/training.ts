import type { OpenAPIHono } from '@hono/zod-openapi';
import { type Actor, ROLES, type Role } from '../../domain/access/roles.ts';
import {
  sendTrainingSchema,
  trainingCompletionViewSchema,
  trainingMaterialsSchema,
  type TrainingMaterialView,
  trainingMaterialViewSchema,
  trainingSentSchema,
  type TrainingStatusQuery,
  trainingStatusQuerySchema,
  trainingStatusSchema,
} from '../../domain/api/training-views.ts';
import { isoInstant } from '../../domain/text.ts';
import { completionSchema, currentMaterials, isForStaff, materialSchema } from '../../domain/training/material.ts';
import { materialText } from '../../domain/training/message.ts';
import type { StoredMaterial, TrainingQuery } from '../../records/index.ts';
import type { ApiDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { route } from './route.ts';

/** What is taught is no secret among people; a program reads it in its mailbox. */
const PEOPLE: readonly Role[] = ROLES.filter((role) => role !== 'service');
/** Who sees who has not: those who can do something about it, and the agency itself. Never the public (rule D8). */
const STATUS_READERS: readonly Role[] = [
  'local_agency',
  'field_officer',
  'supervisor',
  'attorney',
  'crcl_officer',
  'administrator',
  'auditor',
];
const PAGE = 100;
/** So many jurisdictions are made good by one request. */
const AT_ONCE = 100;

/** Training and awareness material: what there is, who has it, who went through it. Nothing else of the system asks for any of it (rule D8). */
export function trainingRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  const { training } = deps.records;
  const now = (): string => isoInstant(deps.nowMs());
  route(app, deps, {
    id: 'listTrainingMaterials',
    method: 'get',
    path: '/v1/training/materials',
    tag: 'training',
    summary: 'List every version of the training and awareness material, with its text.',
    who: { kind: 'roles', roles: PEOPLE },
    answers: {
      200: { description: 'Materials, those that come with the system first.', schema: trainingMaterialsSchema },
    },
    handle: async () => {
      const all = await training.materials();
      return { status: 200, json: { materials: all.map((material) => viewOf(material, all)) } };
    },
  });
  route(app, deps, {
    id: 'addTrainingMaterial',
    method: 'post',
    path: '/v1/training/materials',
    tag: 'training',
    summary:
      'Add a version of a site’s own material. It is never changed afterwards, and goes to every agency of an active jurisdiction.',
    who: { kind: 'roles', roles: ['administrator'] },
    body: materialSchema,
    answers: { 201: { description: 'The material as it was added.', schema: trainingMaterialViewSchema } },
    handle: async ({ actor, body }) => {
      const added = await training.add(body, actor, now());
      return { status: 201, json: viewOf(added, await training.materials()) };
    },
  });
  route(app, deps, {
    id: 'sendTraining',
    method: 'post',
    path: '/v1/training/send',
    tag: 'training',
    summary:
      'Send the current material to agencies of active jurisdictions that have not been sent it. Again, nothing happens.',
    who: { kind: 'roles', roles: ['administrator'] },
    body: sendTrainingSchema,
    answers: { 200: { description: 'To how many agencies a message went.', schema: trainingSentSchema } },
    handle: async ({ actor, body: { jurisdiction } }) => {
      const sent =
        jurisdiction === null
          ? await training.sendMissing(now(), AT_ONCE)
          : await training.send(jurisdiction, now(), actor);
      return { status: 200, json: sent };
    },
  });
  route(app, deps, {
    id: 'showTrainingStatus',
    method: 'get',
    path: '/v1/training/status',
    tag: 'training',
    summary:
      'List agencies of active jurisdictions by ORI, with what each was sent, received and went through. An agency sees itself.',
    who: { kind: 'roles', roles: STATUS_READERS },
    query: trainingStatusQuerySchema,
    answers: { 200: { description: 'Agencies by ORI; no measure of them.', schema: trainingStatusSchema } },
    handle: async ({ actor, query }) => {
      const at = now();
      const asked = { at, ...(await reachOf(deps, actor, query)), ...pageOf(query) };
      const { rows, next } = await (query.missing === undefined ? training.status(asked) : training.whoHasNot(asked));
      return { status: 200, json: { at, agencies: rows, next } };
    },
  });
  route(app, deps, {
    id: 'completeTraining',
    method: 'post',
    path: '/v1/training/completions',
    tag: 'training',
    summary:
      'Record that staff of an agency went through a material: when, and how many. The agency for itself, or an administrator.',
    who: { kind: 'roles', roles: ['local_agency', 'administrator'] },
    body: completionSchema,
    answers: { 201: { description: 'What was recorded.', schema: trainingCompletionViewSchema } },
    handle: async ({ actor, body }) => {
      if (actor.scope.kind === 'agency') ownAgency(actor, body.ori);
      return { status: 201, json: await training.complete(body, actor, deps.nowMs()) };
    },
  });
}

function viewOf(material: StoredMaterial, all: readonly StoredMaterial[]): TrainingMaterialView {
  const { id, version } = material;
  const current = currentMaterials(all).some((other) => other.id === id && other.version === version);
  return { ...material, current, forStaff: isForStaff(material), text: materialText(material) };
}

/** Whose agencies a person sees: all, those of the field office's jurisdictions, or the own one. */
async function reachOf(
  { records }: ApiDeps,
  actor: Actor,
  { jurisdiction, ori }: TrainingStatusQuery,
): Promise<Pick<TrainingQuery, 'jurisdictions' | 'ori'>> {
  const { scope } = actor;
  if (scope.kind === 'agency') {
    if (ori !== undefined) ownAgency(actor, ori);
    return { ori: scope.ori, jurisdictions: jurisdiction === undefined ? null : [jurisdiction] };
  }
  const one = ori === undefined ? {} : { ori };
  if (scope.kind === 'national') return { ...one, jurisdictions: jurisdiction === undefined ? null : [jurisdiction] };
  const office = scope.kind === 'office' ? scope.office : undefined;
  const own = (await records.register.jurisdictions())
    .filter(({ fieldOffice }) => fieldOffice !== null && fieldOffice === office)
    .map(({ id }) => id);
  return { ...one, jurisdictions: jurisdiction === undefined ? own : own.filter((id) => id === jurisdiction) };
}

function pageOf({ after, limit }: TrainingStatusQuery): Pick<TrainingQuery, 'after' | 'limit'> {
  return { limit: Number(limit ?? PAGE), ...(after === undefined ? {} : { after }) };
}

function ownAgency({ scope }: Actor, ori: string): void {
  if (scope.kind === 'agency' && scope.ori === ori) return;
  throw new ApiError(403, 'OUT_OF_SCOPE', 'An agency sees and records its own training only.', { field: 'ori' });
}
