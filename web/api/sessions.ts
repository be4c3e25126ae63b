import { createHash, randomBytes } from 'node:crypto';
import type { Actor } from '../../domain/access/roles.ts';
import type { Session as KeptSession } from '../../records/index.ts';
import type { ApiDeps } from './deps.ts';
import { ApiError } from './errors.ts';

/** Who is signed in, and for how long already, in milliseconds: a sign-in older than 12 hours decides nothing. */
export interface Session {
  readonly actor: Actor;
  readonly signInAgeMs: number;
}

/** How long a session lasts, in milliseconds (12 hours, CJIS Security Policy). */
export const SESSION_MS = 12 * 60 * 60 * 1000;

/** Opens a session: the token (32 random bytes) is answered once and kept only as its hash. */
export async function openSession(
  deps: ApiDeps,
  actor: Actor,
  kind: KeptSession['kind'],
): Promise<{ token: string; actor: Actor; expiresAt: string }> {
  const token = `sc_${randomBytes(32).toString('base64url')}`;
  const signedInAt = new Date(deps.nowMs()).toISOString();
  const expiresAt = new Date(deps.nowMs() + SESSION_MS).toISOString();
  await deps.records.sessions.create({ actor, kind, signedInAt, expiresAt, tokenSha256: hashOf(token) });
  return { token, actor, expiresAt };
}

/**
 * The session of an `Authorization: Bearer …` header. One opened for development counts nowhere else, also when the deployment was marked
 * development while it was opened. Throws ApiError 401 NO_SIGN_IN, SIGN_IN_INVALID.
 */
export async function sessionOf(deps: ApiDeps, authorization: string | undefined): Promise<Session> {
  const token = /^Bearer ([\w.~+/=-]{16,200})$/i.exec(authorization ?? '')?.[1];
  if (token === undefined)
    throw new ApiError(401, 'NO_SIGN_IN', 'Sign in first: send the session token as "Authorization: Bearer …".');
  const session = await deps.records.sessions.find(hashOf(token), deps.nowMs());
  const foreign = session?.kind === 'DEVELOPMENT' && deps.config.deployment !== 'development';
  if (session === null || foreign)
    throw new ApiError(401, 'SIGN_IN_INVALID', 'This session has ended or never was: sign in again.');
  return { actor: session.actor, signInAgeMs: Math.max(0, deps.nowMs() - Date.parse(session.signedInAt)) };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
