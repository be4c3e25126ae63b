import { z } from 'zod';
import type { FullCase } from '../../domain/api/views.ts';
import { bookingSchema } from '../../domain/booking/booking.ts';
import { databaseRecordSchema } from '../../domain/partners/messages.ts';
import { section, spoken } from './text.ts';

const databasesSchema = z.object({ records: z.array(databaseRecordSchema) });
const underSchema = z.object({ agreementId: z.int(), supervisor: z.object({ name: z.string() }) }).nullish();
const takenSchema = z.object({
  review: z
    .object({ value: z.object({ lastKnownStatus: z.string(), opinion: z.string(), basis: z.string() }) })
    .nullish(),
  decision: z.object({ value: z.object({ decision: z.string(), reasons: z.string() }), under: underSchema }).nullish(),
  pendingSecond: z
    .object({
      taken: z.object({
        at: z.string(),
        by: z.object({ name: z.string() }),
        under: underSchema,
        value: z.object({ decision: z.string().optional(), reasons: z.string() }),
      }),
      awaits: z.array(z.string()),
    })
    .nullish(),
  claims: z
    .array(
      z.object({
        claimId: z.string(),
        what: z.string(),
        channel: z.string(),
        at: z.string(),
        words: z.string().nullable(),
        status: z.string(),
        setAside: z.array(z.object({ by: z.object({ name: z.string() }) })),
      }),
    )
    .nullish(),
});

/**
 * What a reader needs to decide: who was booked on which charges, what each database holds, the review and the decision. Facts with their
 * source, in no order of weight. Empty for readers who are given none of it.
 */
export function particulars(view: FullCase): string[] {
  return [
    ...section('Booked (words of the arresting agency; a charge is no conviction)', bookedLines(view.booking)),
    ...section('The immigration databases hold', databaseLines(view)),
    ...section('Claims of the person', claimLines(view.state)),
    ...section('Recorded', takenLines(view.state)),
  ];
}

function bookedLines(value: unknown): string[] {
  const booking = bookingSchema.safeParse(value).data;
  if (booking === undefined) return [];
  const { person, arrest, treatAsAdult } = booking;
  return [
    `${person.realName ?? person.name}, born ${person.dateOfBirth.toLowerCase()}`,
    ...arrest.charges.map(({ literal }) => `charge: ${literal}`),
    ...(treatAsAdult ? ['a juvenile to be treated as an adult'] : []),
  ];
}

function databaseLines(view: FullCase): string[] {
  const answered = view.events.filter(({ kind }) => kind === 'DATABASES_ANSWERED');
  const records = answered.flatMap(({ data }) => databasesSchema.safeParse(data).data?.records ?? []);
  return records.map(({ database, facts }) => {
    const said = facts.map(({ label, value }) => `${label}: ${value}`).join('; ');
    return `${database}: ${said === '' ? 'nothing' : said}`;
  });
}

/** While one is open, nothing is done against the person; a supervisor and an attorney set it aside together. */
function claimLines(state: unknown): string[] {
  const claims = takenSchema.safeParse(state).data?.claims ?? [];
  return claims.map(({ claimId, what, channel, at, words, status, setAside }) => {
    const signed = setAside.length === 0 ? '' : `; found unfounded by ${setAside.map(({ by }) => by.name).join(', ')}`;
    // On one line: words of the public must not look like lines of ours.
    const said = words === null ? '' : `: “${words.replaceAll(/\s+/g, ' ').trim()}”`;
    return `${claimId}  ${spoken(what)}, through ${spoken(channel)}, at ${at}, ${spoken(status)}${signed}${said}`;
  });
}

function takenLines(state: unknown): string[] {
  const taken = takenSchema.safeParse(state).data;
  const review = taken?.review?.value;
  const decision = taken?.decision?.value;
  const pending = taken?.pendingSecond;
  return [
    ...(review === undefined
      ? []
      : [`review: ${spoken(review.lastKnownStatus)}, ${spoken(review.opinion)}: ${review.basis}`]),
    ...(pending === undefined || pending === null ? [] : [waiting(pending)]),
    ...(decision === undefined
      ? []
      : [`decision: ${spoken(decision.decision)}${authority(taken?.decision?.under)}: ${decision.reasons}`]),
  ];
}

type Taken = z.infer<typeof takenSchema>;

/** Whose reviews it waits for; `decidedAt` of a review is the instant shown. */
function waiting({ taken, awaits }: NonNullable<Taken['pendingSecond']>): string {
  const { at, by, value, under } = taken;
  const what = value.decision === undefined ? 'to seek removal' : spoken(value.decision);
  const whom = awaits.map((review) => (review === 'SUPERVISION' ? 'the agreement’s supervisor' : 'a second officer'));
  return `waits for ${whom.join(' and ')}: ${what}, recorded at ${at} by ${by.name}${authority(under)}: ${value.reasons}`;
}

/** By which agreement and under whose supervision a designated officer acted. */
function authority(under: z.infer<typeof underSchema>): string {
  return under ? ` (287(g) agreement ${under.agreementId}, supervised by ${under.supervisor.name})` : '';
}
