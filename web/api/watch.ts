import type { OpenAPIHono } from '@hono/zod-openapi';
import { type WatchView, watchViewSchema } from '../../domain/api/watch-views.ts';
import type { ApiDeps } from './deps.ts';
import { route } from './route.ts';

/** Where the watch over holds stands: whether it looks, what it saw last, and when it looks next (rule C7). */
export function watchRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  route(app, deps, {
    id: 'showWatch',
    method: 'get',
    path: '/v1/watch',
    tag: 'alarms',
    summary: 'The watch over holds: its last look, what it found, whether it is blind, and when it looks next.',
    who: { kind: 'roles', roles: ['supervisor', 'crcl_officer', 'administrator', 'auditor'] },
    answers: { 200: { description: 'Where it stands.', schema: watchViewSchema } },
    handle: async () => {
      const { watch } = deps.records;
      const lastLook = await watch.lastLook();
      const blindSince = await watch.blindSince(deps.nowMs());
      return { status: 200, json: { lastLook, blindSince, schedule: await scheduleOf(deps) } };
    },
  });
}

/** That the engine is away hides nothing of what the records know. */
async function scheduleOf({ cases }: ApiDeps): Promise<WatchView['schedule']> {
  try {
    const schedule = await cases.watchSchedule();
    if (schedule === null) return { state: 'MISSING', next: null };
    return { state: schedule.paused ? 'PAUSED' : 'SCHEDULED', next: schedule.next };
  } catch {
    return { state: 'CANNOT_TELL', next: null };
  }
}
