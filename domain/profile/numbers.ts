import { z } from 'zod';
import type { Refusal } from '../errors.ts';
import {
  PHONE_LINES,
  type PhoneLine,
  type RuleProfile,
  ruleProfileSchema,
  type VerifiedNumber,
  verifiedNumberSchema,
} from './profile.ts';
import { HISTORICAL_NUMBERS } from './historical-numbers.ts';
import { plainLabelSchema, plainWordsSchema } from './words.ts';

/** A number as an administrator enters it. It appears nowhere until another person has called it (rule E7). */
export const numberEntrySchema = z.strictObject({
  line: z.enum(PHONE_LINES),
  number: verifiedNumberSchema.shape.number,
  answeredBy: plainLabelSchema.min(3).max(120),
  enforcement: z.boolean(),
  hours: plainLabelSchema.min(2).max(80),
});
export type NumberEntry = z.infer<typeof numberEntrySchema>;

/** A call to an entered number. `reached`: the line that the entry names answered; where not, the number no longer stands. */
export const numberCallSchema = z.strictObject({
  reached: z.boolean(),
  /** ISO date of the call. */
  on: z.iso.date(),
  words: plainWordsSchema,
});
export type NumberCall = z.infer<typeof numberCallSchema>;

/** An entered number with every call that was made to it, oldest first. `by`: staff identifiers. */
export const phoneNumberSchema = z.strictObject({
  id: z.int().min(1),
  ...numberEntrySchema.shape,
  enteredBy: plainLabelSchema,
  enteredAt: z.string(),
  calls: z.array(
    z.strictObject({ ...numberCallSchema.shape, by: plainLabelSchema, name: plainLabelSchema, at: z.string() }),
  ),
});
export type PhoneNumber = z.infer<typeof phoneNumberSchema>;

export const numbersSchema = ruleProfileSchema.shape.numbers;
export type Numbers = RuleProfile['numbers'];

/** Why a number cannot be entered for its line beside these; `undefined` where it can (rule E7). */
export function refuseNumber(entry: NumberEntry, entries: readonly PhoneNumber[]): Refusal | undefined {
  if (entry.line === 'civilRights' && answeredByEnforcement(entry, [...HISTORICAL_NUMBERS, ...entries])) {
    return {
      field: 'enforcement',
      code: 'CIVIL_RIGHTS_BY_ENFORCEMENT',
      reason: 'Enforcement staff answer this number: give one of an office for civil rights, such as that of CRCL.',
    };
  }
  if (entry.line === 'dayAndNight' && !entry.hours.includes('24')) {
    return {
      field: 'hours',
      code: 'NOT_DAY_AND_NIGHT',
      reason:
        'This line is answered day and night: give one that is, and say so in its hours, such as "24 hours, every day".',
    };
  }
  return undefined;
}

/**
 * Why this person's call does not count; `undefined` where it does. `today`: the ISO date in UTC; a caller's own day may be the one before or
 * after. Whoever entered a number does not verify it.
 */
export function refuseCall(entry: PhoneNumber, call: NumberCall, caller: string, today: string): Refusal | undefined {
  if (call.reached && caller === entry.enteredBy) {
    return {
      field: 'actor',
      code: 'VERIFIER_ENTERED_IT',
      reason: 'A number is verified by somebody other than who entered it: ask a colleague to call it.',
    };
  }
  if (dayMs(call.on) > dayMs(today) + DAY_MS || dayMs(call.on) < dayMs(entry.enteredAt.slice(0, 10)) - DAY_MS) {
    return {
      field: 'on',
      code: 'CALL_DATE',
      reason: 'A call is made on or after the day on which the number was entered, and not in the future.',
    };
  }
  return undefined;
}

/** The number as verified by its last call; `undefined` where nobody has called it, or the last call did not reach it. */
export function verifiedOf({ number, answeredBy, enforcement, hours, calls }: PhoneNumber): VerifiedNumber | undefined {
  const last = calls.at(-1);
  if (last?.reached !== true) return undefined;
  return { number, answeredBy, enforcement, hours, verifiedBy: last.name, verifiedOn: last.on };
}

/**
 * For each line the newest entry that stands verified; null where there is none: then no request to hold is issued (rule E7). One that somebody
 * reached as a line of enforcement stands for civil rights no more.
 */
export function standingNumbers(entries: readonly PhoneNumber[]): Numbers {
  const newestFirst = [...entries].sort((a, b) => b.id - a.id);
  const reached = entries.filter((entry) => verifiedOf(entry) !== undefined);
  const of = (line: PhoneLine): VerifiedNumber | null => {
    for (const entry of newestFirst) {
      const verified = entry.line === line ? verifiedOf(entry) : undefined;
      const contradicted = line === 'civilRights' && answeredByEnforcement(entry, reached);
      if (verified !== undefined && !contradicted) return verified;
    }
    return null;
  };
  return {
    civilRights: of('civilRights'),
    dayAndNight: of('dayAndNight'),
    citizenOrVictim: of('citizenOrVictim'),
  };
}

/** The profile with this deployment's numbers in place of whatever it held: a shipped or a site's own profile holds none. */
export function fillNumbers(profile: RuleProfile, numbers: Numbers): RuleProfile {
  return { ...profile, numbers };
}

/** The lines without a verified number. */
export function missingLines(numbers: Numbers): readonly PhoneLine[] {
  return PHONE_LINES.filter((line) => numbers[line] === null);
}

type Answered = Pick<NumberEntry, 'number' | 'enforcement'>;

/** Whether a number is one of enforcement by its own entry or by any other of the same digits. */
function answeredByEnforcement(entry: Answered, known: readonly Answered[]): boolean {
  const digits = lastTen(entry.number);
  return [entry, ...known].some(({ number, enforcement }) => enforcement && lastTen(number) === digits);
}

const DAY_MS = 86_400_000;

function dayMs(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

function lastTen(number: string): string {
  return number.replaceAll(/\D/g, '').slice(-10);
}
