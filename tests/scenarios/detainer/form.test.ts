import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { groupedCode } from '../../../domain/detainer/document.ts';
import { NOTICE_LANGUAGES, PHONE_LINES } from '../../../domain/profile/profile.ts';
import { sha256Hex } from '../../../domain/canonical.ts';
import { CATALOGS } from '../../../exchange/forms/catalog/index.ts';
import { after, callApi, JAIL, MINUTE, type Scenes, scenesOf } from '../../support/scenes.ts';
import { startSystem, type System } from '../../support/system.ts';

let system: System;
let scenes: Scenes;
beforeAll(async () => {
  system = await startSystem();
  scenes = scenesOf(system);
});
afterAll(async () => {
  await system.stop();
});

const RELEASE = '2039-09-16T17:00:00-04:00';
const LIMIT = '2039-09-20T17:00:00-04:00';

/** The words of a message's PDF, as a reader that knows nothing of how it was made extracts them. */
async function wordsOf(caseId: string, kind: 'DETAINER' | 'CLOCK_NOTICE' | 'RELEASE_NOTICE'): Promise<string> {
  const { attachmentSha256 } = await scenes.letter(`agency:${JAIL}`, caseId, kind);
  const bytes = await system.records.attachments.read(caseId, attachmentSha256 ?? '');
  if (bytes === null) throw new Error(`No PDF with the ${kind}`);
  expect(sha256Hex(bytes)).toBe(attachmentSha256);
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: true });
  return text.replaceAll(/\s+/g, ' ');
}

describe('the form that goes to the jail', () => {
  it('comes as PDF with a notice in six languages, the three numbers and who answers each, in every one of them [C3 must] [C4 must] [E7 must]', async () => {
    const { caseId } = await scenes.dormantAt(RELEASE);
    const text = await wordsOf(caseId, 'DETAINER');
    const { numbers } = await system.records.profiles.inForce('xx-example', RELEASE);
    for (const language of NOTICE_LANGUAGES)
      expect(text).toContain(CATALOGS[language].messages.limitHeading.replaceAll(/\s+/g, ' '));
    for (const line of PHONE_LINES) {
      const { number = '' } = numbers[line] ?? {};
      expect(text.split(number).length - 1).toBeGreaterThanOrEqual(NOTICE_LANGUAGES.length);
    }
    const [row] = await system.records.cases.detainers(caseId);
    expect(text).toContain(groupedCode(row?.code ?? ''));
  });

  it('is followed by the exact instant once release is due, and by word that the request has ended, both as PDF [C7 must] [E7 must]', async () => {
    const { caseId, detainerId } = await scenes.dormantAt(RELEASE);
    await scenes.runs(detainerId, RELEASE);
    const { numbers } = await system.records.profiles.inForce('xx-example', RELEASE);
    const clock = await wordsOf(caseId, 'CLOCK_NOTICE');
    expect(clock).toContain('2039');
    expect(clock).toContain(numbers.dayAndNight?.number);
    await scenes.moveTo(detainerId, after(LIMIT, MINUTE));
    expect(await wordsOf(caseId, 'RELEASE_NOTICE')).toContain(numbers.dayAndNight?.number);
  });

  it('is had by the jail it is addressed to, byte for byte each time, and by no other [C3 must] [E7 must]', async () => {
    const { caseId, detainerId } = await scenes.dormantAt(RELEASE);
    const { attachmentSha256 } = await scenes.letter(`agency:${JAIL}`, caseId, 'DETAINER');
    const path = `/v1/detainers/${detainerId}/documents`;
    const { status, body } = await callApi(system, 'jail-one', { path });
    expect(status).toBe(200);
    expect(JSON.stringify(body)).toContain(attachmentSha256 ?? 'none');
    expect((await callApi(system, 'jail-two', { path })).status).not.toBe(200);
  });
});
