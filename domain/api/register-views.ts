/** What the API answers about the register; see views.ts. */
import { z } from 'zod';
import { AGENCY_KINDS, JURISDICTION_KINDS } from '../agency/agency.ts';
import { importReportSchema } from '../agency/import.ts';
import { ZONE_SOURCES } from '../agency/reading.ts';
import { originSchema } from '../profile/origin.ts';
import { instantSchema } from '../text.ts';

/** A field office, and how sure it is: `origin` null where a site stated it, else where it comes from. */
const officeSchema = z.strictObject({ code: z.string(), origin: originSchema.nullable() });

export const agencyViewSchema = z.strictObject({
  ori: z.string(),
  name: z.string(),
  kind: z.enum(AGENCY_KINDS),
  /** Null: not known, no hold can be asked for. */
  zone: z.string().nullable(),
  zoneBy: z.enum(ZONE_SOURCES).nullable(),
  /** Several: shared only while all are active. */
  jurisdictions: z.array(z.string()),
  /** What a person assigned instead. */
  assigned: z.string().nullable(),
  sib: z.string().nullable(),
  fieldOffice: officeSchema.nullable(),
  validFrom: instantSchema.nullable(),
  validTo: instantSchema.nullable(),
});
export type AgencyView = z.infer<typeof agencyViewSchema>;

export const jurisdictionViewSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  kind: z.enum(JURISDICTION_KINDS),
  state: z.string(),
  fips: z.string().nullable(),
  fieldOffice: officeSchema.nullable(),
  activeFrom: instantSchema.nullable(),
  /** How many agencies belong to it now. */
  agencies: z.int(),
});
export type JurisdictionView = z.infer<typeof jurisdictionViewSchema>;

/** `next`: what to ask the following page with, as `after`; null on the last one. */
export const agencyListSchema = z.strictObject({ agencies: z.array(agencyViewSchema), next: z.string().nullable() });
export const jurisdictionListSchema = z.strictObject({
  jurisdictions: z.array(jurisdictionViewSchema),
  next: z.string().nullable(),
});
/** The agency whose assignment was withdrawn, and the jurisdiction that it had been assigned to. */
export const assignmentWithdrawnSchema = z.strictObject({ ori: z.string(), jurisdiction: z.string() });
export const importListSchema = z.strictObject({ imports: z.array(importReportSchema) });
