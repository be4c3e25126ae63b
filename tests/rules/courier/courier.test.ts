import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CodedError } from '../../../domain/errors.ts';
import type { Address, OutgoingMessage } from '../../../domain/record/record.ts';
import type { Mail } from '../../../partners/mail.ts';
import { createWebhookSender } from '../../../partners/webhook.ts';
import { openRecords, type Records } from '../../../records/index.ts';
import {
  announceDue,
  callForReceipts,
  type CourierInput,
  deliverDue,
  retryAfterMs,
  runCourier,
} from '../../../workers/courier.ts';
import { type FreshDatabase, freshDatabase } from '../../support/database.ts';
import {
  actor,
  caseProjection,
  JAIL as BOOKED_IN,
  message,
  OFFICE,
  sha256,
  submitted,
  SURNAME,
  write,
} from '../records/fixtures.ts';
import { type Receiver, SECRET, startReceiver } from './receiver.ts';

const SIB = 'sib:XXSIB0000' as const;
const JAIL = 'agency:XX0010100' as const;
const MINUTE = 60_000;

let database: FreshDatabase;
let records: Records;
let receiver: Receiver;
let nowMs: number;
let warnings: string[];

beforeAll(async () => {
  database = await freshDatabase();
  records = await openRecords({ databaseUrl: database.url });
});
afterAll(async () => {
  await records.close();
  await database.drop();
});
beforeEach(async () => {
  receiver = await startReceiver();
  nowMs = Date.now();
  warnings = [];
  for (const address of [SIB, JAIL]) await records.mailbox.setEndpoint(address, { url: receiver.url, secret: SECRET });
});
afterEach(async () => {
  await receiver.close();
  await database.query('delete from deliveries; delete from messages; delete from alarms; delete from endpoints');
});

function courier(more: Partial<CourierInput> = {}): CourierInput {
  const log = { info: () => undefined, warn: (_fields: unknown, text?: string) => void warnings.push(text ?? '') };
  return {
    records,
    sender: createWebhookSender({ timeoutMs: 500 }),
    alarmWebhook: undefined,
    mail: undefined,
    log,
    nowMs: () => nowMs,
    pauseMs: 10,
    ...more,
  };
}

async function send(more: Partial<OutgoingMessage> = {}): Promise<string> {
  const caseId = await submitted(records);
  await records.cases.writeRecords(caseId, [
    write(caseId, 1, {
      outgoing: [message('answer', { route: [SIB, JAIL], ...more })],
      caseProjection: caseProjection(),
    }),
  ]);
  return caseId;
}

async function entry(address: typeof SIB | typeof JAIL, caseId: string) {
  const entries = await records.mailbox.list(address, { limit: 500 });
  return entries.find((candidate) => candidate.caseId === caseId);
}

async function failing(caseId: string): Promise<readonly string[]> {
  return (await records.alarms.list({ actor: null, open: true, caseId })).map(({ rule }) => rule);
}

describe('a message with a route', () => {
  it('goes to the first hop, and on to the next when the reply is a receipt', async () => {
    const caseId = await send();
    await deliverDue(courier());
    expect(receiver.messages.map(({ to }) => to)).toEqual([SIB]);
    expect(await entry(SIB, caseId)).toMatchObject({
      acknowledged: { by: `server of ${SIB}`, at: new Date(nowMs).toISOString() },
    });
    await deliverDue(courier());
    expect(receiver.messages.map(({ to }) => to)).toEqual([SIB, JAIL]);
    expect(new Set(receiver.messages.map(({ id }) => id)).size).toBe(1);
    expect(await deliverDue(courier())).toBe(false);
    expect(receiver.messages).toHaveLength(2);
  });

  it('stays at its hop until somebody fetches it, where the reply is no receipt', async () => {
    receiver.reply = { status: 200, receipt: false };
    const caseId = await send();
    await deliverDue(courier());
    nowMs += 60 * MINUTE;
    await deliverDue(courier());
    expect(receiver.messages.map(({ to }) => to)).toEqual([SIB]);
    expect(await entry(SIB, caseId)).toMatchObject({ acknowledged: null });
    expect(await entry(JAIL, caseId)).toBeUndefined();
  });

  it('carries its file', async () => {
    const caseId = await submitted(records);
    const file = Buffer.from('an answer of the FBI');
    await records.attachments.store(caseId, sha256(file), file);
    await records.cases.writeRecords(caseId, [
      write(caseId, 1, { outgoing: [message('answer', { route: [SIB], attachmentSha256: sha256(file) })] }),
    ]);
    await deliverDue(courier());
    expect(receiver.messages[0]?.attachment).toEqual({ sha256: sha256(file), base64: file.toString('base64') });
  });

  it('has a receipt that is never earlier than itself, though the case runs ahead of the wall', async () => {
    const caseId = await submitted(records);
    const ahead = new Date(nowMs + 90 * 24 * 60 * MINUTE).toISOString();
    const { event } = write(caseId, 1);
    await records.cases.writeRecords(caseId, [
      { ...write(caseId, 1, { outgoing: [message('answer', { route: [SIB] })] }), event: { ...event, at: ahead } },
    ]);
    await deliverDue(courier());
    expect(await entry(SIB, caseId)).toMatchObject({ acknowledged: { at: ahead } });
  });
});

describe('a receiver that does not take it', () => {
  it('is tried again later, with an alarm after five failures that closes once it was delivered', async () => {
    receiver.reply = { status: 503, receipt: false };
    const caseId = await send();
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      expect(await failing(caseId)).toEqual([]);
      await deliverDue(courier());
      await deliverDue(courier()); // not due again yet
      nowMs += 20 * MINUTE;
    }
    expect(await failing(caseId)).toEqual(['DELIVERY_FAILING']);
    receiver.reply = { status: 200, receipt: true };
    await deliverDue(courier());
    expect(receiver.messages.map(({ to }) => to)).toEqual([SIB]);
    expect(await failing(caseId)).toEqual([]);
  });

  it('does not hold up another receiver', async () => {
    const other = await startReceiver();
    await records.mailbox.setEndpoint(JAIL, { url: other.url, secret: SECRET });
    receiver.reply = { status: 503, receipt: false };
    await send();
    await send({ route: [JAIL] });
    await deliverDue(courier());
    expect(other.messages.map(({ to }) => to)).toEqual([JAIL]);
    await other.close();
  });

  it.each([
    ['refuses', { status: 403, receipt: false }, 'REFUSED_403'],
    ['answers with an error', { status: 500, receipt: true }, 'PARTNER_UNAVAILABLE'],
  ])('and that %s is named by its code alone', async (_how, reply, code) => {
    receiver.reply = reply;
    const caseId = await send();
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await deliverDue(courier());
      nowMs += 20 * MINUTE;
    }
    const [alarm] = await records.alarms.list({ actor: null, open: true, caseId });
    expect(alarm?.detail).toBe(`CRIMINAL_ANSWER to ${SIB}: ${code}`);
  });

  it('waits twice as long after each failure, and never longer than about a quarter of an hour', () => {
    const waits = [1, 2, 3, 4, 20, 1000].map((attempt) => retryAfterMs(attempt));
    expect(waits[0]).toBeGreaterThanOrEqual(1_800);
    expect(waits[0]).toBeLessThanOrEqual(2_200);
    expect(waits[2]).toBeGreaterThanOrEqual(7_200);
    expect(Math.max(...waits)).toBeLessThanOrEqual(16.5 * MINUTE);
    expect(Math.min(...waits.slice(4))).toBeGreaterThanOrEqual(13.5 * MINUTE);
  });
});

describe('a receiver that only fetches', () => {
  it.each([
    ['CRIMINAL_ANSWER', 120],
    ['RELEASE_NOTICE', 15],
  ] as const)(
    'and has not acknowledged a %s after %i minutes is made known once, until it does (rule A2)',
    async (kind, minutes) => {
      await records.mailbox.setEndpoint(SIB, null);
      const caseId = await send({ kind });
      nowMs = Date.now() + minutes * MINUTE - 30_000;
      await callForReceipts(courier());
      expect(await failing(caseId)).toEqual([]);
      nowMs += MINUTE;
      await callForReceipts(courier());
      await callForReceipts(courier());
      expect(await records.alarms.list({ actor: null, open: true, caseId })).toMatchObject([
        { rule: 'DELIVERY_FAILING', detail: `${kind} to ${SIB}: NOT_ACKNOWLEDGED` },
      ]);
      const id = (await entry(SIB, caseId))?.id ?? '';
      await records.mailbox.acknowledge(id, SIB, new Date(nowMs).toISOString(), 'bureau');
      expect(await failing(caseId)).toEqual([]);
      // The next hop has a time of its own.
      await records.mailbox.setEndpoint(JAIL, null);
      nowMs = Date.now() + minutes * MINUTE - 30_000;
      await callForReceipts(courier());
      expect(await failing(caseId)).toEqual([]);
      nowMs += MINUTE;
      await callForReceipts(courier());
      expect(await failing(caseId)).toEqual(['DELIVERY_FAILING']);
    },
  );

  it('is made known also where its server takes messages and confirms none', async () => {
    receiver.reply = { status: 200, receipt: false };
    const caseId = await send();
    await deliverDue(courier());
    nowMs += 121 * MINUTE;
    await callForReceipts(courier());
    expect(await failing(caseId)).toEqual(['DELIVERY_FAILING']);
    const id = (await entry(SIB, caseId))?.id ?? '';
    await records.mailbox.delivered(id, 0, nowMs);
    expect(await failing(caseId)).toEqual(['DELIVERY_FAILING']);
  });

  it('is seen to by the courier as it runs', async () => {
    await records.mailbox.setEndpoint(SIB, null);
    const caseId = await send();
    const stopping = new AbortController();
    const running = runCourier(courier({ nowMs: () => Date.now() + 121 * MINUTE }), stopping.signal);
    await expect.poll(async () => await failing(caseId), { timeout: 5_000 }).toEqual(['DELIVERY_FAILING']);
    stopping.abort();
    await running;
  });
});

describe('alarms', () => {
  async function raised(): Promise<string> {
    const caseId = await submitted(records);
    const alarm = {
      op: 'RAISE' as const,
      key: 'RELEASE_UNCONFIRMED',
      rule: 'RELEASE_UNCONFIRMED' as const,
      at: '2011-09-20T17:00:00-05:00',
      detail: 'detainer 1',
    };
    await records.cases.writeRecords(caseId, [write(caseId, 1, { alarms: [alarm], caseProjection: caseProjection() })]);
    nowMs = Date.now() + 1;
    return caseId;
  }

  function mailbox(fails = 0): { mails: Mail[]; mail: NonNullable<CourierInput['mail']> } {
    const mails: Mail[] = [];
    let left = fails;
    const send = (mail: Mail) => {
      left -= 1;
      if (left >= 0)
        return Promise.reject(new CodedError('PARTNER_UNAVAILABLE', 'The mail server did not take a mail'));
      mails.push(mail);
      return Promise.resolve({ kind: 'DELIVERED' as const });
    };
    return { mails, mail: { mailer: { send, close: () => undefined }, to: ['duty@example.test'] } };
  }

  it('are announced by webhook and by mail, and again after their interval while nobody acknowledges', async () => {
    const caseId = await raised();
    const { mails, mail } = mailbox();
    const input = courier({ alarmWebhook: { url: receiver.url, secret: SECRET }, mail });
    await announceDue(input);
    await announceDue(input);
    expect(mails).toHaveLength(1);
    expect(receiver.messages).toMatchObject([
      { to: 'alarms', data: { rule: 'RELEASE_UNCONFIRMED', caseId, repeats: 0 } },
    ]);
    expect(mails[0]?.text).toContain(caseId);
    nowMs += 31 * MINUTE;
    await announceDue(input);
    expect(mails.map(({ id }) => id)).toEqual([expect.stringMatching(/-0$/), expect.stringMatching(/-1$/)]);
    const [alarm] = await records.alarms.list({ actor: null, caseId });
    await records.alarms.acknowledge(alarm!.id, actor('supervisor'), '2011-09-20T18:00:00-05:00');
    nowMs += 31 * MINUTE;
    await announceDue(input);
    expect(mails).toHaveLength(3);
    expect(mails[2]?.text).toContain('For: local_agency, field_officer, crcl_officer\n');
    for (const role of ['local_agency', 'field_officer', 'crcl_officer'] as const)
      await records.alarms.acknowledge(alarm!.id, actor(role), '2011-09-20T18:00:00-05:00');
    nowMs += 31 * MINUTE;
    await announceDue(input);
    expect(mails).toHaveLength(3);
  });

  const box = async (address: Address) =>
    (await records.mailbox.list(address, { limit: 500 })).filter(({ kind }) => kind === 'ALARM');

  it('go into the mailboxes of those they reach, also where there is neither server nor mail', async () => {
    const caseId = await raised();
    await announceDue(courier());
    await announceDue(courier());
    const [alarm] = await records.alarms.list({ actor: null, caseId });
    for (const address of [`agency:${BOOKED_IN}`, `office:${OFFICE}`, 'role:crcl_officer'] as const) {
      const [message, ...more] = await box(address);
      expect(more).toEqual([]);
      const { text, data } = (await records.mailbox.read(message?.id ?? '', address)) ?? {};
      expect(text).toContain(alarm?.text);
      expect(text).toContain(`detainer 1\nCase: ${caseId}\n`);
      expect(text).toContain(`sc alarms acknowledge ${alarm?.id}`);
      expect(data).toMatchObject({ alarm: alarm?.id, rule: 'RELEASE_UNCONFIRMED', repeats: 0 });
      expect(`${message?.subject} ${text} ${JSON.stringify(data)}`).not.toContain(SURNAME);
    }
    expect(await box('role:administrator')).toEqual([]);
  });

  it('come into each mailbox once, and with time into those of whom they escalate to', async () => {
    const caseId = await raised();
    await announceDue(courier());
    const [alarm] = await records.alarms.list({ actor: null, caseId });
    await records.alarms.acknowledge(alarm!.id, actor('local_agency'), '2011-09-20T18:00:00-05:00');
    for (let repeat = 1; repeat <= 3; repeat += 1) {
      nowMs += 31 * MINUTE;
      await announceDue(courier());
    }
    expect(await box(`agency:${BOOKED_IN}`)).toHaveLength(1);
    expect(await box(`office:${OFFICE}`)).toHaveLength(1);
    expect(await box('role:administrator')).toHaveLength(1);
    await records.cases.writeRecords(caseId, [
      write(caseId, 2, { alarms: [{ op: 'CLOSE', key: 'RELEASE_UNCONFIRMED', at: '2011-09-20T19:00:00-05:00' }] }),
    ]);
    nowMs += 31 * MINUTE;
    await announceDue(courier());
    expect(await box(`office:${OFFICE}`)).toHaveLength(1);
  });

  it('come once into a mailbox where the records failed in between, and where two couriers run', async () => {
    await raised();
    let tries = 0;
    const announce: Records['mailbox']['announce'] = async (announcement) => {
      await records.mailbox.announce(announcement);
      tries += 1;
      if (tries === 1) throw new CodedError('RECORDS_UNAVAILABLE', 'The records cannot be reached.');
    };
    const unsteady = courier({ records: { ...records, mailbox: { ...records.mailbox, announce } } });
    await Promise.all([announceDue(unsteady), announceDue(unsteady)]);
    expect(tries).toBe(2);
    expect(await box(`office:${OFFICE}`)).toHaveLength(1);
  });

  it('go to a server as any message does, and raise no alarm about themselves where it fails', async () => {
    await records.mailbox.setEndpoint(`agency:${BOOKED_IN}`, { url: receiver.url, secret: SECRET });
    receiver.reply = { status: 503, receipt: false };
    const caseId = await raised();
    await announceDue(courier());
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      await deliverDue(courier());
      nowMs += 20 * MINUTE;
    }
    nowMs += 400 * 24 * 60 * MINUTE;
    await callForReceipts(courier());
    expect(await failing(caseId)).toEqual(['RELEASE_UNCONFIRMED']);
    receiver.reply = { status: 200, receipt: true };
    await deliverDue(courier());
    expect(receiver.messages).toMatchObject([{ to: `agency:${BOOKED_IN}`, kind: 'ALARM', data: { caseId } }]);
    expect((await records.alarms.list({ actor: null, caseId }))[0]?.acknowledgements).toEqual([]);
  });

  it('are tried again at once where mail fails, without holding back the webhook', async () => {
    await raised();
    const { mails, mail } = mailbox(1);
    await announceDue(courier({ alarmWebhook: { url: receiver.url, secret: SECRET }, mail }));
    expect(receiver.messages).toHaveLength(1);
    expect(mails).toHaveLength(1);
  });

  it('come again after their interval where mail goes on failing', async () => {
    await raised();
    const { mails, mail } = mailbox(3);
    const stopping = new AbortController();
    stopping.abort(); // no waiting between tries
    await announceDue(courier({ mail }), stopping.signal);
    expect(mails).toHaveLength(0);
    expect(warnings).toHaveLength(1);
    nowMs += 31 * MINUTE;
    await announceDue(courier({ mail: mailbox().mail }));
    expect(warnings).toHaveLength(1);
  });
});

describe('the courier as it runs', () => {
  it('delivers what comes, and stops at once when told', async () => {
    const stopping = new AbortController();
    const running = runCourier(courier({ nowMs: Date.now, pauseMs: 20 }), stopping.signal);
    await send();
    await expect.poll(() => receiver.messages.map(({ to }) => to), { timeout: 5_000 }).toEqual([SIB, JAIL]);
    const told = Date.now();
    stopping.abort();
    await running;
    expect(Date.now() - told).toBeLessThan(1_000);
  });

  it('outlives an outage of the records', async () => {
    const away = (): Promise<never> =>
      Promise.reject(new CodedError('RECORDS_UNAVAILABLE', 'The records cannot be reached.'));
    let calls = 0;
    const stopping = new AbortController();
    const broken = {
      ...records,
      mailbox: {
        ...records.mailbox,
        claimDueDeliveries: (limit: number, ms: number) =>
          (calls += 1) <= 3 ? away() : records.mailbox.claimDueDeliveries(limit, ms),
      },
    };
    const running = runCourier(courier({ records: broken, nowMs: Date.now }), stopping.signal);
    await send();
    await expect.poll(() => receiver.messages.length, { timeout: 5_000 }).toBe(2);
    stopping.abort();
    await running;
    expect(warnings.length).toBeGreaterThanOrEqual(3);
  });
});
