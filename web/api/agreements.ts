import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import type { Actor, Role } from '../../domain/access/roles.ts';
import {
  type Agreement,
  agreementEntrySchema,
  agreementSchema,
  designationEntrySchema,
} from '../../domain/agreement/agreement.ts';
import { statementSchema } from '../../domain/signature.ts';
import { agreementListSchema } from '../../domain/api/agreement-views.ts';
import { instantSchema } from '../../domain/clock/instant.ts';
import { isoInstant } from '../../domain/text.ts';
import type { ApiDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { route } from './route.ts';

/** Who sees whom an agreement designates: everyone who works under one, with one, or looks after it. */
const READERS: readonly Role[] = [
  'administrator',
  'attorney',
  'supervisor',
  'field_officer',
  'officer_287g',
  'crcl_officer',
  'auditor',
];
/** Ending authority takes one person; giving it takes two. */
const ENDERS: readonly Role[] = ['administrator', 'attorney'];

const idParams = z.strictObject({ id: z.string().regex(/^[1-9]\d{0,8}$/) });
/** `endsAt` null: at once. */
const endingBody = z.strictObject({ endsAt: instantSchema.nullable(), ...statementSchema.shape });

/** 287(g) agreements and whom they designate (rule B2). */
export function agreementRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  const { agreements } = deps.records;
  const now = (): number => deps.nowMs();
  route(app, deps, {
    id: 'listAgreements',
    method: 'get',
    path: '/v1/agreements',
    tag: 'agreements',
    summary:
      'List the 287(g) agreements: where, when, under whose supervision, whom they designate, and who signed or ended what.',
    who: { kind: 'roles', roles: READERS },
    answers: { 200: { description: 'Agreements in the order of their entry.', schema: agreementListSchema } },
    handle: async () => ({ status: 200, json: { agreements: await agreements.all(), now: isoInstant(now()) } }),
  });
  route(app, deps, {
    id: 'enterAgreement',
    method: 'post',
    path: '/v1/agreements',
    tag: 'agreements',
    summary: 'Enter a 287(g) agreement with its federal supervisor. It counts for nothing until counsel signs it.',
    who: { kind: 'roles', roles: ['administrator'] },
    body: agreementEntrySchema,
    answers: { 201: { description: 'The agreement as entered.', schema: agreementSchema } },
    handle: async ({ actor, body }) => ({ status: 201, json: await agreements.enter(body, actor, now) }),
  });
  route(app, deps, {
    id: 'signAgreement',
    method: 'post',
    path: '/v1/agreements/{id}/sign',
    tag: 'agreements',
    summary: 'Sign an agreement as counsel, other than who entered it and before it begins.',
    who: { kind: 'roles', roles: ['attorney'] },
    params: idParams,
    body: statementSchema,
    answers: { 200: { description: 'The agreement as it stands.', schema: agreementSchema } },
    handle: async ({ actor, params, body }) => {
      const { id } = await agreementFor(deps, actor, params.id);
      return { status: 200, json: await agreements.sign(id, body, actor, now) };
    },
  });
  route(app, deps, {
    id: 'endAgreement',
    method: 'post',
    path: '/v1/agreements/{id}/end',
    tag: 'agreements',
    summary:
      'End an agreement early, at once or at an instant still to come. Decisions that wait under it have no effect.',
    who: { kind: 'roles', roles: ENDERS },
    params: idParams,
    body: endingBody,
    answers: { 200: { description: 'The agreement as it stands.', schema: agreementSchema } },
    handle: async ({ actor, params, body }) => {
      const { id } = await agreementFor(deps, actor, params.id);
      return { status: 200, json: await agreements.end(id, body, actor, now) };
    },
  });
  designationRoutes(app, deps);
}

function designationRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  const { agreements } = deps.records;
  const now = (): number => deps.nowMs();
  route(app, deps, {
    id: 'enterDesignation',
    method: 'post',
    path: '/v1/agreements/{id}/designations',
    tag: 'agreements',
    summary: 'Enter an officer whom an agreement is to designate. It counts for nothing until counsel signs it.',
    who: { kind: 'roles', roles: ['administrator'] },
    params: idParams,
    body: designationEntrySchema,
    answers: { 201: { description: 'The agreement with the designation.', schema: agreementSchema } },
    handle: async ({ actor, params, body }) => ({
      status: 201,
      json: await agreements.designate(Number(params.id), body, actor, now),
    }),
  });
  route(app, deps, {
    id: 'signDesignation',
    method: 'post',
    path: '/v1/designations/{id}/sign',
    tag: 'agreements',
    summary: 'Sign a designation as counsel, other than who entered it and before it begins.',
    who: { kind: 'roles', roles: ['attorney'] },
    params: idParams,
    body: statementSchema,
    answers: { 200: { description: 'The agreement as it stands.', schema: agreementSchema } },
    handle: async ({ actor, params, body }) => {
      const id = await designationFor(deps, actor, params.id);
      return { status: 200, json: await agreements.signDesignation(id, body, actor, now) };
    },
  });
  route(app, deps, {
    id: 'withdrawDesignation',
    method: 'post',
    path: '/v1/designations/{id}/withdraw',
    tag: 'agreements',
    summary:
      'Withdraw a designation, at once or at an instant still to come. Decisions that wait under it have no effect.',
    who: { kind: 'roles', roles: ENDERS },
    params: idParams,
    body: endingBody,
    answers: { 200: { description: 'The agreement as it stands.', schema: agreementSchema } },
    handle: async ({ actor, params, body }) => {
      const id = await designationFor(deps, actor, params.id);
      return { status: 200, json: await agreements.withdraw(id, body, actor, now) };
    },
  });
}

async function agreementFor(deps: ApiDeps, actor: Actor, id: string): Promise<Agreement> {
  const agreement = (await deps.records.agreements.all()).find((candidate) => candidate.id === Number(id));
  if (agreement === undefined)
    throw new ApiError(404, 'NO_SUCH_AGREEMENT', 'There is no such agreement: GET /v1/agreements lists them.', {
      field: 'id',
    });
  await guardOffice(deps, actor, agreement);
  return agreement;
}

async function designationFor(deps: ApiDeps, actor: Actor, id: string): Promise<number> {
  const wanted = Number(id);
  const agreement = (await deps.records.agreements.all()).find(({ designations }) =>
    designations.some((designation) => designation.id === wanted),
  );
  if (agreement === undefined)
    throw new ApiError(404, 'NO_SUCH_DESIGNATION', 'There is no such designation: GET /v1/agreements lists them.', {
      field: 'id',
    });
  await guardOffice(deps, actor, agreement);
  return wanted;
}

/** An office's counsel acts on the agreements of its area, national counsel on all. */
async function guardOffice({ records }: ApiDeps, { scope }: Actor, { jurisdiction }: Agreement): Promise<void> {
  if (scope.kind === 'national') return;
  const place = (await records.register.jurisdictions()).find(({ id }) => id === jurisdiction);
  if (scope.kind === 'office' && scope.office === place?.fieldOffice) return;
  const message =
    'This agreement lies outside your scope: counsel of its field office, or of the whole program, acts on it.';
  throw new ApiError(403, 'OUT_OF_SCOPE', message, { field: 'actor.scope' });
}
