import type { RequestDocument } from '../../domain/detainer/document.ts';
import { limitWords } from '../../domain/detainer/notices.ts';
import type { Role } from '../../domain/access/roles.ts';
import { FORM_REQUESTS, type DetainerBasis, type RuleProfile } from '../../domain/profile/profile.ts';
import { CATALOGS } from './catalog/index.ts';
import { momentText } from './dates.ts';

/**
 * The English of the form for the jail. The fields, boxes and requests are those of the form versions named in docs/forms.md; the words are
 * ours, plainer than the originals, and no quotation.
 */

export const BASES: Readonly<Record<DetainerBasis, string>> = {
  INVESTIGATION_INITIATED:
    'An investigation was opened to find out whether the person is subject to removal. No finding has been made.',
  NTA_SERVED:
    'A Notice to Appear or other charging document, which begins removal proceedings, was served on the person.',
  ARREST_WARRANT_SERVED: 'A warrant of arrest in removal proceedings was served on the person.',
  REMOVAL_ORDER_OBTAINED: 'The person has been ordered deported or removed from the United States.',
  PRIOR_FELONY: 'The person has been convicted of, or is charged with, a felony.',
  MULTIPLE_PRIOR_MISDEMEANORS: 'The person has three or more earlier misdemeanor convictions.',
  VIOLENT_OR_SIMILAR_MISDEMEANOR:
    'The person has been convicted of, or is charged with, a misdemeanor that involves violence, threats, or another harm the policy lists.',
  ILLEGAL_ENTRY: 'The person has been convicted of illegal entry.',
  ILLEGAL_REENTRY: 'The person has illegally entered again after a removal or return.',
  IMMIGRATION_FRAUD: 'An immigration officer or judge has found that the person committed immigration fraud.',
  SIGNIFICANT_RISK:
    'The person otherwise poses a significant risk to national security, border security or public safety.',
  FINAL_ORDER: 'There is a final order of removal against the person.',
  PROCEEDINGS_PENDING: 'Removal proceedings against the person are pending.',
  BIOMETRIC_MATCH:
    'Fingerprints matched federal records which show, by themselves or with other reliable information, no lawful status or removability.',
  STATEMENTS_OR_EVIDENCE:
    'Statements of the person to an immigration officer, or other reliable evidence, show no lawful status or removability.',
  TRANSFERRED_FOR_PROCEEDING:
    'The person was transferred to you for a proceeding or investigation; DHS intends to resume custody when it is done.',
  OTHER: 'Other:',
};

type FormRequest = (typeof FORM_REQUESTS)[number];

export interface RequestLine {
  readonly ticked: boolean;
  readonly text: string;
}

/** The requests of the profile's form, in its order, and those that this request makes besides. */
export function requestLines(document: RequestDocument): readonly RequestLine[] {
  const { profile, kind, cancels } = document;
  const besides: FormRequest[] = [
    ...(kind === 'UPON_CONVICTION' ? (['OPERATIVE_ONLY_UPON_CONVICTION'] as const) : []),
    ...(cancels ? (['CANCEL_PREVIOUS'] as const) : []),
  ];
  const listed = FORM_REQUESTS.filter((request) => [...profile.requests, ...besides].includes(request));
  return listed.map((request) => requestLine(request, document));
}

function requestLine(request: FormRequest, { profile, kind, cancels, purpose, jail }: RequestDocument): RequestLine {
  switch (request) {
    case 'HOLD_48H':
      return profile.holdAllowed
        ? {
            ticked: true,
            text: `Hold the person ${limitWords(profile)}, ${purpose === 'INTERVIEW' ? 'to allow an interview by an immigration officer' : 'to permit DHS to assume custody'}.`,
          }
        : {
            ticked: false,
            text: 'No hold is asked for: the law of your jurisdiction allows none on a detainer alone.',
          };
    case 'PROVIDE_COPY_TO_SUBJECT':
      return { ticked: true, text: copyText(profile) };
    case 'NOTIFY_RELEASE':
      return { ticked: true, text: 'Tell DHS before the person is released, as early as is practicable.' };
    case 'NOTIFY_DEATH_HOSPITAL_TRANSFER':
      return {
        ticked: true,
        text: 'Tell DHS of the person’s death, stay in a hospital or transfer to another institution.',
      };
    case 'OPERATIVE_ONLY_UPON_CONVICTION':
      return {
        ticked: kind === 'UPON_CONVICTION',
        text: 'Consider this request operative only upon the person’s conviction of the charge for which you hold the person.',
      };
    case 'CANCEL_PREVIOUS':
      return {
        ticked: cancels !== null,
        text: cancels
          ? `Cancel the detainer number ${cancels.number} of ${momentText(cancels.issuedAt, jail.zone, CATALOGS.en)}. It asks for nothing any more; its time is not added.`
          : 'Cancel an earlier detainer (none is cancelled).',
      };
    case 'RETURN_SIGNED_COPY':
      return {
        ticked: true,
        text: 'Acknowledge this request and return the last section, by paper, telephone or the case page.',
      };
  }
}

function copyText({ serviceIsConditionOfEffect }: RuleProfile): string {
  const copy =
    'Give the person a copy of this form with the notice in a language that the person reads, or read it aloud.';
  return serviceIsConditionOfEffect ? `${copy} The request has no effect before the copy has been given.` : copy;
}

export const WARRANTS: Readonly<Record<RequestDocument['warrant'], string>> = {
  NONE: 'No warrant accompanies this request.',
  'I-200': 'Form I-200, administrative warrant of arrest, signed by an immigration officer, not by a judge.',
  'I-205': 'Form I-205, administrative warrant of removal, signed by an immigration officer, not by a judge.',
  JUDICIAL: 'A warrant signed by a judge.',
};

export const ROLE_NAMES: Partial<Readonly<Record<Role, string>>> = {
  field_officer: 'immigration officer',
  supervisor: 'supervisory immigration officer',
  officer_287g: 'designated officer under 8 U.S.C. 1357(g)',
};

/** Codes of 2.024 SEX. */
export const SEXES: Readonly<Record<string, string>> = { F: 'Female', M: 'Male' };

export const ASSURANCES: readonly string[] = [
  'This request is no finding that the person is removable, and no warrant.',
  'It does not limit your discretion on classification, work and quarters, and it must not affect decisions on bail, parole or release.',
];

/** What is also said where a hold is asked for. */
export const LIMIT_ASSURANCES: readonly string[] = [
  'The time begins when no other ground to hold the person remains: not at booking, and not when you receive this form.',
  'At the limit the request ends by itself. Nobody can extend it, and a second or amended detainer does not lengthen it.',
  'Unless you hold the person on a lawful ground of your own, release the person at the limit.',
];
