import { createRequire } from 'node:module';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

// The SDK's own reader of protobuf JSON works only where one copy of protobufjs serves all its packages, which an installer need not arrange;
// the copy that belongs to the protocol definitions always understands them.
const require = createRequire(import.meta.url);
const requireOfProto = createRequire(require.resolve('@temporalio/proto'));
const { fromJson } = requireOfProto('protobufjs/ext/protojson') as { fromJson(type: unknown, json: unknown, options: { ignoreUnknownFields: boolean }): object };
const { patchProtobufRoot } = require('@temporalio/proto/lib/patch-protobuf-root') as { patchProtobufRoot(root: unknown): { lookupType(name: string): unknown } };
const HISTORY = patchProtobufRoot(require('@temporalio/proto')).lookupType('temporal.api.history.v1.History');

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

/** What a version's folder holds, by path. */
const manifestSchema = z.record(z.string(), z.strictObject({ workflowType: z.string(), workflowId: z.string(), events: z.int(), sha256: z.string() }));
export type Manifest = z.infer<typeof manifestSchema>;

/** The folder of a version's histories. */
export function folderOf(version: string): string {
  return join(FOLDER, version);
}

/** The recorded versions, oldest first: one for each release, `1` until the first. */
export function versions(): string[] {
  const names = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory() && existsSync(join(FOLDER, entry.name, 'manifest.json')));
  return names.map(({ name }) => name).toSorted((a, b) => Number(a) - Number(b));
}

export function manifestOf(version: string): Manifest {
  return manifestSchema.parse(JSON.parse(readFileSync(join(folderOf(version), 'manifest.json'), 'utf8')));
}

/** A recorded history as the replayer takes it. */
export function historyOf(version: string, path: string): object {
  return fromJson(HISTORY, JSON.parse(historyText(version, path)), { ignoreUnknownFields: true });
}

/** The text of a recorded history: protobuf JSON. */
export function historyText(version: string, path: string): string {
  return readFileSync(join(folderOf(version), `${path}.json`), 'utf8');
}
