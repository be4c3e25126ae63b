/**
 * The stand-ins for a State Identification Bureau and a jail: receivers of signed webhooks that keep each message once. The jail also
 * says what happens to a person, in signed messages, when it is told to over HTTP.
 */
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { canonicalSha256 } from '../../domain/canonical.ts';
import { jailMessageSchema, type JailMessage } from '../../domain/partners/messages.ts';
import { addBehaviourRoutes, createBehaviours, type Behaviours, type Conduct } from './behaviour.ts';
import { createCallbacks, type Callbacks } from './callbacks.ts';
import type { Counterpart } from './counterpart.ts';
import { createApp, reset, type StandinApp, type StandinContext } from './server.ts';
import { signEnvelope, withBadSignature, type SigningKey } from './signing.ts';
import { openStore, type Store } from './store.ts';

const PREFIX = 'message:';

const keptSchema = z.strictObject({ id: z.string(), count: z.int(), message: z.unknown() });

interface MailboxOptions {
  readonly dir: string;
  /** Shared with whoever delivers: `whsec_` and base64. */
  readonly webhookSecret: string;
}

export interface JailOptions extends MailboxOptions {
  readonly key: SigningKey;
  readonly callbackUrl: string | null;
}

/** The SIB stand-in's server, not listening yet. */
export function createSibStandin(options: MailboxOptions): Counterpart {
  const store = openStore(options.dir, 'sib');
  return { app: mailboxApp(options, store, createBehaviours(store)), stop: () => Promise.resolve() };
}

/** The jail stand-in's server, not listening yet. */
export function createJailStandin(options: JailOptions): Counterpart {
  const store = openStore(options.dir, 'jail');
  const behaviours = createBehaviours(store);
  const callbacks = createCallbacks(store, options.callbackUrl);
  const app = mailboxApp(options, store, behaviours);
  app.post('/tell', (context) => tell(options.key, behaviours, callbacks, context));
  return { app, stop: () => callbacks.stop() };
}

/** `POST /mailbox` takes a signed message, `GET /mailbox` lists what came, `GET /mailbox/:id` shows one. */
function mailboxApp({ webhookSecret }: MailboxOptions, store: Store, behaviours: Behaviours): StandinApp {
  const app = createApp();
  addBehaviourRoutes(app, behaviours);
  app.post('/mailbox', (context) => receive(webhookSecret, store, behaviours, context));
  app.get('/mailbox', (context) =>
    context.json({ messages: store.keys(PREFIX).map((key) => store.get(key, keptSchema)) }),
  );
  app.get('/mailbox/:id', (context) => {
    const kept = store.get(PREFIX + context.req.param('id'), keptSchema);
    return kept === undefined ? context.json({ error: 'No such message came' }, 404) : context.json(kept);
  });
  return app;
}

async function receive(
  secret: string,
  store: Store,
  behaviours: Behaviours,
  context: StandinContext,
): Promise<Response> {
  const id = context.req.header('webhook-id') ?? '';
  const conduct = behaviours.next({ id });
  if (conduct.down === 'reset') return reset(context);
  if (conduct.down === 'unavailable') return context.body(null, 503);
  if (conduct.refuse !== undefined) return new Response(null, { status: conduct.refuse });
  const message = verified(secret, await context.req.text(), context);
  if (message === undefined) return context.json({ error: 'The signature does not fit' }, 401);
  const known = store.get(PREFIX + id, keptSchema);
  store.put(PREFIX + id, known === undefined ? { id, count: 1, message } : { ...known, count: known.count + 1 });
  if (conduct.slowMs !== undefined) await sleep(conduct.slowMs, undefined, { ref: false });
  if (conduct.down === 'afterTaking') return reset(context);
  return context.json({ received: id });
}

function verified(secret: string, body: string, context: StandinContext): unknown {
  try {
    return new Webhook(secret).verify(body, context.req.header());
  } catch (error) {
    if (error instanceof WebhookVerificationError) return undefined;
    throw error;
  }
}

/**
 * `POST /tell` with a jail's message (without `messageId`, one is made that is the same for the same content): signs it and posts it.
 * The instants in it are those of the teller: the jail has no clock of its own.
 */
async function tell(
  key: SigningKey,
  behaviours: Behaviours,
  callbacks: Callbacks,
  context: StandinContext,
): Promise<Response> {
  const told: unknown = await context.req.json().catch(() => undefined);
  const message = jailMessageSchema.safeParse({
    messageId: `jail-${canonicalSha256(told ?? null).slice(0, 32)}`,
    ...objectOf(told),
  });
  if (!message.success) return context.json({ error: z.prettifyError(message.error) }, 400);
  const conduct = behaviours.next({ id: message.data.messageId });
  const bodies = conduct.silent === true ? [] : jailBodies(key, message.data, conduct);
  const delayMs = conduct.answerLateMs ?? 0;
  const posts = bodies.map((body) => callbacks.schedule({ ...body, about: message.data.messageId, delayMs }));
  if (delayMs === 0) await Promise.all(posts);
  return context.json({ messageId: message.data.messageId, pending: callbacks.isPending(message.data.messageId) }, 202);
}

function jailBodies(
  key: SigningKey,
  message: JailMessage,
  conduct: Conduct,
): readonly { body: string; once?: boolean }[] {
  const envelope = signEnvelope('JAIL', key, message);
  const body = (content: typeof envelope): string =>
    JSON.stringify({ reference: message.detainerId, ori: message.ori, envelope: content });
  switch (conduct.wrongly) {
    case 'badSignature':
      return [{ body: body(withBadSignature(envelope)), once: true }];
    case 'malformedMessage':
      return [{ body: body(signEnvelope('JAIL', key, { ...message, kind: 'NO_SUCH_KIND' })), once: true }];
    case 'garbage':
    case 'malformedJson':
      return [{ body: '{"reference":', once: true }];
    case 'contradiction':
    case 'wrongTcr':
    case undefined:
      return conduct.answerTwice === true
        ? [{ body: body(envelope) }, { body: body(envelope) }]
        : [{ body: body(envelope) }];
  }
}

function objectOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
