import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { PAYLOAD_CONVERTER_PATH } from '../runtime/payload/data-converter.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const WORKFLOWS_PATH = join(ROOT, 'workflows', 'index.ts');
const INTERCEPTORS_PATH = join(ROOT, 'runtime', 'payload', 'reserved-signals.ts');
/** What the bundle is made of: a change in any of it is another build. */
const SOURCES = ['workflows', 'domain', 'runtime/payload', 'package-lock.json'];

/** The workflow code as one file, and the build it belongs to. */
export interface WorkflowBundle {
  readonly codePath: string;
  /** Same sources, same build: twelve hex digits. */
  readonly buildId: string;
}

/** The prebuilt bundle of the present sources; built (a few seconds) where there is none yet, and kept under its build id in `build/`. */
export async function workflowBundle(): Promise<WorkflowBundle> {
  const buildId = buildIdOfSources();
  const folder = join(ROOT, 'build');
  const codePath = join(folder, `workflows-${buildId}.js`);
  if (readable(codePath)) return { codePath, buildId };
  const { code } = await bundleWorkflowCode({
    workflowsPath: WORKFLOWS_PATH,
    payloadConverterPath: PAYLOAD_CONVERTER_PATH,
    workflowInterceptorModules: [INTERCEPTORS_PATH],
    logger: new DefaultLogger('WARN'),
  });
  mkdirSync(folder, { recursive: true });
  const temporary = `${codePath}.${process.pid}`;
  writeFileSync(temporary, code);
  renameSync(temporary, codePath);
  return { codePath, buildId };
}

function buildIdOfSources(): string {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((source) => filesUnder(source)))
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(ROOT, file)))
      .update('\0');
  return hash.digest('hex').slice(0, 12);
}

function filesUnder(source: string): string[] {
  if (/\.[a-z]+$/.test(source)) return [source];
  const entries = readdirSync(join(ROOT, source), { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length));
  return files.toSorted();
}

function readable(path: string): boolean {
  try {
    return readFileSync(path).length > 0;
  } catch {
    return false;
  }
}
