import { instantMs } from './text.ts';

/** When something that people sign counts. Half-open, in milliseconds since 1970; infinite where nothing bounds it. */
export interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What has a beginning and, perhaps, an end (ISO), counts only once it is signed, and can be ended earlier (`ended`, ISO). */
export interface Standing {
  readonly from: string;
  readonly to: string | null;
  readonly signature: object | null;
  readonly ended: string | null;
}

/** When it counts; empty (`toMs` not after `fromMs`) while unsigned, or where it was ended before it began. */
export function countsIn({ from, to, signature, ended }: Standing): Period {
  const fromMs = instantMs(from);
  if (signature === null) return { fromMs, toMs: fromMs };
  return { fromMs, toMs: Math.min(endMs(to), endMs(ended)) };
}

/** An end in milliseconds since 1970; infinite where there is none. */
export function endMs(instant: string | null): number {
  return instant === null ? Infinity : instantMs(instant);
}

/** Whether an instant (ms) lies inside: the first does, the end does not. */
export function covers({ fromMs, toMs }: Period, atMs: number): boolean {
  return fromMs <= atMs && atMs < toMs;
}

/** Whether two periods share an instant; an empty one shares none. */
export function overlap(a: Period, b: Period): boolean {
  return a.fromMs < a.toMs && b.fromMs < b.toMs && a.fromMs < b.toMs && b.fromMs < a.toMs;
}
