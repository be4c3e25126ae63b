import type { Actor } from '../domain/access/roles.ts';
import type { TakenOver } from '../domain/jurisdiction/activation.ts';
import type { ActivationInput } from '../domain/lifecycle/activation-input.ts';
import type { JurisdictionProjection } from '../domain/record/record.ts';

/** An activation as lists show it: what its workflow last wrote, and what stands in the register. */
export interface ActivationRow extends JurisdictionProjection {
  /** Two letters. */
  readonly stateCode: string;
  readonly name: string;
  /** `TAKEN_OVER`: it was active (or announced) before this system; there is no workflow. */
  readonly origin: 'PLANNED' | 'TAKEN_OVER';
  /** What the register says, by which submissions are judged (rules A3, A4); null: nothing yet. */
  readonly activeFrom: string | null;
  /** Staff id of who planned it or took it over, and when (ISO). */
  readonly plannedBy: string;
  readonly plannedAt: string;
  /** Whether its workflow has written its first step. */
  readonly started: boolean;
}

export interface ActivationQuery {
  /** Two letters. */
  readonly stateCode?: string;
  readonly wave?: string;
  readonly standing?: JurisdictionProjection['state'];
  /** `next` of the page before: the last jurisdiction on it. */
  readonly after?: string;
  /** 1 to 5,000. */
  readonly limit: number;
}

/**
 * What came of writing an activation's instant. `TOO_LATE`: it has passed or comes within five minutes (how far a partner's clock may run ahead), and
 * nothing was written. `PASSED`: another one stands and has passed. `NOTICE_MISSING`: the record does not show both deliveries and the waiting period before it.
 */
export type Writing = 'WRITTEN' | 'TOO_LATE' | 'PASSED' | 'NOTICE_MISSING';

/**
 * Activations, and the one way in which an instant comes into the register: with both notices before it, never after it has passed, and never
 * another one in the place of one that has passed (rules A4, D1, D2).
 */
export interface Activations {
  /**
   * Keeps a plan before its workflow starts and opens its ledger. `ALREADY`: one is planned for the same instant.
   * @throws CodedError UNKNOWN_JURISDICTION, ALREADY_ACTIVE, ALREADY_PLANNED (for another instant: move that one)
   */
  plan(input: ActivationInput): Promise<{ readonly outcome: 'PLANNED' | 'ALREADY' }>;
  /** Whether an activation was planned here with exactly this input. */
  isPlanned(input: ActivationInput): Promise<boolean>;
  /** Null where none was planned or taken over. */
  get(jurisdiction: string): Promise<ActivationRow | null>;
  /** By jurisdiction. */
  list(query: ActivationQuery): Promise<{ readonly rows: readonly ActivationRow[]; readonly next: string | null }>;
  /** Planned before that wall-clock instant (ms), and their workflow has written nothing yet: perhaps it was never started. */
  notStarted(plannedBeforeMs: number, limit: number): Promise<readonly ActivationInput[]>;
  /** Nothing but time is missing: from now on the register says so. `nowMs`: the activation's own time. Again: the same answer. */
  write(jurisdiction: string, activeFrom: string, nowMs: number): Promise<Writing>;
  /** Takes back an instant still to come, before it is moved. `PASSED`: it has passed and stands. Again: `WITHDRAWN`. */
  withdraw(jurisdiction: string, activeFrom: string, nowMs: number): Promise<'WITHDRAWN' | 'PASSED'>;
  /**
   * Takes a jurisdiction over with the instants of both notices; recorded in the programme's ledger. Again with the same: nothing happens.
   * @throws CodedError UNKNOWN_JURISDICTION, NOTICE_MISSING (a notice not before the instant, or after `at`), ALREADY_ACTIVE, ALREADY_PLANNED
   */
  takeOver(jurisdiction: string, taken: TakenOver, by: Actor | null, at: string): Promise<void>;
}
