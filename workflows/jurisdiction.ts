import type { SystemMessage } from '../domain/partners/messages.ts';
import { durably } from './support/activities.ts';
import type { Case } from './support/case.ts';
import { onAct, noteSenseless } from './support/messages.ts';

/** Rule D7: for an agency without a jurisdiction a person assigns one; only sharing has waited. */
export function listenForAssignment(c: Case): void {
  const listener = { trust: c.input.trust, place: () => c.place, open: () => undefined };
  onAct('assignJurisdiction', listener, () => c.refuseStage('assignJurisdiction'), async ({ jurisdiction, reasons }, actor) => {
    const routing = await durably((via) => via.assignJurisdiction(c.input.cri, jurisdiction));
    if (routing.jurisdiction === null) return { done: 'There is no such jurisdiction on record: nothing has changed' };
    c.routing = routing;
    await c.journal.write({
      kind: 'JURISDICTION_ASSIGNED',
      summary: `Jurisdiction ${jurisdiction} assigned`,
      author: { kind: 'person', actor },
      data: { jurisdiction, reasons },
      alarms: [{ op: 'CLOSE', key: 'JURISDICTION_UNKNOWN', at: new Date(Date.now()).toISOString() }],
    });
    return { done: `Jurisdiction ${jurisdiction} assigned` };
  });
  onAct('askAgain', listener, () => c.refuseStage('askAgain'), async ({ partner, reasons }, actor) => {
    c.askedAgain.set(partner, (c.askedAgain.get(partner) ?? 0) + 1);
    await c.journal.write({ kind: 'ASKED_AGAIN', summary: `${partner} is asked again`, author: { kind: 'person', actor }, data: { reasons } });
    return { done: `${partner} is asked again` };
  });
}

/** What a detainer reports of itself. A late report never overwrites a newer one. */
export function onSystemMessage(c: Case, message: SystemMessage): void {
  if (message.kind !== 'DETAINER_REPORT') return noteSenseless(c.journal, 'SYSTEM', 'it is for a detainer');
  const known = c.state.detainers.find(({ detainerId }) => detainerId === message.detainerId);
  if (!known) return noteSenseless(c.journal, 'SYSTEM', 'no such detainer');
  if (known.report !== null && known.report.revision >= message.revision) return;
  c.state.detainers = c.state.detainers.map((detainer) => (detainer === known ? { ...known, report: message } : detainer));
}
