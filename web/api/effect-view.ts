import type { Actor } from '../../domain/access/roles.ts';
import type { EffectView } from '../../domain/api/profile-views.ts';
import type { CasePlace } from '../../domain/lifecycle/acts.ts';
import type { Affected } from '../../domain/profile/effect.ts';
import type { ShownEffect } from '../../records/index.ts';
import { reaches, seesAll } from './reach.ts';

/** So many cases of a line are named at most: the count is exact. */
const NAMED = 200;

/** An effect with those of its cases that lie in the caller's reach. The counts, and the hash that a signature names, are the same for everyone. */
export function effectView(actor: Actor, { effect, effectSha256, cases }: ShownEffect): EffectView {
  if (cases === null) return { effect, effectSha256, signed: true, cases: null };
  const { effects, unknown, places } = cases;
  const named = (line: readonly Affected[]): Affected[] =>
    line.filter(({ caseId }) => sees(actor, places.get(caseId))).slice(0, NAMED);
  return { effect, effectSha256, signed: false, cases: { effects: effects.map(named), unknown: unknown.map(named) } };
}

function sees(actor: Actor, place: CasePlace | undefined): boolean {
  return seesAll(actor) && place !== undefined && reaches(actor, place);
}
