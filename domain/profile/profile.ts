import { z } from 'zod';
import { exclusionRuleSchema } from '../clock/deadline.ts';

/** The notice to the detained person is made in these six languages (rule C4). `zh` is Simplified Chinese. */
export const NOTICE_LANGUAGES = ['en', 'es', 'fr', 'pt', 'vi', 'zh'] as const;
export const noticeLanguageSchema = z.enum(NOTICE_LANGUAGES);
export type NoticeLanguage = z.infer<typeof noticeLanguageSchema>;

/** What a detainer rests on, as the boxes of one form version or another say it. */
export const DETAINER_BASES = [
  'INVESTIGATION_INITIATED',
  'NTA_SERVED',
  'ARREST_WARRANT_SERVED',
  'REMOVAL_ORDER_OBTAINED',
  'PRIOR_FELONY',
  'MULTIPLE_PRIOR_MISDEMEANORS',
  'VIOLENT_OR_SIMILAR_MISDEMEANOR',
  'ILLEGAL_ENTRY',
  'ILLEGAL_REENTRY',
  'IMMIGRATION_FRAUD',
  'SIGNIFICANT_RISK',
  'FINAL_ORDER',
  'PROCEEDINGS_PENDING',
  'BIOMETRIC_MATCH',
  'STATEMENTS_OR_EVIDENCE',
  'TRANSFERRED_FOR_PROCEEDING',
  'OTHER',
] as const;
export const detainerBasisSchema = z.enum(DETAINER_BASES);
export type DetainerBasis = z.infer<typeof detainerBasisSchema>;

/** What one form version asks of the jail. */
export const FORM_REQUESTS = [
  'HOLD_48H',
  'PROVIDE_COPY_TO_SUBJECT',
  'NOTIFY_RELEASE',
  'NOTIFY_DEATH_HOSPITAL_TRANSFER',
  'OPERATIVE_ONLY_UPON_CONVICTION',
  'CANCEL_PREVIOUS',
  'RETURN_SIGNED_COPY',
] as const;
export const formRequestSchema = z.enum(FORM_REQUESTS);

/** The three telephone numbers (rules C4, E7): to complain about civil rights, the 24-hour line, and the line for citizens and victims. */
export const PHONE_LINES = ['civilRights', 'dayAndNight', 'citizenOrVictim'] as const;
export type PhoneLine = (typeof PHONE_LINES)[number];

/** A number that a person of this deployment has called and verified, and who answers it. */
export const verifiedNumberSchema = z.strictObject({
  number: z.string().regex(/^[0-9()+ -]{7,24}$/),
  /** Who answers, in English, e.g. "DHS Office for Civil Rights and Civil Liberties". */
  answeredBy: z.string().min(3).max(120),
  /** Whether enforcement staff answer: such a number is never given as the civil-rights number (rule E7). */
  enforcement: z.boolean(),
  hours: z.string().min(2).max(80),
  verifiedBy: z.string().min(1).max(100),
  /** ISO date. */
  verifiedOn: z.iso.date(),
});
export type VerifiedNumber = z.infer<typeof verifiedNumberSchema>;

/**
 * The rules that govern a step: data with dates, so that changing policy is a dated entry and no deployment. A step keeps the profile it was
 * taken under.
 */
export const ruleProfileSchema = z.strictObject({
  id: z.string().regex(/^[0-9a-z][0-9a-z.-]{1,39}$/),
  /** As printed on the form, e.g. `I-247 (6/11)`. */
  formVersion: z.string().min(1).max(40),
  exclusionRule: exclusionRuleSchema,
  /** Whether the request takes effect only once the person has been served a copy. */
  serviceIsConditionOfEffect: z.boolean(),
  administrativeWarrantRequired: z.boolean(),
  judicialWarrantRequired: z.boolean(),
  /** The law of the holding jurisdiction allows a hold on a detainer alone. */
  holdAllowed: z.boolean(),
  /** What applies to a person arrested solely for minor traffic offenses, with no conviction and no other priority (rule B7). */
  minorTraffic: z.enum(['NO_POLICY', 'UPON_CONVICTION']),
  /** The form can be made operative only upon conviction. */
  uponConvictionOffered: z.boolean(),
  /** The boxes of the form: an officer names at least one of them. */
  bases: z.array(detainerBasisSchema).min(1),
  requests: z.array(formRequestSchema).min(1),
  languages: z.array(noticeLanguageSchema).length(NOTICE_LANGUAGES.length),
  /** A claim of citizenship not set aside by supervisor and counsel within this time withdraws the request to hold. Hours. */
  citizenshipClaimHours: z.int().min(1).max(48),
  /** A ground for local custody that nobody confirms within this time after it was asked for is a possible overdue hold. Hours. */
  groundConfirmationHours: z.int().min(1).max(72),
  /** Notice before an activation: days of 24 hours between the later of the two deliveries and the instant (rule D2). */
  activationNoticeDays: z.int().min(1).max(365),
  /** The verified numbers of this deployment; null where nobody has verified one: then no detainer is issued (rule E7). */
  numbers: z.strictObject({
    civilRights: verifiedNumberSchema.nullable(),
    dayAndNight: verifiedNumberSchema.nullable(),
    citizenOrVictim: verifiedNumberSchema.nullable(),
  }),
});
export type RuleProfile = z.infer<typeof ruleProfileSchema>;
