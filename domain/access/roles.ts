import { z } from 'zod';

/** Who may hold a session. `service` is a program (client credential) and decides nothing (rule B1). */
export const ROLES = [
  'local_agency',
  'sib',
  'status_specialist',
  'field_officer',
  'supervisor',
  'attorney',
  'officer_287g',
  'government_official',
  'crcl_officer',
  'statistician',
  'administrator',
  'auditor',
  'service',
] as const;
export const roleSchema = z.enum(ROLES);
export type Role = z.infer<typeof roleSchema>;
/** Everyone but programs. */
export const PEOPLE: readonly Role[] = ROLES.filter((role) => role !== 'service');

/**
 * What a person may reach: an agency by its ORI (local agency, SIB), a field office by its code (officers, supervisors, attorneys), a
 * jurisdiction by its id (287(g) officers; officials of its government), a state by its two letters (officials of its government), or the whole
 * program (`national`: specialists, CRCL, administrators, auditors).
 */
export const scopeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('agency'), ori: z.string().regex(/^[A-Z]{2}[A-Z0-9]{7}$/) }),
  z.strictObject({ kind: z.literal('office'), office: z.string().regex(/^[A-Z0-9]{2,12}$/) }),
  z.strictObject({ kind: z.literal('jurisdiction'), jurisdiction: z.string().min(1).max(64) }),
  z.strictObject({ kind: z.literal('state'), state: z.string().regex(/^[A-Z]{2}$/) }),
  z.strictObject({ kind: z.literal('national') }),
]);
export type Scope = z.infer<typeof scopeSchema>;

/** A person (or program) as the system knows it while acting. `id` is a staff identifier, never a booked person's. */
export const actorSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9._-]{1,63}$/),
  name: z.string().min(1).max(100),
  role: roleSchema,
  scope: scopeSchema,
});
export type Actor = z.infer<typeof actorSchema>;
