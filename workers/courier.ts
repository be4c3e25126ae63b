import { setTimeout as sleep } from 'node:timers/promises';
import { CodedError } from '../domain/errors.ts';
import { instantMs, isoInstant } from '../domain/text.ts';
import type { Mailer } from '../partners/mail.ts';
import type { Delivery, WebhookEndpoint, WebhookMessage, WebhookSender } from '../partners/webhook.ts';
import type { Alarm, DueDelivery, MailboxMessage, Records } from '../records/index.ts';
import type { Logger } from '../runtime/log.ts';

/** What the courier works with. It belongs to the `agency` zone: it holds the agencies' endpoints and no key of any workflow. */
export interface CourierInput {
  readonly records: {
    readonly mailbox: Pick<
      Records['mailbox'],
      'claimDueDeliveries' | 'read' | 'delivered' | 'deliveryFailed' | 'acknowledge' | 'announce' | 'raiseOverdue'
    >;
    readonly alarms: Pick<Records['alarms'], 'claimDue'>;
    readonly attachments: Pick<Records['attachments'], 'read'>;
  };
  readonly sender: WebhookSender;
  /** Where alarms are posted; undefined: nowhere, people find them in their lists and mailboxes. */
  readonly alarmWebhook: WebhookEndpoint | undefined;
  readonly mail: { readonly mailer: Mailer; readonly to: readonly string[] } | undefined;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** Milliseconds between two looks at what is due (500). */
  readonly pauseMs?: number;
  /** Wall clock, milliseconds since 1970. It times tries; it is no business instant. */
  readonly nowMs?: () => number;
}

/** So many messages are claimed at once that all of them can time out (10 s each) within their lease of a minute. */
const BATCH = 5;
const OVERDUE_BATCH = 100;
const PAUSE_MS = 500;
const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 15 * 60_000;
/** An alarm is tried again at once after so long; what fails then comes again after its rule's interval. Milliseconds. */
const ALARM_RETRIES_MS: readonly number[] = [1_000, 5_000];

/**
 * Pushes mailbox messages to those agencies that have a server, announces alarms by mailbox, webhook and mail, and raises the alarm of
 * messages without a receipt, until it is told to stop; what is under way then ends first. Never throws: an outage of the records is met by
 * the next round.
 */
export async function runCourier(input: CourierInput, stopping: AbortSignal): Promise<void> {
  await Promise.all([
    rounds(input, stopping, 'deliveries', () => deliverDue(input, stopping)),
    rounds(input, stopping, 'alarms', () => announceDue(input, stopping)),
    rounds(input, stopping, 'messages without a receipt', () => callForReceipts(input)),
  ]);
}

/** `round` answers whether there may be more to do at once. */
async function rounds(
  input: CourierInput,
  stopping: AbortSignal,
  what: string,
  round: () => Promise<boolean>,
): Promise<void> {
  while (!stopping.aborted) {
    const more = await round().catch((error: unknown) => {
      input.log.warn({ err: error }, `the courier could not see to ${what}; it tries again`);
      return false;
    });
    if (!more) await pause(input.pauseMs ?? PAUSE_MS, stopping);
  }
}

async function pause(ms: number, stopping: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: stopping }).catch(() => undefined);
}

/** Delivers what is due: in order to one receiver, several receivers at once. Answers whether as many were due as it takes at once. */
export async function deliverDue(input: CourierInput, stopping?: AbortSignal): Promise<boolean> {
  const due = await input.records.mailbox.claimDueDeliveries(BATCH, now(input));
  const receivers = new Set(due.map(({ endpoint }) => endpoint.url));
  await Promise.all(
    [...receivers].map(async (url) => {
      for (const delivery of due.filter(({ endpoint }) => endpoint.url === url)) {
        // What is not begun stays leased for a minute and is then somebody's again.
        if (stopping?.aborted !== true) await deliverOne(input, delivery);
      }
    }),
  );
  return due.length === BATCH;
}

async function deliverOne(input: CourierInput, { message, endpoint, attempt }: DueDelivery): Promise<void> {
  const { mailbox } = input.records;
  // Since it was claimed, it may have come to be withheld from its receiver (rules D4, D5).
  if ((await mailbox.read(message.id, message.address)) === null) return;
  const delivery = await attempted(async () => input.sender.deliver(endpoint, await contentOf(input, message)));
  const nowMs = now(input);
  if (delivery.kind === 'DELIVERED') {
    if (delivery.receipt)
      await mailbox.acknowledge(message.id, message.address, receiptAt(message, nowMs), `server of ${message.address}`);
    await mailbox.delivered(message.id, message.hop, nowMs);
    return;
  }
  const code = delivery.kind === 'REFUSED' ? `REFUSED_${delivery.status}` : delivery.code;
  await mailbox.deliveryFailed(message.id, message.hop, { code, nowMs, nextTryMs: nowMs + retryAfterMs(attempt) });
}

type Attempt = Delivery | { readonly kind: 'FAILED'; readonly code: string };

/** A fault of our own fails a try as an unreachable server does: the message keeps its place, and a person hears of it after some. */
async function attempted(deliver: () => Promise<Delivery>): Promise<Attempt> {
  try {
    return await deliver();
  } catch (error) {
    return { kind: 'FAILED', code: error instanceof CodedError ? error.code : 'INTERNAL' };
  }
}

/** A receipt is never earlier than its message: on a development server a case's time may run ahead of the wall's. */
function receiptAt(message: MailboxMessage, nowMs: number): string {
  return isoInstant(Math.max(nowMs, instantMs(message.at)));
}

async function contentOf({ records }: CourierInput, message: MailboxMessage): Promise<WebhookMessage> {
  const { id, address, kind, subject, text, data, attachmentSha256: sha256 } = message;
  const { caseId } = message;
  const file = sha256 === null || caseId === null ? null : await records.attachments.read(caseId, sha256);
  const attachment = sha256 === null || file === null ? null : { sha256, base64: Buffer.from(file).toString('base64') };
  return { id, to: address, kind, subject, text, data, attachment };
}

/** After the n-th failure (from 1): twice as long each time, up to a quarter of an hour, spread by a fifth so that tries do not bunch. */
export function retryAfterMs(attempt: number): number {
  const base = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt - 1, 20));
  return Math.round(base * (0.9 + Math.random() * 0.2));
}

/** Raises the alarm of messages that nobody has acknowledged in time. Answers whether as many were found as it takes at once. */
export async function callForReceipts(input: CourierInput): Promise<boolean> {
  return (await input.records.mailbox.raiseOverdue(now(input), OVERDUE_BATCH)) === OVERDUE_BATCH;
}

/** Announces the alarms whose delivery or repeat is due. Answers whether as many were due as it takes at once. */
export async function announceDue(input: CourierInput, stopping?: AbortSignal): Promise<boolean> {
  const due = await input.records.alarms.claimDue(now(input), BATCH);
  await Promise.all(due.map((alarm) => announce(input, alarm, stopping)));
  return due.length === BATCH;
}

async function announce(input: CourierInput, alarm: Alarm, stopping: AbortSignal | undefined): Promise<void> {
  const { alarmWebhook, mail, sender } = input;
  const id = `alarm-${alarm.id}-${alarm.repeats}`;
  const { caseId } = alarm;
  const subject = caseId === null ? alarm.rule : `${alarm.rule} ${caseId.slice(0, 'booking-'.length + 8)}`;
  const ways: [string, () => Promise<{ readonly kind: string }>][] = [];
  // A mailbox holds messages of cases: what is about none reaches people by their list of alarms, by webhook and mail.
  if (caseId !== null) ways.push(['mailbox', () => intoMailboxes(input, subject, { ...alarm, caseId })]);
  if (alarmWebhook !== undefined)
    ways.push(['webhook', () => sender.deliver(alarmWebhook, alarmMessage(id, subject, alarm))]);
  if (mail !== undefined)
    ways.push(['mail', () => mail.mailer.send({ id, to: mail.to, subject, text: alarmText(alarm) })]);
  await Promise.all(ways.map(([way, send]) => persistently(input, { way, id, send }, stopping)));
}

/** Those who poll find it there: many jails have no server. Trying again never doubles it. */
async function intoMailboxes(
  input: CourierInput,
  subject: string,
  alarm: Alarm & { readonly caseId: string },
): Promise<{ readonly kind: 'DELIVERED' }> {
  const at = isoInstant(now(input));
  const announcement = { alarm, at, subject, text: alarmText(alarm), data: alarmData(alarm) };
  await input.records.mailbox.announce(announcement);
  return { kind: 'DELIVERED' };
}

interface Sending {
  readonly way: string;
  readonly id: string;
  readonly send: () => Promise<{ readonly kind: string }>;
}

async function persistently(
  { log }: CourierInput,
  { way, id, send }: Sending,
  stopping: AbortSignal | undefined,
): Promise<void> {
  for (const waitMs of [0, ...ALARM_RETRIES_MS]) {
    if (waitMs > 0 && stopping !== undefined) await pause(waitMs, stopping);
    const outcome = await send().catch(() => ({ kind: 'FAILED' }));
    if (outcome.kind === 'DELIVERED') return;
    if (outcome.kind === 'REFUSED' || stopping?.aborted === true) break;
  }
  log.warn({ way, alarm: id }, 'an alarm could not be delivered; it is repeated after its interval');
}

function alarmMessage(id: string, subject: string, alarm: Alarm): WebhookMessage {
  return { id, to: 'alarms', kind: 'ALARM', subject, text: alarmText(alarm), data: alarmData(alarm), attachment: null };
}

function alarmData({ id, rule, caseId, raisedAt, repeats, escalated, to }: Alarm) {
  return { alarm: id, rule, caseId, raisedAt, repeats, escalated, roles: to.map(({ role }) => role) };
}

/** Says that something waits, where to look and how to acknowledge it; nothing about the person. */
function alarmText({ id, text, detail, caseId, raisedAt, repeats, escalated, to }: Alarm): string {
  return [
    text,
    detail,
    caseId === null ? '' : `Case: ${caseId}`,
    `Raised: ${raisedAt}`,
    `For: ${[...new Set(to.map(({ role }) => role))].join(', ')}${escalated ? ' (escalated)' : ''}`,
    repeats > 0 ? `Repeated ${repeats} times: those named have not acknowledged it.` : '',
    `Acknowledging it (sc alarms acknowledge ${id}) stops the repeats to your role; the cause stays open until it has ended.`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function now({ nowMs }: CourierInput): number {
  return (nowMs ?? Date.now)();
}
