import type { AlarmView, CaseRow as CaseRowView, EventView, MessageHead } from '../../domain/api/views.ts';
import type { Author } from '../../domain/record/record.ts';
import type { Alarm, CaseRow, MailboxEntry, RecordedEvent, Verification } from '../../records/index.ts';

/** A workflow's own time (ms since 1970), how far it is ahead of the wall's, and whether the workflow was asked. */
export interface OwnTime {
  readonly nowMs: number;
  readonly offsetMs: number;
  readonly live: boolean;
}

/** What every reader of the full view gets of a case; before its first step the case stands where it starts. */
export function fullRow(row: CaseRow) {
  const { projection, place } = row;
  return {
    view: 'full' as const,
    caseId: row.caseId,
    cri: place.cri,
    criminal: projection?.criminal ?? ('AT_FBI' as const),
    immigration: projection?.immigration ?? ('AWAITING_ACCEPTANCE' as const),
    outcome: projection?.outcome ?? null,
    jurisdiction: projection?.jurisdiction ?? null,
    fieldOffice: place.fieldOffice,
    nextStep: projection?.nextStep ?? 'the case starts',
    receivedAt: row.receivedAt,
    changedAt: projection?.changedAt ?? null,
    closedAt: projection?.closedAt ?? null,
  };
}

/** What the booking agency and its SIB get: nothing that tells of, or changes with, the immigration side (rules A6, B3, D4). */
export function criminalRow(row: CaseRow) {
  const criminal = row.projection?.criminal ?? ('AT_FBI' as const);
  return { view: 'criminal' as const, caseId: row.caseId, cri: row.place.cri, criminal, receivedAt: row.receivedAt };
}

export function listRow(row: CaseRow, full: boolean): CaseRowView {
  return full ? { ...fullRow(row), limitAt: row.limitAt } : criminalRow(row);
}

export function eventView(event: RecordedEvent, withData: boolean): EventView {
  return {
    position: event.position,
    stream: event.stream,
    seq: event.seq,
    kind: event.kind,
    at: event.at,
    recordedAt: event.recordedAt,
    ...authorOf(event.author),
    summary: event.summary,
    data: withData ? plain(event.data) : null,
  };
}

function authorOf(author: Author | null): Pick<EventView, 'author' | 'authorRole'> {
  switch (author?.kind) {
    case 'person':
      return { author: author.actor.name, authorRole: author.actor.role };
    case 'partner':
      return { author: author.name, authorRole: null };
    case 'system':
      return { author: 'the system', authorRole: null };
    default:
      return { author: null, authorRole: null };
  }
}

/** A JSON value as it travels: members without a value left out. */
export function plain(value: unknown): EventView['data'] {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as EventView['data']);
}

/** What recomputing a chain found, in words. */
export function wordsOf({ events, cleared, fault }: Verification): string[] {
  return [
    fault === undefined
      ? `The chain of ${events} events holds.`
      : `The chain breaks at position ${fault.position}: ${fault.reason}`,
    ...cleared.map(({ position, by }) => `Event ${position} was cleared by act ${by}; it still verifies.`),
  ];
}

/** `withReasons`: whether this reader may see why a person settled it. */
export function alarmView(alarm: Alarm, withReasons: boolean): AlarmView {
  return {
    id: alarm.id,
    caseId: alarm.caseId,
    rule: alarm.rule,
    text: alarm.text,
    detail: alarm.detail,
    raisedAt: alarm.raisedAt,
    closedAt: alarm.closed?.at ?? null,
    closedBy: alarm.closed?.by ?? null,
    reasons: withReasons ? (alarm.closed?.reasons ?? null) : null,
    repeats: alarm.repeats,
    escalated: alarm.escalated,
    to: [...new Set(alarm.to.map((recipient) => recipient.role))],
    acknowledged: alarm.acknowledged,
    acknowledgements: alarm.acknowledgements.map(({ role, at, by }) => ({ role, at, by })),
  };
}

export function messageHead(entry: MailboxEntry): MessageHead {
  return {
    id: entry.id,
    number: entry.number,
    kind: entry.kind,
    caseId: entry.caseId,
    subject: entry.subject,
    address: entry.address,
    at: entry.at,
    acknowledgedAt: entry.acknowledged?.at ?? null,
    acknowledgedBy: entry.acknowledged?.by ?? null,
    attachment: entry.attachmentSha256 !== null,
  };
}
