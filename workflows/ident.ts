import { canonicalSha256 } from '../domain/canonical.ts';
import { NO_GROUND } from '../domain/detainer/notices.ts';
import type { DatabasesMessage, IdentMessage } from '../domain/partners/messages.ts';
import { isoInstant } from '../domain/text.ts';
import { dhs } from './support/activities.ts';
import { askUntilSettled } from './support/asking.ts';
import { byPartner, type Case, message } from './support/case.ts';
import { raise, SYSTEM } from './support/journal.ts';
import { noteSenseless } from './support/messages.ts';

/** The same prints go on to IDENT, automatically (rule A3); the search ends with a match, no match, or the FBI's rejection. */
export async function askIdent(c: Case): Promise<void> {
  const { caseId, tcn, submissionSha256, limits } = c.input;
  c.state.shared = true;
  void c.moveTo('AT_IDENT', { kind: 'SHARED_WITH_DHS', summary: 'The prints go on to IDENT', author: SYSTEM });
  for (const answer of c.earlyIdent.splice(0)) onIdentMessage(c, answer);
  await askUntilSettled(c, {
    partner: 'IDENT',
    ask: async () => await dhs.searchIdent({ caseId, tcn, submissionSha256, sentAt: isoInstant(Date.now()) }),
    settled: () => c.answers.ident !== null || c.rejected,
    limitMs: limits.identAnswerMs,
    silent: 'IDENT_SILENT',
  });
}

/** The IAQ: what the immigration databases hold is gathered for the specialist, who need not wait for it. */
export async function askDatabases(c: Case): Promise<void> {
  const { caseId, tcn, submissionSha256, limits } = c.input;
  const fin = c.state.match?.fin;
  if (fin === undefined) return;
  await askUntilSettled(c, {
    partner: 'IMMIGRATION_DATABASES',
    ask: async () =>
      await dhs.queryImmigrationDatabases({ caseId, tcn, submissionSha256, fin, sentAt: isoInstant(Date.now()) }),
    settled: () => c.state.databasesAnswered || c.ended || c.rejected,
    limitMs: limits.databasesAnswerMs,
    silent: 'DATABASES_SILENT',
  });
}

/** Takes what IDENT says. After an ERRT it is discarded unread; the first answer stands; a contradiction goes back to a specialist. */
export function onIdentMessage(c: Case, answer: IdentMessage): void {
  if (answer.tcr !== c.input.tcn) return noteSenseless(c.journal, 'IDENT', 'it answers another transaction');
  if (c.rejected) return discarded(c);
  if (!c.state.shared) return early(c, answer);
  if (answer.kind === 'SEARCHING') return;
  if (!c.isNews(answer.kind === 'MATCH' ? `IDENT MATCH ${answer.fin}` : 'IDENT NO_MATCH')) return;
  if (c.answers.ident === null) answered(c, answer);
  else contradicted(c, answer);
}

/** An answer may overtake what this workflow knows, e.g. after it was set back: it counts only once the prints have been shared. */
function early(c: Case, answer: IdentMessage): void {
  if (answer.kind === 'SEARCHING') return;
  if (c.ended || c.earlyIdent.length >= 4) return noteSenseless(c.journal, 'IDENT', 'nothing was shared');
  c.earlyIdent.push(answer);
}

function answered(c: Case, answer: Extract<IdentMessage, { kind: 'MATCH' | 'NO_MATCH' }>): void {
  c.answers.ident = answer;
  if (answer.kind === 'MATCH') matched(c, answer);
  else unmatched(c, answer.answeredAt);
}

/** Rules A5, A6: a match says that the person was met and fingerprinted before, nothing more. A specialist reviews it. */
function matched(c: Case, answer: Extract<IdentMessage, { kind: 'MATCH' }>): void {
  c.state.match = { fin: answer.fin, answeredAt: answer.answeredAt };
  void c.moveTo('STATUS_REVIEW', {
    kind: 'MATCH',
    summary: 'IDENT knows the person from an earlier encounter: a specialist reviews the status',
    author: byPartner('IDENT'),
    at: answer.answeredAt,
    data: { fin: answer.fin, encounters: answer.encounters },
    extra: c.printsNoLongerNeeded(),
  });
}

function unmatched(c: Case, answeredAt: string): void {
  c.journal.note({
    kind: 'NO_MATCH',
    summary: 'IDENT knows no such prints',
    author: byPartner('IDENT'),
    at: answeredAt,
    extra: c.printsNoLongerNeeded(),
    // Whether it reaches the agency is judged where it is delivered (rules D4, D5).
    outgoing: [message('no-match', 'NO_MATCH', c.routeToAgency(), 'No match', `No match. ${NO_GROUND}`)],
  });
}

/** No step against the person rests on contradicted identity: what was reviewed is reviewed again. */
function contradicted(c: Case, answer: IdentMessage): void {
  c.cancelDetainers('IDENT contradicts the match that it rests on');
  const step = {
    kind: 'PARTNER_CONFLICT',
    summary: 'IDENT contradicts its first answer: a specialist looks at both',
    author: byPartner('IDENT'),
    // What is said of a closed case is not kept: its particulars have been cleared.
    data: c.isClosed ? {} : { ...answer },
    alarms: [raise('PARTNER_CONFLICT', 'IDENT', 'PARTNER_CONFLICT-IDENT')],
  };
  if (c.ended || c.answers.ident?.kind === 'NO_MATCH') return c.journal.note(step);
  c.state.review = null;
  c.state.pendingSecond = null;
  void c.moveTo('STATUS_REVIEW', step);
}

function discarded(c: Case): void {
  c.journal.note({
    kind: 'DISCARDED_UNREAD',
    summary: 'An answer of DHS after the FBI’s rejection was discarded unread',
    author: byPartner('IDENT'),
  });
}

/** Takes what the databases hold: facts with their source, for the specialist. They conclude nothing. */
export function onDatabasesMessage(c: Case, answer: DatabasesMessage): void {
  if (answer.tcr !== c.input.tcn)
    return noteSenseless(c.journal, 'IMMIGRATION_DATABASES', 'it answers another transaction');
  if (c.rejected) return discarded(c);
  if (c.state.match === null)
    return noteSenseless(c.journal, 'IMMIGRATION_DATABASES', 'there is no match to ask about');
  if (answer.kind === 'QUERY_ACCEPTED') return;
  if (!c.isNews(`IMMIGRATION_DATABASES ${canonicalSha256(answer.records)}`)) return;
  c.state.databasesAnswered = true;
  c.journal.note({
    kind: 'DATABASES_ANSWERED',
    summary: `${answer.records.length} immigration databases answered`,
    author: byPartner('IMMIGRATION_DATABASES'),
    at: answer.answeredAt,
    data: { records: answer.records },
  });
}
