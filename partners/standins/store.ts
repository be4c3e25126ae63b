/**
 * A small store of a stand-in: keys with JSON values, in memory and in one file to which every change is appended, so that a stand-in
 * that is killed and started again knows what it knew.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const lineSchema = z.strictObject({ key: z.string(), value: z.unknown() });

export interface Store {
  /** The value under `key`, or `undefined`. Throws ZodError where the file holds something else than `schema` expects. */
  get<T>(key: string, schema: z.ZodType<T>): T | undefined;
  put(key: string, value: unknown): void;
  delete(key: string): void;
  /** Keys with this prefix, in order of first writing. */
  keys(prefix: string): readonly string[];
}

/** Opens the store `name` in the directory `dir`, which is made if missing. A last line that a crash cut off is left out. */
export function openStore(dir: string, name: string): Store {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, `${name}.jsonl`);
  const values = existsSync(file) ? readLines(readFileSync(file, 'utf8')) : new Map<string, unknown>();
  writeWhole(file, values);
  const append = (line: object): void => appendFileSync(file, `${JSON.stringify(line)}\n`);
  return {
    get: (key, schema) => (values.has(key) ? schema.parse(values.get(key)) : undefined),
    put(key, value) {
      values.set(key, value);
      append({ key, value });
    },
    delete(key) {
      if (values.delete(key)) append({ key, value: null });
    },
    keys: (prefix) => [...values.keys()].filter((key) => key.startsWith(prefix)),
  };
}

function readLines(text: string): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const line of text.split('\n')) {
    const parsed = parseLine(line);
    if (parsed === undefined) continue;
    if (parsed.value === null) values.delete(parsed.key);
    else values.set(parsed.key, parsed.value);
  }
  return values;
}

function parseLine(line: string): z.infer<typeof lineSchema> | undefined {
  try {
    return lineSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/** On opening, the file is rewritten with what still counts, so that it does not grow for ever. */
function writeWhole(file: string, values: ReadonlyMap<string, unknown>): void {
  const lines = [...values].map(([key, value]) => `${JSON.stringify({ key, value })}\n`);
  writeFileSync(`${file}.new`, lines.join(''));
  renameSync(`${file}.new`, file);
}
