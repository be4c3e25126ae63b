import { type Selectable, sql, type Transaction } from 'kysely';
import type { Actor } from '../domain/access/roles.ts';
import { CodedError, type Refusal } from '../domain/errors.ts';
import {
  EVERYWHERE,
  type ProfileAssignment,
  refuseEnding,
  refuseProposal,
  refuseSignature,
  type Signature,
  type Statement,
} from '../domain/profile/assignment.ts';
import { catalogOf, profileAt, refuseSiteProfile, siteProfileSchema } from '../domain/profile/catalog.ts';
import { fillNumbers, standingNumbers } from '../domain/profile/numbers.ts';
import { isoInstant } from '../domain/text.ts';
import type { Profiles, StoredProfile } from './contract-profiles.ts';
import { changesOf } from './profile-changes.ts';
import { numbersIn, phoneNumbersOf } from './phone-numbers.ts';
import type { Statements, Store } from './store.ts';
import type { Tables } from './tables.ts';

/** Rule profiles and where they are assigned, with the deployment's telephone numbers. */
export function profilesOf(store: Store): Profiles {
  const { db } = store;
  return {
    async add(profile, by, at) {
      await db.transaction().execute(async (tx) => {
        await lock(tx);
        orThrow(refuseSiteProfile(profile, catalogOf(await ownIn(tx))));
        const row = { id: profile.profile.id, profile: JSON.stringify(profile), added_by: by.id, added_at: at };
        await tx.insertInto('profile_versions').values(row).execute();
      });
    },

    own: () => ownIn(db),
    assignments: () => assignmentsIn(db),

    propose: (proposal, by, now) =>
      db.transaction().execute(async (tx) => {
        await lock(tx);
        const nowMs = now();
        await requireProfile(tx, proposal.profileId);
        await requireJurisdiction(tx, proposal.jurisdiction);
        orThrow(refuseProposal(proposal, nowMs));
        const { profileId, jurisdiction, from, to, reasons } = proposal;
        const { id } = await tx
          .insertInto('profile_assignments')
          .values({
            profile_id: profileId,
            jurisdiction,
            from_at: from,
            to_at: to,
            reasons,
            proposed_by: by.id,
            proposed_at: isoInstant(nowMs),
          })
          .returning('id')
          .executeTakeFirstOrThrow();
        return await assignmentIn(tx, id);
      }),

    sign: (id, statement, by, now) =>
      db.transaction().execute(async (tx) => {
        await lock(tx);
        const nowMs = now();
        orThrow(refuseSignature(await assignmentIn(tx, id), await assignmentsIn(tx), by.id, nowMs));
        await putSignature(tx, id, null, signatureOf(statement, by, nowMs));
        return await assignmentIn(tx, id);
      }),

    end: (id, endsAt, statement, by, now) =>
      db.transaction().execute(async (tx) => {
        await lock(tx);
        const nowMs = now();
        orThrow(refuseEnding(await assignmentIn(tx, id), endsAt, nowMs));
        await putSignature(tx, id, endsAt, signatureOf(statement, by, nowMs));
        return await assignmentIn(tx, id);
      }),

    async inForce(jurisdiction, at) {
      const profiles = catalogOf(await ownIn(db)).map(({ profile }) => profile);
      const profile = profileAt(await assignmentsIn(db), profiles, jurisdiction, at);
      return fillNumbers(profile, standingNumbers(await numbersIn(db)));
    },

    ...phoneNumbersOf(store),

    changes: async () => changesOf(await ownIn(db), await assignmentsIn(db), await endingsIn(db), await numbersIn(db)),
  };
}

/** One writer at a time: what one checked still holds when it writes. Readers go on. */
async function lock(tx: Transaction<Tables>): Promise<void> {
  await sql`lock table profile_versions, profile_assignments, profile_signatures in share row exclusive mode`.execute(
    tx,
  );
}

async function ownIn(statements: Statements): Promise<readonly StoredProfile[]> {
  const rows = await statements.selectFrom('profile_versions').selectAll().orderBy('number').execute();
  return rows.map(({ profile, added_by: addedBy, added_at: addedAt }) => {
    return { ...siteProfileSchema.parse(JSON.parse(profile)), addedBy, addedAt };
  });
}

async function assignmentsIn(statements: Statements): Promise<readonly ProfileAssignment[]> {
  const rows = await statements.selectFrom('profile_assignments').selectAll().orderBy('id').execute();
  const signatures = await statements.selectFrom('profile_signatures').selectAll().orderBy('number').execute();
  return rows.map((row) => assignmentOf(row, signatures));
}

async function assignmentIn(statements: Statements, id: number): Promise<ProfileAssignment> {
  const found = (await assignmentsIn(statements)).find((assignment) => assignment.id === id);
  if (found !== undefined) return found;
  throw new CodedError('NO_SUCH_ASSIGNMENT', 'There is no such assignment: sc profile assignments lists them.', 'id');
}

async function endingsIn(statements: Statements) {
  const rows = await statements.selectFrom('profile_signatures').selectAll().orderBy('number').execute();
  return rows.flatMap((row) =>
    row.ends_at === null ? [] : [{ id: row.assignment_id, endsAt: row.ends_at, signature: signatureIn(row) }],
  );
}

/** The first signature lets it govern; each later one names an earlier end, so the last of them stands. */
function assignmentOf(
  row: Selectable<Tables['profile_assignments']>,
  signatures: readonly Selectable<Tables['profile_signatures']>[],
): ProfileAssignment {
  const own = signatures.filter(({ assignment_id }) => assignment_id === row.id);
  const signed = own.find(({ ends_at }) => ends_at === null);
  const ended = own.findLast(({ ends_at }) => ends_at !== null);
  return {
    id: row.id,
    profileId: row.profile_id,
    jurisdiction: row.jurisdiction,
    from: row.from_at,
    to: row.to_at,
    reasons: row.reasons,
    proposedBy: row.proposed_by,
    proposedAt: row.proposed_at,
    signature: signed === undefined ? null : signatureIn(signed),
    ending: !ended || ended.ends_at === null ? null : { endsAt: ended.ends_at, signature: signatureIn(ended) },
  };
}

function signatureIn({ actor, name, title, statement, at }: Selectable<Tables['profile_signatures']>): Signature {
  return { actor, name, title, statement, at };
}

function signatureOf({ title, statement }: Statement, by: Actor, nowMs: number): Signature {
  return { actor: by.id, name: by.name, title, statement, at: isoInstant(nowMs) };
}

async function putSignature(tx: Transaction<Tables>, id: number, endsAt: string | null, signature: Signature) {
  await tx
    .insertInto('profile_signatures')
    .values({ assignment_id: id, ends_at: endsAt, ...signature })
    .execute();
}

async function requireProfile(statements: Statements, id: string): Promise<void> {
  if (catalogOf(await ownIn(statements)).some(({ profile }) => profile.id === id)) return;
  throw new CodedError('UNKNOWN_PROFILE', 'There is no such profile: sc profile list shows them.', 'profileId');
}

async function requireJurisdiction(statements: Statements, id: string): Promise<void> {
  if (id === EVERYWHERE) return;
  const row = await statements.selectFrom('jurisdictions').select('id').where('id', '=', id).executeTakeFirst();
  if (row !== undefined) return;
  throw new CodedError(
    'UNKNOWN_JURISDICTION',
    'There is no such jurisdiction in the register: add it first, name another, or "*" for everywhere.',
    'jurisdiction',
  );
}

function orThrow(refusal: Refusal | undefined): void {
  if (refusal !== undefined) throw new CodedError(refusal.code, refusal.reason, refusal.field);
}
