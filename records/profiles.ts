import { type Insertable, type Selectable, sql } from 'kysely';
import type { Actor } from '../domain/access/roles.ts';
import { refuseToRestOn } from '../domain/advisory/recommendation.ts';
import { lastWholeQuarter } from '../domain/clock/quarter.ts';
import { canonicalSha256 } from '../domain/canonical.ts';
import { CodedError, type Refusal } from '../domain/errors.ts';
import type { CasePlace } from '../domain/lifecycle/acts.ts';
import {
  EVERYWHERE,
  type ProfileAssignment,
  refuseEnding,
  refuseProposal,
  refuseSignature,
  refuseUnseen,
} from '../domain/profile/assignment.ts';
import type { Signature, Statement } from '../domain/signature.ts';
import { catalogOf, profileAt, refuseSiteProfile, siteProfileSchema } from '../domain/profile/catalog.ts';
import { effectSha256, profileEffect, profileEffectSchema } from '../domain/profile/effect.ts';
import { fillNumbers, standingNumbers } from '../domain/profile/numbers.ts';
import { isoInstant } from '../domain/text.ts';
import { recommendationIn } from './advisory.ts';
import type { Profiles, ShownEffect, StoredProfile } from './contract-profiles.ts';
import { changesOf } from './profile-changes.ts';
import { numbersIn, phoneNumbersOf } from './phone-numbers.ts';
import { recordProgrammeAct } from './programme.ts';
import { recordedQuarter } from './recorded-quarter.ts';
import { caseOf } from './rows.ts';
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
      recordProgrammeAct(store, async (tx) => {
        await lock(tx);
        const nowMs = now();
        await requireProfile(tx, proposal.profileId);
        await requireJurisdiction(tx, proposal.jurisdiction);
        orThrow(refuseProposal(proposal, nowMs));
        const { profileId, jurisdiction, from, to, reasons, recommendation, basis } = proposal;
        if (recommendation !== null) await recommendationIn(tx, recommendation);
        const at = isoInstant(nowMs);
        const { id } = await tx
          .insertInto('profile_assignments')
          .values({
            profile_id: profileId,
            jurisdiction,
            from_at: from,
            to_at: to,
            reasons,
            recommendation,
            basis,
            proposed_by: by.id,
            proposed_at: at,
          })
          .returning('id')
          .executeTakeFirstOrThrow();
        const summary = `Assignment ${id} was proposed: profile ${profileId} for ${jurisdiction}`;
        const act = { kind: 'PROFILE_PROPOSED', at, by, summary, data: { assignment: id, ...proposal } };
        return { result: await assignmentIn(tx, id), act };
      }),

    sign: async (id, { effectSha256: seen, ...statement }, by, now) => {
      // Read before the programme's record is locked: of a large quarter it takes seconds, and others must not wait for it.
      const read = await atOneInstant(db, async (tx) => await effectIn(store, tx, await assignmentIn(tx, id), now()));
      return recordProgrammeAct(store, async (tx) => {
        await lock(tx);
        const assignment = await assignmentIn(tx, id);
        const all = await assignmentsIn(tx);
        // Asked after the effect was read, which takes its time: what is signed after its beginning would govern backwards.
        const nowMs = now();
        orThrow(refuseSignature(assignment, all, by.id, nowMs));
        if (assignment.recommendation !== null)
          orThrow(refuseToRestOn(await recommendationIn(tx, assignment.recommendation)));
        const { effect, effectSha256, assignments } = read;
        orThrow(refuseUnseen(seen, canonicalSha256(all) === canonicalSha256(assignments) ? effectSha256 : null));
        const signature = signatureOf(statement, by, nowMs);
        const shown = { effect_sha256: effectSha256, effect: JSON.stringify(effect) };
        await putSignature(tx, { assignment_id: id, ends_at: null, ...signature, ...shown });
        const summary = `Assignment ${id} was signed: profile ${assignment.profileId} for ${assignment.jurisdiction}`;
        const data = { assignment: id, ...signature, effectSha256 };
        const act = { kind: 'PROFILE_SIGNED', at: signature.at, by, summary, data };
        return { result: await assignmentIn(tx, id), act };
      });
    },

    effect: (id, nowMs) =>
      // Assignments, decisions and clocks as of one instant: what is shown is what can be signed.
      atOneInstant(
        db,
        async (tx) => (await signedEffect(tx, id)) ?? shownEffect(store, tx, await assignmentIn(tx, id), nowMs),
      ),

    end: (id, endsAt, statement, by, now) =>
      recordProgrammeAct(store, async (tx) => {
        await lock(tx);
        const nowMs = now();
        orThrow(refuseEnding(await assignmentIn(tx, id), endsAt, nowMs));
        const signature = signatureOf(statement, by, nowMs);
        await putSignature(tx, { assignment_id: id, ends_at: endsAt, ...signature, effect_sha256: null, effect: null });
        const summary = `Assignment ${id} was ended`;
        const data = { assignment: id, endsAt, ...signature };
        return {
          result: await assignmentIn(tx, id),
          act: { kind: 'PROFILE_ENDED', at: signature.at, by, summary, data },
        };
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
async function lock(tx: Statements): Promise<void> {
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
    recommendation: row.recommendation,
    basis: row.basis,
    proposedBy: row.proposed_by,
    proposedAt: row.proposed_at,
    signature: signed?.effect_sha256 ? { ...signatureIn(signed), effectSha256: signed.effect_sha256 } : null,
    ending: !ended || ended.ends_at === null ? null : { endsAt: ended.ends_at, signature: signatureIn(ended) },
  };
}

function signatureIn({ actor, name, title, statement, at }: Selectable<Tables['profile_signatures']>): Signature {
  return { actor, name, title, statement, at };
}

function signatureOf({ title, statement }: Statement, by: Actor, nowMs: number): Signature {
  return { actor: by.id, name: by.name, title, statement, at: isoInstant(nowMs) };
}

async function putSignature(tx: Statements, signature: Insertable<Tables['profile_signatures']>): Promise<void> {
  await tx.insertInto('profile_signatures').values(signature).execute();
}

/** What a proposal would have changed, as the records show the quarter at this moment. */
async function effectIn(store: Store, tx: Statements, proposal: ProfileAssignment, nowMs: number) {
  const recorded = await recordedQuarter(store, tx, lastWholeQuarter(nowMs));
  const profiles = catalogOf(await ownIn(tx)).map(({ profile }) => profile);
  const assignments = await assignmentsIn(tx);
  const { effect, cases } = profileEffect({ recorded, proposal, assignments, profiles });
  return { effect, effectSha256: effectSha256(effect), cases, assignments };
}

function atOneInstant<T>(db: Store['db'], read: (tx: Statements) => Promise<T>): Promise<T> {
  return db.transaction().setIsolationLevel('repeatable read').execute(read);
}

async function shownEffect(
  store: Store,
  tx: Statements,
  proposal: ProfileAssignment,
  nowMs: number,
): Promise<ShownEffect> {
  const { effect, effectSha256: sha256, cases } = await effectIn(store, tx, proposal, nowMs);
  const ids = new Set([...cases.effects, ...cases.unknown].flat().map(({ caseId }) => caseId));
  const places = await placesIn(tx, [...ids]);
  return { effect, effectSha256: sha256, cases: { ...cases, places } };
}

async function placesIn(tx: Statements, ids: readonly string[]): Promise<ReadonlyMap<string, CasePlace>> {
  const rows = await tx
    .selectFrom('cases')
    .selectAll()
    .where(sql<boolean>`case_id = any(${ids})`)
    .execute();
  return new Map(rows.map((row) => [row.case_id, caseOf(row).place]));
}

/** The effect that a signature names; null while nobody has signed. */
async function signedEffect(tx: Statements, id: number): Promise<ShownEffect | null> {
  const row = await tx
    .selectFrom('profile_signatures')
    .select(['effect', 'effect_sha256'])
    .where('assignment_id', '=', id)
    .where('ends_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined || row.effect === null || row.effect_sha256 === null) return null;
  const effect = profileEffectSchema.parse(JSON.parse(row.effect));
  return { effect, effectSha256: row.effect_sha256, cases: null };
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
