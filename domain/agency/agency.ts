import { z } from 'zod';
import { instantMs, instantSchema } from '../text.ts';

/** ORI-shaped agency identifier (1.008, 2.073). */
export const oriSchema = z.string().regex(/^[A-Z]{2}[A-Z0-9]{7}$/);

/**
 * Id of a jurisdiction: the state's two letters and the county in capitals, words joined by `-` (`TX-HARRIS`). Nothing that means anything in a URL,
 * an address of a mailbox or the id of a workflow.
 */
export const jurisdictionIdSchema = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/);

/** Code of a DHS field office. */
export const officeSchema = z.string().regex(/^[A-Z0-9]{2,12}$/);

/** What an agency is, as the FBI's list of participating agencies classes it. */
export const AGENCY_KINDS = ['CITY', 'COUNTY', 'STATE_POLICE', 'OTHER_STATE', 'UNIVERSITY', 'TRIBAL', 'OTHER'] as const;
export type AgencyKind = (typeof AGENCY_KINDS)[number];

/** An agency of the site's register: the booking jail or police, with everything that routing and the clock need of it. */
export const agencySchema = z.strictObject({
  ori: oriSchema,
  name: z.string().min(1).max(200),
  kind: z.enum(AGENCY_KINDS),
  /** IANA zone of the place that holds the person; it governs the clock. Null: not known, no hold can be asked for. */
  zone: z.string().min(3).max(64).nullable(),
  /**
   * Jurisdictions that the agency's bookings belong to, the one that they count under first. Several: shared only while all are active. None:
   * a person assigns one (rule D7).
   */
  jurisdictions: z.array(jurisdictionIdSchema).max(10),
  /** ORI of the State Identification Bureau through which its answers pass; null: the one that a booking came through. */
  sib: oriSchema.nullable(),
  /** Code of the DHS field office responsible for it; null: that of its jurisdiction. */
  fieldOffice: officeSchema.nullable(),
  /** From when (null: ever since) and until when (null: further notice, the instant itself excluded) the entry is valid. */
  validFrom: instantSchema.nullable(),
  validTo: instantSchema.nullable(),
});
export type Agency = z.infer<typeof agencySchema>;

export const JURISDICTION_KINDS = ['COUNTY', 'STATE_POLICE', 'TRIBAL', 'OTHER'] as const;
export type JurisdictionKind = (typeof JURISDICTION_KINDS)[number];

/** A jurisdiction and the exact instant from which submissions received by the FBI are shared (rules A3, A4); null: not active. */
export const jurisdictionSchema = z.strictObject({
  id: jurisdictionIdSchema,
  name: z.string().min(1).max(200),
  kind: z.enum(JURISDICTION_KINDS),
  /** Two letters. */
  state: z.string().regex(/^[A-Z]{2}$/),
  /** The county's five FIPS digits; null: no county, or none found. */
  fips: z
    .string()
    .regex(/^\d{5}$/)
    .nullable(),
  /** The field office responsible where the booking agency names none, or is in no register (rule D7). */
  fieldOffice: officeSchema.nullable(),
  activeFrom: instantSchema.nullable(),
});
export type Jurisdiction = z.infer<typeof jurisdictionSchema>;

/**
 * What a case knows of where it comes from. `agency` is null for an originator absent from the register (rule D7); `jurisdictions` are all that
 * it belongs to, or the one that a person assigned.
 */
export interface Routing {
  readonly agency: Agency | null;
  readonly jurisdictions: readonly Jurisdiction[];
  /** Whether a person assigned the jurisdiction. */
  readonly assigned: boolean;
}

/** Nothing is known. */
export const NO_ROUTING: Routing = { agency: null, jurisdictions: [], assigned: false };

/** The jurisdiction that a case counts under: the first named; null where none is known. */
export function jurisdictionOf({ jurisdictions }: Routing): Jurisdiction | null {
  return jurisdictions[0] ?? null;
}

/** Rule A4: shared only if the jurisdiction was active at the instant of the FBI's first acceptance; the boundary instant is active. */
export function activeWhenReceived({ activeFrom }: Jurisdiction, receivedAt: string): boolean {
  return activeFrom !== null && instantMs(receivedAt) >= instantMs(activeFrom);
}

/** What becomes of a submission: `ASSIGN`: a person says to which jurisdiction it belongs, and only sharing waits for that. */
export type Sharing = 'SHARED' | 'NOT_SHARED' | 'ASSIGN';

/**
 * Rules A3, A4, D7: judged by the instant at which the FBI received the submission, and by nothing else. An agency of several jurisdictions
 * shares only if all were active then; where some were and some were not, a person assigns one, as where none is known.
 */
export function sharingOf({ jurisdictions }: Routing, receivedAt: string): Sharing {
  const active = jurisdictions.filter((jurisdiction) => activeWhenReceived(jurisdiction, receivedAt));
  if (jurisdictions.length === 0) return 'ASSIGN';
  if (active.length === jurisdictions.length) return 'SHARED';
  return active.length === 0 ? 'NOT_SHARED' : 'ASSIGN';
}
