import { setTimeout as sleep } from 'node:timers/promises';
import type { CaseClient } from '../client/cases.ts';
import { caseInputOf } from '../domain/booking/case-input.ts';
import type { TrustedKey } from '../domain/access/assertion.ts';
import type { WaitLimits } from '../domain/lifecycle/input.ts';
import type { Records, SubmissionHead } from '../records/index.ts';
import type { Logger } from '../runtime/log.ts';

export interface SweepInput {
  readonly records: { readonly submissions: Pick<Records['submissions'], 'notStarted' | 'markStarted'> };
  readonly cases: Pick<CaseClient, 'startCase'>;
  /** Keys that a case trusts from its start: those of this deployment. */
  readonly trust: readonly TrustedKey[];
  readonly limits: WaitLimits;
  readonly log: Pick<Logger, 'info' | 'warn'>;
}

/** A submission younger than this is still in the hands of the API that stored it. Milliseconds. */
const YOUNG_MS = 15_000;
const BATCH = 50;
const PAUSE_MS = 10_000;

/**
 * Starts every submission that was stored and whose case was never started, because the process or the Temporal server went away between
 * the two. Answers how many were started. Each start is once for ever, whoever else tries.
 */
export async function sweep(
  { records, cases, trust, limits, log }: SweepInput,
  storedBeforeMs: number,
): Promise<number> {
  const heads = await records.submissions.notStarted(storedBeforeMs, BATCH);
  let started = 0;
  for (const head of heads) {
    try {
      if (await startOne({ records, cases, trust, limits, log }, head)) started += 1;
    } catch (error) {
      // One submission that cannot be started must not keep back those behind it.
      log.warn({ err: error, caseId: head.caseId }, 'a stored submission could not be started; it is tried again');
    }
  }
  if (started > 0) log.info({ started }, 'stored submissions were started');
  return started;
}

async function startOne(
  { records, cases, trust, limits }: SweepInput,
  { caseId, sha256, booking }: SubmissionHead,
): Promise<boolean> {
  // Particulars are cleared only by a case that ran.
  if (booking !== null)
    await cases.startCase(caseInputOf(booking, { caseId, submissionSha256: sha256, trust, limits }));
  await records.submissions.markStarted(caseId);
  return booking !== null;
}

/** How often recommendations are looked over for which nobody has said in time what became of them. */
const ADVISORY_EVERY_MS = 3_600_000;

interface AdvisoryInput {
  readonly records: { readonly advisory: Pick<Records['advisory'], 'callOverdue'> };
  readonly log: Pick<Logger, 'info' | 'warn'>;
}

async function callAboutRecommendations({ records, log }: AdvisoryInput, nowMs: number): Promise<void> {
  try {
    const called = await records.advisory.callOverdue(nowMs);
    if (called > 0) log.info({ called }, 'recommendations without an answer were put before the administrator');
  } catch (error) {
    log.warn({ err: error }, 'the recommendations could not be looked over; it is tried again');
  }
}

/** Sweeps until it is told to stop. Never throws: an outage is met by the next round. */
export async function runSweeper(input: SweepInput & AdvisoryInput, stopping: AbortSignal): Promise<void> {
  let lookedMs = 0;
  while (!stopping.aborted) {
    await sweep(input, Date.now() - YOUNG_MS).catch((error: unknown) =>
      input.log.warn({ err: error }, 'the sweep failed; it is tried again'),
    );
    if (Date.now() - lookedMs >= ADVISORY_EVERY_MS) {
      lookedMs = Date.now();
      await callAboutRecommendations(input, lookedMs);
    }
    await sleep(PAUSE_MS, undefined, { signal: stopping }).catch(() => undefined);
  }
}
