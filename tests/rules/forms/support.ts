import { extractText, getDocumentProxy, getMeta } from 'unpdf';
import type { DetainerDocument, PersonOnForm } from '../../../domain/detainer/document.ts';
import { canonicalSha256 } from '../../../domain/canonical.ts';
import { renderDocument } from '../../../exchange/forms/render.ts';
import { SAMPLE_PERSON } from '../../../scripts/sample-documents.ts';

interface Rendered {
  readonly bytes: Uint8Array;
  /** The text of each page as it can be selected: line breaks and blanks of every sort as one blank. */
  readonly pages: string[];
}

const known = new Map<string, Promise<Rendered>>();

/** A document and the text read back from it, made once for the same content. */
export function rendered(document: DetainerDocument, person: PersonOnForm = SAMPLE_PERSON): Promise<Rendered> {
  const key = canonicalSha256({ document, person });
  const found = known.get(key) ?? readBack(document, person);
  known.set(key, found);
  return found;
}

async function readBack(document: DetainerDocument, person: PersonOnForm): Promise<Rendered> {
  const { bytes } = await renderDocument(document, person);
  // The reader takes the bytes over.
  const pdf = await getDocumentProxy(bytes.slice());
  const { text } = await extractText(pdf, { mergePages: false });
  return { bytes, pages: text.map((page) => page.replaceAll(/\s+/g, ' ')) };
}

export async function pagesOf(document: DetainerDocument, person: PersonOnForm = SAMPLE_PERSON): Promise<string[]> {
  return (await rendered(document, person)).pages;
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
