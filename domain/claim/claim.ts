import { z } from 'zod';
import type { Actor } from '../access/roles.ts';
import type { DecisionKind } from '../decision/decision.ts';
import type { Refusal } from '../errors.ts';
import { instantMs, isoInstant, wordsSchema } from '../text.ts';

/** What a person can claim at any moment: to be a citizen, or to be the victim of a crime. */
export const CLAIMS = ['CITIZENSHIP', 'VICTIM'] as const;
export type ClaimKind = (typeof CLAIMS)[number];

/** How a claim reaches us through a person. The public page is the fourth way. */
export const REPORTED_THROUGH = ['JAIL', 'TELEPHONE', 'OFFICER'] as const;
export type ClaimChannel = (typeof REPORTED_THROUGH)[number] | 'PUBLIC_PAGE';

/** A claim as somebody reports it. Nothing has to be proved: no words are asked for. */
export const reportClaimSchema = z.strictObject({
  what: z.enum(CLAIMS),
  channel: z.enum(REPORTED_THROUGH),
  words: wordsSchema.nullable(),
});
export const setAsideClaimSchema = z.strictObject({
  claimId: z.string().regex(/^claim-[1-9][0-9]{0,3}$/),
  reasons: wordsSchema,
});

/** One of the two persons who set a claim aside, and why. */
export interface SetAside {
  readonly by: Actor;
  readonly at: string;
  readonly reasons: string;
}

/** A claim. While it is open it stops every step against the person, and never a clock that protects the person. */
export interface Claim {
  readonly claimId: string;
  readonly what: ClaimKind;
  readonly channel: ClaimChannel;
  /** When it was made, in the case's time. */
  readonly at: string;
  readonly words: string | null;
  /** When a claim of citizenship that is not set aside withdraws what was asked of the jail; null for a victim. Milliseconds since 1970. */
  readonly withdrawAtMs: number | null;
  /** When that time was up. The claim stays open all the same: no hold is asked for again over a claim that nobody has answered. */
  readonly timeUpAt: string | null;
  readonly setAside: readonly SetAside[];
  readonly status: 'OPEN' | 'SET_ASIDE';
}

const HOUR_MS = 3_600_000;

/** The n-th claim of a case (n from 1). `hours`: the time after which a claim of citizenship withdraws the request to hold. */
export function newClaim(
  number: number,
  said: Pick<Claim, 'what' | 'channel' | 'words'>,
  { nowMs, hours }: { readonly nowMs: number; readonly hours: number },
): Claim {
  return {
    claimId: `claim-${number}`,
    ...said,
    at: isoInstant(nowMs),
    withdrawAtMs: said.what === 'CITIZENSHIP' ? nowMs + hours * HOUR_MS : null,
    timeUpAt: null,
    setAside: [],
    status: 'OPEN',
  };
}

/** The same claim with another time, e.g. under the profile that turned out to be in force. Without effect where it had its effect already. */
export function withHours(claim: Claim, hours: number): Claim {
  if (claim.withdrawAtMs === null || claim.timeUpAt !== null) return claim;
  return { ...claim, withdrawAtMs: instantMs(claim.at) + hours * HOUR_MS };
}

export function openClaims(claims: readonly Claim[]): readonly Claim[] {
  return claims.filter(({ status }) => status === 'OPEN');
}

/** The claims of citizenship still to withdraw what was asked of a jail, the first to fall due first. */
export function claimsDue(claims: readonly Claim[]): readonly (Claim & { readonly withdrawAtMs: number })[] {
  return openClaims(claims)
    .filter((claim): claim is Claim & { readonly withdrawAtMs: number } => claim.withdrawAtMs !== null)
    .filter(({ timeUpAt }) => timeUpAt === null)
    .toSorted((a, b) => a.withdrawAtMs - b.withdrawAtMs);
}

/** Whether a decision goes against the person, and so waits until every claim has been answered. */
export function stoppedByClaim(decision: DecisionKind): boolean {
  return decision !== 'NO_ACTION' && decision !== 'REFER_COUNSEL';
}

/** Why a step against the person cannot be taken; `undefined` where no claim is open. */
export function refuseWhileClaimed(claims: readonly Claim[]): Refusal | undefined {
  const [claim] = openClaims(claims);
  if (claim === undefined) return undefined;
  return {
    field: 'state',
    code: 'CLAIM_OPEN',
    reason: `A claim ${ABOUT[claim.what]} is open (${claim.claimId}): nothing is done against the person until a supervisor and counsel have set it aside.`,
  };
}

/** A claim in words, without whose it is. */
export const ABOUT: Readonly<Record<ClaimKind, string>> = {
  CITIZENSHIP: 'of citizenship',
  VICTIM: 'of being the victim of a crime',
};

/** A jail speaks for itself, and for nobody else. */
export function refuseChannel(channel: ClaimChannel, actor: Actor): Refusal | undefined {
  if ((actor.role === 'local_agency') === (channel === 'JAIL')) return undefined;
  return {
    field: 'channel',
    code: 'CHANNEL_NOT_YOURS',
    reason: 'A jail reports through JAIL; everyone else through TELEPHONE or OFFICER.',
  };
}

/** A claim is set aside by two persons: one supervisor and one attorney. */
export function refuseSetAside(claim: Claim | undefined, actor: Actor): Refusal | undefined {
  if (claim === undefined)
    return { field: 'claimId', code: 'NO_SUCH_CLAIM', reason: 'The case has no such claim: look at its claims.' };
  if (claim.status !== 'OPEN')
    return { field: 'claimId', code: 'CLAIM_NOT_OPEN', reason: 'This claim has been set aside already.' };
  if (claim.setAside.some(({ by }) => by.id === actor.id))
    return {
      field: 'actor',
      code: 'SAME_PERSON',
      reason: 'You have signed already: the other must be another person.',
    };
  if (claim.setAside.some(({ by }) => by.role === actor.role)) {
    return {
      field: 'actor.role',
      code: 'SAME_ROLE',
      reason: `A ${actor.role} has signed already: it takes one supervisor and one attorney.`,
    };
  }
  return undefined;
}

/** The claim as it is after one person has found it to be unfounded; the second one completes it. */
export function withSetAside(claim: Claim, signed: SetAside): Claim {
  const setAside = [...claim.setAside, signed];
  const whole = SET_ASIDE_BY.every((role) => setAside.some(({ by }) => by.role === role));
  return { ...claim, setAside, status: whole ? 'SET_ASIDE' : 'OPEN' };
}

/** Who sets a claim aside, together. */
export const SET_ASIDE_BY = ['supervisor', 'attorney'] as const;
