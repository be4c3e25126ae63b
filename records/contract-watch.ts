import type { AlarmName } from '../domain/alarms/alarms.ts';
import type { WatchedHold } from '../domain/detainer/watch.ts';
import type { AlarmChange, RecordWrite } from '../domain/record/record.ts';

/** A detainer as the watch looks at it: what the records say of it, and what is already said about it. */
export interface WatchedRow extends WatchedHold {
  /** Alarms that the detainer's own workflow has open. */
  readonly calledByCase: readonly AlarmName[];
  /** Alarms of the watch about it: those that are open, and those that a person has settled (`closed`). */
  readonly called: readonly { readonly key: string; readonly detail: string; readonly closed: boolean }[];
  /** Whether the watch has told the jail that the request has ended. */
  readonly noticed: boolean;
}

/** What a look concludes of one detainer. `at` is the watch's time. */
export interface Conclusion {
  readonly caseId: string;
  readonly detainerId: string;
  /** The state that was looked at (`changedAt`): if the record has moved on since, nothing is written, and the next look decides. */
  readonly asOf: string;
  readonly alarms: readonly AlarmChange[];
  /** An event of the watch's own stream, with a message: written once. */
  readonly step: Pick<RecordWrite, 'event' | 'outgoing'> | null;
}

/** A completed look over all open detainers. */
export interface CompletedLook {
  /** The watch's time when it began, ISO. */
  readonly at: string;
  readonly looked: number;
  readonly found: number;
}

/** The last completed look. `completedAt` is wall clock: from it blindness is told. */
export interface LastLook extends CompletedLook {
  readonly completedAt: string;
}

export interface Watch {
  /** Open detainers, and closed ones about which the watch still has an alarm open, by id. `after`: `next` of the page before. */
  page(query: {
    readonly after: string | null;
    readonly limit: number;
  }): Promise<{ readonly rows: readonly WatchedRow[]; readonly next: string | null }>;
  /** Writes a conclusion in one transaction. `MOVED_ON`: the record has changed since it was looked at, and nothing was written. */
  conclude(conclusion: Conclusion): Promise<'DONE' | 'MOVED_ON'>;
  /** Keeps a completed look. Null before the first. */
  completed(look: CompletedLook, wallMs: number): Promise<void>;
  lastLook(): Promise<LastLook | null>;
  /** Notes since when this deployment has had a watch (wall clock), once for ever. */
  begins(wallMs: number): Promise<void>;
  /** Since when the watch has been blind (ISO, wall clock); null while it sees, or where there has never been one. */
  blindSince(wallMs: number): Promise<string | null>;
  /** Raises WATCH_WAS_BLIND, once until a person settles it, if the watch is blind. Answers since when, or null. */
  callIfBlind(wallMs: number): Promise<string | null>;
}
