/**
 * Checks every document of every shipped profile against PDF/UA-1 with veraPDF (`npm run test:pdf`). It needs Java 8 or later and, the first
 * time, Maven Central; where one is missing it says so in one line and ends with exit code 1. `npm test` needs neither.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderDocument } from '../exchange/forms/render.ts';
import { download } from './lib/http.mjs';
import { ROOT } from './lib/install.mjs';
import { messageOf, runMain, SetupError } from './lib/say.mjs';
import { sampleDocuments, SAMPLE_PERSON } from './sample-documents.ts';

const VERSION = '1.28.2';
const SHA256 = '687d4d8bcfec48c9f7e931cf78ed061f1eeccfba55d4cdc000ba9b4d8aa46ce6';
const URL_OF_JAR = `https://repo1.maven.org/maven2/org/verapdf/apps/greenfield-apps/${VERSION}/greenfield-apps-${VERSION}.jar`;
const JAR = join(ROOT, '.cache', 'verapdf', `greenfield-apps-${VERSION}.jar`);
const FOLDER = join(ROOT, 'build', 'pdf');

await runMain(async () => {
  assertJava();
  await ensureJar();
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const files = await renderAll();
  const verdicts = validate(files);
  const failed = verdicts.filter((line) => !line.startsWith('PASS '));
  for (const line of failed) console.log(line);
  console.log(`${verdicts.length - failed.length} of ${files.length} documents pass PDF/UA-1 (veraPDF ${VERSION})`);
  return failed.length === 0 && verdicts.length === files.length ? 0 : 1;
});

function assertJava(): void {
  if (spawnSync('java', ['-version']).status === 0) return;
  throw new SetupError(
    'The check of PDF/UA-1 was not run, for want of Java: install Java 8 or later so that `java -version` answers.',
  );
}

async function ensureJar(): Promise<void> {
  if (existsSync(JAR) && sha256(readFileSync(JAR)) === SHA256) return;
  mkdirSync(join(ROOT, '.cache', 'verapdf'), { recursive: true });
  const arriving = `${JAR}.${process.pid}`;
  try {
    const found = await download(URL_OF_JAR, arriving, `downloading veraPDF ${VERSION}`);
    if (found !== SHA256)
      throw new SetupError(`The file at ${URL_OF_JAR} is not the one expected (SHA-256 ${found}). It was not used.`);
    renameSync(arriving, JAR);
  } catch (error) {
    rmSync(arriving, { force: true });
    if (error instanceof SetupError) throw error;
    throw new SetupError(
      `The check of PDF/UA-1 was not run: veraPDF could not be fetched (${messageOf(error)}). Put ${URL_OF_JAR} at ${JAR}.`,
    );
  }
}

async function renderAll(): Promise<string[]> {
  const files: string[] = [];
  for (const { name, document } of sampleDocuments()) {
    const { bytes } = await renderDocument(document, SAMPLE_PERSON);
    const file = join(FOLDER, `${name}.pdf`);
    writeFileSync(file, bytes);
    files.push(file);
  }
  return files;
}

/** One line per document: `PASS file ua1`, or `FAIL file ua1` and the rules it breaks. */
function validate(files: readonly string[]): string[] {
  const args = ['-cp', JAR, 'org.verapdf.apps.GreenfieldCliWrapper', '-f', 'ua1', '--format', 'text', ...files];
  const { stdout, stderr, error } = spawnSync('java', args, { encoding: 'utf8', maxBuffer: 50_000_000 });
  if (error) throw error;
  const lines = stdout.split('\n').filter((line) => /^(PASS|FAIL) /.test(line));
  if (lines.length === 0) throw new SetupError(`veraPDF gave no verdict: ${stderr.trim().split('\n').at(-1) ?? ''}`);
  return lines;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
