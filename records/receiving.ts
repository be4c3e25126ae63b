import type { Selectable } from 'kysely';
import type { Actor } from '../domain/access/roles.ts';
import { CodedError, type Refusal } from '../domain/errors.ts';
import { PROGRAMME } from '../domain/ids.ts';
import { type MoaEnd, refuseFinding, refuseMoa, refuseMoaEnd } from '../domain/jurisdiction/moa.ts';
import { type Choice, type Party, refuseBackwards, refuseChooser } from '../domain/jurisdiction/receiving.ts';
import { answerTo, type SharingRequest } from '../domain/jurisdiction/requests.ts';
import { addressOf } from '../domain/record/address.ts';
import type { OutgoingMessage } from '../domain/record/record.ts';
import { instantMs, isoInstant } from '../domain/text.ts';
import type { Receiving, RecordedRequest, RecordedWord, RegisteredMoa } from './contract-receiving.ts';
import { recordProgrammeAct } from './programme.ts';
import { scopeIn } from './schema/receiving.ts';
import { openJson, sealJson, type Statements, type Store } from './store.ts';
import type { Tables } from './tables.ts';

/** Who receives what, agreements with states, and requests without effect. */
export function receivingOf(store: Store): Receiving {
  const { db } = store;
  return {
    choose: (choice, by, now) =>
      recordProgrammeAct(store, async (tx) => {
        const at = isoInstant(now());
        orThrow(refuseChooser(choice, by) ?? refuseBackwards(choice, instantMs(at)));
        await requireJurisdiction(tx, choice.jurisdiction);
        const word = await insertWord(tx, by, at, chosen(choice, at));
        const summary = `Jurisdiction ${choice.jurisdiction} chose ${word.receives ? 'to receive' : 'not to receive'} identifications from ${word.from} on`;
        return {
          result: word,
          act: { kind: 'RECEIVING_CHOSEN', at, by, summary, data: { ...choice, from: word.from } },
        };
      }),

    words: () => wordsIn(db),

    enterMoa: (moa, by, now) =>
      recordProgrammeAct(store, async (tx) => {
        const nowMs = now();
        const at = isoInstant(nowMs);
        orThrow(refuseMoa(moa, nowMs));
        const { state, executedOn, source } = moa;
        const row = { state, executed_on: executedOn, source, entered_by: by.id, entered_at: at };
        const { id } = await tx.insertInto('moas').values(row).returning('id').executeTakeFirstOrThrow();
        const summary = `Agreement ${id} with ${state}, executed on ${executedOn}, entered`;
        return { result: await moaIn(tx, id), act: { kind: 'MOA_ENTERED', at, by, summary, data: { id, ...moa } } };
      }),

    endMoa: (id, end, by, now) =>
      recordProgrammeAct(store, async (tx) => {
        const nowMs = now();
        const at = isoInstant(nowMs);
        const moa = await moaIn(tx, id);
        orThrow(refuseMoaEnd(moa, end, nowMs));
        const row = { by: end.by, ended_on: end.on, source: end.source, entered_by: by.id, entered_at: at };
        await tx
          .insertInto('moa_ends')
          .values({ moa_id: id, ...row })
          .execute();
        const summary = `Agreement ${id} with ${moa.state} was ended by ${end.by === 'STATE' ? 'the state' : 'DHS'} on ${end.on}`;
        const alarms = end.by === 'STATE' ? [findingWaits(id, moa.state, at)] : [];
        return {
          result: await moaIn(tx, id),
          act: { kind: 'MOA_ENDED', at, by, summary, data: { id, ...end }, alarms },
        };
      }),

    find: (id, finding, by, now) =>
      recordProgrammeAct(store, async (tx) => {
        const at = isoInstant(now());
        const moa = await moaIn(tx, id);
        orThrow(refuseFinding(moa, by.id) ?? refuseBackwards(finding, instantMs(at)));
        const word = await insertWord(tx, by, at, {
          party: `state:${moa.state}`,
          receives: finding.receives,
          from: finding.from ?? at,
          reasons: finding.statement,
          letter: null,
          finding: { moaId: id, title: finding.title },
        });
        const summary = `Counsel found that ${moa.state} ${word.receives ? 'receives' : 'does not receive'} immigration status information from ${word.from} on`;
        const alarms = [{ op: 'CLOSE' as const, key: waitsKey(id), at }];
        return {
          result: word,
          act: { kind: 'MOA_FINDING', at, by, summary, data: { id, ...finding, from: word.from }, alarms },
        };
      }),

    moas: () => moasIn(db),

    async withheld(limit) {
      const rows = await db
        .selectFrom('withheld_messages')
        .innerJoin('messages', 'messages.id', 'withheld_messages.message_id')
        .select(['messages.id as messageId', 'ledger_id as caseId', 'kind', 'address', 'noted_at as notedAt'])
        .orderBy('noted_at', 'desc')
        .orderBy('messages.id')
        .limit(limit)
        .execute();
      return rows;
    },

    request: (request, by, now) => keepRequest(store, request, by, now),

    async requests() {
      const rows = await db.selectFrom('sharing_requests').selectAll().orderBy('number').execute();
      return Promise.all(rows.map(async (row) => requestOf(row, await openJson<string>(store, PROGRAMME, row.words))));
    },
  };
}

/** Kept and answered in one transaction; nothing but the list reads it. */
async function keepRequest(
  store: Store,
  { kind, words }: SharingRequest,
  by: Actor,
  now: () => number,
): Promise<RecordedRequest> {
  const sealed = await sealJson(store, PROGRAMME, words);
  const answer = answerTo(kind);
  return recordProgrammeAct(store, async (tx) => {
    const at = isoInstant(now());
    const { id: actor, name, role, scope } = by;
    const row = await tx
      .insertInto('sharing_requests')
      .values({ kind, words: sealed, answer, actor, name, role, scope: JSON.stringify(scope), at })
      .returningAll()
      .executeTakeFirstOrThrow();
    const { number } = row;
    const reply: OutgoingMessage = {
      key: `request-${number}`,
      kind: 'SHARING_REQUEST_ANSWERED',
      route: [addressOf(by)],
      subject: `Your request ${number} has no effect`,
      text: answer,
      data: { number, kind },
      attachmentSha256: null,
    };
    const summary = `Request ${number} (${kind}) was answered: it has no effect`;
    const act = { kind: 'SHARING_REQUEST', at, by, summary, data: { number, kind, words }, outgoing: [reply] };
    return { result: requestOf(row, words), act };
  });
}

function requestOf(row: Selectable<Tables['sharing_requests']>, words: string): RecordedRequest {
  const { number, kind, answer, actor: id, name, role, scope, at } = row;
  return { number, kind, words, answer, by: { id, name, role, scope: scopeIn(scope) }, at };
}

type NewWord = Pick<RecordedWord, 'party' | 'receives' | 'from' | 'reasons' | 'letter' | 'finding'>;

function chosen({ jurisdiction, receives, from, reasons, letter }: Choice, at: string): NewWord {
  const party: Party = `jurisdiction:${jurisdiction}`;
  return { party, receives, from: from ?? at, reasons, letter, finding: null };
}

async function insertWord(tx: Statements, by: Actor, at: string, word: NewWord): Promise<RecordedWord> {
  const { party, receives, from, reasons, letter, finding } = word;
  const row = await tx
    .insertInto('receiving_words')
    .values({
      party,
      receives,
      from_at: from,
      from_ms: instantMs(from),
      recorded_at: at,
      recorded_ms: instantMs(at),
      reasons,
      actor: by.id,
      name: by.name,
      role: by.role,
      letter_signed_by: letter?.signedBy ?? null,
      letter_dated: letter?.dated ?? null,
      moa_id: finding?.moaId ?? null,
      title: finding?.title ?? null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return wordOf(row);
}

async function wordsIn(statements: Statements): Promise<readonly RecordedWord[]> {
  return (await statements.selectFrom('receiving_words').selectAll().orderBy('number').execute()).map(wordOf);
}

function wordOf(row: Selectable<Tables['receiving_words']>): RecordedWord {
  const { number, party, receives, reasons, actor: id, name, role, moa_id: moaId, title } = row;
  const { letter_signed_by: signedBy, letter_dated: dated } = row;
  return {
    number,
    party,
    receives,
    from: row.from_at,
    reasons,
    by: { id, name, role },
    recordedAt: row.recorded_at,
    letter: signedBy === null || dated === null ? null : { signedBy, dated },
    finding: moaId === null || title === null ? null : { moaId, title },
  };
}

async function moasIn(statements: Statements): Promise<readonly RegisteredMoa[]> {
  const rows = await statements
    .selectFrom('moas')
    .leftJoin('moa_ends', 'moa_ends.moa_id', 'moas.id')
    .select(['id', 'state', 'executed_on', 'moas.source', 'moas.entered_by', 'moas.entered_at'])
    .select(['by', 'ended_on', 'moa_ends.source as end_source'])
    .select(['moa_ends.entered_by as end_by', 'moa_ends.entered_at as end_at'])
    .orderBy('state')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    state: row.state,
    executedOn: row.executed_on,
    source: row.source,
    enteredBy: row.entered_by,
    enteredAt: row.entered_at,
    ended: endOf(row),
  }));
}

interface EndColumns {
  readonly by: MoaEnd['by'] | null;
  readonly ended_on: string | null;
  readonly end_source: string | null;
  readonly end_by: string | null;
  readonly end_at: string | null;
}

function endOf({ by, ended_on: on, end_source: source, end_by: enteredBy, end_at: enteredAt }: EndColumns) {
  if (by === null || on === null || source === null || enteredBy === null || enteredAt === null) return null;
  return { by, on, source, enteredBy, enteredAt };
}

async function moaIn(statements: Statements, id: number): Promise<RegisteredMoa> {
  const found = (await moasIn(statements)).find((moa) => moa.id === id);
  if (found !== undefined) return found;
  throw new CodedError('NO_SUCH_MOA', 'There is no such agreement: sc moa list shows them.', 'id');
}

function waitsKey(id: number): string {
  return `MOA_FINDING_WAITING ${id}`;
}

function findingWaits(id: number, state: string, at: string) {
  const detail = `agreement ${id} with ${state}`;
  return { op: 'RAISE' as const, key: waitsKey(id), rule: 'MOA_FINDING_WAITING' as const, at, detail };
}

async function requireJurisdiction(tx: Statements, id: string): Promise<void> {
  const row = await tx.selectFrom('jurisdictions').select('id').where('id', '=', id).executeTakeFirst();
  if (row !== undefined) return;
  throw new CodedError('UNKNOWN_JURISDICTION', 'There is no such jurisdiction in the register.', 'jurisdiction');
}

function orThrow(refusal: Refusal | undefined): void {
  if (refusal !== undefined) throw new CodedError(refusal.code, refusal.reason, refusal.field);
}
