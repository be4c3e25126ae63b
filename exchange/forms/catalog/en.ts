/**
 * The notices in English: the source of every translation. A change here raises SOURCE_REVISION, and a catalog that carries an older number
 * fails the tests until its translation has followed. `{name}` is filled in; every translation uses the same names.
 */
export const SOURCE_REVISION = 1;

export const english = {
  languageName: 'English',

  title: 'Notice about an immigration detainer',
  forPerson: 'For: {name}',
  heldAt: 'Held at: {jail}',

  whatHeading: 'What this paper is',
  whatDetainer:
    'Immigration officers of the Department of Homeland Security (DHS) have sent the jail an immigration detainer about you. You must be given a copy of it.',
  whatRequest:
    'A detainer is only a request to the jail. It is not a court order, not a criminal charge and not a decision that you must leave the United States. The jail may decline it.',
  whatHold:
    'It asks the jail to hold you after the time when it would otherwise have to release you, but never beyond the limit below.',
  whatNotifyOnly:
    'It does not ask the jail to hold you. It only asks the jail to say when it will release you. It is no reason to keep you any longer.',
  whatConviction:
    'It has effect only if you are convicted of the charge for which you are held. Without a conviction it asks for nothing.',
  whatCopyFirst: 'It has no effect before you have been given a copy of it.',
  purposeInterview: 'The officer gives as its purpose: an interview with you.',
  purposeCustody: 'The officer gives as its purpose: to take you into immigration custody.',

  limitHeading: 'The limit: 48 hours',
  limitStatutory:
    'Because of this detainer the jail may hold you for no more than 48 hours after the time when it would otherwise have to release you. Saturdays, Sundays and federal holidays are not counted.',
  limitObserved:
    'Because of this detainer the jail may hold you for no more than 48 hours after the time when it would otherwise have to release you. Saturdays, Sundays, federal holidays and the weekdays kept in their place are not counted.',
  limitNone:
    'Because of this detainer the jail may hold you for no more than 48 hours after the time when it would otherwise have to release you. Every hour counts, also on weekends and holidays.',
  limitStart:
    'The 48 hours begin when the jail has no other legal reason to hold you, for example because bail was posted, the charges were dropped or a sentence was served. They do not begin when you are booked or when you receive this paper.',
  limitNobody: 'Nobody can extend this time: not the jail, not the officers, and not by a second detainer.',
  limitBail: 'Bail may not be refused or delayed because of the detainer.',
  examplesHeading: 'Examples',
  example: 'Release due {from} → limit {limit}',
  midnight: 'midnight between {before} and {after}',
  daysHeading: 'Days that are not counted, up to {until}',
  daysThenRule: 'After that the same rule applies.',
  daysRuleOnly: 'The calendar of these days could not be made for this place. The rule above applies.',
  inPlaceOf: 'in place of: {holiday}',

  pastHeading: 'When the limit has passed',
  pastNothing: 'Nothing in the detainer then allows the jail to hold you.',
  pastAsk: 'Ask the jail staff to release you, and show them this notice.',
  pastCall: 'If you are not released, call {number}. Another person may call for you.',
  pastOther: 'If the jail has a legal reason of its own to hold you, it must be able to tell you which.',

  claimHeading: 'If you are a US citizen or the victim of a crime',
  claimSay: 'Tell the jail staff, or call {number}, or use the code below. Another person may do it for you.',
  claimCitizen:
    'If you say that you are a US citizen, every step against you stops. Unless a supervisor and a government lawyer both set the claim aside within {hours} hours, the detainer is withdrawn.',
  claimVictim: 'Say also if you are the victim of, or a witness to, a crime: the officers must take it into account.',

  complainHeading: 'How to complain',
  complainWho:
    'If you believe that your civil rights were violated, for example because of your race, ethnic origin, religion or language, you or anyone else may complain to the Office for Civil Rights and Civil Liberties (CRCL) of DHS: {number}.',
  complainHow:
    'You may complain in your own language. It costs nothing, and nobody may treat you worse because you complained. Give your code, and say that it is about an I-247 detainer.',

  phonesHeading: 'Telephone numbers',
  phoneDayAndNight: 'Day and night (24 hours)',
  phoneCivilRights: 'Civil rights complaints',
  phoneCitizenOrVictim: 'US citizens and victims of crime',
  phoneAnsweredBy: 'Answered by:',
  phoneHours: 'Hours:',
  phoneEnforcement: 'This line informs immigration enforcement.',
  phoneNotEnforcement: 'Immigration enforcement does not answer this line.',

  codeHeading: 'Your code',
  codeUse:
    'With this code you, your family or your lawyer can look up this detainer, report that bail was posted or that the charges ended, and say that you are a US citizen or a victim. No name is needed. Show it only to people you trust.',
  codeWhere: 'By telephone: {number}.',
  codeWherePage: 'By telephone: {number}. On the web: {page}',

  clockTitle: 'The limit of your detainer: date and time',
  clockDue: 'Without the detainer you would have been released: {from}.',
  clockLimit: 'The request to hold you ends at the latest:',
  clockMidnight: 'That is the midnight between {before} and {after}.',
  clockReplaces: 'This notice replaces the earlier one. The earlier of the two times applies.',
  clockItself: 'At that time the request ends by itself. Nobody can extend it.',

  releaseTitle: 'The request to hold you has ended',
  releaseAt: 'It ended: {at}.',
  releaseLimit: 'The 48 hours were used up.',
  releaseCancelled: 'It was cancelled.',
  releaseDeclined: 'The jail declined it.',
  releaseNoConviction: 'It depended on a conviction, and there is none.',
  releaseNotAllowed: 'The law of this place allows no hold on a detainer alone.',
  releaseWarrant: 'The rules in force ask for a warrant, and none accompanies the detainer.',
  releaseNothing: 'Nothing in the detainer allows the jail to hold you any longer.',

  nameNote: 'Some characters of the name cannot be printed here and are shown as {mark}.',
  ownWords: 'The wording of this notice is not an official text.',
  notReviewed: 'Text not yet reviewed by a qualified person.',
  reviewed: 'Text reviewed by {who}, {when}.',
  page: 'Page {page} of {pages}',

  holidayNewYear: 'New Year’s Day',
  holidayKing: 'Birthday of Martin Luther King, Jr.',
  holidayWashington: 'Washington’s Birthday',
  holidayMemorial: 'Memorial Day',
  holidayJuneteenth: 'Juneteenth',
  holidayIndependence: 'Independence Day',
  holidayLabor: 'Labor Day',
  holidayColumbus: 'Columbus Day',
  holidayVeterans: 'Veterans Day',
  holidayThanksgiving: 'Thanksgiving Day',
  holidayChristmas: 'Christmas Day',
} as const;
