import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { CodedError } from '../../domain/errors.ts';

/** The API on its port. `stop` refuses new requests, lets those under way end (5 s at most), then resolves. */
export interface ServedApi {
  readonly url: string;
  stop(): Promise<void>;
}

const DRAIN_MS = 5_000;

/**
 * Serves the API. Port 0 takes a free one; `url` says which.
 * @throws CodedError PORT_IN_USE, ADDRESS_REFUSED
 */
export async function serveApi(
  app: OpenAPIHono,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<ServedApi> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: host, port }, (address: AddressInfo) => {
      server.off('error', refused);
      resolve({ url: `http://${urlHost(host)}:${address.port}`, stop: () => stopped(server) });
    });
    const refused = (error: Error): void => reject(startError(error, host, port));
    server.once('error', refused);
  });
}

function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function startError(error: Error, host: string, port: number): CodedError {
  if ('code' in error && error.code === 'EADDRINUSE') {
    return new CodedError(
      'PORT_IN_USE',
      `Port ${port} is taken by another program: stop it, or set SC_API_PORT to a free port.`,
      'SC_API_PORT',
    );
  }
  return new CodedError(
    'ADDRESS_REFUSED',
    `The API cannot listen on ${host}:${port}: set SC_API_HOST and SC_API_PORT to what this machine allows.`,
    'SC_API_HOST',
  );
}

async function stopped(server: ReturnType<typeof serve>): Promise<void> {
  await new Promise<void>((resolve) => {
    const force = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    if ('closeIdleConnections' in server) server.closeIdleConnections();
  });
}
