import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { CliError, EXIT, exitOfStatus } from './exit.ts';
import type { Io } from './io.ts';

/** Options that every command which speaks to the API takes. */
export interface CommonOptions {
  readonly as?: string;
  readonly api?: string;
  readonly json?: boolean;
}

export interface ApiRequest<S extends z.ZodType> {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly json?: unknown;
  readonly bytes?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** Asked without a sign-in. */
  readonly open?: true;
  readonly answer: S;
}

/** The API as a command uses it: signed in as the person named, errors as coded errors with their exit code. */
export interface Api {
  readonly url: string;
  call<S extends z.ZodType>(request: ApiRequest<S>): Promise<z.infer<S>>;
  /** The bytes of a file. */
  download(path: string): Promise<Uint8Array>;
}

const DEFAULT_URL = 'http://127.0.0.1:8080';
const TIMEOUT_MS = 60_000;
const errorSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    field: z.string().optional(),
    details: z.array(z.object({ field: z.string(), code: z.string(), reason: z.string() })).optional(),
  }),
});
const sessionSchema = z.object({ token: z.string(), expiresAt: z.string() });
const tokensSchema = z.record(z.string(), sessionSchema);

/** The API under `--api` or SC_API_URL, as the person of `--as` (a development session, kept in the data folder) or of SC_TOKEN. */
export function openApi(io: Io, options: CommonOptions): Api {
  const url = (options.api ?? io.env.SC_API_URL ?? DEFAULT_URL).replace(/\/+$/, '');
  const signIn = signInOf(io, url, options.as);
  const send = async (request: ApiRequest<z.ZodType>): Promise<Response> => {
    if (request.open === true) return checked(await fetched(url, request, undefined));
    const response = await fetched(url, request, await signIn.token());
    if (response.status !== 401 || !signIn.renewable) return checked(response);
    return checked(await fetched(url, request, await signIn.renew()));
  };
  return {
    url,
    call: async (request) => understood(request.answer, await jsonOf(await send(request))),
    download: async (path) => new Uint8Array(await (await send({ path, answer: z.unknown() })).arrayBuffer()),
  };
}

interface SignIn {
  readonly renewable: boolean;
  token(): Promise<string>;
  renew(): Promise<string>;
}

function signInOf(io: Io, url: string, person: string | undefined): SignIn {
  if (person !== undefined) return developmentSignIn(io, url, person);
  const token = io.env.SC_TOKEN;
  const given = async (): Promise<string> => {
    if (token !== undefined && token !== '') return token;
    throw new CliError(
      EXIT.notAllowed,
      'NO_SIGN_IN',
      'Say who acts: --as NAME on a development deployment (sc people lists the names), or a session token in SC_TOKEN.',
      { field: '--as' },
    );
  };
  return { renewable: false, token: given, renew: given };
}

function developmentSignIn(io: Io, url: string, person: string): SignIn {
  const folder = join(resolve(io.env.SC_DATA_DIR ?? '.data'), 'cli');
  const file = join(folder, 'tokens.json');
  const key = `${person} at ${url}`;
  const renew = async (): Promise<string> => {
    const response = await checked(
      await fetched(
        url,
        { method: 'POST', path: '/v1/development/sessions', json: { person }, answer: sessionSchema },
        undefined,
      ),
    );
    const { token, expiresAt } = understood(sessionSchema, await jsonOf(response));
    keep(folder, file, { ...kept(file), [key]: { token, expiresAt } });
    return token;
  };
  const token = async (): Promise<string> => {
    const known = kept(file)[key];
    return known !== undefined && Date.parse(known.expiresAt) > Date.now() ? known.token : renew();
  };
  return { renewable: true, token, renew };
}

/** A missing or damaged file of tokens only costs a new sign-in. */
function kept(file: string): z.infer<typeof tokensSchema> {
  try {
    return tokensSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return {};
  }
}

/** Tokens are for their owner's eyes only; where they cannot be kept, the next command signs in again. */
function keep(folder: string, file: string, tokens: z.infer<typeof tokensSchema>): void {
  const fresh = Object.entries(tokens).filter(([, session]) => Date.parse(session.expiresAt) > Date.now());
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(file, JSON.stringify(Object.fromEntries(fresh)), { mode: 0o600 });
  } catch {
    return;
  }
}

async function fetched(url: string, request: ApiRequest<z.ZodType>, token: string | undefined): Promise<Response> {
  const body = request.bytes ?? (request.json === undefined ? undefined : JSON.stringify(request.json));
  const address = addressOf(url, request);
  const type = request.bytes === undefined ? 'application/json' : 'application/octet-stream';
  try {
    return await fetch(address, {
      method: request.method ?? 'GET',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': type }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...request.headers,
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body }),
    });
  } catch {
    throw new CliError(
      EXIT.unavailable,
      'API_UNREACHABLE',
      `No API answers at ${url}: start the system with npm start, or name another address with --api or SC_API_URL.`,
      { field: '--api' },
    );
  }
}

function addressOf(url: string, { path, query = {} }: ApiRequest<z.ZodType>): URL {
  let address: URL;
  try {
    address = new URL(`${url}${path}`);
  } catch {
    throw new CliError(EXIT.refused, 'API_ADDRESS', '--api takes an address such as http://127.0.0.1:8080.', {
      field: '--api',
    });
  }
  for (const [name, value] of Object.entries(query)) if (value !== undefined) address.searchParams.set(name, value);
  return address;
}

async function checked(response: Response): Promise<Response> {
  if (response.ok) return response;
  const parsed = errorSchema.safeParse(await jsonOf(response));
  if (!parsed.success) {
    throw new CliError(
      exitOfStatus(response.status),
      'NOT_OUR_API',
      `What answers there is not this system’s API (HTTP ${response.status}): check --api.`,
      { field: '--api' },
    );
  }
  const { code, message, field, details } = parsed.data.error;
  throw new CliError(exitOfStatus(response.status), code, message, {
    field,
    ...(details === undefined ? {} : { details }),
  });
}

async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text, (_key, value: unknown) => (typeof value === 'string' ? legible(value) : value));
  } catch {
    return undefined;
  }
}

/** Control characters other than line break and tab, and marks that turn the direction of writing. */
const STEERING = /(?![\n\t])[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu;

/** Text as it can be shown: it may hold anyone's words, also of the public, and must not steer the terminal of whoever reads it. */
function legible(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(STEERING, '\uFFFD');
}

function understood<S extends z.ZodType>(schema: S, json: unknown): z.infer<S> {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  throw new CliError(
    EXIT.unexpected,
    'ANSWER_NOT_UNDERSTOOD',
    'The API answered something else than this version of sc understands: use the sc of the same version.',
  );
}
