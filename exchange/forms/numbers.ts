import { CodedError } from '../../domain/errors.ts';
import { PHONE_LINES, type PhoneLine, type RuleProfile, type VerifiedNumber } from '../../domain/profile/profile.ts';

export type Numbers = Readonly<Record<PhoneLine, VerifiedNumber>>;

/**
 * The three numbers of a document. Throws `NUMBER_NOT_VERIFIED` if one is missing, and `CIVIL_RIGHTS_NUMBER_OF_ENFORCEMENT` if enforcement
 * staff answer the civil-rights number (rules C4, E7): no document is made then.
 */
export function numbersOf({ numbers }: RuleProfile): Numbers {
  const missing = PHONE_LINES.find((line) => numbers[line] === null);
  const { civilRights, dayAndNight, citizenOrVictim } = numbers;
  if (civilRights === null || dayAndNight === null || citizenOrVictim === null) {
    throw new CodedError(
      'NUMBER_NOT_VERIFIED',
      'A telephone number that every notice must give has not been verified. Enter it, call it, and record who answers.',
      `profile.numbers.${missing ?? ''}`,
    );
  }
  if (civilRights.enforcement) {
    throw new CodedError(
      'CIVIL_RIGHTS_NUMBER_OF_ENFORCEMENT',
      'Enforcement staff answer the number entered for civil-rights complaints. Enter one that a civil-rights office answers.',
      'profile.numbers.civilRights',
    );
  }
  return { civilRights, dayAndNight, citizenOrVictim };
}
