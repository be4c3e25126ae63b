import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { materialText } from '../../../domain/training/message.ts';
import { SHIPPED_MATERIALS } from '../../../domain/training/shipped.ts';
import { type FakeApi, fakeApi, sc } from './fixture.ts';

const AT = '2031-05-02T16:00:00Z';
const MATERIALS = SHIPPED_MATERIALS.map((material) => ({
  ...material,
  current: true,
  forStaff: material.audience !== 'COMMUNITY',
  added: null,
  text: materialText(material),
}));
const AGENCY = {
  ori: 'XX0010100',
  name: 'Example County Sheriff',
  jurisdictions: ['XX-EXAMPLE'],
  materials: [
    {
      id: 'booking-staff-en',
      version: 1,
      title: 'For booking staff',
      forStaff: true,
      sentAt: AT,
      receivedAt: null,
      completions: [],
    },
    {
      id: 'command-en',
      version: 1,
      title: 'For command',
      forStaff: true,
      sentAt: AT,
      receivedAt: AT,
      completions: [{ completedAt: AT, staff: 3, by: 'jail-one', name: 'Ari Vale', at: AT }],
    },
  ],
};

let api: FakeApi;
beforeEach(async () => {
  api = await fakeApi();
  api.answers.set('GET /v1/training/materials', { status: 200, json: { materials: MATERIALS } });
  api.answers.set('GET /v1/training/status', { status: 200, json: { at: AT, agencies: [AGENCY], next: null } });
});
afterEach(async () => {
  await api.stop();
});

const run = (...words: string[]) => sc([...words, '--as', 'jail-one'], api.env);

describe('sc training', () => {
  it('lists the materials and says which translation nobody reviewed', async () => {
    const { code, out } = await run('training', 'materials');
    expect(code).toBe(0);
    expect(out).toMatch(/booking-staff-en@1 +booking staff +en +sent +the system +For booking staff/);
    expect(out).toMatch(/community-es@1 .*translation not reviewed/);
  });

  it('reads one', async () => {
    expect((await run('training', 'read', 'command-en')).out).toContain('A detainer (Form I-247) is a request');
    expect((await run('training', 'read', 'command-en@2')).code).toBe(4);
  });

  it('shows who has what in words', async () => {
    const { out } = await run('training', 'status', '--missing', '--jurisdiction', 'XX-EXAMPLE');
    expect(out).toMatch(/booking-staff-en@1 +sent .* no receipt .* nobody went through it yet/);
    expect(out).toMatch(/command-en@1 .* received .* 3 of the staff, .* \(jail-one\)/);
    expect(api.heard.at(-1)?.path).toContain('jurisdiction=XX-EXAMPLE&missing=true');
  });

  it('sends until nothing is missing', async () => {
    const answers = [40, 2, 0];
    api.answers.set('POST /v1/training/send', () => ({ status: 200, json: { agencies: answers.shift() ?? 0 } }));
    expect((await run('training', 'send')).out).toContain('Sent to 42 agencies');
    expect(answers).toEqual([]);
  });

  it('records a completion of the version that is sent', async () => {
    const recorded = {
      ori: 'XX0010100',
      material: { id: 'command-en', version: 1 },
      completedAt: AT,
      staff: 3,
      by: 'jail-one',
      name: 'Ari Vale',
      at: AT,
    };
    api.answers.set('POST /v1/training/completions', { status: 201, json: recorded });
    const ran = await run('training', 'complete', 'command-en', '--ori', 'XX0010100', '--staff', '3', '--at', AT);
    expect(ran.out).toContain('Recorded: 3 of the staff of XX0010100');
    expect(JSON.parse(api.heard.at(-1)?.body ?? '')).toEqual({
      ori: 'XX0010100',
      material: { id: 'command-en', version: 1 },
      completedAt: AT,
      staff: 3,
    });
    expect((await run('training', 'complete', 'command-en', '--ori', 'XX0010100', '--staff', '3')).err).toContain(
      'OPTION_MISSING',
    );
  });

  it('adds a version from a file', async () => {
    const file = join(api.dir, 'own.json');
    writeFileSync(file, JSON.stringify({ ...SHIPPED_MATERIALS[0], version: 2 }));
    api.answers.set('POST /v1/training/materials', { status: 201, json: { ...MATERIALS[0], version: 2 } });
    expect((await run('training', 'add', file)).out).toContain(
      'Added. It goes to every agency of an active jurisdiction.',
    );
    expect((await run('training', 'add', join(api.dir, 'none.json'))).err).toContain('FILE_UNREADABLE');
  });
});

describe('sc plan map and timeline', () => {
  it('save what the API draws', async () => {
    const file = join(api.dir, 'map.svg');
    api.answers.set('GET /v1/plan/map.svg', { status: 200, json: 'picture' });
    expect((await run('plan', 'map', '--out', file, '--at', AT)).out).toContain('Saved as');
    expect(readFileSync(file, 'utf8')).toBe('"picture"');
    expect(api.heard.at(-1)?.path).toBe(`/v1/plan/map.svg?at=${encodeURIComponent(AT)}`);
    api.answers.set('GET /v1/plan/timeline.svg', { status: 200, json: 'picture' });
    expect((await run('plan', 'timeline', '--out', file)).code).toBe(0);
    expect((await run('plan', 'timeline')).err).toContain('OPTION_MISSING');
  });
});
