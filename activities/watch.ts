import type { AlarmChange } from '../domain/record/record.ts';
import {
  ALARM_OF_FINDING,
  FINDING_KINDS,
  type Finding,
  type FindingKind,
  findingKey,
  findings,
  type Look,
  OVERDUE_HOLD_WATCH,
  overdueNotices,
  type Standing,
  undecided,
  watchStreamOf,
} from '../domain/detainer/watch.ts';
import { CodedError } from '../domain/errors.ts';
import { instantMs } from '../domain/text.ts';
import type { Conclusion, Records, WatchedRow } from '../records/index.ts';
import { computeHoldClock } from './clock.ts';
import type { WatchActivities } from './contract-watch.ts';

/** What the activities of the watch work with. */
export interface WatchDependencies {
  readonly records: Pick<Records, 'watch'>;
  /** The type of the workflow that calls the activity being run. */
  readonly callerType: () => string;
  /** Where the server has a workflow; `undefined`: it knows none. Rejects where it does not answer. */
  readonly describe: (workflowId: string) => Promise<string | undefined>;
  /** Says that the look goes on, and throws if it shall not. */
  readonly heartbeat: (done: number) => void;
  readonly log: { warn(facts: object, message: string): void };
  /** Wall clock, milliseconds: it times completed looks and is no business instant. */
  readonly wallMs: () => number;
  /** Detainers of one page (200). */
  readonly pageSize?: number;
}

const PAGE_SIZE = 200;
/** So many workflows are asked about at once. */
const AT_ONCE = 10;

/**
 * The activities of the watch over holds. They act for the watch's workflow alone, whose time is its own: whoever starts it by hand makes it look
 * once more, and cannot name another time.
 */
export function createWatchActivities(dependencies: WatchDependencies): WatchActivities {
  const { records, heartbeat, log, wallMs, pageSize = PAGE_SIZE } = dependencies;
  return {
    watchHolds: async ({ now, after }) => {
      refuseOthers(dependencies);
      const { rows, next } = await records.watch.page({ after, limit: pageSize });
      const standings = askedOnce(dependencies);
      let found = 0;
      for (let done = 0; done < rows.length; done += AT_ONCE) {
        heartbeat(done);
        const some = rows.slice(done, done + AT_ONCE);
        const wrong = await Promise.all(some.map(async (row) => await lookAt(dependencies, standings, row, now)));
        found += wrong.filter(Boolean).length;
      }
      return { looked: rows.length, found, next };
    },
    lookCompleted: async (look) => {
      refuseOthers(dependencies);
      const since = await records.watch.callIfBlind(wallMs());
      if (since !== null) log.warn({ since }, 'the watch over holds had been blind');
      await records.watch.completed(look, wallMs());
    },
  };
}

function refuseOthers({ callerType }: WatchDependencies): void {
  if (callerType() === OVERDUE_HOLD_WATCH) return;
  throw new CodedError('NOT_STARTED_HERE', 'Only the watch over holds may look at all of them.');
}

type Standings = (workflowId: string) => Promise<Standing>;

/** Several detainers of a case ask about the same case. */
function askedOnce({ describe }: WatchDependencies): Standings {
  const asked = new Map<string, Promise<Standing>>();
  return (workflowId) => {
    const known = asked.get(workflowId) ?? standingOf(describe, workflowId);
    asked.set(workflowId, known);
    return known;
  };
}

/** A server that does not answer says nothing about a workflow; one that knows no such workflow does. */
async function standingOf(describe: WatchDependencies['describe'], workflowId: string): Promise<Standing> {
  try {
    const status = await describe(workflowId);
    if (status === 'RUNNING') return 'RUNNING';
    return status === 'UNKNOWN' || status === 'UNSPECIFIED' ? 'CANNOT_TELL' : 'GONE';
  } catch {
    return 'CANNOT_TELL';
  }
}

/** Answers whether something is wrong with the hold. What cannot be written of one hold must not keep the watch from the others. */
async function lookAt(
  { records, log }: WatchDependencies,
  standings: Standings,
  row: WatchedRow,
  now: string,
): Promise<boolean> {
  const [detainer, bookingCase] = await Promise.all([standings(row.detainerId), standings(row.caseId)]);
  const look: Look = { nowMs: instantMs(now), limitMs, detainer, bookingCase };
  const found = findings(row, look);
  const conclusion = conclusionOf(row, found, { now, undecided: undecided(look) });
  if (conclusion === null) return found.length > 0;
  try {
    await records.watch.conclude(conclusion);
  } catch (error) {
    // The records are away or busy: the page is looked at again.
    if (!(error instanceof CodedError) || AGAIN.has(error.code)) throw error;
    log.warn({ code: error.code, detainerId: row.detainerId }, 'the watch could not record what it found');
  }
  return found.length > 0;
}

const AGAIN: ReadonlySet<string> = new Set(['RECORDS_UNAVAILABLE', 'RECORDS_BUSY']);

function limitMs(...hold: Parameters<typeof computeHoldClock>): number {
  return computeHoldClock(...hold).limitMs;
}

/** What is to be written about a hold; null where everything has been said already. */
export function conclusionOf(
  row: WatchedRow,
  found: readonly Finding[],
  { now, undecided: open }: { readonly now: string; readonly undecided: readonly FindingKind[] },
): Conclusion | null {
  const { caseId, detainerId } = row;
  const alarms = [...raised(row, found, now), ...closed(row, found, open, now)];
  const step = stepOf(row, found, now);
  if (alarms.length === 0 && step === null) return null;
  return { caseId, detainerId, asOf: row.changedAt, alarms, step };
}

/** One open alarm for a finding; none where the case has called the same people already, or where a person has settled this very finding. */
function raised(row: WatchedRow, found: readonly Finding[], at: string): AlarmChange[] {
  const { number, called, calledByCase } = row;
  return found.flatMap(({ kind, detail }) => {
    const rule = ALARM_OF_FINDING[kind];
    const key = findingKey(kind, number);
    const said = called.some((one) => one.key === key && (!one.closed || one.detail === detail));
    return said || calledByCase.includes(rule) ? [] : [{ op: 'RAISE' as const, key, rule, at, detail }];
  });
}

/** What is no longer so. Where the server did not answer, nothing is known to have ended. */
function closed(
  { number, called }: WatchedRow,
  found: readonly Finding[],
  open: readonly FindingKind[],
  at: string,
): AlarmChange[] {
  const stands = new Set([...found.map(({ kind }) => kind), ...open]);
  const over = FINDING_KINDS.filter((kind) => !stands.has(kind)).map((kind) => findingKey(kind, number));
  return called
    .filter((one) => !one.closed && over.includes(one.key))
    .map(({ key }) => ({ op: 'CLOSE' as const, key, at }));
}

/** At the limit authority has ended, whether or not the workflow says so: the jail is told once (rule C7). */
function stepOf(row: WatchedRow, found: readonly Finding[], at: string): Conclusion['step'] {
  const limitAt = found.find(({ kind }) => kind === 'OVERDUE')?.limitAt;
  if (limitAt === undefined || row.noticed) return null;
  return {
    event: {
      stream: watchStreamOf(row.detainerId),
      step: 'release-notice',
      seq: 1,
      kind: 'OVERDUE_HOLD_FOUND',
      at,
      author: { kind: 'system' },
      summary: `The watch found detainer ${row.number} past its limit of ${limitAt}: authority under it has ended`,
      data: { limitAt, recordedHold: row.hold, recordedLimitAt: row.limitAt },
    },
    outgoing: overdueNotices(row, limitAt),
  };
}
