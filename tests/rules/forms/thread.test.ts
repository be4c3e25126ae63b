import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { PROFILE_2011_06 } from '../../../domain/profile/shipped.ts';
import { documentThread } from '../../../exchange/forms/thread.ts';
import { SAMPLE_PERSON, sampleClockNotice } from '../../../scripts/sample-documents.ts';

/** A thread that fails at its first document, and is slow to end. */
const FAILING = `
import { parentPort } from 'node:worker_threads';
parentPort.on('message', ({ id, document }) => {
  if (document.revision === 1) throw new Error('out of order');
  setTimeout(() => parentPort.postMessage({ id, ok: true, rendered: { bytes: new Uint8Array(), sha256: 'made' } }), 300);
});`;

it('one thread that fails takes only its own document along: the next one is made by the next thread', async () => {
  const entry = join(mkdtempSync(join(tmpdir(), 'secure-communities-thread-')), 'thread.mjs');
  writeFileSync(entry, FAILING);
  const thread = documentThread(pathToFileURL(entry));
  const document = sampleClockNotice(PROFILE_2011_06);
  await expect(thread.render({ ...document, revision: 1 }, SAMPLE_PERSON)).rejects.toMatchObject({
    code: 'RENDERING_STOPPED',
  });
  expect(await thread.render({ ...document, revision: 2 }, SAMPLE_PERSON)).toMatchObject({ sha256: 'made' });
  await thread.close();
});
