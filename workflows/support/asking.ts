import { condition } from '@temporalio/workflow';
import type { PartnerReply } from '../../activities/contract.ts';
import type { AlarmName } from '../../domain/alarms/alarms.ts';
import type { Case } from './case.ts';
import { close, raise, SYSTEM } from './journal.ts';
import { growing, waitFor, whileNeeded } from './waiting.ts';

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
  const alarm = { raised: false };
  await Promise.all([keepAsking(c, question, alarm), alarmWhenLate(c, question, alarm)]);
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

async function keepAsking(c: Case, question: Question, alarm: Called): Promise<void> {
  for (let round = 0; !question.settled(); round += 1) {
    const asked = timesAsked(c, question);
    if (round > 0 || question.asked !== true) await whileNeeded(() => askOnce(c, question, alarm), question.settled);
    await condition(() => question.settled() || timesAsked(c, question) !== asked, growing(question.limitMs, round));
  }
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

async function alarmWhenLate(c: Case, { partner, settled, limitMs, silent }: Question, alarm: Called): Promise<void> {
  await waitFor(settled, limitMs, () => {
    alarm.raised = true;
    c.journal.note({
      kind: 'PARTNER_SILENT',
      summary: `${partner} has not answered within the limit`,
      author: SYSTEM,
      alarms: [raise(silent)],
    });
  });
}

function timesAsked(c: Case, { partner }: Question): number {
  return c.askedAgain.get(partner) ?? 0;
}
