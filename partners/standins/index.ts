/**
 * The stand-ins for every partner, as real HTTP servers with small stores of their own. Product code knows none of this: it is given
 * their addresses, as it would be given the partners'.
 */
import type { TrustedKey } from '../../domain/access/assertion.ts';
import type { Counterpart } from './counterpart.ts';
import { createDatabasesStandin } from './databases.ts';
import { createFbiStandin } from './fbi.ts';
import { createIdentStandin } from './ident.ts';
import { createMailStandin } from './mail.ts';
import { createJailStandin, createSibStandin } from './mailbox.ts';
import { listen, type Listening } from './server.ts';
import { publicKeyOf, type SigningKey } from './signing.ts';

export type { SigningKey } from './signing.ts';

/** Shortest and longest time to an answer where nothing else is set, real milliseconds. */
const DEFAULT_DELAY_MS: readonly [number, number] = [50, 300];

const NAMES = ['fbi', 'ident', 'databases', 'sib', 'jail', 'mail'] as const;
export type StandinName = (typeof NAMES)[number];

/** Keys with which stand-ins sign. */
export interface StandinKeys {
  readonly fbi: SigningKey;
  readonly ident: SigningKey;
  readonly databases: SigningKey;
  readonly jail: SigningKey;
}

export interface StandinsOptions {
  /** Where the stores lie; made if missing. The same directory = the same memory. */
  readonly dir: string;
  readonly host?: string;
  /** 0 or absent: any free port. */
  readonly ports?: Partial<Readonly<Record<StandinName | 'smtp', number>>>;
  readonly keys: StandinKeys;
  /** Secrets of the SIB's and the jail's mailboxes: `whsec_` and base64. */
  readonly webhookSecrets: { readonly sib: string; readonly jail: string };
  /** The system's public address, without a path; `null`: as each request says (and the jail says nothing). */
  readonly callbackUrl: string | null;
  readonly delayMs?: readonly [shortest: number, longest: number];
}

export interface Standins {
  /** Base addresses. `smtp` is `smtp://host:port`; the mailboxes of SIB and jail are at `/mailbox`. */
  readonly urls: Readonly<Record<StandinName | 'smtp', string>>;
  /** Closes one stand-in's port, so that connections are refused; its memory and its callbacks go on. */
  close(name: StandinName): Promise<void>;
  /** Opens it again, on the same port. */
  open(name: StandinName): Promise<void>;
  stop(): Promise<void>;
}

/** Starts all stand-ins. Throws CodedError `PORT_IN_USE`; whatever had started is stopped then. */
export async function startStandins(options: StandinsOptions): Promise<Standins> {
  const host = options.host ?? '127.0.0.1';
  const { dir, keys, callbackUrl, webhookSecrets } = options;
  const shared = { dir, callbackUrl, delayMs: options.delayMs ?? DEFAULT_DELAY_MS };
  const mail = await createMailStandin({ dir, host, smtpPort: options.ports?.smtp ?? 0 });
  const standins: Record<StandinName, Counterpart> = {
    fbi: createFbiStandin({ ...shared, key: keys.fbi }),
    ident: createIdentStandin({ ...shared, key: keys.ident }),
    databases: createDatabasesStandin({ ...shared, key: keys.databases }),
    sib: createSibStandin({ dir, webhookSecret: webhookSecrets.sib }),
    jail: createJailStandin({ dir, webhookSecret: webhookSecrets.jail, key: keys.jail, callbackUrl }),
    mail,
  };
  const servers = new Map<StandinName, Listening>();
  const stop = async (): Promise<void> => {
    await Promise.all(NAMES.map(async (name) => await servers.get(name)?.close()));
    await Promise.all(NAMES.map((name) => standins[name].stop()));
  };
  const open = async (name: StandinName): Promise<void> => {
    const port = servers.get(name)?.port ?? options.ports?.[name] ?? 0;
    servers.set(name, await listen(standins[name].app, host, port));
  };
  try {
    for (const name of NAMES) await open(name);
  } catch (error) {
    await stop();
    throw error;
  }
  const url = (name: StandinName): string => servers.get(name)?.url ?? '';
  return {
    urls: {
      fbi: url('fbi'),
      ident: url('ident'),
      databases: url('databases'),
      sib: url('sib'),
      jail: url('jail'),
      mail: url('mail'),
      smtp: `smtp://${host}:${mail.smtpPort}`,
    },
    close: async (name) => await servers.get(name)?.close(),
    open,
    stop,
  };
}

/** The public keys by which a deployment recognizes these stand-ins. */
export function trustOf(keys: StandinKeys): readonly TrustedKey[] {
  const trusted = (use: TrustedKey['use'], { kid, secret }: SigningKey): TrustedKey => ({
    kid,
    use,
    publicKey: publicKeyOf(secret),
  });
  return [
    trusted('FBI', keys.fbi),
    trusted('IDENT', keys.ident),
    trusted('IMMIGRATION_DATABASES', keys.databases),
    trusted('JAIL', keys.jail),
  ];
}
