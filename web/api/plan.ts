import type { OpenAPIHono } from '@hono/zod-openapi';
import { planWave } from '../../client/plan.ts';
import type { Role } from '../../domain/access/roles.ts';
import {
  planEndViewSchema,
  planItemsSchema,
  type PlanQuery,
  planQuerySchema,
  type PlanStatusView,
  planViewSchema,
  wavePageViewSchema,
} from '../../domain/api/plan-views.ts';
import type { PlanItem, PlanStatus } from '../../domain/jurisdiction/plan.ts';
import { planEndingSchema, wavePageSchema } from '../../domain/jurisdiction/waves.ts';
import { isoInstant } from '../../domain/text.ts';
import type { PlanEnd, StoredWave } from '../../records/index.ts';
import type { ApiDeps } from './deps.ts';
import { route } from './route.ts';

/** Who sees the whole plan; a government sees its own activation (activations.ts). */
const READERS: readonly Role[] = [
  'field_officer',
  'supervisor',
  'attorney',
  'crcl_officer',
  'statistician',
  'administrator',
  'auditor',
];
const PAGE = 200;

/** The nationwide plan (rule D1): where it stands, its end, and many activations at once. */
export function planRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  const { plan } = deps.records;
  const now = (): string => isoInstant(deps.nowMs());
  route(app, deps, {
    id: 'showPlan',
    method: 'get',
    path: '/v1/plan',
    tag: 'plan',
    summary: 'Where the plan stands: every jurisdiction counted once, by state and by wave, and what is behind.',
    who: { kind: 'roles', roles: READERS },
    answers: { 200: { description: 'The plan now.', schema: planViewSchema } },
    handle: async () => {
      const [{ status }, ends, waves] = await Promise.all([plan.view(now()), plan.ends(), plan.waves()]);
      return { status: 200, json: statusView(status, ends, waves) };
    },
  });
  route(app, deps, {
    id: 'listPlanJurisdictions',
    method: 'get',
    path: '/v1/plan/jurisdictions',
    tag: 'plan',
    summary: 'List the jurisdictions of the register with their place in the plan, and why one is behind.',
    who: { kind: 'roles', roles: READERS },
    query: planQuerySchema,
    answers: { 200: { description: 'Jurisdictions by id.', schema: planItemsSchema } },
    handle: async ({ query }) => {
      const at = now();
      const { items } = await plan.view(at);
      return { status: 200, json: { at, ...pageOf(items, query) } };
    },
  });
  route(app, deps, {
    id: 'setPlanEnd',
    method: 'post',
    path: '/v1/plan/end',
    tag: 'plan',
    summary: 'Set the instant by which every jurisdiction is to be active. Earlier ones stay on record.',
    who: { kind: 'roles', roles: ['administrator'] },
    body: planEndingSchema,
    answers: { 200: { description: 'The end that stands now.', schema: planEndViewSchema } },
    handle: async ({ actor, body }) => ({ status: 200, json: await plan.setEnd(body, actor, deps.nowMs()) }),
  });
  route(app, deps, {
    id: 'planWave',
    method: 'post',
    path: '/v1/plan/waves',
    tag: 'plan',
    summary:
      'Plan the activation of up to 200 jurisdictions for the wave’s instant. Each has its own result; all again, nothing more happens.',
    who: { kind: 'roles', roles: ['administrator'] },
    body: wavePageSchema,
    answers: { 200: { description: 'What came of each jurisdiction.', schema: wavePageViewSchema } },
    handle: async ({ actor, body: { jurisdictions, ...wave } }) => {
      await plan.checkWave(wave);
      const items = await planWave(deps, { ...wave, jurisdictions }, actor);
      return { status: 200, json: { wave: await plan.recordPage(wave, items, actor, deps.nowMs()), items } };
    },
  });
}

function statusView(
  { waves, ...status }: PlanStatus,
  ends: readonly PlanEnd[],
  opened: readonly StoredWave[],
): PlanStatusView {
  return {
    ...status,
    end: ends.at(-1) ?? null,
    earlierEnds: ends.slice(0, -1),
    states: [...status.states],
    waves: waves.map((group) => ({ ...group, opened: opened.find(({ name }) => name === group.name) ?? null })),
  };
}

function pageOf(items: readonly PlanItem[], query: PlanQuery) {
  const limit = Number(query.limit ?? PAGE);
  const wanted = items.filter((item) => isWanted(item, query));
  const page = wanted.slice(0, limit);
  return { items: page, next: wanted.length > limit ? (page.at(-1)?.jurisdiction ?? null) : null };
}

function isWanted(item: PlanItem, { state, wave, standing, behind, after }: PlanQuery): boolean {
  return (
    (state === undefined || item.state === state) &&
    (wave === undefined || item.wave === wave) &&
    (standing === undefined || item.standing === standing) &&
    (behind === undefined || (behind === 'any' ? item.lags.length > 0 : item.lags.includes(behind))) &&
    (after === undefined || item.jurisdiction > after)
  );
}
