import type { CaseState } from '../../domain/lifecycle/state.ts';
import type { OwnTime } from './case-views.ts';
import type { ApiDeps } from './deps.ts';

/** How long a view waits for a running workflow before it shows the record instead, in milliseconds. */
const PATIENCE_MS = 2_000;

/** The state of the running case; null where it has ended long ago or cannot be asked now: the record is shown instead. */
export async function liveCase(deps: ApiDeps, caseId: string): Promise<CaseState | null> {
  return patiently(deps.cases.caseView(caseId).then((view) => view.state));
}

/**
 * A case's own time for its booking agency. It differs from the wall's only on a development server; elsewhere no workflow is asked, for how long
 * its answer takes would tell whether the case goes on (rule D4).
 */
export async function timeForAgency(deps: ApiDeps, caseId: string): Promise<OwnTime> {
  if (deps.config.deployment === 'development') return ownTime(deps, caseId);
  return { nowMs: deps.nowMs(), offsetMs: 0, live: false };
}

/** A workflow's own time; the wall's where it cannot be asked. */
export async function ownTime(deps: ApiDeps, workflowId: string): Promise<OwnTime> {
  const time = await patiently(deps.cases.timeOf(workflowId));
  return time === null ? { nowMs: deps.nowMs(), offsetMs: 0, live: false } : { ...time, live: true };
}

/** A view never fails because the engine is away: after a short wait it does without. */
async function patiently<T>(asked: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PATIENCE_MS);
  });
  try {
    return await Promise.race([asked.catch(() => null), late]);
  } finally {
    clearTimeout(timer);
  }
}
