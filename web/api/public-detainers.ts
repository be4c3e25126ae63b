import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { publicDetainerSchema, publicReceiptSchema, publicReportSchema } from '../../domain/api/public-views.ts';
import type { ApiDeps } from './deps.ts';
import type { PublicDesk } from './public-desk.ts';
import { route } from './route.ts';

const codeParams = z.strictObject({ code: z.string().min(1).max(60) });
const MAX_REPORT_BYTES = 16 * 1024;

/** By the code on a form, without an account: no name, no status, nothing that the paper does not say. */
export function publicRoutes(app: OpenAPIHono, deps: ApiDeps, desk: PublicDesk): void {
  const admit = (source: string): void => desk.admit(source);
  route(app, deps, {
    id: 'lookUpDetainer',
    method: 'get',
    path: '/v1/public/detainers/{code}',
    tag: 'public',
    summary:
      'Look up a request to hold by the code on its form: what it asks for now, the limit, the rule, the numbers.',
    who: { kind: 'public' },
    admit,
    params: codeParams,
    answers: { 200: { description: 'What the request asks for now.', schema: publicDetainerSchema } },
    handle: async ({ params }) => ({ status: 200, json: await desk.lookUp(params.code) }),
  });
  route(app, deps, {
    id: 'reportByCode',
    method: 'post',
    path: '/v1/public/detainers/{code}/reports',
    tag: 'public',
    summary:
      'Report by the code on a form: a claim of citizenship or of being a victim, that bail was posted, or that the charges ended.',
    who: { kind: 'public' },
    admit,
    params: codeParams,
    body: publicReportSchema,
    maxBytes: MAX_REPORT_BYTES,
    answers: { 202: { description: 'Received. The same answer whatever becomes of it.', schema: publicReceiptSchema } },
    handle: async ({ params, body }) => {
      await desk.report(params.code, body);
      return { status: 202, json: { status: 'RECEIVED' } };
    },
  });
}
