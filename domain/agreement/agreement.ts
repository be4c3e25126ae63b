import { z } from 'zod';
import type { Actor } from '../access/roles.ts';
import { actorSchema } from '../access/roles.ts';
import { instantSchema } from '../clock/instant.ts';
import type { Refusal } from '../errors.ts';
import { plainLabelSchema, plainWordsSchema } from '../profile/words.ts';
import { countsIn as periodOf, covers, endMs, overlap, type Period } from '../period.ts';
import { signatureSchema } from '../signature.ts';
import { instantMs, isoInstant } from '../text.ts';
import type { Authority } from './delegation.ts';

/** A person of an agreement by staff id and name. */
const namedSchema = z.strictObject({ id: actorSchema.shape.id, name: plainLabelSchema.max(100) });

/** From when to when (ISO, half-open; `to` null: until further notice). */
const periodShape = { from: instantSchema, to: instantSchema.nullable() };

/** A 287(g) agreement as an administrator enters it: where, from when to when, and the federal officer who supervises. */
export const agreementEntrySchema = z.strictObject({
  jurisdiction: plainLabelSchema.max(64),
  ...periodShape,
  supervisor: namedSchema,
  /** The document it rests on, in words. */
  reasons: plainWordsSchema,
});
export type AgreementEntry = z.infer<typeof agreementEntrySchema>;

/** An officer of the jurisdiction whom the agreement is to designate. */
export const designationEntrySchema = z.strictObject({
  officer: namedSchema,
  /** The day on which he or she completed the federal training, e.g. `2011-05-20`. */
  trainedOn: z.iso.date(),
  ...periodShape,
  reasons: plainWordsSchema,
});
export type DesignationEntry = z.infer<typeof designationEntrySchema>;

/** A statement of why something ends, with who made it. */
const endingSchema = z.strictObject({ endsAt: instantSchema, signature: signatureSchema }).nullable();

const enteredShape = {
  enteredBy: z.string().min(1).max(64),
  enteredAt: instantSchema,
  /** Counsel's, other than who entered it; until then it counts for nothing. */
  signature: signatureSchema.nullable(),
};

/** A designation as it stands. */
export const designationSchema = z.strictObject({
  id: z.int().min(1),
  ...designationEntrySchema.shape,
  ...enteredShape,
  withdrawal: endingSchema,
});
export type Designation = z.infer<typeof designationSchema>;

/** An agreement as it stands, with everybody whom it ever designated. */
export const agreementSchema = z.strictObject({
  id: z.int().min(1),
  ...agreementEntrySchema.shape,
  ...enteredShape,
  ending: endingSchema,
  designations: z.array(designationSchema),
});
export type Agreement = z.infer<typeof agreementSchema>;

/** When an agreement or a designation counts: empty while unsigned, or where it was ended before it began. */
export function countsIn(entry: Agreement | Designation): Period {
  const { from, to, signature } = entry;
  const ending = 'withdrawal' in entry ? entry.withdrawal : entry.ending;
  return periodOf({ from, to, signature, ended: ending?.endsAt ?? null });
}

/** The agreement in force in a jurisdiction (null: not known) at an instant (ISO); `undefined` where there is none. */
export function agreementAt(
  agreements: readonly Agreement[],
  jurisdiction: string | null,
  at: string,
): Agreement | undefined {
  return agreements.find(
    (agreement) => agreement.jurisdiction === jurisdiction && covers(countsIn(agreement), instantMs(at)),
  );
}

/**
 * Rule B2: the authority of a 287(g) officer in a jurisdiction at an instant (ISO), or why there is none: only inside the officer's own
 * jurisdiction, while a signed agreement is in force there, and while it designates this officer. The first instant is inside, the end is not.
 */
export function authorityAt(
  agreements: readonly Agreement[],
  actor: Pick<Actor, 'id' | 'role' | 'scope'>,
  jurisdiction: string | null,
  at: string,
): { readonly granted: Authority } | { readonly refused: Refusal } {
  const { scope } = actor;
  if (actor.role !== 'officer_287g') return refuse('NOT_DELEGATED', 'Only a 287(g) officer acts under an agreement.');
  if (jurisdiction === null || scope.kind !== 'jurisdiction' || scope.jurisdiction !== jurisdiction)
    return refuse(
      'OUTSIDE_JURISDICTION',
      'A 287(g) officer acts inside the jurisdiction of the agreement only; a federal officer of the field office can act here.',
    );
  const agreement = agreementAt(agreements, jurisdiction, at);
  if (agreement === undefined) return { refused: refuseWithout(agreements, jurisdiction, at) };
  const atMs = instantMs(at);
  const designation = agreement.designations.find(
    (candidate) => candidate.officer.id === actor.id && covers(countsIn(candidate), atMs),
  );
  if (designation === undefined)
    return refuse(
      'NOT_DESIGNATED',
      `Agreement ${agreement.id} does not designate you at this time: a federal officer can act, or the administrator enters a designation and counsel signs it.`,
    );
  const untilMs = Math.min(countsIn(agreement).toMs, countsIn(designation).toMs);
  return {
    granted: {
      agreementId: agreement.id,
      designationId: designation.id,
      jurisdiction,
      supervisor: agreement.supervisor,
      until: untilMs === Infinity ? null : isoInstant(untilMs),
    },
  };
}

/** Why a person may not act by delegated authority there and then; `undefined` where he or she may (rule B2). */
export function refuseDelegated(
  agreements: readonly Agreement[],
  actor: Pick<Actor, 'id' | 'role' | 'scope'>,
  jurisdiction: string | null,
  at: string,
): Refusal | undefined {
  const answer = authorityAt(agreements, actor, jurisdiction, at);
  return 'refused' in answer ? answer.refused : undefined;
}

/** No agreement is in force: whether there never was one, it is still to begin, or it has ended. */
function refuseWithout(agreements: readonly Agreement[], jurisdiction: string, at: string): Refusal {
  const atMs = instantMs(at);
  const periods = agreements
    .filter((agreement) => agreement.jurisdiction === jurisdiction)
    .map(countsIn)
    .filter(({ fromMs, toMs }) => fromMs < toMs);
  const federal = 'a federal officer of the field office decides.';
  if (periods.some(({ toMs }) => toMs <= atMs))
    return refusal('delegation', 'AGREEMENT_ENDED', `The 287(g) agreement of this jurisdiction has ended: ${federal}`);
  if (periods.some(({ fromMs }) => fromMs > atMs))
    return refusal(
      'delegation',
      'AGREEMENT_NOT_YET',
      `The 287(g) agreement of this jurisdiction is not yet in force: ${federal}`,
    );
  return refusal('delegation', 'NO_AGREEMENT', `This jurisdiction has no signed 287(g) agreement in force: ${federal}`);
}

/** Why an agreement cannot be entered; `undefined` where it can. It neither begins in the past nor is empty. */
export function refuseAgreement(entry: AgreementEntry, nowMs: number): Refusal | undefined {
  return refusePeriod(entry, nowMs);
}

/** Why this person cannot sign an agreement now. `all`: every agreement there is; those of one jurisdiction never overlap. */
export function refuseAgreementSignature(
  agreement: Agreement,
  all: readonly Agreement[],
  signer: string,
  nowMs: number,
): Refusal | undefined {
  return refuseSigning(agreement, signer, nowMs) ?? refuseOverlap(agreement, all);
}

/** Why an officer cannot be designated so: outside the agreement's own time, before the training, or as his or her own supervisor. */
export function refuseDesignation(agreement: Agreement, entry: DesignationEntry, nowMs: number): Refusal | undefined {
  const backwards = refusePeriod(entry, nowMs);
  if (backwards !== undefined) return backwards;
  const last = Math.min(endMs(agreement.to), endMs(agreement.ending?.endsAt ?? null));
  if (instantMs(entry.from) < instantMs(agreement.from) || instantMs(entry.from) >= last || endMs(entry.to) > last)
    return refusal(
      'from',
      'OUTSIDE_AGREEMENT',
      'The designation reaches beyond the agreement: give a beginning and an end inside it.',
    );
  if (entry.trainedOn > isoInstant(instantMs(entry.from)).slice(0, 10))
    return refusal('trainedOn', 'NOT_TRAINED', 'An officer is designated only once the federal training is completed.');
  if (entry.officer.id === agreement.supervisor.id)
    return refusal('officer', 'OFFICER_SUPERVISES', 'Nobody supervises himself or herself: designate another officer.');
  return undefined;
}

/** Why this person cannot sign a designation now; `undefined` where he or she can. */
export function refuseDesignationSignature(
  designation: Designation,
  signer: string,
  nowMs: number,
): Refusal | undefined {
  return refuseSigning(designation, signer, nowMs);
}

/** Why an agreement or a designation cannot end then. An end comes only earlier than the one that stands, and never backwards. */
export function refuseEnding(entry: Agreement | Designation, endsAt: string, nowMs: number): Refusal | undefined {
  if (entry.signature === null)
    return refusal('id', 'NOT_SIGNED', 'What nobody signed counts for nothing: there is nothing to end.');
  const endsMs = instantMs(endsAt);
  if (endsMs < nowMs)
    return refusal('endsAt', 'AGREEMENT_BACKWARDS', 'Nothing ends backwards: give an instant that is still to come.');
  if (endsMs >= countsIn(entry).toMs)
    return refusal('endsAt', 'END_NOT_EARLIER', 'It ends by then already. For a longer time, enter another one.');
  return undefined;
}

function refuseSigning(entry: Agreement | Designation, signer: string, nowMs: number): Refusal | undefined {
  if (entry.signature !== null)
    return refusal('id', 'ALREADY_SIGNED', 'This is signed already: enter another one to change it.');
  if (entry.enteredBy === signer)
    return refusal('actor', 'SIGNER_ENTERED_IT', 'Counsel other than who entered it signs it.');
  return refuseBackwards(entry.from, nowMs);
}

function refusePeriod({ from, to }: { from: string; to: string | null }, nowMs: number): Refusal | undefined {
  if (to !== null && instantMs(to) <= instantMs(from))
    return refusal('to', 'PERIOD_EMPTY', 'The end does not lie after the beginning: correct one of them.');
  return refuseBackwards(from, nowMs);
}

function refuseBackwards(from: string, nowMs: number): Refusal | undefined {
  if (instantMs(from) >= nowMs) return undefined;
  const reason = 'Authority is never given backwards: enter a beginning in the future, and sign before it comes.';
  return refusal('from', 'AGREEMENT_BACKWARDS', reason);
}

function refuseOverlap(agreement: Agreement, all: readonly Agreement[]): Refusal | undefined {
  const wanted = { fromMs: instantMs(agreement.from), toMs: endMs(agreement.to) };
  const other = all.find(
    (candidate) =>
      candidate.id !== agreement.id &&
      candidate.jurisdiction === agreement.jurisdiction &&
      overlap(countsIn(candidate), wanted),
  );
  if (other === undefined) return undefined;
  const reason = `Agreement ${other.id} is in force there during part of this period: end it first, or give another period.`;
  return refusal('from', 'AGREEMENTS_OVERLAP', reason);
}

function refuse(code: string, reason: string): { readonly refused: Refusal } {
  return { refused: refusal('delegation', code, reason) };
}

function refusal(field: string, code: string, reason: string): Refusal {
  return { field, code, reason };
}
