import type { PlanItemView, PlanStatusView } from '../../domain/api/plan-views.ts';
import type { Lag, PlanStanding } from '../../domain/jurisdiction/plan.ts';
import type { WaveItem } from '../../domain/jurisdiction/waves.ts';
import { section, table, when } from './text.ts';

const LAG_WORDS: Readonly<Record<Lag, string>> = {
  UNPLANNED: 'in no plan',
  MISSED: 'date missed',
  AFTER_END: 'planned after the end',
  PAST_END: 'not active by the end',
  NOTICE_LATE: 'a notice is not delivered, and the waiting period no longer fits',
};

const STANDING_WORDS: Readonly<Record<PlanStanding, string>> = {
  UNPLANNED: 'in no plan',
  PLANNED: 'planned',
  WAITING: 'waiting',
  MISSED: 'missed',
  ACTIVE: 'active',
};

/** The plan in words and two tables: by state and by wave. */
export function planText({ at, end, counts, lags, states, waves, complete }: PlanStatusView): string {
  const until = end === null ? 'No end is set: sc plan end INSTANT --reasons …' : `End       ${instantOf(end.endsAt)}`;
  const behind = (Object.keys(LAG_WORDS) as Lag[]).flatMap((lag) => {
    const number = lags[lag] ?? 0;
    return number === 0 ? [] : [`${number} ${LAG_WORDS[lag]}`];
  });
  return [
    `Plan at   ${instantOf(at)}`,
    until,
    `Active    ${counts.ACTIVE} of ${counts.total} jurisdictions${complete ? ': complete' : ''}`,
    ...section('Behind (sc plan behind lists them)', behind),
    ...section('By state', groupLines('state', states)),
    ...section('By wave', groupLines('wave', waves)),
  ].join('\n');
}

type Group = PlanStatusView['states'][number] | PlanStatusView['waves'][number];

function groupLines(title: string, groups: readonly Group[]): string[] {
  if (groups.length === 0) return [];
  const rows = groups.map(({ name, counts, last }) => [
    name ?? '(none)',
    ...ORDER.map((standing) => String(counts[standing])),
    String(counts.behind),
    last === null ? '' : instantOf(last),
  ]);
  const head = [title, ...ORDER.map((standing) => STANDING_WORDS[standing]), 'behind', 'last date'];
  return table([head, ...rows]).split('\n');
}

const ORDER: readonly PlanStanding[] = ['ACTIVE', 'WAITING', 'PLANNED', 'MISSED', 'UNPLANNED'];

/** What is behind, each with its reasons. */
export function behindText(items: readonly PlanItemView[]): string {
  if (items.length === 0) return 'Nothing is behind.';
  const rows = items.map(({ jurisdiction, wave, standing, plannedFor, lags }) => [
    jurisdiction,
    STANDING_WORDS[standing],
    plannedFor === null ? '' : instantOf(plannedFor),
    wave ?? '',
    lags.map((lag) => LAG_WORDS[lag]).join('; '),
  ]);
  return table([['jurisdiction', '', 'planned for', 'wave', 'why'], ...rows]);
}

/** What was refused, each with its code and what to do. */
export function refusedText(items: readonly Pick<WaveItem, 'jurisdiction' | 'code' | 'reason'>[]): string {
  return table([
    ['jurisdiction', 'code', ''],
    ...items.map(({ jurisdiction, code, reason }) => [jurisdiction, code ?? '', reason ?? '']),
  ]);
}

function instantOf(instant: string): string {
  return when(instant, undefined);
}
