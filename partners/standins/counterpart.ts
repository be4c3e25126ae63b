/**
 * A counterpart that is asked under a transaction number, replies at once and answers later by callback: what the stand-ins for the
 * FBI, IDENT and the immigration databases have in common. Each of them adds what it finds.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { sha256Hex } from '../../domain/canonical.ts';
import { tcnSchema } from '../../domain/identifiers.ts';
import { caseIdSchema } from '../../domain/ids.ts';
import {
  databasesMessageSchema,
  fbiMessageSchema,
  identMessageSchema,
  type Envelope,
} from '../../domain/partners/messages.ts';
import { instantMs, instantSchema, isoInstant } from '../../domain/text.ts';
import { PARTNER_HEADERS, writeAttachments, type PartnerReplyBody } from '../../exchange/partners.ts';
import { addBehaviourRoutes, createBehaviours, type Behaviours, type Conduct } from './behaviour.ts';
import { createCallbacks, type Callbacks, type NewCallback } from './callbacks.ts';
import { createApp, reset, type StandinApp, type StandinContext } from './server.ts';
import { chosen, signEnvelope, withBadSignature, type SigningKey } from './signing.ts';
import { openStore, type Store } from './store.ts';

const messageSchema = z.union([fbiMessageSchema, identMessageSchema, databasesMessageSchema]);
type Message = z.infer<typeof messageSchema>;

/** Something to say: a message, and the files that it names by their hashes. */
const sayingSchema = z.strictObject({ message: messageSchema, attachments: z.record(z.string(), z.string()) });
export type Saying = z.infer<typeof sayingSchema>;

/** A message with its files. */
export function saying(message: Message, ...files: Uint8Array[]): Saying {
  return { message, attachments: writeAttachments(files) };
}

/** A request as the stand-in took it. `receivedAt` is the sender's workflow time plus a small simulated latency. */
export interface Request {
  readonly tcn: string;
  readonly bytes: Uint8Array;
  readonly receivedAt: string;
  readonly conduct: Conduct;
}

/**
 * What a stand-in finds. `first` is said in the reply. `answer` is said later, its `answeredAt` set when it is said; `null`: nothing
 * more is due. `contradiction` is what a confused partner would say after it.
 */
export type Finding =
  | { readonly refuse: number }
  | { readonly first: Saying; readonly answer: Saying | null; readonly contradiction: Saying | null };

export interface CounterpartKind {
  readonly from: Envelope['from'];
  readonly storeName: string;
  readonly path: '/submissions' | '/searches' | '/queries';
  /** Finds the answer to a request: the same for the same request and key. */
  find(request: Request): Finding;
}

export interface CounterpartOptions {
  readonly dir: string;
  readonly key: SigningKey;
  /** The system's public address; `null`: as each request says. */
  readonly callbackUrl: string | null;
  /** Shortest and longest time to an answer, real milliseconds. */
  readonly delayMs: readonly [number, number];
}

export interface Counterpart {
  readonly app: StandinApp;
  stop(): Promise<void>;
}

/** What is kept of a transaction: never its bytes, only their hash. */
const takenSchema = z.strictObject({
  sha256: z.string(),
  count: z.int(),
  conflicts: z.int(),
  reference: z.string(),
  callbackUrl: z.string().nullable(),
  sentAt: z.string(),
  first: sayingSchema,
  answer: sayingSchema.nullable(),
  contradiction: sayingSchema.nullable(),
  /** When it answered, in the sender's time; `null`: not yet. */
  answeredAt: z.string().nullable(),
});
type Taken = z.infer<typeof takenSchema>;

const PREFIX = 'taken:';

interface Kit {
  readonly kind: CounterpartKind;
  readonly options: CounterpartOptions;
  readonly store: Store;
  readonly behaviours: Behaviours;
  readonly callbacks: Callbacks;
  /** Ends requests that are being slow. */
  readonly stopping: AbortController;
}

/** A stand-in's server, not listening yet. */
export function createCounterpart(kind: CounterpartKind, options: CounterpartOptions): Counterpart {
  const store = openStore(options.dir, kind.storeName);
  const kit: Kit = {
    kind,
    options,
    store,
    behaviours: createBehaviours(store),
    callbacks: createCallbacks(store, options.callbackUrl),
    stopping: new AbortController(),
  };
  const app = createApp();
  addBehaviourRoutes(app, kit.behaviours);
  app.post(kind.path, (context) => takeRequest(kit, context));
  app.get('/received', (context) =>
    context.json({
      tcns: store.keys(PREFIX).map((key) => key.slice(PREFIX.length)),
      callbacksPending: kit.callbacks.pending(),
    }),
  );
  app.get('/received/:tcn', (context) => {
    const taken = takenOf(store, context.req.param('tcn'));
    if (taken === undefined) return context.json({ error: 'This transaction was never received' }, 404);
    return context.json({
      count: taken.count,
      conflicts: taken.conflicts,
      sha256: taken.sha256,
      answeredAt: taken.answeredAt,
    });
  });
  app.post('/answer/:tcn', (context) => answerNow(kit, context));
  return {
    app,
    async stop() {
      kit.stopping.abort();
      await kit.callbacks.stop();
    },
  };
}

async function takeRequest(kit: Kit, context: StandinContext): Promise<Response> {
  const header = readHeaders(context);
  if (header === undefined)
    return context.json({ error: `Give the headers ${Object.values(PARTNER_HEADERS).slice(0, 3).join(', ')}` }, 400);
  const conduct = kit.behaviours.next({ tcn: header.tcn });
  if (conduct.down === 'reset') return reset(context);
  if (conduct.down === 'unavailable') return context.body(null, 503);
  if (conduct.refuse !== undefined) return new Response(null, { status: conduct.refuse });
  const taken = take(kit, header, new Uint8Array(await context.req.arrayBuffer()), conduct);
  if (typeof taken === 'number') return new Response(null, { status: taken });
  if (conduct.slowMs !== undefined)
    await sleep(conduct.slowMs, undefined, { signal: kit.stopping.signal }).catch(() => undefined);
  if (kit.stopping.signal.aborted) return reset(context);
  const reply = await answering(kit, header.tcn, taken, conduct);
  if (conduct.down === 'afterTaking') return reset(context);
  if (conduct.garbledReply !== undefined) return context.body(garbled(conduct.garbledReply), 200);
  return context.json(reply, taken.answer === null || conduct.atOnce === true ? 200 : 202);
}

interface Header {
  readonly tcn: string;
  readonly reference: string;
  readonly sentAt: string;
  readonly callbackUrl: string | null;
}

function readHeaders(context: StandinContext): Header | undefined {
  const tcn = tcnSchema.safeParse(context.req.header(PARTNER_HEADERS.idempotencyKey));
  const reference = caseIdSchema.safeParse(context.req.header(PARTNER_HEADERS.reference));
  const sentAt = instantSchema.safeParse(context.req.header(PARTNER_HEADERS.sentAt));
  if (!tcn.success || !reference.success || !sentAt.success) return undefined;
  const callbackUrl = context.req.header(PARTNER_HEADERS.callbackUrl) ?? null;
  return { tcn: tcn.data, reference: reference.data, sentAt: sentAt.data, callbackUrl };
}

/** Takes a request once: a repeat with the same bytes finds what was found before, other bytes under its number are a conflict. */
function take(kit: Kit, header: Header, bytes: Uint8Array, conduct: Conduct): Taken | number {
  const { store, kind, options } = kit;
  const sha256 = sha256Hex(bytes);
  const known = takenOf(store, header.tcn);
  if (known !== undefined) {
    const same = known.sha256 === sha256;
    const counted = { ...known, count: known.count + 1, conflicts: known.conflicts + (same ? 0 : 1) };
    store.put(PREFIX + header.tcn, counted);
    return same ? counted : 409;
  }
  const latencyMs = conduct.receivedAfterMs ?? 5 + chosen(options.key, `latency ${header.tcn}`, 45);
  const receivedAt = later(header.sentAt, latencyMs);
  const finding = kind.find({ tcn: header.tcn, bytes, receivedAt, conduct });
  if ('refuse' in finding) return finding.refuse;
  const { tcn, ...asked } = header;
  const taken: Taken = { sha256, count: 1, conflicts: 0, ...asked, ...finding, answeredAt: null };
  store.put(PREFIX + tcn, taken);
  return taken;
}

/** The reply, after seeing to the answer: in the reply itself, by callback before it, by callback later, or not at all. */
async function answering(kit: Kit, tcn: string, taken: Taken, conduct: Conduct): Promise<PartnerReplyBody> {
  const first = signed(kit, taken.first);
  if (taken.answer === null || conduct.silent === true) return first;
  const delayMs = conduct.answerLateMs ?? delayOf(kit.options, tcn);
  const at = taken.answeredAt ?? later(taken.sentAt, delayMs);
  kit.store.put(PREFIX + tcn, { ...taken, answeredAt: at });
  if (conduct.atOnce === true) return signed(kit, answeredAt(taken.answer, at));
  // A repeated request is answered again, but not while the answer to the first is still on its way.
  if (kit.callbacks.isPending(tcn)) return first;
  const posts = answerPosts(kit, tcn, taken, at, conduct).map((post, index) =>
    kit.callbacks.schedule({
      ...post,
      about: tcn,
      delayMs: conduct.outOfOrder === true ? 0 : delayMs + index,
      callbackUrl: taken.callbackUrl,
    }),
  );
  if (conduct.outOfOrder === true) await Promise.all(posts);
  return first;
}

/** What is posted as the answer: one body as a rule, two where the stand-in repeats or contradicts itself, garbage where it is told so. */
function answerPosts(
  kit: Kit,
  tcn: string,
  taken: Taken,
  at: string,
  conduct: Conduct,
): readonly Pick<NewCallback, 'body' | 'once'>[] {
  if (taken.answer === null) return [];
  const body = (content: PartnerReplyBody): string => JSON.stringify({ reference: taken.reference, tcn, ...content });
  const right = answeredAt(taken.answer, at);
  const rightBody = body(signed(kit, right));
  switch (conduct.wrongly) {
    case 'contradiction':
      return [
        { body: rightBody },
        ...(taken.contradiction === null ? [] : [{ body: body(signed(kit, answeredAt(taken.contradiction, at))) }]),
      ];
    case 'wrongTcr':
      return [
        {
          body: body(signed(kit, { ...right, message: { ...right.message, tcr: 'XX-NEVER-SENT-000001' } })),
          once: true,
        },
      ];
    case 'badSignature': {
      const { envelope, attachments } = signed(kit, right);
      return [
        { body: body({ envelope: envelope === null ? null : withBadSignature(envelope), attachments }), once: true },
      ];
    }
    case 'malformedMessage':
      return [
        {
          body: body({ envelope: signEnvelope(kit.kind.from, kit.options.key, { kind: 'NO_SUCH_KIND', tcr: tcn }) }),
          once: true,
        },
      ];
    case 'garbage':
    case 'malformedJson':
      return [{ body: garbled(conduct.wrongly), once: true }];
    case undefined:
      return conduct.answerTwice === true ? [{ body: rightBody }, { body: rightBody }] : [{ body: rightBody }];
  }
}

const answerNowSchema = z.strictObject({ at: instantSchema.optional() });

/** `POST /answer/:tcn`, optionally `{ at }` in the sender's time: answers now, and rightly, whatever the rules say. */
async function answerNow(kit: Kit, context: StandinContext): Promise<Response> {
  const tcn = context.req.param('tcn') ?? '';
  const text = await context.req.text();
  const told = answerNowSchema.safeParse(text === '' ? {} : parseJson(text));
  if (!told.success) return context.json({ error: z.prettifyError(told.error) }, 400);
  const taken = takenOf(kit.store, tcn);
  if (taken === undefined) return context.json({ error: 'This transaction was never received' }, 404);
  if (taken.answer === null) return context.json({ error: 'No answer is due to this transaction' }, 409);
  const at = taken.answeredAt ?? told.data.at ?? later(taken.sentAt, delayOf(kit.options, tcn));
  kit.store.put(PREFIX + tcn, { ...taken, answeredAt: at });
  const posts = answerPosts(kit, tcn, taken, at, {});
  await Promise.all(
    posts.map((post) => kit.callbacks.schedule({ ...post, about: tcn, delayMs: 0, callbackUrl: taken.callbackUrl })),
  );
  return context.json({ answeredAt: at }, 202);
}

function takenOf(store: Store, tcn: string): Taken | undefined {
  return store.get(PREFIX + tcn, takenSchema);
}

function signed(kit: Kit, { message, attachments }: Saying): PartnerReplyBody {
  const envelope = signEnvelope(kit.kind.from, kit.options.key, message);
  return Object.keys(attachments).length === 0 ? { envelope } : { envelope, attachments };
}

function answeredAt(said: Saying, at: string): Saying {
  return 'answeredAt' in said.message ? { ...said, message: { ...said.message, answeredAt: at } } : said;
}

/** Real milliseconds to the answer, the same for the same transaction. */
function delayOf({ key, delayMs: [shortest, longest] }: CounterpartOptions, tcn: string): number {
  return shortest + chosen(key, `delay ${tcn}`, longest - shortest + 1);
}

function later(instant: string, ms: number): string {
  return isoInstant(instantMs(instant) + ms);
}

function garbled(how: 'garbage' | 'malformedJson'): Uint8Array<ArrayBuffer> {
  const text =
    how === 'garbage' ? '\u0000\u00ff\u00fe\u0001\u00c3\u0028\u0000' : '{"envelope":{"from":"FBI","signed":{"kid":';
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
