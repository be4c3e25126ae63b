/**
 * The class of an arrest offence for the statistics. A fingerprint submission carries no offence code, only the arresting agency's words
 * (2.047 AOL), so a class read from them is an analysis label and never a fact about the person: no officer sees it.
 */

/** Where a booking names several charges, the first class in this order counts: minor traffic only where there is nothing else. */
export const OFFENCE_CLASSES = [
  'VIOLENT',
  'DRUG',
  'DUI',
  'PROPERTY',
  'PUBLIC_ORDER',
  'IMMIGRATION',
  'TRAFFIC_OTHER',
  'OTHER',
  'TRAFFIC_MINOR',
] as const;
export type OffenceClass = (typeof OFFENCE_CLASSES)[number];

/** How a class was found: by this version of the word table, or not at all (which counts as missing, not as a class). */
export interface OffenceClassing {
  readonly offenceClass: OffenceClass | 'UNCLASSIFIED';
  readonly classedBy: 'words-v1' | 'none';
}

/**
 * Version 1 of the word table. The first row that a charge matches gives its class, so a row that must win over another stands above it
 * (driving under the influence of a drug is DUI). A change of any row is a new version with a new name: old rows keep their label.
 */
const WORDS_V1: readonly (readonly [OffenceClass, RegExp])[] = [
  [
    'DUI',
    /\b(DUI|DWI|OUI|OWI|DRUNK(EN)? DRIVING|DRIV\w* (WHILE|UNDER).*(INTOXICAT|INFLUENCE|IMPAIRED)|DRIV\w* (INTOXICATED|IMPAIRED))/,
  ],
  [
    'VIOLENT',
    /\b(MURDER|HOMICIDE|MANSLAUGHTER|RAPE|SEX\w* (ASSAULT|BATTERY|ABUSE|OFFEN[SC]E)|ROBBERY|CARJACK|KIDNAP|ABDUCT|ASSAULT|BATTERY|DOMESTIC VIOLENCE|STRANGUL|ARSON|STALKING|CHILD ABUSE)/,
  ],
  [
    'DRUG',
    /\b(DRUGS?|NARCOTIC|CONTROLLED SUBSTANCE|MARI[JH]UANA|CANNABIS|COCAINE|HEROIN|METH(AMPHETAMINE)?|PARAPHERNALIA|POSS\w* (OF )?CDS)\b/,
  ],
  [
    'PROPERTY',
    /\b(THEFT|LARCENY|BURGLARY|SHOPLIFT\w*|STOLEN|FRAUD|FORGERY|EMBEZZLE\w*|IDENTITY|BAD CHECKS?|VANDALISM|CRIMINAL MISCHIEF|BREAKING AND ENTERING)\b/,
  ],
  ['IMMIGRATION', /\b(ILLEGAL (RE-?)?ENTRY|RE-?ENTRY (AFTER|OF)|IMMIGRATION|8 USC 132[56])\b/],
  [
    'TRAFFIC_OTHER',
    /\b(HIT AND RUN|LEAVING (THE )?SCENE|RECKLESS DRIVING|ELUD\w*|FLEEING.*(OFFICER|POLICE)|RACING|DRIV\w*.*(SUSPENDED|REVOKED))\b/,
  ],
  [
    'TRAFFIC_MINOR',
    /\b(NO (VALID )?(DRIVER'?S? )?LICEN[SC]E|(WITHOUT|NO) (A )?(VALID )?LICEN[SC]E|UNLICEN[SC]ED|SPEEDING|FAIL\w* TO (YIELD|STOP|SIGNAL)|EXPIRED (TAGS?|REGISTRATION)|SEAT ?BELT|STOP SIGN|RED LIGHT|TRAFFIC|NO INSURANCE|UNINSURED)\b/,
  ],
  [
    'PUBLIC_ORDER',
    /\b(DISORDERLY|TRESPASS\w*|PUBLIC (INTOX\w*|DRUNK\w*)|PROSTITUTION|WEAPONS?|FIREARM|GUN|RESISTING|OBSTRUCT\w*|LOITER\w*|FAILURE TO APPEAR|CONTEMPT|PROBATION|FALSE (NAME|REPORT|INFORMATION))\b/,
  ],
];

/** Whether a text says anything at all: at least one word of three letters. */
const SAYS_SOMETHING = /[A-Z]{3,}/;

/**
 * The gravest class among the charges' words. `UNCLASSIFIED` where there are no words to read; `OTHER` where they match no row.
 */
export function offenceClassOf(charges: readonly { readonly literal: string }[]): OffenceClassing {
  const classes = charges
    .map((charge) => charge.literal.toUpperCase())
    .filter((text) => SAYS_SOMETHING.test(text))
    .map(classOfWords);
  const gravest = OFFENCE_CLASSES.find((candidate) => classes.includes(candidate));
  return gravest === undefined
    ? { offenceClass: 'UNCLASSIFIED', classedBy: 'none' }
    : { offenceClass: gravest, classedBy: 'words-v1' };
}

function classOfWords(text: string): OffenceClass {
  return WORDS_V1.find(([, words]) => words.test(text))?.[0] ?? 'OTHER';
}
