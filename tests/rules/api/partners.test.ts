import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KeyUse } from '../../../domain/access/assertion.ts';
import { sha256Hex } from '../../../domain/canonical.ts';
import { newSigningKey, type SigningKey, signStatement } from '../../../runtime/keys.ts';
import { codeIn, givenCase, givenDetainer, jsonRequest, step, testApi, type TestApi } from './fixture.ts';

let api: TestApi;
let caseId: string;

beforeAll(async () => {
  api = await testApi();
  ({ caseId } = await givenCase(api.records));
});
afterAll(async () => {
  await api.stop();
});
beforeEach(() => {
  api.engine.delivered.length = 0;
  api.engine.gone = false;
  api.engine.away = false;
});

const FILE = Buffer.from('an SRE file');

function message(
  key: SigningKey,
  from: KeyUse = key.use,
  statement: object = { kind: 'SRE', fileSha256: sha256Hex(FILE) },
) {
  return { reference: caseId, envelope: { from, signed: signStatement(key.use, key, statement) } };
}

async function deliver(body: unknown): Promise<Response> {
  return api.app.request('/v1/partners/messages', jsonRequest(body));
}

describe('a partner’s message', () => {
  it('reaches its workflow, and its file is kept', async () => {
    const attachments = { [sha256Hex(FILE)]: FILE.toString('base64') };
    const response = await deliver({ ...message(api.fbiKey), attachments });
    expect([response.status, await response.json()]).toEqual([202, { status: 'RECEIVED' }]);
    expect(api.engine.delivered).toEqual([caseId]);
    expect(await api.records.attachments.read(caseId, sha256Hex(FILE))).not.toBeNull();
  });

  it('may be for a detainer', async () => {
    const detainerId = await givenDetainer(api.records, caseId);
    await deliver({ ...message(api.jailKey, 'JAIL', { kind: 'ACKNOWLEDGED' }), reference: detainerId });
    expect(api.engine.delivered).toEqual([detainerId]);
  });

  it('is refused unsigned, signed by a stranger, by another partner, or changed afterwards', async () => {
    const genuine = message(api.fbiKey);
    const changed = { ...genuine.envelope.signed, statement: genuine.envelope.signed.statement.replace('SRE', 'ERRT') };
    const refused = [
      message(newSigningKey('FBI')),
      message(api.jailKey, 'FBI'),
      message(api.fbiKey, 'JAIL'),
      message(newSigningKey('SYSTEM')),
      { ...genuine, envelope: { ...genuine.envelope, signed: changed } },
    ];
    for (const body of refused) {
      const response = await deliver(body);
      expect([response.status, await codeIn(response)]).toEqual([401, 'UNSIGNED']);
    }
    const bare = await deliver({ reference: caseId, envelope: { from: 'FBI' } });
    expect([bare.status, await codeIn(bare)]).toEqual([400, 'BAD_INPUT']);
    expect(api.engine.delivered).toEqual([]);
  });

  it('is refused for a reference that is none of ours', async () => {
    const response = await deliver({ ...message(api.fbiKey), reference: `booking-${'0'.repeat(40)}` });
    expect([response.status, await codeIn(response)]).toEqual([404, 'NO_SUCH_REFERENCE']);
  });

  it('is refused with a file that is not what it says, or that the statement does not name', async () => {
    const other = Buffer.from('another file');
    const wrong = await deliver({
      ...message(api.fbiKey),
      attachments: { [sha256Hex(FILE)]: other.toString('base64') },
    });
    expect([wrong.status, await codeIn(wrong)]).toEqual([400, 'ATTACHMENT_UNREADABLE']);
    const smuggled = await deliver({
      ...message(api.fbiKey),
      attachments: { [sha256Hex(other)]: other.toString('base64') },
    });
    expect([smuggled.status, await codeIn(smuggled)]).toEqual([400, 'ATTACHMENT_NOT_NAMED']);
    expect(await api.records.attachments.read(caseId, sha256Hex(other))).toBeNull();
  });

  it('is taken though it comes too late, and that it came is kept', async () => {
    api.engine.gone = true;
    const response = await deliver(message(api.fbiKey));
    expect([response.status, await response.json()]).toEqual([202, { status: 'LATE' }]);
    const [entry] = await api.records.audit.list({ caseId, limit: 1 });
    expect(entry).toMatchObject({ code: 'LATE_MESSAGE', actorId: 'partner:fbi' });
  });

  it('of a jail about what was not issued to it is answered alike and not sooner, whether or not the case goes on', async () => {
    for (const gone of [false, true]) {
      api.engine.gone = gone;
      const since = performance.now();
      const response = await deliver(message(api.jailKey, 'JAIL', { kind: 'ACKNOWLEDGED' }));
      expect([response.status, await response.json()]).toEqual([202, { status: 'RECEIVED' }]);
      expect(performance.now() - since).toBeGreaterThan(490);
    }
  });

  describe('that comes too late', () => {
    const ANSWERED = { tcr: 'XX-TEST-LATE-0001', answeredAt: '2011-09-16T18:00:00Z' };
    const SRE = {
      kind: 'SRE',
      ...ANSWERED,
      receivedAt: ANSWERED.answeredAt,
      identification: 'N',
      fileSha256: sha256Hex(FILE),
    };

    async function alarms(): Promise<readonly (readonly string[])[]> {
      const open = await api.records.alarms.list({ actor: null, caseId, open: true });
      return open.map(({ rule, detail }) => [rule, detail]);
    }

    beforeEach(async () => {
      ({ caseId } = await givenCase(api.records));
      api.engine.gone = true;
    });

    it('is kept once as it came, and a person is told', async () => {
      const body = message(api.fbiKey, 'FBI', SRE);
      await deliver(body);
      await deliver(body);
      expect(await api.records.lateMessages.list(caseId)).toMatchObject([
        { reference: caseId, from: 'FBI', envelope: body.envelope },
      ]);
      expect(await alarms()).toEqual([['PARTNER_CONFLICT', `FBI SRE came after ${caseId} had ended`]]);
      const path = `/v1/cases/${caseId}/late-messages`;
      expect(await (await api.get(path, 'supervisor')).json()).toMatchObject({
        messages: [{ from: 'FBI', statement: body.envelope.signed.statement }],
      });
      expect(await codeIn(await api.get(path, 'jail-one'))).toBe('ROLE_MAY_NOT');
    });

    it('and says again what the record holds alarms nobody', async () => {
      const data = { identification: 'N', fileSha256: sha256Hex(FILE) };
      const { event } = step(caseId, 2);
      const answered = { ...event, kind: 'CRIMINAL_ANSWER', data };
      await api.records.cases.writeRecords(caseId, [{ ...step(caseId, 2), event: answered }]);
      await deliver(message(api.fbiKey, 'FBI', SRE));
      expect(await api.records.lateMessages.list(caseId)).toHaveLength(1);
      expect(await alarms()).toEqual([]);
      const other = { ...SRE, fileSha256: 'a'.repeat(64) };
      await deliver(message(api.fbiKey, 'FBI', other));
      expect(await alarms()).toHaveLength(1);
    });

    it.each(['GROUNDS_ENDED', 'GROUND_ENDED', 'STILL_HELD'] as const)(
      'and is a jail’s %s reaches the jail, the officer and CRCL, who settles it',
      async (kind) => {
        const reference = await givenDetainer(api.records, caseId, { hold: 'CLOSED', ending: 'RELEASED' });
        const facts =
          kind === 'STILL_HELD'
            ? { observedAt: ANSWERED.answeredAt }
            : { endedAt: ANSWERED.answeredAt, ending: 'BAIL_POSTED' };
        const ground = kind === 'GROUND_ENDED' ? { groundId: 'BOOKING' } : {};
        const statement = {
          kind,
          detainerId: reference,
          ori: 'XX0010100',
          messageId: 'late-0001',
          ...facts,
          ...ground,
          source: 'Roster',
        };
        await deliver({ ...message(api.jailKey, 'JAIL', statement), reference });
        const [alarm] = await api.records.alarms.list({ actor: null, caseId, open: true });
        expect(alarm).toMatchObject({ rule: 'GROUND_UNCERTAIN', detail: expect.stringContaining(kind) });
        expect(alarm?.to.map(({ role }) => role)).toEqual(['local_agency', 'field_officer', 'crcl_officer']);
        const body = { at: '2011-09-16T19:00:00Z', reasons: 'The jail was called: the person is free.' };
        expect((await api.post(`/v1/alarms/${alarm?.id}/settle`, 'crcl', body)).status).toBe(200);
        expect(await alarms()).toEqual([]);
      },
    );

    it('and nobody understands is kept, and an administrator is told', async () => {
      await deliver(message(api.fbiKey));
      expect(await api.records.lateMessages.list(caseId)).toHaveLength(1);
      expect(await alarms()).toEqual([['BAD_MESSAGE', 'FBI, late: MALFORMED']]);
    });

    it('is cleared with its case', async () => {
      await deliver(message(api.fbiKey, 'FBI', SRE));
      await api.records.cases.writeRecords(caseId, [{ ...step(caseId, 2), clearPersonal: true }]);
      await deliver(message(api.fbiKey, 'FBI', { ...SRE, fileSha256: 'b'.repeat(64) }));
      const kept = await api.records.lateMessages.list(caseId);
      expect(kept.map(({ envelope }) => envelope)).toEqual([null, null]);
    });
  });

  it('is to be sent again while the engine is away', async () => {
    api.engine.away = true;
    const response = await deliver(message(api.fbiKey));
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
  });
});
