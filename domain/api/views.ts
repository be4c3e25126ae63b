/**
 * What the API answers, as schemas: the API checks its answers against them, its description is generated from them, and the command
 * line reads with them. Strict: a field that is not named here is never sent.
 */
import { z } from 'zod';
import { actorSchema, roleSchema } from '../access/roles.ts';
import type { UnaddressedDocument } from '../detainer/document.ts';
import { GROUND_KINDS } from '../detainer/grounds.ts';
import type { Mark } from '../detainer/marks.ts';
import { caseIdSchema, detainerIdSchema, sha256Schema } from '../ids.ts';
import { actNameSchema } from '../lifecycle/acts.ts';
import { CRIMINAL_TRACK, IMMIGRATION_TRACK, OUTCOMES } from '../lifecycle/state.ts';
import { HOLD_ENDINGS } from '../partners/messages.ts';

const instant = z.string();
/** Any JSON: what a workflow recorded or a partner said, in its own form. */
const anyJson = z.unknown();

const MARKS = [
  'BEFORE_24H',
  'BEFORE_12H',
  'BEFORE_4H',
  'BEFORE_1H',
  'CONSECUTIVE_48H',
] as const satisfies readonly Mark[];
const DOCUMENT_KINDS = [
  'REQUEST',
  'CLOCK_NOTICE',
  'RELEASE_NOTICE',
] as const satisfies readonly UnaddressedDocument['document'][];

/** Something a person can do now, and where to send it. */
export const possibleActSchema = z.strictObject({
  act: actNameSchema,
  on: z.enum(['case', 'detainer']),
  /** Id of the case or detainer. */
  id: z.string(),
});
export type PossibleAct = z.infer<typeof possibleActSchema>;

export const detainerViewSchema = z.strictObject({
  detainerId: detainerIdSchema,
  /** The code on its form, in groups of four: with it anyone can look the request up, and report a claim. */
  code: z.string(),
  caseId: caseIdSchema,
  number: z.int(),
  kind: z.enum(['STANDARD', 'UPON_CONVICTION']),
  jail: z.string(),
  jailName: z.string(),
  issuedAt: instant,
  zone: z.string(),
  profile: z.string(),
  delivery: z.enum(['ISSUED', 'RECEIVED', 'ACKNOWLEDGED', 'DECLINED', 'CANCELLED']),
  service: z.enum(['UNCONFIRMED', 'SERVED', 'REFUSED_TO_SIGN']),
  hold: z.enum(['DORMANT', 'RUNNING', 'AUTHORITY_ENDED', 'CLOSED']),
  ending: z.enum([...HOLD_ENDINGS, 'CANCELLED', 'DECLINED', 'NO_CONVICTION']).nullable(),
  startedAt: instant.nullable(),
  limitAt: instant.nullable(),
  /** 48 hours in a row after the start: an early warning, not the limit. Null while no clock runs. */
  consecutive48hAt: instant.nullable(),
  /** The warnings before the limit, in order of time. */
  marks: z.array(z.strictObject({ mark: z.enum(MARKS), words: z.string(), at: instant, passed: z.boolean() })),
  violation: z.boolean(),
  /** Whether the request as it stands allows the person to be held, whether it ever can again, and both in words. */
  authority: z.strictObject({ allowed: z.boolean(), ended: z.boolean(), says: z.string() }),
  /** What else holds or held the person. `since` null: before the issue. `until` null: it holds. */
  grounds: z.array(
    z.strictObject({
      id: z.string(),
      kind: z.enum(GROUND_KINDS),
      since: instant.nullable(),
      until: instant.nullable(),
    }),
  ),
  /** When somebody last said that another ground holds the person, and since when that is in question. */
  groundConfirmedAt: instant,
  groundAskedAt: instant.nullable(),
  /** Where the person has been since the issue. `from` null: the jail to which the request was issued. */
  stays: z.array(z.strictObject({ ori: z.string(), name: z.string(), zone: z.string(), from: instant.nullable() })),
  /** For a jail that the person has left: when. It sees grounds and places as they were then. */
  personLeftAt: instant.nullable(),
  /** When its last step was taken, in its own time. */
  lastStepAt: instant,
  /** Whether the detainer's own workflow was asked; false: these are the last written facts. */
  live: z.boolean(),
  /** The detainer's own time. It differs from the clock on the wall only on a development server whose clock was advanced. */
  now: instant,
  offsetMs: z.int(),
  /** Milliseconds from `now` to the limit; never more than 0 once authority has ended, negative once the limit has passed; null while no clock runs. */
  remainingMs: z.int().nullable(),
  can: z.array(possibleActSchema),
});
export type DetainerView = z.infer<typeof detainerViewSchema>;

export const documentListSchema = z.strictObject({
  detainerId: detainerIdSchema,
  documents: z.array(
    z.strictObject({
      kind: z.enum(DOCUMENT_KINDS),
      /** Counts the documents of its kind from 1: a later one takes the place of the one before. */
      revision: z.int(),
      madeAt: instant,
      sha256: sha256Schema,
      bytes: z.int(),
    }),
  ),
});

export const eventViewSchema = z.strictObject({
  position: z.int(),
  stream: z.string(),
  seq: z.int(),
  kind: z.string(),
  at: instant,
  recordedAt: instant,
  /** A person's name, a partner's, or `the system`; null once it was cleared. */
  author: z.string().nullable(),
  authorRole: roleSchema.nullable(),
  summary: z.string(),
  /** What was recorded; null where the reader's work does not need it, or where it was cleared. */
  data: anyJson,
});
export type EventView = z.infer<typeof eventViewSchema>;

export const alarmViewSchema = z.strictObject({
  id: z.int(),
  /** Null: it is about no case. */
  caseId: caseIdSchema.nullable(),
  rule: z.string(),
  text: z.string(),
  detail: z.string(),
  raisedAt: instant,
  closedAt: instant.nullable(),
  /** Staff id of the person who settled it, or the writer that raised it; null while it is open. */
  closedBy: z.string().nullable(),
  /** Why a person settled it, in that person's words; null where the reader's work does not need them, and where nobody did. */
  reasons: z.string().nullable(),
  repeats: z.int(),
  escalated: z.boolean(),
  /** Roles that it reaches now. */
  to: z.array(roleSchema),
  /** Whether each of them has acknowledged it: it repeats to those that have not. */
  acknowledged: z.boolean(),
  acknowledgements: z.array(z.strictObject({ role: roleSchema, at: instant, by: z.string() })),
});
export type AlarmView = z.infer<typeof alarmViewSchema>;

/** `caseId`: null where the message is about no case. */
export const messageHeadSchema = z.strictObject({
  id: z.string(),
  /** Grows in the order in which entries of this mailbox appear; it counts nothing. */
  number: z.int(),
  kind: z.string(),
  caseId: caseIdSchema.nullable(),
  subject: z.string(),
  address: z.string(),
  at: instant,
  acknowledgedAt: instant.nullable(),
  acknowledgedBy: z.string().nullable(),
  attachment: z.boolean(),
});
export type MessageHead = z.infer<typeof messageHeadSchema>;
export const messageViewSchema = z.strictObject({ ...messageHeadSchema.shape, text: z.string(), data: anyJson });

/** What a case shows to its booking agency and that agency's SIB: the criminal track and nothing of the other (rules A6, B3, D4). */
const criminalShape = {
  view: z.literal('criminal'),
  caseId: caseIdSchema,
  cri: z.string(),
  /** AT_FBI also while the case has not written its first step. */
  criminal: z.enum(CRIMINAL_TRACK),
  receivedAt: instant,
};

const fullShape = {
  view: z.literal('full'),
  caseId: caseIdSchema,
  cri: z.string(),
  criminal: z.enum(CRIMINAL_TRACK),
  immigration: z.enum(IMMIGRATION_TRACK),
  outcome: z.enum(OUTCOMES).nullable(),
  jurisdiction: z.string().nullable(),
  fieldOffice: z.string().nullable(),
  nextStep: z.string(),
  receivedAt: instant,
  changedAt: instant.nullable(),
  closedAt: instant.nullable(),
};

export const criminalRowSchema = z.strictObject(criminalShape);
/** `limitAt`: the earliest limit of a running hold, for the queue in which the least time left comes first. */
export const fullRowSchema = z.strictObject({ ...fullShape, limitAt: instant.nullable() });
export const caseRowSchema = z.discriminatedUnion('view', [criminalRowSchema, fullRowSchema]);
export type CaseRow = z.infer<typeof caseRowSchema>;

export const criminalCaseSchema = z.strictObject({
  ...criminalShape,
  /** The case's own time, so that a report can be dated by it. */
  now: instant,
  messages: z.array(messageHeadSchema),
  detainers: z.array(detainerViewSchema),
  can: z.array(possibleActSchema),
});

export const fullCaseSchema = z.strictObject({
  ...fullShape,
  /** Whether the running workflow was asked; false: the last written facts. */
  live: z.boolean(),
  now: instant,
  offsetMs: z.int(),
  /** The workflow's own state where it answered: the review, the decision and what else is on file. Null for readers who need none. */
  state: z.looseObject({}).nullable(),
  /** What was booked: who, on which charges. Null for readers who need none, and once it was cleared. */
  booking: anyJson,
  detainers: z.array(detainerViewSchema),
  alarms: z.array(alarmViewSchema),
  events: z.array(eventViewSchema),
  can: z.array(possibleActSchema),
});
export const caseViewSchema = z.discriminatedUnion('view', [criminalCaseSchema, fullCaseSchema]);
export type FullCase = z.infer<typeof fullCaseSchema>;
export type CriminalCase = z.infer<typeof criminalCaseSchema>;
export type CaseView = z.infer<typeof caseViewSchema>;

export const submissionAnswerSchema = z.strictObject({
  caseId: caseIdSchema,
  /** ACCEPTED: a case was started. SAME: known before, nothing was done again. STORED: kept, and the case starts as soon as it can. */
  status: z.enum(['ACCEPTED', 'SAME', 'STORED']),
});

export const actAnswerSchema = z.strictObject({
  /**
   * DONE: recorded. TAKEN: the case took it on; its effect shows as soon as it is recorded. UNANSWERED: the case has not answered yet; send
   * it again under the same key to learn what became of it.
   */
  status: z.enum(['DONE', 'TAKEN', 'UNANSWERED']),
  act: actNameSchema,
  /** The same key again does nothing a second time. */
  idempotencyKey: z.string(),
});

export const verificationSchema = z.strictObject({
  caseId: caseIdSchema,
  ok: z.boolean(),
  events: z.int(),
  cleared: z.int(),
  /** In words: what holds, or where the chain breaks. */
  says: z.array(z.string()),
});

/** What partners said when their case or detainer had ended: kept as it came, and nothing changed. */
export const lateListSchema = z.strictObject({
  caseId: caseIdSchema,
  messages: z.array(
    z.strictObject({
      /** The case or detainer that it was for. */
      reference: z.string(),
      from: z.string(),
      receivedAt: instant,
      /** The signed statement as text; null once it was cleared. */
      statement: z.string().nullable(),
    }),
  ),
});

export const sessionAnswerSchema = z.strictObject({ token: z.string(), actor: actorSchema, expiresAt: instant });
export const peopleSchema = z.strictObject({ people: z.array(actorSchema) });
export const clockAnswerSchema = z.strictObject({
  /** The case, or the activation. */
  caseId: z.string(),
  byMs: z.int(),
  advanced: z.array(z.strictObject({ workflowId: z.string(), now: instant })),
});
export const caseListSchema = z.strictObject({ cases: z.array(caseRowSchema), next: z.string().nullable() });
export const alarmListSchema = z.strictObject({ alarms: z.array(alarmViewSchema) });
export const mailboxSchema = z.strictObject({ address: z.string(), messages: z.array(messageHeadSchema) });
export const detainerListSchema = z.strictObject({
  detainers: z.array(detainerViewSchema),
  next: z.string().nullable(),
});
export const receivedSchema = z.strictObject({ status: z.enum(['RECEIVED', 'LATE']) });
export const receiptSchema = z.strictObject({ at: instant, by: z.string() });
