import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  caseListSchema,
  caseViewSchema,
  detainerListSchema,
  type EventView,
  sessionAnswerSchema,
  verificationSchema,
} from '../../domain/api/views.ts';
import { endLeftoverParts } from '../../scripts/lib/parts.mjs';
import { endLeftoverPostgres } from '../../scripts/lib/postgres.mjs';
import { freePort } from '../../scripts/lib/processes.mjs';
import { endLeftoverTemporal } from '../../scripts/lib/temporal-server.mjs';
import { startTree, type Tree } from '../support/tree.ts';

const SAMPLE = '19-no-answer-necessary';
const START_MS = 120_000;

/** What must be the same before and after: cases, clocks, and every event that was written. */
interface Snapshot {
  readonly cases: readonly string[];
  readonly clocks: readonly (readonly [detainerId: string, startedAt: string | null, limitAt: string | null])[];
  readonly events: ReadonlyMap<string, readonly EventView[]>;
}

/** The tree needs /proc to be killed as a whole. */
describe.runIf(existsSync('/proc/self/stat'))('npm start after kill -9 of the whole tree', () => {
  let dataDir: string;
  let env: Record<string, string>;
  let url: string;
  let tree: Tree | undefined;
  let before: Snapshot;
  let firstRun: string;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'secure-communities-restart-'));
    chmodSync(dataDir, 0o711); // PostgreSQL may run as another account, which must be able to pass
    const [api, temporal, ui] = [await freePort(), await freePort(), await freePort()];
    url = `http://127.0.0.1:${api}`;
    env = {
      SC_DATA_DIR: dataDir,
      SC_API_PORT: String(api),
      SC_TEMPORAL_PORT: String(temporal),
      SC_TEMPORAL_UI_PORT: String(ui),
    };
    tree = startTree(env);
    await tree.printed(/the first case is closed/, START_MS);
    // In the middle of the demonstration, with a clock that runs for days.
    await tree.printed(new RegExp(`${SAMPLE} .*the clock runs until`), START_MS);
    before = await snapshot(url);
    firstRun = tree.output();
    await tree.kill();
    tree = startTree(env);
    await tree.printed(/Ctrl-C stops everything/, START_MS);
  }, 3 * START_MS);

  afterAll(async () => {
    await tree?.kill();
    const place = join(dataDir, 'postgres', 'place');
    const cluster = existsSync(place) ? readFileSync(place, 'utf8').trim() : undefined;
    await endLeftoverParts(dataDir);
    await endLeftoverTemporal(dataDir);
    await endLeftoverPostgres(join(dataDir, 'postgres'));
    if (cluster !== undefined && !cluster.startsWith(dataDir))
      rmSync(dirname(cluster), { recursive: true, force: true });
    rmSync(dataDir, { recursive: true, force: true });
  }, START_MS);

  it('keeps every case, submits none again, and lets no clock move', async () => {
    const after = await snapshot(url);
    expect(before.cases.length).toBeGreaterThanOrEqual(18);
    expect(after.cases).toEqual(before.cases);
    expect(before.clocks.filter(([, startedAt]) => startedAt !== null).length).toBeGreaterThan(0);
    for (const clock of before.clocks.filter(([, startedAt]) => startedAt !== null))
      expect(after.clocks).toContainEqual(clock);
  });

  it('keeps every event as it was written, and no step was done twice', async () => {
    const after = await snapshot(url);
    for (const [caseId, events] of before.events) {
      const now = after.events.get(caseId) ?? [];
      expect(now.slice(0, events.length)).toEqual(events);
      expect(now.map(({ position }) => position)).toEqual(now.map((_, index) => index + 1));
      const steps = now.map(({ stream, seq }) => `${stream}#${seq}`);
      expect(new Set(steps).size).toBe(steps.length);
    }
  });

  it('repeats no act of the demonstration', async () => {
    const after = await snapshot(url);
    for (const [caseId, events] of after.events) {
      const acts = events
        .filter(({ authorRole, stream }) => authorRole !== null && stream === caseId)
        .map(({ kind, author }) => `${kind} by ${author ?? ''}`);
      const twice = acts.filter((act, index) => acts.indexOf(act) !== index);
      // One sample is reviewed twice on purpose, after its criminal case ended.
      expect(twice.filter((act) => !act.startsWith('STATUS_REVIEWED'))).toEqual([]);
    }
    expect(firstRun).toContain('refused at the door: NO_PRINTS');
  });

  it('the chain of every case verifies', async () => {
    const token = await signedIn(url, 'auditor');
    for (const caseId of before.cases) {
      const { ok, says } = verificationSchema.parse(await get(url, token, `/v1/cases/${caseId}/verify`));
      expect({ caseId, ok, says }).toMatchObject({ ok: true });
    }
  });

  it(
    'ends as told, with the work in hand finished',
    async () => {
      expect(await tree?.stop()).toBe(0);
      const again = startTree(env);
      tree = again;
      await again.printed(/has been shown on this data before/, START_MS);
      await again.printed(/Ctrl-C stops everything/, START_MS);
      expect(again.output()).not.toContain('Submitting the sample bookings');
      expect(again.output()).toMatch(/OPEN CASE[\s\S]*DETAINER/);
    },
    2 * START_MS,
  );
});

async function snapshot(url: string): Promise<Snapshot> {
  const token = await signedIn(url, 'administrator');
  const { cases } = caseListSchema.parse(await get(url, token, '/v1/cases?limit=500'));
  const { detainers } = detainerListSchema.parse(await get(url, token, '/v1/detainers?all=true'));
  const events = new Map<string, readonly EventView[]>();
  for (const { caseId } of cases) {
    const view = caseViewSchema.parse(await get(url, token, `/v1/cases/${caseId}`));
    if (view.view === 'full') events.set(caseId, view.events);
  }
  return {
    cases: cases.map(({ caseId }) => caseId).toSorted(),
    clocks: detainers.map(({ detainerId, startedAt, limitAt }) => [detainerId, startedAt, limitAt] as const),
    events,
  };
}

async function signedIn(url: string, person: string): Promise<string> {
  const response = await fetch(`${url}/v1/development/sessions`, { method: 'POST', body: JSON.stringify({ person }) });
  return sessionAnswerSchema.parse(await response.json()).token;
}

async function get(url: string, token: string, path: string): Promise<unknown> {
  const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  return response.json();
}
