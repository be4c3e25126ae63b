import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_ATTACHMENT_BYTES, openRecords, type Records } from '../../../records/index.ts';
import { type FreshDatabase, freshDatabase } from '../../support/database.ts';
import { actor, booking, codeOf, JAIL, newCaseId, sha256, SIB, submission, submitted, write } from './fixtures.ts';

let database: FreshDatabase;
let records: Records;

beforeAll(async () => {
  database = await freshDatabase();
  records = await openRecords({ databaseUrl: database.url });
});
afterAll(async () => {
  await records.close();
  await database.drop();
});

describe('storing a submission', () => {
  it('keeps bytes and booking, and the case is there before its workflow', async () => {
    const caseId = newCaseId();
    expect(await records.submissions.store(submission(caseId))).toEqual({ outcome: 'STORED' });
    const stored = await records.submissions.read(caseId);
    expect(Buffer.from(stored?.file ?? []).toString()).toBe(`prints of ${caseId}`);
    expect(stored).toMatchObject({ format: 'EBTS', booking: booking(), receivedAt: '2011-09-14T18:00:00Z' });
    expect(await records.cases.get(caseId)).toMatchObject({
      place: { cri: JAIL, sib: SIB, fieldOffice: null },
      projection: null,
      submissionSha256: submission(caseId).sha256,
      detainers: [],
    });
  });

  it('of the same file twenty times at once is stored once', async () => {
    const caseId = newCaseId();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => records.submissions.store(submission(caseId))));
    expect(outcomes.filter(({ outcome }) => outcome === 'STORED')).toHaveLength(1);
    expect(outcomes.filter(({ outcome }) => outcome === 'SAME')).toHaveLength(19);
  });

  it('of another file under the number is a conflict before a person, and the first one stands', async () => {
    const caseId = await submitted(records);
    const other = submission(caseId, 'other prints');
    expect(await records.submissions.store(other)).toEqual({ outcome: 'CONFLICT' });
    expect(await records.submissions.store(other)).toEqual({ outcome: 'CONFLICT' });
    expect(await records.submissions.store(submission(caseId))).toEqual({ outcome: 'SAME' });
    expect((await records.submissions.read(caseId))?.sha256).toBe(submission(caseId).sha256);
    expect(await records.submissions.conflicts(caseId)).toEqual([
      { caseId, sha256: other.sha256, format: 'EBTS', booking: booking(), receivedAt: other.receivedAt },
    ]);
    const [alarm, ...more] = await records.alarms.list({ actor: actor('administrator'), caseId, open: true });
    expect(more).toEqual([]);
    expect(alarm).toMatchObject({ rule: 'PARTNER_CONFLICT', stream: 'records' });
    const settled = { at: '2011-09-15T08:00:00Z', reasons: 'A new booking under an old number.' };
    await records.alarms.settle(alarm?.id ?? 0, actor('administrator'), settled);
    await records.submissions.store(other);
    expect(await records.alarms.list({ actor: null, caseId, open: true })).toEqual([]);
  });

  it('still knows the number after the bytes were deleted', async () => {
    const caseId = await submitted(records);
    await records.cases.writeRecords(caseId, [write(caseId, 1, { deleteSubmission: true })]);
    expect(await records.submissions.read(caseId)).toBeNull();
    expect((await records.cases.get(caseId))?.booking).toEqual(booking());
    expect(await records.submissions.store(submission(caseId))).toEqual({ outcome: 'SAME' });
    expect(await records.submissions.store(submission(caseId, 'other'))).toEqual({ outcome: 'CONFLICT' });
    expect(await records.submissions.read(caseId)).toBeNull();
  });

  it('keeps nothing of the person in a conflict that comes after clearing', async () => {
    const caseId = await submitted(records);
    await records.submissions.store(submission(caseId, 'early'));
    await records.cases.writeRecords(caseId, [write(caseId, 1, { clearPersonal: true })]);
    await records.submissions.store(submission(caseId, 'late'));
    const conflicts = await records.submissions.conflicts(caseId);
    expect(conflicts.map((conflict) => conflict.booking)).toEqual([null, null]);
  });

  it('refuses a hash that is not that of the file', async () => {
    const caseId = newCaseId();
    const wrong = { ...submission(caseId), sha256: sha256('something else') };
    expect(await codeOf(records.submissions.store(wrong))).toBe('WRONG_HASH');
    expect(await records.cases.get(caseId)).toBeNull();
  });

  it('lists what was stored and not started', async () => {
    const caseId = await submitted(records);
    const listed = async (): Promise<string[]> =>
      (await records.submissions.notStarted(Date.now() + 1_000)).map((head) => head.caseId);
    expect(await listed()).toContain(caseId);
    expect(await records.submissions.notStarted(Date.now() - 60_000)).toEqual([]);
    await records.submissions.markStarted(caseId);
    expect(await listed()).not.toContain(caseId);
  });
});

describe('attachments', () => {
  it('are kept once under their hash', async () => {
    const caseId = await submitted(records);
    const bytes = Buffer.from('the answer');
    await records.attachments.store(caseId, sha256(bytes), bytes);
    await records.attachments.store(caseId, sha256(bytes), bytes);
    expect(Buffer.from((await records.attachments.read(caseId, sha256(bytes))) ?? [])).toEqual(bytes);
    expect(await records.attachments.read(await submitted(records), sha256(bytes))).toBeNull();
  });

  it('are refused with a wrong hash, above 2 MiB, or without a case', async () => {
    const caseId = await submitted(records);
    const bytes = Buffer.alloc(MAX_ATTACHMENT_BYTES);
    await records.attachments.store(caseId, sha256(bytes), bytes);
    const larger = Buffer.alloc(MAX_ATTACHMENT_BYTES + 1);
    expect(await codeOf(records.attachments.store(caseId, sha256(larger), larger))).toBe('ATTACHMENT_TOO_LARGE');
    expect(await codeOf(records.attachments.store(caseId, sha256('other'), bytes))).toBe('WRONG_HASH');
    expect(await codeOf(records.attachments.store(newCaseId(), sha256(bytes), bytes))).toBe('NO_SUCH_CASE');
  });
});
