import { sql } from 'kysely';
import { z } from 'zod';
import type { Quarter } from '../domain/clock/quarter.ts';
import { asksToHold, DECISIONS } from '../domain/decision/decision.ts';
import { amendedRequestSchema, type HoldRequest, holdRequestSchema } from '../domain/decision/hold-request.ts';
import {
  POLICY_CODES,
  type RecordedHold,
  type RecordedQuarter,
  type RecordedRequest,
  type RefusedOnEntry,
} from '../domain/profile/effect.ts';
import { instantMs, isoInstant } from '../domain/text.ts';
import type { SealedContent } from './ledger.ts';
import { openJson, type Statements, type Store } from './store.ts';

/** Events are opened so many at once: a quarter may hold very many. */
const PAGE = 500;
const DAY_MS = 86_400_000;
/** No 48 hours last longer, whatever days are excluded. */
const LONGEST_HOLD_MS = 30 * DAY_MS;

/** What the record holds of a quarter: decisions that asked for a hold in it, and clocks that started in it. Instants are those of the cases. */
export async function recordedQuarter(store: Store, tx: Statements, quarter: Quarter): Promise<RecordedQuarter> {
  const holds = await holdsOf(store, tx, quarter);
  const requests = await requestsOf(store, tx, quarter);
  return { quarter, requests, holds, refusedOnEntry: await refusedOnEntry(tx, quarter) };
}

/** Of a decision only what asks the jail for something; what else is in it is not looked at. */
const decisionDataSchema = z.object({
  decision: z.enum(DECISIONS),
  request: holdRequestSchema.nullable(),
  profile: z.string().optional(),
});
const ruledOutSchema = z.object({ profile: z.string() });

interface DecisionEvent {
  readonly ledger_id: string;
  readonly position: number;
  readonly at: string;
  readonly kind: string;
  readonly content: Uint8Array | null;
  readonly jurisdiction: string | null;
}

/**
 * One pass over the decisions and over what overtook them: that stands in the record of its case after the decision, and is about the last one
 * before it.
 */
async function requestsOf(store: Store, tx: Statements, { from, to }: Quarter): Promise<readonly RecordedRequest[]> {
  const places = await placesAtIssue(tx, { from, to });
  const requests: RecordedRequest[] = [];
  const last = new Map<string, number>();
  for await (const event of decisionEvents(tx, from, isoInstant(instantMs(to) + DAY_MS))) {
    const before = last.get(event.ledger_id);
    if (event.kind === 'DECISION') {
      last.delete(event.ledger_id);
      const request = instantMs(event.at) < instantMs(to) ? await requestOf(store, event, places) : null;
      if (request !== null) last.set(event.ledger_id, requests.push(request) - 1);
    } else if (before !== undefined) {
      const request = requests[before];
      // What overtook a later decision, which never took effect, says nothing of this one.
      const ruledOut = await rulingOf(store, event);
      if (request !== undefined && ruledOut !== null) requests[before] = { ...request, ruledOut };
    }
  }
  return requests;
}

/** Null for a decision that asked for no hold. */
async function requestOf(store: Store, event: DecisionEvent, places: Places): Promise<RecordedRequest | null> {
  const { ledger_id: caseId, at } = event;
  const place = places.get(placeKey(caseId, at));
  const about = { caseId, jurisdiction: place === undefined ? event.jurisdiction : place, ruledOut: null };
  const read = decisionDataSchema.safeParse(await dataOf(store, event));
  if (!read.success) return { ...about, taken: null };
  const { decision, request, profile } = read.data;
  if (!asksToHold(decision)) return null;
  if (request === null || profile === undefined) return { ...about, taken: null };
  return {
    ...about,
    taken: {
      asked: { kind: decision === 'DETAINER' ? decision : 'DETAINER_UPON_CONVICTION', request },
      profileId: profile,
    },
  };
}

/** By which rules a decision was ruled out; null where something else overtook it, or nobody can read it any more. */
async function rulingOf(store: Store, event: DecisionEvent): Promise<RecordedRequest['ruledOut']> {
  const read = ruledOutSchema.safeParse(await dataOf(store, event));
  return read.success ? { profileId: read.data.profile } : null;
}

/** In the order in which they happened. Such events bear workflow time in UTC, so that their texts are in the order of their instants. */
async function* decisionEvents(tx: Statements, from: string, until: string): AsyncGenerator<DecisionEvent> {
  const at = sql<string>`events.at collate "C"`;
  let after: Pick<DecisionEvent, 'at' | 'ledger_id' | 'position'> = { at: from, ledger_id: '', position: 0 };
  for (;;) {
    const page = await tx
      .selectFrom('events')
      .leftJoin('cases', 'cases.case_id', 'events.ledger_id')
      .select([
        'events.ledger_id',
        'events.position',
        'events.at',
        'events.kind',
        'events.content',
        'cases.jurisdiction',
      ])
      .where('events.kind', 'in', ['DECISION', 'DECISION_OVERTAKEN'])
      .where(
        sql<boolean>`(${at}, events.ledger_id, events.position) > (${after.at}, ${after.ledger_id}, ${after.position})`,
      )
      .where(at, '<', until)
      .orderBy(at)
      .orderBy('events.ledger_id')
      .orderBy('events.position')
      .limit(PAGE)
      .execute();
    yield* page;
    const end = page.at(-1);
    if (end === undefined || page.length < PAGE) return;
    after = end;
  }
}

/** Under whose rules a hold was asked for, by case and instant (ms) of the issue: the jurisdiction of the jail that the form named. */
type Places = ReadonlyMap<string, string | null>;

async function placesAtIssue(tx: Statements, { from, to }: Pick<Quarter, 'from' | 'to'>): Promise<Places> {
  const issuedAt = sql<string>`issued_at collate "C"`;
  const rows = await tx
    .selectFrom('detainers')
    .select(['case_id', 'issued_at', 'facts'])
    .where(issuedAt, '>=', from)
    .where(issuedAt, '<', to)
    .execute();
  return new Map(
    rows.map(({ case_id, issued_at, facts }) => [
      placeKey(case_id, issued_at),
      facts.stays[0]?.facility.jurisdiction ?? null,
    ]),
  );
}

function placeKey(caseId: string, at: string): string {
  return `${caseId} ${instantMs(at)}`;
}

async function holdsOf(store: Store, tx: Statements, { from, to }: Quarter): Promise<readonly RecordedHold[]> {
  const [fromMs, toMs] = [instantMs(from), instantMs(to)];
  const rows = await tx
    .selectFrom('detainers')
    .select(['detainer_id', 'case_id', 'kind', 'profile', 'issued_at', 'started_at', 'limit_at', 'facts'])
    .where('limit_ms', '>=', fromMs)
    .where('limit_ms', '<', toMs + LONGEST_HOLD_MS)
    .orderBy('detainer_id')
    .execute();
  const started = rows.flatMap(({ started_at: startedAt, limit_at: limitAt, ...row }) => {
    if (startedAt === null || limitAt === null) return [];
    const startMs = instantMs(startedAt);
    return startMs >= fromMs && startMs < toMs ? [{ ...row, startedAt, limitAt, startMs }] : [];
  });
  const said = await saidOf(
    store,
    tx,
    started.map(({ detainer_id }) => detainer_id),
  );
  return started.map((row) => ({
    caseId: row.case_id,
    profileId: row.profile,
    askedInQuarter: instantMs(row.issued_at) >= fromMs,
    request: requestAt(said.get(row.detainer_id) ?? [], row.startMs),
    kind: row.kind === 'STANDARD' ? 'DETAINER' : 'DETAINER_UPON_CONVICTION',
    facts: row.facts,
    startedAt: row.startedAt,
    limitAt: row.limitAt,
  }));
}

/** What a detainer's form said, at its issue and after an amendment. */
interface Said {
  readonly kind: string;
  readonly at: string;
  readonly data: unknown;
}

async function saidOf(store: Store, tx: Statements, ids: readonly string[]): Promise<ReadonlyMap<string, Said[]>> {
  const said = new Map<string, Said[]>();
  for (let done = 0; done < ids.length; done += PAGE) {
    const events = await tx
      .selectFrom('events')
      .select(['stream', 'ledger_id', 'kind', 'at', 'content'])
      .where(sql<boolean>`stream = any(${ids.slice(done, done + PAGE)})`)
      .where('kind', 'in', ['DETAINER_ISSUED', 'FORM_AMENDED'])
      .orderBy('ledger_id')
      .orderBy('position')
      .execute();
    for (const event of events) {
      const { stream, kind, at } = event;
      const one = { kind, at, data: await dataOf(store, event) };
      const known = said.get(stream);
      if (known === undefined) said.set(stream, [one]);
      else known.push(one);
    }
  }
  return said;
}

const issuedSchema = z.object({ request: holdRequestSchema });
const amendedSchema = z.object({ request: amendedRequestSchema.omit({ reasons: true }) });

/** The request as it stood then: as issued, with what an amended form changed. Null: cleared, or it cannot be read. */
function requestAt(said: readonly Said[], atMs: number): HoldRequest | null {
  const issued = said.find(({ kind }) => kind === 'DETAINER_ISSUED');
  const request = issuedSchema.safeParse(issued?.data).data?.request ?? null;
  const amended = said.findLast(({ kind, at }) => kind === 'FORM_AMENDED' && instantMs(at) <= atMs);
  if (request === null || amended === undefined) return request;
  const as = amendedSchema.safeParse(amended.data).data?.request;
  return as === undefined ? null : { ...request, ...as };
}

/** Requests that policy refused before they were recorded. The audit has the wall clock's time, for it is of no case's. */
async function refusedOnEntry(tx: Statements, { from, to }: Quarter): Promise<readonly RefusedOnEntry[]> {
  const at = sql<string>`audit.at collate "C"`;
  const rows = await tx
    .selectFrom('audit')
    .innerJoin('cases', 'cases.case_id', 'audit.case_id')
    .select(['cases.case_id', 'cases.jurisdiction'])
    .where('audit.act', '=', 'recordDecision')
    .where('audit.outcome', '=', 'REFUSED')
    .where('audit.code', 'in', [...POLICY_CODES])
    .where(at, '>=', from)
    .where(at, '<', to)
    .orderBy('audit.number')
    .execute();
  return rows.map(({ case_id: caseId, jurisdiction }) => ({ caseId, jurisdiction }));
}

/** What a step recorded; null where it was cleared. */
async function dataOf(store: Store, event: Pick<DecisionEvent, 'ledger_id' | 'content'>): Promise<unknown> {
  return event.content === null ? null : (await openJson<SealedContent>(store, event.ledger_id, event.content)).data;
}
