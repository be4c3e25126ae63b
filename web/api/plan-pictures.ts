import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import type { Role } from '../../domain/access/roles.ts';
import { standingAt } from '../../domain/jurisdiction/standing.ts';
import { instantMs, instantSchema } from '../../domain/text.ts';
import { countyMap } from '../../exchange/map/county-map.ts';
import { mapsOverTime } from '../../exchange/map/over-time.ts';
import { planTimeline } from '../../exchange/map/timeline.ts';
import type { JurisdictionFacts } from '../../records/index.ts';
import type { ApiDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { route } from './route.ts';

/** Who sees the plan sees its pictures. */
const VIEWERS: readonly Role[] = [
  'status_specialist',
  'field_officer',
  'supervisor',
  'attorney',
  'crcl_officer',
  'statistician',
  'administrator',
  'auditor',
];
const SVG = 'image/svg+xml';
const HEADING = 'Activation of jurisdictions';
const STEPS = 9;

const mapQuery = z.strictObject({
  at: instantSchema.optional(),
  from: instantSchema.optional(),
  to: instantSchema.optional(),
  steps: z
    .string()
    .regex(/^([2-9]|1\d|2[0-4])$/)
    .optional(),
});
type MapQuery = z.infer<typeof mapQuery>;

/** Pictures of the plan (rule D1): the counties by state of activation, at one instant or over time, and the plan against what was done. */
export function planPictureRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  const { plan, planFacts } = deps.records;
  route(app, deps, {
    id: 'drawPlanMap',
    method: 'get',
    path: '/v1/plan/map.svg',
    tag: 'plan',
    summary:
      'Draw the counties by state of activation: at an instant (now unless given), or one map for each of 2 to 24 steps from one instant to another.',
    who: { kind: 'roles', roles: VIEWERS },
    query: mapQuery,
    answers: { 200: { description: 'An SVG picture.', schema: 'file', type: SVG } },
    handle: async ({ query }) => {
      const instants = instantsOf(query, deps.nowMs());
      const facts = await planFacts.list();
      const moments = instants.map((atMs) => ({ atMs, places: placesOf(facts, atMs, deps.nowMs()) }));
      const [only] = moments;
      const svg =
        moments.length === 1 && only !== undefined
          ? countyMap({ heading: HEADING, ...only })
          : mapsOverTime(HEADING, moments);
      return { status: 200, file: Buffer.from(svg), name: 'activation-map.svg' };
    },
  });
  route(app, deps, {
    id: 'drawPlanTimeline',
    method: 'get',
    path: '/v1/plan/timeline.svg',
    tag: 'plan',
    summary: 'Draw the plan against what was done, with the end date and now.',
    who: { kind: 'roles', roles: VIEWERS },
    answers: { 200: { description: 'An SVG picture.', schema: 'file', type: SVG } },
    handle: async () => {
      const [facts, ends] = await Promise.all([planFacts.list(), plan.ends()]);
      const end = ends.at(-1);
      const svg = planTimeline({
        heading: HEADING,
        entries: facts.map(entryOf),
        endMs: end === undefined ? null : instantMs(end.endsAt),
        nowMs: deps.nowMs(),
      });
      return { status: 200, file: Buffer.from(svg), name: 'activation-timeline.svg' };
    },
  });
}

/** The instants of the maps (milliseconds): one, or so many steps that lie equally far apart. */
function instantsOf({ at, from, to, steps }: MapQuery, nowMs: number): readonly number[] {
  if (from === undefined && to === undefined && steps === undefined) return [at === undefined ? nowMs : instantMs(at)];
  if (at !== undefined || from === undefined || to === undefined || instantMs(from) >= instantMs(to)) {
    const message = 'Give one instant (at), or two of which the first comes first (from, to) with the number of steps.';
    throw new ApiError(400, 'INSTANTS_UNCLEAR', message, { field: at === undefined ? 'from' : 'at' });
  }
  const [first, last, many] = [instantMs(from), instantMs(to), Number(steps ?? STEPS)];
  return Array.from({ length: many }, (_, step) => Math.round(first + ((last - first) * step) / (many - 1)));
}

function placesOf(facts: readonly JurisdictionFacts[], atMs: number, nowMs: number) {
  return facts.map(({ name, fips, ...activation }) => ({ name, fips, standing: standingAt(activation, atMs, nowMs) }));
}

function entryOf({ activeFrom, plan }: JurisdictionFacts) {
  const ms = (instant: string | null): number | null => (instant === null ? null : instantMs(instant));
  return {
    firstMs: ms(plan?.firstPlannedFor ?? null),
    plannedMs: ms(plan?.plannedFor ?? null),
    activeMs: ms(activeFrom),
  };
}
