import { z } from 'zod';
import { instantSchema } from '../text.ts';

/** ORI-shaped agency identifier (1.008, 2.073). */
export const oriSchema = z.string().regex(/^[A-Z]{2}[A-Z0-9]{7}$/);

/** An agency of the site's register: the booking jail or police, with everything that routing and the clock need of it. */
export const agencySchema = z.strictObject({
  ori: oriSchema,
  name: z.string().min(1).max(200),
  /** IANA zone of the place that holds the person; it governs the clock. */
  zone: z.string().min(3).max(64),
  /** Jurisdiction that the agency's bookings belong to; null until a person assigns one (rule D7). */
  jurisdiction: z.string().min(1).max(64).nullable(),
  /** ORI of the State Identification Bureau through which its answers pass. */
  sib: oriSchema,
  /** Code of the DHS field office responsible for it. */
  fieldOffice: z.string().regex(/^[A-Z0-9]{2,12}$/),
  /** Whether it takes the immigration identifications (rule D5); its own free choice. */
  receivesIdentifications: z.boolean(),
});
export type Agency = z.infer<typeof agencySchema>;

/** A jurisdiction and the exact instant from which submissions received by the FBI are shared (rules A3, A4); null: not active. */
export const jurisdictionSchema = z.strictObject({
  id: z.string().min(1).max(64),
  name: z.string().min(1).max(200),
  activeFrom: instantSchema.nullable(),
  /** The field office responsible where the booking agency itself is in no register (rule D7). */
  fieldOffice: z
    .string()
    .regex(/^[A-Z0-9]{2,12}$/)
    .optional(),
});
export type Jurisdiction = z.infer<typeof jurisdictionSchema>;

/** What a case knows of where it comes from. `agency` is null for an originator absent from the register (rule D7). */
export interface Routing {
  readonly agency: Agency | null;
  readonly jurisdiction: Jurisdiction | null;
}

/** Rule A4: shared only if the jurisdiction was active at the instant of the FBI's first acceptance; the boundary instant is active. */
export function activeWhenReceived(jurisdiction: Jurisdiction, receivedAt: string): boolean {
  return jurisdiction.activeFrom !== null && Date.parse(receivedAt) >= Date.parse(jurisdiction.activeFrom);
}
