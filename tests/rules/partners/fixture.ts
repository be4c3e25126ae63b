/**
 * Stand-ins on free ports with a store of their own, and a system that hears their callbacks.
 */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { vi } from 'vitest';
import type { Booking } from '../../../domain/booking/booking.ts';
import { sha256Hex } from '../../../domain/canonical.ts';
import { openEnvelope, type PartnerMessage } from '../../../domain/partners/messages.ts';
import { CALLBACK_PATH, partnerCallbackSchema, type PartnerCallbackBody } from '../../../exchange/partners.ts';
import { parseSubmission } from '../../../exchange/ebts/booking.ts';
import { createDatabasesClient, type DatabasesClient } from '../../../partners/databases.ts';
import { createFbiClient, type FbiClient, type Submission } from '../../../partners/fbi.ts';
import { createIdentClient, type IdentClient } from '../../../partners/ident.ts';
import { startStandins, trustOf, type Standins, type StandinsOptions } from '../../../partners/standins/index.ts';

export const KEYS = {
  fbi: { kid: 'fbi-1', secret: '11'.repeat(32) },
  ident: { kid: 'ident-1', secret: '22'.repeat(32) },
  databases: { kid: 'databases-1', secret: '33'.repeat(32) },
  jail: { kid: 'jail-1', secret: '44'.repeat(32) },
};
export const TRUST = trustOf(KEYS);
export const WEBHOOK_SECRETS = {
  sib: `whsec_${Buffer.from('sib secret of the tests').toString('base64')}`,
  jail: `whsec_${Buffer.from('jail secret of the tests').toString('base64')}`,
};
export const CASE_ID = `booking-${'ab'.repeat(20)}`;
export const SENT_AT = '2011-09-16T12:45:00.000-04:00';
export const SENT_AT_MS = Date.parse(SENT_AT);

/** What arrived at the callback address, in order. */
export interface Heard {
  readonly bodies: Buffer[];
  /** The status that the system answers with: 202 unless a test sets another. */
  status: number;
}

export interface Fixture {
  readonly standins: Standins;
  readonly heard: Heard;
  readonly fbi: FbiClient;
  readonly ident: IdentClient;
  readonly databases: DatabasesClient;
  /** Tells a stand-in to misbehave. */
  behave(name: 'fbi' | 'ident' | 'databases' | 'sib' | 'jail' | 'mail', rule: object): Promise<void>;
  get(url: string): Promise<{ status: number; json: unknown }>;
  post(url: string, body?: object): Promise<{ status: number; json: unknown }>;
  /** Waits until `count` callbacks came, then a little longer, and returns all of them. */
  callbacks(count: number): Promise<readonly PartnerCallbackBody[]>;
  /** Stops the stand-ins and starts them again over the same stores and ports. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts everything. Answers come after 10 to 30 ms unless `options` says otherwise. */
export async function startFixture(options: Partial<StandinsOptions> = {}): Promise<Fixture> {
  const dir = await mkdtemp(join(tmpdir(), 'standins-'));
  const heard: Heard = { bodies: [], status: 202 };
  const listener = await startListener(heard);
  const settings: StandinsOptions = {
    dir,
    keys: KEYS,
    webhookSecrets: WEBHOOK_SECRETS,
    callbackUrl: listener.url,
    delayMs: [10, 30],
    ...options,
  };
  let standins = await startStandins(settings);
  const { urls } = standins;
  return {
    get standins() {
      return standins;
    },
    heard,
    fbi: createFbiClient({ url: urls.fbi, callbackUrl: listener.url, timeoutMs: 1000 }),
    ident: createIdentClient({ url: urls.ident, timeoutMs: 1000 }),
    databases: createDatabasesClient({ url: urls.databases, timeoutMs: 1000 }),
    async behave(name, rule) {
      const { status } = await send(`${urls[name]}/behaviour`, rule);
      if (status !== 201) throw new Error(`The stand-in did not take the rule: ${status}`);
    },
    get: (url) => send(url),
    post: (url, body) => send(url, body ?? {}),
    async callbacks(count) {
      await vi.waitFor(() => {
        if (heard.bodies.length < count) throw new Error(`${heard.bodies.length} of ${count} callbacks came`);
      }, 5000);
      await new Promise((resolve) => setTimeout(resolve, 60));
      return heard.bodies.map((body) => partnerCallbackSchema.parse(JSON.parse(body.toString('utf8'))));
    },
    async restart() {
      await standins.stop();
      standins = await startStandins({ ...settings, ports: portsOf(urls) });
    },
    async stop() {
      await standins.stop();
      await listener.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** A sample booking: its file and its facts. */
export function sample(name: string): { readonly booking: Booking; readonly submission: Submission } {
  const parsed = parseSubmission(readFileSync(new URL(`../../../samples/${name}`, import.meta.url)));
  if (!parsed.accepted) throw new Error(`The sample ${name} is no booking`);
  const { booking, file } = parsed;
  const submission = {
    caseId: CASE_ID,
    tcn: booking.transaction.tcn,
    sentAt: SENT_AT,
    sha256: sha256Hex(file),
    bytes: file,
  };
  return { booking, submission };
}

/** The verified message in an envelope; fails where it is none. */
export function opened(envelope: unknown): PartnerMessage {
  const result = openEnvelope(envelope, TRUST);
  if (!result.ok) throw new Error(`The envelope does not open: ${result.fault}`);
  return result.value;
}

async function startListener(heard: Heard): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      if (request.url === CALLBACK_PATH) heard.bodies.push(body);
      response.writeHead(request.url === CALLBACK_PATH ? heard.status : 404).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Without keep-alive: a connection from before a restart would fail once. */
async function send(url: string, body?: object): Promise<{ status: number; json: unknown }> {
  const headers = { 'Content-Type': 'application/json', Connection: 'close' };
  const response = await fetch(
    url,
    body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) },
  );
  const text = await response.text();
  return { status: response.status, json: text === '' ? null : (JSON.parse(text) as unknown) };
}

function portsOf(urls: Standins['urls']): Record<string, number> {
  return Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, Number(new URL(url).port)]));
}
