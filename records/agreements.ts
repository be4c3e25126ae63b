import type { Selectable } from 'kysely';
import type { Actor } from '../domain/access/roles.ts';
import {
  type Agreement,
  type Designation,
  refuseAgreement,
  refuseAgreementSignature,
  refuseDesignation,
  refuseDesignationSignature,
  refuseEnding,
} from '../domain/agreement/agreement.ts';
import type { Signature, Statement } from '../domain/signature.ts';
import { CodedError, type Refusal } from '../domain/errors.ts';
import type { Address, OutgoingMessage } from '../domain/record/record.ts';
import { isoInstant } from '../domain/text.ts';
import type { Agreements, Ending } from './contract-agreements.ts';
import { type ProgrammeAct, recordProgrammeAct } from './programme.ts';
import type { Statements, Store } from './store.ts';
import type { Tables } from './tables.ts';

/** 287(g) agreements, whom they designate, and who is known to have booked a person (rule B2). */
export function agreementsOf(store: Store): Agreements {
  /** One change at a time: what it checked still holds when it is written, and it is chained to the programme's record. */
  const change = async (by: Actor, now: () => number, work: (c: Change) => Promise<Changed>): Promise<Agreement> =>
    recordProgrammeAct(store, async (tx) => {
      const nowMs = now();
      const { id, ...act } = await work({ tx, by, nowMs });
      const result = await agreementIn(tx, id);
      return { result, act: { at: isoInstant(nowMs), by, ...act } };
    });
  return {
    all: () => agreementsIn(store.db),

    enter: (entry, by, now) =>
      change(by, now, async ({ tx, nowMs }) => {
        orThrow(refuseAgreement(entry, nowMs));
        await officeOf(tx, entry.jurisdiction);
        const { id } = await tx
          .insertInto('agreements')
          .values({
            jurisdiction: entry.jurisdiction,
            supervisor: entry.supervisor.id,
            supervisor_name: entry.supervisor.name,
            ...entered(entry, by, nowMs),
          })
          .returning('id')
          .executeTakeFirstOrThrow();
        const summary = `287(g) agreement ${id} with ${entry.jurisdiction} entered`;
        return { id, kind: 'AGREEMENT_ENTERED', summary, data: { id, ...entry } };
      }),

    sign: (id, statement, by, now) =>
      change(by, now, async ({ tx, nowMs }) => {
        const agreement = await agreementIn(tx, id);
        orThrow(refuseAgreementSignature(agreement, await agreementsIn(tx), by.id, nowMs));
        await putSignature(tx, { agreement: id }, null, signatureOf(statement, by, nowMs));
        const summary = `287(g) agreement ${id} with ${agreement.jurisdiction} signed`;
        return { id, kind: 'AGREEMENT_SIGNED', summary, data: { id, ...statement } };
      }),

    end: (id, ending, by, now) =>
      change(by, now, async ({ tx, nowMs }) => {
        const agreement = await agreementIn(tx, id);
        const { endsAt, ...statement } = endingAt(ending, nowMs);
        orThrow(refuseEnding(agreement, endsAt, nowMs));
        await putSignature(tx, { agreement: id }, endsAt, signatureOf(statement, by, nowMs));
        const summary = `287(g) agreement ${id} with ${agreement.jurisdiction} ends early`;
        const outgoing = await notices(tx, agreement, `agreement-${id}`, `${summary}, at ${endsAt}.`);
        return { id, kind: 'AGREEMENT_ENDED', summary, data: { id, endsAt, ...statement }, outgoing };
      }),

    designate: (id, entry, by, now) =>
      change(by, now, async ({ tx, nowMs }) => {
        orThrow(refuseDesignation(await agreementIn(tx, id), entry, nowMs));
        const { officer, trainedOn } = entry;
        const { id: designation } = await tx
          .insertInto('designations')
          .values({
            agreement_id: id,
            officer: officer.id,
            name: officer.name,
            trained_on: trainedOn,
            ...entered(entry, by, nowMs),
          })
          .returning('id')
          .executeTakeFirstOrThrow();
        const summary = `An officer entered for designation under 287(g) agreement ${id}`;
        return { id, kind: 'DESIGNATION_ENTERED', summary, data: { id: designation, agreementId: id, ...entry } };
      }),

    signDesignation: (designationId, statement, by, now) =>
      change(by, now, async ({ tx, nowMs }) => {
        const { agreement, designation } = await designationIn(tx, designationId);
        orThrow(refuseDesignationSignature(designation, by.id, nowMs));
        await putSignature(tx, { designation: designationId }, null, signatureOf(statement, by, nowMs));
        const summary = `Designation ${designationId} under 287(g) agreement ${agreement.id} signed`;
        return { id: agreement.id, kind: 'DESIGNATION_SIGNED', summary, data: { id: designationId, ...statement } };
      }),

    withdraw: (designationId, ending, by, now) =>
      change(by, now, async ({ tx, nowMs }) => {
        const { agreement, designation } = await designationIn(tx, designationId);
        const { endsAt, ...statement } = endingAt(ending, nowMs);
        orThrow(refuseEnding(designation, endsAt, nowMs));
        await putSignature(tx, { designation: designationId }, endsAt, signatureOf(statement, by, nowMs));
        const summary = `Designation ${designationId} under 287(g) agreement ${agreement.id} withdrawn`;
        const text = `The designation of ${designation.officer.name} under 287(g) agreement ${agreement.id} ends at ${endsAt}.`;
        const outgoing = await notices(tx, agreement, `designation-${designationId}`, text);
        const data = { id: designationId, endsAt, ...statement };
        return { id: agreement.id, kind: 'DESIGNATION_WITHDRAWN', summary, data, outgoing };
      }),

    bookedBy: (caseId) => bookedBy(store.db, caseId),
  };
}

interface Change {
  readonly tx: Statements;
  readonly by: Actor;
  readonly nowMs: number;
}

/** What was done to which agreement. */
interface Changed extends Pick<ProgrammeAct, 'kind' | 'summary' | 'data' | 'outgoing'> {
  readonly id: number;
}

function entered(entry: { from: string; to: string | null; reasons: string }, by: Actor, nowMs: number) {
  return {
    from_at: entry.from,
    to_at: entry.to,
    reasons: entry.reasons,
    entered_by: by.id,
    entered_at: isoInstant(nowMs),
  };
}

/** Whoever ends something at once need not guess the instant at which it is recorded. */
function endingAt({ endsAt, title, statement }: Ending, nowMs: number): Statement & { readonly endsAt: string } {
  return { endsAt: endsAt ?? isoInstant(nowMs), title, statement };
}

function signatureOf({ title, statement }: Statement, by: Actor, nowMs: number): Signature {
  return { actor: by.id, name: by.name, title, statement, at: isoInstant(nowMs) };
}

async function putSignature(
  tx: Statements,
  of: { readonly agreement: number } | { readonly designation: number },
  endsAt: string | null,
  signature: Signature,
): Promise<void> {
  const about = {
    agreement_id: 'agreement' in of ? of.agreement : null,
    designation_id: 'designation' in of ? of.designation : null,
  };
  await tx
    .insertInto('agreement_signatures')
    .values({ ...about, ends_at: endsAt, ...signature })
    .execute();
}

/** Tells the field office and the officers of the jurisdiction that authority ends: what waits for a review under it has no effect. */
async function notices(
  tx: Statements,
  { jurisdiction }: Agreement,
  key: string,
  says: string,
): Promise<readonly OutgoingMessage[]> {
  const text = `${says} From then on nobody decides under it, and decisions that still wait for a review have no effect: a federal officer decides anew.`;
  const to = [await officeOf(tx, jurisdiction), `delegated:${jurisdiction}`] as const;
  return to.map((address, index) => ({
    key: `${key}-${index}`,
    kind: 'DELEGATION_ENDED',
    route: [address],
    subject: 'Authority under a 287(g) agreement ends',
    text,
    data: { jurisdiction },
    attachmentSha256: null,
  }));
}

/** The mailbox of the office responsible for a jurisdiction; the administrators' where none is. */
async function officeOf(tx: Statements, id: string): Promise<Address> {
  const row = await tx.selectFrom('jurisdictions').select('field_office').where('id', '=', id).executeTakeFirst();
  if (row !== undefined) return row.field_office === null ? 'role:administrator' : `office:${row.field_office}`;
  throw new CodedError(
    'UNKNOWN_JURISDICTION',
    'There is no such jurisdiction in the register: add it first, or name another.',
    'jurisdiction',
  );
}

type SignatureRow = Selectable<Tables['agreement_signatures']>;

async function agreementsIn(statements: Statements): Promise<readonly Agreement[]> {
  const rows = await statements.selectFrom('agreements').selectAll().orderBy('id').execute();
  const designations = await statements.selectFrom('designations').selectAll().orderBy('id').execute();
  const signatures = await statements.selectFrom('agreement_signatures').selectAll().orderBy('number').execute();
  return rows.map((row) => {
    const own = signatures.filter(({ agreement_id }) => agreement_id === row.id);
    const ofIt = designations.filter(({ agreement_id }) => agreement_id === row.id);
    return agreementOf(
      row,
      own,
      ofIt.map((designation) => designationOf(designation, signatures)),
    );
  });
}

async function agreementIn(statements: Statements, id: number): Promise<Agreement> {
  const found = (await agreementsIn(statements)).find((agreement) => agreement.id === id);
  if (found !== undefined) return found;
  throw new CodedError('NO_SUCH_AGREEMENT', 'There is no such agreement: sc agreement list shows them.', 'id');
}

async function designationIn(
  statements: Statements,
  id: number,
): Promise<{ readonly agreement: Agreement; readonly designation: Designation }> {
  for (const agreement of await agreementsIn(statements)) {
    const designation = agreement.designations.find((candidate) => candidate.id === id);
    if (designation !== undefined) return { agreement, designation };
  }
  throw new CodedError('NO_SUCH_DESIGNATION', 'There is no such designation: sc agreement list shows them.', 'id');
}

function agreementOf(
  row: Selectable<Tables['agreements']>,
  signatures: readonly SignatureRow[],
  designations: Designation[],
): Agreement {
  const { signature, ending } = standingOf(signatures);
  return {
    id: row.id,
    jurisdiction: row.jurisdiction,
    from: row.from_at,
    to: row.to_at,
    supervisor: { id: row.supervisor, name: row.supervisor_name },
    reasons: row.reasons,
    enteredBy: row.entered_by,
    enteredAt: row.entered_at,
    signature,
    ending,
    designations,
  };
}

function designationOf(row: Selectable<Tables['designations']>, all: readonly SignatureRow[]): Designation {
  const { signature, ending } = standingOf(all.filter(({ designation_id }) => designation_id === row.id));
  return {
    id: row.id,
    officer: { id: row.officer, name: row.name },
    trainedOn: row.trained_on,
    from: row.from_at,
    to: row.to_at,
    reasons: row.reasons,
    enteredBy: row.entered_by,
    enteredAt: row.entered_at,
    signature,
    withdrawal: ending,
  };
}

/** The first signature lets it count; each later one names an earlier end, so the last of them stands. */
function standingOf(own: readonly SignatureRow[]) {
  const signed = own.find(({ ends_at }) => ends_at === null);
  const ended = own.findLast(({ ends_at }) => ends_at !== null);
  return {
    signature: signed === undefined ? null : signatureIn(signed),
    ending: !ended || ended.ends_at === null ? null : { endsAt: ended.ends_at, signature: signatureIn(ended) },
  };
}

function signatureIn({ actor, name, title, statement, at }: SignatureRow): Signature {
  return { actor, name, title, statement, at };
}

/** By the submission that was kept, and by the audit of whoever else sent one under its number. */
async function bookedBy(statements: Statements, caseId: string): Promise<readonly string[]> {
  const kept = await statements
    .selectFrom('submissions')
    .select('submitted_by')
    .where('case_id', '=', caseId)
    .executeTakeFirst();
  const audited = await statements
    .selectFrom('audit')
    .select('actor_id')
    .distinct()
    .where('case_id', '=', caseId)
    .where('act', '=', 'submitBooking')
    .execute();
  const ids = [kept?.submitted_by ?? null, ...audited.map(({ actor_id }) => actor_id)];
  return [...new Set(ids.filter((id) => id !== null))];
}

function orThrow(refusal: Refusal | undefined): void {
  if (refusal !== undefined) throw new CodedError(refusal.code, refusal.reason, refusal.field);
}
