import { z } from 'zod';
import { wordsSchema } from '../text.ts';

/**
 * What a state or local government, agency or bureau may ask for, and cannot have (rules A3, D3, D6). Anyone may ask at any time; every request
 * is answered at once with the reason and kept. Nothing in the system reads the requests but their list.
 */
export const REQUESTS = ['CRIMINAL_CHECK_ONLY', 'KEEP_FROM_FIELD_OFFICE', 'NO_ACTIVATION'] as const;
export type RequestKind = (typeof REQUESTS)[number];

export const sharingRequestSchema = z.strictObject({ kind: z.enum(REQUESTS), words: wordsSchema });
export type SharingRequest = z.infer<typeof sharingRequestSchema>;

const WHAT: Readonly<Record<RequestKind, string>> = {
  CRIMINAL_CHECK_ONLY: 'You asked that prints be used for the criminal check only.',
  KEEP_FROM_FIELD_OFFICE: 'You asked that results be kept from the immigration field office.',
  NO_ACTIVATION: 'You asked that a jurisdiction not be activated.',
};

const WHY: Readonly<Record<RequestKind, string>> = {
  CRIMINAL_CHECK_ONLY:
    'Once a jurisdiction is active, the FBI passes the prints that it receives for the criminal check on to DHS by itself: one federal agency shares with another, and no act of a state or local agency is part of it that could be limited.',
  KEEP_FROM_FIELD_OFFICE:
    'The results are those of a search by one federal agency in the files of another, and go to the federal field office. They do not pass through your hands.',
  NO_ACTIVATION:
    'No agreement, act or permission of a state or local government is needed for an activation. You are told of its date in advance.',
};

const INSTEAD =
  'What you can choose: your jurisdiction need not receive the identifications. That changes nothing else. You may decline a detainer without a reason. Nothing follows for you from this request.';

/** The answer to a request: what was asked, that it has no effect, why, and what can be chosen instead. */
export function answerTo(kind: RequestKind): string {
  return [WHAT[kind], 'It has no effect. Your request is kept on record.', `The reason: ${WHY[kind]}`, INSTEAD].join(
    '\n',
  );
}
