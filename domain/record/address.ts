import type { Actor } from '../access/roles.ts';
import type { Address } from './record.ts';

/** The mailbox that a person or program of this role and scope reads: the agency's, the SIB's, the field office's, the government's, or the role's. */
export function addressOf({ role, scope }: Pick<Actor, 'role' | 'scope'>): Address {
  switch (scope.kind) {
    case 'agency':
      return role === 'sib' ? `sib:${scope.ori}` : `agency:${scope.ori}`;
    case 'office':
      return `office:${scope.office}`;
    case 'state':
      return `state:${scope.state}`;
    case 'jurisdiction':
      return role === 'officer_287g' ? `delegated:${scope.jurisdiction}` : `government:${scope.jurisdiction}`;
    case 'national':
      return `role:${role}`;
  }
}
