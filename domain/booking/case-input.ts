import type { TrustedKey } from '../access/assertion.ts';
import type { BookingCaseInput, WaitLimits } from '../lifecycle/input.ts';
import { offenceClassOf } from '../statistics/offence-class.ts';
import type { Booking } from './booking.ts';

const ADULT_AT_YEARS = 18;

/** What a deployment adds to a booking to make the start of a case. */
export interface CaseFrame {
  /** `booking-` + HMAC of (1.008, 1.009) under the site key. */
  readonly caseId: string;
  /** Lower-case hex SHA-256 of the stored EBTS bytes. */
  readonly submissionSha256: string;
  readonly trust: readonly TrustedKey[];
  readonly limits: WaitLimits;
}

/** What `bookingCase` starts with, from an accepted booking. The only place where one becomes the other. */
export function caseInputOf(booking: Booking, frame: CaseFrame): BookingCaseInput {
  const { offenceClass, classedBy } = offenceClassOf(booking.arrest.charges);
  return {
    caseId: frame.caseId,
    tcn: booking.transaction.tcn,
    ori: booking.transaction.ori,
    cri: booking.controllingAgency,
    tot: booking.transaction.tot,
    submissionSha256: frame.submissionSha256,
    minor: isMinor(booking),
    offenceClass,
    classedBy,
    trust: frame.trust,
    limits: frame.limits,
  };
}

/** Treated as an adult though a juvenile (2.087), or under 18 on the day of arrest by the date of birth given. Unknown: not a minor. */
export function isMinor(booking: Pick<Booking, 'treatAsAdult' | 'person' | 'arrest'>): boolean {
  if (booking.treatAsAdult) return true;
  const { dateOfBirth } = booking.person;
  return dateOfBirth !== 'UNKNOWN' && yearsBetween(dateOfBirth, booking.arrest.date) < ADULT_AT_YEARS;
}

/** Whole years between two dates (YYYY-MM-DD). A 29 February birthday is reached on 1 March of other years. */
function yearsBetween(from: string, to: string): number {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  return to.slice(5) < from.slice(5) ? years - 1 : years;
}
