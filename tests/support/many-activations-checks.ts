import { z } from 'zod';
import { activationIdOf } from '../../domain/lifecycle/activation-input.ts';
import { instantMs } from '../../domain/text.ts';
import type { RecordedEvent } from '../../records/index.ts';
import { inParallel, type Planned } from './many-activations.ts';
import { eventually, type System } from './system.ts';

const DAY_MS = 86_400_000;
const AT_ONCE = 8;
const ACTIVATED = [
  'ACTIVATION_PLANNED',
  'NOTICE_DELIVERED',
  'NOTICE_DELIVERED',
  'ACTIVATION_CERTAIN',
  'ACTIVATED',
  'TRAINING_SENT',
] as const;

const delivery = z.object({ to: z.enum(['STATE', 'LOCAL']), deliveredAt: z.string(), revision: z.literal(1) });
const terms = z.object({ noticeDays: z.int() });

/** What is wrong with any of the activations, by the records, ledgers, mailboxes and the server; and how many events their histories have. */
export async function look(
  system: System,
  planned: readonly Planned[],
): Promise<{ readonly faults: readonly string[]; readonly historyEvents: readonly number[] }> {
  const faults: string[] = [];
  const historyEvents: number[] = [];
  const notices = await noticesOf(system);
  await inParallel(planned, AT_ONCE, async (one) => {
    const ledger = activationIdOf(one.id);
    const events = await system.records.cases.events(ledger);
    const found = one.confirmed ? await activated(system, one, events) : await missed(system, one, events);
    if (notices.get(ledger) !== 2) found.push(`${notices.get(ledger) ?? 0} notices were sent`);
    const { ok } = await system.records.cases.verify(ledger);
    if (!ok) found.push('its ledger does not verify');
    faults.push(...found.map((fault) => `${one.id}: ${fault}`));
    const { historyLength } = await system.client.workflow.getHandle(ledger).describe();
    historyEvents.push(historyLength);
  });
  return { faults, historyEvents };
}

async function noticesOf({ database }: System): Promise<ReadonlyMap<string, number>> {
  const rows = await database.query<{ ledger_id: string; n: number }>(
    "select ledger_id, count(*)::int as n from messages where kind = 'ACTIVATION_NOTICE' group by ledger_id",
  );
  return new Map(rows.map(({ ledger_id, n }) => [ledger_id, n]));
}

/** What is wrong with one that was to become active: notices first, the waiting period kept, exactly then, once. */
async function activated(system: System, { id, from }: Planned, events: readonly RecordedEvent[]): Promise<string[]> {
  const faults: string[] = [];
  const kinds = events.map(({ kind }) => kind).filter((kind) => kind !== 'NOTICE_UNCONFIRMED');
  if (kinds.join() !== ACTIVATED.join()) faults.push(`its steps are ${kinds.join(', ')}`);
  const deliveries = events.filter(({ kind }) => kind === 'NOTICE_DELIVERED').map(({ data }) => delivery.parse(data));
  if (new Set(deliveries.map(({ to }) => to)).size !== 2) faults.push('not both notices were delivered');
  const { noticeDays } = terms.parse(events[0]?.data);
  const lastMs = Math.max(...deliveries.map(({ deliveredAt }) => instantMs(deliveredAt)));
  if (!(lastMs + noticeDays * DAY_MS <= instantMs(from))) faults.push('the waiting period was not kept');
  const activeAt = events.find(({ kind }) => kind === 'ACTIVATED')?.at;
  if (activeAt !== from) faults.push(`active from ${activeAt ?? 'nothing'}`);
  const registered = (await system.records.register.jurisdiction(id))?.activeFrom;
  if (registered !== from) faults.push(`the register says ${registered ?? 'nothing'}`);
  const endedMs = await endOf(system, id);
  if (endedMs === undefined) faults.push('its workflow has not completed');
  else if (endedMs < instantMs(from)) faults.push('its workflow was early');
  return faults;
}

/** What is wrong with one that must not become active: a notice was never confirmed. */
async function missed(system: System, { id }: Planned, events: readonly RecordedEvent[]): Promise<string[]> {
  const faults: string[] = [];
  const kinds = events.map(({ kind }) => kind);
  if (kinds.includes('ACTIVATED') || kinds.includes('ACTIVATION_CERTAIN')) faults.push('it was activated');
  if (kinds.filter((kind) => kind === 'ACTIVATION_MISSED').length !== 1) faults.push('it was not missed once');
  const registered = (await system.records.register.jurisdiction(id))?.activeFrom;
  if (registered !== null) faults.push(`the register says ${registered ?? 'nothing'}`);
  return faults;
}

/** When the workflow completed, in its own time (ms). It does so after its last record. */
async function endOf({ client }: System, id: string): Promise<number | undefined> {
  const { closeTime, status } = await eventually(
    async () => await client.workflow.getHandle(activationIdOf(id)).describe(),
    (seen) => seen.status.name !== 'RUNNING',
  );
  return status.name === 'COMPLETED' ? closeTime?.getTime() : undefined;
}
