import { resolve } from 'node:path';
import { inspect } from 'node:util';
import { type ClientConnectConfig, loadClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';
import type { TrustedKey } from '../domain/access/assertion.ts';
import { CodedError } from '../domain/errors.ts';
import { DEFAULT_WAIT_LIMITS, type WaitLimits } from '../domain/lifecycle/input.ts';
import { readTrustedKeys } from './keys.ts';

export type Deployment = 'development' | 'production';

/** What a process is told from outside. Holds secrets: printing it, or turning it into JSON, shows none of it. */
export interface Config {
  readonly deployment: Deployment;
  /** `postgres://…`; undefined: none was named. */
  readonly databaseUrl: string | undefined;
  /** Address, TLS and credentials of the Temporal server, and the namespace. */
  readonly temporal: {
    readonly connectionOptions: ClientConnectConfig['connectionOptions'];
    readonly namespace: string;
  };
  readonly api: { readonly host: string; readonly port: number };
  /** Where the partners are reached; undefined: not named. */
  readonly partners: {
    readonly fbiUrl: string | undefined;
    readonly identUrl: string | undefined;
    readonly databasesUrl: string | undefined;
  };
  /** The address at which partners reach this deployment's API. */
  readonly callbackUrl: string | undefined;
  /** Address of the public page on which a form's code is entered, printed on every form; undefined: the forms name none. */
  readonly publicPage: string | undefined;
  /** The header in which our own proxy says where a request comes from; undefined: callers connect to us themselves. */
  readonly sourceHeader: string | undefined;
  /** Mail for alarms; undefined: none is sent. */
  readonly mail: { readonly url: string; readonly from: string; readonly to: string } | undefined;
  /** Signed webhook for alarms; undefined: none is called. `secret` is a Standard Webhooks secret. */
  readonly alarmWebhook: { readonly url: string; readonly secret: string } | undefined;
  /** Absolute path of the folder that keeps keys and, for an embedded database, data. */
  readonly dataDir: string;
  readonly limits: WaitLimits;
  /** Public keys trusted beside the process's own: the partners', and in a split deployment the other processes'. */
  readonly trustedKeys: readonly TrustedKey[];
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

const httpUrl = z.url({ protocol: /^https?$/ });
const TEN_YEARS_MS = 10 * 366 * 24 * 3_600_000;
const limitMs = z.int().min(1000).max(TEN_YEARS_MS);
const limitsSchema: z.ZodType<Partial<WaitLimits>> = z.strictObject(
  Object.fromEntries(Object.keys(DEFAULT_WAIT_LIMITS).map((name) => [name, limitMs.optional()])),
);

/** Each variable: its form, and what to set it to. The help goes into the error. */
const VARIABLES = {
  SC_DEPLOYMENT: [z.enum(['development', 'production']), '"development" or "production"'],
  DATABASE_URL: [
    z.url({ protocol: /^postgres(ql)?$/ }),
    'the address of a PostgreSQL database, postgres://user@host:5432/name',
  ],
  SC_API_HOST: [z.string().min(1).max(253), 'the host name or address to listen on'],
  SC_API_PORT: [
    z
      .string()
      .regex(/^\d{1,5}$/)
      .refine((text) => Number(text) <= 65_535),
    'a port, 0 to 65535',
  ],
  FBI_URL: [httpUrl, "the http(s) address of the FBI's service"],
  IDENT_URL: [httpUrl, 'the http(s) address of IDENT'],
  DATABASES_URL: [httpUrl, 'the http(s) address of the immigration databases'],
  SC_CALLBACK_URL: [httpUrl, 'the http(s) address at which partners reach this API'],
  SC_PUBLIC_PAGE: [httpUrl, 'the http(s) address at which the public enters the code of a form'],
  SC_SOURCE_HEADER: [
    z.string().regex(/^[A-Za-z0-9-]{1,60}$/),
    'the name of the header in which your own proxy says where a request comes from',
  ],
  SMTP_URL: [z.url({ protocol: /^smtps?$/ }), 'the address of a mail server, smtp://host:25'],
  SC_MAIL_FROM: [z.email(), 'the mail address that alarms come from'],
  SC_MAIL_TO: [z.email(), 'the mail address that alarms go to'],
  SC_ALARM_WEBHOOK: [httpUrl, 'the http(s) address that alarms are posted to'],
  SC_ALARM_WEBHOOK_SECRET: [
    z.string().regex(/^(whsec_)?[A-Za-z0-9+/=]{24,}$/),
    'a Standard Webhooks secret (whsec_ and base64)',
  ],
  SC_DATA_DIR: [z.string().min(1), 'a folder'],
  SC_WAIT_LIMITS: [
    z.string(),
    `JSON of limits in milliseconds, any of: ${Object.keys(DEFAULT_WAIT_LIMITS).join(', ')}`,
  ],
  SC_TRUSTED_KEYS: [z.string().min(1), 'a JSON file of public keys: a list of {kid, use, publicKey}'],
  SC_LOG_LEVEL: [
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']),
    'trace, debug, info, warn, error or silent',
  ],
} as const satisfies Record<string, readonly [z.ZodType<string>, string]>;

type Variable = keyof typeof VARIABLES;
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Configuration from environment variables; without one its default holds. An empty variable counts as not set.
 * @throws CodedError CONFIG_INVALID that names the variable and what to set it to, and never repeats its value
 */
export function loadConfig(env: Environment): Config {
  const deployment = read(env, 'SC_DEPLOYMENT') ?? 'production';
  const keysFile = read(env, 'SC_TRUSTED_KEYS');
  return unprinted({
    deployment,
    databaseUrl: read(env, 'DATABASE_URL'),
    temporal: temporalFrom(env, deployment),
    api: { host: read(env, 'SC_API_HOST') ?? '127.0.0.1', port: Number(read(env, 'SC_API_PORT') ?? '8080') },
    partners: {
      fbiUrl: read(env, 'FBI_URL'),
      identUrl: read(env, 'IDENT_URL'),
      databasesUrl: read(env, 'DATABASES_URL'),
    },
    callbackUrl: read(env, 'SC_CALLBACK_URL'),
    publicPage: read(env, 'SC_PUBLIC_PAGE'),
    sourceHeader: read(env, 'SC_SOURCE_HEADER'),
    mail: mailFrom(env),
    alarmWebhook: webhookFrom(env),
    dataDir: resolve(read(env, 'SC_DATA_DIR') ?? '.data'),
    limits: { ...DEFAULT_WAIT_LIMITS, ...limitsFrom(env) },
    trustedKeys: keysFile === undefined ? [] : readTrustedKeys(keysFile),
    logLevel: read(env, 'SC_LOG_LEVEL') ?? 'info',
  });
}

/**
 * A setting that this process cannot do without.
 * @throws CodedError CONFIG_MISSING that names the variable and what to set it to
 */
export function needed<T>(value: T | undefined, variable: Variable): T {
  if (value === undefined) {
    throw new CodedError('CONFIG_MISSING', `${variable} is not set: set it to ${VARIABLES[variable][1]}.`, variable);
  }
  return value;
}

function invalid(variable: string, help: string): CodedError {
  return new CodedError('CONFIG_INVALID', `${variable} is not valid: set it to ${help}.`, variable);
}

function read<N extends Variable>(env: Environment, name: N): z.infer<(typeof VARIABLES)[N][0]> | undefined {
  const value = env[name];
  if (value === undefined || value === '') return undefined;
  const [schema, help] = VARIABLES[name];
  const result = schema.safeParse(value);
  if (!result.success) throw invalid(name, help);
  // The schema that accepted it is the one the type is inferred from.
  return result.data as z.infer<(typeof VARIABLES)[N][0]>;
}

/** A variable without which another has no meaning. */
function readWith<N extends Variable>(env: Environment, name: N): z.infer<(typeof VARIABLES)[N][0]> {
  return needed(read(env, name), name);
}

function mailFrom(env: Environment): Config['mail'] {
  const url = read(env, 'SMTP_URL');
  return url === undefined ? undefined : { url, from: readWith(env, 'SC_MAIL_FROM'), to: readWith(env, 'SC_MAIL_TO') };
}

function webhookFrom(env: Environment): Config['alarmWebhook'] {
  const url = read(env, 'SC_ALARM_WEBHOOK');
  return url === undefined ? undefined : { url, secret: readWith(env, 'SC_ALARM_WEBHOOK_SECRET') };
}

function limitsFrom(env: Environment): Partial<WaitLimits> {
  const text = read(env, 'SC_WAIT_LIMITS');
  if (text === undefined) return {};
  const result = limitsSchema.safeParse(jsonOf(text));
  if (!result.success) throw invalid('SC_WAIT_LIMITS', VARIABLES.SC_WAIT_LIMITS[1]);
  return result.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // which no schema accepts
  }
}

/** In development a profile of the user's home, made for another server, must not mix with the address given here. */
function temporalFrom(env: Environment, deployment: Deployment): Config['temporal'] {
  const given = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  try {
    const { connectionOptions, namespace } = loadClientConnectConfig({
      overrideEnvVars: Object.fromEntries(given),
      disableFile: deployment === 'development',
    });
    return { connectionOptions, namespace: namespace ?? 'default' };
  } catch {
    const help =
      'host:port, with TEMPORAL_NAMESPACE, TEMPORAL_TLS_… and TEMPORAL_CONFIG_FILE as the Temporal CLI reads them';
    throw invalid('TEMPORAL_ADDRESS', help);
  }
}

function unprinted(config: Config): Config {
  const hidden = { enumerable: false, value: () => '[configuration]' };
  return Object.defineProperties(config, { toJSON: hidden, toString: hidden, [inspect.custom]: hidden });
}
