/**
 * The stand-in for a mail server: takes mails over SMTP and keeps them, shows them over HTTP.
 */
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { callbackify } from 'node:util';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { z } from 'zod';
import { addBehaviourRoutes, createBehaviours } from './behaviour.ts';
import type { Counterpart } from './counterpart.ts';
import { createApp, listening } from './server.ts';
import { openStore } from './store.ts';

const PREFIX = 'mail:';

const mailSchema = z.strictObject({
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  messageId: z.string(),
  /** The mail as it came, headers and all. */
  raw: z.string(),
});

/** The mail stand-in: an HTTP server, not listening yet, and an SMTP server, which listens. */
export interface MailStandin extends Counterpart {
  readonly smtpPort: number;
}

/** Starts the SMTP side. Throws CodedError `PORT_IN_USE`. */
export async function createMailStandin(options: {
  readonly dir: string;
  readonly host: string;
  readonly smtpPort: number;
}): Promise<MailStandin> {
  const store = openStore(options.dir, 'mail');
  const behaviours = createBehaviours(store);
  const app = createApp();
  addBehaviourRoutes(app, behaviours);
  app.get('/mails', (context) => context.json({ mails: store.keys(PREFIX).map((key) => store.get(key, mailSchema)) }));

  async function take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
    const raw = (await buffer(stream)).toString('utf8');
    const conduct = behaviours.next({ id: headerOf(raw, 'Message-ID') });
    if (conduct.refuse !== undefined) throw smtpError(550, 'Refused, as told');
    if (conduct.down !== undefined) throw smtpError(451, 'Not now, as told');
    const { mailFrom, rcptTo } = session.envelope;
    const mail = {
      from: mailFrom === false ? '' : mailFrom.address,
      to: rcptTo.map((recipient) => recipient.address),
      subject: headerOf(raw, 'Subject'),
      messageId: headerOf(raw, 'Message-ID'),
      raw,
    };
    const place = String(store.keys(PREFIX).length).padStart(8, '0');
    store.put(`${PREFIX}${place}-${createHash('sha256').update(raw).digest('hex').slice(0, 8)}`, mail);
  }

  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    size: 1024 * 1024,
    onData: callbackify(take),
  });
  smtp.listen(options.smtpPort, options.host);
  await listening(smtp.server, options.smtpPort);
  smtp.on('error', () => undefined);
  const address = smtp.server.address();
  return {
    app,
    smtpPort: address !== null && typeof address === 'object' ? address.port : options.smtpPort,
    stop: () => new Promise((resolve) => smtp.close(() => resolve())),
  };
}

/** A header's text; empty if there is none. Encoded words stay as they came. */
function headerOf(raw: string, name: string): string {
  const head = raw.split(/\r?\n\r?\n/, 1)[0] ?? '';
  const unfolded = head.replaceAll(/\r?\n[ \t]+/g, ' ');
  return new RegExp(`^${name}: *(.*)$`, 'im').exec(unfolded)?.[1]?.trim() ?? '';
}

function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
