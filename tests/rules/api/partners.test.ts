import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KeyUse } from '../../../domain/access/assertion.ts';
import { sha256Hex } from '../../../domain/canonical.ts';
import { newSigningKey, type SigningKey, signStatement } from '../../../runtime/keys.ts';
import { codeIn, givenCase, givenDetainer, jsonRequest, testApi, type TestApi } from './fixture.ts';

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

  it('is to be sent again while the engine is away', async () => {
    api.engine.away = true;
    const response = await deliver(message(api.fbiKey));
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
  });
});
