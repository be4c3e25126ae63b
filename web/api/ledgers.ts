import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import type { Role } from '../../domain/access/roles.ts';
import { jurisdictionIdSchema } from '../../domain/agency/agency.ts';
import { ledgerEventsSchema, ledgerVerificationSchema } from '../../domain/api/ledger-views.ts';
import { PROGRAMME } from '../../domain/ids.ts';
import { activationIdOf } from '../../domain/lifecycle/activation-input.ts';
import { eventView, wordsOf } from './case-views.ts';
import type { ApiDeps } from './deps.ts';
import { route } from './route.ts';

const READERS: readonly Role[] = ['supervisor', 'attorney', 'crcl_officer', 'administrator', 'auditor'];
const PAGE = 200;

/** `programme`, or `jurisdiction-` and a jurisdiction's id: a case's ledger is shown with its case. */
const ledgerParams = z.strictObject({
  id: z.union([z.literal(PROGRAMME), z.templateLiteral([activationIdOf(''), jurisdictionIdSchema])]),
});
const pageQuery = z.strictObject({
  after: z
    .string()
    .regex(/^\d{1,9}$/)
    .optional(),
});

/** What people recorded for the programme and for a jurisdiction, and whether its chain holds. */
export function ledgerRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  route(app, deps, {
    id: 'listLedgerEvents',
    method: 'get',
    path: '/v1/ledgers/{id}/events',
    tag: 'programme',
    summary: 'List what was recorded for the programme as a whole, or in the activation of a jurisdiction.',
    who: { kind: 'roles', roles: READERS },
    params: ledgerParams,
    query: pageQuery,
    answers: { 200: { description: 'Events by position, 200 at most.', schema: ledgerEventsSchema } },
    handle: async ({ params, query, about }) => {
      about(params.id);
      const page = { after: Number(query.after ?? 0), limit: PAGE };
      const events = await deps.records.cases.events(params.id, page);
      return { status: 200, json: { ledger: params.id, events: events.map((event) => eventView(event, true)) } };
    },
  });
  route(app, deps, {
    id: 'verifyLedger',
    method: 'get',
    path: '/v1/ledgers/{id}/verify',
    tag: 'programme',
    summary: 'Recompute the hash chain of the programme’s record, or of a jurisdiction’s activation.',
    who: { kind: 'roles', roles: READERS },
    params: ledgerParams,
    answers: { 200: { description: 'What the chain says.', schema: ledgerVerificationSchema } },
    handle: async ({ params, about }) => {
      about(params.id);
      const found = await deps.records.cases.verify(params.id);
      const { ok, events, cleared } = found;
      return { status: 200, json: { ledger: params.id, ok, events, cleared: cleared.length, says: wordsOf(found) } };
    },
  });
}
