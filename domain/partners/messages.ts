import { z } from 'zod';
import {
  type KeyUse,
  maySpeakFor,
  signedSchema,
  statementJson,
  type TrustedKey,
  verifySigned,
} from '../access/assertion.ts';
import { CLAIMS } from '../claim/claim.ts';
import { caseIdSchema, detainerIdSchema, sha256Schema } from '../ids.ts';
import { facilitySchema, movedSchema } from '../detainer/custody.ts';
import { groundSchema } from '../detainer/grounds.ts';
import { instantSchema, labelSchema, languageSchema } from '../text.ts';

const tcnSchema = z.string().min(10).max(40);
const text300 = z.string().max(300);

/** What the FBI says of a submission. `tcr` is the TCN being answered; matching is by it alone, never by name. */
export const fbiMessageSchema = z.discriminatedUnion('kind', [
  /** The submission was received; `receivedAt` decides whether it is shared (rule A4). */
  z.strictObject({ kind: z.literal('ACCEPTED'), tcr: tcnSchema, receivedAt: instantSchema }),
  /** Criminal answer (SRE). The file itself is an attachment, named by its hash. */
  z.strictObject({
    kind: z.literal('SRE'),
    tcr: tcnSchema,
    receivedAt: instantSchema,
    answeredAt: instantSchema,
    identification: z.enum(['I', 'N']),
    fileSha256: sha256Schema,
  }),
  /** Rejected (ERRT): nothing was searched. `receivedAt` is null where it was never accepted, e.g. an unknown originator. */
  z.strictObject({
    kind: z.literal('ERRT'),
    tcr: tcnSchema,
    receivedAt: instantSchema.nullable(),
    answeredAt: instantSchema,
    messages: z.array(text300).min(1).max(11),
    fileSha256: sha256Schema,
  }),
]);
export type FbiMessage = z.infer<typeof fbiMessageSchema>;

/** What IDENT says of a search (rule A5). `fin` is the fingerprint identification number, opaque. */
export const identMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('SEARCHING'), tcr: tcnSchema, acceptedAt: instantSchema }),
  z.strictObject({ kind: z.literal('NO_MATCH'), tcr: tcnSchema, answeredAt: instantSchema }),
  z.strictObject({
    kind: z.literal('MATCH'),
    tcr: tcnSchema,
    answeredAt: instantSchema,
    fin: z.string().regex(/^[0-9]{4,20}$/),
    encounters: z
      .array(
        z.strictObject({
          at: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
          component: labelSchema,
          fingerprinted: z.literal(true),
          digitized: z.literal(true),
        }),
      )
      .min(1)
      .max(50),
  }),
]);
export type IdentMessage = z.infer<typeof identMessageSchema>;

/** What one immigration database holds on a person: facts with their source, never a conclusion (rule A6). */
export const databaseRecordSchema = z.strictObject({
  database: labelSchema,
  consultedAt: instantSchema,
  facts: z.array(z.strictObject({ label: labelSchema, value: z.string().max(500) })).max(50),
});
export type DatabaseRecord = z.infer<typeof databaseRecordSchema>;

/** The immigration databases' answer to an IAQ: what the specialist reads before concluding. */
export const databasesMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('QUERY_ACCEPTED'), tcr: tcnSchema, acceptedAt: instantSchema }),
  z.strictObject({
    kind: z.literal('QUERY_ANSWER'),
    tcr: tcnSchema,
    answeredAt: instantSchema,
    records: z.array(databaseRecordSchema).max(20),
  }),
]);
export type DatabasesMessage = z.infer<typeof databasesMessageSchema>;

/** How a hold ends. */
export const HOLD_ENDINGS = ['ASSUMED', 'RELEASED', 'OTHER_GROUND', 'DEATH', 'ESCAPE'] as const;
/** Why no other ground to hold remains (8 CFR 287.7(d)). */
export const GROUND_ENDINGS = [
  'BAIL_POSTED',
  'CHARGES_NOT_FILED',
  'CHARGES_DISMISSED',
  'ACQUITTED',
  'SENTENCE_SERVED',
  'RELEASE_ORDERED',
] as const;

/** Facts that a jail reports about a detainer: the arguments of the jail officer's acts and of the jail system's messages alike. */
export const acknowledgeSchema = z.strictObject({ receivedAt: instantSchema });
export const declineSchema = z.strictObject({ note: z.string().max(1000).optional() });
export const copySchema = z.strictObject({
  servedAt: instantSchema,
  method: z.enum(['HANDED_OVER', 'READ_ALOUD', 'HANDED_OVER_AND_READ_ALOUD']),
  language: languageSchema,
  interpreter: z.boolean(),
  refusedToSign: z.boolean(),
});
export const groundsEndedSchema = z.strictObject({
  endedAt: instantSchema,
  ending: z.enum(GROUND_ENDINGS),
  /** The document or person this is known from. */
  source: labelSchema,
});
/** One ground among several has ended. */
export const endGroundSchema = groundsEndedSchema.extend({ groundId: groundSchema.shape.groundId });
/** Somebody looked: another ground still holds the person. */
export const confirmGroundSchema = z.strictObject({
  confirmedAt: instantSchema,
  /** When release or a court date is expected; null where nobody can say. */
  expectedEndAt: instantSchema.nullable(),
  source: labelSchema,
});
export const holdEndedSchema = z.strictObject({
  endedAt: instantSchema,
  ending: z.enum(HOLD_ENDINGS),
  source: labelSchema,
});
export const stillHeldSchema = z.strictObject({ observedAt: instantSchema, source: labelSchema });
export type Copy = z.infer<typeof copySchema>;
export type GroundsEnded = z.infer<typeof groundsEndedSchema>;
export type HoldEnded = z.infer<typeof holdEndedSchema>;

/** What a jail's system says about a detainer. `messageId` makes a repeat recognizable. */
const fromJail = {
  detainerId: detainerIdSchema,
  ori: z.string().regex(/^[A-Z]{2}[A-Z0-9]{7}$/),
  messageId: z.string().min(8).max(64),
};
export const jailMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ACKNOWLEDGED'), ...fromJail, ...acknowledgeSchema.shape }),
  z.strictObject({ kind: z.literal('DECLINED'), ...fromJail, ...declineSchema.shape }),
  z.strictObject({ kind: z.literal('COPY_SERVED'), ...fromJail, ...copySchema.shape }),
  z.strictObject({ kind: z.literal('GROUND_RECORDED'), ...fromJail, ground: groundSchema }),
  z.strictObject({ kind: z.literal('GROUND_ENDED'), ...fromJail, ...endGroundSchema.shape }),
  z.strictObject({ kind: z.literal('GROUND_CONFIRMED'), ...fromJail, ...confirmGroundSchema.shape }),
  z.strictObject({ kind: z.literal('GROUNDS_ENDED'), ...fromJail, ...groundsEndedSchema.shape }),
  z.strictObject({ kind: z.literal('MOVED'), ...fromJail, ...movedSchema.shape }),
  z.strictObject({ kind: z.literal('HOLD_ENDED'), ...fromJail, ...holdEndedSchema.shape }),
  z.strictObject({ kind: z.literal('STILL_HELD'), ...fromJail, ...stillHeldSchema.shape }),
]);
export type JailMessage = z.infer<typeof jailMessageSchema>;

/** What anyone can report by the form's code about release: it makes people ask, and starts no clock by itself. */
export const RELEASE_REPORTS = ['BAIL_POSTED', 'CHARGES_ENDED'] as const;

/** Made by whoever reports: the same report sent twice is one. */
export const reportIdSchema = z.string().regex(/^[A-Za-z0-9._:-]{8,64}$/);
export const reportWordsSchema = z.string().max(1000).nullable();

/**
 * What anyone reports by the code on a form, without an account: signed by the API, which checked the code, and true only in so far as somebody
 * said it. Each names the one case or detainer it is for, so that it means nothing to another.
 */
export const publicMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('CLAIM'),
    caseId: caseIdSchema,
    reportId: reportIdSchema,
    what: z.enum(CLAIMS),
    words: reportWordsSchema,
  }),
  z.strictObject({
    kind: z.literal('RELEASE_REPORTED'),
    detainerId: detainerIdSchema,
    reportId: reportIdSchema,
    what: z.enum(RELEASE_REPORTS),
    words: reportWordsSchema,
    /** When the report came, in the detainer's own time; not when the ground ended, which nobody has confirmed. */
    at: instantSchema,
  }),
]);
export type PublicMessage = z.infer<typeof publicMessageSchema>;

/** A clock as it travels between the detainers of one custody. */
const holdClockSchema = z.strictObject({
  startedAt: instantSchema,
  limitAt: instantSchema,
  limitMs: z.int(),
  consecutive48hAt: instantSchema,
  zone: z.string().min(3).max(64),
  rule: z.enum(['STATUTORY', 'OBSERVED', 'NONE']),
});

/** What the case and its detainers tell each other, signed by the worker. */
export const systemMessageSchema = z.discriminatedUnion('kind', [
  /** Detainer → case: where it stands. `revision` grows, so that a late report never overwrites a newer one. */
  z.strictObject({
    kind: z.literal('DETAINER_REPORT'),
    detainerId: detainerIdSchema,
    revision: z.int().min(1),
    delivery: z.enum(['ISSUED', 'RECEIVED', 'ACKNOWLEDGED', 'DECLINED', 'CANCELLED']),
    service: z.enum(['UNCONFIRMED', 'SERVED', 'REFUSED_TO_SIGN']),
    hold: z.enum(['DORMANT', 'RUNNING', 'AUTHORITY_ENDED', 'CLOSED']),
    ending: z.enum([...HOLD_ENDINGS, 'CANCELLED', 'DECLINED', 'NO_CONVICTION']).nullable(),
    /** When every other ground had ended: known before the clock is computed. */
    startedAt: instantSchema.nullable(),
    clock: holdClockSchema.nullable(),
    /** The jail that holds the person now. */
    facility: facilitySchema,
    /** When the hold ended, as reported; null while it is open. */
    endedAt: instantSchema.nullable(),
    violation: z.boolean(),
  }),
  /** Case → detainer: say where you stand. */
  z.strictObject({ kind: z.literal('REPORT'), detainerId: detainerIdSchema }),
  /** Case → detainer: another detainer of this custody learnt that the hold has ended. */
  z.strictObject({
    kind: z.literal('HOLD_ENDED'),
    detainerId: detainerIdSchema,
    ending: z.enum(HOLD_ENDINGS),
    at: instantSchema,
  }),
  /** Case → detainer: an officer cancelled it, or the case no longer supports it. */
  z.strictObject({ kind: z.literal('CANCEL'), detainerId: detainerIdSchema, reason: labelSchema, at: instantSchema }),
  /** Case → detainer: every other ground had ended at `at`, as another detainer of the same custody learnt; one clock for all (rule C2). */
  z.strictObject({ kind: z.literal('GROUNDS_ENDED'), detainerId: detainerIdSchema, at: instantSchema }),
  /** Case → detainer: the clock of another detainer of the same custody. */
  z.strictObject({ kind: z.literal('CLOCK'), detainerId: detainerIdSchema, clock: holdClockSchema }),
  /** Case → detainer: how the criminal case ended (a detainer upon conviction depends on it). */
  z.strictObject({
    kind: z.literal('CRIMINAL_OUTCOME'),
    detainerId: detainerIdSchema,
    convicted: z.boolean(),
    at: instantSchema,
  }),
]);
export type SystemMessage = z.infer<typeof systemMessageSchema>;
export type DetainerReport = Extract<SystemMessage, { kind: 'DETAINER_REPORT' }>;

/** A partner's message as it travels: who claims to speak, and the signed statement. Attachments travel beside it, never in a signal. */
export const envelopeSchema = z.strictObject({
  from: z.enum(['FBI', 'IDENT', 'IMMIGRATION_DATABASES', 'JAIL', 'PUBLIC', 'SYSTEM']),
  signed: signedSchema,
});
export type Envelope = z.infer<typeof envelopeSchema>;

/** The one signal of every workflow of ours. Whatever else arrives is recorded and dropped. */
export const PARTNER_MESSAGE = 'partnerMessage';

export type PartnerMessage =
  | { readonly from: 'FBI'; readonly message: FbiMessage }
  | { readonly from: 'IDENT'; readonly message: IdentMessage }
  | { readonly from: 'IMMIGRATION_DATABASES'; readonly message: DatabasesMessage }
  | { readonly from: 'JAIL'; readonly message: JailMessage }
  | { readonly from: 'PUBLIC'; readonly message: PublicMessage }
  | { readonly from: 'SYSTEM'; readonly message: SystemMessage };

export type EnvelopeFault = 'UNDECODABLE' | 'UNSIGNED' | 'MALFORMED';

/** Opens whatever arrived as a signal: the verified, well-formed message, or why it is none. Never throws. */
export function openEnvelope(
  raw: unknown,
  keys: readonly TrustedKey[],
): { ok: true; value: PartnerMessage } | { ok: false; fault: EnvelopeFault } {
  const envelope = envelopeSchema.safeParse(raw);
  if (!envelope.success) return { ok: false, fault: 'UNDECODABLE' };
  const { from, signed } = envelope.data;
  if (!verifySigned(signed, from satisfies KeyUse, keys)) return { ok: false, fault: 'UNSIGNED' };
  const opened = parseMessage(from, statementJson(signed));
  const foreign = opened.ok && opened.value.from === 'JAIL' && !maySpeakFor(signed, opened.value.message.ori, keys);
  return foreign ? { ok: false, fault: 'UNSIGNED' } : opened;
}

function parseMessage(
  from: Envelope['from'],
  json: unknown,
): { ok: true; value: PartnerMessage } | { ok: false; fault: EnvelopeFault } {
  switch (from) {
    case 'FBI':
      return checked(fbiMessageSchema.safeParse(json), (message) => ({ from, message }));
    case 'IDENT':
      return checked(identMessageSchema.safeParse(json), (message) => ({ from, message }));
    case 'IMMIGRATION_DATABASES':
      return checked(databasesMessageSchema.safeParse(json), (message) => ({ from, message }));
    case 'JAIL':
      return checked(jailMessageSchema.safeParse(json), (message) => ({ from, message }));
    case 'PUBLIC':
      return checked(publicMessageSchema.safeParse(json), (message) => ({ from, message }));
    case 'SYSTEM':
      return checked(systemMessageSchema.safeParse(json), (message) => ({ from, message }));
  }
}

function checked<T>(
  result: z.ZodSafeParseResult<T>,
  wrap: (message: T) => PartnerMessage,
): { ok: true; value: PartnerMessage } | { ok: false; fault: EnvelopeFault } {
  return result.success ? { ok: true, value: wrap(result.data) } : { ok: false, fault: 'MALFORMED' };
}
