import { instantMs } from '../domain/text.ts';
import type { ProfileAssignment } from '../domain/profile/assignment.ts';
import type { Signature } from '../domain/signature.ts';
import type { PhoneNumber } from '../domain/profile/numbers.ts';
import type { ProfileChange, StoredProfile } from './contract-profiles.ts';

interface Ending {
  readonly id: number;
  readonly endsAt: string;
  readonly signature: Signature;
}

/** Every change of profiles, assignments and numbers, the oldest first: read from what was added, since nothing is ever changed. */
export function changesOf(
  own: readonly StoredProfile[],
  assignments: readonly ProfileAssignment[],
  endings: readonly Ending[],
  numbers: readonly PhoneNumber[],
): readonly ProfileChange[] {
  const changes = [
    ...own.map(addedOf),
    ...assignments.flatMap((assignment) => [proposedOf(assignment), ...signedOf(assignment)]),
    ...endings.map(endedOf),
    ...numbers.flatMap((entry) => [enteredOf(entry), ...calledOf(entry)]),
  ];
  return changes.sort((a, b) => instantMs(a.at) - instantMs(b.at));
}

function addedOf({ profile, basedOn, addedBy, addedAt }: StoredProfile): ProfileChange {
  return { at: addedAt, by: addedBy, what: 'PROFILE_ADDED', about: profile.id, words: `based on ${basedOn}` };
}

function proposedOf({
  id,
  profileId,
  jurisdiction,
  from,
  to,
  reasons,
  recommendation,
  basis,
  proposedBy,
  proposedAt,
}: ProfileAssignment): ProfileChange {
  const until = to === null ? 'until further notice' : `to ${to}`;
  const on = recommendation === null ? `on ${basis}` : `on recommendation ${recommendation}`;
  const words = `profile ${profileId} for ${jurisdiction} from ${from} ${until}, ${on}: ${reasons}`;
  return { at: proposedAt, by: proposedBy, what: 'ASSIGNMENT_PROPOSED', about: `assignment ${id}`, words };
}

function signedOf({ id, signature }: ProfileAssignment): ProfileChange[] {
  if (signature === null) return [];
  const { at, actor, name, title, statement } = signature;
  return [
    { at, by: actor, what: 'ASSIGNMENT_SIGNED', about: `assignment ${id}`, words: `${name}, ${title}: ${statement}` },
  ];
}

function endedOf({ id, endsAt, signature: { at, actor, name, title, statement } }: Ending): ProfileChange {
  const words = `ends at ${endsAt}; ${name}, ${title}: ${statement}`;
  return { at, by: actor, what: 'ASSIGNMENT_ENDED', about: `assignment ${id}`, words };
}

function enteredOf({ id, line, number, answeredBy, enteredBy, enteredAt }: PhoneNumber): ProfileChange {
  const words = `${line}: ${number}, answered by ${answeredBy}`;
  return { at: enteredAt, by: enteredBy, what: 'NUMBER_ENTERED', about: `number ${id}`, words };
}

function calledOf({ id, calls }: PhoneNumber): ProfileChange[] {
  return calls.map(({ at, by, on, reached, words }) => {
    const outcome = reached ? 'reached' : 'not reached';
    return { at, by, what: 'NUMBER_CALLED', about: `number ${id}`, words: `called on ${on}, ${outcome}: ${words}` };
  });
}
