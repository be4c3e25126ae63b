import { instantMs } from '../text.ts';

/**
 * Where a jurisdiction stands at an instant. `DUE`: an instant still to come, and the plan has it active by then. `ACTIVE` is what counts for
 * a submission (rule A4); the others are for people who look at the plan and gate nothing.
 */
export const STANDINGS = ['ACTIVE', 'DUE', 'WAITING', 'PLANNED', 'MISSED', 'UNPLANNED'] as const;
export type Standing = (typeof STANDINGS)[number];

/** What the record holds of a jurisdiction's activation. Instants are ISO. */
export interface ActivationFacts {
  /** The instant in the register; null: none. */
  readonly activeFrom: string | null;
  /** Null: it is in no plan. */
  readonly plan: {
    /** By the plan as it stands. */
    readonly plannedFor: string;
    /** When the notices of that date were sent; null: not yet. */
    readonly noticesSentAt: string | null;
    /** When both had been delivered; null: not yet. */
    readonly noticesDeliveredAt: string | null;
  } | null;
}

/**
 * Where a jurisdiction stood, stands or would stand at an instant (`atMs`), by what the record holds at `nowMs` (both milliseconds): of a date
 * that was moved it knows only the new one.
 */
export function standingAt({ activeFrom, plan }: ActivationFacts, atMs: number, nowMs: number): Standing {
  const by = (instant: string | null): boolean => instant !== null && instantMs(instant) <= atMs;
  if (activeFrom !== null && by(activeFrom)) return instantMs(activeFrom) <= nowMs ? 'ACTIVE' : 'DUE';
  if (plan === null) return activeFrom === null ? 'UNPLANNED' : 'WAITING';
  if (activeFrom === null && by(plan.plannedFor)) return instantMs(plan.plannedFor) <= nowMs ? 'MISSED' : 'DUE';
  if (by(plan.noticesDeliveredAt)) return 'WAITING';
  return atMs >= nowMs || by(plan.noticesSentAt) ? 'PLANNED' : 'UNPLANNED';
}
