import type { Agency, Jurisdiction } from '../../domain/agency/agency.ts';
import { instantMs, isoInstant } from '../../domain/text.ts';
import type { Records } from '../../records/index.ts';

/** A fictional jurisdiction, not active unless said. */
export function aJurisdiction(id: string, change: Partial<Jurisdiction> = {}): Jurisdiction {
  return { id, name: id, kind: 'COUNTY', state: 'XX', fips: null, fieldOffice: null, activeFrom: null, ...change };
}

/** A fictional agency in New York's zone that belongs to these jurisdictions. */
export function anAgency(ori: string, jurisdictions: readonly string[], change: Partial<Agency> = {}): Agency {
  return {
    ori,
    name: `Sheriff ${ori}`,
    kind: 'COUNTY',
    zone: 'America/New_York',
    jurisdictions: [...jurisdictions],
    sib: 'XXSIB0000',
    fieldOffice: 'XXNFO',
    validFrom: null,
    validTo: null,
    ...change,
  };
}

/** Puts a jurisdiction into the register; one with an instant is taken over, both governments having had notice a day before it and before now. */
export async function putJurisdiction(
  { register, activations }: Pick<Records, 'register' | 'activations'>,
  jurisdiction: Jurisdiction,
): Promise<void> {
  const { id, activeFrom } = jurisdiction;
  const standing = (await register.jurisdiction(id))?.activeFrom ?? null;
  await register.putJurisdiction({ ...jurisdiction, activeFrom: standing });
  if (activeFrom === null || activeFrom === standing) return;
  const noticeAt = isoInstant(Math.min(instantMs(activeFrom), Date.now()) - 86_400_000);
  const taken = { activeFrom, stateNoticeAt: noticeAt, localNoticeAt: noticeAt };
  await activations.takeOver(id, taken, null, isoInstant(Date.now()));
}
