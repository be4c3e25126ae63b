import { randomUUID } from 'node:crypto';
import type { Actor } from '../domain/access/roles.ts';
import type { Json } from '../domain/canonical.ts';
import { PROGRAMME } from '../domain/ids.ts';
import type { AlarmChange, OutgoingMessage } from '../domain/record/record.ts';
import { closeAlarm, raiseAlarm } from './alarms.ts';
import { noSuchLedger } from './errors.ts';
import { appendStep, findEvent, lockLedger, prepare } from './ledger.ts';
import type { Statements, Store } from './store.ts';

/** What a person records for the programme as a whole: it belongs to no case and to no workflow. */
export interface ProgrammeAct {
  readonly kind: string;
  /** Its name, unlike any other, where the caller needs to know the ids of the messages beforehand (`messageIdOf`). */
  readonly step?: string;
  /** Wall clock of the API, ISO: such acts happen in no workflow's time. */
  readonly at: string;
  /** Null: the system did it by itself. */
  readonly by: Actor | null;
  /** Without personal data. */
  readonly summary: string;
  readonly data: Json;
  readonly outgoing?: readonly OutgoingMessage[];
  readonly alarms?: readonly AlarmChange[];
}

/** What a change came to, and what is to be recorded of it. */
export interface ProgrammeChange<T> {
  readonly result: T;
  /** Null: nothing has changed, and nothing is recorded. */
  readonly act: ProgrammeAct | null;
}

/**
 * Makes a change of the programme's registers and chains what was done to the programme's ledger in one transaction, with the messages that it
 * sends. One such act at a time: what `change` checked still holds when it is written.
 */
export async function recordProgrammeAct<T>(
  store: Store,
  change: (tx: Statements) => Promise<ProgrammeChange<T>>,
): Promise<T> {
  return store.db.transaction().execute(async (tx) => {
    const head = await lockLedger(tx, PROGRAMME);
    if (!head) throw noSuchLedger(PROGRAMME);
    const { result, act } = await change(tx);
    if (act === null) return result;
    const step = stepOf(act);
    const { nextSeq } = await findEvent(tx, step);
    await appendStep(tx, head, nextSeq, await prepare(store, PROGRAMME, step));
    for (const alarm of step.alarms) await changeAlarm(tx, alarm);
    return result;
  });
}

function stepOf({ kind, step = randomUUID(), at, by, summary, data, outgoing = [], alarms = [] }: ProgrammeAct) {
  const author = by === null ? ({ kind: 'system' } as const) : ({ kind: 'person', actor: by } as const);
  // No workflow repeats it, so the name need only be its own.
  const event = { stream: PROGRAMME, step, seq: 1, kind, at, author, summary, data };
  return { event, outgoing, alarms };
}

async function changeAlarm(tx: Statements, change: AlarmChange): Promise<void> {
  if (change.op === 'CLOSE') return closeAlarm(tx, null, PROGRAMME, change.key, change.at);
  const { key, rule, detail, at } = change;
  return raiseAlarm(tx, { caseId: null, stream: PROGRAMME, key, rule, detail, agency: '', at });
}
