import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { planActivation } from '../../client/activations.ts';
import type { Actor, Role } from '../../domain/access/roles.ts';
import { jurisdictionIdSchema } from '../../domain/agency/agency.ts';
import {
  activationPlannedSchema,
  type ActivationView,
  activationViewSchema,
} from '../../domain/api/activation-views.ts';
import { activationPlanSchema } from '../../domain/jurisdiction/activation.ts';
import { activationIdOf } from '../../domain/lifecycle/activation-input.ts';
import { scopeReaches } from '../../domain/lifecycle/acts.ts';
import { isoInstant } from '../../domain/text.ts';
import type { ActivationRow } from '../../records/index.ts';
import type { ApiDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { ownTime } from './live.ts';
import { route } from './route.ts';

export const activationParams = z.strictObject({ id: jurisdictionIdSchema });

/** Who sees activations: the programme's people, and of a government's officials those of the state and of the jurisdiction itself. */
const READERS: readonly Role[] = [
  'status_specialist',
  'field_officer',
  'supervisor',
  'attorney',
  'crcl_officer',
  'statistician',
  'administrator',
  'auditor',
  'government_official',
];

export function activationRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  route(app, deps, {
    id: 'planActivation',
    method: 'post',
    path: '/v1/activations',
    tag: 'activations',
    summary:
      'Plan the activation of a jurisdiction at an exact instant: both governments get notice. No agreement is asked for.',
    who: { kind: 'roles', roles: ['administrator'] },
    body: activationPlanSchema,
    answers: {
      200: { description: 'It was planned for this instant before.', schema: activationPlannedSchema },
      201: { description: 'Planned.', schema: activationPlannedSchema },
    },
    handle: async ({ actor, body, about }) => {
      about(activationIdOf(body.jurisdiction));
      const outcome = await planActivation(deps, body, actor);
      return { status: outcome === 'STARTED' ? 201 : 200, json: { jurisdiction: body.jurisdiction, outcome } };
    },
  });
  route(app, deps, {
    id: 'showActivation',
    method: 'get',
    path: '/v1/activations/{id}',
    tag: 'activations',
    summary: 'Show where the activation of a jurisdiction stands, and what was done.',
    who: { kind: 'roles', roles: READERS },
    params: activationParams,
    answers: { 200: { description: 'The activation.', schema: activationViewSchema } },
    handle: async ({ actor, params }) => ({ status: 200, json: await viewOf(deps, actor, params.id) }),
  });
}

/** The activation of a jurisdiction. @throws ApiError NO_SUCH_ACTIVATION */
export async function activationOf({ records }: ApiDeps, jurisdiction: string): Promise<ActivationRow> {
  const row = await records.activations.get(jurisdiction);
  if (row !== null) return row;
  throw new ApiError(404, 'NO_SUCH_ACTIVATION', 'Nobody has planned an activation of this jurisdiction.', {
    field: 'id',
  });
}

async function viewOf(deps: ApiDeps, actor: Actor, id: string): Promise<ActivationView> {
  const row = await activationOf(deps, id);
  guardReach(actor, row);
  const { started, changedAt: _changedAt, nextStep: next, ...same } = row;
  const ledger = activationIdOf(row.jurisdiction);
  const [time, events] = await Promise.all([ownTime(deps, ledger), deps.records.cases.events(ledger)]);
  const steps = events.map(({ at, kind, summary }) => ({ at, kind, summary }));
  return {
    ...same,
    next: started || row.origin === 'TAKEN_OVER' ? next : 'it starts',
    now: isoInstant(time.nowMs),
    steps,
  };
}

/** An official sees what concerns the own government; whoever of the programme may see activations sees all of them. */
function guardReach({ role, scope }: Actor, { jurisdiction, stateCode }: ActivationRow): void {
  if (role !== 'government_official' || scopeReaches(scope, { jurisdiction, state: stateCode })) return;
  throw new ApiError(403, 'OUT_OF_SCOPE', 'This activation concerns another government.', { field: 'actor.scope' });
}
