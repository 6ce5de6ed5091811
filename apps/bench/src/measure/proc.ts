/**
 * Readers of /proc for processes and the machine. Without /proc they return `undefined`, 0, an empty map, or no limit,
 * and the result omits the figures that depend on them.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export const HAS_PROC = process.platform === 'linux';

/** Unit of CPU times in /proc: USER_HZ, which is 100 on every architecture that Node supports. */
const TICKS_PER_S = 100;

/** User and system CPU seconds of a process with all its threads; 0 when it has ended. */
export function cpuSecondsOf(pid: number): number {
  return secondsIn(`/proc/${pid}/stat`);
}

/** CPU seconds of each thread of a process, by thread id. */
export function threadSecondsOf(pid: number): Map<number, number> {
  const threads = readFolder(`/proc/${pid}/task`).map(Number);
  return new Map(threads.map((tid) => [tid, secondsIn(`/proc/${pid}/task/${tid}/stat`)]));
}

function secondsIn(path: string): number {
  const line = read(path);
  // The name is in parentheses and may contain spaces and parentheses.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_S;
}

/** Resident bytes of a process; 0 when it has ended. */
export function residentBytesOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;
}

/** Busy seconds since boot, summed over the cores that this process may use. */
export function busySeconds(): number | undefined {
  const cores = allowedCores();
  const lines = read('/proc/stat').matchAll(/^cpu(\d+) (.*)$/gm);
  let busy: number | undefined;
  for (const [, core, times = ''] of lines) {
    if (!cores.has(Number(core))) continue;
    // user nice system idle iowait irq softirq steal; user already includes guest time.
    const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = times.split(' ').map(Number);
    busy = (busy ?? 0) + (user + nice + system + irq + softirq) / TICKS_PER_S;
  }
  return busy;
}

/** Parses a list such as `0-3,6`. */
function allowedCores(): Set<number> {
  const list = /^Cpus_allowed_list:\s+(.*)$/m.exec(read('/proc/self/status'))?.[1] ?? '';
  const ranges = list.split(',').map((range) => range.split('-').map(Number));
  return new Set(
    ranges.flatMap(([from = 0, to = from]) =>
      Array.from({ length: to - from + 1 }, (_, i) => from + i),
    ),
  );
}

/** Bytes in TCP socket buffers of the whole machine. */
export function tcpBufferBytes(): number | undefined {
  const pages = /^TCP: .* mem (\d+)$/m.exec(read('/proc/net/sockstat'))?.[1];
  return pages === undefined ? undefined : Number(pages) * pageBytes();
}

/** Limit of open files for processes started by this one. */
export function openFilesMax(): number {
  const line = /^Max open files\s+(\d+)/m.exec(read('/proc/self/limits'))?.[1];
  return line === undefined ? Number.POSITIVE_INFINITY : Number(line);
}

let cachedPageBytes: number | undefined;

function pageBytes(): number {
  cachedPageBytes ??= Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' }));
  return cachedPageBytes;
}

function readFolder(path: string): string[] {
  if (!HAS_PROC) return [];
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function read(path: string): string {
  if (!HAS_PROC) return '';
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
