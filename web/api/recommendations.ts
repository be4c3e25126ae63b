import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { PEOPLE } from '../../domain/access/roles.ts';
import {
  newOutcomeSchema,
  newRecommendationSchema,
  overdueSince,
  type Recommendation,
  standingOf,
} from '../../domain/advisory/recommendation.ts';
import {
  type RecommendationView,
  recommendationListSchema,
  recommendationViewSchema,
} from '../../domain/api/advisory-views.ts';
import type { ApiDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { route } from './route.ts';

const params = z.strictObject({ number: z.string().regex(/^[1-9]\d{0,8}$/) });

/** The advisory task force's recommendations, what became of each, and which profiles carry them out (rule E8). */
export function recommendationRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  const { advisory } = deps.records;
  const one = { description: 'The recommendation with all of that.', schema: recommendationViewSchema };
  route(app, deps, {
    id: 'listRecommendations',
    method: 'get',
    path: '/v1/recommendations',
    tag: 'recommendations',
    summary: 'List the advisory task force’s recommendations with what became of each.',
    who: { kind: 'roles', roles: PEOPLE },
    answers: { 200: { description: 'By number.', schema: recommendationListSchema } },
    handle: async () => ({
      status: 200,
      json: { recommendations: await viewsOf(deps, await advisory.list()) },
    }),
  });
  route(app, deps, {
    id: 'showRecommendation',
    method: 'get',
    path: '/v1/recommendations/{number}',
    tag: 'recommendations',
    summary: 'Show a recommendation, what became of it, and the assignments of profiles that name it.',
    who: { kind: 'roles', roles: PEOPLE },
    params,
    answers: { 200: one },
    handle: async ({ params: { number } }) => {
      const found = (await advisory.list()).find((candidate) => candidate.number === Number(number));
      if (found !== undefined) return { status: 200, json: await viewOf(deps, found) };
      const message = 'There is no recommendation with this number: GET /v1/recommendations lists them.';
      throw new ApiError(404, 'NO_SUCH_RECOMMENDATION', message, { field: 'number' });
    },
  });
  route(app, deps, {
    id: 'addRecommendation',
    method: 'post',
    path: '/v1/recommendations',
    tag: 'recommendations',
    summary:
      'Enter a recommendation: its date, who made it, what it is about, its words. It is never changed afterwards.',
    who: { kind: 'roles', roles: ['administrator'] },
    body: newRecommendationSchema,
    answers: { 201: one },
    handle: async ({ actor, body }) => {
      return { status: 201, json: await viewOf(deps, await advisory.add(body, actor, deps.nowMs())) };
    },
  });
  route(app, deps, {
    id: 'addRecommendationOutcome',
    method: 'post',
    path: '/v1/recommendations/{number}/outcomes',
    tag: 'recommendations',
    summary: 'Enter what became of a recommendation, with who decided it and why. What was entered before stays.',
    who: { kind: 'roles', roles: ['administrator'] },
    params,
    body: newOutcomeSchema,
    answers: { 201: one },
    handle: async ({ actor, params: { number }, body }) => {
      const stands = await advisory.addOutcome(Number(number), body, actor, deps.nowMs());
      return { status: 201, json: await viewOf(deps, stands) };
    },
  });
}

async function viewOf(deps: ApiDeps, recommendation: Recommendation): Promise<RecommendationView | undefined> {
  return (await viewsOf(deps, [recommendation])).at(0);
}

async function viewsOf(deps: ApiDeps, recommendations: readonly Recommendation[]): Promise<RecommendationView[]> {
  const assignments = await deps.records.profiles.assignments();
  return recommendations.map((recommendation) => ({
    ...recommendation,
    standing: standingOf(recommendation),
    overdueSince: overdueSince(recommendation, deps.nowMs()),
    assignments: assignments.filter((assignment) => assignment.recommendation === recommendation.number),
  }));
}
