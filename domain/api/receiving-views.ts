import { z } from 'zod';
import { actorSchema, roleSchema } from '../access/roles.ts';
import { moaEndSchema, moaSchema } from '../jurisdiction/moa.ts';
import { choiceSchema } from '../jurisdiction/receiving.ts';
import { sharingRequestSchema } from '../jurisdiction/requests.ts';

/** What the API answers about who receives identifications, agreements with states, and requests without effect. */
const instant = z.string();

/** A jurisdiction's choice, or counsel's finding about a state. */
export const receivingWordSchema = z.strictObject({
  number: z.int(),
  /** `jurisdiction:ID` or `state:XX`. */
  party: z.string(),
  receives: z.boolean(),
  from: instant,
  reasons: z.string(),
  by: z.strictObject({ id: z.string(), name: z.string(), role: roleSchema }),
  recordedAt: instant,
  letter: choiceSchema.shape.letter,
  finding: z.strictObject({ moaId: z.int(), title: z.string() }).nullable(),
});
export type ReceivingWordView = z.infer<typeof receivingWordSchema>;

export const receivingListSchema = z.strictObject({
  /** Where each party stands now; one that said nothing is not named, and receives. */
  standing: z.array(z.strictObject({ party: z.string(), receives: z.boolean(), since: instant })),
  words: z.array(receivingWordSchema),
});
export type ReceivingList = z.infer<typeof receivingListSchema>;

export const moaViewSchema = z.strictObject({
  id: z.int(),
  ...moaSchema.shape,
  enteredBy: z.string(),
  enteredAt: instant,
  ended: z.strictObject({ ...moaEndSchema.shape, enteredBy: z.string(), enteredAt: instant }).nullable(),
  /** What counsel found upon it, the oldest first. Empty where the state itself ended it: counsel's finding is waited for. */
  findings: z.array(receivingWordSchema),
});
export type MoaView = z.infer<typeof moaViewSchema>;
export const moaListSchema = z.strictObject({ moas: z.array(moaViewSchema) });

export const withheldListSchema = z.strictObject({
  messages: z.array(
    z.strictObject({
      messageId: z.string(),
      caseId: z.string(),
      kind: z.string(),
      address: z.string(),
      notedAt: instant,
    }),
  ),
});

export const requestViewSchema = z.strictObject({
  number: z.int(),
  ...sharingRequestSchema.shape,
  /** What was answered at once: that it has no effect, and why. */
  answer: z.string(),
  by: actorSchema,
  at: instant,
});
export type RequestView = z.infer<typeof requestViewSchema>;
export const requestListSchema = z.strictObject({ requests: z.array(requestViewSchema) });
