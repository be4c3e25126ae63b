/**
 * What the stand-ins for the FBI, IDENT and the immigration databases answer, chosen by the booking itself: an agency number of the
 * form `OA-SIM-…` in 2.017 MNU. Real partners know nothing of these codes, product code never reads them.
 *
 * One code of each kind may stand in a booking. Without one, the FBI stand-in answers "not identified" and the IDENT stand-in
 * "no match", so that no booking is marked by default (rule A5).
 */

/** What the FBI stand-in does with a submission that it can read. */
export type FbiOutcome =
  | { readonly kind: 'not-identified' }
  | { readonly kind: 'identified'; readonly convictions: boolean }
  | { readonly kind: 'error'; readonly messages: readonly string[] };

/** What the IDENT and database stand-ins hold on a person. The words are those of the immigration answer (IAR), an opinion. */
export interface ImmigrationRecord {
  readonly lastKnownStatus:
    | 'US_CITIZEN'
    | 'LAWFUL_PERMANENT_RESIDENT'
    | 'OVERSTAY'
    | 'FINAL_ORDER'
    | 'ENTERED_WITHOUT_INSPECTION';
  readonly removabilityOpinion:
    | 'APPEARS_REMOVABLE'
    | 'NOT_REMOVABLE_ON_RECORD'
    | 'REMOVABLE_ONLY_IF_CONVICTED'
    | 'CANNOT_DETERMINE';
  readonly previouslyRemoved: boolean;
  readonly finalOrder: boolean;
}

export type IdentOutcome =
  | { readonly kind: 'no-match' }
  | { readonly kind: 'match'; readonly record: ImmigrationRecord };

/** Codes that the FBI stand-in understands. */
export const FBI_CODES: ReadonlyMap<string, FbiOutcome> = new Map<string, FbiOutcome>([
  ['OA-SIM-F-NOID', { kind: 'not-identified' }],
  ['OA-SIM-F-IDENT', { kind: 'identified', convictions: false }],
  ['OA-SIM-F-CONV', { kind: 'identified', convictions: true }],
  [
    'OA-SIM-F-ERRT',
    { kind: 'error', messages: ['L0008 - IMAGE QUALITY TOO LOW: FINGERPRINT CHARACTERISTICS NOT USABLE'] },
  ],
]);

/** Codes that the IDENT and database stand-ins understand. */
export const IDENT_CODES: ReadonlyMap<string, IdentOutcome> = new Map<string, IdentOutcome>([
  ['OA-SIM-D-NOMAT', { kind: 'no-match' }],
  ['OA-SIM-D-REMOV', match('OVERSTAY', 'APPEARS_REMOVABLE')],
  ['OA-SIM-D-EWI', match('ENTERED_WITHOUT_INSPECTION', 'APPEARS_REMOVABLE')],
  ['OA-SIM-D-CITZN', match('US_CITIZEN', 'NOT_REMOVABLE_ON_RECORD')],
  ['OA-SIM-D-LPR', match('LAWFUL_PERMANENT_RESIDENT', 'NOT_REMOVABLE_ON_RECORD')],
  ['OA-SIM-D-IFCON', match('LAWFUL_PERMANENT_RESIDENT', 'REMOVABLE_ONLY_IF_CONVICTED')],
  ['OA-SIM-D-ORDER', match('FINAL_ORDER', 'APPEARS_REMOVABLE', { previouslyRemoved: true, finalOrder: true })],
]);

/** The originator (1.008 ORI) that the FBI stand-in does not know. */
export const UNKNOWN_ORIGINATOR = 'XX9999999';

/** What the FBI stand-in answers to a booking with these miscellaneous numbers (2.017). */
export function fbiOutcomeOf(miscNumbers: readonly string[]): FbiOutcome {
  return firstOf(FBI_CODES, miscNumbers) ?? { kind: 'not-identified' };
}

/** What the IDENT stand-in and the databases answer to a booking with these miscellaneous numbers (2.017). */
export function identOutcomeOf(miscNumbers: readonly string[]): IdentOutcome {
  return firstOf(IDENT_CODES, miscNumbers) ?? { kind: 'no-match' };
}

/** The fictional rap sheet (2.075 ERS) that goes with an identification: lines of at most 74 characters. */
export function rapSheetOf(outcome: FbiOutcome): string {
  switch (outcome.kind) {
    case 'not-identified':
      return sheet(['NON-IDENTIFICATION RESPONSE (NIDR)', 'NO RECORD WAS FOUND IN THE CRIMINAL FILE']);
    case 'identified':
      return sheet(['IDENTIFICATION RECORD REPORT (IDRR)', ...(outcome.convictions ? CONVICTIONS : ARREST_ONLY)]);
    case 'error':
      return '';
  }
}

const CONVICTIONS = [
  '1. ARRESTED 2008-03-14 BY SAMPLE PARISH JAIL (XX0020100)',
  '   CHARGE: BURGLARY OF A VEHICLE',
  '   COURT: SAMPLE PARISH DISTRICT COURT 2008-06-02 CONVICTED, 1 YEAR',
  '2. ARRESTED 2010-11-20 BY EXAMPLE COUNTY SHERIFF (XX0010100)',
  '   CHARGE: DRIVING UNDER THE INFLUENCE',
  '   COURT: EXAMPLE COUNTY COURT 2011-01-18 CONVICTED, 30 DAYS',
];

const ARREST_ONLY = [
  '1. ARRESTED 2009-07-04 BY EXAMPLE COUNTY SHERIFF (XX0010100)',
  '   CHARGE: DISORDERLY CONDUCT',
  '   COURT: NO DISPOSITION ON FILE. AN ARREST IS NOT A CONVICTION.',
];

function sheet(lines: readonly string[]): string {
  return ['FICTIONAL RECORD FOR DEMONSTRATION', ...lines, 'END OF RECORD'].join('\r\n');
}

function match(
  lastKnownStatus: ImmigrationRecord['lastKnownStatus'],
  removabilityOpinion: ImmigrationRecord['removabilityOpinion'],
  history: Partial<Pick<ImmigrationRecord, 'previouslyRemoved' | 'finalOrder'>> = {},
): IdentOutcome {
  const record = { lastKnownStatus, removabilityOpinion, previouslyRemoved: false, finalOrder: false, ...history };
  return { kind: 'match', record };
}

function firstOf<T>(codes: ReadonlyMap<string, T>, miscNumbers: readonly string[]): T | undefined {
  return miscNumbers.map((number) => codes.get(number)).find((outcome) => outcome !== undefined);
}
