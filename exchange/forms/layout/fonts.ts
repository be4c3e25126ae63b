import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { create, type Font } from 'fontkit';

/** The fonts that every document embeds, by the name under which a document registers them. `scripts/make-fonts.ts` makes the files. */
const FILES = {
  'latin-regular': 'NotoSans-Regular.ttf',
  'latin-bold': 'NotoSans-Bold.ttf',
  'han-regular': 'NotoSansSC-Regular.ttf',
  'han-bold': 'NotoSansSC-Bold.ttf',
} as const;
export type FontName = keyof typeof FILES;
export const FONT_NAMES = Object.keys(FILES) as readonly FontName[];

/** Stands for a character that no font of ours has. */
export const REPLACEMENT_MARK = '□';

interface LoadedFont {
  readonly bytes: Buffer;
  readonly font: Font;
}

const loaded = new Map<FontName, LoadedFont>();

function load(name: FontName): LoadedFont {
  const known = loaded.get(name);
  if (known) return known;
  const bytes = readFileSync(join(import.meta.dirname, '..', 'fonts', FILES[name]));
  const font = create(bytes);
  if (!('hasGlyphForCodePoint' in font)) throw new Error(`${FILES[name]} is a collection of fonts, not one`);
  const fresh = { bytes, font };
  loaded.set(name, fresh);
  return fresh;
}

/** The file of a font. */
export function fontBytes(name: FontName): Buffer {
  return load(name).bytes;
}

/** Whether a font can show a character (one code point). */
function has(name: FontName, character: string): boolean {
  return load(name).font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0);
}

/** Which font shows a character: that of the page's script where it can, else the other; undefined if none can. */
export function fontFor(character: string, script: 'Latin' | 'Han', bold: boolean): FontName | undefined {
  const latin = bold ? 'latin-bold' : 'latin-regular';
  const han = bold ? 'han-bold' : 'han-regular';
  const order: readonly FontName[] = script === 'Han' ? [han, latin] : [latin, han];
  return order.find((name) => has(name, character));
}

/**
 * Text as it can be printed: composed characters, no control characters, and the replacement mark for what no font has. A name never breaks
 * a form.
 */
export function printable(text: string): string {
  const clean = text
    .normalize('NFC')
    .replaceAll(/\p{Cc}+/gu, ' ')
    .replaceAll('\u202F', '\u00A0');
  const characters = Array.from(clean);
  return characters.map((character) => (fontFor(character, 'Latin', false) ? character : REPLACEMENT_MARK)).join('');
}
