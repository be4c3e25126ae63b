import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Io } from '../../cli/io.ts';
import { runCli } from '../../cli/program.ts';
import { fastForward } from '../../client/time.ts';
import { activationIdOf } from '../../domain/lifecycle/activation-input.ts';
import { instantMs, isoInstant } from '../../domain/text.ts';
import { cpuMs, familyCpuMs, residentBytes } from './costs.ts';
import { aJurisdiction, anAgency } from './places.ts';
import { eventually, startSystem, type System } from './system.ts';
import { quietRuntime } from './temporal.ts';
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts';

const DAY_MS = 86_400_000;
/** So many clocks are on their way at once: more makes the others wait only longer. */
const UNDER_WAY = 40;
/** A clock that has not arrived in this time, because the workers were killed on the way, is moved anew. */
const MOVED_ANEW_MS = 60_000;
/** One of so many gets no confirmation of the notice to its local government: it must not be activated. */
const UNCONFIRMED_EVERY = 15;

export interface ManyOptions {
  readonly count: number;
  readonly waves: number;
  /** After which shares (0 to 1) of a phase's steps the workers are killed; once more while everything sleeps. */
  readonly killAt: Readonly<Record<Phase, readonly number[]>>;
}

export type Phase = 'plan' | 'confirm' | 'activate';

/** One jurisdiction of the run. `confirmed`: both of its notices are. */
export interface Planned {
  readonly id: string;
  readonly wave: string;
  /** The planned instant, in UTC. */
  readonly from: string;
  readonly confirmed: boolean;
}

/** CPU in milliseconds since the processes started. */
interface Cpu {
  readonly server: number;
  readonly workers: number;
  readonly database: number;
  /** This process: API, command line, and the moving of clocks. */
  readonly driver: number;
}

/** What a run came to. Milliseconds, bytes. */
export interface Costs {
  readonly cpu: Cpu;
  readonly wallMs: Readonly<Record<Phase, number>>;
  readonly sleepingBytes: number;
  readonly kills: number;
  /** What starting the workers' process cost each time; no part of `cpu`. */
  readonly startMs: number;
}

/**
 * The whole way of many activations: waves and letters by the command line through the API, on the real server, with the workers as a process
 * that is killed while plans are started, while notices are confirmed, while everything sleeps, and while instants come.
 */
export async function startMany({ count, waves, killAt }: ManyOptions) {
  quietRuntime();
  const system = await startSystem({ withoutWorkers: true });
  let workersCpu = 0;
  let startsCpu = 0;
  const start = async (): Promise<WorkerProcess> => {
    const started = await startWorkerProcess({ ...system.workerEnvironment, SC_ZONES: 'case' });
    startsCpu += cpuMs(started.pid);
    return started;
  };
  let workers = await start();
  let kills = 0;
  const planned = plannedOf(count, waves);
  await register(system, planned);

  const cpu = (): Cpu => ({
    server: cpuMs(pidOf('TEST_TEMPORAL_PID')),
    workers: workersCpu + cpuMs(workers.pid) - startsCpu,
    database: familyCpuMs(pidOf('TEST_DATABASE_PID')),
    driver: cpuMs(process.pid),
  });
  const before = cpu();
  const wallMs: Record<Phase, number> = { plan: 0, confirm: 0, activate: 0 };
  let asleepBytes = 0;
  const awakeBytes = residentBytes(pidOf('TEST_TEMPORAL_PID'));

  const kill = async (): Promise<void> => {
    workersCpu += cpuMs(workers.pid);
    await workers.kill();
    kills += 1;
    workers = await start();
  };
  // The development register has activations of its own.
  const recorded = async (kind: string): Promise<number> => {
    const [row] = await system.database.query<{ n: number }>(
      "select count(*)::int as n from events where kind = $1 and ledger_id like 'jurisdiction-X%-COUNTY-%'",
      [kind],
    );
    return row?.n ?? 0;
  };
  /** Does the work of a phase while the workers are killed each time a share of its steps is on record. */
  const killed = async (phase: Phase, steps: { kind: string; total: number }, work: () => Promise<void>) => {
    const startedMs = Date.now();
    const killing = async (): Promise<void> => {
      for (const share of killAt[phase]) {
        while ((await recorded(steps.kind)) < share * steps.total) await sleep(100);
        await kill();
      }
    };
    await Promise.all([work(), killing()]);
    wallMs[phase] = Date.now() - startedMs;
  };
  const allRecorded = async (kind: string, total: number): Promise<void> => {
    await eventually(
      async () => await recorded(kind),
      (done) => done === total,
      600_000,
    );
  };
  const due = planned.filter(({ confirmed }) => confirmed).length;

  return {
    system,
    planned,
    costs: (): Costs => {
      const now = cpu();
      const spent = {
        server: now.server - before.server,
        workers: now.workers - before.workers,
        database: now.database - before.database,
        driver: now.driver - before.driver,
      };
      return { cpu: spent, wallMs, sleepingBytes: asleepBytes - awakeBytes, kills, startMs: startsCpu / (kills + 1) };
    },

    /** Plans every wave, and waits until all notices are out. */
    plan: async (): Promise<void> => {
      await killed('plan', { kind: 'ACTIVATION_PLANNED', total: count }, async () => {
        for (const wave of namesOf(planned)) await planWave(system, wave, planned);
        await allRecorded('ACTIVATION_PLANNED', count);
      });
    },

    /** Confirms the letters of every wave, again until none is left, and waits until all of them sleep until their instant. */
    confirm: async (): Promise<void> => {
      await killed('confirm', { kind: 'NOTICE_DELIVERED', total: count + due }, async () => {
        for (const wave of namesOf(planned)) await confirmWave(system, wave, planned);
        await allRecorded('ACTIVATION_CERTAIN', due);
      });
      asleepBytes = residentBytes(pidOf('TEST_TEMPORAL_PID'));
      await kill();
    },

    /** Moves every clock past its planned instant. */
    activate: async (): Promise<void> => {
      await killed('activate', { kind: 'ACTIVATED', total: due }, async () => {
        await pastTheirInstants(system, planned);
        await allRecorded('TRAINING_SENT', due);
      });
    },

    stop: async (): Promise<void> => {
      await workers.end();
      await system.stop();
    },
  };
}

function pidOf(variable: 'TEST_TEMPORAL_PID' | 'TEST_DATABASE_PID'): number {
  return Number(process.env[variable] ?? 0);
}

/** Fictional jurisdictions in ten states, waves a week apart; all waiting periods fit. */
function plannedOf(count: number, waves: number): readonly Planned[] {
  const firstMs = Math.ceil(Date.now() / DAY_MS + 40) * DAY_MS;
  return Array.from({ length: count }, (_, index) => {
    const wave = index % waves;
    return {
      id: `X${'ABCDEFGHIJ'[index % 10] ?? 'A'}-COUNTY-${index}`,
      wave: `wave ${wave + 1}`,
      from: isoInstant(firstMs + wave * 7 * DAY_MS + wave * 1001),
      confirmed: index % UNCONFIRMED_EVERY !== 7,
    };
  });
}

function namesOf(planned: readonly Planned[]): readonly string[] {
  return [...new Set(planned.map(({ wave }) => wave))];
}

async function register({ records }: System, planned: readonly Planned[]): Promise<void> {
  await inParallel(planned, 8, async ({ id }) => {
    const number = id.slice(id.lastIndexOf('-') + 1).padStart(5, '0');
    const state = id.slice(0, 2);
    await records.register.putJurisdiction(aJurisdiction(id, { name: `Example County ${number}`, state }));
    await records.register.putAgency(anAgency(`${state}${number}00`, [id]));
  });
}

async function planWave(system: System, wave: string, planned: readonly Planned[]): Promise<void> {
  const members = planned.filter((one) => one.wave === wave);
  const file = join(system.dir, `${wave}.txt`);
  writeFileSync(file, members.map(({ id }) => id).join('\n'));
  const words = ['wave', wave, '--file', file, '--from', members[0]?.from ?? '', '--reasons', 'Next in the plan.'];
  const items = linesOf(await sc(system, words));
  const started = items.filter(({ outcome }) => outcome === 'STARTED').length;
  if (started !== members.length) throw new Error(`${started} of ${members.length} were started`);
}

/** A letter that the killed workers had no time to answer is confirmed by the next round. */
async function confirmWave(system: System, wave: string, planned: readonly Planned[]): Promise<void> {
  const members = planned.filter((one) => one.wave === wave);
  const file = join(system.dir, `${wave} letters.csv`);
  const deliveredAt = isoInstant(Date.now());
  const letters = members.flatMap(({ id, confirmed }) =>
    (confirmed ? ['STATE', 'LOCAL'] : ['STATE']).map((to) => `${id},${to},1,${deliveredAt},LETTER,"Front desk, ${to}"`),
  );
  writeFileSync(file, ['jurisdiction,to,revision,deliveredAt,method,recipient', ...letters].join('\n'));
  for (let round = 1; round <= 10; round += 1) {
    const ran = await sc(system, ['confirm', '--wave', wave, '--file', file]);
    const open = linesOf(ran).filter(({ outcome }) => outcome !== 'CONFIRMED' && outcome !== 'ALREADY');
    if (ran.code === 0 && open.length === 0) return;
    await sleep(1000);
  }
  throw new Error(`Letters of ${wave} are still not confirmed`);
}

interface Ran {
  readonly code: number;
  readonly out: string;
}

async function sc({ api, dir }: System, words: readonly string[]): Promise<Ran> {
  let out = '';
  const io: Io = {
    env: { SC_API_URL: api, SC_DATA_DIR: dir },
    interactive: false,
    colour: false,
    width: 100,
    out: (text) => void (out += text),
    err: () => undefined,
  };
  const code = await runCli(['plan', ...words, '--as', 'administrator', '--json'], io);
  return { code, out };
}

function linesOf({ out }: Ran): { readonly outcome: string }[] {
  const lines = out.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as { outcome: string });
}

/** Moves every clock past its instant, and waits until each activation was reached or missed by its record. Looking at each costs the server more. */
async function pastTheirInstants(system: System, planned: readonly Planned[]): Promise<void> {
  const open = new Map(planned.map((one) => [one.id, one]));
  const movedMs = new Map<string, number>();
  const untilMs = Date.now() + 3_600_000;
  while (open.size > 0) {
    const rows = await system.database.query<{ jurisdiction: string }>(
      "select jurisdiction from activations where state in ('ACTIVE', 'MISSED')",
    );
    for (const { jurisdiction } of rows) open.delete(jurisdiction);
    const due = [...open.values()]
      .slice(0, UNDER_WAY)
      .filter(({ id }) => Date.now() - (movedMs.get(id) ?? 0) > MOVED_ANEW_MS);
    await inParallel(due, 4, async (one) => {
      await move(system, one);
      movedMs.set(one.id, Date.now());
    });
    if (Date.now() > untilMs) throw new Error(`${open.size} activations have not come to their instant`);
    await sleep(250);
  }
}

async function move({ cases, client, namespace }: System, { id, from }: Planned): Promise<void> {
  const workflowId = activationIdOf(id);
  const { nowMs } = await cases.timeOf(workflowId);
  const leftMs = instantMs(from) + 1000 - nowMs;
  if (leftMs <= 0) return;
  await client.workflowService
    .updateWorkflowExecutionOptions({
      namespace,
      workflowExecution: { workflowId },
      updateMask: { paths: ['time_skipping_config'] },
      workflowExecutionOptions: { timeSkippingConfig: fastForward(Math.ceil(leftMs), randomUUID()) },
    })
    // It has ended in the meantime, or is tried again.
    .catch(() => undefined);
}

/** Does `work` for each item, so many at once. */
export async function inParallel<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>) {
  const waiting = items.values();
  const one = async (): Promise<void> => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}
