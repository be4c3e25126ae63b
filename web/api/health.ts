import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import type { ApiDeps } from './deps.ts';
import { unavailable } from './errors.ts';
import { route } from './route.ts';

const okSchema = z.strictObject({ status: z.literal('ok') });
/** `BLIND`: no look over the holds was completed for a while; the API works all the same (GET /v1/watch says more). */
const readySchema = z.strictObject({ status: z.literal('ok'), watch: z.enum(['SEES', 'BLIND']) });

/** `/healthz`: the process lives. `/readyz`: what it needs answers too; what is away is named. */
export function healthRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  route(app, deps, {
    id: 'healthz',
    method: 'get',
    path: '/healthz',
    tag: 'operation',
    summary: 'Whether this process lives.',
    who: { kind: 'public' },
    answers: { 200: { description: 'It does.', schema: okSchema } },
    handle: async () => ({ status: 200, json: { status: 'ok' } }),
  });
  route(app, deps, {
    id: 'readyz',
    method: 'get',
    path: '/readyz',
    tag: 'operation',
    summary: 'Whether this process can work: the record and the workflow engine answer.',
    who: { kind: 'public' },
    answers: {
      200: { description: 'Both answer; `watch` says whether the watch over holds looks.', schema: readySchema },
    },
    handle: async () => {
      await deps.records.ping().catch(() => {
        throw unavailable('RECORDS_UNAVAILABLE', 'The record');
      });
      await deps.cases.ping().catch(() => {
        throw unavailable('TEMPORAL_UNAVAILABLE', 'The workflow engine');
      });
      const blind = (await deps.records.watch.blindSince(deps.nowMs())) !== null;
      return { status: 200, json: { status: 'ok', watch: blind ? 'BLIND' : 'SEES' } };
    },
  });
}
