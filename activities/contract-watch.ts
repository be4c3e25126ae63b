/** Where a look goes on. `now` is the watch workflow's time (ISO); `after` is `next` of the page before, null at first. */
export interface WatchPage {
  readonly now: string;
  readonly after: string | null;
}

export interface WatchedPage {
  /** How many detainers were looked at, how many of them have something wrong. */
  readonly looked: number;
  readonly found: number;
  readonly next: string | null;
}

/** Activities of the watch over holds, in the `case` zone. All idempotent; they act for the watch's workflow alone. */
export interface WatchActivities {
  /** Looks at a page of open detainers, calls people about what is wrong, and takes back what is no longer so (rule C7). */
  watchHolds(page: WatchPage): Promise<WatchedPage>;
  /** Keeps that a look over all pages was completed, and calls people if the watch had been blind before it. */
  lookCompleted(look: { readonly at: string; readonly looked: number; readonly found: number }): Promise<void>;
}
