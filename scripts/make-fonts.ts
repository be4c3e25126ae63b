/**
 * Writes the fonts of the forms: subsets of Noto Sans (Latin with Vietnamese, Greek, Cyrillic) and of Noto Sans SC (the characters of the
 * Chinese catalogs and of Chinese dates). Run it after a catalog has changed its characters; the tests say when that is needed.
 * The full fonts and the subsetter are installed apart, under build/: they are 90 MB and nothing else needs them.
 * Usage: npx tsx scripts/make-fonts.ts
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CATALOGS } from '../exchange/forms/catalog/index.ts';

const ROOT = join(import.meta.dirname, '..');
const TOOLS = join(ROOT, 'build', 'fonts');
const TARGET = join(ROOT, 'exchange', 'forms', 'fonts');
const PACKAGES = ['subset-font@2.9.0', '@expo-google-fonts/noto-sans@0.4.2', '@expo-google-fonts/noto-sans-sc@0.4.3'];

/** Blocks of Unicode, first and last code point. */
const LATIN_GREEK_CYRILLIC = [
  [0x20, 0x7e],
  [0xa0, 0x52f],
  [0x1e00, 0x1fff],
  [0x2000, 0x206f],
  [0x20a0, 0x20bf],
  [0x2100, 0x218f],
  [0x2212, 0x2212],
] as const;
/** What Intl writes into Chinese dates, and the signs that the forms use in every language but Noto Sans lacks. */
const CHINESE_DATES = '年月日周星期一二三四五六上午下午凌晨清早晚中 0123456789:()';
const SIGNS = '→□，。：；、（）“”';

/**
 * Kerning and the place of marks, and no substitution: where a letter is drawn as two glyphs, the text that is copied or read aloud from the
 * document comes out wrong (Vietnamese above all).
 */
const FEATURES = ['kern', 'mark', 'mkmk'];

type SubsetFont = (
  font: Buffer,
  text: string,
  options: { noHinting: boolean; keepFeatures: string[] },
) => Promise<Buffer>;

mkdirSync(TOOLS, { recursive: true });
writeFileSync(join(TOOLS, 'package.json'), '{"private":true}\n');
execFileSync('npm', ['install', '--save-exact', '--no-audit', '--no-fund', ...PACKAGES], {
  cwd: TOOLS,
  stdio: 'inherit',
});

const subsetFont = await loadSubsetter();
const latin = LATIN_GREEK_CYRILLIC.map(([from, to]) => characters(from, to)).join('');
const han = Object.values(CATALOGS).filter(({ script }) => script === 'Han');
const chinese = [
  ...han.flatMap(({ messages }) => Object.values(messages)),
  CHINESE_DATES,
  SIGNS,
  characters(0x20, 0x7e),
].join('');

await write('noto-sans', '400Regular/NotoSans_400Regular.ttf', 'NotoSans-Regular.ttf', latin);
await write('noto-sans', '700Bold/NotoSans_700Bold.ttf', 'NotoSans-Bold.ttf', latin);
await write('noto-sans-sc', '400Regular/NotoSansSC_400Regular.ttf', 'NotoSansSC-Regular.ttf', chinese);
await write('noto-sans-sc', '700Bold/NotoSansSC_700Bold.ttf', 'NotoSansSC-Bold.ttf', chinese);
copyFileSync(fontPath('noto-sans', 'LICENSE_FONT'), join(TARGET, 'NotoSans-OFL.txt'));
copyFileSync(fontPath('noto-sans-sc', 'LICENSE_FONT'), join(TARGET, 'NotoSansSC-OFL.txt'));

async function write(family: string, source: string, target: string, text: string): Promise<void> {
  const bytes = await subsetFont(readFileSync(fontPath(family, source)), text, {
    noHinting: true,
    keepFeatures: FEATURES,
  });
  writeFileSync(join(TARGET, target), bytes);
  console.log(`${target} ${(bytes.length / 1000).toFixed(0)} KB`);
}

function fontPath(family: string, file: string): string {
  return join(TOOLS, 'node_modules', '@expo-google-fonts', family, file);
}

function characters(from: number, to: number): string {
  return String.fromCodePoint(...Array.from({ length: to - from + 1 }, (_, index) => from + index));
}

async function loadSubsetter(): Promise<SubsetFont> {
  const url = pathToFileURL(join(TOOLS, 'node_modules', 'subset-font', 'index.js'));
  const loaded = (await import(url.href)) as { default: SubsetFont };
  return loaded.default;
}
