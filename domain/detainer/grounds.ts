import { z } from 'zod';
import { instantMs, instantSchema, labelSchema } from '../text.ts';

/** What else than this request may hold a person in local custody. */
export const GROUND_KINDS = ['CHARGES', 'WARRANT', 'SENTENCE', 'COURT_ORDER', 'ANOTHER_AGENCY', 'OTHER'] as const;

/** A ground as somebody reports it; `groundId` is the reporter's own name for it, e.g. a docket number's last digits. */
export const groundSchema = z.strictObject({
  groundId: z.string().regex(/^[A-Za-z0-9._-]{1,40}$/),
  kind: z.enum(GROUND_KINDS),
  since: instantSchema,
  /** When release or a court date is expected; null where nobody can say. */
  expectedEndAt: instantSchema.nullable(),
  source: labelSchema,
});
export type ReportedGround = z.infer<typeof groundSchema>;

/** A ground of local custody and how long it held. Every change is an entry in the record; this is where they lead. */
export interface Ground {
  readonly id: string;
  readonly kind: (typeof GROUND_KINDS)[number];
  /** Null: before the request was issued. */
  readonly since: string | null;
  /** Null while it holds. */
  readonly until: string | null;
}

/** The arrest that the booking is about: it holds the person when a detainer is issued. */
export const BOOKING_GROUND: Ground = { id: 'BOOKING', kind: 'CHARGES', since: null, until: null };

/** The grounds with one more, or the same as before where it is known already: what is on record never begins anew. */
export function withGround(grounds: readonly Ground[], { groundId, kind, since }: ReportedGround): readonly Ground[] {
  const known = grounds.find(({ id }) => id === groundId);
  if (known === undefined) return [...grounds, { id: groundId, kind, since, until: null }];
  return onlyEndIsKnown(known)
    ? grounds.map((ground) => (ground === known ? { ...known, kind, since } : ground))
    : grounds;
}

/**
 * The grounds with one of them ended at `at`; of two reports the earlier stands, for a correction may only shorten a hold. The end may be
 * heard of before the ground is: it is kept, as a ground that held for no time, until its beginning is known.
 */
export function endGround(grounds: readonly Ground[], groundId: string, at: string): readonly Ground[] {
  if (!grounds.some(({ id }) => id === groundId))
    return [...grounds, { id: groundId, kind: 'OTHER', since: at, until: at }];
  return grounds.map((ground) => (ground.id === groundId ? endedBy(ground, at) : ground));
}

function onlyEndIsKnown({ since, until }: Ground): boolean {
  return since !== null && until !== null && instantMs(since) >= instantMs(until);
}

/** The grounds after a report that none of them held the person any more at `at`. One that began later is not meant. */
export function endAllGrounds(grounds: readonly Ground[], at: string): readonly Ground[] {
  return grounds.map((ground) => (beginsAfter(ground, at) ? ground : endedBy(ground, at)));
}

function endedBy(ground: Ground, at: string): Ground {
  const known = ground.until;
  return known !== null && instantMs(known) <= instantMs(at) ? ground : { ...ground, until: at };
}

function beginsAfter({ since }: Ground, at: string): boolean {
  return since !== null && instantMs(since) > instantMs(at);
}

/**
 * When release fell due: the earliest instant at which every ground had ended (8 CFR 287.7(d), "not otherwise detained"); null while one
 * holds. A ground that began after that instant is a new custody of the jail's own: it moves nothing.
 */
export function releaseDue(grounds: readonly Ground[]): string | null {
  let due: string | null = null;
  for (const { from, until } of spansOf(grounds)) {
    if (due !== null && from > instantMs(due)) return due;
    if (until === null) return null;
    if (due === null || instantMs(until) > instantMs(due)) due = until;
  }
  return due;
}

/**
 * Until when recorded grounds, one after another without a gap, held the person from `from` (ISO) on; milliseconds, `Infinity` while one
 * holds, and `from` itself where none did.
 */
export function heldOnGroundsUntil(grounds: readonly Ground[], from: string): number {
  let heldMs = instantMs(from);
  for (const span of spansOf(grounds)) {
    if (span.from > heldMs) return heldMs;
    if (span.until === null) return Number.POSITIVE_INFINITY;
    heldMs = Math.max(heldMs, instantMs(span.until));
  }
  return heldMs;
}

/** In order of their beginning; what held the person before the issue comes first. Milliseconds. */
function spansOf(grounds: readonly Ground[]): readonly { readonly from: number; readonly until: string | null }[] {
  return grounds
    .map(({ since, until }) => ({ from: since === null ? Number.NEGATIVE_INFINITY : instantMs(since), until }))
    .toSorted((a, b) => a.from - b.from);
}
