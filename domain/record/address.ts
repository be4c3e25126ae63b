import type { Actor } from '../access/roles.ts';
import type { Address } from './record.ts';

/** The mailbox that a person or program of this role and scope reads: the agency's, the SIB's, the field office's, or the role's. */
export function addressOf({ role, scope }: Pick<Actor, 'role' | 'scope'>): Address {
  switch (scope.kind) {
    case 'agency':
      return role === 'sib' ? `sib:${scope.ori}` : `agency:${scope.ori}`;
    case 'office':
      return `office:${scope.office}`;
    case 'national':
      return `role:${role}`;
  }
}
