// A CommonJS module whose exports Node cannot see by name.
import proto from '@temporalio/proto';
import type { Rule } from '../../partners/standins/behaviour.ts';
import { isoInstant } from '../../domain/text.ts';
import type { System } from '../support/system.ts';

const HOLD_MS = 48 * 3_600_000;

/**
 * A Thursday morning in New York, in a year with 2011's weekdays: the 48 hours before it hold no excluded day, so that a hold which began
 * two days earlier reaches its limit while the test looks on, at the pace of the wall clock.
 */
export const THURSDAY = '2039-09-15T12:00:00Z';

/** When the other grounds must have ended for a limit `ms` milliseconds from now, in the workflow's time. */
export async function endedForLimitIn(
  system: System,
  workflowId: string,
  ms: number,
): Promise<{ endedAt: string; limitMs: number }> {
  const { nowMs } = await system.cases.timeOf(workflowId);
  const limitMs = Math.round(nowMs) + ms;
  return { endedAt: isoInstant(limitMs - HOLD_MS), limitMs };
}

/** Tells a stand-in how to behave. */
export async function behave(system: System, standin: 'fbi' | 'ident' | 'databases', rule: Rule): Promise<void> {
  const response = await fetch(`${system.standins.urls[standin]}/behaviour`, {
    method: 'POST',
    body: JSON.stringify(rule),
  });
  if (response.status !== 201) throw new Error(await response.text());
}

/** Has a silent stand-in answer. */
export async function answer(system: System, standin: 'fbi' | 'ident' | 'databases', tcn: string): Promise<void> {
  const response = await fetch(`${system.standins.urls[standin]}/answer/${tcn}`, { method: 'POST' });
  if (response.status !== 202) throw new Error(await response.text());
}

/** How often a stand-in was asked under a number, and how often with other bytes than the first time; zero if never. */
export async function received(
  system: System,
  standin: 'fbi' | 'ident' | 'databases',
  tcn: string,
): Promise<{ count: number; conflicts: number }> {
  const response = await fetch(`${system.standins.urls[standin]}/received/${tcn}`);
  if (response.status === 404) return { count: 0, conflicts: 0 };
  const { count, conflicts } = (await response.json()) as { count: number; conflicts: number };
  return { count, conflicts };
}

/** The types of a workflow's history events, as the server names them. */
export async function historyOf(
  system: System,
  workflowId: string,
): Promise<{ readonly types: string[]; readonly bytes: number }> {
  const history = await system.client.workflow.getHandle(workflowId).fetchHistory();
  const types = (history.events ?? []).map(
    (event) =>
      Object.keys(event)
        .find((key) => key.endsWith('EventAttributes'))
        ?.replace('EventAttributes', '') ?? '',
  );
  const bytes = Buffer.byteLength(JSON.stringify(history));
  return { types, bytes };
}

const {
  WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND: TAKEN_BACK,
  WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW: SET_BACK,
} = proto.temporal.api.enums.v1.WorkflowTaskFailedCause;
/**
 * What the server itself writes as a failed task, though nothing has failed: it takes a task back when more than a hundred signals wait for
 * it (the next one gets them all), and marks where a workflow was set back.
 */
const SERVERS_OWN: ReadonlySet<unknown> = new Set([TAKEN_BACK, SET_BACK]);

/** Why workflow tasks failed, if any did. */
export async function failedTasks(system: System, workflowId: string): Promise<string[]> {
  const { events } = await system.client.workflow.getHandle(workflowId).fetchHistory();
  const failures = (events ?? [])
    .map((event) => event.workflowTaskFailedEventAttributes)
    .filter((failed) => failed !== null && failed !== undefined);
  return failures
    .filter(({ cause }) => !SERVERS_OWN.has(cause))
    .map(({ cause, failure }) => `${cause ?? ''} ${failure?.message ?? ''}`);
}

/** How many messages of each kind a case has sent. */
export async function sent(system: System, caseId: string): Promise<Record<string, number>> {
  const rows = await system.database.query<{ kind: string; count: string }>(
    'select kind, count(*) as count from messages where ledger_id = $1 group by kind',
    [caseId],
  );
  return Object.fromEntries(rows.map(({ kind, count }) => [kind, Number(count)]));
}
