import { randomUUID } from 'node:crypto';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { z } from 'zod';
import { type Actor, PEOPLE, type Role } from '../../domain/access/roles.ts';
import { refuseDelegated } from '../../domain/agreement/agreement.ts';
import { isDelegated } from '../../domain/agreement/delegation.ts';
import { CodedError } from '../../domain/errors.ts';
import { ACTS, type ActName } from '../../domain/lifecycle/acts.ts';
import { isoInstant } from '../../domain/text.ts';
import type { AuditEntry } from '../../records/index.ts';
import type { ApiDeps } from './deps.ts';
import { ApiError, badInput, errorBody, errorBodySchema } from './errors.ts';
import { apiErrorOf } from './faults.ts';
import { readBody } from './body.ts';
import { sourceOf } from './throttle.ts';
import { type Session, sessionOf } from './sessions.ts';

/**
 * Who may call an operation. `public`: anyone, without a sign-in. `signature`: a partner system, known by the signature of what it sends.
 * `roles`: a signed-in person of one of these roles. `act`: whoever the access table lets do this act (rules B1, D4: default deny).
 */
export type Who =
  | { readonly kind: 'public' }
  | { readonly kind: 'signature' }
  | { readonly kind: 'roles'; readonly roles: readonly Role[] }
  | { readonly kind: 'act'; readonly act: ActName };

/** One call as its handler sees it: authenticated, parsed, and with a place to say which case it was about. */
export interface Call<P, Q, B> {
  readonly actor: Actor;
  readonly session: Session;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly bytes: Uint8Array;
  readonly requestId: string;
  /** A header of the request, if it was sent. */
  readonly header: (name: string) => string | undefined;
  /** Names the case that is seen or acted on, for the audit; also when the call is refused afterwards. */
  readonly about: (caseId: string) => void;
}

export type Answer =
  | { readonly status: 200 | 201 | 202; readonly json: unknown }
  | { readonly status: 200; readonly file: Uint8Array; readonly name: string };

interface AnswerSpec {
  readonly description: string;
  /** The schema of the JSON; `file` for bytes. */
  readonly schema: z.ZodType | 'file';
  /** Media type of a file; `application/octet-stream` unless told. */
  readonly type?: string;
}

/** One operation of the API: everything that must never be forgotten stands here, next to the handler. */
export interface RouteSpec<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType> {
  readonly id: string;
  readonly method: 'get' | 'post';
  /** OpenAPI form: `/v1/cases/{id}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly who: Who;
  /** Exists only on a deployment marked development; elsewhere 404 DEVELOPMENT_ONLY. */
  readonly developmentOnly?: true;
  /** Refuses a source (an address) that comes too often. Asked before anything is read. */
  readonly admit?: (source: string) => void;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** The body is taken as bytes instead, at most so many. */
  readonly maxBytes?: number;
  readonly idempotent?: true;
  readonly answers: Readonly<Record<number, AnswerSpec>>;
  readonly handle: (call: Call<z.infer<P>, z.infer<Q>, z.infer<B>>) => Promise<Answer>;
}

const BYTES = 'application/octet-stream';
/** A JSON body is at most this large unless an operation says otherwise. */
const MAX_JSON_BYTES = 1024 * 1024;

/** Which roles may call an operation; `undefined` where no sign-in is asked for. */
export function rolesOf(who: Who): readonly Role[] | undefined {
  switch (who.kind) {
    case 'public':
    case 'signature':
      return undefined;
    case 'roles':
      return who.roles;
    case 'act':
      return ACTS[who.act].roles;
  }
}

/**
 * Registers one operation: its OpenAPI description, and a handler that authenticates, checks the role, parses, calls, checks the answer
 * against its own schema, audits and turns every fault into a coded error. There is no other way to add an operation.
 */
export function route<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType>(
  app: OpenAPIHono,
  deps: ApiDeps,
  spec: RouteSpec<P, Q, B>,
): void {
  describe(app, spec);
  app.on(spec.method.toUpperCase(), spec.path.replaceAll(/\{(\w+)\}/g, ':$1'), (context) => run(context, deps, spec));
}

async function run<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType>(
  context: Context,
  deps: ApiDeps,
  spec: RouteSpec<P, Q, B>,
): Promise<Response> {
  const requestId = context.res.headers.get('x-request-id') ?? randomUUID();
  const seen: { actor: Actor | null; caseId: string | null } = { actor: null, caseId: null };
  try {
    if (spec.developmentOnly && deps.config.deployment !== 'development') throw developmentOnly();
    spec.admit?.(sourceOf(context, deps.config.sourceHeader));
    const session = await admit(context, deps, spec.who, (actor) => (seen.actor = actor));
    const input = await parse(context, spec);
    const about = (caseId: string): void => void (seen.caseId = caseId);
    const header = (name: string): string | undefined => context.req.header(name);
    const answer = await spec.handle({ ...input, session, actor: session.actor, requestId, header, about });
    if (session !== NOBODY) await auditDone(deps, spec, seen);
    return respond(context, spec, answer);
  } catch (error) {
    const fault = apiErrorOf(error);
    if (fault.status === 500)
      deps.log.error({ operation: spec.id, requestId, fault: nameOf(error) }, 'unexpected fault');
    if (fault.status !== 503) await auditRefusal(deps, spec, seen, fault.code);
    return refuse(context, fault);
  }
}

function nameOf(error: unknown): string {
  return error instanceof CodedError ? error.code : error instanceof Error ? error.name : typeof error;
}

function developmentOnly(): ApiError {
  return new ApiError(404, 'DEVELOPMENT_ONLY', 'This exists only on a deployment that is marked development.');
}

/** Stands for whoever calls an operation that asks for no sign-in; such operations never look at it. */
const NOBODY: Session = {
  actor: { id: 'nobody', name: 'nobody', role: 'service', scope: { kind: 'agency', ori: 'XX0000000' } },
  signInAgeMs: Number.MAX_SAFE_INTEGER,
};

async function admit(context: Context, deps: ApiDeps, who: Who, seen: (actor: Actor) => void): Promise<Session> {
  const roles = rolesOf(who);
  if (roles === undefined) return NOBODY;
  const session = await sessionOf(deps, context.req.header('authorization'));
  seen(session.actor);
  if (!roles.includes(session.actor.role)) {
    throw new ApiError(
      403,
      'ROLE_MAY_NOT',
      `The role ${session.actor.role} may not do this; it needs one of: ${roles.join(', ')}.`,
      { field: 'actor.role' },
    );
  }
  await guardDesignated(deps, session.actor, roles);
  return session;
}

/**
 * Rule B2: to a 287(g) officer nothing is open outside the time of the agreement and the designation, but what is open to every person. Asked
 * here, for every operation, so that none can forget it; it also keeps from him or her what another refusal would tell of a case.
 */
async function guardDesignated(deps: ApiDeps, actor: Actor, roles: readonly Role[]): Promise<void> {
  if (!isDelegated(actor) || PEOPLE.every((role) => roles.includes(role))) return;
  const jurisdiction = actor.scope.kind === 'jurisdiction' ? actor.scope.jurisdiction : null;
  const agreements = await deps.records.agreements.all();
  const refusal = refuseDelegated(agreements, actor, jurisdiction, isoInstant(deps.nowMs()));
  if (refusal !== undefined) throw new ApiError(403, refusal.code, refusal.reason, { field: refusal.field });
}

interface Parsed<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly bytes: Uint8Array;
}

async function parse<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType>(
  context: Context,
  spec: RouteSpec<P, Q, B>,
): Promise<Parsed<z.infer<P>, z.infer<Q>, z.infer<B>>> {
  const params = checked('path', spec.params ?? z.strictObject({}), context.req.param());
  const query = checked('query', spec.query ?? z.strictObject({}), context.req.query());
  const bytes =
    spec.method === 'post' ? await readBody(context.req.raw, spec.maxBytes ?? MAX_JSON_BYTES) : new Uint8Array();
  const body = spec.body === undefined ? undefined : checked('body', spec.body, jsonOf(bytes));
  // A spec without a schema for one of these has `z.infer` of it unused by its handler.
  return { params: params as z.infer<P>, query: query as z.infer<Q>, body: body as z.infer<B>, bytes };
}

function checked<S extends z.ZodType>(where: 'body' | 'query' | 'path', schema: S, value: unknown): z.infer<S> {
  const result = schema.safeParse(value);
  if (!result.success) throw badInput(where, result.error);
  return result.data;
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch {
    throw new ApiError(400, 'NOT_JSON', 'The body is no JSON in UTF-8, or it is cut off.', { field: 'body' });
  }
}

/** Answers are checked too: a field that the schema does not name leaves this process for nobody. */
function respond<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType>(
  context: Context,
  spec: RouteSpec<P, Q, B>,
  answer: Answer,
): Response {
  if ('file' in answer) {
    context.header('content-type', spec.answers[answer.status]?.type ?? BYTES);
    context.header('content-disposition', `attachment; filename="${answer.name}"`);
    return context.body(Uint8Array.from(answer.file), 200);
  }
  const schema = spec.answers[answer.status]?.schema;
  if (schema === undefined || schema === 'file')
    throw new ApiError(500, 'ANSWER_UNDECLARED', `${spec.id} does not declare this answer.`);
  const body = schema.safeParse(answer.json);
  if (!body.success) {
    const fields = body.error.issues
      .map((issue) => issue.path.join('.'))
      .slice(0, 5)
      .join(', ');
    throw new ApiError(
      500,
      'ANSWER_MALFORMED',
      `The answer of ${spec.id} is not what it declares (${fields}). This is a fault of ours.`,
    );
  }
  return context.json(answer.json as Record<string, unknown>, answer.status);
}

/** The response of a refusal or fault. */
export function refuse(context: Context, error: ApiError): Response {
  if (error.status === 503 || error.status === 429) context.header('retry-after', String(error.retryAfterSeconds));
  if (error.status === 401) context.header('www-authenticate', 'Bearer');
  return context.json(errorBody(error), error.status);
}

interface Seen {
  readonly actor: Actor | null;
  readonly caseId: string | null;
}

/** A view that cannot be audited is not shown. An act stands in the case's own record already: its answer does not depend on the audit. */
async function auditDone(
  deps: ApiDeps,
  spec: { readonly id: string; readonly method: string },
  seen: Seen,
): Promise<void> {
  const viewed = spec.method === 'get';
  try {
    await audit(deps, spec.id, seen, { outcome: viewed ? 'VIEWED' : 'DONE' });
  } catch (error) {
    if (viewed) throw error;
    deps.log.error({ operation: spec.id, fault: nameOf(error) }, 'an action could not be audited');
  }
}

/** A refusal stays a refusal when its audit cannot be written; the fault is logged instead. */
async function auditRefusal(deps: ApiDeps, spec: { readonly id: string }, seen: Seen, code: string): Promise<void> {
  try {
    await audit(deps, spec.id, seen, { outcome: 'REFUSED', code });
  } catch (error) {
    deps.log.error({ operation: spec.id, fault: nameOf(error) }, 'a refusal could not be audited');
  }
}

async function audit(
  deps: ApiDeps,
  act: string,
  seen: Seen,
  result: Pick<AuditEntry, 'outcome' | 'code'>,
): Promise<void> {
  if (seen.actor === null) return;
  const { id: actorId, role } = seen.actor;
  const about = seen.caseId === null ? {} : { caseId: seen.caseId };
  await deps.records.audit.append({
    at: new Date(deps.nowMs()).toISOString(),
    actorId,
    role,
    act,
    ...about,
    ...result,
    source: 'api',
  });
}

function describe<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType>(
  app: OpenAPIHono,
  spec: RouteSpec<P, Q, B>,
): void {
  const roles = rolesOf(spec.who);
  app.openAPIRegistry.registerPath({
    operationId: spec.id,
    method: spec.method,
    path: spec.path,
    tags: [spec.tag],
    summary: spec.summary,
    description: whoInWords(spec.who) + (spec.developmentOnly ? ' Only on a deployment marked development.' : ''),
    security: roles === undefined ? [] : [{ session: [] }],
    request: requestOf(spec),
    responses: responsesOf(spec, roles !== undefined),
  });
}

function whoInWords(who: Who): string {
  if (who.kind === 'public') return 'Open to everyone.';
  if (who.kind === 'signature')
    return 'For partner systems: the signature of the statement is checked, no sign-in is asked for.';
  return `Who may: ${(rolesOf(who) ?? []).join(', ')}.`;
}

const IDEMPOTENCY_KEY = z.object({ 'idempotency-key': z.string().max(100).optional() });

function requestOf<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType>(spec: RouteSpec<P, Q, B>) {
  const bytes = { 'application/octet-stream': { schema: { type: 'string' as const, format: 'binary' } } };
  const content = spec.body === undefined ? bytes : { 'application/json': { schema: spec.body } };
  const hasBody = spec.method === 'post' && (spec.body !== undefined || spec.maxBytes !== undefined);
  return {
    ...(spec.params === undefined ? {} : { params: spec.params }),
    ...(spec.query === undefined ? {} : { query: spec.query }),
    ...(spec.idempotent === undefined ? {} : { headers: IDEMPOTENCY_KEY }),
    ...(hasBody ? { body: { content, required: true } } : {}),
  };
}

function responsesOf(
  spec: { readonly answers: Readonly<Record<number, AnswerSpec>>; readonly method: string; readonly admit?: unknown },
  signIn: boolean,
) {
  const refusals: readonly (readonly [number, string])[] = [
    [400, 'Not understood: the field and the reason.'],
    ...(signIn
      ? ([
          [401, 'No valid sign-in.'],
          [403, 'Not for this role or scope.'],
        ] as const)
      : []),
    [404, 'No such thing.'],
    ...(spec.admit === undefined ? [] : ([[429, 'Too often: come again after `Retry-After` seconds.']] as const)),
    [503, 'Something behind the API is away; come again.'],
  ];
  const refused = refusals.map(
    ([status, description]) =>
      [String(status), { description, content: { 'application/json': { schema: errorBodySchema } } }] as const,
  );
  const answered = Object.entries(spec.answers).map(([status, { description, schema, type = BYTES }]) => {
    const content =
      schema === 'file'
        ? { [type]: { schema: { type: 'string' as const, format: 'binary' } } }
        : { 'application/json': { schema } };
    return [status, { description, content }] as const;
  });
  return Object.fromEntries([...refused, ...answered]);
}
