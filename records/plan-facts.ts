import { instantMs } from '../domain/text.ts';
import type { PlanFacts } from './contract-plan-facts.ts';
import type { Store } from './store.ts';

/** What the register and the activations hold, in one look. */
export function planFactsOf({ db }: Store): PlanFacts {
  return {
    async list() {
      const rows = await db
        .selectFrom('jurisdictions')
        .leftJoin('activations', 'activations.jurisdiction', 'jurisdictions.id')
        .select(['jurisdictions.id', 'jurisdictions.name', 'jurisdictions.fips', 'jurisdictions.active_from'])
        .select(['planned_for', 'first_planned_for', 'state_sent_at', 'local_sent_at'])
        .select(['state_delivered_at', 'local_delivered_at'])
        .orderBy('jurisdictions.id')
        .execute();
      return rows.map((row) => ({
        id: row.id,
        name: row.name,
        fips: row.fips,
        activeFrom: row.active_from,
        plan:
          row.planned_for === null || row.first_planned_for === null
            ? null
            : {
                plannedFor: row.planned_for,
                firstPlannedFor: row.first_planned_for,
                noticesSentAt: later(row.state_sent_at, row.local_sent_at),
                noticesDeliveredAt: later(row.state_delivered_at, row.local_delivered_at),
              },
      }));
    },
  };
}

/** When both were so; null while one is not. */
function later(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return null;
  return instantMs(one) > instantMs(other) ? one : other;
}
