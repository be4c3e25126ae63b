import { isIPv6 } from 'node:net';
import type { Context } from 'hono';

/** So many calls at once, and one more after each `refillMs` milliseconds. */
export interface Allowance {
  readonly burst: number;
  readonly refillMs: number;
}

/** Counts calls by key. `take` answers `undefined`, or the seconds after which to come again. */
export interface Throttle {
  take(key: string, nowMs: number): number | undefined;
  /** What was taken came to nothing, through no fault of whoever asked: it does not count. */
  giveBack(key: string): void;
}

/** Keys that are kept at once: those that came longest ago are forgotten, so that memory is bounded whoever calls. */
const MOST_KEYS = 20_000;

/** Token buckets in the memory of this process: each process counts for itself, and a restart forgives. */
export function createThrottle({ burst, refillMs }: Allowance): Throttle {
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  return {
    take(key, nowMs) {
      const { tokens, atMs } = buckets.get(key) ?? { tokens: burst, atMs: nowMs };
      const left = Math.min(burst, tokens + Math.max(0, nowMs - atMs) / refillMs);
      // Put at the end: the first of the map is the one that came longest ago.
      buckets.delete(key);
      buckets.set(key, { tokens: left >= 1 ? left - 1 : left, atMs: Math.max(atMs, nowMs) });
      const [oldest] = buckets.size > MOST_KEYS ? buckets.keys() : [];
      if (oldest !== undefined) buckets.delete(oldest);
      return left >= 1 ? undefined : Math.ceil(((1 - left) * refillMs) / 1000);
    },
    giveBack(key) {
      const bucket = buckets.get(key);
      if (bucket !== undefined) buckets.set(key, { ...bucket, tokens: Math.min(burst, bucket.tokens + 1) });
    },
  };
}

/**
 * Whom a call comes from: the address of the connection, of IPv6 the /64 that one subscriber has. `header`: the one in which our own proxy says
 * it; of several addresses the last, which that proxy wrote itself.
 */
export function sourceOf(context: Context, header?: string): string {
  const env: unknown = context.env;
  const said = header === undefined ? undefined : context.req.header(header)?.split(',').at(-1)?.trim();
  const address = said ?? addressIn(env);
  if (address === undefined || !isIPv6(address)) return address ?? 'unknown';
  if (address.startsWith('::ffff:')) return address.slice('::ffff:'.length);
  const [head = '', tail = ''] = address.split('::');
  const groups = head.split(':').filter(Boolean);
  const missing = 8 - groups.length - tail.split(':').filter(Boolean).length;
  const whole = address.includes('::') ? [...groups, ...Array<string>(missing).fill('0')] : groups;
  return whole.slice(0, 4).join(':');
}

function addressIn(env: unknown): string | undefined {
  const incoming = memberOf(env, 'incoming');
  const address = memberOf(memberOf(incoming, 'socket'), 'remoteAddress');
  return typeof address === 'string' ? address : undefined;
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
