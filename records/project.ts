import { holder } from '../domain/detainer/custody.ts';
import { watchStreamOf } from '../domain/detainer/watch.ts';
import { CodedError } from '../domain/errors.ts';
import type { DetainerProjection } from '../domain/record/record.ts';
import { instantMs } from '../domain/text.ts';
import type { Statements } from './store.ts';

/** Refuses a writer that nobody registered. */
export function noSuchStream(): CodedError {
  return new CodedError(
    'NO_SUCH_STREAM',
    'This writer was never registered for this case: register the detainer before it starts.',
  );
}

/** Lists show the latest state of a writer: of two instants, whether the first may take the place of the other. */
export function notBefore(instant: string, other: string | null): boolean {
  return other === null || instantMs(instant) >= instantMs(other);
}

/** What lists show of a detainer, from its writer's latest state. */
export async function projectDetainer(tx: Statements, caseId: string, projection: DetainerProjection): Promise<void> {
  const { detainerId, delivery, service, hold, ending, startedAt, limitAt, violation, changedAt } = projection;
  const { jail, zone, authorized, facts } = projection;
  const known = await tx
    .selectFrom('detainers')
    .select(['changed_at', 'jail'])
    .where('detainer_id', '=', detainerId)
    .where('case_id', '=', caseId)
    .executeTakeFirst();
  if (!known) throw noSuchStream();
  if (!notBefore(changedAt, known.changed_at)) return;
  await tx
    .updateTable('detainers')
    .set({
      jail,
      jail_name: holder(facts.stays).name,
      zone,
      delivery,
      service,
      hold,
      ending,
      started_at: startedAt,
      limit_at: limitAt,
      limit_ms: limitAt === null ? null : instantMs(limitAt),
      violation,
      authorized,
      facts: JSON.stringify(facts),
      changed_at: changedAt,
    })
    .where('detainer_id', '=', detainerId)
    .execute();
  if (jail !== known.jail) await followPerson(tx, detainerId, jail);
  await projectLimit(tx, caseId);
}

/** What is still open of a detainer, by its workflow or by the watch, calls the jail that holds the person now. */
async function followPerson(tx: Statements, stream: string, agency: string): Promise<void> {
  await tx
    .updateTable('alarms')
    .set({ agency })
    .where('stream', 'in', [stream, watchStreamOf(stream)])
    .where('closed_at', 'is', null)
    .execute();
}

/** The case's earliest limit, by which lists are ordered. */
export async function projectLimit(tx: Statements, caseId: string): Promise<void> {
  const first = await tx
    .selectFrom('detainers')
    .select(['limit_at', 'limit_ms'])
    .where('case_id', '=', caseId)
    .where('hold', '<>', 'CLOSED')
    .where('limit_ms', 'is not', null)
    .orderBy('limit_ms')
    .limit(1)
    .executeTakeFirst();
  const limit = first ?? { limit_at: null, limit_ms: null };
  await tx.updateTable('cases').set(limit).where('case_id', '=', caseId).execute();
}
