import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const pageSchema = z.strictObject({
  sample: z.string(),
  /** How many steps of its script have been taken. */
  steps: z.int().min(0),
  /** Development people whom the script has acted as. */
  people: z.array(z.string()),
  /** DONE: the script came to its end. LEFT: somebody else acted first, or a step could not be taken. */
  ended: z.enum(['DONE', 'LEFT']).nullable(),
});
export type Page = z.infer<typeof pageSchema>;

const bookSchema = z.strictObject({ finished: z.boolean(), cases: z.record(z.string(), pageSchema) });

/**
 * What the demonstration has done, kept in the data folder under the ids of the cases: another database or another data folder has other
 * cases, and the demonstration runs there anew.
 */
export interface Notebook {
  /** Whether the demonstration came to its end. */
  readonly finished: boolean;
  page(caseId: string): Page | undefined;
  pages(): readonly (Page & { readonly caseId: string })[];
  write(caseId: string, page: Page): void;
  finish(): void;
  /** Forgets everything: the cases it knows are not those of this deployment. */
  clear(): void;
}

/** Opens the notebook in a file; a missing or damaged one is empty: every act carries a fixed key, so that none is done twice. */
export function openNotebook(file: string): Notebook {
  let book = read(file);
  const save = (next: typeof book): void => {
    book = next;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, JSON.stringify(book), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  return {
    get finished() {
      return book.finished;
    },
    page: (caseId) => book.cases[caseId],
    pages: () => Object.entries(book.cases).map(([caseId, page]) => ({ caseId, ...page })),
    write: (caseId, page) => save({ ...book, cases: { ...book.cases, [caseId]: page } }),
    finish: () => save({ ...book, finished: true }),
    clear: () => save({ finished: false, cases: {} }),
  };
}

function read(file: string): z.infer<typeof bookSchema> {
  try {
    return bookSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { finished: false, cases: {} };
  }
}
