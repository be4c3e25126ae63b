import type { Actor, Scope } from '../../domain/access/roles.ts';

/**
 * Fictional people who can sign in on a development deployment without a credential, so that a case can be run by hand. A session for
 * one of them is refused wherever the deployment is not marked development. Agencies are the fictional `XX` ones of the samples.
 */
const NATIONAL: Scope = { kind: 'national' };
const OFFICE: Scope = { kind: 'office', office: 'XXNFO' };

function agency(ori: string): Scope {
  return { kind: 'agency', ori };
}

function jurisdiction(id: string): Scope {
  return { kind: 'jurisdiction', jurisdiction: id };
}

/** The bureau through which the sample agencies' answers pass. */
export const SAMPLE_SIB = 'XXSIB0000';

export const DEVELOPMENT_PEOPLE: readonly Actor[] = [
  { id: 'jail-one', name: 'Avery Hollis', role: 'local_agency', scope: agency('XX0010100') },
  { id: 'jail-two', name: 'Blair Tennant', role: 'local_agency', scope: agency('XX0020100') },
  { id: 'jail-three', name: 'Casey Marlow', role: 'local_agency', scope: agency('XX0030100') },
  { id: 'jail-four', name: 'Devon Archer', role: 'local_agency', scope: agency('XX0040100') },
  { id: 'jail-five', name: 'Ellis Brandt', role: 'local_agency', scope: agency('XX0050100') },
  { id: 'bureau', name: 'Finley Osgood', role: 'sib', scope: agency(SAMPLE_SIB) },
  { id: 'specialist', name: 'Gray Whitlow', role: 'status_specialist', scope: NATIONAL },
  { id: 'officer', name: 'Harper Quill', role: 'field_officer', scope: OFFICE },
  { id: 'officer-two', name: 'Indigo Vance', role: 'field_officer', scope: OFFICE },
  { id: 'supervisor', name: 'Jordan Pell', role: 'supervisor', scope: OFFICE },
  { id: 'supervisor-two', name: 'Tatum Verity', role: 'supervisor', scope: OFFICE },
  { id: 'attorney', name: 'Kendall Rowe', role: 'attorney', scope: OFFICE },
  { id: 'counsel', name: 'Oakley Thorne', role: 'attorney', scope: NATIONAL },
  { id: 'crcl', name: 'Lennox Farrow', role: 'crcl_officer', scope: NATIONAL },
  { id: 'administrator', name: 'Morgan Sayre', role: 'administrator', scope: NATIONAL },
  { id: 'auditor', name: 'Noel Ashby', role: 'auditor', scope: NATIONAL },
  { id: 'governor', name: 'Quinn Halloran', role: 'government_official', scope: { kind: 'state', state: 'XX' } },
  { id: 'county', name: 'Remy Castell', role: 'government_official', scope: jurisdiction('XX-EXAMPLE') },
  { id: 'deputy', name: 'Sawyer Lind', role: 'officer_287g', scope: jurisdiction('XX-EXAMPLE') },
  { id: 'jail-system', name: 'Booking system of XX0010100', role: 'service', scope: agency('XX0010100') },
];

/** The development person of this id, if there is one. */
export function developmentPerson(id: string): Actor | undefined {
  return DEVELOPMENT_PEOPLE.find((person) => person.id === id);
}
