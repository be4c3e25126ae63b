/**
 * The fictional bookings of `samples/`: agencies that do not exist (ORI prefix XX), invented people, placeholder prints.
 */
import { UNKNOWN_ORIGINATOR } from '../partners/standins/outcomes.ts';
import type { SubmissionFacts } from '../exchange/ebts/facts.ts';

/** How one sample differs from the ordinary booking, and what becomes of it. */
export interface Sample {
  readonly name: string;
  readonly outcome: string;
  readonly facts: SubmissionFacts;
  /** How the prints are packed: fourteen Type-4 records unless told, Type-14 records, or none (rule A7). */
  readonly prints?: 'type-14' | 'none';
  readonly format?: 'json';
  /** Field numbers of two digits (`1.01:`), as the editions before 2007 spell them. */
  readonly oldSpelling?: true;
  /** A file that the front door refuses. */
  readonly refused?: string;
}

export const AGENCIES = {
  bureau: 'XXSIB0000',
  example: 'XX0010100',
  parish: 'XX0020100',
  mesa: 'XX0030100',
  harbor: 'XX0040100',
  atoll: 'XX0050100',
  unknown: 'XX0060100',
} as const;

interface Choice {
  readonly name: string;
  readonly outcome: string;
  readonly person: string;
  readonly charges: readonly string[];
  readonly codes: readonly string[];
  readonly agency?: keyof typeof AGENCIES;
  readonly sex?: 'F' | 'M';
  readonly born?: string;
  readonly from?: string;
  readonly tot?: string;
  readonly ori?: string;
  readonly treatAsAdult?: boolean;
  readonly realName?: string;
  readonly extra?: Pick<Sample, 'prints' | 'format' | 'oldSpelling' | 'refused'>;
}

const CHOICES: readonly Choice[] = [
  {
    name: 'no-match',
    person: 'SAMPLE,JORDAN LEE',
    sex: 'F',
    from: 'US',
    charges: ['SHOPLIFTING'],
    codes: ['OA-SIM-F-NOID', 'OA-SIM-D-NOMAT'],
    outcome: 'no criminal record, no IDENT match: closed, counts only',
  },
  {
    name: 'match-removable',
    person: 'EXAMPLE,CARLOS DAVID',
    charges: ['BURGLARY OF A HABITATION'],
    codes: ['OA-SIM-F-CONV', 'OA-SIM-D-REMOV'],
    outcome: 'convictions, match, appears removable: the officer decides',
  },
  {
    name: 'match-citizen',
    person: 'TESTPERSON,ANA LUCIA',
    sex: 'F',
    charges: ['SIMPLE ASSAULT'],
    codes: ['OA-SIM-F-NOID', 'OA-SIM-D-CITZN'],
    outcome: 'match with a record of naturalization: the review finds a citizen, closed, out of every queue',
  },
  {
    name: 'match-lpr',
    person: 'INVENTED,MEI LIN',
    sex: 'F',
    from: 'RC',
    charges: ['THEFT OF SERVICES'],
    codes: ['OA-SIM-F-NOID', 'OA-SIM-D-LPR'],
    outcome: 'match with a lawful permanent resident, not removable on record: closed',
  },
  {
    name: 'match-if-convicted',
    person: 'FICTION,PAUL ANDRE',
    from: 'HT',
    charges: ['POSSESSION OF A CONTROLLED SUBSTANCE'],
    agency: 'parish',
    codes: ['OA-SIM-F-IDENT', 'OA-SIM-D-IFCON'],
    outcome:
      'removable only if convicted: at most a detainer upon conviction, reviewed again when the criminal case ends',
  },
  {
    name: 'match-final-order',
    person: 'PLACEHOLDER,VICTOR MANUEL',
    from: 'GT',
    charges: ['FELON IN POSSESSION OF A FIREARM'],
    agency: 'mesa',
    codes: ['OA-SIM-F-CONV', 'OA-SIM-D-ORDER'],
    outcome: 'removed before, final order outstanding: the officer decides',
  },
  {
    name: 'fbi-error',
    person: 'BLURRED,ALEX',
    charges: ['CRIMINAL TRESPASS'],
    codes: ['OA-SIM-F-ERRT', 'OA-SIM-D-REMOV'],
    outcome: 'the FBI answers ERRT (image quality): nothing was searched, nothing is shared',
  },
  {
    name: 'unknown-originator',
    person: 'NOWHERE,SAM',
    charges: ['FORGERY'],
    ori: UNKNOWN_ORIGINATOR,
    codes: ['OA-SIM-F-NOID', 'OA-SIM-D-NOMAT'],
    outcome: 'an originator that the FBI does not know: not processed, nothing is shared',
  },
  {
    name: 'convictions-no-match',
    person: 'SPECIMEN,ROBERT EARL',
    from: 'US',
    charges: ['ROBBERY'],
    agency: 'parish',
    codes: ['OA-SIM-F-CONV', 'OA-SIM-D-NOMAT'],
    outcome: 'rap sheet with convictions returned, no IDENT match: closed',
  },
  {
    name: 'not-active',
    person: 'HARBORMAN,LUIS',
    from: 'HD',
    charges: ['AUTO THEFT'],
    agency: 'harbor',
    codes: ['OA-SIM-F-IDENT', 'OA-SIM-D-REMOV'],
    outcome: 'jurisdiction not active: criminal history only, never sent to IDENT',
  },
  {
    name: 'juvenile',
    person: 'YOUNGER,DIEGO',
    born: '1994-12-01',
    charges: ['AGGRAVATED ASSAULT'],
    treatAsAdult: true,
    codes: ['OA-SIM-F-NOID', 'OA-SIM-D-EWI'],
    outcome: 'a juvenile to be treated as an adult: match, flagged for the officer',
  },
  {
    name: 'possible-victim',
    person: 'CALLER,ROSA MARIA',
    sex: 'F',
    charges: ['DOMESTIC DISPUTE - BOTH PARTIES ARRESTED'],
    codes: ['OA-SIM-F-NOID', 'OA-SIM-D-REMOV'],
    outcome: 'match; the words of the charge call for the victim and witness screen',
  },
  {
    name: 'minor-traffic',
    person: 'DRIVER,JOSE LUIS',
    charges: ['DRIVING WITHOUT LICENSE', 'FAIL TO YIELD'],
    codes: ['OA-SIM-F-NOID', 'OA-SIM-D-EWI'],
    outcome: 'match; minor traffic offenses and no conviction: the policy in force applies',
  },
  {
    name: 'not-an-arrest',
    person: 'UNKNOWN,JANE',
    sex: 'F',
    charges: ['NONE'],
    tot: 'AMN',
    codes: [],
    extra: { refused: 'NOT_AN_ARREST' },
    outcome: 'refused at the door: 1.004 AMN is no arrest',
  },
  {
    name: 'no-prints',
    person: 'NAMEONLY,PAT',
    charges: ['VANDALISM'],
    codes: [],
    extra: { format: 'json', prints: 'none', refused: 'NO_PRINTS' },
    outcome: 'refused at the door: a name alone starts no check',
  },
  {
    name: 'json-booking',
    person: 'NUNEZ,ANGELA',
    realName: 'Ángela Núñez',
    sex: 'F',
    from: 'DR',
    charges: ['FRAUD - CREDIT CARD'],
    codes: ['OA-SIM-F-IDENT', 'OA-SIM-D-LPR'],
    extra: { format: 'json' },
    outcome: 'JSON with prints in base64: accepted as the EBTS file is; match, not removable on record',
  },
  {
    name: 'unknown-agency',
    person: 'STRANGER,TERRY',
    charges: ['DISORDERLY CONDUCT'],
    agency: 'unknown',
    codes: ['OA-SIM-F-NOID', 'OA-SIM-D-REMOV'],
    outcome:
      'booking agency absent from the register: criminal history returned, sharing waits for a person to assign the jurisdiction',
  },
  {
    name: 'island-time',
    person: 'ISLANDER,FELIX',
    from: 'PI',
    charges: ['BURGLARY'],
    agency: 'atoll',
    codes: ['OA-SIM-F-CONV', 'OA-SIM-D-REMOV'],
    outcome: 'match at the other side of the date line: every clock runs on Guam time',
  },
  {
    name: 'no-answer-necessary',
    person: 'QUIET,MORGAN',
    charges: ['DRIVING UNDER THE INFLUENCE'],
    agency: 'mesa',
    tot: 'CNA',
    codes: ['OA-SIM-F-IDENT', 'OA-SIM-D-REMOV'],
    extra: { prints: 'type-14' },
    outcome: 'CNA with Type-14 prints: no criminal answer is due, sharing goes on; match',
  },
  {
    name: 'old-spelling',
    person: 'OLDFORM,CHRIS',
    from: 'US',
    charges: ['POSSESSION OF STOLEN PROPERTY'],
    agency: 'parish',
    codes: ['OA-SIM-F-IDENT', 'OA-SIM-D-NOMAT'],
    extra: { oldSpelling: true },
    outcome: 'field numbers of two digits (1.01:), arrest without conviction on file, no match: closed',
  },
];

/** All samples, in the order of their files. */
export const SAMPLES: readonly Sample[] = CHOICES.map((choice, index) => ({
  name: `${String(index + 1).padStart(2, '0')}-${choice.name}`,
  outcome: choice.outcome,
  facts: factsOf(choice, index + 1),
  ...choice.extra,
}));

/** The samples whose facts are also given as templates for `booking make`. */
export const TEMPLATES: Readonly<Record<string, string>> = {
  'car-no-match': '01-no-match',
  'car-match-removable': '02-match-removable',
  'car-match-citizen': '03-match-citizen',
  'car-match-if-convicted': '05-match-if-convicted',
  'car-not-active': '10-not-active',
};

/** Samples were all sent on Friday 16 September 2011, a minute apart. */
function factsOf(choice: Choice, number: number): SubmissionFacts {
  const serial = String(number).padStart(6, '0');
  const minute = String(number).padStart(2, '0');
  const { tot = 'CAR', from = 'MM', sex = 'M', agency = 'example' } = choice;
  return {
    transaction: {
      tot,
      tcn: `XX-SIM-20110916-${serial}`,
      ori: choice.ori ?? AGENCIES.bureau,
      dai: 'WVIAFIS0Z',
      date: '2011-09-16',
      priority: 2,
      gmt: `2011-09-16T16:${minute}:00Z`,
      version: '0400',
    },
    controllingAgency: AGENCIES[agency],
    person: {
      name: choice.person,
      ...(choice.realName === undefined ? {} : { realName: choice.realName }),
      aliases: [],
      dateOfBirth: choice.born ?? `19${70 + number}-02-04`,
      sex,
      race: 'U',
      placeOfBirth: from,
      reportedCitizenship: from,
      fbiNumbers: [],
      miscNumbers: [...choice.codes],
    },
    arrest: { date: '2011-09-16', charges: choice.charges.map((literal) => ({ offenceDate: '2011-09-16', literal })) },
    dispositions: [],
    agencyCaseNumber: `SIM-2011-${serial}`,
    returnRapSheet: tot !== 'CNA',
    treatAsAdult: choice.treatAsAdult ?? false,
    retain: true,
    description: { height: '507', weight: '150', eyes: 'BRO', hair: 'BLK' },
  };
}
