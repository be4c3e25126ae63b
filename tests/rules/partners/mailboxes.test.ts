import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEnvelope } from '../../../domain/partners/messages.ts';
import { createMailer, type Mailer } from '../../../partners/mail.ts';
import { createWebhookSender } from '../../../partners/webhook.ts';
import { opened, startFixture, TRUST, WEBHOOK_SECRETS, type Fixture } from './fixture.ts';

let system: Fixture;
beforeEach(async () => {
  system = await startFixture();
});
afterEach(async () => {
  await system.stop();
});

const sender = createWebhookSender({ timeoutMs: 1000 });
const MESSAGE = {
  id: 'msg-0001',
  to: 'agency:XX0010100',
  kind: 'CRIMINAL_ANSWER',
  subject: 'Criminal history answer',
  text: 'The FBI has answered a submission of yours.',
  data: { identification: 'N' },
  attachment: null,
} as const;
const UNAVAILABLE = { code: 'PARTNER_UNAVAILABLE' };

describe.each(['sib', 'jail'] as const)('mailbox of the %s', (name) => {
  const endpoint = () => ({ url: `${system.standins.urls[name]}/mailbox`, secret: WEBHOOK_SECRETS[name] });
  const kept = async () => (await system.get(`${system.standins.urls[name]}/mailbox`)).json;

  it('keeps a message once, however often it is delivered, also after a restart', async () => {
    expect(await sender.deliver(endpoint(), MESSAGE)).toEqual({ kind: 'DELIVERED', receipt: true });
    await system.restart();
    // The connection that the restart broke may fail once: that is what a sender tries again for.
    await sender.deliver(endpoint(), MESSAGE).catch(() => sender.deliver(endpoint(), MESSAGE));
    expect(await kept()).toEqual({ messages: [{ id: MESSAGE.id, count: 2, message: MESSAGE }] });
  });

  it('refuses a message that somebody else signed, and keeps nothing of it', async () => {
    const forged = { ...endpoint(), secret: `whsec_${Buffer.from('another secret').toString('base64')}` };
    expect(await sender.deliver(forged, MESSAGE)).toEqual({ kind: 'REFUSED', status: 401 });
    expect(await kept()).toEqual({ messages: [] });
  });

  it.each([{ down: 'unavailable' }, { down: 'reset' }, { down: 'afterTaking' }, { slowMs: 2500 }])(
    'is tried again when %o',
    async (rule) => {
      await system.behave(name, { ...rule, times: 1 });
      await expect(sender.deliver(endpoint(), MESSAGE)).rejects.toMatchObject(UNAVAILABLE);
      expect(await sender.deliver(endpoint(), MESSAGE)).toEqual({ kind: 'DELIVERED', receipt: true });
      expect(await kept()).toMatchObject({ messages: [{ id: MESSAGE.id }] });
    },
  );
});

describe('what the jail says', () => {
  const DETAINER = `detainer-${'cd'.repeat(20)}-1`;
  const from = { detainerId: DETAINER, ori: 'XX0010100' };
  const tell = (told: object) => system.post(`${system.standins.urls.jail}/tell`, told);
  const at = '2011-09-16T17:00:00-04:00';

  it.each([
    { kind: 'ACKNOWLEDGED', receivedAt: at },
    { kind: 'DECLINED' },
    {
      kind: 'COPY_SERVED',
      servedAt: at,
      method: 'HANDED_OVER',
      language: 'es',
      interpreter: false,
      refusedToSign: false,
    },
    { kind: 'GROUNDS_ENDED', endedAt: at, ending: 'BAIL_POSTED', source: 'Court order 1' },
    { kind: 'HOLD_ENDED', endedAt: at, ending: 'RELEASED', source: 'Jail log' },
    { kind: 'STILL_HELD', observedAt: at, source: 'Head count' },
  ])('$kind arrives signed, with the detainer as its reference', async (told) => {
    expect((await tell({ ...told, ...from })).status).toBe(202);
    const [callback] = await system.callbacks(1);
    expect(callback?.reference).toBe(DETAINER);
    expect(opened(callback?.envelope)).toEqual({
      from: 'JAIL',
      message: { ...told, ...from, messageId: expect.stringMatching(/^jail-/) },
    });
  });

  it('the same message has the same id, twice told or sent twice', async () => {
    await system.behave('jail', { answerTwice: true, times: 1 });
    await tell({ kind: 'DECLINED', ...from });
    await tell({ kind: 'DECLINED', ...from });
    expect(new Set((await system.callbacks(3)).map((callback) => JSON.stringify(callback))).size).toBe(1);
  });

  it('what is no message is not sent', async () => {
    expect((await tell({ kind: 'HOLD_ENDED', ...from })).status).toBe(400);
    expect(await system.callbacks(0)).toEqual([]);
  });

  it.each([
    ['badSignature', 'UNSIGNED'],
    ['malformedMessage', 'MALFORMED'],
  ])('%s: the envelope does not open', async (wrongly, fault) => {
    await system.behave('jail', { wrongly });
    await tell({ kind: 'DECLINED', ...from });
    const [callback] = await system.callbacks(1);
    expect(openEnvelope(callback?.envelope, TRUST)).toEqual({ ok: false, fault });
  });

  it('a message that is not taken survives a restart', async () => {
    system.heard.status = 503;
    await tell({ kind: 'DECLINED', ...from });
    await system.restart();
    system.heard.status = 202;
    const count = system.heard.bodies.length;
    const all = await system.callbacks(count + 1);
    expect(opened(all.at(-1)?.envelope).message.kind).toBe('DECLINED');
  });
});

describe('mail', () => {
  let mailer: Mailer;
  beforeEach(() => {
    mailer = createMailer({ url: system.standins.urls.smtp, from: 'alarms@example.org', timeoutMs: 2000 });
  });
  afterEach(() => {
    mailer.close();
  });
  const MAIL = {
    id: 'alarm-0001-1',
    to: ['officer@example.org'],
    subject: 'A hold nears its limit',
    text: 'Case booking-…, open it to act.',
  };
  const mails = async () => (await system.get(`${system.standins.urls.mail}/mails`)).json;

  it('arrives, and is known by a stable id', async () => {
    expect(await mailer.send(MAIL)).toEqual({ kind: 'DELIVERED' });
    expect(await mails()).toMatchObject({
      mails: [
        { from: 'alarms@example.org', to: MAIL.to, subject: MAIL.subject, messageId: '<alarm-0001-1@example.org>' },
      ],
    });
  });

  it('is tried again when the server cannot take it, and never when it is refused for good', async () => {
    await system.behave('mail', { down: 'unavailable', times: 1 });
    await expect(mailer.send(MAIL)).rejects.toMatchObject(UNAVAILABLE);
    await system.behave('mail', { refuse: 400, times: 1 });
    expect(await mailer.send(MAIL)).toEqual({ kind: 'REFUSED', status: 550 });
    expect(await mailer.send(MAIL)).toEqual({ kind: 'DELIVERED' });
    expect(await mails()).toMatchObject({ mails: [{ subject: MAIL.subject }] });
  });

  it('a server that is not there is a retryable error', async () => {
    const nowhere = createMailer({ url: 'smtp://127.0.0.1:1', from: 'alarms@example.org', timeoutMs: 500 });
    await expect(nowhere.send(MAIL)).rejects.toMatchObject(UNAVAILABLE);
    nowhere.close();
  });

  it.each(['mail.example.org', 'http://mail.example.org', ''])(
    'an address that is none is refused at once: %s',
    (url) => {
      expect(() => createMailer({ url, from: 'alarms@example.org' })).toThrow(
        expect.objectContaining({ code: 'MAIL_URL_INVALID' }),
      );
    },
  );
});
