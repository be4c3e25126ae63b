import type { Address, OutgoingMessage } from '../record/record.ts';
import type { Activation, NoticeTo } from './activation.ts';

/** An instant in words: in UTC, and in the jurisdiction's zones, as far as known. */
export interface InstantInWords {
  readonly utc: string;
  readonly local: readonly string[];
}

/** What a notice tells of its jurisdiction. */
export interface Noticed {
  readonly activation: Activation;
  readonly name: string;
  /** Two letters. */
  readonly state: string;
  readonly words: InstantInWords;
  /** The date that stood before, where this one takes its place. */
  readonly before: string | null;
}

/** The two notices of a date (rule D2): to the state's government, and to the local one. */
export function activationNotices(noticed: Noticed): readonly OutgoingMessage[] {
  const { jurisdiction } = noticed.activation;
  const to: readonly (readonly [NoticeTo, Address])[] = [
    ['STATE', `state:${noticed.state}`],
    ['LOCAL', `government:${jurisdiction}`],
  ];
  return to.map(([government, address]) => noticeTo(noticed, government, address));
}

function noticeTo(noticed: Noticed, to: NoticeTo, address: Address): OutgoingMessage {
  const { activation, name, state, before } = noticed;
  const { jurisdiction, revision, plannedFor, noticeDays } = activation;
  return {
    key: `notice-${to}`,
    kind: 'ACTIVATION_NOTICE',
    route: [address],
    subject: `${before === null ? 'Notice' : 'New date'}: ${name}, ${state}, is activated at ${plannedFor} (revision ${revision})`,
    text: textOf(noticed),
    data: { to, jurisdiction, revision, activeFrom: plannedFor, noticeDays, replaces: before },
    attachmentSha256: null,
  };
}

function textOf({ activation, name, state, words, before }: Noticed): string {
  const { jurisdiction, revision, plannedFor } = activation;
  const local = words.local.map((instant) => `  ${instant}`);
  return [
    `${name}, ${state} (${jurisdiction}) is activated at this exact instant:`,
    `  ${words.utc}`,
    ...local,
    `  as data: ${plannedFor}`,
    ...(before === null ? [] : [`This takes the place of the date ${before}, which no longer stands.`]),
    `This is revision ${revision} of the date. Should it be moved, you get a new notice.`,
    '',
    'From that instant on, the fingerprints of each booking that the FBI receives go on to DHS as well. What the FBI received before it is',
    'never shared, also when it is processed later. Nothing changes in how a person is booked, and no duty is added.',
    '',
    'No agreement is needed, and none is asked for: no signature, consent or act of the state or of the local government is a condition.',
    'This notice says when; it asks nothing but that whoever receives it confirms that it was delivered (sc activation confirm).',
    '',
    'A jurisdiction may choose not to receive the identifications that result, from an instant on, and change its mind at any time: an official',
    'of its government enters the choice, or writes to the programme’s administrators. The field office receives them all the same.',
    '',
    'What is shared cannot be limited: prints cannot be used for the criminal check only, and results cannot be kept from the field office.',
    'Such a request is answered with the reason and kept on record.',
  ].join('\n');
}
