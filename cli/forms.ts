import { FACTORS, DECISIONS } from '../domain/decision/decision.ts';
import { CLAIMS, REPORTED_THROUGH } from '../domain/claim/claim.ts';
import { NOTICE_METHODS, NOTICE_TO } from '../domain/jurisdiction/activation.ts';
import type { ActName } from '../domain/lifecycle/acts.ts';
import { GROUND_KINDS } from '../domain/detainer/grounds.ts';
import { GROUND_ENDINGS, HOLD_ENDINGS } from '../domain/partners/messages.ts';
import { OPINIONS, STATUSES } from '../domain/review/review.ts';
import {
  answered,
  answers,
  choice,
  type Field,
  instant,
  instantOf,
  OMIT,
  optionalInstant,
  optionalWords,
  records,
  wholeNumber,
  words,
  yesNo,
} from './fields.ts';
import { DELEGATION } from './delegation-field.ts';
import { BOX_WORDS, BOXES, HOLD_REQUEST, MOVED_TO, PURPOSES, WARRANTS, warrantOf } from './hold-fields.ts';

const LOOKED_FOR = ['FOUND', 'NOT_FOUND', 'COULD_NOT_LOOK'];
const CITIZENSHIP = ['NOT_A_CITIZEN', 'POSSIBLE_CITIZEN', 'CITIZEN'];
const EXAMPLE_AT = '2011-09-16T17:00:00-04:00';
const NOT_FOUND = { answer: 'NOT_FOUND', words: 'Looked for in two databases; nothing found.' };

const reasons = (example: string): Field =>
  words({ key: 'reasons', flag: 'reasons', help: 'Reasons, in your words', example });

/** What every decision for or against the person weighs (rules B4, B9). */
const WEIGHED: readonly Field[] = [
  answers({
    key: 'factors',
    flag: 'factor',
    help: 'each factor, once',
    names: FACTORS,
    options: LOOKED_FOR,
    example: Object.fromEntries(FACTORS.map((factor) => [factor, NOT_FOUND])),
  }),
  answered({
    key: 'citizenship',
    flag: 'citizenship',
    help: 'May the person be a citizen',
    options: CITIZENSHIP,
    member: 'basis',
    example: { answer: 'NOT_A_CITIZEN', basis: 'Passport of another country on file; asked at interview.' },
  }),
  answered({
    key: 'victimOrWitness',
    flag: 'victim',
    help: 'Is the person a victim of or witness to a crime',
    options: LOOKED_FOR,
    member: 'words',
    example: NOT_FOUND,
  }),
  answered({
    key: 'vulnerable',
    flag: 'vulnerable',
    help: 'Is the person of a vulnerable class',
    options: LOOKED_FOR,
    member: 'words',
    example: NOT_FOUND,
  }),
  optionalWords({
    key: 'aggravatingFactors',
    flag: 'aggravating',
    help: 'Special circumstances or aggravating factors, against a victim or witness',
    absent: null,
    example: null,
  }),
];

const source = (example: string): Field =>
  words({ key: 'source', flag: 'source', help: 'The document or person this is known from', example });

const groundId = (help: string): Field => words({ key: 'groundId', flag: 'ground', help, example: 'docket-17' });
const expectedEnd = optionalInstant({
  key: 'expectedEndAt',
  flag: 'expected-end',
  help: 'When release or a court date is expected',
  example: null,
});
const warrant = choice({
  key: 'warrant',
  flag: 'warrant',
  help: 'The warrant that accompanies the request',
  options: WARRANTS,
  example: 'NONE',
});

const revision = wholeNumber({
  key: 'revision',
  flag: 'revision',
  help: 'The revision that the notice names',
  example: 1,
});

/** The arguments of every act: as options, as questions and as a template. */
export const FORMS: Readonly<Record<ActName, readonly Field[]>> = {
  recordReview: [
    choice({
      key: 'lastKnownStatus',
      flag: 'status',
      help: 'Last known status',
      options: STATUSES,
      example: 'OVERSTAY',
    }),
    choice({
      key: 'opinion',
      flag: 'opinion',
      help: 'Opinion on removability',
      options: OPINIONS,
      example: 'APPEARS_REMOVABLE',
    }),
    records({
      key: 'sources',
      flag: 'consulted',
      help: 'a database that was consulted',
      parts: ['database', 'instant'],
      example: [{ database: 'CIS', consultedAt: EXAMPLE_AT }],
      blank: [{ database: '‹database›', consultedAt: `‹${EXAMPLE_AT}›` }],
      build: async ([database, at = 'now'], context) => ({ database, consultedAt: await instantOf(at, context) }),
    }),
    records({
      key: 'convictions',
      flag: 'conviction',
      help: 'a conviction by a court of law',
      parts: ['offence', 'court', 'country', 'recognized yes|no', 'date', 'source'].map((part) =>
        part.replace('|', '/'),
      ),
      absent: [],
      example: [],
      build: async ([offence, court, country, recognized = '', convictedOn, from]) => ({
        offence,
        court,
        country,
        recognizedInUnitedStates: /^y/i.test(recognized),
        convictedOn,
        source: from,
      }),
    }),
    words({
      key: 'basis',
      flag: 'basis',
      help: 'What the opinion rests on',
      example: 'Admitted on a visa that ended two years ago; no application pending.',
    }),
  ],
  recordDecision: [
    choice({ key: 'decision', flag: 'decision', help: 'The decision', options: DECISIONS, example: 'DETAINER' }),
    ...WEIGHED,
    optionalWords({
      key: 'arrestForCrime',
      flag: 'arrest-for-crime',
      help: 'Needed for a detainer: that the arrest was for a crime, apart from any immigration violation',
      absent: null,
      example: 'Arrested for burglary on a witness statement.',
    }),
    HOLD_REQUEST,
    DELEGATION,
    reasons('Appears removable; burglary charge; nothing found that speaks against.'),
  ],
  reviewAsSecondOfficer: [
    instant({
      key: 'decidedAt',
      flag: 'decided-at',
      help: 'When the decision you have read was recorded, as the case shows it',
      example: EXAMPLE_AT,
    }),
    yesNo({ key: 'agrees', flag: 'agrees', help: 'Do you agree with the decision', example: true }),
    reasons('Read the whole record; the safeguards were answered.'),
  ],
  requestAnotherReview: [reasons('New document: a birth certificate was handed in.')],
  recordInterview: [
    instant({ key: 'heldAt', flag: 'held-at', help: 'When it was held', example: EXAMPLE_AT }),
    words({ key: 'officer', flag: 'officer', help: 'The officer who held it', example: 'Harper Quill' }),
    words({ key: 'language', flag: 'language', help: 'Language, as a tag such as es', example: 'es' }),
    optionalWords({ key: 'interpreter', flag: 'interpreter', help: 'The interpreter', absent: null, example: null }),
    choice({
      key: 'place',
      flag: 'place',
      help: 'Where',
      options: ['JAIL', 'BY_TELEPHONE', 'BY_VIDEO', 'ICE_CUSTODY'],
      example: 'JAIL',
    }),
    yesNo({ key: 'refusedByPerson', flag: 'refused', help: 'Did the person refuse the interview', example: false }),
    DELEGATION,
    words({
      key: 'summary',
      flag: 'summary',
      help: 'What was said, in short',
      example: 'Rights explained; family ties and medical needs asked for; none stated.',
    }),
  ],
  decideRemoval: [
    yesNo({ key: 'seekRemoval', flag: 'seek', help: 'Seek removal', example: false }),
    ...WEIGHED,
    DELEGATION,
    reasons('Long residence and family ties outweigh an old offence.'),
  ],
  reportCriminalOutcome: [
    yesNo({ key: 'convicted', flag: 'convicted', help: 'Was the person convicted', example: false }),
    instant({ key: 'endedAt', flag: 'ended-at', help: 'When the criminal case ended', example: EXAMPLE_AT }),
    words({ key: 'offence', flag: 'offence', help: 'The offence', example: 'Burglary' }),
    source('Order of the county court'),
  ],
  assignJurisdiction: [
    words({ key: 'jurisdiction', flag: 'jurisdiction', help: 'Id of the jurisdiction', example: 'XX-EXAMPLE' }),
    reasons('The agency is a city jail of this county.'),
  ],
  askAgain: [
    choice({
      key: 'partner',
      flag: 'partner',
      help: 'Who is asked again',
      options: ['FBI', 'IDENT', 'IMMIGRATION_DATABASES'],
      example: 'IDENT',
    }),
    reasons('No answer since this morning; their desk asked us to send it again.'),
  ],
  reportClaim: [
    choice({ key: 'what', flag: 'what', help: 'What the person claims', options: CLAIMS, example: 'CITIZENSHIP' }),
    choice({
      key: 'channel',
      flag: 'through',
      help: 'How it reached you; a jail says JAIL',
      options: REPORTED_THROUGH,
      example: 'JAIL',
    }),
    optionalWords({
      key: 'words',
      flag: 'words',
      help: 'What was said; nothing has to be proved',
      absent: null,
      example: 'Says she was born in Ohio.',
    }),
  ],
  setAsideClaim: [
    words({ key: 'claimId', flag: 'claim', help: 'The claim, as the case shows it', example: 'claim-1' }),
    reasons('The certificate was found to be another person’s; asked again, no claim was made.'),
  ],
  acknowledgeDetainer: [
    instant({ key: 'receivedAt', flag: 'at', help: 'When the jail received it', example: EXAMPLE_AT }),
  ],
  declineDetainer: [
    optionalWords({
      key: 'note',
      flag: 'note',
      help: 'A note; none is needed',
      absent: OMIT,
      example: 'The sheriff’s policy.',
    }),
  ],
  confirmCopy: [
    instant({ key: 'servedAt', flag: 'at', help: 'When the person was given the copy', example: EXAMPLE_AT }),
    choice({
      key: 'method',
      flag: 'method',
      help: 'How',
      options: ['HANDED_OVER', 'READ_ALOUD', 'HANDED_OVER_AND_READ_ALOUD'],
      example: 'HANDED_OVER',
    }),
    words({ key: 'language', flag: 'language', help: 'Language, as a tag such as es', example: 'es' }),
    yesNo({ key: 'interpreter', flag: 'interpreter', help: 'Was there an interpreter', example: false }),
    yesNo({ key: 'refusedToSign', flag: 'refused-to-sign', help: 'Did the person refuse to sign', example: false }),
  ],
  recordGround: [
    groundId('Your name for the ground, e.g. the last digits of the docket: letters, digits, dots, hyphens'),
    choice({ key: 'kind', flag: 'kind', help: 'What holds the person', options: GROUND_KINDS, example: 'WARRANT' }),
    instant({ key: 'since', flag: 'since', help: 'Since when it holds the person', example: EXAMPLE_AT }),
    expectedEnd,
    source('Warrant of the county court'),
  ],
  endGround: [
    groundId('Which ground: its name as it was recorded; BOOKING is the arrest of the booking'),
    instant({ key: 'endedAt', flag: 'at', help: 'When it ended', example: EXAMPLE_AT }),
    choice({ key: 'ending', flag: 'why', help: 'Why', options: GROUND_ENDINGS, example: 'CHARGES_DISMISSED' }),
    source('Order of the county court'),
  ],
  confirmGround: [
    instant({ key: 'confirmedAt', flag: 'at', help: 'When you looked', example: EXAMPLE_AT }),
    expectedEnd,
    source('Docket of the county court'),
  ],
  recordBailAttempt: [
    instant({ key: 'attemptedAt', flag: 'at', help: 'When bail was tried', example: EXAMPLE_AT }),
    choice({
      key: 'outcome',
      flag: 'outcome',
      help: 'What came of it',
      options: ['POSTED', 'REFUSED', 'DELAYED'],
      example: 'REFUSED',
    }),
    yesNo({
      key: 'becauseOfDetainer',
      flag: 'because-of-detainer',
      help: 'Did anyone give the detainer as the reason',
      example: true,
    }),
    source('The person’s brother, who brought the money'),
  ],
  reportMoved: [
    instant({ key: 'movedAt', flag: 'at', help: 'When the person was moved', example: EXAMPLE_AT }),
    MOVED_TO,
    source('Transfer paper of the jail'),
  ],
  reportGroundsEnded: [
    instant({ key: 'endedAt', flag: 'at', help: 'When the last other ground to hold ended', example: EXAMPLE_AT }),
    choice({ key: 'ending', flag: 'why', help: 'Why', options: GROUND_ENDINGS, example: 'BAIL_POSTED' }),
    source('Bail receipt'),
  ],
  reportHoldEnded: [
    instant({ key: 'endedAt', flag: 'at', help: 'When the hold ended', example: EXAMPLE_AT }),
    choice({ key: 'ending', flag: 'how', help: 'How', options: HOLD_ENDINGS, example: 'RELEASED' }),
    source('Release log of the jail'),
  ],
  reportStillHeld: [
    instant({ key: 'observedAt', flag: 'at', help: 'When the person was seen in custody', example: EXAMPLE_AT }),
    source('Roster of the jail'),
  ],
  amendForm: [
    BOXES,
    BOX_WORDS,
    choice({
      key: 'purpose',
      flag: 'purpose',
      help: 'What the hold is for',
      options: PURPOSES,
      example: 'ASSUME_CUSTODY',
    }),
    { ...warrant, read: async (texts) => warrantOf('warrant', texts.at(-1) ?? '') },
    reasons('A notice to appear was served after the form was sent.'),
  ],
  moveActivation: [
    instant({
      key: 'activeFrom',
      flag: 'to',
      help: 'The exact instant from which it shall be active',
      example: '2030-02-01T05:00:00Z',
    }),
    reasons('The county asked for more time to prepare.'),
  ],
  confirmNotice: [
    choice({ key: 'to', flag: 'notice', help: 'Which of the two notices', options: NOTICE_TO, example: 'STATE' }),
    revision,
    instant({ key: 'deliveredAt', flag: 'at', help: 'When it was delivered', example: EXAMPLE_AT }),
    choice({ key: 'method', flag: 'method', help: 'How it was delivered', options: NOTICE_METHODS, example: 'LETTER' }),
    words({
      key: 'recipient',
      flag: 'recipient',
      help: 'Who received it: office or official',
      example: 'Office of the governor, front desk',
    }),
  ],
  cancelDetainer: [reasons('The person was found to be a citizen.')],
};
