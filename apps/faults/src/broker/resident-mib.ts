/** Returns the resident memory of a process in whole MiB, from /proc; 0 if it has exited. */
import { readFile } from 'node:fs/promises';

export async function residentMib(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1_024);
}
