/**
 * Whether a booking may enter the lifecycle (rules A1, A7, B3). Only what EBTS itself demands is demanded here.
 */
import type { Refusal } from '../errors.ts';
import type { Booking, Print } from './booking.ts';
import { ARREST_TRANSACTIONS, kindOfTransaction, type RecordLimits } from './transactions.ts';

const DAY_MS = 86_400_000;

/**
 * All reasons for which a booking is refused; none = accepted.
 * `today` (YYYY-MM-DD) is the date on which it was received, if the caller has one: then a submission dated more than a day ahead
 * is refused, as the EBTS edit check does.
 */
export function validateBooking(booking: Booking, today?: string): Refusal[] {
  const transaction = checkTransactionType(booking.transaction.tot);
  if (transaction !== undefined) return [transaction];
  return [...checkCharges(booking), ...checkRecords(booking), ...checkDates(booking, today)];
}

/** Rule A1: only an arrest enters. Returns why this type of transaction does not, or undefined if it does. */
export function checkTransactionType(tot: string): Refusal | undefined {
  const field = '1.004 TOT';
  const arrests = [...ARREST_TRANSACTIONS.keys()].join(', ');
  switch (kindOfTransaction(tot)) {
    case 'arrest':
      return undefined;
    case 'other':
      return { field, code: 'NOT_AN_ARREST', reason: `${tot} is no arrest: only ${arrests} enter the lifecycle` };
    case 'unknown':
      return {
        field,
        code: 'UNKNOWN_TRANSACTION_TYPE',
        reason: `${/^[A-Z]{3,5}$/.test(tot) ? tot : 'This'} is no known type of transaction: send one of ${arrests}`,
      };
  }
}

function checkCharges(booking: Booking): Refusal[] {
  if (booking.arrest.charges.some((charge) => charge.literal.trim() !== '')) return [];
  return [
    {
      field: '2.047 ASL',
      code: 'NO_CRIMINAL_CHARGE',
      reason: 'The booking names no criminal charge: give at least one arrest offense literal',
    },
  ];
}

function checkRecords(booking: Booking): Refusal[] {
  const limits = ARREST_TRANSACTIONS.get(booking.transaction.tot);
  return limits === undefined ? [] : [...checkPrintsPresent(booking.prints), ...checkCounts(booking.prints, limits)];
}

/** Rule A7: the check rests on fingerprints, so a booking known by name only is refused. */
function checkPrintsPresent(prints: readonly Print[]): Refusal[] {
  if (prints.some((print) => isFingerprint(print) && print.bytes > 0)) return [];
  return [
    {
      field: '1.003 CNT',
      code: 'NO_PRINTS',
      reason: 'The booking has no fingerprint record with image data (Type-4 or Type-14): a name alone starts no check',
    },
  ];
}

function checkCounts(prints: readonly Print[], limits: RecordLimits): Refusal[] {
  const groups: readonly (readonly [string, readonly number[], number])[] = [
    ['fingerprint records (Type-4, Type-14)', [4, 14], limits.prints.max],
    ['latent or image records (Type-7, Type-13)', [7, 13], limits.latents],
    ['minutiae records (Type-9)', [9], 0],
    ['photographs (Type-10)', [10], limits.photos],
    ['palmprint records (Type-15)', [15], limits.palms],
  ];
  return groups.flatMap(([name, types, max]) => {
    const count = prints.filter((print) => types.includes(print.recordType)).length;
    const reason = `${count} ${name}, but this type of transaction allows ${max === 0 ? 'none' : `at most ${max}`}`;
    return count <= max ? [] : [{ field: '1.003 CNT', code: 'TOO_MANY_RECORDS', reason }];
  });
}

function isFingerprint(print: Print): boolean {
  return print.recordType === 4 || print.recordType === 14;
}

function checkDates(booking: Booking, today: string | undefined): Refusal[] {
  const submitted = booking.transaction.date;
  const refusals: Refusal[] = [];
  if (isMoreThanOneDayAfter(booking.arrest.date, submitted)) {
    refusals.push({
      field: '2.045 DOA',
      code: 'DATE_AFTER_SUBMISSION',
      reason: 'The arrest is dated after the submission',
    });
  }
  const { dateOfBirth } = booking.person;
  if (dateOfBirth !== 'UNKNOWN' && isMoreThanOneDayAfter(dateOfBirth, submitted)) {
    refusals.push({
      field: '2.022 DOB',
      code: 'DATE_AFTER_SUBMISSION',
      reason: 'The birth is dated after the submission',
    });
  }
  if (today !== undefined && isMoreThanOneDayAfter(submitted, today)) {
    refusals.push({
      field: '1.005 DAT',
      code: 'DATE_IN_FUTURE',
      reason: 'The submission is dated more than one day ahead',
    });
  }
  return refusals;
}

/** Dates are local to places on both sides of the date line: one day of difference is no error. */
function isMoreThanOneDayAfter(date: string, reference: string): boolean {
  return Date.parse(`${date}T00:00:00Z`) - Date.parse(`${reference}T00:00:00Z`) > DAY_MS;
}
