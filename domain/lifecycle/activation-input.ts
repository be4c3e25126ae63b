import type { Actor } from '../access/roles.ts';
import type { TrustedKey } from '../access/assertion.ts';
import type { WaitLimits } from './input.ts';

/** What `jurisdictionActivation` starts with. */
export interface ActivationInput {
  readonly jurisdiction: string;
  readonly name: string;
  /** Two letters. */
  readonly state: string;
  /** ISO instant in UTC, to the millisecond. */
  readonly activeFrom: string;
  /** The wave that it is planned in; null: alone. */
  readonly wave: string | null;
  readonly reasons: string;
  readonly plannedBy: Actor;
  readonly plannedAt: string;
  readonly trust: readonly TrustedKey[];
  readonly limits: WaitLimits;
}

export const JURISDICTION_ACTIVATION = 'jurisdictionActivation';
export const ACTIVATION_VIEW = 'activationView';

/** The id of a jurisdiction's activation: of its workflow and of its ledger. */
export function activationIdOf(jurisdiction: string): string {
  return `jurisdiction-${jurisdiction}`;
}
