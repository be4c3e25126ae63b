/**
 * Alarms by electronic mail. A mail says that something waits and where to look; it carries nothing about a person.
 */
import { createTransport } from 'nodemailer';
import { CodedError } from '../domain/errors.ts';
import { unavailable } from './http.ts';

export interface MailOptions {
  /** `smtp://[user:password@]host[:port]`, or `smtps://…` for TLS from the first byte. `smtp` uses STARTTLS where it is offered. */
  readonly url: string;
  readonly from: string;
  /** For connecting, and for each wait within a connection. Milliseconds. */
  readonly timeoutMs?: number;
}

/** `id` is stable: it becomes the Message-ID, by which a repeat is known. */
export interface Mail {
  readonly id: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/** `REFUSED`: the server will never take it (SMTP 5xx), e.g. no such mailbox. */
export type MailOutcome = { readonly kind: 'DELIVERED' } | { readonly kind: 'REFUSED'; readonly status: number };

export interface Mailer {
  /** Sends once. Throws CodedError `PARTNER_UNAVAILABLE` where another try may help. */
  send(mail: Mail): Promise<MailOutcome>;
  close(): void;
}

/** A mailer that hands mails to one SMTP server. Throws CodedError `MAIL_URL_INVALID` where the address is none. */
export function createMailer(options: MailOptions): Mailer {
  const timeout = options.timeoutMs ?? 10_000;
  const transport = createTransport({
    ...serverOf(options.url),
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    // A mail's text is ours alone: no file or address is ever fetched to build it.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(mail) {
      try {
        await transport.sendMail({
          from: options.from,
          to: [...mail.to],
          subject: mail.subject,
          text: mail.text,
          messageId: `<${mail.id}@${domainOf(options.from)}>`,
        });
        return { kind: 'DELIVERED' };
      } catch (error) {
        const status = smtpStatus(error);
        if (status !== undefined && status >= 500) return { kind: 'REFUSED', status };
        throw unavailable('The mail server', 'did not take a mail');
      }
    },
    close: () => transport.close(),
  };
}

interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly auth?: { user: string; pass: string };
}

function serverOf(text: string): MailServer {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hostname === '' || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:')) {
    throw new CodedError(
      'MAIL_URL_INVALID',
      'Name the mail server as smtp://host:port or smtps://user:password@host:port',
    );
  }
  const secure = url.protocol === 'smtps:';
  const server = { host: url.hostname, port: Number(url.port || (secure ? 465 : 587)), secure };
  if (url.username === '') return server;
  return { ...server, auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } };
}

function domainOf(address: string): string {
  return /@([A-Za-z0-9.-]+)/.exec(address)?.[1] ?? 'localhost';
}

function smtpStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('responseCode' in error) || !('code' in error)) return undefined;
  // Only what concerns this mail is final; a refused sign-in is a setting that somebody can mend.
  if (error.code !== 'EENVELOPE' && error.code !== 'EMESSAGE') return undefined;
  return typeof error.responseCode === 'number' ? error.responseCode : undefined;
}
