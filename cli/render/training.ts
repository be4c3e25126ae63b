import type { AgencyTrainingView, TrainingMaterialView } from '../../domain/api/training-views.ts';
import { spoken, table, when } from './text.ts';

/** The materials as a table: what is sent now, and what is older. */
export function materialLines(materials: readonly TrainingMaterialView[]): string {
  const rows = materials.map((material) => [
    `${material.id}@${material.version}`,
    spoken(material.audience),
    material.language,
    material.current ? 'sent' : 'replaced',
    originOf(material),
    material.title,
  ]);
  return table([['material', 'for', 'language', 'now', 'from', 'title'], ...rows]);
}

function originOf({ added, translation }: TrainingMaterialView): string {
  const from = added === null ? 'the system' : added.by;
  return translation !== null && translation.reviewedBy === null ? `${from}, translation not reviewed` : from;
}

/** Who has what, agency by agency in the order of the ORI. */
export function statusText(agencies: readonly AgencyTrainingView[]): string {
  if (agencies.length === 0) return 'No agency of an active jurisdiction in your reach answers to this.';
  return agencies.map(agencyText).join('\n\n');
}

function agencyText({ ori, name, jurisdictions, materials }: AgencyTrainingView): string {
  const rows = materials.map((material) => [
    `  ${material.id}@${material.version}`,
    material.sentAt === null ? 'not sent yet' : `sent ${when(material.sentAt, undefined)}`,
    material.receivedAt === null ? 'no receipt' : `received ${when(material.receivedAt, undefined)}`,
    completedText(material),
  ]);
  return `${ori} ${name ?? '(in no register)'} · ${jurisdictions.join(', ')}\n${table(rows)}`;
}

function completedText({ completions, forStaff }: AgencyTrainingView['materials'][number]): string {
  if (completions.length === 0) return forStaff ? 'nobody went through it yet' : 'for the public';
  return completions
    .map(({ staff, completedAt, by }) => `${staff} of the staff, ${when(completedAt, undefined)} (${by})`)
    .join('; ');
}
