import { z } from 'zod';
import type { Refusal } from '../errors.ts';
import { instantSchema } from '../clock/instant.ts';
import { sha256Schema } from '../ids.ts';
import { countsIn, covers, endMs, overlap, type Period } from '../period.ts';
import { signatureSchema, statementSchema } from '../signature.ts';
import { instantMs, isoInstant } from '../text.ts';
import { plainLabelSchema, plainWordsSchema } from './words.ts';

/** Stands for every jurisdiction that has no assignment of its own. */
export const EVERYWHERE = '*';

/** The profile that governs wherever and whenever nothing is assigned: the source's own. */
export const DEFAULT_PROFILE_ID = '2011-06';

export const profileIdSchema = z.string().regex(/^[0-9a-z][0-9a-z.-]{1,39}$/);

/** What an administrator proposes: that a profile govern a jurisdiction from one instant to another (ISO; `to` null: until further notice). */
export const proposalSchema = z.strictObject({
  profileId: profileIdSchema,
  /** Of the register, or `*`. */
  jurisdiction: plainLabelSchema.max(64),
  from: instantSchema,
  to: instantSchema.nullable(),
  reasons: plainWordsSchema,
  /** The number of the advisory recommendation that it carries out; null where there is none: then `basis` says what it rests on. */
  recommendation: z.int().min(1).nullable(),
  /** The law, court order or directive that it rests on, in words; null where a recommendation is named. */
  basis: plainWordsSchema.nullable(),
});
export type Proposal = z.infer<typeof proposalSchema>;

/** What counsel states when putting a profile in force: also which effect he or she has seen. */
export const signingSchema = z.strictObject({ ...statementSchema.shape, effectSha256: sha256Schema.optional() });
export type Signing = z.infer<typeof signingSchema>;

/** The signature that puts a profile in force: it names the effect that had been shown (domain/profile/effect). */
export const enactmentSchema = z.strictObject({ ...signatureSchema.shape, effectSha256: sha256Schema });

/** An assignment as it stands. It governs only once signed, and from `endsAt` of its ending, if any, no longer. */
export const profileAssignmentSchema = z.strictObject({
  id: z.int().min(1),
  ...proposalSchema.shape,
  proposedBy: z.string().min(1).max(64),
  proposedAt: instantSchema,
  signature: enactmentSchema.nullable(),
  ending: z.strictObject({ endsAt: instantSchema, signature: signatureSchema }).nullable(),
});
export type ProfileAssignment = z.infer<typeof profileAssignmentSchema>;

/** When an assignment governs; empty while unsigned, or where it was ended before it began. */
export function periodOf({ from, to, signature, ending }: ProfileAssignment): Period {
  return countsIn({ from, to, signature, ended: ending?.endsAt ?? null });
}

/** The signed assignment that governs a jurisdiction (null: unknown) at an instant: its own, else that for everywhere, else none. */
export function assignmentAt(
  assignments: readonly ProfileAssignment[],
  jurisdiction: string | null,
  at: string,
): ProfileAssignment | undefined {
  return governingAt(assignments, jurisdiction, instantMs(at));
}

function governingAt(
  assignments: readonly ProfileAssignment[],
  jurisdiction: string | null,
  atMs: number,
): ProfileAssignment | undefined {
  const governing = assignments.filter((assignment) => covers(periodOf(assignment), atMs));
  return (
    governing.find((assignment) => assignment.jurisdiction === jurisdiction) ??
    governing.find((assignment) => assignment.jurisdiction === EVERYWHERE)
  );
}

/** A stretch of time under one profile. `from` null: since ever; `to` null: until further notice; `assignment` null: the source's own. */
export const governingPeriodSchema = z.strictObject({
  from: z.string().nullable(),
  to: z.string().nullable(),
  profileId: profileIdSchema,
  assignment: z.int().nullable(),
});
export type GoverningPeriod = z.infer<typeof governingPeriodSchema>;

/**
 * What governs a jurisdiction from ever to ever, without a gap and in order: where nobody assigned anything, the source's own profile does, and
 * the period says so (`assignment` null).
 */
export function governingPeriods(
  assignments: readonly ProfileAssignment[],
  jurisdiction: string,
): readonly GoverningPeriod[] {
  const bounds = assignments.map(periodOf).flatMap(({ fromMs, toMs }) => (fromMs < toMs ? [fromMs, toMs] : []));
  const starts = [-Infinity, ...[...new Set(bounds)].filter((ms) => ms !== Infinity).sort((a, b) => a - b)];
  const pieces = starts.map((startMs) => ({ startMs, by: governingAt(assignments, jurisdiction, startMs) }));
  const changes = pieces.filter(({ by }, index) => index === 0 || by?.id !== pieces[index - 1]?.by?.id);
  return changes.map(({ startMs, by }, index) => ({
    from: isoOrNull(startMs),
    to: isoOrNull(changes[index + 1]?.startMs),
    profileId: by?.profileId ?? DEFAULT_PROFILE_ID,
    assignment: by?.id ?? null,
  }));
}

function isoOrNull(ms: number | undefined): string | null {
  return ms === undefined || !Number.isFinite(ms) ? null : isoInstant(ms);
}

/** Why a proposal cannot be made; `undefined` where it can. It says what it rests on, its period is not empty and does not begin in the past (rule E8). */
export function refuseProposal({ from, to, recommendation, basis }: Proposal, nowMs: number): Refusal | undefined {
  if ((recommendation === null) === (basis === null))
    return refusal(
      'recommendation',
      'BASIS_MISSING',
      'Name the recommendation that it carries out or, where there is none, say in words what it rests on: one of the two.',
    );
  if (to !== null && instantMs(to) <= instantMs(from))
    return refusal('to', 'PERIOD_EMPTY', 'The end does not lie after the beginning: correct one of them.');
  return refuseBackwards(from, nowMs);
}

/** Why this person cannot sign this assignment now; `undefined` where he or she can. `all`: every assignment there is. */
export function refuseSignature(
  assignment: ProfileAssignment,
  all: readonly ProfileAssignment[],
  signer: string,
  nowMs: number,
): Refusal | undefined {
  if (assignment.signature !== null)
    return refusal('id', 'ALREADY_SIGNED', 'This assignment is signed already: propose another one to change it.');
  if (assignment.proposedBy === signer)
    return refusal('actor', 'SIGNER_PROPOSED_IT', 'Counsel other than who proposed an assignment signs it.');
  return refuseBackwards(assignment.from, nowMs) ?? refuseOverlap(assignment, all);
}

/** Why this effect is not the one to sign on; `undefined` where it is. `seen`: the one that the signature names; `present` null: it is no longer known. Rule E8. */
export function refuseUnseen(seen: string | undefined, present: string | null): Refusal | undefined {
  if (seen === undefined)
    return refusal(
      'effectSha256',
      'EFFECT_NOT_SEEN',
      'Look first at what it would have changed in the last quarter (sc profile effect), and name that in the signature.',
    );
  if (seen === present) return undefined;
  const reason =
    'What it would have changed is not what you were shown: another quarter, or a corrected record. Look again.';
  return refusal('effectSha256', 'EFFECT_CHANGED', reason);
}

/** Rule E8: a change of policy is never applied backwards. */
function refuseBackwards(from: string, nowMs: number): Refusal | undefined {
  if (instantMs(from) >= nowMs) return undefined;
  const reason =
    'A profile never takes force backwards: propose one that begins in the future, and sign it before it does.';
  return refusal('from', 'PROFILE_BACKWARDS', reason);
}

function refuseOverlap(assignment: ProfileAssignment, all: readonly ProfileAssignment[]): Refusal | undefined {
  const wanted = { fromMs: instantMs(assignment.from), toMs: endMs(assignment.to) };
  const other = all.find(
    (candidate) =>
      candidate.id !== assignment.id &&
      candidate.jurisdiction === assignment.jurisdiction &&
      overlap(periodOf(candidate), wanted),
  );
  if (other === undefined) return undefined;
  const reason = `Assignment ${other.id} (profile ${other.profileId}) governs part of this period: end it first, or propose another period.`;
  return refusal('from', 'ASSIGNMENTS_OVERLAP', reason);
}

/** Why an assignment cannot end then; `undefined` where it can. An end comes only earlier than the one that stands, and never backwards. */
export function refuseEnding(assignment: ProfileAssignment, endsAt: string, nowMs: number): Refusal | undefined {
  if (assignment.signature === null)
    return refusal('id', 'NOT_SIGNED', 'An assignment that nobody signed governs nothing: there is nothing to end.');
  const endsMs = instantMs(endsAt);
  if (endsMs < nowMs)
    return refusal(
      'endsAt',
      'PROFILE_BACKWARDS',
      'A profile never loses force backwards: give an instant that is still to come.',
    );
  if (endsMs >= periodOf(assignment).toMs)
    return refusal(
      'endsAt',
      'END_NOT_EARLIER',
      'The assignment ends by then already. For a longer time, propose another one.',
    );
  return undefined;
}

function refusal(field: string, code: string, reason: string): Refusal {
  return { field, code, reason };
}
