import type { Agreement, Designation } from '../../domain/agreement/agreement.ts';
import { instantMs } from '../../domain/text.ts';
import { section, table, when } from './text.ts';

/** 287(g) agreements, each with whom it designates. `now`: for what is in force; without it, nothing is said of that. */
export function agreementText(agreements: readonly Agreement[], now: string | undefined): string {
  if (agreements.length === 0) return 'No agreement.';
  return agreements.map((agreement) => oneAgreement(agreement, now)).join('\n\n');
}

function oneAgreement(agreement: Agreement, now: string | undefined): string {
  const { id, jurisdiction, supervisor, reasons, designations, ending } = agreement;
  const rows = designations.map((designation) => [
    String(designation.id),
    `${designation.officer.name} (${designation.officer.id})`,
    `trained ${designation.trainedOn}`,
    span(designation),
    standing(designation, designation.withdrawal, 'withdrawn', now),
  ]);
  return [
    `Agreement ${id} with ${jurisdiction}, ${span(agreement)}: ${standing(agreement, ending, 'ended', now)}`,
    `supervised by ${supervisor.name} (${supervisor.id}); ${reasons}`,
    ...section('Designated officers', rows.length === 0 ? ['none'] : table(rows).split('\n')),
  ].join('\n');
}

function span({ from, to }: Pick<Agreement, 'from' | 'to'>): string {
  return `from ${when(from, undefined)}${to === null ? '' : ` to ${when(to, undefined)}`}`;
}

function standing(
  { from, to, signature }: Agreement | Designation,
  ending: Agreement['ending'],
  ended: string,
  now: string | undefined,
): string {
  if (signature === null) return 'UNSIGNED: counts for nothing';
  const signed = `signed by ${signature.name}`;
  if (ending !== null)
    return `${signed}; ${ended} from ${when(ending.endsAt, undefined)} by ${ending.signature.name}: ${ending.signature.statement}`;
  if (now === undefined) return signed;
  const nowMs = instantMs(now);
  if (nowMs < instantMs(from)) return `${signed}; not yet in force`;
  return to !== null && nowMs >= instantMs(to) ? `${signed}; its time is over` : `${signed}; in force`;
}
