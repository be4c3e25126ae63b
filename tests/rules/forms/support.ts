import { extractText, getDocumentProxy, getMeta } from 'unpdf';
import type { DetainerDocument, PersonOnForm } from '../../../domain/detainer/document.ts';
import { renderDocument } from '../../../exchange/forms/render.ts';
import { SAMPLE_PERSON } from '../../../scripts/sample-documents.ts';

/** The text of each page as it can be selected: line breaks and blanks of every sort as one blank. */
export async function pagesOf(document: DetainerDocument, person: PersonOnForm = SAMPLE_PERSON): Promise<string[]> {
  const { bytes } = await renderDocument(document, person);
  const pdf = await getDocumentProxy(bytes);
  const { text } = await extractText(pdf, { mergePages: false });
  return text.map((page) => page.replaceAll(/\s+/g, ' '));
}

/** The document information and XMP of a file, as one text. */
export async function metadataOf(document: DetainerDocument, person: PersonOnForm): Promise<string> {
  const { bytes } = await renderDocument(document, person);
  const raw = Buffer.from(bytes).toString('latin1');
  return JSON.stringify(await getMeta(bytes)) + (raw.match(/<x:xmpmeta[\s\S]*?<\/x:xmpmeta>/)?.[0] ?? '');
}

/** Without blanks: where a line was broken is no matter. */
export function dense(text: string): string {
  return text.replaceAll(/\s+/g, '');
}
