/** What anyone gets and gives by the code on a form, without an account. Strict: nothing that is not named here is ever sent. */
import { z } from 'zod';
import { CLAIMS } from '../claim/claim.ts';
import { exclusionRuleSchema } from '../clock/deadline.ts';
import { RELEASE_REPORTS, reportIdSchema } from '../partners/messages.ts';
import { PHONE_LINES } from '../profile/profile.ts';

export const publicNumbersSchema = z.array(
  z.strictObject({
    line: z.enum(PHONE_LINES),
    number: z.string(),
    /** Who answers. */
    answeredBy: z.string(),
    /** Whether what is said there reaches immigration enforcement. */
    enforcement: z.boolean(),
    hours: z.string(),
  }),
);

export const publicDetainerSchema = z.strictObject({
  /**
   * What the request asks of the jail now. WAITING: nothing yet, for another ground holds the person. RUNNING: to hold until `limitAt` at the
   * latest. ENDED: nothing any more. NOTIFY_ONLY: never to hold, only to be told of the release.
   */
  state: z.enum(['WAITING', 'RUNNING', 'ENDED', 'NOTIFY_ONLY']),
  /** It has effect only if the person is convicted. */
  uponConviction: z.boolean(),
  /** As printed on the form. */
  formVersion: z.string(),
  /** How the 48 hours are counted: without weekends and federal holidays (STATUTORY, OBSERVED), or every hour (NONE). */
  rule: exclusionRuleSchema,
  /** It has effect only once the person has been given a copy. */
  copyFirst: z.boolean(),
  /** A claim of citizenship that nobody sets aside within so many hours withdraws the request to hold. */
  claimHours: z.int(),
  /** Only while a clock runs. ISO instant. */
  limitAt: z.string().nullable(),
  /** The zone of the jail, in which the limit is to be read. */
  zone: z.string(),
  numbers: publicNumbersSchema,
});
export type PublicDetainer = z.infer<typeof publicDetainerSchema>;

/** What anyone can report. `reportId` is made by whoever reports: the same report sent again is one. */
export const PUBLIC_REPORTS = [...CLAIMS, ...RELEASE_REPORTS] as const;
export const publicReportSchema = z.strictObject({
  what: z.enum(PUBLIC_REPORTS),
  words: z.string().max(1000).optional(),
  reportId: reportIdSchema,
});
/** The same in every case in which the code is known: what becomes of a report, it does not say. */
export const publicReceiptSchema = z.strictObject({ status: z.literal('RECEIVED') });
