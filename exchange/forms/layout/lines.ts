import { fontFor, printable, type FontName } from './fonts.ts';

/** A piece of a paragraph. `locale` where its language is not that of the page, so that it is read aloud rightly. */
export interface Span {
  readonly text: string;
  readonly bold?: boolean;
  readonly locale?: string;
}

/** Letters that are drawn together: one font, one language. */
export interface Run {
  readonly text: string;
  readonly font: FontName;
  readonly locale: string | undefined;
}

/** How wide a text is in points, in a font at the size in use. */
export type Measure = (text: string, font: FontName) => number;

/** What a line break never divides: a word with the blank after it, or one Han character with the signs that stay with it. */
interface Unit {
  readonly runs: readonly Run[];
  readonly width: number;
  /** Width without the blank at its end. */
  readonly bare: number;
}

/** Forbids a line break where it stands, and is not printed. */
export const WORD_JOINER = '\u2060';

const HAN = /[\u2E80-\u9FFF\uFF00-\uFFEF\u3000-\u303F]/u;
/** Signs that never begin a line, and signs that never end one. */
const CLOSING = /[，。：；、！？）”’》…·]/u;
const OPENING = /[（“‘《]/u;
/** French sets a blank before these; the line must not break there. */
const AFTER_BLANK = /[»:;!?]/u;

/** Breaks a paragraph into lines no wider than `width` points. A word wider than a line is divided between characters. */
export function breakLines(
  spans: readonly Span[],
  { script, width, measure }: { script: 'Latin' | 'Han'; width: number; measure: Measure },
): readonly (readonly Run[])[] {
  const letters = spans.flatMap((span) => lettersOf(span, script));
  const units = unitsOf(letters).flatMap((unit) => fitting(unit, width, measure));
  const lines: Unit[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const unit of units) {
    if (used + unit.bare > width) {
      lines.push([]);
      used = 0;
    }
    lines.at(-1)?.push(unit);
    used += unit.width;
  }
  return lines.map((line) => merged(line.flatMap((unit) => unit.runs)));
}

function lettersOf({ text, bold = false, locale }: Span, script: 'Latin' | 'Han'): Run[] {
  return Array.from(printable(text)).map((character) => ({
    text: character,
    font: fontFor(character, script, bold) ?? fontFor(character, script, false) ?? 'latin-regular',
    locale,
  }));
}

/** Letters gathered so that a break may come after each group. */
function unitsOf(letters: readonly Run[]): Run[][] {
  const units: Run[][] = [];
  for (const [index, letter] of letters.entries()) {
    const before = letters[index - 1]?.text;
    const earlier = letters[index - 2]?.text;
    if (before === undefined || (`${earlier ?? ''}${before}` !== '« ' && mayBreak(before, letter.text))) units.push([]);
    units.at(-1)?.push(letter);
  }
  return units;
}

function mayBreak(before: string, after: string): boolean {
  if (after === ' ' || before === WORD_JOINER || after === WORD_JOINER) return false;
  if (before === ' ') return !AFTER_BLANK.test(after);
  if (CLOSING.test(after) || OPENING.test(before)) return false;
  return HAN.test(before) || HAN.test(after);
}

function fitting(letters: readonly Run[], width: number, measure: Measure): Unit[] {
  const unit = unitFrom(letters, measure);
  if (unit.bare <= width || letters.length < 2) return [unit];
  const half = Math.ceil(letters.length / 2);
  return [...fitting(letters.slice(0, half), width, measure), ...fitting(letters.slice(half), width, measure)];
}

function unitFrom(letters: readonly Run[], measure: Measure): Unit {
  const runs = merged(letters);
  const last = runs.at(-1);
  const bareRuns = last ? [...runs.slice(0, -1), { ...last, text: last.text.trimEnd() }] : [];
  return { runs, width: widthOf(runs, measure), bare: widthOf(bareRuns, measure) };
}

/** The width of a line of runs, in points. */
export function widthOf(runs: readonly Run[], measure: Measure): number {
  return runs.reduce((sum, run) => sum + (run.text === '' ? 0 : measure(run.text, run.font)), 0);
}

function merged(letters: readonly Run[]): Run[] {
  const runs: Run[] = [];
  for (const letter of letters) {
    if (letter.text === WORD_JOINER) continue;
    const last = runs.at(-1);
    if (last && last.font === letter.font && last.locale === letter.locale) {
      runs[runs.length - 1] = { ...last, text: last.text + letter.text };
    } else runs.push(letter);
  }
  return runs;
}
