import { describe, expect, it } from 'vitest';
import { NOTICE_LANGUAGES } from '../../../domain/profile/profile.ts';
import {
  currentMaterials,
  type Material,
  materialSchema,
  POINTS,
  refuseCompletion,
  refuseMaterial,
} from '../../../domain/training/material.ts';
import { materialText, trainingMessage } from '../../../domain/training/message.ts';
import { SHIPPED_MATERIALS } from '../../../domain/training/shipped.ts';

const NOW = Date.parse('2031-05-01T00:00:00Z');
const [BOOKING] = SHIPPED_MATERIALS;

function shipped(id: string): Material {
  const material = SHIPPED_MATERIALS.find((candidate) => candidate.id === id);
  if (material === undefined) throw new Error(`There is no ${id}`);
  return material;
}

describe('the materials that come with the system', () => {
  it.each(SHIPPED_MATERIALS.map((material) => [material.id, material] as const))(
    '%s is one, with every point',
    (_, material) => {
      expect(materialSchema.parse(material)).toEqual(material);
      expect(
        refuseMaterial(
          material,
          SHIPPED_MATERIALS.filter((other) => other !== material),
        ),
      ).toBeUndefined();
      const text = materialText(material);
      for (const point of POINTS) expect(text).toContain(material.points[point]);
    },
  );

  it.each(
    SHIPPED_MATERIALS.filter(({ language }) => language === 'en').map((material) => [material.id, material] as const),
  )('%s says what the rules say, and asks for nothing that they do not', (_, material) => {
    const text = materialText(material);
    expect(text).toMatch(/no duty|do what they did before/);
    expect(text).toMatch(/no (ground|reason)[^.]*arrest[^.]*hold[^.]*bail/);
    expect(text).toMatch(/is a request/);
    expect(text).toMatch(/may decline/);
    expect(text).toMatch(/no more than 48 hours/);
    expect(text).toMatch(/Saturdays, Sundays and holidays/);
    expect(text).toMatch(/[Vv]ictim/);
    expect(text).toMatch(/witness/);
    expect(text).toMatch(/CRCL/);
    expect(text).not.toMatch(/\balien|\boffender|\bmust\b(?! a message)|\bshall\b|required/i);
  });

  it('name the languages in which the notice is made', () => {
    const names = { en: 'English', es: 'Spanish', fr: 'French', pt: 'Portuguese', vi: 'Vietnamese', zh: 'Chinese' };
    for (const language of NOTICE_LANGUAGES) expect(BOOKING?.points.NOTICE).toContain(names[language]);
  });

  it('say of a translation that nobody reviewed that it is so, until somebody has', () => {
    const spanish = shipped('community-es');
    expect(spanish.translation).toEqual({ of: 'community-en', reviewedBy: null, reviewedOn: null });
    expect(materialText(spanish)).toContain('has not been reviewed');
    const reviewed = { of: 'community-en', reviewedBy: 'A. Translator', reviewedOn: '2031-04-01' };
    expect(materialText({ ...spanish, translation: reviewed })).not.toContain('has not been reviewed');
  });

  it('come in one message that says that nothing waits for it', () => {
    const message = trainingMessage('XX0010100', 'XX-EXAMPLE', SHIPPED_MATERIALS);
    expect(message.route).toEqual(['agency:XX0010100']);
    expect(message.text).toContain('Nothing waits for it');
    for (const { title } of SHIPPED_MATERIALS) expect(message.text).toContain(title);
  });
});

describe('a site’s own material', () => {
  const next = { ...shipped('booking-staff-en'), version: 2 };

  it('cannot leave out a point', () => {
    const { NO_GROUND: _, ...rest } = next.points;
    expect(materialSchema.safeParse({ ...next, points: rest }).success).toBe(false);
  });

  it.each([
    ['MATERIAL_VERSION', { ...next, version: 1 }],
    ['MATERIAL_VERSION', { ...next, version: 3 }],
    ['MATERIAL_VERSION', { ...next, id: 'our-own', version: 2 }],
    ['MATERIAL_IDENTITY', { ...next, audience: 'COMMAND' as const }],
    ['MATERIAL_IDENTITY', { ...next, language: 'es' }],
    [
      'UNKNOWN_MATERIAL',
      { ...next, id: 'our-own-fr', version: 1, translation: { of: 'none', reviewedBy: null, reviewedOn: null } },
    ],
    [
      'REVIEW_INCOMPLETE',
      {
        ...shipped('community-es'),
        version: 2,
        translation: { of: 'community-en', reviewedBy: 'A. T.', reviewedOn: null },
      },
    ],
  ])('is refused with %s', (code, material) => {
    expect(refuseMaterial(material, SHIPPED_MATERIALS)?.code).toBe(code);
  });

  it('takes the place of the version before it, and is current at once', () => {
    expect(refuseMaterial(next, SHIPPED_MATERIALS)).toBeUndefined();
    const current = currentMaterials([...SHIPPED_MATERIALS, next]);
    expect(current.filter(({ id }) => id === next.id).map(({ version }) => version)).toEqual([2]);
    expect(current).toHaveLength(SHIPPED_MATERIALS.length);
  });
});

describe('a completion', () => {
  const completion = {
    ori: 'XX0010100',
    material: { id: 'booking-staff-en', version: 1 },
    completedAt: '2031-04-30T12:00:00Z',
    staff: 12,
  };

  it('names a version that there is, at an instant that has come', () => {
    expect(refuseCompletion(completion, SHIPPED_MATERIALS, NOW)).toBeUndefined();
    const other = { ...completion, material: { id: 'booking-staff-en', version: 2 } };
    expect(refuseCompletion(other, SHIPPED_MATERIALS, NOW)?.code).toBe('UNKNOWN_MATERIAL');
    const ahead = { ...completion, completedAt: '2031-05-02T00:00:00Z' };
    expect(refuseCompletion(ahead, SHIPPED_MATERIALS, NOW)?.code).toBe('INSTANT_IN_FUTURE');
  });
});
