import { condition } from '@temporalio/workflow';
import type { PartnerReply } from '../../activities/contract.ts';
import type { AlarmName } from '../../domain/alarms/alarms.ts';
import type { Case } from './case.ts';
import { close, raise, SYSTEM } from './journal.ts';
import { growing, whileNeeded } from './waiting.ts';

/** A question to a partner system that may be answered at once, hours later, or not at all. */
export interface Question {
  readonly partner: 'FBI' | 'IDENT' | 'IMMIGRATION_DATABASES';
  readonly ask: () => Promise<PartnerReply>;
  /** Whether the answer is there, or no longer needed. */
  readonly settled: () => boolean;
  readonly limitMs: number;
  readonly silent: AlarmName;
  /** The partner has the question already: the first wait comes before the next asking. */
  readonly asked?: true;
}

/**
 * Asks until there is an answer: hands the question over (for as long as that takes), waits a growing limit, asks again under the same
 * idempotency key, or at once when a person says so. Past the limit an alarm calls a person; silence is never an answer.
 */
export async function askUntilSettled(c: Case, question: Question): Promise<void> {
  const alarm: Called = { raised: false };
  for (let round = 0; !question.settled(); round += 1) await askAndWait(c, question, { round, alarm });
  if (!alarm.raised) return;
  c.journal.note({
    kind: 'PARTNER_HEARD',
    summary: `${question.partner} is no longer waited for`,
    author: SYSTEM,
    alarms: [close(question.silent)],
  });
}

/** Whether a person was called about a question: then the alarm is closed once the question is settled. */
interface Called {
  raised: boolean;
}

async function askAndWait(
  c: Case,
  question: Question,
  { round, alarm }: { round: number; alarm: Called },
): Promise<void> {
  const { settled, limitMs } = question;
  const before = timesAsked(c, question);
  const known = round === 0 && question.asked === true;
  const asking = known ? Promise.resolve() : whileNeeded(() => askOnce(c, question, alarm), settled);
  const heard = await condition(() => settled() || timesAsked(c, question) !== before, growing(limitMs, round));
  if (!heard) noteSilence(c, question, alarm);
  await asking;
}

function noteSilence(c: Case, { partner, silent }: Question, alarm: Called): void {
  alarm.raised = true;
  c.journal.note({
    kind: 'PARTNER_SILENT',
    summary: `${partner} has not answered within the limit`,
    author: SYSTEM,
    alarms: [raise(silent)],
  });
}

async function askOnce(c: Case, { partner, ask, silent }: Question, alarm: Called): Promise<void> {
  const reply = await ask();
  if (reply.kind === 'TAKEN') {
    if (reply.envelope !== null) c.receive(reply.envelope);
    return;
  }
  alarm.raised = true;
  c.journal.note({
    kind: 'PARTNER_REFUSED',
    summary: `${partner} refused the request (HTTP ${reply.status}): a person looks at it`,
    author: { kind: 'partner', name: partner },
    alarms: [raise(silent, `HTTP ${reply.status}`)],
  });
}

function timesAsked(c: Case, { partner }: Question): number {
  return c.askedAgain.get(partner) ?? 0;
}
