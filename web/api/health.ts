import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import type { ApiDeps } from './deps.ts';
import { unavailable } from './errors.ts';
import { route } from './route.ts';

const okSchema = z.strictObject({ status: z.literal('ok') });

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
    answers: { 200: { description: 'Both answer.', schema: okSchema } },
    handle: async () => {
      await deps.records.ping().catch(() => {
        throw unavailable('RECORDS_UNAVAILABLE', 'The record');
      });
      await deps.cases.ping().catch(() => {
        throw unavailable('TEMPORAL_UNAVAILABLE', 'The workflow engine');
      });
      return { status: 200, json: { status: 'ok' } };
    },
  });
}
