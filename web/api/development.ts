import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { clockAnswerSchema, peopleSchema, sessionAnswerSchema } from '../../domain/api/views.ts';
import { CodedError } from '../../domain/errors.ts';
import { isoInstant } from '../../domain/text.ts';
import { jurisdictionIdSchema } from '../../domain/agency/agency.ts';
import { activationIdOf } from '../../domain/lifecycle/activation-input.ts';
import { activationOf } from './activations.ts';
import type { ApiDeps } from './deps.ts';
import { DEVELOPMENT_PEOPLE, developmentPerson } from './development-people.ts';
import { ApiError } from './errors.ts';
import { caseInReach } from './reach.ts';
import { route } from './route.ts';
import { openSession } from './sessions.ts';

const DAY_MS = 86_400_000;
/** A case's clock is moved by at most ten years at a time. */
const MAX_ADVANCE_MS = 3_660 * DAY_MS;

const byMsSchema = z.int().min(1000).max(MAX_ADVANCE_MS);

/** What exists only where the deployment is marked development: signing in as a fictional person, and moving a case's clock. */
export function developmentRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  route(app, deps, {
    id: 'listDevelopmentPeople',
    method: 'get',
    path: '/v1/development/people',
    tag: 'development',
    summary: 'List the fictional people who can sign in.',
    who: { kind: 'public' },
    developmentOnly: true,
    answers: { 200: { description: 'People.', schema: peopleSchema } },
    handle: async () => ({ status: 200, json: { people: DEVELOPMENT_PEOPLE } }),
  });
  route(app, deps, {
    id: 'signInForDevelopment',
    method: 'post',
    path: '/v1/development/sessions',
    tag: 'development',
    summary: 'Sign in as a fictional person.',
    who: { kind: 'public' },
    developmentOnly: true,
    body: z.strictObject({ person: z.string().max(64) }),
    answers: {
      201: { description: 'A session of 12 hours. The token is answered this once.', schema: sessionAnswerSchema },
    },
    handle: async ({ body }) => {
      const actor = developmentPerson(body.person);
      if (actor === undefined)
        throw new ApiError(404, 'NO_SUCH_PERSON', 'There is no such development person: sc people lists them.', {
          field: 'person',
        });
      return { status: 201, json: await openSession(deps, actor, 'DEVELOPMENT') };
    },
  });
  route(app, deps, {
    id: 'advanceClock',
    method: 'post',
    path: '/v1/development/clock',
    tag: 'development',
    summary: 'Move the time of one case and its open detainers, or of one activation, forward. Timers on the way fire.',
    who: { kind: 'roles', roles: ['administrator'] },
    developmentOnly: true,
    body: z.union([
      z.strictObject({ caseId: z.string().regex(/^(booking-)?[0-9a-f]{4,40}$/), byMs: byMsSchema }),
      z.strictObject({ activation: jurisdictionIdSchema, byMs: byMsSchema }),
    ]),
    answers: { 200: { description: 'What was moved, and the time that it has now.', schema: clockAnswerSchema } },
    handle: async (call) => {
      if ('activation' in call.body) {
        const { activation, byMs } = call.body;
        const caseId = activationIdOf((await activationOf(deps, activation)).jurisdiction);
        call.about(caseId);
        return { status: 200, json: { caseId, byMs, advanced: await advance(deps, caseId, byMs) } };
      }
      const detail = await caseInReach(deps, call.actor, call.body.caseId, call.about);
      const closedAt = detail.projection?.closedAt ?? null;
      const open = detail.detainers.filter((row) => row.hold !== 'CLOSED').map((row) => row.detainerId);
      const running = closedAt === null ? [detail.caseId, ...open] : open;
      const advanced = await Promise.all(running.map((workflowId) => advance(deps, workflowId, call.body.byMs)));
      return { status: 200, json: { caseId: detail.caseId, byMs: call.body.byMs, advanced: advanced.flat() } };
    },
  });
}

/** Nothing for a workflow that has ended meanwhile: it has no clock to move. */
async function advance(
  deps: ApiDeps,
  workflowId: string,
  byMs: number,
): Promise<{ workflowId: string; now: string }[]> {
  try {
    const { nowMs } = await deps.cases.advanceClock(workflowId, byMs);
    return [{ workflowId, now: isoInstant(nowMs) }];
  } catch (error) {
    if (error instanceof CodedError && error.code === 'CASE_CLOSED') return [];
    throw error;
  }
}
