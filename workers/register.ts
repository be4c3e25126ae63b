import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { agencySchema, jurisdictionSchema } from '../domain/agency/agency.ts';
import { assertZone } from '../domain/clock/instant.ts';
import { CodedError } from '../domain/errors.ts';
import { takenOverSchema } from '../domain/jurisdiction/activation.ts';
import type { Records } from '../records/index.ts';

/** A jurisdiction; one that was active before this system comes with the instants of both notices (rule D2). */
const siteJurisdictionSchema = jurisdictionSchema.extend({ takenOver: takenOverSchema.optional() });

/** A site's own register: its agencies, and its jurisdictions with the instants from which they are active. */
const registerSchema = z.strictObject({
  jurisdictions: z.array(siteJurisdictionSchema).max(10_000),
  agencies: z.array(agencySchema).max(100_000),
});

/**
 * Loads the register that `SC_REGISTER` names (JSON) into the records: what it says replaces what was loaded before; a person's assignment
 * outranks it, and no instant of activation that stands is changed. Nothing is loaded unless all of it is valid.
 * @throws CodedError REGISTER_FILE, with the first field that is not as it must be; ALREADY_ACTIVE, ALREADY_PLANNED
 */
export async function loadRegister(records: Pick<Records, 'register' | 'activations'>, file: string): Promise<void> {
  const { jurisdictions, agencies } = parsed(file);
  const now = new Date().toISOString();
  for (const { takenOver, ...jurisdiction } of jurisdictions) {
    await records.register.putJurisdiction({ ...jurisdiction, activeFrom: null });
    if (takenOver) await records.activations.takeOver(jurisdiction.id, takenOver, null, now);
  }
  for (const agency of agencies) await records.register.putAgency(agency);
}

function parsed(file: string): z.infer<typeof registerSchema> {
  const result = registerSchema.safeParse(json(file));
  if (!result.success) throw invalid(result.error.issues[0]?.path.join('.') ?? '');
  result.data.jurisdictions.forEach(({ activeFrom, takenOver }, index) => {
    if (activeFrom !== (takenOver?.activeFrom ?? null)) throw invalid(`jurisdictions.${index}.takenOver`);
  });
  const known = new Set(result.data.jurisdictions.map(({ id }) => id));
  result.data.agencies.forEach(({ zone, jurisdictions }, index) => {
    if (!jurisdictions.every((id) => known.has(id))) throw invalid(`agencies.${index}.jurisdictions`);
    try {
      if (zone !== null) assertZone(zone);
    } catch {
      throw invalid(`agencies.${index}.zone`);
    }
  });
  return result.data;
}

function json(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new CodedError(
      'REGISTER_FILE',
      'The register cannot be read: set SC_REGISTER to a JSON file of jurisdictions and agencies.',
    );
  }
}

function invalid(field: string): CodedError {
  return new CodedError('REGISTER_FILE', `The register is not valid at ${field}: nothing of it was loaded.`, field);
}
