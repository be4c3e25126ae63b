import { readdirSync, readFileSync } from 'node:fs';

/** The kernel's clock ticks: 100 in a second wherever Linux runs. */
const TICK_MS = 10;

/** CPU of a process in milliseconds, with that of its ended children where asked; 0 where it cannot be read (gone, or no Linux). */
export function cpuMs(pid: number, { ended = false }: { readonly ended?: boolean } = {}): number {
  const fields = statOf(pid);
  const columns = ended ? [11, 12, 13, 14] : [11, 12];
  return columns.reduce((sum, column) => sum + Number(fields[column] ?? 0), 0) * TICK_MS;
}

/** CPU of a server that works through child processes (PostgreSQL): its own, of those that run, and of those that have ended. */
export function familyCpuMs(pid: number): number {
  return childrenOf(pid).reduce((sum, child) => sum + cpuMs(child), cpuMs(pid, { ended: true }));
}

/** Resident memory in bytes; 0 where it cannot be read. */
export function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1];
  return Number(kilobytes ?? 0) * 1024;
}

/** The fields of /proc/PID/stat after the name, which may hold spaces. */
function statOf(pid: number): readonly string[] {
  const stat = read(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function childrenOf(pid: number): readonly number[] {
  return entries('/proc')
    .filter((name) => /^\d+$/.test(name) && statOf(Number(name))[1] === String(pid))
    .map(Number);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function entries(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
