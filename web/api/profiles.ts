import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { type Actor, PEOPLE, type Role } from '../../domain/access/roles.ts';
import {
  assignmentListSchema,
  effectViewSchema,
  profileChangesSchema,
  profileInForceSchema,
  profileListSchema,
  profileViewSchema,
} from '../../domain/api/profile-views.ts';
import { instantSchema } from '../../domain/clock/instant.ts';
import {
  assignmentAt,
  DEFAULT_PROFILE_ID,
  EVERYWHERE,
  type ProfileAssignment,
  profileAssignmentSchema,
  profileIdSchema,
  proposalSchema,
  signingSchema,
} from '../../domain/profile/assignment.ts';
import { statementSchema } from '../../domain/signature.ts';
import { catalogOf, siteProfileSchema } from '../../domain/profile/catalog.ts';
import { missingLines } from '../../domain/profile/numbers.ts';
import { isUncertain, PROFILE_KEYS } from '../../domain/profile/origin.ts';
import { isoInstant } from '../../domain/text.ts';
import type { ApiDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { effectView } from './effect-view.ts';
import { allPeriods, profileView } from './profile-views.ts';
import { route } from './route.ts';

/** Who sees who changed what. */
const CHANGE_READERS: readonly Role[] = ['administrator', 'attorney', 'supervisor', 'crcl_officer', 'auditor'];

const assignmentParams = z.strictObject({ id: z.string().regex(/^[1-9]\d{0,8}$/) });
const inForceQuery = z.strictObject({
  jurisdiction: z.string().min(1).max(64).optional(),
  at: instantSchema.optional(),
});
const endingSchema = z.strictObject({ endsAt: instantSchema, ...statementSchema.shape });

/** Rule profiles: what they say and how sure that is, where they are assigned, and who signed that (rule E8). */
export function profileRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  const { profiles } = deps.records;
  const now = (): number => deps.nowMs();
  route(app, deps, {
    id: 'listProfiles',
    method: 'get',
    path: '/v1/profiles',
    tag: 'profiles',
    summary: 'List every rule profile: each value with its origin and certainty, and where it is assigned.',
    who: { kind: 'roles', roles: PEOPLE },
    answers: { 200: { description: 'Profiles, shipped ones first.', schema: profileListSchema } },
    handle: async () => {
      const [own, assignments] = await Promise.all([profiles.own(), profiles.assignments()]);
      const views = catalogOf(own).map((known) => profileView(known, own, assignments));
      return { status: 200, json: { profiles: views, unassigned: DEFAULT_PROFILE_ID } };
    },
  });
  // Before the route of a single profile, whose id it would else be taken for.
  route(app, deps, {
    id: 'showProfileInForce',
    method: 'get',
    path: '/v1/profiles/in-force',
    tag: 'profiles',
    summary: 'Show which profile governs a jurisdiction at an instant (now unless given), with the verified numbers.',
    who: { kind: 'roles', roles: PEOPLE },
    query: inForceQuery,
    answers: { 200: { description: 'The profile.', schema: profileInForceSchema } },
    handle: async ({ query }) => {
      const at = query.at ?? isoInstant(deps.nowMs());
      const jurisdiction = query.jurisdiction ?? null;
      if (jurisdiction !== null) await jurisdictionOf(deps, jurisdiction);
      const [own, assignments] = await Promise.all([profiles.own(), profiles.assignments()]);
      const profile = await profiles.inForce(jurisdiction, at);
      const known = catalogOf(own).find((candidate) => candidate.profile.id === profile.id);
      return {
        status: 200,
        json: {
          jurisdiction,
          at,
          profile,
          assignment: assignmentAt(assignments, jurisdiction, at)?.id ?? null,
          uncertain: PROFILE_KEYS.filter((key) => known === undefined || isUncertain(known.origins[key])),
          missingNumbers: missingLines(profile.numbers),
        },
      };
    },
  });
  route(app, deps, {
    id: 'showProfile',
    method: 'get',
    path: '/v1/profiles/{id}',
    tag: 'profiles',
    summary: 'Show one rule profile.',
    who: { kind: 'roles', roles: PEOPLE },
    params: z.strictObject({ id: profileIdSchema }),
    answers: { 200: { description: 'The profile.', schema: profileViewSchema } },
    handle: async ({ params }) => ({ status: 200, json: await viewOf(deps, params.id) }),
  });
  route(app, deps, {
    id: 'addProfile',
    method: 'post',
    path: '/v1/profiles',
    tag: 'profiles',
    summary: 'Add a site’s own profile. It is never changed afterwards, and governs nothing until it is assigned.',
    who: { kind: 'roles', roles: ['administrator'] },
    body: siteProfileSchema,
    answers: { 201: { description: 'The profile as it was added.', schema: profileViewSchema } },
    handle: async ({ actor, body }) => {
      await profiles.add(body, actor, isoInstant(deps.nowMs()));
      return { status: 201, json: await viewOf(deps, body.profile.id) };
    },
  });
  route(app, deps, {
    id: 'listProfileChanges',
    method: 'get',
    path: '/v1/profile-changes',
    tag: 'profiles',
    summary: 'List every change of profiles, assignments and telephone numbers: who, when, what.',
    who: { kind: 'roles', roles: CHANGE_READERS },
    answers: { 200: { description: 'Changes, the oldest first.', schema: profileChangesSchema } },
    handle: async () => ({ status: 200, json: { changes: await profiles.changes() } }),
  });
  route(app, deps, {
    id: 'listProfileAssignments',
    method: 'get',
    path: '/v1/profile-assignments',
    tag: 'profiles',
    summary: 'List assignments, and what governs when: where nothing is assigned, the source’s own profile does.',
    who: { kind: 'roles', roles: PEOPLE },
    answers: { 200: { description: 'Assignments and periods.', schema: assignmentListSchema } },
    handle: async () => {
      const assignments = await profiles.assignments();
      return { status: 200, json: { assignments, periods: allPeriods(assignments) } };
    },
  });
  route(app, deps, {
    id: 'proposeProfileAssignment',
    method: 'post',
    path: '/v1/profile-assignments',
    tag: 'profiles',
    summary:
      'Propose that a profile govern a jurisdiction (or "*") from an instant on. Nothing changes until counsel signs.',
    who: { kind: 'roles', roles: ['administrator'] },
    body: proposalSchema,
    answers: { 201: { description: 'The proposal.', schema: profileAssignmentSchema } },
    handle: async ({ actor, body }) => ({ status: 201, json: await profiles.propose(body, actor, now) }),
  });
  route(app, deps, {
    id: 'showProfileEffect',
    method: 'get',
    path: '/v1/profile-assignments/{id}/effect',
    tag: 'profiles',
    summary:
      'Show what a proposal would have changed in the last quarter’s cases, and what of that nobody can know; of a signed one what was signed.',
    who: { kind: 'roles', roles: CHANGE_READERS },
    params: assignmentParams,
    answers: { 200: { description: 'The effect and its hash.', schema: effectViewSchema } },
    handle: async ({ actor, params }) => {
      const shown = await profiles.effect(Number(params.id), deps.nowMs());
      return { status: 200, json: effectView(actor, shown) };
    },
  });
  route(app, deps, {
    id: 'signProfileAssignment',
    method: 'post',
    path: '/v1/profile-assignments/{id}/sign',
    tag: 'profiles',
    summary:
      'Sign an assignment as counsel, before the instant from which it governs, naming the effect that was shown.',
    who: { kind: 'roles', roles: ['attorney'] },
    params: assignmentParams,
    body: signingSchema,
    answers: { 200: { description: 'The assignment as signed.', schema: profileAssignmentSchema } },
    handle: async ({ actor, params, body }) => {
      const { id } = await assignmentInReach(deps, actor, Number(params.id));
      return { status: 200, json: await profiles.sign(id, body, actor, now) };
    },
  });
  route(app, deps, {
    id: 'endProfileAssignment',
    method: 'post',
    path: '/v1/profile-assignments/{id}/end',
    tag: 'profiles',
    summary: 'End a signed assignment as counsel, from an instant still to come and earlier than its present end.',
    who: { kind: 'roles', roles: ['attorney'] },
    params: assignmentParams,
    body: endingSchema,
    answers: { 200: { description: 'The assignment as it stands.', schema: profileAssignmentSchema } },
    handle: async ({ actor, params, body: { endsAt, ...statement } }) => {
      const { id } = await assignmentInReach(deps, actor, Number(params.id));
      return { status: 200, json: await profiles.end(id, endsAt, statement, actor, now) };
    },
  });
}

async function viewOf({ records: { profiles } }: ApiDeps, id: string) {
  const [own, assignments] = await Promise.all([profiles.own(), profiles.assignments()]);
  const known = catalogOf(own).find(({ profile }) => profile.id === id);
  if (known !== undefined) return profileView(known, own, assignments);
  throw new ApiError(404, 'NO_SUCH_PROFILE', 'There is no profile with this id: GET /v1/profiles lists them.', {
    field: 'id',
  });
}

/** The assignment, if counsel's scope reaches it: an office's counsel signs for its jurisdictions, national counsel also for everywhere. */
async function assignmentInReach(deps: ApiDeps, actor: Actor, id: number): Promise<ProfileAssignment> {
  const assignment = (await deps.records.profiles.assignments()).find((candidate) => candidate.id === id);
  if (assignment === undefined)
    throw new ApiError(
      404,
      'NO_SUCH_ASSIGNMENT',
      'There is no such assignment: GET /v1/profile-assignments lists them.',
      {
        field: 'id',
      },
    );
  if (actor.scope.kind === 'national') return assignment;
  const office =
    assignment.jurisdiction === EVERYWHERE
      ? undefined
      : (await jurisdictionOf(deps, assignment.jurisdiction)).fieldOffice;
  if (actor.scope.kind === 'office' && actor.scope.office === office) return assignment;
  const message =
    'This assignment lies outside your scope: counsel of its field office, or of the whole program, acts on it.';
  throw new ApiError(403, 'OUT_OF_SCOPE', message, { field: 'actor.scope' });
}

async function jurisdictionOf({ records }: ApiDeps, id: string) {
  const jurisdiction = (await records.register.jurisdictions()).find((candidate) => candidate.id === id);
  if (jurisdiction !== undefined) return jurisdiction;
  throw new ApiError(422, 'UNKNOWN_JURISDICTION', 'There is no such jurisdiction in the register.', {
    field: 'jurisdiction',
  });
}
