import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { createThrottle, sourceOf } from '../../../web/api/throttle.ts';

const SECOND = 1000;

test('so many at once, then one for each interval; other keys are not concerned', () => {
  const throttle = createThrottle({ burst: 3, refillMs: 10 * SECOND });
  expect([1, 2, 3, 4].map(() => throttle.take('a', 0))).toEqual([undefined, undefined, undefined, 10]);
  expect(throttle.take('b', 0)).toBeUndefined();
  expect(throttle.take('a', 4 * SECOND)).toBe(6);
  expect(throttle.take('a', 10 * SECOND)).toBeUndefined();
  expect(throttle.take('a', 10 * SECOND)).toBe(10);
});

test('waiting longer than needed saves up no more than the burst', () => {
  const throttle = createThrottle({ burst: 2, refillMs: SECOND });
  throttle.take('a', 0);
  expect([1, 2, 3].map(() => throttle.take('a', 3_600_000))).toEqual([undefined, undefined, 1]);
});

test('a clock that goes back gives nothing away', () => {
  const throttle = createThrottle({ burst: 1, refillMs: SECOND });
  throttle.take('a', 10 * SECOND);
  expect(throttle.take('a', 0)).toBe(1);
  expect(throttle.take('a', 10 * SECOND)).toBe(1);
});

test('memory is bounded: who came longest ago is forgotten', () => {
  const throttle = createThrottle({ burst: 1, refillMs: 3_600_000 });
  throttle.take('first', 0);
  for (let index = 0; index < 20_000; index += 1) throttle.take(`key-${index}`, 0);
  expect(throttle.take('first', 0)).toBeUndefined();
  expect(throttle.take('key-19999', 0)).toBe(3600);
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::6', '2001:db8:1:2'],
  ['2001:db8::6', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
])('a call from %s counts for %s', async (address, source) => {
  const app = new Hono().get('/', (context) => context.text(sourceOf(context)));
  const env = { incoming: { socket: { remoteAddress: address } } };
  expect(await (await app.request('/', {}, env)).text()).toBe(source);
});

test('behind a proxy, what that proxy wrote counts, and not what the caller wrote before it', async () => {
  const app = new Hono().get('/', (context) => context.text(sourceOf(context, 'x-forwarded-for')));
  const env = { incoming: { socket: { remoteAddress: '10.0.0.1' } } };
  const ask = async (headers: Record<string, string>) => (await app.request('/', { headers }, env)).text();
  expect(await ask({ 'x-forwarded-for': '192.0.2.1, 198.51.100.7' })).toBe('198.51.100.7');
  expect(await ask({})).toBe('10.0.0.1');
});

test('without a connection to look at, everyone is one source', async () => {
  const app = new Hono().get('/', (context) => context.text(sourceOf(context)));
  expect(await (await app.request('/')).text()).toBe('unknown');
});
