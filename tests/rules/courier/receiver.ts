import { createServer } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

export const SECRET = `whsec_${Buffer.from('secret of an agency in tests').toString('base64')}`;

/** An agency's own server: keeps what it was sent, checks the signature, and replies as it is told. */
export interface Receiver {
  readonly url: string;
  readonly messages: {
    readonly id: string;
    readonly to: string;
    readonly attachment: unknown;
    readonly data: unknown;
    readonly text: string;
  }[];
  /** What it replies: an HTTP status, and whether a receipt. */
  reply: { status: number; receipt: boolean };
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const messages: Receiver['messages'] = [];
  const state = { reply: { status: 200, receipt: true } };
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { status, receipt } = state.reply;
      const id = String(request.headers['webhook-id']);
      const header = (name: string): string => String(request.headers[name]);
      const signed = {
        'webhook-id': id,
        'webhook-timestamp': header('webhook-timestamp'),
        'webhook-signature': header('webhook-signature'),
      };
      // What our own sender wrote: its shape is checked by what the tests expect of it.
      const message = new Webhook(SECRET).verify(body, signed) as Receiver['messages'][number];
      if (status === 200) messages.push(message);
      response.writeHead(status).end(receipt ? JSON.stringify({ received: id }) : '');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return Object.assign(state, {
    url: `http://127.0.0.1:${address.port}/mailbox`,
    messages,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  });
}
