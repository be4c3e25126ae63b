import type { InstantInWords } from '../domain/jurisdiction/notice.ts';
import type { ActivationInput } from '../domain/lifecycle/activation-input.ts';
import type { Writing } from '../records/contract-activations.ts';

/** What the notice of a date rests on. */
export interface NoticeTerms {
  /** Id of the rule profile in force. */
  readonly profile: string;
  readonly noticeDays: number;
  readonly words: InstantInWords;
}

/** The activities of a jurisdiction's activation. Each acts for the workflow of that jurisdiction alone. All idempotent. */
export interface ActivationActivities {
  /** Checks that the activation was planned here with exactly this input and trusts this deployment's keys only; what its notices rest on. */
  openActivation(input: ActivationInput): Promise<NoticeTerms>;
  /** What the notices of another date rest on, by the profile in force at an instant (ISO). */
  noticeTerms(jurisdiction: string, activeFrom: string, at: string): Promise<NoticeTerms>;
  /** Nothing but time is missing: the register says so from now on, so that sharing begins at that instant whatever is down then. */
  writeActivation(jurisdiction: string, activeFrom: string): Promise<Writing>;
  /** Takes the instant back from the register, before the date moves; not once it has passed. */
  withdrawActivation(jurisdiction: string, activeFrom: string): Promise<'WITHDRAWN' | 'PASSED'>;
  /** Sends the training material to the agencies of a jurisdiction that is active (rule D8); to how many. */
  sendTraining(jurisdiction: string, at: string): Promise<number>;
}
