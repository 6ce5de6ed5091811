/** Reads all readings from the log of a broker with the command `export`. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { BROKER_PROGRAM } from './broker-child.js';
import type { LoggedReading } from './judge.js';

const OUTPUT_BYTES_MAX = 1 << 30;

export async function exportedLog(url: string, developer: string): Promise<LoggedReading[]> {
  const args = [BROKER_PROGRAM, 'export', url, '--developer', developer];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    maxBuffer: OUTPUT_BYTES_MAX,
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
  });
  return stdout.split('\n').filter(Boolean).map(loggedReading);
}

function loggedReading(line: string): LoggedReading {
  const { uid, t, d } = JSON.parse(line) as {
    uid: string;
    t: string;
    d: { val?: number; d?: number[] };
  };
  return { uid, type: t, content: JSON.stringify(d.val ?? d.d) };
}
