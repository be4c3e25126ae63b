import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAnswer } from '../../../exchange/ebts/answers.ts';
import { iaqOfBooking, writeIaq } from '../../../exchange/iaq.ts';
import { readAttachments } from '../../../exchange/partners.ts';
import { opened, sample, SENT_AT_MS, startFixture, type Fixture } from './fixture.ts';

let system: Fixture;
beforeEach(async () => {
  system = await startFixture();
});
afterEach(async () => {
  await system.stop();
});

const file = (attachments: Readonly<Record<string, string>> | undefined) =>
  readAnswer(readAttachments(attachments)[0]?.bytes ?? new Uint8Array());

describe('the FBI', () => {
  it('accepts with the instant of receipt in the sender’s time, then answers by callback with a signed SRE and its file', async () => {
    const { submission, booking } = sample('02-match-removable.eft');
    const outcome = await system.fbi.submit(submission);
    if (outcome.reply.kind !== 'TAKEN') throw new Error('refused');
    const accepted = opened(outcome.reply.envelope).message;
    if (accepted.kind !== 'ACCEPTED') throw new Error(accepted.kind);
    expect(accepted.tcr).toBe(submission.tcn);
    expect(Date.parse(accepted.receivedAt) - SENT_AT_MS).toBeGreaterThan(0);
    expect(Date.parse(accepted.receivedAt) - SENT_AT_MS).toBeLessThan(100);

    const [callback] = await system.callbacks(1);
    expect(callback).toMatchObject({ reference: submission.caseId, tcn: submission.tcn });
    const { message } = opened(callback?.envelope);
    expect(message).toMatchObject({
      kind: 'SRE',
      tcr: submission.tcn,
      identification: 'I',
      receivedAt: accepted.receivedAt,
    });
    if (message.kind !== 'SRE') throw new Error(message.kind);
    expect(Date.parse(message.answeredAt) - SENT_AT_MS).toBeLessThanOrEqual(30);
    expect(Object.keys(callback?.attachments ?? {})).toEqual([message.fileSha256]);
    expect(file(callback?.attachments)).toMatchObject({
      kind: 'SRE',
      tcr: submission.tcn,
      identification: 'I',
      name: booking.person.name,
      controllingAgency: booking.controllingAgency,
      rapSheet: expect.stringContaining('CONVICTED'),
    });
  });

  it('answers ERRT where the prints cannot be searched', async () => {
    await system.fbi.submit(sample('07-fbi-error.eft').submission);
    const [callback] = await system.callbacks(1);
    expect(opened(callback?.envelope).message).toMatchObject({
      kind: 'ERRT',
      messages: [expect.stringContaining('IMAGE QUALITY')],
    });
    expect(file(callback?.attachments)).toMatchObject({ kind: 'ERRT' });
  });

  it('(A1) never accepts an originator that it does not know: ERRT at once, with no instant of receipt', async () => {
    const outcome = await system.fbi.submit(sample('08-unknown-originator.eft').submission);
    if (outcome.reply.kind !== 'TAKEN') throw new Error('refused');
    const { message } = opened(outcome.reply.envelope);
    expect(message).toMatchObject({ kind: 'ERRT', receivedAt: null });
    expect(outcome.attachments).toHaveLength(1);
    expect(await system.callbacks(0)).toEqual([]);
  });

  it('answers nothing to a submission that asks for no answer', async () => {
    const outcome = await system.fbi.submit(sample('19-no-answer-necessary.eft').submission);
    expect(outcome.reply.kind).toBe('TAKEN');
    expect(await system.callbacks(0)).toEqual([]);
  });

  it('takes a repeat under the same number once, and refuses other bytes under it', async () => {
    const { submission } = sample('01-no-match.eft');
    const first = await system.fbi.submit(submission);
    const [before] = await system.callbacks(1);
    const second = await system.fbi.submit(submission);
    expect(second).toEqual(first);
    const [, after] = await system.callbacks(2);
    expect(after).toEqual(before);
    const changed = { ...submission, bytes: sample('02-match-removable.eft').submission.bytes };
    expect((await system.fbi.submit(changed)).reply).toEqual({ kind: 'REFUSED', status: 409 });
    const { json } = await system.get(`${system.standins.urls.fbi}/received/${encodeURIComponent(submission.tcn)}`);
    expect(json).toMatchObject({ count: 3, conflicts: 1, sha256: submission.sha256 });
  });

  it('refuses a file whose own number is another, and bytes that are no file', async () => {
    const { submission } = sample('01-no-match.eft');
    const refused = { reply: { kind: 'REFUSED', status: 400 }, attachments: [] };
    expect(await system.fbi.submit({ ...submission, tcn: 'XX-OTHER-NUMBER-1' })).toEqual(refused);
    expect(await system.fbi.submit({ ...submission, bytes: new TextEncoder().encode('no prints') })).toEqual(refused);
  });
});

describe('IDENT', () => {
  it.each(['01-no-match.eft', '09-convictions-no-match.eft'])(
    '(A5) marks nobody without a record: %s',
    async (name) => {
      const { submission } = sample(name);
      const outcome = await system.ident.search(submission);
      if (outcome.reply.kind !== 'TAKEN') throw new Error('refused');
      expect(opened(outcome.reply.envelope).message).toMatchObject({ kind: 'SEARCHING', tcr: submission.tcn });
      const [callback] = await system.callbacks(1);
      expect(opened(callback?.envelope).message).toMatchObject({ kind: 'NO_MATCH', tcr: submission.tcn });
    },
  );

  it('(A5) finds whom it met and fingerprinted, a citizen too, under the same number each time', async () => {
    await system.ident.search(sample('03-match-citizen.eft').submission);
    const [callback] = await system.callbacks(1);
    const { message } = opened(callback?.envelope);
    expect(message).toMatchObject({ kind: 'MATCH', encounters: [{ fingerprinted: true, digitized: true }] });
    const other = await startFixture();
    await other.ident.search(sample('03-match-citizen.eft').submission);
    const [again] = await other.callbacks(1);
    await other.stop();
    expect(opened(again?.envelope).message).toEqual(message);
  });
});

describe('the immigration databases', () => {
  async function answerTo(name: string, fin?: string) {
    const { submission, booking } = sample(name);
    await system.ident.search(submission);
    const [match] = await system.callbacks(1);
    const { message } = opened(match?.envelope);
    if (message.kind !== 'MATCH') throw new Error(message.kind);
    const iaqText = writeIaq(iaqOfBooking(booking, { attention: 'SECURE COMMUNITIES', phone: '555-0100' }));
    const outcome = await system.databases.query({ ...submission, fin: fin ?? message.fin, iaqText });
    const [, answer] = await system.callbacks(2);
    return { outcome, answer: opened(answer?.envelope).message };
  }

  it.each([
    ['03-match-citizen.eft', 'Naturalized United States citizen'],
    ['04-match-lpr.eft', 'Lawful permanent resident'],
    ['06-match-final-order.eft', 'Final order of removal'],
  ])('(A6) state facts of the person whom IDENT found, without a conclusion: %s', async (name, fact) => {
    const { outcome, answer } = await answerTo(name);
    if (outcome.reply.kind !== 'TAKEN') throw new Error('refused');
    expect(opened(outcome.reply.envelope).message).toMatchObject({ kind: 'QUERY_ACCEPTED' });
    expect(answer.kind).toBe('QUERY_ANSWER');
    expect(JSON.stringify(answer)).toContain(fact);
    expect(JSON.stringify(answer)).not.toMatch(/removable_|APPEARS/);
  });

  it('hold nothing under an unknown number', async () => {
    const { answer } = await answerTo('04-match-lpr.eft', '999999999');
    expect(JSON.stringify(answer)).toContain('No record under this number');
  });

  it('refuse a query that is not in the form', async () => {
    const outcome = await system.databases.query({
      ...sample('04-match-lpr.eft').submission,
      fin: '71234',
      iaqText: 'who is this',
    });
    expect(outcome.reply).toEqual({ kind: 'REFUSED', status: 400 });
  });
});
