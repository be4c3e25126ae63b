import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEnvelope } from '../../../domain/partners/messages.ts';
import { opened, sample, SENT_AT_MS, startFixture, TRUST, type Fixture } from './fixture.ts';

let system: Fixture;
const { submission } = sample('02-match-removable.eft');
const UNAVAILABLE = { name: 'CodedError', code: 'PARTNER_UNAVAILABLE' };

beforeEach(async () => {
  system = await startFixture();
});
afterEach(async () => {
  await system.stop();
});

async function received(): Promise<unknown> {
  return (await system.get(`${system.standins.urls.fbi}/received/${encodeURIComponent(submission.tcn)}`)).json;
}

describe('requests', () => {
  it.each(['unavailable', 'reset'])(
    'down (%s): a retryable error that names the partner only; well again after as many requests as told',
    async (down) => {
      await system.behave('fbi', { down, times: 2 });
      await expect(system.fbi.submit(submission)).rejects.toMatchObject(UNAVAILABLE);
      await expect(system.fbi.submit(submission)).rejects.toThrow(
        /^The FBI [^0-9]*(503)?; the request is tried again$/,
      );
      expect((await system.fbi.submit(submission)).reply.kind).toBe('TAKEN');
      expect(await received()).toMatchObject({ count: 1 });
    },
  );

  it('a closed port is a retryable error too', async () => {
    await system.standins.close('fbi');
    await expect(system.fbi.submit(submission)).rejects.toMatchObject(UNAVAILABLE);
    await system.standins.open('fbi');
    expect((await system.fbi.submit(submission)).reply.kind).toBe('TAKEN');
  });

  it('down after taking: the retry finds the submission taken, and it is answered once', async () => {
    await system.behave('fbi', { down: 'afterTaking', times: 1 });
    await expect(system.fbi.submit(submission)).rejects.toMatchObject(UNAVAILABLE);
    expect((await system.fbi.submit(submission)).reply.kind).toBe('TAKEN');
    expect(await received()).toMatchObject({ count: 2, conflicts: 0 });
    expect(await system.callbacks(1)).toHaveLength(1);
  });

  it('slow: the call ends at its time limit', async () => {
    await system.behave('fbi', { slowMs: 3000, times: 1 });
    const started = performance.now();
    await expect(system.fbi.submit(submission)).rejects.toThrow('did not answer in time');
    expect(performance.now() - started).toBeLessThan(2500);
  });

  it.each(['garbage', 'malformedJson'])('garbled reply (%s): taken, so the retry is answered', async (garbledReply) => {
    await system.behave('fbi', { garbledReply, times: 1 });
    await expect(system.fbi.submit(submission)).rejects.toMatchObject(UNAVAILABLE);
    expect((await system.fbi.submit(submission)).reply.kind).toBe('TAKEN');
  });

  it('refused: a value, not an error', async () => {
    await system.behave('fbi', { refuse: 422 });
    expect(await system.fbi.submit(submission)).toEqual({ reply: { kind: 'REFUSED', status: 422 }, attachments: [] });
  });

  it('429 and 408 are no refusals', async () => {
    await system.behave('fbi', { refuse: 429, times: 1 });
    await expect(system.fbi.submit(submission)).rejects.toMatchObject(UNAVAILABLE);
    await system.behave('fbi', { refuse: 408, times: 1 });
    await expect(system.fbi.submit(submission)).rejects.toMatchObject(UNAVAILABLE);
  });

  it('a rule for one transaction leaves the others alone', async () => {
    await system.behave('fbi', { match: { tcn: submission.tcn }, refuse: 400 });
    expect((await system.fbi.submit(sample('01-no-match.eft').submission)).reply.kind).toBe('TAKEN');
    expect((await system.fbi.submit(submission)).reply.kind).toBe('REFUSED');
  });

  it('a rule that is none is refused, rules are listed and forgotten', async () => {
    const url = `${system.standins.urls.fbi}/behaviour`;
    expect((await system.post(url, { dwon: 'reset' })).status).toBe(400);
    await system.behave('fbi', { silent: true });
    expect((await system.get(url)).json).toEqual({ rules: [{ silent: true }] });
    await fetch(url, { method: 'DELETE' });
    expect((await system.get(url)).json).toEqual({ rules: [] });
  });
});

describe('answers', () => {
  it('at once: in the reply, with its file, and no callback', async () => {
    await system.behave('fbi', { atOnce: true });
    const outcome = await system.fbi.submit(submission);
    if (outcome.reply.kind !== 'TAKEN') throw new Error('refused');
    const { message } = opened(outcome.reply.envelope);
    if (message.kind !== 'SRE') throw new Error(message.kind);
    expect(outcome.attachments.map((attachment) => attachment.sha256)).toEqual([message.fileSha256]);
    expect(await system.callbacks(0)).toEqual([]);
  });

  it('late: in the sender’s time as well', async () => {
    await system.behave('fbi', { answerLateMs: 400 });
    await system.fbi.submit(submission);
    expect(await system.callbacks(0)).toEqual([]);
    const [callback] = await system.callbacks(1);
    expect(opened(callback?.envelope).message).toMatchObject({ answeredAt: new Date(SENT_AT_MS + 400).toISOString() });
  });

  it('received late: the FBI’s instant of receipt is what decides, so it can be told', async () => {
    await system.behave('fbi', { receivedAfterMs: 60_000 });
    const outcome = await system.fbi.submit(submission);
    if (outcome.reply.kind !== 'TAKEN') throw new Error('refused');
    expect(opened(outcome.reply.envelope).message).toMatchObject({
      receivedAt: new Date(SENT_AT_MS + 60_000).toISOString(),
    });
  });

  it('twice: the same answer both times', async () => {
    await system.behave('fbi', { answerTwice: true });
    await system.fbi.submit(submission);
    const [first, second, ...more] = await system.callbacks(2);
    expect(second).toEqual(first);
    expect(more).toEqual([]);
  });

  it('out of order: the answer has come when the acceptance is read', async () => {
    await system.behave('fbi', { outOfOrder: true });
    await system.fbi.submit(submission);
    expect(system.heard.bodies).toHaveLength(1);
  });

  it('silent: nothing until told, then in the time that is told; a repeat stays silent too', async () => {
    await system.behave('fbi', { silent: true });
    await system.fbi.submit(submission);
    await system.fbi.submit(submission);
    expect(await system.callbacks(0)).toEqual([]);
    const at = '2011-09-17T09:00:00.000Z';
    const told = await system.post(`${system.standins.urls.fbi}/answer/${encodeURIComponent(submission.tcn)}`, { at });
    expect(told.status).toBe(202);
    const [callback] = await system.callbacks(1);
    expect(opened(callback?.envelope).message).toMatchObject({ kind: 'SRE', answeredAt: at });
  });

  it.each(['fbi', 'ident'] as const)(
    'contradictory: %s says the opposite after its answer, validly signed',
    async (name) => {
      await system.behave(name, { wrongly: 'contradiction' });
      await (name === 'fbi' ? system.fbi.submit(submission) : system.ident.search(submission));
      const [first, second] = (await system.callbacks(2)).map((callback) => opened(callback.envelope).message);
      expect(first?.kind === 'SRE' ? first.identification : first?.kind).toBe(name === 'fbi' ? 'I' : 'MATCH');
      expect(second?.kind === 'SRE' ? second.identification : second?.kind).toBe(name === 'fbi' ? 'N' : 'NO_MATCH');
    },
  );

  it('another transaction’s number: validly signed, and not ours', async () => {
    await system.behave('ident', { wrongly: 'wrongTcr' });
    await system.ident.search(submission);
    const [callback] = await system.callbacks(1);
    const { message } = opened(callback?.envelope);
    expect('tcr' in message && message.tcr).not.toBe(submission.tcn);
  });

  it.each([
    ['badSignature', 'UNSIGNED'],
    ['malformedMessage', 'MALFORMED'],
  ])('%s: the envelope does not open', async (wrongly, fault) => {
    await system.behave('fbi', { wrongly });
    await system.fbi.submit(submission);
    const [callback] = await system.callbacks(1);
    expect(openEnvelope(callback?.envelope, TRUST)).toEqual({ ok: false, fault });
  });

  it.each(['garbage', 'malformedJson'])('%s: bytes that are no callback, posted once', async (wrongly) => {
    system.heard.status = 400;
    await system.behave('fbi', { wrongly });
    await system.fbi.submit(submission);
    await expect(system.callbacks(1)).rejects.toThrow(/JSON/);
    expect(system.heard.bodies).toHaveLength(1);
  });

  it('the right answer can still be had after a wrong one', async () => {
    await system.behave('fbi', { wrongly: 'badSignature' });
    await system.fbi.submit(submission);
    await system.callbacks(1);
    await system.post(`${system.standins.urls.fbi}/answer/${encodeURIComponent(submission.tcn)}`);
    const [, right] = await system.callbacks(2);
    expect(opened(right?.envelope).message.kind).toBe('SRE');
  });
});

describe('callbacks and restarts', () => {
  it('a callback is posted until it is taken', async () => {
    system.heard.status = 503;
    await system.fbi.submit(submission);
    await system.callbacks(2);
    system.heard.status = 202;
    const before = system.heard.bodies.length;
    const all = await system.callbacks(before + 1);
    expect(new Set(all.map((callback) => JSON.stringify(callback))).size).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(system.heard.bodies).toHaveLength(before + 1);
  });

  it('a restart forgets neither an answer that is due, nor what was received, nor what it was told', async () => {
    await system.behave('ident', { silent: true });
    await system.behave('fbi', { answerLateMs: 300 });
    await system.fbi.submit(submission);
    const first = await system.ident.search(submission);
    await system.restart();
    expect(await received()).toMatchObject({ count: 1, sha256: submission.sha256 });
    const [callback] = await system.callbacks(1);
    expect(opened(callback?.envelope).message).toMatchObject({
      kind: 'SRE',
      answeredAt: new Date(SENT_AT_MS + 300).toISOString(),
    });
    expect(await system.ident.search(submission)).toEqual(first);
    expect(await system.callbacks(1)).toHaveLength(1);
  });

  it('the address that a request names is used where the stand-in has none of its own', async () => {
    const other = await startFixture({ callbackUrl: null });
    await other.fbi.submit(submission);
    expect(await other.callbacks(1)).toHaveLength(1);
    await other.stop();
  });
});
