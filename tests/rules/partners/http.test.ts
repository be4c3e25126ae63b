import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { callPartner, type PartnerCall } from '../../../partners/http.ts';
import { readAttachments, writeAttachments } from '../../../exchange/partners.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function against(listener: RequestListener, options: Partial<PartnerCall> = {}) {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const url = `http://127.0.0.1:${port}/secret-place`;
  return callPartner({
    partner: 'The FBI',
    url,
    method: 'POST',
    idempotencyKey: 'XX-KEY-0001',
    body: 'DOE,JOHN',
    headers: {},
    ...options,
  });
}

const status =
  (code: number, headers: Record<string, string> = {}): RequestListener =>
  (_request, response) => {
    response.writeHead(code, headers).end('DOE,JOHN');
  };
const UNAVAILABLE = { code: 'PARTNER_UNAVAILABLE' };

describe('a call to a partner', () => {
  it.each([200, 201, 202])('%i: the body', async (code) => {
    const answer = await against(status(code));
    expect(answer).toMatchObject({ kind: 'TAKEN' });
    expect(answer.kind === 'TAKEN' && Buffer.from(answer.body).toString()).toBe('DOE,JOHN');
  });

  it.each([400, 401, 403, 404, 409, 410, 413, 422])('%i: a refusal, as a value', async (code) => {
    expect(await against(status(code))).toEqual({ kind: 'REFUSED', status: code });
  });

  it.each([408, 425, 429, 500, 502, 503, 504])(
    '%i: to be tried again; the error names the partner, no content and no address',
    async (code) => {
      const failure = against(status(code));
      await expect(failure).rejects.toMatchObject(UNAVAILABLE);
      await expect(failure).rejects.not.toThrow(/DOE|secret|127/);
    },
  );

  it('a redirect is not followed: nothing goes to an address that nobody configured', async () => {
    let calls = 0;
    const redirect: RequestListener = (_request, response) => {
      calls += 1;
      response.writeHead(307, { Location: '/elsewhere' }).end();
    };
    await expect(against(redirect)).rejects.toMatchObject(UNAVAILABLE);
    expect(calls).toBe(1);
  });

  it('sends the idempotency key', async () => {
    let key: string | string[] | undefined;
    await against((request, response) => {
      key = request.headers['idempotency-key'];
      response.end();
    });
    expect(key).toBe('XX-KEY-0001');
  });

  it('ends a response that is larger than the limit', async () => {
    const large: RequestListener = (_request, response) => response.end('x'.repeat(2000));
    await expect(against(large, { maxResponseBytes: 1000 })).rejects.toThrow('more than 1000 bytes');
  });

  it('ends a response that trickles past the time limit', async () => {
    const trickle: RequestListener = (_request, response) => {
      response.write('x');
    };
    await expect(against(trickle, { timeoutMs: 200 })).rejects.toThrow('did not answer in time');
  });
});

describe('attachments', () => {
  const bytes = new TextEncoder().encode('a file');

  it('are read as they were written', () => {
    const [read] = readAttachments(writeAttachments([bytes]));
    expect(read?.bytes).toEqual(bytes);
  });

  it.each([
    { ['0'.repeat(64)]: 'YSBmaWxl' },
    Object.fromEntries(Object.keys(writeAttachments([bytes])).map((hash) => [hash, 'not base64!'])),
  ])('are refused where the bytes are not what the hash says (%#)', (files) => {
    expect(() => readAttachments(files)).toThrow(expect.objectContaining({ code: 'ATTACHMENT_UNREADABLE' }));
  });
});
