import type { OutgoingMessage } from '../record/record.ts';
import { isForStaff, type Material, POINTS } from './material.ts';

/** What is said before the materials, so that nobody takes them for a condition of anything (rules B3, D8). */
const FOREWORD = [
  'Training and awareness material. Nothing waits for it: every booking, answer and request goes its way whether it is read or not, and nobody is',
  'compared by it. Acknowledging this message says that it arrived. Where staff have gone through a material, you may record it',
  '(sc training complete); material for the public is yours to hand on.',
].join('\n');

const UNREVIEWED = 'This translation has not been reviewed by a qualified translator. The English text is what counts.';

/** A material as it is read. */
export function materialText({ title, version, introduction, points, translation }: Material): string {
  const unreviewed = translation !== null && translation.reviewedBy === null ? ['', UNREVIEWED] : [];
  return [
    `${title} (version ${version})`,
    ...unreviewed,
    '',
    introduction,
    '',
    ...POINTS.map((point) => `- ${points[point]}`),
  ].join('\n');
}

/** The message with which an agency gets the materials that it has not been sent yet: one, so that it stands in the way of no other. */
export function trainingMessage(ori: string, jurisdiction: string, materials: readonly Material[]): OutgoingMessage {
  return {
    key: ori,
    kind: 'TRAINING_MATERIAL',
    route: [`agency:${ori}`],
    subject: 'Training and awareness material',
    text: [FOREWORD, ...materials.map(materialText)].join('\n\n\n'),
    data: {
      jurisdiction,
      materials: materials.map((material) => {
        const { id, version, audience, language, title } = material;
        return { id, version, audience, language, title, forStaff: isForStaff(material) };
      }),
    },
    attachmentSha256: null,
  };
}
