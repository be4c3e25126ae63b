import {
  openEnvelope,
  type JailMessage,
  type PartnerMessage,
  type PublicMessage,
} from '../../domain/partners/messages.ts';
import type { Envelope } from '../../domain/partners/messages.ts';
import type { Json } from '../../domain/canonical.ts';
import type { CaseDetail, RecordedEvent, Records } from '../../records/index.ts';
import type { ApiDeps } from './deps.ts';

type LateAlarm = Parameters<Records['lateMessages']['keep']>[1];

/** A verified message for a case or a detainer. */
interface ToTell {
  readonly caseId: string;
  /** The case or the detainer it is for. */
  readonly reference: string;
  readonly envelope: Envelope;
}

/** Hands a message over; one that comes when its case or detainer has ended is kept, audited, and put before a person where it matters. */
export async function tellOrKeep(deps: ApiDeps, { caseId, reference, envelope }: ToTell): Promise<'RECEIVED' | 'LATE'> {
  const outcome = await deps.cases.deliverPartnerMessage(reference, envelope);
  if (outcome === 'TOLD') return 'RECEIVED';
  const detail = await deps.records.cases.get(caseId);
  if (detail === null) return 'LATE';
  const receivedAt = new Date(deps.nowMs()).toISOString();
  const late = { caseId, reference, from: envelope.from, envelope, receivedAt };
  await deps.records.lateMessages.keep(late, await alarmOfLate(deps, detail, reference, envelope));
  await recordLate(deps, caseId, envelope);
  return 'LATE';
}

/** A message for a case that has ended changes nothing; it is kept, and that it came is audited. */
async function recordLate(deps: ApiDeps, caseId: string, envelope: Envelope): Promise<void> {
  await deps.records.audit.append({
    at: new Date(deps.nowMs()).toISOString(),
    actorId: `partner:${envelope.from.toLowerCase()}`,
    role: 'service',
    act: 'deliverPartnerMessage',
    caseId,
    outcome: 'REFUSED',
    code: 'LATE_MESSAGE',
    source: 'partner',
  });
}

const ABOUT_CUSTODY: readonly JailMessage['kind'][] = ['GROUNDS_ENDED', 'GROUND_ENDED', 'STILL_HELD'];

/**
 * What a person has to know of a message that came when its case or detainer had ended; null where it only says again what the record holds.
 * That another ground has ended, or that a person is still held, reaches the officer and CRCL whatever the record says.
 */
async function alarmOfLate(
  deps: ApiDeps,
  detail: CaseDetail,
  reference: string,
  envelope: Envelope,
): Promise<LateAlarm> {
  const opened = openEnvelope(envelope, deps.trust);
  if (!opened.ok) return { rule: 'BAD_MESSAGE', detail: `${envelope.from}, late: ${opened.fault}` };
  const { from, message } = opened.value;
  if (from === 'JAIL' && ABOUT_CUSTODY.includes(message.kind))
    return { rule: 'GROUND_UNCERTAIN', detail: `${message.kind} was reported after ${reference} had been closed` };
  if (from === 'PUBLIC') return alarmOfLatePublic(message, detail);
  const known = saidBefore(opened.value, detail, await deps.records.cases.events(detail.caseId));
  return known
    ? null
    : { rule: 'PARTNER_CONFLICT', detail: `${from} ${message.kind} came after ${reference} had ended` };
}

/** A claim of citizenship matters as long as removal is sought; what is said about release, as long as nobody has confirmed one. */
function alarmOfLatePublic(message: PublicMessage, { projection, detainers }: CaseDetail): LateAlarm {
  if (message.kind === 'CLAIM') {
    const matters = message.what === 'CITIZENSHIP' && projection?.outcome === 'REMOVAL_SOUGHT';
    return matters ? { rule: 'CLAIM_UNANSWERED', detail: 'The claim came when the case had closed' } : null;
  }
  const row = detainers.find(({ detainerId }) => detainerId === message.detainerId);
  if (row?.hold === 'CLOSED') return null;
  return {
    rule: 'GROUND_UNCERTAIN',
    detail: `${message.what} was reported by the form’s code; its detainer does not run`,
  };
}

function saidBefore({ from, message }: PartnerMessage, detail: CaseDetail, events: readonly RecordedEvent[]): boolean {
  switch (from) {
    case 'FBI':
      if (message.kind === 'ACCEPTED') return true;
      return holds(events, message.kind === 'SRE' ? 'CRIMINAL_ANSWER' : 'FBI_REJECTED', {
        fileSha256: message.fileSha256,
      });
    case 'IDENT':
      if (message.kind === 'SEARCHING') return true;
      return message.kind === 'MATCH'
        ? holds(events, 'MATCH', { fin: message.fin })
        : holds(events, 'NO_MATCH', {}) && !holds(events, 'MATCH', {});
    case 'JAIL':
      return jailSaidBefore(message, detail);
    default:
      return true;
  }
}

/** Whether an event of this kind says this. Content that was cleared says nothing: a person looks. */
function holds(events: readonly RecordedEvent[], kind: string, facts: Readonly<Record<string, string>>): boolean {
  return events.some(
    (event) => event.kind === kind && Object.entries(facts).every(([key, fact]) => memberOf(event.data, key) === fact),
  );
}

function memberOf(data: Json, key: string): unknown {
  return typeof data === 'object' && data !== null && key in data ? Reflect.get(data, key) : undefined;
}

function jailSaidBefore(message: JailMessage, { detainers }: CaseDetail): boolean {
  const row = detainers.find(({ detainerId }) => detainerId === message.detainerId);
  switch (message.kind) {
    case 'HOLD_ENDED':
      return row?.ending === message.ending;
    case 'COPY_SERVED':
      return row !== undefined && row.service !== 'UNCONFIRMED';
    case 'ACKNOWLEDGED':
    case 'DECLINED':
      return row?.delivery === message.kind;
    default:
      return false;
  }
}
