/**
 * A stand-in's outbox: what is to be posted to the system, when, again and again until it is taken. It survives a restart.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { CALLBACK_PATH } from '../../exchange/partners.ts';
import type { Store } from './store.ts';

const callbackSchema = z.strictObject({
  /** What it is about: a transaction number or a message id. */
  about: z.string(),
  url: z.string(),
  /** What is posted, in base64: a misbehaving stand-in posts bytes that are no text. */
  body: z.string(),
  /** Wall clock, milliseconds: when to post first. It is never part of a message. */
  dueMs: z.number(),
  /** Posted until it is answered at all, not until it is taken: nobody takes garbage. */
  once: z.boolean(),
});
type Callback = z.infer<typeof callbackSchema>;

const PREFIX = 'callback:';
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 15_000;
const ATTEMPT_MS = 10_000;

export interface NewCallback {
  readonly about: string;
  readonly body: string | Uint8Array;
  readonly delayMs: number;
  readonly once?: boolean;
  /** The address that the request named; the stand-in's own setting goes before it. */
  readonly callbackUrl?: string | null;
}

export interface Callbacks {
  /** Stores a callback and posts it after its delay. The promise settles after the first attempt, whatever became of it. */
  schedule(callback: NewCallback): Promise<void>;
  /** How many are still to be taken. */
  pending(): number;
  isPending(about: string): boolean;
  /** Ends all attempts; what was not taken stays in the store. */
  stop(): Promise<void>;
}

/** The outbox over a store. `callbackUrl` is the system's public address; `null`: as each request says. */
export function createCallbacks(store: Store, callbackUrl: string | null): Callbacks {
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  /** Key of each callback that is still to be taken → what it is about. */
  const waiting = new Map<string, string>();

  function run(key: string, callback: Callback): Promise<void> {
    waiting.set(key, callback.about);
    return new Promise((attempted) => {
      const work = postUntilTaken(callback, stopping.signal, attempted)
        .then((taken) => {
          if (!taken) return;
          store.delete(key);
          waiting.delete(key);
        })
        .finally(() => {
          attempted();
          running.delete(work);
        });
      running.add(work);
    });
  }

  for (const key of store.keys(PREFIX)) {
    const callback = store.get(key, callbackSchema);
    if (callback !== undefined) void run(key, callback);
  }
  return {
    schedule({ about, body, delayMs, once, callbackUrl: named }) {
      const base = callbackUrl ?? named ?? null;
      if (base === null) return Promise.resolve();
      const key = PREFIX + randomUUID();
      const url = base.replace(/\/+$/, '') + CALLBACK_PATH;
      const callback = {
        about,
        url,
        body: Buffer.from(body).toString('base64'),
        dueMs: Date.now() + delayMs,
        once: once ?? false,
      };
      store.put(key, callback);
      return run(key, callback);
    },
    pending: () => waiting.size,
    isPending: (about) => [...waiting.values()].includes(about),
    async stop() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}

/** Whether it was taken; `false` where the stand-in stops before. */
async function postUntilTaken(callback: Callback, stopping: AbortSignal, attempted: () => void): Promise<boolean> {
  let pause = Math.max(0, callback.dueMs - Date.now());
  for (let attempt = 0; !stopping.aborted; attempt += 1) {
    await sleep(pause, undefined, { signal: stopping }).catch(() => undefined);
    if (stopping.aborted) return false;
    const status = await post(callback, stopping);
    attempted();
    if (status !== null && (callback.once || (status >= 200 && status < 300))) return true;
    pause = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt, 20));
  }
  return false;
}

/** The HTTP status, or `null` where nobody answered. */
async function post(callback: Callback, stopping: AbortSignal): Promise<number | null> {
  try {
    const response = await fetch(callback.url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: Buffer.from(callback.body, 'base64'),
      redirect: 'manual',
      signal: AbortSignal.any([stopping, AbortSignal.timeout(ATTEMPT_MS)]),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return null;
  }
}
