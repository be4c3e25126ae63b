import type { ActName } from '../domain/lifecycle/acts.ts';

/** How an act is called on the command line. */
export interface Verb {
  readonly words: readonly [string, ...string[]];
  readonly summary: string;
  readonly examples: readonly [string, ...string[]];
  /** The development person who usually does it, for examples and suggestions. */
  readonly by: string;
}

const FACTOR_EXAMPLE = 'decide 3f2a --as officer --file decision.json';

/** Every act of the access table as a command: what has no verb here cannot be typed, which a test forbids. */
export const VERBS: Readonly<Record<ActName, Verb>> = {
  recordReview: {
    words: ['review'],
    summary: 'record the status review (IAR): an opinion with its sources, by a specialist',
    examples: [
      'review 3f2a --as specialist',
      'review 3f2a --as specialist --status OVERSTAY --opinion APPEARS_REMOVABLE --consulted "CIS|now" --basis "Visa ended in 2009; nothing pending."',
      'review --template > review.json',
    ],
    by: 'specialist',
  },
  recordDecision: {
    words: ['decide'],
    summary: 'record the officer’s decision, every factor answered in words',
    examples: [
      'decide 3f2a --as officer',
      'decide --template > decision.json',
      FACTOR_EXAMPLE,
      'decide 3f2a --as officer --decision NO_ACTION --factor CRIMINAL_HISTORY=NOT_FOUND:"two databases searched" …',
      'decide 3f2a --as officer --decision DETAINER … --request basis=NTA_SERVED:"Served on 2011-09-16." --request purpose=ASSUME_CUSTODY --request warrant=NONE --request minor-traffic=no:"Burglary"',
    ],
    by: 'officer',
  },
  reviewAsSecondOfficer: {
    words: ['second'],
    summary: 'agree or disagree, as a second officer, with a decision that needs one',
    examples: [
      'second 3f2a --as supervisor --decided-at 2011-09-16T18:00:00.000Z --agrees yes --reasons "Read the whole record."',
    ],
    by: 'supervisor',
  },
  requestAnotherReview: {
    words: ['another-review'],
    summary: 'send the case back for another status review',
    examples: ['another-review 3f2a --as officer --reasons "A birth certificate was handed in."'],
    by: 'officer',
  },
  recordInterview: {
    words: ['interview'],
    summary: 'record the interview, or the person’s refusal of one',
    examples: [
      'interview 3f2a --as officer --held-at now --officer "Harper Quill" --language es --place JAIL --refused no --summary "…"',
    ],
    by: 'officer',
  },
  decideRemoval: {
    words: ['removal'],
    summary: 'decide whether to seek removal, after the interview',
    examples: [
      'removal 3f2a --as officer',
      'removal --template > removal.json',
      'removal 3f2a --as officer --file removal.json',
    ],
    by: 'officer',
  },
  reportCriminalOutcome: {
    words: ['outcome'],
    summary: 'report how the local criminal case ended',
    examples: [
      'outcome 3f2a --as jail-one --convicted no --ended-at now --offence Burglary --source "Order of the county court"',
    ],
    by: 'jail-one',
  },
  assignJurisdiction: {
    words: ['assign'],
    summary: 'assign the jurisdiction of an agency that is absent from the register, or whose counties differ',
    examples: ['assign 3f2a --as administrator --jurisdiction XX-EXAMPLE --reasons "A city jail of this county."'],
    by: 'administrator',
  },
  askAgain: {
    words: ['ask-again'],
    summary: 'put a question to a silent partner once more',
    examples: ['ask-again 3f2a --as administrator --partner IDENT --reasons "No answer since this morning."'],
    by: 'administrator',
  },
  reportClaim: {
    words: ['claim'],
    summary: 'report that the person claims to be a citizen, or the victim of a crime',
    examples: [
      'claim 3f2a --as jail-one --what CITIZENSHIP --through JAIL --words "Says she was born in Ohio."',
      'claim 3f2a --as specialist --what VICTIM --through TELEPHONE',
    ],
    by: 'jail-one',
  },
  setAsideClaim: {
    words: ['set-aside'],
    summary: 'find a claim unfounded; it takes a supervisor and an attorney',
    examples: [
      'set-aside 3f2a --as supervisor --claim claim-1 --reasons "The certificate was found to be another person’s."',
    ],
    by: 'supervisor',
  },
  acknowledgeDetainer: {
    words: ['detainer', 'acknowledge'],
    summary: 'confirm that the jail has the detainer',
    examples: ['detainer acknowledge 3f2a-1 --as jail-one --at now'],
    by: 'jail-one',
  },
  declineDetainer: {
    words: ['detainer', 'decline'],
    summary: 'decline the detainer; no reason is needed',
    examples: ['detainer decline 3f2a-1 --as jail-one'],
    by: 'jail-one',
  },
  confirmCopy: {
    words: ['detainer', 'copy'],
    summary: 'confirm that the person was given a copy',
    examples: [
      'detainer copy 3f2a-1 --as jail-one --at now --method HANDED_OVER --language es --interpreter no --refused-to-sign no',
    ],
    by: 'jail-one',
  },
  recordGround: {
    words: ['detainer', 'ground', 'record'],
    summary: 'record a ground on which the jail itself holds the person',
    examples: [
      'detainer ground record 3f2a-1 --as jail-one --ground docket-17 --kind WARRANT --since 2011-09-16T17:00:00-04:00 --source "Warrant of the county court"',
    ],
    by: 'jail-one',
  },
  endGround: {
    words: ['detainer', 'ground', 'end'],
    summary: 'report that one ground has ended; the clock starts where no other holds the person',
    examples: [
      'detainer ground end 3f2a-1 --as jail-one --ground BOOKING --at now --why CHARGES_DISMISSED --source "Order of the county court"',
    ],
    by: 'jail-one',
  },
  confirmGround: {
    words: ['detainer', 'ground', 'confirm'],
    summary: 'confirm that another ground still holds the person',
    examples: [
      'detainer ground confirm 3f2a-1 --as officer --at now --expected-end 2011-10-03T09:00:00-04:00 --source "Docket of the county court"',
    ],
    by: 'jail-one',
  },
  recordBailAttempt: {
    words: ['detainer', 'bail'],
    summary: 'record an attempt to post bail: a detainer is no reason to refuse or delay it',
    examples: [
      'detainer bail 3f2a-1 --as attorney --at now --outcome REFUSED --because-of-detainer yes --source "The person’s brother"',
    ],
    by: 'jail-one',
  },
  reportMoved: {
    words: ['detainer', 'moved'],
    summary: 'report that the person was taken to another jail or to a hospital; the clock stays the same',
    examples: [
      'detainer moved 3f2a-1 --as jail-one --at now --to XX0020100 --source "Transfer paper"',
      'detainer moved 3f2a-1 --as jail-one --at now --to hospital --source "Log of the jail"',
    ],
    by: 'jail-one',
  },
  reportGroundsEnded: {
    words: ['detainer', 'grounds-ended'],
    summary: 'report that no other ground to hold remains: the 48 hours start at that instant',
    examples: ['detainer grounds-ended 3f2a-1 --as jail-one --at now --why BAIL_POSTED --source "Bail receipt"'],
    by: 'jail-one',
  },
  reportHoldEnded: {
    words: ['detainer', 'ended'],
    summary: 'report that the hold has ended, and how',
    examples: ['detainer ended 3f2a-1 --as jail-one --at now --how RELEASED --source "Release log"'],
    by: 'jail-one',
  },
  reportStillHeld: {
    words: ['detainer', 'still-held'],
    summary: 'report that the person is still held',
    examples: ['detainer still-held 3f2a-1 --as crcl --at now --source "Roster of the jail"'],
    by: 'jail-one',
  },
  amendForm: {
    words: ['detainer', 'amend'],
    summary: 'amend the form; the clock stays the same and the person gets a new copy',
    examples: [
      'detainer amend 3f2a-1 --as officer --basis NTA_SERVED --basis-words NTA_SERVED="Served on 2011-09-16." --purpose ASSUME_CUSTODY --warrant NONE --reasons "A notice to appear was served."',
      'detainer amend --template > amended.json',
    ],
    by: 'officer',
  },
  cancelDetainer: {
    words: ['detainer', 'cancel'],
    summary: 'cancel the detainer',
    examples: ['detainer cancel 3f2a-1 --as officer --reasons "The person was found to be a citizen."'],
    by: 'officer',
  },
  moveActivation: {
    words: ['activation', 'move'],
    summary: 'move the date of an activation; both governments get new notices',
    examples: [
      'activation move XX-HARBOR --as administrator --to 2030-02-01T05:00:00Z --reasons "The county asked for more time."',
    ],
    by: 'administrator',
  },
  confirmNotice: {
    words: ['activation', 'confirm'],
    summary: 'confirm that a notice of activation was delivered: how, to whom and when',
    examples: [
      'activation confirm XX-HARBOR --as governor --notice STATE --revision 1 --at now --method MAILBOX --recipient "Office of the governor"',
      'activation confirm XX-HARBOR --as administrator --notice LOCAL --revision 1 --at now --method LETTER --recipient "County clerk"',
    ],
    by: 'administrator',
  },
};
