import type { Actor } from '../domain/access/roles.ts';
import type { PlanItem, PlanStatus } from '../domain/jurisdiction/plan.ts';
import type { PlanEnding, Wave, WaveItem } from '../domain/jurisdiction/waves.ts';

/** The instant by which all jurisdictions are to be active, and who set it. */
export interface PlanEnd extends PlanEnding {
  readonly by: string;
  readonly name: string;
  /** Wall clock, ISO. */
  readonly at: string;
}

/** A wave as it was opened. */
export interface StoredWave extends Wave {
  readonly by: string;
  /** Wall clock, ISO. */
  readonly at: string;
}

/** The plan as it stands, with everything in it. */
export interface PlanView {
  readonly status: PlanStatus;
  readonly items: readonly PlanItem[];
}

/** The nationwide plan (rule D1). What people change is chained to the programme's ledger. */
export interface Plan {
  /** Every end that was set, the oldest first: the last one stands. */
  ends(): Promise<readonly PlanEnd[]>;
  /**
   * Sets the end anew; the one that stands, for the same reasons, again: nothing happens. `nowMs`: wall clock.
   * @throws CodedError END_HAS_PASSED
   */
  setEnd(ending: PlanEnding, by: Actor, nowMs: number): Promise<PlanEnd>;
  /** @throws CodedError WAVE_CONFLICT if the wave of this name was opened for another instant */
  checkWave(wave: Pick<Wave, 'name' | 'from'>): Promise<void>;
  /**
   * Chains what came of one page of a wave, and opens the wave with its first jurisdiction. Where nothing was started, nothing happens.
   * `nowMs`: wall clock. Answers the wave; null while it has no jurisdiction.
   */
  recordPage(wave: Wave, items: readonly WaveItem[], by: Actor, nowMs: number): Promise<StoredWave | null>;
  waves(): Promise<readonly StoredWave[]>;
  /** Where the plan stands at an instant (ISO). */
  view(at: string): Promise<PlanView>;
  /**
   * Looks at the plan and raises or closes the alarms about it (PLAN_INCOMPLETE, PLAN_BEHIND); says in the programme's ledger what has changed.
   * Again: nothing happens until something changes.
   */
  look(at: string): Promise<PlanStatus>;
}
