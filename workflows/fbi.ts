import { instantMs, isoInstant } from '../domain/text.ts';
import type { FbiMessage } from '../domain/partners/messages.ts';
import { refuseFuture } from '../domain/partners/plausible.ts';
import type { OutgoingMessage } from '../domain/record/record.ts';
import { fbi } from './support/activities.ts';
import { askUntilSettled } from './support/asking.ts';
import { byPartner, type Case } from './support/case.ts';
import { raise } from './support/journal.ts';
import { noteSenseless } from './support/messages.ts';

/** Types of transaction that want no answer (EBTS: CNA, CNAC): an acceptance settles them, an ERRT may still come. */
const NO_ANSWER_NECESSARY: ReadonlySet<string> = new Set(['CNA', 'CNAC']);

/** Hands the stored bytes to the FBI and waits for its acceptance and its answer. */
export async function askTheFbi(c: Case): Promise<void> {
  const { caseId, tcn, submissionSha256, limits } = c.input;
  const question = {
    partner: 'FBI' as const,
    ask: async () => await fbi.submitToFbi({ caseId, tcn, submissionSha256, sentAt: isoInstant(Date.now()) }),
  };
  await askUntilSettled(c, {
    ...question,
    settled: () => c.state.receivedAt !== null || c.answers.fbi !== null,
    limitMs: limits.fbiAcceptanceMs,
    silent: 'FBI_UNREACHABLE',
  });
  await askUntilSettled(c, {
    ...question,
    settled: () => c.state.criminal !== 'AT_FBI',
    limitMs: limits.fbiAnswerMs,
    silent: 'FBI_SILENT',
    asked: true,
  });
}

/** Takes what the FBI says. The first acceptance and the first answer stand; a repeat is nothing new, a contradiction is for a person. */
export function onFbiMessage(c: Case, message: FbiMessage): void {
  if (message.tcr !== c.input.tcn) return noteSenseless(c.journal, 'FBI', 'it answers another transaction');
  if (message.receivedAt !== null) {
    if (refuseFuture(message.receivedAt, 'receivedAt', Date.now()))
      return noteSenseless(c.journal, 'FBI', 'it was received at an instant that has not come yet');
    accepted(c, message.receivedAt);
  }
  if (message.kind === 'ACCEPTED') return;
  const { fbi: known } = c.answers;
  if (known === null) return answered(c, message);
  if (known.kind === message.kind && known.fileSha256 === message.fileSha256) return;
  if (c.isNews(`FBI ${message.kind} ${message.fileSha256}`)) contradicted(c, known.kind, message.kind);
}

function accepted(c: Case, receivedAt: string): void {
  const known = c.state.receivedAt;
  if (known === receivedAt) return;
  // While nothing has been shared on it, an earlier acceptance is the first one, in whatever order they arrive.
  const earlier = known !== null && instantMs(receivedAt) < instantMs(known) && !c.state.shared && !c.ended;
  if (earlier) c.state.receivedAt = receivedAt;
  if (known !== null) {
    if (c.isNews(`FBI ${receivedAt}`)) contradicted(c, `received at ${known}`, `received at ${receivedAt}`);
    return;
  }
  c.state.receivedAt = receivedAt;
  if (NO_ANSWER_NECESSARY.has(c.input.tot)) c.state.criminal = 'ANSWERED';
  c.journal.note({
    kind: 'FBI_ACCEPTED',
    summary: 'The FBI received the submission',
    author: byPartner('FBI'),
    at: receivedAt,
  });
}

function answered(c: Case, message: Extract<FbiMessage, { kind: 'SRE' | 'ERRT' }>): void {
  c.answers.fbi = message;
  c.state.criminal = message.kind === 'SRE' ? 'ANSWERED' : 'REJECTED';
  c.journal.note({
    kind: message.kind === 'SRE' ? 'CRIMINAL_ANSWER' : 'FBI_REJECTED',
    summary:
      message.kind === 'SRE'
        ? 'The criminal history goes to the agency'
        : 'The FBI rejected the submission; the agency is told',
    author: byPartner('FBI'),
    at: message.answeredAt,
    data:
      message.kind === 'SRE'
        ? { identification: message.identification, fileSha256: message.fileSha256 }
        : { messages: message.messages, fileSha256: message.fileSha256 },
    outgoing: [toAgency(c, message)],
    extra: c.printsNoLongerNeeded(),
  });
  if (message.kind === 'ERRT') c.cancelDetainers('The FBI rejected the submission');
}

function toAgency(c: Case, message: Extract<FbiMessage, { kind: 'SRE' | 'ERRT' }>): OutgoingMessage {
  const common = {
    route: c.routeToAgency(),
    attachmentSha256: message.fileSha256,
    data: { tcr: message.tcr, answeredAt: message.answeredAt },
  };
  if (message.kind === 'ERRT') {
    return {
      ...common,
      key: 'errt',
      kind: 'SUBMISSION_REJECTED',
      subject: 'Submission rejected (ERRT)',
      text: message.messages.join('\n'),
    };
  }
  const found =
    message.identification === 'I' ? 'Identification in the criminal file.' : 'No identification in the criminal file.';
  return { ...common, key: 'sre', kind: 'CRIMINAL_ANSWER', subject: 'Criminal answer (SRE)', text: found };
}

function contradicted(c: Case, first: string, second: string): void {
  c.journal.note({
    kind: 'PARTNER_CONFLICT',
    summary: `The FBI contradicts itself: first ${first}, then ${second}; the first stands until a person has looked`,
    author: byPartner('FBI'),
    alarms: [raise('PARTNER_CONFLICT', 'FBI', 'PARTNER_CONFLICT-FBI')],
  });
}
