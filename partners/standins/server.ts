/**
 * What the HTTP servers of all stand-ins have in common.
 */
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono, type Context } from 'hono';
import { once, type EventEmitter } from 'node:events';
import { CodedError } from '../../domain/errors.ts';

export type StandinApp = Hono<{ Bindings: HttpBindings }>;
export type StandinContext = Context<{ Bindings: HttpBindings }>;

/** Largest request a stand-in reads: an EBTS file at its largest, and some more. */
const MAX_REQUEST_BYTES = 40 * 1024 * 1024;

export function createApp(): StandinApp {
  const app: StandinApp = new Hono();
  app.use(async (context, next) => {
    if (context.req.header('transfer-encoding') !== undefined)
      return context.json({ error: 'Send a Content-Length' }, 411);
    if (Number(context.req.header('content-length') ?? 0) > MAX_REQUEST_BYTES)
      return context.json({ error: 'Too large' }, 413);
    return next();
  });
  app.get('/health', (context) => context.json({ ok: true }));
  return app;
}

/** Breaks the connection without an answer, as a server that dies does. */
export function reset(context: StandinContext): Response {
  context.env.incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

/** A listening server: its address, and how to close it with all its connections. */
export interface Listening {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on `host`:`port` (0 = any free one). Throws CodedError `PORT_IN_USE`. */
export async function listen(app: StandinApp, host: string, port: number): Promise<Listening> {
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false });
  server.listen(port, host);
  await listening(server, port);
  const address = server.address();
  const bound = address !== null && typeof address === 'object' ? address.port : port;
  return {
    url: `http://${host}:${bound}`,
    port: bound,
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}

/** Waits until a server listens. Throws CodedError `PORT_IN_USE` where something else has the port. */
export async function listening(server: EventEmitter, port: number): Promise<void> {
  try {
    await once(server, 'listening');
  } catch (error) {
    const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!inUse) throw error;
    throw new CodedError('PORT_IN_USE', `Port ${port} is in use: stop what uses it, or give a stand-in another port`);
  }
}
