import { z } from 'zod';
import { jurisdictionOf, type Routing } from '../agency/agency.ts';
import { instantMs, instantSchema, labelSchema } from '../text.ts';

/** A jail that holds a person: its zone governs the clock, its jurisdiction's law the hold. */
export const facilitySchema = z.strictObject({
  ori: z.string().regex(/^[A-Z]{2}[A-Z0-9]{7}$/),
  name: z.string().min(1).max(200),
  zone: z.string().min(3).max(64),
  sib: z.string().regex(/^[A-Z]{2}[A-Z0-9]{7}$/),
  jurisdiction: z.string().min(1).max(64).nullable(),
});
export type Facility = z.infer<typeof facilitySchema>;

/** The person was taken elsewhere while in custody. A hospital under guard changes neither the jail nor the clock. */
export const movedSchema = z.strictObject({
  movedAt: instantSchema,
  to: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('JAIL'), ori: z.string().regex(/^[A-Z]{2}[A-Z0-9]{7}$/) }),
    z.strictObject({ kind: z.literal('HOSPITAL') }),
  ]),
  source: labelSchema,
});
export type Moved = z.infer<typeof movedSchema>;

/**
 * A jail as the register knows it; one that it does not know, or of which it knows no place, has no zone, so that the shortest clock governs
 * there. `sib`: the bureau of a jail for which the register names none.
 */
export function facilityOf(routing: Routing, ori: string, sib: string): Facility {
  const { agency } = routing;
  return {
    ori,
    name: agency?.name ?? ori,
    zone: agency?.zone ?? UNKNOWN_ZONE,
    sib: agency?.sib ?? sib,
    jurisdiction: jurisdictionOf(routing)?.id ?? null,
  };
}

const UNKNOWN_ZONE = 'UNKNOWN';

export function isRegistered({ zone }: Facility): boolean {
  return zone !== UNKNOWN_ZONE;
}

/** Every jail that holds or held the person, each once. */
export function facilitiesOf(stays: readonly Stay[]): readonly Facility[] {
  return [...new Map(stays.map(({ facility }) => [facility.ori, facility])).values()];
}

/** Where the person has been since the request was issued, in order. `from` is null for the first facility. */
export interface Stay {
  readonly facility: Facility;
  readonly from: string | null;
}

/**
 * The stays with one more; a report already known changes nothing. A stay where the person already seems to be is kept: word of a transfer
 * between the two may still come.
 */
export function withStay(stays: readonly Stay[], stay: Stay): readonly Stay[] {
  const isKnown = stays.some((known) => known.facility.ori === stay.facility.ori && fromMs(known) === fromMs(stay));
  return isKnown ? stays : [...stays, stay].toSorted((a, b) => fromMs(a) - fromMs(b));
}

/**
 * The facilities that held the person at `at` or later: the clock is computed in the zone of each, and the earliest limit governs. Of two
 * reports of the same instant, which contradict each other, both count.
 */
export function facilitiesFrom(stays: readonly Stay[], at: string): readonly Facility[] {
  const holding = stays.findLast((stay) => fromMs(stay) <= instantMs(at));
  const heldFrom = holding ? fromMs(holding) : Number.NEGATIVE_INFINITY;
  return stays.filter((stay) => fromMs(stay) >= heldFrom).map(({ facility }) => facility);
}

/** The facility that holds the person now, as far as reported. */
export function holder(stays: readonly Stay[]): Facility {
  const last = stays.at(-1);
  if (last === undefined) throw new RangeError('A custody has at least one facility.');
  return last.facility;
}

function fromMs({ from }: Stay): number {
  return from === null ? Number.NEGATIVE_INFINITY : instantMs(from);
}
