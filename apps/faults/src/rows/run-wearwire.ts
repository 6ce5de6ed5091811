/** Runs a `wearwire` command to its end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PROGRAM } from '../broker/broker-process.js';

export interface Finished {
  /** `undefined`: killed after the timeout. */
  readonly code: number | null | undefined;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export async function runWearwire(args: readonly string[], timeoutMs = 180_000): Promise<Finished> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, timeoutMs);
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  clearTimeout(timer);
  return { code: isLate ? undefined : code, signal, stdout, stderr };
}
