import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../domain/canonical.ts';
import { CodedError } from '../../../domain/errors.ts';
import { serveApi } from '../../../web/api/index.ts';
import { bookingFile, codeIn, freshTcn, SURNAME, testApi, type TestApi } from './fixture.ts';

const SAMPLES = join(import.meta.dirname, '..', '..', '..', 'samples');

let api: TestApi;

beforeAll(async () => {
  api = await testApi();
});
afterAll(async () => {
  await api.stop();
});
beforeEach(() => {
  api.engine.started.length = 0;
  api.engine.away = false;
});

async function submit(bytes: Uint8Array, person = 'jail-one'): Promise<Response> {
  return api.app.request('/v1/bookings', { method: 'POST', body: Buffer.from(bytes), headers: await api.as(person) });
}

describe('an accepted booking (rules A1, A3)', () => {
  it('is kept with its very bytes and its case started', async () => {
    const file = bookingFile();
    const response = await submit(file);
    const { caseId, status } = (await response.json()) as { caseId: string; status: string };
    expect([response.status, status]).toEqual([201, 'ACCEPTED']);
    expect(api.engine.started).toMatchObject([
      {
        caseId,
        cri: 'XX0010100',
        ori: 'XXSIB0000',
        submissionSha256: sha256Hex(file),
        minor: false,
        offenceClass: 'PROPERTY',
        classedBy: 'words-v1',
      },
    ]);
    const kept = await api.records.submissions.read(caseId);
    expect(Buffer.from(kept?.file ?? []).equals(Buffer.from(file))).toBe(true);
    expect(await api.records.submissions.notStarted(Date.now() + 60_000)).toEqual([]);
  });

  it('gives the workflow references and no particulars of the person', async () => {
    await submit(bookingFile());
    expect(JSON.stringify(api.engine.started)).not.toContain(SURNAME);
  });

  it('may come from the SIB that originates it, from the agency’s system, or as JSON', async () => {
    expect((await submit(bookingFile(), 'bureau')).status).toBe(201);
    expect((await submit(bookingFile(), 'jail-system')).status).toBe(201);
    const json = JSON.parse(readFileSync(join(SAMPLES, '16-json-booking.json'), 'utf8')) as {
      transaction: { tcn: string };
    };
    json.transaction.tcn = freshTcn();
    expect((await submit(Buffer.from(JSON.stringify(json)), 'bureau')).status).toBe(201);
  });

  it('is answered from the records when it comes again, and nothing is done a second time', async () => {
    const file = bookingFile();
    const first = (await (await submit(file)).json()) as { caseId: string };
    const second = await submit(file);
    expect([second.status, await second.json()]).toEqual([200, { caseId: first.caseId, status: 'SAME' }]);
    expect(api.engine.started).toHaveLength(1);
  });

  it('is kept though the engine is away, and left to the sweeper', async () => {
    api.engine.away = true;
    const response = await submit(bookingFile());
    const { caseId, status } = (await response.json()) as { caseId: string; status: string };
    expect([response.status, status]).toEqual([202, 'STORED']);
    expect((await api.records.submissions.notStarted(Date.now() + 60_000)).map((head) => head.caseId)).toContain(
      caseId,
    );
    await api.records.submissions.markStarted(caseId);
  });
});

describe('a refused booking', () => {
  it('names the field and the reason, and keeps and starts nothing', async () => {
    const response = await submit(readFileSync(join(SAMPLES, '14-not-an-arrest.eft')));
    const { error } = (await response.json()) as { error: Record<string, unknown> };
    expect(response.status).toBe(422);
    expect(error).toMatchObject({ code: 'NOT_AN_ARREST', field: '1.004 TOT', details: [{ field: '1.004 TOT' }] });
    expect(api.engine.started).toEqual([]);
  });

  it('is refused for want of prints (rule A7), or as no booking at all', async () => {
    expect(await codeIn(await submit(readFileSync(join(SAMPLES, '15-no-prints.json'))))).toBe('NO_PRINTS');
    expect(await codeIn(await submit(Buffer.from('hello')))).toBe('NOT_A_BOOKING');
    expect((await submit(new Uint8Array())).status).toBe(422);
  });

  it('is refused where it belongs to another agency or bureau', async () => {
    const other = await submit(bookingFile(), 'jail-two');
    expect([other.status, await codeIn(other)]).toEqual([403, 'OUT_OF_SCOPE']);
    const elsewhere = bookingFile((facts) => ({ ...facts, transaction: { ...facts.transaction, ori: 'XXOTHER00' } }));
    expect(await codeIn(await submit(elsewhere, 'bureau'))).toBe('OUT_OF_SCOPE');
    expect(await codeIn(await submit(bookingFile(), 'officer'))).toBe('ROLE_MAY_NOT');
    expect(api.engine.started).toEqual([]);
  });

  it('is a conflict under a number that is taken, put before a person', async () => {
    const tcn = freshTcn();
    const first = (await (await submit(bookingFile(undefined, tcn))).json()) as { caseId: string };
    const second = await submit(bookingFile((facts) => ({ ...facts, agencyCaseNumber: 'OTHER-1' }), tcn));
    expect([second.status, await codeIn(second)]).toEqual([409, 'SUBMISSION_CONFLICT']);
    expect(await api.records.submissions.conflicts(first.caseId)).toHaveLength(1);
    expect(api.engine.started).toHaveLength(1);
  });

  it('stays with the sweeper where the engine refuses to start it', async () => {
    api.engine.refusal = new CodedError('START_REFUSED', 'The engine will not start this.');
    const response = await submit(bookingFile());
    api.engine.refusal = undefined;
    expect([response.status, await codeIn(response)]).toEqual([422, 'START_REFUSED']);
    expect(await api.records.submissions.notStarted(Date.now() + 60_000)).toHaveLength(1);
  });
});

describe('a body that is too large', () => {
  it('is refused by its declared length, before it is read', async () => {
    const headers = { ...(await api.as('jail-one')), 'content-length': String(200 * 1024 * 1024) };
    const response = await api.app.request('/v1/bookings', { method: 'POST', body: 'x', headers });
    expect([response.status, await codeIn(response)]).toEqual([413, 'TOO_LARGE']);
  });

  it('is refused as soon as it has grown too large where no length was declared', async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        controller.enqueue(new Uint8Array(1024 * 1024));
      },
    });
    const init = { method: 'POST', body: endless, duplex: 'half', headers: await api.as('jail-one') } as RequestInit;
    const response = await api.app.request('/v1/bookings', init);
    expect([response.status, await codeIn(response)]).toEqual([413, 'TOO_LARGE']);
    expect(sent).toBeLessThan(40);
  });

  it('is refused over the wire with an answer that arrives', async () => {
    const served = await serveApi(api.app, { host: '127.0.0.1', port: 0 });
    try {
      const response = await fetch(`${served.url}/v1/bookings`, {
        method: 'POST',
        body: new Uint8Array(33 * 1024 * 1024),
        headers: await api.as('jail-one'),
      });
      expect([response.status, await codeIn(response)]).toEqual([413, 'TOO_LARGE']);
    } finally {
      await served.stop();
    }
  });
});

describe('serving', () => {
  it('says in one sentence that a port is taken', async () => {
    const served = await serveApi(api.app, { host: '127.0.0.1', port: 0 });
    const port = Number(new URL(served.url).port);
    await expect(serveApi(api.app, { host: '127.0.0.1', port })).rejects.toMatchObject({ code: 'PORT_IN_USE' });
    await served.stop();
    await expect(fetch(served.url)).rejects.toThrow(/fetch failed/);
  });
});
