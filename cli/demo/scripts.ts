import type { FullCase } from '../../domain/api/views.ts';
import type { ActName } from '../../domain/lifecycle/acts.ts';
import * as answers from './answers.ts';

/** One scripted step: who does what, once the case stands where it can be done. */
export interface Step {
  /** Development person. */
  readonly by: string;
  readonly act: ActName | 'advanceClock';
  /** What the person does, as it is shown. */
  readonly says: string;
  readonly when: (view: FullCase) => boolean;
  readonly args: (own: answers.Own) => unknown;
  /** The step shows a refusal: this code is what must come back. */
  readonly refused?: string;
}

const HOUR_MS = 3_600_000;

const atReview = (view: FullCase): boolean =>
  view.immigration === 'STATUS_REVIEW' && happened(view, 'DATABASES_ANSWERED');
const atDecision = (view: FullCase): boolean => view.immigration === 'OFFICER_DECISION';
const atEnforcement = (view: FullCase): boolean => view.immigration === 'ENFORCEMENT';

function happened(view: FullCase, kind: string): boolean {
  return view.events.some((event) => event.kind === kind);
}

/** Whether the last detainer's hold stands there, and its issue has been written. */
function hold(...states: readonly FullCase['detainers'][number]['hold'][]): (view: FullCase) => boolean {
  return (view) => {
    const detainer = view.detainers.at(-1);
    return detainer !== undefined && states.includes(detainer.hold) && happened(view, 'DETAINER_ISSUED');
  };
}

function reviews(says: string, conclusion: Parameters<typeof answers.review>[0]): Step {
  return { by: 'specialist', act: 'recordReview', says, when: atReview, args: answers.review(conclusion) };
}

function decides(says: string, args: Step['args']): Step {
  return { by: 'officer', act: 'recordDecision', says, when: atDecision, args };
}

/** The jail has the request, and the person a copy. */
function received(jail: string): Step[] {
  return [
    {
      by: jail,
      act: 'acknowledgeDetainer',
      says: 'acknowledges the detainer',
      when: hold('DORMANT'),
      args: answers.acknowledge,
    },
    {
      by: jail,
      act: 'confirmCopy',
      says: 'confirms that the person has a copy',
      when: hold('DORMANT'),
      args: answers.copyServed,
    },
  ];
}

function groundsEnd(jail: string, ending: string, source: string): Step {
  return {
    by: jail,
    act: 'reportGroundsEnded',
    says: `reports that no other ground remains (${ending})`,
    when: hold('DORMANT'),
    args: answers.groundsEnded(ending, source),
  };
}

function interviewed(summary: string): Step {
  return {
    by: 'officer',
    act: 'recordInterview',
    says: 'records the interview',
    when: atEnforcement,
    args: answers.interview(summary),
  };
}

const OVERSTAY = {
  status: 'OVERSTAY',
  opinion: 'APPEARS_REMOVABLE',
  basis: 'Admitted as a visitor until August 2008, no departure and no application on record.',
} as const;

const ENTERED = {
  status: 'ENTERED_WITHOUT_INSPECTION',
  opinion: 'APPEARS_REMOVABLE',
  basis: 'One encounter between ports of entry in 2009, returned; no admission and no application on record.',
} as const;

const RESIDENT = {
  status: 'LAWFUL_PERMANENT_RESIDENT',
  opinion: 'NOT_REMOVABLE_ON_RECORD',
  basis: 'Lawful permanent resident since 2003; no conviction that bears on it.',
} as const;

/**
 * What the scripted people do to which sample, so that every outcome is reached once. Samples without a script run by themselves, or
 * wait for the user: 02 and 12, matched, and 17, whose agency is in no register.
 */
export const SCRIPTS: Readonly<Record<string, readonly Step[]>> = {
  '03-match-citizen': [
    reviews('records the review: a citizen', {
      status: 'US_CITIZEN',
      opinion: 'NOT_REMOVABLE_ON_RECORD',
      basis: 'Naturalized on 17 May 2007 by the Central Index System; the certificate is on file.',
    }),
  ],
  '04-match-lpr': [reviews('records the review: not removable', RESIDENT)],
  '05-match-if-convicted': [
    reviews('records the review: removable only if convicted', {
      status: 'LAWFUL_PERMANENT_RESIDENT',
      opinion: 'REMOVABLE_ONLY_IF_CONVICTED',
      basis: 'Resident since 2003. A conviction on the present charge could bear on removability; there is none.',
    }),
    {
      ...decides(
        'asks for a detainer',
        answers.decide('DETAINER', { reasons: 'The charge is a controlled substance offense.' }),
      ),
      refused: 'ONLY_UPON_CONVICTION',
    },
    decides(
      'decides: a detainer upon conviction',
      answers.decide('DETAINER_UPON_CONVICTION', { reasons: 'Nothing is asked for unless a court convicts.' }),
    ),
    ...received('jail-two'),
    {
      by: 'jail-two',
      act: 'reportCriminalOutcome',
      says: 'reports that the charges were dismissed',
      when: hold('DORMANT'),
      args: answers.chargesDismissed,
    },
    {
      ...reviews('records the review again: not removable', RESIDENT),
      when: (view) => atReview(view) && happened(view, 'CRIMINAL_OUTCOME'),
    },
    {
      by: 'jail-two',
      act: 'reportHoldEnded',
      says: 'reports the release',
      when: hold('AUTHORITY_ENDED'),
      args: answers.holdEnded('RELEASED', 'Release log'),
    },
  ],
  '06-match-final-order': [
    reviews('records the review: final order outstanding', {
      status: 'FINAL_ORDER',
      opinion: 'APPEARS_REMOVABLE',
      basis: 'Final order of 30 August 2006, removed once; no appeal on record.',
      convicted: true,
    }),
    decides(
      'decides: a detainer',
      answers.decide('DETAINER', {
        known: {
          CRIMINAL_HISTORY: 'Burglary of a vehicle, convicted 2008, 1 year.',
          EARLIER_REMOVAL: 'Removed on 12 October 2006.',
          OUTSTANDING_FINAL_ORDER: 'Final order of 30 August 2006.',
        },
        reasons: 'Outstanding final order and a felony conviction.',
      }),
    ),
    ...received('jail-three'),
    {
      by: 'officer',
      act: 'amendForm',
      says: 'amends the form: a final order, not an investigation',
      when: hold('DORMANT'),
      args: answers.amend(
        {
          bases: ['REMOVAL_ORDER_OBTAINED'],
          basisDetails: { REMOVAL_ORDER_OBTAINED: 'Final order of 30 August 2006' },
        },
        'The order was found on file: the form says what the request rests on.',
      ),
    },
    {
      by: 'jail-three',
      act: 'confirmCopy',
      says: 'confirms that the person has the amended copy',
      when: hold('DORMANT'),
      args: answers.copyServed,
    },
    {
      by: 'jail-three',
      act: 'recordGround',
      says: 'records a warrant of the county court as a ground of its own',
      when: hold('DORMANT'),
      args: answers.ground('county-114', 'WARRANT', 'Warrant of the county court'),
    },
    {
      by: 'officer',
      act: 'confirmGround',
      says: 'asks the jail and records that a ground of its own holds the person',
      when: hold('DORMANT'),
      args: answers.groundHolds('Docket of the county court'),
    },
    interviewed('Asked about family, health, work and fear of return, in Spanish. Says that he has no family here.'),
    groundsEnd('jail-three', 'SENTENCE_SERVED', 'Order of the county court'),
    {
      by: 'jail-three',
      act: 'reportHoldEnded',
      says: 'reports that custody was assumed',
      when: hold('RUNNING'),
      args: answers.holdEnded('ASSUMED', 'Transfer form'),
    },
    {
      by: 'officer',
      act: 'decideRemoval',
      says: 'decides to seek removal',
      when: atEnforcement,
      args: answers.decideRemoval(true, {
        known: {
          CRIMINAL_HISTORY: 'Burglary of a vehicle, convicted 2008, 1 year.',
          OUTSTANDING_FINAL_ORDER: 'Final order of 30 August 2006.',
        },
        reasons: 'Final order outstanding; nothing found in the interview that speaks against it.',
      }),
    },
  ],
  '11-juvenile': [
    reviews('records the review: entered without inspection', ENTERED),
    decides(
      'asks for a detainer',
      answers.decide('DETAINER', {
        vulnerable: 'Seventeen years old.',
        reasons: 'The charge is an aggravated assault.',
      }),
    ),
    {
      by: 'supervisor',
      act: 'reviewAsSecondOfficer',
      says: 'as second officer does not agree',
      when: (view) => view.immigration === 'SECOND_OFFICER',
      args: answers.secondReview(false, 'A minor without any conviction: no hold is proportionate here.'),
    },
    {
      ...decides(
        'decides: no action',
        answers.decide('NO_ACTION', {
          vulnerable: 'Seventeen years old.',
          reasons: 'A minor; the supervisor’s review is followed.',
        }),
      ),
      when: (view) => atDecision(view) && happened(view, 'SECOND_OFFICER_REVIEWED'),
    },
  ],
  '12-possible-victim': [reviews('records the review: appears removable', OVERSTAY)],
  '13-minor-traffic': [
    reviews('records the review: entered without inspection', ENTERED),
    decides(
      'decides: ask to be told of the release, no hold',
      answers.decide('NOTIFY_ONLY', { reasons: 'Minor traffic offenses only, no conviction: no hold.' }),
    ),
    interviewed('By telephone with an interpreter. Lives here with three children since 2009.'),
    {
      by: 'officer',
      act: 'decideRemoval',
      says: 'decides not to seek removal',
      when: (view) => atEnforcement(view) && happened(view, 'INTERVIEW'),
      args: answers.decideRemoval(false, {
        known: { FAMILY_TIES: 'Three children in school here.', DURATION_OF_STAY: 'Here since 2009.' },
        reasons: 'Minor traffic offenses and family ties: discretion is exercised.',
      }),
    },
  ],
  '16-json-booking': [reviews('records the review: not removable', RESIDENT)],
  '18-island-time': [
    reviews('records the review: appears removable', { ...OVERSTAY, convicted: true }),
    decides(
      'decides: a detainer',
      answers.decide('DETAINER', {
        known: { CRIMINAL_HISTORY: 'Burglary of a vehicle, convicted 2008.' },
        reasons: 'A conviction for burglary, and a new charge of burglary.',
      }),
    ),
    ...received('jail-five'),
    groundsEnd('jail-five', 'BAIL_POSTED', 'Bail receipt'),
    {
      by: 'administrator',
      act: 'advanceClock',
      says: 'moves this case’s clock past the limit (development only)',
      when: hold('RUNNING'),
      args: (own) => Math.max(1000, (answers.detainerOf(own).remainingMs ?? 0) + HOUR_MS),
    },
    {
      by: 'jail-five',
      act: 'reportStillHeld',
      says: 'confirms that the person is still held',
      when: hold('AUTHORITY_ENDED'),
      args: answers.stillHeld,
    },
  ],
  '19-no-answer-necessary': [
    reviews('records the review: appears removable', OVERSTAY),
    decides(
      'decides: a detainer',
      answers.decide('DETAINER', { reasons: 'A charge of driving under the influence; no lawful status on record.' }),
    ),
    ...received('jail-three'),
    {
      by: 'jail-three',
      act: 'recordBailAttempt',
      says: 'records that bail was refused because of the detainer',
      when: hold('DORMANT'),
      args: answers.bailRefused('The person’s brother, at the counter'),
    },
    groundsEnd('jail-three', 'BAIL_POSTED', 'Bail receipt'),
  ],
};
