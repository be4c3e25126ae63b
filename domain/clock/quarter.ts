import { isoInstant } from '../text.ts';

/** A calendar quarter, UTC: from its first instant up to that of the next one. ISO instants. */
export interface Quarter {
  /** e.g. `2039Q1`. */
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** The last calendar quarter that has ended by an instant (milliseconds since 1970). */
export function lastWholeQuarter(nowMs: number): Quarter {
  const now = new Date(nowMs);
  // The constructor carries a negative month into the year before.
  const end = new Date(Date.UTC(now.getUTCFullYear(), Math.floor(now.getUTCMonth() / 3) * 3));
  const start = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() - 3));
  const name = `${start.getUTCFullYear()}Q${start.getUTCMonth() / 3 + 1}`;
  return { name, from: isoInstant(start.getTime()), to: isoInstant(end.getTime()) };
}
