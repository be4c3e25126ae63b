import type { Selectable } from 'kysely';
import type { Actor } from '../domain/access/roles.ts';
import { instantMs } from '../domain/text.ts';
import type { Audit, AuditEntry, Session, Sessions } from './contract.ts';
import type { Store } from './store.ts';
import type { Tables } from './tables.ts';

/** Who is signed in. */
export function sessionsOf({ db }: Store): Sessions {
  return {
    async create({ tokenSha256, actor, kind, signedInAt, expiresAt }) {
      await db
        .insertInto('sessions')
        .values({
          token_sha256: tokenSha256,
          actor: JSON.stringify(actor),
          actor_id: actor.id,
          kind,
          signed_in_at: signedInAt,
          expires_at: expiresAt,
          expires_ms: instantMs(expiresAt),
        })
        .execute();
    },

    async find(tokenSha256, nowMs) {
      const query = db.selectFrom('sessions').selectAll().where('token_sha256', '=', tokenSha256);
      const row = await query.where('expires_ms', '>', nowMs).executeTakeFirst();
      return row ? sessionOf(row) : null;
    },

    async end(tokenSha256) {
      await db.deleteFrom('sessions').where('token_sha256', '=', tokenSha256).execute();
    },
  };
}

/** The column was written from an actor. */
function sessionOf(row: Selectable<Tables['sessions']>): Session {
  const { kind, signed_in_at: signedInAt, expires_at: expiresAt } = row;
  return { actor: JSON.parse(row.actor) as Actor, kind, signedInAt, expiresAt };
}

/** Who did, was refused or saw what. */
export function auditOf({ db }: Store): Audit {
  return {
    async append({ at, actorId, role, act, caseId, outcome, code, source }) {
      await db
        .insertInto('audit')
        .values({
          at,
          actor_id: actorId,
          role,
          act,
          case_id: caseId ?? null,
          outcome,
          code: code ?? null,
          source: source ?? null,
        })
        .execute();
    },

    async list({ caseId, actorId, before, limit }) {
      let query = db.selectFrom('audit').selectAll().orderBy('number', 'desc').limit(limit);
      if (caseId !== undefined) query = query.where('case_id', '=', caseId);
      if (actorId !== undefined) query = query.where('actor_id', '=', actorId);
      if (before !== undefined) query = query.where('number', '<', before);
      return (await query.execute()).map(entryOf);
    },
  };
}

function entryOf(row: Selectable<Tables['audit']>): AuditEntry & { readonly number: number } {
  const { number, at, actor_id: actorId, role, act, outcome } = row;
  return {
    ...{ number, at, actorId, role, act, outcome },
    ...(row.case_id === null ? {} : { caseId: row.case_id }),
    ...(row.code === null ? {} : { code: row.code }),
    ...(row.source === null ? {} : { source: row.source }),
  };
}
