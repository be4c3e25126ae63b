import type { DetainerView } from '../../domain/api/views.ts';
import { type Io, styled } from '../io.ts';
import { duration, shortDetainerId, shortId, spoken, table, when } from '../render/text.ts';
import type { FullRow } from './house.ts';

/** What became of a sample: its case, or why the front door refused it. */
export interface Shown {
  readonly sample: string;
  readonly caseId?: string;
  readonly refused?: string;
}

/** A row per sample: case, criminal answer, immigration side, outcome. */
export function summaryOf(
  shown: readonly Shown[],
  cases: readonly FullRow[],
  detainers: readonly DetainerView[],
): string {
  const rows = shown.map(({ sample, caseId, refused }) => {
    const row = cases.find((candidate) => candidate.caseId === caseId);
    if (row === undefined) return [sample, '-', '-', '-', `refused at the door: ${refused?.split(':')[0] ?? ''}`];
    return [sample, shortId(row.caseId), spoken(row.criminal), spoken(row.immigration), endOf(row, detainers)];
  });
  return table([['SAMPLE', 'CASE', 'CRIMINAL ANSWER', 'IMMIGRATION', 'OUTCOME'], ...rows]);
}

function endOf(row: FullRow, detainers: readonly DetainerView[]): string {
  if (row.closedAt !== null) return row.outcome === null ? 'closed' : spoken(row.outcome);
  const violated = detainers.some(({ caseId, violation }) => caseId === row.caseId && violation);
  return violated ? 'open: VIOLATION, held past the limit' : `open: ${row.nextStep}`;
}

/** A row per open case, with what it waits for. */
export function openCases(rows: readonly FullRow[], samples: ReadonlyMap<string, string>): string {
  const open = rows.filter(({ closedAt }) => closedAt === null);
  if (open.length === 0) return 'No case is open.';
  const lines = open.map((row) => [shortId(row.caseId), samples.get(row.caseId) ?? '', row.cri, row.nextStep]);
  return table([['OPEN CASE', 'SAMPLE', 'AGENCY', 'WAITS FOR'], ...lines]);
}

/** A row per clock that runs or has run out. */
export function clocks(io: Io, detainers: readonly DetainerView[]): string {
  const running = detainers.filter(({ hold, limitAt }) => limitAt !== null && hold !== 'CLOSED');
  if (running.length === 0) return 'No clock runs.';
  const lines = running.map((detainer) => [
    shortDetainerId(detainer.caseId, detainer.number),
    detainer.jailName,
    detainer.limitAt === null ? '' : when(detainer.limitAt, detainer.zone),
    leftOf(io, detainer),
  ]);
  return table([['DETAINER', 'JAIL', 'LIMIT', 'TIME LEFT'], ...lines]);
}

function leftOf(io: Io, { violation, remainingMs, offsetMs, now }: DetainerView): string {
  const ahead = offsetMs > 1000 ? ` (its clock was moved: ${when(now, undefined)} there)` : '';
  if (violation) return styled(io, 'red', `VIOLATION: held past the limit`) + ahead;
  if (remainingMs === null) return '';
  if (remainingMs > 0) return duration(remainingMs) + ahead;
  const ago = remainingMs < 0 ? ` ${duration(remainingMs)} ago` : '';
  return `authority ended${ago}, release unconfirmed${ahead}`;
}
