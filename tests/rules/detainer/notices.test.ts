import { describe, expect, it } from 'vitest';
import { computeHoldClock, writtenRule } from '../../../activities/clock.ts';
import { type Following, noticesAfter, requestNotice } from '../../../domain/detainer/consequences.ts';
import { issuedDetainer } from '../../../domain/detainer/hold.ts';
import type { RuleProfile } from '../../../domain/profile/profile.ts';
import { SHIPPED_PROFILES } from '../../../domain/profile/shipped.ts';
import { SAMPLE_NUMBERS } from '../../../scripts/sample-documents.ts';
import { detainerInput, newCaseId } from '../records/fixtures.ts';

const AT = '2011-09-16T17:00:00-05:00';

/** A running hold under a profile, of a person who was moved from the jail of the issue to another. */
function running(profile: RuleProfile): Following {
  const input = { ...detainerInput(newCaseId()), profile: { ...profile, numbers: SAMPLE_NUMBERS } };
  const { kind, jail, issuedAt, request } = input;
  const clock = computeHoldClock(AT, jail.zone, profile.exclusionRule);
  const issued = issuedDetainer({
    kind,
    facility: jail,
    serviceIsCondition: profile.serviceIsConditionOfEffect,
    inherited: clock,
  });
  const next = { ...jail, ori: 'XX0099000', name: 'Elsewhere County Jail' };
  const state = { ...issued, stays: [...issued.stays, { facility: next, from: AT }] };
  return { input, state, form: { request, revision: 1, madeAt: issuedAt }, at: AT };
}

describe.each(SHIPPED_PROFILES)('the text of a detainer under $profile.id', ({ profile }) => {
  const following = running(profile);
  const { text } = requestNotice(following, writtenRule(AT, following.input.jail.zone, profile.exclusionRule));

  it('says which days count as its form does, and when it has effect [C2 must]', () => {
    const every = profile.exclusionRule === 'NONE';
    expect(text.includes('every hour counted')).toBe(every);
    expect(text.includes('not counting Saturdays')).toBe(!every);
    expect(text.includes('Days that are not counted')).toBe(!every);
    expect(text.includes('no effect before the copy')).toBe(profile.serviceIsConditionOfEffect);
  });

  it('gives the three numbers and who answers, also where its PDF cannot be made [E7 must]', () => {
    const [clock] = noticesAfter('CLOCK_STARTED', following);
    for (const verified of Object.values(SAMPLE_NUMBERS))
      for (const said of [text, clock?.text])
        expect(said).toContain(`${verified?.number}, answered by ${verified?.answeredBy}`);
  });
});

describe('the notices of a clock', () => {
  const [first] = SHIPPED_PROFILES;
  const following = running(first!.profile);

  it('do not tell a jail that the person has left where the person is now', () => {
    const [now, former] = noticesAfter('CLOCK_STARTED', following);
    expect([now?.document?.jail.name, former?.document?.jail.name]).toEqual([
      'Elsewhere County Jail',
      following.input.jail.name,
    ]);
    expect(JSON.stringify(former)).not.toContain('Elsewhere');
  });

  it('say that a later one takes the place of the one before', () => {
    expect(noticesAfter('CLOCK_STARTED', following)[0]?.document?.revision).toBe(1);
    expect(noticesAfter('LIMIT_EARLIER', following)[0]?.document?.revision).toBe(2);
  });
});
