/**
 * How a stand-in can be told over HTTP to misbehave: `POST /behaviour` adds a rule, `GET` lists them, `DELETE` forgets them.
 * The table in docs/partners.md says what each word does.
 */
import type { Hono } from 'hono';
import type { HttpBindings } from '@hono/node-server';
import { z } from 'zod';
import type { Store } from './store.ts';

/** Milliseconds of real time, at most an hour. */
const delaySchema = z.int().min(0).max(3_600_000);

const conductShape = {
  /** The request is not taken: 503, or the connection is reset. `afterTaking`: it is taken, then the connection is reset. */
  down: z.enum(['unavailable', 'reset', 'afterTaking']).optional(),
  /** The request is refused with this status. */
  refuse: z.int().min(400).max(499).optional(),
  /** The request is taken, and answered after this long. */
  slowMs: delaySchema.optional(),
  /** The request is taken, and answered 200 with something that is no reply. */
  garbledReply: z.enum(['garbage', 'malformedJson']).optional(),
  /** The FBI says that it received the submission this long after it was sent. */
  receivedAfterMs: delaySchema.optional(),
  answerLateMs: delaySchema.optional(),
  /** The final answer comes in the reply itself, not by callback. */
  atOnce: z.literal(true).optional(),
  answerTwice: z.literal(true).optional(),
  /** The final answer's callback comes before the reply to the request. */
  outOfOrder: z.literal(true).optional(),
  /** No answer until `POST /answer/:tcn`. */
  silent: z.literal(true).optional(),
  wrongly: z
    .enum(['contradiction', 'wrongTcr', 'badSignature', 'malformedMessage', 'garbage', 'malformedJson'])
    .optional(),
};

/** What a stand-in does with one request; whatever else a rule says is left out. */
const conductSchema = z.object(conductShape);
export type Conduct = z.infer<typeof conductSchema>;

/** A rule: for which requests (all, or one transaction or message), for how many of them (without end if absent), and what to do. */
const ruleSchema = z.strictObject({
  match: z.strictObject({ tcn: z.string().optional(), id: z.string().optional() }).optional(),
  times: z.int().min(1).max(1_000_000).optional(),
  ...conductShape,
});
export type Rule = z.infer<typeof ruleSchema>;

export interface Behaviours {
  list(): readonly Rule[];
  add(rule: Rule): void;
  clear(): void;
  /** What all rules that match say together, the latest first. Counts one use of each. */
  next(request: { readonly tcn?: string | undefined; readonly id?: string | undefined }): Conduct;
}

const KEY = 'behaviour';

/** The rules of one stand-in, kept in its store: a restart does not make it well. */
export function createBehaviours(store: Store): Behaviours {
  let rules: readonly Rule[] = store.get(KEY, z.array(ruleSchema)) ?? [];
  const save = (next: readonly Rule[]): void => {
    rules = next;
    store.put(KEY, rules);
  };
  return {
    list: () => rules,
    add: (rule) => save([rule, ...rules]),
    clear: () => save([]),
    next(request) {
      const matching = rules.filter((rule) => matches(rule, request));
      if (matching.some((rule) => rule.times !== undefined))
        save(rules.flatMap((rule) => (matching.includes(rule) ? used(rule) : [rule])));
      return matching
        .toReversed()
        .reduce<Conduct>((conduct, rule) => ({ ...conduct, ...conductSchema.parse(rule) }), {});
    },
  };
}

function matches(
  rule: Rule,
  request: { readonly tcn?: string | undefined; readonly id?: string | undefined },
): boolean {
  const { tcn, id } = rule.match ?? {};
  return (tcn === undefined || tcn === request.tcn) && (id === undefined || id === request.id);
}

function used(rule: Rule): readonly Rule[] {
  if (rule.times === undefined) return [rule];
  return rule.times > 1 ? [{ ...rule, times: rule.times - 1 }] : [];
}

/** Adds `/behaviour` to a stand-in's server. */
export function addBehaviourRoutes(app: Hono<{ Bindings: HttpBindings }>, behaviours: Behaviours): void {
  app.get('/behaviour', (context) => context.json({ rules: behaviours.list() }));
  app.post('/behaviour', async (context) => {
    const rule = ruleSchema.safeParse(await context.req.json().catch(() => undefined));
    if (!rule.success) return context.json({ error: z.prettifyError(rule.error) }, 400);
    behaviours.add(rule.data);
    return context.json({ rules: behaviours.list() }, 201);
  });
  app.delete('/behaviour', (context) => {
    behaviours.clear();
    return context.json({ rules: [] });
  });
}
