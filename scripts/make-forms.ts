/**
 * Writes every document for every shipped profile, with invented people, agencies and numbers, so that people can look at them.
 * Usage: npm run forms -- DIRECTORY
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderDocument } from '../exchange/forms/render.ts';
import { sampleDocuments, SAMPLE_PERSON } from './sample-documents.ts';

const directory = process.argv[2];
if (directory === undefined) {
  console.error('error: name the folder to write to, as in: npm run forms -- DIRECTORY');
  process.exitCode = 1;
} else {
  await mkdir(directory, { recursive: true });
  for (const { name, document } of sampleDocuments()) {
    const { bytes } = await renderDocument(document, SAMPLE_PERSON);
    await writeFile(join(directory, `${name}.pdf`), bytes);
    console.log(`${name}.pdf ${(bytes.length / 1000).toFixed(0)} KB`);
  }
}
