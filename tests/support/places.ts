import type { Agency, Jurisdiction } from '../../domain/agency/agency.ts';

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
    receivesIdentifications: true,
    validFrom: null,
    validTo: null,
    ...change,
  };
}
