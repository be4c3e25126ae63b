import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { type Actor, PEOPLE, type Role } from '../../domain/access/roles.ts';
import {
  moaListSchema,
  type MoaView,
  moaViewSchema,
  type ReceivingList,
  receivingListSchema,
  receivingWordSchema,
  requestListSchema,
  requestViewSchema,
  withheldListSchema,
} from '../../domain/api/receiving-views.ts';
import { moaEndSchema, moaSchema } from '../../domain/jurisdiction/moa.ts';
import {
  choiceSchema,
  findingSchema,
  partiesOf,
  type Party,
  stateOfOri,
  wordInForce,
} from '../../domain/jurisdiction/receiving.ts';
import { sharingRequestSchema } from '../../domain/jurisdiction/requests.ts';
import { addressOf } from '../../domain/record/address.ts';
import { isoInstant } from '../../domain/text.ts';
import type { RecordedWord, RegisteredMoa } from '../../records/index.ts';
import type { ApiDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { FULL_VIEW } from './reach.ts';
import { route } from './route.ts';

/** The state and local side: each sees what concerns it, and may ask. */
const STATE_AND_LOCAL: readonly Role[] = ['local_agency', 'sib', 'government_official'];
/** Who sees which messages were withheld: it tells of cases. */
const WITHHELD_READERS: readonly Role[] = ['attorney', 'crcl_officer', 'administrator', 'auditor'];
const WITHHELD_PAGE = 500;

const moaParams = z.strictObject({ id: z.string().regex(/^[1-9]\d{0,8}$/) });

/** Who receives identifications, agreements with states, and requests without effect (rules D3, D4, D5, D6). */
export function receivingRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  choiceRoutes(app, deps);
  moaRoutes(app, deps);
  requestRoutes(app, deps);
}

function choiceRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  const { receiving } = deps.records;
  route(app, deps, {
    id: 'listReceivingChoices',
    method: 'get',
    path: '/v1/receiving-choices',
    tag: 'receiving',
    summary:
      'List who receives the identifications and who does not: choices of jurisdictions, and what counsel found about states. State and local readers see what concerns them.',
    who: { kind: 'roles', roles: [...STATE_AND_LOCAL, ...FULL_VIEW] },
    answers: { 200: { description: 'Standing and words.', schema: receivingListSchema } },
    handle: async ({ actor }) => ({ status: 200, json: await listFor(deps, actor) }),
  });
  route(app, deps, {
    id: 'chooseReceiving',
    method: 'post',
    path: '/v1/receiving-choices',
    tag: 'receiving',
    summary:
      'Record that a jurisdiction chooses not to receive the identifications, or to receive them again: by an official of it, or by an administrator on its letter. Nothing else changes.',
    who: { kind: 'roles', roles: ['government_official', 'administrator'] },
    body: choiceSchema,
    answers: { 201: { description: 'The choice as it stands.', schema: receivingWordSchema } },
    handle: async ({ actor, body }) => ({
      status: 201,
      json: await receiving.choose(body, actor, () => deps.nowMs()),
    }),
  });
  route(app, deps, {
    id: 'listWithheld',
    method: 'get',
    path: '/v1/withheld',
    tag: 'receiving',
    summary: 'List the messages that were withheld from a bureau or agency, the newest first.',
    who: { kind: 'roles', roles: WITHHELD_READERS },
    answers: { 200: { description: 'Messages without their content.', schema: withheldListSchema } },
    handle: async () => ({ status: 200, json: { messages: await receiving.withheld(WITHHELD_PAGE) } }),
  });
}

function moaRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  const { receiving } = deps.records;
  const now = (): number => deps.nowMs();
  route(app, deps, {
    id: 'listMoas',
    method: 'get',
    path: '/v1/moas',
    tag: 'receiving',
    summary: 'List the agreements with states: executed when, ended by whom and when, and what counsel found.',
    who: { kind: 'roles', roles: PEOPLE },
    answers: { 200: { description: 'Agreements by state.', schema: moaListSchema } },
    handle: async () => {
      const [moas, words] = await Promise.all([receiving.moas(), receiving.words()]);
      return { status: 200, json: { moas: moas.map((moa) => moaView(moa, words)) } };
    },
  });
  route(app, deps, {
    id: 'enterMoa',
    method: 'post',
    path: '/v1/moas',
    tag: 'receiving',
    summary: 'Enter an agreement with a state. Nothing asks for one, and none has an effect on operation.',
    who: { kind: 'roles', roles: ['administrator'] },
    body: moaSchema,
    answers: { 201: { description: 'The agreement.', schema: moaViewSchema } },
    handle: async ({ actor, body }) => ({
      status: 201,
      json: moaView(await receiving.enterMoa(body, actor, now), []),
    }),
  });
  route(app, deps, {
    id: 'endMoa',
    method: 'post',
    path: '/v1/moas/{id}/end',
    tag: 'receiving',
    summary:
      'Enter that an agreement was ended, by DHS or by the state itself. It has no effect until counsel finds upon it.',
    who: { kind: 'roles', roles: ['administrator'] },
    params: moaParams,
    body: moaEndSchema,
    answers: { 200: { description: 'The agreement.', schema: moaViewSchema } },
    handle: async ({ actor, params, body }) => ({
      status: 200,
      json: moaView(await receiving.endMoa(Number(params.id), body, actor, now), []),
    }),
  });
  route(app, deps, {
    id: 'findOnMoa',
    method: 'post',
    path: '/v1/moas/{id}/find',
    tag: 'receiving',
    summary:
      'Find, as counsel of the whole program, that a state ended its agreement itself and receives no immigration status information from an instant on, or does again.',
    who: { kind: 'roles', roles: ['attorney'] },
    params: moaParams,
    body: findingSchema,
    answers: { 201: { description: 'The finding as it stands.', schema: receivingWordSchema } },
    handle: async ({ actor, params, body }) => {
      if (actor.scope.kind !== 'national') throw notCounselOfAll();
      return { status: 201, json: await receiving.find(Number(params.id), body, actor, now) };
    },
  });
}

function requestRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  const { receiving } = deps.records;
  route(app, deps, {
    id: 'listSharingRequests',
    method: 'get',
    path: '/v1/sharing-requests',
    tag: 'receiving',
    summary: 'List the requests that have no effect, with their answers. State and local readers see their own.',
    who: { kind: 'roles', roles: [...STATE_AND_LOCAL, ...FULL_VIEW] },
    answers: { 200: { description: 'Requests, the oldest first.', schema: requestListSchema } },
    handle: async ({ actor }) => {
      const all = await receiving.requests();
      const own = all.filter(({ by }) => addressOf(by) === addressOf(actor));
      return { status: 200, json: { requests: STATE_AND_LOCAL.includes(actor.role) ? own : all } };
    },
  });
  route(app, deps, {
    id: 'requestSharing',
    method: 'post',
    path: '/v1/sharing-requests',
    tag: 'receiving',
    summary:
      'Ask that prints be used for the criminal check only, that results be kept from the field office, or that a jurisdiction not be activated. It is answered at once with the reason, kept, and has no effect.',
    who: { kind: 'roles', roles: STATE_AND_LOCAL },
    body: sharingRequestSchema,
    answers: { 201: { description: 'The request with its answer.', schema: requestViewSchema } },
    handle: async ({ actor, body }) => ({
      status: 201,
      json: await receiving.request(body, actor, () => deps.nowMs()),
    }),
  });
}

function moaView(moa: RegisteredMoa, words: readonly RecordedWord[]): MoaView {
  return { ...moa, findings: words.filter(({ finding }) => finding?.moaId === moa.id) };
}

async function listFor(deps: ApiDeps, actor: Actor): Promise<ReceivingList> {
  const concerning = await partiesConcerning(deps, actor);
  const all = await deps.records.receiving.words();
  const words = concerning === null ? all : all.filter(({ party }) => concerning.has(party));
  const nowMs = deps.nowMs();
  const standing = [...new Set(words.map(({ party }) => party))].toSorted().flatMap((party) => {
    const word = wordInForce(words, party, nowMs);
    return word === null ? [] : [{ party, receives: word.receives, since: word.from }];
  });
  return { standing, words: [...words] };
}

/** Whose words a reader sees; null: everyone's. */
async function partiesConcerning(deps: ApiDeps, { role, scope }: Actor): Promise<ReadonlySet<Party> | null> {
  if (!STATE_AND_LOCAL.includes(role)) return null;
  switch (scope.kind) {
    case 'agency': {
      const { jurisdictions } = await deps.records.register.routing(scope.ori, isoInstant(deps.nowMs()));
      return new Set(partiesOf({ jurisdictions: role === 'sib' ? [] : jurisdictions, oris: [scope.ori] }));
    }
    case 'jurisdiction': {
      const found = (await deps.records.register.jurisdictions()).filter(({ id }) => id === scope.jurisdiction);
      return new Set(partiesOf({ jurisdictions: found, oris: [] }));
    }
    case 'state': {
      const inState = (await deps.records.register.jurisdictions()).filter(({ state }) => state === scope.state);
      return new Set<Party>([`state:${stateOfOri(scope.state)}`, ...partiesOf({ jurisdictions: inState, oris: [] })]);
    }
    default:
      return new Set();
  }
}

function notCounselOfAll(): ApiError {
  const message = 'What a state receives is found by counsel of the whole program.';
  return new ApiError(403, 'OUT_OF_SCOPE', message, { field: 'actor.scope' });
}
