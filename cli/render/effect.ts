import type { EffectView } from '../../domain/api/profile-views.ts';
import type { EffectKind, ProfileEffect, UnknownKind } from '../../domain/profile/effect.ts';
import { duration, section, shortId, table, when } from './text.ts';

const EFFECTS: Readonly<Record<EffectKind, string>> = {
  REQUEST_REFUSED: 'request to hold would have been refused',
  REQUEST_POSSIBLE: 'request to hold that was ruled out would have been possible',
  HOLD_FORBIDDEN: 'request made before would have ended when the clock started',
  LIMIT_EARLIER: 'limit would have been earlier',
  LIMIT_LATER: 'limit would have been later',
};

const UNKNOWNS: Readonly<Record<UnknownKind, string>> = {
  CONTENT_CLEARED: 'what was asked is cleared or cannot be read',
  PROFILE_UNKNOWN: 'the profile under which it was taken is not here',
  SEVERAL_PLACES: 'held in several places, of which this governs some',
  LIMIT_NOT_FROM_FACTS: 'another rule, or an earlier request, set the limit on record',
  REFUSED_ON_ENTRY: 'refused on entry: what was asked is not kept',
};

/** What no count of a quarter can say, in words that stand under every effect. */
const LIMITS_OF_IT = [
  'An officer might have decided otherwise, and a jail done otherwise, had this profile governed.',
  'Requests that were refused on entry are counted, not judged: their contents are not kept.',
  'A clock on record is compared also where the request allowed no hold (no conviction, no copy served).',
];

/** What a proposal would have changed, with the command that signs on it. */
export function effectText({ effect, effectSha256, signed, cases }: EffectView): string {
  const { assignment, profileId, jurisdiction, quarter } = effect;
  const place = jurisdiction === '*' ? 'everywhere' : jurisdiction;
  const span = `${when(quarter.from, undefined)} to ${when(quarter.to, undefined)}`;
  return [
    `Assignment ${assignment}: had profile ${profileId} governed ${place} in ${quarter.name} (${span})`,
    `${effect.requests} requests to hold and ${effect.holds} holds whose clock started then were looked at.`,
    ...section('Would have changed', effectLines(effect, cases)),
    ...section('Nobody can know', unknownLines(effect, cases)),
    ...section('Values that differ', differenceLines(effect)),
    ...section('What this cannot say', LIMITS_OF_IT),
    '',
    signed ? `Signed on this effect: ${effectSha256}` : `This effect is ${effectSha256}`,
  ].join('\n');
}

function effectLines({ effects }: ProfileEffect, cases: EffectView['cases']): readonly string[] {
  if (effects.length === 0) return ['Nothing.'];
  const rows = effects.map(({ effect, code, jurisdiction, count, leastMs, mostMs }, index) => [
    String(count),
    EFFECTS[effect],
    code ?? amount(leastMs, mostMs),
    jurisdiction ?? 'no jurisdiction',
    named(cases?.effects[index]),
  ]);
  return table(rows).split('\n');
}

function amount(leastMs: number | null, mostMs: number | null): string {
  if (leastMs === null || mostMs === null) return '';
  return leastMs === mostMs ? `by ${duration(leastMs)}` : `by ${duration(leastMs)} to ${duration(mostMs)}`;
}

function unknownLines({ unknown }: ProfileEffect, cases: EffectView['cases']): readonly string[] {
  if (unknown.length === 0) return [];
  const rows = unknown.map(({ why, jurisdiction, count }, index) => [
    String(count),
    UNKNOWNS[why],
    jurisdiction ?? 'no jurisdiction',
    named(cases?.unknown[index]),
  ]);
  return table(rows).split('\n');
}

/** The first of them; `--json` has them all. */
function named(line: readonly { readonly caseId: string }[] = []): string {
  const first = line.slice(0, 3).map(({ caseId }) => shortId(caseId));
  return first.length < line.length ? `${first.join(' ')} …` : first.join(' ');
}

function differenceLines({ differences, profileId }: ProfileEffect): readonly string[] {
  if (differences.length === 0) return [];
  const rows = differences.map(({ than, key, was, would }) => [key, `${than}: ${was}`, `${profileId}: ${would}`]);
  return table(rows).split('\n');
}
