import type { Origin, Origins } from './origin.ts';
import { NOTICE_LANGUAGES, type RuleProfile } from './profile.ts';

/** A profile that comes with the system, unassigned. `history`: the time in which its rules are said to have been in use. */
export interface ShippedProfile {
  readonly profile: RuleProfile;
  readonly title: string;
  readonly history: {
    /** ISO date, or year and month where the day is not known. */
    readonly from: string;
    /** The first day on which the next one was in use; null: none is known. */
    readonly to: string | null;
    readonly origin: Origin;
  };
  /** Where each value comes from, and how sure it is. */
  readonly origins: Origins;
}

function source(question: string): Origin {
  return { origin: `source: public questions and answers on the program of 2011, ${question}`, certainty: 'source' };
}

function found(where: string): Origin {
  return { origin: `found: ${where}`, certainty: 'found' };
}

function recall(certainty: 'high' | 'medium' | 'low', about: string): Origin {
  return { origin: `general knowledge: ${about}`, certainty };
}

function design(why: string): Origin {
  return { origin: `design: ${why}`, certainty: 'design' };
}

const RELEASE_2011_12 = 'ICE news release of 29 December 2011, as republished';
const RESPONSE_2012_04 = 'ICE response to the Task Force of 27 April 2012, as described by CLINIC';
const MEMO_2012_12 = 'ICE memorandum on detainers of 21 December 2012, as described by law offices';
const GUIDANCE_I247A = 'ICE guidance for Form I-247A, as published online';
const POLICY_10074_2 = 'ICE Policy 10074.2 of 2 April 2017, as published online';
const DETAINER_DATA = 'columns of the detainer records that ICE released, and copies of the form published online';
const REGULATION = '8 CFR 287.7(d), as quoted online';

/** The source's own profile (June 2011): where no deployment has assigned another one, it governs every date. */
export const PROFILE_2011_06: RuleProfile = {
  id: '2011-06',
  formVersion: 'I-247 (6/11)',
  exclusionRule: 'STATUTORY',
  serviceIsConditionOfEffect: false,
  administrativeWarrantRequired: false,
  judicialWarrantRequired: false,
  holdAllowed: true,
  minorTraffic: 'NO_POLICY',
  uponConvictionOffered: true,
  bases: ['INVESTIGATION_INITIATED', 'NTA_SERVED', 'ARREST_WARRANT_SERVED', 'REMOVAL_ORDER_OBTAINED'],
  requests: [
    'HOLD_48H',
    'PROVIDE_COPY_TO_SUBJECT',
    'NOTIFY_RELEASE',
    'NOTIFY_DEATH_HOSPITAL_TRANSFER',
    'OPERATIVE_ONLY_UPON_CONVICTION',
    'CANCEL_PREVIOUS',
    'RETURN_SIGNED_COPY',
  ],
  languages: [...NOTICE_LANGUAGES],
  citizenshipClaimHours: 4,
  groundConfirmationHours: 24,
  activationNoticeDays: 30,
  numbers: { civilRights: null, dayAndNight: null, citizenOrVictim: null },
};

const ORIGINS_2011_06: Origins = {
  formVersion: recall('medium', 'the source announces a revised form; its number is recalled'),
  exclusionRule: design(
    `${REGULATION}, excludes weekends and holidays; that observed days are counted is the shorter reading`,
  ),
  serviceIsConditionOfEffect: source('question 4 (the agency gives a copy; not as a condition)'),
  administrativeWarrantRequired: recall('high', 'no warrant accompanied the form before 2017'),
  judicialWarrantRequired: recall('high', 'no federal rule asked for a judge’s warrant'),
  holdAllowed: design('what the law of a state allows is for counsel of each site'),
  minorTraffic: source('question 4 (put to the Task Force, not decided)'),
  uponConvictionOffered: recall('medium', 'found for the form of December 2011; for that of June not confirmed'),
  bases: found(DETAINER_DATA),
  requests: recall('medium', 'boxes found in later copies of the form; the copy to the person is the source’s'),
  languages: found(RELEASE_2011_12),
  citizenshipClaimHours: design('the shortest time in which two people can look'),
  groundConfirmationHours: design('a day, then it counts as a possible overdue hold'),
  activationNoticeDays: design('a month; the source asks for advance notice (question 12) and names no time'),
  numbers: design('a deployment enters its own and has them called'),
};

const PROFILE_2010_08: RuleProfile = {
  ...PROFILE_2011_06,
  id: '2010-08',
  formVersion: 'I-247 (8/10)',
  uponConvictionOffered: false,
  requests: ['HOLD_48H', 'NOTIFY_RELEASE', 'NOTIFY_DEATH_HOSPITAL_TRANSFER', 'CANCEL_PREVIOUS', 'RETURN_SIGNED_COPY'],
};

const PROFILE_2011_12: RuleProfile = { ...PROFILE_2011_06, id: '2011-12', formVersion: 'I-247 (12/11)' };

const PROFILE_2012_04: RuleProfile = { ...PROFILE_2011_12, id: '2012-04', minorTraffic: 'UPON_CONVICTION' };

const PROFILE_2012_12: RuleProfile = {
  ...PROFILE_2012_04,
  id: '2012-12',
  formVersion: 'I-247 (12/12)',
  bases: [
    'PRIOR_FELONY',
    'MULTIPLE_PRIOR_MISDEMEANORS',
    'VIOLENT_OR_SIMILAR_MISDEMEANOR',
    'ILLEGAL_ENTRY',
    'ILLEGAL_REENTRY',
    'IMMIGRATION_FRAUD',
    'SIGNIFICANT_RISK',
    'FINAL_ORDER',
    'NTA_SERVED',
    'ARREST_WARRANT_SERVED',
    'REMOVAL_ORDER_OBTAINED',
    'OTHER',
  ],
};

const PROFILE_2015_06: RuleProfile = {
  ...PROFILE_2012_12,
  id: '2015-06',
  formVersion: 'I-247D',
  exclusionRule: 'NONE',
  serviceIsConditionOfEffect: true,
  uponConvictionOffered: false,
  bases: [
    'FINAL_ORDER',
    'PROCEEDINGS_PENDING',
    'BIOMETRIC_MATCH',
    'STATEMENTS_OR_EVIDENCE',
    'TRANSFERRED_FOR_PROCEEDING',
  ],
  requests: [
    'HOLD_48H',
    'PROVIDE_COPY_TO_SUBJECT',
    'NOTIFY_RELEASE',
    'NOTIFY_DEATH_HOSPITAL_TRANSFER',
    'CANCEL_PREVIOUS',
    'RETURN_SIGNED_COPY',
  ],
};

const PROFILE_2017_04: RuleProfile = {
  ...PROFILE_2015_06,
  id: '2017-04',
  formVersion: 'I-247A',
  administrativeWarrantRequired: true,
  minorTraffic: 'NO_POLICY',
};

/** For forms whose own notice is not known to be in six languages. */
const LANGUAGES = design('the notice is given in all six languages whatever the form (rule C4)');

const ORIGINS_2010_08: Origins = {
  ...ORIGINS_2011_06,
  formVersion: recall('medium', 'the version of the form before that of June 2011'),
  serviceIsConditionOfEffect: recall('medium', 'the copy came with the form of June 2011'),
  minorTraffic: recall('high', 'no such policy before April 2012'),
  uponConvictionOffered: recall('medium', 'the box came with a later form'),
  bases: recall('medium', 'boxes found in later copies of the form'),
  requests: recall('medium', 'the boxes of later forms without the copy and the conviction'),
  languages: LANGUAGES,
};

const ORIGINS_2011_12: Origins = {
  ...ORIGINS_2011_06,
  formVersion: found(RELEASE_2011_12),
  serviceIsConditionOfEffect: found(`${RELEASE_2011_12} (the agency is asked to give a copy; not as a condition)`),
  minorTraffic: recall('high', 'no such policy before April 2012'),
  uponConvictionOffered: found(RELEASE_2011_12),
  requests: found(`${RELEASE_2011_12}; the other boxes from ${DETAINER_DATA}`),
};

const ORIGINS_2012_04: Origins = {
  ...ORIGINS_2011_12,
  formVersion: recall('high', 'the form of December 2011 stayed in use'),
  minorTraffic: found(`${RESPONSE_2012_04}; its exact scope is recalled`),
};

const ORIGINS_2012_12: Origins = {
  ...ORIGINS_2012_04,
  formVersion: recall('medium', 'the version of the form that came with the memorandum'),
  minorTraffic: recall('medium', 'the policy of April 2012 is taken to have gone on'),
  uponConvictionOffered: recall('medium', 'the box is taken to have stayed'),
  bases: {
    origin: `found: ${MEMO_2012_12}; that the box "investigation initiated" went is recalled`,
    certainty: 'medium',
  },
  requests: recall('medium', 'the boxes of December 2011 are taken to have stayed'),
};

const ORIGINS_2015_06: Origins = {
  ...ORIGINS_2012_12,
  formVersion: found('practice notes on Form I-247D of 2015, as published online'),
  exclusionRule: found(`${GUIDANCE_I247A} (the text excludes no weekend or holiday)`),
  serviceIsConditionOfEffect: found(GUIDANCE_I247A),
  minorTraffic: design('the protective reading: whether the policy of 2012 went on is not confirmed'),
  uponConvictionOffered: recall('medium', 'the form is taken to have had no such box'),
  bases: found(`${DETAINER_DATA} (I-247D, I-247A)`),
  requests: recall('medium', 'the boxes of the earlier form without the conviction'),
  languages: LANGUAGES,
};

const ORIGINS_2017_04: Origins = {
  ...ORIGINS_2015_06,
  formVersion: found(GUIDANCE_I247A),
  administrativeWarrantRequired: found(POLICY_10074_2),
  minorTraffic: recall('medium', 'the policies of 2012 are taken to have ended in 2017'),
};

/** The profiles that come with the system, the oldest first. None of them is in force anywhere until a deployment assigns it, but 2011-06. */
export const SHIPPED_PROFILES: readonly ShippedProfile[] = [
  {
    profile: PROFILE_2010_08,
    title: 'Form I-247 of August 2010',
    history: { from: '2010-08', to: '2011-06-17', origin: recall('medium', 'date of the form’s version') },
    origins: ORIGINS_2010_08,
  },
  {
    profile: PROFILE_2011_06,
    title: 'Form I-247 as announced in June 2011',
    history: {
      from: '2011-06-17',
      to: '2011-12-29',
      origin: source('question 4 (the form was likely to come in September 2011)'),
    },
    origins: ORIGINS_2011_06,
  },
  {
    profile: PROFILE_2011_12,
    title: 'Form I-247 of December 2011',
    history: { from: '2011-12-29', to: '2012-04-27', origin: found(RELEASE_2011_12) },
    origins: ORIGINS_2011_12,
  },
  {
    profile: PROFILE_2012_04,
    title: 'Policy on minor traffic offenses of April 2012',
    history: { from: '2012-04-27', to: '2012-12-21', origin: found(RESPONSE_2012_04) },
    origins: ORIGINS_2012_04,
  },
  {
    profile: PROFILE_2012_12,
    title: 'Detainer policy and form of December 2012',
    history: { from: '2012-12-21', to: '2015-06', origin: found(MEMO_2012_12) },
    origins: ORIGINS_2012_12,
  },
  {
    profile: PROFILE_2015_06,
    title: 'Form I-247D of 2015',
    history: {
      from: '2015-06',
      to: '2017-04-02',
      origin: recall('medium', 'the month in which the form came into use'),
    },
    origins: ORIGINS_2015_06,
  },
  {
    profile: PROFILE_2017_04,
    title: 'Form I-247A of April 2017',
    history: { from: '2017-04-02', to: null, origin: found(POLICY_10074_2) },
    origins: ORIGINS_2017_04,
  },
];
