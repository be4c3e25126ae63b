import type { english } from './en.ts';

/** What a notice can say. A catalog that lacks one of these does not compile. */
export type MessageKey = keyof typeof english;
export type Messages = Readonly<Record<MessageKey, string>>;

/** The signs that join what a page puts together, with their blanks. */
export interface Signs {
  readonly colon: string;
  readonly stop: string;
  readonly list: string;
  readonly open: string;
  readonly close: string;
}

/** The texts of the notices in one language. */
export interface Catalog {
  /** BCP 47, for the document's tags and for dates, e.g. `zh-Hans`. */
  readonly locale: string;
  /** The script that governs line breaks and the font. */
  readonly script: 'Latin' | 'Han';
  readonly signs: Signs;
  /** The revision of the English text that this is a translation of. */
  readonly sourceRevision: number;
  /** The qualified person who has reviewed the text, and the day, `YYYY-MM-DD`. Null until then: the page says so. */
  readonly reviewedBy: string | null;
  readonly reviewedOn: string | null;
  readonly messages: Messages;
}

/**
 * A message with its `{names}` filled in. Values come from the documents and stand as they are; a name that is not given stays visible rather
 * than leaving a hole in a sentence.
 */
export function message(catalog: Catalog, key: MessageKey, values: Readonly<Record<string, string>> = {}): string {
  return catalog.messages[key].replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
