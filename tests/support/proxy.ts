import { connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

/** A TCP proxy in front of a server, which can be away in the ways in which servers are away. */
export interface Proxy {
  readonly port: number;
  /** An address of the server, made to go through the proxy. */
  through(url: string): string;
  /** Breaks every connection and refuses new ones. */
  cut(): Promise<void>;
  /** Takes connections and bytes, and passes nothing on: the server is neither there nor gone. */
  blackHole(): void;
  /** Everything passes again. Connections that missed bytes are broken. */
  restore(): Promise<void>;
  /**
   * The next PostgreSQL transaction that binds `parameter` is committed, but nobody hears of it: from its commit on nothing comes back
   * through the proxy. Resolves when the commit is on its way.
   */
  deafenAtCommitOf(parameter: string): Promise<void>;
}

interface Link {
  readonly client: Socket;
  readonly server: Socket;
}

interface Ambush {
  readonly parameter: Buffer;
  readonly sprung: () => void;
}

const COMMIT = Buffer.from('commit\0');

/** Starts a proxy on a free port in front of `target`, an address with host and port. */
export async function startProxy(target: string): Promise<Proxy & { stop(): Promise<void> }> {
  const { hostname, port: targetPort } = new URL(target);
  const links = new Set<Link>();
  let mode: 'open' | 'blackHole' | 'deaf' = 'open';
  let ambush: Ambush | undefined;
  let server: Server | undefined;

  const spring = (): void => {
    mode = 'deaf';
    ambush?.sprung();
    ambush = undefined;
  };

  function take(client: Socket): void {
    const link = { client, server: connect(Number(targetPort), hostname) };
    links.add(link);
    let bound = false;
    client.on('data', (bytes: Buffer) => {
      if (mode === 'blackHole') return;
      bound ||= ambush !== undefined && bytes.includes(ambush.parameter);
      if (bound && ambush !== undefined && bytes.includes(COMMIT)) spring();
      link.server.write(bytes);
    });
    link.server.on('data', (bytes: Buffer) => {
      if (mode === 'open') client.write(bytes);
    });
    const end = (): void => {
      links.delete(link);
      client.destroy();
      link.server.destroy();
    };
    for (const socket of [client, link.server]) socket.on('close', end).on('error', end);
  }

  const breakAll = (): void => {
    for (const { client, server: far } of links) {
      client.destroy();
      far.destroy();
    }
    links.clear();
  };
  const listen = async (port: number): Promise<void> => {
    server = createServer(take).listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const cut = async (): Promise<void> => {
    const closing = server;
    server = undefined;
    const closed = closing === undefined ? undefined : once(closing, 'close');
    closing?.close();
    breakAll();
    await closed;
  };

  await listen(0);
  const address = server?.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    through(url) {
      const proxied = new URL(url);
      proxied.hostname = '127.0.0.1';
      proxied.port = String(port);
      return proxied.href;
    },
    cut,
    blackHole: () => {
      mode = 'blackHole';
    },
    restore: async () => {
      if (mode !== 'open') breakAll();
      mode = 'open';
      if (server === undefined) await listen(port);
    },
    deafenAtCommitOf: async (parameter) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(Buffer.byteLength(parameter));
      await new Promise<void>((sprung) => {
        ambush = { parameter: Buffer.concat([length, Buffer.from(parameter)]), sprung };
      });
    },
    stop: cut,
  };
}
