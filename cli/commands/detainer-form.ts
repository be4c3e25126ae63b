import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { z } from 'zod';
import { documentListSchema } from '../../domain/api/views.ts';
import { CliError, EXIT } from '../exit.ts';
import { type Io, print } from '../io.ts';
import { spoken, table, when } from '../render/text.ts';
import { saveFile } from '../save.ts';
import { apiCommand, type Work } from './common.ts';

type Documents = z.infer<typeof documentListSchema>['documents'];

/** `sc detainer form`: the PDFs that were made of a detainer. */
export function formCommand(io: Io): Command {
  return apiCommand(io, {
    usage: 'form <id>',
    summary: 'list the documents of a detainer; --out saves the newest form, or into a folder all of them',
    options: [
      ['--out <file>', 'save the PDF here; a folder gets every document'],
      ['--kind <kind>', 'request (unless told), clock-notice or release-notice'],
    ],
    examples: [
      'detainer form 3f2a-1 --as jail-one',
      'detainer form 3f2a-1 --as jail-one --out form.pdf',
      'detainer form 3f2a-1 --as officer --out limit.pdf --kind clock-notice',
    ],
    work: form,
  });
}

async function form(work: Work): Promise<void> {
  const [id = ''] = work.args;
  const path = `/v1/detainers/${encodeURIComponent(id)}/documents`;
  const answer = await work.api.call({ path, answer: documentListSchema });
  const out = work.option('out');
  const saved = out === undefined ? [] : await save(work, path, out, answer.documents);
  print(work.io, work.json, answer, () => (out === undefined ? listOf(answer.documents) : saved.join('\n')));
}

async function save(work: Work, path: string, out: string, documents: Documents): Promise<string[]> {
  const wanted = isFolder(out) ? documents : newest(documents, work.option('kind') ?? 'request');
  const saved: string[] = [];
  for (const { kind, revision, sha256 } of wanted) {
    const file = isFolder(out) ? join(out, `${dashed(kind)}-${revision}-${sha256.slice(0, 8)}.pdf`) : out;
    saveFile(file, await work.api.download(`${path}/${sha256}`));
    saved.push(`Saved: ${spoken(kind)}, revision ${revision}, as ${file}`);
  }
  return saved;
}

function newest(documents: Documents, kind: string): Documents {
  const found = documents.findLast((document) => dashed(document.kind) === kind.toLowerCase());
  if (found !== undefined) return [found];
  throw new CliError(
    EXIT.notFound,
    'NO_SUCH_DOCUMENT',
    'No such document was made of this detainer: without --out the command lists what there is.',
    { field: '--kind' },
  );
}

function listOf(documents: Documents): string {
  if (documents.length === 0) return 'No document.';
  const rows = documents.map(({ kind, revision, madeAt, bytes, sha256 }) => {
    return [spoken(kind), String(revision), when(madeAt, undefined), `${Math.ceil(bytes / 1024)} KiB`, sha256];
  });
  return table([['document', 'revision', 'made', 'size', 'SHA-256'], ...rows]);
}

function dashed(kind: string): string {
  return kind.toLowerCase().replaceAll('_', '-');
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
