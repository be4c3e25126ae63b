import { sharingOf } from '../domain/agency/agency.ts';
import type { Refusal } from '../domain/errors.ts';
import type { DetainerReport, SystemMessage } from '../domain/partners/messages.ts';
import { isoInstant } from '../domain/text.ts';
import { own } from './support/activities.ts';
import type { Question } from './support/asking.ts';
import type { Case } from './support/case.ts';
import { noteSenseless, onAct, refused } from './support/messages.ts';

/** Rule D7: for an agency without a jurisdiction a person assigns one; only sharing has waited. */
export function listenForAssignment(c: Case): void {
  const listener = { trust: c.input.trust, place: () => c.place, open: () => undefined };
  onAct(
    'assignJurisdiction',
    listener,
    ({ jurisdiction }) => refuseAssignment(c, jurisdiction),
    async ({ jurisdiction, reasons }, actor) => {
      const at = c.state.receivedAt ?? isoInstant(Date.now());
      const routing = await own.assignJurisdiction(c.input.cri, jurisdiction, at);
      if (routing === null) throw refused(NO_SUCH_JURISDICTION);
      c.routing = routing;
      await c.journal.write({
        kind: 'JURISDICTION_ASSIGNED',
        summary: `Jurisdiction ${jurisdiction} assigned`,
        author: { kind: 'person', actor },
        data: { jurisdiction, reasons },
        alarms: [{ op: 'CLOSE', key: 'JURISDICTION_UNKNOWN', at: new Date(Date.now()).toISOString() }],
      });
      return { done: `Jurisdiction ${jurisdiction} assigned` };
    },
  );
  onAct(
    'askAgain',
    listener,
    ({ partner }) => refuseAsking(c, partner),
    async ({ partner, reasons }, actor) => {
      c.askedAgain.set(partner, (c.askedAgain.get(partner) ?? 0) + 1);
      await c.journal.write({
        kind: 'ASKED_AGAIN',
        summary: `${partner} is asked again`,
        author: { kind: 'person', actor },
        data: { reasons },
      });
      return { done: `${partner} is asked again` };
    },
  );
}

const NO_SUCH_JURISDICTION: Refusal = {
  field: 'jurisdiction',
  code: 'UNKNOWN_JURISDICTION',
  reason: 'There is no such jurisdiction on record: nothing has changed.',
};

/**
 * Open as long as the register did not know the agency or its place: then also in later stages, so that an office becomes responsible for the
 * case and a hold can be asked for. For an agency of several jurisdictions only while sharing waits for it. Where an agency is on record and only
 * its place is missing, no other jurisdiction than its own can be named: nothing is taken out of sharing or brought into it that way.
 */
function refuseAssignment(c: Case, jurisdiction: string): Refusal | undefined {
  if (!c.opened || c.ended || !(placeUnknown(c) || needsAssignment(c))) return HAS_JURISDICTION;
  const { agency, jurisdictions } = c.routing;
  if (agency === null || jurisdictions.length === 0 || jurisdictions.some(({ id }) => id === jurisdiction))
    return undefined;
  return needsAssignment(c) ? NOT_AMONG_ITS_OWN : HAS_JURISDICTION;
}

const HAS_JURISDICTION: Refusal = {
  field: 'state',
  code: 'NOT_IN_THIS_STAGE',
  reason: 'The case has its jurisdiction already, or has ended.',
};

const NOT_AMONG_ITS_OWN: Refusal = {
  field: 'jurisdiction',
  code: 'NOT_ITS_JURISDICTION',
  reason: 'The agency belongs to several jurisdictions: name the one of them to which this booking belongs.',
};

function placeUnknown({ routing: { agency } }: Case): boolean {
  return agency === null || agency.zone === null;
}

function needsAssignment({ routing, state: { receivedAt } }: Case): boolean {
  return routing.jurisdictions.length === 0 || (receivedAt !== null && sharingOf(routing, receivedAt) === 'ASSIGN');
}

/** Only what is still open can be asked again; the FBI also when the immigration side has ended (rule A2). */
function refuseAsking(c: Case, partner: Question['partner']): Refusal | undefined {
  const open = {
    FBI: c.state.criminal === 'AT_FBI',
    IDENT: c.state.immigration === 'AT_IDENT',
    IMMIGRATION_DATABASES: c.state.match !== null && !c.state.databasesAnswered && !c.ended,
  };
  if (c.opened && open[partner]) return undefined;
  return { field: 'partner', code: 'NOTHING_TO_ASK', reason: 'No answer of this partner is outstanding.' };
}

/** What a detainer reports of itself. A late report never overwrites a newer one. */
export function onSystemMessage(c: Case, message: SystemMessage): void {
  if (message.kind !== 'DETAINER_REPORT') return noteSenseless(c.journal, 'SYSTEM', 'it is for a detainer');
  const known = c.state.detainers.find(({ detainerId }) => detainerId === message.detainerId);
  if (!known) return ofForgotten(c, message);
  if (known.report !== null && known.report.revision >= message.revision) return;
  c.state.detainers = c.state.detainers.map((detainer) =>
    detainer === known ? { ...known, report: message } : detainer,
  );
  c.shareClock();
  c.shareEnd();
}

/** A case that was set back hears from a detainer which it has not issued yet. A person is told; whatever the case comes to now concerns it too. */
function ofForgotten(c: Case, report: DetainerReport): void {
  noteSenseless(c.journal, 'SYSTEM', 'no such detainer');
  const { detainerId, revision } = report;
  if ((c.forgotten.get(detainerId)?.revision ?? 0) >= revision) return;
  c.forgotten.set(detainerId, report);
  if (c.ended && c.state.outcome !== 'REMOVAL_SOUGHT') c.cancel(detainerId, 'The case has ended');
}
