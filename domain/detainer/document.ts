import { z } from 'zod';
import type { Booking } from '../booking/booking.ts';
import type { Role } from '../access/roles.ts';
import type { DetainerBasis, RuleProfile } from '../profile/profile.ts';
import type { AuthorityEnd, HoldClock, WrittenRule } from './hold.ts';

/** The code of a detainer: 16 characters of Crockford's base32, which has no I, L, O or U. Stored without hyphens. */
export const lookupCodeSchema = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{16}$/);

/** What every document of a detainer says. Plain JSON: the workflow makes it, an activity renders it, the same content gives the same bytes. */
interface DocumentHead {
  readonly detainerId: string;
  /** The detainer's number within its case, from 1. */
  readonly number: number;
  readonly kind: 'STANDARD' | 'UPON_CONVICTION';
  /** When the detainer was issued, ISO. */
  readonly issuedAt: string;
  /** When this document was made, ISO. Nothing else in a rendering depends on time. */
  readonly madeAt: string;
  readonly officer: { readonly name: string; readonly role: Role };
  /** The facility that holds the person; its zone is that of every date and time on the document. */
  readonly jail: { readonly ori: string; readonly name: string; readonly zone: string };
  /** The field office's code. */
  readonly office: string;
  /** With this deployment's verified numbers: a document with one of the three missing is not made (rules C4, E7). */
  readonly profile: RuleProfile;
  /** 1 for the first form or notice of its sort, 2 for the one that replaces it, … */
  readonly revision: number;
  /** See `lookupCodeSchema`: with it jail, person, family and lawyer reach the detainer without a name. */
  readonly code: string;
  /** Address of the public page that takes the code, without `https://`, or null where a deployment has none. */
  readonly publicPage: string | null;
}

/** The form and, after it, the notice to the detained person in six languages (rules C2, C3, C4). */
export interface RequestDocument extends DocumentHead {
  readonly document: 'REQUEST';
  /** Boxes ticked by the officer: at least one, all of them boxes of `profile.bases`. */
  readonly bases: readonly DetainerBasis[];
  /** Words to a box, e.g. the date of service, or what OTHER means. */
  readonly basisDetails: Partial<Record<DetainerBasis, string>>;
  /** What the officer states the hold is for. */
  readonly purpose: 'INTERVIEW' | 'ASSUME_CUSTODY';
  /** The warrant that accompanies the request. */
  readonly warrant: 'NONE' | 'I-200' | 'I-205' | 'JUDICIAL';
  /** The form that this revision amends, null for the first. */
  readonly amends: { readonly revision: number; readonly madeAt: string } | null;
  /** An earlier detainer of the same person which this one cancels. */
  readonly cancels: { readonly number: number; readonly issuedAt: string } | null;
  readonly written: WrittenRule;
}

/** Release has fallen due: date and time of the limit, and what to do when it has passed, in six languages (rule C7). */
export interface ClockNoticeDocument extends DocumentHead {
  readonly document: 'CLOCK_NOTICE';
  readonly clock: HoldClock;
}

/** The request has ended: to the jail and, in six languages, to the person (rule C7). */
export interface ReleaseNoticeDocument extends DocumentHead {
  readonly document: 'RELEASE_NOTICE';
  readonly ended: { readonly why: AuthorityEnd; readonly at: string };
}

export type DetainerDocument = RequestDocument | ClockNoticeDocument | ReleaseNoticeDocument;

type WithoutAddress<D> = D extends unknown ? Omit<D, 'code' | 'publicPage'> : never;
/** A document as a workflow makes it: the code and the public page are joined when it is rendered. */
export type UnaddressedDocument = WithoutAddress<DetainerDocument>;

/** The person's particulars on a form. They are joined when it is rendered and are in no workflow. */
export interface PersonOnForm {
  readonly name: string;
  /** `YYYY-MM-DD`, or null if unknown. */
  readonly dateOfBirth: string | null;
  readonly sex: Booking['person']['sex'];
  /** NCIC code, as reported at booking: never evidence of status. */
  readonly reportedCitizenship: string | null;
  /** A-number if the booking names one. */
  readonly fileNumber: string | null;
  readonly booking: {
    readonly tcn: string;
    readonly agencyCaseNumber: string | null;
    readonly sid: string | null;
    readonly fbiNumbers: readonly string[];
    /** Local date of arrest. */
    readonly arrestDate: string;
  };
}

/** What a form says of the person, from the booking: the real name where one was given, never more than the form needs. */
export function personOnForm({ person, transaction, arrest, agencyCaseNumber }: Booking): PersonOnForm {
  const file = person.miscNumbers.find((number) => number.startsWith('AR-'));
  return {
    name: person.realName ?? person.name.replace(',', ', '),
    dateOfBirth: person.dateOfBirth === 'UNKNOWN' ? null : person.dateOfBirth,
    sex: person.sex,
    reportedCitizenship: person.reportedCitizenship ?? null,
    fileNumber: file?.slice('AR-'.length) ?? null,
    booking: {
      tcn: transaction.tcn,
      agencyCaseNumber: agencyCaseNumber ?? null,
      sid: person.sid ?? null,
      fbiNumbers: person.fbiNumbers,
      arrestDate: arrest.date,
    },
  };
}

/** The code as people read and say it: `7K3M-9QXW-…`, in groups of four. */
export function groupedCode(code: string): string {
  return code.replaceAll(/(.{4})(?=.)/g, '$1-');
}

/** Whether a document's request asks to hold the person at all: some forms, and some states' law, leave only a request to be told. */
export function asksToHold(profile: RuleProfile): boolean {
  return profile.holdAllowed && profile.requests.includes('HOLD_48H');
}
