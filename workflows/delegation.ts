import { condition } from '@temporalio/workflow';
import { type Authority, nextLookMs } from '../domain/agreement/delegation.ts';
import type { Refusal } from '../domain/errors.ts';
import type { PendingSecond } from '../domain/lifecycle/state.ts';
import type { Address } from '../domain/record/record.ts';
import { authorityData, lapse } from './support/authority.ts';
import { type Case, message } from './support/case.ts';
import { SYSTEM } from './support/journal.ts';

/** A decision of a designated officer that waits for its reviews. */
type Delegated = PendingSecond & { readonly taken: { readonly under: Authority } };

/**
 * While a designated officer's decision waits, looks whether the authority still holds: at its known end, and several times a day for one that
 * is ended early (rule B2). Ends with the case.
 */
export async function watchDelegated(c: Case): Promise<void> {
  while (!c.ended) {
    await condition(() => c.ended || isDelegatedDecision(c.state.pendingSecond));
    const pending = c.state.pendingSecond;
    if (c.ended || !isDelegatedDecision(pending)) continue;
    const gone = () => c.ended || c.state.pendingSecond !== pending;
    if (!(await condition(gone, nextLookMs(pending.taken.under, Date.now())))) await dropIfLapsed(c);
  }
}

/**
 * Drops the waiting decision if the authority that it rests on no longer holds, tells people, and answers why; `undefined` where it holds, where
 * none waits, and where another decision has taken its place meanwhile. A federal officer's is not even asked about.
 */
export async function dropIfLapsed(c: Case): Promise<Refusal | undefined> {
  const pending = c.state.pendingSecond;
  if (!isDelegatedDecision(pending)) return undefined;
  const { by, under } = pending.taken;
  const lapsed = await lapse(c, by, under);
  // A review that was recorded meanwhile leaves the decision the same.
  if (lapsed === undefined || c.ended || c.state.pendingSecond?.taken !== pending.taken) return undefined;
  await drop(c, under, lapsed);
  return lapsed;
}

export function isDelegatedDecision(pending: PendingSecond | null): pending is Delegated {
  return pending?.taken.under !== undefined;
}

async function drop(c: Case, under: Authority, { code, reason }: Refusal): Promise<void> {
  c.state.pendingSecond = null;
  const text = `A decision under 287(g) agreement ${under.agreementId} waited for its review and has no effect any more. ${reason} A federal officer decides.`;
  const subject = 'A decision under a 287(g) agreement has no effect';
  const tell = (key: string, route: readonly [Address, ...Address[]]) =>
    message(`lapsed-${Date.now()}-${key}`, 'DELEGATION_ENDED', route, subject, text, { code });
  await c.moveTo(c.state.effective === null ? 'OFFICER_DECISION' : 'ENFORCEMENT', {
    kind: 'DELEGATION_ENDED',
    summary: `A decision under 287(g) agreement ${under.agreementId} has no effect: ${code}`,
    author: SYSTEM,
    data: { code, ...authorityData(under) },
    outgoing: [tell('office', c.routeToOffice()), tell('delegated', [`delegated:${under.jurisdiction}`])],
  });
}
