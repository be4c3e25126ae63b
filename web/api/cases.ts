import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { type Actor, type Role, ROLES } from '../../domain/access/roles.ts';
import {
  caseListSchema,
  type CaseView,
  caseViewSchema,
  type CriminalCase,
  type DetainerView,
  type FullCase,
  lateListSchema,
  verificationSchema,
} from '../../domain/api/views.ts';
import { type CaseState, IMMIGRATION_TRACK, nextStep } from '../../domain/lifecycle/state.ts';
import { addressOf } from '../../domain/record/address.ts';
import { isoInstant } from '../../domain/text.ts';
import type { CaseDetail, CaseQuery, DetainerRow } from '../../records/index.ts';
import { alarmView, criminalRow, eventView, fullRow, listRow, messageHead, plain, wordsOf } from './case-views.ts';
import type { ApiDeps } from './deps.ts';
import { detainerRoutes, timeOfRow, wallTime } from './detainers.ts';
import { ApiError } from './errors.ts';
import { detainerView } from './hold-views.ts';
import { liveCase, ownTime, timeForAgency } from './live.ts';
import { possibleForAgency, possibleOnCase } from './possible.ts';
import {
  caseInReach,
  CRIMINAL_VIEW,
  detainerInReach,
  FULL_VIEW,
  placeOf,
  seesAll,
  seesParticulars,
  WITH_PARTICULARS,
} from './reach.ts';
import { type Call, route } from './route.ts';

const READERS: readonly Role[] = [...CRIMINAL_VIEW, ...FULL_VIEW];
const PAGE = 100;
const MAX_MAILBOX = 500;

const idParams = z.strictObject({ id: z.string().regex(/^(booking-)?[0-9a-f]{4,40}$/) });
const limitSchema = z.string().regex(/^([1-9]|[1-9]\d|[1-4]\d\d|500)$/);
const yesNoSchema = z.enum(['true', 'false']);

const listQuery = z.strictObject({
  open: yesNoSchema.optional(),
  immigration: z.enum(IMMIGRATION_TRACK).optional(),
  waitingFor: z.enum(ROLES).optional(),
  after: z.string().max(200).optional(),
  limit: limitSchema.optional(),
});
/** Looking at cases and detainers. Every view is audited; what a reader may not know is not in the answer at all. */
export function caseRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  route(app, deps, {
    id: 'listCases',
    method: 'get',
    path: '/v1/cases',
    tag: 'cases',
    summary:
      'List the cases in reach, the least time left to a limit first; for a booking agency and its SIB in the order of arrival.',
    who: { kind: 'roles', roles: READERS },
    query: listQuery,
    answers: { 200: { description: 'A page of cases.', schema: caseListSchema } },
    handle: async (call) => ({ status: 200, json: await list(deps, call) }),
  });
  route(app, deps, {
    id: 'showCase',
    method: 'get',
    path: '/v1/cases/{id}',
    tag: 'cases',
    summary:
      'Show one case: where it stands, its clocks, its timeline, and what the reader can do. The id may be cut to 4 digits.',
    who: { kind: 'roles', roles: READERS },
    params: idParams,
    answers: { 200: { description: 'The case as this reader may see it.', schema: caseViewSchema } },
    handle: async (call) => {
      const detail = await caseInReach(deps, call.actor, call.params.id, call.about);
      return { status: 200, json: await viewOf(deps, call, detail) };
    },
  });
  route(app, deps, {
    id: 'verifyCase',
    method: 'get',
    path: '/v1/cases/{id}/verify',
    tag: 'cases',
    summary: 'Recompute the hash chain of a case’s record.',
    who: { kind: 'roles', roles: FULL_VIEW },
    params: idParams,
    answers: { 200: { description: 'What the chain says.', schema: verificationSchema } },
    handle: async (call) => {
      const { caseId } = await caseInReach(deps, call.actor, call.params.id, call.about);
      return { status: 200, json: await verification(deps, caseId) };
    },
  });
  route(app, deps, {
    id: 'listLateMessages',
    method: 'get',
    path: '/v1/cases/{id}/late-messages',
    tag: 'cases',
    summary: 'List what partners said when the case or its detainer had ended: it is kept and has changed nothing.',
    who: { kind: 'roles', roles: WITH_PARTICULARS },
    params: idParams,
    answers: {
      200: { description: 'The signed statements, in the order in which they came.', schema: lateListSchema },
    },
    handle: async (call) => {
      const { caseId } = await caseInReach(deps, call.actor, call.params.id, call.about);
      const late = await deps.records.lateMessages.list(caseId);
      const messages = late.map(({ reference, from, receivedAt, envelope }) => {
        return { reference, from, receivedAt, statement: envelope?.signed.statement ?? null };
      });
      return { status: 200, json: { caseId, messages } };
    },
  });
  detainerRoutes(app, deps);
}

type ListCall = Call<unknown, z.infer<typeof listQuery>, unknown>;

/** A filter on the immigration side would tell an agency what the answer withholds: it is refused, not ignored. */
async function list(deps: ApiDeps, call: ListCall): Promise<z.infer<typeof caseListSchema>> {
  const { query, actor } = call;
  const full = seesAll(actor);
  if (!full && (query.open ?? query.immigration ?? query.waitingFor) !== undefined) {
    throw new ApiError(
      403,
      'FILTER_NOT_FOR_ROLE',
      'Your list has no filters: it shows all bookings of your agency with their criminal answer.',
      { field: 'query' },
    );
  }
  const page = await deps.records.cases.list({
    scope: listScope(actor),
    limit: Number(query.limit ?? PAGE),
    ...(query.open === undefined ? {} : { open: query.open === 'true' }),
    ...(query.immigration === undefined ? {} : { immigration: query.immigration }),
    ...(query.waitingFor === undefined ? {} : { waitingFor: query.waitingFor }),
    ...(query.after === undefined ? {} : { after: query.after }),
  });
  return { cases: page.rows.map((row) => listRow(row, full)), next: page.next };
}

/** A bureau's cases are those whose answers it passes on. */
function listScope({ role, scope }: Actor): CaseQuery['scope'] {
  return role === 'sib' && scope.kind === 'agency' ? { kind: 'bureau', ori: scope.ori } : scope;
}

type ReaderCall = Pick<Call<unknown, unknown, unknown>, 'actor'>;

async function viewOf(deps: ApiDeps, call: ReaderCall, detail: CaseDetail): Promise<CaseView> {
  return seesAll(call.actor) ? fullView(deps, call, detail) : criminalView(deps, call, detail);
}

async function criminalView(deps: ApiDeps, { actor }: ReaderCall, detail: CaseDetail): Promise<CriminalCase> {
  const entries = await deps.records.mailbox.list(addressOf(actor), { limit: MAX_MAILBOX });
  const mine = detail.detainers.filter((row) => detainerInReach(actor, detail.place, row));
  return {
    ...criminalRow(detail),
    now: isoInstant((await timeForAgency(deps, detail.caseId)).nowMs),
    messages: entries.filter((entry) => entry.caseId === detail.caseId).map(messageHead),
    detainers: await withTimes(deps, mine, { actor, detail }),
    can: possibleForAgency(actor, detail.place, detail.caseId),
  };
}

async function fullView(deps: ApiDeps, { actor }: ReaderCall, detail: CaseDetail): Promise<FullCase> {
  const particulars = seesParticulars(actor);
  const [events, alarms, live, time] = await Promise.all([
    deps.records.cases.events(detail.caseId),
    deps.records.alarms.list({ actor: null, open: true, caseId: detail.caseId }),
    liveCase(deps, detail.caseId),
    ownTime(deps, detail.caseId),
  ]);
  const row = live === null ? fullRow(detail) : { ...fullRow(detail), ...standing(live) };
  const facts = {
    ...row,
    interviewed: live === null ? undefined : live.interview !== null,
    pending: live?.pendingSecond,
    claims: live?.claims,
    detainerOpen: detail.detainers.some(({ hold }) => hold !== 'CLOSED'),
  };
  return {
    ...row,
    live: live !== null,
    now: isoInstant(time.nowMs),
    offsetMs: time.offsetMs,
    state: particulars && live !== null ? (plain(live) as Record<string, unknown>) : null,
    booking: particulars ? plain(detail.booking) : null,
    detainers: await withTimes(deps, detail.detainers, { actor, detail }),
    alarms: alarms.map((alarm) => alarmView(alarm, particulars)),
    events: events.map((event) => eventView(event, particulars)),
    can: possibleOnCase(actor, detail.place, facts),
  };
}

/** What the running workflow knows newer than the last written facts. */
function standing(live: CaseState) {
  const { criminal, immigration, outcome } = live;
  return { criminal, immigration, outcome, nextStep: nextStep(live) };
}

async function withTimes(
  deps: ApiDeps,
  rows: readonly DetainerRow[],
  to: { actor: ReaderCall['actor']; detail: CaseDetail },
): Promise<DetainerView[]> {
  const times = await Promise.all(rows.map((row) => timeOfRow(deps, row)));
  return rows.map((row, index) =>
    detainerView(row, to.actor, placeOf(to.detail.place, [row]), times[index] ?? wallTime(deps)),
  );
}

async function verification(deps: ApiDeps, caseId: string): Promise<z.infer<typeof verificationSchema>> {
  const found = await deps.records.cases.verify(caseId);
  const { ok, events, cleared } = found;
  return { caseId, ok, events, cleared: cleared.length, says: wordsOf(found) };
}
